"""What a connection of a pooler can't be asked for."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from events.mail.tasks import deliver
from events.privacy import ledger


def purge():
    with ledger.alone():
        pass


@pytest.mark.django_db
@pytest.mark.parametrize("work", [purge, lambda: deliver(1)])
def test_no_lock_of_a_session_is_left_behind_on_a_poolers_connection(settings, work):
    settings.CENTRE_DATABASE_IS_POOLED = True
    with pytest.raises(ImproperlyConfigured, match="worker and the clock"):
        work()
    settings.CENTRE_DATABASE_IS_POOLED = False
    assert not work()
