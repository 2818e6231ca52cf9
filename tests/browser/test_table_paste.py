"""A pasted table, as Word, Excel and Google Docs have it, becomes lines to read."""

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils.html import format_html
from pytest_django.live_server_helper import LiveServer

from events.visits.admin_form import VisitForm

pytestmark = [pytest.mark.browser, pytest.mark.once]


def lines_page(request):
    field = VisitForm.base_fields["pasted_programme"]
    return HttpResponse(
        format_html(
            '<!doctype html><html lang="pl"><head><title>Lines</title></head>'
            "<body><main>{}</main></body></html>",
            field.widget.render("lines", "", {"aria-label": "Program"}),
        )
    )


urlpatterns = [
    path("pl/lines/", lines_page),
    path("favicon.ico", lambda request: HttpResponse(status=204)),
]


@pytest.fixture(scope="module")
def paste(browser):
    """Paste into the empty field; what stands there then comes back."""
    with override_settings(ROOT_URLCONF=__name__):
        server = LiveServer("127.0.0.1")
        page, messages = browser.new_page(), []
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.goto(f"{server.url}/pl/lines/")
        page.wait_for_load_state("networkidle")

        def paste(html, text=""):
            return page.evaluate(
                """([html, text]) => {
                    const field = document.querySelector("textarea")
                    field.value = ""
                    const data = new DataTransfer()
                    data.setData("text/html", html)
                    data.setData("text/plain", text)
                    field.dispatchEvent(new ClipboardEvent("paste", {
                        clipboardData: data, bubbles: true, cancelable: true,
                    }))
                    return field.value
                }""",
                [html, text],
            )

        yield paste
        assert messages == []
        page.close()
        server.stop()


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>
<!-- p {margin:0} --></style></head><body><!--StartFragment-->
<p class=MsoNormal style='margin:0'>Dzień 1</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'>
<tr style='height:1cm'><td width=100 rowspan=2><p class=MsoNormal>9<sup>00</sup> –
10<sup>30</sup><o:p></o:p></p></td><td><p>Chór<o:p></o:p></p><p>wielu
języków</p></td><td><p>Osoba A</p></td></tr>
<tr><td><p>Szycie<br>razem</p></td><td><p>Osoba B</p></td></tr>
<tr><td colspan=2><p>10.30 Przerwa</p></td><td><p>&nbsp;</p></td></tr></table>
<!--EndFragment--></body></html>"""
EXCEL = """<html><head><style><!--td {mso-style:x}--></style></head><body>
<table><col width=64><tr height=20><td class=xl65>9:00</td><td>Witamy</td>
<td rowspan="2">Osoba</td></tr><tr><td>10:00</td><td>"Dom" &amp; my</td></tr></table>
</body></html>"""
GOOGLE = """<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-1">
<div dir="ltr"><table style="border:none"><colgroup><col></colgroup><tbody>
<tr><td style="x"><p dir="ltr"><span style="color:#000">9:00</span></p></td><td>
<p dir="ltr"><span>Witamy</span></p></td></tr></tbody></table></div></b>"""


def test_a_table_becomes_a_line_for_each_row(paste):
    assert {
        name: paste(html)
        for name, html in (
            ("Word", WORD),
            ("Excel", EXCEL),
            ("Google", GOOGLE),
        )
    } == {
        "Word": (
            "Dzień 1\n9:00 – 10:30\tChór wielu języków\tOsoba A\n"
            "9:00 – 10:30\tSzycie razem\tOsoba B\n10.30 Przerwa\n"
        ),
        "Excel": '9:00\tWitamy\tOsoba\n10:00\t"Dom" & my\tOsoba\n',
        "Google": "9:00\tWitamy\n",
    }


def test_what_is_no_table_is_left_to_the_browser(paste):
    assert paste("<p>9:00 Witamy</p>", "9:00 Witamy") == ""
