"""Documents of a page of the library: where each is, and which a form may take."""

from dataclasses import dataclass
from typing import Any

from centre.documents.library import document_file_of
from centre.library.places import FilePlace, count_places, place_of
from centre.library.targets import LibraryTarget


@dataclass(frozen=True)
class DocumentEntry:
    """A document with its place; `others` are places of the same file besides.

    `is_taken` says whether the form that one is chosen for may have it: what only some
    people may have goes to no place where everybody may.
    """

    row: Any
    place: FilePlace
    others: int
    is_taken: bool

    @property
    def file(self) -> str:
        """The document's file."""
        return document_file_of(self.row.file.name)


def document_entries(
    rows: list[Any], user: Any, kinds: list[Any], target: LibraryTarget | None
) -> list[DocumentEntry]:
    """Return the documents of a page; places of those kinds that a user sees count."""
    names = [row.file.name for row in rows]
    counts = count_places("file", (m.objects.filter(file__in=names) for m in kinds))
    return [
        DocumentEntry(
            row,
            place_of(row, user),
            counts[row.file.name] - 1,
            target is not None
            and (row.is_for_everybody or isinstance(row, target.model)),
        )
        for row in rows
    ]
