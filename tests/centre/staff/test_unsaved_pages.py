"""What is typed on the desk's own pages is kept as that of every form of a thing."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centre.models import Proposal, UnsavedForm
from events.models import Registration, StaffMessage, VisitRequest
from tests.builders import (
    at_hour,
    build_activity,
    build_registration,
    build_session,
    build_staff,
    build_visit,
)
from tests.desk import DELEGATION, end_session, named_forms, sent_by, sign_in
from tests.markup import parse
from tests.project.desk_pages import build_desk, desk_pages

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADD = "/en/admin/events/registration/add/"
TEXT = "Words that nobody has saved"
# Pages by their names in `desk_pages`, with what somebody types there: each a field, or
# the first whose name begins so.
PAGES = {
    "centre_houseclosure_day 1": {"note_en": TEXT},
    "centre_houseclosure_holidays": {"days": ["2026-12-25"]},
    "centre_outdatedtext_review 0": {"answer": TEXT},
    "events_activity_paste": {"text": TEXT},
    "events_activity_series 1": {"dates-0-opens": "18:15"},
    "events_day_list 0": {"arrived-": "5"},
    "events_registration_act 2": {"reason": TEXT},
    "events_registration_act 5": {"contact_name": TEXT},
    "events_registration_add": {"organisation": TEXT},
    "events_registration_address 0": {"email": "inny@example.org"},
    "events_registration_answer 1": {"reason": TEXT},
    "events_staffmessage_rewrite 0": {"body_pl": TEXT},
    "events_staffmessage_write 0": {"body_pl": TEXT},
    "events_studyvisit_cancel 0": {"reason": TEXT},
    "events_visitrequest_answer 2": {"answer": TEXT},
    "library-file 0": {"terms": TEXT},
    "news_post_paste": {"text": TEXT},
}
# Templates with a form in which nobody types: buttons, ticks, what a secret answers; or
# of which nothing is to be kept (record 24): a person looked for, a letter, a file.
NOTHING_TYPED = {
    "accounts/account.html",
    "accounts/code.html",
    "accounts/form.html",
    "accounts/passkey.html",
    "auth/user/change_form.html",
    "base_site.html",
    "bin.html",
    "centre/importing/run.html",
    "centre/translations/exchange.html",
    "events/invitations/invite.html",
    "events/messages/message.html",
    "events/onsite/all_sheets.html",
    "events/onsite/close.html",
    "events/onsite/figures.html",
    "events/onsite/letter.html",
    "events/privacy/person.html",
    "includes/prepared.html",
    "includes/secret_links.html",
    "includes/session_end.html",
    "includes/unsaved.html",
    "includes/uploads.html",
}


@pytest.fixture
def staff() -> Client:
    """A browser that has signed in, and whose forms are checked as the real ones."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(build_staff())
    return client


def typed(client: Client, url: str, **fields: Any) -> dict[str, Any]:
    """Open a page and change some of its form; nothing is sent."""
    (form,) = named_forms(client.get(url))
    return sent_by(form) | fields


def offered(response: Any) -> list[str]:
    """Return where a page leads to what is kept and it does not show."""
    links = parse(response.text).xpath("//div[@class='unsaved-text']/a")
    return [link.get("href") for link in links]


def words(data: dict[str, Any]) -> dict[str, Any]:
    """Return what a form sends, without what it says of the page itself."""
    own = {"csrfmiddlewaretoken", "form_page"}
    return {
        name: value if isinstance(value, list) else [value]
        for name, value in data.items()
        if name not in own
    }


def test_what_is_typed_on_each_page_is_there_after_signing_in() -> None:
    addresses = desk_pages(build_desk(), "en")
    client = Client(enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.get())
    sent, shown = {}, {}
    for name, fields in PAGES.items():
        data = typed(client, addresses[name])
        for begins, value in fields.items():
            data[next(each for each in data if each.startswith(begins))] = value
        sent[name] = words(data)
        end_session(client)
        page = sign_in(client, client.post(addresses[name], data))
        *_parts, form = named_forms(page)  # what was pasted is parted already
        shown[name] = words(sent_by(form))
        assert "This is what you typed and did not save" in page.text, name
    assert shown == sent


