"""A slug in each language, what it is made of, and whose it is."""

import re
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse
from django.utils import timezone, translation

from centre.content.addressed import FormerSlug, at_slug
from centre.content.publishing import public_at_slug
from centre.models import Page
from news.models import Post
from tests.builders import (
    DAY,
    build_activity,
    build_page,
    build_post,
    build_topic,
    build_type,
    build_visit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

KINDS = {
    "page": build_page,
    "topic": build_topic,
    "post": build_post,
    "type": build_type,
    "activity": build_activity,
    "visit": build_visit,
}
TITLES = {"pl": "Żółte słowa", "en": "Yellow words", "uk": "Жовті слова"}
SLUGS = {"pl": "zolte-slowa", "en": "yellow-words", "uk": "zhovti-slova"}


REQUIRED = {
    "page": ("title", "body"),
    "topic": ("name",),
    "post": ("title", "lead", "body"),
    "type": ("name", "description"),
    "activity": ("title", "summary"),
    "visit": ("title", "summary", "description"),
}


def build_in_all_languages(kind, slug="", **fields):
    """Build a thing of a kind that has its title in each language."""
    build = KINDS[kind]
    required = REQUIRED[kind]
    texts = {f"{f}_{code}": text for f in required for code, text in TITLES.items()}
    return build(slug, **texts | fields)


def path(thing, language, slug):
    """The path of a thing's page in a language, were this its slug."""
    with translation.override(language):
        thing = type(thing)(slug=slug)
        return thing.get_absolute_url()


def at(slug, language, things=None):
    with translation.override(language):
        return at_slug(things or Post.objects.all(), slug)


@pytest.mark.parametrize("kind", KINDS)
def test_each_language_has_its_address_and_every_other_one_leads_to_it(client, kind):
    thing = build_in_all_languages(kind)
    FormerSlug.keep(thing, "dawny", "uk")
    assert thing.slugs() == SLUGS
    own = {code: path(thing, code, slug) for code, slug in SLUGS.items()}
    for code in own:
        page = client.get(own[code])
        assert page.status_code == 200
        site = settings.SITE_URL
        assert page.context["alternates"] == [(c, site + p) for c, p in own.items()]
        assert page.context["default_url"] == site + own["en"]
        assert page.context["canonical_url"] == site + own[code]
        switch = re.findall(r'<a[^>]*href="([^"]+)"[^>]* hreflang="', page.text)
        assert switch == [*own.values()]
        for slug in {*SLUGS.values(), "dawny"} - {SLUGS[code]}:
            moved = client.get(path(thing, code, slug) + "?a=1&b=%C5%82")
            assert (moved.status_code, moved.url) == (301, own[code] + "?a=1&b=%C5%82")


@pytest.mark.parametrize("kind", KINDS)
def test_a_language_that_it_lacks_has_the_address_that_it_began_with(client, kind):
    thing = build_in_all_languages(kind, "slowa", slug_pl="nowe-slowa")
    first = thing.translation_required[0]
    type(thing).objects.update(**{f"{first}_uk": "", "slug_uk": None})
    assert client.get(path(thing, "uk", "slowa")).status_code == 200
    moved = client.get(path(thing, "pl", "slowa"))
    assert (moved.status_code, moved.url) == (301, path(thing, "pl", "nowe-slowa"))


def test_a_made_slug_is_nobody_else_s_in_any_language():
    former, post = build_post("a"), build_post("b", slug_en="yellow-words-2")
    FormerSlug.keep(former, "yellow-words", "uk")
    made = build_in_all_languages("post")
    assert (made.slug_en, made.slug_pl) == ("yellow-words-3", "zolte-slowa")
    # What it once had itself, it may have again.
    FormerSlug.keep(made, "yellow-words-3", "en")
    made.slug_en = None
    made.full_clean()
    assert made.slug_en == "yellow-words-3"
    assert post.slug_en == "yellow-words-2"


def test_a_slug_is_made_once_its_language_is_complete_and_stays():
    post = build_post("", title_uk="Жовті слова")
    assert (post.slug_en, post.slug_uk) == ("post", None)
    post.title_en, post.lead_uk, post.body_uk = "Other words", "Л", "<p>Т</p>"
    post.full_clean()
    assert (post.slug_en, post.slug_uk) == ("post", "zhovti-slova")


@pytest.mark.parametrize(
    ("slug", "language", "found"),
    [
        ("one", "en", "has it here"),
        ("one", "pl", "had it here"),
        ("one", "uk", "has it here"),
        ("two", "pl", "had it elsewhere"),
        ("two", "uk", "had it elsewhere"),
    ],
)
def test_whose_a_slug_is(slug, language, found):
    things = {
        "has it here": build_post("a", slug_en="one"),
        "had it here": build_post("b"),
        "had it elsewhere": build_post("c"),
    }
    FormerSlug.keep(things["had it elsewhere"], "one", "uk")
    FormerSlug.keep(things["had it here"], "one", "pl")
    FormerSlug.keep(things["had it elsewhere"], "two", "en")
    if language == "uk":
        FormerSlug.objects.filter(slug="one").delete()
    assert at(slug, language) == things[found]
    with pytest.raises(Post.DoesNotExist):
        at("none", language)


@pytest.mark.parametrize(
    ("column", "slug", "is_refused"),
    [
        ("slug_en", "other-english", True),
        ("slug_pl", "other", True),
        ("slug_uk", "other", True),  # which the other one has, having no Ukrainian one
        ("slug_en", "other", False),
        ("slug_pl", "other-english", False),
        ("slug_pl", "no slug", True),
        ("slug_pl", "ł", True),
        ("slug_pl", "", True),
    ],
)
def test_the_database_refuses_what_leads_to_two_or_is_no_slug(column, slug, is_refused):
    build_post("other", slug_en="other-english")
    changed = Post.objects.filter(pk=build_post("a").pk)
    refused = pytest.raises(IntegrityError) if is_refused else nullcontext()
    with refused, transaction.atomic():
        changed.update(**{column: slug})


def test_what_is_taken_is_said_in_each_language_where_it_is():
    build_post("other", slug_en="other-english")
    post = build_post("a", slug_en="b")
    post.slug_pl, post.slug_en, post.slug_uk = "other", "other-english", "other"
    text = ["Something else has this address already. Choose another one."]
    with translation.override("en"):
        with pytest.raises(ValidationError) as refused:
            post.full_clean(validate_constraints=False)
        said = refused.value.message_dict
    assert said == dict.fromkeys(("slug_pl", "slug_en", "slug_uk"), text)


def test_a_former_address_costs_one_query_more(client, django_assert_num_queries):
    FormerSlug.keep(build_page("strona"), "dawna", "pl")
    with django_assert_num_queries(2):
        assert client.get("/pl/dawna/").url == "/pl/strona/"


@pytest.mark.parametrize(
    ("build", "name", "further"),
    [
        (build_visit, "events:visit-calendar", {}),
        (build_activity, "events:activity-calendar", {}),
        (build_visit, "events:register-people", {"name": "people"}),
        (build_visit, "events:register-check", {}),
    ],
)
def test_what_is_below_a_page_leads_on_as_well(client, build, name, further):
    thing = build("slowa", slug_pl="nowe-slowa")
    FormerSlug.keep(thing, "dawne", "pl")
    with translation.override("pl"):
        paths = [
            reverse(name, kwargs={"slug": slug, **further})
            for slug in ("nowe-slowa", "slowa", "dawne")
        ]
    for former in paths[1:]:
        moved = client.get(f"{former}?a=1")
        assert (moved.status_code, moved.url) == (301, f"{paths[0]}?a=1")


def test_an_address_in_another_language_leads_there_at_once(client):
    build_in_all_languages("post")
    moved = client.get("/en/aktualnosci/zolte-slowa/?a=1")
    assert (moved.status_code, moved.url) == (301, "/en/news/yellow-words/?a=1")


def test_what_exists_gets_its_slugs_from_its_titles():
    made_first = build_in_all_languages("post", "zhovti-slova")
    by_hand = build_in_all_languages("post", "haslo")
    half = build_post("post-a", body_pl="", title_en="Yellow words")
    reserved = build_page("o-nas")
    build_page("strona", slug_pl="inna")
    kept = ("slug_pl", "slug_en", "slug_uk")
    Post.objects.update(**dict.fromkeys(kept))
    Page.objects.filter(pk=reserved.pk).update(slug="about", slug_pl=None)
    changed_at = Post.objects.values_list("updated_at", flat=True)
    before = [*changed_at.order_by("pk")]
    (file,) = Path("centre/migrations").glob("*_slugs_from_titles.py")
    migration = import_module(f"centre.migrations.{file.stem}")
    migration.fill(MigrationLoader(connection).project_state().apps, None)
    slugs = {pk: row for pk, *row in Post.objects.values_list("pk", *kept)}
    assert slugs == {
        made_first.pk: ["zolte-slowa", "yellow-words", "zhovti-slova"],
        by_hand.pk: ["haslo", "yellow-words-2", "zhovti-slova-2"],
        half.pk: [None, "post-a", None],
    }
    assert [*Page.objects.order_by("pk").values_list("slug", "slug_pl")] == [
        ("about", "about-2"),
        ("strona", "inna"),
    ]
    assert [*changed_at.order_by("pk")] == before


def test_what_is_sent_to_a_former_address_is_not_lost(client):
    build_visit("slowa", slug_en="words")
    sent = {"organisation": "Example City", "city": "Exampletown", "country": "NO"}
    with translation.override("en"):
        former = reverse("events:register-delegation", args=["slowa"])
        following = reverse("events:register-contact", args=["words"])
    accepted = client.post(former, sent)
    assert (accepted.status_code, accepted.url) == (302, following)


def test_the_public_one_at_a_slug_is_asked_for_at_each_moment_in_each_language():
    now = timezone.now()
    posts = [
        build_in_all_languages("post", f"post-{n}", published_at=now + n * DAY)
        for n in (1, 2)
    ]

    def found(post, language, at):
        with translation.override(language):
            try:
                return public_at_slug(Post, post.slugs()[language], at)
            except Post.DoesNotExist:
                return None

    for code in SLUGS:
        answers = [[found(p, code, now + n * DAY) for p in posts] for n in range(3)]
        assert answers == [[None, None], [posts[0], None], posts]
