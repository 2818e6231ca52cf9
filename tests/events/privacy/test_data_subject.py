"""What is found of a person by an address, and what is left when it is erased."""

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from events.privacy.categories import Records
from events.privacy.data_subject import find_data_subject
from tests.builders import build_registration, build_visit

pytestmark = pytest.mark.django_db
NAMES = ("Contact Person", "Anna")


@pytest.mark.parametrize(
    "fields",
    [
        {"traceback": "ValueError: Anna@example.org"},
        {"args_kwargs": {"args": ["Anna@example.org"], "kwargs": {}}},
    ],
)
def test_a_task_is_hers_by_what_it_was_given_and_by_what_it_failed_with(fields):
    task = DBTaskResult.objects.create(
        **{
            "status": "FAILED",
            "args_kwargs": {"args": [], "kwargs": {}},
            "task_path": "x",
            "run_after": timezone.now(),
            "exception_class_path": "",
            "traceback": "",
        }
        | fields
    )
    anna = find_data_subject(" anna@example.org ")
    assert [*anna.records[Records.TASKS]] == [task]
    anna.erase(timezone.now())
    assert [*DBTaskResult.objects.all()] == []


def test_a_namesake_of_another_delegation_is_somebody_else():
    visit = build_visit()
    hers, other = (
        build_registration(visit, contact_email=f"{number}@example.org", names=NAMES)
        for number in range(2)
    )
    found = find_data_subject("0@example.org")
    assert [*found.delegates] == [hers.delegates.get(full_name="Contact Person")]
    found.erase(timezone.now())
    assert [*other.delegates.values_list("full_name", flat=True)] == [*NAMES]


def test_who_is_known_by_another_address_or_another_name_is_somebody_else():
    registration = build_registration(build_visit(), names=NAMES)
    registration.delegates.filter(full_name=NAMES[0]).update(email="b@example.org")
    assert [*find_data_subject("contact@example.org").delegates] == []
