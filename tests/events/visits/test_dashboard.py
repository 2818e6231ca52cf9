"""The desk of a visit, and the pages that ask before something is mailed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from events.links.tokens import TOKEN_PATTERN, code_hash
from events.models import (
    Delegate,
    Need,
    OutgoingEmail,
    Registration,
    SeatBlock,
    StudyVisit,
)
from events.registrations.rules.delegates import DelegateData, add_delegate
from tests.builders import (
    DAY,
    build_part,
    build_registration,
    build_staff,
    build_visit,
    let_day_come,
    register,
)
from tests.desk import errors_of, filled, picture_file
from tests.helpers import request_visit

pytestmark = pytest.mark.django_db
ACT = "/en/admin/events/registration/act/"
VISITS = "/en/admin/events/studyvisit/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def requests(count: int, **fields: Any) -> list[Registration]:
    """Delegations of one person that wait for approval."""
    visit = build_visit(approval="manual", capacity=100, **fields)
    return [
        build_registration(
            visit, seats=1, contact_email=f"{n}@example.org", names=(f"Person {n}",)
        )
        for n in range(count)
    ]


@pytest.mark.once
def test_the_desk_asks_as_much_for_30_delegations_as_for_one(staff: Client) -> None:
    counts = []
    for count in (1, 30):
        url = f"{VISITS}{requests(count, slug=f'v{count}')[0].visit_id}/desk/"
        staff.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(url).status_code == 200
        counts.append(len(asked))
    assert counts == [11, 11]


def test_the_desk_counts_places(staff: Client) -> None:
    visit = build_visit(waiting_list="fill", capacity=12)
    build_registration(visit, seats=6)
    SeatBlock.objects.create(
        visit=visit, label="Partner", seats=4, code_hash="x", expires_at=visit.ends_at
    )
    build_registration(visit, seats=5, may_wait=True, contact_email="b@example.org")
    register(visit, proven=False, seats=1, contact_email="c@example.org")
    dashboard = staff.get(f"{VISITS}{visit.pk}/desk/").context["dashboard"]
    assert dashboard.seats == {
        "taken": 7,
        "unconfirmed": 1,
        "held": 4,
        "waiting": 5,
        "free": 1,
        "over": 0,
    }


def test_the_form_and_the_list_count_places_as_the_desk_does(staff: Client) -> None:
    visit = build_visit(capacity=12)
    build_registration(visit, seats=6)
    url = f"{VISITS}{visit.pk}/desk/"
    pages = (f"{VISITS}{visit.pk}/change/", VISITS)
    told = f'<a href="{url}">6 of 12</a> (%s)'
    assert [told % "6 free" in staff.get(page).text for page in pages] == [True, True]
    SeatBlock.objects.create(
        visit=visit, label="Partner", seats=4, code_hash="x", expires_at=visit.ends_at
    )
    held = told % "held for partners: 4, 2 free"
    assert [held in staff.get(page).text for page in pages] == [True, True]


@pytest.mark.usefixtures("first_mails")
def test_the_desk_says_what_needs_staff(staff: Client) -> None:
    visit = build_visit(
        approval="manual", names_due_at=timezone.now() + timedelta(days=1)
    )
    first = build_registration(visit, names=("Anna Example",))
    second = build_registration(
        visit, contact_email="b@example.org", names=("ANNA EXAMPLE",)
    )
    Registration.objects.filter(pk=second.pk).update(status="confirmed", language="xx")
    OutgoingEmail.objects.filter(registration=first).update(state="failed")
    dashboard = staff.get(f"{VISITS}{visit.pk}/desk/").context["dashboard"]
    assert {item.name: len(item.rows) for item in dashboard.items} == {
        "requests": 1,
        "mail": 1,
        "names": 1,
        "cities": 1,
        "people": 1,
        "languages": 1,
    }


def test_the_desk_of_a_visit_asks_for_nothing_of_others(staff: Client) -> None:
    visit = build_visit()
    request_visit()
    page = staff.get(f"{VISITS}{visit.pk}/desk/").text
    assert page.count("Nothing. All is answered.") == 1
    assert page.count("request for a visit waits") == 0


def test_the_desk_of_a_past_visit_offers_no_registration(staff: Client) -> None:
    visit = build_visit()
    url = f"{VISITS}{visit.pk}/desk/"
    offers = ("Register a delegation", "Cancel the visit")
    assert [words in staff.get(url).text for words in offers] == [True, True]
    StudyVisit.objects.update(
        registration_opens_at=None,
        registration_closes_at=None,
        starts_at=timezone.now() - 2 * DAY,
        ends_at=timezone.now() - DAY,
    )
    assert [words in staff.get(url).text for words in offers] == [False, False]


@pytest.mark.usefixtures("first_mails")
def test_approving_shows_the_mail_first_and_then_approves(staff: Client) -> None:
    [registration] = requests(1)
    url = f"{ACT}approve/?id={registration.pk}"
    page = staff.get(url)
    [mail] = page.context["preview"].mails
    assert (mail.kind, page.content.decode().count("/registration/…/")) == (
        "registration_received",
        1,
    )
    registration.refresh_from_db()
    assert (registration.status, registration.emails.count()) == ("requested", 1)
    staff.post(url, {"confirmed": "yes"})
    registration.refresh_from_db()
    assert (registration.status, registration.emails.count()) == ("confirmed", 2)


@pytest.mark.usefixtures("first_mails")
def test_what_was_done_says_how_many_mails_go_out(staff: Client) -> None:
    ids = "&".join(f"id={registration.pk}" for registration in requests(2))
    done = staff.post(f"{ACT}approve/?{ids}", {"confirmed": "yes"}, follow=True)
    assert [str(message) for message in done.context["messages"]] == [
        "Approve: done for 2 delegations. 2 mails go out."
    ]


@pytest.mark.usefixtures("first_mails")
def test_the_second_of_two_hears_already_and_nothing_is_mailed(staff: Client) -> None:
    [registration] = requests(1)
    staff.post(f"{ACT}approve/?id={registration.pk}", {"confirmed": "yes"})
    url = f"{ACT}decline/?id={registration.pk}"
    page = staff.post(url, {"confirmed": "yes", "reason": "No"}, follow=True)
    assert str([*page.context["messages"]][-1]).endswith(": already: confirmed")
    assert registration.emails.count() == 2


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
def test_several_are_approved_at_once(staff: Client) -> None:
    chosen = requests(3)
    url = f"{ACT}approve/?" + "&".join(f"id={r.pk}" for r in chosen)
    assert len(staff.get(url).context["preview"].mails) == 3
    staff.post(url, {"confirmed": "yes"})
    assert chosen[0].visit.registrations.filter(status="confirmed").count() == 3


@pytest.mark.usefixtures("first_mails")
def test_seats_are_asked_for_then_shown_then_changed(staff: Client) -> None:
    registration = build_registration(build_visit())
    url = f"{ACT}seats/?id={registration.pk}"
    assert staff.get(url).context["preview"] is None
    assert len(staff.post(url, {"seats": 2}).context["preview"].mails) == 1
    refused = staff.post(url, {"seats": 13}).context
    assert (refused["can_confirm"], refused["outcome"].refused[0][1]) == (
        False,
        "One delegation may bring at most 12 people",
    )
    staff.post(url, {"seats": 2, "confirmed": "yes"})
    registration.refresh_from_db()
    assert registration.seats == 2


def test_languages_asked_for_are_named_to_those_who_may_see_needs(
    client: Client,
) -> None:
    registration = build_registration(build_visit(languages=["en"]))
    for code in ("uk", "other"):
        Need.objects.create(
            registration=registration, kind=Need.Kind.INTERPRETATION, code=code
        )
    user = build_staff()
    user.is_superuser = False
    user.save()
    client.force_login(user)
    url = f"{VISITS}{registration.visit_id}/desk/"
    names = ["view_registration", "view_studyvisit", "view_need"]
    shown = []
    for allowed in (names[:2], names):
        user.user_permissions.set(Permission.objects.filter(codename__in=allowed))
        items = client.get(url).context["dashboard"].items
        with translation.override("en"):
            shown.append([set(item.rows) for item in items if item.name == "guides"])
    assert shown == [[], [{"Ukrainian: 1", "Interpretation into another language: 1"}]]


@pytest.mark.once
def test_what_is_arranged_is_no_longer_missing(staff: Client) -> None:
    registration = build_registration(build_visit(languages=["en"]))
    for kind, code in (
        (Need.Kind.INTERPRETATION, "uk"),
        (Need.Kind.SIGN_LANGUAGE, "pjm"),
        (Need.Kind.SIGN_LANGUAGE, "pjm"),
    ):
        Need.objects.create(registration=registration, kind=kind, code=code)
    visit = registration.visit
    form = f"{VISITS}{visit.pk}/change/"
    missing = []
    for arranged in ([], ["pjm"], ["pjm", "uk"]):
        sent = {**filled(staff.get(form)), "interpreted": arranged}
        assert staff.post(form, sent).status_code == 302
        visit.refresh_from_db()
        assert visit.interpreted == arranged
        items = staff.get(f"{VISITS}{visit.pk}/desk/").context["dashboard"].items
        with translation.override("en"):
            missing += [set(item.rows) for item in items if item.name == "guides"]
    assert missing == [{"Ukrainian: 1", "Polish Sign Language: 2"}, {"Ukrainian: 1"}]


@pytest.mark.usefixtures("first_mails")
def test_cancelling_the_visit_counts_the_mails_first(staff: Client) -> None:
    visit = requests(2)[0].visit
    url = f"{VISITS}{visit.pk}/cancel/"
    assert staff.get(url).context["preview"].counts.total() == 2
    visit.refresh_from_db()
    assert visit.state == "planned"
    for _time in range(2):
        staff.post(url, {"confirmed": "yes", "reason": "Flood"})
    visit.refresh_from_db()
    kind = "registration_cancelled"
    sent = OutgoingEmail.objects.filter(kind=kind).count()
    assert (visit.state, visit.calendar_sequence, sent) == ("cancelled", 1, 2)


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
def test_cancelling_shows_one_mail_of_each_language_and_counts_all(
    staff: Client,
) -> None:
    visit = build_visit(capacity=100, approval="manual", waiting_list="fill")
    for number, language in enumerate(["en", "uk", "uk", "en"]):
        registration = build_registration(
            visit, language=language, contact_email=f"{number}@example.org"
        )
    add_delegate(
        registration=registration,
        person=DelegateData(full_name="P", email="p@example.org", language="pl"),
        at=timezone.now(),
    )
    registration.delegates.update(told_at=timezone.now())
    url = f"{VISITS}{visit.pk}/cancel/"
    page = staff.post(url, {"look": "yes", "reason": "Flood"}).context
    shown = {e.mail.language: (e.count, e.text) for e in page["preview"].examples}
    assert visit.registrations.filter(status="requested").count() == 4
    staff.post(url, {"confirmed": "yes", "reason": "Flood"})
    sent = OutgoingEmail.objects.filter(kind="registration_cancelled").order_by("pk")
    assert len(page["chosen"]) == 4
    assert shown == {
        code: (len(mails), TOKEN_PATTERN.sub("…", mails[0].text))
        for code in ("en", "uk", "pl")
        for mails in [[mail for mail in sent if mail.language == code]]
    }


def test_cancelling_is_shown_whatever_the_delegations_have_still_to_answer(
    staff: Client,
) -> None:
    visit = build_visit(capacity=100)
    for number in range(3):
        register(visit, proven=False, contact_email=f"{number}@example.org")
    visit.registrations.update(move_to_answer=1)
    page = staff.get(f"{VISITS}{visit.pk}/cancel/")
    assert (page.status_code, page.context["preview"].total) == (200, 3)
    still_asked = visit.registrations.filter(move_to_answer=1).exclude(
        proof_due_at=None
    )
    assert still_asked.count() == 3


@pytest.mark.once
def test_what_is_shown_before_cancelling_costs_the_same_for_one_and_for_thirty(
    staff: Client,
) -> None:
    counts = []
    for count in (1, 30):
        url = f"{VISITS}{requests(count, slug=f'v{count}')[0].visit_id}/cancel/"
        staff.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(url).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_second_of_two_who_cancel_hears_so_and_nothing_moves(
    staff: Client,
) -> None:
    visit = requests(1)[0].visit
    url = f"{VISITS}{visit.pk}/cancel/"
    staff.post(url, {"confirmed": "yes"})
    page = staff.post(url, {"confirmed": "yes"}, follow=True)
    assert [str(m) for m in page.context["messages"]][-1:] == [
        "This visit is already cancelled."
    ]
    visit.refresh_from_db()
    assert visit.calendar_sequence == 1


@pytest.mark.usefixtures("first_mails")
def test_a_wrong_address_is_corrected_and_its_mail_sent_again(staff: Client) -> None:
    registration = build_registration(build_visit())
    mail = registration.emails.get()
    OutgoingEmail.objects.filter(pk=mail.pk).update(state="failed", attempts=7)
    url = f"/en/admin/events/registration/address/{mail.pk}/"
    data = {"email": "right@example.org"}
    [shown] = staff.post(url, data).context["preview"].mails
    assert shown.recipient == "right@example.org"
    staff.post(url, data | {"confirmed": "yes"})
    old_hash, text = registration.token_hash, mail.text
    registration.refresh_from_db()
    mail.refresh_from_db()
    assert (mail.state, mail.recipient, mail.attempts, mail.text != text) == (
        "queued",
        "right@example.org",
        0,
        True,
    )
    assert registration.contact_email == "right@example.org"
    assert registration.token_hash != old_hash


@pytest.mark.usefixtures("first_mails")
def test_a_persons_wrong_address_is_corrected_and_not_the_contacts(
    staff: Client,
) -> None:
    registration = build_registration(build_visit())
    person = add_delegate(
        registration=registration,
        person=DelegateData(full_name="P", email="wrong@example.org"),
        at=timezone.now(),
    )
    mail = OutgoingEmail.objects.get(recipient="wrong@example.org")
    OutgoingEmail.objects.filter(pk=mail.pk).update(state="failed", attempts=7)
    url = f"/en/admin/events/registration/address/{mail.pk}/"
    staff.post(url, {"email": "right@example.org", "confirmed": "yes"})
    for row in (mail, person, registration):
        row.refresh_from_db()
    assert (mail.state, mail.recipient, mail.attempts) == (
        "queued",
        "right@example.org",
        0,
    )
    assert (person.email, registration.contact_email) == (
        "right@example.org",
        "contact@example.org",
    )


@pytest.mark.usefixtures("first_mails")
def test_mail_about_no_delegation_has_no_address_to_correct(staff: Client) -> None:
    request_visit()
    mail = OutgoingEmail.objects.get()
    url = f"/en/admin/events/registration/address/{mail.pk}/"
    assert staff.get(url).status_code == 404


@pytest.mark.once
def test_fewer_places_than_taken_need_a_tick(staff: Client) -> None:
    visit = build_visit(largest_group=3, capacity=6, waiting_list="fill")
    build_registration(visit, seats=3)
    build_registration(visit, seats=3, contact_email="b@example.org")
    waiting = build_registration(
        visit, seats=1, may_wait=True, contact_email="c@example.org"
    )
    url = f"{VISITS}{visit.pk}/change/"
    data = filled(staff.get(url)) | {"capacity": 4}
    page = staff.post(url, data)
    assert errors_of(page)["capacity"][0].startswith("2 places more are taken than")
    assert page.content.decode().count("Over by 2 places: save it so") == 1
    assert staff.post(url, data | {"over_capacity": "on"}).status_code == 302
    visit = StudyVisit.objects.get(pk=visit.pk)
    assert (visit.capacity, visit.count_seats_taken(), visit.seats_left) == (4, 6, 0)
    waiting.refresh_from_db()
    desk = staff.get(f"{VISITS}{visit.pk}/desk/")
    assert (waiting.status, desk.content.decode().count("Over by 2 places.")) == (
        "waitlisted",
        1,
    )


@pytest.mark.usefixtures("first_mails")
def test_more_places_are_offered_after_saving(staff: Client) -> None:
    visit = build_visit(waiting_list="fill", capacity=3, largest_group=3)
    build_registration(visit)
    waiting = build_registration(visit, may_wait=True, contact_email="b@example.org")
    url = f"{VISITS}{visit.pk}/change/"
    page = staff.post(url, filled(staff.get(url)) | {"capacity": 6})
    waiting.refresh_from_db()
    assert (waiting.status, kinds_shown(page)) == (
        "waitlisted",
        ["registration_offered"],
    )
    staff.post(url, filled(page) | {"confirmed": "yes"})
    waiting.refresh_from_db()
    assert waiting.status == "offered"


@pytest.mark.once
def test_the_code_of_held_seats_is_shown_once_and_only_its_hash_kept(
    staff: Client,
) -> None:
    visit = build_visit()
    url = f"{VISITS}{visit.pk}/change/"
    data = filled(staff.get(url)) | {
        "blocks-TOTAL_FORMS": 1,
        "blocks-0-label": "Partner",
        "blocks-0-seats": 5,
        "blocks-0-expires_at": "2099-01-01T10:00",
    }
    page = staff.post(url, data, follow=True)
    text = str(next(iter(page.context["messages"])))
    code = text.removeprefix("The code for Partner is ").split(".")[0]
    assert (len(code), SeatBlock.objects.get().code_hash) == (10, code_hash(code))


@pytest.mark.once
def test_held_seats_that_were_not_filled_in_or_removed_again_get_no_code(
    staff: Client,
) -> None:
    url = f"{VISITS}{build_visit().pk}/change/"
    data = filled(staff.get(url)) | {
        "blocks-TOTAL_FORMS": 2,
        "blocks-0-label": "",
        "blocks-1-label": "Partner",
        "blocks-1-seats": 5,
        "blocks-1-expires_at": "2099-01-01T10:00",
        "blocks-1-DELETE": "on",
    }
    page = staff.post(url, data, follow=True)
    assert [m.level_tag for m in page.context["messages"]] == ["success"]
    assert SeatBlock.objects.count() == 0


@pytest.mark.once
@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("planned", ["planned", "postponed"]),
        ("cancelled", ["planned", "postponed", "cancelled"]),
    ],
)
def test_a_visit_is_cancelled_on_its_desk_alone(
    staff: Client, state: str, offered: list[str]
) -> None:
    visit = build_visit(state=state)
    page = staff.get(f"{VISITS}{visit.pk}/change/")
    field = page.context["adminform"].form.fields["state"]
    assert [code for code, _name in field.choices] == offered


def test_a_visit_that_is_not_there_is_not_saved(staff: Client) -> None:
    page = staff.post(f"{VISITS}4711/change/", {"title_en": "X"}, follow=True)
    assert page.redirect_chain == [("/en/admin/", 302)]


@pytest.mark.usefixtures("first_mails")
def test_who_may_only_look_saves_nothing(client: Client, moved: Any) -> None:
    visit, url, data = moved
    allow(client, "view_studyvisit")
    assert client.post(url, data).status_code == 403
    assert state_of(visit) == ("Visit wizyta", 0, 0)


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
def test_who_may_not_change_parts_or_programme_sees_the_mail_about_the_visit(
    client: Client, moved: Any
) -> None:
    visit, url, _data = moved
    build_part(visit)
    allow(client, "view_studyvisit", "change_studyvisit", "view_registration")
    later = timezone.localtime(visit.ends_at) + timedelta(hours=1)
    data = filled(client.get(url)) | {"ends_at": later.strftime("%Y-%m-%dT%H:%M")}
    page = client.post(url, data)
    assert kinds_shown(page) == ["visit_changed"]
    client.post(url, filled(page) | {"confirmed": "yes"})
    assert state_of(visit) == ("Visit wizyta", 1, 1)
    assert visit.parts.count() == 1


@pytest.mark.once
def test_names_are_corrected_but_never_more_than_people(staff: Client) -> None:
    registration = build_registration(build_visit(), seats=1, names=("Wrong",))
    url = f"/en/admin/events/registration/{registration.pk}/change/"
    data = filled(staff.get(url)) | {"delegates-0-full_name": "Right"}
    refused = staff.post(url, data | {"delegates-1-full_name": "More"})
    assert refused.status_code == 200
    staff.post(url, data)
    assert Delegate.objects.get().full_name == "Right"


def test_needs_are_shown_only_with_their_permission(client: Client) -> None:
    registration = build_registration(build_visit())
    registration.needs.create(kind="diet", code="vegan")
    boss = build_staff()
    client.force_login(boss)
    url = f"/en/admin/events/registration/{registration.pk}/change/"
    assert client.get(url).content.decode().count("Vegan") == 1
    boss.is_superuser = False
    boss.save()
    codes = ["view_registration", "change_registration"]
    boss.user_permissions.set(Permission.objects.filter(codename__in=codes))
    assert client.get(url).content.decode().count("Vegan") == 0


def test_the_desk_leads_nobody_to_a_page_she_may_not_open(client: Client) -> None:
    visit = let_day_come(build_registration(build_visit()).visit)
    boss = build_staff()
    client.force_login(boss)
    url = f"{VISITS}{visit.pk}/desk/"
    papers = re.compile(r'href="(/en/admin/events/studyvisit/\d+/day/[^"]*)"')
    assert len(papers.findall(client.get(url).content.decode())) == 12
    boss.is_superuser = False
    boss.save()
    codes = ["view_studyvisit", "view_registration"]
    boss.user_permissions.set(Permission.objects.filter(codename__in=codes))
    shown = papers.findall(client.get(url).content.decode())
    assert [client.get(address).status_code for address in shown] == [200] * 6


# --- A change that is mailed ------------------------------------------------------


def allow(client: Client, *codes: str) -> None:
    """Log somebody in who may do these things alone."""
    user = build_staff(username="other")
    user.is_superuser = False
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.force_login(user)


def kinds_shown(page: Any) -> list[str]:
    return [mail.kind for mail in page.context["preview"].mails]


@pytest.fixture
def moved(staff: Client) -> tuple[StudyVisit, str, dict[str, Any]]:
    """A visit with a delegation, its form's address, and the form with a later end."""
    day = timezone.now().replace(second=0, microsecond=0) + timedelta(days=30)
    visit = build_visit(starts_at=day, ends_at=day + timedelta(hours=6))
    build_registration(visit, language="uk")
    url = f"{VISITS}{visit.pk}/change/"
    later = timezone.localtime(visit.ends_at) + timedelta(hours=1)
    typed = {"ends_at": later.strftime("%Y-%m-%dT%H:%M"), "title_en": "Later,\nyes"}
    return visit, url, filled(staff.get(url)) | typed