def test_what_is_typed_on_each_page_is_kept_while_it_is_typed() -> None:
    addresses, staff = desk_pages(build_desk(), "en"), Client()
    staff.force_login(get_user_model().objects.get())
    kept, told, offered_there, filled_again = {}, {}, {}, {}
    for name, fields in PAGES.items():
        (form, *_more) = named_forms(page := staff.get(addresses[name]))
        (status,) = form.xpath(".//p[contains(@class, 'form-kept')]")
        assert 'src="/static/staff/keep.js"' in page.text
        data = sent_by(form)
        for begins, value in fields.items():
            data[next(each for each in data if each.startswith(begins))] = value
        answer = staff.post(status.get("data-url"), data | {"form_turn": "1"})
        kept[name] = answer.json()["kept"] != ""
        (text,) = staff.get("/en/admin/").context["unsaved_texts"]
        offered_there[name] = offered(staff.get(addresses[name])) == [text["url"]]
        *_parts, form = named_forms(used := staff.get(text["url"]))
        filled_again[name] = words(sent_by(form)) == words(data)
        told[name] = (used.context["given_back"] is not None, offered(used))
        UnsavedForm.objects.all().delete()
    assert kept == offered_there == filled_again == dict.fromkeys(PAGES, True)
    assert told == dict.fromkeys(PAGES, (True, []))


def test_each_page_offers_what_is_kept_of_it_in_every_language(staff: Client) -> None:
    build_visit()
    kept = []
    for language in ("en", "pl", "uk"):
        url = ADD.replace("en", language, 1)
        page = typed(staff, url, **DELEGATION)
        assert staff.post("/en/admin/unsaved/", page).json()["kept"] != ""
        kept.insert(0, UnsavedForm.objects.latest("pk").pk)
        assert offered(staff.get(ADD)) == [f"{ADD}?unsaved={pk}" for pk in kept]
        with CaptureQueriesContext(connection) as asked:
            shown = offered(staff.get(url))
        assert shown == [f"{url}?unsaved={pk}" for pk in kept]
        assert len(asked) == 6
    first, *others = kept
    assert offered(staff.get(f"{ADD}?unsaved={first}")) == [
        f"{ADD}?unsaved={pk}" for pk in others
    ]
    assert offered(staff.get(f"{ADD}?visit=1")) == []
    assert offered(staff.get(f"{ADD}?unsaved=0")) == offered(staff.get(ADD))


def test_a_page_that_answers_offers_none_of_what_was_sent(staff: Client) -> None:
    url = "/en/admin/news/post/paste/"
    staff.post("/en/admin/unsaved/", page := typed(staff, url, text="12"))
    (use,) = offered(staff.get(url))
    shown = staff.get(staff.post(url, page).url)
    assert (">\n12</textarea>" in shown.text, offered(shown)) == (True, [])
    staff.post("/en/admin/unsaved/", typed(staff, url, text="12"))
    (use,) = offered(staff.get(url))
    data = sent_by(named_forms(staff.get(use))[-1])
    shown = staff.get(staff.post(url, data).url)
    assert (">\n12</textarea>" in shown.text, offered(shown)) == (True, [])


def test_what_was_taken_is_not_kept_again(staff: Client) -> None:
    visit = build_visit()
    build_registration(visit)
    url = f"/en/admin/events/staffmessage/write/{visit.pk}/"
    data = typed(staff, url, states=["confirmed"], subject_pl="S", body_pl=TEXT)
    assert staff.post(url, data).status_code == 302
    assert staff.post("/en/admin/unsaved/", data).json() == {"kept": ""}
    refused = typed(staff, url, states=["confirmed"], subject_pl="", body_pl=TEXT)
    assert staff.post(url, refused).status_code == 303
    assert staff.post("/en/admin/unsaved/", refused).json()["kept"] != ""


