"""All programme sheets of a large visit: ordered once, made in parts, kept a day."""

import contextlib
import re
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, default_task_backend
from django_tasks_db.models import DBTaskResult

from centre.interrupted_tasks import INTERRUPTED_AFTER, resume_interrupted
from centre.models import StaffAction
from events.models import ProgrammeSheet, Registration, SheetRun
from events.models.sheet_runs import LOST_AFTER
from events.onsite import sheet_runs
from events.onsite.sheet_runs import make_part, make_sheets, order_sheets
from events.privacy.anonymise import anonymise_contacts
from tests.builders import build_centre, build_guests, build_staff, build_visit

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
QUERIES_OF_A_PART = 11
QUERIES_OF_THE_PAGE = 6
QUERIES_OF_THE_SHEETS = 7


@pytest.fixture
def visit():
    build_centre()
    visit = build_visit(capacity=100)
    for name, city in (("a", "Żory"), ("b", "Łódź"), ("c", "Cieszyn")):
        build_guests(visit, contact_email=f"{name}@example.org", city=city)
    return visit


@pytest.fixture
def staff(client):
    client.force_login(build_staff())
    default_task_backend.clear()
    return client


def page_of(visit, more=""):
    return f"/pl/admin/events/studyvisit/{visit.pk}/day/print/programme/all/{more}"


def make_all(run):
    while make_part(run.pk, timezone.now()):
        pass


def made(visit):
    """A run of which every sheet is made."""
    order_sheets(visit, at=timezone.now())
    make_all(visit.sheet_run)
    return visit.sheet_run


def queued():
    ours = make_sheets.func
    done = default_task_backend.results
    return [tuple(result.args) for result in done if result.task.func is ours]


def cities(page):
    return re.findall(r"</strong>, <bdi>(.*?)</bdi>", page)


# --- Making -----------------------------------------------------------------------


def test_sheets_are_made_in_parts_in_the_readers_order(staff, visit, monkeypatch):
    monkeypatch.setattr(sheet_runs, "SHEETS_A_PART", 2)
    staff.post(page_of(visit))
    run, seen = visit.sheet_run, []
    for _part in range(2):
        seen.append((run.progress(), make_part(run.pk, timezone.now())))
    assert [*seen, run.progress()] == [((0, 3), True), ((2, 3), False), (3, 3)]
    page = staff.get(page_of(visit, "sheets/")).text
    assert cities(page) == ["Cieszyn", "Łódź", "Żory"]
    assert page.count("<svg") == 3


def test_a_part_queues_the_next_one_until_all_is_made(visit, monkeypatch):
    monkeypatch.setattr(sheet_runs, "SHEETS_A_PART", 2)
    order_sheets(visit, at=timezone.now())
    default_task_backend.clear()
    pk = visit.sheet_run.pk
    left = []
    for _part in range(2):
        make_sheets.func(pk)
        left.append(queued())
    assert left == [[(pk,)], [(pk,)]]
    make_sheets.func(0)  # deleted meanwhile
    assert queued() == [(pk,)]


def test_a_part_costs_the_same_with_three_sheets(visit, django_assert_num_queries):
    first = visit.registrations.order_by("pk").first()
    for some in ([first.pk], visit.registrations.values_list("pk", flat=True)):
        SheetRun.objects.all().delete()
        order_sheets(visit, at=timezone.now())
        run = SheetRun.objects.get()
        run.sheets.exclude(registration__in=[*some]).delete()
        with django_assert_num_queries(QUERIES_OF_A_PART):
            make_part(run.pk, timezone.now())
        assert run.progress() == (len(some), len(some))


def test_two_presses_make_one_task(staff, visit, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _press in range(2):
            page = staff.post(page_of(visit), follow=True)
    assert queued() == [(visit.sheet_run.pk,)]
    assert [str(m) for m in page.context["messages"]] == ["Te programy już powstają."]


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_make_one_task(visit, monkeypatch):
    """Whoever plans waits for the other one, who would come if nothing held them."""
    made(visit)
    began, both, plan = [], threading.Barrier(2), sheet_runs._plan

    def plan_together(run):
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)
        plan(run)

    def press():
        began.append(order_sheets(visit, at=timezone.now()))
        connection.close()

    monkeypatch.setattr(sheet_runs, "_plan", plan_together)
    threads = [threading.Thread(target=press) for _person in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(began), SheetRun.objects.count()) == ([False, True], 1)
    assert ProgrammeSheet.objects.filter(html="").count() == 3


def test_a_killed_workers_task_goes_on(visit, monkeypatch):
    monkeypatch.setattr(sheet_runs, "SHEETS_A_PART", 2)
    now = timezone.now()
    order_sheets(visit, at=now)
    run = visit.sheet_run
    make_part(run.pk, now)
    first = run.sheets.first().html
    DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING,
        task_path=make_sheets.module_path,
        args_kwargs={"args": [run.pk], "kwargs": {}},
        backend_name="default",
        run_after=now,
        started_at=now,
    )
    default_task_backend.clear()
    assert resume_interrupted(now + INTERRUPTED_AFTER) == 1
    assert queued() == [(run.pk,)]
    make_sheets.func(run.pk)
    assert (run.progress(), run.sheets.first().html) == ((3, 3), first)


