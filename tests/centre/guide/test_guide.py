"""The guide inside the desk: the same in each language, and true to the interface."""

import re
from pathlib import Path

import django
import polib
import pytest
import simple_history
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from centre.guide.chapters import CHAPTERS, CHAPTERS_FOLDER, read_chapter, read_guide
from centre.guide.markup import names_in, render_markup
from centre.guide.pages import CHAPTER_OF, SHARED, chapter_of
from tests.builders import build_staff
from tests.markup import parse
from tests.project.desk_pages import desk_names

pytestmark = pytest.mark.once

LANGUAGES = ("pl", "en", "uk")
PICTURES = settings.BASE_DIR / "static" / "staff" / "guide"
PICTURE = re.compile(r"!\[([^\]]+)\]\(([\w-]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([\w-]+)\)")


def chapters_in(language):
    return {key: read_chapter(key, language) for key in CHAPTERS}


# --- How a chapter is written --------------------------------------------------------


def render(text):
    return render_markup(text, lambda key: f"/{key}/", lambda name: f"/{name}.webp")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\nline & **more**", "<p>One line &amp; <strong>more</strong></p>"),
        ("## A <b>", "<h2>A &lt;b&gt;</h2>"),
        ("- a\n- b\nc", "<ul><li>a</li><li>b c</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("See [it](posts).", '<p>See <a href="/posts/">it</a>.</p>'),
        ("`{visit}`", "<p><code>{visit}</code></p>"),
        ("Press {Publish now}", "<p>Press <b>Opublikuj teraz</b></p>"),
        ("{action|Approve}, {title}", "<p><b>Potwierdź</b>, <b>Tytuł</b></p>"),
        (
            "![A door](door)",
            '<p class="guide-picture"><img src="/door.webp" alt="A door"'
            ' loading="lazy"></p>',
        ),
        (
            "| a | b |\n| --- | --- |\n| c | d |",
            '<div class="guide-table"><table>'
            "<thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody></table></div>",
        ),
    ],
)
def test_what_is_written_in_markdown_becomes_html(text, expected):
    with translation.override("pl"):
        assert render(text) == expected


# --- What stands in the chapters -----------------------------------------------------


def shape(chapter):
    """What a chapter has in every language alike: its headings, lists, names, links."""
    marks = re.findall(r"^(#+|-|\d+\.|\||!)", chapter.source, re.MULTILINE)
    names = sorted(names_in(chapter.source), key=str)
    links, pictures = LINK.findall(chapter.source), PICTURE.findall(chapter.source)
    return marks, names, sorted(links), [file for _alt, file in pictures]


def test_the_chapters_are_the_same_in_each_language():
    files = {
        code: {f.stem for f in (CHAPTERS_FOLDER / code).iterdir()} for code in LANGUAGES
    }
    assert files == {code: {*CHAPTERS} for code in LANGUAGES}
    shapes = [{k: shape(c) for k, c in chapters_in(code).items()} for code in LANGUAGES]
    assert shapes[1:] == [shapes[0], shapes[0]]


def test_each_link_leads_to_a_chapter():
    linked = {
        target for c in chapters_in("en").values() for target in LINK.findall(c.source)
    }
    assert linked - {*CHAPTERS} == set()


CATALOGUES = [
    settings.BASE_DIR / "centre",
    *(Path(django.__file__).parent / f for f in ("contrib/admin", "contrib/auth")),
    Path(simple_history.__file__).parent,
]


def names_of_the_interface(language):
    """Each text that the interface has in a language, with its context."""
    return {
        (entry.msgctxt, entry.msgid)
        for folder in CATALOGUES
        for entry in polib.pofile(folder / f"locale/{language}/LC_MESSAGES/django.po")
        if entry.msgstr and not entry.obsolete
    }


