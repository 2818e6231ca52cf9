"""SQL that is made once is asked about each value anew."""

import pytest
from django.db.models import F, Value

from centre.content.made_once import made_once
from news.models import Post, Topic
from tests.builders import build_post

pytestmark = pytest.mark.django_db


def test_each_value_is_asked_about_and_the_sql_is_made_once_for_each_model():
    built = []

    @made_once(-1)
    def sum_of(model, number):
        built.append(model)
        return F("pk") + Value(1000) + Value(number)

    posts = [build_post("one"), build_post("two")]
    answers = [
        [*Post.objects.order_by("pk").values_list(sum_of(Post, number), flat=True)]
        for number in (30, 4)
    ]
    sum_of(Topic, 5)

    assert answers == [[post.pk + 1000 + n for post in posts] for n in (30, 4)]
    assert built == [Post, Topic]
