"""What a rich text may hold: exactly what the editor offers."""

import json

import pytest
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError

from centre.content.richtext import (
    RichTextField,
    RichTextFormField,
    RichTextWidget,
    clean_html,
)
from news.models import Post

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "html",
    [
        "<p>One<br>two, <strong>bold</strong> and <em>leaning</em>.</p>",
        "<h2>Heading</h2><h3>Smaller</h3><p>Text</p>",
        "<ul><li><p>one</p></li><li><p>two</p></li></ul>",
        '<ol start="3"><li><p>three</p></li></ol>',
        "<blockquote><p>Said</p></blockquote>",
        '<p><a href="https://example.org/?a=1&amp;b=2">out</a></p>',
        '<p><a href="mailto:a@example.org">a</a> <a href="tel:+48120000000">b</a></p>',
        '<p><a href="/pl/aktualnosci/">within the site</a></p>',
        "<p>w&nbsp;Krakowie, Київ, Łódź</p>",
    ],
)
def test_what_the_editor_makes_is_kept(html):
    assert clean_html(html) == html


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ('<p onclick="x()" style="color:red" class="x" id="y">a</p>', "<p>a</p>"),
        ('<p><a href="javascript:alert(1)">a</a></p>', "<p><a>a</a></p>"),
        ('<p><a href=" JaVa\tscript:alert(1)">a</a></p>', "<p><a>a</a></p>"),
        ('<p><a href="data:text/html,x">a</a></p>', "<p><a>a</a></p>"),
        ('<p><a href="/a" target="_blank">a</a></p>', '<p><a href="/a">a</a></p>'),
        ("<h1>a</h1>", "a"),
        ("<h4>a</h4>", "a"),
        ('<p>a<img src="x" onerror="alert(1)">b</p>', "<p>ab</p>"),
        ('<p>a<iframe src="https://example.org"></iframe>b</p>', "<p>ab</p>"),
        ("<p>a<svg><style>p{}</style></svg>b</p>", "<p>ab</p>"),
        ("<table><tr><td>a</td></tr></table>", "a"),
        ("<p>a<u>b</u><s>c</s><sub>d</sub><code>e</code></p>", "<p>abcde</p>"),
    ],
)
def test_anything_else_goes(html, clean):
    assert clean_html(html) == clean


@pytest.mark.parametrize(
    "html",
    [
        "",
        " \n ",
        "&nbsp;",
        "<p></p>",
        "<p>&nbsp;</p>\n<p><br></p>",
        "<h2><strong> </strong></h2>",
        "<ul><li><p></p></li></ul>",
        '<p><a href="https://example.org">\u00a0</a></p>',
        "<script>alert(1)</script>",
    ],
)
def test_without_a_visible_character_it_is_missing(html):
    assert clean_html(html) == ""


def test_empty_paragraphs_between_others_are_left_out():
    assert clean_html("<p>a</p><p> <br></p><p>b</p>") == "<p>a</p><p>b</p>"


def test_what_holds_only_what_is_empty_goes_with_it_however_deep():
    """One pass for each level would take a minute for these, and hours for a form."""
    deep = 8_000
    empty = f"{'<ul><li>' * deep}{'</li></ul>' * deep}"
    assert clean_html(f"<p>a</p>{empty}<p>b</p>") == "<p>a</p><p>b</p>"
    kept = "<ul><li><p>a</p></li></ul><hr><p>b<br></p>"
    around = f"<p><strong> </strong></p>{kept}<ul><li><p>&nbsp;</p></li></ul>"
    assert clean_html(around) == clean_html(kept) != ""


def test_the_field_cleans_before_it_asks_whether_anything_is_there():
    field = RichTextField()
    assert field.clean('<p onclick="x()">a</p>', None) == "<p>a</p>"
    with pytest.raises(ValidationError):
        field.clean("<p> </p>", None)
    assert RichTextField(null=True, blank=True).clean(None, None) is None


def test_migrations_see_a_plain_text_column():
    field = RichTextField("body", blank=True)
    assert field.deconstruct()[1:] == (
        "django.db.models.TextField",
        [],
        {"verbose_name": "body", "blank": True},
    )


def test_the_form_field_cleans_and_its_required_means_visible_text():
    assert RichTextFormField().clean("<h1>a</h1><p>b</p>") == "a<p>b</p>"
    with pytest.raises(ValidationError):
        RichTextFormField().clean("<p>&nbsp;</p>")


@pytest.mark.parametrize("field", ["body_pl", "body_uk"])
def test_admin_forms_get_the_editor_in_every_language(field):
    form_field = Post._meta.get_field(field).formfield(widget=AdminTextareaWidget)
    assert isinstance(form_field, RichTextFormField)
    assert type(form_field.widget) is RichTextWidget


def test_the_editor_is_told_what_it_offers_and_where_our_modules_are():
    attrs = RichTextFormField().widget.get_context("body", "", {})["widget"]["attrs"]
    config = json.loads(attrs["data-django-prose-editor-configurable"])
    assert config["js_modules"] == [
        "/static/staff/editor/paste.js",
        "/static/staff/editor/targets.js",
        "/static/staff/editor/surroundings.js",
        "/static/staff/editor/toolbar.js",
    ]
    assert set(config["extensions"]) == {
        *("Document", "Text", "Paragraph", "Heading", "HardBreak", "Blockquote"),
        *("BulletList", "OrderedList", "ListItem", "Bold", "Italic", "Link"),
        *("History", "Menu", "Dropcursor", "Gapcursor"),
        *("CleanPaste", "LinkTargets", "Surroundings", "Toolbar"),
    }
