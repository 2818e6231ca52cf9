"""The style guide: every component in every state, for staff and for the tests.

It is made of the templates that the pages use, with things that nobody stored. So it
can't differ from the site, and shows what the demo content has no example of.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from centre.content.share_links import share_links
from centre.models import SiteNotice
from centre.search.views import Result
from centre.templatetags.centre import row
from centre.web.paging import PageOf
from events.activities.asked import Asked
from events.activities.choices import Group, Link
from events.activities.listing import DayPage, month_table
from events.activities.opening import Offer, Opening
from events.activities.periods import Period
from events.models import Activity, ActivityType, Session, StudyVisit
from events.registrations.fields import (
    country_field,
    email_field,
    notice_read_field,
    organisation_field,
    people_field,
)
from events.templatetags.agenda import session_row, standing_row
from news.models import Post, PostDocument, PostPicture, TopicLink

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ROLES = ActivityType.Role.values
TITLES = {
    "pl": "Polski od podstaw",
    "en": "Polish from scratch",
    "uk": "Польська з нуля",
}
LONG = {
    "pl": "Dziewięćdziesięciopięcioletnich przedstawicielstw najniebezpieczniejszych",
    "en": "Counterrevolutionaries’ uncharacteristically internationalised get-together",
    "uk": "Найрізноманітніших високопрофесійних взаємообслуговувань зустріч",
}
SENTENCES = {
    "pl": "Przyjdź tak, jak jesteś. Nie trzeba niczego umieć.",
    "en": "Come as you are. You need not know anything before.",
    "uk": "Приходьте як є. Нічого не треба вміти заздалегідь.",
}
ARABIC = "الخياطة معًا: لحاف من قطع القماش"


class ExampleForm(forms.Form):
    """Fields of each kind that the public forms have."""

    organisation = organisation_field()
    country = country_field()
    email = email_field()
    seats = people_field()
    notice_read = notice_read_field()


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; for staff, who are asked before."""
    now = timezone.now()
    activity = _activity()
    coming = [_session(activity, now + DAY * n, "planned") for n in (0, 0, 1)]
    today = timezone.localdate(now)
    months = DayPage(
        Period(today.replace(day=1), today + 20 * DAY), [(today, coming, 72)]
    )
    context = {
        "roles": ROLES,
        "sessions": _rows(now),
        "standing": [standing_row(offer, True) for offer in _offers(now)],
        "offers": _offers(now),
        "visits": _visits(now),
        "posts": _posts(now),
        "topics": tuple(TopicLink("#", TITLES[code], code) for code in TITLES),
        "weeks": month_table(months),
        "weekdays": range(7),
        "asked": Asked(),
        "today": today,
        "form": ExampleForm(auto_id="empty_%s"),
        "wrong_form": ExampleForm({"email": "nobody", "seats": "many"}),
        "page": PageOf([], 2, True),
        "years": [2026, 2025, 2024],
        "choices": _choices(activity),
        "results": _results(now),
        "foreign": _untranslated(),
        "activity": activity,
        "documents": _documents(now),
        "notices": {"site_notices": _notices()},
        "share_url": settings.SITE_URL,
        "share_links": share_links(TITLES["en"], settings.SITE_URL),
        "pictures": PostPicture.objects.order_by("pk")[:1],
    }
    return render(request, "centre/styleguide.html", context)


def everywhere(**texts: dict[str, str]) -> dict[str, str]:
    """Return a translated field's columns, each with the text of its language.

    A language without a text of its own has the English one.
    """
    return {
        column: words.get(code, words["en"])
        for code, _name in settings.LANGUAGES
        for name, words in texts.items()
        for column in [f"{name}_{code}"]
    }


def _type(role: str) -> ActivityType:
    names = {"en": role}
    texts = everywhere(name=names, short_name=names)
    return ActivityType(slug=role, role=role, **texts)


def _activity(titles: Any = TITLES, **fields: Any) -> Activity:
    texts = everywhere(title=titles, summary=SENTENCES, place={"en": "1"})
    fields = {"languages": ["pl", "uk"], "step_free": True, **texts, **fields}
    role = fields.pop("role", "workshop")
    return Activity(pk=0, slug="example", type=_type(role), **fields)


def _session(activity: Activity, at: datetime, state: str, **fields: Any) -> Session:
    return Session(
        activity=activity,
        starts_at=at,
        ends_at=at + 2 * HOUR,
        state=state,
        **fields,
    )


def _rows(now: datetime) -> list[SafeString]:
    """Return rows of sessions: plain, moved, cancelled, full of facts, long, Arabic."""
    note = everywhere(note=SENTENCES)
    full = _activity(
        role="support",
        languages=["pl", "en", "uk", "ka", "ar", "vi"],
        interpreted_into=["uk", "pjm"],
        hearing_loop=True,
        audiences=["children", "families"],
        signup_by=["phone"],
        price="paid",
        **everywhere(access_note=SENTENCES, cost={"en": "20 zł"}),
    )
    sessions = [
        _session(_activity(), now, "planned"),
        _session(_activity(role="meeting"), now, "moved", **note),
        _session(_activity(role="grassroots"), now, "cancelled", **note),
        _session(full, now, "planned"),
        _session(_activity(LONG, step_free=False), now, "planned"),
    ]
    arabic = row(
        "events/includes/session.html",
        url="#",
        language="ar",
        title=ARABIC,
        languages=("ar", "pl"),
        badges=(),
        state="planned",
        starts_at=now,
        ends_at=now + HOUR,
    )
    return [*(session_row(session, True) for session in sessions), arabic]


