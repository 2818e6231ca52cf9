"""The editor in a real browser: what pasting makes of texts from elsewhere."""

import pytest
from django import forms
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils.html import format_html
from django.views.i18n import JavaScriptCatalog
from js_asset import Media
from pytest_django.live_server_helper import LiveServer

from centre.content.richtext import RichTextFormField, clean_html

pytestmark = [pytest.mark.browser, pytest.mark.once]

# --- A page with two editors, under the site's own Content-Security-Policy ----------


class EditorForm(forms.Form):
    """Named and marked as modeltranslation does it."""

    body_pl = RichTextFormField(label="Treść", required=False)
    body_uk = RichTextFormField(label="Текст новини", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "mt"


def editor_page(request):
    form = EditorForm()
    media = Media.from_media(form.media).with_nonce(str(request.csp_nonce))
    return HttpResponse(
        format_html(
            '<!doctype html><html lang="uk"><head><title>Editor</title>'
            '<script src="/uk/jsi18n/"></script>{}</head>'
            "<body><main><h1>Editor</h1><form>{}</form></main></body></html>",
            media,
            form.as_div(),
        )
    )


urlpatterns = [
    path("uk/editor/", editor_page),
    path(
        "uk/jsi18n/",
        JavaScriptCatalog.as_view(
            packages=["django.contrib.admin", "django_prose_editor"]
        ),
    ),
    path("favicon.ico", lambda request: HttpResponse(status=204)),
]


@pytest.fixture(scope="module")
def server():
    with override_settings(ROOT_URLCONF=__name__):
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture(scope="module")
def page(browser, server):
    page = browser.new_page()
    page.messages = []
    page.on("console", lambda message: page.messages.append(message.text))
    page.on("pageerror", lambda error: page.messages.append(str(error)))
    page.goto(f"{server}/uk/editor/")
    # The textareas have the same names until the editors stand in their place.
    page.locator(".ProseMirror").nth(1).wait_for()
    for name in ("Treść", "Текст новини"):
        page.get_by_role("textbox", name=name).wait_for()
    assert page.messages == []
    yield page
    page.close()


@pytest.fixture
def paste(page):
    """Paste into the emptied Polish editor; the HTML that will be sent comes back.

    Whatever is pasted, the console stays empty (the Content-Security-Policy speaks
    there, too) and the sanitiser finds nothing to take away.
    """
    page.messages.clear()

    def paste(*, text="", html="", after=""):
        saved = page.evaluate(
            """([text, html, after]) => {
                const textarea = document.getElementById("id_body_pl")
                const box = textarea.parentElement.querySelector(".ProseMirror")
                box.editor.commands.setContent(after)
                box.editor.commands.focus("end")
                const data = new DataTransfer()
                if (text) data.setData("text/plain", text)
                if (html) data.setData("text/html", html)
                box.dispatchEvent(
                    new ClipboardEvent("paste", {
                        clipboardData: data, bubbles: true, cancelable: true,
                    }),
                )
                return textarea.value
            }""",
            [text, html, after],
        )
        assert clean_html(saved) == saved
        return saved

    yield paste
    assert page.messages == []


def items(*texts, tag="ul"):
    inside = "".join(f"<li><p>{text}</p></li>" for text in texts)
    return f"<{tag}>{inside}</{tag}>"


# --- A text of the shape that texts of the house have -------------------------------

POLISH = """\
 „Ogród bez płotu” – tak nazwaliśmy sobotnie spotkanie sąsiadek i sąsiadów na podwórku, na które
przyszło więcej osób, niż mieści nasz największy stół, a rozmowy trwały do późnego wieczora w
pięciu językach.

Każdy mógł przynieść sadzonkę, narzędzie albo przepis. W ogrodzie, który powstaje od wiosny, znajdą
miejsce:

grządki z ziołami i kwiatami,
stół do wspólnych posiłków,
kącik dla dzieci i ich opiekunów,
a także tablica z nazwami roślin w wielu językach.

Do zobaczenia za tydzień!
"""  # noqa: E501
POLISH_HTML = (
    "<p>„Ogród bez płotu” – tak nazwaliśmy sobotnie spotkanie sąsiadek i sąsiadów na "
    "podwórku, na które przyszło więcej osób, niż mieści nasz największy stół, a "
    "rozmowy trwały do późnego wieczora w pięciu językach.</p>"
    "<p>Każdy mógł przynieść sadzonkę, narzędzie albo przepis. W ogrodzie, który "
    "powstaje od wiosny, znajdą miejsce:</p>"
    + items(
        "grządki z ziołami i kwiatami,",
        "stół do wspólnych posiłków,",
        "kącik dla dzieci i ich opiekunów,",
        "a także tablica z nazwami roślin w wielu językach.",
    )
    + "<p>Do zobaczenia za tydzień!</p>"
)
ENGLISH = """\
 Neighbours opened a garden without a fence

“A garden without a fence” – this is what we called the meeting of neighbours in the yard
on Saturday, to which more people came than our largest table can seat, and the talks went on
until late.

Everybody could bring a seedling, a tool or a recipe. In the garden, which has been growing
since spring, there will be:
• beds of herbs and flowers,
 • a table for meals together,
• a corner for children,
• and a board with the names of plants in many languages.

See you in a week!
"""  # noqa: E501
ENGLISH_ITEMS = (
    "beds of herbs and flowers,",
    "a table for meals together,",
    "a corner for children,",
    "and a board with the names of plants in many languages.",
)
ENGLISH_PARAGRAPHS = (
    "Neighbours opened a garden without a fence",
    "“A garden without a fence” – this is what we called the meeting of neighbours in "
    "the yard on Saturday, to which more people came than our largest table can seat, "
    "and the talks went on until late.",
    "Everybody could bring a seedling, a tool or a recipe. In the garden, which has "
    "been growing since spring, there will be:",
)
ENGLISH_HTML = (
    "".join(f"<p>{text}</p>" for text in ENGLISH_PARAGRAPHS)
    + items(*ENGLISH_ITEMS)
    + "<p>See you in a week!</p>"
)

# --- Plain text ---------------------------------------------------------------------


def test_a_report_in_plain_text_with_a_list_without_bullets(paste):
    assert paste(text=POLISH) == POLISH_HTML


def test_a_report_in_plain_text_with_bullets_some_of_them_indented(paste):
    assert paste(text=ENGLISH) == ENGLISH_HTML


def test_line_ends_of_windows_make_no_difference(paste):
    assert paste(text="\ufeff" + ENGLISH.replace("\n", "\r\n")) == ENGLISH_HTML


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\n\ntwo", "<p>one</p><p>two</p>"),
        ("ul. Długa 1\n31-147 Kraków", "<p>ul. Długa 1<br>31-147 Kraków</p>"),
        (
            "We need:\n- tea\n- cups\n\nThanks",
            f"<p>We need:</p>{items('tea', 'cups')}<p>Thanks</p>",
        ),
        ("1. one\n2. two", items("one", "two", tag="ol")),
        ("2. one\n7. two", "<p>2. one<br>7. two</p>"),
        (
            "x" * 130 + "\nshort one\nshort two",
            f"<p>{'x' * 130}</p><p>short one</p><p>short two</p>",
        ),
        (
            "<b>a</b>\n\n<script>x</script>",
            "<p>&lt;b&gt;a&lt;/b&gt;</p><p>&lt;script&gt;x&lt;/script&gt;</p>",
        ),
        # A dash that opens a line by chance, and a colon before one sentence.
        (
            "It rained on the day that we had chosen for the walk in the park\n"
            "– and yet all came, with umbrellas and good shoes, and stayed.",
            "<p>It rained on the day that we had chosen for the walk in the park "
            "– and yet all came, with umbrellas and good shoes, and stayed.</p>",
        ),
        (
            "She said:\n\nIt was a good day for all of us and for the whole of this"
            " town,\nwhich we will not forget.",
            "<p>She said:</p><p>It was a good day for all of us and for the whole of "
            "this town, which we will not forget.</p>",
        ),
    ],
)
def test_other_plain_texts(paste, text, html):
    assert paste(text=text) == html


