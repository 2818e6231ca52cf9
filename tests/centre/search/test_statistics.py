"""What the planner knows of how common words are."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_five_thousand_words_are_told_apart_by_how_common_they_are():
    """It keeps ten words for each step; by default it takes a rare one for common."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT attname, attstattarget FROM pg_attribute
            WHERE attrelid = 'centre_searchdocument'::regclass
            AND attname IN ('words', 'title_words') ORDER BY 1"""
        )
        assert cursor.fetchall() == [("title_words", 500), ("words", 500)]
