"""Letters and certificates: accessible, in the delegation's language, kept nowhere."""

import json
import logging
import re
from datetime import date

import pytest
import typst
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from centre.models import Centre
from events.models import Registration
from events.onsite import pdf
from events.onsite.checkin import check_in
from tests.builders import build_centre, build_guests, build_staff, build_visit

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PASSPORT = "ZZ0000000"
TYPED = {
    "name": "Їжак Ґанок",
    "passport": PASSPORT,
    "born": "1990-02-01",
    "nationality": "UA",
    "stay_from": "2027-01-10",
    "stay_until": "2027-01-12",
}
GUEST = pdf.Guest(
    name="Їжак Ґанок",
    passport=PASSPORT,
    born=date(1990, 2, 1),
    nationality="UA",
    stay_from=date(2027, 1, 10),
    stay_until=date(2027, 1, 12),
)


@pytest.fixture
def registration() -> Registration:
    build_centre()
    return build_guests(
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
    letter = pdf.invitation(registration, guest=GUEST, more="Ł", signatory="Ż ї ґ")
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
    compiled = typst.compile
    monkeypatch.setattr(
        typst,
        "compile",
        lambda path, **kw: given.append((path, kw)) or compiled(path, **kw),
    )
    evil = '#read("/etc/hostname") $x$ = *b* \\'
    pdf.certificate(registration, [evil])
    [(path, kw)] = given
    assert path == str(pdf.LETTER)
    assert evil not in pdf.LETTER.read_text()
    assert set(kw["sys_inputs"]) == {"data"}


def data_of(monkeypatch, make, *args, **kwargs):
    """What a paper says, as it is given to typst."""
    given = []
    monkeypatch.setattr(typst, "compile", lambda path, **kw: given.append(kw))
    make(*args, **kwargs)
    return json.loads(given[0]["sys_inputs"]["data"])


def test_the_letter_says_what_a_consulate_asks_for(registration, monkeypatch):
    Centre.objects.update(
        floor_uk="2-й поверх",
        phone="+48 12 000 00 00",
        operator_uk="<p>Fundacja Przykładowa,&nbsp;<b>KRS 0000000000</b></p>",
    )
    data = data_of(
        monkeypatch,
        pdf.invitation,
        registration,
        guest=GUEST,
        more="Перше.\n\nДруге.",
        signatory="Iwona Przykładowa",
    )
    [letter] = data["letters"]
    facts = dict(letter["facts"])
    purpose = facts.pop("Мета перебування")
    assert purpose.startswith("навчальний візит «Візит wizyta», ")
    assert facts == {
        "Ім’я та прізвище": "Їжак Ґанок",
        "Дата народження": "1 лютого 1990 р.",
        "Громадянство": "Україна",
        "Номер паспорта": PASSPORT,
        "Делегація": "Example City Council (Exampletown, Норвегія)",
        "Дати перебування": "10–12 січня 2027 р.",
        "Де": "ul. Przykładowa 20, 2-й поверх, 30-000 Kraków",
        "Реєстраційний номер": registration.reference,
    }
    assert letter["more"] == ["Перше.", "Друге."]
    assert data["sender"] == [
        "Тестовий дім",
        "ul. Przykładowa 20, 2-й поверх, 30-000 Kraków",
        "+48 12 000 00 00, centrum@example.org",
    ]
    assert data["operator"] == "Fundacja Przykładowa, KRS 0000000000"
    assert data["signatory"] == "Iwona Przykładowa"
    assert data["dated"].startswith("Kraków, ")


@pytest.mark.parametrize("name", ["山", "Ż 😀"])
def test_letters_that_no_typeface_has_are_told_and_nothing_breaks(
    staff, registration, name
):
    response = staff.post(url(registration, "invitation"), TYPED | {"name": name})
    assert response.status_code == 200
    [error] = response.context["form"].non_field_errors()
    assert name[-1] in error


def test_another_mistake_of_the_typesetter_is_not_hidden(
    registration, monkeypatch, tmp_path
):
    broken = tmp_path / "broken.typ"
    broken.write_text("#unknown")
    monkeypatch.setattr(pdf, "LETTER", broken)
    with pytest.raises(typst.TypstError):
        pdf.certificate(registration, ["A"])


def test_nobody_leaves_before_coming(staff, registration):
    typed = TYPED | {"stay_until": "2027-01-09"}
    response = staff.post(url(registration, "invitation"), typed)
    assert list(response.context["form"].errors) == ["stay_until"]


def test_the_stay_is_written_in_beforehand(staff, registration):
    page = staff.get(url(registration, "invitation")).content.decode()
    day = timezone.localdate(registration.visit.starts_at).isoformat()
    assert page.count(f'value="{day}"') == 2


def test_a_certificate_says_who_took_part_in_what(registration, monkeypatch):
    registration.language = "en"
    data = data_of(monkeypatch, pdf.certificate, registration, ["Łucja"])
    [letter] = data["letters"]
    assert letter["person"] == "Łucja"
    assert letter["says"].startswith("took part in the study visit “Visit wizyta” in")
    assert letter["facts"] == [
        ["Delegation", "Example City Council (Exampletown, Norway)"]
    ]


def test_a_letter_is_a_file_that_leaves_no_trace(staff, registration, caplog):
    caplog.set_level(logging.DEBUG)
    with CaptureQueriesContext(connection) as asked:
        response = staff.post(url(registration, "invitation"), TYPED)
    assert response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]
    assert PASSPORT not in response.headers["Content-Disposition"]
    written = " ".join(query["sql"] for query in asked)
    assert (PASSPORT in written, "1990-02-01" in written) == (False, False)
    assert written.count("INSERT") == written.count('INSERT INTO "centre_staffaction"')
    said = [r.getMessage() for r in caplog.records if r.name != "django.db.backends"]
    assert not [line for line in said if PASSPORT in line]


