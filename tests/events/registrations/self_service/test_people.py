"""All people of a delegation in one go: as a table from a sheet, or none of them."""

import pytest
from django.utils import timezone, translation

from events.models import ChangeRequest, OutgoingEmail
from events.registrations.rules.delegates import DelegateData, add_delegate
from events.registrations.self_service.people_table import PeopleTableForm
from tests.builders import DAY, build_centre, build_registration, build_visit
from tests.helpers import token_url

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ANNA = ("Anna Żak", "anna@example.org", "Mayor")
BOB = ("Ґанна Їжак", "", "")


@pytest.fixture
def registration(db):
    build_centre()
    return build_registration(build_visit(largest_group=12), seats=12)


def read(text):
    """Return what a table says, or what is wrong with it."""
    with translation.override("en"):
        form = PeopleTableForm({"table": text})
        if not form.is_valid():
            return list(form.errors["table"])
    people = form.cleaned_data["table"]
    return [(person.full_name, person.email, person.role) for person in people]


@pytest.mark.parametrize(
    "text",
    [
        "Anna Żak;anna@example.org;Mayor\nҐанна Їжак",
        "Anna Żak\tanna@example.org\tMayor\r\nҐанна Їжак\t\t\r\n",
        "Anna Żak, anna@example.org, Mayor\nҐанна Їжак,,",
        '"Anna Żak";"anna@example.org";"Mayor"\n\n   \n"Ґанна Їжак";;',
        "Name;E-mail;Position\nAnna Żak;anna@example.org;Mayor\nҐанна Їжак",
        "Stanowisko\tImię i nazwisko\tE-mail\n"
        "Mayor\tAnna Żak\tanna@example.org\n\tҐанна Їжак\t",
        "№;Імʼя та прізвище;Електронна пошта;Посада\n"
        "1;Anna Żak;anna@example.org;Mayor\n2;Ґанна Їжак;;",
        "\ufeffFULL NAME;email;role\nAnna Żak;anna@example.org;Mayor\nҐанна Їжак;;",
        "Anna\u00a0Żak;anna@example.org;\u200bMayor\nҐанна  Їжак;",
        "Anna Z\u0307ak;anna@example.org;Mayor\u2028Ґанна Їжак",
    ],
)
def test_a_table_is_read_however_it_was_copied(text):
    def plain(rows):
        return [tuple(cell.replace("\u00a0", " ") for cell in row) for row in rows]

    assert plain(read(text)) == [ANNA, BOB]


