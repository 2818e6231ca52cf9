"""Read an export of WordPress (WXR): its posts and pages, with what they are made of.

Comments, authors and their addresses are never taken over.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from django.utils import timezone

from centre.content.languages import language_of_path
from centre.importing.elements import read_elements, text_of
from centre.importing.languages import known_language
from centre.importing.notes import SourceRefused
from centre.importing.texts import (
    FoundDocument,
    FoundPicture,
    SourceFile,
    SourceText,
    is_document,
)

MAX_ENTRIES = 20_000
TEXT_KINDS = ("post", "page")
_PUBLIC = {"publish", "future"}
_NEVER = {"trash", "auto-draft", "inherit"}
# Where WPML says the language and which texts are translations of one another.
_WPML_LANGUAGE = "_wpml_import_language_code"
_WPML_GROUP = "_wpml_import_translation_group"
_CHANNEL = {"wp-wxr_version", "wp-base_blog_url", "wp-base_site_url", "language"}


def read_wordpress(file: BinaryIO, tell: Callable[[int], None]) -> SourceFile:
    """Return what an export holds; `tell` hears now and then how far it is.

    Raises SourceRefused.
    """
    found, is_export = SourceFile(), False
    for number, element in enumerate(read_elements(file, {"item", *_CHANNEL})):
        if number > MAX_ENTRIES:
            raise SourceRefused("too_many")
        if number % 200 == 0:
            tell(number)
        if element.tag == "item":
            _read_item(found, element)
        else:
            is_export |= element.tag == "wp-wxr_version"
            _read_channel(found, element)
    if not is_export:
        raise SourceRefused("not_wordpress")
    return found


def _read_channel(found: SourceFile, element: Any) -> None:
    text = (element.text or "").strip()
    if element.tag == "language":
        found.language = known_language(text)
    elif host := host_of(text):
        found.hosts.add(host)
        found.source = host


def host_of(url: str) -> str:
    """Return the host of an address without its `www.`, "" where it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _read_item(found: SourceFile, item: Any) -> None:
    kind, status = text_of(item, "wp-post_type"), text_of(item, "wp-status")
    key = text_of(item, "wp-post_id") or text_of(item, "guid")
    meta = _meta(item)
    url = text_of(item, "wp-attachment_url") or text_of(item, "guid")
    if kind == "attachment" and key and is_document(url):
        title, parent = text_of(item, "title"), text_of(item, "wp-post_parent")
        found.documents.append(FoundDocument(url, "", key, title, parent.lstrip("0")))
    elif kind == "attachment" and key:
        found.attachments[key] = FoundPicture(
            url,
            meta.get("_wp_attachment_image_alt", ""),
            text_of(item, "excerpt-encoded"),
            key,
        )
    elif kind not in TEXT_KINDS or status in _NEVER or not key:
        found.left_out[kind or "?"] += 1
    else:
        found.texts.append(_text(item, kind, key, meta))


def _text(item: Any, kind: str, key: str, meta: dict[str, str]) -> SourceText:
    public = text_of(item, "wp-status") in _PUBLIC
    public = public and not text_of(item, "wp-post_password")
    thumbnail = meta.get("_thumbnail_id", "")
    return SourceText(
        key=f"{kind}:{key}"[:300],
        kind=kind,
        title=text_of(item, "title"),
        excerpt=text_of(item, "excerpt-encoded"),
        html=text_of(item, "content-encoded"),
        published_at=_published(item) if public else None,
        is_public=public,
        language=_language(item, meta),
        group="".join(_terms(item, "post_translations")[:1])
        or meta.get(_WPML_GROUP, ""),
        url=text_of(item, "link"),
        topics=tuple(_terms(item, "category", names=True)),
        pictures=[FoundPicture("", attachment=thumbnail)] if thumbnail else [],
        plain_newlines=True,
    )


def _meta(item: Any) -> dict[str, str]:
    rows = item.iterfind("wp-postmeta")
    return {text_of(r, "wp-meta_key"): text_of(r, "wp-meta_value") for r in rows}


def _terms(item: Any, domain: str, *, names: bool = False) -> list[str]:
    rows = (row for row in item.iterfind("category") if row.get("domain") == domain)
    found = ((row.text if names else row.get("nicename")) or "" for row in rows)
    return [text.strip() for text in found if text.strip()]


def _language(item: Any, meta: dict[str, str]) -> str:
    """Return the language that Polylang, WPML or the address says; "" for none."""
    said = [*_terms(item, "language"), meta.get(_WPML_LANGUAGE, "")]
    for code in filter(None, map(known_language, said)):
        return code
    url = text_of(item, "link")
    try:
        return language_of_path(urlsplit(url).path) or ""
    except ValueError:
        return ""


def _published(item: Any) -> datetime | None:
    """Return when it was published: in UTC, else by the clocks of Kraków, if at all."""
    for name, zone in (
        ("wp-post_date_gmt", UTC),
        ("wp-post_date", timezone.get_default_timezone()),
    ):
        try:
            moment = datetime.fromisoformat(text_of(item, name))
        except ValueError:  # WordPress writes zeros for a date that is not there
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    try:
        moment = parsedate_to_datetime(text_of(item, "pubDate"))
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