def test_a_few_words_go_in_where_the_cursor_is(paste):
    assert paste(text=" two three", after="<p>one</p>") == "<p>one two three</p>"


# --- Word processors ----------------------------------------------------------------


def word_item(text, level=1, sign="·"):
    return (
        f"<p class=MsoListParagraph style='margin-left:36.0pt;text-indent:-18.0pt;"
        f"mso-list:l0 level{level} lfo1'><![if !supportLists]><span lang=EN-GB "
        f"style='font-family:Symbol'><span style='mso-list:Ignore'>{sign}<span "
        f"style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span>"
        f"</span><![endif]><span lang=EN-GB>{text}<o:p></o:p></span></p>"
    )


def word_document(*body):
    return (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head>"
        "<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]-->"
        "<style><!-- p.MsoNormal {color:red} --></style></head><body lang=PL>"
        f"<!--StartFragment-->{''.join(body)}<!--EndFragment--></body></html>"
    )


def word_paragraph(text):
    wrapped = text.replace(" the ", "\r\nthe ")
    return f"<p class=MsoNormal style='margin:0'><span lang=EN-GB>{wrapped}</span></p>"


def test_a_report_from_word(paste):
    html = word_document(
        *(
            word_paragraph(text) + "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
            for text in ENGLISH_PARAGRAPHS
        ),
        *(word_item(text) for text in ENGLISH_ITEMS),
        word_paragraph("See you in a week!"),
    )
    assert paste(text="another text", html=html) == ENGLISH_HTML


