"""The log of the desk in the reader's language, whatever it holds."""

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import translation

from centre.templatetags.desk_log import log_message

pytestmark = pytest.mark.once

CHANGED = '[{"changed": {"fields": ["Published from", "Lead [pl]", "Odd"]}}]'


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "Changed Published from, Lead [pl] and Odd."),
        ("pl", "Zmodyfikowano opublikowane od, wstęp [pl] i Odd."),
        ("uk", "Змінені опубліковано з, вступ [pl] та Odd."),
    ],
)
def test_the_names_of_fields_are_said_in_the_readers_language(language, message):
    with translation.override(language):
        assert log_message(LogEntry(change_message=CHANGED)) == message


@pytest.mark.parametrize("text", ["Withdraw", "", "[1", "[1]", '[["a"]]'])
def test_what_is_no_list_of_changes_is_shown_as_it_is(text):
    assert log_message(LogEntry(change_message=text)) == text