def state_of(visit: StudyVisit) -> tuple[str, int, int]:
    """Its title, its calendar's number, and the mails about a change."""
    visit = StudyVisit.objects.get(pk=visit.pk)
    mails = OutgoingEmail.objects.filter(kind="visit_changed")
    return visit.title_en, visit.calendar_sequence, mails.count()


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
def test_what_mails_nobody_is_saved_with_one_click(staff: Client, moved: Any) -> None:
    visit, url, _data = moved
    data = filled(staff.get(url)) | {"title_en": "Renamed"}
    assert staff.post(url, data).url == VISITS
    assert state_of(visit) == ("Renamed", 0, 0)


@pytest.mark.usefixtures("first_mails")
def test_another_time_is_shown_then_saved_and_mailed_once(
    staff: Client, moved: Any
) -> None:
    visit, url, data = moved
    page = staff.post(url, data)
    [shown] = page.context["preview"].mails
    assert page.text.count("<h2>1 mail goes out</h2>") == 1
    assert state_of(visit) == ("Visit wizyta", 0, 0)
    done = staff.post(url, filled(page) | {"confirmed": "yes"}, follow=True)
    mail = OutgoingEmail.objects.get(kind="visit_changed")
    assert (shown.language, shown.text, [c.seats for c in page.context["chosen"]]) == (
        "uk",
        mail.text,
        [3],
    )
    assert state_of(visit) == ("Later, yes", 1, 1)
    told = "1 delegation is told of the change by e-mail."
    assert [str(m) for m in done.context["messages"]].count(told) == 1


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
def test_going_back_keeps_what_was_typed_and_saves_nothing(
    staff: Client, moved: Any
) -> None:
    visit, url, data = moved
    page = staff.post(url, data)
    back = staff.post(url, filled(page) | {"back": "yes"})
    typed = filled(back)
    assert (typed["ends_at"], typed["title_en"], state_of(visit)) == (
        [data["ends_at"]],
        [data["title_en"]],
        ("Visit wizyta", 0, 0),
    )
    assert errors_of(back) == {
        "__all__": [
            "Nothing is saved and nobody is told. What you typed is still here."
        ]
    }


