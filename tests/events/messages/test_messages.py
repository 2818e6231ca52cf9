"""Messages of staff: to whom, in which language, once, never to who has ended."""

import threading
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from events.due import do_due_work
from events.mail import tasks
from events.messages import documents
from events.messages.rules import (
    MessageContent,
    MessageGone,
    confirm_message,
    recipients_of,
    send_due_messages,
    version_of,
    withdraw_message,
    write_draft,
)
from events.models import OutgoingEmail, StaffMessage
from events.privacy.anonymise import anonymise_registrations
from events.registrations.mail.message_emails import compose_message_email
from events.registrations.rules.seats import withdraw_registration
from tests.builders import (
    DAY,
    HOUR,
    build_centre,
    build_document,
    build_post,
    build_registration,
    build_staff,
    build_visit,
)
from tests.desk import filled
from tests.helpers import count_queries, reread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]
TEXTS = {
    "pl": ("Tramwaj ({visit})", "Strajk. {contact}, jedź 9."),
    "en": ("No tram", "Take bus 9."),
}


@pytest.fixture
def visit():
    build_centre()
    return build_visit()


@pytest.fixture
def staff(client, visit):
    client.force_login(build_staff())
    return client


def delegation(visit, language, **fields):
    contact = {"contact_email": f"{language}@example.org"}
    return build_registration(visit, language=language, **contact | fields)


def draft_of(visit, *recipients, texts=TEXTS, scheduled_at=None, documents=()):
    content = MessageContent(
        texts=texts,
        recipients=recipients,
        documents=documents,
        scheduled_at=scheduled_at,
    )
    return write_draft(visit=visit, content=content, key="k", staff=None)


def test_a_key_of_another_visit_makes_a_draft_of_its_own():
    visits = [build_visit(slug=slug) for slug in ("pierwsza", "druga")]
    groups = [delegation(visit, "pl") for visit in visits]
    first, second = (
        draft_of(visit, group) for visit, group in zip(visits, groups, strict=True)
    )
    assert [(m.visit, [*m.recipients.all()]) for m in (first, second)] == [
        (visit, [group]) for visit, group in zip(visits, groups, strict=True)
    ]
    assert draft_of(visits[0], groups[0]) == first
    assert StaffMessage.objects.count() == 2


def confirm(message):
    seen = version_of(message)
    return confirm_message(message=message, seen=seen, at=timezone.now())


def written():
    """Recipient, language and subject of each message in the outbox."""
    mails = OutgoingEmail.objects.filter(kind="staff_message").order_by("pk")
    return [*mails.values_list("recipient", "language", "subject")]


# --- Who gets what ------------------------------------------------------------------


def test_each_reads_the_own_language_or_is_told_of_another_one(visit):
    delegations = [delegation(visit, code) for code in ("pl", "en", "uk")]
    confirm(draft_of(visit, *delegations))
    assert written() == [
        ("pl@example.org", "pl", "Tramwaj (Wizyta wizyta)"),
        ("en@example.org", "en", "No tram"),
        ("uk@example.org", "uk", "Tramwaj (Wizyta wizyta)"),
    ]
    words = "Strajk. Contact Person, jedź 9."
    mails = OutgoingEmail.objects.filter(kind="staff_message").order_by("pk")
    polish, _english, fallback = mails
    assert [words in mail.text for mail in (polish, fallback)] == [True, True]
    paragraph = f'<p lang="pl" style="margin:16px 0 0">{words}</p>'
    assert [paragraph in mail.html for mail in (polish, fallback)] == [False, True]


def test_who_has_ended_before_it_goes_out_gets_none_of_it(visit, mailoutbox):
    """Neither before the mails are written nor before they are sent."""
    stays, ends, late = (delegation(visit, code) for code in ("pl", "en", "uk"))
    message = draft_of(visit, stays, ends, late)
    withdraw_registration(registration=ends, at=timezone.now())
    assert recipients_of(message) == [stays, late]
    confirm(message)
    withdraw_registration(registration=late, at=timezone.now())
    tasks.deliver_due_mail.func()
    to = [mail.to[0] for mail in mailoutbox if "tram" in mail.subject.lower()]
    assert to == ["pl@example.org"]
    mail = OutgoingEmail.objects.get(kind="staff_message", recipient="uk@example.org")
    assert (mail.state, mail.failure, mail.text) == ("failed", "ended", "")


