"""A new password comes by mail, once, and tells nobody who has an account."""

import re
import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY, get_user_model
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import default_task_backend

from centre.accounts import throttling
from centre.accounts.mail import send_reset_link
from centre.accounts.password_views import ResetConfirmView
from centre.text.dates import format_deadline
from tests.builders import HOUR, build_centre, build_staff
from tests.form_client import FormClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ASK = "/uk/admin/password-reset/"
NEW = {"new_password1": "herbata-most-7", "new_password2": "herbata-most-7"}


@pytest.fixture
def staff():
    build_centre()
    default_task_backend.clear()
    return build_staff(email="staff@example.org")


def ask(client, email="staff@example.org"):
    return client.post(ASK, {"email": email})


def do_tasks():
    for result in default_task_backend.results:
        result.task.func(*result.args, **result.kwargs)
    default_task_backend.clear()


def mailed_link():
    do_tasks()
    (link,) = re.findall(r"http://\S+", mail.outbox[-1].body)
    return link


def open_link(client, link):
    """Follow a link to where its token is out of the address."""
    return client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)


def test_a_link_in_the_language_of_the_page_gives_a_new_password_once(staff):
    client = FormClient()
    assert ask(client).url == "/uk/admin/password-reset/sent/"
    link = mailed_link()
    sent = mail.outbox[0]
    assert (sent.to, sent.extra_headers["Content-Language"]) == ([staff.email], "uk")
    page = open_link(client, link)
    url = page.redirect_chain[-1][0]
    assert url == re.sub("[^/.]+/$", "set-password/", link.partition("8000")[2])
    done = client.post(url, NEW).url
    assert done == "/uk/admin/password-reset/done/"
    assert client.get(done).context["back_url"] == "/uk/admin/login/"
    assert get_user_model().objects.get().check_password("herbata-most-7")
    assert not open_link(FormClient(), link).context["validlink"]


def test_where_somebody_else_is_signed_in_the_page_says_so_and_signs_them_out(staff):
    other = build_staff(username="dyzur")
    client = FormClient()
    ask(client)
    link = mailed_link()
    client.force_login(other)
    page = open_link(client, link)
    told = str(page.context["more_words"])
    assert str(page.context["words"]).endswith(staff.get_username())
    assert "dyzur." in told
    assert told in page.text
    client.post(page.redirect_chain[-1][0], NEW)
    assert SESSION_KEY not in client.session
    assert client.get("/uk/admin/login/").status_code == 200


def test_where_the_owner_is_signed_in_nothing_is_said_of_another_account(staff):
    client = FormClient()
    client.force_login(staff)  # before: the link ends with the next signing in
    ask(client)
    assert open_link(client, mailed_link()).context["more_words"] == ""


def test_another_window_with_the_same_link_changes_nothing_after_it(staff):
    ask(FormClient())
    link, windows = mailed_link(), [FormClient(), FormClient()]
    (url,) = {open_link(w, link).redirect_chain[-1][0] for w in windows}
    windows[0].post(url, NEW)
    other = dict.fromkeys(NEW, "another-word-9")
    windows[1].post(url, other)
    assert get_user_model().objects.get().check_password("herbata-most-7")


def test_a_window_that_is_quicker_while_another_is_being_answered_wins(
    staff, monkeypatch
):
    build_staff(username="dyzur")  # whose account is another
    ask(FormClient())
    link, client = mailed_link(), FormClient()
    url = open_link(client, link).redirect_chain[-1][0]

    def is_valid(form):
        staff.set_password("herbata-most-7")
        staff.save()
        return valid(form)

    valid = ResetConfirmView.form_class.is_valid
    monkeypatch.setattr(ResetConfirmView.form_class, "is_valid", is_valid)
    with CaptureQueriesContext(connection) as asked:
        client.post(url, dict.fromkeys(NEW, "another-word-9"))
    staff.refresh_from_db()
    assert staff.check_password("herbata-most-7")
    # What is quicker by less than that waits for the row.
    locking = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
    assert [sql.partition("WHERE")[2].strip() for sql in locking] == [
        f'"auth_user"."id" = {staff.pk} LIMIT 21 FOR UPDATE'
    ]


def test_it_ends_after_an_hour_and_lets_a_waiting_owner_in(staff):
    ask(FormClient())
    link = mailed_link()
    with time_machine.travel(timezone.now() + HOUR + HOUR / 60):
        assert not open_link(FormClient(), link).context["validlink"]
    client = FormClient()
    url = open_link(client, link).redirect_chain[-1][0]
    client.post(url, NEW)
    assert throttling.COOKIE in client.cookies


def test_the_mail_says_until_when_the_link_works(staff, settings):
    settings.PASSWORD_RESET_TIMEOUT = 30 * 60
    ask(FormClient())
    do_tasks()
    until = format_deadline(timezone.now() + timedelta(minutes=30), "uk")
    assert " ".join(until.split()) in " ".join(mail.outbox[-1].body.split())


def test_wrong_old_passwords_are_counted_where_the_own_one_is_changed(staff, caplog):
    client = FormClient()
    client.force_login(staff)
    page = "/en/admin/password_change/"
    new = {"new_password1": "herbata-most-7", "new_password2": "herbata-most-7"}
    tries = [client.post(page, new | {"old_password": "guess"}) for _ in range(5)]
    codes = [t.context["form"].errors.as_data()["old_password"][0].code for t in tries]
    assert codes == [*["password_incorrect"] * 4, None]  # which says to wait
    with time_machine.travel(timezone.now() + HOUR / 60):
        done = client.post(page, new | {"old_password": "password"})
    assert done.url == "/en/admin/password_change/done/"
    assert get_user_model().objects.get().check_password("herbata-most-7")
    said = [record.getMessage().partition(":")[0] for record in caplog.records]
    assert said[-6:] == [
        *["wrong password"] * 4,
        "attempt before its wait was over",
        "new password set",
    ]


def test_everybody_is_answered_alike(staff, django_assert_num_queries):
    """The same page, the same task; a mail goes to whom it concerns alone."""
    get_user_model().objects.create_user("gone", "gone@example.org", is_active=False)
    answers = []
    for email in ("staff@example.org", "stranger@example.org", "gone@example.org"):
        client = FormClient()
        answers.append((ask(client, email).status_code, ask(client, email).url))
        assert len(default_task_backend.results) == 2
        do_tasks()
    assert len({*answers}) == 1
    assert [m.to for m in mail.outbox] == [["staff@example.org"]] * 2


def test_it_is_asked_ten_times_an_hour_and_mailed_three_times(staff):
    client = FormClient()
    codes = [ask(client).status_code for _ in range(11)]
    assert codes == [302] * 10 + [200]
    do_tasks()
    assert len(mail.outbox) == 3


def test_it_is_mailed_later_where_the_server_is_down(staff, monkeypatch):
    def refuse(*_args):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr("centre.accounts.mail.MailMessage.send", refuse)
        assert send_reset_link.func([staff.pk], "en") == 0
    assert default_task_backend.results[0].args == [[staff.pk], "en", 2]
    do_tasks()
    assert len(mail.outbox) == 1
