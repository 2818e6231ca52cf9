"""The pages behind a delegation's link and behind a person's own."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from events.links import tokens
from events.models import (
    ChangeRequest,
    Delegate,
    HandOver,
    Need,
    OutgoingEmail,
    Registration,
)
from events.registrations.needs import NeedEntry
from events.registrations.rules.delegates import DelegateData, add_delegate, save_needs
from events.registrations.rules.register import DisplayedText
from events.registrations.self_service.status_text import status_tone
from tests.builders import (
    DAY,
    HOUR,
    build_centre,
    build_registration,
    build_visit,
    register,
)

pytestmark = pytest.mark.django_db

EMAIL = "anna@example.org"


@pytest.fixture
def visit(db):
    build_centre()
    return build_visit(capacity=10, largest_group=8)


@pytest.fixture
def registered(visit):
    return register(visit)


@pytest.fixture
def registration(registered):
    return registered.registration


@pytest.fixture
def anna(registration):
    person = DelegateData(full_name="Anna", email=EMAIL)
    return add_delegate(registration=registration, person=person, at=timezone.now())


def url(name, token="", **kwargs):
    with translation.override("en"):
        found = {"token": token} if token else {}
        return reverse(f"events:{name}", kwargs={**found, **kwargs})


def close(visit, **moments):
    for name in moments or {"edits_until": 0, "names_due_at": 0}:
        setattr(visit, name, timezone.now() - DAY)
    visit.save()


def own(delegate):
    return tokens.delegate_token(delegate)


def errors(page):
    with translation.override("en"):  # they are put into words when they are read
        form = page.context["form"]
        return {name: list(found) for name, found in form.errors.items()}


def become(registration, status, **fields):
    found = Registration.objects.filter(pk=registration.pk)
    found.update(status=status, **fields)


@pytest.mark.once
@pytest.mark.parametrize("status", Registration.Status.values)
def test_every_status_is_said_in_words(client, registered, registration, status):
    ends = timezone.now() + HOUR if status == "offered" else None
    other = {"contact_email": "other@example.org"}
    joined = status == "joined"
    whole = build_registration(registration.visit, **other) if joined else None
    become(registration, status, offer_expires_at=ends, proven_at=None, joined_to=whole)
    page = client.get(url("registration", registered.token))
    sentences = page.context["status_text"]
    assert sentences != []
    for sentence in sentences:
        assert page.text.count(sentence.replace("'", "&#x27;")) == 1


def test_how_it_looks_follows_the_status(visit, registration):
    def moods():
        found = {}
        for status in Registration.Status.values:
            registration.status = status
            found.setdefault(status_tone(registration), set()).add(status)
        return found

    waiting = {"requested", "waitlisted", "offered", "late"}
    over = {"declined", "withdrawn", "cancelled", "lapsed", "expired", "no_show"}
    over |= {"joined"}
    assert moods() == {
        "": waiting,
        "good": {"confirmed", "attended"},
        "over": over,
    }
    registration.visit.state = "postponed"
    assert moods()["good"] == {"attended"}


def test_what_is_over_leads_on_and_asks_for_no_names(client, registered, registration):
    page = client.get(url("registration", registered.token)).text
    assert ["Who is coming" in page, "Other study visits" in page] == [True, False]
    become(registration, "withdrawn")
    page = client.get(url("registration", registered.token)).text
    assert ["Who is coming" in page, "Other study visits" in page] == [False, True]


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("strict", "Places that become free are offered in the order of the list."),
        ("fill", "Places that become free are offered to the first that fits in them."),
    ],
)
def test_who_waits_sees_place_and_policy(
    client, visit, registered, registration, policy, words
):
    visit.waiting_list = policy
    visit.save()
    become(registration, "waitlisted")
    page = client.get(url("registration", registered.token))
    assert page.context["status_text"] == [
        "Your delegation is number 1 on the waiting list.",
        words,
    ]


def test_an_offer_is_taken_by_post_alone(client, registered, registration):
    become(registration, "offered", offer_expires_at=timezone.now() + HOUR)
    target = url("registration-offer", registered.token)
    assert client.get(target).url == url("registration", registered.token)
    registration.refresh_from_db()
    assert registration.status == "offered"
    for _twice in range(2):
        assert client.post(target).url == url("registration", registered.token)
    registration.refresh_from_db()
    assert registration.status == "confirmed"


def test_an_offer_taken_too_late_is_answered_clearly(client, registered, registration):
    become(registration, "offered", offer_expires_at=timezone.now() - HOUR)
    page = client.get(url("registration", registered.token))
    assert not page.context["can_take"]
    page = client.post(url("registration-offer", registered.token))
    assert page.text.count('<h1 class="long">The offer has ended</h1>') == 1


@pytest.mark.parametrize("status", ["requested", "waitlisted"])
def test_taking_what_was_never_offered_leads_back(
    client, registered, registration, status
):
    become(registration, status)
    page = client.post(url("registration-offer", registered.token))
    assert page.url == url("registration", registered.token)
    registration.refresh_from_db()
    assert registration.status == status


def test_fewer_people_at_once_and_more_if_free(client, registered, registration):
    target = url("registration-seats", registered.token)
    for number in ("2", "5"):
        response = client.post(target, {"seats": number})
        assert response.url == url("registration", registered.token)
        registration.refresh_from_db()
        assert registration.seats == int(number)


@pytest.mark.once
@pytest.mark.parametrize(
    ("seats", "message"),
    [
        ("5", "At most 4 people are possible"),
        ("9", "At most 8 people are possible"),
        ("a few", "Enter a whole number, like 6"),
    ],
)
def test_what_is_not_possible_is_said_beside_the_number(
    client, visit, registered, seats, message
):
    build_registration(visit, seats=6, contact_email="b@example.org")
    page = client.post(url("registration-seats", registered.token), {"seats": seats})
    assert errors(page) == {"seats": [message]}
    assert page.context["form"]["seats"].value() == seats


def test_who_needs_more_places_than_there_are_may_ask_for_them(
    client, visit, registered
):
    build_registration(visit, seats=6, contact_email="b@example.org")
    seats = url("registration-seats", registered.token)
    ask = f"{url('registration-change', registered.token)}?seats="
    pages = [client.post(seats, {"seats": number}).text for number in ("5", "9")]
    assert [page.count(f'href="{ask}5"') for page in pages] == [1, 0]
    assert client.get(seats).text.count(ask) == 0
    form = client.get(f"{ask}5").context["form"]
    assert form["seats"].value() == "5"


def test_a_number_sent_after_the_deadline_is_kept_as_a_request(
    client, visit, registered, registration
):
    close(visit)
    target = url("registration-seats", registered.token)
    asks = url("registration-change", registered.token)
    assert client.get(target).url == asks
    client.post(target, {"seats": "5"})
    registration.refresh_from_db()
    change = ChangeRequest.objects.get()
    assert (registration.seats, change.seats, change.status) == (3, 5, "open")
    page = client.get(url("registration", registered.token))
    assert page.context["change"] == change


def test_people_sent_after_the_deadline_are_kept_as_a_request(
    client, visit, registered, anna
):
    close(visit)
    token = registered.token
    client.post(url("registration-person-add", token), {"full_name": "Їжак"})
    client.post(
        url("registration-person", token, number=anna.pk), {"full_name": "Hanna"}
    )
    client.post(url("registration-person-remove", token, number=anna.pk))
    client.post(url("person", own(anna)), {"full_name": "Ганна", "email": EMAIL})
    assert list(Delegate.objects.values_list("full_name", flat=True)) == ["Anna"]
    with translation.override("en"):
        wishes = ChangeRequest.objects.get().wishes
    assert wishes.split("\n\n") == [
        "Please add: Їжак",
        "Please correct Anna: Ганна, anna@example.org",  # in place of "Hanna"
        "Please remove: Anna",
    ]


@pytest.mark.parametrize("name", ["registration-change", "registration-hand-over"])
def test_what_has_ended_asks_for_nothing_more(client, registered, registration, name):
    become(registration, "withdrawn")
    sent = {"text": "More.", "name": "New", "email": "new@example.org", "sure": "1"}
    page = url("registration", registered.token)
    target = url(name, registered.token)
    assert (client.get(target).url, client.post(target, sent).url) == (page, page)
    assert (ChangeRequest.objects.count(), HandOver.objects.count()) == (0, 0)


def test_asking_for_a_change_needs_something_to_ask(client, registered):
    target = url("registration-change", registered.token)
    assert errors(client.post(target, {"text": ""})) == {
        "text": ["Tell us what should change"]
    }
    client.post(target, {"text": "We come by bus."})
    assert ChangeRequest.objects.get().text == "We come by bus."


def test_names_are_added_corrected_and_removed(client, registered):
    token = registered.token
    data = {"full_name": "Łucja Żak", "role": "Mayor", "email": EMAIL, "language": "uk"}
    client.post(url("registration-person-add", token), data)
    delegate = Delegate.objects.get()
    assert (delegate.role, delegate.language) == ("Mayor", "uk")
    target = url("registration-person", token, number=delegate.pk)
    client.post(target, {"full_name": "Łucja Nowak"})
    delegate.refresh_from_db()
    assert (delegate.full_name, delegate.email) == ("Łucja Nowak", EMAIL)
    gone = url("registration-person-remove", token, number=delegate.pk)
    assert client.get(gone).status_code == 200
    assert Delegate.objects.count() == 1
    client.post(gone)
    assert Delegate.objects.count() == 0
    assert client.post(target, {"full_name": "X"}).status_code == 404


def test_a_mistake_loses_nothing_that_was_typed(client, registered):
    data = {"full_name": "Їжак", "role": "Mayor", "email": "no"}
    page = client.post(url("registration-person-add", registered.token), data)
    assert errors(page) == {"email": ["Enter an e-mail address like name@example.org"]}
    form = page.context["form"]
    assert {name: form[name].value() for name in data} == data


def test_a_correction_without_a_name_is_asked_for_again(client, registered, anna):
    for name, token in {
        url("registration-person", registered.token, number=anna.pk): "Żak",
        url("person", own(anna)): "Żak",
    }.items():
        page = client.post(name, {"full_name": "", "role": token})
        assert [*errors(page)] == ["full_name"]
        assert page.context["form"]["role"].value() == token
    anna.refresh_from_db()
    assert (anna.full_name, anna.role) == ("Anna", "")


def test_a_name_too_many_is_told_and_kept_on_the_page(client, registered, anna):
    target = url("registration-person-add", registered.token)
    for name in ("B", "C", "D"):
        page = client.post(target, {"full_name": name})
    assert errors(page) == {"full_name": ["Every place has a name already"]}
    assert page.context["form"]["full_name"].value() == "D"
    assert [*Delegate.objects.values_list("full_name", flat=True)] == ["Anna", "B", "C"]


def test_one_delegation_cannot_reach_anothers_people(client, visit, anna):
    other = register(visit, contact_email="b@example.org")
    for name in ("registration-person", "registration-person-remove"):
        target = url(name, other.token, number=anna.pk)
        assert client.post(target, {"full_name": "X"}).status_code == 404


def test_a_forwarded_link_shows_no_address_and_no_need_of_a_person(
    client, registered, registration, anna
):
    now, texts = timezone.now(), {"consent": DisplayedText("Yes.", "en")}
    own_need = [NeedEntry("access", text="Secret words."), NeedEntry("diet", "kosher")]
    save_needs(
        registration=registration, delegate=anna, needs=own_need, at=now, **texts
    )
    save_needs(
        registration=registration,
        needs=[NeedEntry("diet", "vegan"), NeedEntry("access", text="Hidden words.")],
        at=now,
        **texts,
    )
    token = registered.token
    pages = [
        client.get(target).text
        for target in (
            url("registration", token),
            url("registration-needs", token),
            url("registration-person", token, number=anna.pk),
            url("registration-hand-over", token),
        )
    ]
    addresses = (EMAIL, "a***@example.org", "contact@example.org")
    for secret in (*addresses, "Secret words", "Hidden words", "Vegan: 1", "Kosher: 1"):
        assert [page.count(secret) for page in pages] == [0, 0, 0, 0]
    assert pages[0].count("c***@example.org") == 1
    assert pages[0].count("Not shown, because links are passed on") == 1
    assert re.findall(r'name="diet-[^>]*value=', pages[1]) == []


@pytest.mark.once
def test_needs_of_a_delegation_are_numbers_with_consent(client, registered):
    target = url("registration-needs", registered.token)
    page = client.post(target, {"diet-vegan": "2"})
    assert errors(page) == {
        "consent": ["Without this consent we keep nothing of what is above"]
    }
    assert page.context["form"]["diet-vegan"].value() == "2"
    assert Need.objects.count() == 0
    client.post(target, {"diet-vegan": "2", "words": "A ramp.", "consent": "on"})
    client.post(target, {"diet-vegan": "1", "consent": "on"})
    assert list(Need.objects.values_list("code", "text")) == [
        ("", "A ramp."),
        ("vegan", ""),
    ]
    page = client.post(target, {"diet-vegan": "4", "consent": "on"})
    assert errors(page) == {"diet-vegan": ["This is more than the number of people"]}
    client.post(target, {"erase": "1"})
    assert Need.objects.count() == 0


def test_a_person_sees_corrects_and_tells_her_needs(client, anna, registration):
    token = own(anna)
    client.post(
        url("person-needs", token),
        {"sign_language-pjm": "on", "words": "A seat in front.", "consent": "on"},
    )
    page = client.get(url("person", token))
    assert page.context["needs"] == ["A seat in front.", "Polish Sign Language"]
    assert page.text.count("Information on data.") == 1
    assert "no-store" in page.headers["Cache-Control"]
    consent = registration.consents.get(purpose="needs")
    assert (consent.delegate, consent.text.language) == (anna, "en")
    client.post(url("person", token), {"full_name": "Anna B", "email": EMAIL})
    anna.refresh_from_db()
    assert anna.full_name == "Anna B"
    client.post(url("person-needs", token), {"erase": "1"})
    consent.refresh_from_db()
    assert (Need.objects.count(), consent.withdrawn_at is None) == (0, False)


def test_needs_are_shown_and_a_mistake_in_them_stays_on_the_page(client, anna):
    target = url("person-needs", own(anna))
    client.post(target, {"diet-vegan": "on", "consent": "on"})
    page = client.get(target)
    assert [need.code for need in page.context["told"]] == ["vegan"]
    assert page.context["form"]["diet-vegan"].value() is True
    page = client.post(target, {"words": "A ramp."})
    assert errors(page) == {
        "consent": ["Without this consent we keep nothing of what is above"]
    }
    assert page.context["form"]["words"].value() == "A ramp."
    assert [*Need.objects.values_list("code", "text")] == [("vegan", "")]


@pytest.mark.parametrize("whose", ["registration-needs", "person-needs"])
def test_needs_sent_after_the_start_are_told_to_be_late(
    client, visit, registered, anna, whose
):
    now = timezone.now()
    visit.registration_opens_at = visit.registration_closes_at = None
    visit.starts_at, visit.ends_at = now - HOUR, now + HOUR
    visit.save()
    token = own(anna) if whose == "person-needs" else registered.token
    sent = {"words": "A ramp.", "consent": "on"}
    page = client.post(url(whose, token), sent)
    assert errors(page) == {
        "__all__": ["It is too late to tell us here. Please phone us."]
    }
    assert page.context["form"]["words"].value() == "A ramp."
    assert Need.objects.count() == 0


def test_a_person_takes_herself_off_by_post_alone(client, anna, registration):
    target = url("person-remove", own(anna))
    assert client.get(target).status_code == 200
    assert Delegate.objects.count() == 1
    response = client.post(target)
    assert client.get(response.url).status_code == 200
    assert Delegate.objects.count() == 0
    registration.refresh_from_db()
    assert registration.seats == 3
    assert client.get(url("person", own(anna))).status_code == 404


def test_a_lost_link_is_sent_to_an_address_alone(client, registered):
    page = client.post(url("lost-link"), {"email": "nobody"})
    assert errors(page) == {"email": ["Enter an e-mail address like name@example.org"]}
    assert page.context["form"]["email"].value() == "nobody"


def test_a_persons_lost_link_is_made_anew_where_it_was_made_otherwise(client, anna):
    Delegate.objects.update(token_hash="0" * 64)
    client.post(url("lost-link"), {"email": EMAIL})
    anna.refresh_from_db()
    assert anna.token_hash == tokens.link_hash(own(anna))
    link = url("person", own(anna))
    assert link in OutgoingEmail.objects.filter(kind="registration_link").get().text
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("email", ["contact@example.org", "nobody@example.org"])
def test_a_lost_link_has_the_same_answer_for_every_address(client, registered, email):
    response = client.post(url("lost-link"), {"email": email})
    assert (response.status_code, response.url) == (302, url("lost-link-sent"))
    page = client.get(response.url)
    assert page.text.count("If we know this address") == 1
    assert page.text.count(email) == 0


@pytest.mark.usefixtures("first_mails")
def test_a_lost_link_is_sent_again_and_goes_on_working(client, registered, anna):
    client.post(url("lost-link"), {"email": "CONTACT@example.org"})
    client.post(url("lost-link"), {"email": EMAIL})
    mails = OutgoingEmail.objects.filter(kind="registration_link").order_by("pk")
    assert [mail.recipient for mail in mails] == ["contact@example.org", EMAIL]
    assert client.get(url("registration", registered.token)).status_code == 200
    assert client.get(url("person", own(anna))).status_code == 200


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_asks_as_much_for_three_people(
    client, registered, registration, people, django_assert_num_queries
):
    for number in range(people):
        person = DelegateData(full_name=f"Person {number}")
        add_delegate(registration=registration, person=person, at=timezone.now())
    client.get(url("registration", registered.token))
    with django_assert_num_queries(9):
        client.get(url("registration", registered.token))
