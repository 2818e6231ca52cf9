"""Texts of a former site become ours: a report first, no doubles, nothing lost."""

import sys
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.utils import timezone

from centre.importing import tasks
from centre.importing.models import FormerAddress, ImportedSource, ImportRun
from centre.importing.pictures import PictureSource
from centre.importing.rules import import_item
from centre.importing.tasks import import_part, read_run
from centre.importing.wordpress import read_wordpress
from centre.models import Page, StaffAction
from news.models import Post, PostPicture
from tests.builders import DAY, build_topic
from tests.centre.importing.samples import (
    brought_in,
    item,
    packed,
    photo,
    picture_item,
    read,
    told,
    upload,
    wxr,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
State = ImportRun.State
PUBLISHED = datetime(2019, 5, 4, 10, tzinfo=UTC)
POLYLANG = [("post_translations", "pll_1")]
THREE_TERMS = {code: [*POLYLANG, ("language", code)] for code in ("pl", "en", "ua")}
THREE = [
    item(1, title="Koncert", text="<p>A</p>", terms=[*POLYLANG, ("language", "pl")]),
    item(2, title="Concert", text="<p>B</p>", terms=[*POLYLANG, ("language", "en")]),
    item(3, title="Концерт", text="<p>C</p>", terms=[*POLYLANG, ("language", "ua")]),
]


def test_translations_become_one_post_with_its_date_and_topic(client):
    topic = build_topic(name_pl="Muzyka")
    run = read(
        upload(
            wxr(
                *THREE[:2],
                item(
                    3,
                    title="Концерт",
                    text="<p>C</p>",
                    terms=[*POLYLANG, ("language", "ua"), ("category", "muzyka")],
                ),
            )
        )
    )
    assert (Post.objects.count(), told(run)) == (0, [("Koncert", "new", [])])
    brought_in(run)
    post = Post.objects.get()
    assert (post.title_pl, post.title_en, post.title_uk) == (
        "Koncert",
        "Concert",
        "Концерт",
    )
    assert (post.body_uk, post.lead_en) == ("<p>C</p>", "Krótko.")
    assert (post.published_at, [*post.topics.all()]) == (PUBLISHED, [topic])
    assert (run.state, run.file.name, run.pictures.name) == (State.DONE, "", "")
    assert StaffAction.objects.filter(object_key=str(post.pk), kind="added").exists()
    # What it was called there leads on, in each language; a draft's name would not.
    for path, target in {
        "/2019/05/1/": "/pl/aktualnosci/koncert/",
        "/2019/05/2": "/en/news/concert/",
        "/2019/05/3/": "/uk/novyny/kontsert/",
    }.items():
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (301, target)
    Post.objects.update(published_at=None)
    answer = client.get("/2019/05/1/")
    assert answer.headers["Location"] == "/pl/aktualnosci/?year=2019"


LANGUAGES = {
    "WPML": (
        {"meta": [("_wpml_import_language_code", "en")], "text": "<p>Ż</p>"},
        "en",
    ),
    "the address": ({"link": "https://old.example.org/en/2019/a/"}, "en"),
    "Polish words": (
        {"text": "<p>To jest tekst o nas i dla was, że nie ma już.</p>"},
        "pl",
    ),
    "Ukrainian words": (
        {"text": "<p>Це є для нас і для їх друзів, що не спали.</p>"},
        "uk",
    ),
    "English words": ({"text": "<p>This is the text of the house for you.</p>"}, "en"),
    "nothing": ({"text": "<p>123</p>"}, "pl"),
    "three Ukrainian words": ({"text": "<p>Свято на дворі</p>"}, "uk"),
    "Russian words": ({"text": "<p>Это не для нас, и мы также были у него.</p>"}, ""),
    "German words": ({"text": "<p>Das ist nicht für die Gruppe und von der.</p>"}, ""),
}


def test_the_language_is_told_by_what_is_said_then_by_the_text():
    items = [
        item(key, title=str(key), **{"excerpt": "", **fields})
        for key, (fields, _code) in enumerate(LANGUAGES.values())
    ]
    run = read(upload(wxr(*items)))
    told_of = {
        row.title: row.payload["texts"][0]["language"] for row in run.items.all()
    }
    found = {name: told_of.get(str(n), "") for n, name in enumerate(LANGUAGES)}
    assert found == {name: code for name, (_fields, code) in LANGUAGES.items()}


DRAFTS = {
    "draft_there": {"status": "private"},
    "no_title": {"title": ""},
    "no_text": {"text": "[gallery]", "excerpt": ""},
    "title_cut": {"title": "Długi " * 40},
    "bad_date": {"date": "1987-01-01 00:00:00"},
}


def test_what_the_rules_of_publishing_lack_stays_a_draft():
    items = [item(n, **fields) for n, fields in enumerate(DRAFTS.values(), 1)]
    run = brought_in(
        upload(wxr(*items, item(9, kind="page"), item(10, status="trash")))
    )
    assert [codes[-1:] for _t, _o, codes in told(run)][:5] == [[c] for c in DRAFTS]
    assert [*Post.objects.values_list("published_at", flat=True)] == [None] * 5
    page = Page.objects.get()
    assert (page.menu, page.published_at) == ("none", PUBLISHED)
    assert run.summary["left_out"] == {"post": 1}


def test_what_was_behind_a_password_or_is_a_draft_in_one_language_is_no_post_yet():
    secret = item(7, title="Tajne", password="x")
    half = item(2, title="Concert", status="draft", terms=THREE_TERMS["en"])
    run = brought_in(upload(wxr(THREE[0], half, secret)))
    assert told(run) == [
        ("Koncert", "new", ["language_draft_there"]),
        ("Tajne", "new", ["draft_there"]),
    ]
    assert [*Post.objects.values_list("published_at", flat=True)] == [None, None]


def test_a_later_language_comes_unless_it_is_here_or_a_draft_there():
    brought_in(upload(wxr(THREE[0])))
    Post.objects.update(title_uk="Наше")
    half = item(2, title="Concert", status="draft", terms=THREE_TERMS["en"])
    run = brought_in(upload(wxr(THREE[0], half, THREE[2])))
    notes = ["draft_translation", "kept_language"]
    assert [(o, [c for c in codes if c in notes]) for _t, o, codes in told(run)] == [
        ("kept", notes)
    ]
    post = Post.objects.get()
    assert (post.title_en, post.title_uk) == (None, "Наше")
    brought_in(upload(wxr(*THREE[:2])))
    assert Post.objects.get().title_en == "Concert"


def test_what_is_imported_is_its_uploaders_and_the_files_go():
    run = upload(wxr(item(1)))
    name = run.file.name
    assert run.file.storage.exists(name)
    brought_in(run)
    post = Post.objects.get()
    assert (post.author, post.history.get().history_user) == (run.created_by,) * 2
    assert not run.file.storage.exists(name)


def test_a_former_address_leads_where_it_led_first():
    link = "https://old.example.org/wpis/"
    brought_in(upload(wxr(item(1, title="A", link=link))))
    brought_in(upload(wxr(item(2, title="B", link=link))))
    assert FormerAddress.objects.get(path="wpis").target().title_pl == "A"


def test_a_picture_without_description_does_not_come_to_what_is_public():
    source = wxr(
        item(1, text='<p>T.</p><img class="wp-image-8">'), picture_item(8, "d.jpg")
    )
    brought_in(upload(source))
    Post.objects.update(published_at=PUBLISHED)
    files = {"wp-content/uploads/2019/05/d.jpg": photo()}
    run = brought_in(upload(source, pictures=packed(**files)))
    assert "picture_later" in told(run)[0][2]
    assert PostPicture.objects.count() == 0


def test_a_second_import_makes_no_doubles_and_overwrites_nothing():
    first, second = item(1, title="Pierwszy"), item(2, title="Drugi")
    brought_in(upload(wxr(first, second, item(3, title="Trzeci"))))
    mine, _theirs, gone = Post.objects.order_by("pk")
    mine.body_pl = "<p>Nasze.</p>"
    mine.save()
    gone.delete()
    again = [
        item(1, title="Pierwszy", text="<p>Nowe.</p>"),
        item(2, title="Drugi", text="<p>Nowe.</p>"),
        item(3, title="Trzeci"),
        item(4, title="Czwarty"),
    ]
    run = brought_in(upload(wxr(*again)))
    assert [(title, outcome) for title, outcome, _codes in told(run)] == [
        ("Pierwszy", "kept"),
        ("Drugi", "changed"),
        ("Trzeci", "gone"),
        ("Czwarty", "new"),
    ]
    texts = Post.objects.order_by("pk").values_list("title_pl", "body_pl")
    assert [*texts] == [
        ("Pierwszy", "<p>Nasze.</p>"),
        ("Drugi", "<p>Nowe.</p>"),
        ("Czwarty", "<p>Zapraszamy.</p>"),
    ]
    run = brought_in(upload(wxr(*again)))
    outcomes = [outcome for _title, outcome, _codes in told(run)]
    assert outcomes == ["kept", "same", "gone", "same"]
    assert Post.objects.count() == 3


def test_an_interrupted_import_goes_on_where_it_was():
    run = read(upload(wxr(*(item(n) for n in range(1, 4)))))
    ImportRun.objects.filter(pk=run.pk).update(state=State.IMPORTING)
    run.refresh_from_db()
    assert [import_part(run, 0) for _turn in range(4)] == [True, True, True, False]
    assert (Post.objects.count(), ImportedSource.objects.count()) == (3, 3)
    assert (run.state, run.items.filter(is_done=True).count()) == (State.DONE, 3)


def test_two_workers_at_one_run_do_each_step_once():
    """The later one has what both read before: the same state, the same entry."""
    run = upload(wxr(item(1)))
    later = ImportRun.objects.get(pk=run.pk)
    entry = read(run).items.get()
    ImportRun.objects.filter(pk=run.pk).update(state=State.IMPORTING)
    read_run(later, timezone.now())
    assert [*run.items.all()] == [entry]
    assert ImportRun.objects.get().state == State.IMPORTING
    for _worker in range(2):
        import_item(entry, PictureSource(), timezone.now())
    assert run.items.get().outcome == "new"
    assert (Post.objects.count(), ImportedSource.objects.count()) == (1, 1)


def test_what_is_stopped_is_not_gone_on_with():
    run = read(upload(wxr(item(1))))
    assert import_part(run, 60) is False  # it was never started
    assert Post.objects.count() == 0


def test_one_that_fails_does_not_stop_the_others():
    run = read(upload(wxr(item(1), item(2))))
    row = run.items.first()
    row.payload["texts"][0]["fields"]["title"] = "x" * 500
    row.save()
    ImportRun.objects.filter(pk=run.pk).update(state=State.IMPORTING)
    run.refresh_from_db()
    import_part(run, 60)
    assert [outcome for _t, outcome, _c in told(run)] == ["refused", "new"]
    assert Post.objects.count() == 1


def test_pictures_of_a_zip_come_with_their_descriptions():
    text = (
        '<p>Tekst.</p><img class="wp-image-7" src="x.jpg" alt="">'
        '<img src="https://old.example.org/wp-content/uploads/2019/05/b-300x200.jpg" '
        'alt="Brama"><img src="https://elsewhere.example/c.jpg" alt="C">'
    )
    source = wxr(
        item(1, title="Z opisem", text=text, meta=[("_thumbnail_id", "7")]),
        item(2, title="Bez", text='<p>T.</p><img class="wp-image-8" src="/x.jpg">'),
        picture_item(7, "a.jpg", "Drzwi"),
        picture_item(8, "d.jpg"),
        picture_item(9, "b.jpg"),
    )
    names = ("2019/05/a.jpg", "2019/05/b.jpg", "2019/05/d.jpg")
    files = {f"wp-content/uploads/{name}": photo() for name in names}
    run = brought_in(upload(source, pictures=packed(**files)))
    assert told(run) == [
        ("Z opisem", "new", ["picture_elsewhere"]),
        ("Bez", "new", ["undescribed"]),
    ]
    rows = PostPicture.objects.order_by("post_id", "position")
    assert [(p.post.title_pl, p.alt_pl, p.position) for p in rows] == [
        ("Z opisem", "Drzwi", 0),
        ("Z opisem", "Brama", 1),
        ("Bez", None, 0),
    ]
    dates = Post.objects.order_by("pk").values_list("published_at", flat=True)
    assert [*dates] == [PUBLISHED, None]
    brought_in(upload(source, pictures=packed(**files)))
    assert PostPicture.objects.count() == 3


def test_a_page_shows_its_pictures_below_its_text(client):
    text = '<p>Tekst.</p><img class="wp-image-7"><img class="wp-image-8">'
    source = wxr(
        item(1, kind="page", title="Dom", text=text),
        picture_item(7, "a.jpg", "Drzwi"),
        picture_item(8, "b.jpg", "Brama"),
    )
    names = ("2019/05/a.jpg", "2019/05/b.jpg")
    files = {f"wp-content/uploads/{name}": photo() for name in names}
    run = brought_in(upload(source, pictures=packed(**files)))
    assert told(run) == [("Dom", "new", [])]
    page = Page.objects.get()
    assert [p.alt_pl for p in page.pictures.all()] == ["Drzwi", "Brama"]
    shown = client.get("/pl/dom/").text
    assert [shown.count(f'alt="{words}"') for words in ("Drzwi", "Brama")] == [1, 1]
    led = client.get("/wp-content/uploads/2019/05/B-150x150.jpg")
    assert (led.status_code, led.headers["Location"]) == (301, "/pl/dom/")
    assert client.get("/?attachment_id=8").headers["Location"] == "/pl/dom/"


def test_two_of_one_number_are_one_thing_and_no_date_is_impossible():
    dates = ("0000-00-00 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59")
    odd = [item(n, title=str(n), date=date) for n, date in enumerate(dates, 1)]
    run = brought_in(upload(wxr(*odd, item(9, title="A"), item(9, title="B"))))
    assert [(title, codes) for title, _outcome, codes in told(run)] == [
        *((str(n), ["bad_date"]) for n in (1, 2, 3)),
        ("B", ["two_of_language"]),
    ]
    assert Post.objects.filter(published_at=None).count() == 3
    assert Post.objects.count() == 4


def test_a_date_without_a_time_zone_is_in_utc_or_by_the_clocks_of_krakow():
    undated = item(1, date="0000-00-00 00:00:00")
    for said in (
        "<wp:post_date>2019-05-04 12:00:00</wp:post_date>",
        "<pubDate>Sat, 04 May 2019 10:00:00 -0000</pubDate>",
    ):
        export = wxr(undated.replace("<wp:status>", f"{said}<wp:status>"))
        (text,) = read_wordpress(BytesIO(export), lambda number: None).texts
        assert text.published_at == PUBLISHED


def test_one_killed_before_its_links_are_mended_goes_on_with_them(monkeypatch):
    text = '<p><a href="https://old.example.org/wpis/">Tu</a></p>'
    run = read(upload(wxr(item(1, text=text, link="https://old.example.org/wpis/"))))
    ImportRun.objects.filter(pk=run.pk).update(state=State.IMPORTING)
    run.refresh_from_db()
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "mend_links", lambda *_: sys.exit())
        with pytest.raises(SystemExit):
            import_part(run, 60)
    run.refresh_from_db()
    assert (run.state, Post.objects.count()) == (State.IMPORTING, 1)
    assert import_part(run, 60) is False
    assert Post.objects.get().body_pl.startswith(
        '<p><a href="/pl/aktualnosci/koncert/"'
    )


def test_two_who_upload_the_same_bring_it_once():
    first, second = (read(upload(wxr(item(1)))) for _person in range(2))
    for run in (first, second):
        ImportRun.objects.filter(pk=run.pk).update(state=State.IMPORTING)
        run.refresh_from_db()
        import_part(run, 60)
    assert [told(run)[0][1] for run in (first, second)] == ["new", "same"]
    assert Post.objects.count() == 1


def test_a_former_address_of_another_host_or_of_the_front_page_leads_nowhere():
    links = (
        "https://evil.example/en/news/",
        "https://old.example.org/",
        "not one",
        "https://old.example.org/?p=7",
        "https://old.example.org/%C5%BC/%D0%B7/#a",
    )
    brought_in(upload(wxr(*(item(n, link=link) for n, link in enumerate(links, 1)))))
    paths = sorted(FormerAddress.objects.values_list("path", flat=True))
    assert paths == [*(f"?p={n}" for n in (1, 2, 3, 4, 5, 7)), "ż/з"]
    assert DAY
