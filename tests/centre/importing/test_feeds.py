"""Entries of a feed become posts, under the same rules as those of an export."""

from datetime import UTC, datetime
from io import BytesIO

import pytest

from centre.importing import feeds
from centre.importing.feeds import read_feed
from centre.importing.notes import SourceRefused

pytestmark = pytest.mark.once

RSS = b"""<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<link>https://www.old.example.org/blog</link><language>uk</language>
<item><title>A &amp; B</title><link>https://old.example.org/a</link>
<guid>tag:1</guid><pubDate>Sat, 04 May 2019 12:00:00 +0200</pubDate>
<description>Short</description><content:encoded>&lt;p&gt;Long&lt;/p&gt;</content:encoded>
<category>News</category><enclosure type="image/jpeg" url="https://old.example.org/a.jpg"/>
</item><item><title>Nothing to tell it by</title></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom">
<link rel="self" href="https://old.example.org/feed"/><entry>
<id>urn:2</id><title>C</title><published>2019-05-04T10:00:00Z</published>
<link rel="edit" href="https://old.example.org/e"/><link href="https://old.example.org/c"/>
<category term="News"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>In <b>bold</b></p></div></content></entry></feed>"""
MOMENT = datetime(2019, 5, 4, 10, tzinfo=UTC)


def test_both_formats_are_read():
    found = [read_feed(BytesIO(data), lambda number: None) for data in (RSS, ATOM)]
    assert [(f.source, f.hosts, f.language) for f in found] == [
        ("feed old.example.org", {"old.example.org"}, "uk"),
        ("feed old.example.org", {"old.example.org"}, ""),
    ]
    (rss,), (atom,) = (f.texts for f in found)
    assert (rss.key, rss.title, rss.excerpt, rss.html) == (
        "post:tag:1",
        "A & B",
        "Short",
        "<p>Long</p>",
    )
    assert [p.url for p in rss.pictures] == ["https://old.example.org/a.jpg"]
    assert (atom.key, atom.url) == ("post:urn:2", "https://old.example.org/c")
    assert "<p>In <b>bold</b></p>" in atom.html
    assert {(t.published_at, t.topics) for t in (rss, atom)} == {(MOMENT, ("News",))}


@pytest.mark.parametrize(
    ("data", "said", "without_a_zone"),
    [
        (RSS, b"Sat, 04 May 2019 12:00:00 +0200", b"Sat, 04 May 2019 10:00:00 -0000"),
        (ATOM, b"2019-05-04T10:00:00Z", b"2019-05-04T10:00:00"),
    ],
)
def test_a_date_without_a_time_zone_is_in_utc(data, said, without_a_zone):
    feed = data.replace(said, without_a_zone)
    (text,) = read_feed(BytesIO(feed), lambda number: None).texts
    assert text.published_at == MOMENT


def test_a_feed_has_a_limit(monkeypatch):
    monkeypatch.setattr(feeds, "MAX_POSTS", 1)
    with pytest.raises(SourceRefused, match="too_many"):
        read_feed(BytesIO(RSS), lambda number: None)


def test_what_is_no_feed_is_refused():
    with pytest.raises(SourceRefused, match="not_feed"):
        read_feed(BytesIO(b"<html><body/></html>"), lambda number: None)
