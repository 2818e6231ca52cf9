"""The purge's ledger: what is changed, cut off or missed in it shows."""

import contextlib
import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from events.models import RateWindow, RetentionRun
from events.privacy import ledger
from events.privacy.purge import purge
from tests.builders import DAY

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def counters(number):
    """Rows that the next purge erases."""
    RateWindow.objects.bulk_create(
        RateWindow(key=f"k{n}", begins_at=NOW - 9 * DAY) for n in range(number)
    )


def said(*options):
    out = StringIO()
    call_command("purge_personal_data", *options, stdout=out)
    return out.getvalue().splitlines()


def written():
    return list(RetentionRun.objects.order_by("pk").values_list("rule", "erased"))


def three_lines():
    for number in range(3):
        ledger.write_entry(at=NOW, rule="needs", days=14, erased=number, keys=[number])
    return list(RetentionRun.objects.order_by("pk"))


def test_an_untouched_ledger_is_whole():
    three_lines()
    assert ledger.first_broken() is None


@pytest.mark.parametrize(
    "change",
    [
        {"erased": 9},
        {"keys": [9]},
        {"days": 9},
        {"rule": "x"},
        {"at": NOW + DAY},
        {"hash": "0" * 64},
    ],
)
def test_a_line_that_was_changed_is_found(change):
    middle = three_lines()[1]
    RetentionRun.objects.filter(pk=middle.pk).update(**change)
    assert ledger.first_broken() == middle


def test_a_line_that_was_taken_out_is_found():
    _first, middle, last = three_lines()
    middle.delete()
    assert ledger.first_broken() == last


def test_the_ledger_cannot_fork():
    first = three_lines()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionRun.objects.create(
            at=NOW, rule="x", erased=0, previous_hash=first.hash, hash="0"
        )


def test_the_command_shows_erases_and_checks():
    counters(1)
    assert said()[-2:] == [
        "       1  would be erased; add --apply",
        "Lines of the ledger: 0; the last hash: none",
    ]
    assert RateWindow.objects.count() == 1
    head = said("--apply")[-1]
    assert RateWindow.objects.count() == 0
    last = RetentionRun.objects.last().hash
    assert head == f"Lines of the ledger: 2; the last hash: {last}"
    assert said("--verify") == ["The ledger is whole.", head]
    RetentionRun.objects.update(erased=7)
    with pytest.raises(CommandError, match="broken at line"):
        call_command("purge_personal_data", "--verify")


def test_lines_cut_off_show_by_a_hash_that_was_noted():
    last = three_lines()[-1]
    assert said("--verify", "--head", last.hash)[0] == "The ledger is whole."
    ledger.write_entry(at=NOW, rule="needs", days=14, erased=1)
    assert said("--verify", "--head", last.hash)[0] == "The ledger is whole."
    RetentionRun.objects.filter(pk__gte=last.pk).delete()
    assert ledger.first_broken() is None
    with pytest.raises(CommandError, match="lines were cut off"):
        call_command("purge_personal_data", "--verify", "--head", last.hash)


def test_a_noted_hash_is_for_checking_only():
    counters(1)
    with pytest.raises(CommandError, match="goes with --verify"):
        call_command("purge_personal_data", "--apply", "--head", "x")
    assert RateWindow.objects.count() == 1


def test_days_without_a_purge_are_missed_but_not_today():
    days = [NOW - number * DAY for number in (5, 4, 1)]
    for day in days:
        ledger.close_run(at=day, erased=0)
    today = timezone.localdate(NOW)
    missed = [today - timedelta(days=3), today - timedelta(days=2)]
    assert ledger.missed_days(NOW) == missed
    assert ledger.missed_days(NOW - 4 * DAY) == []
    assert said("--verify")[-1] == (
        f"No purge is written down for: {missed[0]}, {missed[1]}."
    )


def test_a_ledger_that_has_not_begun_misses_nothing():
    assert ledger.missed_days(NOW) == []


def test_a_day_is_closed_once_and_again_only_if_more_was_erased():
    for _again in range(2):
        purge(NOW, apply=True)
    assert written() == [("all", 0)]
    counters(1)
    purge(NOW, apply=True)
    assert written() == [("all", 0), ("rates", 1), ("all", 1)]


def advisory_locks():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid FROM pg_locks"
            " WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        return [number for (number,) in cursor.fetchall()]


def test_a_purge_that_is_alone_lets_others_in_at_its_end_after_an_error_too():
    held = []
    with contextlib.suppress(ZeroDivisionError), ledger.alone():
        held = advisory_locks()
        raise ZeroDivisionError
    assert (held, advisory_locks()) == ([ledger.WHOLE_LOCK], [])


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_purges_at_once_erase_and_write_down_everything_once(monkeypatch):
    monkeypatch.setattr("events.privacy.purge.BATCH", 20)
    counters(60)
    barrier, reports = threading.Barrier(4), []

    def run():
        try:
            barrier.wait()
            reports.append(purge(NOW, apply=True).rows)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(reports) == [0, 0, 0, 60]
    assert written() == [("rates", 20)] * 3 + [("all", 60)]
    assert ledger.first_broken() is None
