"""A link for a volunteer: reading uses nothing up, what is typed comes back."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centre.content.translation_links import LINKS_OF_THING
from centre.models import Proposal, TranslationLink
from centre.translating.proposing import NotWaiting, propose_by_link, refuse_proposal
from centre.translating.texts import minutes_of_work, pairs_of
from events.links.throttling import LIMITS
from news.models import Post
from tests.builders import build_centre, build_post, build_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def post() -> Post:
    build_centre()
    return build_post("wpis", title_en="", lead_en="", body_en="", published_at=None)


@pytest.fixture
def link(client: Client, post: Post) -> str:
    """The path of a link that staff made to translate the post into Ukrainian."""
    client.force_login(build_staff())
    page = client.post(links_page(post), {"shows_secret": "yes"})
    return "/" + page.context["made"][0][2].partition("//")[2].partition("/")[2]


def links_page(post: Post) -> str:
    return f"/en/admin/centre/outdatedtext/links/news.post/{post.pk}/uk/"


def send(url: str, **typed: str) -> Client:
    """Send what is typed from a browser that knows nothing of the site."""
    visitor = Client(enforce_csrf_checks=True)
    answer = visitor.post(url, typed)
    assert (answer.status_code, answer.cookies) == (303, {})
    visitor.went_to = visitor.get(answer.url)
    return visitor


def test_who_is_signed_in_in_the_browser_is_not_who_proposes(link: str) -> None:
    browser = Client()
    browser.force_login(build_staff(username="other"))
    before = dict(browser.session)
    assert browser.post(link, {"title": "Допис"}).status_code == 303
    proposal = Proposal.objects.get()
    assert (proposal.proposer, proposal.made_by, proposal.link_id) == (
        "",
        None,
        TranslationLink.objects.get().pk,
    )
    assert dict(browser.session) == before


def test_reading_changes_nothing_and_is_kept_nowhere(link: str) -> None:
    assert link.startswith("/uk/translate/")
    visitor = Client()
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            page = visitor.get(link)
        assert page.status_code == 200
        assert [q for q in asked if not q["sql"].strip().startswith("SELECT")] == []
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    assert page.cookies == {}
    stored = TranslationLink.objects.get()
    assert stored.token_hash not in link


def test_what_is_sent_is_a_proposal_until_it_is_decided(link: str, post: Post) -> None:
    before = Post.objects.values().get()
    thanked = send(link, title="Допис", body="<p onclick='x'>Так</p>", name=" Ганна ")
    proposal = Proposal.objects.get()
    assert (proposal.proposer, proposal.texts) == (
        "Ганна",
        {"title": "Допис", "body": "<p>Так</p>"},
    )
    assert thanked.went_to.context["form"] is None
    assert "Ганна" in thanked.went_to.text
    again = Client().get(f"{link}?again")
    assert filled_in(again) == {"title": "Допис", "lead": "", "name": "Ганна"}
    send(link, title="Інший допис", name="")
    proposal.refresh_from_db()
    assert (proposal.revision, proposal.texts) == (2, {"title": "Інший допис"})
    staff = User.objects.get()
    refuse_proposal(proposal.pk, "2", answer="Ні", user=staff, at=timezone.now())
    assert send(link, title="Третій").went_to.text.count("Ні") >= 1
    assert Proposal.objects.count() == 1
    with pytest.raises(NotWaiting):
        propose_by_link(proposal.link, {}, {}, name="", at=timezone.now())
    assert Post.objects.values().get() == before


def filled_in(page):
    form = page.context["form"]
    return {name: form[name].value() for name in ("title", "lead", "name")}


def test_what_is_typed_is_kept_for_later_and_when_it_is_refused(link: str) -> None:
    kept = send(link, title="Половина", name="Ганна", keep="yes")
    assert kept.went_to.context["is_kept"] is True
    assert filled_in(Client().get(link))["title"] == "Половина"
    assert Proposal.objects.count() == 0
    refused = send(link, title="x" * 300, lead="Зачин").went_to
    assert (refused.text.count("x" * 300), refused.text.count("error-summary")) == (
        1,
        1,
    )
    assert filled_in(Client().get(link))["lead"] == "Зачин"
    assert send(link).went_to.text.count("error-summary") == 1


def test_a_link_ends_by_itself_by_staff_and_with_its_thing(
    client: Client, link: str, post: Post
) -> None:
    made = client.post(links_page(post), {"shows_secret": "yes"}).context["made"][0][2]
    for number in (TranslationLink.objects.latest("pk").pk, "x", "9" * 20):
        sent = client.post(links_page(post), {"end": number})
        assert (sent.status_code, TranslationLink.objects.count()) == (302, 1)
    assert [Client().get(url).status_code for url in (link, made)] == [200, 404]
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        assert Client().get(link).status_code == 404
    post.delete()
    assert Client().get(link).status_code == 404


def test_links_are_few_and_wrong_ones_throttled(
    client: Client, link: str, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(LINKS_OF_THING):
        client.post(links_page(post), {"shows_secret": "yes"})
    assert TranslationLink.objects.count() == LINKS_OF_THING
    assert Client().get(link).status_code == 404
    monkeypatch.setitem(LIMITS, "wrong-link", 1)
    assert Client().get("/uk/translate/x/").status_code == 429
    monkeypatch.setitem(LIMITS, "propose", 1)
    new = client.post(links_page(post), {"shows_secret": "yes"}).context["made"][0][2]
    send(new, title="Раз")
    assert send(new, title="Два").went_to.context["too_often"] is True
    assert Proposal.objects.get().texts == {"title": "Раз"}


def test_the_work_is_told_in_minutes_of_what_is_left(post: Post) -> None:
    Post.objects.update(
        title_pl="Dwa słowa", lead_pl="słowo " * 90, body_pl="<p>x</p>", title_uk="Так"
    )
    post.refresh_from_db()
    # 91 words, 8 in a minute.
    assert minutes_of_work(pairs_of(post, "uk")) == 12
