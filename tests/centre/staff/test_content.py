"""The staff desk: its pages in three languages, saving, history, previews, pictures."""

import contextlib
import errno
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import default_task_backend

from centre.content.addressed import FormerSlug
from centre.models import Centre, Page, Partner
from centre.pictures.tasks import render_picture, tidy_picture
from centre.staff.forms import ContentForm
from centre.staff.language_states import COMPLETE, EMPTY, STARTED, state_of
from centre.staff.mixins import ReadOnlyAdmin
from centre.staff.site import GROUPS
from news.models import Post, PostPicture
from tests.builders import (
    DAY,
    build_activity,
    build_centre,
    build_page,
    build_post,
    build_staff,
    build_topic,
    build_type,
    build_visit,
)
from tests.desk import errors_of, filled, messages_of, picture_file

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LANGUAGES = ("pl", "en", "uk")


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


@pytest.fixture(autouse=True)
def no_tasks() -> None:
    default_task_backend.clear()


def queued() -> list[tuple[str, tuple[Any, ...]]]:
    """The tasks that wait, by name, with their arguments."""
    return [
        (result.task.name, tuple(result.args))
        for result in default_task_backend.results
    ]


# --- Pages --------------------------------------------------------------------------


@pytest.mark.once
def test_every_list_and_empty_form_opens(staff: Client) -> None:
    """With nothing in the database; tests/project opens them with everything."""
    build_centre()
    refused = {}
    with translation.override("en"):
        for model in admin.site._registry:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            for page in ("changelist", "add"):
                response = staff.get(reverse(f"{name}_{page}"))
                if response.status_code != 200:
                    refused[f"{model._meta.label} {page}"] = response.status_code
    assert refused == {
        "centre.AccessibilityStatement changelist": 302,
        "centre.Centre changelist": 302,
        "centre.Centre add": 403,
        "centre.OutdatedText add": 403,
        "centre.StaffAction add": 403,
        "events.Invitee add": 403,
        "events.OutgoingEmail add": 403,
        "events.RetentionRun add": 403,
        "events.StaffMessage add": 403,
        "events.VisitFigure add": 403,
        "events.VisitRequest add": 403,
    }


def test_every_model_has_a_place_on_the_first_page() -> None:
    grouped = {label for _name, labels in GROUPS for label in labels}
    registered = {model._meta.label for model in admin.site._registry}
    assert registered == grouped


def test_the_first_page_offers_what_people_come_for(staff: Client) -> None:
    response = staff.get("/en/admin/")
    assert [action["url"] for action in response.context["desk_quick"]] == [
        "/en/admin/news/post/add/",
        "/en/admin/events/activity/add/",
        "/en/admin/events/studyvisit/add/",
    ]


def test_the_language_switch_stays_on_the_page(staff: Client) -> None:
    post = build_post("a")
    response = staff.get(f"/pl/admin/news/post/{post.pk}/change/?_popup=")
    assert [link.url for link in response.context["desk_languages"]] == [
        f"/{code}/admin/news/post/{post.pk}/change/?_popup=" for code in LANGUAGES
    ]


def test_logging_in_after_a_switch_leads_to_the_page_in_the_new_language(
    client: Client,
) -> None:
    response = client.get("/pl/admin/login/?next=/pl/admin/news/post/")
    assert [link.url for link in response.context["desk_languages"]] == [
        f"/{code}/admin/login/?next=/{code}/admin/news/post/" for code in LANGUAGES
    ]


def test_the_house_is_one_form(staff: Client) -> None:
    assert staff.get("/en/admin/centre/centre/").url == "/en/admin/centre/centre/add/"
    build_centre()
    assert (
        staff.get("/en/admin/centre/centre/").url == "/en/admin/centre/centre/1/change/"
    )
    assert staff.get("/en/admin/centre/centre/1/delete/").status_code == 403


# --- Languages ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "state"),
    [
        ({"title": "a", "body": "<p>b</p>", "note": ""}, COMPLETE),
        ({"title": "a", "body": "<p> </p>", "note": ""}, STARTED),
        ({"title": "", "body": None, "note": "n"}, STARTED),
        ({"title": " ", "body": "<p></p>", "note": ""}, EMPTY),
    ],
)
def test_how_far_a_language_is(texts: dict[str, str], state: str) -> None:
    assert state_of(texts, ("title", "body"), rows_lack=False) == state


