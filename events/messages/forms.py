"""The form of a message: to whom, in which words, with what, when."""

from collections import Counter
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.content.date_bounds import validate_date_bounds
from centre.content.languages import direction, public_language
from centre.staff.date_inputs import MomentInput
from centre.staff.forms import MomentField
from centre.text.fields import CharFormField
from events.links.tokens import new_key
from events.messages.documents import (
    MAX_TOTAL,
    NEWEST,
    attachable,
    key_of,
    keys_of_files,
    name_of,
)
from events.messages.rules import MessageContent
from events.models import Registration, StaffMessage, StudyVisit, VisitDocument
from events.models.messages import WRITTEN_TO, MessageText
from events.models.placeholders import unknown
from events.models.wordings import ABOUT_DELEGATION, ABOUT_VISIT

PLACEHOLDERS = (*ABOUT_VISIT, *ABOUT_DELEGATION)
Status = Registration.Status


class MessageForm(forms.Form):
    """A message to delegations of a visit: those in some states, and single ones.

    It has to be written in one language at least; readers of others get it in the next
    one of their chain, and are told so. For what is urgent has to go out before
    somebody has translated it.
    """

    use_required_attribute = False

    states = forms.MultipleChoiceField(
        label=_("All delegations in these states"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    delegations = forms.MultipleChoiceField(
        label=_("Single delegations"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    documents = forms.MultipleChoiceField(
        label=_("Documents to attach"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    scheduled_at = MomentField(
        label=_("When it goes out (Kraków time)"),
        required=False,
        widget=MomentInput,
        validators=[validate_date_bounds],
        help_text=_("Left empty: at once, after you have looked at the mails."),
    )
    key = CharFormField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, visit: StudyVisit, at: datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.visit, self.at = visit, at
        self.initial.setdefault("key", new_key())
        self._offer(
            "states",
            [
                (state.value, f"{state.label} ({self._by_state[state]})")
                for state in WRITTEN_TO
                if self._by_state[state]
            ],
        )
        self._offer(
            "delegations",
            [
                (str(r.pk), f"{r.reference} {r.organisation}, {r.city}")
                for r in self.reachable
            ],
        )
        self._offer(
            "documents",
            [
                (owner, [(key_of(row), name_of(row)) for row in rows])
                for owner, rows in self._documents.items()
            ],
        )
        self.fields["documents"].help_text = _(
            "Of other pages the newest %(number)d are here. To attach another "
            "document, add it to the visit first."
        ) % {"number": NEWEST}
        for code in settings.CENTRE_LANGUAGES:
            if code in dict(settings.LANGUAGES):
                self._ask_for_text(code)

    def _offer(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def _ask_for_text(self, code: str) -> None:
        attrs = {"lang": code, "dir": direction(code)}
        for name, widget in (
            ("subject", forms.TextInput(attrs)),
            ("body", forms.Textarea({**attrs, "rows": 8})),
        ):
            column: Any = MessageText._meta.get_field(name)
            self.fields[f"{name}_{code}"] = CharFormField(
                label=capfirst(column.verbose_name),
                required=False,
                max_length=column.max_length,
                widget=widget,
            )

    # --- What can be chosen -----------------------------------------------------------

    @cached_property
    def reachable(self) -> list[Registration]:
        """Delegations of the visit that can be written to, as the queue has them."""
        rows = Registration.objects.filter(visit=self.visit, status__in=WRITTEN_TO)
        rows = rows.exclude(contact_email="").defer("message")
        return [*rows.order_by("queue_at", "pk")]

    @cached_property
    def _by_state(self) -> Counter[str]:
        return Counter(registration.status for registration in self.reachable)

    @cached_property
    def _documents(self) -> dict[str, list[Any]]:
        return attachable(self.visit, self.at, self["documents"].value() or [])

    @cached_property
    def languages(self) -> list[dict[str, Any]]:
        """Each public language with its fields, and who reads it; most read first."""
        readers = Counter(public_language(r.language) for r in self.reachable)
        rows = [
            {
                "code": code,
                "name": name,
                "readers": readers[code],
                "subject": self[f"subject_{code}"],
                "body": self[f"body_{code}"],
            }
            for code, name in settings.LANGUAGES
        ]
        return sorted(rows, key=lambda row: -int(row["readers"]))

    # --- What was answered ------------------------------------------------------------

    def clean_scheduled_at(self) -> datetime | None:
        """Refuse a moment that is over."""
        moment: datetime | None = self.cleaned_data["scheduled_at"]
        if moment and moment <= self.at:
            raise forms.ValidationError(_("This moment is over. Choose a later one."))
        return moment

    def clean(self) -> dict[str, Any]:
        """Ask for a recipient and for one whole text; refuse unknown placeholders."""
        data = super().clean() or {}
        if not self._recipients() and not self.errors.keys() & {
            "states",
            "delegations",
        }:
            self.add_error("states", _("Choose at least one delegation."))
        for code, _name in settings.LANGUAGES:
            self._check_text(code)
        if not self._texts() and not self.errors:
            first = self.languages[0]["subject"].name
            self.add_error(first, _("Write the message in one language at least."))
        self._check_documents()
        return data

    def _check_text(self, code: str) -> None:
        """Refuse half a text, and what can't be filled in."""
        for name, other in (("subject", "body"), ("body", "subject")):
            field = f"{name}_{code}"
            text = self.cleaned_data.get(field, "")
            if not text and self.cleaned_data.get(f"{other}_{code}"):
                self.add_error(field, _("Write this too, or leave both empty."))
            if pieces := unknown(text, PLACEHOLDERS):
                allowed = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
                refusal = _("We can’t fill in %(piece)s. You can write: %(names)s.")
                self.add_error(field, refusal % {"piece": pieces[0], "names": allowed})

    def _check_documents(self) -> None:
        """Refuse too much for a mail, and what is for who came where others read it."""
        chosen = self._chosen_documents()
        if sum(document.size for document in chosen) > MAX_TOTAL:
            refusal = _("Together they may have %(size)s at most.")
            size = filesizeformat(MAX_TOTAL)
            self.add_error("documents", refusal % {"size": size})
        others = [r for r in self._recipients() if r.status != Status.ATTENDED]
        reserved = [
            d for d in chosen if isinstance(d, VisitDocument) and d.for_participants
        ]
        if others and reserved:
            text = ngettext(
                "“%(document)s” is only for those who came; %(count)d of the chosen "
                "delegations did not.",
                "“%(document)s” is only for those who came; %(count)d of the chosen "
                "delegations did not.",
                len(others),
            )
            filled = {"document": reserved[0].localized, "count": len(others)}
            self.add_error("documents", text % filled)

    def _recipients(self) -> list[Registration]:
        states = self.cleaned_data.get("states", [])
        single = self.cleaned_data.get("delegations", [])
        return [r for r in self.reachable if r.status in states or str(r.pk) in single]

    def _texts(self) -> dict[str, tuple[str, str]]:
        given = {
            code: (
                self.cleaned_data.get(f"subject_{code}", ""),
                self.cleaned_data.get(f"body_{code}", ""),
            )
            for code, _name in settings.LANGUAGES
        }
        return {code: text for code, text in given.items() if all(text)}

    def _chosen_documents(self) -> list[Any]:
        keys = self.cleaned_data.get("documents", [])
        rows = [row for rows in self._documents.values() for row in rows]
        return [row for row in rows if key_of(row) in keys]

    def content(self) -> MessageContent:
        """Return what was answered, as the rules take it."""
        return MessageContent(
            texts=self._texts(),
            recipients=self._recipients(),
            documents=self._chosen_documents(),
            scheduled_at=self.cleaned_data["scheduled_at"],
        )


def answers_of(message: StaffMessage, at: datetime) -> dict[str, Any]:
    """Return what a draft was made of, as the form shows it again (at: aware)."""
    files = {str(each.file.name) for each in message.attachments.all()}
    answers: dict[str, Any] = {
        "delegations": [
            str(pk) for pk in message.recipients.values_list("pk", flat=True)
        ],
        "documents": keys_of_files(message.visit, at, files),
        "scheduled_at": message.scheduled_at,
        "key": message.key,
    }
    for text in message.texts.all():
        answers[f"subject_{text.language}"] = text.subject
        answers[f"body_{text.language}"] = text.body
    return answers
