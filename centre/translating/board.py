"""The board: each thing with the state of each of its languages, soonest seen first.

All kinds are chosen by one query, whatever their number, and their texts read by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import (
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centre.content.completeness import Completeness, column_code
from centre.content.language_wishes import LanguageWish, Wished
from centre.content.languages import columns, fallback_chain
from centre.content.outdated import OutdatedText
from centre.content.proposals import Proposal
from centre.content.richtext import RichTextField
from centre.content.row_texts import rows_lacking
from centre.staff.language_states import COMPLETE, EMPTY, STARTED, empty_of, state_of
from centre.translating.kinds import BoardKind, Seen
from centre.translating.texts import count_words, find_source, texts_by_language

BOARD_ROWS = 30  # of a page
BOARD_PAGES = "admin:centre_outdatedtext"  # how the names of its addresses begin
OUTDATED = "outdated"
# A sign and a word for each state: nothing is told by colour alone.
CELL_STATES = {
    COMPLETE: ("✓", _("complete")),
    STARTED: ("◐", _("partly")),
    OUTDATED: ("↻", _("outdated")),
    EMPTY: ("○", _("missing")),
}
SEEN_WORDS = {
    Seen.COMING: _("soon"),
    Seen.STANDING: _("always on the site"),
    Seen.NEWS: _("on the site"),
    Seen.DRAFT: _("draft"),
    Seen.PAST: _("past"),
}


@dataclass(frozen=True)
class BoardCell:
    """One language of a thing: its state, its words, and those still to translate.

    `url` opens it in the form, or beside its source for who may not; `beside` leads
    there in any case. `proposals` wait for who may change it.
    """

    language: str
    state: str
    words: int
    left: int
    url: str
    asked: int = 0  # how many readers said in a year that they need it
    beside: str = ""
    proposals: tuple[int, ...] = ()
    in_rows: int = 0  # of the words that are left, those in rows of the form

    @property
    def name(self) -> str:
        """The language by its own name."""
        return settings.CENTRE_LANGUAGES[self.language]

    @property
    def is_needed(self) -> bool:
        """Whether readers asked for it, and do not have it yet."""
        return bool(self.asked) and self.state != COMPLETE

    @property
    def sign(self) -> str:
        """A sign for the state."""
        return CELL_STATES[self.state][0]

    @property
    def review_url(self) -> str:
        """Where the oldest of the proposals that wait is looked at."""
        return reverse(f"{BOARD_PAGES}_review", args=[self.proposals[0]])

    @property
    def word(self) -> Promise:
        """The state in a word."""
        return CELL_STATES[self.state][1]


@dataclass(frozen=True)
class BoardRow:
    """A thing, what it is, how soon it is seen, and its languages.

    `url` is that of its form, "" for who may not change it.
    """

    title: str
    kind: Any
    seen: Seen
    url: str
    cells: list[BoardCell]

    @property
    def lacking(self) -> list[BoardCell]:
        """The public languages that are not complete, or outdated."""
        public = dict(settings.LANGUAGES)
        return [c for c in self.cells if c.language in public and c.state != COMPLETE]

    @property
    def seen_in_words(self) -> Promise:
        """How soon it is seen."""
        return SEEN_WORDS[self.seen]


def find_things(
    kinds: Sequence[BoardKind],
    at: datetime,
    lacking: Sequence[str] = (),
    last: Seen = Seen.PAST,
    *,
    most_asked: bool = False,
    proposed: bool = False,
) -> Any:
    """Return all things of some kinds that have a text, soonest seen first.

    With languages only those that are not complete, or outdated, in one of these; none
    that is seen later than `last`. With `most_asked` what most readers asked for in
    languages that it lacks comes first; with `proposed` only what a proposal waits of.
    They are dictionaries without the texts (`with_texts`): no text is read to choose.
    """
    arms = [_arm(kind, at, lacking).filter(seen__lte=int(last)) for kind in kinds]
    order = ["seen", "sorted", "kind", "key"]
    if proposed:
        arms = [arm.filter(_is_proposed(k)) for arm, k in zip(arms, kinds, strict=True)]
    if most_asked:
        arms = [
            arm.annotate(asked=_asked(kind, lacking))
            for arm, kind in zip(arms, kinds, strict=True)
        ]
        order = ["-asked", *order]
    return _union(arms).order_by(*order)


def _union(arms: Sequence[QuerySet]) -> QuerySet:
    first, *others = arms
    return first.union(*others, all=True) if others else first


def _asked(kind: BoardKind, languages: Sequence[str]) -> Any:
    """Return how often a row was asked for in languages in which it is not complete."""
    is_complete = Completeness.objects.of_kind(kind.label).filter(
        object_id=OuterRef("object_id"), languages__contains=[OuterRef("language")]
    )
    wishes = LanguageWish.objects.filter(
        ~Exists(is_complete),
        model=kind.label,
        object_id=OuterRef("pk"),
        language__in=languages or settings.CENTRE_LANGUAGES,
    )
    times = wishes.order_by().values("model").annotate(times=Sum("count"))
    return Coalesce(Subquery(times.values("times"), output_field=IntegerField()), 0)


def _arm(kind: BoardKind, at: datetime, lacking: Sequence[str]) -> QuerySet:
    """Return how one kind's things are ordered. What has no text is left out."""
    things = Completeness.objects.of_kind(kind.label)
    chosen = things.lacking(lacking).keys() if lacking else things.keys()
    if lacking:
        rest = [
            rows_lacking(key, *lacking).values(key.attname) for key in kind.row_keys
        ]
        chosen = chosen.union(_outdated_keys(kind, lacking), *rest, all=True)
    rows: QuerySet = QuerySet(kind.model).order_by().filter(pk__in=chosen)
    return rows.values(kind=Value(kind.label), key=F("pk"), **kind.order(at))