def test_the_tabs_tell_each_language_and_where_an_error_is(staff: Client) -> None:
    page = build_page("o-nas", title_en="About")
    response = staff.get(f"/en/admin/centre/page/{page.pk}/change/")
    tabs = response.context["language_tabs"]
    assert [(t["code"], t["state"]) for t in tabs] == [
        ("pl", COMPLETE),
        ("en", STARTED),
        ("uk", EMPTY),
    ]
    data = filled(response) | {"title_uk": "ї" * 161}
    response = staff.post(response.request["PATH_INFO"], data)
    tabs = response.context["language_tabs"]
    assert [t["code"] for t in tabs if t["has_errors"]] == ["uk"]


def test_inputs_carry_their_language(staff: Client) -> None:
    form = staff.get("/en/admin/centre/page/add/").context["adminform"].form
    fields = [form.fields[f"title_{code}"] for code in LANGUAGES]
    assert [field.widget.attrs["lang"] for field in fields] == [*LANGUAGES]
    with translation.override("en"):
        assert [str(field.label) for field in fields] == ["Title"] * 3


# --- Saving -------------------------------------------------------------------------


def test_a_former_address_is_kept(staff: Client) -> None:
    page = build_page("stary")
    url = f"/en/admin/centre/page/{page.pk}/change/"
    for slug in ("nowy", "nowszy"):
        staff.post(url, filled(staff.get(url)) | {"slug_pl": slug})
    # What it was called at first leads to it anyway.
    kept = FormerSlug.objects.values_list("model", "language", "slug", "object_id")
    assert [*kept] == [("centre.page", "pl", "nowy", page.pk)]
    for former in ("stary", "nowy"):
        response = staff.get(f"/pl/{former}/")
        assert (response.status_code, response.url) == (301, "/pl/nowszy/")


@pytest.mark.parametrize(
    ("build", "place"),
    [(build_topic, "/pl/aktualnosci/temat/"), (build_type, "/pl/wydarzenia/rodzaj/")],
)
def test_a_former_address_of_what_readers_browse_by_is_kept(
    staff: Client, build: Any, place: str
) -> None:
    thing = build("stary")
    name = f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change"
    url = reverse(name, args=[thing.pk])
    for slug in ("nowy", "nowszy"):
        staff.post(url, filled(staff.get(url)) | {"slug_pl": slug})
    response = staff.get(f"{place}nowy/")
    assert (response.status_code, response.url) == (301, f"{place}nowszy/")
    assert staff.get(f"{place}zaden/").status_code == 404
    # A thing that takes the address over is what it leads to.
    build("nowy")
    assert staff.get(f"{place}nowy/").status_code == 200


def test_no_icon_changes_or_deletes_what_is_chosen(admin_user: Any) -> None:
    request = RequestFactory().get("/")
    request.user = admin_user
    found = []
    for model_admin in admin.site._registry.values():
        if isinstance(model_admin, ReadOnlyAdmin):
            continue
        inlines = model_admin.get_inline_instances(request)
        forms = [model_admin.get_form(request)]
        forms += [inline.get_formset(request).form for inline in inlines]
        for form in forms:
            for name, field in form.base_fields.items():
                if isinstance(field.widget, RelatedFieldWidgetWrapper):
                    found.append(name)
                    assert (name, field.widget.can_change_related) == (name, False)
                    assert (name, field.widget.can_delete_related) == (name, False)
                    if model_admin.model._meta.app_label != "auth":
                        assert (name, field.widget.can_view_related) == (name, False)
    assert {"author", "visit", "activity", "type"} <= {*found}


