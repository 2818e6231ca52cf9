"""In which order things are found, what a mistyped word finds, what is suggested."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centre.search import finding
from centre.search.finding import find, read_words, suggest
from centre.search.kinds import KINDS
from events.models import Session, StudyVisit
from tests.builders import (
    DAY,
    build_activity,
    build_page,
    build_post,
    build_session,
    build_topic,
    build_visit,
)
from tests.centre.search.found import found

pytestmark = pytest.mark.django_db

LANGUAGES = ["pl", "en", "uk"]


def slugs(text, language="pl"):
    return [slug for _, slug, _ in found(text, language)]


def test_titles_come_before_texts_and_the_newest_before_the_old():
    now = timezone.now()
    build_post("old", title_pl="Harfa dawna", published_at=now - 9 * DAY)
    build_post("new", title_pl="Harfa nowa", published_at=now - 2 * DAY)
    build_post("text", lead_pl="O harfa", published_at=now - DAY)
    assert slugs("harfa") == ["new", "old", "text"]


def test_what_comes_next_is_first_and_what_is_over_comes_with_the_rest():
    now = timezone.now()
    build_post("post", title_pl="Harfa")
    for slug, days in {"later": 20, "soon": 2, "over": -20}.items():
        activity = build_activity(slug, title_pl="Harfa", published_at=now - 40 * DAY)
        build_session(activity, now + days * DAY)
    build_visit("visit", title_pl="Harfa")  # in 30 days
    build_activity("offer", title_pl="Harfa", standing=True)
    assert slugs("harfa") == ["soon", "later", "visit", "offer", "post", "over"]
    Session.objects.filter(activity__slug="soon").update(state="cancelled")
    StudyVisit.objects.update(state="cancelled")
    assert slugs("harfa") == ["later", "offer", "visit", "post", "over", "soon"]


def test_the_readers_own_language_comes_first_and_each_thing_once():
    build_post("both", title_pl="Forum", title_en="Forum", lead_en="x", body_en="x")
    build_post("polish", title_pl="Forum forum", title_en="", lead_en="", body_en="")
    build_topic("english", name_pl="x", name_en="Talks", name_uk="Forum")
    assert found("forum", "en") == [
        ("post", "both", "en"),
        ("post", "polish", "pl"),
        ("topic", "english", "uk"),
    ]
    assert found("forum", "uk") == [
        ("topic", "english", "uk"),
        ("post", "polish", "pl"),
        ("post", "both", "en"),
    ]


def test_all_words_have_to_be_there_and_only_if_nothing_has_all_some():
    build_post("both", title_pl="Harfa i lutnia")
    build_post("one", title_pl="Harfa")
    assert slugs("harfa lutnia") == ["both"]
    build_post("third", title_pl="Skrzypce")
    assert slugs("harfa skrzypce") == ["third", "one", "both"]
    assert slugs("lutnia harfa skrzypce") == ["both", "third", "one"]


@pytest.mark.parametrize(
    "asked", ["warsztatuw", "wrasztaty", "warszaty", "WARSZTATY", "warsztaty"]
)
def test_a_mistyped_word_finds_what_is_most_like_it(asked):
    build_post("wpis", title_pl="Warsztaty")
    assert slugs(asked) == ["wpis"]


@pytest.mark.parametrize(
    ("asked", "word"),
    [("bycicle", "bicycle"), ("sniadnaie", "śniadanie"), ("зустірч", "зустріч")],
)
def test_two_letters_that_changed_places_are_forgiven(asked, word):
    build_post("wpis", title_pl=f"Tu {word}")
    build_post("inny", title_pl="Zupełnie inne słowa")
    assert slugs(asked) == ["wpis"]
    (guess,) = read_words(asked)
    assert guess.is_guess


@pytest.mark.parametrize(
    ("asked", "found"), [("lodz", []), ("lomg", ["wpis"]), ("lnog", ["wpis"])]
)
def test_a_short_word_stands_for_no_word_that_shares_half_its_letters(asked, found):
    build_post("wpis", title_en="A long song")
    assert slugs(asked, "en") == found


def test_a_word_that_texts_have_stands_for_no_other_one():
    build_post("harfa", title_pl="Harfa")
    build_post("harfy", title_pl="Harfista")
    assert slugs("harfa") == ["harfa"]
    (word,) = read_words("Harfa")
    assert (word.word, word.forms, word.is_guess) == ("Harfa", ["harfa"], False)


def test_only_words_of_public_texts_are_suggested():
    now = timezone.now()
    build_post("draft", title_pl="Tajemnica", published_at=None)
    build_post("soon", title_pl="Tajemniczość", published_at=now + DAY)
    build_post("public", title_pl="Tajfun")
    words = [finding.AskedWord("tajemniczosci")]
    assert suggest(words, LANGUAGES, now) == ["Tajfun"]
    assert suggest(words, LANGUAGES, now + DAY) == ["Tajemniczość", "Tajfun"]


def test_only_these_languages_are_read():
    build_post("wpis", title_pl="Harfa")
    assert find(read_words("harfa"), [*KINDS], ["en"], timezone.now()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_finding_takes_four_statements_at_most(count):
    for number in range(count):
        build_post(f"p{number}", title_pl="Harfa")
        build_page(f"s{number}", title_pl="Lutnia")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(found("harfa lutnia")) == 2 * count
    assert len(queries) == 4


def test_no_more_than_a_bounded_number_is_ranked(monkeypatch):
    monkeypatch.setattr(finding, "MAX_CHOSEN", 2)
    now = timezone.now()
    for number in range(4):
        at = now - number * DAY
        build_post(f"title-{number}", title_pl="Harfa", published_at=at)
        build_post(f"text-{number}", lead_pl="Harfa", published_at=at)
        activity = build_activity(
            f"coming-{number}", summary_pl="Harfa", published_at=at - 9 * DAY
        )
        build_session(activity, now + (number + 1) * DAY)
    assert slugs("harfa") == [
        "title-0", "title-1", "coming-0", "coming-1", "text-0",
    ]  # fmt: skip