@pytest.mark.once
def test_what_was_said_of_the_look_is_not_said_again(staff: Client, moved: Any) -> None:
    _visit, url, data = moved
    pages = [staff.post(url, data), staff.get(url)]
    assert [[*page.context["messages"]] for page in pages] == [[], []]


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
def test_somebody_else_s_change_between_look_and_confirmation_is_not_lost(
    staff: Client, moved: Any
) -> None:
    visit, url, data = moved
    other = filled(staff.get(url)) | {"title_en": "Theirs"}
    page = staff.post(url, data)
    staff.post(url, other)
    refused = staff.post(url, filled(page) | {"confirmed": "yes"})
    assert (refused.status_code, state_of(visit)) == (200, ("Theirs", 0, 0))


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
def test_new_pictures_wait_for_a_change_that_is_mailed(
    staff: Client, moved: Any
) -> None:
    visit, url, data = moved
    data |= {"pictures-TOTAL_FORMS": 1, "pictures-0-image": picture_file()}
    data |= {"pictures-0-decorative": "on", "pictures-0-position": 0}
    data |= {"pictures-0-focal_x": 50, "pictures-0-focal_y": 50}
    refused = errors_of(staff.post(url, data))
    assert (refused["__all__"][0].split(":")[0], state_of(visit)) == (
        "Nothing is saved yet",
        ("Visit wizyta", 0, 0),
    )


