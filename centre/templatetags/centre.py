"""What templates say about languages, dates, pictures and weaves."""

from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.core.files.storage import default_storage
from django.template.context import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext

from centre.colours import SCHEMES
from centre.content.languages import LanguageLink, LocalizedView, direction
from centre.content.languages import language_links as links_of
from centre.pictures.files import Rendition, sources
from centre.pictures.weave import WEAVE_VERSION
from centre.text import dates
from centre.text.typography import typeset as set_text
from centre.text.typography import typeset_html

register = template.Library()


# --- Languages ---------------------------------------------------------------------


@register.simple_tag
def lang_of(localized: LocalizedView) -> SafeString:
    """`lang` and `dir` of a text unless it is in the page's language."""
    return lang(localized.language)


@register.simple_tag
def lang(code: str) -> SafeString:
    """`lang` and `dir` of a language unless it is the page's own."""
    if code == get_language():
        return mark_safe("")
    return format_html(' lang="{}" dir="{}"', code, direction(code))


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """The language switch of this page; `thing` in the context is what it shows."""
    return links_of(context["request"], context.get("thing"))


@register.simple_tag
def page_direction() -> str:
    """`rtl` or `ltr`, for the root element."""
    return direction(get_language() or settings.LANGUAGE_CODE)


@register.filter
def own_name(code: str) -> str:
    """A language's own name: "Polski"."""
    return settings.CENTRE_LANGUAGES.get(code, code)


@register.filter
def foreign(code: str) -> bool:
    """Whether a language is another than the page's."""
    return code != get_language()


# --- Text --------------------------------------------------------------------------


@register.filter
def typeset(text: Any, language: str = "") -> SafeString:
    """Plain text, escaped, with no-break spaces where its language wants them."""
    escaped = conditional_escape(text)
    return mark_safe(set_text(escaped, language or get_language() or ""))  # noqa: S308 - escaped above


@register.filter
def rich(html: str, language: str = "") -> SafeString:
    """Rich text, which was sanitised on its way in, set in its language."""
    return mark_safe(typeset_html(html, language or get_language() or ""))  # noqa: S308 - sanitised when it was stored


# --- Dates (Europe/Warsaw, in the active language) -----------------------------------


@register.filter
def day(moment: date) -> str:
    """Weekday, day, month, year."""
    return dates.format_day(moment, get_language() or "")


@register.filter
def short_day(moment: date) -> str:
    """Weekday, day, month."""
    return dates.format_short_day(moment, get_language() or "")


@register.filter
def full_date(moment: date) -> str:
    """Day, month, year."""
    return dates.format_date(moment, get_language() or "")


@register.filter
def month(moment: date) -> str:
    """Month and year."""
    return dates.format_month(moment, get_language() or "")


@register.filter
def weekday(number: int) -> str:
    """The name of a weekday, 0 for Monday."""
    return dates.weekday_name(number, get_language() or "")


@register.filter
def hour(moment: time | datetime) -> str:
    """The hour on the 24-hour clock."""
    return dates.format_time(moment)


@register.simple_tag
def hours(opens: time | datetime, closes: time | datetime) -> str:
    """From one hour to another."""
    return dates.format_time_range(opens, closes)


@register.simple_tag
def days(first: date, last: date) -> str:
    """From one day to another."""
    return dates.format_date_range(first, last, get_language() or "")


@register.simple_tag
def when(starts_at: datetime, ends_at: datetime) -> str:
    """Day and hours in one line; over several days, the first hour alone."""
    written = days(starts_at, ends_at)
    if localdate(starts_at) == localdate(ends_at):
        return f"{written}, {hours(starts_at, ends_at)}"
    return f"{written}, " + gettext("from %(hour)s") % {"hour": hour(starts_at)}


# --- Pictures ------------------------------------------------------------------------


