"""Say what readers will miss in something that is published; refuse nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext_lazy as _

from centre.content.addressed import Addressed, slugs_that_lead
from centre.content.languages import columns, complete_languages
from centre.content.publishing import Publishable
from centre.content.richtext import RichTextField

# Words that a link has alone, and that say nothing of where it leads.
SAYS_NOTHING = {
    *("click here", "here", "read more", "more", "link"),
    *("kliknij tutaj", "kliknij tu", "kliknij", "tutaj", "tu", "więcej"),
    *("czytaj więcej", "натисніть тут", "клацніть тут", "тут", "більше", "детальніше"),
}
# Plain language: 15 to 20 words a sentence, in Polish and Ukrainian as in English.
LONG_SENTENCE = 20
WORDS_TO_JUDGE = 60
# In place of the slug of what has no page; no slug has such a sign.
NOWHERE = "/"

_HEADING = re.compile(r"<h([2-6])\b")
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
_LINKED = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
_BLOCK_END = re.compile(r"</(?:p|li|h[2-6]|blockquote)>")
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+(?:\s|$)")


@dataclass(frozen=True)
class Advice:
    """What should be looked at, in words, and the id of where it is."""

    text: str
    anchor: str


def find_advice(thing: Any) -> list[Advice]:
    """Return what should be looked at in a saved thing, each with its place."""
    found = [*_on_languages(thing)]
    texts = [*_rich_texts(thing)]
    dead = _dead_links({href for _name, html in texts for href in _LINK.findall(html)})
    for name, html in texts:
        found += [Advice(text, f"id_{name}") for text in _on_text(html, dead)]
    return [*found, *_on_rows(thing), *_on_pictures(thing), *_on_hours(thing)]


def _on_languages(thing: Any) -> Iterator[Advice]:
    complete = complete_languages(thing)
    lacking = {code: n for code, n in settings.LANGUAGES if code not in complete}
    if lacking:
        names = columns(type(thing), next(iter(lacking)))
        required = [names[field] for field in thing.translation_required]
        empty = (n for n in required if not (getattr(thing, n) or "").strip())
        text = _(
            "It is not complete in every language (%(languages)s): those readers see "
            "it in another one."
        )
        told = text % {"languages": ", ".join(lacking.values())}
        yield Advice(told, f"id_{next(empty, required[0])}")


def _on_text(html: str, dead: set[str]) -> Iterator[str]:
    levels = [int(level) for level in _HEADING.findall(html)]
    if levels and levels[0] != 2:
        yield str(
            _(
                "A text begins with a small heading. The first one should be the "
                "larger kind."
            )
        )
    for href in sorted(dead.intersection(_LINK.findall(html))):
        text = _("A link leads to a page that is not there: %(address)s")
        yield text % {"address": href}
    for words in sorted({_link_words(inner) for inner in _LINKED.findall(html)}):
        if words in SAYS_NOTHING:
            text = _(
                "A link says only “%(words)s”. Name what it leads to: links are read "
                "out alone."
            )
            yield text % {"words": words}
    length = _sentence_length(html)
    if length > LONG_SENTENCE:
        text = _(
            "Its sentences are long, %(words)d words on average. Shorter ones are "
            "understood by more people."
        )
        yield text % {"words": length}


def _on_rows(thing: Any) -> Iterator[Advice]:
    """Say in which of its languages a visit's programme or parts lack a title."""
    codes = complete_languages(thing)
    for name in ("programme", "parts"):
        if getattr(thing, name, None) is None:
            continue
        rows = [*getattr(thing, name).all()]
        titles = {
            code: columns(type(row), code)["title"]
            for row in rows[:1]
            for code in codes
        }
        lacking = [
            settings.CENTRE_LANGUAGES[code]
            for code, title in titles.items()
            if not all((getattr(row, title) or "").strip() for row in rows)
        ]
        if lacking:
            text = _(
                "A title is missing in a language (%(languages)s): those readers see "
                "it in another one."
            )
            yield Advice(text % {"languages": ", ".join(lacking)}, f"{name}-heading")


def _on_pictures(thing: Any) -> Iterator[Advice]:
    """Say which pictures lack a description or a credit; decorative ones need none."""
    if getattr(thing, "pictures", None) is None:
        return
    shown = [p for p in thing.pictures.all() if not p.decorative]
    codes = complete_languages(thing)
    names = [columns(type(p), code)["alt"] for p in shown[:1] for code in codes]
    if any(not getattr(p, name) for p in shown for name in names):
        text = _("A picture has no description for people who can’t see it.")
        yield Advice(str(text), "pictures-heading")
    if any(not p.credit for p in shown):
        text = _("A picture does not say who took or drew it.")
        yield Advice(str(text), "pictures-heading")


def _on_hours(thing: Any) -> Iterator[Advice]:
    if getattr(thing, "standing", False) and not thing.hours.exists():
        text = _("This standing offer has no opening hours: nobody knows when to come.")
        yield Advice(str(text), "hours-heading")


def _rich_texts(thing: Any) -> Iterator[tuple[str, str]]:
    """Yield each column with a rich text, and the text."""
    names = {f.name for f in thing._meta.fields if isinstance(f, RichTextField)}
    for code in settings.CENTRE_LANGUAGES:
        for name, column in columns(type(thing), code).items():
            if name in names:
                yield column, getattr(thing, column) or ""


def _link_words(html: str) -> str:
    return strip_tags(html).strip(" .!…»›→:").casefold()


def _sentence_length(html: str) -> int:
    """Return the words of a sentence on average, 0 of a text too short to tell."""
    text = strip_tags(_BLOCK_END.sub(". ", html))
    words = [len(sentence.split()) for sentence in _SENTENCE_END.split(text)]
    words = [number for number in words if number]
    return round(sum(words) / len(words)) if sum(words) >= WORDS_TO_JUDGE else 0


def _dead_links(hrefs: set[str]) -> set[str]:
    """Return the addresses of this site that have no page; others are not asked."""
    slugs = {href: slug for href in hrefs if (slug := _slug_of(href)) is not None}
    public = slugs_that_lead(_public_things(), {*slugs.values()} - {NOWHERE})
    return {href for href, slug in slugs.items() if slug not in public}


def _slug_of(href: str) -> str | None:
    """Return the slug on which it depends whether an address of this site has a page.

    `NOWHERE` where it has none anyway, None where it has one or is another site's.
    """
    address = urlsplit(href)
    if address.netloc not in {"", urlsplit(settings.SITE_URL).netloc}:
        return None
    path = unquote(address.path)
    if not path.startswith("/") or path.startswith(settings.MEDIA_URL):
        return None
    try:
        # Whoever reads the desk in another language opens it in its own.
        with translation.override(get_language_from_path(path)):
            return resolve(path).kwargs.get("slug")
    except Resolver404:
        return NOWHERE


def _public_things() -> Iterator[Any]:
    """Yield what is public of each kind of thing that has a page."""
    for model in filter(lambda m: issubclass(m, Addressed), apps.get_models()):
        things: Any = model._default_manager.all()
        yield things.published() if issubclass(model, Publishable) else things
