"""Rows for those lists of the desk that neither `content` nor `desk` fills."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from bench.content import picture, write
from bench.text import LANGUAGES

DAY = timedelta(days=1)
COUNTRIES = ("NO", "UA", "PL")


def fill(rows: int) -> None:
    """Write so many rows for each list, but where there is one for each kind."""
    for fill_list in LISTS:
        fill_list(rows)


def closures(rows: int) -> None:
    """Write days on which the house is closed."""
    from centre.models import HouseClosure

    first = timezone.localdate() - rows // 2 * 2 * DAY
    days = (first + 2 * n * DAY for n in range(min(rows, 3000)))
    write(
        HouseClosure,
        (HouseClosure(first_day=d, last_day=d, reason_pl="Święto") for d in days),
    )


def notices(rows: int) -> None:
    """Write notices that are over."""
    from centre.models import SiteNotice

    end = timezone.now() - DAY
    write(
        SiteNotice,
        (
            SiteNotice(text_pl=f"Uwaga {n}", starts_at=end - DAY, ends_at=end)
            for n in range(rows)
        ),
    )


def imports(rows: int) -> None:
    """Write imports that are done."""
    from centre.importing.models import ImportRun

    write(
        ImportRun,
        (
            ImportRun(kind="feed", address=f"https://example.org/{n}", state="done")
            for n in range(rows)
        ),
    )


def pictures(rows: int) -> None:
    """Write pictures of the library."""
    from centre.models import LibraryPicture

    class Named:
        def __init__(self, number: int) -> None:
            self.slug = f"biblioteka-{number}"

    made = (picture(lambda rendered, named: LibraryPicture(rendered=rendered),
                    named=Named(n)) for n in range(rows))  # fmt: skip
    write(LibraryPicture, made)


def outdated_texts(rows: int) -> None:
    """Write translations that were left behind, of posts."""
    from centre.models import OutdatedText
    from news.models import Post

    keys = Post.objects.order_by("pk").values_list("pk", flat=True)[:rows]
    post = Post._meta.label_lower
    write(
        OutdatedText,
        (
            OutdatedText(
                model=post,
                object_id=key,
                part=post,
                part_id=key,
                field="title",
                language="en",
                source_hash=f"{key}",
            )
            for key in keys
        ),
    )


def figures(rows: int) -> None:
    """Write the figures that stay of visits."""
    from events.models import StudyVisit, VisitFigure

    visits = [*StudyVisit.objects.order_by("pk")]
    write(
        VisitFigure,
        (
            VisitFigure(
                visit=visits[n % len(visits)],
                country=COUNTRIES[n % 3],
                city=f"City {n}",
                delegations=1,
                seats=3,
                attended=2,
            )
            for n in range(rows)
        ),
    )


def invitees(rows: int) -> None:
    """Write people who agreed to invitations."""
    from events.models import Invitee

    text = _notice()
    write(
        Invitee,
        (
            Invitee(
                name=f"Person {n}",
                email=f"invitee-{n}@example.org",
                language=LANGUAGES[n % 3],
                country=COUNTRIES[n % 3],
                text=text,
                agreed_at=timezone.now(),
                token_hash=f"invitee-{n}",
            )
            for n in range(rows)
        ),
    )


def wordings(rows: int) -> None:
    """Write staff's own words for each kind of mail; there are no more."""
    from events.mail.kinds import Kind
    from events.models import MailWording

    write(MailWording, (MailWording(kind=kind, says_pl="Słowa") for kind in Kind))


def messages(rows: int) -> None:
    """Write drafts of messages, each to ten delegations of the large visit."""
    from events.models import Registration, StaffMessage, StudyVisit

    visit = StudyVisit.objects.get(slug="large")
    made = write(
        StaffMessage,
        (StaffMessage(visit=visit, key=f"message-{n}") for n in range(rows)),
    )
    keys = Registration.objects.filter(visit=visit).values_list("pk", flat=True)[:10]
    through = StaffMessage.recipients.through
    write(
        through,
        (through(staffmessage=m, registration_id=key) for m in made for key in keys),
    )


def purges(rows: int) -> None:
    """Write lines of the purge's ledger."""
    from events.models import RetentionRun

    write(
        RetentionRun,
        (
            RetentionRun(
                at=timezone.now(),
                rule="contacts",
                erased=1,
                keys=[n],
                previous_hash=f"{n}" if n else "",
                hash=f"{n + 1}",
            )
            for n in range(rows)
        ),
    )


def visit_requests(rows: int) -> None:
    """Write requests for a visit, in several statuses."""
    from events.models import VisitRequest

    notice, statuses = _notice(), VisitRequest.Status.values
    write(
        VisitRequest,
        (
            VisitRequest(
                reference=f"ASK-{n}",
                organisation=f"Office {n}",
                city=f"City {n % 300}",
                country=COUNTRIES[n % 3],
                contact_name=f"Contact {n}",
                contact_email=f"ask-{n}@example.org",
                language=LANGUAGES[n % 3],
                token_hash=f"ask-{n}",
                status=statuses[n % len(statuses)],
                purpose="To see how it is done.",
                dates=[timezone.localdate() + 30 * DAY],
                seats=10,
                notice=notice,
            )
            for n in range(rows)
        ),
    )


def actions(rows: int) -> None:
    """Write what staff did."""
    from centre.models import StaffAction

    write(
        StaffAction,
        (StaffAction(username="desk", kind="changed") for _ in range(rows)),
    )


def _notice() -> Any:
    from events.models import NoticeVersion

    shown = {"language": settings.LANGUAGE_CODE, "text": "Notice"}
    return NoticeVersion.objects.get_or_create(digest="bench", defaults=shown)[0]


LISTS: tuple[Callable[[int], None], ...] = (
    closures,
    notices,
    imports,
    pictures,
    outdated_texts,
    figures,
    invitees,
    wordings,
    messages,
    purges,
    visit_requests,
    actions,
)
