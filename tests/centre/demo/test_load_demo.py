"""Demo content in a real site: only where it is meant, and mailed to nobody."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from centre.management.commands import load_demo
from events.models import OutgoingEmail

pytestmark = pytest.mark.django_db


def write_mail(key):
    OutgoingEmail.objects.create(
        kind="visit_reminder",
        recipient="demo@example.org",
        language="en",
        subject="S",
        text="a link",
        message_id=key,
        due_at=timezone.now(),
    )


def test_a_site_in_production_gets_it_only_where_that_is_said(settings, monkeypatch):
    loaded, out = [], StringIO()
    monkeypatch.setattr(load_demo, "load_demo", loaded.append)
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="load_demo --yes"):
        call_command("load_demo", stdout=out)
    assert (loaded, out.getvalue()) == ([], "")
    call_command("load_demo", "--yes", stdout=out)
    settings.PRODUCTION = False
    call_command("load_demo", stdout=out)
    assert len(loaded) == 2
    assert out.getvalue() == "The demo content is loaded.\n" * 2


def test_in_production_nobody_of_the_demo_is_mailed(settings, monkeypatch):
    monkeypatch.setattr(load_demo, "load_demo", lambda _at: write_mail("demo"))
    settings.PRODUCTION = True
    write_mail("real")
    call_command("load_demo", "--yes", verbosity=0)
    found = OutgoingEmail.objects.order_by("pk").values_list("state", "text")
    assert list(found) == [("queued", "a link"), ("sent", "")]