def test_lists_within_lists_from_word(paste):
    html = word_document(
        word_item("one", sign="1."),
        word_item("<b>a</b>", level=2, sign="o"),
        word_item("b", level=2, sign="o"),
        word_item("two", sign="2."),
    )
    inner = items("<strong>a</strong>", "b")
    assert paste(html=html) == (
        f'<ol data-type="decimal"><li><p>one</p>{inner}</li><li><p>two</p></li></ol>'
    )


def test_a_plain_text_that_was_opened_in_word(paste):
    html = "".join(
        f"<p class=MsoPlainText>{line.strip() or '<o:p>&nbsp;</o:p>'}</p>"
        for line in POLISH.split("\n")
    )
    assert paste(html=word_document(html)) == POLISH_HTML


def test_a_list_without_bullets_among_a_documents_paragraphs(paste):
    html = "<p>We offer:</p><p>tea,</p><p>bread,</p><p>and a chair.</p><p>Come in.</p>"
    assert paste(html=html) == (
        f"<p>We offer:</p>{items('tea,', 'bread,', 'and a chair.')}<p>Come in.</p>"
    )


def test_a_report_from_libreoffice(paste):
    paragraphs = "".join(
        f'<p style="margin-bottom: 0cm"><font face="Liberation Serif, serif">'
        f'<span lang="en-GB">{text.replace(" and ", chr(10) + "and ")}</span></font>'
        f'</p>\n<p style="line-height: 100%"><br/>\n\n</p>\n'
        for text in ENGLISH_PARAGRAPHS
    )
    points = "".join(
        f'\t<li><p style="margin-bottom: 0cm">{text}</p></li>\n'
        for text in ENGLISH_ITEMS
    )
    html = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"/><title></title>'
        '<style type="text/css">p { line-height: 115% }</style></head>'
        f'<body lang="en-GB" dir="ltr">{paragraphs}<ul>\n{points}</ul>\n'
        "<p>See you in a week!</p></body></html>"
    )
    assert paste(html=html) == ENGLISH_HTML


def test_a_text_from_google_docs(paste):
    html = (
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-guid">'
        '<h1 dir="ltr"><span style="font-weight:700">Garden</span></h1>'
        '<p dir="ltr"><span style="font-weight:400;font-style:normal">Come </span>'
        '<span style="font-weight:700;color:#ff0000">early</span>'
        '<span style="font-style:italic">, please</span></p><br>'
        '<ul><li dir="ltr" style="list-style-type:disc"><p dir="ltr">'
        '<span style="font-size:11pt">tea</span></p></li></ul></b>'
        '<br class="Apple-interchange-newline">'
    )
    assert paste(html=html) == (
        "<h2>Garden</h2><p>Come <strong>early</strong><em>, please</em></p>"
        + items("tea")
    )


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        (
            "<h1>a</h1><h2>b</h2><h3>c</h3><h5>d</h5>",
            "<h2>a</h2><h2>b</h2><h3>c</h3><h3>d</h3>",
        ),
        ("<p>w&nbsp;domu a&nbsp;&nbsp; &nbsp;b</p>", "<p>w&nbsp;domu a b</p>"),
        (
            "<ul><li>a</li><ul><li>b</li></ul></ul>",
            f"<ul><li><p>a</p>{items('b')}</li></ul>",
        ),
        (
            "<div><ul><li>a</li></ul></div><div><ul><li>b</li></ul></div>",
            items("a", "b"),
        ),
        (
            '<p><a href="https://example.org/" target="_blank" class="x">a</a></p>',
            '<p><a href="https://example.org/">a</a></p>',
        ),
        (
            '<p><a href="javascript:alert(1)">a</a> <a href="#_ftn1">1</a></p>',
            "<p>a 1</p>",
        ),
        (
            '<p onclick="alert(1)" style="color: red">a<script>alert(2)</script></p>',
            "<p>a</p>",
        ),
        (
            '<p>a</p><img src="/x.png" onerror="alert(1)"><iframe src="/"></iframe>',
            "<p>a</p>",
        ),
        ("<table><tr><td>a</td><td><p>b</p></td></tr></table>", "<p>a</p><p>b</p>"),
        (
            "<table><thead><tr><th><p class=MsoNormal><b>Time</b></p></th><th>What</th>"
            "</tr></thead><tr><td>10:00</td><td><p>Welcome</p><p>and coffee</p></td>"
            "<td> </td></tr><tr><td></td><td><a href='https://example.org'>Walk</a>"
            "</td></tr></table>",
            "<ul><li><p><strong>Time</strong> – What</p></li>"
            "<li><p>10:00 – Welcome and coffee</p></li>"
            '<li><p><a href="https://example.org">Walk</a></p></li></ul>',
        ),
        (
            "<table><tr><td><ul><li>a</li></ul></td><td>b</td></tr>"
            "<tr><td>c</td><td>d</td></tr></table>",
            "<ul><li><p>a</p></li></ul><p>b</p><p>c</p><p>d</p>",
        ),
        ("<blockquote>a</blockquote>", "<blockquote><p>a</p></blockquote>"),
    ],
)
def test_dress_is_taken_off(paste, html, clean):
    assert paste(html=html) == clean


