"""Where a picture or a document is: the form that has it, the page that shows it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from centre.content.languages import columns, fallback_chain
from centre.content.publishing import Publishable
from centre.house.pictures import Emblem, HousePicture
from centre.pictures.files import sources
from centre.pictures.library import PictureRights, file_of, pictures_with
from centre.pictures.models import Picture
from centre.pictures.prepared import PreparedPicture
from centre.pictures.tasks import picture_models


@dataclass(frozen=True)
class FilePlace:
    """One place of a file: what shows it, its form on the desk, its public page.

    An address is "" where there is none, or none that its reader may open.
    """

    title: str
    kind: Any
    form_url: str
    public_url: str


@dataclass(frozen=True)
class LibraryEntry:
    """A row of the library, with its place, and what holds for its file."""

    row: Any
    place: FilePlace
    others: int = 0  # places of the same file besides this one
    lacking: list[str] = field(default_factory=list)  # names of languages

    @property
    def file(self) -> str:
        """The picture's file."""
        return file_of(self.row.image.name)

    @property
    def thumbnail(self) -> str:
        """The address of a small copy, of the whole picture until there is one."""
        return copy_url(self.row, "card")

    @property
    def large(self) -> str:
        """The address of a copy of the whole picture."""
        return copy_url(self.row, "wide")

    @property
    def is_refused(self) -> bool:
        """Whether somebody in it does not agree to be shown."""
        return self.row.known_consent == PictureRights.Consent.REFUSED

    @property
    def consent_in_words(self) -> Any:
        """Who is in it."""
        return PictureRights.in_words(self.row.known_consent)

    @property
    def text(self) -> str:
        """Its description in the first language of the reader's that has one."""
        return first_text(self.row, "alt")


def read_files(found: Iterable[dict[str, Any]], kinds: list[Any]) -> list[Any]:
    """Return the rows that were found, in their order: one query for each kind."""
    models = {m._meta.label_lower: m for m in kinds}
    keys: dict[str, list[int]] = defaultdict(list)
    found = list(found)
    for each in found:
        keys[each["model"]].append(each["key"])
    rows = {
        (label, row.pk): row
        for label, numbers in keys.items()
        for row in with_owner(models[label]).filter(pk__in=numbers)
    }
    named = [(each["model"], each["key"]) for each in found]
    return [rows[name] for name in named if name in rows]


def with_owner(model: Any) -> QuerySet:
    """Return all rows of a model, each with what it belongs to, and its rights."""
    rows: QuerySet = model._default_manager.all()
    if issubclass(model, Picture):
        rights = PictureRights.objects.filter(image=OuterRef("image"))
        known = {f"known_{n}": Subquery(rights.values(n)) for n in ("consent", "terms")}
        rows = rows.annotate(**known)
    owner = model.owner_field()
    return rows.select_related(owner) if owner else rows


def entries_of(rows: list[Any], user: Any) -> list[LibraryEntry]:
    """Return the pictures of a page of the library."""
    names = [row.image.name for row in rows]
    counts = count_places("image", (pictures_with(m, names) for m in picture_models()))
    return [
        LibraryEntry(
            row,
            place_of(row, user),
            counts[row.image.name] - 1,
            _lacking(row),
        )
        for row in rows
    ]


def count_places(column: str, kinds: Iterable[QuerySet]) -> dict[str, int]:
    """Return how many rows have each file in a column: one query for all kinds."""
    first, *others = (
        rows.order_by().values(column).annotate(count=Count("pk")) for rows in kinds
    )
    counts: dict[str, int] = defaultdict(int)
    for each in first.union(*others, all=True) if others else first:
        counts[each[column]] += each["count"]
    return counts


def rows_with_file(name: str, most: int) -> list[Any]:
    """Return rows of every kind that have a file, at most so many of each kind."""
    return [
        row
        for model in picture_models()
        for row in with_owner(model).filter(image=name).order_by(F("pk").desc())[:most]
    ]


def place_of(row: Any, user: Any) -> FilePlace:
    """Return where a picture or a document is, as its reader may open it."""
    owner = row.owner
    meta = owner._meta
    form = ""
    if user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
        name = f"admin:{meta.app_label}_{meta.model_name}_change"
        form = reverse(name, args=[owner.pk]) + _anchor(row)
    title = first_text(owner, owner.translation_required[0])
    return FilePlace(title, row._meta.verbose_name, form, _public_url(row, owner))


def _anchor(row: Any) -> str:
    if not row.owner_field():
        return ""
    relation = row._meta.get_field(row.owner_field()).remote_field
    return f"#{relation.get_accessor_name()}-group"


def _public_url(row: Any, owner: Any) -> str:
    if isinstance(row, PreparedPicture):  # it waits to be published
        return ""
    if isinstance(owner, Publishable):
        return owner.get_absolute_url() if owner.is_published() else ""
    if isinstance(row, HousePicture):
        return reverse(f"centre:{row.page}")
    if isinstance(row, Emblem) and row.is_shown(timezone.localdate()):
        return reverse("centre:home")
    return ""


def first_text(row: Any, name: str) -> str:
    """Return a text in the first of the reader's languages that has it."""
    from_first = (columns(type(row), code)[name] for code in _languages())
    return next((t for c in from_first if (t := (getattr(row, c) or "").strip())), "")


def _languages() -> list[str]:
    known = settings.MODELTRANSLATION_LANGUAGES
    return [
        c
        for c in fallback_chain(get_language() or settings.LANGUAGE_CODE)
        if c in known
    ]


def _lacking(row: Any) -> list[str]:
    """Return the public languages in which a picture has no description."""
    if row.decorative:
        return []
    return [
        name
        for code, name in settings.LANGUAGES
        if not (getattr(row, columns(type(row), code)["alt"]) or "").strip()
    ]


def copy_url(row: Any, shape: str) -> str:
    """Return the address of its smallest copy of a shape; until it is made, its own."""
    name = row.image.name
    if row.rendered:
        copies = sources(shape, name, row.width, row.height, row.rendered)
        name = copies["webp"][0].name
    return default_storage.url(name)
