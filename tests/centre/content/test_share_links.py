"""Links by which a reader passes a page on, read back by what would open them."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from centre.content.share_links import VIBER_TAKES, share_links
from tests.builders import build_activity, build_centre, build_post, build_visit

URL = "https://example.org/uk/podii/?a=1&b=%2C#x"
# What is typed, and what arrives.
TITLES = {
    "Plain words": "Plain words",
    "Q&A: “what’s next?” + 100% 'free'": "Q&A: “what’s next?” + 100% 'free'",
    'a "b" <c> #d ?e=f &amp; %20 %zz \\': 'a "b" <c> #d ?e=f &amp; %20 %zz \\',
    "Zażółć gęślą – Ґалина’s 👩🏽‍🍳🎉": "Zażółć gęślą – Ґалина’s 👩🏽‍🍳🎉",
    "one\r\ntwo\n\nthree\tfour\u2028five": "one two three four five",
    "\u202eturned\u0000 w\u00a0domu 10:00–\u206012:00": "turned w domu 10:00–12:00",
    "+ + = ; , / : @": "+ + = ; , / : @",
    "": "",
}


def read(url):
    """Where a link leads, and its values; a plus is a plus, as in a mail program."""
    beginning, _, query = url.partition("?")
    pairs = [pair.split("=") for pair in query.split("&")]
    assert all(len(pair) == 2 for pair in pairs), url
    assert url.isascii()
    assert url.isprintable()
    assert not set(url) & set(" \"'<>+")
    values = {name: unquote(text, errors="strict") for name, text in pairs}
    if query:  # the same to who reads it as a form's
        assert values == {k: v for k, (v,) in parse_qs(query, True, True).items()}
    return beginning, values


@pytest.mark.parametrize(("title", "arrives"), TITLES.items())
def test_title_and_address_arrive_as_they_were(title, arrives):
    whatsapp, viber, telegram, facebook, email = (
        read(link.url) for link in share_links(title, URL)
    )
    assert whatsapp == ("https://wa.me/", {"text": f"{arrives}\n{URL}"})
    assert viber == ("viber://forward", {"text": f"{arrives} {URL}".strip()})
    telegram_values = {"url": URL, "text": arrives}
    assert telegram == ("https://t.me/share/url", telegram_values)
    assert facebook == ("https://www.facebook.com/sharer/sharer.php", {"u": URL})
    body = f"{arrives}\r\n\r\n{URL}\r\n"
    assert email == ("mailto:", {"subject": arrives, "body": body})


@pytest.mark.parametrize("length", [100, 156, 157, 158, 159, 160, 1000])
def test_viber_never_cuts_the_address(length):
    text = read(share_links("ż" * length, URL)[1].url)[1]["text"]
    assert len(text) <= VIBER_TAKES
    assert text.endswith(f" {URL}")
    fits = length + 1 + len(URL) <= VIBER_TAKES
    assert text.startswith("ż" * 90)
    assert ("…" in text) is not fits


class Links(HTMLParser):
    """The links in the unfolding parts of a page."""

    def __init__(self):
        super().__init__()
        self.inside, self.hrefs, self.rels, self.code = False, [], [], ""
        self.in_code = False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.inside |= tag == "ul" and attrs.get("class") == "share-links"
        if tag == "a" and self.inside:
            self.hrefs.append(attrs["href"])
            self.rels.append(attrs.get("rel"))
        self.in_code = tag == "code"

    def handle_data(self, data):
        self.code = data if self.in_code else self.code

    def handle_endtag(self, tag):
        self.inside &= tag != "ul"
        self.in_code = False


@pytest.mark.django_db
def test_a_post_an_activity_and_a_visit_can_be_passed_on(client):
    title = 'Fish & "chips" <b> 🎉'
    build_centre()
    build_post("a", title_en=title)
    build_activity("a", title_en=title)
    build_visit("a", title_en=title)
    for section in ("news", "activities", "study-visits"):
        # What a visitor's address has besides is not passed on.
        answer = client.get(f"/en/{section}/a/?utm=x")
        links = Links()
        links.feed(answer.text)
        url = answer.context["canonical_url"]
        assert urlsplit(url).path == f"/en/{section}/a/"
        assert links.hrefs == [link.url for link in share_links(title, url)]
        assert links.rels == ["noopener nofollow"] * 4 + [None]
        assert links.code == url
        assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_what_is_shown_in_another_language_is_passed_on_in_that_one(client):
    build_centre()
    build_post("a", title_uk="")
    assert "%2Fpl%2Faktualnosci%2Fa%2F" in client.get("/uk/novyny/a/").text


@pytest.mark.django_db
def test_a_preview_cannot_be_passed_on(admin_client):
    build_centre()
    post = build_post("a", published_at=None)
    page = admin_client.get(f"/en/admin/news/post/{post.pk}/preview/")
    assert page.status_code == 200
    assert "share-links" not in page.text
