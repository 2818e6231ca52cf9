"""What the share pictures of activities and visits show."""

from collections.abc import Iterable

from django.utils.translation import get_language

from centre.pictures.share import ShareCard, panel_picture
from centre.text.dates import format_when
from events.models import Activity, ActivityType, Session, StudyVisit


def activity_card(activity: Activity, sessions: Iterable[Session]) -> ShareCard:
    """Return an activity's card: the next of its sessions that takes place, and where.

    `sessions` are those that its page names.
    """
    language = get_language() or ""
    planned = (s for s in sessions if s.state != Session.State.CANCELLED)
    following = next(planned, None)
    facts: tuple[str, ...] = ()
    if following:
        when = format_when(
            following.starts_at, following.ends_at, language, weekday=True
        )
        facts = (when, following.where.place)
    return ShareCard(
        kind="activity",
        slug=activity.slug,
        language=language,
        title=activity.localized.title,
        facts=facts,
        palette=activity.type.role,
        picture=panel_picture(activity.cover),
    )


def visit_card(visit: StudyVisit) -> ShareCard:
    """Return a visit's card: when and where it is."""
    language = get_language() or ""
    return ShareCard(
        kind="visit",
        slug=visit.slug,
        language=language,
        title=visit.localized.title,
        facts=(
            format_when(visit.starts_at, visit.ends_at, language),
            visit.where.venue,
        ),
        picture=panel_picture(visit.cover),
    )


def type_card(kind: ActivityType) -> ShareCard:
    """Return a type's card: its name, in its colours."""
    return ShareCard(
        kind="type",
        slug=kind.slug,
        language=get_language() or "",
        title=kind.localized.name,
        palette=kind.role,
    )
