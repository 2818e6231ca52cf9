"""The library: what is found, at which cost, where it is used, who may be shown."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from centre.documents.library import documents_seen_by
from centre.library.finding import (
    LibraryQuestion,
    find_files,
    pictures_seen_by,
)
from centre.library.rights import save_rights, take_down
from centre.models import (
    BinEntry,
    Emblem,
    HousePicture,
    LibraryPicture,
    PictureRights,
    PreparedChange,
    PreparedPicture,
    StaffAction,
)
from centre.pictures.library import LibraryText, file_of
from events.models import ActivityPicture, VisitPicture
from news.models import PostPicture
from tests.builders import (
    build_activity,
    build_centre,
    build_post,
    build_staff,
    build_visit,
)
from tests.desk import errors_of, filled, picture_file

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LIBRARY = "/en/admin/centre/librarypicture/"
REFUSED = "Somebody in this picture does not agree to be shown."


@pytest.fixture
def staff(client: Client) -> Client:
    build_centre()
    client.force_login(build_staff())
    return client


def add_picture(post: Any, colour: str = "#d4492f", **fields: Any) -> PostPicture:
    return PostPicture.objects.create(
        post=post, image=picture_file(colour=colour), **fields
    )


def found(user: Any, **question: Any) -> list[str]:
    """The credits of what is found, which name the pictures of these tests."""
    kinds = pictures_seen_by(user)
    rows = find_files(kinds, LibraryQuestion(**question))
    models = {m._meta.label_lower: m for m in kinds}
    return [models[r["model"]].objects.get(pk=r["key"]).credit for r in rows]


def test_pictures_are_found_by_their_words_and_by_what_they_lack() -> None:
    user = build_staff()
    post = build_post("zolw", title_pl="Żółw i Łódź", title_en="It’s a turtle")
    image = add_picture(post, alt_pl="Gęś", alt_en="Goose", credit="A").image.name
    other = build_post("inny")
    add_picture(other, "#2e8062", alt_uk="Їжак", credit="B")
    PostPicture.objects.create(post=other, image=image, decorative=True)
    LibraryPicture.objects.create(image=image, alt_uk="100% _", credit="C")
    PictureRights.objects.create(image=image, consent="agreed")
    asked: list[tuple[dict[str, Any], list[str]]] = [
        ({}, ["C", "", "B", "A"]),
        ({"words": "ges"}, ["A"]),
        ({"words": "GĘŚ lodz"}, ["A"]),
        ({"words": "its"}, ["A"]),
        ({"words": "it's"}, ["A"]),
        ({"words": "іжак"}, ["B"]),
        ({"words": "% _"}, ["C"]),
        ({"words": "'"}, ["C", "", "B", "A"]),
        ({"words": "nic takiego"}, []),
        (
            {
                "words": 'x"; DROP -- \\ \ud83d\ude00'.encode(
                    "utf-16", "surrogatepass"
                ).decode("utf-16")
            },
            [],
        ),
        ({"kind": "news.postpicture"}, ["", "B", "A"]),
        ({"kind": "auth.user"}, ["C", "", "B", "A"]),
        ({"lacking": "pl"}, ["C", "B"]),
        ({"uncredited": True}, [""]),
        ({"consent": "agreed"}, ["C", "", "A"]),
        ({"consent": "unknown"}, ["B"]),
        ({"consent": "refused"}, []),
    ]
    assert [(q, found(user, **q)) for q, _names in asked] == asked


def test_what_is_found_follows_every_change_of_its_texts() -> None:
    user, post, other = build_staff(), build_post("a"), build_post("b")
    first = add_picture(post, alt_pl="Kot", credit="A")
    second = add_picture(other, "#2e8062", alt_pl="Pies", credit="B")

    def now(word: str) -> list[str]:
        return found(user, words=word)

    type(post).objects.filter(pk=post.pk).update(title_uk="Ґанок")
    assert now("ганок") == ["A"]
    PostPicture.objects.filter(pk=first.pk).update(alt_en="Żuraw")
    PostPicture.objects.filter(pk=second.pk).update(post=post, alt_pl="")
    assert [now("zuraw"), now("pies"), now("ganok")] == [["A"], [], []]
    assert now("ґанок") == ["B", "A"]
    second.delete()
    assert [now("ганок"), now("")] == [["A"], ["A"]]
    assert LibraryText.objects.get().object_id == first.pk


def test_each_kind_in_the_library_and_its_owner_have_their_texts_kept() -> None:
    """Whoever adds a kind has to add its triggers (migration 0034 of centre)."""
    user = build_staff()
    kinds = [*pictures_seen_by(user), *documents_seen_by(user)]
    names = {k._meta.db_table: k.owner_field() for k in kinds}
    owners = {
        k._meta.get_field(owner).related_model._meta.db_table
        for k in kinds
        if (owner := k.owner_field())
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
            "WHERE tgname IN ('library_changed', 'library_owner_changed')"
        )
        triggers = cursor.fetchall()
    assert {table for name, table in triggers if name == "library_changed"} == {*names}
    assert {t for name, t in triggers if name == "library_owner_changed"} == owners


def test_an_address_that_makes_no_sense_shows_everything(staff: Client) -> None:
    add_picture(build_post("wpis"), credit="Jan Przykład")
    for query in (
        "lacking=xx&consent=perhaps&kind=a.b&page=x&for=news.post:1",
        f"q=&page=99999999999999999999&for={'9' * 40}",
        "for=news.post:999:pictures&credit=some",
    ):
        assert staff.get(f"{LIBRARY}?{query}").text.count("Jan Przykład") == 1


@pytest.mark.parametrize("number", [1, 3, 5000])
def test_a_page_of_the_library_costs_the_same_with_any_number(
    staff: Client, number: int
) -> None:
    post = build_post("wpis")
    image = add_picture(post).image.name
    VisitPicture.objects.create(visit=build_visit(), image=image)
    LibraryPicture.objects.create(image=image)
    PostPicture.objects.bulk_create(
        PostPicture(post=post, image=f"pictures/{n:024x}.jpg", width=640, height=480)
        for n in range(number - 1)
    )
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = staff.get(f"{LIBRARY}?q=wpis&consent=unknown").text
    assert page.count('class="library-consent"') == min(number, 24)
    assert len(queries) == 9


def test_a_page_reads_no_more_of_each_kind_than_it_may_show(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("centre.library.admin.LIBRARY_ROWS", 2)
    post = build_post("wpis")
    image = add_picture(post).image.name
    for _ in range(2):
        add_picture(post)
        LibraryPicture.objects.create(image=image)
    kinds = pictures_seen_by(User.objects.get())
    whole = [*find_files(kinds, LibraryQuestion())]
    shown, limits = [], []
    for page in (1, 2, 3):
        with CaptureQueriesContext(connection) as queries:
            answer = staff.get(f"{LIBRARY}?page={page}")
        shown += [*answer.context["page"].object_list]
        asked = [q["sql"] for q in queries if "UNION ALL" in q["sql"]]
        limits.append([sql.count(f" LIMIT {page * 2})") for sql in asked])
    assert (len(whole), shown) == (5, whole)
    # One statement of two or three reads a page; it has a limit for each kind.
    assert [sorted(row)[-1] for row in limits] == [len(kinds)] * 3


def test_a_page_with_every_kind_stays_within_fifteen_queries(client: Client) -> None:
    image = add_picture(build_post("wpis")).image.name
    centre = build_centre()
    owners = {
        LibraryPicture: {},
        VisitPicture: {"visit": build_visit()},
        ActivityPicture: {"activity": build_activity("chor")},
        HousePicture: {"centre": centre},
        Emblem: {"centre": centre, "name": "Fundator"},
    }
    for model, owner in owners.items():
        model.objects.create(image=image, **owner)
    user = User.objects.create_user("adm", is_staff=True)
    user.groups.set(Group.objects.filter(role__key="administrator"))
    client.force_login(user)
    client.get(LIBRARY)  # the session is renewed
    with CaptureQueriesContext(connection) as queries:
        page = client.get(LIBRARY).text
    assert page.count("In 5 more places") == 6
    assert len(queries) == 13


def test_who_sees_one_kind_finds_that_alone(client: Client) -> None:
    add_picture(build_post("wpis"), credit="Wpis")
    image = picture_file(colour="#2e8062")
    VisitPicture.objects.create(visit=build_visit(), image=image, credit="Wizyta")
    user = User.objects.create_user("nowa", is_staff=True)
    user.groups.set(Group.objects.filter(role__key="coordinator"))
    assert found(user) == ["Wizyta"]
    assert pictures_seen_by(User.objects.create_user("nikt", is_staff=True)) == []


# --- In forms -----------------------------------------------------------------------


def test_a_picture_of_the_library_is_used_without_uploading_it_again(
    staff: Client,
) -> None:
    stored = LibraryPicture.objects.create(image=picture_file())
    post = build_post("wpis", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/change/"
    file = file_of(stored.image.name)
    chosen = staff.get(f"{LIBRARY}?for=news.post:{post.pk}:pictures").text
    assert chosen.count(f'href="{url}?pictures-take={file}#pictures-group"') == 1
    form = filled(staff.get(f"{url}?pictures-take={file}+{'0' * 24}.gif"))
    assert (form["pictures-TOTAL_FORMS"], form["pictures-0-taken"]) == (["1"], [file])
    sent = form | {"pictures-0-alt_pl": "Opis", "pictures-0-consent": "agreed"}
    assert staff.post(url, sent).status_code == 302
    (picture,) = PostPicture.objects.values("image", "width", "alt_pl")
    assert picture == {"image": stored.image.name, "width": 640, "alt_pl": "Opis"}
    assert [(r.image, r.consent) for r in PictureRights.objects.all()] == [
        (stored.image.name, "agreed")
    ]
    assert LibraryPicture.objects.count() == 0  # it said nothing of its own


@pytest.mark.parametrize("file", ["0" * 24 + ".jpg", "../../etc/passwd", "x"])
def test_a_picture_that_is_not_in_the_library_is_refused(
    staff: Client, file: str
) -> None:
    post = build_post("wpis", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/change/"
    row = {"pictures-TOTAL_FORMS": 1, "pictures-0-taken": file}
    row |= {f"pictures-0-{n}": 50 for n in ("position", "focal_x", "focal_y")}
    assert errors_of(staff.post(url, filled(staff.get(url)) | row)) == {
        "pictures-0-image": [
            "This picture is no longer in the library. Choose another one."
        ]
    }


def upload(staff: Client, *files: Any, **fields: Any) -> Any:
    return staff.post(f"{LIBRARY}upload/", {"pictures": [*files], **fields})


def test_many_pictures_come_at_once_and_a_refused_one_loses_no_other(
    staff: Client,
) -> None:
    post = build_post("wpis")
    broken = picture_file("zla.jpg")
    broken.file.seek(0)
    broken.file.truncate(100)
    files = (picture_file(), broken, picture_file("druga.jpg", "#2e8062"))
    answer = upload(staff, *files, **{"for": f"news.post:{post.pk}:pictures"})
    names = [file_of(p.image.name) for p in LibraryPicture.objects.order_by("pk")]
    assert len(names) == 2
    taken = f"?pictures-take={'+'.join(names)}#pictures-group"
    assert answer.url == f"/en/admin/news/post/{post.pk}/change/{taken}"
    page = staff.get(answer.url).text
    assert page.count("“zla.jpg”: This picture is damaged") == 1
    assert page.count("2 pictures are in the library.") == 1
    assert len(names) == page.count('<img class="thumbnail"')


def test_one_more_than_is_possible_at_once_is_named(staff: Client) -> None:
    files = [picture_file(f"{n}.jpg", f"#{20 * n:02x}8062") for n in range(11)]
    page = staff.get(upload(staff, *files).url).text
    assert LibraryPicture.objects.count() == 10
    assert page.count("“10.jpg”: This was one too many at once") == 1


def test_a_script_gets_the_file_or_what_is_wrong(staff: Client) -> None:
    address = "/uk/admin/centre/librarypicture/upload/"
    for _ in range(2):  # twice is the same as once
        answer = staff.post(address, {"picture": picture_file()})
        (picture,) = LibraryPicture.objects.all()
        file = file_of(picture.image.name)
        assert json.loads(answer.content) == {"file": file, "url": picture.image.url}
    PictureRights.objects.create(image=picture.image.name, consent="refused")
    refused = staff.post(address, {"picture": picture_file()})
    assert [*json.loads(refused.content)] == ["error"]
    assert staff.get(address).status_code == 405


# --- Rights -------------------------------------------------------------------------


def test_a_picture_that_is_not_to_be_shown_is_taken_down_everywhere(
    staff: Client,
) -> None:
    post = build_post("wpis")
    picture = add_picture(post, alt_pl="Gęś")
    name, file = picture.image.name, file_of(picture.image.name)
    VisitPicture.objects.create(visit=build_visit(), image=name)
    deleted = build_post("skasowany")
    PostPicture.objects.create(post=deleted, image=name)
    staff.post(f"/en/admin/news/post/{deleted.pk}/delete/", {"post": "yes"})
    waiting = PreparedChange.objects.create(
        model="news.post",
        object_key=str(build_post("jutro").pk),
        changed_at=timezone.now(),
    )
    PreparedPicture.objects.create(prepared=waiting, image=name)
    caches["share"].set("drawn", b"jpeg")
    address = f"{LIBRARY}file/{file}/"
    down = f"{address}take-down/"
    assert staff.post(down).url == address  # not marked, so nothing is done
    assert (PostPicture.objects.count(), down in staff.get(address).text) == (1, False)

    staff.post(address, filled(staff.get(address)) | {"consent": "refused"})
    page = staff.get(address).text
    assert [page.count(f'href="{url}"') for url in public_pages(post)] == [1, 1]
    assert "jutro" in page
    assert "/en/news/jutro/" not in page  # it is not on the public page yet
    assert page.count(f'action="{down}"') == 1
    assert staff.post(down).status_code == 302
    left = [m.objects.count() for m in (PostPicture, VisitPicture, PreparedPicture)]
    assert left == [0, 0, 0]
    assert [entry.files for entry in BinEntry.objects.all()] == [[]]
    logged = StaffAction.objects.filter(details=["picture taken down everywhere"])
    assert {a.model for a in logged} == {"news.post", "events.studyvisit"}


def test_what_is_not_to_be_shown_is_not_published_and_not_copied(
    staff: Client,
) -> None:
    post = build_post("wpis", published_at=None)
    name = add_picture(post, alt_pl="Gęś", alt_en="Goose").image.name
    PictureRights.objects.create(image=name, consent="refused")
    url = f"/en/admin/news/post/{post.pk}/change/"
    refused = staff.post(url, filled(staff.get(url)) | {"_publish": ""})
    page = f"{LIBRARY}file/{file_of(name)}/"
    assert errors_of(refused) == {
        "pictures-0-image": [f'{REFUSED} <a href="{page}">Has it changed?</a>']
    }
    copy = f"/en/admin/news/post/add/?copy_of={post.pk}"
    sent = filled(staff.get(copy)) | {"title_pl": "Drugi", "title_en": "Second"}
    assert staff.post(copy, sent).status_code == 302
    assert PostPicture.objects.count() == 1
    gone = filled(staff.get(url)) | {"_publish": "", "pictures-0-withdrawn": "on"}
    assert staff.post(url, gone).status_code == 302


def public_pages(post: Any) -> list[str]:
    with translation.override("en"):
        visit = VisitPicture.objects.get().visit
        return [post.get_absolute_url(), visit.get_absolute_url()]


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_down_leaves_the_disk_and_does_not_come_back(
    client: Client,
) -> None:
    user = build_staff()
    client.force_login(user)
    build_centre()
    answer = client.post(f"{LIBRARY}upload/", {"picture": picture_file()})
    name = f"pictures/{json.loads(answer.content)['file']}"
    caches["share"].set("drawn", b"jpeg")
    take_down(name, user)
    assert (default_storage.exists(name), caches["share"].get("drawn")) == (False, None)
    answer = client.post(f"{LIBRARY}upload/", {"picture": picture_file()})
    assert json.loads(answer.content) == {"error": f"{REFUSED} Has it changed?"}
    post = build_post("drugi", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/change/"
    row = {"pictures-TOTAL_FORMS": 1, "pictures-0-image": picture_file()}
    row |= {f"pictures-0-{n}": 50 for n in ("position", "focal_x", "focal_y")}
    (words,) = errors_of(client.post(url, filled(client.get(url)) | row)).values()
    page = f"{LIBRARY}file/{file_of(name)}/"
    assert words == [f'{REFUSED} <a href="{page}">Has it changed?</a>']
    client.post(page, filled(client.get(page)) | {"consent": "agreed"})
    answer = client.post(f"{LIBRARY}upload/", {"picture": picture_file()})
    assert answer.status_code == 200


def test_two_who_change_the_rights_of_a_file_at_once_see_each_other(
    staff: Client,
) -> None:
    picture = add_picture(build_post("wpis"))
    name = picture.image.name
    address = f"{LIBRARY}file/{file_of(name)}/"
    shown = filled(staff.get(address))
    user = build_staff(username="druga")
    assert save_rights(name, {"consent": "refused"}, user).is_valid()
    staff.post(address, shown | {"terms": "CC BY 4.0"})
    rights = PictureRights.objects.get()
    assert (rights.consent, rights.terms) == ("refused", "CC BY 4.0")
    answer = staff.post(address, shown | {"consent": "agreed"})
    assert [*answer.context["form"].errors] == ["consent"]
    assert PictureRights.objects.get().consent == "refused"


def test_a_picture_that_belongs_to_nothing_has_no_place_in_an_order(
    staff: Client,
) -> None:
    url = "/en/admin/centre/librarypicture/add/"
    fields = staff.get(url).context["adminform"].form.fields
    assert {"position", "focal_x", "focal_y"} & {*fields} == {"focal_x", "focal_y"}