def flagged(count: int = 2, **fields: Any) -> list[Registration]:
    """Delegations of one city that different people registered."""
    visit = build_visit()
    return [
        build_registration(visit, contact_email=f"{n}@example.org", **fields)
        for n in range(count)
    ]


def join_url(chosen: list[Registration]) -> str:
    ids = "&".join(f"id={registration.pk}" for registration in chosen)
    return f"/en/admin/events/registration/join/?{ids}"


def test_the_desk_leads_from_a_city_to_joining_its_delegations(staff: Client) -> None:
    pair = flagged()
    page = staff.get(f"{VISITS}{pair[0].visit_id}/desk/")
    assert page.text.count(join_url(pair).replace("&", "&amp;")) == 1


@pytest.mark.usefixtures("first_mails")
def test_joining_shows_the_very_mails_that_go_out(staff: Client) -> None:
    kept, joining = flagged(names=("Anna Example",))
    url, known = join_url([kept, joining]), OutgoingEmail.objects.count()
    shown = staff.get(url).context
    assert OutgoingEmail.objects.count() == known
    assert shown["notes"] == [
        f"Afterwards: {kept}, 6 people.",
        "In both, and one person afterwards: Anna Example. The places stay.",
    ]
    page = staff.post(url, {"kept": joining.pk, "confirmed": "yes"})
    assert page.headers["Location"].endswith(f"/registration/{joining.pk}/change/")
    kept.refresh_from_db()
    assert (kept.status, kept.joined_to) == ("joined", joining)
    mails = OutgoingEmail.objects.order_by("pk")[known:]
    assert sorted((mail.kind, mail.recipient) for mail in mails) == [
        ("registration_joined", "0@example.org"),
        ("registration_joined_by", "1@example.org"),
    ]
    assert sorted(mail.kind for mail in shown["preview"].mails) == [
        mail.kind for mail in mails
    ]


