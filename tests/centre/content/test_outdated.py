"""Which translations were left behind by a change of their source."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from modeltranslation.translator import translator

from centre.content.outdated import OutdatedText, small_change
from centre.content.prepared import PreparedRow
from centre.pictures.library import LibraryPicture
from centre.staff.content import ContentAdmin
from events.models import ProgrammeItem
from news.models import Post
from tests.builders import HOUR, build_post, build_visit

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def left_behind():
    """What is outdated: part, field and language."""
    rows = OutdatedText.objects.order_by("part", "field", "language")
    return [(row.part, row.field, row.language) for row in rows]


@pytest.fixture
def post():
    texts = {"title_uk": "Вечір", "lead_uk": "Спів", "body_uk": "<p>Слова.</p>"}
    return build_post("wieczor", **texts)


def change(post, **texts):
    Post.objects.filter(pk=post.pk).update(**texts)


CHANGES = {
    "the source": ({"title_pl": "Inny"}, [("title", "en"), ("title", "uk")]),
    "the source and one translation": (
        {"title_pl": "Inny", "title_en": "Other"},
        [("title", "uk")],
    ),
    "a translation": ({"title_en": "Other"}, []),
    "nothing": ({"title_pl": "Wpis wieczor"}, []),
    "white space": (
        {
            "title_pl": " Wpis  wieczor\u00a0",
            "body_pl": "<p> Treść&nbsp;wieczor. </p>\n",
        },
        [],
    ),
    "a link in the source": (
        {"body_pl": '<p><a href="/x/">Treść wieczor.</a></p>'},
        [("body", "en"), ("body", "uk")],
    ),
    "the source, where a language is empty": (
        {"title_pl": "Inny", "title_en": " "},
        [("title", "uk")],
    ),
    "the source is taken away": ({"lead_pl": ""}, []),
}


@pytest.mark.parametrize("case", CHANGES)
def test_what_a_change_leaves_behind(post, case):
    texts, expected = CHANGES[case]
    change(post, **texts)
    assert left_behind() == [("news.post", *found) for found in expected]


def test_a_language_that_is_not_filled_is_missing_and_not_outdated(post):
    change(post, title_en="", title_uk="<p> &nbsp;</p>")
    change(post, title_pl="Inny")
    assert left_behind() == []


def test_a_text_first_written_in_another_language_is_its_source(post):
    change(post, lead_pl="", lead_uk="")
    change(post, lead_uk="Спів")
    change(post, lead_en="Singing")
    assert left_behind() == [("news.post", "lead", "uk")]
    change(post, lead_pl="Śpiew")
    change(post, lead_en="Songs")
    assert left_behind() == [("news.post", "lead", "uk")]


def test_an_outdated_text_is_right_again(post):
    change(post, title_pl="Inny")
    change(post, title_en="Other")
    assert left_behind() == [("news.post", "title", "uk")]
    change(post, title_pl="Jeszcze inny")
    assert left_behind() == [("news.post", "title", "en"), ("news.post", "title", "uk")]
    change(post, title_pl="Wpis wieczor")  # what the Ukrainian one was written for
    assert left_behind() == [("news.post", "title", "en")]


def test_a_small_change_leaves_nothing_behind_and_makes_nothing_right(post):
    change(post, lead_pl="Inna")
    with transaction.atomic(), small_change(True):
        change(post, title_pl="Wpis wieczór", lead_pl="Inna.")
    assert left_behind() == [("news.post", "lead", "en"), ("news.post", "lead", "uk")]
    change(post, title_pl="Inny")
    assert len(left_behind()) == 4


def test_only_what_was_read_is_confirmed(post):
    change(post, title_pl="Inny")
    english, ukrainian = OutdatedText.objects.of(post)
    change(post, title_pl="Jeszcze inny")
    marks = [english.mark, ukrainian.mark, "", "-", "x-1", f"{10**30}-1"]
    assert OutdatedText.objects.of(post).confirm(marks) == 0
    [english, _] = OutdatedText.objects.of(post)
    assert OutdatedText.objects.of(post).confirm([english.mark]) == 1
    assert left_behind() == [("news.post", "title", "uk")]


def test_a_part_is_its_things_and_goes_with_it():
    visit = build_visit()
    item = ProgrammeItem.objects.create(
        visit=visit,
        title_pl="Powitanie",
        title_en="Welcome",
        starts_at=visit.starts_at,
        ends_at=visit.starts_at + HOUR,
    )
    item.title_pl = "Początek"
    item.save()
    [row] = OutdatedText.objects.of(visit)
    assert (row.part, row.part_id) == ("events.programmeitem", item.pk)
    item.delete()
    assert left_behind() == []


def test_every_translated_text_is_watched():
    """The triggers know each registered model, its fields, and what it is a part of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgargs FROM pg_trigger "
            "WHERE tgname = 'translation_watched'"
        )
        found = {
            table: bytes(words).decode().rstrip("\0").split("\0")
            for table, words in cursor.fetchall()
        }
    things = {
        model
        for model, admin in apps.get_app_config("admin").module.site._registry.items()
        if isinstance(admin, ContentAdmin)
    }
    expected = {}
    for model in translator.get_registered_models():
        opts = model._meta
        if opts.abstract or opts.model_name.startswith("historical"):
            continue
        if model is LibraryPicture or issubclass(model, PreparedRow):
            continue  # nobody reads their words yet
        own = [opts.label_lower, opts.pk.column]
        owner = own
        if model not in things:
            [key] = [
                f
                for f in opts.concrete_fields
                if isinstance(f, models.ForeignKey) and f.related_model in things
            ]
            owner = [key.related_model._meta.label_lower, key.column]
        fields = sorted(translator.get_options_for_model(model).all_fields)
        expected[opts.db_table] = [*own, *owner, settings.LANGUAGE_CODE, *fields]
    assert {t: [*w[:5], *sorted(w[5:])] for t, w in found.items()} == expected


def test_a_field_is_not_taken_for_another_whose_name_begins_with_its_own():
    """As `step_free` and `step_free_way`, of which one is followed by `way_pl`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT language FROM translation_texts(%s, %s, 'step', %s)",
            [
                "{}",
                '{"step_pl": "", "step_way_pl": ""}',
                ["step", "step_way"],
            ],
        )
        assert cursor.fetchall() == [("pl",)]
