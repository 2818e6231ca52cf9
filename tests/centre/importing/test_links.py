"""Links in imported texts to the former site lead to what was imported, or are told."""

import pytest

from centre.content.outdated import OutdatedText
from centre.importing.links import mend_links
from centre.importing.notes import note
from news.models import Post
from tests.centre.importing.samples import (
    OLD,
    brought_in,
    item,
    picture_item,
    read,
    upload,
    wxr,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAIR = [("post_translations", "pll_1")]


def link(href, words="B"):
    return f'<a href="{href}">{words}</a>'


def bodies(language="pl"):
    """The texts of all posts, without what the sanitiser adds to a link."""
    found = Post.objects.order_by("pk").values_list(f"body_{language}", flat=True)
    return [text and text.replace(' rel="noopener noreferrer"', "") for text in found]


def test_links_lead_to_what_was_imported_in_the_language_of_the_text():
    text = (
        "<p>"
        + link(f"{OLD}/2019/05/2/#top")
        + link("/?p=2")
        + link(f"{OLD}/wp-content/uploads/2019/05/a-300x200.jpg")
        + link(OLD)
        + link("https://elsewhere.example/2019/05/2/")
        + "</p>"
    )
    photo = '<p>Tekst.</p><img class="wp-image-7">'
    items = (
        item(1, title="A", text=text, terms=[*PAIR, ("language", "pl")]),
        item(3, title="A", text=text, terms=[*PAIR, ("language", "en")]),
        item(2, title="B", text=photo, terms=[("language", "pl")]),
        picture_item(7, "a.jpg", "Drzwi"),
    )
    brought_in(upload(wxr(*items)))
    there = "https://elsewhere.example/2019/05/2/"
    post = "/pl/aktualnosci/b/"
    for language, home in (("pl", "/pl/"), ("en", "/en/")):
        links = [post, post, post, home, there]
        assert bodies(language)[0] == f"<p>{''.join(map(link, links))}</p>"
    assert not OutdatedText.objects.exists()
    assert Post.history.count() == 3  # two that are new, one that was mended


def test_a_later_import_mends_what_an_earlier_one_brought():
    first = item(1, title="A", text=f"<p>{link(OLD + '/2019/05/b/')}</p>")
    mine = item(3, title="C", text=f"<p>{link(OLD + '/2019/05/b/')}</p>")
    run = brought_in(upload(wxr(first, mine)))
    words = f"“B” → {OLD}/2019/05/b/"
    noted = [[n for n in row.notes if n[0] == "dead_links"] for row in run.items.all()]
    assert noted == [[note("dead_links", number=1, names=words)]] * 2
    kept = Post.objects.get(title_pl="C")
    kept.body_pl = kept.body_pl.replace(">B<", ">Nasze<")
    kept.save()
    run = brought_in(
        upload(wxr(first, mine, item(2, title="B", link=f"{OLD}/2019/05/b/")))
    )
    ours, theirs = bodies()[:2]
    assert ours == f"<p>{link('/pl/aktualnosci/b/')}</p>"
    assert theirs == f"<p>{link(OLD + '/2019/05/b/', 'Nasze')}</p>"
    again = read(upload(wxr(first)))
    assert [row.outcome for row in again.items.all()] == ["same"]
    assert not any(code == "dead_links" for code, _v in again.items.get().notes)
    assert mend_links(run, lambda: None) == 0


def test_a_mended_link_leaves_translations_as_outdated_as_they_are():
    text = f"<p>{link(f'{OLD}/2019/05/b/')}</p>"
    pair = (
        item(1, title="A", text=text, terms=[*PAIR, ("language", "pl")]),
        item(2, title="A", text="<p>A</p>", terms=[*PAIR, ("language", "en")]),
        item(3, title="C", text=text),
    )
    brought_in(upload(wxr(*pair)))
    _a, outdated = Post.objects.order_by("pk")
    whole = {"model": "news.post", "object_id": outdated.pk}
    part = {"part": "news.post", "part_id": outdated.pk}
    OutdatedText.objects.create(**whole, **part, language="en", field="body")
    last = item(4, title="B", link=f"{OLD}/2019/05/b/")
    run = brought_in(upload(wxr(*pair, last)))
    mended = f"<p>{link('/pl/aktualnosci/b/')}</p>"
    assert bodies()[:2] == [mended, text]
    assert [row.object_id for row in OutdatedText.objects.all()] == [outdated.pk]
    assert Post.history.filter(title_pl="A").first().history_user == run.created_by


def test_what_is_neither_imported_nor_made_anew_is_told():
    links = (
        OLD,
        f"{OLD}/category/x/",
        f"{OLD}/2019/",
        f"{OLD}/sklep/?a=1",
        f"{OLD}/wp-content/uploads/x.pdf",
    )
    run = read(upload(wxr(item(1, text=f"<p>{''.join(map(link, links))}</p>"))))
    dead = "; ".join(f"“B” → {url}" for url in links[-2:])
    assert note("dead_links", number=2, names=dead) in run.items.get().notes


def test_three_texts_are_mended_by_the_queries_of_one(django_assert_num_queries):
    for number in (1, 3):
        source = f"old{number}.example.org"
        head = wxr().replace(b"old.example.org", source.encode())
        text = f"<p>{link(f'https://{source}/wpis/{number}/')}</p>"
        address = f"https://{source}/wpis/"
        items = (item(n, text=text, link=f"{address}{n}/") for n in range(number))
        tail = "".join(items).encode() + b"</channel></rss>"
        run = brought_in(upload(head.replace(b"</channel></rss>", tail)))
        with django_assert_num_queries(11):
            assert mend_links(run, lambda: None) == 0
