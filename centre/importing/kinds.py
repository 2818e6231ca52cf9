"""What an import makes: models of ours, and which of their fields it fills."""

from dataclasses import dataclass
from typing import Any

from centre.content.languages import columns
from centre.importing.texts import hash_of
from centre.models import Page, PagePicture
from events.models import Activity, ActivityPicture
from news.models import Post, PostPicture


@dataclass(frozen=True)
class ImportKind:
    """A model that is imported: its short text and its pictures, if it has any."""

    model: Any
    short: str = ""
    pictures: Any = None

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
    "post": ImportKind(Post, "lead", PostPicture),
    "page": ImportKind(Page, pictures=PagePicture),
    "activity": ImportKind(Activity, "summary", ActivityPicture),
}
