"""The addresses by which the former site knew things."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from centre.importing.models import (
    FormerAddress,
    ImportRun,
    former_keys,
    former_number,
)
from centre.importing.wordpress import host_of


def keys_of_url(url: str, hosts: Collection[str]) -> list[str]:
    """Return the keys of a former address; none where it is of another host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    return former_keys(parts.path, parts.query) if host_of(url) in hosts else []


def keys_of_thing(
    payload: dict[str, Any], kind: str, hosts: Collection[str]
) -> dict[str, str]:
    """Return the keys of all addresses that a thing and its pictures had: the language.

    Those of a picture lead to the thing that shows it.
    """
    found: dict[str, str] = {}
    for text in payload["texts"]:
        name = text["key"].partition(":")[2]
        if kind == ImportRun.Kind.WORDPRESS and name.isdigit():
            found.setdefault(former_number(name.lstrip("0")), text["language"])
        for url in (text["url"], name):  # a feed names its entries by addresses, too
            for key in keys_of_url(url, hosts)[:1]:
                found.setdefault(key, text["language"])
    for picture in payload["pictures"]:
        keys = keys_of_url(picture["url"], hosts)[:1]
        numbers = [former_number(n) for n in [picture.get("number", "")] if n.isdigit()]
        for key in [*keys, *numbers]:
            found.setdefault(key, payload["texts"][0]["language"])
    return found


def keep_former_addresses(run: ImportRun, payload: dict[str, Any], thing: Any) -> None:
    """Store that a thing's former addresses lead to it; what led elsewhere stays."""
    keys = keys_of_thing(payload, run.kind, run.summary.get("hosts", []))
    label = thing._meta.label_lower
    rows = [
        FormerAddress(path=key, model=label, object_id=thing.pk, language=language)
        for key, language in keys.items()
    ]
    FormerAddress.objects.bulk_create(rows, ignore_conflicts=True)