@pytest.mark.once
def test_each_of_the_two_leads_to_the_other(staff: Client) -> None:
    kept, joining = flagged()
    staff.post(join_url([kept, joining]), {"kept": kept.pk, "confirmed": "yes"})
    urls = [f"/en/admin/events/registration/{r.pk}/change/" for r in (kept, joining)]
    there, back = (staff.get(url).text for url in urls)
    assert there.count(f'href="{urls[1]}"') == 1
    assert back.count(f'href="{urls[0]}"') == 1


@pytest.mark.usefixtures("first_mails")
def test_the_other_way_round_is_shown_before_it_is_done(staff: Client) -> None:
    first, second = flagged()
    looked = staff.post(join_url([first, second]), {"kept": second.pk})
    assert {(m.kind, m.recipient) for m in looked.context["preview"].mails} == {
        ("registration_joined", "0@example.org"),
        ("registration_joined_by", "1@example.org"),
    }
    first.refresh_from_db()
    assert first.status == "confirmed"


def test_of_three_staff_say_which_two(staff: Client) -> None:
    chosen = flagged(3)
    url = join_url(chosen)
    assert staff.get(url).context["preview"] is None
    same = {"kept": chosen[0].pk, "joining": chosen[0].pk, "confirmed": "yes"}
    errors = staff.post(url, same).context["form"].errors
    with translation.override("en"):
        assert errors == {"joining": ["Choose another one than the one that stays"]}
    staff.post(url, same | {"joining": chosen[2].pk})
    states = [Registration.objects.get(pk=r.pk).status for r in chosen]
    assert states == ["confirmed", "confirmed", "joined"]


