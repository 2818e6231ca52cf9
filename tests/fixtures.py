"""Fixtures that the tests of several modules need; each names those it uses.

They are no `conftest.py`: one beside this module is loaded before Django is set up.
"""

import pytest
from django.test import Client

from tests.builders import build_centre, build_staff, build_visit


@pytest.fixture
def visit():
    """A public visit of the Centre."""
    build_centre()
    return build_visit()


@pytest.fixture
def user(visit):
    """A member of staff who may do everything."""
    return build_staff()


@pytest.fixture
def staff(client: Client, user) -> Client:
    """The browser of that member of staff."""
    client.force_login(user)
    return client
