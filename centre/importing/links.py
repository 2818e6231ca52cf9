"""Links in imported texts to the former site: mended, or told if they lead nowhere."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from centre.content.languages import columns, is_complete, public_language
from centre.content.outdated import OutdatedText, small_change
from centre.documents.models import Document
from centre.importing.documents import (
    keys_of_documents,
    links_in,
    own_documents,
)
from centre.importing.former import keys_of_thing, keys_of_url
from centre.importing.kinds import IMPORT_KINDS, ImportKind
from centre.importing.models import FormerAddress, ImportedSource, ImportRun
from centre.importing.notes import note
from centre.importing.planning import PlannedThing
from centre.importing.wordpress import host_of
from centre.web.former_site import likely_paths

LINKS_AT_ONCE = 100  # things whose links are mended by the same few queries
LONGEST_LIST = 800  # letters of what a report says of one thing's links
_HREF = re.compile(r'(?<=<a href=")[^"]*(?=")')


# --- What a report says ---------------------------------------------------------------


def note_dead_links(
    things: list[PlannedThing], kind: str, hosts: Collection[str]
) -> None:
    """Note in each thing which of its links to the former site will lead nowhere."""
    known = {key for t in things for key in _known_keys(t.payload(), kind, hosts)}
    links = [[*_links(thing, hosts)] for thing in things]
    asked = {key for own in links for _words, _url, keys in own for key in keys}
    stored = FormerAddress.objects.filter(path__in=asked - known)
    known |= {*stored.values_list("path", flat=True)}
    for thing, own in zip(things, links, strict=True):
        dead = [
            f"“{words}” → {url}"
            for words, url, keys in own
            if not known & {*keys} and not _leads_on(url)
        ]
        if dead:
            names = "; ".join(dead)[:LONGEST_LIST]
            thing.notes.append(note("dead_links", number=len(dead), names=names))


def _known_keys(
    payload: dict[str, Any], kind: str, hosts: Collection[str]
) -> Iterator[str]:
    """Yield the keys of what is to be imported with a thing."""
    yield from keys_of_thing(payload, kind, hosts)
    comes = [d for d in payload["documents"] if d["comes"]]
    for keys in keys_of_documents({"documents": comes}, hosts).values():
        yield from keys


def _links(
    thing: PlannedThing, hosts: Collection[str]
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the words, the address and its keys of each link to the former site."""
    for text in thing.texts:
        for url, words in links_in(text["fields"]["body"]):
            if host_of(url) in hosts:
                yield words[:60], url, keys_of_url(url, hosts)


def _leads_on(url: str) -> bool:
    """Return whether a former address leads to a list, to a feed or home."""
    parts = urlsplit(url)
    return _is_home(url) or any(likely_paths(parts.path, parts.query))


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


# --- After an import ------------------------------------------------------------------


def mend_links(run: ImportRun, tell: Callable[[], object]) -> int:
    """Make links to the former site lead to what was imported from it; count the texts.

    All texts of that source are looked through, those of earlier imports, too. One that
    was changed here stays as it is: from it the former address leads on. Twice is the
    same as once. `tell` hears now and then that it goes on.
    """
    mended, hosts = 0, run.summary.get("hosts", [])
    for kind in IMPORT_KINDS.values() if hosts else ():
        rows = ImportedSource.objects.filter(
            source=run.source, model=kind.model._meta.label_lower
        )
        keys = sorted({*rows.values_list("object_id", flat=True)})
        for begin in range(0, len(keys), LINKS_AT_ONCE):
            some = rows.filter(object_id__in=keys[begin : begin + LINKS_AT_ONCE])
            mended += _mend_some(run, kind, some, hosts)
            tell()
    return mended


