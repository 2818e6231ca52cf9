"""The sentences that our catalogues take over from Django are its own to the letter."""

from pathlib import Path

import django.contrib.admin
import django.contrib.auth
import polib
import pytest
import simple_history
from django.utils import translation
from django.utils.translation import gettext

from centre.staff.rewording import REWORDED

CATALOGUES = [
    Path(package.__file__).parent / "locale" / "pl" / "LC_MESSAGES" / "django.po"
    for package in (django.contrib.admin, django.contrib.auth, simple_history)
]


def test_each_sentence_is_one_of_theirs():
    theirs = {entry.msgid for file in CATALOGUES for entry in polib.pofile(str(file))}
    assert [text for text in REWORDED if text not in theirs] == []


@pytest.mark.parametrize(
    ("language", "title"), [("pl", "Dodaj: delegacja"), ("uk", "Додати: делегація")]
)
def test_our_wording_wins(language, title):
    with translation.override(language):
        assert gettext("Add %s") % gettext("delegation") == title
