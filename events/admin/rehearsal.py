"""What an action would mail: it is done, looked at, and undone in one transaction."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q
from django.utils.safestring import SafeString

from events.admin.fields import own_language_name
from events.models import OutgoingEmail, StudyVisit
from events.services.steps import lock_visit

# Whoever has a link can withdraw the registration: staff see that there is one.
TOKEN = re.compile(r"\b[0-9a-f]{64}\b(-[0-9a-f]{64}\b)?")


@dataclass(frozen=True)
class Example:
    """One mail of a kind in a language, as it would go out, and how many there are."""

    mail: OutgoingEmail
    language: SafeString
    text: str
    count: int


@dataclass(frozen=True)
class Rehearsal:
    """The mails that an action would queue, in the order of writing."""

    mails: list[OutgoingEmail]

    @property
    def languages(self) -> list[tuple[SafeString, int]]:
        """How many mails there are in each language, by its own name."""
        counts = Counter(mail.language for mail in self.mails).most_common()
        return [(own_language_name(code), count) for code, count in counts]

    @property
    def examples(self) -> list[Example]:
        """The first mail of each kind and language, the links blanked out."""
        kinds = Counter((mail.kind, mail.language) for mail in self.mails)
        firsts = {(mail.kind, mail.language): mail for mail in reversed(self.mails)}
        return [
            Example(
                firsts[kind, code],
                own_language_name(code),
                TOKEN.sub("…", firsts[kind, code].text),
                count,
            )
            for (kind, code), count in kinds.items()
        ]


def rehearse(visit: StudyVisit, act: Callable[[], object]) -> Rehearsal:
    """Do something to a visit's delegations, note its mails, and take it all back.

    The visit stays locked meanwhile, so nobody else's mail is taken for its own.
    """
    with transaction.atomic():
        lock_visit(visit)
        ours = OutgoingEmail.objects.filter(registration__visit=visit)
        known = dict(ours.exclude(state="sent").values_list("pk", "recipient"))
        newest = ours.aggregate(newest=Max("pk"))["newest"] or 0
        act()
        touched = Q(pk__gt=newest) | (Q(pk__in=known) & Q(state="queued"))
        mails = [
            mail
            for mail in ours.filter(touched).select_related("registration")
            if known.get(mail.pk) != mail.recipient
        ][::-1]
        transaction.set_rollback(True)
    return Rehearsal(mails)
