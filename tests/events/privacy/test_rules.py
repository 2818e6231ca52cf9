"""Personal data: each field has a category, each rule a boundary, nothing remains."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from modeltranslation.translator import NotRegistered, translator

from centre.models import (
    BinEntry,
    ImportRun,
    KeptAnswer,
    PreviewLink,
    Proposal,
    SignInCounter,
    StaffAction,
    TranslationLink,
    UnsavedForm,
    WishMark,
)
from events.due import do_due_work
from events.links.tokens import digest, manage_token
from events.models import (
    Arrival,
    ChangeRequest,
    Consent,
    Delegate,
    DoorLink,
    ErasedAddress,
    Feedback,
    HandOver,
    Need,
    OutgoingEmail,
    RateWindow,
    Registration,
    RegistrationEvent,
    RetentionRun,
    SeatBlock,
    SheetRun,
    StaffMessage,
    VisitFigure,
    VisitPart,
    VisitRequest,
)
from events.privacy import ledger
from events.privacy.categories import ERASED, Records
from events.privacy.data_subject import find_data_subject
from events.privacy.fields import VERSION
from events.privacy.purge import purge
from events.privacy.rules import RULES
from events.privacy.tables import TABLES
from events.registrations.rules.delegates import DelegateData, add_delegate
from events.registrations.rules.merge import merge_delegations
from events.registrations.rules.register import DisplayedText, store_notice
from events.visits.changes import Arrangements, announce_changes
from tests.builders import (
    DAY,
    HOUR,
    build_centre,
    build_invitee,
    build_staff,
    build_visit,
    register,
)
from tests.helpers import traces, whole_database

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SECOND = timedelta(seconds=1)
RULE = {rule.name: rule for rule in RULES}

# What must leave no trace, wherever it was written.
TRACES = [
    "Żółcińska",
    "zolcinska@example.org",
    "+48 111 222 333",
    "Ґалаґан",
    "galagan@example.org",
    "Guide Zebrowska",
    "asker@example.org",
    "asked@example.org",
    "Asked Quill",
    "Asker Quill",
]


# --- Every field has a category -------------------------------------------------------


def declared_fields(model):
    """The fields that the declaration gives a model, translations written out."""
    history = getattr(model, "history_object", None) is not None
    label = model.instance_type._meta.label if history else model._meta.label
    names = [name for fields in TABLES[label] for name in fields.names]
    try:
        columns = translator.get_options_for_model(apps.get_model(label)).all_fields
    except NotRegistered:
        columns = {}
    names += [f.name for name in names for f in columns.get(name, ())]
    if history:
        many = {f.name for f in model.instance_type._meta.many_to_many}
        left_out = many | {*model._history_excluded_fields}
        names = [name for name in names if name not in left_out]
        names += [name for fields in VERSION for name in fields.names]
    return sorted(names)


def stored_fields(model):
    own = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return sorted(field.name for field in own)


def test_every_field_of_every_table_has_one_category():
    models = apps.get_models(include_auto_created=True)
    wrong = {
        model._meta.label: set(declared_fields(model)) ^ set(stored_fields(model))
        or declared_fields(model)
        for model in models
        if declared_fields(model) != stored_fields(model)
    }
    assert wrong == {}


def test_no_table_is_declared_that_is_not_there():
    there = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert sorted(set(TABLES) - there) == []


def test_a_field_without_a_category_is_noticed(monkeypatch):
    monkeypatch.setitem(TABLES, "events.Need", TABLES["events.Need"][:1])
    assert declared_fields(Need) != stored_fields(Need)


def test_what_is_personal_goes_by_rules_that_exist_and_each_rule_has_fields():
    fields = [each for table in TABLES.values() for each in table]
    assert [each for each in fields if each.category in ERASED and not each.rules] == []
    assert {name for each in fields for name in each.rules} == set(RULE)


def test_a_rule_is_shown_under_a_category_that_its_fields_have():
    found = {
        (each.category, name)
        for table in TABLES.values()
        for each in table
        for name in each.rules
    }
    assert {(rule.category, name) for name, rule in RULE.items()} - found == set()


# Tables with data of people that a person's records leave out, and why.
NO_RECORDS = {
    "events.RegistrationEvent": "staff's reasons: blanked with the delegation",
    "events.Feedback": "given without a name",
    "events.ProgrammeSheet": "names no person; deleted with the delegation's contact",
    "events.MessageText": "written to several; who is named in it is a mention",
    "admin.LogEntry": "blanked with the rows that it is about",
    "sessions.Session": "a half-filled form, which ends after a day",
}


def test_what_is_personal_is_found_with_its_person():
    personal = {
        table
        for table, fields in TABLES.items()
        if any(each.category in ERASED for each in fields)
    }
    records = find_data_subject("nobody@example.org").records
    assert list(records) == list(Records)
    found = {rows.model._meta.label for rows in records.values()}
    # A consent says nothing itself; it is its person's all the same.
    assert sorted(found - {"events.Consent"}) == sorted(personal - set(NO_RECORDS))


def test_a_copy_has_a_field_only_if_its_category_is_disclosed(monkeypatch):
    need = make_need()
    copy = find_data_subject("contact@example.org").export()
    assert copy["needs"][0]["kind"] == "diet"
    monkeypatch.setattr("events.privacy.data_subject.DISCLOSED", ())
    copy = find_data_subject("contact@example.org").export()
    assert copy["needs"] == [{"id": str(need.pk)}]


def test_the_setting_has_a_line_for_each_rule_and_no_other():
    assert {rule.period or rule.name for rule in RULES} == set(
        settings.CENTRE_RETENTION
    )


# --- Each rule at its boundary --------------------------------------------------------


def past_visit(**fields):
    """A visit that ends now, which nobody registered for."""
    return build_visit(
        starts_at=NOW - HOUR,
        ends_at=NOW,
        registration_opens_at=NOW - 9 * DAY,
        registration_closes_at=NOW - 8 * DAY,
        **fields,
    )


def delegation_of(visit, status="confirmed", **fields):
    """A registration of a past visit, in a status, its last step being now."""
    start = visit.registration_closes_at
    visit.registration_closes_at = visit.starts_at = NOW + DAY
    visit.ends_at = NOW + 2 * DAY
    visit.save()
    registration = register(visit, **fields).registration
    visit.registration_closes_at, visit.starts_at = start, NOW - HOUR
    visit.ends_at = NOW
    visit.save()
    Registration.objects.filter(pk=registration.pk).update(
        status=status,
        offer_expires_at=NOW if status == "offered" else None,
    )
    RegistrationEvent.objects.update(at=NOW)
    OutgoingEmail.objects.update(created_at=NOW)
    registration.refresh_from_db()
    return registration


def make_need():
    return Need.objects.create(registration=delegation_of(past_visit()), kind="diet")


def make_unused_name():
    registration = delegation_of(past_visit(), "attended", names=("A B", "C D"))
    came, stayed_away = registration.delegates.all()
    Arrival.objects.create(registration=registration, delegate=came, at=NOW)
    return stayed_away


def make_part():
    return VisitPart.objects.create(
        visit=past_visit(),
        title_pl="Część",
        starts_at=NOW - HOUR,
        ends_at=NOW,
        language="pl",
        guide="Guide",
        capacity=3,
    )


def make_former_part():
    part = make_part()
    VisitPart.objects.update(guide="")
    return part.history.get()


def make_request(**fields):
    values = {
        "reference": "AAAA-BBBB",
        "organisation": "Body",
        "city": "Town",
        "country": "NO",
        "contact_name": "Asker Quill",
        "contact_email": "asker@example.org",
        "language": "en",
        "purpose": "Why",
        "dates": [NOW.date()],
        "seats": 2,
        "languages": ["en"],
        "notice": store_notice(DisplayedText("Notice", "en")),
        "token_hash": digest("AAAA-BBBB"),
        **fields,
    }
    asked = VisitRequest.objects.create(**values)
    VisitRequest.objects.filter(pk=asked.pk).update(created_at=NOW)
    return asked


def make_mail(**fields):
    values = {
        "kind": "registration_link",
        "recipient": "asker@example.org",
        "language": "en",
        "subject": "Subject",
        "text": "Text",
        "message_id": f"<{OutgoingEmail.objects.count()}@example.org>",
        "due_at": NOW,
        **fields,
    }
    mail = OutgoingEmail.objects.create(**values)
    OutgoingEmail.objects.update(created_at=NOW)
    return mail


def make_link(change=""):
    registration = delegation_of(past_visit(), names=("A B",))
    if change == "person":
        registration.delegates.update(token_hash=digest("x"))
        return registration.delegates.get()
    return registration


def make_block():
    return SeatBlock.objects.create(
        visit=past_visit(), label="City", seats=1, code_hash="c", expires_at=NOW
    )


def make_session():
    store = SessionStore()
    store["email"] = "zolcinska@example.org"
    store.create()
    Session.objects.update(expire_date=NOW)
    return Session.objects.get()


def make_task():
    return DBTaskResult.objects.create(
        status="FAILED",
        args_kwargs={"args": ["zolcinska@example.org"], "kwargs": {}},
        task_path="x",
        queue_name="default",
        backend_name="default",
        run_after=NOW,
        exception_class_path="",
        traceback="zolcinska@example.org",
        started_at=NOW,
        finished_at=NOW,
    )


def make_log_entry():
    entry = LogEntry.objects.create(
        user=build_staff(),
        content_type=ContentType.objects.get_for_model(Delegate),
        object_id="1",
        object_repr="Żółcińska",
        action_flag=2,
        change_message="Żółcińska",
    )
    LogEntry.objects.update(action_time=NOW)
    return entry


def make_staff_action():
    return StaffAction.objects.create(username="former", kind="changed", at=NOW)


def make_unsaved_form():
    return UnsavedForm.objects.create(
        user=build_staff(), key="k", model="news.post", kept_at=NOW
    )


def make_kept_answer():
    return KeptAnswer.objects.create(
        user=build_staff(), key="k", address="/", kept_at=NOW
    )


def make_preview_link(user=None):
    return PreviewLink.objects.create(
        model="news.post",
        object_key="1",
        token_hash="h",
        made_at=NOW - timedelta(days=1),
        ends_at=NOW,
        made_by=user or build_staff(),
    )


def make_door_link():
    return DoorLink.objects.create(
        visit=past_visit(),
        day=timezone.localdate(NOW),
        token_hash="h",
        made_at=NOW - timedelta(days=1),
        ends_at=NOW,
    )


def make_sheets():
    return SheetRun.objects.create(visit=past_visit(), ordered_at=NOW)


def make_translation_link():
    return TranslationLink.objects.create(
        model="news.post",
        object_id=1,
        language="uk",
        token_hash="h",
        made_at=NOW - timedelta(days=1),
        ends_at=NOW,
        name="Łucja",
    )


def make_proposal():
    return Proposal.objects.create(
        model="news.post", object_id=1, language="en", made_at=NOW
    )


def make_import():
    run = ImportRun.objects.create(kind="wordpress", moved_at=NOW)
    run.items.create(position=0, kind="post", title="Żółcińska", outcome="new")
    return run


def make_bin_entry():
    return BinEntry.objects.create(
        model="news.post", object_key="1", title="Żółcińska", deleted_at=NOW
    )


def make_feedback():
    today = timezone.localtime(NOW).date()
    return Feedback.objects.create(
        visit=past_visit(), language="pl", score=5, useful="All", given_on=today
    )


def make_message(**fields):
    return StaffMessage.objects.create(visit=past_visit(), key="k", **fields)


def make_draft():
    draft = make_message()
    StaffMessage.objects.update(updated_at=NOW)
    return draft


def make_question():
    return HandOver.objects.create(
        registration=delegation_of(past_visit()),
        name="Asked Quill",
        email="asked@example.org",
        asked_at=NOW,
        token_hash="q",
    )


MADE = {
    "needs": make_need,
    "unused_names": make_unused_name,
    "lapsed": lambda: delegation_of(past_visit(), "lapsed"),
    "ended": lambda: delegation_of(past_visit(), "withdrawn"),
    "people": lambda: delegation_of(past_visit()),
    "hand_overs": make_question,
    "requests_ended": lambda: make_request(status="declined", decided_at=NOW),
    "requests": make_request,
    "mail_texts": make_mail,
    "mail_addresses": make_mail,
    "messages": lambda: make_message(confirmed_at=NOW),
    "drafts": make_draft,
    "invitees": lambda: build_invitee(agreed_at=NOW),
    "feedback": make_feedback,
    "sessions": make_session,
    "tasks": make_task,
    "links": make_link,
    "personal_links": lambda: make_link("person"),
    "request_links": lambda: make_request(status="accepted", decided_at=NOW),
    "codes": make_block,
    "rates": lambda: RateWindow.objects.create(key="k", begins_at=NOW),
    "sign_ins": lambda: SignInCounter.objects.create(
        key="k", failures=1, last_at=NOW, free_at=NOW
    ),
    "wish_marks": lambda: WishMark.objects.create(key="k", at=NOW),
    "erased_addresses": lambda: ErasedAddress.objects.create(address_hash="k", at=NOW),
    "programme_sheets": make_sheets,
    "guides": make_part,
    "former_guides": make_former_part,
    "staff_log": make_log_entry,
    "staff_actions": make_staff_action,
    "unsaved_forms": make_unsaved_form,
    "kept_answers": make_kept_answer,
    "preview_links": make_preview_link,
    "translation_links": make_translation_link,
    "door_links": make_door_link,
    "proposals": make_proposal,
    "bin": make_bin_entry,
    "imports": make_import,
}


def test_every_rule_is_tried():
    assert list(MADE) == list(RULE)


@pytest.mark.parametrize("name", MADE)
def test_a_rule_keeps_to_the_second_and_no_longer(name):
    row, rule = MADE[name](), RULE[name]
    ends = NOW + timedelta(days=rule.days)
    early, late = ([row.pk] if at else [] for at in (False, True))
    assert list(rule.due(ends - SECOND).values_list("pk", flat=True)) == early
    assert list(rule.due(ends).values_list("pk", flat=True)) == late
    with transaction.atomic():
        rule.erase(rule.due(ends), ends)
    assert list(rule.held().values_list("pk", flat=True)) == []


@pytest.mark.usefixtures("first_mails")
@pytest.mark.parametrize(
    ("status", "held"),
    [
        ("confirmed", True),
        ("attended", True),
        ("no_show", True),
        ("declined", False),
        ("withdrawn", False),
        ("cancelled", False),
        ("lapsed", False),
    ],
)
def test_people_are_held_by_their_rule_if_their_delegation_was_to_come(status, held):
    delegation_of(past_visit(), status)
    assert RULE["people"].held().exists() is held


# --- The purge ------------------------------------------------------------------------


def everything():
    """A visit with all that people can leave behind."""
    build_centre()
    visit = past_visit()
    registration = delegation_of(
        visit,
        "attended",
        contact_name="Żółcińska",
        contact_email="zolcinska@example.org",
        contact_phone="+48 111 222 333",
        message="Call Żółcińska",
        names=("Ґалаґан", "Second Person"),
    )
    person = registration.delegates.first()
    Delegate.objects.filter(pk=person.pk).update(
        email="galagan@example.org", badge_name="Ґалаґан", token_hash=digest("d")
    )
    WishMark.objects.create(key="k", at=NOW)
    ErasedAddress.objects.create(address_hash="k", at=NOW)
    Arrival.objects.create(registration=registration, delegate=person, at=NOW)
    Need.objects.create(registration=registration, delegate=person, kind="diet")
    Need.objects.create(registration=registration, kind="access", text="Żółcińska")
    shown = store_notice(DisplayedText("Needs", "pl"))
    Consent.objects.create(
        registration=registration, purpose="needs", text=shown, given_at=NOW
    )
    RegistrationEvent.objects.update(reason="Żółcińska wrote")
    change = ChangeRequest.objects.create(
        registration=registration, text="Żółcińska asks", created_at=NOW
    )
    change.people.create(kind="correct", delegate=person, full_name="Ґалаґан")
    change.people.create(kind="add", full_name="Żółcińska")
    OutgoingEmail.objects.update(
        subject="Żółcińska", error="zolcinska@example.org refused"
    )
    message = StaffMessage.objects.create(visit=visit, key="m", confirmed_at=NOW)
    message.texts.create(language="pl", subject="Żółcińska", body="Żółcińska")
    message.recipients.add(registration)
    draft = StaffMessage.objects.create(visit=visit, key="d")
    draft.texts.create(language="pl", subject="Żółcińska", body="Żółcińska")
    VisitPart.objects.create(
        visit=visit,
        title_pl="Część",
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        language="pl",
        guide="Guide Zebrowska",
        capacity=3,
    )
    asked = make_request(visit=visit, status="accepted", answer="Asker Quill")
    make_mail(request=asked, text="Asker Quill")
    make_mail(kind="registration_link")
    Feedback.objects.create(
        visit=visit, language="pl", score=5, useful="Żółcińska", given_on="2026-01-01"
    )
    HandOver.objects.create(
        registration=registration,
        name="Asked Quill",
        email="asked@example.org",
        asked_at=NOW,
        token_hash="q",
    )
    RateWindow.objects.create(key="k", begins_at=NOW)
    SeatBlock.objects.create(
        visit=visit, label="City", seats=1, code_hash="c", expires_at=NOW
    )
    make_session()
    make_task()
    make_preview_link(make_log_entry().user)
    make_proposal()
    make_translation_link()
    DoorLink.objects.create(
        visit=visit, day="2026-01-01", token_hash="d", made_at=NOW, ends_at=NOW
    )
    make_import()
    sheets = SheetRun.objects.create(visit=visit, ordered_at=NOW).sheets
    sheets.create(registration=registration, position=0, html="Exampletown")
    return registration


@pytest.mark.usefixtures("first_mails")
def test_long_after_a_visit_no_table_and_no_file_has_a_trace_of_anybody():
    registration = everything()
    assert {word for word, _table in traces(*TRACES)} == set(TRACES)
    purge(NOW + 400 * DAY, apply=True)
    assert traces(*TRACES) == []
    assert [str(person) for person in registration.delegates.all()] == [
        "guest 1",
        "guest 2",
    ]
    registration.refresh_from_db()
    assert (registration.seats, registration.status) == (3, "attended")
    assert registration.history.count() == 1
    assert (Need.objects.count(), Consent.objects.count()) == (0, 1)
    figure = VisitFigure.objects.get()
    assert (figure.city, figure.seats, figure.attended) == ("Exampletown", 3, 1)
    assert sum(rule.held().count() for rule in RULES) == 0


@pytest.mark.usefixtures("first_mails")
def test_figures_are_of_all_who_came_however_many_go_at_once(monkeypatch):
    monkeypatch.setattr("events.privacy.purge.BATCH", 1)
    later = {"starts_at": NOW + 500 * DAY, "ends_at": NOW + 501 * DAY}
    register(build_visit("later", **later))
    past = past_visit()
    for number in range(2):
        delegation_of(past, "attended", contact_email=f"{number}@example.org")
    purge(NOW + 400 * DAY, apply=True)
    figures = VisitFigure.objects.values_list("visit", "delegations", "seats")
    assert [*figures] == [(past.pk, 2, 6)]


@pytest.mark.usefixtures("first_mails")
def test_looking_erases_nothing_and_erasing_erases_what_was_seen():
    everything()
    at = NOW + 400 * DAY
    before = whole_database()
    seen = purge(at, apply=False)
    assert whole_database() == before
    assert purge(at, apply=True).applied is True
    assert seen.rows > len(RULES) - 6
    assert purge(at, apply=False).rows == 0


def test_rows_beyond_a_batch_go_too(monkeypatch):
    monkeypatch.setattr("events.privacy.purge.BATCH", 2)
    RateWindow.objects.bulk_create(
        RateWindow(key=f"k{n}", begins_at=NOW) for n in range(5)
    )
    purge(NOW + DAY, apply=True)
    assert RateWindow.objects.count() == 0
    lines = RetentionRun.objects.order_by("pk").values_list("rule", "days", "erased")
    assert list(lines) == [
        ("rates", 1, 2),
        ("rates", 1, 2),
        ("rates", 1, 1),
        ("all", 0, 5),
    ]


@pytest.mark.usefixtures("first_mails")
def test_two_delegations_of_a_visit_are_forgotten_side_by_side():
    """Neither has an address any more; both are still confirmed."""
    visit = past_visit()
    delegation_of(visit)
    delegation_of(visit, contact_email="other@example.org")
    purge(NOW + 365 * DAY, apply=True)
    forgotten = Registration.objects.values_list("status", "contact_email")
    assert list(forgotten) == [("confirmed", "")] * 2


@pytest.mark.usefixtures("first_mails")
def test_mail_that_waits_too_long_is_never_sent_empty():
    mail = make_mail()
    purge(NOW + 30 * DAY, apply=True)
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.recipient) == (
        "failed",
        "",
        "asker@example.org",
    )


# --- One person -----------------------------------------------------------------------


@pytest.mark.usefixtures("first_mails")
def test_a_contact_is_erased_by_address_and_the_seats_stay():
    registration = everything()
    counts = find_data_subject(" Zolcinska@EXAMPLE.org ").erase(NOW)
    assert counts == {
        "registrations": 1,
        "change_requests": 1,
        "delegate_changes": 0,
        "delegates": 0,
        "needs": 1,
        "consents": 1,
        "invitees": 0,
        "hand_overs": 0,
        "requests": 0,
        "mails": 1,
        "tasks": 1,
    }
    # What a visitor has in a half-filled form ends with its session, after a day.
    left = {table for _word, table in traces("zolcinska", "+48 111 222 333")}
    assert left == set()
    registration.refresh_from_db()
    assert (registration.seats, registration.status) == (3, "attended")
    assert [str(p) for p in registration.delegates.all()] == [
        "Ґалаґан",
        "Second Person",
    ]
    assert Consent.objects.get().withdrawn_at == NOW
    assert ledger.first_broken() is None


@pytest.mark.usefixtures("first_mails")
def test_nothing_is_mailed_to_a_contact_who_is_erased():
    visit, staff = build_visit(), build_staff()
    erased = register(visit, seats=3).registration
    other = register(visit, contact_email="other@example.org").registration
    find_data_subject("contact@example.org").erase(NOW)
    person = DelegateData(full_name="Anna", email="anna@example.org")
    add_delegate(registration=erased, person=person, at=NOW)
    before = Arrangements.of(visit)
    visit.ends_at += HOUR
    visit.save()
    announce_changes(visit=visit, before=before, at=NOW)
    assert do_due_work(visit.starts_at - DAY)["reminders"] == 1
    merge_delegations(kept=other, joining=erased, at=NOW, staff=staff)
    mails = OutgoingEmail.objects.exclude(kind="registration_received")
    told = sorted(mails.values_list("kind", "recipient"))
    assert told == [
        ("delegate_told", "anna@example.org"),
        ("registration_joined_by", "other@example.org"),
        ("visit_changed", "anna@example.org"),
        ("visit_changed", "other@example.org"),
        ("visit_reminder", "other@example.org"),
    ]
    joined = mails.get(kind="registration_joined_by")
    assert "The other contact person" not in joined.text


@pytest.mark.usefixtures("first_mails")
def test_a_delegate_is_erased_by_address_and_becomes_a_guest():
    registration = everything()
    find_data_subject("galagan@example.org").erase(NOW)
    assert traces("galagan@example.org", "Ґалаґан") == []
    assert [str(p) for p in registration.delegates.all()] == [
        "guest 1",
        "Second Person",
    ]
    registration.refresh_from_db()
    assert (registration.contact_name, registration.seats) == ("Żółcińska", 3)
    assert Need.objects.count() == 1
    assert Arrival.objects.count() == 1


@pytest.mark.usefixtures("first_mails")
def test_a_contact_who_is_a_delegate_as_well_is_found_by_name():
    registration = delegation_of(past_visit(), names=("contact person", "Somebody"))
    find_data_subject("contact@example.org").erase(NOW)
    assert [str(p) for p in registration.delegates.all()] == ["guest 1", "Somebody"]


@pytest.mark.usefixtures("first_mails")
def test_whoever_asked_for_a_visit_is_erased_by_address():
    everything()
    find_data_subject("asker@example.org").erase(NOW)
    assert traces("asker@example.org", "Asker Quill") == []


@pytest.mark.usefixtures("first_mails")
def test_whoever_is_erased_is_found_nowhere():
    registration, email = everything(), "zolcinska@example.org"
    Delegate.objects.filter(registration=registration).update(email=email)
    HandOver.objects.update(email=email)
    VisitRequest.objects.update(contact_email=email)
    build_invitee(email=email)
    assert 0 not in find_data_subject(email).counts().values()
    find_data_subject(email).erase(NOW)
    assert find_data_subject(email).counts() == dict.fromkeys(Records, 0)


@pytest.mark.usefixtures("first_mails")
def test_somebody_unknown_is_found_nowhere():
    everything()
    assert set(find_data_subject("nobody@example.org").counts().values()) == {0}


@pytest.mark.usefixtures("first_mails")
def test_a_copy_holds_everything_and_no_secret():
    registration = everything()
    make_mail(registration=registration, recipient="galagan@example.org")
    OutgoingEmail.objects.update(text=f"link {manage_token(registration)}")
    text = json.dumps(find_data_subject("zolcinska@example.org").export(), default=str)
    copy = json.loads(text)
    assert copy["registrations"][0]["contact_phone"] == "+48 111 222 333"
    assert copy["registrations"][0]["reference"] == registration.reference
    assert copy["needs"][0]["text"] == "Żółcińska"
    assert list(copy["texts_shown"].values()) == ["Needs"]
    assert registration.token_hash not in text
    assert manage_token(registration) not in text
    assert [mail["recipient"] for mail in copy["mails"]] == ["zolcinska@example.org"]
    assert "Guide" not in text
