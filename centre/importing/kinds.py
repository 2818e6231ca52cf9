"""What an import makes: models of ours, and which of their fields it fills."""

from dataclasses import dataclass
from typing import Any

from centre.content.languages import columns
from centre.importing.texts import hash_of
from centre.models import Page, PageDocument, PagePicture
from events.models import Activity, ActivityDocument, ActivityPicture
from news.models import Post, PostDocument, PostPicture


@dataclass(frozen=True)
class ImportKind:
    """A model that is imported: its short text, its pictures and documents."""

    model: Any
    short: str = ""
    pictures: Any = None
    documents: Any = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The translated fields that an import fills."""
        return tuple(filter(None, ("title", self.short, "body")))

    @property
    def right(self) -> str:
        """The right to add one."""
        meta = self.model._meta
        return f"{meta.app_label}.add_{meta.model_name}"

    def written_hash(self, thing: Any, language: str) -> str:
        """Return a hash of what a thing says in a language."""
        names = columns(self.model, language)
        return hash_of([getattr(thing, names[field]) or "" for field in self.fields])


IMPORT_KINDS = {
    "post": ImportKind(Post, "lead", PostPicture, PostDocument),
    "page": ImportKind(Page, "", PagePicture, PageDocument),
    "activity": ImportKind(Activity, "summary", ActivityPicture, ActivityDocument),
}
