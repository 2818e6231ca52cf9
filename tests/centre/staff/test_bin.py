"""What is deleted on the desk is in the bin for a time, and comes back as it was."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks import default_task_backend

from centre.content.bin import BinEntry
from centre.content.prepared import PreparedChange
from centre.models import Page
from centre.people import StaffAction
from centre.pictures.tasks import tidy_picture
from centre.staff import bin as bin_of_desk
from events.models import Activity, OpeningHours, StudyVisit
from events.privacy.purge import purge
from news.models import Post, PostPicture, Topic
from tests.builders import (
    DAY,
    at_hour,
    build_activity,
    build_page,
    build_part,
    build_post,
    build_registration,
    build_session,
    build_staff,
    build_topic,
    build_type,
    build_visit,
)
from tests.desk import filled, messages_of, picture_file
from tests.helpers import whole_database

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BIN = "/en/admin/bin/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def delete(client: Client, thing: Any) -> Any:
    meta = thing._meta
    url = f"/en/admin/{meta.app_label}/{meta.model_name}/{thing.pk}/delete/"
    return client.post(url, {"post": "yes"}, follow=True)


def bring_back(client: Client) -> Any:
    entry = BinEntry.objects.get()
    return client.post(f"{BIN}{entry.pk}/restore/", follow=True)


def stored(*models: Any) -> list[Any]:
    """All rows of tables, but the moment of the last change."""
    return [
        {k: v for k, v in row.items() if k != "updated_at"}
        for model in models
        for row in model._base_manager.order_by("pk").values()
    ]


def picture_of(post: Post) -> PostPicture:
    image = picture_file()
    return PostPicture.objects.create(post=post, image=image, alt_pl="Morze")


def test_a_post_comes_back_with_id_address_topics_pictures_and_history(
    staff: Client,
) -> None:
    post = build_post("wpis", lead_uk="Плетемо", visit=build_visit())
    post.topics.add(build_topic("a"), build_topic("b"))
    picture = picture_of(post)
    tables = (Post, PostPicture, Post.topics.through)
    before, versions = stored(*tables), post.history.count()
    deleted = delete(staff, post)
    assert "It is in the bin." in messages_of(deleted)[0]
    assert stored(*tables) == []
    tidy_picture.call(picture.image.name)
    assert default_storage.exists(picture.image.name)

    response = bring_back(staff)
    assert stored(*tables) == before
    kinds = picture.history.values_list("history_type", "history_user__username")
    assert [*kinds] == [("+", "staff"), ("-", "staff"), ("+", None)]
    assert response.redirect_chain[-1][0] == f"/en/admin/news/post/{post.pk}/change/"
    assert messages_of(response) == ["“Post wpis” is back.", "It is on the site now."]
    assert not BinEntry.objects.exists()
    kinds = [v.history_type for v in Post.objects.get().history.all()]
    assert (len(kinds), kinds[:2]) == (versions + 2, ["~", "-"])
    assert staff.get(post.get_absolute_url()).status_code == 200


def test_an_activity_comes_back_with_its_rows_and_what_referred_to_it(
    staff: Client,
) -> None:
    activity = build_activity("chor")
    build_session(activity, at_hour(10))
    OpeningHours.objects.create(
        activity=activity, weekday=1, opens="10:00", closes="12:00"
    )
    post = build_post("wpis", activity=activity)
    tables = (Activity, type(activity.sessions.get()), OpeningHours)
    before = stored(*tables)
    delete(staff, activity)
    assert Post.objects.get().activity is None
    bring_back(staff)
    assert stored(*tables) == before
    assert Post.objects.get().activity == activity
    assert post.pk == Post.objects.get().pk


def test_a_visit_without_registrations_comes_back_and_one_with_them_is_not_deleted(
    staff: Client,
) -> None:
    visit = build_visit()
    build_part(visit)
    tables = (StudyVisit, type(visit.parts.get()))
    before = stored(*tables)
    delete(staff, visit)
    assert StudyVisit.objects.count() == 0
    bring_back(staff)
    assert stored(*tables) == before
    build_registration(StudyVisit.objects.get(), contact_name="Żółcińska")
    delete(staff, visit)
    assert (StudyVisit.objects.count(), BinEntry.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("begins", "ends", "is_public"),
    [
        (-DAY, None, True),
        (-DAY, 5 * DAY, True),
        (-DAY, DAY, False),  # it ended in the bin
        (DAY, None, False),  # it was to appear meanwhile
        (5 * DAY, None, False),  # it appears later
        (None, None, False),
    ],
)
def test_nothing_appears_on_the_site_because_it_comes_back(
    staff: Client, begins: Any, ends: Any, is_public: bool
) -> None:
    now = timezone.now()
    post = build_post(
        "wpis",
        published_at=begins and now + begins,
        published_until=ends and now + ends,
    )
    bin_of_desk.put_in_bin(post, (), None, now)
    post.delete()
    later = now + 2 * DAY
    back = bin_of_desk.restore(BinEntry.objects.get(), later).thing
    assert back.is_published(later) == is_public
    assert (back.published_at is None) == (begins in (None, DAY) or ends == DAY)


def test_prepared_changes_whose_time_went_by_in_the_bin_wait(staff: Client) -> None:
    now = timezone.now()
    for days in (1, 5):
        post = build_post("wpis")
        PreparedChange.objects.create(
            model="news.post",
            object_key=str(post.pk),
            appears_at=now + days * DAY,
            changed_at=now,
        )
        bin_of_desk.put_in_bin(post, (), None, now)
        post.delete()
        bin_of_desk.restore(BinEntry.objects.get(), now + 2 * DAY)
        prepared = PreparedChange.objects.get()
        assert prepared.appears_at == (None if days == 1 else now + days * DAY)
        Post.objects.all().delete()
        prepared.delete()


def test_what_comes_back_onto_the_site_says_so(staff: Client) -> None:
    told = {}
    for published_at in (timezone.now() - DAY, None):
        post = build_post("wpis", published_at=published_at)
        bin_of_desk.put_in_bin(post, (), None, timezone.now())
        post.delete()
        entry = BinEntry.objects.get()
        page = staff.post(f"/en/admin/bin/{entry.pk}/restore/", follow=True)
        told[published_at is not None] = [str(m) for m in page.context["messages"]]
        Post.objects.all().delete()
    assert told == {
        True: ["“Wpis wpis” is back.", "It is on the site now."],
        False: ["“Wpis wpis” is back."],
    }


def test_many_at_once_are_an_entry_each(staff: Client) -> None:
    posts = [build_post("a"), build_post("b")]
    data = {
        "action": "delete_selected",
        "_selected_action": [post.pk for post in posts],
        "post": "yes",
    }
    staff.post("/en/admin/news/post/", data)
    titles = [entry.title for entry in BinEntry.objects.order_by("title")]
    assert (titles, Post.objects.count()) == (["Post a", "Post b"], 0)


def test_an_address_that_was_taken_meanwhile_gets_a_number(staff: Client) -> None:
    page = build_page("dom")
    delete(staff, page)
    build_page("dom")
    build_page("dom-2")
    response = bring_back(staff)
    assert Page.objects.get(pk=page.pk).slug == "dom-3"
    assert messages_of(response)[1:] == [
        "Its address was taken meanwhile. It is now: dom-3",
        "It is on the site now.",
    ]


def test_an_address_that_was_taken_in_one_language_changes_there(
    staff: Client,
) -> None:
    post = build_post("dom", slug_en="home")
    delete(staff, post)
    build_post("inny", slug_en="home")
    response = bring_back(staff)
    back = Post.objects.get(pk=post.pk)
    assert (back.slug, back.slug_pl, back.slug_en) == ("dom", "dom", "home-2")
    assert messages_of(response)[1:] == [
        "Its address was taken meanwhile. It is now: home-2",
        "It is on the site now.",
    ]


def test_what_it_belonged_to_and_is_gone_is_left_out(staff: Client) -> None:
    topic, author = build_topic(), build_staff(username="author")
    post = build_post("wpis", author=author)
    post.topics.add(topic)
    delete(staff, post)
    Topic.objects.all().delete()
    author.delete()
    bring_back(staff)
    back = Post.objects.get()
    assert (back.author, [*back.topics.all()]) == (None, [])


def test_what_cannot_be_without_something_gone_waits_for_it(staff: Client) -> None:
    activity = build_activity("chor", type=build_type("spotkania"))
    kind = activity.type
    delete(staff, activity)
    first = BinEntry.objects.get()
    delete(staff, kind)
    response = staff.post(f"{BIN}{first.pk}/restore/", follow=True)
    assert "can’t be brought back" in messages_of(response)[0]
    assert (Activity.objects.count(), BinEntry.objects.count()) == (0, 2)
    staff.post(f"{BIN}{BinEntry.objects.exclude(pk=first.pk).get().pk}/restore/")
    staff.post(f"{BIN}{first.pk}/restore/")
    assert Activity.objects.get().type == kind


def test_a_thing_that_is_there_already_is_not_brought_back_twice(
    staff: Client,
) -> None:
    page = build_page("dom")
    delete(staff, page)
    entry = BinEntry.objects.get()
    assert bring_back(staff).status_code == 200
    assert staff.post(f"{BIN}{entry.pk}/restore/").status_code == 404
    assert Page.objects.count() == 1


def test_a_topic_comes_back_into_its_posts(staff: Client) -> None:
    topic, post = build_topic(), build_post("wpis")
    post.topics.add(topic)
    delete(staff, topic)
    bring_back(staff)
    assert [*post.topics.all()] == [topic]


def test_the_page_shows_what_the_reader_may_delete(staff: Client) -> None:
    delete(staff, build_page("dom"))
    page = staff.get(BIN)
    assert [row["entry"].title for row in page.context["rows"]] == ["Strona dom"]
    user = get_user_model().objects.create_user("writer", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="delete_post"))
    writer = Client()
    writer.force_login(user)
    assert writer.get(BIN).context["rows"] == []
    entry = BinEntry.objects.get()
    answers = [
        writer.post(f"{BIN}{entry.pk}/{what}/").status_code
        for what in ("restore", "delete")
    ]
    assert answers == [404, 404]
    assert staff.get(f"{BIN}{entry.pk}/restore/").status_code == 405


def test_after_thirty_days_it_is_gone_with_its_pictures(staff: Client) -> None:
    post = build_post("wpis")
    name = picture_of(post).image.name
    delete(staff, post)
    default_task_backend.clear()
    purge(timezone.now() + timedelta(days=31), apply=True)
    assert not BinEntry.objects.exists()
    tasks = [(t.task.name, t.args) for t in default_task_backend.results]
    assert tasks == [("tidy_picture", [name])]
    tidy_picture.call(name)
    assert not default_storage.exists(name)


def test_deleting_for_good_leaves_no_word(
    staff: Client, django_capture_on_commit_callbacks
) -> None:
    post = build_post("wpis", lead_pl="Dziwożona")
    post.history.all().delete()
    delete(staff, post)
    post.history.all().delete()
    assert [r for r in whole_database() if "Dziwożona" in r] != []
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"{BIN}{BinEntry.objects.get().pk}/delete/")
    words = ("Dziwożona", "dziwozona")
    assert [r for r in whole_database() if any(word in r for word in words)] == []


def test_a_picture_that_was_taken_out_comes_back(staff: Client) -> None:
    post = build_post("wpis")
    name = picture_of(post).image.name
    before = stored(PostPicture)
    url = f"/en/admin/news/post/{post.pk}/change/"
    data = filled(staff.get(url)) | {"pictures-0-DELETE": "on"}
    assert staff.post(url, data).status_code == 302
    assert not PostPicture.objects.exists()
    tidy_picture.call(name)
    assert [row["entry"].title for row in staff.get(BIN).context["rows"]] == ["Morze"]
    assert bring_back(staff).redirect_chain[-1][0] == url
    assert stored(PostPicture) == before
    assert default_storage.exists(name)


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_somebody_no_longer_agrees_to_leaves_everything_at_once(
    staff: Client,
) -> None:
    binned, shown, edited = (build_post(slug) for slug in "abc")
    name = picture_of(binned).image.name
    delete(staff, binned)
    assert [picture_of(p).image.name for p in (shown, edited)] == [name, name]
    url = f"/en/admin/news/post/{edited.pk}/change/"
    data = filled(staff.get(url)) | {"pictures-0-withdrawn": "on"}
    assert staff.post(url, data).status_code == 302
    assert (PostPicture.objects.count(), default_storage.exists(name)) == (0, False)
    bring_back(staff)
    assert (Post.objects.count(), PostPicture.objects.count()) == (3, 0)
    (mark,) = (row for row in whole_database() if name in row)
    assert "centre_picturerights" in mark  # so that the file can't come back


@pytest.mark.django_db(transaction=True)
def test_of_two_who_bring_it_back_at_once_one_does(staff: Client) -> None:
    delete(staff, build_page("dom"))
    entry, outcomes = BinEntry.objects.get(), []

    def act() -> None:
        try:
            bin_of_desk.restore(entry)
            outcomes.append("back")
        except BinEntry.DoesNotExist:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["back", "too late"]
    assert Page.objects.count() == 1


def test_bringing_back_and_deleting_for_good_are_written_into_the_log(
    staff: Client,
) -> None:
    topic = build_topic()
    key = str(topic.pk)
    delete(staff, topic)
    bring_back(staff)
    delete(staff, Topic.objects.get())
    staff.post(f"{BIN}{BinEntry.objects.get().pk}/delete/")
    lines = StaffAction.objects.exclude(kind="signed_in").order_by("pk")
    assert [*lines.values_list("kind", "model", "object_key", "details")] == [
        ("deleted", "news.topic", key, []),
        ("acted", "news.topic", key, ["Bring back"]),
        ("deleted", "news.topic", key, []),
        ("acted", "news.topic", key, ["Delete for good"]),
    ]
