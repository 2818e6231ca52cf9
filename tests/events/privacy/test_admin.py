"""The desk's pages on personal data: what is held, and all about one person."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone, translation

from centre.text.dates import format_date
from events.mail.admin import send_again
from events.models import Delegate, OutgoingEmail, RateWindow, Registration
from events.privacy import ledger
from events.privacy.inventory import inventory
from tests.builders import DAY, build_registration, build_staff, build_visit

pytestmark = pytest.mark.django_db
HELD = "/en/admin/events/retentionrun/"
PERSON = HELD + "person/"
EMAIL = {"email": "contact@example.org"}
NO_STORE = "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.fixture
def desk(client):
    client.force_login(build_staff())
    return client


def clerk(client, *codenames):
    user = User.objects.create_user("clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return client


def line_of(name, at):
    lines = [line for group in inventory(at) for line in group.lines]
    return next(line for line in lines if line.rule.name == name)


def test_what_is_held_says_how_many_the_oldest_and_when_the_next_goes():
    now = timezone.now()
    for days in (0, 1):
        RateWindow.objects.create(key="k", begins_at=now - days * DAY / 2)
    line = line_of("rates", now)
    assert (line.rows, line.oldest, line.goes_at, line.overdue) == (
        2,
        now - DAY / 2,
        now + DAY / 2,
        0,
    )


def test_a_batch_is_overdue_a_day_and_a_half_after_its_day():
    now = timezone.now()
    RateWindow.objects.create(key="k", begins_at=now)
    late = now + timedelta(days=1, hours=36)
    assert line_of("rates", late - timedelta(seconds=1)).overdue == 0
    assert line_of("rates", late).overdue == 1


def test_nothing_held_has_no_date():
    line = line_of("needs", timezone.now())
    assert (line.rows, line.oldest, line.goes_at) == (0, None, None)


def test_the_page_says_overdue_in_words(desk):
    assert desk.get(HELD).content.decode().count("overdue") == 0
    RateWindow.objects.create(key="k", begins_at=timezone.now() - 9 * DAY)
    text = desk.get(HELD).content.decode()
    assert text.count("1 overdue") == 1
    assert text.count("The purge has never run.") == 1


def test_the_page_shows_the_last_hash_and_the_days_that_were_missed(desk):
    now = timezone.now()
    for days in (3, 1):
        ledger.close_run(at=now - days * DAY, erased=0)
    response = desk.get(HELD)
    text, last = response.content.decode(), ledger.head()
    assert text.count(f'<code class="held-hash">{last.hash}</code>') == 1
    assert response.context["missed"] == [timezone.localdate(now - 2 * DAY)]
    assert text.count("1 day has no purge written down:") == 1


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_days_are_written_as_elsewhere(desk, language):
    now = timezone.now()
    day = format_date(timezone.localdate(now - 3 * DAY), language)
    day = day.replace("\N{NO-BREAK SPACE}", " ")
    for days in (3, 1):
        ledger.close_run(at=now - days * DAY, erased=0)
    RateWindow.objects.create(key="k", begins_at=now - 3 * DAY)
    page = desk.get(HELD.replace("/en/", f"/{language}/")).content.decode()
    page = page.replace("\N{NO-BREAK SPACE}", " ")
    assert page.count(day) == 2  # the oldest row, and a run
    assert re.findall(r">[^<]*\d{4}-\d\d-\d\d", page) == []


def test_the_ledger_is_told_in_words(desk):
    now = timezone.now()
    for rule in ("needs", "on_request", "gone", ledger.WHOLE_RUN):
        ledger.write_entry(at=now, rule=rule, days=0, erased=0)
    page = desk.get(HELD.replace("/en/", "/pl/"))
    assert [rule for _run, rule in page.context["runs"]] == [
        "wszystkie",
        "gone",
        "Wszystko o jednej osobie",
        "Potrzeby: wyżywienie, dostępność, tłumaczenie",
    ]


@pytest.mark.once
@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_whatever_there_is(
    desk, django_assert_num_queries, rows
):
    visit = build_visit()
    for number in range(rows):
        build_registration(visit, contact_email=f"c{number}@example.org")
    with django_assert_num_queries(10):
        desk.get(HELD)


def test_the_first_page_of_the_desk_leads_there(desk):
    assert desk.get("/en/admin/").content.decode().count(f'href="{HELD}"') == 1


def test_without_permission_nothing_is_shown(client):
    clerk(client, "view_registration")
    assert client.get(HELD).status_code == 403
    assert client.get(PERSON).status_code == 403


def test_who_may_look_may_not_erase(client):
    clerk(client, "view_retentionrun")
    build_registration(build_visit())
    assert client.get(HELD).status_code == 200
    assert client.post(PERSON, {**EMAIL, "erase": "1"}).status_code == 403
    assert Registration.objects.get().contact_name == "Contact Person"


@pytest.mark.usefixtures("first_mails")
def test_finding_shows_counts_and_changes_nothing(desk):
    build_registration(build_visit(), names=("A B",))
    response = desk.post(PERSON, {**EMAIL, "find": "1"})
    with translation.override("en"):
        records = {str(name): n for name, n in response.context["records"] if n}
    assert records == {"Delegations of which this is the contact": 1, "Mails": 1}
    assert response.context["total"] == 2
    assert Registration.objects.get().contact_name == "Contact Person"
    assert response["Cache-Control"] == NO_STORE


def test_a_copy_is_a_file_that_nobody_stores(desk):
    build_registration(build_visit())
    response = desk.post(PERSON, {**EMAIL, "export": "1"})
    assert response["Content-Disposition"] == (
        'attachment; filename="personal-data.json"'
    )
    assert response["Cache-Control"] == NO_STORE
    assert response.json()["registrations"][0]["contact_name"] == "Contact Person"


def test_erasing_leaves_the_seats(desk):
    build_registration(build_visit(), names=("A B",))
    desk.post(PERSON, {**EMAIL, "erase": "1"})
    registration = Registration.objects.get()
    assert (registration.contact_name, registration.contact_email) == ("", "")
    assert (registration.seats, registration.status) == (3, "confirmed")
    assert Delegate.objects.get().full_name == "A B"


def test_an_address_that_is_none_is_refused_beside_the_field(desk):
    response = desk.post(PERSON, {"email": "nobody", "erase": "1"})
    assert list(response.context["form"].errors) == ["email"]
    assert response.context["person"] is None


@pytest.mark.usefixtures("first_mails")
def test_mail_whose_text_is_erased_is_not_sent_again():
    build_registration(build_visit())
    OutgoingEmail.objects.update(state="failed", text="")
    assert send_again(OutgoingEmail.objects.all()) == 0
