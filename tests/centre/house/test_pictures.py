"""Emblems of those who pay, pictures of the house, and the pages that show them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from centre.models import Emblem, HousePicture
from tests.builders import DAY, build_activity, build_centre, build_staff
from tests.desk import errors_of, filled, picture_file
from tests.project.pages import page_url

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TODAY = date(2026, 11, 25)
STATEMENT = "Współfinansuje fundusz."


def build_emblem(centre, **fields):
    values = {"name": "Fundusz", "kind": "funder", "statement_pl": STATEMENT, **fields}
    return Emblem.objects.create(centre=centre, image=picture_file(), **values)


@pytest.mark.parametrize(
    ("first", "last", "is_shown"),
    [(None, None, True), (0, 0, True), (-1, 1, True), (1, None, False),
     (None, -1, False)],
)  # fmt: skip
def test_an_emblem_is_in_the_footer_while_it_counts(client, first, last, is_shown):
    centre = build_centre()
    span = {
        name: None if days is None else TODAY + days * DAY
        for name, days in (("shown_from", first), ("shown_until", last))
    }
    build_emblem(centre, **span)
    html = client.get("/pl/").text
    assert ('alt="Fundusz"' in html) == is_shown
    assert (
        STATEMENT in client.get("/pl/o-centrum/").text.replace("\xa0", " ")
    ) == is_shown


def test_an_emblem_does_not_end_before_it_begins():
    span = {"shown_from": TODAY, "shown_until": TODAY - DAY}
    centre = build_centre()
    with pytest.raises(ValidationError) as refused:
        Emblem(centre=centre, name="F", **span).full_clean(exclude=["image"])
    assert [*refused.value.message_dict] == ["shown_until"]
    with pytest.raises(IntegrityError), transaction.atomic():
        build_emblem(centre, **span)


def test_what_a_fund_pays_for_says_so(client):
    centre = build_centre()
    build_activity("kurs", funded_by=build_emblem(centre, shown_until=TODAY - DAY))
    build_activity("inny")
    pages = [client.get(f"/pl/wydarzenia/{slug}/").text for slug in ("kurs", "inny")]
    assert [STATEMENT in page.replace("\xa0", " ") for page in pages] == [True, False]


def test_each_page_has_its_own_pictures_with_who_made_them(client):
    centre = build_centre()
    for page in HousePicture.Page.values:
        HousePicture.objects.create(
            centre=centre,
            page=page,
            image=picture_file(),
            alt_pl=f"Widok {page}",
            caption_pl=f"Podpis {page}",
            credit="Pracownia",
        )
    pages = HousePicture.Page.values
    addresses = {page: page_url(f"centre:{page}", {}, "pl") for page in pages}
    for page, address in addresses.items():
        html = client.get(address).text.replace("\xa0", " ")
        seen = [p for p in addresses if f"Widok {p}" in html and f"Podpis {p}" in html]
        assert (seen, html.count("Pracownia")) == ([page], 1)


@pytest.mark.parametrize(
    ("fields", "is_linked"),
    [({}, False), ({"in_short_pl": "Dom."}, True), ({"press_phone": "12"}, True)],
)
def test_the_page_for_the_media_is_linked_once_something_is_on_it(
    client, fields, is_linked
):
    build_centre(**fields)
    address = page_url("centre:media", {}, "pl")
    assert (f'href="{address}"' in client.get("/pl/").text) == is_linked
    assert (f"{address}<" in client.get("/sitemap-house-0.xml").text) == is_linked
    assert client.get(address).status_code == 200


def test_staff_add_an_emblem_and_a_picture_that_needs_its_description(client):
    centre = build_centre()
    client.force_login(build_staff())
    address = f"/pl/admin/centre/centre/{centre.pk}/change/"
    sent = filled(client.get(address))
    sent |= {
        "emblems-TOTAL_FORMS": 1,
        "emblems-0-image": picture_file(),
        "emblems-0-name": "Fundusz",
        "emblems-0-kind": "funder",
        "emblems-0-position": 0,
        "emblems-0-shown_from": "2026-12-02",
        "emblems-0-shown_until": "2026-12-01",
        "pictures-TOTAL_FORMS": 1,
        "pictures-0-image": picture_file(),
        "pictures-0-page": "media",
        "pictures-0-position": 0,
        "pictures-0-focal_x": 50,
        "pictures-0-focal_y": 50,
    }
    refused = errors_of(client.post(address, sent))
    assert sorted(refused) == [
        "emblems-0-shown_until",
        "pictures-0-alt_en",
        "pictures-0-alt_pl",
        "pictures-0-alt_uk",
    ]
    described = {f"pictures-0-alt_{code}": "Dom" for code in ("pl", "en", "uk")}
    files = {f"{name}-0-image": picture_file() for name in ("emblems", "pictures")}
    sent |= described | files | {"emblems-0-shown_until": "2026-12-02"}
    assert client.post(address, sent).status_code == 302
    assert [e.name for e in Emblem.objects.all()] == ["Fundusz"]
    assert [p.page for p in HousePicture.objects.all()] == ["media"]
