"""Template tags and filters for languages, text, dates and rows of lists."""

from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from html import unescape
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, pgettext_lazy

from centre.colours import SCHEMES
from centre.content.languages import LanguageLink, LocalizedView, direction
from centre.content.languages import language_links as links_of
from centre.content.plain_text import plain_text
from centre.content.share_links import share_links
from centre.content.structured_data import json_ld
from centre.pictures.share import ShareCard, fonts_of, house_card
from centre.text import dates
from centre.text.typography import typeset as set_text
from centre.text.typography import typeset_html

register = template.Library()

LONGEST_TITLE = 70  # in characters: what lists of search results show
LONGEST_EXCERPT = 160
# As in "You see it in Polish." A language that is not here goes by its own name.
_IN_LANGUAGE = {
    "pl": pgettext_lazy("a text", "in Polish"),
    "en": pgettext_lazy("a text", "in English"),
    "uk": pgettext_lazy("a text", "in Ukrainian"),
}


# --- Languages ---------------------------------------------------------------------


@register.simple_tag
def lang_of(localized: LocalizedView) -> SafeString:
    """Return the attributes `lang` and `dir` of a text in another language, else ""."""
    return lang(localized.language)


@register.simple_tag
def lang(code: str) -> SafeString:
    """Return the attributes `lang` and `dir` of another language, else ""."""
    if code == get_language():
        return mark_safe("")
    return format_html(' lang="{}" dir="{}"', code, direction(code))


@register.simple_tag
def font_files() -> tuple[str, ...]:
    """Return the files of the typeface that a page in the active language needs."""
    return tuple(f"fonts/{name}.woff2" for name in fonts_of(get_language() or ""))


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """Return the page's language switch; it shows `thing` of the context."""
    return links_of(context["request"], context.get("thing"))


@register.simple_tag(takes_context=True)
def structured_data(context: Context) -> SafeString:
    """Return what the page's view says of it for programs; "" where it says nothing."""
    describe = context.get("structured_data")
    return json_ld(describe(context["centre"]()) if describe else [])


@register.simple_tag(takes_context=True)
def share_card(context: Context) -> ShareCard:
    """Return what a messenger shows of the page: its view's `share`, else the house."""
    card = context.get("share") or house_card("home")
    return replace(card, house=context["centre"]().localized.name)


@register.inclusion_tag("includes/share.html", takes_context=True)
def share(context: Context, title: str) -> dict[str, Any]:
    """Return the ways to pass on a page with a title; none of staff's preview."""
    if "preview_bar" in vars(context["request"]):
        return {}
    url = context["canonical_url"]
    return {"url": url, "links": share_links(title, url)}


@register.simple_tag
def page_direction() -> str:
    """Return `rtl` or `ltr`, for the root element."""
    return direction(get_language() or settings.LANGUAGE_CODE)


@register.filter
def in_language(code: str) -> str:
    """Return a language as readers of the page's say it: "in Polish"."""
    phrase = _IN_LANGUAGE.get(code)
    return str(phrase) if phrase else own_name(code)


@register.filter
def own_name(code: str) -> str:
    """Return a language's own name: "Polski"."""
    return settings.CENTRE_LANGUAGES.get(code, code)


# The regions that Open Graph wants behind a language; elsewhere the language's own.
_REGIONS = {"en": "en_GB", "uk": "uk_UA"}


@register.filter
def open_graph_locale(code: str) -> str:
    """Return a language as Open Graph writes it: "pl_PL"."""
    return _REGIONS.get(code, f"{code}_{code.upper()}")


@register.filter
def foreign(code: str) -> bool:
    """Return whether a language is another than the page's."""
    return code != get_language()


@register.simple_tag(takes_context=True)
def document_url(context: Context, document: Any) -> str:
    """Return where the page's reader gets a document.

    Staff and whoever has a preview's link get one of a draft, too.
    """
    bar = getattr(context["request"], "preview_bar", None)
    if not bar:
        return document.url
    if token := bar.get("token"):
        where = (token, document.section, document.pk)
        return reverse("preview-document", args=where)
    return document.file.url


@register.simple_tag(takes_context=True)
def recording_url(context: Context, recording: Any, part: str) -> str:
    """Return where the page's reader gets a recording or its poster."""
    if getattr(context["request"], "preview_bar", None):
        return getattr(recording, part).url
    return getattr(recording, f"{part}_url")


# --- Text --------------------------------------------------------------------------


