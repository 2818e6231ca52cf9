"""The desk's activities, study visits, delegations and mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from django_tasks import default_task_backend

from events.models import Activity, Need, OutgoingEmail, Registration, StudyVisit
from tests.builders import (
    DAY,
    build_activity,
    build_registration,
    build_session,
    build_staff,
    build_type,
    build_visit,
)
from tests.desk import errors_of, filled
from tests.helpers import DELEGATIONS, count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADD = f"{DELEGATIONS}add/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


# --- Lists and forms --------------------------------------------------------------


@pytest.mark.usefixtures("first_mails")
def test_lists_ask_as_much_for_three_rows_as_for_one(staff: Client) -> None:
    urls = {
        "/en/admin/events/activity/": 6,
        "/en/admin/events/studyvisit/": 7,
        DELEGATIONS: 9,
        "/en/admin/events/outgoingemail/": 7,
    }
    for number in range(3):
        build_activity(f"a{number}", type=build_type(f"t{number}"))
        build_registration(build_visit(f"v{number}"))
        if number != 1:
            assert {url: count_queries(staff, url) for url in urls} == urls


@pytest.mark.usefixtures("first_mails")
@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_change_forms_open(staff: Client, language: str) -> None:
    activity = build_activity("a")
    build_session(activity, timezone.now())
    registration = build_registration(build_visit())
    statuses = {
        thing: staff.get(
            f"/{language}/admin/events/{thing._meta.model_name}/{thing.pk}/change/"
        ).status_code
        for thing in (
            activity,
            activity.type,
            registration,
            registration.visit,
            registration.emails.get(),
        )
    }
    assert set(statuses.values()) == {200}


def test_an_activity_is_written_with_its_sessions(staff: Client) -> None:
    kind = build_type()
    url = "/en/admin/events/activity/add/"
    data = filled(staff.get(url)) | {
        "title_en": "Choir",
        "summary_en": "Sing.",
        "type": kind.pk,
        "languages": ["pl", "uk"],
        "sessions-TOTAL_FORMS": 1,
        "sessions-0-starts_at": "2027-01-11T17:30",
        "sessions-0-ends_at": "2027-01-11T19:00",
        "sessions-0-state": "planned",
        "sessions-0-note_uk": "Приходьте",
        "_publish": "1",
    }
    assert staff.post(url, data).status_code == 302
    activity = Activity.objects.get()
    session = activity.sessions.get()
    assert (activity.languages, activity.slug, activity.is_published()) == (
        ["pl", "uk"],
        "choir",
        True,
    )
    assert (session.starts_at.isoformat(), session.note_uk) == (
        "2027-01-11T16:30:00+00:00",
        "Приходьте",
    )


def test_a_programme_item_outside_the_visit_is_refused(staff: Client) -> None:
    visit = build_visit()
    url = f"/en/admin/events/studyvisit/{visit.pk}/change/"
    data = filled(staff.get(url)) | {
        "programme-TOTAL_FORMS": 1,
        "programme-0-starts_at": "2020-01-11T10:00",
        "programme-0-ends_at": "2020-01-11T11:00",
        "programme-0-kind": "tour",
        "programme-0-title_en": "A walk",
    }
    with translation.override("en"):
        assert errors_of(staff.post(url, data)) == {
            "programme-0-starts_at": ["This is not on a day of the visit."]
        }


def test_a_programme_item_without_a_time_is_told_so_and_nothing_else(
    staff: Client,
) -> None:
    url = f"/en/admin/events/studyvisit/{build_visit().pk}/change/"
    data = filled(staff.get(url)) | {
        "programme-TOTAL_FORMS": 1,
        "programme-0-starts_at": "2020-01-11T10:00",
        "programme-0-kind": "tour",
        "programme-0-title_en": "A walk",
    }
    assert errors_of(staff.post(url, data)) == {
        "programme-0-ends_at": ["This field is required."]
    }


def test_a_visit_says_how_full_it_is(staff: Client) -> None:
    visit = build_visit()
    build_registration(visit, seats=4)
    response = staff.get(f"/en/admin/events/studyvisit/{visit.pk}/change/")
    desk = f"/en/admin/events/studyvisit/{visit.pk}/desk/"
    link = f'<a href="{desk}">4 of 30</a> (26 free)'
    assert response.content.decode().count(link) == 1


def test_seats_that_are_held_are_told_apart_as_on_the_desk(staff: Client) -> None:
    visit = build_visit()
    build_registration(visit, seats=4)
    visit.blocks.create(
        label="A", code_hash="a", seats=5, expires_at=timezone.now() + DAY
    )
    visit.blocks.create(
        label="B", code_hash="b", seats=7, expires_at=timezone.now() - DAY
    )
    pages = ["", f"{visit.pk}/change/"]
    texts = [staff.get(f"/en/admin/events/studyvisit/{p}") for p in pages]
    told = "4 of 30</a> (held for partners: 5, 21 free)"
    assert [text.content.decode().count(told) for text in texts] == [1, 1]


def test_two_sessions_at_once_are_told(staff: Client) -> None:
    activity = build_activity("a")
    session = build_session(activity, timezone.now().replace(second=0, microsecond=0))
    url = f"/en/admin/events/activity/{activity.pk}/change/"
    data = filled(staff.get(url))
    for name in ("starts_at", "ends_at", "state"):
        data[f"sessions-1-{name}"] = data[f"sessions-0-{name}"]
    response = staff.post(url, data | {"sessions-TOTAL_FORMS": 2})
    assert response.status_code == 200
    assert activity.sessions.get() == session


# --- Delegations by hand ----------------------------------------------------------


def by_hand(client: Client, visit: StudyVisit, **fields: Any) -> Any:
    """Send the form of a delegation that called."""
    data = filled(client.get(ADD)) | {
        "visit": visit.pk,
        "organisation": "Example City Council",
        "city": "Exampletown",
        "country": "NO",
        "contact_name": "Contact Person",
        "contact_email": "contact@example.org",
        "language": "uk",
        "seats": 3,
        "names": "First Person\n\n Second  Person ",
    }
    return client.post(ADD, data | fields)


def refusals(response: Any) -> dict[str, list[str]]:
    errors = response.context["form"].errors
    with translation.override("en"):
        return {name: [str(text) for text in texts] for name, texts in errors.items()}


@pytest.mark.usefixtures("first_mails")
def test_a_delegation_is_registered_by_hand(staff: Client) -> None:
    visit = build_visit()
    response = by_hand(staff, visit)
    registration = Registration.objects.get()
    assert response.url == f"{DELEGATIONS}{registration.pk}/change/"
    step = registration.history.get()
    mail = registration.emails.get()
    assert (registration.source, registration.seats) == ("staff", 3)
    assert [d.full_name for d in registration.delegates.all()] == [
        "First Person",
        "Second Person",
    ]
    assert (step.actor, step.staff.username) == ("staff", "staff")
    assert (mail.kind, mail.language) == ("registration_received", "uk")


@pytest.mark.usefixtures("first_mails")
def test_sending_the_form_twice_registers_once(staff: Client) -> None:
    visit = build_visit()
    key = {"submission_key": "k" * 43}
    first, second = by_hand(staff, visit, **key), by_hand(staff, visit, **key)
    assert first.url == second.url
    assert (Registration.objects.count(), OutgoingEmail.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        (
            {"seats": 13},
            {"seats": ["One delegation may bring at most 12 people"]},
        ),
        ({"seats": 9}, {"seats": ["Only 8 places are left"]}),
        (
            {"contact_email": "HERE@example.org"},
            {
                "contact_email": [
                    "This address has a registration for this visit already."
                ]
            },
        ),
        ({"seats": 1}, {"names": ["There are more names than people"]}),
        (
            {"names": "n" * 121},
            {"names": ["Write each name on a line of its own, at most 120 characters"]},
        ),
    ],
)
def test_every_refusal_stands_beside_its_field(
    staff: Client, fields: dict[str, Any], refusal: dict[str, list[str]]
) -> None:
    visit = build_visit(capacity=20)
    build_registration(visit, seats=12, contact_email="here@example.org")
    response = by_hand(staff, visit, **fields)
    assert refusals(response) == refusal
    assert filled(response)["organisation"] == ["Example City Council"]
    assert Registration.objects.count() == 1


def test_staff_register_after_the_closing_day(staff: Client) -> None:
    past = timezone.now() - timedelta(days=1)
    visit = build_visit(
        registration_opens_at=past - timedelta(days=9), registration_closes_at=past
    )
    assert by_hand(staff, visit).status_code == 302


# --- Withdrawing --------------------------------------------------------------------


@pytest.mark.usefixtures("first_mails")
def test_withdrawing_asks_first(staff: Client) -> None:
    registration = build_registration(build_visit())
    url = f"{DELEGATIONS}act/withdraw/?id={registration.pk}"
    response = staff.get(url)
    assert response.context["chosen"] == [registration]
    registration.refresh_from_db()
    assert registration.status == "confirmed"

    assert staff.post(url, {"confirmed": "yes"}).status_code == 302
    registration.refresh_from_db()
    last = registration.history.last()
    assert (registration.status, last.staff.username) == ("withdrawn", "staff")
    assert [*registration.emails.values_list("kind", flat=True)] == [
        "registration_withdrawn",
        "registration_received",
    ]


def test_several_are_withdrawn_at_once(staff: Client) -> None:
    visit = build_visit()
    chosen = [
        build_registration(visit, contact_email=f"{n}@example.org").pk for n in range(2)
    ]
    data = {"action": "withdraw_chosen", "_selected_action": chosen}
    url = staff.post(DELEGATIONS, data).url
    assert staff.get(url).context["people"] == 6
    assert visit.registrations.holding_seats().count() == 2
    staff.post(url, {"confirmed": "yes"})
    assert visit.registrations.holding_seats().count() == 0


def test_a_delegation_is_never_deleted_nor_its_seats_typed_over(staff: Client) -> None:
    registration = build_registration(build_visit())
    url = f"{DELEGATIONS}{registration.pk}/"
    assert staff.get(f"{url}delete/").status_code == 403
    data = filled(staff.get(f"{url}change/"))
    staff.post(
        f"{url}change/",
        data | {"seats": 12, "status": "withdrawn", "city": "Exampleville"},
    )
    registration.refresh_from_db()
    assert (registration.seats, registration.status, registration.city) == (
        3,
        "confirmed",
        "Exampleville",
    )


@pytest.mark.usefixtures("first_mails")
def test_languages_are_told_by_name(staff: Client) -> None:
    registration = build_registration(build_visit(), language="uk")
    mail = registration.emails.get()
    shown = '<span lang="uk">Українська</span>'
    for url in (
        f"{DELEGATIONS}{registration.pk}/change/",
        f"/en/admin/events/outgoingemail/{mail.pk}/change/",
    ):
        assert staff.get(url).content.decode().count(shown) == 1


# --- Mail ---------------------------------------------------------------------------


def test_needs_are_told_in_words_and_to_few(staff: Client) -> None:
    registration = build_registration(build_visit())
    for kind, code, text in [
        ("access", "", "Winda"),
        ("diet", "vegan", "bez orzechów"),
        ("interpretation", "other", ""),
    ]:
        Need.objects.create(registration=registration, kind=kind, code=code, text=text)
    url = f"/pl/admin/events/registration/{registration.pk}/change/"
    page = staff.get(url)
    inlines = page.context["inline_admin_formsets"]
    needs = next(i for i in inlines if i.formset.model is Need)
    with translation.override("pl"):
        said = [needs.opts.said(form.instance) for form in needs.formset.initial_forms]
    with translation.override("pl"):
        labels = [field["label"] for field in needs.fields()]
    assert labels == ["rodzaj", "potrzeba", "osoba z delegacji"]
    assert said == ["Winda", "Wegańskie: bez orzechów", "Tłumaczenie na inny język"]


@pytest.mark.usefixtures("first_mails")
def test_failed_mail_is_sent_again_and_other_mail_left_alone(staff: Client) -> None:
    visit = build_visit()
    failed = build_registration(visit).emails.get()
    sent = build_registration(visit, contact_email="b@example.org").emails.get()
    OutgoingEmail.objects.filter(pk=failed.pk).update(state="failed", attempts=7)
    OutgoingEmail.objects.filter(pk=sent.pk).update(state="sent", attempts=1)
    default_task_backend.clear()
    staff.post(
        "/en/admin/events/outgoingemail/",
        {"action": "send_failed_again", "_selected_action": [failed.pk, sent.pk]},
    )
    assert [*OutgoingEmail.objects.order_by("pk").values_list("state", "attempts")] == [
        ("queued", 0),
        ("sent", 1),
    ]
    assert [r.task.name for r in default_task_backend.results] == ["deliver_due_mail"]


@pytest.mark.usefixtures("first_mails")
def test_mail_that_is_out_already_is_not_sent_again(staff: Client) -> None:
    sent = build_registration(build_visit()).emails.get()
    OutgoingEmail.objects.update(state="sent", attempts=1)
    data = {"action": "send_failed_again", "_selected_action": [sent.pk]}
    page = staff.post("/en/admin/events/outgoingemail/", data, follow=True)
    said = [(m.level_tag, str(m)) for m in page.context["messages"]]
    text = "All of these mails are out or on their way."
    assert said == [("warning", text)]
    assert OutgoingEmail.objects.values_list("state", "attempts").get() == ("sent", 1)


@pytest.mark.usefixtures("first_mails")
def test_the_desk_never_shows_a_delegation_s_link(staff: Client) -> None:
    mail = build_registration(build_visit()).emails.get()
    token = mail.text.split("/registration/")[-1].split("/")[0].split()[0]
    assert len(token) >= 32
    page = staff.get(f"/en/admin/events/outgoingemail/{mail.pk}/change/")
    assert page.content.decode().count(token) == 0
