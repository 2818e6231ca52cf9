"""A text in several languages is pasted once; it fills a form and saves nothing."""

import re

import pytest

from news.models import Post
from tests.builders import build_centre, build_staff
from tests.desk import filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TEXT = """Chór śpiewa w Centrum

Zapraszamy na próby.

Przyjdź i śpiewaj.

English version
The choir sings

Come along.

Bring a friend.
"""


@pytest.mark.parametrize(
    ("model", "lead"), [("news/post", "lead"), ("events/activity", "summary")]
)
def test_what_was_pasted_is_shown_first_and_then_fills_each_tab(client, model, lead):
    build_centre()
    client.force_login(build_staff())
    url = f"/en/admin/{model}/paste/"
    assert f'href="{url}"' in client.get(f"/en/admin/{model}/add/").text
    (begun,) = re.findall(r"<textarea[^>]*>", client.get(url).text)
    assert " autofocus" in begun
    shown = client.post(url, {"text": TEXT}, follow=True)
    parts = {
        name: value if isinstance(value, str) else value[0]
        for name, value in filled_parts(shown).items()
        if name[:3] in {"pl-", "en-", "uk-"}
    }
    assert parts == {
        "pl-title": "Chór śpiewa w Centrum",
        "pl-lead": "Zapraszamy na próby.",
        "pl-body": "Przyjdź i śpiewaj.",
        "en-title": "The choir sings",
        "en-lead": "Come along.",
        "en-body": "Bring a friend.",
    }
    changed = parts | {"en-title": "Sing with us", "fill": "yes"}
    form = filled(client.post(url, changed, follow=True))
    names = ("title_pl", f"{lead}_pl", "body_pl", "title_en", "body_en", "title_uk")
    assert [v if isinstance(v, str) else v[0] for v in (form[n] for n in names)] == [
        "Chór śpiewa w Centrum",
        "Zapraszamy na próby.",
        "<p>Przyjdź i śpiewaj.</p>",
        "Sing with us",
        "<p>Bring a friend.</p>",
        "",
    ]
    assert form["pictures-TOTAL_FORMS"] == ["0"]
    assert Post.objects.count() == 0


def filled_parts(response):
    """Read the form of the parts alone: the page has another one to paste anew."""
    html = response.content.replace(b'id="paste_form"', b'id="other"')
    return filled(type("Page", (), {"content": html}))


def test_a_text_without_a_language_is_refused_beside_its_field(client):
    client.force_login(build_staff())
    shown = client.post("/en/admin/news/post/paste/", {"text": "12"}, follow=True)
    assert "No language can be recognised. Write for example “EN:” above it." in (
        shown.text
    )
    assert ">\n12</textarea>" in shown.text