def test_a_part_that_fails_leaves_nothing_half_done(visit, monkeypatch):
    order_sheets(visit, at=timezone.now())
    run = visit.sheet_run
    monkeypatch.setattr("events.onsite.programme_sheets.qr_svg", lambda d: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_part(run.pk, timezone.now())
    assert run.progress() == (0, 3)


# --- Who does not come, who is forgotten, what is over ----------------------------


def test_who_does_not_come_any_more_gets_no_sheet(staff, visit):
    order_sheets(visit, at=timezone.now())
    own = visit.registrations.get
    Registration.objects.filter(city="Żory").update(status="withdrawn")
    make_all(visit.sheet_run)
    Registration.objects.filter(pk=own(city="Łódź").pk).update(status="withdrawn")
    assert visit.sheet_run.progress() == (2, 2)
    assert cities(staff.get(page_of(visit, "sheets/")).text) == ["Cieszyn"]


def test_a_sheet_goes_when_its_delegation_is_forgotten(staff, visit):
    made(visit)
    gone = visit.registrations.get(city="Łódź")
    anonymise_contacts([gone.pk], timezone.now())
    assert cities(staff.get(page_of(visit, "sheets/")).text) == ["Cieszyn", "Żory"]


def test_sheets_are_handed_out_for_a_day(staff, visit):
    run = made(visit)
    ends = run.ordered_at + timedelta(
        days=settings.CENTRE_RETENTION["programme_sheets"]
    )
    kept = [SheetRun.objects.kept(at).count() for at in (ends - SECOND, ends)]
    assert kept == [1, 0]
    SheetRun.objects.update(ordered_at=timezone.now() - (ends - run.ordered_at))
    assert staff.get(page_of(visit)).context["is_ready"] == 0
    assert staff.get(page_of(visit, "sheets/")).url == page_of(visit)


# --- The page ---------------------------------------------------------------------


def test_the_page_says_how_far_it_is(staff, visit, monkeypatch):
    monkeypatch.setattr(sheet_runs, "SHEETS_A_PART", 2)
    before = staff.get(page_of(visit)).text
    assert ("Przygotuj wszystkie" in before, "data-at-work" in before) == (True, False)
    staff.post(page_of(visit))
    make_part(visit.sheet_run.pk, timezone.now())
    during = staff.get(page_of(visit)).text
    assert '<progress id="progress" value="2" max="3">' in during
    assert ("data-at-work" in during, 'type="submit" value="Przy' in during) == (1, 0)
    assert staff.get(page_of(visit, "sheets/")).url == page_of(visit)
    make_all(visit.sheet_run)
    after = staff.get(page_of(visit)).text
    assert "3 programy" in after
    assert "Zostają tu przez 1 dzień, potem są usuwane." in after
    assert f'href="{page_of(visit, "sheets/")}"' in after
    assert "Przygotuj od nowa" in after


def test_what_stands_still_can_be_begun_anew(
    staff, visit, django_capture_on_commit_callbacks
):
    staff.post(page_of(visit))
    moved = timezone.now() - LOST_AFTER - SECOND
    SheetRun.objects.update(moved_at=moved)
    page = staff.get(page_of(visit)).text
    assert "Od kilku minut nic się nie dzieje." in page
    assert ("data-at-work" in page, "Przygotuj od nowa" in page) == (False, True)
    default_task_backend.clear()
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(page_of(visit))
    assert queued() == [(visit.sheet_run.pk,)]


def test_a_visit_to_which_nobody_comes_has_no_sheets(staff, visit):
    visit.registrations.update(status="withdrawn")
    page = staff.get(page_of(visit)).text
    assert "Żadna delegacja nie ma jeszcze potwierdzonego miejsca." in page
    staff.post(page_of(visit))
    assert staff.get(page_of(visit, "sheets/")).url == page_of(visit)


def test_the_pages_cost_the_same_with_three_sheets(
    staff, visit, django_assert_num_queries
):
    staff.get(page_of(visit))
    for number in (1, 3):
        made(visit).sheets.filter(position__gte=number).delete()
        with django_assert_num_queries(QUERIES_OF_THE_PAGE):
            page = staff.get(page_of(visit))
        assert page.context["total"] == number
        with django_assert_num_queries(QUERIES_OF_THE_SHEETS):
            staff.get(page_of(visit, "sheets/"))


def test_who_may_not_see_delegations_gets_no_sheets(client, visit):
    made(visit)
    user = build_staff()
    user.is_superuser = False
    user.save()
    client.force_login(user)
    pages = (page_of(visit), page_of(visit, "sheets/"))
    assert [client.get(page).status_code for page in pages] == [403, 403]
    assert client.post(page_of(visit)).status_code == 403
    seen = Permission.objects.get(codename="view_registration")
    user.user_permissions.add(seen)
    assert [client.get(page).status_code for page in pages] == [200, 200]


def test_opening_the_sheets_is_written_down_and_kept_nowhere(staff, visit):
    made(visit)
    answer = staff.get(page_of(visit, "sheets/"))
    assert "no-store" in answer.headers["Cache-Control"]
    action = StaffAction.objects.filter(kind=StaffAction.Kind.PRINTED).get()
    assert action.details == ["Programme sheets"]
