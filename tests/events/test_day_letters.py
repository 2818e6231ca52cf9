"""Letters and certificates: accessible, in the delegation's language, kept nowhere."""

import logging
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.day import pdf
from events.day.arrivals import check_in
from events.models import Registration
from tests.builders import build_centre, build_registration, build_staff, build_visit

pytestmark = pytest.mark.django_db
PASSPORT = "ZZ0000000"
TYPED = {"name": "Їжак Ґанок", "passport": PASSPORT, "born": "1990-02-01"}


@pytest.fixture
def registration() -> Registration:
    build_centre()
    return build_registration(
        build_visit(), language="uk", names=("Łucja Próbna", "Їжак Ґанок")
    )


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def url(registration: Registration, kind: str) -> str:
    return f"/en/admin/events/studyvisit/day/{registration.reference}/{kind}/"


def pages(body: bytes) -> int:
    return int(re.search(rb"/Type/Pages/Count (\d+)", body)[1])


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_papers_are_tagged_and_say_their_language(registration, language):
    registration.language = language
    letter = pdf.invitation(
        registration, name="Ż ї ґ", passport="A", born=date(1990, 2, 1)
    )
    certificate = pdf.certificate(registration, ["Ж"])
    for body in (letter, certificate):
        assert body.startswith(b"%PDF")
        assert f"/Lang({language})".encode() in body
        assert b"/StructTreeRoot" in body
        assert b"/Marked true" in body
        assert b"/DisplayDocTitle true" in body
        assert b"<pdfuaid:part>1</pdfuaid:part>" in body


def test_what_is_typed_is_text_and_never_read_as_markup(registration, monkeypatch):
    given = []
    compiled = pdf.typst.compile
    monkeypatch.setattr(
        pdf.typst,
        "compile",
        lambda path, **kw: given.append((path, kw)) or compiled(path, **kw),
    )
    evil = '#read("/etc/hostname") $x$ = *b* \\'
    pdf.certificate(registration, [evil])
    [(path, kw)] = given
    assert path == str(pdf.LETTER)
    assert evil not in pdf.LETTER.read_text()
    assert set(kw["sys_inputs"]) == {"data"}


def test_the_letter_says_what_was_typed(registration, monkeypatch):
    letters = []
    monkeypatch.setattr(pdf, "_compiled", lambda r, title, texts: letters.extend(texts))
    pdf.invitation(
        registration, name="Їжак Ґанок", passport=PASSPORT, born=date(1990, 2, 1)
    )
    text = " ".join(letters[0])
    for part in ("Їжак Ґанок", PASSPORT, "лютого", "Норвегія", "Візит wizyta"):
        assert part in text


def test_a_letter_is_a_file_that_leaves_no_trace(staff, registration, caplog):
    caplog.set_level(logging.DEBUG)
    with CaptureQueriesContext(connection) as asked:
        response = staff.post(url(registration, "invitation"), TYPED)
    assert response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]
    assert PASSPORT not in response.headers["Content-Disposition"]
    written = " ".join(query["sql"] for query in asked)
    assert (PASSPORT in written, "1990-02-01" in written) == (False, False)
    assert "INSERT" not in written
    said = [r.getMessage() for r in caplog.records if r.name != "django.db.backends"]
    assert not [line for line in said if PASSPORT in line]


def test_an_address_never_makes_a_letter(staff, registration):
    response = staff.get(url(registration, "invitation"), TYPED)
    assert response.headers["Content-Type"].startswith("text/html")
    assert PASSPORT not in response.content.decode().split("<form", 1)[1]


def test_a_letter_needs_all_three(staff, registration):
    response = staff.post(url(registration, "invitation"), TYPED | {"born": "x"})
    assert list(response.context["form"].errors) == ["born"]


def test_certificates_are_for_those_who_came(staff, registration):
    first, second = registration.delegates.all()
    check_in(
        registration=registration,
        delegates=[first.pk],
        at=timezone.now(),
        staff=build_staff(username="b"),
    )
    refused = staff.post(url(registration, "certificate"), {"people": [second.pk]})
    assert list(refused.context["form"].errors) == ["people"]
    made = staff.post(url(registration, "certificate"), {"people": [first.pk]})
    assert made.content.startswith(b"%PDF")


def test_each_person_has_a_page(registration):
    assert pages(pdf.certificate(registration, ["A", "Б", "Ł"])) == 3


def test_letters_need_a_login_and_a_permission(client, registration):
    address = url(registration, "invitation")
    assert client.post(address, TYPED).status_code == 302
    user = build_staff()
    user.is_superuser = False
    user.save()
    client.force_login(user)
    assert client.post(address, TYPED).status_code == 403
    assert client.get(url(registration, "nothing")).status_code == 403