@transaction.atomic
def _mend_some(
    run: ImportRun, kind: ImportKind, rows: Any, hosts: Collection[str]
) -> int:
    """Mend the links of the texts that these rows are of; count them.

    Things with outdated translations are left: a mended link would confirm them.
    """
    outdated = OutdatedText.objects.filter(model=kind.model._meta.label_lower)
    things = kind.model._base_manager.exclude(pk__in=outdated.values("object_id"))
    keys = rows.values("object_id")
    found = things.filter(pk__in=keys).order_by("pk").select_for_update().in_bulk()
    texts = [
        _Text(found[row.object_id], row, columns(kind.model, row.language)["body"])
        for row in rows.order_by("pk")
        if row.object_id in found
        and row.written_hash == kind.written_hash(found[row.object_id], row.language)
    ]
    targets = _targets({url for text in texts for url in text.links(hosts)}, hosts)
    own = own_documents(kind, found)
    mended = [text for text in texts if text.mend(targets, own)]
    with small_change(True):
        for thing in {id(text.thing): text.thing for text in mended}.values():
            thing._history_user = run.created_by
            names = [text.column for text in mended if text.thing is thing]
            thing.save(update_fields=[*names, "updated_at"])
    for text in mended:
        text.row.written_hash = kind.written_hash(text.thing, text.row.language)
    ImportedSource.objects.bulk_update([t.row for t in mended], ["written_hash"])
    return len(mended)


class _Text:
    """One text of a thing in one language, and the row that says where it is from."""

    def __init__(self, thing: Any, row: ImportedSource, column: str) -> None:
        self.thing, self.row, self.column = thing, row, column

    def links(self, hosts: Collection[str]) -> Iterator[str]:
        """Yield the addresses of the former site that it has links to."""
        for href in _HREF.findall(getattr(self.thing, self.column) or ""):
            if host_of(url := unescape(href)) in hosts:
                yield url

    def mend(
        self, targets: dict[str, Any], documents: dict[tuple[int, str], Any]
    ) -> bool:
        """Put addresses of ours in their places; return whether there was any.

        Of a file that several things have, the text's own document comes first.
        """
        old = getattr(self.thing, self.column) or ""

        def better(match: re.Match[str]) -> str:
            target = targets.get(unescape(match[0]))
            if not target:
                return match[0]
            file = getattr(target, "file", "")
            if own := documents.get((self.thing.pk, file)):
                return escape(own.url)
            return escape(target(self.row.language))

        new = _HREF.sub(better, old)
        setattr(self.thing, self.column, new)
        return new != old


def _targets(
    urls: Collection[str], hosts: Collection[str]
) -> dict[str, Callable[[str], str]]:
    """Return for each former address what makes ours, for the language of a text."""
    keys = {url: keys_of_url(url, hosts) for url in urls}
    asked = {key for own in keys.values() for key in own}
    rows = {row.path: row for row in FormerAddress.objects.filter(path__in=asked)}
    by_model: dict[str, set[int]] = defaultdict(set)
    for row in rows.values():
        by_model[row.model].add(row.object_id)
    things = {
        (model, pk): thing
        for model, numbers in by_model.items()
        for pk, thing in apps.get_model(model)._base_manager.in_bulk(numbers).items()
    }
    targets: dict[str, Callable[[str], str]] = {}
    for url, own in keys.items():
        former = next((rows[key] for key in own if key in rows), None)
        thing = former and things.get((former.model, former.object_id))
        if former and thing:
            targets[url] = _Target(thing, former.language)
        elif _is_home(url):
            targets[url] = _home
    return targets


class _Target:
    """The address of a thing in the language of a text, or in its own."""

    def __init__(self, thing: Any, language: str) -> None:
        self.thing, self.language = thing, language
        self.file = thing.file.name if isinstance(thing, Document) else ""

    def __call__(self, language: str) -> str:
        if not is_complete(self.thing, language):
            language = self.language
        with translation.override(public_language(language)):
            return str(self.thing.get_absolute_url())


def _home(language: str) -> str:
    with translation.override(public_language(language)):
        return reverse("centre:home")
