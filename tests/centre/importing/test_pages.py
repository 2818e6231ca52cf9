"""Staff upload, read the report, and decide_entry; one import at a time."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from django.utils.translation import gettext
from django_tasks import default_task_backend

from centre.documents.refusals import MEGABYTE
from centre.importing import forms
from centre.importing.models import ImportRun
from centre.importing.tasks import read_run
from news.models import Post
from tests.builders import DAY
from tests.centre.importing.samples import item, someone, upload, wxr

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADD = "/en/admin/centre/importrun/add/"
State = ImportRun.State


def page_of(run):
    return f"/en/admin/centre/importrun/{run.pk}/change/"


@pytest.fixture
def staff(client):
    client.force_login(someone())
    default_task_backend.clear()
    return client


def queued():
    return [tuple(result.args) for result in default_task_backend.results]


def test_what_is_uploaded_is_read_in_the_background(
    staff, django_capture_on_commit_callbacks
):
    refused = staff.post(ADD, {"kind": "wordpress"}, follow=True)
    assert "Choose the file." in refused.text
    assert ImportRun.objects.count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        file = SimpleUploadedFile("export.xml", wxr(item(1)))
        answer = staff.post(ADD, {"kind": "wordpress", "file": file})
    run = ImportRun.objects.get()
    assert (answer.status_code, answer.url) == (302, page_of(run))
    assert (run.state, run.created_by, queued()) == ("reading", someone(), [(run.pk,)])
    assert "0" in staff.get(page_of(run)).text


def test_what_cannot_be_read_is_refused_beside_its_field(staff, monkeypatch):
    monkeypatch.setattr(forms, "LARGEST_FILE", MEGABYTE)
    heavy = SimpleUploadedFile("export.xml", b"x" * (MEGABYTE + 1))
    for asked, reason in (
        ({"file": heavy}, "This file is too large. It can have up to 1 MB."),
        (
            {"address": "https://old.example.org/"},
            "Choose the file: only a feed or a calendar can be read from an address.",
        ),
        ({}, "Choose the file."),
        ({"kind": "feed"}, "Choose the file, or give the address below."),
    ):
        page = staff.post(ADD, {"kind": "wordpress", **asked})
        with translation.override("en"):
            assert page.context["adminform"].form.errors == {"file": [reason]}


def failed(**fields):
    chosen = {"kind": "feed", "address": "https://old.example.org/feed/", **fields}
    return ImportRun.objects.create(created_by=someone(), state=State.FAILED, **chosen)


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_one_that_failed_is_tried_again_with_what_was_chosen(staff, language):
    run = failed(fetch_pictures=True)
    report = staff.get(page_of(run).replace("/en/", f"/{language}/"))
    again = ADD.replace("/en/", f"/{language}/") + f"?again={run.pk}"
    assert f'href="{again}"' in report.text
    page = staff.get(again)
    fields = page.context["adminform"].form
    assert {name: fields[name].value() for name in fields.fields} == {
        "kind": "feed",
        "address": "https://old.example.org/feed/",
        "file": None,
        "pictures": None,
        "fetch_pictures": True,
    }
    told = "What was chosen before is filled in. Files have to be chosen again."
    with translation.override(language):
        assert gettext(told) in page.text
    staff.post(again, {"kind": "feed", "address": "https://new.example.org/feed/"})
    assert ImportRun.objects.exclude(pk=run.pk).get().address == (
        "https://new.example.org/feed/"
    )


def test_nothing_is_filled_in_of_one_that_did_not_fail_or_is_none(staff):
    run = upload(wxr(item(1)), address="https://old.example.org/feed/")
    assert "?again=" not in staff.get(page_of(run)).text
    for key in (run.pk, 0, "1'", "9" * 30, ""):
        page = staff.get(f"{ADD}?again={key}")
        form = page.context["adminform"].form
        assert (form["address"].value(), page.context["is_again"]) == (None, False)


def test_what_is_alike_in_several_languages_is_said_once(staff):
    pair = {"excerpt": "", "terms": [("post_translations", "pll_1")]}
    english = pair | {"terms": [*pair["terms"], ("language", "en")]}
    run = upload(wxr(item(1, **pair), item(2, **english)))
    read_run(run, timezone.now())
    [row] = staff.get(page_of(run)).context["rows"]
    told = "The lead is made of the beginning of the text."
    assert (row.languages, row.notes.count(told)) == ("Polski, English", 1)


def test_a_button_does_nothing_in_a_state_that_it_is_not_for(
    staff, django_capture_on_commit_callbacks
):
    run = upload(wxr(item(1)))
    with django_capture_on_commit_callbacks(execute=True):
        for state, button in (("ready", "go_on"), ("done", "discard")):
            ImportRun.objects.update(state=state)
            staff.post(page_of(run), {button: ""})
            assert ImportRun.objects.get().state == state
    assert queued() == []


def test_one_import_goes_on_at_a_time(staff, django_capture_on_commit_callbacks):
    first, second = upload(wxr(item(1))), upload(wxr(item(2)))
    for run in (first, second):
        read_run(run, timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        for run in (first, second, first):
            staff.post(page_of(run), {"start": ""})
    done = [staff.get(page_of(run)).text for run in (first, second)]
    assert ["<p data-at-work>" in page for page in done] == [True, False]
    states = ImportRun.objects.order_by("pk").values_list("state", flat=True)
    assert ([*states], queued()) == (["importing", "ready"], [(first.pk,)])
    assert Post.objects.count() == 0  # the worker's work
    staff.post(page_of(first), {"discard": ""})
    staff.post(page_of(second), {"start": ""})
    assert [*states.all()] == ["discarded", "importing"]


def test_one_that_stands_still_is_gone_on_with(
    staff, django_capture_on_commit_callbacks
):
    run = upload(wxr(item(1)))
    parts = ('name="go_on"', "data-at-work")
    page = staff.get(page_of(run)).text
    assert [part in page for part in parts] == [False, True]
    ImportRun.objects.update(moved_at=timezone.now() - DAY)
    page = staff.get(page_of(run)).text
    assert [part in page for part in parts] == [True, False]
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(page_of(run), {"go_on": ""})
    assert queued() == [(run.pk,)]


def test_a_report_costs_the_same_with_three_entries(staff, django_assert_num_queries):
    staff.get("/en/admin/")
    for number in (1, 3):
        run = upload(wxr(*(item(n) for n in range(number))))
        read_run(run, timezone.now())
        with django_assert_num_queries(6):
            assert len(staff.get(page_of(run)).context["rows"]) == number


def test_what_becomes_of_an_entry_is_said_in_one_case(staff):
    run = upload(wxr(item(1), item(2, status="draft")))
    read_run(run, timezone.now())
    rows = staff.get(page_of(run).replace("/en/", "/pl/")).context["rows"]
    assert [(row.outcome, row.publication) for row in rows] == [
        ("nowe", "opublikowane od 4\xa0maja 2019"),
        ("nowe", "szkic"),
    ]


def test_who_may_not_write_news_imports_none(client):
    user = someone()
    user.is_superuser = False
    user.save()
    rights = ("view_importrun", "add_importrun", "change_importrun")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    run = upload(wxr(item(1)))
    answers = [client.get(ADD), client.get(page_of(run))]
    answers.append(client.post(page_of(run), {"discard": ""}))
    assert [answer.status_code for answer in answers] == [403, 200, 403]
