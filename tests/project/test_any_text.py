"""Every way out is valid for any text that the database can hold.

The texts are written by SQL, past every form and field, over those of one thing.
What comes out is read by
parsers that have nothing to do with what writes it.
"""

import csv
import io
import json
import zipfile
from email import policy
from email.parser import BytesParser
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings

from centre.site.sitemaps import KEYS_A_PART
from centre.text.cleaning import drop_unprintable
from centre.text.typography import WORD_JOINER
from events.mail.tasks import deliver_due_mail
from events.models import (
    Delegate,
    OutgoingEmail,
    RateWindow,
    Registration,
)
from events.onsite.export import as_csv, as_xlsx, tables
from events.privacy.data_subject import DataSubject
from events.registrations.mail.calendar import registration_calendar
from events.registrations.mail.contact_emails import queue_link
from events.registrations.rules.parts import PartSelection
from tests.atom import read_feed
from tests.builders import (
    DAY,
    build_activity,
    build_centre,
    build_part,
    build_post,
    build_session,
    build_visit,
    register,
)
from tests.calendars import read_calendar
from tests.strategies import STORABLE
from tests.structured_data import nodes_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
# One that is long, and one that is seen, so that nothing is skipped as empty.
TEXT = STORABLE.map(lambda text: f"Ź{text}"[:60])


def write(obj, **columns):
    """Write columns by SQL, as no code of ours does."""
    sets = ", ".join(f"{name} = %s" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {obj._meta.db_table} SET {sets} WHERE id = %s",  # noqa: S608
            [*columns.values(), obj.pk],
        )


def line(text):
    """Return what is left of a text on one line, as a reader of markup sees it."""
    return " ".join(drop_unprintable(text).split())


def unprintable(text):
    return [c for c in text if drop_unprintable(c) != c]


@pytest.fixture
def house():
    return build_centre()


@pytest.fixture
def visit(house):
    return build_visit()


@pytest.fixture
def post():
    return build_post("wpis")


@pytest.fixture
def session():
    return build_session(build_activity("kurs"), timezone.now() + DAY)


@pytest.fixture
def item(visit):
    return visit.programme.create(
        title_en="A", starts_at=visit.starts_at, ends_at=visit.ends_at
    )


@pytest.fixture
def registration(visit):
    return register(visit).registration


@pytest.fixture
def person(registration):
    return Delegate.objects.create(registration=registration, full_name="A")


@pytest.fixture
def of_part(visit):
    """A registration with a seat in one part of a visit."""
    selection = PartSelection(part=build_part(visit).pk, seats=1, may_wait=True)
    return register(visit, parts=(selection,)).registration


@EXAMPLES
@given(TEXT)
def test_a_feed(house, post, text):
    body = f"<p>{text.replace('<', '')}</p>"
    write(post, title_en=text, lead_en=text, body_en=body)
    write(house, name_en=text)
    answer = Client().get("/en/news/feed/")
    root = read_feed(answer.content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert line(root.find(f"{atom}entry/{atom}title").text) == line(text)
    assert line(root.find(f"{atom}entry/{atom}summary").text) == line(text)


@EXAMPLES
@given(TEXT)
def test_pages_and_the_site_map(visit, post, text):
    write(
        post,
        title_en=text,
        lead_en=text,
        body_en=f"<p>{text.replace('<', '')}</p>",
    )
    write(visit, title_en=text, summary_en=text, venue_pl=text, description_en=text)
    for path in (
        "/en/", "/en/news/", "/en/news/wpis/",
        "/en/study-visits/", "/en/study-visits/wizyta/",
    ):  # fmt: skip
        answer = Client().get(path)
        page = answer.content.decode()
        assert (path, answer.status_code) == (path, 200)
        assert unprintable(page.replace(WORD_JOINER, "")) == []
        assert nodes_of(page)
    ElementTree.fromstring(Client().get("/sitemap.xml").content)  # noqa: S314
    for name in ("house-0", f"posts-{post.pk // KEYS_A_PART}"):
        part = Client().get(f"/sitemap-{name}.xml")
        ElementTree.fromstring(part.content)  # noqa: S314 - our own answer


@EXAMPLES
@given(TEXT)
def test_tables_for_excel(visit, registration, person, text):
    write(registration, organisation=text, city=text)
    write(person, full_name=text, role=text)
    sheets = tables(visit, needs=True)
    rows = list(
        csv.reader(io.StringIO(as_csv(sheets).decode("utf-8-sig")), delimiter=";")
    )
    assert line(rows[1][2].removeprefix("'")) == line(text)
    book = zipfile.ZipFile(io.BytesIO(as_xlsx(sheets)))
    for name in book.namelist():
        if name.endswith(".xml"):
            ElementTree.fromstring(book.read(name))  # noqa: S314 - our own file
    texts = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314
    found = {line("".join(item.itertext())) for item in texts}
    assert line(text) in found


@pytest.mark.usefixtures("first_mails")
@EXAMPLES
@given(TEXT)
def test_a_mail(visit, registration, text):
    write(registration, organisation=text, contact_name=text)
    write(visit, title_en=text)
    OutgoingEmail.objects.all().delete()
    RateWindow.objects.all().delete()  # no mailbox gets more than three in an hour
    mail.outbox.clear()
    fresh = Registration.objects.get(pk=registration.pk)
    queue_link(fresh, at=timezone.now())
    deliver_due_mail.call()
    (sent,) = mail.outbox
    parsed = BytesParser(policy=policy.default).parsebytes(sent.message().as_bytes())
    assert parsed.defects == []
    assert line(parsed["subject"]) == line(sent.subject)
    (to,) = parsed["to"].addresses
    assert to.addr_spec == "contact@example.org"
    body = parsed.get_body(("plain",)).get_content()
    assert unprintable(body) == []


@EXAMPLES
@given(TEXT)
def test_a_copy_of_what_is_held_about_somebody(registration, text):
    write(registration, contact_name=text, message=text)
    copied = json.dumps(DataSubject("contact@example.org").export(), default=str)
    row = json.loads(copied)["registrations"][0]
    assert line(row["message"]) == line(text)


@EXAMPLES
@given(TEXT)
def test_a_calendar_of_a_visit(visit, item, text):
    write(visit, title_en=text, venue_pl=text)
    write(item, title_en=text)
    file = Client().get("/en/study-visits/wizyta/calendar.ics").content
    (event,) = read_calendar(file)
    assert line(event.summary.value) == line(text)
    assert line(event.location.value).startswith(f"{line(text)}, ul. Przykładowa 20")
    assert line(text) in line(event.description.value)
    assert unprintable(file.decode().replace("\r\n", "")) == []


@EXAMPLES
@given(TEXT)
def test_a_calendar_of_an_activity(house, session, text):
    write(session.activity, title_en=text)
    write(session, place_en=text, note_en=text)
    write(house, name_en=text)
    file = Client().get("/en/activities/kurs/calendar.ics").content
    (event,) = read_calendar(file)
    assert line(event.summary.value) == line(text)
    assert line(event.description.value) == line(text)
    assert line(event.location.value).startswith(f"{line(text)}, ul.")


@EXAMPLES
@given(TEXT)
def test_a_calendar_in_a_mail(of_part, text):
    write(of_part.part_choices.get().part, title_en=text, room=text)
    fresh = Registration.objects.get(pk=of_part.pk)
    with translation.override("en"):
        (event,) = read_calendar(registration_calendar(fresh, at=timezone.now()))
    assert event.description.value.count("\n") == 1
    assert line(text) in line(event.description.value)
