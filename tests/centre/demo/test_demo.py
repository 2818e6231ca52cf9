"""What the demo holds, and how its texts are written."""

import re
from datetime import date, time, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from centre.content.languages import complete_languages
from centre.content.richtext import clean_html
from centre.demo import house, news, pages, visits
from centre.demo.calendar import is_holiday
from centre.demo.loader import ACTIVITIES, load_demo
from centre.demo.text import Text, rich
from centre.models import Centre, HouseClosure, OutdatedText, Page, Partner
from centre.pictures.tasks import picture_models, render_picture
from events.links.tokens import code_hash
from events.models import (
    Activity,
    ActivityPicture,
    ActivityType,
    ChangeRequest,
    OpeningHours,
    PartChoice,
    ProgrammeItem,
    Registration,
    SeatBlock,
    Session,
    StudyVisit,
    VisitPart,
)
from news.models import Post, PostPicture, Topic
from tests.centre.demo.conftest import NOW
from tests.centre.demo.rows import everything

pytestmark = pytest.mark.once
LANGUAGES = ["pl", "en", "uk"]


@pytest.mark.usefixtures("demo")
def test_loading_again_changes_nothing():
    before = everything()
    out = StringIO()
    for later in (timedelta(0), timedelta(days=1), timedelta(days=90)):
        with time_machine.travel(NOW + later, tick=False):
            call_command("load_demo", stdout=out)
    assert everything() == before
    assert out.getvalue() == "The demo content is loaded.\n" * 3


@pytest.mark.usefixtures("demo")
def test_loading_again_brings_back_only_what_is_missing():
    Post.objects.get(slug="winda-w-sobote-rano").delete()
    Page.objects.filter(slug="prywatnosc").update(title_pl="Nasza prywatność")
    load_demo(NOW)
    assert Post.objects.count() == 8
    assert Page.objects.get(slug="prywatnosc").title_pl == "Nasza prywatność"


@pytest.mark.usefixtures("demo")
def test_loading_adds_all_that_is_missing_or_nothing(monkeypatch):
    Page.objects.all().delete()
    Post.objects.filter(slug=news.REPORT["slug"]).delete()
    broken = {**news.REPORT, "title": Text("")}
    monkeypatch.setattr(news, "POSTS", [*news.POSTS[1:], broken])
    before = everything()
    with pytest.raises(ValidationError, match="published_at"):
        load_demo(NOW)
    assert everything() == before


@pytest.mark.usefixtures("demo")
def test_number_of_things():
    models = [
        Centre, Partner, ActivityType, Page, Topic, Post, PostPicture, Activity,
        ActivityPicture, OpeningHours, StudyVisit, ProgrammeItem, VisitPart, SeatBlock,
        Registration,
    ]  # fmt: skip
    assert {model.__name__: model.objects.count() for model in models} == {
        "Centre": 1,
        "Partner": 2,
        "ActivityType": 4,
        "Page": 5,
        "Topic": 4,
        "Post": 8,
        "PostPicture": 3,
        "Activity": 15,
        "ActivityPicture": 2,
        "OpeningHours": 9,
        "StudyVisit": 3,
        "ProgrammeItem": 15,
        "VisitPart": 3,
        "SeatBlock": 1,
        "Registration": 12,
    }


# --- What it holds -----------------------------------------------------------------


@pytest.mark.usefixtures("demo")
def test_all_is_told_in_three_languages_but_for_one_post_and_a_draft():
    models = [
        Centre, ActivityType, Page, Topic, Post, PostPicture, Activity,
        ActivityPicture, StudyVisit, ProgrammeItem, VisitPart,
    ]  # fmt: skip
    incomplete = {
        str(getattr(thing, "slug", thing)): complete_languages(thing)
        for model in models
        for thing in model.objects.all()
        if complete_languages(thing) != LANGUAGES
    }
    assert incomplete == {
        "winda-w-sobote-rano": ["pl"],
        "co-planujemy-na-wiosne": ["pl"],
    }


@pytest.mark.usefixtures("demo")
def test_some_translations_were_left_behind():
    found = []
    for row in OutdatedText.objects.all():
        thing = apps.get_model(row.model).objects.get(pk=row.object_id)
        found.append((thing.slug, row.field, row.language))
    assert sorted(found) == [
        ("polski-od-podstaw", "summary", "en"),
        ("szukamy-glosow-do-choru", "lead", "en"),
        ("szukamy-glosow-do-choru", "lead", "uk"),
    ]