@pytest.mark.usefixtures("first_mails")
def test_the_second_who_joins_hears_that_it_is_done(staff: Client) -> None:
    pair = flagged()
    data = {"kept": pair[0].pk, "confirmed": "yes"}
    for _time in range(2):
        page = staff.post(join_url(pair), data)
    assert page.context["outcome"]["refused"] == [
        (pair[0], "already: joined with another delegation")
    ]
    assert (page.context["can_confirm"], page.text.count("Afterwards:")) == (False, 0)
    assert OutgoingEmail.objects.filter(kind="registration_joined").count() == 1


def test_two_states_are_refused_with_what_to_do_first(staff: Client) -> None:
    pair = flagged()
    Registration.objects.filter(pk=pair[1].pk).update(status="requested")
    [(_registration, why)] = staff.get(join_url(pair)).context["outcome"]["refused"]
    assert why == (
        "The two are not in the same state (confirmed, waits for our answer). First "
        "approve the one that waits, or put both on the waiting list."
    )


def test_joining_is_for_two_of_one_visit_and_for_who_may_change_them(
    client: Client,
) -> None:
    pair = flagged()
    other = build_registration(build_visit("druga"))
    boss = build_staff()
    client.force_login(boss)
    assert client.get(join_url(pair[:1])).status_code == 404
    assert client.get(join_url([pair[0], other])).status_code == 404
    boss.is_superuser = False
    boss.save()
    boss.user_permissions.set(Permission.objects.filter(codename="view_registration"))
    assert client.get(join_url(pair)).status_code == 403
    page = client.get(f"{VISITS}{pair[0].visit_id}/desk/")
    assert page.text.count("registration/join/") == 0


