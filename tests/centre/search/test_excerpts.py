"""What is shown of a text is safe, marked, and begins near the word."""

from centre.search.excerpts import excerpt, mark


def test_each_form_asked_for_is_marked_and_all_else_is_escaped():
    text = "<b>Łódź</b> i Łodzi, m’jata & nie łódka"
    assert mark(text, {"lodz", "lodzi", "mjata"}) == (
        "&lt;b&gt;<mark>Łódź</mark>&lt;/b&gt; i <mark>Łodzi</mark>, "
        "<mark>m’jata</mark> &amp; nie łódka"
    )


def test_a_short_text_is_shown_whole():
    assert excerpt("  Jeden  dwa  ", {"dwa"}) == "Jeden <mark>dwa</mark>"


def test_lines_that_are_no_sentences_are_kept_apart():
    text = "\nSala 2\n \nDla dzieci.\nDla nas"
    assert excerpt(text, set()) == "Sala 2 · Dla dzieci. Dla nas"


def test_a_long_text_is_shown_around_the_first_word():
    text = "słowo " * 100 + "harfistka " + "inne " * 100
    shown = excerpt(text, {"harfistka"})
    assert shown.startswith("… słowo ")
    assert "<mark>harfistka</mark> inne" in shown
    assert shown.endswith(" inne …")
    assert len(shown) < 280


def test_a_text_without_the_word_is_shown_from_its_beginning():
    assert excerpt("a " * 300, {"x"}).startswith("a a a")


def test_one_endless_word_ends_somewhere():
    assert len(excerpt("x" * 5000, {"x"})) < 300
    assert len(excerpt("ab " * 40 + "x" * 5000, {"x" * 60})) < 400
