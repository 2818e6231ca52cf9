"""Propose a translation, and refuse one: each proposal is decided once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from centre.content.proposals import Proposal, text_digests
from centre.content.translation_links import TranslationLink
from centre.translating.texts import pairs_of

State = Proposal.State
# Of each field the digest of its source, and of the text that there is.
Digests = dict[str, list[str]]


class NotWaiting(Exception):
    """Somebody has decided it meanwhile, or sent another one in its place."""


@transaction.atomic
def propose(
    thing: Any,
    language: str,
    texts: Mapping[str, str],
    made_from: Digests,
    *,
    user: Any,
    at: datetime,
) -> Proposal:
    """Write down what an account proposes; it replaces what waits of the same.

    `made_from` has the digests of what somebody saw: sources and texts, by field.
    """
    proposal, is_new = Proposal.objects.select_for_update().get_or_create(
        model=thing._meta.label_lower,
        object_id=thing.pk,
        language=language,
        made_by=user,
        state=State.WAITING,
        defaults={"made_at": at},
    )
    fill(proposal, texts, made_from, at=at, is_new=is_new)
    return proposal


@transaction.atomic
def propose_by_link(
    link: TranslationLink,
    texts: Mapping[str, str],
    made_from: Digests,
    *,
    name: str,
    at: datetime,
) -> Proposal:
    """Write down what a volunteer proposes; it replaces what waits of the same link.

    Raises NotWaiting where the last one is decided, or the link gone.
    """
    held = TranslationLink.objects.select_for_update().filter(pk=link.pk).first()
    if held is None or held.proposals.exclude(state=State.WAITING).exists():
        raise NotWaiting
    proposal, is_new = Proposal.objects.select_for_update().get_or_create(
        link=held,
        state=State.WAITING,
        defaults={
            "model": held.model,
            "object_id": held.object_id,
            "language": held.language,
            "made_at": at,
        },
    )
    proposal.volunteer = name
    fill(proposal, texts, made_from, at=at, is_new=is_new)
    return proposal


def fill(
    proposal: Proposal,
    texts: Mapping[str, str],
    made_from: Digests,
    *,
    at: datetime,
    is_new: bool,
) -> None:
    """Write texts into a locked proposal, as another revision if it is not new."""
    proposal.texts = dict(texts)
    proposal.made_from = {field: [*made_from.get(field, ())] for field in texts}
    proposal.made_at = at
    proposal.revision += not is_new
    proposal.save()


def digests_of(thing: Any, language: str) -> Digests:
    """Return the digests of a thing's sources and texts in a language, by field."""
    pairs = pairs_of(thing, language)
    digests = text_digests([text for p in pairs for text in (p.source, p.target)])
    return {pair.field: digests[2 * n : 2 * n + 2] for n, pair in enumerate(pairs)}


def lock_waiting(pk: int, revision: str) -> Proposal:
    """Return a proposal, locked until the end of the transaction.

    Raises NotWaiting where it is decided, gone, or no longer what somebody has read.
    """
    found = Proposal.objects.select_for_update().waiting().filter(pk=pk).first()
    if found is None or str(found.revision) != revision:
        raise NotWaiting
    return found


@transaction.atomic
def refuse_proposal(
    pk: int, revision: str, *, answer: str, user: Any, at: datetime
) -> Proposal:
    """Refuse a proposal with a word to who made it.

    Raises NotWaiting.
    """
    proposal = lock_waiting(pk, revision)
    proposal.answer = answer
    decide(proposal, State.REFUSED, user=user, at=at)
    return proposal


def decide(proposal: Proposal, state: State, *, user: Any, at: datetime) -> None:
    """Note who decided a locked proposal, and how."""
    proposal.state, proposal.decided_by, proposal.decided_at = state, user, at
    proposal.save()