# --- Names and languages ------------------------------------------------------------


def test_each_editor_has_its_fields_name_and_language(page):
    polish = page.get_by_role("textbox", name="Treść", exact=True)
    ukrainian = page.get_by_role("textbox", name="Текст новини", exact=True)
    assert polish.get_attribute("lang") == "pl"
    assert ukrainian.get_attribute("lang") == "uk"


def test_the_buttons_are_named_in_the_readers_language(page):
    bar = page.get_by_role("toolbar", name="Форматування").first
    names = [
        button.get_attribute("aria-label") for button in bar.locator("button").all()
    ]
    assert names == [
        "Заголовок",
        "Менший заголовок",
        "Маркований список",
        "Нумерований список",
        "Цитата",
        "Жирний шрифт",
        "Курсив",
        "Посилання",
        "Прибрати посилання",
        "Скасувати дію",
        "Повторити дію",
    ]


def test_a_button_says_whether_it_is_pressed(page):
    page.get_by_role("textbox", name="Текст новини").click()
    for name in ("Жирний шрифт", "Маркований список", "Заголовок"):
        button = page.get_by_role("button", name=name, exact=True).nth(1)
        assert button.get_attribute("aria-pressed") == "false"
        button.click()
        assert button.get_attribute("aria-pressed") == "true"


def test_an_editor_that_comes_later_has_a_name_and_raises_no_complaint(page, paste):
    paste(text="https://example.org/")  # finding links begins with the first text
    page.evaluate(
        """async () => {
            const row = document.createElement("div")
            row.innerHTML = '<label for="id_later">Later:</label>'
            const textarea = document.getElementById("id_body_pl").cloneNode()
            Object.assign(textarea, {id: "id_later", name: "later", value: ""})
            row.append(textarea)
            document.querySelector("form").append(row)
            const { createEditor } = await import("django-prose-editor/configurable")
            await createEditor(textarea)
        }"""
    )
    later = page.get_by_role("textbox", name="Later", exact=True)
    assert later.get_attribute("lang") is None


def focused(page):
    return page.evaluate("document.activeElement.ariaLabel")


def test_the_buttons_are_one_stop_of_tab_and_arrows_move_among_them(page):
    text = page.get_by_role("textbox", name="Текст новини")
    text.click()
    page.keyboard.press("Shift+Tab")
    met = []
    for key in ("Home", "ArrowRight", "ArrowLeft", "ArrowLeft", "Home", "End"):
        page.keyboard.press(key)
        met.append(focused(page))
    page.keyboard.press("Tab")
    met.append(focused(page))
    page.keyboard.press("Shift+Tab")
    met.append(focused(page))
    page.keyboard.press("Escape")
    met.append(focused(page))
    page.keyboard.press("Alt+F10")
    met.append(focused(page))
    page.keyboard.press("Shift+Tab")
    met.append(focused(page))
    first, last, text = "Заголовок", "Повторити дію", "Текст новини"
    assert met == [
        *(first, "Менший заголовок", first, last, first, last),
        *(text, last, text, last),
        "Treść",
    ]


# Two items, and the caret behind the second one.
LISTED = """({ editor }) => {
    editor.commands.setContent("<ul><li><p>a</p></li><li><p>b</p></li></ul>")
    editor.commands.setTextSelection(editor.state.doc.content.size)
    editor.view.focus()
}"""


def test_tab_after_escape_leaves_a_list(page):
    editor = page.locator(".ProseMirror").first
    met = []
    for keys in (("Escape", "Tab"), ("Tab",)):
        editor.evaluate(LISTED)
        for key in keys:
            page.keyboard.press(key)
        met.append((focused(page) == "Treść", editor.locator("ul ul").count()))
    assert met == [(False, 0), (True, 1)]
