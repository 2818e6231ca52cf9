"""Build plain, valid objects for tests; every text has its named column."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from centre.content.languages import is_complete
from centre.documents.uploads import clean_document
from centre.models import (
    AccessibilityStatement,
    Centre,
    HouseClosure,
    Page,
    SiteNotice,
)
from events.links.tokens import invitee_token, link_hash, new_key
from events.models import (
    Activity,
    ActivityType,
    Invitee,
    Registration,
    Session,
    StudyVisit,
    VisitPart,
)
from events.registrations.mail.first_emails import write_first_emails
from events.registrations.rules.register import (
    DisplayedText,
    RegistrationData,
    RegistrationResult,
    register_delegation,
    store_notice,
)
from news.models import Post, Topic

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# They take longer than all the rest of a delegation, and few tests read them.
first_mails_are_written = False


def at_hour(hour: int, *, in_days: int = 0) -> datetime:
    """Return a full hour by the clocks of Kraków, so many days from today."""
    day = timezone.localtime() + in_days * DAY
    return day.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)


def build_centre(**fields: Any) -> Centre:
    """Build the Centre, complete in Polish, English and Ukrainian."""
    values = {
        "name_pl": "Dom Testowy",
        "name_en": "Test House",
        "name_uk": "Тестовий дім",
        "tagline_pl": "Wiele wątków",
        "tagline_en": "Many threads",
        "tagline_uk": "Багато ниток",
        "about_pl": "<p>O domu.</p>",
        "about_en": "<p>About the house.</p>",
        "about_uk": "<p>Про дім.</p>",
        "registration_notice_pl": "<p>Informacja o danych.</p>",
        "registration_notice_en": "<p>Information on data.</p>",
        "registration_notice_uk": "<p>Інформація про дані.</p>",
        "street": "ul. Przykładowa 20",
        "postcode": "30-000",
        "email": "centrum@example.org",
        **fields,
    }
    if Centre.objects.exists():
        return Centre.objects.update_or_create(pk=1, defaults=values)[0]
    centre = Centre(**values)
    # Half of what it takes is its history, which begins with the first change.
    centre.skip_history_when_saving = True
    centre.save(force_insert=True)
    del centre.skip_history_when_saving
    return centre


def build_statement(**fields: Any) -> AccessibilityStatement:
    """Build a public declaration of accessibility, in Polish; the Centre is there."""
    values = {
        "is_public": True,
        "body": "Fundacja Przykładowa",
        "site_published_on": date(2026, 1, 2),
        "site_changed_on": date(2026, 2, 3),
        "prepared_on": date(2026, 2, 4),
        "contact": "Przykładowa Osoba",
        "email": "dostepnosc@example.org",
        "phone": "+48 12 000 00 00",
        "not_accessible_pl": "<p>Nagrania.</p>",
        "building_pl": "<p>Winda.</p>",
        "communication_pl": "<p>Pętla.</p>",
        **fields,
    }
    return _save(AccessibilityStatement, **values)


def build_closure(first: date, days: int = 1, **fields: Any) -> HouseClosure:
    """Build a closure of the house, so many days long, with no reason."""
    last = first + (days - 1) * DAY
    return _save(HouseClosure, **{"first_day": first, "last_day": last, **fields})


def build_notice(**fields: Any) -> SiteNotice:
    """Build a notice across the site in Polish, from an hour ago to in an hour."""
    now = timezone.now()
    span = {"starts_at": now - HOUR, "ends_at": now + HOUR}
    return _save(SiteNotice, **{"text_pl": "Winda nie działa.", **span, **fields})


def build_page(slug: str, **fields: Any) -> Page:
    """Build a public page in the footer, complete in Polish."""
    values = {
        "slug": slug,
        "title_pl": f"Strona {slug}",
        "body_pl": "<p>Treść.</p>",
        "published_at": timezone.now() - DAY,
        **fields,
    }
    return _save(Page, **values)


def build_topic(slug: str = "dom", **fields: Any) -> Topic:
    """Build a topic, complete in Polish."""
    return _save(Topic, **{"slug": slug, "name_pl": f"Temat {slug}", **fields})


def build_post(slug: str, **fields: Any) -> Post:
    """Build a public post, complete in Polish and English."""
    values = {
        "slug": slug,
        "title_pl": f"Wpis {slug}",
        "lead_pl": f"Zajawka {slug}.",
        "body_pl": f"<p>Treść {slug}.</p>",
        "title_en": f"Post {slug}",
        "lead_en": f"Lead {slug}.",
        "body_en": f"<p>Body {slug}.</p>",
        "published_at": timezone.now() - DAY,
        **fields,
    }
    return _save(Post, **values)


def build_type(slug: str = "warsztaty", **fields: Any) -> ActivityType:
    """Build a type of activity, complete in Polish and English."""
    values = {
        "slug": slug,
        "role": "workshop",
        "name_pl": f"Rodzaj {slug}",
        "name_en": f"Type {slug}",
        "short_name_pl": slug,
        "short_name_en": slug,
        "description_pl": "Opis.",
        "description_en": "Description.",
        **fields,
    }
    return _save(ActivityType, **values)


def build_activity(slug: str, **fields: Any) -> Activity:
    """Build a public activity, complete in Polish and English, held in Polish."""
    values = {
        "slug": slug,
        "title_pl": f"Zajęcia {slug}",
        "summary_pl": f"Opis {slug}.",
        "title_en": f"Activity {slug}",
        "summary_en": f"Summary {slug}.",
        "languages": ["pl"],
        "published_at": timezone.now() - DAY,
        **fields,
    }
    if "type" not in values:
        values["type"] = ActivityType.objects.first() or build_type()
    return _save(Activity, **values)


def build_session(activity: Activity, starts_at: datetime, **fields: Any) -> Session:
    """Build a session of two hours."""
    values = {"starts_at": starts_at, "ends_at": starts_at + 2 * HOUR, **fields}
    return _save(Session, activity=activity, **values)


def build_visit(slug: str = "wizyta", **fields: Any) -> StudyVisit:
    """Build a public visit in 30 days with 30 places, open for groups of up to 12.

    It lasts from 10:00 to 16:00 in Kraków, whatever the time is now.
    """
    now, starts_at = timezone.now(), at_hour(10, in_days=30)
    values = {
        "slug": slug,
        "title_pl": f"Wizyta {slug}",
        "title_en": f"Visit {slug}",
        "title_uk": f"Візит {slug}",
        "summary_pl": "Skrót.",
        "summary_en": "Summary.",
        "summary_uk": "Коротко.",
        "description_pl": "<p>Opis.</p>",
        "description_en": "<p>Description.</p>",
        "description_uk": "<p>Опис.</p>",
        "venue_pl": "Recepcja",
        "starts_at": starts_at,
        "ends_at": starts_at + 6 * HOUR,
        "languages": ["pl", "en"],
        "capacity": 30,
        "largest_group": 12,
        "registration_opens_at": now - DAY,
        "registration_closes_at": now + 20 * DAY,
        "waiting_list": "none",
        "published_at": now - DAY,
        **fields,
    }
    return _save(StudyVisit, **values)


def build_part(visit: StudyVisit, name: str = "tour", **fields: Any) -> VisitPart:
    """Build a part of one hour at the visit's start, with 6 places, in English."""
    values = {
        "title_pl": f"Część {name}",
        "title_en": f"Part {name}",
        "title_uk": f"Частина {name}",
        "starts_at": visit.starts_at,
        "ends_at": visit.starts_at + HOUR,
        "language": "en",
        "capacity": 6,
        **fields,
    }
    return _save(VisitPart, visit=visit, **values)


