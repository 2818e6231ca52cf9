"""Words that the site's own pages have, so nothing else may have them."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern
from django.utils import translation

from centre.models import Page
from events.models import Activity, StudyVisit
from news.models import Post
from tests.builders import build_page, build_post, build_staff, build_topic
from tests.desk import filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MODELS = {
    Page: "centre:page",
    Post: "news:post-detail",
    Activity: "events:activity-detail",
    StudyVisit: "events:visit-detail",
}


def words_beside(name):
    """The fixed words that the URLconf has where an object's slug would stand."""
    found = set()
    for code in settings.MODELTRANSLATION_LANGUAGES:
        with translation.override(code):
            before = reverse(name, args=["slug"]).removesuffix("slug/")
            for route in fixed_routes(get_resolver().url_patterns):
                rest = f"/{route}".removeprefix(before)
                if f"/{route}".startswith(before) and rest.count("/") == 1:
                    found.add(rest.rstrip("/"))
    return found - {""}


def fixed_routes(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield route
            yield from fixed_routes(pattern.url_patterns, route)


def test_the_words_are_those_of_the_urlconf():
    """A word more in the URLconf is a word more that is refused, of itself."""
    words = {model: words_beside(name) for model, name in MODELS.items()}
    # What holds a dot is no slug, whoever writes it.
    fixed = {
        m: {w for w in found if "<" not in w and "." not in w}
        for m, found in words.items()
    }
    assert {"news", "admin", "about", "aktualnosci", "lost-link", "novyny"} < fixed[
        Page
    ]
    assert fixed[Post] == {"feed", "kanal", "strichka"}
    for model, found in fixed.items():
        for word in found:
            with pytest.raises(ValidationError) as refused:
                model(slug="a", slug_en=word.capitalize()).clean()
            assert [*refused.value.message_dict] == ["slug_en"], (model, word)


@pytest.mark.parametrize(
    ("build", "title", "slug"),
    [
        (build_page, "News", "news-2"),
        (build_page, "Aktualności", "aktualnosci-2"),
        (build_page, "About", "about-2"),
        (build_page, "Admin", "admin-2"),
        (build_page, "Study visits", "study-visits-2"),
        (build_page, "Новини", "novyny-2"),
        (build_page, "Newsletter", "newsletter"),
        (build_post, "Feed", "feed-2"),
        (build_post, "Kanał", "kanal-2"),
        (build_post, "News", "news"),
    ],
)
def test_an_address_made_from_a_title_goes_round_them(build, title, slug):
    made = build("", title_pl=title)
    assert (made.slug, made.slug_pl) == (slug, slug)
    other = build("", title_pl=title)
    assert {other.slug, other.slug_pl} & {slug} == set()


def test_a_slug_that_is_none_is_its_fields_own_fault():
    with pytest.raises(ValidationError) as refused:
        build_page("no slug")
    assert list(refused.value.message_dict) == ["slug", "slug_pl"]


def test_a_topic_has_its_words_for_itself():
    assert build_topic("feed").get_absolute_url() == "/pl/aktualnosci/temat/feed/"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A page of the site itself has this address. Choose another one."),
        ("pl", "Ten adres ma już strona samego serwisu. Wybierz inny."),
        ("uk", "Цю адресу вже має сторінка самого сайту. Виберіть іншу."),
    ],
)
def test_the_form_says_so_beside_the_field(client, language, text):
    client.force_login(build_staff())
    page = build_page("regulamin")
    url = f"/{language}/admin/centre/page/{page.pk}/change/"
    data = {**filled(client.get(url)), "slug_uk": "News"}
    response = client.post(url, data)
    with translation.override(language):
        assert response.context["adminform"].form.errors == {"slug_uk": [text]}
    page.refresh_from_db()
    assert page.slug_uk is None