def test_what_two_people_did_at_once_is_told(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database refuses what the form could not see yet."""
    build_page("zajety")
    monkeypatch.setattr(ContentForm, "validate_unique", lambda self: None)
    url = "/en/admin/centre/page/add/"
    data = filled(staff.get(url)) | {"title_en": "T", "slug_pl": "zajety"}
    response = staff.post(url, data)
    assert response.status_code == 200
    (message,) = errors_of(response)["__all__"]
    assert message.startswith("This could not be saved: somebody saved something")
    assert filled(response)["title_en"] == ["T"]
    assert Page.objects.count() == 1


def test_a_slug_taken_in_the_meantime_is_told_beside_it(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second pass sees what the first could not."""
    build_page("zajety")
    checks = []
    validate = ContentForm.validate_unique

    def blind_at_first(form: ContentForm) -> None:
        checks.append(form)
        if len(checks) > 1:
            validate(form)

    monkeypatch.setattr(ContentForm, "validate_unique", blind_at_first)
    url = "/en/admin/centre/page/add/"
    data = filled(staff.get(url)) | {"title_en": "T", "slug_pl": "zajety"}
    assert errors_of(staff.post(url, data)) == {
        "slug_pl": ["Something else has this address already. Choose another one."]
    }


def test_other_errors_are_not_swallowed(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise IntegrityError("always")

    monkeypatch.setattr(FormerSlug, "keep", broken)
    page = build_page("stary", slug_pl="starszy")
    url = f"/en/admin/centre/page/{page.pk}/change/"
    response = staff.post(url, filled(staff.get(url)) | {"slug_pl": "nowy"})
    assert [*errors_of(response)] == ["__all__"]
    page.refresh_from_db()
    assert page.slug_pl == "starszy"


# --- History ------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_going_back_restores_every_language(staff: Client, language: str) -> None:
    page = build_page("historia", title_en="Old", title_uk="Старе")
    first = page.history.latest("history_id").pk
    with translation.override(language):
        page.title_pl, page.title_en, page.title_uk = "Nowy", "New", "Нове"
        page.save()
    url = f"/{language}/admin/centre/page/{page.pk}/history/{first}/"
    assert staff.get(url).status_code == 200
    assert staff.post(url, filled(staff.get(url))).status_code == 302
    page.refresh_from_db()
    assert (page.title_pl, page.title_en, page.title_uk, page.slug) == (
        "Strona historia",
        "Old",
        "Старе",
        "historia",
    )


def test_a_version_that_can_t_be_restored_says_why(staff: Client) -> None:
    page = build_page("strona")
    version = page.history.latest("history_id").pk
    url = f"/en/admin/centre/page/{page.pk}/history/{version}/"
    refused = staff.post(url, filled(staff.get(url)) | {"title_pl": "", "body_pl": ""})
    assert [*errors_of(refused)] == ["title_pl"]
    assert refused.text.count('class="errornote error-summary"') == 1
    assert refused.text.count("Complete at least one language before publishing") == 2
    page.refresh_from_db()
    assert page.title_pl == "Strona strona"


def test_restoring_brings_back_words_and_nothing_else(staff: Client) -> None:
    post = build_post("wpis", published_at=None, title_en="Old")
    draft = post.history.latest("history_id").pk
    topic, writer = build_topic(), get_user_model().objects.create_user("writer")
    post.title_en, post.slug, post.author = "New", "nowy", writer
    post.published_at = timezone.now() - DAY
    post.save()
    post.topics.add(topic)
    url = f"/en/admin/news/post/{post.pk}/history/{draft}/"
    response = staff.post(url, filled(staff.get(url)), follow=True)
    assert messages_of(response) == [
        "The words of this version are back. Nothing else was changed."
    ]
    stored = Post.objects.get()
    assert (stored.title_en, stored.slug, stored.author) == ("Old", "nowy", writer)
    assert (stored.is_published(), [*stored.topics.all()]) == (True, [topic])


def test_a_deleted_thing_comes_back_from_its_history_as_a_draft(staff: Client) -> None:
    page = build_page("usunieta")
    version = page.history.latest("history_id").pk
    pk = page.pk
    page.delete()
    url = f"/en/admin/centre/page/{pk}/history/{version}/"
    assert staff.post(url, filled(staff.get(url))).status_code == 302
    stored = Page.objects.get()
    assert (stored.pk, stored.title_pl) == (pk, "Strona usunieta")
    assert stored.published_at is None


def test_the_history_names_columns_by_language(staff: Client) -> None:
    page = build_page("historia")
    page.title_en = "New"
    page.save()
    response = staff.get(f"/en/admin/centre/page/{page.pk}/history/")
    newest = response.context["page_obj"].object_list[0]
    with translation.override("en"):
        changes = [
            (str(c["field"]), c["old"], c["new"]) for c in newest.history_delta_changes
        ]
    assert changes == [("Title [en]", "", "New")]


def test_the_history_speaks_as_people_do(staff: Client) -> None:
    post = build_post("historia")
    post.published_at = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)
    post.visit = build_visit(title_en="A day in the house")
    post.save()
    activity = build_activity("a", languages=["pl"])
    activity.languages, activity.step_free = ["pl", "uk"], False
    activity.save()

    def told(url: str) -> list[tuple[str, str, str]]:
        response = staff.get(url)
        return [
            tuple(re.sub("<[^>]+>", "", part) for part in change)
            for change in re.findall(
                r"<strong>(.*?):</strong>\s+<del>(.*?)</del> &rarr; <ins>(.*?)</ins>",
                response.text.replace("\xa0", " "),
            )
        ]

    changes = told(f"/en/admin/news/post/{post.pk}/history/")
    assert [(field, new) for field, _old, new in changes] == [
        ("Published from", "1 July 2026, 14:05"),
        ("Reports on the study visit", "A day in the house"),
    ]
    assert changes[1][1] == ""
    assert told(f"/pl/admin/events/activity/{activity.pk}/history/") == [
        ("Języki, w których się odbywa", "Polski", "Polski, Ukraiński"),
        ("Wejście bez schodów", "tak", "nie"),
    ]


def test_pages_about_one_thing_say_where_they_are(staff: Client) -> None:
    post = build_post("a", title_pl="Wpis")
    version = post.history.latest("history_id").pk
    where = ["Strona główna", "Aktualności", "Wpis"]
    pages = {
        "history/": [*where, "Historia"],
        f"history/{version}/": [*where, "Historia", "Przywróć: Wpis"],
        "delete/": [*where, "Usuń"],
    }
    found = {}
    for page in pages:
        html = staff.get(f"/pl/admin/news/post/{post.pk}/{page}").text
        (crumbs,) = re.findall(r'<div class="breadcrumbs">(.*?)</div>', html, re.S)
        words = re.sub("<[^>]+>", "", crumbs).split("&rsaquo;")
        found[page] = [" ".join(word.split()) for word in words]
    assert found == pages


# --- Pictures -----------------------------------------------------------------------


def picture_row(**fields: Any) -> dict[str, Any]:
    values = {"image": picture_file(), "position": 0, "focal_x": 50, "focal_y": 50}
    return {
        f"pictures-0-{name}": value for name, value in (values | fields).items()
    } | {"pictures-TOTAL_FORMS": 1}


def test_a_published_thing_describes_its_pictures_in_its_languages(
    staff: Client,
) -> None:
    post = build_post("z-obrazem")  # complete in Polish and English
    url = f"/en/admin/news/post/{post.pk}/change/"
    data = filled(staff.get(url)) | picture_row(alt_pl="Opis")
    response = staff.post(url, data)
    assert errors_of(response) == {
        "pictures-0-alt_en": [
            "Describe the picture in this language, or mark it as decorative: "
            "this is published with it."
        ]
    }
    assert [
        t["code"] for t in response.context["language_tabs"] if t["has_errors"]
    ] == ["en"]
    assert PostPicture.objects.count() == 0
    described = filled(staff.get(url)) | picture_row(alt_pl="Opis", alt_en="Words")
    assert staff.post(url, described).status_code == 302
    assert PostPicture.objects.count() == 1


def test_a_refused_form_shows_no_picture_that_was_not_stored(staff: Client) -> None:
    post = build_post("z-obrazem", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/change/"
    wrong = {"published_at": "soon"}
    refused = staff.post(url, filled(staff.get(url)) | picture_row() | wrong)
    assert thumbnails(refused) == []

    staff.post(url, filled(staff.get(url)) | picture_row())
    stored = thumbnails(staff.get(url))
    assert len(stored) == 1
    other = {"pictures-0-image": picture_file("other.jpg")}
    assert thumbnails(staff.post(url, filled(staff.get(url)) | other | wrong)) == stored


def thumbnails(response: Any) -> list[str]:
    return re.findall(r'<img class="thumbnail" src="([^"]+)"', response.text)


@pytest.mark.parametrize("draft", [True, False])
def test_drafts_and_decoration_need_no_description(staff: Client, draft: bool) -> None:
    post = build_post("z-obrazem")
    url = f"/en/admin/news/post/{post.pk}/change/"
    extra = {"published_at": ""} if draft else {"pictures-0-decorative": "on"}
    data = filled(staff.get(url)) | picture_row() | extra
    assert staff.post(url, data).status_code == 302
    assert PostPicture.objects.count() == 1


def test_sizes_are_made_after_uploading_and_moving_the_focal_point(
    staff: Client,
) -> None:
    post = build_post("z-obrazem", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/change/"
    staff.post(url, filled(staff.get(url)) | picture_row())
    picture = PostPicture.objects.get()
    assert queued() == [("render_picture", ("news.PostPicture", picture.pk))]

    version = render_picture.call("news.PostPicture", picture.pk)
    picture.refresh_from_db()
    assert (picture.rendered, version) == (version, picture.rendered)

    default_task_backend.clear()
    staff.post(url, filled(staff.get(url)) | {"pictures-0-focal_x": 10})
    assert queued() == [("render_picture", ("news.PostPicture", picture.pk))]
    picture.refresh_from_db()
    assert picture.rendered == version  # until the new sizes are there

    default_task_backend.clear()
    assert render_picture.call("news.PostPicture", picture.pk) != version
    assert queued() == [("tidy_picture", (picture.image.name,))]


def test_saving_a_text_renders_nothing(staff: Client) -> None:
    post = build_post("z-obrazem", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/change/"
    staff.post(url, filled(staff.get(url)) | picture_row())
    default_task_backend.clear()
    staff.post(url, filled(staff.get(url)) | {"pictures-0-alt_pl": "Opis"})
    assert queued() == []


def test_a_new_file_forgets_the_old_sizes(staff: Client) -> None:
    post = build_post("z-obrazem", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/change/"
    staff.post(url, filled(staff.get(url)) | picture_row())
    old = PostPicture.objects.get()
    render_picture.call("news.PostPicture", old.pk)
    default_task_backend.clear()
    other = picture_file(colour="#2e8062")
    staff.post(url, filled(staff.get(url)) | {"pictures-0-image": other})
    new = PostPicture.objects.get()
    assert (new.rendered, new.image.name != old.image.name) == ("", True)
    assert queued() == [
        ("render_picture", ("news.PostPicture", new.pk)),
        ("tidy_picture", (old.image.name,)),
    ]
    with time_machine.travel(timezone.now() + timedelta(days=31)):  # past its history
        tidy_picture.call(old.image.name)
    assert default_storage.exists(old.image.name) is False
    tidy_picture.call(new.image.name)
    assert default_storage.exists(new.image.name) is True


def test_deleting_a_thing_keeps_its_pictures(staff: Client) -> None:
    post = build_post("z-obrazem", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/change/"
    staff.post(url, filled(staff.get(url)) | picture_row())
    name = PostPicture.objects.get().image.name
    default_task_backend.clear()
    staff.post(f"/en/admin/news/post/{post.pk}/delete/", {"post": "yes"})
    assert (Post.objects.count(), queued()) == (0, [])
    tidy_picture.call(name)
    assert default_storage.exists(name)


def stored_pictures() -> set[str]:
    with contextlib.suppress(FileNotFoundError):
        return set(default_storage.listdir("pictures")[1])
    return set()


def test_a_disk_that_takes_no_picture_loses_no_text(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any, **kwargs: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    post = build_post("z-obrazem", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/change/"
    colour = "#1a7bcc"
    row = picture_row(image=picture_file(colour=colour), alt_pl="Opis")
    data = filled(staff.get(url)) | row | {"title_en": "A title just typed"}
    before = stored_pictures()
    with monkeypatch.context() as patched:
        patched.setattr(type(default_storage._wrapped), "_save", full)
        response = staff.post(url, data)
    assert response.status_code == 200
    assert errors_of(response) == {
        "pictures-0-image": [
            "The picture could not be stored; the disk may be full. Nothing of your "
            "text is lost: save it without the picture, tell whoever runs the site, "
            "and try again later."
        ]
    }
    assert filled(response)["title_en"] == ["A title just typed"]
    assert filled(response)["pictures-0-alt_pl"] == ["Opis"]
    assert (PostPicture.objects.count(), stored_pictures()) == (0, before)
    data["pictures-0-image"] = picture_file(colour=colour)
    assert staff.post(url, data).status_code == 302


def test_a_save_that_fails_leaves_no_file(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("after the file was written")

    post = build_post("z-obrazem", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/change/"
    data = filled(staff.get(url)) | picture_row(image=picture_file(colour="#0b7b0b"))
    before = stored_pictures()
    monkeypatch.setattr("centre.staff.content.save_pictures", fail)
    with pytest.raises(RuntimeError):
        staff.post(url, data)
    assert (PostPicture.objects.count(), stored_pictures()) == (0, before)


def test_a_picture_whose_sizes_were_given_up_says_so(staff: Client) -> None:
    post = build_post("z-obrazem", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/change/"
    staff.post(url, filled(staff.get(url)) | picture_row())
    told = "Its smaller copies could not be made"
    PostPicture.objects.update(render_attempts=4)
    assert told not in staff.get(url).text
    PostPicture.objects.update(render_attempts=5)
    assert told in staff.get(url).text
    # Saved with another centre of interest, it is tried anew.
    staff.post(url, filled(staff.get(url)) | {"pictures-0-focal_x": 10})
    picture = PostPicture.objects.get()
    assert picture.render_attempts == 0
    waits = picture.render_due_at - timezone.now()
    assert timedelta(minutes=4) < waits <= timedelta(minutes=5)


def test_rendering_what_is_gone_does_nothing() -> None:
    assert render_picture.call("news.PostPicture", 0) == ""


def test_the_house_is_saved_in_three_languages(staff: Client) -> None:
    build_centre()
    url = "/uk/admin/centre/centre/1/change/"
    data = filled(staff.get(url)) | {"name_pl": "Dom", "name_uk": "Дім"}
    assert staff.post(url, data).status_code == 302
    centre = Centre.objects.get()
    assert (centre.name_pl, centre.name_en, centre.name_uk) == (
        "Dom",
        "Test House",
        "Дім",
    )


def test_a_picture_that_goes_needs_no_description(staff: Client) -> None:
    post = build_post("z-obrazem", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/change/"
    staff.post(url, filled(staff.get(url)) | picture_row())
    Post.objects.update(published_at=timezone.now() - DAY)
    gone = filled(staff.get(url)) | {"pictures-0-DELETE": "on"}
    assert staff.post(url, gone).status_code == 302
    assert PostPicture.objects.count() == 0


def test_deleting_several_things_keeps_their_pictures(staff: Client) -> None:
    post = build_post("z-obrazem", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/change/"
    staff.post(url, filled(staff.get(url)) | picture_row())
    name = PostPicture.objects.get().image.name
    default_task_backend.clear()
    data = {"action": "delete_selected", "_selected_action": [post.pk], "post": "yes"}
    staff.post("/en/admin/news/post/", data)
    assert (Post.objects.count(), queued()) == (0, [])
    tidy_picture.call(name)
    assert default_storage.exists(name)


def test_what_has_no_pictures_is_deleted_alone(staff: Client) -> None:
    page = build_page("strona")
    staff.post(f"/en/admin/centre/page/{page.pk}/delete/", {"post": "yes"})
    assert (Page.objects.count(), queued()) == (0, [])


def test_the_page_of_one_app_lists_its_models(staff: Client) -> None:
    listed = staff.get("/en/admin/news/").context["app_list"]
    assert [[m["object_name"] for m in app["models"]] for app in listed] == [
        ["Post", "Topic"]
    ]


def test_things_without_a_page_have_names(staff: Client) -> None:
    post = build_post("nowy")
    FormerSlug.keep(post, "stary")
    assert str(FormerSlug.objects.get()) == "news.post stary"
    assert str(Partner(name="Example City")) == "Example City"
