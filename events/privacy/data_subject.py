"""Everything about a person, found by an e-mail address: to show, hand out, erase."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core import serializers
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django_tasks_db.models import DBTaskResult

from events.models import (
    ChangeRequest,
    Consent,
    Delegate,
    HandOver,
    Need,
    OutgoingEmail,
    Registration,
    VisitRequest,
)
from events.privacy import anonymise, ledger
from events.privacy.categories import DataCategory
from events.privacy.fields import TABLES

# The ledger's name for what was erased because somebody asked for it.
ON_REQUEST = "on_request"


@dataclass(frozen=True)
class DataSubject:
    """Whoever uses an address: as contact, as delegate, as asker, as recipient."""

    email: str

    @cached_property
    def registrations(self) -> QuerySet:
        """Delegations of which she is the contact."""
        return Registration.objects.of_contact(self.email)

    @cached_property
    def delegates(self) -> QuerySet:
        """Her rows as a delegate; those too that have only her name as contact."""
        rows = Q(email__iexact=self.email)
        own = self.registrations.values_list("pk", "joined_to", "contact_name")
        for pk, joined_to, name in own:
            rows |= Q(
                registration__in=[pk, joined_to],
                email="",
                full_name__iexact=name.strip(),
            )
        return Delegate.objects.filter(rows, anonymised_at=None)

    @property
    def found(self) -> dict[str, QuerySet]:
        """Rows by what they are; the order is that of the page and the download."""
        pks = list(self.registrations.values_list("pk", flat=True))
        people = list(self.delegates.values_list("pk", flat=True))
        hers = Q(registration__in=pks, delegate=None) | Q(delegate__in=people)
        return {
            "registrations": self.registrations,
            "change_requests": ChangeRequest.objects.filter(registration__in=pks),
            "delegates": self.delegates,
            "needs": Need.objects.filter(hers),
            "consents": Consent.objects.filter(hers).select_related("text"),
            "hand_overs": HandOver.objects.filter(email__iexact=self.email),
            "requests": VisitRequest.objects.filter(contact_email__iexact=self.email),
            "mails": OutgoingEmail.objects.filter(
                Q(recipient__iexact=self.email) | Q(registration__in=pks)
            ),
            "tasks": DBTaskResult.objects.filter(
                Q(traceback__icontains=self.email)
                | Q(args_kwargs__icontains=self.email)
            ),
        }

    def counts(self) -> dict[str, int]:
        """How many rows there are of each."""
        return {name: rows.count() for name, rows in self.found.items()}

    def export(self) -> dict[str, Any]:
        """Everything, as plain values for JSON; secrets and staff are left out."""
        rows_of = self.found
        # Mail of her delegation to somebody else is not hers to have.
        rows_of["mails"] = rows_of["mails"].filter(recipient__iexact=self.email)
        found = {name: [_plain(row) for row in rows] for name, rows in rows_of.items()}
        consents = self.found["consents"]
        texts = {consent.text_id: consent.text.text for consent in consents}
        return {"email": self.email, **found, "texts_shown": texts}

    @transaction.atomic
    def erase(self, at: datetime) -> dict[str, int]:
        """Forget her everywhere and say how many rows it was about, by what they are.

        Her seats stay: as a delegate she becomes "guest 3". Consents stay as proof
        that they were given, taken back now where they can be, of nobody any more.
        What is left is one line in the ledger, without her address.
        """
        ledger.lock_ledger()
        counts, found = self.counts(), self.found
        contact_of = list(found["registrations"].values_list("pk", flat=True))
        consents = found["consents"].filter(withdrawn_at=None)
        consents.exclude(purpose=Consent.Purpose.NOTICE).update(withdrawn_at=at)
        anonymise.blank_mails(found["mails"])
        found["tasks"].delete()
        found["hand_overs"].delete()
        anonymise.anonymise_requests(found["requests"], at)
        anonymise.anonymise_delegates(found["delegates"], at)
        anonymise.anonymise_contacts(contact_of, at)
        ledger.write_entry(
            at=at, rule=ON_REQUEST, days=0, erased=sum(counts.values()), keys=contact_of
        )
        return counts


def find_data_subject(email: str) -> DataSubject:
    """The person who uses an address, however it was typed."""
    return DataSubject(email.strip())


def _plain(row: Model) -> dict[str, Any]:
    """A row's fields without those of the classes secret and staff."""
    label = row._meta.label
    hidden = {
        name
        for fields in TABLES[label]
        if fields.kind in {DataCategory.SECRET, DataCategory.STAFF}
        for name in fields.names
    }
    values = serializers.serialize("python", [row])[0]["fields"]
    shown = {name: value for name, value in values.items() if name not in hidden}
    if label == OutgoingEmail._meta.label:
        # A mail that has not gone out yet holds the link.
        for name in ("text", "html", "calendar"):
            del shown[name]
    return {"id": str(row.pk), **shown}