def test_documents_go_with_it_as_they_were_chosen(visit, mailoutbox):
    document = build_document(visit, "Mapa.pdf")
    message = draft_of(visit, delegation(visit, "pl"), documents=[document])
    with document.file.open() as file:
        content = file.read()
    document.delete()
    confirm(message)
    tasks.deliver_due_mail.func()
    [attached] = mailoutbox[-1].attachments
    assert attached == ("Mapa.pdf", content, "application/pdf")


# --- Once ---------------------------------------------------------------------------


def test_it_is_sent_once_and_only_as_somebody_saw_it(visit):
    message = draft_of(visit, delegation(visit, "pl"))
    changed = draft_of(visit, delegation(visit, "en"))
    assert changed == message
    with pytest.raises(MessageGone):
        confirm(message)  # as it was before
    confirm(reread(message))
    with pytest.raises(MessageGone):
        confirm(reread(message))
    assert [to for to, _code, _subject in written()] == ["en@example.org"]
    # What is typed into the same form after that is another draft.
    assert draft_of(visit) != message


def test_documents_that_no_mail_takes_are_refused(staff, visit, monkeypatch):
    delegation(visit, "pl")
    paper = build_document(visit, "Plan.pdf")
    sent = {"documents": [f"events.visitdocument:{paper.pk}"], "states": ["confirmed"]}
    typed = {"subject_pl": "T", "body_pl": "J", "key": "k"} | sent
    for most, refused in ((paper.size, []), (paper.size - 1, ["documents"])):
        monkeypatch.setattr("events.messages.forms.MAX_TOTAL", most)
        page = staff.post(write_url(visit), typed)
        errors = page.context["form"].errors if page.context else {}
        assert [*errors] == refused
    assert StaffMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_once():
    build_centre()
    visit = build_visit()
    message, answers = draft_of(visit, delegation(visit, "pl")), []
    gate = threading.Barrier(2)

    def press():
        gate.wait(5)
        try:
            answers.append(confirm(message) == message)
        except MessageGone:
            answers.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (sorted(answers), len(written())) == ([False, True], 1)


def test_one_that_is_scheduled_waits_and_can_be_withdrawn(visit, time_machine):
    at = timezone.now() + 3 * HOUR
    message = draft_of(visit, delegation(visit, "pl"), scheduled_at=at)
    confirm(message)
    assert (send_due_messages(at - timedelta(seconds=1)), written()) == (0, [])
    withdraw_message(message=message)
    assert send_due_messages(at) == 0
    confirm(reread(message))
    time_machine.move_to(at)
    assert [do_due_work(at)["messages"], do_due_work(at)["messages"]] == [1, 0]
    assert len(written()) == 1
    with pytest.raises(MessageGone):
        withdraw_message(message=message)


# --- The desk -----------------------------------------------------------------------


def send(client, url, typed):
    """The answer itself, with nothing followed."""
    return Client.post(client, url, typed)


def write_url(visit, query=""):
    return f"/en/admin/events/staffmessage/write/{visit.pk}/{query}"