@pytest.mark.usefixtures("demo")
def test_only_the_draft_is_not_public():
    assert [p.slug for p in Post.objects.filter(published_at=None)] == [
        "co-planujemy-na-wiosne"
    ]
    assert Post.objects.published(NOW).count() == 7
    assert Activity.objects.published(NOW).count() == 15
    assert StudyVisit.objects.published(NOW).count() == 3
    assert Page.objects.published(NOW).count() == 5


@pytest.mark.usefixtures("demo")
def test_one_session_is_cancelled_and_one_moved_and_both_say_so():
    changed = Session.objects.exclude(state="planned")
    assert {(s.activity.slug, s.state): complete_languages(s) for s in changed} == {
        ("kuchnia-kaukazu", "cancelled"): LANGUAGES,
        ("chor-wielu-jezykow", "moved"): LANGUAGES,
    }


@pytest.mark.usefixtures("demo")
def test_sessions_come_soon_and_at_sensible_hours():
    sessions = Session.objects.filter(starts_at__gte=NOW)
    assert len(sessions) == sum(entry.get("times", 0) for entry in ACTIVITIES)
    starts = [timezone.localtime(s.starts_at) for s in sessions]
    ends = [timezone.localtime(s.ends_at) for s in sessions]
    assert min(starts).date() == date(2026, 11, 23)
    assert max(starts) < NOW + timedelta(weeks=6)
    assert min(s.time() for s in starts) >= time(9, 0)
    assert max(e.time() for e in ends) <= time(21, 0)
    assert not [s for s in starts if is_holiday(s.date())]
    this_week = sessions.filter(starts_at__lt=NOW + timedelta(days=7))
    assert this_week.count() >= 6


@pytest.mark.usefixtures("demo")
def test_standing_offers_close_on_holidays():
    standing = Activity.objects.filter(standing=True)
    assert {a.slug for a in standing} == {
        "punkt-informacyjny", "porady-prawne", "urzad-w-komputerze",
    }  # fmt: skip
    closed = HouseClosure.objects.all()
    assert [c.first_day for c in closed] == [
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2027, 1, 1),
        date(2027, 1, 6),
    ]


@pytest.mark.usefixtures("demo")
def test_visits_stand_as_promised():
    facts = {
        v.slug: (str(v.registration_state), v.places_left_band)
        for v in StudyVisit.objects.all()
    }
    assert facts == {
        "przyklad-wizyty-ktora-sie-odbyla": ("past", "many"),
        "pierwsze-drzwi-w-miescie": ("waiting", "none"),
        "miasto-ktore-rosnie-od-dolu": ("open", "few"),
    }


@pytest.mark.usefixtures("demo")
def test_delegations_are_in_every_state_that_staff_meet():
    rows = Registration.objects.order_by("pk").values_list("visit__slug", "status")
    full = ["confirmed", "confirmed", "confirmed", "withdrawn", "offered"]
    assert [*rows] == [
        ("pierwsze-drzwi-w-miescie", status)
        for status in [*full, "waitlisted", "waitlisted"]
    ] + [
        ("miasto-ktore-rosnie-od-dolu", status)
        for status in ["confirmed", "confirmed", "requested", "requested", "declined"]
    ]
    unproven = Registration.objects.exclude(proof_due_at=None)
    assert [r.contact_email for r in unproven] == ["repair@example.org"]
    assert ChangeRequest.objects.get().registration.contact_email == "urzad@example.org"


@pytest.mark.usefixtures("demo")
def test_one_part_is_full_with_people_who_wait_and_held_seats_have_their_code():
    parts = VisitPart.objects.with_people()
    assert [(part.language, part.people, part.capacity) for part in parts] == [
        ("en", 7, 8),
        ("pl", 4, 8),
        ("en", 10, 20),
    ]
    (waits,) = PartChoice.objects.queue()
    assert (waits.part.language, waits.seats) == ("en", 3)
    block = SeatBlock.objects.unused(NOW).get(code_hash=code_hash("demo-seats"))
    assert (block.left, block.visit.seats_left) == (4, 9)
    assert "`DEMO-SEATS`" in (settings.BASE_DIR / "README.md").read_text()


# --- What took place, and what is an example ----------------------------------------

# The words of the Centre's own report, in Polish and in English.
REPORT = (Path(__file__).parent / "cities_forum_2025.txt").read_text()
# What tells anybody on every public page that it is all made up.
EXAMPLES = {
    "pl": "Adres, godziny, zajęcia i wizyty na tej stronie są przykładowe.",
    "en": "Address, hours, activities and visits on this site are examples.",
    "uk": "Адреса, години, заняття й візити на цьому сайті — приклади.",
}


