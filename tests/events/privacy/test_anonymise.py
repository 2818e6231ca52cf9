"""What the log of the staff site says of somebody, once they are anonymised."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from centre.models import KeptAnswer, UnsavedForm
from events.models import VisitRequest
from events.privacy.anonymise import (
    anonymise_contacts,
    anonymise_delegates,
    anonymise_requests,
)
from events.registrations.rules.change_requests import request_change
from tests.builders import build_registration, build_staff, build_visit
from tests.helpers import request_visit

pytestmark = pytest.mark.django_db


def log(**things):
    """An entry about each thing, under the name by which `kept` gives it."""
    staff = build_staff()
    for name, thing in things.items():
        LogEntry.objects.create(
            user=staff,
            content_type=ContentType.objects.get_for_model(thing),
            object_id=str(thing.pk),
            object_repr=name,
            action_flag=2,
            change_message=name,
        )


def kept():
    """The names of which the log still has both texts; no entry has but one."""
    entries = LogEntry.objects.order_by("pk")
    texts = entries.values_list("object_repr", "change_message")
    assert all(shown == message for shown, message in texts)
    return [shown for shown, _message in texts if shown]


def things():
    """A delegation of two with a question, and another one."""
    visit = build_visit()
    own = build_registration(visit, names=("Anna", "Clara"))
    anna, clara = own.delegates.order_by("position")
    change = request_change(registration=own, at=timezone.now(), seats=5)
    other = build_registration(visit, contact_email="b@example.org")
    return {"own": own, "anna": anna, "clara": clara, "change": change, "other": other}


def test_of_a_contact_what_was_done_to_the_registration_goes():
    rows = things()
    log(**rows)
    anonymise_contacts([rows["own"].pk], timezone.now())
    assert kept() == ["anna", "clara", "other"]


def test_of_a_person_what_was_done_to_her_and_her_delegation_goes():
    rows = things()
    log(**rows)
    anonymise_delegates(rows["own"].delegates.filter(full_name="Anna"), timezone.now())
    assert kept() == ["clara", "change", "other"]


def test_of_who_asked_for_a_visit_what_was_done_to_the_request_goes():
    one, other = (request_visit(k, contact_email=f"{k}@example.org") for k in "ab")
    log(one=one, other=other)
    anonymise_requests(VisitRequest.objects.filter(pk=one.pk), timezone.now())
    assert kept() == ["other"]


def test_what_staff_typed_about_a_delegation_and_did_not_save_goes():
    rows = things()
    staff = build_staff()
    for name in ("own", "other"):
        UnsavedForm.objects.create(
            user=staff,
            key=name,
            model="events.registration",
            object_key=str(rows[name].pk),
            fields={"delegates-0-full_name": ["Anna"]},
            kept_at=timezone.now(),
        )
    KeptAnswer.objects.create(
        user=staff, key="k", address="/", html="Anna", kept_at=timezone.now()
    )
    anonymise_delegates(rows["own"].delegates.all(), timezone.now())
    assert [form.key for form in UnsavedForm.objects.all()] == ["other"]
    assert not KeptAnswer.objects.exists()