def test_an_address_never_makes_a_letter(staff, registration):
    response = staff.get(url(registration, "invitation"), TYPED)
    assert response.headers["Content-Type"].startswith("text/html")
    assert PASSPORT not in response.content.decode().split("<form", 1)[1]


def test_a_letter_needs_all_of_it(staff, registration):
    response = staff.post(url(registration, "invitation"), TYPED | {"born": "x"})
    assert list(response.context["form"].errors) == ["born"]
    response = staff.post(url(registration, "invitation"), {"more": "Only this"})
    form = response.context["form"]
    needed = ["name", "born", "nationality", "passport", "stay_from", "stay_until"]
    assert list(form.errors) == needed
    assert form["more"].value() == "Only this"


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
    nobody = staff.post(url(registration, "certificate"), {})
    assert list(nobody.context["form"].errors) == ["people"]


def test_who_came_without_a_name_on_the_list_gets_a_certificate(staff, registration):
    address = url(registration, "certificate")
    typed = {"others": " Ґанна \n\nŁucja"}
    assert list(staff.post(address, typed).context["form"].errors) == ["others"]
    check_in(
        registration=registration,
        unnamed=2,
        seen=0,
        at=timezone.now(),
        staff=build_staff(username="b"),
    )
    assert staff.get(address).text.count("Make the PDF") == 1
    assert pages(staff.post(address, typed).content) == 2
    assert registration.delegates.filter(full_name="Ґанна").count() == 0


def test_without_anybody_there_is_nothing_to_press(staff, registration):
    page = f"/en/admin/events/studyvisit/day/{registration.reference}/certificate/"
    assert "Make the PDF" not in staff.get(page).content.decode()
    assert 'name="others"' not in staff.get(page).content.decode()
    assert (
        "Make the PDF"
        in staff.get(page.replace("certificate", "invitation")).content.decode()
    )


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


def test_a_letter_of_another_kind_does_not_exist(staff, registration):
    assert staff.get(url(registration, "visa")).status_code == 404


@pytest.mark.parametrize(("language", "name"), [("pl", "Ukraina"), ("en", "Ukraine")])
def test_the_language_of_a_letter_can_be_chosen(
    registration, monkeypatch, language, name
):
    """A consulate may read another language than the delegation."""
    data = data_of(
        monkeypatch, pdf.invitation, registration, guest=GUEST, language=language
    )
    assert (data["language"], name in dict(data["letters"][0]["facts"]).values()) == (
        language,
        True,
    )
    data = data_of(monkeypatch, pdf.certificate, registration, ["A"], language=language)
    assert data["language"] == language


@pytest.mark.parametrize(
    ("desk", "first", "country"),
    [("pl", "Afganistan", "Ukraina"), ("en", "Afghanistan", "Ukraine")],
)
def test_the_form_names_countries_in_the_language_of_the_desk(
    staff, registration, desk, first, country
):
    page = staff.get(url(registration, "invitation").replace("/en/", f"/{desk}/"))
    form = page.context["form"]
    with translation.override(desk):
        names = dict(form.fields["nationality"].choices)
    assert ([*names.values()][1], names["UA"]) == (first, country)
    assert form["language"].value() == "uk"
    assert f">{country}</option>" in page.content.decode()
