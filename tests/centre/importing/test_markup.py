"""What becomes of another site's HTML, and what is told about it."""

import pytest

from centre.importing.markup import UnreadableText, convert_html
from centre.importing.notes import note

pytestmark = pytest.mark.once

TEXTS = {
    "One\nline\n\nTwo <b>bold</b>\n\n<h1>Head</h1>Three": (
        "<p>One<br>line</p><p>Two <strong>bold</strong></p><h2>Head</h2><p>Three</p>"
    ),
    "<!-- wp:paragraph --><p>A &amp; b</p>\n\n<!-- /wp:paragraph --><div>C</div>": (
        "<p>A &amp; b</p><p>C</p>"
    ),
    "1 &lt; 2\n3 &amp; &lt;b>4": "<p>1 &lt; 2<br>3 &amp; &lt;b&gt;4</p>",
    "<ul><li>1 &lt; &lt;b></ul>": "<ul><li><p>1 &lt; &lt;b&gt;</p></li></ul>",
    "<ul><li>One<li>Two</ul> <blockquote>Said</blockquote>": (
        "<ul><li><p>One</p></li><li><p>Two</p></li></ul>"
        "<blockquote><p>Said</p></blockquote>"
    ),
    "<table><tr><th>A<th>Hour</tr><tr><td><p>Mon</p></td><td>5</td></table>": (
        "<ul><li><p>A – Hour</p></li><li><p>Mon – 5</p></li></ul>"
    ),
    "[1] stays, [red.] too [vc_row width='1']in[/vc_row]": (
        "<p>[1] stays, [red.] too in</p>"
    ),
    '<p onclick="x()">Hi<script>alert("x")</script> <a href="javascript:x">a</a></p>': (
        "<p>Hi a</p>"
    ),
    '<iframe src="https://video.example.org/1"></iframe>': (
        '<p><a href="https://video.example.org/1">https://video.example.org/1</a></p>'
    ),
    '<p><a href="../2/">A</a> <a href="#b">b</a> <a href="?p=3">C</a></p>': (
        '<p><a href="https://old.example.org/2019/2/">A</a> b '
        '<a href="https://old.example.org/2019/1/?p=3">C</a></p>'
    ),
    '<!-- wp:gallery {"ids":[1]} --><!--more--><p>A</p><!-- wp:latest-posts /-->': (
        "<p>A</p>"
    ),
    "": "",
    "<p>\u202e</p>": "",
    "<b>never <i>closed": "<p><strong>never <em>closed</em></strong></p>",
}


def test_it_is_what_our_editor_makes():
    found = {
        text: convert_html(
            text, plain_newlines=True, base="https://old.example.org/2019/1/"
        ).html.replace(' rel="noopener noreferrer"', "")
        for text in TEXTS
    }
    assert found == TEXTS


def test_pictures_stand_beside_the_text_with_their_words():
    found = convert_html(
        '[caption id="7"]<a href="x"><img class="wp-image-7" src="/a.jpg" alt="A">'
        "</a> Door[/caption]<figure><img src='https://old.example.org/b.jpg'>"
        "<figcaption>Yard &amp; <b>tree</b></figcaption></figure>"
        '[gallery columns="2" ids="8,9"]<img src="data:x"><p>Text</p>'
    )
    assert found.html == "<p>Text</p>"
    assert [(p.url, p.alt, p.caption, p.attachment) for p in found.pictures] == [
        ("/a.jpg", "A", "Door", "7"),
        ("https://old.example.org/b.jpg", "", "Yard & tree", ""),
        ("", "", "", "8"),
        ("", "", "", "9"),
    ]
    assert found.notes == [note("blocks", names="<img>")]


def test_a_picture_that_a_script_would_show_is_found_by_its_largest_address():
    tags = (
        '<img src="data:x" data-src="/a.jpg">',
        '<img srcset="/b-1.jpg 300w, /b.jpg 1200w, /b-2.jpg 600w">',
        '<img data-srcset="/c.jpg 1x, /c@2.jpg 2x, /d.jpg oddw,">',
        '<img srcset="javascript:x 9w">',
    )
    found = convert_html("".join(tags))
    assert [p.url for p in found.pictures] == ["/a.jpg", "/b.jpg", "/c@2.jpg"]
    assert found.notes == [note("blocks", names="<img>")]


def test_what_is_lost_is_named():
    text = "<form>x</form><table></table>[contact-form-7 id=1]<style>p{}</style>"
    assert convert_html(text).notes == [
        note("blocks", names="<form>, <style>, [contact-form-7]"),
        note("table"),
    ]


def test_what_would_take_for_ever_is_refused_or_bounded():
    for text in ("<a " * 5000, "<!-- > " * 5000, "<p>" + "x" * 300_000):
        with pytest.raises(UnreadableText):
            convert_html(text)
    deep = convert_html("<blockquote><b>" * 5000 + "x" + ">" * 9)
    assert deep.html.count("<blockquote>") == 12
    for text in ("[caption]<img>", "[gallery ids=", "[embed]", "[a ", "[x]"):
        convert_html(text * 5000)
