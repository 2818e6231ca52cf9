"""What of a text elsewhere counts as a change of its words."""

from dataclasses import replace
from datetime import UTC, datetime

from centre.importing.notes import note
from centre.importing.texts import FoundDocument, SourceDate, SourceText

MOMENT = datetime(2026, 11, 25, 10, tzinfo=UTC)
TEXT = SourceText(key="1", kind="post", title="One")


def test_what_we_note_of_it_its_documents_and_dates_are_no_change_of_its_words():
    others = (
        replace(TEXT, notes=[note("dead_links")]),
        replace(TEXT, documents=[FoundDocument(url="https://example.org/a.pdf")]),
        replace(TEXT, dates=[SourceDate("1", MOMENT, MOMENT)]),
    )
    assert {text.source_hash() for text in others} == {TEXT.source_hash()}
    assert replace(TEXT, title="Two").source_hash() != TEXT.source_hash()