def test_any_two_of_the_list_can_be_joined(staff: Client) -> None:
    pair = flagged()
    url = "/en/admin/events/registration/"
    data = {"action": "join_chosen", "_selected_action": [r.pk for r in pair]}
    assert staff.post(url, data).headers["Location"] == join_url(pair)
    one = staff.post(url, data | {"_selected_action": [pair[0].pk]}, follow=True)
    assert [str(m) for m in one.context["messages"]] == ["Choose two delegations."]


@pytest.mark.once
def test_joining_asks_as_much_for_many_people_as_for_one(staff: Client) -> None:
    pair = flagged()
    staff.get(join_url(pair))
    counts = []
    for people in (1, 2):
        for registration in pair * people:
            Delegate.objects.create(
                registration=registration,
                full_name=f"Person {people} {registration}",
                email="office@example.org",
                told_at=timezone.now(),
            )
        with CaptureQueriesContext(connection) as asked:
            page = staff.get(join_url(pair))
        counts.append(len(asked))
    # The whole joining is done and undone: it is about what one person more costs.
    assert counts[0] == counts[1]
    assert page.context["notes"][1].startswith("The same e-mail under two names")


@pytest.mark.usefixtures("first_mails")
def test_the_desk_says_why_mail_failed_and_when_its_registration_ends(
    staff: Client,
) -> None:
    visit = build_visit()
    for proven, email in ((True, "a@example.org"), (False, "b@example.org")):
        register(visit, proven=proven, contact_email=email)
    OutgoingEmail.objects.update(
        state="failed", failure="no-address", error="550 5.1.1 No such user here"
    )
    text = staff.get(f"{VISITS}{visit.pk}/desk/").text
    why = "the server does not know this address (550 5.1.1 No such user here)"
    assert text.count(why) == 2
    assert text.count("if it is not corrected, the registration ends on") == 1
