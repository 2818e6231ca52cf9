"""What waits on the desk in the demo: changes, proposals, letters, wishes, a link.

Each kind is added where there is none of it, so loading again changes nothing.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.utils.timezone import localdate

from centre.content.language_wishes import LanguageWish
from centre.content.languages import columns
from centre.content.prepared import PreparedChange
from centre.content.proposals import Proposal
from centre.content.translation_links import TranslationLink
from centre.demo.calendar import moment
from centre.demo.documents import SONGS, store
from centre.demo.registering import demo_staff
from centre.documents.prepared import PreparedDocument
from centre.staff.prepared_rules import keep_prepared
from centre.translating.proposing import digests_of, propose, propose_by_link
from events.messages.rules import (
    MessageContent,
    confirm_message,
    version_of,
    write_draft,
)
from events.models import DoorLink, StaffMessage, StudyVisit
from events.models.messages import WRITTEN_TO
from news.models import Post

POLISH_ALONE = "winda-w-sobote-rano"
PREPARED_POST = "szukamy-glosow-do-choru"
PREPARED_FOR_DAYS = 5
PREPARED_TEXTS = {
    "lead_pl": "Śpiewamy w środy, a od wiosny też w soboty. Przyjdź i posłuchaj.",
    "lead_en": "Wednesdays, and from spring Saturdays: come, listen and decide.",
    "lead_uk": "Співаємо щосереди, а від весни й щосуботи. Прийдіть і послухайте.",
}
PROPOSED_BY_ACCOUNT = {
    "title": "No lift on Saturday morning",
    "lead": "It is checked from 8:00 to 11:00. If you need it, call us and we move "
    "your meeting to the ground floor.",
}
PROPOSED_BY_VOLUNTEER = {
    "title": "У суботу вранці ліфт не працюватиме",
    "lead": "З 8:00 до 11:00 триватиме огляд. Якщо вам потрібен ліфт, зателефонуйте, "
    "і ми перенесемо заняття на перший поверх.",
}
WISHES = [("uk", 1, 4), ("uk", 3, 2), ("en", 2, 3)]  # language, days ago, how many
VISIT = "pierwsze-drzwi-w-miescie"


class Letter(NamedTuple):
    """What is written to the visit's delegations: subject and text by language."""

    texts: dict[str, tuple[str, str]]
    days_before: int | None = None  # counted from the visit; None is at once
    is_draft: bool = False


LETTERS = [
    Letter(
        {
            "pl": ("Wejście od podwórza", "Front jest w remoncie. Wejdź od podwórza."),
            "en": ("Enter from the yard", "The front is being repaired. Use the yard."),
            "uk": ("Вхід із двору", "Фасад ремонтують. Заходьте з двору."),
        },
    ),
    Letter(
        {
            "pl": ("Do zobaczenia jutro", "Zaczynamy punktualnie. Kawa czeka."),
            "en": ("See you tomorrow", "We begin on time. There is coffee."),
        },
        days_before=1,
    ),
    Letter({"pl": ("Zdjęcia z wizyty", "Dopisać, gdzie będą.")}, is_draft=True),
]


def load_desk(at: datetime, today: date) -> None:
    """Add what the desk lacks of the demo, with days counted from `today`."""
    staff = demo_staff()
    if not PreparedChange.objects.exists():
        _prepare(at, today, staff)
    if not Proposal.objects.exists():
        _propose(at, staff)
    if not LanguageWish.objects.exists():
        _wish(today)
    if not StaffMessage.objects.exists():
        _write(at, staff)


def add_door_link(maker: Any, at: datetime) -> None:
    """Add a link to the door of the coming visit, unless there is any link."""
    visit = StudyVisit.objects.upcoming(at).order_by("starts_at").first()
    if visit and not DoorLink.objects.exists():
        DoorLink.make(visit, localdate(visit.starts_at), at=at, user=maker)


def _prepare(at: datetime, today: date, staff: Any) -> None:
    if post := Post.objects.filter(slug=PREPARED_POST).first():
        texts = {c: (getattr(post, c), new) for c, new in PREPARED_TEXTS.items()}
        appears_at = moment(today + timedelta(days=PREPARED_FOR_DAYS), "9:00")
        keep_prepared(
            post, texts, {}, appears_at=appears_at, is_small=False, user=staff, at=at
        )
        _prepare_document(PreparedChange.objects.of(post).get(), at)


def _prepare_document(prepared: PreparedChange, at: datetime) -> None:
    """Let a document wait with the words."""
    document = PreparedDocument(prepared=prepared)
    for code, title in SONGS["title"]._asdict().items():
        setattr(document, columns(PreparedDocument, code)["title"], title)
    store(document, SONGS, at)
    document.save()


def _propose(at: datetime, staff: Any) -> None:
    """Let an account propose English, and a volunteer Ukrainian by a link."""
    post = Post.objects.filter(slug=POLISH_ALONE).first()
    if post is None:
        return
    english, ukrainian = digests_of(post, "en"), digests_of(post, "uk")
    propose(post, "en", PROPOSED_BY_ACCOUNT, english, user=staff, at=at)
    TranslationLink.make(post, "uk", at=at, user=staff)
    link = TranslationLink.objects.into(post, "uk").get()
    propose_by_link(link, PROPOSED_BY_VOLUNTEER, ukrainian, name="Приклад", at=at)


def _wish(today: date) -> None:
    """Count some who asked for another language where there is Polish alone."""
    if post := Post.objects.filter(slug=POLISH_ALONE).first():
        for language, days, count in WISHES:
            LanguageWish.objects.create(
                model=post._meta.label_lower,
                object_id=post.pk,
                language=language,
                day=today - timedelta(days=days),
                count=count,
            )


def _write(at: datetime, staff: Any) -> None:
    """Write letters to a visit: one that went out, one that waits, and a draft."""
    visit = StudyVisit.objects.filter(slug=VISIT).first()
    if visit is None:
        return
    told = [*visit.registrations.filter(status__in=WRITTEN_TO)]
    for number, letter in enumerate(LETTERS):
        due = None
        if letter.days_before:
            due = visit.starts_at - timedelta(days=letter.days_before)
        draft = write_draft(
            visit=visit,
            content=MessageContent(
                texts=letter.texts, recipients=told, scheduled_at=due
            ),
            key=f"demo-{number}",
            staff=staff,
        )
        if not letter.is_draft:
            confirm_message(message=draft, seen=version_of(draft), at=at)