def _outdated_keys(kind: BoardKind, languages: Sequence[str]) -> QuerySet:
    """Return the keys of a kind's things that are outdated in a language."""
    codes = [column_code(code) for code in languages]
    lost = OutdatedText.objects.order_by().filter(model=kind.label, language__in=codes)
    return lost.values("object_id")


def _words_of_rows(
    keys: list[tuple[str, int]], kinds: Iterable[BoardKind]
) -> dict[tuple[str, int, str], int]:
    """Return how many words of things' rows are to be translated into each language.

    A language that no row lacks is not in it; of an empty row there are 0 words.
    """
    found = {kind: [k for label, k in keys if label == kind.label] for kind in kinds}
    arms = [
        _texts_of_rows(kind, key, things)
        for kind, things in found.items()
        for key in (kind.row_keys if things else ())
    ]
    left: dict[tuple[str, int, str], int] = defaultdict(int)
    for row in _union(arms) if arms else ():
        model = apps.get_model(row["row_label"])
        texts = texts_by_language(model, row["texts"].get)
        for code, own in texts.items():
            if empty := empty_of(own, model.translation_required):
                words = sum(count_words(find_source(texts, f)[1]) for f in empty)
                left[row["kind_label"], row["thing_key"], code] += words
    return left


def _texts_of_rows(kind: BoardKind, key: Any, things: list[int]) -> QuerySet:
    """Return the texts of rows of one kind that belong to some things, as JSON."""
    rows: QuerySet = QuerySet(key.model).order_by()
    rows = rows.filter(**{f"{key.attname}__in": things})
    return rows.values(
        kind_label=Value(kind.label),
        row_label=Value(key.model._meta.label_lower),
        thing_key=F(key.attname),
        texts=JSONObject(**_columns_of(key.model)),
    )


def with_texts(
    found: Iterable[dict[str, Any]], kinds: Iterable[BoardKind]
) -> list[dict[str, Any]]:
    """Return things that were found with their `texts`; none that is gone meanwhile."""
    things = list(found)
    keys: dict[str, list[int]] = defaultdict(list)
    for label, key in kinds_and_keys(things):
        keys[label].append(key)
    arms = [_texts(kind, keys[kind.label]) for kind in kinds if kind.label in keys]
    rows = _union(arms) if arms else ()
    texts = {(row["kind"], row["key"]): row["texts"] for row in rows}
    return [
        {**thing, "texts": texts[where]}
        for thing, where in zip(things, kinds_and_keys(things), strict=True)
        if where in texts
    ]


def _texts(kind: BoardKind, keys: list[int]) -> QuerySet:
    """Return the texts of some of a kind's things, as JSON."""
    texts = JSONObject(**_columns_of(kind.model))
    rows: QuerySet = QuerySet(kind.model).order_by().filter(pk__in=keys)
    return rows.values(kind=Value(kind.label), key=F("pk"), texts=texts)


def _columns_of(model: Any) -> dict[str, F]:
    return {
        column: F(column)
        for code in settings.CENTRE_LANGUAGES
        for column in columns(model, code).values()
    }


