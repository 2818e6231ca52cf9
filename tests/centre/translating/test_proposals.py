"""Proposed translations: who may make them, what taking one over does, and once."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centre.models import OutdatedText, Proposal, StaffAction, UnsavedForm
from centre.translating.comparing import COMPARED_LINES, COMPARED_WORDS, compare_words
from centre.translating.proposing import (
    NotWaiting,
    digests_of,
    propose,
    refuse_proposal,
)
from news.models import Post
from tests.builders import build_page, build_post, build_staff
from tests.desk import filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BOARD = "/en/admin/centre/outdatedtext/"


@pytest.fixture
def post() -> Post:
    return build_post("wpis", title_en="Post", lead_en="", body_en="<p>Old words</p>")


def account(role: str) -> User:
    user = User.objects.create_user(role, is_staff=True)
    user.groups.set(Group.objects.filter(role__key=role))
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def beside(thing: Any, language: str = "en") -> str:
    return f"{BOARD}into/{thing._meta.label_lower}/{thing.pk}/{language}/"


def review(proposal: Proposal) -> str:
    return f"{BOARD}proposals/{proposal.pk}/"


def send(client: Client, url: str, **changed: Any) -> Any:
    return client.post(url, filled(client.get(url)) | changed)


def decide(client: Client, proposal: Proposal, **changed: Any) -> Any:
    return send(client, review(proposal), **({"take": "yes"} | changed))


def proposed(post: Post, **texts: str) -> Proposal:
    user = User.objects.filter(username="some").first()
    user = user or User.objects.create_user("some")
    made_from = digests_of(post, "en")
    return propose(post, "en", texts, made_from, user=user, at=timezone.now())


def test_a_translator_proposes_and_changes_nothing(post: Post) -> None:
    client = client_of(account("translator"))
    before = Post.objects.values().get()
    cells = client.get(BOARD).context["rows"][0].cells
    assert [cell.url for cell in cells][1] == beside(post)
    sent = {
        "title": " New\u202e title ",
        "body": '<p onclick="x">New <b>w</b></p><script>',
    }
    assert send(client, beside(post), **sent).url == beside(post)
    proposal = Proposal.objects.get()
    assert proposal.texts == {
        "title": "New title",
        "body": "<p>New w</p>",
    }
    assert (
        send(client, beside(post), lead="Lead", body="<p>Old words</p>").status_code
        == 302
    )
    proposal.refresh_from_db()
    assert (proposal.revision, proposal.texts) == (
        2,
        {"title": "New title", "lead": "Lead"},
    )
    assert client.get(review(proposal)).status_code == 403
    assert client.post(review(proposal), {"take": "yes"}).status_code == 403
    assert Post.objects.values().get() == before
    assert client.get(f"/en/admin/news/post/{post.pk}/change/").status_code == 200
    assert client.post(f"/en/admin/news/post/{post.pk}/change/").status_code == 403


def test_only_texts_with_a_source_can_be_proposed_and_only_news_of_them(
    post: Post,
) -> None:
    client = client_of(account("translator"))
    Post.objects.update(lead_pl="", lead_uk="", published_at=None)
    fields = list(client.get(beside(post)).context["form"].fields)
    assert fields == ["shown", "title", "body"]
    refused = client.post(
        beside(post), {"title": "Post", "body": "<p>Old words</p>"}, follow=True
    )
    assert refused.text.count("there is nothing to propose") == 1
    too_long = client.post(beside(post), {"title": "x" * 300}, follow=True)
    assert too_long.text.count("x" * 300) == 1
    assert Proposal.objects.count() == 0
    for url, status in {
        f"{BOARD}into/news.post/{post.pk}/xx/": 404,
        f"{BOARD}into/news.post/99999999/en/": 404,
        f"{BOARD}into/auth.user/1/en/": 403,
        f"{BOARD}proposals/99/": 404,
    }.items():
        assert (url, client.get(url).status_code) == (url, status)


def test_taken_over_is_as_if_typed_in_the_form(post: Post) -> None:
    Post.objects.update(title_pl="Inny tytuł", body_pl="<p>Inna treść</p>")
    assert OutdatedText.objects.filter(language="en").count() == 2
    post.refresh_from_db()
    proposal = proposed(post, title="Post", lead="Lead", body="<p>New words</p>")
    editor = account("editor")
    page = client_of(editor).get(review(proposal))
    assert [(r.field, r.change, r.is_same) for r in page.context["rows"]] == [
        ("title", "Post", True),
        ("lead", "<ins>Lead</ins>", False),
        ("body", "<del>Old</del><ins>New</ins> words", False),
    ]
    assert decide(client_of(editor), proposal).url == f"{BOARD}?proposed=on"
    post.refresh_from_db()
    proposal.refresh_from_db()
    assert (post.title_en, post.lead_en, post.body_en) == (
        "Post",
        "Lead",
        "<p>New words</p>",
    )
    assert post.slug_en == "post"  # the language is complete now
    assert not OutdatedText.objects.filter(language="en").exists()
    version = post.history.latest("history_id")
    assert (version.history_user, version.lead_en) == (editor, "Lead")
    logged = StaffAction.objects.latest("pk")
    assert (logged.username, logged.kind, logged.object_key) == (
        "editor",
        "changed",
        str(post.pk),
    )
    assert (proposal.state, proposal.decided_by) == ("taken_over", editor)
    assert proposal.taken_fields == ["title", "lead", "body"]


def test_single_fields_are_taken_over_or_it_is_refused_with_a_word(post: Post) -> None:
    client = client_of(build_staff())
    proposal = proposed(post, title="New", body="<p>Bad</p>")
    nothing = decide(client, proposal, fields_taken=[])
    assert client.get(nothing.url).text.count("Tick what you take over.") == 1
    decide(client, proposal, fields_taken=["title"])
    post.refresh_from_db()
    assert (post.title_en, post.body_en) == ("New", "<p>Old words</p>")
    second = proposed(post, body="<p>Bad</p>")
    refusal = {"revision": 1, "refuse": "yes"}
    silent = client.post(review(second), refusal)
    assert client.get(silent.url).text.count("Say in a word why") == 2
    client.post(review(second), refusal | {"answer": "A guess"})
    second.refresh_from_db()
    assert (second.state, second.answer) == ("refused", "A guess")
    page = client_of(User.objects.get(username="some"))
    User.objects.filter(username="some").update(is_staff=True, is_superuser=True)
    assert page.get(beside(post)).text.count("refused. A guess") == 1


def test_a_proposal_is_made_from_what_its_page_showed(post: Post) -> None:
    client = client_of(build_staff())
    shown = filled(client.get(beside(post)))
    before = digests_of(post, "en")
    Post.objects.update(lead_pl="Inaczej", title_en="Other")
    client.post(beside(post), shown | {"lead": "Lead"})
    proposal = Proposal.objects.get()
    # The title was left as it was shown: nobody proposes the former one.
    assert (proposal.texts, proposal.made_from) == (
        {"lead": "Lead"},
        {"lead": before["lead"]},
    )
    for odd in ("", "lead:x:y", "lead:" + "a" * 32):
        client.post(beside(post), shown | {"lead": "Lead", "shown": odd})
    assert (
        Proposal.objects.get().made_from["lead"]
        == digests_of(Post.objects.get(), "en")["lead"]
    )


def test_what_changed_since_is_said_and_what_is_not_shown_is_not_decided(
    post: Post,
) -> None:
    client = client_of(build_staff())
    proposal = proposed(post, title="New", body="<p>New</p>")
    shown = filled(client.get(review(proposal)))
    Post.objects.update(title_en="Other", body_pl="<p>Inaczej</p>")
    rows = client.get(review(proposal)).context["rows"]
    assert [(r.source_changed, r.target_changed) for r in rows] == [
        (False, True),
        (True, False),
    ]
    conflict = client.get(client.post(review(proposal), shown | {"take": "yes"}).url)
    assert conflict.text.count("Somebody else changed this while you were writing") == 1
    assert Post.objects.get().title_en == "Other"
    proposed(post, title="Newer", body="<p>New</p>")
    client.post(review(proposal), shown | {"take": "yes"})
    assert (Post.objects.get().title_en, Proposal.objects.get().state) == (
        "Other",
        "waiting",
    )
    proposal.refresh_from_db()
    Proposal.objects.update(made_from=proposal.made_from | {"body": ["former", ""]})
    decide(client, proposal)
    assert Post.objects.get().title_en == "Newer"
    # Translated from a former source, the text is no translation of the present one.
    [left] = OutdatedText.objects.filter(language="en")
    assert (left.field, left.source_hash) == ("body", "former")


def test_what_the_form_refuses_is_not_taken_over(post: Post) -> None:
    client = client_of(build_staff())
    proposal = proposed(post, title="x" * 300, body="<p>New</p>")
    refused = client.get(decide(client, proposal).url)
    assert refused.text.count("Title: Ensure this value has at most") == 1
    assert (Post.objects.get().body_en, Proposal.objects.get().state) == (
        "<p>Old words</p>",
        "waiting",
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does() -> None:
    post, editor = build_post("wpis"), build_staff()
    proposal, barrier, said = proposed(post, title="New"), Barrier(2), []

    def decide_it(answer: str) -> None:
        barrier.wait()
        try:
            refuse_proposal(
                proposal.pk, "1", answer=answer, user=editor, at=timezone.now()
            )
            said.append(answer)
        except NotWaiting:
            said.append("")
        connection.close()

    threads = [Thread(target=decide_it, args=[answer]) for answer in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["", Proposal.objects.get().answer]


def test_what_waits_is_on_the_board_and_on_the_first_page(post: Post) -> None:
    client = client_of(build_staff())
    proposal, gone = (
        proposed(post, title="New"),
        proposed(page := build_page("strona"), title="P"),
    )
    page.delete()
    [row] = client.get(f"{BOARD}?proposed=on").context["rows"]
    assert [cell.proposals for cell in row.cells] == [(), (proposal.pk,), ()]
    assert client.get("/en/admin/").text.count(f'href="{review(proposal)}"') == 1
    assert client.get(review(gone)).status_code == 404


def test_the_page_of_a_proposal_costs_the_same_for_one_text_and_for_three(
    post: Post,
) -> None:
    client, counts = client_of(build_staff()), []
    for texts in ({"title": "a"}, {"title": "a", "lead": "b", "body": "<p>c</p>"}):
        proposal = proposed(post, **texts)
        client.get(review(proposal))
        for url in (review(proposal), beside(post)):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == 200
            counts.append(len(asked))
    assert counts == [8, 8] * 2


def test_words_are_marked_and_long_texts_cost_little() -> None:
    def marked(before: str, after: str) -> list[tuple[str, str]]:
        return [(p.kind, p.text) for p in compare_words(before, after)]

    assert marked("Raz dwa.\nTrzy", "Raz <b>.\nTrzy") == [
        ("same", "Raz "),
        ("gone", "dwa"),
        ("new", "<b>"),
        ("same", ".\nTrzy"),
    ]
    words = " ".join(map(str, range(COMPARED_WORDS)))
    assert marked(f"{words} a", f"{words} b") == [
        ("gone", f"{words} a"),
        ("new", f"{words} b"),
    ]
    lines = "a\n" * (COMPARED_LINES + 1)
    assert marked(lines, "b") == [("gone", lines), ("new", "b")]


# --- What is typed and not sent -------------------------------------------------------


def test_a_translation_that_was_not_sent_is_offered_again(post: Post) -> None:
    client = client_of(account("translator"))
    typed = filled(client.get(beside(post))) | {"lead": "Half a lead"}
    assert client.post("/en/admin/unsaved/", typed).json()["kept"] != ""
    (offered,) = client.get(beside(post)).context["unsaved_texts"]
    assert offered["url"].startswith(beside(post))
    assert client.get(beside(post, "uk")).context["unsaved_texts"] == []
    again = filled(client.get(offered["url"]))
    assert (again["lead"], again["shown"]) == ("Half a lead", typed["shown"])
    assert client.get("/en/admin/").context["unsaved_texts"][0]["url"] == offered["url"]
    assert client.post(beside(post), again).status_code == 302
    assert Proposal.objects.get().texts == {"lead": "Half a lead"}
    assert client.get(beside(post)).context["unsaved_texts"] == []


def test_a_translation_sent_after_its_session_comes_back(post: Post) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(account("translator"))
    typed = filled(browser.get(beside(post))) | {"lead": "Typed"}
    browser.cookies.clear()
    answer = browser.post(beside(post), typed)
    assert answer.url.startswith("/en/admin/login/?next=")
    kept = UnsavedForm.objects.get()
    assert (kept.object_key, kept.fields["lead"]) == (
        f"news.post/{post.pk}/en",
        ["Typed"],
    )


def test_a_refused_translation_and_one_that_failed_are_kept(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(account("translator"))
    typed = filled(client.get(beside(post))) | {"title": "x" * 300}
    client.post(beside(post), typed)
    assert UnsavedForm.objects.get().fields["title"] == ["x" * 300]
    typed = filled(client.get(beside(post))) | {"title": "Typed"}
    monkeypatch.setattr("centre.translating.views.propose", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.post(beside(post), typed)
    assert UnsavedForm.objects.filter(fields__title=["Typed"]).count() == 1


def test_who_may_no_longer_translate_keeps_nothing(post: Post) -> None:
    user = account("translator")
    client = client_of(user)
    typed = filled(client.get(beside(post))) | {"lead": "Typed"}
    user.groups.clear()
    client.post("/en/admin/unsaved/", typed)
    assert not UnsavedForm.objects.exists()
