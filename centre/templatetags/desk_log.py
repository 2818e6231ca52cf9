"""What the desk's log says, in the language of who reads it."""

import json
import re

from django import template
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext

register = template.Library()

# A field's label as it was stored: in English, with a capital, perhaps with a language.
LABEL = re.compile(r"(?P<name>.*?)(?P<language> \[[\w-]+\])?", re.DOTALL)


@register.filter
def log_message(entry: LogEntry) -> str:
    """Return what was done; Django's own words leave the fields' names in English."""
    try:
        steps = json.loads(entry.change_message)
        for change in (change for step in steps for change in step.values()):
            if "fields" in change:
                change["fields"] = [field_name(label) for label in change["fields"]]
        return LogEntry(change_message=json.dumps(steps)).get_change_message()
    except (ValueError, TypeError, AttributeError):
        return entry.change_message


def field_name(label: str) -> str:
    """Return a field's stored label in the active language, with its own one behind."""
    found = LABEL.fullmatch(label)
    name, language = (found["name"], found["language"] or "") if found else (label, "")
    for msgid in filter(None, (name, name[:1].lower() + name[1:])):
        if gettext(msgid) != msgid:
            return gettext(msgid) + language
    return label