def test_a_cell_in_quotation_marks_may_hold_what_parts_cells_and_lines():
    text = '"Żak; Anna";;"Mayor, ""deputy"""\n"Two\nlines";;\nThird;no\n'
    assert read(text) == ["Line 4: Enter an e-mail address like name@example.org"]
    assert read(text.replace("no", "")) == [
        ("Żak; Anna", "", 'Mayor, "deputy"'),
        ("Two lines", "", ""),
        ("Third", "", ""),
    ]


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("", ["Enter at least one person"]),
        (" \n\t\n;;", ["Enter at least one person"]),
        ("Name;E-mail\n", ["Enter at least one person"]),
        (
            "\nA;a@example.org\n;b@example.org\nC;c@\n",
            [
                "Line 3: Enter the person’s name",
                "Line 4: Enter an e-mail address like name@example.org",
            ],
        ),
        (
            "A;a@example.org;Mayor;1 May",
            [
                "Line 1: There are more cells than columns: “1 May”. Put a cell that "
                "has a comma or a semicolon into quotation marks"
            ],
        ),
        (
            "A\nB\n" + '"C;c@example.org',
            ["Line 3: A quotation mark is missing, or one is too many"],
        ),
        (
            "Name;Phone\nA;1",
            ["Line 1: We can’t use the column “Phone”. Leave it out"],
        ),
        (
            "Anna Żak\nB\nZAK  ANNA",
            ["Line 3: This is the same person as in line 1"],
        ),
        (
            "Ann " * 40,
            ["Line 1: Ensure this value has at most 120 characters (it has 159)."],
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_number_of_its_line(text, errors):
    assert read(text) == errors


def test_two_of_one_name_with_two_addresses_are_two_people():
    text = "Anna;a@example.org\nAnna;b@example.org"
    assert [email for _name, email, _role in read(text)] == [
        "a@example.org",
        "b@example.org",
    ]


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_errors_come_in_the_language_of_the_page_and_keep_what_was_typed(
    client, registration, language
):
    url = token_url("registration-people", registration, language)
    typed = "\n<b>A</b>;no\n\nB;\n"
    page = client.post(url, {"table": typed})
    with translation.override(language):
        error = translation.gettext("Line %(line)d: %(error)s") % {
            "line": 2,
            "error": translation.gettext(
                "Enter an e-mail address like name@example.org"
            ),
        }
        assert page.context["form"].errors == {"table": [error]}
    assert "\n\n&lt;b&gt;A&lt;/b&gt;;no\n\nB;\n</textarea>" in page.text
    assert registration.delegates.count() == 0


def rows(registration):
    return [*registration.delegates.values_list("full_name", "email", "role")]


@pytest.mark.usefixtures("first_mails")
def test_twelve_people_are_entered_in_one_go(client, registration):
    lines = [f"Person {n}\tp{n}@example.org\tRole {n}" for n in range(12)]
    url = token_url("registration-people", registration)
    response = client.post(url, {"table": "\r\n".join(lines)})
    assert response.url == token_url("registration", registration)
    assert rows(registration) == [tuple(line.split("\t")) for line in lines]
    told = OutgoingEmail.objects.filter(kind="delegate_told")
    assert told.count() == 12


def test_who_is_on_the_list_is_filled_in_and_not_added_again(client, registration):
    person = DelegateData(full_name="Żak Anna", badge_name="Ania", role="Mayor")
    add_delegate(registration=registration, person=person, at=timezone.now())
    url = token_url("registration-people", registration)
    client.post(url, {"table": "Anna Żak;anna@example.org;\nB;;"})
    assert rows(registration) == [ANNA, ("B", "", "")]
    assert registration.delegates.first().badge_name == "Ania"
    client.post(url, {"table": "Anna Żak;;\nB;;Clerk"})
    assert rows(registration) == [ANNA, ("B", "", "Clerk")]


def test_more_names_than_places_save_nobody(client, registration):
    add_delegate(
        registration=registration,
        person=DelegateData(full_name="First"),
        at=timezone.now(),
    )
    url = token_url("registration-people", registration)
    page = client.post(url, {"table": "\n".join(f"P{n}" for n in range(12))})
    assert page.context["form"].errors == {
        "table": [
            "With these lines there would be more names than places. Places: 12, "
            "names on the list: 1, lines here: 12"
        ]
    }
    assert rows(registration) == [("First", "", "")]


def test_after_the_deadline_staff_are_asked_for_each(client, registration):
    visit = registration.visit
    visit.names_due_at = timezone.now() - DAY
    visit.save()
    url = token_url("registration-people", registration)
    client.post(url, {"table": "A;a@example.org\nB"})
    assert rows(registration) == []
    with translation.override("en"):
        wishes = ChangeRequest.objects.get().wishes
    assert wishes.split("\n\n") == ["Please add: A, a@example.org", "Please add: B"]


def test_the_list_to_print_shows_addresses_only_to_who_may_see_them(
    client, registration
):
    add_delegate(
        registration=registration,
        person=DelegateData(full_name="Anna", email="anna@example.org", role="Mayor"),
        at=timezone.now(),
    )
    page = client.get(token_url("registration-people-list", registration)).text
    assert ["Anna" in page, "Mayor" in page, "anna@" in page] == [True, True, False]
