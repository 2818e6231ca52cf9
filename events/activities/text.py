"""The programme as text for group chats: short, plain, in the reader's language."""

import re
from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from centre.content.languages import localized_with
from centre.content.share_links import one_line
from centre.text.dates import format_date_range, format_hours, format_short_day
from centre.text.typography import WORD_JOINER
from events.activities.asked import Asked
from events.activities.choices import filter_names
from events.activities.listing import DayPage
from events.models import Activity, Session
from events.models.offers import Audience, Price, for_whom

# In UTF-16 units, as Telegram counts: it refuses more, others cut or fold it.
MOST_CHARACTERS = 4096
# Messengers make bold, italics and code of these; what looks like them stays as it is.
_MARKUP = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
# At the beginning of a line they make a quotation, a list or a heading.
_BEGINNING = re.compile(r"^([>#+•-]|\d{1,3}[.)])(?= )")
_IN_ADDRESSES = {"*": "%2A", "_": "%5F", "~": "%7E"}


def programme_text(page: DayPage, asked: Asked, house: str) -> str:
    """Return the days of a page of the calendar as text that fits into one message.

    What does not fit, or is not on the page, is counted, with the address where it
    stands.
    """
    blocks = [*_blocks(page, asked)]
    calendar = replace(asked, path="")
    text = _head(page, asked, house)
    if not blocks:
        text += f"\n\n{gettext('No single dates are planned.')}"
    left = sum(sessions for _block, sessions in blocks)
    for block, sessions in blocks:
        longer = f"{text}\n\n{block}"
        if _units(longer + _tail(calendar, left - sessions)) > MOST_CHARACTERS:
            break
        text, left = longer, left - sessions
    return text + _tail(calendar, left)


def chat_line(text: str) -> str:
    """Return a text as one line in which no messenger finds markup."""
    line = one_line(text).translate(_MARKUP).replace("||", "‖")
    return _BEGINNING.sub(rf"\1{WORD_JOINER}", line)


def chat_address(path: str) -> str:
    """Return the whole address of a path, without the signs of markup."""
    for sign, code in _IN_ADDRESSES.items():
        path = path.replace(sign, code)
    return settings.SITE_URL + path


def _head(page: DayPage, asked: Asked, house: str) -> str:
    days = format_date_range(page.span.first, page.span.last, get_language() or "")
    chosen = ", ".join(filter_names(asked))
    head = f"{house}: {days}" if house else days
    return chat_line(f"{head} ({chosen})" if chosen else head)


def _tail(calendar: Asked, left: int) -> str:
    text = _more(left) if left else gettext("The whole programme:")
    return f"\n\n{text} {chat_address(calendar.address)}"


def _more(number: int) -> str:
    return gettext("… and %(count)s more:") % {"count": number}


def _blocks(page: DayPage, asked: Asked) -> Iterable[tuple[str, int]]:
    """Yield a session after the other; the first one of a day below the day's name.

    Each comes with how many it is: at the end of a day, those that are left out of it.
    """
    language = get_language() or ""
    for day, sessions, more in page.days:
        name = chat_line(capfirst(format_short_day(day, language)))
        for number, session in enumerate(sessions):
            block = "\n".join(_lines(session))
            yield (block if number else f"{name}\n{block}"), 1
        if more:
            yield f"{_more(more)} {chat_address(asked.day_address(day))}", more


def _lines(session: Session) -> Iterable[str]:
    activity = session.activity
    hours = format_hours(session.starts_at, session.ends_at, get_language() or "")
    what = f"{hours} {activity.localized.title}"
    cancelled = session.state == Session.State.CANCELLED
    if cancelled:
        what = gettext("CANCELLED: %(what)s") % {"what": what}
    elif session.state == Session.State.MOVED:
        what = gettext("MOVED: %(what)s") % {"what": what}
    yield chat_line(what)
    if session.localized.note:
        yield chat_line(session.localized.note)
    if not cancelled and (facts := _facts(session)):
        yield chat_line(facts)
    yield chat_address(activity.get_absolute_url())


def _facts(session: Session) -> str:
    """Return languages, place, for whom, the price and whether one signs up."""
    activity = session.activity
    groups = activity.audiences
    everybody = Audience.EVERYBODY in groups
    facts = [
        activity.held_in,
        activity.interpreted_phrase,
        session.where.place,
        "" if everybody else for_whom(groups),
        _price(activity),
        _small(gettext("Sign up first")) if activity.needs_sign_up else "",
    ]
    return " · ".join(filter(None, facts))


def _small(text: str) -> str:
    """Return a text that begins a label as it stands among others."""
    return text[:1].lower() + text[1:]


def _price(activity: Activity) -> str:
    """Return whether it is free, else what it costs where that is known."""
    if activity.price == Price.PAID:
        return localized_with(activity, "cost").cost or str(Price.PAID.label)
    known = activity.price in Price.values
    return str(Price(activity.price).label) if known else ""


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