@register.simple_tag
def picture(
    pic: Any, shape: str, sizes: str = "100vw", eager: bool = False
) -> SafeString:
    """A picture in a shape (`card`, `wide`), as AVIF and WebP in the sizes there are.

    Until the sizes exist, the whole picture stands in. `eager` is for the picture
    that the page opens with.
    """
    localized = pic.localized
    facts = PictureFacts(
        name=pic.image.name,
        width=pic.width,
        height=pic.height,
        rendered=pic.rendered,
        alt="" if pic.decorative else localized.alt,
        lang=lang(localized.language),
    )
    return _picture(shape, sizes, eager, facts)


class PictureFacts(NamedTuple):
    """All that a page prints of a picture: a part of the key under which it is kept.

    What is not in here stays as it was for the life of a process.
    """

    name: str
    width: int
    height: int
    rendered: str
    alt: str
    lang: SafeString


@lru_cache(maxsize=1000)
def _picture(shape: str, sizes: str, eager: bool, facts: PictureFacts) -> SafeString:
    """Print the element; kept, because it follows from these arguments alone."""
    name, width, height, version = facts[:4]
    loading = 'fetchpriority="high"' if eager else 'loading="lazy" decoding="async"'
    copies: SafeString | str = ""
    if version:
        copies, whole = _copies(shape, name, width, height, version, sizes)
        name, width, height = whole.name, whole.width, whole.height
    img = format_html(
        '<img src="{}" width="{}" height="{}" alt="{}" {}>',
        default_storage.url(name),
        width,
        height,
        facts.alt,
        mark_safe(loading),  # noqa: S308 - one of two constants
    )
    return format_html("<picture{}>{}{}</picture>", facts.lang, copies, img)


def _copies(
    shape: str, name: str, width: int, height: int, version: str, sizes: str
) -> tuple[SafeString, Rendition]:
    """One `source` for each format, with all its widths; and the copy for `img`."""
    by_format = sources(shape, name, width, height, version)
    html = format_html_join(
        "",
        '<source type="image/{}" srcset="{}" sizes="{}">',
        (
            (
                extension,
                ", ".join(f"{default_storage.url(c.name)} {c.width}w" for c in copies),
                sizes,
            )
            for extension, copies in by_format.items()
        ),
    )
    return html, by_format["webp"][-1]


@register.simple_tag
def weave_url(seed: str, palette: str) -> str:
    """The address of a weave; it never changes, so it can be cached for ever."""
    return reverse(
        "weave", kwargs={"version": WEAVE_VERSION, "palette": palette, "seed": seed}
    )


@register.simple_tag
def weave(seed: str, palette: str) -> SafeString:
    """The weave that covers a thing without a photograph; it says nothing by itself."""
    return format_html(
        '<img class="weave" src="{}" alt="" loading="lazy">', weave_url(seed, palette)
    )


@register.simple_tag
def colour(role: str, scheme: str = "light") -> str:
    """A colour of the house (`centre.colours`) where no style sheet reaches."""
    return SCHEMES[scheme][role]


# --- Rows of lists -------------------------------------------------------------------


@register.simple_tag
def row(template_name: str, **values: Any) -> SafeString:
    """A row of a list, printed by a template that knows these values and nothing else.

    So it follows from its values and the language alone, and is kept: lists show the
    same rows again and again, to everybody. The values must be hashable and say all
    that may change: "today" is one of them.
    """
    print_row = _row.__wrapped__ if settings.DEBUG else _row
    return print_row(template_name, get_language(), tuple(values.items()))


@lru_cache(maxsize=2000)
def _row(
    template_name: str, language: str | None, values: tuple[tuple[str, Any], ...]
) -> SafeString:
    html = get_template(template_name).render(dict(values))
    return mark_safe(html)  # noqa: S308 - a template escapes its values


@register.simple_tag
def teaser(
    template_name: str, thing: Any, text: str, sizes: str, **more: Any
) -> SafeString:
    """A row that leads to a thing: its cover, its title, and the field named `text`."""
    localized, cover = thing.localized, thing.cover
    return row(
        template_name,
        url=thing.get_absolute_url(),
        language=localized.language,
        title=localized.title,
        text=getattr(localized, text),
        cover=picture(cover, "card", sizes) if cover else weave(thing.slug, "centre"),
        **more,
    )
