"""The words of staff in a mail, filled in; nothing where they wrote none."""

from typing import TYPE_CHECKING

from centre.content.languages import columns
from centre.models import Centre
from centre.templatetags.centre import when
from centre.text.emails import unlinked
from events.mail.kinds import MAIL_KINDS, CustomText
from events.models import MailWording, StudyVisit
from events.models.placeholders import fill

if TYPE_CHECKING:
    from events.models import Registration, VisitRequest


def custom_text(
    kind: str,
    thing: "Registration | VisitRequest",
    visit: StudyVisit | None,
    language: str,
) -> tuple[str, str]:
    """Return what staff say instead of our first sentence, and as one paragraph more.

    Both are in this language alone: where it is empty our own words stand, never words
    in another language. The caller has the language active.
    """
    if MAIL_KINDS[kind].custom_text is CustomText.NOTHING:
        return "", ""
    wording = MailWording.objects.filter(kind=kind).first()
    if wording is None:
        return "", ""
    names, values = columns(MailWording, language), placeholder_values(thing, visit)
    intro, extra_paragraph = (
        fill(getattr(wording, names[field]) or "", values).strip()
        for field in ("says", "extra")
    )
    return intro if wording.replaceable else "", extra_paragraph


def placeholder_values(
    thing: "Registration | VisitRequest", visit: StudyVisit | None
) -> dict[str, object]:
    """Return what the names in braces stand for, in the active language."""
    values = {
        "reference": thing.reference,
        "contact": unlinked(thing.contact_name),
        "organisation": unlinked(thing.organisation),
        "seats": thing.seats,
    }
    if visit is None:
        return values
    return values | {
        "visit": visit.localized.title,
        "when": when(visit.starts_at, visit.ends_at),
        "place": visit.localized.venue or Centre.load().postal_address,
    }
