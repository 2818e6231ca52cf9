"""Template tags that render the rows of lists of activities."""

from django import template
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from centre.templatetags.centre import row
from events.models import Activity, ActivityType, Session
from events.models.spoken import held_in

register = template.Library()
register.filter("held_in", held_in)


@register.simple_tag
def session_row(session: Session, with_day: bool) -> SafeString:
    """Render a session: its time, activity, place and languages."""
    activity, note, where = session.activity, session.localized, session.where
    localized, kind = activity.localized, activity.type.localized
    today = localdate()
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
        kind=kind.short_name,
        kind_language=kind.language,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        day=session.listed_on(today) if with_day else None,
        today=with_day and session.day <= today,
    )


@register.simple_tag
def standing_row(activity: Activity) -> SafeString:
    """Render a standing offer: its activity, hours and languages."""
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
        kind=kind.short_name,
        kind_language=kind.language,
        hours=tuple((h.weekday, h.opens, h.closes) for h in activity.hours.all()),
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
