import pytest
from django.http import Http404

from centre.web.paging import page_of
from news.models import Post
from tests.builders import build_post

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def posts():
    for number in range(5):
        build_post(f"p{number}")
    return Post.objects.order_by("slug")


@pytest.mark.parametrize(
    ("number", "slugs", "has_previous", "has_next"),
    [
        (None, ["p0", "p1"], False, True),
        ("1", ["p0", "p1"], False, True),
        ("2", ["p2", "p3"], True, True),
        ("3", ["p4"], True, False),
    ],
)
def test_a_page(posts, number, slugs, has_previous, has_next):
    page = page_of(posts, number, 2)
    assert [post.slug for post in page.object_list] == slugs
    assert (page.has_previous, page.has_next) == (has_previous, has_next)


@pytest.mark.parametrize("number", ["0", "-1", "4", "x", "²", "1.5", "9" * 30])
def test_what_is_no_page_is_not_found(posts, number):
    with pytest.raises(Http404):
        page_of(posts, number, 2)


def test_the_first_page_of_nothing_is_empty():
    assert page_of(Post.objects.all(), None, 2).object_list == []


def test_a_page_is_one_query(posts, django_assert_num_queries):
    with django_assert_num_queries(1):
        page_of(posts, "2", 2)


def test_what_is_worked_out_of_texts_is_so_for_the_rows_of_the_page_alone(
    posts, django_assert_num_queries
):
    with django_assert_num_queries(1) as queries:
        page_of(posts.brief().filter(pk__gt=0), "2", 2)
    (sql,) = (query["sql"] for query in queries)
    skipping = sql[sql.index(" IN (SELECT") : sql.index("OFFSET 2")]
    assert "is_complete_in" in sql
    assert "is_complete_in" not in skipping
    assert "body" not in skipping
