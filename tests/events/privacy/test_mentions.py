"""A person is found in every free text, however the name is written."""

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, JSONField, TextField
from django.utils import timezone, translation

from centre.content.addressed import slug_columns
from centre.content.bin import BinEntry
from centre.models import UnsavedForm
from events.models import (
    ChangeRequest,
    Delegate,
    DelegateChange,
    Feedback,
    Need,
    OutgoingEmail,
    Registration,
    RegistrationEvent,
    SeatBlock,
    StudyVisit,
    VisitRequest,
)
from events.privacy.data_subject import find_data_subject
from events.privacy.mentions import FREE_TEXTS, searched_fields
from events.privacy.tables import TABLES
from events.registrations.rules.change_requests import (
    request_change,
    request_delegate_change,
)
from events.registrations.rules.delegates import DelegateData, add_delegate
from events.registrations.rules.merge import merge_delegations
from news.models import Post
from tests.builders import (
    build_post,
    build_registration,
    build_staff,
    build_visit,
)
from tests.helpers import request_visit, traces

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADDRESS, NAME = "zolcinska@example.org", "Wanda Żółcińska"

# Texts that hold one name or one address, which is found with its person.
OF_ONE_PERSON = {
    "account.EmailAddress": {"email"},
    "mfa.Authenticator": {"data"},
    "auth.User": {"username", "first_name", "last_name", "email", "password"},
    "events.Delegate": {"full_name", "badge_name", "role", "email"},
    "events.DelegateChange": {"full_name", "badge_name", "role", "email"},
    "events.HandOver": {"name", "email"},
    "events.Invitee": {"name", "email"},
    "events.OutgoingEmail": {"recipient"},
    "events.Registration": {"contact_name", "contact_email", "contact_phone"},
    "events.VisitRequest": {"contact_name", "contact_email", "contact_phone"},
}


# Texts that nobody writes freely, or that say nothing of a person.
def text_fields(model):
    texts = (CharField, TextField, JSONField)
    fields = (f for f in model._meta.concrete_fields if isinstance(f, texts))
    return {field.name for field in fields if not field.choices}


def text_names(label):
    return text_fields(apps.get_model(label))


