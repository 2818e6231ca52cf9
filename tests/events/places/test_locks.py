"""The one lock of a bookable: its own row, read again, inside a transaction."""

import pytest
from django.db.transaction import TransactionManagementError, atomic

from events.models import StudyVisit
from events.places.locks import lock
from tests.builders import build_visit


@pytest.mark.django_db
def test_what_was_read_before_is_read_again():
    visit = build_visit(capacity=30)
    StudyVisit.objects.update(capacity=17)
    locked = lock(visit)
    assert (locked.capacity, locked.pk, type(locked)) == (17, visit.pk, StudyVisit)


@pytest.mark.django_db
def test_what_was_deleted_meanwhile_is_not_there():
    visit = build_visit()
    StudyVisit.objects.all().delete()
    with pytest.raises(StudyVisit.DoesNotExist):
        lock(visit)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_would_be_locked():
    visit = build_visit()
    with atomic():
        lock(visit)  # its statement is made
    with pytest.raises(TransactionManagementError):
        lock(visit)
