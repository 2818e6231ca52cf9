"""The answers as the page before sending shows them."""

from types import SimpleNamespace

import pytest
from django.contrib.sessions.backends.db import SessionStore

from events.registrations.form.drafts import Draft
from events.registrations.form.summaries import answers_by_step
from tests.builders import HOUR, build_part, build_visit

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_parts_of_one_name_are_told_apart_by_time_and_language():
    visit = build_visit()
    for hours, language in ((0, "pl"), (2, "en")):
        build_part(
            visit,
            title_pl="Spacer",
            starts_at=visit.starts_at + hours * HOUR,
            ends_at=visit.starts_at + (hours + 1) * HOUR,
            language=language,
        )
    draft = Draft(SimpleNamespace(session=SessionStore()), visit)
    (parts,) = [a for a in answers_by_step(visit, draft) if a.step == "parts"]
    details = [r.detail.replace("\xa0", " ").replace("\u2060", "") for r in parts.rows]
    assert [*zip((row.label for row in parts.rows), details, strict=True)] == [
        ("Spacer", "Piątek, 25 grudnia, 10:00–11:00, po polsku"),
        ("Spacer", "Piątek, 25 grudnia, 12:00–13:00, po angielsku"),
    ]