@pytest.mark.parametrize("language", ["pl", "uk"])
def test_each_name_in_the_guide_is_one_of_the_interface(language):
    known = names_of_the_interface(language)
    lost = {
        key: names
        for key, chapter in chapters_in("en").items()
        if (names := {*names_in(chapter.source)} - known)
    }
    assert lost == {}


def test_each_picture_is_there_in_each_language_and_all_are_light():
    shown = {
        f"{code}/{file}.webp"
        for code in LANGUAGES
        for chapter in chapters_in(code).values()
        for _alt, file in PICTURE.findall(chapter.source)
    }
    stored = {f"{f.parent.name}/{f.name}" for f in PICTURES.rglob("*.webp")}
    assert stored == shown
    assert sum((PICTURES / file).stat().st_size for file in stored) < 1_500_000


# --- Its pages -----------------------------------------------------------------------


@pytest.fixture
def staff(client):
    """A browser in which an account without any role has signed in."""
    user = build_staff()
    user.is_superuser = False
    user.save()
    client.force_login(user)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_guide_is_on_one_page(staff, language):
    with translation.override(language):
        page = parse(staff.get(reverse("admin:guide")).text)
    titles = [chapter.title for chapter in chapters_in(language).values()]
    links = page.xpath("//nav[@class='guide-contents']//a")
    assert [link.text for link in links] == titles
    assert [link.get("href") for link in links] == [f"#{key}" for key in CHAPTERS]
    sections = [e for e in page.iter("section") if e.get("id") in CHAPTERS]
    assert [section.find("h2").text for section in sections] == titles


@pytest.mark.django_db
def test_a_chapter_leads_to_the_one_before_and_the_one_after(staff):
    with translation.override("uk"):
        page = parse(staff.get(reverse("admin:guide-chapter", args=["posts"])).text)
        ways = {
            link.get("rel"): link.get("href")
            for link in page.iter("a")
            if link.get("rel")
        }
        assert ways == {
            "prev": reverse("admin:guide-chapter", args=["signing-in"]),
            "next": reverse("admin:guide-chapter", args=["languages"]),
        }
        lost = reverse("admin:guide-chapter", args=["no-such-chapter"])
        assert staff.get(lost).status_code == 404


def test_a_language_without_a_guide_reads_the_english_one():
    with translation.override("de"):
        assert {chapter.language for chapter in read_guide()} == {"en"}


# --- From each page to its chapter ---------------------------------------------------

# The pages of the guide itself.
ITSELF = {"guide", "guide-chapter"}


def test_each_page_of_the_desk_has_its_chapter():
    chapters = {name: chapter_of(name) for name in desk_names() - ITSELF}
    assert {name for name, chapter in chapters.items() if chapter is None} == set()
    assert {*CHAPTER_OF.values(), *SHARED.values()} - {*CHAPTERS} == set()
    assert {
        name: chapters[name]
        for name in (
            "news_post_add",
            "news_post_history",
            "events_studyvisit_desk",
            "centre_outdatedtext_links",
        )
    } == {
        "news_post_add": "posts",
        "news_post_history": "publishing",
        "events_studyvisit_desk": "visit-desk",
        "centre_outdatedtext_links": "translating",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "chapter"),
    [("admin:index", "first-page/"), ("mfa_index", "signing-in/"), ("admin:guide", "")],
)
def test_help_in_the_head_leads_to_the_chapter(staff, name, chapter):
    with translation.override("pl"):
        page = parse(staff.get(reverse(name)).text)
        links = page.xpath("//header//a[@class='desk-help']/@href")
        assert links == [f"{reverse('admin:guide')}{chapter}"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["admin:login", "admin_password_reset"])
def test_whoever_cannot_sign_in_reads_how_it_is_done(client, name):
    with translation.override("pl"):
        page = parse(client.get(reverse(name)).text)
        (address,) = page.xpath("//header//a[@class='desk-help']/@href")
        assert address == reverse("admin:guide-chapter", args=["signing-in"])
        response = client.get(address)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
