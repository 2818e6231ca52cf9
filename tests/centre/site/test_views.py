"""URLs that name no language, and covers that nobody draws."""

import pytest

from centre.pictures.weave import WEAVE_VERSION


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_admin_is_found_in_the_language_of_the_browser(client, language):
    response = client.get("/admin/", headers={"accept-language": language})
    assert (response.status_code, response.url) == (302, f"/{language}/admin/")
    assert response.headers["Vary"] == "Accept-Language"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        f"{WEAVE_VERSION + 1}/workshop/a",
        f"{WEAVE_VERSION}/nothing/a",
        f"{WEAVE_VERSION}/workshop/{'a' * 91}",
    ],
)
def test_an_unknown_cover_is_not_found(client, path):
    assert client.get(f"/weave/{path}.svg").status_code == 404
