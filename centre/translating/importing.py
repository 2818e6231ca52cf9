"""Translations that come back in a file: read, shown, then proposed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from centre.content.proposals import Proposal
from centre.staff.mixins import as_staff
from centre.translating.applying import NotApplied, shown_digests, take_over
from centre.translating.forms import TranslationForm, spell_digests
from centre.translating.kinds import BoardKind, kinds_for
from centre.translating.lines import Line
from centre.translating.proposing import Digests, NotWaiting, propose


@dataclass(frozen=True)
class ImportedThing:
    """What a file says of one thing in one language, as far as it is new and sound."""

    kind: BoardKind
    thing: Any
    language: str
    texts: dict[str, str]
    made_from: Digests
    is_stale: bool
    lines: list[Line]

    @property
    def language_name(self) -> str:
        """The language by its own name."""
        return settings.CENTRE_LANGUAGES[self.language]


@dataclass
class Import:
    """What is new in a file, and what is wrong with it, by row."""

    things: list[ImportedThing] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)


def read_import(user: Any, lines: Iterable[Line]) -> Import:
    """Compare the lines of a file with what there is, by what a user may translate."""
    found = Import()
    kinds = {kind.label: kind for kind in kinds_for(user)}
    groups: dict[tuple[str, int, str], dict[str, Line]] = {}
    for line in lines:
        if not line.target.strip():
            continue
        if line.place is None:
            found.errors.append((line.number, _("Its place is none of this site.")))
            continue
        label, key, name, language = line.place
        group = groups.setdefault((label, key, language), {})
        if name in group:
            found.errors.append((line.number, _("This text stands there twice.")))
            continue
        group[name] = line
    for (label, key, language), group in groups.items():
        _compare(found, kinds.get(label), key, language, group)
    found.errors.sort()
    return found


def _compare(
    found: Import,
    kind: BoardKind | None,
    key: int,
    language: str,
    group: dict[str, Line],
) -> None:
    """Add what is new of one thing, and what is wrong with it."""
    rows = kind.model._base_manager.filter(pk=key) if kind else None
    thing = rows.first() if rows and language in settings.CENTRE_LANGUAGES else None
    if kind is None or thing is None:
        text = _("There is no such text any more, or you may not translate it.")
        found.errors += [(line.number, text) for line in group.values()]
        return
    sent = QueryDict(mutable=True)
    sent.update({name: line.target for name, line in group.items()})
    sent["shown"] = spell_digests({n: line.made_from for n, line in group.items()})
    form = TranslationForm(thing, language, sent)
    form.is_valid()
    for name, line in group.items():
        if name not in form.present:
            found.errors.append((line.number, _("There is no source any more.")))
        elif name in form.errors:
            found.errors.append((line.number, " ".join(map(str, form.errors[name]))))
    if form.texts:
        stale = any(form.made_from[n][0] != form.present[n][0] for n in form.texts)
        kept = [line for name, line in group.items() if name in form.texts]
        made_from = {name: form.made_from[name] for name in form.texts}
        found.things.append(
            ImportedThing(kind, thing, language, form.texts, made_from, stale, kept)
        )


def propose_import(user: Any, imported: ImportedThing, at: datetime) -> Proposal:
    """Propose what a file says of a thing, beside what the same account proposed."""
    thing, language = imported.thing, imported.language
    waiting = Proposal.objects.waiting().of(thing, language).filter(made_by=user).last()
    texts, made_from = imported.texts, imported.made_from
    if waiting:
        texts = {**waiting.texts, **texts}
        made_from = {**waiting.made_from, **made_from}
    return propose(thing, language, texts, made_from, user=user, at=at)


def take_import_over(
    request: HttpRequest, imported: ImportedThing, at: datetime
) -> str:
    """Propose what a file says of a thing and take it over; return what hinders it.

    Texts that have changed since the file was made wait for somebody's eye.
    """
    proposal = propose_import(as_staff(request).user, imported, at)
    if imported.kind.only_proposes:
        return _("You may propose it; an editor takes it over.")
    if imported.is_stale or _is_changed(proposal, imported):
        return _("A text has changed since: look at the proposal.")
    try:
        seen = shown_digests(request, proposal, imported.thing)
        fields = [*proposal.texts]
        take_over(request, proposal.pk, str(proposal.revision), fields, seen, at)
    except NotApplied as refused:
        return " ".join(refused.errors)
    except NotWaiting:
        return _("Somebody decided this or sent another one meanwhile.")
    return ""


def _is_changed(proposal: Proposal, imported: ImportedThing) -> bool:
    form = TranslationForm(imported.thing, imported.language)
    return any(
        proposal.made_from.get(name) != form.present.get(name)
        for name in proposal.texts
    )
