"""Every page of the desk, on a desk that has one or more of each thing."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone, translation

from centre.models import (
    ImportItem,
    ImportRun,
    LibraryPicture,
    OutdatedText,
    Partner,
    Proposal,
    StaffAction,
)
from centre.pictures.library import file_of
from centre.translating.proposing import digests_of, propose
from events.messages.rules import MessageContent, write_draft
from events.models import (
    MailWording,
    Need,
    OpeningHours,
    ProgrammeItem,
    RetentionRun,
    VisitFigure,
)
from events.onsite.checkin import check_in
from events.onsite.pdf_views import KINDS
from events.onsite.printouts import SHEETS
from events.onsite.sheet_runs import make_part, order_sheets
from events.privacy import ledger
from events.registrations.rules.change_requests import request_change
from events.registrations.staff.actions import ACTIONS
from events.registrations.staff.change_requests import CHANGE_ANSWERS
from events.visit_requests.admin import REQUEST_ANSWERS
from news.models import PostPicture
from tests.builders import (
    DAY,
    HOUR,
    build_activity,
    build_centre,
    build_closure,
    build_invitee,
    build_notice,
    build_page,
    build_part,
    build_post,
    build_registration,
    build_session,
    build_staff,
    build_statement,
    build_topic,
    build_type,
    build_visit,
    let_day_come,
)
from tests.desk import picture_file
from tests.helpers import request_visit

# Addresses of the desk at which there is nothing to read, or nobody to read it.
OTHER = {
    "centre_centre_changelist",
    "centre_accessibilitystatement_changelist",
    "jsi18n",
    "invited",
    "auth_user_invite",
    "unsaved",
    "unsaved-discard",
    "presence",
    "link-targets",
    "stored-file",
    "bin-restore",
    "bin-empty",
    "library-upload",
    "library-take-down",
    "login",
    "autocomplete",
    "logout",
    "view_on_site",
    "events_day_export",
    "events_day_qr",
    "events_visitfigure_workbook",
    "centre_outdatedtext_export",
}
# Pages that nobody is let onto: what they would do is done otherwise, or never.
CLOSED = {
    f"{model}_{page}"
    for model, pages in {
        "auth_user": ("delete",),  # one's own account
        "centre_centre": ("add", "delete"),
        "centre_accessibilitystatement": ("add",),
        "centre_outdatedtext": ("add", "change", "delete", "history"),
        "centre_importrun": ("delete",),
        "centre_staffaction": ("add", "change", "delete", "history"),
        "events_outgoingemail": ("add", "delete"),
        "events_registration": ("delete",),
        "events_staffmessage": ("add", "delete"),
        "events_invitee": ("add", "delete"),
        "events_retentionrun": ("add", "change", "delete", "history"),
        "events_visitfigure": ("add", "change", "delete", "history"),
        "events_visitrequest": ("add", "delete"),
    }.items()
    for page in pages
}


PUBLISHABLE = ("news_post", "centre_page", "events_activity", "events_studyvisit")

# Nothing of what is built has an English text: what is English is a page's own.
DELEGATION = {
    "organisation": "Urząd Miasta Przykładowo",
    "city": "Przykładowo",
    "country": "PL",
    "contact_name": "Przykładowa Osoba",
    "language": "pl",
}


def build_desk() -> dict[str, Any]:
    """Build something of all that staff look after; return one thing by its model.

    There is a user `staff` to sign in as.
    """
    staff, now = build_staff(), timezone.now()
    kind = build_type(name_en="", short_name_en="", description_en="")
    texts = {"title_en": "", "lead_en": "", "body_en": "", "lead_uk": "Зачин"}
    post = build_post("wpis", **texts)
    activity = build_activity("zajecia", title_en="", summary_en="")
    offer = build_activity("dyzur", title_en="", summary_en="", standing=True)
    visit, registration = _build_visit(staff)
    ledger.write_entry(at=now, rule="needs", days=14, erased=1)
    numbers = {"delegations": 1, "seats": 7, "attended": 7}
    wording = MailWording.objects.create(kind="visit_reminder", extra_pl="Do jutra.")
    things = [
        build_centre(),
        build_statement(is_sample=True),
        build_page("strona"),
        build_topic(),
        post,
        kind,
        activity,
        visit,
        registration,
        registration.emails.first(),
        request_visit(**DELEGATION, purpose="Szkoły"),
        wording,
        visit.messages.get(),
        build_invitee(),
        build_closure(now.date()),
        build_notice(),
        staff,
        Group.objects.create(name="Przykład"),
        RetentionRun.objects.get(),
        _build_outdated(post),
        VisitFigure.objects.create(visit=visit, city="Ełk", country="PL", **numbers),
        _build_proposal(post, staff),
        StaffAction.objects.create(user=staff, username="staff", kind="signed_in"),
        _build_import(staff),
    ]
    Partner.objects.create(centre=things[0], name="Przykład")
    build_session(activity, now + DAY)
    OpeningHours.objects.create(
        activity=offer, weekday=1, opens="10:00", closes="14:00"
    )
    shown = PostPicture.objects.create(post=post, image=picture_file(), alt_pl="Drzwi")
    things.append(LibraryPicture.objects.create(image=shown.image.name, alt_pl="Okno"))
    for thing in things:
        if hasattr(thing, "history"):
            thing.save()  # so that there is something to read in its history
        LogEntry.objects.create(
            user=staff,
            content_type=ContentType.objects.get_for_model(thing),
            object_id=thing.pk,
            object_repr="Przykład",
            action_flag=2,
            change_message='[{"changed": {"fields": ["Published from", "Lead [pl]"]}}]',
        )
    named = {thing._meta.label_lower.replace(".", "_"): thing for thing in things}
    return named | {"later_visit": build_visit("pozniejsza", title_en="")}


def _build_outdated(post: Any) -> OutdatedText:
    """Build what the database notes where a text was left behind."""
    names = {"model": "news.post", "part": "news.post", "field": "lead"}
    return OutdatedText.objects.create(
        object_id=post.pk, part_id=post.pk, language="uk", **names
    )


def _build_proposal(post: Any, staff: Any) -> Proposal:
    """Build a proposal that waits, of two texts."""
    texts = {"title": "Допис", "lead": "Інший зачин"}
    made_from = digests_of(post, "uk")
    at = timezone.now()
    return propose(post, "uk", texts, made_from, user=staff, at=at)


def _build_import(staff: Any) -> ImportRun:
    """Build an import that waits for somebody to start it, with one entry."""
    run = ImportRun.objects.create(
        kind="wordpress", state="ready", source="old.example.org", created_by=staff
    )
    text = {"language": "pl", "key": "1"}
    ImportItem.objects.create(
        run=run,
        position=0,
        kind="post",
        title="Przykład",
        outcome="new",
        payload={"texts": [text], "published_at": None},
        notes=[["no_title", {}]],
    )
    return run


def _build_visit(staff: Any) -> Any:
    """Build a visit with each kind of delegation that its dashboard tells of."""
    untranslated = {"title_en": "", "summary_en": "", "description_en": ""}
    limits = {"capacity": 12, "largest_group": 6, "waiting_list": "fill"}
    visit = build_visit(**untranslated, **limits)
    build_part(visit, "przewodnik", title_en="")
    ProgrammeItem.objects.create(
        visit=visit,
        title_pl="Powitanie",
        starts_at=visit.starts_at,
        ends_at=visit.starts_at + HOUR,
    )
    registration = build_registration(
        visit, mailed=True, names=("Łucja Próbna", "Їжак Ґанок"), **DELEGATION
    )
    build_registration(
        visit, mailed=True, **DELEGATION | {"contact_email": "druga@example.org"}
    )
    Need.objects.create(
        registration=registration, kind="diet", code="vegan", text="Bez soli"
    )
    registration.history.update(actor="staff", staff=staff)
    request_change(
        registration=registration, at=timezone.now(), text="Tramwaj?", seats=4
    )
    visit = let_day_come(visit)
    _build_message(visit, registration, staff)
    registration.refresh_from_db()
    check_in(registration=registration, unnamed=1, at=timezone.now(), staff=staff)
    order_sheets(visit, at=timezone.now())
    make_part(visit.sheet_run.pk, timezone.now())
    return visit, registration


def _build_message(visit: Any, registration: Any, staff: Any) -> None:
    """Build a draft to a delegation."""
    content = MessageContent(
        texts={"pl": ("Tramwaj", "Jedź 9.")}, recipients=[registration]
    )
    write_draft(visit=visit, content=content, key="k", staff=staff)


# --- Addresses ---------------------------------------------------------------------


def desk_names() -> set[str]:
    """Return the name of every address of the desk, but for those of `OTHER`."""

    def walk(patterns: Any) -> Iterator[str]:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns)
            elif pattern.name:
                yield pattern.name

    return {*walk(admin.site.get_urls())} - OTHER


def desk_pages(things: dict[str, Any], language: str) -> dict[str, str]:
    """Return every page of the desk: a name for each, and its address in a language."""
    with translation.override(language):
        several = {
            f"{name} {number}": reverse(f"admin:{name}", args=args) + query
            for name, calls in _arguments(things).items()
            for number, (args, query) in enumerate(calls)
        }
        single = {
            name: reverse(f"admin:{name}", args=_own_arguments(name, things))
            for name in sorted(desk_names() - {*_arguments(things)})
        }
        return single | several


def _own_arguments(name: str, things: dict[str, Any]) -> list[Any]:
    """Return what an address of Django's admin or of the history takes."""
    is_version = name.endswith("_simple_history")
    model, _, page = name.removesuffix("_simple_history").rpartition("_")
    if is_version:
        thing = things[f"{model}_{page}"]
        return [thing.pk, thing.history.latest("history_id").pk]
    if (
        page in {"change", "delete", "history", "prepared", "preview"}
        and model in things
    ):
        return [things[model].pk]
    return []


