"""The forms of a page, filled in soundly or oddly: a part of `bench.fuzz`."""

import random
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from lxml import etree

from bench.fuzz_input import MOMENTS, NUMBERS, ODD, TEXTS, TYPES, odd_file

PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True)
SAME = (0.55, 0.9, 0.98, 1)  # of the fields are filled in as somebody would
# What somebody types into an empty field, by its kind and by the end of its name.
SOUND = {
    "email": "somebody@example.org",
    "tel": "+48 12 000 00 00",
    "url": "https://example.org/",
    "number": "2",
    "date": "2027-02-03",
    "time": "10:00",
    "datetime-local": "2027-02-03T10:00",
    "password": "a long pass phrase of mine",
    "color": "#336699",
    "_0": "2027-02-03",
    "_1": "10:00",
}


@dataclass
class Form:
    """A form of a page: where it is sent, how, and what a browser would send."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


def tree_of(page: Any) -> Any:
    """Return the elements of an answer, or None where it is no page."""
    kind = "" if page is None else page.headers.get("Content-Type", "")
    if page is None or page.streaming or "html" not in kind or not page.content:
        return None
    return etree.fromstring(page.content, PARSER)


def forms_of(page: Any) -> list[Form]:
    """Return the forms of a page, with the fields that other places of it give them."""
    if (root := tree_of(page)) is None:
        return []
    here, query = page.request["PATH_INFO"], page.request.get("QUERY_STRING", "")
    return [
        read_form(root, element, f"{here}?{query}" if query else here)
        for element in root.iter("form")
    ]


def read_form(root: Any, element: Any, here: str) -> Form:
    """Return one form of a page."""
    action = urlsplit(urljoin(quote(here, safe="/?=&%"), element.get("action") or ""))
    where = f"{action.path}?{action.query}" if action.query else action.path
    form = Form(where, (element.get("method") or "get").upper())
    outside = root.xpath("//*[@form=$id]", id=element.get("id") or "-")
    for each in [*element.iter("input", "select", "textarea", "button"), *outside]:
        read_field(form, each)
    return form


def read_field(form: Form, each: Any) -> None:
    """Note a field of a form: its value, and what else it offers."""
    name, kind = each.get("name"), (each.get("type") or "").lower()
    if not name:
        return
    form.kinds[name] = kind
    if each.tag == "button" or kind in {"submit", "image"}:
        form.buttons.append((name, each.get("value") or ""))
    elif kind == "file":
        form.files.append(name)
    elif each.tag == "select":
        options = [o.get("value") or o.text or "" for o in each.iter("option")]
        chosen = [
            o.get("value") or "" for o in each.iter("option") if "selected" in o.attrib
        ]
        form.choices.setdefault(name, []).extend(options)
        form.values.setdefault(name, []).extend(chosen or options[:1])
    elif kind in {"checkbox", "radio"}:
        form.choices.setdefault(name, []).append(each.get("value") or "on")
        if "checked" in each.attrib:
            form.values.setdefault(name, []).append(each.get("value") or "on")
    else:
        value = each.text if each.tag == "textarea" else each.get("value")
        form.values.setdefault(name, []).append(value or "")


def typed(rng: random.Random, form: Form) -> dict[str, Any]:
    """Return what is sent of a form: most as somebody would, the rest odd."""
    same = rng.choice(SAME)
    data: dict[str, Any] = {}
    for name in {**form.values, **form.choices}:
        if (value := typed_field(rng, form, name, same)) is not None:
            data[name] = value
    for name in form.files:
        if rng.random() < 0.4:
            data[name] = odd_file(rng)
    if form.buttons:
        name, value = rng.choice(form.buttons)
        data[name] = value
    if rng.random() < 0.1:
        data[rng.choice(TEXTS[:40]) or "x"] = rng.choice(ODD)
    return data


def typed_field(rng: random.Random, form: Form, name: str, same: float) -> Any:
    """Return the value of one field, a list of several, or None to leave it out."""
    if rng.random() < same or name == "csrfmiddlewaretoken":
        return sound_value(rng, form, name)
    if name in form.choices and rng.random() < 0.5:
        return rng.choice(form.choices[name])
    chance = rng.random()
    if chance < 0.1:
        return None
    if chance < 0.2:
        return [rng.choice(ODD) for _ in range(3)]
    if chance < 0.25:  # the same field again: also of a management form
        return [*form.values.get(name, ()), rng.choice(NUMBERS)]
    if chance < 0.27:
        return [*form.choices.get(name, "1")] * rng.choice((2, 990, 20_001))
    if chance < 0.32:
        return odd_file(rng)
    return rng.choice(rng.choice((TEXTS, NUMBERS, MOMENTS)))


def sound_value(rng: random.Random, form: Form, name: str) -> Any:
    """Return what is in a field, or what somebody would type, tick or choose there."""
    there = form.values.get(name, [])
    if "".join(there) or rng.random() < 0.2:
        return there or None
    if form.kinds[name] == "checkbox" and rng.random() < 0.5:
        return None
    if name in form.choices:
        return rng.choice([each for each in form.choices[name] if each] or [""])
    kind = form.kinds[name]
    if kind == "hidden":
        return there
    return SOUND.get(kind) or SOUND.get(name[-2:]) or f"Text {rng.randrange(1000)}"


def mangled(rng: random.Random, data: dict[str, Any]) -> tuple[bytes, str]:
    """Return a form's texts as a body, and what it is falsely said to be."""
    texts = {name: value for name, value in data.items() if not hasattr(value, "read")}
    body = urlencode(texts, doseq=True, errors="replace").encode()
    cut = rng.randrange(len(body) + 1)
    bodies = (body, body[:cut], body.replace(b"%", b"%%"), body + b"&%ed%a0%80=%ff")
    return rng.choice(bodies), rng.choice(TYPES)
