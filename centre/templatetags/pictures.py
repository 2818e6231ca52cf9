"""Template tags of pictures and weaves, and of rows that have one."""

from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from centre.pictures.files import Rendition, sources
from centre.pictures.weave import CELL, DARK_SCHEME, PALETTES, WEAVE_VERSION
from centre.templatetags.centre import lang, row

register = template.Library()

NARROW = "(max-width: 59.99rem)"  # where columns become rows, as in the style sheets


@register.simple_tag
def picture(
    pic: Any, shape: str, sizes: str = "100vw", eager: bool = False
) -> SafeString:
    """Render a picture in a shape (`card`, `wide`), as AVIF and WebP.

    Until its sizes are made, the original is shown. `eager` is for the picture that the
    page opens with.
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


@register.simple_tag
def emblem_logo(emblem: Any) -> SafeString:
    """Render the logo of a funder or partner; its name stands for it where unseen."""
    described = emblem.localized.alt
    facts = PictureFacts(
        name=emblem.image.name,
        width=emblem.width,
        height=emblem.height,
        rendered=emblem.rendered,
        alt=described or emblem.name,
        lang=lang(emblem.localized.language) if described else mark_safe(""),
    )
    return _picture("wide", "12rem", False, facts)


class PictureFacts(NamedTuple):
    """All that a page shows of a picture: part of the key under which it is cached.

    A change of anything else shows only after a restart.
    """

    name: str
    width: int
    height: int
    rendered: str
    alt: str
    lang: SafeString


@lru_cache(maxsize=1000)
def _picture(shape: str, sizes: str, eager: bool, facts: PictureFacts) -> SafeString:
    """Render the element; cached, because it depends on these arguments alone."""
    name, width, height, version = facts[:4]
    loading = 'fetchpriority="high"' if eager else 'loading="lazy" decoding="async"'
    copies: SafeString | str = ""
    if version:
        copies, largest = _copies(shape, name, width, height, version, sizes)
        name, width, height = largest.name, largest.width, largest.height
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
    """Return a `source` for each format with all its widths, and the copy for `img`."""
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
def weave_url(seed: str, palette: str, scheme: str = "light") -> str:
    """Return the URL of a weave; it never changes, so it can be cached for ever."""
    coloured = palette if scheme == "light" else palette + DARK_SCHEME
    return reverse(
        "weave", kwargs={"version": WEAVE_VERSION, "palette": coloured, "seed": seed}
    )


@register.simple_tag
def weave(seed: str, palette: str, narrow: str = "", eager: bool = False) -> SafeString:
    """Render a weave; its alt text is empty.

    `narrow` is the palette, of another shape, that stands in below 60rem. `eager` is
    for one that is seen at once.
    """
    sources = [
        (f"{narrow_only}(prefers-color-scheme: dark)", name, "dark")
        for narrow_only, name in ((f"{NARROW} and ", narrow), ("", palette))
        if name
    ]
    if narrow:
        sources.insert(1, (NARROW, narrow, "light"))
    return format_html(
        '<picture>{}<img class="weave" src="{}" {} alt="" loading="{}"></picture>',
        format_html_join(
            "",
            '<source media="{}" srcset="{}" {}>',
            (
                (media, weave_url(seed, name, scheme), _weave_size(name))
                for media, name, scheme in sources
            ),
        ),
        weave_url(seed, palette),
        _weave_size(palette),
        "eager" if eager else "lazy",
    )


def _weave_size(palette: str) -> SafeString:
    woven = PALETTES[palette]
    width, height = woven.columns * CELL, woven.rows * CELL
    return format_html('width="{}" height="{}"', width, height)


@register.simple_tag
def teaser(
    template_name: str,
    thing: Any,
    text: str,
    sizes: str,
    eager: bool = False,
    **values: Any,
) -> SafeString:
    """Render a row that links to an object: title, the field named `text`, a cover.

    Where it has no picture, `cover` is "": nothing stands in for it. `eager` is for the
    row that the page opens with.
    """
    localized, cover = thing.localized, thing.cover
    return row(
        template_name,
        url=thing.get_absolute_url(),
        language=localized.language,
        title=localized.title,
        text=getattr(localized, text),
        cover=picture(cover, "card", sizes, eager) if cover else "",
        **values,
    )
