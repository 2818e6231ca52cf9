"""Who needs a text in another language is counted: once a network, thing and day."""

from datetime import timedelta

import html5lib
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from centre.content import language_wishes
from centre.models import LanguageWish, WishMark
from events.due import do_due_work
from tests.builders import (
    build_activity,
    build_centre,
    build_page,
    build_post,
    build_staff,
    build_statement,
    build_visit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def client():
    """A browser as Django has it: it checks tokens, and follows nothing."""
    return Client(enforce_csrf_checks=True)


def counts():
    rows = LanguageWish.objects.order_by("pk")
    return [*rows.values_list("model", "object_id", "language", "count")]


def button_of(html):
    """The address of the button that says it; None where there is none."""
    page = html5lib.parse(html, namespaceHTMLElements=False)
    forms = [form for form in page.iter("form") if form.get("class", "")[:4] == "wish"]
    return forms[0].get("action") if forms else None


def ask(client, url, network="192.0.2.1", **headers):
    return client.post(url, REMOTE_ADDR=network, headers=headers)


def test_each_kind_of_page_has_the_button_and_comes_back_with_thanks(client):
    centre, activity = build_centre(name_uk=""), build_activity("kurs")
    visit = build_visit(title_uk="", summary_uk="")
    things = [build_post("wpis"), activity, activity.type, build_page("strona"), visit]
    with translation.override("uk"):
        pages = {thing.get_absolute_url(): thing for thing in things}
        pages[reverse("centre:about")] = centre
        pages[reverse("centre:accessibility")] = build_statement()
    for url in pages:
        page = client.get(url)
        assert (url, page.status_code) == (url, 200)
        button = button_of(page.text)
        assert (url, button is None) == (url, False)
        sent = ask(client, button)
        assert (sent.status_code, sent.url) == (303, f"{url}#wish-noted")
        assert not sent.cookies
    assert counts() == [
        (thing._meta.label_lower, thing.pk, "uk", 1) for thing in pages.values()
    ]


def test_one_network_counts_once_a_day_and_is_forgotten_after_it(client):
    post, other = build_post("wpis"), build_post("inny")
    url = button_of(client.get("/uk/novyny/wpis/").text)
    for network in ("192.0.2.1", "192.0.2.1", "2001:db8::1", "2001:db8::2"):
        ask(client, url, network)
    ask(client, url.replace(str(post.pk), str(other.pk)), "192.0.2.1")
    both = [("news.post", post.pk, "uk", 2), ("news.post", other.pk, "uk", 1)]
    assert counts() == both
    keys = WishMark.objects.values_list("key", flat=True)
    assert (len(keys), {len(key) for key in keys}) == (3, {64})
    first = {*keys}
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        ask(client, url)
        assert counts()[2:] == [("news.post", post.pk, "uk", 1)]
        [mark] = WishMark.objects.all()
        assert mark.key not in first
        do_due_work(timezone.now() + timedelta(days=1))
    assert (WishMark.objects.count(), len(counts())) == (0, 3)
    do_due_work(timezone.now() + timedelta(days=366))
    assert [row.day for row in LanguageWish.objects.all()] == [
        timezone.localdate() + timedelta(days=1)
    ]


def test_a_program_fills_no_table(client, monkeypatch):
    monkeypatch.setattr(language_wishes, "MOST_A_DAY", 3)
    post = build_post("wpis")
    url = button_of(client.get("/uk/novyny/wpis/").text)
    for number in range(6):
        assert ask(client, url, f"192.0.2.{number}").status_code == 303
    assert counts() == [("news.post", post.pk, "uk", 3)]
    assert WishMark.objects.count() == 3


def test_what_is_not_public_nor_lacking_or_is_from_elsewhere_counts_nothing(client):
    post, draft = build_post("wpis"), build_post("szkic", published_at=None)
    url = button_of(client.get("/uk/novyny/wpis/").text)
    build_centre()
    statement = build_statement(is_public=False)
    elsewhere = [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.org"}]
    elsewhere += [{"Sec-Fetch-Site": "same-site"}, {"Origin": "null"}]
    odd = [
        url.replace(str(post.pk), str(draft.pk)),
        url.replace(str(post.pk), "9" * 30),
        url.replace("news.post", "auth.user"),
        url.replace("news.post", "centre.accessibilitystatement").replace(
            f"/{post.pk}/", f"/{statement.pk}/"
        ),
    ]
    assert [ask(client, url, **headers).status_code for headers in elsewhere] == [
        403
    ] * 4
    assert [ask(client, address).status_code for address in odd] == [404] * 4
    assert client.get(url).status_code == 405
    with translation.override("pl"):
        polish = reverse("centre:language-wish", args=["news.post", post.pk])
    assert ask(client, polish).status_code == 303
    assert counts() == []
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
    assert ask(client, url, **own).status_code == 303
    assert counts() == [("news.post", post.pk, "uk", 1)]


def test_a_page_in_one_s_language_and_a_preview_have_no_button(client):
    build_post("wpis")
    draft = build_post("szkic", published_at=None)
    assert button_of(client.get("/en/news/wpis/").text) is None
    client.force_login(build_staff())
    preview = client.get(f"/uk/admin/news/post/{draft.pk}/preview/")
    assert (preview.status_code, button_of(preview.text)) == (200, None)
