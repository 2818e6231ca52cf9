"""A code is mailed to who has verified the address, and to nobody else."""

import pytest
from django.utils import timezone

from events.models import OutgoingEmail, Registration
from events.registrations.rules.codes import send_code
from tests.builders import build_centre, build_visit, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]


@pytest.mark.parametrize(("proven", "mailed"), [(True, 1), (False, 0)])
def test_a_code_goes_to_a_verified_address_alone(proven, mailed):
    build_centre()
    registration = register(build_visit(), proven=proven).registration
    send_code(registration=registration, at=timezone.now())
    assert OutgoingEmail.objects.filter(kind="mail_code").count() == mailed


def test_a_code_goes_to_nobody_whose_address_was_erased_meanwhile():
    build_centre()
    registration = register(build_visit()).registration
    Registration.objects.update(contact_email="")
    send_code(registration=registration, at=timezone.now())
    assert OutgoingEmail.objects.filter(kind="mail_code").count() == 0