def test_what_came_too_late_for_its_form_is_kept() -> None:
    """Somebody else was first: nothing is taken, and there is no form any more."""
    addresses, staff = desk_pages(build_desk(), "en"), Client()
    staff.force_login(get_user_model().objects.get())
    late = {
        "events_staffmessage_rewrite 0": StaffMessage.objects.all(),
        "events_visitrequest_answer 2": VisitRequest.objects.all(),
        "centre_outdatedtext_review 0": Proposal.objects.all(),
    }
    pages = {name: typed(staff, addresses[name], **PAGES[name]) for name in late}
    StaffMessage.objects.update(confirmed_at=timezone.now())
    VisitRequest.objects.update(status="declined")
    Proposal.objects.update(revision=7)
    for name, data in pages.items():
        button = {"send": "x", "refuse": "x"}
        assert staff.post(addresses[name], data | button).status_code == 303
        (text,) = staff.get("/en/admin/").context["unsaved_texts"]
        assert TEXT in staff.get(text["url"]).text
        UnsavedForm.objects.all().delete()


def test_what_is_sent_late_from_a_page_is_not_kept(staff: Client) -> None:
    data = typed(staff, ADD, **DELEGATION, visit=str(build_visit().pk))
    assert staff.post(ADD, data | {"form_turn": "7"}).status_code == 302
    late = data | {"city": "Eł", "form_turn": "6"}
    assert staff.post("/en/admin/unsaved/", late).json() == {"kept": ""}
    assert staff.get("/en/admin/").context["unsaved_texts"] == []


def test_every_form_of_the_desk_says_which_page_it_is_of() -> None:
    folder = settings.BASE_DIR / "templates/admin"
    nameless = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.html")
        if re.search('<form[^>]*method="post"', text := path.read_text())
        and not re.search("page_name.html|form_page", text)
    }
    assert nameless == NOTHING_TYPED
    silent = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.html")
        if "page_name.html" in (text := path.read_text()) and "offered_here" not in text
    }
    assert silent == set()


def test_what_is_sent_again_is_taken_and_no_longer_kept(staff: Client) -> None:
    data = typed(staff, ADD, **DELEGATION, visit=str(build_visit().pk))
    end_session(staff)
    page = sign_in(staff, staff.post(ADD, data))
    assert staff.get("/en/admin/").context["unsaved_texts"] != []
    (form,) = named_forms(page)
    answer = staff.post(page.request["PATH_INFO"] + "?unsaved=1", sent_by(form))
    assert answer.status_code == 302, staff.get(answer.url).context["form"].errors
    assert Registration.objects.get().organisation == TEXT
    assert staff.get("/en/admin/").context["unsaved_texts"] == []
    kept = [(form.closed, form.fields) for form in UnsavedForm.objects.all()]
    assert kept == [(True, {})] * 2  # of the page, and of the one it went on from


def test_a_number_that_somebody_counted_comes_back(staff: Client) -> None:
    build_session(build_activity("kurs"), at_hour(9))
    url = "/en/admin/events/activity/count/"
    data = typed(staff, url)
    (name,) = (each for each in data if each.endswith("-people"))
    data[name] = "31"
    end_session(staff)
    (form,) = named_forms(sign_in(staff, staff.post(url, data)))
    assert sent_by(form)[name] == ["31"]


def test_parts_of_a_pasted_text_come_back(staff: Client) -> None:
    url = "/en/admin/news/post/paste/"
    parts = {"pl-title": "Tytuł", "pl-lead": "", "pl-body": TEXT, "fill": "x"}
    data = typed(staff, url) | parts
    end_session(staff)
    form, _anew = named_forms(sign_in(staff, staff.post(url, data)))
    assert (sent_by(form)["pl-title"], sent_by(form)["pl-body"]) == (["Tytuł"], TEXT)


