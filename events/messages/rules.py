"""Every change of a message that staff write, one function each.

Each locks the message's row first: of two who press a button at once, one acts.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from centre.documents.models import Document
from events.links.tokens import new_key
from events.models import (
    MessageAttachment,
    MessageText,
    Registration,
    StaffMessage,
    StudyVisit,
)
from events.models.messages import WRITTEN_TO
from events.registrations.mail.message_emails import queue_message_email


class MessageGone(Exception):
    """It is not what it was when somebody looked at it: sent, changed or discarded."""


@dataclass(frozen=True, kw_only=True)
class MessageContent:
    """What a message says, to whom, with what and when (aware; None is at once).

    `texts` has subject and body by language.
    """

    texts: Mapping[str, tuple[str, str]]
    recipients: Iterable[Registration]
    documents: Iterable[Document] = ()
    scheduled_at: datetime | None = None


@transaction.atomic
def write_draft(
    *, visit: StudyVisit, content: MessageContent, key: str, staff: User
) -> StaffMessage:
    """Store a draft; the same key again changes the draft that it made.

    Where that is sent meanwhile, or of another visit, there is a new one: nothing typed
    is lost, and no delegation is written to about a visit that is not its own.
    """
    made = {"visit": visit, "author": staff}
    message, _is_new = StaffMessage.objects.get_or_create(key=key, defaults=made)
    with suppress(MessageGone):
        if message.visit_id == visit.pk:
            return _fill(_locked_draft(message), content)
    message = StaffMessage.objects.create(key=new_key(), **made)
    return _fill(message, content)


@transaction.atomic
def rewrite_draft(*, message: StaffMessage, content: MessageContent) -> StaffMessage:
    """Change a draft.

    Raises MessageGone where it is a draft no more.
    """
    return _fill(_locked_draft(message), content)


@transaction.atomic
def confirm_message(*, message: StaffMessage, seen: str, at: datetime) -> StaffMessage:
    """Send a draft, or let it wait for its moment.

    `seen` is its version that somebody looked at, as `version_of` gives it.

    Raises MessageGone where it is another one now, or a draft no more.
    """
    draft = _locked_draft(message)
    if version_of(draft) != seen:
        raise MessageGone
    draft.confirmed_at = at
    draft.save(update_fields=["confirmed_at"])
    if draft.scheduled_at is None or draft.scheduled_at <= at:
        _send(draft, at)
    return draft


@transaction.atomic
def withdraw_message(*, message: StaffMessage) -> None:
    """Make a draft again of what waits for its moment.

    Raises MessageGone where it is sent already, or waits no more.
    """
    waiting = StaffMessage.objects.exclude(confirmed_at=None).filter(sent_at=None)
    locked = waiting.select_for_update().filter(pk=message.pk)
    if not locked:
        raise MessageGone
    StaffMessage.objects.filter(pk=message.pk).update(confirmed_at=None)


@transaction.atomic
def discard_draft(*, message: StaffMessage) -> None:
    """Delete a draft.

    Raises MessageGone where it is a draft no more.
    """
    _locked_draft(message).delete()


def send_due_messages(at: datetime) -> int:
    """Send what has waited for its moment (aware), each once; return how many."""
    due = [*StaffMessage.objects.due(at).values_list("pk", flat=True)]
    return sum(_send_if_due(pk, at) for pk in due)


def recipients_of(message: StaffMessage) -> list[Registration]:
    """Return who gets a message if it is sent now, in the order of the queue.

    What has ended since is left out; of a delegation that joined another one the
    surviving one gets it.
    """
    chosen = message.recipients.select_related("visit", "joined_to__visit")
    surviving = {each.surviving.pk: each.surviving for each in chosen}
    told = [each for each in surviving.values() if each.status in WRITTEN_TO]
    reachable = [each for each in told if each.contact_email]
    return sorted(reachable, key=lambda each: (each.queue_at, each.pk))


def version_of(message: StaffMessage) -> str:
    """Return what changes whenever a draft does."""
    return message.updated_at.isoformat()


def _locked_draft(message: StaffMessage) -> StaffMessage:
    drafts = StaffMessage.objects.filter(confirmed_at=None, sent_at=None)
    draft = drafts.select_for_update().filter(pk=message.pk).first()
    if draft is None:
        raise MessageGone
    return draft


def _fill(message: StaffMessage, content: MessageContent) -> StaffMessage:
    """Put a content in place of what a locked draft has."""
    message.scheduled_at = content.scheduled_at
    message.save(update_fields=["scheduled_at", "updated_at"])
    message.texts.all().delete()
    MessageText.objects.bulk_create(
        MessageText(message=message, language=code, subject=subject, body=body)
        for code, (subject, body) in content.texts.items()
    )
    message.recipients.set(content.recipients)
    message.attachments.all().delete()
    files = {document.file.name: document for document in content.documents}
    MessageAttachment.objects.bulk_create(
        _attachment(message, document) for document in files.values()
    )
    return message


def _attachment(message: StaffMessage, document: Any) -> MessageAttachment:
    names = ("filename", "kind", "size", "stored_at")
    copied = {name: getattr(document, name) for name in names}
    return MessageAttachment(message=message, file=document.file.name, **copied)


@transaction.atomic
def _send_if_due(pk: int, at: datetime) -> bool:
    """Send a message unless another process has it, or had it."""
    due = StaffMessage.objects.due(at).filter(pk=pk)
    message = due.select_for_update(skip_locked=True).first()
    if message is None:
        return False
    _send(message, at)
    return True


def _send(message: StaffMessage, at: datetime) -> None:
    """Write one mail for each recipient into the outbox; the row is locked."""
    for registration in recipients_of(message):
        queue_message_email(message, registration, at=at)
    message.sent_at = at
    message.save(update_fields=["sent_at"])
