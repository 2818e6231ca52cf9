"""What an action would mail: it is done, looked at, and undone in one transaction.

Staff see each mail in its reader's language and, where that is not the desk's, in the
desk's as well: for that it is done and undone a second time, all mail being in that
language.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from centre.content.languages import mails_in
from centre.mail import RenderedEmail
from centre.staff.fields import own_language_name
from events.links.tokens import TOKEN_PATTERN
from events.models import OutgoingEmail, StudyVisit
from events.places.locks import lock


@dataclass(frozen=True)
class EmailExample:
    """One mail of a kind in a language, as it would go out, and how many there are."""

    mail: OutgoingEmail
    language: SafeString
    text: str
    count: int
    twin: RenderedEmail | None = None

    @property
    def subject(self) -> str:
        return self.mail.subject


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

    def __add__(self, other: "EmailPreview") -> "EmailPreview":
        """These mails, then those."""
        return EmailPreview(self.mails + other.mails, self.counts + other.counts)

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
                getattr(firsts[kind, code], "twin", None),
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
    """Do something to a visit's delegations, note its mails, and take it all back.

    It is done a second time where a mail is not in the active language: what `act`
    notes of it has to take the place of what it noted before.
    """

    def rehearse() -> list[OutgoingEmail]:
        with transaction.atomic():
            with captured_emails(visit) as mails:
                act()
            transaction.set_rollback(True)
        return mails

    return EmailPreview.of(with_twins(rehearse(), rehearse))


def with_twins(
    mails: list[OutgoingEmail], rehearse: Callable[[], list[OutgoingEmail]]
) -> list[OutgoingEmail]:
    """Give each mail in another language its twin in the active one.

    `rehearse` writes the same mails again, in the same order, and takes them back.
    """
    own = get_language() or ""
    if all(mail.language == own for mail in mails):
        return mails
    with mails_in(own):
        again = rehearse()
    for mail, twin in zip(mails, again, strict=False):
        same = (mail.kind, mail.recipient) == (twin.kind, twin.recipient)
        if same and mail.language != own == twin.language:
            mail.twin = without_links(twin)
    return mails


def twin_of(
    compose: Callable[[], RenderedEmail | None], language: str
) -> RenderedEmail | None:
    """Compose a mail in the active language; None where it is in that one already."""
    own = get_language() or ""
    if language == own:
        return None
    with mails_in(own):
        twin = compose()
    return twin and without_links(twin)


def without_links(mail: OutgoingEmail | RenderedEmail) -> RenderedEmail:
    """Return a mail with its secret links blanked out, for staff to read."""
    return RenderedEmail(mail.subject, TOKEN_PATTERN.sub("…", mail.text), "")
