"""Read calendar files by the letter of RFC 5545, and by a parser that made none."""

import re
from typing import Any

import vobject

# A content line (3.1): a name, parameters of safe or quoted text, a value of text.
QSAFE = r"[^\x00-\x08\x0a-\x1f\x7f\"]*"
SAFE = r"[^\x00-\x08\x0a-\x1f\x7f\";:,]*"
VALUE = f'(?:"{QSAFE}"|{SAFE})'
LINE = re.compile(
    rf"[A-Z][A-Z-]*(?:;[A-Z-]+={VALUE}(?:,{VALUE})*)*:[^\x00-\x08\x0a-\x1f\x7f]*"
)
# A value of type TEXT (3.3.11): these are escaped, and nothing else is.
TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "UID", "STATUS"}
# What an event has once at most, and what each of ours has (3.6.1; RFC 5546, 3.2.1).
ONCE = {
    "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION",
    "ORGANIZER", "SEQUENCE", "STATUS", "URL", "LAST-MODIFIED",
}  # fmt: skip
ALWAYS = ONCE - {"DESCRIPTION", "STATUS"}


def check_lines(file: str) -> list[tuple[str, str]]:
    """Check each line; return them unfolded, as (name, value)."""
    assert file.endswith("\r\n")
    physical = file.removesuffix("\r\n").split("\r\n")
    assert [ln for ln in physical if len(ln.encode()) > 75] == []
    assert [ln for ln in physical if "\n" in ln or "\r" in ln] == []
    logical = file.removesuffix("\r\n").replace("\r\n ", "").split("\r\n")
    assert [ln for ln in logical if not LINE.fullmatch(ln)] == []
    pairs = []
    for line in logical:
        name, _colon, value = line.partition(":")
        pairs.append((name.partition(";")[0], value))
    wrong = [pair for pair in pairs if pair[0] in TEXTS and not TEXT.fullmatch(pair[1])]
    assert wrong == []
    return pairs


def read_calendar(file: str | bytes) -> list[Any]:
    """Check a file by the letter, and return its events as vobject reads them.

    Of one method there are several events with one UID each, of CANCEL and REQUEST
    there is one UID (RFC 5546, 3.2).
    """
    text = file.decode() if isinstance(file, bytes) else file
    pairs = check_lines(text)
    (calendar,) = vobject.readComponents(text)
    calendar.validate(raiseException=True)
    events = list(calendar.vevent_list)
    for event in events:
        names = [child.name for child in event.getChildren()]
        assert {n: names.count(n) for n in ONCE if names.count(n) > 1} == {}
        assert ALWAYS - set(names) == set()
    uids = [event.uid.value for event in events]
    assert len(set(uids)) == len(uids)
    (method,) = [value for name, value in pairs if name == "METHOD"]
    assert method == "PUBLISH" or len(uids) == 1
    cancelled = [e.status.value for e in events if hasattr(e, "status")]
    assert method == "PUBLISH" or set(cancelled) == {"CANCELLED"}
    return events


def shown(event: Any) -> tuple[str, str, str]:
    """Return day, start and end as a calendar shows them in Kraków."""
    return (
        f"{event.dtstart.value:%Y-%m-%d}",
        f"{event.dtstart.value:%H:%M}",
        f"{event.dtend.value:%H:%M}",
    )