def _offers(now: datetime) -> list[Offer]:
    """Return standing offers in each state, and one without known hours."""
    offers = []
    for state in ("open", "today", "next", ""):
        activity = _activity(role="support")
        hours = {"opens": time(10).isoformat(), "closes": time(14).isoformat()}
        activity.stored_hours = [{"weekday": 0, **hours}]
        opening = Opening(now, now + 4 * HOUR) if state else None
        offers.append(Offer(activity, opening, state))
    return offers


def _visits(now: datetime) -> list[StudyVisit]:
    """Return a visit in each state of its registration, the open one three times."""
    ahead, over = {"starts_at": now + 60 * DAY}, {"starts_at": now - 60 * DAY}
    opened = {**ahead, "opens": now - DAY, "closes": now + 30 * DAY}
    states: list[dict[str, Any]] = [
        {**opened, "taken": 0},
        {**opened, "taken": 30, "titles": LONG, "days": 1},
        {**opened, "taken": 39},
        {**opened, "taken": 40, "waiting_list": "strict"},
        {**opened, "taken": 40},
        {**opened, "opens": now + DAY},
        {**opened, "closes": now - HOUR},
        {**opened, "state": "cancelled"},
        {**opened, "state": "postponed"},
        ahead,
        over,
    ]
    return [_visit(**state) for state in states]


def _visit(
    starts_at: datetime,
    opens: datetime | None = None,
    closes: datetime | None = None,
    taken: int = 0,
    titles: dict[str, str] = TITLES,
    days: int = 0,
    **fields: Any,
) -> StudyVisit:
    visit = StudyVisit(
        pk=0,
        slug=f"example-{taken}",
        starts_at=starts_at,
        ends_at=starts_at + days * DAY + 3 * HOUR,
        registration_opens_at=opens,
        registration_closes_at=closes,
        capacity=40,
        largest_group=8,
        languages=["en", "pl"],
        **everywhere(title=titles, summary=SENTENCES),
        **fields,
    )
    visit.seats_taken = taken
    return visit


def _posts(now: datetime) -> list[Post]:
    """Return news: with a picture, where there is one, without, with long words."""
    stored = PostPicture.objects.order_by("pk").first()
    posts = []
    for titles, pictures in ((TITLES, [stored]), (TITLES, []), (LONG, [])):
        texts = everywhere(title=titles, lead=SENTENCES, body=SENTENCES)
        post = Post(pk=0, slug="example", published_at=now, **texts)
        shown = [picture.pk for picture in pictures if picture]
        found = PostPicture.objects.filter(pk__in=shown)
        vars(post)["_prefetched_objects_cache"] = {"pictures": found}
        posts.append(post)
    return posts


def _untranslated() -> Any:
    """Return a thing that the reader gets in another language than the page's."""
    others = [code for code, _name in settings.LANGUAGES if code != get_language()]
    return Post(**{f"{name}_{others[0]}": "…" for name in ("title", "lead", "body")})


def _documents(now: datetime) -> list[PostDocument]:
    """Return documents: one for everybody, and one that is hard to use for some."""
    kinds = [("pdf", "", TITLES), ("docx", PostDocument.Access.SCAN, LONG)]
    return [
        PostDocument(
            pk=0,
            kind=kind,
            filename=f"example.{kind}",
            size=1_234_567,
            stored_at=now,
            language="pl",
            access=access,
            **everywhere(title=titles),
        )
        for kind, access, titles in kinds
    ]


def _notices() -> list[SiteNotice]:
    text = everywhere(text=SENTENCES)
    return [SiteNotice(is_warning=warns, **text) for warns in (True, False)]


def _choices(activity: Activity) -> Group:
    links = [Link(name, "#", not n, False) for n, name in enumerate(TITLES.values())]
    return Group("example", "…", [*links, Link("", "#", False, False, activity.type)])


def _results(now: datetime) -> list[Result]:
    """Return results of a search: coming, over, news."""
    language = get_language() or settings.LANGUAGE_CODE
    known: dict[str, Any] = {"next_at": None, "was_at": None, "news_of": None}
    title = conditional_escape(TITLES.get(language, TITLES["en"]))
    text = conditional_escape(SENTENCES.get(language, SENTENCES["en"]))
    return [
        Result(
            url="#",
            language=language,
            page_language=language,
            kind="…",
            title=title,
            text=text,
            **(known | moment),
        )
        for moment in ({"next_at": now}, {"was_at": now}, {"news_of": now})
    ]
