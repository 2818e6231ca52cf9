"""Which fields of activities and visits have a column for every language."""

import simple_history
from modeltranslation.translator import TranslationOptions, register, translator

from centre.documents.translation import DocumentTranslation
from centre.pictures.translation import PictureTranslation
from events.models import (
    Activity,
    ActivityDocument,
    ActivityPicture,
    ActivityType,
    MailWording,
    ProgrammeItem,
    Session,
    StudyVisit,
    VisitDocument,
    VisitPart,
    VisitPicture,
)


@register(ActivityType)
class ActivityTypeTranslation(TranslationOptions):
    fields = ("name", "short_name", "description")


@register(Activity)
class ActivityTranslation(TranslationOptions):
    fields = (
        "title",
        "summary",
        "body",
        "place",
        "audience",
        "interpretation",
        "access_note",
        "cost",
        "signup",
        "organiser",
    )


translator.register([ActivityPicture, VisitPicture], PictureTranslation)
translator.register([ActivityDocument, VisitDocument], DocumentTranslation)


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ("place", "note")


@register(StudyVisit)
class StudyVisitTranslation(TranslationOptions):
    fields = (
        "title", "summary", "description", "occasion", "venue", "access_note",
    )  # fmt: skip


@register(ProgrammeItem)
class ProgrammeItemTranslation(TranslationOptions):
    fields = ("title", "description", "speakers")


@register(VisitPart)
class VisitPartTranslation(TranslationOptions):
    fields = ("title", "room")


@register(MailWording)
class MailWordingTranslation(TranslationOptions):
    fields = ("says", "extra")


# Content has a history; registrations don't, because copies would outlive them.
for model in (
    ActivityType,
    Activity,
    ActivityDocument,
    ActivityPicture,
    Session,
    StudyVisit,
    VisitDocument,
    VisitPicture,
    ProgrammeItem,
    VisitPart,
    MailWording,
):
    simple_history.register(model)