SLUGS = {"slug", *slug_columns()}
OF_NOBODY = {
    "auth.Group": {"name"},
    "auth.Permission": {"name", "codename"},
    "account.EmailConfirmation": {"key"},
    "centre.BinEntry": {"model", "object_key"},
    "centre.Centre": {"framed_by", "profiles"},
    "centre.Completeness": {"model"},
    "centre.LanguageWish": {"model", "language"},
    "centre.SignInCounter": {"key"},
    "centre.WishMark": {"key"},
    "centre.FormerSlug": {"language", "model", "slug"},
    "centre.FormerAddress": text_names("centre.FormerAddress"),
    "centre.ImportItem": {"kind"},
    "centre.ImportedSource": text_names("centre.ImportedSource"),
    "centre.InflectedForm": {"base", "form"},
    "centre.OutdatedText": text_names("centre.OutdatedText"),
    # Derived from the texts of the site, and changed with them.
    "centre.SearchDocument": text_names("centre.SearchDocument"),
    "centre.SearchWord": text_names("centre.SearchWord"),
    "centre.LibraryText": text_names("centre.LibraryText"),
    # Deleted whenever anybody is forgotten.
    "centre.Emblem": {"rendered"},
    "centre.HousePicture": {"rendered"},
    "centre.LibraryPicture": {"rendered"},
    "centre.KeptAnswer": {"address", "html", "key"},
    "centre.Page": SLUGS,
    "centre.PageDocument": {"kind"},
    "centre.PagePicture": {"rendered"},
    "centre.PictureRights": {"image"},
    "centre.FormPresence": {"model", "object_key", "window"},
    "centre.PreparedChange": {"model", "object_key", "held"},
    "centre.PreparedDocument": {"kind"},
    "centre.PreparedPicture": {"rendered"},
    "centre.PreviewLink": {"model", "object_key", "token_hash"},
    "centre.Proposal": {"model", "language", "made_from", "taken_fields"},
    "centre.StaffAction": {"username", "kind", "model", "object_key", "details"},
    "centre.StaffRole": {"key"},
    "centre.TranslationLink": {"model", "language", "token_hash"},
    "centre.UnsavedForm": {
        *("key", "origin", "model", "object_key", "files", "saved_digest"),
    },
    "contenttypes.ContentType": {"app_label", "model"},
    "admin.LogEntry": {"object_id"},
    # Found by the address; gone after days.
    "django_tasks_database.DBTaskResult": {
        "args_kwargs",
        "backend_name",
        "exception_class_path",
        "queue_name",
        "return_value",
        "task_path",
        "traceback",
        "worker_ids",
    },
    "events.Activity": SLUGS,
    "events.ActivityDocument": {"kind"},
    "events.ActivityPicture": {"rendered"},
    "events.ActivityType": SLUGS,
    "events.Delegate": {"language", "token_hash"},
    "events.DelegateChange": {"language"},
    "events.DoorLink": {"token_hash"},
    "events.Feedback": {"language"},
    "events.HandOver": {"token_hash"},
    "events.Need": {"code"},
    "events.Invitee": {"language", "country", "token_hash"},
    "events.MessageAttachment": {"kind"},
    "events.MessageText": {"language"},
    "events.NoticeVersion": {"language", "text", "digest"},
    "events.OutgoingEmail": {"language", "message_id", "once"},
    "events.ErasedAddress": {"address_hash"},
    "events.ProgrammeSheet": {"html"},
    "events.RateWindow": {"key"},
    "events.Registration": {
        "city",
        "country",
        "language",
        "reference",
        "submission_hash",
        "token_hash",
    },
    "events.RegistrationEvent": {"from_status"},
    "events.RetentionRun": {"hash", "keys", "previous_hash", "rule"},
    "events.SeatBlock": {"code_hash"},
    "events.StaffMessage": {"key"},
    "events.StudyVisit": {"former_days", "settling", *SLUGS},
    "events.VisitFigure": {"city", "country"},
    "events.VisitRequest": {
        "city",
        "country",
        "language",
        "reference",
        "submission_hash",
        "token_hash",
    },
    "events.VisitDocument": {"kind"},
    "events.VisitPicture": {"rendered"},
    "news.Post": SLUGS,
    "news.PostDocument": {"kind"},
    "news.PostPicture": {"rendered"},
    "news.Topic": SLUGS,
    "sessions.Session": {"session_data", "session_key"},
}


def test_every_text_of_the_database_is_searched_or_is_known_not_to_be_free():
    searched = {model._meta.label: {*columns} for model, columns in searched_fields()}
    unknown = {}
    for label in TABLES:
        model = apps.get_model(label)
        known = OF_ONE_PERSON.get(label, set()) | OF_NOBODY.get(label, set())
        translated = {n for n in text_fields(model) if f"{n}_pl" in text_fields(model)}
        left = text_fields(model) - searched.get(label, set()) - known - translated
        if left:
            unknown[label] = left
    assert unknown == {}


def person_of(registration, name=NAME, email=ADDRESS):
    person = DelegateData(full_name=name, email=email)
    return add_delegate(registration=registration, person=person, at=timezone.now())


@pytest.fixture
def registration():
    return build_registration(build_visit(), seats=9)


def find():
    return find_data_subject(ADDRESS)


