"""Every public page of the site, on a small site with one or more of each thing."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from centre.models import Recording
from events.models import OpeningHours, ProgrammeItem
from tests.builders import (
    DAY,
    HOUR,
    build_activity,
    build_centre,
    build_document,
    build_page,
    build_post,
    build_session,
    build_statement,
    build_topic,
    build_type,
    build_visit,
    register,
)
from tests.desk import picture_file

# view name -> its arguments: every page that anybody may open
PUBLIC_PAGES = {
    "centre:home": {},
    "centre:about": {},
    "centre:media": {},
    "centre:visit-us": {},
    "centre:accessibility": {},
    "centre:page": {"slug": "prywatnosc"},
    "centre:search": {},
    "news:post-list": {},
    "news:topic": {"slug": "dom"},
    "news:post-detail": {"slug": "wpis-0"},
    "events:activity-list": {},
    "events:activity-type": {"slug": "warsztaty"},
    "events:activity-archive": {"year": timezone.localdate().year},
    "events:activity-detail": {"slug": "kurs-0"},
    "events:programme-share": {},
    "events:visit-list": {},
    "events:visit-detail": {"slug": "wizyta-0"},
}
# The registration's own pages, for which one cookie is needed.
PRIVATE_PAGES = {
    f"events:register-{step}": {"slug": "wizyta-0"}
    for step in ("delegation", "contact", "people", "privacy")
} | {"events:request-new": {}, "events:lost-link": {}}
# Addresses that are no page to read by themselves.
OTHER = {
    "api:index",
    "api:sessions",
    "api:standing-offers",
    "api:study-visits",
    "centre:language-wish",
    "centre:manifest",
    "centre:what-we-do",
    "news:feed",
    "news:topic-feed",
    "events:programme-calendar",
    "events:programme-text",
    "events:programme-embed",
    "events:activity-calendar",
    "events:visit-calendar",
    "events:register-parts",
    "events:register-check",
    "events:register-done",
    "events:feedback",
    "events:feedback-thanks",
    "events:registration",
    "events:registration-withdraw",
    "events:registration-confirm",
    "events:person-consents",
    "events:registration-coming",
    "events:registration-consents",
    "events:registration-offer",
    "events:take-over",
    "events:take-over-declined",
    "events:registration-seats",
    "events:registration-parts",
    "events:registration-change",
    "events:registration-hand-over",
    "events:registration-hand-over-asked",
    "events:registration-code",
    "events:registration-needs",
    "events:registration-material",
    "events:registration-materials",
    "events:registration-people",
    "events:registration-people-list",
    "events:registration-person",
    "events:registration-person-add",
    "events:registration-person-remove",
    "events:person",
    "events:person-material",
    "events:person-materials",
    "events:person-needs",
    "events:person-remove",
    "events:person-gone",
    "events:lost-link-sent",
    "events:invitations-leave",
    "events:invitations-keep",
    "events:invitations-left",
    "events:invitations-kept",
    "events:request",
    "events:request-send",
    "events:request-sent",
    "events:request-wish",
    "events:request-accept",
    "events:request-turn-down",
    "events:request-withdraw",
}


def page_url(name: str, kwargs: dict, language: str) -> str:
    with translation.override(language):
        return reverse(name, kwargs=kwargs)


def everywhere(fields: dict[str, str]) -> dict[str, str]:
    """The same words in every stored language, each with its code behind."""
    return {
        f"{name}_{code}": text.replace("@", code)
        for name, text in fields.items()
        for code in settings.MODELTRANSLATION_LANGUAGES
    }


def build_site(count: int = 1) -> None:
    """The house with `count` of each thing, complete in every language."""
    now = timezone.now()
    build_centre(
        **everywhere({"name": "Dom @", "tagline": "Wątki @", "about": "<p>@</p>"})
    )
    texts = {"not_accessible": "<p>N @</p>", "building": "<p>B @</p>"}
    build_statement(**everywhere(texts | {"communication": "<p>C @</p>"}))
    words = everywhere({"title": "Strona @", "body": "<p>@</p>"})
    page = build_page("prywatnosc", role="what-we-do", **words)
    captions = everywhere({"captions": "WEBVTT\n\n00:01.000 --> 00:02.000\n@"})
    files = {"video": "private/lost.mp4", "poster": picture_file()}
    Recording.objects.create(page=page, **files, **captions)
    topic = build_topic(**everywhere({"name": "Temat @"}))
    kind = build_type(
        **everywhere({"name": "Rodzaj @", "short_name": "R @", "description": "Opis @"})
    )
    for number in range(count):
        visit = _visit(number)
        post = build_post(
            f"wpis-{number}",
            visit=visit,
            **everywhere({"title": "Wpis @", "lead": "Zajawka @.", "body": "<p>@</p>"}),
        )
        post.topics.add(topic)
        for thing in (page, post, visit):
            build_document(thing, access="scan", **everywhere({"title": "Plik @"}))
        activity = build_activity(
            f"kurs-{number}",
            type=kind,
            **everywhere({"title": "Kurs @", "summary": "Opis @.", "place": "Sala @"}),
        )
        build_document(activity, **everywhere({"title": "Plik @"}))
        build_session(activity, now + (number + 1) * DAY)
        offer = build_activity(
            f"dyzur-{number}",
            type=kind,
            standing=True,
            **everywhere({"title": "Dyżur @", "summary": "Opis @."}),
        )
        OpeningHours.objects.create(
            activity=offer, weekday=1, opens="10:00", closes="14:00"
        )


def _visit(number: int):
    words = {"title": "Wizyta @", "summary": "Skrót @.", "description": "<p>@</p>"}
    visit = build_visit(f"wizyta-{number}", **everywhere(words))
    for place in range(2):
        ProgrammeItem.objects.create(
            visit=visit,
            starts_at=visit.starts_at + place * HOUR,
            ends_at=visit.starts_at + place * HOUR + timedelta(minutes=45),
            **everywhere({"title": "Punkt @"}),
        )
    register(visit)
    past = build_visit(f"dawna-{number}", **everywhere(words))
    type(past).objects.filter(pk=past.pk).update(
        registration_opens_at=None,
        registration_closes_at=None,
        starts_at=past.starts_at - 400 * DAY,
        ends_at=past.ends_at - 400 * DAY,
    )
    return visit