@pytest.mark.usefixtures("demo")
def test_the_news_of_the_forum_is_the_report_word_for_word():
    post = Post.objects.get(slug="goscilismy-delegacje-cities-forum-2025")
    polish, english = REPORT.replace("•", "").split("The Multicultural", 1)
    assert words_of(post.lead_pl, post.body_pl) == polish.split()
    assert words_of(post.title_en, post.lead_en, post.body_en) == [
        *("The", "Multicultural"),
        *english.split(),
    ]
    ukrainian = words_of(post.title_uk, post.lead_uk, post.body_uk)
    assert {word.strip(",.") for word in ukrainian if re.search(r"\d", word)} == {
        "2025"
    }


def words_of(*html):
    return re.sub("<[^>]+>", " ", " ".join(html)).split()


@pytest.mark.usefixtures("demo")
def test_nothing_else_tells_of_the_forum_but_that_it_is_real():
    telling = {
        name
        for name, entry in {
            **{entry["slug"]: entry for entry in (*ACTIVITIES, *visits.VISITS)},
            **{entry["slug"]: entry for entry in (*news.POSTS, *pages.PAGES)},
            "house": [house.CENTRE, house.TYPES, news.TOPICS],
        }.items()
        if any("2025" in text for text in texts_of(entry))
    }
    assert telling == {"house", "goscilismy-delegacje-cities-forum-2025"}
    post = Post.objects.get(slug="goscilismy-delegacje-cities-forum-2025")
    assert (post.visit, post.activity, post.pictures.count()) == (None, None, 0)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_says_that_it_is_an_example(client, language):
    with translation.override(language):
        things = [*Activity.objects.all(), *StudyVisit.objects.all()]
        things += [*Page.objects.all(), *Post.objects.exclude(published_at=None)]
        names = ("home", "about")
        urls = [
            *(reverse(f"centre:{name}") for name in names),
            *(thing.get_absolute_url() for thing in things),
        ]
    silent = [url for url in urls if EXAMPLES[language] not in plain(client, url)]
    assert silent == []


def plain(client, url):
    """The words of a page, with plain spaces."""
    return client.get(url).text.replace("\xa0", " ")


@pytest.mark.usefixtures("demo")
def test_pictures_are_stored_and_their_sizes_are_left_to_the_worker(loaded):
    pictures = [p for model in picture_models() for p in model.objects.all()]
    assert len(pictures) == 12
    stored = {p.image.storage.exists(p.image.name) for p in pictures}
    assert (stored, {p.rendered for p in pictures}) == ({True}, {""})
    assert {(p.width, p.height) for p in pictures} == {(1500, 1000)}
    asked = [task.args for task in loaded if task.task == render_picture]
    assert sorted(asked) == sorted([p._meta.label, p.pk] for p in pictures)


# --- The texts ---------------------------------------------------------------------


def texts_of(*values) -> list[str]:
    """Every text of the demo's entries, in every language."""
    found = []

    def collect(value):
        if isinstance(value, Text):
            found.extend(value)
        elif isinstance(value, dict):
            for inner in value.values():
                collect(inner)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                collect(inner)

    collect(values)
    return [text for text in found if text]


def texts() -> list[str]:
    """Every text of the demo that is ours, in every language."""
    ours = [post for post in news.POSTS if post is not news.REPORT]
    return texts_of(
        [house.CENTRE, house.TYPES, ACTIVITIES],
        [visits.VISITS, news.TOPICS, ours, pages.PAGES],
    )


def test_rich_text_is_what_the_editor_could_have_made():
    changed = [t for t in texts() if t.startswith("<") and clean_html(t) != t]
    assert changed == []


@pytest.mark.usefixtures("first_mails")
def test_every_address_and_phone_is_an_example():
    everything = " ".join(texts())
    assert set(re.findall(r"[\w.]+@([\w.]+\w)", everything)) == {"example.org"}
    assert set(re.findall(r"\+\d[\d ]+\d", everything)) == {"+48 12 000 00 00"}
    links = set(re.findall(r'href="(?!mailto:)([^"]*)', everything))
    assert links == {"/pl/prywatnosc/", "/en/privacy/", "/uk/pryvatnist/"}
    emails = {
        d["contact_email"] for v in visits.VISITS for d in v.get("delegations", ())
    }
    assert {email.partition("@")[2] for email in emails} == {"example.org"}


def test_voice_has_no_exclamation_marks():
    assert [text for text in texts() if "!" in text] == []


def test_rich_text_loses_only_the_space_of_its_layout():
    text = rich(
        """
        <p>Jedno <strong>ważne</strong> <em>słowo</em>
        w zdaniu.</p>
        <ul>
        <li>raz</li>
        </ul>
        """
    )
    assert text.pl == (
        "<p>Jedno <strong>ważne</strong> <em>słowo</em> w zdaniu.</p>"
        "<ul><li>raz</li></ul>"
    )
