"""What a house shows before staff have written anything: no page is half empty."""

import re

import pytest

pytestmark = pytest.mark.django_db

NAMES = {
    "pl": "Centrum Wielokulturowe w\xa0Krakowie",
    "en": "Multicultural Centre in Kraków",
    "uk": "Мультикультурний центр у\xa0Кракові",
}
UNWRITTEN = {
    "/pl/o-centrum/": "Ta strona jeszcze powstaje. Zajrzyj tu znowu niedługo.",
    "/en/visit-us/": "We are still writing this page. Check back soon.",
    "/uk/pro-tsentr/": "Ця сторінка ще готується. Зазирніть сюди трохи згодом.",
}


def headings(text):
    return re.findall(r"<h[12][^>]*>\s*([^<]*?)\s*</h[12]>", text)


@pytest.mark.parametrize("language", NAMES)
def test_the_home_page_has_the_name_and_no_heading_of_nothing(client, language):
    text = client.get(f"/{language}/").text
    name = NAMES[language]
    first, _coming_up, _visit, foot, *_menus = headings(text)
    assert (first, foot) == (name, name)
    assert f"<title>{name.replace(chr(160), ' ')}</title>" in text
    assert 'id="kinds"' not in text
    assert '<p class="lead"' not in text
    assert 'class="house-place"' not in text


@pytest.mark.parametrize("path", UNWRITTEN)
def test_a_page_without_a_text_says_so(client, path):
    found = re.findall(r'<p class="empty">([^<]*)</p>', client.get(path).text)
    assert found == [UNWRITTEN[path]]


def test_dates_are_passed_on_where_there_are_any(client):
    assert 'class="pass-on' not in client.get("/en/activities/").text
