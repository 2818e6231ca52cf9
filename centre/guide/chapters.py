"""The chapters of the guide, in the order in which they are read."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from centre.guide.markup import render_markup

CHAPTERS_FOLDER = Path(__file__).parent
# Of a language without a guide of its own.
FALLBACK = "en"
CHAPTERS = (
    "first-page",
    "signing-in",
    "posts",
    "languages",
    "translating",
    "pictures",
    "library",
    "documents",
    "publishing",
    "prepared",
    "unsaved",
    "activities",
    "closed-days",
    "numbers",
    "visits",
    "visit-desk",
    "requests",
    "delegations",
    "mails",
    "messages",
    "visit-day",
    "pages",
    "accessibility",
    "moving-in",
    "privacy",
    "team",
)


@dataclass(frozen=True)
class Chapter:
    """One chapter in one language: what it is called, and its text as Markdown."""

    key: str
    language: str
    title: str
    source: str

    @property
    def url(self) -> str:
        """Return the chapter's own page."""
        return reverse("admin:guide-chapter", args=[self.key])

    def html(self) -> SafeString:
        """Return the text; its links lead to the pages of other chapters."""
        return render_markup(self.source, _url_of, self._picture)

    def html_within(self) -> SafeString:
        """Return the text for the page of all chapters, on which its links stay."""
        return render_markup(self.source, lambda key: f"#{key}", self._picture, level=3)

    def _picture(self, name: str) -> str:
        return static(f"staff/guide/{self.language}/{name}.webp")


def read_guide() -> list[Chapter]:
    """Return all chapters in the reader's language, English where it has none."""
    language = get_language() or FALLBACK
    has_guide = (CHAPTERS_FOLDER / language).is_dir()
    return [read_chapter(key, language if has_guide else FALLBACK) for key in CHAPTERS]


@cache
def read_chapter(key: str, language: str) -> Chapter:
    """Return a chapter; the first line of its file is its title."""
    text = (CHAPTERS_FOLDER / language / f"{key}.md").read_text()
    title, _, source = text.partition("\n")
    return Chapter(key, language, title.removeprefix("# "), source)


def _url_of(key: str) -> str:
    return reverse("admin:guide-chapter", args=[key])