def delegation(**fields: Any) -> RegistrationData:
    """Return the answers of a made-up council with three people."""
    values = {
        "organisation": "Example City Council",
        "city": "Exampletown",
        "country": "NO",
        "contact_name": "Contact Person",
        "contact_email": "contact@example.org",
        "language": "en",
        "seats": 3,
        **fields,
    }
    return RegistrationData(**values)


def register(
    visit: StudyVisit, *, proven: bool = True, mailed: bool = False, **fields: Any
) -> RegistrationResult:
    """Register a delegation through the service.

    By default its contact's e-mail counts as verified, without a step in the history.
    The first e-mail counts as written; `mailed` or the fixture `first_mails` write it.
    """
    result = register_delegation(
        visit=visit,
        delegation=delegation(**fields),
        submission_key=new_key(),
        at=timezone.now(),
    )
    if mailed or first_mails_are_written:
        write_first_emails.func()
    registration = result.registration
    registration.first_mail_due = False
    if proven:
        registration.proof_due_at, registration.proven_at = None, timezone.now()
    registration.save(update_fields=["first_mail_due", "proof_due_at", "proven_at"])
    return result


def build_registration(visit: StudyVisit, **fields: Any) -> Registration:
    """Build a confirmed registration with a verified contact."""
    return register(visit, **fields).registration


