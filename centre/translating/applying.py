"""Take a proposal over: its texts are saved as if they had been typed in the form."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import IntegrityError, transaction
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from centre.content.languages import columns, in_house_language
from centre.content.outdated import OutdatedText
from centre.content.proposals import Proposal
from centre.staff.mixins import as_staff
from centre.translating.proposing import NotWaiting, decide, digests_of, lock_waiting

TAKEN_OVER = _("Proposed translation taken over")


class NotApplied(Exception):
    """The thing's own form refuses the texts; `errors` say why."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__(*errors)
        self.errors = errors


def shown_digests(request: HttpRequest, proposal: Proposal, thing: Any) -> str:
    """Return what the form is sent with, so that it knows what its reader saw."""
    form_class = _form_class(request, thing, proposal.language, [*proposal.texts])
    return str(form_class(instance=thing).initial["seen"])


def take_over(
    request: HttpRequest,
    pk: int,
    revision: str,
    fields: Sequence[str],
    seen: str,
    at: datetime,
) -> Proposal:
    """Save some fields of a proposal, and decide it: all or nothing.

    What was translated from a source that has changed since stays outdated.

    Raises NotWaiting, NotApplied.
    """
    try:
        with transaction.atomic():
            proposal = lock_waiting(pk, revision)
            thing = proposal.thing
            if thing is None:
                raise NotWaiting
            texts = {f: proposal.texts[f] for f in fields}
            save_texts(request, thing, proposal.language, texts, seen)
            note_confirmed(proposal, thing, fields)
            proposal.taken_fields = [*fields]
            user = as_staff(request).user
            decide(proposal, Proposal.State.TAKEN_OVER, user=user, at=at)
            return proposal
    except IntegrityError as error:
        text = _("Somebody saved something at the same moment. Look again.")
        raise NotApplied([str(text)]) from error


def save_texts(
    request: HttpRequest, thing: Any, language: str, texts: Mapping[str, str], seen: str
) -> None:
    """Save texts through the thing's own form: its rules, history, log and mails.

    Raises NotApplied.
    """
    registered: Any = admin.site.get_model_admin(type(thing))
    names = columns(type(thing), language)
    sent = QueryDict(mutable=True)
    sent.update({names[field]: text for field, text in texts.items()})
    sent["seen"] = seen
    form = _form_class(request, thing, language, [*texts])(sent, instance=thing)
    if not form.is_valid():
        raise NotApplied([_in_words(form, *error) for error in form.errors.items()])
    if not form.changed_data:
        return
    saved = form.save(commit=False)
    saved._change_reason = in_house_language(TAKEN_OVER)
    registered.save_model(request, saved, form, change=True)
    registered.save_related(request, form, [], change=True)
    message = registered.construct_change_message(request, form, [], False)
    registered.log_change(request, saved, message)


def note_confirmed(proposal: Proposal, thing: Any, fields: Sequence[str]) -> None:
    """Note which fields are right now, and which were made from a former source."""
    now = digests_of(thing, proposal.language)
    for field in fields:
        of_text = {
            "part": proposal.model,
            "part_id": thing.pk,
            "field": field,
            "language": proposal.language.replace("-", "_"),
        }
        source = proposal.made_from.get(field, [""])[0]
        if field not in now or now[field][0] == source:
            OutdatedText.objects.of(thing).filter(**of_text).delete()
        else:
            known = {"model": proposal.model, "object_id": thing.pk}
            OutdatedText.objects.get_or_create(
                **of_text, defaults={**known, "source_hash": source}
            )


def _form_class(
    request: HttpRequest, thing: Any, language: str, fields: Sequence[str]
) -> Any:
    registered: Any = admin.site.get_model_admin(type(thing))
    names = columns(type(thing), language)
    wanted = [names[field] for field in fields]
    return registered.get_form(request, thing, change=True, fields=wanted)


def _in_words(form: Any, name: str, errors: Sequence[Any]) -> str:
    said = " ".join(map(str, errors))
    return f"{form.fields[name].label}: {said}" if name in form.fields else said
