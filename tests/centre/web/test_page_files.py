"""Files that the web server gives out are what the site would say, and end in time."""

import errno
import os
import re
import shutil
import subprocess

import pytest
from django.conf import settings

from centre.web.changes import Listener, connect
from centre.web.page_cache import WANTED, Copy, with_page_cache
from centre.web.page_files import PageFiles, minute_name, read_headers

MOMENT = (1, 29_600_000)
NGINX = settings.BASE_DIR / "deploy" / "nginx"
KEY = ("https/http", "example.org", "/pl/o-nas/", "")


@pytest.fixture
def headers():
    return read_headers(NGINX / "centre-pages.conf")


@pytest.fixture
def files(tmp_path, headers):
    made = PageFiles(tmp_path / "pages", headers)
    made.drop()
    return made


def copy_of(headers, language="pl", **changes):
    told = {**headers, "content-language": language, **changes}
    return Copy(list(told.items()), b"<!doctype html>")


def laid(files):
    root = files._root
    return sorted(
        str(path.relative_to(root / "current"))
        for path in (root / "current").rglob("*")
        if path.is_file()
    )


def test_a_page_lies_where_its_minute_its_host_and_its_address_say(files, headers):
    files.write(files.folder(MOMENT), KEY, copy_of(headers), "gzip")
    assert laid(files) == [f"{minute_name(MOMENT[1])}/example.org/pl/o-nas/.gzip"]


def test_a_file_has_the_etag_of_its_copy(files, headers):
    copy = copy_of(headers)
    files.write(files.folder(MOMENT), KEY, copy, "br")
    about = (files._root / "current" / laid(files)[0]).stat()
    assert f'"{int(about.st_mtime):x}-{about.st_size:x}"' == copy.etag("br")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, "http/http"),
        (1, "../etc"),
        (1, "example..org"),
        (2, "/pl/../secret/"),
        (2, "/pl//o-nas/"),
        (2, "/pl/o-nas"),
        (2, "/robots.txt"),
        (2, "/pl/.br/"),
        (3, "page=2"),
    ],
)
def test_another_address_has_no_file(files, headers, place, value):
    key = [*KEY]
    key[place] = value
    files.write(files.folder(MOMENT), tuple(key), copy_of(headers), "gzip")
    assert laid(files) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"content-security-policy": "frame-ancestors https://example.org"},
        {"content-type": "application/atom+xml"},
        {"x-robots-tag": "noindex"},
        {"content-language": "en"},
    ],
)
def test_a_page_of_which_the_site_says_something_else_has_no_file(
    files, headers, changes
):
    files.write(files.folder(MOMENT), KEY, copy_of(headers, **changes), "gzip")
    assert laid(files) == []


def test_the_order_of_a_policy_does_not_matter(files, headers):
    policy = headers["content-security-policy"]
    turned = "; ".join(reversed(policy.split("; ")))
    copy = copy_of(headers, **{"content-security-policy": turned})
    files.write(files.folder(MOMENT), KEY, copy, "gzip")
    assert len(laid(files)) == 1


def test_a_change_puts_all_files_out_of_reach_also_those_that_come_late(files, headers):
    before = files.folder(MOMENT)
    files.write(before, KEY, copy_of(headers), "gzip")
    files.drop()
    files.write(before, KEY, copy_of(headers), "br")
    assert laid(files) == []
    files.drop()
    assert len([*files._root.iterdir()]) == 2  # `current`, and what it leads to


def test_on_a_full_disk_a_change_leaves_no_file_within_reach(
    files, headers, monkeypatch
):
    def no_room(*_anything):
        raise OSError(errno.ENOSPC, "No space left on device")

    files.write(files.folder(MOMENT), KEY, copy_of(headers), "gzip")
    monkeypatch.setattr("pathlib.Path.symlink_to", no_room)
    with pytest.raises(OSError, match="No space"):
        files.drop()
    assert files.folder(MOMENT) is None
    assert not (files._root / "current").is_symlink()
    monkeypatch.undo()
    files.drop()
    files.write(files.folder(MOMENT), KEY, copy_of(headers), "gzip")
    assert len(laid(files)) == 1