def _is_proposed(kind: BoardKind) -> Exists:
    waiting = Proposal.objects.waiting().order_by()
    return Exists(waiting.filter(model=kind.label, object_id=OuterRef("pk")))


def rows_of(
    found: list[dict[str, Any]],
    kinds: Iterable[BoardKind],
    asked: Mapping[Wished, int] = MappingProxyType({}),
) -> list[BoardRow]:
    """Return the rows of the board for things `with_texts`, with who asked."""
    by_label = {kind.label: kind for kind in kinds}
    wanted = _these(kinds_and_keys(found))
    in_rows = _words_of_rows(kinds_and_keys(found), by_label.values())
    notes = _outdated(wanted), _proposals(wanted), asked, in_rows
    return [_row(by_label[thing["kind"]], thing, *notes) for thing in found]


def kinds_and_keys(found: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Return the kinds and keys of things that were found."""
    return [(thing["kind"], thing["key"]) for thing in found]


def _these(keys: list[tuple[str, int]]) -> Q:
    """Return the condition that a row is about one of some things."""
    wanted = Q(pk__in=[])
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, key in keys:
        by_kind[kind].append(key)
    for kind, numbers in by_kind.items():
        wanted |= Q(model=kind, object_id__in=numbers)
    return wanted


def _proposals(wanted: Q) -> dict[tuple[str, int, str], tuple[int, ...]]:
    """Return the proposals that wait by thing and language, the oldest first."""
    found: dict[tuple[str, int, str], tuple[int, ...]] = defaultdict(tuple)
    for row in Proposal.objects.waiting().filter(wanted).defer("texts", "made_from"):
        found[row.model, row.object_id, row.language] += (row.pk,)
    return found


def _outdated(wanted: Q) -> dict[tuple[str, int, str], set[str]]:
    """Return the outdated fields of things by thing and language; "" for a part's."""
    found: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for row in OutdatedText.objects.filter(wanted):
        field = row.field if row.part == row.model else ""
        found[row.model, row.object_id, row.language.replace("_", "-")].add(field)
    return found


def _row(
    kind: BoardKind,
    thing: dict[str, Any],
    lost: Any,
    proposed: Any,
    asked: Mapping[Wished, int],
    in_rows: Mapping[tuple[str, int, str], int],
) -> BoardRow:
    model, key = kind.model, thing["key"]
    texts = texts_by_language(model, thing["texts"].get)
    form = "" if kind.only_proposes else _form_of(model, key)
    cells = []
    for number, code in enumerate(settings.CENTRE_LANGUAGES):
        where = kind.label, key, code
        beside = reverse(f"{BOARD_PAGES}_beside", args=where)
        in_form = f"{form}?language={code}#fieldset-0-{number}-heading"
        cells.append(
            BoardCell(
                code,
                *_counted(model, code, texts, lost[where], in_rows.get(where)),
                url=in_form if form else beside,
                beside=beside,
                proposals=proposed[where] if form else (),
                asked=asked.get(where, 0),
                in_rows=in_rows.get(where, 0),
            )
        )
    seen = Seen(thing["seen"])
    return BoardRow(_title(model, texts), model._meta.verbose_name, seen, form, cells)


def _form_of(model: Any, key: int) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    return reverse(name, args=[key])


def _title(model: Any, texts: dict[str, dict[str, str]]) -> str:
    """Return the thing's name in the first language of the reader's that has one.

    What begins with a long text has no name but its kind's.
    """
    name = model.translation_required[0]
    if isinstance(model._meta.get_field(name), RichTextField):
        return capfirst(str(model._meta.verbose_name))
    for code in fallback_chain(get_language() or settings.LANGUAGE_CODE):
        if text := strip_tags(texts.get(code, {}).get(name, "")).strip():
            return text
    return str(model._meta.verbose_name)


def _counted(
    model: Any,
    code: str,
    texts: dict[str, dict[str, str]],
    lost: set[str],
    in_rows: int | None,
) -> tuple[str, int, int]:
    """Return a language's state, how many words it has, and how many are to come.

    What has a row without its text is complete in part.
    """
    own = texts[code]
    left = sum(
        count_words(find_source(texts, field)[1])
        for field, text in own.items()
        if field in lost or not count_words(text)
    )
    state = state_of(own, model.translation_required, rows_lack=in_rows is not None)
    words = sum(map(count_words, own.values()))
    return OUTDATED if lost else state, words, left + (in_rows or 0)
