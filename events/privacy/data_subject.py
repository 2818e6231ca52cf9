"""Everything about a data subject, found by an e-mail address."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core import serializers
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django_tasks_db.models import DBTaskResult

from centre.text.emails import fold_email
from events.links.tokens import keyed_hash
from events.models import (
    ChangeRequest,
    Consent,
    Delegate,
    DelegateChange,
    ErasedAddress,
    HandOver,
    Invitee,
    Need,
    OutgoingEmail,
    Registration,
    VisitRequest,
)
from events.privacy import anonymise, ledger
from events.privacy.categories import DISCLOSED, Records
from events.privacy.mentions import Mention, find_mentions
from events.privacy.tables import TABLES

# The ledger's name for what was erased because somebody asked for it.
ON_REQUEST = "on_request"


@dataclass(frozen=True)
class DataSubject:
    """Whoever uses an address: as contact, as delegate, as asker, as recipient."""

    email: str

    @cached_property
    def registrations(self) -> QuerySet:
        """Delegations of which the person is the contact."""
        return Registration.objects.of_contact(self.email)

    @cached_property
    def delegates(self) -> QuerySet:
        """The person's rows as a delegate, also those with a contact's name alone."""
        rows = Q(email__same_address=self.email)
        own = self.registrations.values_list("pk", "joined_to", "contact_name")
        for pk, joined_to, name in own:
            rows |= Q(
                registration__in=[pk, joined_to],
                email="",
                full_name__iexact=name.strip(),
            )
        return Delegate.objects.filter(rows, anonymised_at=None)

    @property
    def records(self) -> dict[Records, QuerySet]:
        """All rows about the person, in the order of `Records`."""
        contact_of = list(self.registrations.values_list("pk", flat=True))
        delegates = list(self.delegates.values_list("pk", flat=True))
        own = Q(registration__in=contact_of, delegate=None) | Q(delegate__in=delegates)
        return {
            Records.REGISTRATIONS: self.registrations,
            Records.CHANGE_REQUESTS: ChangeRequest.objects.filter(
                registration__in=contact_of
            ),
            Records.DELEGATE_CHANGES: DelegateChange.objects.filter(
                Q(delegate__in=delegates) | Q(email__same_address=self.email)
            ),
            Records.DELEGATES: self.delegates,
            Records.NEEDS: Need.objects.filter(own),
            Records.CONSENTS: Consent.objects.filter(own).select_related("text"),
            Records.INVITEES: Invitee.objects.filter(email__same_address=self.email),
            Records.HAND_OVERS: HandOver.objects.filter(email__same_address=self.email),
            Records.REQUESTS: VisitRequest.objects.filter(
                contact_email__same_address=self.email
            ),
            Records.MAILS: OutgoingEmail.objects.filter(
                Q(recipient__same_address=self.email) | Q(registration__in=contact_of)
            ),
            Records.TASKS: DBTaskResult.objects.filter(
                Q(traceback__icontains=self.email)
                | Q(args_kwargs__icontains=self.email)
            ),
        }

    @cached_property
    def names(self) -> set[str]:
        """All names under which the person is known."""
        records = self.records
        names = {
            *records[Records.REGISTRATIONS].values_list("contact_name", flat=True),
            *records[Records.REQUESTS].values_list("contact_name", flat=True),
            *records[Records.HAND_OVERS].values_list("name", flat=True),
            *records[Records.INVITEES].values_list("name", flat=True),
        }
        for people in (
            self.delegates.values_list("full_name", "badge_name"),
            DelegateChange.objects.filter(email__same_address=self.email).values_list(
                "full_name", "badge_name"
            ),
        ):
            names |= {name for pair in people for name in pair}
        return names - {""}

    @cached_property
    def mentions(self) -> list[Mention]:
        """The places in free texts that name the person, or hold the address.

        The person's own mails are found by themselves.
        """
        own_mails = {*self.records[Records.MAILS].values_list("pk", flat=True)}
        return [
            place
            for place in find_mentions(self.names, self.email)
            if not isinstance(place.row, OutgoingEmail) or place.row.pk not in own_mails
        ]

    @cached_property
    def own_mentions(self) -> list[Mention]:
        """Those that name the person in texts about their own delegations or requests.

        Any text with the address is one of these. The others may mean a namesake, so
        staff look at them.
        """
        delegations = {
            *self.registrations.values_list("pk", flat=True),
            *self.delegates.values_list("registration", flat=True),
        }
        found = Registration.objects.filter(
            Q(pk__in=delegations) | Q(joined_to__in=delegations)
        )
        own = {*found.values_list("pk", flat=True)}
        named = [m for m in self.mentions if m.is_free_text and m.by_name]
        return [m for m in named if m.registration in own or m.by_email]

    @property
    def other_mentions(self) -> list[Mention]:
        """The places that staff have to look at."""
        return [m for m in self.mentions if m not in self.own_mentions]

    def counts(self) -> dict[Records, int]:
        """Count the rows of each."""
        return {name: rows.count() for name, rows in self.records.items()}

    def export(self) -> dict[str, Any]:
        """Copy all that is disclosed, as plain values for JSON."""
        records = self.records
        # Mail of the delegation to somebody else is not this person's to have.
        own_mails = records[Records.MAILS].filter(recipient__same_address=self.email)
        consents = records[Records.CONSENTS]
        copied = {
            name.value: [_disclosed(row) for row in rows]
            for name, rows in (records | {Records.MAILS: own_mails}).items()
        }
        texts = {consent.text_id: consent.text.text for consent in consents}
        return {
            "email": self.email,
            **copied,
            "texts_shown": texts,
            "mentions": [
                {"where": place.where, "lines": place.lines}
                for place in self.own_mentions
            ],
        }

    @transaction.atomic
    def erase(self, at: datetime) -> dict[Records, int]:
        """Forget the person everywhere and count the rows it was about.

        Seats stay: a delegate becomes "guest 3". Names and address go out of the free
        texts of others about the same delegation. Consents stay as proof that they were
        given, taken back now where they can be, of nobody any more. What is left is one
        line in the ledger, without the address, and its hash for backups made before.
        """
        ledger.lock_ledger()
        counts, records = self.counts(), self.records
        for place in self.own_mentions:
            place.take_out()
        contact_of = list(records[Records.REGISTRATIONS].values_list("pk", flat=True))
        consents = records[Records.CONSENTS].filter(withdrawn_at=None)
        consents.exclude(purpose=Consent.Purpose.NOTICE).update(withdrawn_at=at)
        OutgoingEmail.objects.filter(pk__in=records[Records.MAILS].values("pk")).blank()
        records[Records.TASKS].delete()
        records[Records.DELEGATE_CHANGES].delete()
        HandOver.objects.filter(email__same_address=self.email).forget()
        Invitee.objects.filter(email__same_address=self.email).forget()
        anonymise.anonymise_requests(records[Records.REQUESTS], at)
        anonymise.anonymise_delegates(records[Records.DELEGATES], at)
        anonymise.anonymise_contacts(contact_of, at)
        ErasedAddress.objects.create(address_hash=address_hash(self.email), at=at)
        ledger.write_entry(
            at=at, rule=ON_REQUEST, days=0, erased=sum(counts.values()), keys=contact_of
        )
        return counts


def address_hash(email: str) -> str:
    """Return the keyed hash that is the same however an address is typed."""
    return keyed_hash(f"erased.{fold_email(email)}")


def erase_again(hashes: Iterable[str], at: datetime) -> int:
    """Erase whoever was erased elsewhere, known by their hashes; return how many."""
    addresses = {address for rows in _addresses() for address in rows if address}
    known = {address_hash(address): address for address in addresses}
    found = [known[each] for each in sorted({*hashes} & {*known})]
    for address in found:
        find_data_subject(address).erase(at)
    return len(found)


def _addresses() -> Iterator[QuerySet]:
    """Yield the addresses in each table by which a person can be found."""
    for model, field in (
        (Registration, "contact_email"),
        (VisitRequest, "contact_email"),
        (Delegate, "email"),
        (DelegateChange, "email"),
        (HandOver, "email"),
        (Invitee, "email"),
        (OutgoingEmail, "recipient"),
    ):
        yield model.objects.order_by().values_list(field, flat=True).distinct()


def find_data_subject(email: str) -> DataSubject:
    """Find the person who uses an address, however it was typed."""
    return DataSubject(email.strip())


def _disclosed(row: Model) -> dict[str, Any]:
    """A row's number and its fields of the categories that a person is shown."""
    label = row._meta.label
    disclosed = {
        name
        for fields in TABLES[label]
        if fields.category in DISCLOSED
        for name in fields.names
    }
    if label == OutgoingEmail._meta.label:
        # A mail that has not gone out yet holds the link.
        disclosed -= {"text", "html", "calendar"}
    values = serializers.serialize("python", [row])[0]["fields"]
    return {
        "id": str(row.pk),
        **{name: value for name, value in values.items() if name in disclosed},
    }
