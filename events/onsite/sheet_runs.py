"""All programme sheets of a large visit: ordered by a button, made in the background.

A part takes well under a second and then makes room, so that mail does not wait. A
worker may be killed at any moment: what is made is made, and the rest goes on.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from events.models import ProgrammeSheet, SheetRun, StudyVisit
from events.onsite.checkin import EXPECTED
from events.onsite.lists import in_order
from events.onsite.programme_sheets import programme_sheets

SHEETS_A_PART = 25


@transaction.atomic
def order_sheets(visit: StudyVisit, *, at: datetime) -> bool:
    """Have all sheets of a visit made, in the reader's order; return whether it began.

    What is being made is left to end; what stands still is begun anew. Of two orders at
    once the second waits, and finds the first one at work.
    """
    locked = SheetRun.objects.select_for_update()
    run, _is_new = locked.get_or_create(
        visit=visit, defaults={"ordered_at": at, "moved_at": at}
    )
    made, total = run.progress()
    if made < total and not run.stands_still(at):
        return False
    _plan(run)
    run.ordered_at = run.moved_at = at
    run.save(update_fields=["ordered_at", "moved_at"])
    transaction.on_commit(lambda: make_sheets.enqueue(run.pk))
    return True


def _plan(run: SheetRun) -> None:
    """Give each expected delegation an empty sheet, in place of those of before."""
    run.sheets.all().delete()
    expected = run.visit.registrations.filter(status__in=EXPECTED)
    delegations = in_order(expected.only("city", "organisation"))
    ProgrammeSheet.objects.bulk_create(
        ProgrammeSheet(run=run, registration=delegation, position=position)
        for position, delegation in enumerate(delegations)
    )


@task()
def make_sheets(pk: int) -> None:
    """Make the next part of a run's sheets, and queue the one after it."""
    if make_part(pk, timezone.now()):
        make_sheets.enqueue(pk)


@transaction.atomic
def make_part(pk: int, at: datetime) -> bool:
    """Make the next sheets of a run; return whether there may be more.

    Two workers at once make them one after the other, each sheet once.
    """
    locked = SheetRun.objects.select_for_update(of=("self",))
    run = locked.select_related("visit").filter(pk=pk).first()
    if run is None:
        return False
    empty = run.sheets.filter(html="")
    empty.exclude(registration__status__in=EXPECTED).delete()
    known = empty.select_related("registration")
    sheets = [*known.prefetch_related("registration__part_choices")[:SHEETS_A_PART]]
    texts = programme_sheets(run.visit, [sheet.registration for sheet in sheets])
    for sheet, text in zip(sheets, texts, strict=True):
        sheet.html = text
    ProgrammeSheet.objects.bulk_update(sheets, ["html"])
    run.moved_at = at
    run.save(update_fields=["moved_at"])
    return len(sheets) == SHEETS_A_PART