def _arguments(things: dict[str, Any]) -> dict[str, list[tuple[list[Any], str]]]:
    """Return what our own addresses take, once or more: arguments and query."""
    visit, registration = things["events_studyvisit"], things["events_registration"]
    post = things["news_post"]
    asked, mail = things["events_visitrequest"], things["events_outgoingemail"]
    change = registration.change_requests.first()
    both = "&".join(f"id={row.pk}" for row in visit.registrations.all())
    of_visit, of_one = [([visit.pk], "")], [([registration.reference], "")]
    series = "weekdays=1&opens=17:00&closes=19:00&first=2026-12-01&last=2026-12-31"
    return {
        "auth_user_password_change": [([things["auth_user"].pk], "")],
        "library-file": [([file_of(things["centre_librarypicture"].image.name)], "")],
        "app_list": [([label], "") for label in ("centre", "news", "events", "auth")],
        "events_activity_series": [
            ([things["events_activity"].pk], query)
            for query in ("", f"?{series}&every=1")
        ],
        "guide-chapter": [([key], "") for key in ("languages", "team")],
        "centre_houseclosure_day": [([], ""), ([], "?day=2026-12-01")],
        "centre_outdatedtext_beside": [(["news.post", post.pk, "uk"], "")],
        "centre_outdatedtext_links": [(["news.post", post.pk, "uk"], "")],
        "centre_outdatedtext_review": [([things["centre_proposal"].pk], "")],
        **{f"{model}_links": [([things[model].pk], "")] for model in PUBLISHABLE},
        "events_studyvisit_desk": of_visit,
        "events_studyvisit_offer": of_visit,
        "events_studyvisit_cancel": of_visit,
        "events_staffmessage_write": of_visit,
        "events_invitee_invite": [([things["later_visit"].pk], "")],
        "events_staffmessage_rewrite": [([things["events_staffmessage"].pk], "")],
        "events_day": [*of_visit, ([visit.pk], "?q=x")],
        "events_day_list": of_visit,
        "events_day_close": of_visit,
        "events_day_door": of_visit,
        "events_day_figures": of_visit,
        "events_day_needs": of_visit,
        "events_day_sheets": of_visit,
        "events_day_all_sheets": of_visit,
        "events_day_print": [([visit.pk, kind], "") for kind in {*SHEETS} - {"needs"}],
        "events_day_delegation": of_one,
        "events_day_pdf": [([registration.reference, kind], "") for kind in KINDS],
        "events_registration_act": [([name], f"?{both}") for name in ACTIONS],
        "events_registration_answer": [([change.pk, a], "") for a in CHANGE_ANSWERS],
        "events_registration_address": [([mail.pk], "")],
        "events_registration_join": [([], f"?{both}")],
        "events_visitrequest_answer": [([asked.pk, a], "") for a in REQUEST_ANSWERS],
    }
