"""No-break spaces where a language wants them, and nothing else changed."""

import pytest
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from centre.text.typography import plain, typeset, typeset_html

pytestmark = pytest.mark.once


def shown(text: str) -> str:
    """Make no-break spaces visible as "~", and word joiners as "|"."""
    return text.replace("\u00a0", "~").replace("\u2060", "|")


POLISH = [
    ("Spotkanie w domu i o pracy", "Spotkanie w~domu i~o~pracy"),
    ("W Centrum. Z nami, u nas", "W~Centrum. Z~nami, u~nas"),
    ("A także O nas, I Ty, U nas", "A~także O~nas, I~Ty, U~nas"),
    ("ul. Przykładowa 20", "ul.~Przykładowa 20"),
    ("Ul. Przykładowa, sala nr 2", "Ul.~Przykładowa, sala nr~2"),
    ("godz. 17:30, tel. +48 12", "godz.~17:30, tel.~+48 12"),
    ("z +48 12 000 00 00 o 2", "z~+48~12~000~00~00 o~2"),
    ("nr 20, 30-000 Kraków", "nr~20, 30-|000~Kraków"),
    ("art. 6 ust. 1 lit. e RODO", "art.~6 ust.~1 lit.~e RODO"),
    ("ul. Przykładowa 2 lok. 5", "ul.~Przykładowa 2 lok.~5"),
    ("w 2025 r. dla 30 osób", "w~2025~r. dla 30 osób"),
    ("za 5 zł, 3 km, 20 min", "za 5~zł, 3~km, 20~min"),
    ("J. Kowalska i A. Nowak", "J.~Kowalska i~A.~Nowak"),
    ("„w domu” (w domu)", "„w~domu” (w~domu)"),
    ("ów dom, praw dwa, czas", "ów dom, praw dwa, czas"),
    ("2 razy, 5 marca, 3 gościnne", "2 razy, 5 marca, 3 gościnne"),
    ("sobota 10:00–16:00", "sobota 10:00–|16:00"),
    ("10:00–16:00", "10:00–|16:00"),
    ("lata 2024–2025", "lata 2024–2025"),
    ("koniec w ", "koniec w "),
    ("w\ndomu", "w\ndomu"),
    ("", ""),
]
UKRAINIAN = [
    ("Зустріч у Кракові і в домі", "Зустріч у~Кракові і~в~домі"),
    ("Я й ти, А також О шостій", "Я~й~ти, А~також О~шостій"),
    ("17 червня 2025 р.", "17 червня 2025~р."),
    ("вул. Прикладна, 50 грн", "вул.~Прикладна, 50~грн"),
    ("ul. Przykładowa, буд. 2, кв. 5", "ul.~Przykładowa, буд.~2, кв.~5"),
    ("мова краю", "мова краю"),
]


@pytest.mark.parametrize(("text", "expected"), POLISH)
def test_polish(text, expected):
    assert shown(typeset(text, "pl")) == expected


@pytest.mark.parametrize(("text", "expected"), UKRAINIAN)
def test_ukrainian(text, expected):
    assert shown(typeset(text, "uk")) == expected


@pytest.mark.parametrize("language", ["en", "en-gb", "ar"])
def test_other_languages_stay_as_they_are(language):
    text = "I have a room in ul. Przykładowa, 2025 r."
    assert typeset(text, language) == text
    assert typeset_html(f"<p>{text}</p>", language) == f"<p>{text}</p>"


DASHES = [
    ("house – home", "house~– home"),
    ("дім — це люди", "дім~— це люди"),
    ("2024–2025, well-known, - so", "2024–2025, well-known, - so"),
    ("– dzień dobry", "– dzień dobry"),
]


@pytest.mark.parametrize(("text", "expected"), DASHES)
@pytest.mark.parametrize("language", ["pl", "en", "uk", "ar"])
def test_no_line_begins_with_a_dash(text, expected, language):
    once = typeset(text, language)
    assert (shown(once), typeset(once, language)) == (expected, once)
    assert shown(typeset_html(f"<p>{text}</p>", language)) == f"<p>{expected}</p>"


NUMBERS = [
    ("Call +48 12 000 00 00.", "Call +48~12~000~00~00."),
    ("Call +380 44 000 00 00, or", "Call +380~44~000~00~00, or"),
    ("20, 30-000 Kraków 30-000, 7", "20, 30-|000~Kraków 30-|000, 7"),
    ("PL00 0000 0000, 1 to 20-30", "PL00 0000 0000, 1 to 20-30"),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_numbers_that_belong_together_in_any_language(text, expected):
    once = typeset(text, "en")
    assert (shown(once), typeset(once, "en")) == (expected, once)
    link = '<a href="tel:+48 12 000 00 00">'
    assert shown(typeset_html(f"{link}{text}</a>", "ar")) == f"{link}{expected}</a>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>w domu</p>", "<p>w~domu</p>"),
        (
            '<a href="/a b i c" title="w > o tym">w domu</a>',
            '<a href="/a b i c" title="w > o tym">w~domu</a>',
        ),
        ("w <strong>domu</strong>", "w~<strong>domu</strong>"),
        ("<em>w</em> domu", "<em>w</em> domu"),
        ("<p>5 &lt; 7 i w &amp; o tym</p>", "<p>5 &lt; 7 i~w~&amp; o~tym</p>"),
        ('<ol start="2"><li>o nas</li></ol>', '<ol start="2"><li>o~nas</li></ol>'),
    ],
)
def test_html_text_is_set_and_tags_are_not(html, expected):
    assert shown(typeset_html(html, "pl")) == expected


@pytest.mark.parametrize(
    ("function", "text", "language"),
    [(typeset, text, "pl") for text, _ in POLISH]
    + [(typeset, text, "uk") for text, _ in UKRAINIAN]
    + [(typeset_html, f"<p class='a b'>{text}</p>", "pl") for text, _ in POLISH],
)
def test_twice_is_once(function, text, language):
    once = function(text, language)
    assert function(once, language) == once


@pytest.mark.parametrize("function", [typeset, typeset_html])
@pytest.mark.parametrize("text", ["w <b>domu</b>", "nic"])
def test_safe_stays_safe_and_unsafe_stays_unsafe(function, text):
    assert type(function(mark_safe(text), "pl")) is SafeString  # noqa: S308
    assert type(function(text, "pl")) is str


def test_unsafe_text_is_still_escaped_by_the_template():
    assert escape(typeset("w <b>", "pl")) == "w\u00a0&lt;b&gt;"


def test_plain_text_has_nothing_invisible():
    assert plain("w\u00a0domu, 9:30–\u206011:00") == "w domu, 9:30–11:00"
