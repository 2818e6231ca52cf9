"""Changes of a public thing are prepared apart, and appear together when it is time."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from centre.content.outdated import OutdatedText
from centre.content.prepared import PreparedChange
from centre.content.preview_links import PreviewLink
from centre.models import BinEntry, PreparedPicture, StaffAction
from events.due import do_due_work
from news.models import Post, PostPicture
from tests.builders import (
    HOUR,
    build_activity,
    build_centre,
    build_page,
    build_post,
    build_staff,
    build_visit,
)
from tests.desk import errors_of, filled, picture_file
from tests.preparing import form_url, in_form, prepare, prepare_again, stored

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def staff(client: Client) -> Client:
    build_centre()
    client.force_login(build_staff())
    return client


def test_each_kind_is_prepared_while_its_page_stays_and_appears_at_once(
    staff: Client,
) -> None:
    for thing, column in (
        (build_post("wpis"), "title_pl"),
        (build_page("strona"), "title_pl"),
        (build_activity("zajecia"), "title_pl"),
        (build_visit("wizyta"), "title_pl"),
    ):
        new = f"Nowe słowa {thing.slug}"
        before, versions = getattr(thing, column), thing.history.count()
        url = form_url(thing, "prepared")
        assert prepare(staff, thing, **{column: new}).url == url
        assert getattr(stored(thing), column) == before
        opened = staff.get(form_url(thing))
        assert (opened.status_code, opened.url) == (302, url)
        assert in_form(staff, thing)[column] == [new]
        public = staff.get(thing.get_absolute_url().replace("/en/", "/pl/"))
        assert new not in public.content.decode()
        preview = form_url(thing, "preview").replace("/en/", "/pl/") + "?prepared=yes"
        assert new in staff.get(preview).content.decode()
        assert "_publish_prepared" in staff.get(url).content.decode()
        sent = in_form(staff, thing) | {"_publish_prepared": "1"}
        assert staff.post(url, sent).url == form_url(thing)
        assert getattr(stored(thing), column) == new
        assert thing.history.count() == versions + 1
        assert thing.history.first().history_user.username == "staff"
        assert not PreparedChange.objects.exists()


def test_changes_are_prepared_of_what_is_public_and_once(staff: Client) -> None:
    def offered(thing: Any, page: str = "") -> bool:
        return b'name="_prepare"' in staff.get(form_url(thing) + page).content

    post = build_post("wpis")
    draft = build_post("szkic", published_at=None)
    assert (offered(post), offered(draft)) == (True, False)
    prepare(staff, post, title_pl="Nowe słowa")
    assert (offered(post, "?live=yes"), offered(draft)) == (False, False)


def test_what_holds_for_people_can_not_wait_and_is_said_at_its_field(
    staff: Client,
) -> None:
    visit = build_visit("wizyta")
    page = prepare(staff, visit, capacity="7", venue_pl="Gdzie indziej")
    for name in ("capacity", "venue_pl"):
        assert f'href="#id_{name}"' in page.content.decode()
    assert not PreparedChange.objects.exists()
    assert stored(visit).capacity == visit.capacity
    assert filled(page)["capacity"] == ["7"]
    assert "venue_pl" not in in_form(staff, visit)
    assert "capacity" not in in_form(staff, visit)


def test_what_two_people_do_is_merged_and_the_same_field_asks(staff: Client) -> None:
    post = build_post("wpis")
    prepare(staff, post, title_pl="Przygotowany", lead_pl="Zajawka druga.")
    Post.objects.filter(pk=post.pk).update(title_en="Public one")
    url = form_url(post, "prepared")
    shown = in_form(staff, post)
    assert shown["title_en"] == ["Public one"]
    Post.objects.filter(pk=post.pk).update(title_pl="Zmieniony na stronie")
    asked = staff.post(url, shown | {"_publish_prepared": "1"})
    assert [*errors_of(asked)] == ["title_pl"]
    assert "Zmieniony na stronie" in asked.content.decode()
    assert stored(post).lead_pl == "Zajawka wpis."
    # A second person, who has read it, takes the first one's text back.
    one, two = in_form(staff, post), in_form(staff, post)
    staff.post(url, one | {"lead_pl": "Zajawka trzecia."})
    staff.post(url, two | {"title_pl": "Nasz"})
    kept = in_form(staff, post)
    assert (kept["title_pl"], kept["lead_pl"]) == (["Nasz"], "Zajawka trzecia.")
    refused = prepare_again(staff, post, title_pl="Inny")
    assert [*errors_of(refused)] == ["title_pl"]
    staff.post(url, kept | {"_publish_prepared": "1"})
    now = stored(post)
    assert (now.title_pl, now.title_en, now.lead_pl) == (
        "Nasz",
        "Public one",
        "Zajawka trzecia.",
    )


def test_the_clock_publishes_in_one_go_and_leaves_what_it_may_not(
    staff: Client,
) -> None:
    due, both, bare = (build_post(f"wpis-{n}") for n in range(3))
    now = timezone.now()
    moment = timezone.localtime(now + HOUR).strftime("%Y-%m-%dT%H:%M")
    for post in (due, both, bare):
        prepare(staff, post, title_pl=f"Nowy {post.slug}", small_change="on")
        sent = in_form(staff, post) | {"appears_at": moment}
        assert staff.post(form_url(post, "prepared"), sent).status_code == 302
    Post.objects.filter(pk=both.pk).update(title_pl="Zmieniony")
    PreparedChange.objects.of(bare).update(
        texts={"title_pl": ["Wpis wpis-2", "x" * 999]}
    )
    OutdatedText.objects.all().delete()
    assert do_due_work(now + HOUR - timedelta(minutes=2))["prepared"] == 0
    assert do_due_work(now + HOUR)["prepared"] == 1
    assert do_due_work(now + HOUR)["prepared"] == 0
    assert stored(due).title_pl == "Nowy wpis-0"
    assert due.history.first().history_user.username == "staff"
    assert not OutdatedText.objects.exists()
    assert stored(both).title_pl == "Zmieniony"
    held = PreparedChange.objects.order_by("pk").values_list("held", "appears_at")
    assert [*held] == [("changed", None), ("refused", None)]
    today = staff.get("/en/admin/").content.decode()
    for post in (both, bare):
        assert form_url(post, "prepared") in today


def test_pictures_are_prepared_with_the_words(staff: Client) -> None:
    post = build_post("wpis")
    url = form_url(post)
    pictures = [
        PostPicture.objects.create(
            post=post,
            image=picture_file(f"{n}.jpg"),
            alt_pl=f"P{n}",
            alt_en=f"E{n}",
            position=n,
        )
        for n in range(3)
    ]
    form = filled(staff.get(url))
    staff.post(url, form | {"pictures-0-alt_pl": "Inny opis", "_prepare": "1"})
    sent = in_form(staff, post) | {
        "pictures-1-DELETE": "on",
        "pictures-2-position": "0",
    }
    sent["pictures-0-position"] = "5"
    assert staff.post(form_url(post, "prepared"), sent).status_code == 302
    assert [p.alt_pl for p in post.pictures.all()] == ["P0", "P1", "P2"]
    preview = staff.get(form_url(post, "preview") + "?prepared=yes")
    assert [p.alt_pl for p in preview.context["post"].pictures.all()] == [
        "P2",
        "Inny opis",
    ]
    assert in_form(staff, post)["pictures-1-DELETE"] == ["on"]
    empty = in_form(staff, post) | {"pictures-0-alt_en": ""}
    assert [*errors_of(staff.post(form_url(post, "prepared"), empty))] == [
        "pictures-0-alt_en"
    ]
    sent = in_form(staff, post) | {"_publish_prepared": "1"}
    staff.post(form_url(post, "prepared"), sent)
    assert [p.alt_pl for p in post.pictures.all()] == ["P2", "Inny opis"]
    assert BinEntry.objects.get().object_key == str(pictures[1].pk)


def test_a_link_shows_what_is_prepared_and_the_bin_keeps_it(staff: Client) -> None:
    page = build_page("strona")
    token = PreviewLink.make(page, days=1, at=timezone.now(), user=None)
    prepare(staff, page, title_pl="Przygotowana")
    staff.post(form_url(page, "delete"), {"post": "yes"})
    assert not PreparedChange.objects.exists()
    staff.post(f"/en/admin/bin/{BinEntry.objects.get().pk}/restore/")
    assert PreparedChange.objects.of(page).get().texts["title_pl"][1] == "Przygotowana"
    link = reverse("preview-link", args=[token])
    assert "Przygotowana" in Client().get(link).content.decode()
    staff.post(form_url(page, "prepared"), {"_discard": "yes"})
    assert not PreparedChange.objects.exists()
    assert Client().get(link).status_code == 302
    assert StaffAction.objects.filter(details=["Prepared changes discarded"]).exists()


def test_new_pictures_wait_with_the_words_from_either_form(staff: Client) -> None:
    post = build_post("wpis")
    described = {"alt_pl": "Dom", "alt_en": "House"}
    first = {f"pictures-0-{name}": text for name, text in described.items()}
    prepare(
        staff,
        post,
        **{"pictures-TOTAL_FORMS": "1", "pictures-0-image": picture_file()},
        **first,
        **{"pictures-0-focal_x": "50", "pictures-0-focal_y": "50"},
        **{"pictures-0-position": "1"},
    )
    url = form_url(post, "prepared")
    sent = in_form(staff, post) | {
        "new_pictures-TOTAL_FORMS": "2",
        "new_pictures-1-image": picture_file("two.jpg", "#123456"),
        "new_pictures-1-alt_pl": "Drugi",
        "new_pictures-1-focal_x": "50",
        "new_pictures-1-focal_y": "50",
        "new_pictures-1-position": "0",
    }
    assert [*errors_of(staff.post(url, sent))] == ["new_pictures-1-alt_en"]
    sent["new_pictures-1-image"] = picture_file("two.jpg", "#123456")
    staff.post(url, sent | {"new_pictures-1-alt_en": "Second"})
    assert not post.pictures.exists()
    preview = staff.get(form_url(post, "preview") + "?prepared=yes")
    shown = preview.context["post"].pictures.all()
    assert [picture.alt_pl for picture in shown] == ["Drugi", "Dom"]
    staff.post(form_url(post, "delete"), {"post": "yes"})
    assert not PreparedPicture.objects.exists()
    staff.post(f"/en/admin/bin/{BinEntry.objects.get().pk}/restore/")
    staff.post(url, in_form(staff, post) | {"_publish_prepared": "1"})
    assert [picture.alt_pl for picture in post.pictures.all()] == ["Drugi", "Dom"]
    assert not PreparedPicture.objects.exists()
