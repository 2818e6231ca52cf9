"""The fuzz program sees what no answer may be."""

import pytest
from django.http import HttpResponse, HttpResponseRedirect

from bench.fuzz_rules import faults_of, leads_away

LINK = "/en/registration/abc/"
GOOD = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'",
    "Cache-Control": "private, no-store",
}


def faults(path="/en/", body="<p>Text</p>", cookie="", **headers):
    """What is seen of an answer that is good but for what is named."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = HttpResponse(body, headers=GOOD | sent)
    if cookie:
        answer.set_cookie(cookie)
    return [*faults_of(path, answer)]


def test_a_good_answer_has_no_fault():
    assert faults() == faults(LINK) == []
    assert faults(body="&lt;script&gt;x&lt;/script&gt;") == []


@pytest.mark.parametrize(
    "body",
    [
        "<script>x</script>",
        "<p title=''\"><SVG/onload=x()>",
        '<a rel="x" href="javascript:x">',
        "<a href= 'JavaScript:x'>",
    ],
)
def test_what_runs_in_a_page_is_seen(body):
    assert faults(body=body) == ["runs what was typed"]
    assert faults(body=body, Content_Type="text/plain") == []


def test_a_missing_header_is_seen():
    assert faults(X_Content_Type_Options="") == ["has no nosniff"]
    assert faults(Content_Security_Policy="") == ["has no strict policy"]
    loose = "script-src 'self' 'unsafe-inline'; style-src 'self'"
    assert faults(Content_Security_Policy=loose) == ["has no strict policy"]


def test_a_public_answer_with_a_cookie_is_seen():
    known = ["is public and knows a cookie"]
    assert faults(Cache_Control="public", cookie="a") == known
    assert faults(Cache_Control="public", Vary="Accept, Cookie") == known
    assert faults(Cache_Control="public, max-age=60") == []
    assert faults(cookie="a") == []


def test_a_personal_page_that_caches_keep_is_seen():
    kept = ["is behind a link and kept by caches"]
    assert faults(LINK, Cache_Control="private") == kept
    assert faults("/en/news/", Cache_Control="private") == []


@pytest.mark.parametrize(
    ("target", "away"),
    [
        ("/en/", False),
        ("?page=2", False),
        ("http://localhost/en/", False),
        ("https://evil.example/", True),
        ("//evil.example", True),
        ("/\\evil.example", True),
        ("/\t/evil.example", True),
        ("javascript:x", True),
        ("http://[", True),
        ("http://localhost@evil.example/", True),
    ],
)
def test_where_an_address_leads(target, away):
    assert leads_away(target) is away
    answer = HttpResponseRedirect("/", headers=GOOD)
    answer.headers["Location"] = target.replace("\t", "")
    assert [*faults_of("/en/", answer)] == ["leads to another site"] * away