def test_staff_write_look_and_send_with_a_redirect_after_each(staff, visit):
    delegation(visit, "uk")
    one = delegation(visit, "pl")
    page = staff.get(write_url(visit, f"?id={one.pk}"))
    typed = filled(page) | {"subject_pl": "Tramwaj", "body_pl": "Jedź 9."}
    answer = send(staff, write_url(visit), typed)
    message = StaffMessage.objects.get()
    own_page = f"/en/admin/events/staffmessage/{message.pk}/change/"
    assert (answer.status_code, answer.url) == (302, own_page)
    page = staff.get(own_page)
    [shown] = page.context["mails"]
    assert (shown.registration, shown.subject) == (one, "Tramwaj")
    # Beside it the same mail for who does not read Polish: its frame, at least.
    assert shown.twin.text.startswith("Dear Contact Person,")
    assert "…" in shown.text
    assert "/registration/" not in shown.text
    button = {"version": page.context["version"], "send": "yes"}
    assert [send(staff, own_page, button).status_code for _ in range(2)] == [302, 303]
    assert written() == [("pl@example.org", "pl", "Tramwaj")]
    said = [str(text) for text in staff.get(own_page).context["messages"]]
    assert (len(said), said[0]) == (2, "1 mail goes out.")
    log = staff.get(f"/en/admin/events/registration/{one.pk}/change/").text
    assert own_page in log


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"states": []}, "states"),
        ({"body_pl": ""}, "body_pl"),
        ({"subject_pl": "", "body_pl": ""}, "subject_pl"),
        ({"body_pl": "Hej {name}"}, "body_pl"),
        ({"scheduled_at": "2020-01-07T10:30"}, "scheduled_at"),  # always gone by
        ({"scheduled_at": "2027-03-28T02:30"}, "scheduled_at"),  # there is none
        ({"documents": ["materials"]}, "documents"),
        ({"documents": ["events.visitdocument:0"]}, "documents"),
    ],
)
def test_what_can_not_be_sent_is_said_beside_its_field_and_kept(
    staff, visit, changes, field
):
    delegation(visit, "pl")
    paper = build_document(visit, for_participants=True)
    if changes.get("documents") == ["materials"]:
        changes = {"documents": [f"events.visitdocument:{paper.pk}"]}
    typed = {"states": ["confirmed"], "subject_pl": "T", "body_pl": "J", "key": "k"}
    form = staff.post(write_url(visit), typed | changes).context["form"]
    assert [*form.errors] == [field]
    assert form["subject_pl"].value() == (typed | changes)["subject_pl"]
    assert not StaffMessage.objects.exists()


def test_a_draft_is_changed_and_discarded(staff, visit):
    message = draft_of(visit, delegation(visit, "pl"), texts={"pl": ("A", "B")})
    url = f"/en/admin/events/staffmessage/{message.pk}/rewrite/"
    typed = filled(staff.get(url)) | {"subject_pl": "C"}
    assert send(staff, url, typed).status_code == 302
    assert [*message.texts.values_list("subject", "body")] == [("C", "B")]
    own_page = url.replace("rewrite", "change")
    assert send(staff, own_page, {"discard": "yes"}).status_code == 302
    assert send(staff, own_page, {"send": "yes"}).status_code == 404
    assert (StaffMessage.objects.count(), written()) == (0, [])


def test_staff_schedule_one_and_take_it_back(staff, visit):
    at = timezone.now() + 3 * HOUR
    delegation(visit, "uk")
    message = draft_of(visit, *visit.registrations.all(), scheduled_at=at)
    own_page = f"/en/admin/events/staffmessage/{message.pk}/change/"
    page = staff.get(own_page)
    [(theirs, other, number)] = page.context["unwritten"]
    assert (strip_tags(theirs), strip_tags(other), number) == (
        "Українська",
        "Polski",
        1,
    )
    version = page.context["version"]
    assert send(staff, own_page, {"version": version, "send": "yes"}).url == own_page
    waiting = reread(message)
    assert (waiting.confirmed_at is None, waiting.sent_at) == (False, None)
    # What waits is not rewritten, whoever has the address.
    rewrite = own_page.replace("change", "rewrite")
    assert send(staff, rewrite, {}).url == own_page
    assert send(staff, own_page, {"withdraw": "yes"}).url == own_page
    assert (reread(message).confirmed_at, written()) == (None, [])
    # Somebody else discards it while a form is open.
    page = staff.get(rewrite)
    said, typed = [str(text) for text in page.context["messages"]], filled(page)
    with patch("events.messages.admin.rewrite_draft", side_effect=MessageGone):
        assert send(staff, rewrite, typed).url == own_page
    said += [str(text) for text in staff.get(own_page).context["messages"]]
    assert [text.partition(":")[0] for text in said] == [
        "The message waits for its moment.",
        "The message does not go out; it is a draft again.",
        "Nothing was done",
    ]