@register.filter
def typeset(text: Any, language: str = "") -> SafeString:
    """Escape plain text and put no-break spaces where its language wants them."""
    escaped = conditional_escape(text)
    return mark_safe(set_text(escaped, language or get_language() or ""))  # noqa: S308 - escaped above


@register.filter
def rich(html: str, language: str = "") -> SafeString:
    """Put no-break spaces into HTML that is safe: stored, or of `{% filter %}`.

    Rich text was sanitised when it was stored.
    """
    return mark_safe(typeset_html(html, language or get_language() or ""))  # noqa: S308 - sanitised when it was stored


@register.filter
def as_plain_text(html: str) -> str:
    """Return a rich text as plain text, for a file of plain text."""
    return plain_text(html)


@register.filter
def excerpt(html: str) -> str:
    """Return the beginning of a rich text as plain text, for a list of results."""
    words = " ".join(unescape(strip_tags(html.replace("<", " <"))).split())
    return Truncator(words).chars(LONGEST_EXCERPT)


@register.simple_block_tag
def fitted_title(content: SafeString) -> SafeString:
    """Return a page's title; too long a one loses its end, the name of the house."""
    title = " ".join(content.split())
    if len(unescape(title)) > LONGEST_TITLE:
        title = title.rpartition(" – ")[0] or title
    return mark_safe(title)  # noqa: S308 - a template has escaped its values


# --- Dates (Europe/Warsaw, in the active language) -----------------------------------


@register.filter
def day(moment: date) -> str:
    """Return weekday, day, month and year."""
    return dates.format_day(moment, get_language() or "")


@register.filter
def short_day(moment: date) -> str:
    """Return weekday, day and month."""
    return dates.format_short_day(moment, get_language() or "")


@register.filter
def day_and_month(moment: date) -> str:
    """Return day and month."""
    return dates.format_day_and_month(moment, get_language() or "")


@register.filter
def full_date(moment: date) -> str:
    """Return day, month and year."""
    return dates.format_date(moment, get_language() or "")


@register.filter
def weekday(number: int) -> str:
    """Return the name of a weekday, 0 for Monday."""
    return dates.weekday_name(number, get_language() or "")


@register.filter
def hour(moment: time | datetime) -> str:
    """Return the hour on the 24-hour clock."""
    return dates.format_time(moment)


@register.simple_tag
def hours(opens: time | datetime, closes: time | datetime) -> str:
    """Return the range of two hours."""
    return dates.format_time_range(opens, closes)


@register.simple_tag
def days(first: date, last: date) -> str:
    """Return the range of two days; of two moments, the days that they are said on."""
    if isinstance(first, datetime) and isinstance(last, datetime):
        last = dates.last_day(first, last)
    return dates.format_date_range(first, last, get_language() or "")


@register.simple_tag
def when(starts_at: datetime, ends_at: datetime) -> str:
    """Return day and hours in one line; over several days, both ends with both."""
    return dates.format_when(starts_at, ends_at, get_language() or "")


@register.simple_tag
def when_with_weekday(starts_at: datetime, ends_at: datetime) -> str:
    """Return weekday, day and hours in one line."""
    return dates.format_when(starts_at, ends_at, get_language() or "", weekday=True)


@register.simple_tag
def hours_below_day(starts_at: datetime, ends_at: datetime) -> str:
    """Return the hours of what stands below its day; over several days, those too."""
    return dates.format_hours(starts_at, ends_at, get_language() or "")


@register.filter
def short_deadline(moment: datetime) -> str:
    """Return the day and the hour of a deadline."""
    return dates.format_short_deadline(moment, get_language() or "")


# --- Colours, and rows of lists ------------------------------------------------------


@register.simple_tag
def colour(role: str, scheme: str = "light") -> str:
    """Return a colour of the site (`centre.colours`) where no style sheet reaches."""
    return SCHEMES[scheme][role]


@register.simple_tag
def row(template_name: str, **values: Any) -> SafeString:
    """Render a row of a list by a template that gets these values and nothing else.

    It depends on the values and the language alone, so it is cached: lists show the
    same rows again and again, to everybody. The values must be hashable and hold all
    that may change: "today" is one of them.
    """
    render_row = _row.__wrapped__ if settings.DEBUG else _row
    return render_row(template_name, get_language(), tuple(values.items()))


@lru_cache(maxsize=2000)
def _row(
    template_name: str, language: str | None, values: tuple[tuple[str, Any], ...]
) -> SafeString:
    html = get_template(template_name).render(dict(values))
    return mark_safe(html)  # noqa: S308 - a template escapes its values