@pytest.mark.parametrize(
    "written",
    [
        "Wanda Żółcińska",
        "WANDA ŻÓŁCIŃSKA",
        "Z\u0307o\u0301\u0142cin\u0301ska Wanda",  # each accent apart
        "Zolcinska, Wanda",
        "dla Wandy Żółcińskiej",
        "Wanda\nŻółcińska",
        "Pisz: ZOLCINSKA@Example.org!",
    ],
)
def test_a_name_is_found_and_taken_out_however_it_is_written(registration, written):
    person_of(registration)
    text = f"Przed. {written} Po."
    Registration.objects.update(message=text)
    found = find()
    assert [m.where for m in found.own_mentions] == [
        f"events.registration {registration.pk} message"
    ]
    assert found.export()["mentions"] != []
    found.erase(timezone.now())
    left = Registration.objects.get().message
    assert ["ska" in left.casefold(), "…" in left, left[:6], left[-3:]] == [
        False, True, "Przed.", "Po."
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "perhaps"),
    [("pani Żółcińska", 1), ("Wanda", 1), ("Zólcin", 0), ("Jan Nowak", 0)],
)
def test_a_part_of_a_name_is_for_staff_to_look_at(registration, written, perhaps):
    person_of(registration)
    Registration.objects.update(message=written)
    found = find()
    assert (found.own_mentions, len(found.other_mentions)) == ([], perhaps)
    found.erase(timezone.now())
    assert Registration.objects.get().message == written


def test_what_is_in_the_bin_or_not_saved_yet_is_for_staff_to_look_at(registration):
    person_of(registration)
    BinEntry.objects.create(
        rows=[{"fields": {"lead_pl": f"Przyszła {NAME}."}}], deleted_at=timezone.now()
    )
    UnsavedForm.objects.create(
        user=build_staff(),
        key="k",
        fields={"lead_uk": ["Була Wanda Żółcińska"]},
        kept_at=timezone.now(),
    )
    found = find()
    assert [[m.row._meta.label, m.lines] for m in found.other_mentions] == [
        ["centre.BinEntry", [f"Przyszła {NAME}."]],
        ["centre.UnsavedForm", ["Була Wanda Żółcińska"]],
    ]
    assert found.own_mentions == []


def test_a_name_of_one_word_is_no_beginning_of_another_word(registration):
    person_of(registration, name="Ann")
    Registration.objects.update(message="Ann wants the announcement, annually")
    find().erase(timezone.now())
    message = Registration.objects.get().message
    assert message == "… wants the announcement, annually"


def test_a_short_word_of_a_name_is_found_without_an_ending(registration):
    person_of(registration, name="Jan Żak")
    Registration.objects.update(message="Jan Żak, janowa żakowa i Żak Jan")
    find().erase(timezone.now())
    assert Registration.objects.get().message == "…, janowa żakowa i …"


def free_texts(registration, other):
    """Write the name into every free text; return how each is read again."""
    visit, now = registration.visit, timezone.now()
    Registration.objects.filter(pk=registration.pk).update(
        message=NAME, organisation=f"Biuro {NAME}"
    )
    RegistrationEvent.objects.filter(registration=registration).update(reason=NAME)
    ChangeRequest.objects.create(registration=registration, text=NAME, created_at=now)
    Need.objects.create(registration=registration, kind="diet", text=NAME)
    OutgoingEmail.objects.filter(registration=registration).update(
        **dict.fromkeys(FREE_TEXTS["events.OutgoingEmail"], NAME)
    )
    request = request_visit(contact_email="asker@example.org")
    VisitRequest.objects.update(registration=registration)
    VisitRequest.objects.update(
        **dict.fromkeys(FREE_TEXTS["events.VisitRequest"], NAME)
    )
    # Who is meant here is for staff to see.
    Registration.objects.filter(pk=other.pk).update(message=f"{NAME}, namesake")
    SeatBlock.objects.create(
        visit=visit, label=NAME, seats=1, code_hash="c", expires_at=now
    )
    Feedback.objects.create(
        visit=visit, language="pl", score=5, useful=NAME, given_on=now.date()
    )
    return request


@pytest.mark.usefixtures("first_mails")
def test_erasing_takes_a_person_out_of_all_that_was_written_about_her_delegation(
    registration,
):
    other = build_registration(registration.visit, contact_email="b@example.org")
    person_of(registration)
    free_texts(registration, other)
    found = find()
    assert sorted(m.where.rpartition(" ")[0] for m in found.other_mentions) == sorted(
        [
            f"events.feedback {Feedback.objects.get().pk}",
            f"events.registration {other.pk}",
            f"events.seatblock {SeatBlock.objects.get().pk}",
        ]
    )
    found.erase(timezone.now())
    assert traces(NAME, ADDRESS) == [
        (NAME, "events_feedback"),
        (NAME, "events_registration"),
        (NAME, "events_seatblock"),
    ]
    registration.refresh_from_db()
    assert (registration.message, registration.organisation) == ("…", "Biuro …")