def test_who_sees_nothing_there_any_more_gets_the_text_back(staff: Client) -> None:
    visit = build_visit()
    url = f"/en/admin/events/staffmessage/write/{visit.pk}/"
    build_registration(visit)
    data = typed(staff, url, body_pl=TEXT)
    get_user_model().objects.update(is_superuser=False)
    answers = [staff.post(url, data)]
    end_session(staff)
    answers.append(staff.post(url, data))
    for answer in answers:
        assert (answer.status_code, TEXT in answer.text) == (403, True)
        assert answer["Cache-Control"] == "private, no-store"
    assert not UnsavedForm.objects.exists()


def test_nobody_else_gets_it(staff: Client) -> None:
    build_visit()
    data = typed(staff, ADD, **DELEGATION)
    end_session(staff)
    staff.post(ADD, data)
    kept = UnsavedForm.objects.get()
    staff.force_login(build_staff(username="other"))
    (form,) = named_forms(staff.get(f"{ADD}?unsaved={kept.pk}"))
    assert sent_by(form)["organisation"] == [""]
    end_session(staff)
    staff.force_login(get_user_model().objects.get(username="other"))
    answer = staff.post(ADD, data)
    assert (answer.status_code, answer.url) == (302, "/en/admin/")
    assert UnsavedForm.objects.get().user.username == "staff"


def test_it_is_shown_on_its_own_page_alone(staff: Client) -> None:
    build_visit()
    data = typed(staff, ADD, **DELEGATION)
    end_session(staff)
    sign_in(staff, staff.post(ADD, data))
    pk = UnsavedForm.objects.get().pk
    shown = [
        staff.get(url).context["given_back"] is not None
        for url in (
            f"{ADD}?unsaved={pk}",
            f"/pl/admin/events/registration/add/?unsaved={pk}",
            f"{ADD}?visit=1&unsaved={pk}",
            f"/en/admin/news/post/paste/?unsaved={pk}",
            f"{ADD}?unsaved={pk + 1}",
            f"{ADD}?unsaved=x",
        )
    ]
    assert shown == [True, True, False, False, False, False]


def test_no_secret_is_kept(staff: Client) -> None:
    build_visit()
    data = typed(staff, ADD, **DELEGATION, password="very secret")
    end_session(staff)
    staff.post(ADD, data)
    assert "password" not in UnsavedForm.objects.get().fields


def test_where_the_form_is_gone_the_text_alone_is_shown(staff: Client) -> None:
    visit = build_visit()
    build_registration(visit)
    url = f"/en/admin/events/staffmessage/write/{visit.pk}/"
    staff.post(
        url, typed(staff, url, states=["confirmed"], subject_pl="S", body_pl="T")
    )
    message = StaffMessage.objects.get()
    rewrite = f"/en/admin/events/staffmessage/{message.pk}/rewrite/"
    data = typed(staff, rewrite, body_pl=TEXT)
    end_session(staff)
    answer = staff.post(rewrite, data)
    message.delete()
    page = sign_in(staff, answer)
    assert "private, no-store" in page["Cache-Control"]
    assert ("<h1>What you typed</h1>" in page.text, TEXT in page.text) == (True, True)
    kept = UnsavedForm.objects.get(closed=False)
    discard = f"/en/admin/unsaved/{kept.pk}/discard/"
    assert discard in page.text


def test_a_page_that_fails_keeps_what_was_sent(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_visit()
    data = typed(staff, ADD, **DELEGATION)

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError

    name = "events.registrations.staff.manual_entry.StaffRegistrationForm.register"
    monkeypatch.setattr(name, fail)
    staff.raise_request_exception = False
    assert staff.post(ADD, data).status_code == 500
    assert UnsavedForm.objects.get().fields["organisation"] == [TEXT]


def test_who_may_do_other_things_is_refused_and_keeps_nothing(staff: Client) -> None:
    build_visit()
    data = typed(staff, ADD, **DELEGATION)
    user = get_user_model().objects.get()
    user.is_superuser = False
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename="view_activity"))
    answer = staff.post(ADD, data)
    assert (answer.status_code, TEXT in answer.text) == (403, True)
    assert not UnsavedForm.objects.exists()
