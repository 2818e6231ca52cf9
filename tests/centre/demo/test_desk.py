"""What waits on the desk in the demo."""

import pytest
import time_machine
from django.contrib.auth.models import User

from centre.content.language_wishes import LanguageWish
from centre.content.prepared import PreparedChange
from centre.content.proposals import Proposal
from centre.demo.accounts import add_role_accounts
from centre.demo.loader import load_demo
from centre.demo.visits import FIRST_DOOR
from centre.staff.prepared_rules import publish_due
from events.models import DoorLink, OutgoingEmail, StaffMessage, StudyVisit
from news.models import Post
from tests.centre.demo.conftest import NOW

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.once]


def test_each_kind_of_what_waits_is_there_once():
    for _start in range(2):
        add_role_accounts("herbata")
        load_demo(NOW)
    link = DoorLink.objects.get()
    assert (link.is_early(NOW), link.is_over(NOW)) == (True, False)
    visit = StudyVisit.objects.get(slug=FIRST_DOOR["slug"])
    assert (link.visit, link.made_by) == (
        visit,
        User.objects.get(username="coordinator"),
    )
    assert [*Proposal.objects.values_list("language", "volunteer", "state")] == [
        ("en", "", "waiting"),
        ("uk", "Приклад", "waiting"),
    ]
    assert sum(LanguageWish.objects.values_list("count", flat=True)) == 9
    messages = StaffMessage.objects.order_by("pk")
    states = [(bool(m.confirmed_at), bool(m.sent_at)) for m in messages]
    assert states == [(True, True), (True, False), (False, False)]
    sent = OutgoingEmail.objects.filter(kind="staff_message")
    assert {mail.staff_message for mail in sent} == {messages[0]}


def test_what_staff_made_of_what_is_prepared_stays():
    PreparedChange.objects.update(appears_at=NOW)
    load_demo(NOW)
    assert PreparedChange.objects.get().appears_at == NOW


def test_what_is_prepared_can_be_published():
    due = PreparedChange.objects.get().appears_at
    with time_machine.travel(due, tick=False):
        assert publish_due(due) == 1
    post = Post.objects.get(slug="szukamy-glosow-do-choru")
    assert "od wiosny" in post.lead_pl
    document = post.documents.get()
    titles = document.title_pl, document.title_en, document.title_uk
    assert titles == ("Śpiewnik na wiosnę", "Songs for spring", "Пісні на весну")
