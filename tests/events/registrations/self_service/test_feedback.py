"""A few words after a visit, kept without saying whose they are."""

import pytest
from django.core import mail

from events import due
from events.links.tokens import mailed_token
from events.models import Feedback, Registration, StudyVisit
from events.registrations.mail.contact_emails import compose_contact_email
from events.registrations.self_service.feedback import FeedbackForm
from tests.builders import DAY, build_centre, build_document, build_visit, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]


@pytest.fixture
def link():
    """The link in the thank-you mail of a visit that is over."""
    build_centre()
    visit = build_visit()
    done = register(visit)
    Registration.objects.update(status="attended")
    StudyVisit.objects.update(
        starts_at=visit.starts_at - 40 * DAY,
        ends_at=visit.ends_at - 40 * DAY,
        registration_opens_at=None,
        registration_closes_at=None,
    )
    visit.refresh_from_db()
    due.do_due_work(visit.ends_at + DAY)
    (text,) = [m.body for m in mail.outbox if m.subject.startswith("Thank you")]
    path = f"/en/registration/{mailed_token(done.registration)}/feedback/"
    assert path in text
    return path


def test_feedback_is_kept_without_its_sender(client, link):
    response = client.post(link, {"score": "4", "useful": "The panel."})
    assert response.url == f"{link}thanks/"
    assert client.get(response.url).status_code == 200
    row = Feedback.objects.get()
    assert (row.score, row.useful, row.missing) == (4, "The panel.", "")
    assert not any(f.name == "registration" for f in Feedback._meta.fields)


def test_a_missing_score_is_said_and_loses_nothing(client, link):
    page = client.post(link, {"useful": "The panel."})
    assert "Choose how useful the visit was" in page.text
    assert [*page.context["form"].errors] == ["score"]
    assert "The panel." in page.text
    assert not Feedback.objects.exists()


def test_before_the_visit_there_is_nothing_to_say(client):
    done = register(build_visit())
    assert client.get(f"/en/registration/{done.token}/feedback/").status_code == 404
    assert client.get("/en/registration/wrong/feedback/").status_code == 404


def test_a_link_gives_one_answer(client, link):
    for score in ("4", "5"):
        assert client.post(link, {"score": score}).url == f"{link}thanks/"
    assert [*Feedback.objects.values_list("score", flat=True)] == [4]
    assert client.get(link).url == f"{link}thanks/"


def test_of_two_answers_at_once_one_is_kept(client, link, monkeypatch):
    """The second one read the registration before the first was stored."""
    is_valid = FeedbackForm.is_valid

    def late(form):
        Registration.objects.update(feedback_given=True)
        return is_valid(form)

    monkeypatch.setattr(FeedbackForm, "is_valid", late)
    assert client.post(link, {"score": "5"}).url == f"{link}thanks/"
    assert not Feedback.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize("status", Registration.Status.values)
def test_who_did_not_come_is_asked_nothing(client, link, status):
    registration = Registration.objects.get()
    Registration.objects.update(
        status=status,
        offer_expires_at=registration.created_at if status == "offered" else None,
        joined_to=registration if status == "joined" else None,
        proven_at=None,
    )
    came = status in {"confirmed", "attended"}
    assert client.get(link).status_code == (200 if came else 404)
    client.post(link, {"score": "4"})
    assert Feedback.objects.count() == came


def test_the_link_leads_to_the_materials_of_the_visit_where_there_are_any(client, link):
    note = "The same link leads to the materials of the visit."
    own_page = link.removesuffix("feedback/")
    visit = StudyVisit.objects.get()
    registration = Registration.objects.get()
    build_document(visit)
    sent = compose_contact_email("visit_thanks", registration)
    assert [note in sent.text, note in sent.html] == [False, False]
    assert own_page + "#materials" not in client.get(link).text
    build_document(visit, for_participants=True)
    sent = compose_contact_email("visit_thanks", registration)
    assert [note in sent.text, note in sent.html] == [True, True]
    assert sent.text.count("http") == 1
    for page in (link, f"{link}thanks/"):
        assert own_page + "#materials" in client.get(page).text
    assert 'id="materials"' in client.get(own_page).text