def build_invitee(**fields: Any) -> Invitee:
    """Build somebody who agreed to invitations now, and reads English."""
    shown = DisplayedText("You may write to me.", "en")
    values = {
        "name": "Invited Person",
        "email": "invited@example.org",
        "language": "en",
        "country": "NO",
        "text": store_notice(shown),
        "agreed_at": timezone.now(),
        **fields,
    }
    invitee = Invitee.objects.create(token_hash=new_key(), **values)
    invitee.token_hash = link_hash(invitee_token(invitee))
    invitee.save()
    return invitee


def let_day_come(visit: StudyVisit) -> StudyVisit:
    """Let a visit begin now, with the delegations that it has, and return it anew.

    It ends before the day does.
    """
    now = timezone.now()
    StudyVisit.objects.filter(pk=visit.pk).update(
        registration_opens_at=None,
        registration_closes_at=None,
        starts_at=now,
        ends_at=at_hour(0, in_days=1) - timedelta(microseconds=1),
    )
    return StudyVisit.objects.get(pk=visit.pk)


def build_guests(visit: StudyVisit, **fields: Any) -> Registration:
    """Build a registration, made in time, for a visit that begins now."""
    now = timezone.now()
    ahead = StudyVisit.objects.filter(pk=visit.pk)
    ahead.update(
        registration_opens_at=now - DAY,
        registration_closes_at=now + DAY,
        starts_at=now + 2 * DAY,
        ends_at=now + 3 * DAY,
    )
    registration = build_registration(ahead.get(), **fields)
    let_day_come(visit)
    return Registration.objects.select_related("visit").get(pk=registration.pk)


def build_staff(**fields: Any) -> Any:
    """Build a superuser; the password is `password`."""
    return get_user_model().objects.create_superuser(
        **{"username": "staff", "password": "password", **fields}
    )


def _use_slug_everywhere(obj: Any) -> None:
    """Give an object its one slug in every language that it is complete in."""
    for code in settings.MODELTRANSLATION_LANGUAGES:
        if is_complete(obj, code) and not getattr(obj, f"slug_{code}"):
            setattr(obj, f"slug_{code}", obj.slug)


def build_document(thing: Any, name: str = "Plan wizyty.pdf", **fields: Any) -> Any:
    """Build a small PDF of a thing, with a title in Polish."""
    (relation,) = (
        each for each in type(thing)._meta.related_objects if each.name == "documents"
    )
    content = fields.pop("content", b"%PDF-1.7\n1 0 obj << >>\n%%EOF\n" + name.encode())
    upload = SimpleUploadedFile(name, content)
    document = relation.related_model(
        **{relation.field.name: thing, "title_pl": "Plan", **fields}
    )
    document.describe(clean_document(upload), timezone.now())
    document.file = upload
    document.save()
    return document


def _save(model: Any, **fields: Any) -> Any:
    obj = model(**fields)
    if fields.get("slug"):
        _use_slug_everywhere(obj)
    # The database itself keeps the constraints; asking it before costs as much again.
    obj.full_clean(validate_unique=False, validate_constraints=False)
    obj.save()
    return obj
