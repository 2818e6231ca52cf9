"""What an action would mail: it is done, looked at, and undone in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.safestring import SafeString

from centre.content.languages import public_language
from centre.staff.fields import own_language_name
from events.links.tokens import TOKEN_PATTERN
from events.models import Delegate, OutgoingEmail, Registration, StudyVisit
from events.places.locks import lock
from events.registrations.mail.delegate_emails import notified_delegates


@dataclass(frozen=True)
class EmailExample:
    """One mail of a kind in a language, as it would go out, and how many there are."""

    mail: OutgoingEmail
    language: SafeString
    text: str
    count: int


@dataclass(frozen=True)
class EmailPreview:
    """The mails that an action would queue, in the order of writing.

    Where it is about hundreds, `mails` are a few of them, and `counts` is how many
    there are of each kind and language.
    """

    mails: list[OutgoingEmail]
    counts: Counter[tuple[str, str]]

    @classmethod
    def of(cls, mails: Iterable[OutgoingEmail]) -> "EmailPreview":
        """All of the mails."""
        found = list(mails)
        return cls(found, Counter((mail.kind, mail.language) for mail in found))

    @property
    def total(self) -> int:
        """How many mails there are. A template can't ask a Counter for its total."""
        return self.counts.total()

    @property
    def languages(self) -> list[tuple[SafeString, int]]:
        """How many mails there are in each language, by its own name."""
        counts: Counter[str] = Counter()
        for (_kind, code), count in self.counts.items():
            counts[code] += count
        return [(own_language_name(code), n) for code, n in counts.most_common()]

    @property
    def examples(self) -> list[EmailExample]:
        """The first mail of each kind and language, the links blanked out."""
        firsts = {(mail.kind, mail.language): mail for mail in reversed(self.mails)}
        return [
            EmailExample(
                firsts[kind, code],
                own_language_name(code),
                TOKEN_PATTERN.sub("…", firsts[kind, code].text),
                count,
            )
            for (kind, code), count in self.counts.items()
        ]


@contextmanager
def captured_emails(visit: StudyVisit) -> Iterator[list[OutgoingEmail]]:
    """Note the mails that are written, or sent elsewhere, within the block.

    The visit stays locked until the transaction ends, so nobody else's mail is taken
    for its own. The list is filled when the block ends.
    """
    lock(visit)
    about = Q(registration__visit=visit) | Q(request__visit=visit)
    ours = OutgoingEmail.objects.filter(about)
    known = dict(ours.exclude(state="sent").values_list("pk", "recipient"))
    newest = ours.aggregate(newest=Max("pk"))["newest"] or 0
    mails: list[OutgoingEmail] = []
    yield mails
    touched = Q(pk__gt=newest) | (Q(pk__in=known) & Q(state="queued"))
    written = ours.filter(touched).select_related("registration").order_by("pk")
    mails += [mail for mail in written if known.get(mail.pk) != mail.recipient]


def dry_run(visit: StudyVisit, act: Callable[[], object]) -> EmailPreview:
    """Do something to a visit's delegations, note its mails, and take it all back."""
    with transaction.atomic():
        with captured_emails(visit) as mails:
            act()
        transaction.set_rollback(True)
    return EmailPreview.of(mails)


def dry_run_for_all(
    visit: StudyVisit, kind: str, act: Callable[[], object]
) -> EmailPreview:
    """Rehearse what tells everybody the same, on one delegation of each language.

    `act` mails every active delegation and its people one mail of a kind, and offers
    nothing to anybody. The others are out of its way meanwhile, and only counted.
    """
    with transaction.atomic():
        lock(visit)
        active = Registration.objects.filter(visit=visit).active()
        hearers = _recipients(active)
        few = set(dict(reversed(hearers)).values())
        active.exclude(pk__in=few).update(
            status=Registration.Status.DECLINED,
            offer_expires_at=None,
            proof_due_at=None,
            move_to_answer=None,
        )
        mails = dry_run(visit, act).mails
        transaction.set_rollback(True)
    counts = Counter((kind, language) for language, _pk in hearers)
    proposals = [mail for mail in mails if mail.request_id]
    return EmailPreview(mails, counts + EmailPreview.of(proposals).counts)


def _recipients(active: QuerySet[Registration]) -> list[tuple[str, int]]:
    """Each contact and each person who is told: the language, and the delegation."""
    people = notified_delegates(Delegate.objects.filter(registration__in=active))
    hearers = [
        *active.order_by("queue_at", "pk").values_list("language", "pk"),
        *((p.language or p.registration.language, p.registration_id) for p in people),
    ]
    return [(public_language(language), pk) for language, pk in hearers]
