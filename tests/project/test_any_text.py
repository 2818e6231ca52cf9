"""Every way out is valid for any text that the database can hold.

The texts are written by SQL, past every form and field. What comes out is read by
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
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.text.cleaning import drop_unprintable
from centre.text.typography import WORD_JOINER
from events.mail.tasks import deliver_due_mail
from events.models import Delegate, OutgoingEmail, Registration, StudyVisit
from events.onsite.export import as_csv, as_xlsx, tables
from events.privacy.data_subject import DataSubject
from events.registrations.mail.contact_emails import queue_link
from news.models import Post
from tests.builders import build_centre, build_post, build_visit, register
from tests.strategies import STORABLE

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


@EXAMPLES
@given(TEXT)
def test_a_feed(house, text):
    Post.objects.all().delete()
    write(build_post("wpis"), title_en=text, lead_en=text)
    write(house, name_en=text)
    answer = Client().get("/en/news/feed/")
    root = ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer
    atom = "{http://www.w3.org/2005/Atom}"
    assert line(root.find(f"{atom}entry/{atom}title").text) == line(text)
    assert line(root.find(f"{atom}entry/{atom}summary").text) == line(text)


@EXAMPLES
@given(TEXT)
def test_pages_and_the_site_map(visit, text):
    Post.objects.all().delete()
    write(
        build_post("wpis"),
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
    ElementTree.fromstring(Client().get("/sitemap.xml").content)  # noqa: S314


@EXAMPLES
@given(TEXT)
def test_tables_for_excel(visit, text):
    Registration.objects.all().delete()
    registration = register(visit).registration
    person = Delegate.objects.create(registration=registration, full_name="A")
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


@EXAMPLES
@given(TEXT)
def test_a_mail(visit, text):
    Registration.objects.all().delete()
    registration = register(visit).registration
    write(registration, organisation=text, contact_name=text)
    write(visit, title_en=text)
    OutgoingEmail.objects.all().delete()
    mail.outbox.clear()
    fresh = Registration.objects.get(pk=registration.pk)
    queue_link(fresh, at=timezone.now())
    deliver_due_mail.call()
    (sent,) = mail.outbox
    parsed = BytesParser(policy=policy.default).parsebytes(sent.message().as_bytes())
    assert parsed.defects == []
    assert line(parsed["subject"]) == line(sent.subject)
    assert parsed["to"] == "contact@example.org"
    body = parsed.get_body(("plain",)).get_content()
    assert unprintable(body) == []


@EXAMPLES
@given(TEXT)
def test_a_copy_of_what_is_held_about_somebody(visit, text):
    Registration.objects.all().delete()
    registration = register(visit).registration
    write(registration, contact_name=text, message=text)
    copied = json.dumps(DataSubject("contact@example.org").export(), default=str)
    row = json.loads(copied)["registrations"][0]
    assert line(row["message"]) == line(text)


@EXAMPLES
@given(st.sampled_from(["title_en", "venue_pl"]), TEXT)
def test_a_calendar(visit, column, text):
    write(visit, **{column: text})
    file = Client().get("/en/study-visits/wizyta/calendar.ics").content.decode()
    assert {len(ln.encode()) <= 75 for ln in file.split("\r\n")} == {True}
    unfolded = file.replace("\r\n ", "")
    assert unprintable(unfolded.replace("\r\n", "\n")) == []
    names = [ln.partition(":")[0].partition(";")[0] for ln in unfolded.split("\r\n")]
    assert {name for name in names if not name.replace("-", "").isupper()} == {""}
    assert StudyVisit.objects.get().pk == visit.pk
