"""Every way of writing a text changes what is found, in the same transaction."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from centre.models import Centre, Page, Partner
from centre.search.excerpts import form_of
from centre.search.models import SearchDocument, SearchWord
from events.models import ProgrammeItem, StudyVisit
from news.models import Post
from tests.builders import (
    DAY,
    HOUR,
    build_activity,
    build_centre,
    build_document,
    build_page,
    build_part,
    build_post,
    build_session,
    build_statement,
    build_topic,
    build_type,
    build_visit,
)
from tests.centre.search.found import found

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_each_kind_of_thing_is_found():
    build_centre(name_pl="Dom kwiatowy")
    build_post("post", lead_pl="Kwiatowy maj")
    build_topic("topic", name_pl="Kwiatowy temat")
    build_page("page", body_pl="<p>Kwiatowy regulamin</p>")
    kind = build_type("type", name_pl="Kwiatowy rodzaj")
    build_activity("activity", type=kind, place_pl="Sala kwiatowy raj")
    build_visit("visit", venue_pl="Hol kwiatowy")
    assert sorted(found("kwiatowy")) == [
        ("activity", "activity", "pl"),
        ("centre", "", "pl"),
        ("page", "page", "pl"),
        ("post", "post", "pl"),
        ("topic", "topic", "pl"),
        ("type", "type", "pl"),
        ("visit", "visit", "pl"),
    ]


def test_what_belongs_to_a_thing_is_found_with_it():
    activity, visit = build_activity("kurs"), build_visit("wizyta")
    session = build_session(activity, timezone.now() + DAY, note_pl="z harfistką")
    item = ProgrammeItem.objects.create(
        visit=visit,
        starts_at=visit.starts_at,
        ends_at=visit.starts_at + HOUR,
        title_pl="Rozmowa o pszczelarzach",
    )
    part = build_part(visit, title_pl="Spacer z ornitologiem")
    partner = Partner.objects.create(centre=build_centre(), name="Xylofonia")
    assert found("harfistką") == [("activity", "kurs", "pl")]
    assert found("pszczelarzach") == [("visit", "wizyta", "pl")]
    assert found("ornitologiem") == [("visit", "wizyta", "pl")]
    assert found("xylofonia")[0][0] == "centre"
    for thing in (session, item, part, partner):
        thing.delete()
    for word in ("harfistką", "pszczelarzach", "ornitologiem", "xylofonia"):
        assert found(word) == []


def test_documents_are_found_with_what_they_belong_to_while_it_is_public():
    owners = [
        build_post("post"),
        build_page("page"),
        build_activity("activity"),
        build_visit("visit"),
    ]
    documents = [build_document(each, title_pl="Harfistka") for each in owners]
    expected = [(each, each, "pl") for each in ("activity", "page", "post", "visit")]
    assert sorted(found("harfistka")) == expected
    for document in documents:
        type(document).objects.update(title_pl="Skrzypaczka")
    assert found("harfistka") == []
    assert sorted(found("skrzypaczka")) == expected
    for owner in owners:
        type(owner).objects.update(published_at=None)
    assert found("skrzypaczka") == []
    for owner in owners:
        publish(owner)
    assert sorted(found("skrzypaczka")) == expected
    for document in documents:
        document.delete()
    assert found("skrzypaczka") == []


def test_what_only_those_get_who_came_is_never_found():
    document = build_document(
        build_visit("wizyta"), title_pl="Harfistka", for_participants=True
    )
    assert found("harfistka") == []
    assert SearchWord.objects.filter(form="harfistka").count() == 0
    type(document).objects.update(for_participants=False)
    assert found("harfistka") == [("visit", "wizyta", "pl")]
    type(document).objects.update(for_participants=True)
    assert found("harfistka") == []


def test_a_document_is_found_by_the_title_that_the_page_shows():
    post = build_post("wpis", title_en="Post", lead_en="x", body_en="x")
    build_document(post, title_pl="Harfistka", title_en=" ")
    build_document(post, title_pl="Skrzypaczka", title_en="Violinist")
    texts = SearchDocument.objects.filter(language="en").values_list("text", flat=True)
    assert [text.splitlines()[2:] for text in texts] == [["Harfistka", "Violinist"]]


def test_the_declaration_of_accessibility_is_found_while_it_is_public(settings):
    settings.CENTRE_SHOWS_SAMPLES = False
    build_centre()
    statement = build_statement(building_pl="<p>Rampa przy fontannie</p>")
    expected = [("statement", "", "pl")]
    assert found("deklaracja dostępności") == found("fontannie") == expected
    names = dict(
        SearchDocument.objects.filter(kind="statement").values_list("language", "title")
    )
    for code, name in names.items():
        with translation.override(code):
            assert gettext("Declaration of accessibility") == name
    type(statement).objects.update(is_sample=True)
    assert found("fontannie") == []
    settings.CENTRE_SHOWS_SAMPLES = True
    assert found("fontannie") == expected
    type(statement).objects.update(is_public=False)
    assert found("fontannie") == []
    assert SearchDocument.objects.filter(kind="statement").count() == 0


def test_a_part_that_moves_to_another_thing_is_found_there_alone():
    first, second = build_activity("pierwszy"), build_activity("drugi")
    session = build_session(first, timezone.now() + DAY, note_pl="harfistka")
    type(session).objects.update(activity=second)
    assert found("harfistka") == [("activity", "drugi", "pl")]


def publish(thing):
    type(thing).objects.filter(pk=thing.pk).update(published_at=timezone.now() - DAY)


def rewrite(post):
    post.title_pl = "Harfistka"
    post.save()


def rewrite_by_sql(post):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE news_post SET title_pl = 'Harfistka'")


def rewrite_in_bulk(post):
    post.title_pl = "Harfistka"
    Post.objects.bulk_update([post], ["title_pl"])


@pytest.mark.parametrize("change", [rewrite, rewrite_by_sql, rewrite_in_bulk])
def test_however_a_text_is_changed_it_is_found_at_once(change):
    post = build_post("wpis", title_pl="Skrzypaczka")
    assert found("harfistka") == []
    change(post)
    assert found("harfistka") == [("post", "wpis", "pl")]
    assert found("skrzypaczka") == []


def test_publishing_renaming_and_deleting_change_what_is_found():
    post = build_post("wpis", title_pl="Harfistka", published_at=None)
    assert SearchDocument.objects.count() == 0
    publish(post)
    assert found("harfistka") == [("post", "wpis", "pl")]
    Post.objects.update(slug="inny")
    assert found("harfistka") == [("post", "inny", "pl")]
    Post.objects.update(published_at=None)
    assert found("harfistka") == []
    assert SearchDocument.objects.count() == 0
    publish(post)
    Post.objects.all().delete()
    assert SearchDocument.objects.count() == 0


def test_a_change_that_is_rolled_back_is_not_found():
    post = build_post("wpis", title_pl="Skrzypaczka")
    with transaction.atomic():
        rewrite(post)
        transaction.set_rollback(True)
    assert found("harfistka") == []
    assert found("skrzypaczka") == [("post", "wpis", "pl")]


def test_what_is_scheduled_is_found_from_its_moment_on():
    moment = timezone.now() + DAY
    build_post("wpis", title_pl="Harfistka", published_at=moment)
    assert found("harfistka", at=moment - timedelta(microseconds=1)) == []
    assert found("harfistka", at=moment) == [("post", "wpis", "pl")]


def test_a_language_without_all_its_texts_is_not_found():
    build_post("wpis", title_pl="Harfistka", title_en="Harpist", lead_en=" ")
    assert found("harpist") == []
    assert found("harfistka", "en") == [("post", "wpis", "pl")]


def test_markup_is_no_word_and_divides_words_only_between_blocks():
    build_page(
        "a",
        title_pl="T",
        body_pl="<p>har<strong>fist</strong>ka</p><p>inne &amp; b</p>",
    )
    assert found("harfistka") == [("page", "a", "pl")]
    assert found("strong") == []
    text = SearchDocument.objects.get(kind="page").text.split()
    assert text == ["harfistka", "inne", "&", "b"]


def test_a_text_of_any_length_can_be_saved():
    words = " ".join(f"{n}\u4f60słowo\ud55c" for n in range(60_000))
    page = build_page("long", body_pl=f"<p>{words}</p>")
    Page.objects.filter(pk=page.pk).update(title_pl="x" * 160)
    assert found("x" * 160) == [("page", "long", "pl")]


def test_rebuilding_finds_the_same_and_says_how_far_it_is(capsys, monkeypatch):
    monkeypatch.setattr("centre.search.dictionary.inflections", lambda words: set())
    build_post("wpis", title_pl="Harfistka")
    build_visit("wizyta")
    gone = build_post("gone", title_pl="Pszczelarz")
    before = [*SearchDocument.objects.order_by("pk").values()]
    SearchDocument.objects.exclude(object_id=gone.pk, kind="post").delete()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        gone.delete()
        cursor.execute("SET session_replication_role = origin")
    call_command("rebuild_search")
    rebuilt = SearchDocument.objects.exclude(kind="x").order_by("pk")
    kept = [each for each in before if each["slug"] != "gone"]
    assert sorted((d["kind"], d["language"], d["words"]) for d in kept) == sorted(
        rebuilt.values_list("kind", "language", "words")
    )
    said = capsys.readouterr().out
    assert "post: 2 of 2" in said
    assert SearchWord.objects.filter(spelling="Pszczelarz").count() == 0
    assert SearchWord.objects.filter(looked_up=False).count() == 0


LETTERS = st.text(
    st.sampled_from("ŁłóŻґЇїйёЁÉßæÆœŒşİΣσςÐđßẞ’'ʼabcXYZ019ÅŸŧ"), min_size=1
)


def folded(word):
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_fold(w) FROM unnest(search_words(%s)) w", [word])
        return [form for (form,) in cursor if form]


@given(word=LETTERS)
def test_the_database_folds_a_word_as_we_do(word):
    expected = [form_of(word)] if form_of(word) else []
    assert folded(word) == expected


def test_the_table_folds_a_letter_as_taking_it_apart_does():
    letters = [chr(n) for n in range(0x590) if chr(n).isalnum()]
    with connection.cursor() as cursor:
        # With a mark of its own behind it, no word is folded by the table.
        cursor.execute(
            "SELECT array_agg(search_fold(c)), array_agg(search_fold(c || %s)) "
            "FROM unnest(%s) WITH ORDINALITY AS u (c, n)",
            ["\u0301", letters],
        )
        by_table, apart = cursor.fetchone()
    assert by_table == apart
    assert by_table[letters.index("Ż")] == "z"


@pytest.mark.parametrize(
    ("written", "forms"),
    [
        ("Łódź", ["lodz"]),
        ("Lo\u0301dz\u0301", ["lodz"]),
        ("п’ять п'ять пʼять п`ять п´ять п′ять", ["пять"] * 6),
        ("Київ ҐАНОК Їжак", ["киів", "ганок", "іжак"]),
        ("Kraków's „cytat” 'quoted' a\u00adb", ["krakow", "cytat", "quoted", "ab"]),
        (
            "Nowa-Huta, e.mail@example.org; 10:30",
            [
                "nowa",
                "huta",
                "e",
                "mail",
                "example",
                "org",
                "10",
                "30",
            ],
        ),
        ("مرحبا، عالم", ["مرحبا", "عالم"]),
        ("— … ’ ' ® 🙂", []),
        ("", []),
    ],
)
def test_what_a_word_is(written, forms):
    assert folded(written) == forms


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
def test_a_visit_that_does_not_take_place_has_no_date(state):
    visit = build_visit("wizyta")
    dates = SearchDocument.objects.values_list("begins", "over_at").order_by("pk")
    assert [*dates.all()] == [([visit.starts_at], visit.ends_at)] * 3
    StudyVisit.objects.update(state=state)
    assert [*dates.all()] == [([], None)] * 3


def test_the_centre_is_found_by_its_street():
    build_centre(street="ul. Piastunowska 3")
    assert [kind for kind, _, _ in found("piastunowska")] == ["centre"]
    Centre.objects.all().delete()
    assert SearchDocument.objects.count() == 0