def test_what_the_site_is_asked_after_the_deadline_refers_to_the_person(registration):
    person, now = person_of(registration), timezone.now()
    new = DelegateData(full_name="Wanda Nowa", role="Mayor", email="new@example.org")
    change = request_delegate_change(
        registration=registration, delegate=person, person=new, at=now
    )
    request_delegate_change(registration=registration, delegate=person, at=now)
    added = DelegateData(full_name="Ґанна Їжак", email="yizhak@example.org")
    request_delegate_change(registration=registration, person=added, at=now)
    with translation.override("en"):
        wishes = change.wishes
    assert wishes.split("\n\n") == [
        "Please correct Wanda Żółcińska: Wanda Nowa, Mayor, new@example.org",
        "Please remove: Wanda Żółcińska",
        "Please add: Ґанна Їжак, yizhak@example.org",
    ]
    copy = find().export()
    assert [row["full_name"] for row in copy["delegate_changes"]] == ["Wanda Nowa", ""]
    find().erase(now)
    assert traces(NAME, "Wanda Nowa", ADDRESS) == []
    copy = find_data_subject("yizhak@example.org").export()
    assert [row["full_name"] for row in copy["delegate_changes"]] == ["Ґанна Їжак"]
    find_data_subject("yizhak@example.org").erase(now)
    assert DelegateChange.objects.count() == 0


def test_who_leaves_the_list_leaves_the_requests_about_it(registration):
    person, now = person_of(registration), timezone.now()
    request_delegate_change(registration=registration, delegate=person, at=now)
    Delegate.objects.get(pk=person.pk).delete()
    assert DelegateChange.objects.count() == 0


def test_the_same_asked_twice_is_asked_once_with_the_last_answer(registration):
    person, now = person_of(registration), timezone.now()
    for name in ("A", "B"):
        new = DelegateData(full_name=name)
        request_delegate_change(
            registration=registration, delegate=person, person=new, at=now
        )
        request_delegate_change(
            registration=registration, person=DelegateData(full_name="C"), at=now
        )
    rows = DelegateChange.objects.values_list("kind", "full_name")
    assert [*rows] == [("correct", "B"), ("add", "C")]


def test_merging_keeps_what_was_asked_about_people(registration):
    visit, now = registration.visit, timezone.now()
    other = build_registration(visit, seats=2, contact_email="b@example.org")
    for row in (registration, other):
        person = person_of(row)
        request_change(registration=row, at=now, text="Hello")
        request_delegate_change(registration=row, delegate=person, at=now)
    merge_delegations(kept=registration, joining=other, at=now, staff=build_staff())
    change = ChangeRequest.objects.get()
    assert change.registration == registration
    assert [c.delegate.registration for c in change.people.all()] == [registration] * 2


def test_published_texts_and_the_log_are_shown_and_left(client, registration):
    person_of(registration)
    post = build_post("relacja", body_pl=f"<p>Przyszła {NAME}.</p>")
    staff = build_staff()
    LogEntry.objects.create(
        user=staff,
        content_type=ContentType.objects.get_for_model(StudyVisit),
        object_id="1",
        object_repr=NAME,
        action_flag=2,
    )
    client.force_login(staff)
    page = client.post("/en/admin/events/retentionrun/person/", {"email": ADDRESS})
    with translation.override("en"):
        urls = [m.url for m in page.context["person"].other_mentions]
    assert urls == [f"/en/admin/news/post/{post.pk}/change/", ""]
    assert page.text.count(f"Przyszła {NAME}.") == 1
    find().erase(timezone.now())
    assert NAME in Post.objects.get().body_pl