def test_who_may_look_at_messages_alone_sends_none(client, visit):
    reader = get_user_model().objects.create_user("reader", is_staff=True)
    rights = Permission.objects.filter(
        codename__in=["view_staffmessage", "view_registration"]
    )
    reader.user_permissions.set(rights)
    client.force_login(reader)
    message = draft_of(visit, delegation(visit, "pl"))
    own_page = f"/en/admin/events/staffmessage/{message.pk}/change/"
    page = client.get(own_page)
    assert (page.status_code, page.context["may_write"]) == (200, False)
    button = {"version": page.context["version"], "send": "yes"}
    refused = [send(client, own_page, button), send(client, write_url(visit), {})]
    assert [answer.status_code for answer in refused] == [403, 403]
    assert (written(), reread(message).confirmed_at) == ([], None)
    reader.user_permissions.set(rights.filter(codename="view_registration"))
    assert client.get(own_page).status_code == 403


def test_pages_cost_the_same_with_one_and_with_three_recipients(staff, visit):
    first, *others = (
        delegation(visit, "pl", contact_email=f"{n}@example.org") for n in "abc"
    )
    message = draft_of(visit, first)
    urls = [
        write_url(visit),
        f"/en/admin/events/staffmessage/{message.pk}/change/",
        "/en/admin/events/staffmessage/",
    ]
    counts = [[count_queries(staff, url) for url in urls]]
    draft_of(visit, first, *others)
    counts.append([count_queries(staff, url) for url in urls])
    assert counts == [[10, 12, 10]] * 2


def test_of_other_pages_the_newest_documents_are_offered_and_the_chosen_ones(
    staff, visit, monkeypatch
):
    """However many documents the house has; the visit's own are all there."""
    monkeypatch.setattr(documents, "NEWEST", 2)
    own = [build_document(visit, f"Plan {n}.pdf") for n in range(3)]
    post = build_post("wpis", published_at=timezone.now() - DAY)
    others = [build_document(post, f"Mapa {n}.pdf") for n in range(4)]
    first, _second, third, fourth = map(documents.key_of, others)
    own_keys = sorted(map(documents.key_of, own))

    def offered(page):
        groups = page.context["form"].fields["documents"].choices
        return [[key for key, _name in rows] for _owner, rows in groups]

    [mine, news] = offered(staff.get(write_url(visit)))
    assert (sorted(mine), news) == (own_keys, [fourth, third])
    message = draft_of(visit, delegation(visit, "pl"), documents=[others[0]])
    url = f"/en/admin/events/staffmessage/{message.pk}/rewrite/"
    page = staff.get(url)
    assert offered(page)[1] == [fourth, third, first]
    assert page.context["form"]["documents"].value() == [first]
    assert send(staff, url, filled(page)).status_code == 302
    [kept] = reread(message).attachments.all()
    assert kept.filename == "Mapa 0.pdf"
    odd = {"documents": [f"news.postdocument:{'9' * 5000}"], "subject_pl": "C"}
    page = staff.post(url, filled(staff.get(url)) | odd)
    assert [*page.context["form"].errors] == ["documents"]


def test_the_list_says_to_how_many_delegations_each_goes(staff, visit):
    rows = [delegation(visit, "pl", contact_email=f"{n}@example.org") for n in "abc"]
    for key, recipients in {"a": rows[:1], "b": rows, "c": []}.items():
        message = StaffMessage.objects.create(visit=visit, key=key)
        message.recipients.set(recipients)
    shown = staff.get("/en/admin/events/staffmessage/").context["cl"].result_list
    assert [message.number for message in shown] == [0, 3, 1]


# --- Forgetting ---------------------------------------------------------------------


def test_it_goes_with_the_last_delegation_that_it_went_to(visit):
    first, second = delegation(visit, "pl"), delegation(visit, "en")
    message = draft_of(visit, first, second)
    at = timezone.now() + DAY
    anonymise_registrations(type(first).objects.filter(pk=first.pk), at)
    assert StaffMessage.objects.filter(pk=message.pk).exists()
    assert compose_message_email(message, reread(second))
    anonymise_registrations(type(first).objects.filter(pk=second.pk), at)
    assert not StaffMessage.objects.exists()
