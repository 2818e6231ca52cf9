"""One text in several languages goes apart: each language, its title, lead and text."""

import pytest

from centre.text.recognising import recognise_language
from centre.text.several_languages import Article, take_apart, to_html

pytestmark = pytest.mark.once

LANGUAGES = {
    "Dziękujemy za wizytę i wartościowy dialog!": "pl",
    "Empowering cities – to nie tylko hasło, ale też podsumowanie": "pl",
    "• and grassroots projects fostering intercultural dialogue.": "en",
    "Запрошуємо до Центру": "uk",
    "12.05, 17:00": "",
    "Chór Kraków": "",
}

# A report as houses write it: no title and no bullets in Polish, both in English, and
# nothing between the languages.
REPORT = """ Otwarte drzwi – to nie tylko hasło, ale też
podsumowanie wizyty.

To tu odbywają się:

warsztaty językowe,
a także spotkania dla wszystkich.

Dziękujemy za wizytę!
 The Centre hosted a visit

Open doors capture the spirit
of the visit.

It hosts:
• workshops in the language,
 • and meetings.

Thank you for the visit!
"""


def test_a_language_shows_in_letters_and_small_words():
    assert {text: recognise_language(text) for text in LANGUAGES} == LANGUAGES


def test_a_report_in_two_languages_goes_apart_without_a_sign_between():
    parts = take_apart(REPORT)
    assert {code: (part.title, part.lead) for code, part in parts.items()} == {
        "pl": (
            "",
            "Otwarte drzwi – to nie tylko hasło, ale też podsumowanie wizyty.",
        ),
        "en": (
            "The Centre hosted a visit",
            "Open doors capture the spirit of the visit.",
        ),
    }
    assert {code: to_html(part.body) for code, part in parts.items()} == {
        "pl": "<p>To tu odbywają się:</p><ul><li><p>warsztaty językowe,</p></li>"
        "<li><p>a także spotkania dla wszystkich.</p></li></ul>"
        "<p>Dziękujemy za wizytę!</p>",
        "en": "<p>It hosts:</p><ul><li><p>workshops in the language,</p></li>"
        "<li><p>and meetings.</p></li></ul><p>Thank you for the visit!</p>",
    }


def test_lines_that_name_a_language_decide():
    text = "EN: Choir\n\nSing.\n\nMore.\n\nWersja polska\nChór\n\nŚpiew.\n\n"
    text += "UA:\nХор\n\nСпів."
    assert take_apart(text) == {
        "en": Article("Choir", "Sing.", "More."),
        "pl": Article("Chór", "", "Śpiew."),
        "uk": Article("Хор", "", "Спів."),
    }
    assert take_apart("12.05, 17:00") == {}


def test_paragraphs_of_one_long_line_each_stay_apart_and_are_escaped():
    assert to_html("a < b " * 30 + "\nDrugi") == (
        "<p>" + ("a &lt; b " * 30).strip() + "</p><p>Drugi</p>"
    )


def test_short_lines_that_end_as_sentences_do_are_title_lead_and_paragraphs():
    text = (
        "Nowa sala\nOd jutra działa nowa sala.\nJest otwarta do 18.\nA w niej:\n"
        "- książki,\n- stół.\nChodź!\n"
        "A new room\nFrom tomorrow there is a new room.\nIt is open to all.\n"
    )
    found = take_apart(text)
    assert found == {
        "pl": Article(
            title="Nowa sala",
            lead="Od jutra działa nowa sala.",
            body="Jest otwarta do 18.\n\nA w niej:\n\n- książki,\n- stół.\n\nChodź!",
        ),
        "en": Article(
            title="A new room",
            lead="From tomorrow there is a new room.",
            body="It is open to all.",
        ),
    }
    assert to_html(found["pl"].body) == (
        "<p>Jest otwarta do 18.</p><p>A w niej:</p>"
        "<ul><li><p>książki,</p></li><li><p>stół.</p></li></ul><p>Chodź!</p>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "To jest akapit, złamany\nw dwóch wierszach. I drugie.\nTrzecie.",
        "Zapraszamy na spotkanie w\nKrakowie, w Centrum\nWielokulturowym.",
    ],
)
def test_a_wrapped_paragraph_stays_one(text):
    assert to_html(text) == f"<p>{' '.join(text.split())}</p>"
