"""A select of thousands of things finds any; by itself it offers the latest."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from centre.staff import fields
from news.models import Post
from tests.builders import build_activity, build_post, build_staff, build_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(build_staff())
    return client


def offered(staff, post):
    page = staff.get(f"/en/admin/news/post/{post.pk}/change/")
    field = str(page.context["adminform"].form["activity"])
    options = re.findall(r'<option value="(\d*)"( selected)?', field)
    return [(key and int(key), bool(selected)) for key, selected in options]


@pytest.fixture
def four(monkeypatch):
    monkeypatch.setattr(fields, "LATEST_CHOICES", 2)
    return [build_activity(slug) for slug in "abcd"]


def test_the_latest_are_offered_in_the_order_of_the_field(staff, four):
    assert offered(staff, build_post("new")) == [
        ("", True),
        (four[3].pk, False),
        (four[2].pk, False),
    ]


def test_what_is_chosen_stays_however_old(staff, four):
    old, *_between, last = four
    post = build_post("old", activity=old)
    assert dict(offered(staff, post))[old.pk]
    assert last.pk in dict(offered(staff, post))


def test_any_row_is_accepted(staff, four):
    form = staff.get("/en/admin/news/post/add/").context["adminform"].form
    assert form.fields["activity"].clean(str(four[0].pk)) == four[0]
    assert Post.objects.count() == 0


def test_who_may_fill_in_the_form_searches_and_nobody_else(client):
    """An editor has no page of visits, and reports on them all the same."""
    visit = build_visit()
    asked = {"app_label": "news", "model_name": "post", "field_name": "visit"}
    author = {**asked, "field_name": "author"}
    other = {**asked, "app_label": "events", "model_name": "programmeitem"}
    found = {}
    for role in ("editor", "translator", "door"):
        user = get_user_model().objects.create_user(role, is_staff=True)
        user.groups.set(Group.objects.filter(role__key=role))
        client.force_login(user)
        url = "/en/admin/autocomplete/"
        answers = [client.get(url, each) for each in (asked, author, other)]
        found[role] = [answer.status_code for answer in answers]
        if role == "editor":
            keys = [row["id"] for row in answers[0].json()["results"]]
            assert keys == [str(visit.pk)]
    assert found == {
        "editor": [200, 403, 403],
        "translator": [200, 403, 200],
        "door": [403, 403, 403],
    }


def test_a_search_finds_any_row(staff, four):
    page = staff.get("/en/admin/news/post/add/")
    field = str(page.context["adminform"].form["activity"])
    asked = dict(re.findall(r'data-(app-label|model-name|field-name)="(\w+)"', field))
    url = re.search(r'data-ajax--url="([^"]+)"', field)[1]
    parameters = {name.replace("-", "_"): value for name, value in asked.items()}
    answer = staff.get(url, {**parameters, "term": four[0].title_pl})
    assert str(four[0].pk) in [found["id"] for found in answer.json()["results"]]
    scripts = re.findall(r"js/autocomplete|staff/select-names", page.content.decode())
    assert scripts == ["js/autocomplete", "staff/select-names"]
