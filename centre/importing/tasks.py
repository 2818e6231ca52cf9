"""The background work of imports: read a file, import it a part at a time.

A part takes some seconds and then makes room, so that mail does not wait behind a long
import. A worker may be killed at any moment: what is done is done, and goes on.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from centre.content.languages import columns
from centre.documents.tasks import tidy_private_file
from centre.importing.calendars import read_calendar
from centre.importing.feeds import read_feed
from centre.importing.kinds import IMPORT_KINDS
from centre.importing.links import mend_links, note_dead_links
from centre.importing.models import ImportItem, ImportRun
from centre.importing.notes import Note, SourceRefused, note
from centre.importing.pictures import PictureSource, open_pictures
from centre.importing.planning import PlannedThing, Planner
from centre.importing.rules import decide_entry, import_item
from centre.importing.texts import SourceFile
from centre.importing.wordpress import read_wordpress
from centre.text.folding import fold
from centre.web.fetching import NotFetched, fetch
from news.models import Topic

PART_SECONDS = 20
LARGEST_FETCHED = 16 * 1024 * 1024
State = ImportRun.State
READERS: dict[str, Callable[[Any, Callable[[int], None]], SourceFile]] = {
    ImportRun.Kind.WORDPRESS: read_wordpress,
    ImportRun.Kind.FEED: read_feed,
    ImportRun.Kind.CALENDAR: read_calendar,
}
logger = logging.getLogger(__name__)


@task()
def continue_import(pk: int) -> None:
    """Do the next part of what is to be done of a run, and queue the one after it."""
    run = ImportRun.objects.filter(pk=pk).first()
    if run is None:
        return
    if run.state == State.READING:
        read_run(run, timezone.now())
    elif run.state == State.IMPORTING and import_part(run, PART_SECONDS):
        continue_import.enqueue(pk)


# --- Reading ------------------------------------------------------------------------


def read_run(run: ImportRun, at: datetime) -> None:
    """Read a run's file and store its report; nothing of it is imported.

    A second time the report is made anew.
    """
    try:
        _read(run, at)
    except SourceRefused as refused:
        _fail(run, note(refused.code, **refused.values))
    except Exception:
        logger.exception("Import %s could not be read", run.pk)
        _fail(run, note("unexpected"))


def _fail(run: ImportRun, reason: Any) -> None:
    run.summary = {"refused": reason}
    end_run(run, State.FAILED)


def _read(run: ImportRun, at: datetime) -> None:
    _fetch_address(run)
    try:
        with run.file.open("rb") as file:
            found = READERS[run.kind](file, partial(_tell, run))
    except (FileNotFoundError, ValueError) as error:
        raise SourceRefused("no_file") from error
    run.source = found.source or "?"
    with open_pictures(run, found.hosts) as pictures:
        judge = partial(_judge, run, pictures)
        planner = Planner(found, _topics(), pictures.is_there, judge)
        things = [*planner.plan()]
    note_dead_links(things, run.kind, found.hosts)
    _store_report(run, found, things)


def _judge(run: ImportRun, files: PictureSource, url: str) -> tuple[str, Note | None]:
    """Look into a document, and say that the reading goes on."""
    moving = ImportRun.objects.filter(pk=run.pk, state=State.READING)
    moving.update(moved_at=timezone.now())
    return files.judge_document(url)


def _fetch_address(run: ImportRun) -> None:
    """Store what is at the run's address, if it has no file.

    Raises SourceRefused.
    """
    if run.file or not run.address:
        return
    try:
        data = fetch(run.address, largest=LARGEST_FETCHED)
    except NotFetched as error:
        raise SourceRefused("unreachable") from error
    with transaction.atomic():
        run.file.save("fetched", ContentFile(data), save=False)
        run.save(update_fields=["file"])


def _tell(run: ImportRun, number: int) -> None:
    """Say how far the reading is; stop it where somebody discarded the run."""
    moving = ImportRun.objects.filter(pk=run.pk, state=State.READING)
    moving.update(read=number, moved_at=timezone.now())


def _topics() -> dict[str, int]:
    found: dict[str, int] = {}
    for topic in Topic.objects.all():
        for language in settings.CENTRE_LANGUAGES:
            if name := getattr(topic, columns(Topic, language)["name"]):
                found.setdefault(fold(name), topic.pk)
    return found


@transaction.atomic
def _store_report(
    run: ImportRun, found: SourceFile, things: list[PlannedThing]
) -> None:
    mine = ImportRun.objects.select_for_update().filter(pk=run.pk, state=State.READING)
    if not mine.exists():  # discarded meanwhile, or read by another worker
        return
    run.items.all().delete()
    items = [_item(run, n, thing) for n, thing in enumerate(things)]
    ImportItem.objects.bulk_create(items, batch_size=200)
    run.summary = _summary(found, things, items)
    run.read = len(found.texts)
    run.state, run.moved_at = State.READY, timezone.now()
    run.save(update_fields=["state", "moved_at", "source", "summary", "read"])


def _item(run: ImportRun, position: int, thing: PlannedThing) -> ImportItem:
    payload, kind = thing.payload(), IMPORT_KINDS[thing.kind]
    decision = decide_entry(run.source, kind, payload, timezone.now())
    there, here = thing.words
    notes = thing.notes + decision.notes
    if there != here:
        notes.append(note("words", there=there, here=here))
    return ImportItem(
        run=run,
        position=position,
        kind=thing.kind,
        title=thing.title[:200],
        outcome=decision.outcome,
        payload=payload,
        notes=notes,
        object_id=decision.thing.pk if decision.thing else None,
    )


def _summary(
    found: SourceFile, things: list[PlannedThing], items: list[ImportItem]
) -> dict[str, Any]:
    languages = Counter(text["language"] for t in things for text in t.texts)
    return {
        "hosts": sorted(found.hosts),
        "texts": len(found.texts),
        "languages": dict(languages),
        "outcomes": dict(Counter(str(item.outcome) for item in items)),
        "left_out": dict(found.left_out),
        "words": [sum(t.words[n] for t in things) for n in (0, 1)],
    }


# --- Importing ----------------------------------------------------------------------


def import_part(run: ImportRun, seconds: float) -> bool:
    """Import for so many seconds, one thing at least; return whether any is left."""
    ends_at = time.monotonic() + seconds
    try:
        with open_pictures(run, run.summary.get("hosts", [])) as pictures:
            while True:
                item = run.items.filter(is_done=False).select_related("run").first()
                moving = ImportRun.objects.filter(pk=run.pk, state=State.IMPORTING)
                if not moving.update(moved_at=timezone.now()):
                    return False
                if item is None:
                    break
                import_item(item, pictures, timezone.now())
                if time.monotonic() > ends_at:
                    return True
    except SourceRefused as refused:
        run.summary |= {"refused": note(refused.code, **refused.values)}
        end_run(run, State.FAILED)
        return False
    moving = ImportRun.objects.filter(pk=run.pk, state=State.IMPORTING)
    mend_links(run, lambda: moving.update(moved_at=timezone.now()))
    end_run(run, State.DONE)
    return False


def end_run(run: ImportRun, state: ImportRun.State) -> None:
    """End a run; its files go, its report stays for a while."""
    names = [str(file.name) for file in (run.file, run.pictures) if file]
    run.state, run.moved_at, run.file, run.pictures = state, timezone.now(), "", ""
    run.save(update_fields=["state", "moved_at", "file", "pictures", "summary"])
    for name in names:
        tidy_private_file.call(name)
