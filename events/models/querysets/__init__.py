"""Reads: which rows, by subject."""

from events.models.querysets.activities import (
    MAX_SESSION_LENGTH,
    ActivityQuerySet,
    SessionQuerySet,
    share_types,
)
from events.models.querysets.visits import (
    ConsentQuerySet,
    HandOverQuerySet,
    InviteeQuerySet,
    OutgoingEmailQuerySet,
    PartChoiceQuerySet,
    RegistrationQuerySet,
    SeatBlockQuerySet,
    StudyVisitQuerySet,
    VisitPartQuerySet,
)

__all__ = [
    "MAX_SESSION_LENGTH",
    "ActivityQuerySet",
    "ConsentQuerySet",
    "HandOverQuerySet",
    "InviteeQuerySet",
    "OutgoingEmailQuerySet",
    "PartChoiceQuerySet",
    "RegistrationQuerySet",
    "SeatBlockQuerySet",
    "SessionQuerySet",
    "StudyVisitQuerySet",
    "VisitPartQuerySet",
    "share_types",
]
