"""Template tags that render the rows of lists of activities."""

from datetime import date

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from centre.templatetags.centre import row
from centre.text.spoken import SPOKEN
from events.activities.asked import Asked
from events.activities.opening import Offer, opening_phrase
from events.models import ActivityType, Session

register = template.Library()


@register.filter
def language_name(code: str) -> str:
    """Return the name of a language that something is held in, "" for no such one."""
    return str(SPOKEN[code][0]) if code in SPOKEN else ""


@register.filter
def on_day(asked: Asked, day: date) -> str:
    """Return the address of a day's page, with all else that is asked for."""
    return asked.day_address(day)


@register.simple_tag
def session_row(session: Session, with_kind: bool) -> SafeString:
    """Render a session: its time, activity, place and languages, and its kind."""
    activity, note, where = session.activity, session.localized, session.where
    localized, kind = activity.localized, activity.type.localized
    return row(
        "events/includes/session.html",
        url=activity.get_absolute_url(),
        language=localized.language,
        title=localized.title,
        place=where.place,
        place_language=where.language,
        languages=tuple(activity.languages),
        badges=activity.badges,
        state=session.state,
        note=note.note,
        note_language=note.language,
        role=activity.type.role,
        kind=kind.short_name if with_kind else "",
        kind_language=kind.language,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    )


@register.filter
def opening(offer: Offer) -> str:
    """Return when a standing offer is open, in one phrase."""
    return opening_phrase(offer, timezone.now())


@register.simple_tag
def standing_row(offer: Offer, with_kind: bool) -> SafeString:
    """Render a standing offer: its activity, hours and languages, and its kind."""
    activity = offer.activity
    localized, kind = activity.localized, activity.type.localized
    return row(
        "events/includes/standing.html",
        url=activity.get_absolute_url(),
        language=localized.language,
        title=localized.title,
        summary=localized.summary,
        languages=tuple(activity.languages),
        badges=activity.badges,
        role=activity.type.role,
        kind=kind.short_name if with_kind else "",
        kind_language=kind.language,
        hours=activity.weekly_hours,
        state=offer.state,
        opening=opening(offer),
    )


@register.simple_tag
def type_row(activity_type: ActivityType) -> SafeString:
    """Render a type of activity: its woven cover, name and description."""
    localized = activity_type.localized
    return row(
        "events/includes/type.html",
        url=activity_type.get_absolute_url(),
        slug=activity_type.slug,
        role=activity_type.role,
        language=localized.language,
        name=localized.short_name or localized.name,
        description=localized.description,
    )
