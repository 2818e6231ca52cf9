"""Documents of the former site become documents of the posts and pages they are of."""

import pytest
from django.test import Client
from django.utils import translation

from centre.documents.storage import private_storage
from centre.importing import pictures
from centre.importing.links import mend_links
from centre.importing.models import FormerAddress, ImportRun
from centre.importing.notes import in_words, note
from centre.importing.rules import import_item
from centre.importing.tasks import import_part
from centre.importing.texts import FoundDocument, SourceText
from centre.models import Page
from centre.web.fetching import NotFetched
from news.models import Post, PostDocument
from tests.centre.documents.samples import office, open_document, pdf
from tests.centre.importing.samples import (
    OLD,
    brought_in,
    document_item,
    item,
    packed,
    read,
    upload,
    wxr,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FILES = f"{OLD}/wp-content/uploads/2019/05"
PAIR = [("post_translations", "pll_1")]


def link(name, words):
    return f'<a href="{FILES}/{name}">{words}</a>'


def zipped(**files):
    """A ZIP of the former site's folder; `plan__pdf` is the file plan.pdf."""
    named = {name.replace("__", "."): data for name, data in files.items()}
    return packed(**{f"uploads/2019/05/{name}": data for name, data in named.items()})


def noted(run):
    """Of each entry the notes on documents and links, by code."""
    codes = ("document", "picture_failed", "dead_links")
    return [[n for n in row.notes if n[0].startswith(codes)] for row in run.items.all()]


def documents(thing):
    rows = thing.documents.order_by("position")
    return [(d.title_pl, d.title_en, d.filename, d.language) for d in rows]


def test_what_texts_link_to_and_what_was_put_into_them_is_attached():
    polish = f"<p>{link('plan.pdf', 'Plan zajęć')}{link('karta.odt', 'tutaj')}</p>"
    english = f"<p>{link('plan.pdf', 'Timetable')}</p>"
    source = wxr(
        item(1, title="A", text=polish, terms=[*PAIR, ("language", "pl")]),
        item(2, title="A", text=english, terms=[*PAIR, ("language", "en")]),
        item(3, kind="page", title="Dom", text='<p><a href="/?attachment_id=9">X</a>'),
        document_item(7, "karta.odt", title="Karta zgłoszeń"),
        document_item(8, "list_do-nas.docx", title="", parent="1"),
        document_item(9, "plan.pdf", title="plan"),
        document_item(10, "niczyj.pdf"),
    )
    files = zipped(
        plan__pdf=pdf(), karta__odt=open_document(), **{"list_do-nas__docx": office()}
    )
    run = read(upload(source, pictures=files))
    assert PostDocument.objects.count() == 0
    names = "plan.pdf, karta.odt, list_do-nas.docx"
    assert noted(run) == [
        [note("documents", names=names)],
        [note("documents", names="plan.pdf")],
    ]
    assert run.summary["left_out"] == {"documents": 1}
    brought_in(run)
    post, page = Post.objects.get(), Page.objects.get()
    assert documents(post) == [
        ("Plan zajęć", "Timetable", "plan.pdf", "pl"),
        ("Karta zgłoszeń", None, "karta.odt", "pl"),
        ("list do nas", None, "list_do-nas.docx", "pl"),
    ]
    assert documents(page) == [("X", None, "plan.pdf", "pl")]
    # One file, whoever has it; the link of each text leads to its own document.
    stored = private_storage().listdir("private")[1]
    plan, card, _letter = post.documents.order_by("position")
    assert plan.file.name == page.documents.get().file.name
    assert plan.file.name.removeprefix("private/") in stored
    assert f'href="{plan.url}"' in post.body_pl
    assert f'href="{card.url}"' in post.body_pl
    assert f'href="{plan.url}"' in post.body_en
    assert f'href="{page.documents.get().url}"' in page.body_pl
    assert Client().get(plan.url).getvalue() == pdf()


def test_former_addresses_of_files_lead_to_them_while_they_are_public(client):
    source = wxr(
        item(1, title="A", text=f"<p>{link('Plan%20dnia.PDF', 'Plan')}</p>"),
        document_item(7, "Plan%20dnia.PDF"),
    )
    files = packed(**{"uploads/2019/05/Plan dnia.PDF": pdf()})
    brought_in(upload(source, pictures=files))
    document = PostDocument.objects.get()
    assert document.url.endswith("/plan-dnia.pdf")
    for former in ("/wp-content/uploads/2019/05/Plan%20dnia.PDF", "/?attachment_id=7"):
        led = client.get(former)
        assert (led.status_code, led.headers["Location"]) == (301, document.url)
    Post.objects.update(published_at=None)
    led = client.get("/wp-content/uploads/2019/05/Plan%20dnia.PDF")
    assert led.status_code == 404


REFUSED = {
    "skrypt.pdf": (pdf(b"/JavaScript 3 0 R"), "active"),
    "stary.doc": (b"\xd0\xcf\x11\xe0old", "old"),
    "strona.pdf": (b"<html><script>", "unknown"),
    "zdalny.docx": (b"PK\3\4cut", "broken"),
}


def test_what_an_upload_would_refuse_is_refused_with_its_reason_before_importing():
    text = "".join(link(name, name) for name in [*REFUSED, "brak.pdf"])
    data = {name: content for name, (content, _code) in REFUSED.items()}
    files = packed(**{f"uploads/2019/05/{n}": content for n, content in data.items()})
    run = read(upload(wxr(item(1, text=f"<p>{text}</p>")), pictures=files))
    refused = [
        note("document_refused", names=name, reason=code)
        for name, (_content, code) in REFUSED.items()
    ]
    (said,) = noted(run)
    assert said[:5] == [*refused, note("documents_missing", names="brak.pdf")]
    assert (said[5][0], said[5][1]["number"]) == ("dead_links", 5)
    with translation.override("en"):
        assert "a macro, a script" in in_words(refused[0])
    brought_in(run)
    assert noted(run) == [said]
    assert PostDocument.objects.count() == 0
    assert FormerAddress.objects.filter(model="news.postdocument").count() == 0
    assert f"{FILES}/skrypt.pdf" in Post.objects.get().body_pl


def test_one_that_is_too_large_is_refused(settings):
    settings.CENTRE_LARGEST_DOCUMENT = 1024
    text = f"<p>{link('plan.pdf', 'Plan')}</p>"
    files = zipped(plan__pdf=pdf(b"x" * 2000))
    run = read(upload(wxr(item(1, text=text)), pictures=files))
    assert noted(run)[0][0] == note(
        "document_refused", names="plan.pdf", reason="heavy"
    )


def test_the_same_again_makes_no_doubles_and_brings_back_nothing():
    text = f"<p>{link('plan.pdf', 'Plan')}{link('karta.pdf', 'Karta')}</p>"
    source = wxr(item(1, title="A", text=text))
    brought_in(upload(source))  # without the files, as before there were documents
    assert PostDocument.objects.count() == 0
    files = zipped(plan__pdf=pdf(), karta__pdf=pdf(b"/Size 2"))
    run = brought_in(upload(source, pictures=files))
    assert run.items.get().outcome == "same"
    plan, card = PostDocument.objects.order_by("position")
    body = Post.objects.get().body_pl
    assert [f'href="{d.url}"' in body for d in (plan, card)] == [True, True]
    card.delete()
    run = brought_in(upload(source, pictures=files))
    assert run.items.get().outcome == "same"
    assert [*PostDocument.objects.all()] == [plan]
    assert mend_links(run, lambda: None) == 0


def test_two_addresses_of_one_file_in_one_text_are_one_document():
    text = f"<p>{link('plan.pdf', 'Plan')}{link('plan-1.pdf', 'Plan 1')}</p>"
    files = zipped(plan__pdf=pdf(), **{"plan-1__pdf": pdf()})
    brought_in(upload(wxr(item(1, text=text)), pictures=files))
    document = PostDocument.objects.get()
    assert Post.objects.get().body_pl.count(f'href="{document.url}"') == 2


def test_two_workers_at_one_entry_bring_its_document_once():
    text = f"<p>{link('plan.pdf', 'Plan')}</p>"
    source = upload(wxr(item(1, text=text)), pictures=zipped(plan__pdf=pdf()))
    entry = read(source).items.get()
    with pictures.open_pictures(source, ["old.example.org"]) as files:
        for _worker in range(2):
            import_item(entry, files, source.created_at)
    assert PostDocument.objects.count() == 1


def test_a_file_is_fetched_from_the_host_of_the_export_alone(monkeypatch):
    asked = []

    def fetch(url, *, largest, only_from):
        asked.append((url, largest, [*only_from]))
        if "brak" in url:
            raise NotFetched("404")
        return pdf()

    monkeypatch.setattr(pictures, "fetch", fetch)
    text = (
        f"<p>{link('plan.pdf', 'Plan')}{link('brak.pdf', 'Brak')}"
        '<a href="https://elsewhere.example/cudzy.pdf">Cudzy</a></p>'
    )
    run = read(upload(wxr(item(1, text=text)), fetch_pictures=True))
    assert asked == []
    assert noted(run) == [[note("documents_later", names="plan.pdf, brak.pdf")]]
    brought_in(run)
    hosts = ["old.example.org"]
    expected = [(f"{FILES}/{n}.pdf", 20 * 1024 * 1024, hosts) for n in ("plan", "brak")]
    assert asked == expected
    assert noted(run)[0][1:] == [note("picture_failed", names="brak.pdf")]
    assert [d.title_pl for d in PostDocument.objects.all()] == ["Plan"]
    assert "https://elsewhere.example/cudzy.pdf" in Post.objects.get().body_pl


def test_a_feeds_enclosed_document_comes_with_its_entry(monkeypatch):
    monkeypatch.setattr(pictures, "fetch", lambda *_args, **_more: pdf())
    feed = f"""<rss version="2.0"><channel><link>{OLD}/</link><item>
<title>Wpis</title><link>{OLD}/wpis/</link><guid>{OLD}/wpis/</guid>
<description>Krótko.</description>
<enclosure url="{FILES}/plan_dnia.pdf" type="application/pdf" length="1"/>
</item></channel></rss>"""
    brought_in(upload(feed.encode(), kind="feed", fetch_pictures=True))
    assert documents(Post.objects.get()) == [("plan dnia", None, "plan_dnia.pdf", "pl")]


def test_a_report_that_was_made_before_there_were_documents_can_be_imported():
    run = read(upload(wxr(item(1))))
    entry = run.items.get()
    del entry.payload["documents"]
    entry.save()
    ImportRun.objects.filter(pk=run.pk).update(state="importing")
    run.refresh_from_db()
    assert import_part(run, 60) is False
    assert Post.objects.count() == 1


def test_what_was_imported_before_there_were_documents_is_not_changed_there():
    """The hash of a text is the one that its first import stored."""
    text = SourceText(key="post:1", kind="post", documents=[FoundDocument("/a.pdf")])
    before = "d7a18650a452beec46b5f2495c9d5fa77aaec1325b515308b9dd6ca37fe61cf0"
    assert text.source_hash() == before
