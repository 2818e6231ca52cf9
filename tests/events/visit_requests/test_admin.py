"""Asking for a visit: how staff read and answer it."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from events.links.tokens import TOKEN_PATTERN
from events.models import OutgoingEmail, StudyVisit, VisitRequest
from events.visit_requests import admin as request_admin
from events.visit_requests.admin import give_answer
from events.visit_requests.rules import (
    decline_request,
    withdraw_request,
)
from tests import fixtures
from tests.builders import (
    DAY,
    build_staff,
    build_visit,
)
from tests.desk import filled
from tests.helpers import NOW, count_queries, queued_emails, request_visit, reread

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Status = VisitRequest.Status
LIST = "/en/admin/events/visitrequest/"
visit, user, staff = fixtures.visit, fixtures.user, fixtures.staff


def test_desk_pages_ask_as_much_for_three_requests_as_for_one(staff):
    counts = []
    for number in range(3):
        request = request_visit(key=f"k{number}")
        pages = (LIST, f"{LIST}{request.pk}/change/")
        counts.append([count_queries(staff, page) for page in pages])
    assert counts[0] == counts[2] == [7, 5]


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_a_request_is_read_with_its_actions(staff, language):
    request = request_visit()
    address = f"/{language}/admin/events/visitrequest/{request.pk}/change/"
    page = staff.get(address)
    assert [name for name, _label in page.context["answers"]] == [
        "accept",
        "propose",
        "decline",
    ]
    assert 'name="_save"' not in page.text
    withdraw_request(request=request, at=NOW)
    page = staff.get(address)
    assert (page.context["answers"], page.context["new_visit_url"]) == ([], "")


def answer_url(request, name):
    return f"{LIST}{request.pk}/answer/{name}/"


@pytest.mark.usefixtures("first_mails")
@pytest.mark.parametrize(
    ("name", "status"),
    [("accept", "accepted"), ("propose", "proposed"), ("decline", "declined")],
)
def test_an_answer_is_looked_at_before_it_is_sent(staff, visit, name, status):
    request = request_visit(language="uk")
    sent = {"answer": "Добрий день <x>"}
    if name != "decline":
        sent["visit"] = visit.pk
    assert staff.get(answer_url(request, name)).context["mail"] is None
    page = staff.post(answer_url(request, name), {**sent, "preview": "1"})
    assert "Добрий день <x>" in page.context["mail"].text
    assert "Добрий день &lt;x&gt;" in page.text
    assert (reread(request).status, len(queued_emails())) == ("received", 1)
    preview = page.context["mail"]
    changed = staff.post(answer_url(request, name), {**sent, "change": "1"})
    assert changed.context["form"]["answer"].value() == "Добрий день <x>"
    done = staff.post(answer_url(request, name), {**filled(page), "send": "1"})
    assert done.url == f"{LIST}{request.pk}/change/"
    assert reread(request).status == status
    mail = OutgoingEmail.objects.latest("pk")
    secret, reference = TOKEN_PATTERN.search(mail.text)[0], "…"
    if name == "accept":
        reference = reread(request).registration.reference
    assert (secret in page.text, len(queued_emails())) == (False, 2)
    assert preview.subject == mail.subject.replace(reference, "…")
    assert preview.text == mail.text.replace(secret, "…").replace(reference, "…")


def test_the_second_answer_is_told_that_it_is_late(staff, visit, user):
    request = request_visit()
    decline_request(request=request, at=NOW, staff=user)
    count = len(queued_emails())
    sent = {"visit": visit.pk, "answer": "", "send": "1"}
    page = staff.post(answer_url(request, "accept"), sent, follow=True)
    assert [str(m) for m in page.context["messages"]] == [
        "This request is decided already: declined. Nothing was sent."
    ]
    assert len(queued_emails()) == count


def test_who_answers_while_somebody_else_does_is_told_that_it_is_late(
    staff, visit, user, monkeypatch
):
    request = request_visit()

    def meanwhile(*given):
        decline_request(request=request, at=NOW, staff=user)
        return give_answer(*given)

    monkeypatch.setattr(request_admin, "give_answer", meanwhile)
    sent = {"visit": visit.pk, "answer": "", "send": "1"}
    page = staff.post(answer_url(request, "accept"), sent, follow=True)
    assert [str(m) for m in page.context["messages"]] == [
        "This request is decided already: declined. Nothing was sent."
    ]
    assert (reread(request).status, len(queued_emails())) == ("declined", 2)


def test_a_request_or_an_answer_that_is_not_there_has_no_page(staff):
    request = request_visit()
    assert staff.get(answer_url(request, "forget")).status_code == 404
    assert staff.get(f"{LIST}4711/answer/accept/").status_code == 404
    gone = staff.get(f"{LIST}4711/change/", follow=True)
    assert gone.redirect_chain == [("/en/admin/", 302)]


def test_why_a_visit_does_not_fit_is_said(staff, visit):
    request = request_visit(seats=13)
    sent = {"visit": visit.pk, "answer": "", "send": "1"}
    page = staff.post(answer_url(request, "accept"), sent)
    assert page.context["form"].errors == {
        "visit": ["One delegation may bring at most 12 people"]
    }
    assert page.context["mail"] is None


def test_a_visit_without_texts_is_not_mailed(staff, visit):
    words = {f"{n}_{c}": "" for n in ("title", "summary") for c in ("pl", "en", "uk")}
    type(visit).objects.update(published_at=None, **words)
    sent = {"visit": visit.pk, "answer": "", "preview": "1"}
    page = staff.post(answer_url(request_visit(), "propose"), sent)
    assert page.context["form"].errors == {
        "visit": ["Najpierw napisz teksty tej wizyty w jednym języku."]
    }


def test_a_visit_on_one_of_the_days_is_chosen_already(staff, visit):
    build_visit("later", starts_at=NOW + 41 * DAY, ends_at=NOW + 42 * DAY)
    day = timezone.localdate(NOW + 41 * DAY)
    page = staff.get(answer_url(request_visit(dates=(day,)), "propose"))
    assert page.context["form"]["visit"].value() == visit.pk + 1


def test_a_visit_is_made_from_a_request(staff):
    request = request_visit()
    page = staff.get(f"{LIST}{request.pk}/change/")
    form = staff.get(page.context["new_visit_url"])
    day = request.dates[0].isoformat()
    data = filled(form)
    assert data["starts_at"] == [f"{day}T10:00"]
    assert data["ends_at"] == [f"{day}T14:00"]
    assert (data["capacity"], data["largest_group"]) == (["5"], ["5"])
    assert data["languages"] == ["en", "uk"]


def test_a_visit_made_from_a_request_leads_on_to_accepting_it(staff):
    request, url = request_visit(), reverse("admin:events_studyvisit_add")
    data = filled(staff.get(f"{url}?for_request={request.pk}"))
    day = request.dates[0].isoformat()
    data |= {
        "starts_at": f"{day}T10:00",
        "ends_at": f"{day}T14:00",
        "capacity": 5,
        "largest_group": 5,
        "title_en": "For one city",
        "languages": ["en"],
    }
    answered = staff.post(f"{url}?for_request={request.pk}", data)
    visit = StudyVisit.objects.get(slug="for-one-city")
    assert answered.url == f"{answer_url(request, 'accept')}?visit={visit.pk}".replace(
        "/en/", "/pl/"
    )
    page = staff.get(answered.url)
    assert page.context["form"]["visit"].value() == str(visit.pk)


@pytest.mark.parametrize(
    ("query", "button"), [("", "_save"), ("?for_request={}", "_continue")]
)
def test_a_visit_of_ones_own_or_unfinished_leads_to_no_answer(staff, query, button):
    url = reverse("admin:events_studyvisit_add") + query.format(request_visit().pk)
    data = filled(staff.get(url)) | {
        "starts_at": "2027-01-11T10:00",
        "ends_at": "2027-01-11T14:00",
        "capacity": 5,
        "largest_group": 5,
        "title_en": "For one city",
        "languages": ["en"],
        button: "1",
    }
    visits = reverse("admin:events_studyvisit_changelist")
    answered = staff.post(url, data)
    visit = StudyVisit.objects.get(slug="for-one-city")
    change = reverse("admin:events_studyvisit_change", args=[visit.pk])
    leads_to = {"_save": visits, "_continue": change}[button]
    assert answered.url.partition("?")[0] == leads_to


def test_the_first_page_lists_the_requests_that_wait(staff):
    waiting, answered = (
        request_visit(),
        request_visit("another", organisation="Answered already"),
    )
    decline_request(request=answered, at=NOW, staff=build_staff(username="other"))
    page = staff.get("/en/admin/").content.decode()
    assert page.count('aria-labelledby="waiting-requests"') == 1
    assert f'{LIST}{waiting.pk}/change/">Example City Council, Exampletown<' in page
    assert "Answered already" not in page


def test_who_may_only_look_answers_nothing(client, visit):
    user = build_staff(username="reader")
    user.is_superuser = False
    user.save()
    user.user_permissions.add(Permission.objects.get(codename="view_visitrequest"))
    client.force_login(user)
    request = request_visit()
    assert client.get(f"{LIST}{request.pk}/change/").context["answers"] == []
    statuses = [
        client.post(answer_url(request, name), {"send": "1"}).status_code
        for name in ("accept", "propose", "decline")
    ]
    assert statuses == [403, 403, 403]
    codename = "change_visitrequest"
    user.user_permissions.add(Permission.objects.get(codename=codename))
    page = client.get(f"{LIST}{request.pk}/change/")
    assert [name for name, _label in page.context["answers"]] == ["propose", "decline"]
