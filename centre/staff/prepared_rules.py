"""Keep changes of a public thing apart, and publish them together when it is time."""

from copy import copy
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from centre.content.addressed import keep_former_slugs
from centre.content.languages import columns, complete_languages
from centre.content.outdated import small_change
from centre.content.prepared import PREPARED_ROWS, PreparedChange
from centre.documents.tasks import tidy_file_later
from centre.pictures.models import Picture
from centre.staff.bin import put_in_bin

NOT_DESCRIBED = _("A picture lacks its description in a language that is complete.")

Held = PreparedChange.Held
Pairs = dict[str, tuple[Any, Any]]


class NotPublished(Exception):
    """What is prepared stays so: `held` says why, `reasons` in sentences."""

    def __init__(self, held: Held, reasons: list[str]) -> None:
        super().__init__(held)
        self.held, self.reasons = held, reasons


@transaction.atomic
def keep_prepared(
    thing: Any,
    texts: Pairs,
    rows: dict[str, dict[str, Pairs]],
    *,
    appears_at: datetime | None,
    is_small: bool,
    user: Any,
    at: datetime,
) -> None:
    """Keep what is prepared of a thing, in place of what was; its row is locked.

    `rows` are by their name on the thing, then by key; those of no name stay.
    """
    kept = {
        name: {key: pairs for key, pairs in found.items() if pairs}
        for name, found in rows.items()
    }
    PreparedChange.objects.update_or_create(
        model=thing._meta.label_lower,
        object_key=str(thing.pk),
        defaults={
            "texts": texts,
            **kept,
            "appears_at": appears_at,
            "held": "",
            "small_change": is_small,
            "changed_at": at,
            "changed_by": user,
        },
    )


@transaction.atomic
def discard_prepared(thing: Any, *, empty_only: bool = False) -> bool:
    """Delete what is prepared of a thing; return whether something is prepared still.

    With `empty_only` that is done only where nothing differs from the public page.
    """
    prepared = PreparedChange.objects.of(thing).select_for_update().first()
    if prepared and empty_only and not prepared.is_empty():
        return True
    if prepared:
        for name in prepared.waiting_files:
            tidy_file_later(name)
        prepared.delete()
    return False


@transaction.atomic
def publish_prepared(
    thing: Any, *, at: datetime, user: Any, due_only: bool = False
) -> bool:
    """Publish what is prepared of a thing, all at once, as if saved in its form.

    Returns False where nothing is prepared any more, or, with `due_only`, nothing is
    due at that moment.

    Raises NotPublished where the public page was changed meanwhile, or a rule refuses.
    """
    rows = type(thing)._base_manager.select_for_update()
    live = rows.filter(pk=thing.pk).first()
    found = PreparedChange.objects.of(thing).select_for_update()
    found = found.filter(appears_at__lte=at) if due_only else found
    prepared = found.first()
    if live is None or prepared is None:
        return False
    before = copy(live)
    changed = prepared.lay_over(live)
    rows = [row for n in PREPARED_ROWS for row in _rows_of(live, n, prepared, changed)]
    if changed:
        raise NotPublished(Held.CHANGED, [])
    _check(live, prepared, [row for row, goes in rows if not goes])
    live._history_user = user
    with small_change(prepared.small_change):
        live.save()
        keep_former_slugs(live, before.slugs())
        _save_rows([r for r in rows if prepared.touches(r[0])], user, at)
    prepared.delete()
    return True


def publish_due(at: datetime) -> int:
    """Publish what is due at a moment (aware); what can't be waits for staff.

    Returns how many things were published.
    """
    number = 0
    due = PreparedChange.objects.filter(appears_at__lte=at)
    for prepared in due.select_related("changed_by"):
        try:
            with transaction.atomic():
                number += _publish_one(prepared, at)
        except (NotPublished, DatabaseError) as reason:
            held = getattr(reason, "held", Held.REFUSED)
            due.filter(pk=prepared.pk).update(held=held, appears_at=None)
    return number


def _publish_one(prepared: PreparedChange, at: datetime) -> bool:
    thing = prepared.thing
    if thing is None:  # deleted otherwise than on the desk
        prepared.delete()
        return False
    return publish_prepared(thing, at=at, user=prepared.changed_by, due_only=True)


def _rows_of(
    live: Any, name: str, prepared: PreparedChange, changed: list[str]
) -> list[tuple[Any, bool]]:
    """Return a thing's rows of a name as they are prepared, and which of them go."""
    if not hasattr(live, name):
        return []
    found = []
    for row in getattr(live, name).select_for_update():
        changed += prepared.lay_over_row(row)
        found.append((row, prepared.takes_out(row)))
    present = {row.pk for row, _goes in found}
    for waiting in prepared.waiting_rows(name):
        if waiting.replaces is None:
            found.append((waiting.as_row_of(live), False))
        elif waiting.replaces not in present:
            changed.append(name)  # somebody took out what its file is for
    return found


def _check(live: Any, prepared: PreparedChange, rows: list[Any]) -> None:
    """Apply the rules that the forms have; those of a row where it changes.

    Raises NotPublished.
    """
    try:
        live.full_clean()
        for row in filter(prepared.touches, rows):
            row.full_clean()
    except ValidationError as error:
        raise NotPublished(Held.REFUSED, error.messages) from error
    if not live.published_at:
        return
    pictures = [row for row in rows if isinstance(row, Picture)]
    for code in complete_languages(live):
        for picture in pictures:
            alt = getattr(picture, columns(type(picture), code)["alt"])
            if not (picture.decorative or (alt or "").strip()):
                raise NotPublished(Held.REFUSED, [str(NOT_DESCRIBED)])


def _save_rows(rows: list[tuple[Any, bool]], user: Any, at: datetime) -> None:
    for row, goes in rows:
        row._history_user = user
        if goes:
            put_in_bin(row, (), user, at)
            row.delete()
            files = row.stored_files
        else:
            row.save()
            waiting = getattr(row, "file_held_by", None)
            files = [waiting.file_before] if waiting else []
        for name in files:
            tidy_file_later(name)
