"""Rich text: only what the editor offers is ever stored.

`EXTENSIONS` is the one source of truth: the editor offers them, and the sanitiser's
allow-list is derived from them. Pictures are never inside a text.
"""

import re
from html import unescape
from typing import Any

from django.db import models
from django.templatetags.static import static
from django.utils.html import strip_tags
from django_prose_editor.config import expand_extensions
from django_prose_editor.fields import (
    ProseEditorField,
    ProseEditorFormField,
    create_sanitizer,
)
from django_prose_editor.widgets import ProseEditorWidget
from js_asset import ImportMap, Media

from centre.text.cleaning import clean_text, drop_unprintable, is_visible

EXTENSIONS = {
    "Paragraph": True,
    "Heading": {"levels": [2, 3]},  # the page's title is its only h1
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"protocols": ["http", "https", "mailto", "tel"], "enableTarget": False},
    "History": True,
    # The package's own bar hides block types in a menu that no keyboard reaches.
    "Menu": {
        "groups": [
            {"group": "headings"},
            {"group": "lists"},
            {"group": "nodes -blockType"},
            {"group": "marks"},
            {"group": "link"},
            {"group": "history"},
        ]
    },
    "NoSpellCheck": False,  # the browser's spelling check, in each text's language
}
# Our own extensions: they change how the editor behaves, not what a text holds.
BEHAVIOUR = {
    "CleanPaste": "staff/editor/paste.js",
    "LinkTargets": "staff/editor/targets.js",
    "Surroundings": "staff/editor/surroundings.js",
    "Toolbar": "staff/editor/toolbar.js",
}
# The modules that those import, by names that lead to the file of this version.
IMPORTS = ImportMap({"centre/blocks": "staff/editor/blocks.js"})

_sanitize = create_sanitizer(EXTENSIONS)
_PIECES = re.compile(r"(<[^>]*>)")
_TAG = re.compile(r"<(/?)(\w+)(?: [^>]*)?>")
_BLANK = re.compile(r"(?:\s|&nbsp;|<br>)*")
_HAS_NO_END = {"hr", "img", "wbr"}


def clean_html(html: str) -> str:
    """Return the HTML reduced to what the editor can make, without empty paragraphs.

    A text without a visible character becomes "", so that blank means missing.
    """
    # The sanitiser turns references into characters, "&#8238;" too: clean after it.
    html = clean_text(_sanitize(html))
    html = _without_empty(html)
    return html if is_visible(strip_tags(unescape(html))) else ""


def _without_empty(html: str) -> str:
    """Return HTML without the elements that hold nothing, or only such: in one pass.

    One pass for each level would take hours for some thousands of lists in lists.
    """
    kept: list[str] = []
    opened: list[tuple[str, int]] = []  # each open element, and where it begins
    full = -1  # the last piece that shows something
    for piece in _PIECES.split(html):
        tag = _TAG.fullmatch(piece)
        if tag and not tag[1] and tag[2] not in _HAS_NO_END | {"br"}:
            opened.append((tag[2], len(kept)))
        elif tag and tag[1] and opened and opened[-1][0] == tag[2]:
            _name, begins = opened.pop()
            if full < begins:
                del kept[begins:]
                continue
        elif not _BLANK.fullmatch(piece):
            full = len(kept)
        kept.append(piece)
    return "".join(kept)


class RichTextWidget(ProseEditorWidget):
    """The editor with our styles, pasting and labels (static/staff/editor/)."""

    @property
    def media(self) -> Media:
        # The package's stylesheet is named again for the order: ours comes after it.
        css = ["django_prose_editor/editor.css", "staff/editor/editor.css"]
        return super().media + Media(css={"all": css}, importmap=IMPORTS)

    def get_config(self) -> dict[str, Any]:
        return {
            "extensions": expand_extensions(EXTENSIONS)
            | dict.fromkeys(BEHAVIOUR, True),
            "js_modules": [static(path) for path in BEHAVIOUR.values()],
        }


class RichTextFormField(ProseEditorFormField):
    """A form's rich text, cleaned first, so that "required" means visible text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **kwargs | {"widget": RichTextWidget, "config": {"extensions": EXTENSIONS}}
        )

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return clean_html(value) if value else value


class RichTextField(ProseEditorField):
    """A text column edited as rich text, sanitised on every way in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, **kwargs, extensions=EXTENSIONS, sanitize=lambda html: html
        )

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return clean_html(value) if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return drop_unprintable(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if value and (cleaned := clean_html(value)) != value:
            setattr(model_instance, self.attname, cleaned)
            return cleaned
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": RichTextFormField} | kwargs)
