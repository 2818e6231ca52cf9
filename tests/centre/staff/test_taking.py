"""A file that a form takes from the library stays there until its row does, too."""

from pathlib import PurePosixPath
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from centre.documents.tasks import tidy_file
from centre.models import LibraryPicture
from centre.staff.content import ContentAdmin
from tests.builders import (
    build_centre,
    build_document,
    build_page,
    build_post,
    build_staff,
)
from tests.desk import filled, form_url, picture_file
from tests.helpers import wait_until_blocked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.mark.parametrize("rows", ["pictures", "documents"])
def test_who_takes_a_file_out_waits_for_a_form_that_takes_it(
    rows: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_centre()
    client.force_login(build_staff())
    post = build_post("wpis")
    source: Any
    if rows == "pictures":
        source = LibraryPicture.objects.create(image=picture_file())
        stored = source.image
    else:
        source = build_document(build_page("strona"))
        stored = source.file
    name, storage = stored.name, stored.storage

    def take_out() -> None:
        source.delete()
        tidy_file(name)
        connection.close()

    other, save_formset = Thread(target=take_out), ContentAdmin.save_formset

    def save_meanwhile(*given: Any, **more: Any) -> None:
        if other.ident is None:
            other.start()
            wait_until_blocked(other)
        save_formset(*given, **more)

    monkeypatch.setattr(ContentAdmin, "save_formset", save_meanwhile)
    url = f"{form_url(post)}?{rows}-take={PurePosixPath(name).name}"
    sent = filled(client.get(url)) | {"pictures-0-decorative": "on"}
    assert client.post(url, sent).status_code == 302
    other.join()
    assert [row.pk for row in type(source).objects.all()] == []
    (row,) = getattr(post, rows).all()
    kept = row.image if rows == "pictures" else row.file
    assert (kept.name, storage.exists(name)) == (name, True)
