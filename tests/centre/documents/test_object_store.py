"""Files in a store that speaks S3: the same promises as on a disk."""

import environ
import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.utils import timezone

from centre.documents.object_store import ObjectStorage, PrivateObjectStorage
from centre.pictures.storing import FileNotStored, store_once
from centre.stores import stores
from centre.web.downloads import Download, send_file
from tests.object_server import object_server

pytestmark = [pytest.mark.once]
NAME = "private/0a1b.mp4"
DATA = bytes(range(256)) * 4


@pytest.fixture(scope="module")
def server():
    with object_server() as running:
        yield running


@pytest.fixture
def made(server, monkeypatch):
    """The two stores of an environment that names two buckets."""
    server.objects.clear()
    variables = {
        "MEDIA_BUCKET": "house",
        "PRIVATE_BUCKET": "house-private",
        "STORE_ENDPOINT": server.url,
        "STORE_REGION": "eu-central-1",
        "STORE_ACCESS_KEY": "tests",
        "STORE_SECRET_KEY": "tests",
    }
    monkeypatch.setattr(environ.Env, "ENVIRON", variables)
    named = stores(environ.Env())
    classes = {"default": ObjectStorage, "private": PrivateObjectStorage}
    return {name: of(**named[name]["OPTIONS"]) for name, of in classes.items()}


def sent(store, **headers):
    """The answer that gives out a private file."""
    file = type("Stored", (), {"name": NAME, "storage": store, "size": len(DATA)})
    download = Download(file, "video/mp4", timezone.now())
    return send_file(RequestFactory().get("/", headers=headers), download)


@pytest.mark.django_db
def test_the_same_content_is_stored_once_and_whole(server, made):
    store_once(made["default"], "pictures/a.jpg", ContentFile(b"12345"))
    store_once(made["default"], "pictures/a.jpg", ContentFile(b"12345"))
    assert server.objects == {"/house/pictures/a.jpg": b"12345"}
    puts = [path for method, path, _span in server.asked if method == "PUT"]
    assert puts.count("/house/pictures/a.jpg") == 1
    assert made["default"].listdir("pictures") == ([], ["a.jpg"])


@pytest.mark.parametrize(
    ("media_url", "url"),
    [
        ("/media/", "/media/pictures/a%20b.jpg"),
        (
            "https://media.example.org/x/",
            "https://media.example.org/x/pictures/a%20b.jpg",
        ),
    ],
)
def test_pictures_have_unsigned_addresses_at_media_url(made, settings, media_url, url):
    settings.MEDIA_URL = media_url
    assert made["default"].url("pictures/a b.jpg") == url


def test_a_private_file_has_no_address_and_lies_in_the_private_bucket(server, made):
    made["private"].save(NAME, ContentFile(DATA))
    assert [*server.objects] == [f"/house-private/{NAME}"]
    with pytest.raises(ValueError, match="no address"):
        made["private"].url(NAME)


def test_a_part_of_a_recording_fetches_that_part_alone(server, made):
    made["private"].save(NAME, ContentFile(DATA))
    server.asked.clear()
    answer = sent(made["private"], range="bytes=300-309")
    assert (answer.status_code, b"".join(answer)) == (206, DATA[300:310])
    assert answer.headers["Content-Range"] == f"bytes 300-309/{len(DATA)}"
    whole = ("GET", f"/house-private/{NAME}", "bytes=300-309")
    assert server.asked == [whole]
    assert b"".join(sent(made["private"])) == DATA


def test_a_private_file_that_is_gone_is_not_found(made):
    with pytest.raises(FileNotFoundError):
        made["private"].open_part(NAME, 0, 3)


@pytest.mark.parametrize(
    ("status", "code", "raised"),
    [(403, b"AccessDenied", OSError), (404, b"", FileNotFoundError)],
)
def test_a_file_that_may_not_be_read_is_not_said_to_be_gone(
    server, made, monkeypatch, status, code, raised
):
    body = code and b"<Error><Code>" + code + b"</Code></Error>"
    monkeypatch.setattr(server, "do_GET", lambda asked: asked._answer(status, body))
    with pytest.raises(OSError, match=NAME if code == b"" else "failed") as refused:
        made["private"].open_part(NAME, 0, 3)
    assert refused.type is raised


@pytest.mark.django_db
def test_a_store_that_fails_is_as_a_disk_that_fails(made, monkeypatch):
    monkeypatch.setattr(made["default"], "exists", lambda name: False)
    made["default"].endpoint_url = "http://127.0.0.1:9"  # where nobody listens
    made["default"].client_config = made["default"].client_config.merge(
        type(made["default"].client_config)(retries={"total_max_attempts": 1})
    )
    with pytest.raises(FileNotStored):
        store_once(made["default"], "pictures/a.jpg", ContentFile(b"1"))