def test_what_processes_before_laid_down_ends_with_the_first_of_the_next(
    files, headers, monkeypatch, settings
):
    """Nobody heard of a change in between, and a new release has other pages."""
    monkeypatch.setattr("centre.web.page_cache.listener", Listener(connect))
    settings.CENTRE_PAGES_ROOT = files._root
    files.write(files.folder(MOMENT), KEY, copy_of(headers), "gzip")
    with_page_cache(None)
    assert laid(files) == []


def test_former_minutes_are_deleted(files, headers, time_machine):
    time_machine.move_to(MOMENT[1] * 60, tick=False)
    files.write(files.folder(MOMENT), KEY, copy_of(headers), "gzip")
    files.tidy()
    assert len(laid(files)) == 1
    time_machine.move_to((MOMENT[1] + 1) * 60, tick=False)
    files.tidy()
    assert laid(files) == []


def test_files_of_one_minute_have_a_limit(files, headers, monkeypatch):
    monkeypatch.setattr("centre.web.page_files.LIMIT", 5000)
    for name in ("a", "b"):
        key = (*KEY[:2], f"/pl/{name}/", "")
        files.write(files.folder(MOMENT), key, copy_of(headers), "gzip")
    assert [path.split("/")[-2] for path in laid(files)] == ["a"]


def test_a_folder_that_is_not_there_is_no_fault(tmp_path, headers):
    files = PageFiles(tmp_path / "nowhere", headers)
    assert files.folder(MOMENT) is None
    files.tidy()


def test_without_a_folder_nothing_is_done(headers):
    files = PageFiles(None, headers)
    files.drop()
    files.tidy()
    assert files.folder(MOMENT) is None


# --- The other half: nginx


@pytest.mark.django_db
def test_nginx_says_of_a_page_what_the_site_says(client, settings, headers):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    answer = client.get("/pl/o-centrum/", secure=True)
    told = {name.lower(): value for name, value in answer.headers.items()}
    for name in ("etag", "content-length", "content-language", "x-request-id"):
        told.pop(name)
    for said in (told, headers):
        parts = said["content-security-policy"].split("; ")
        said["content-security-policy"] = sorted(parts)
    assert {**told, "vary": "Accept-Encoding"} == headers


def test_nginx_and_the_site_understand_the_same_wishes():
    text = (NGINX / "centre.conf").read_text()
    told = re.findall(r'"~\*(.*)" (br|gzip);', text)
    assert [(name, pattern) for pattern, name in told] == [
        (name, pattern.pattern) for name, pattern in WANTED.items()
    ]


def test_nginx_looks_for_a_minute_as_the_site_names_it():
    text = (NGINX / "centre.conf").read_text()
    found = re.search(r'map \$date_gmt \$page_minute \{\s+"~(.*)" (\S+);', text)
    match = re.search(found[1].replace("?<", "?P<"), "Monday, 30-Nov-2026 03:58:09 GMT")
    assert found[2] == "${day}_$minute"
    assert f"{match['day']}_{match['minute']}" == "30-Nov-2026_03:58"
    assert minute_name(29_933_518) == "30-Nov-2026_03:58"


nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


@pytest.mark.skipif(nginx is None, reason="there is no nginx here")
def test_nginx_understands_its_file(tmp_path):
    from bench.repeats import shipped
    from bench.site import NGINX as FRAME

    text = shipped(1, 2, tmp_path)
    path = tmp_path / "nginx.conf"
    path.write_text(FRAME.format(user="", folder=tmp_path, http=text))
    command = [nginx, "-t", "-p", str(tmp_path), "-e", "stderr", "-c", str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
