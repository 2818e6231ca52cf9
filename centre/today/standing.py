"""What of the site itself stands still, in words for people, with what to do."""

from datetime import datetime, timedelta
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centre.staff.history import written
from centre.today.items import WaitingGroup, WaitingRow, may_see
from centre.watch.readings import Reading, read_all

WORDS: dict[str, Promise] = {
    "clock": _(
        "The clock: reminders, offers and erasing wait. Have whoever runs the server "
        "start it again. It last went:"
    ),
    "due_work": _(
        "The clock can’t do a part of its work; the server’s log says why. Tell "
        "whoever runs the server"
    ),
    "mail": _(
        "Mails wait that should be out. If nothing changes within the hour, tell "
        "whoever runs the server. The oldest has waited since:"
    ),
    "task": _(
        "The worker: mails and pictures wait that should be done. Have whoever runs "
        "the server start it again. The oldest has waited since:"
    ),
    "picture": _(
        "Smaller copies of pictures wait; pages show the large ones until then. The "
        "oldest has waited since:"
    ),
    "purge": _(
        "Personal data was not erased as promised. Tell whoever runs the server. It "
        "was last done:"
    ),
    "disk_free": _(
        "The server’s disk is nearly full: upload nothing large, and tell whoever runs "
        "the server. There is room for:"
    ),
    "read_only": _(
        "The server takes no uploads: pictures and documents can’t be saved. Tell "
        "whoever runs the server"
    ),
    "backup": _(
        "There is no new backup. Tell whoever runs the server. The last one is of:"
    ),
    "certificate_left": _(
        "The certificate of the web address ends soon; browsers would warn of the "
        "site then. Tell whoever runs the server. It ends:"
    ),
    "migrations": _(
        "The last update of the site was not finished: its tables are old. Tell "
        "whoever runs the server"
    ),
}


def standing_still(user: Any, at: datetime) -> WaitingGroup:
    """Return what of the site does not do what it should, the most urgent first.

    It is told to whoever sees the outbox or what is erased: both stop with them.
    """
    rows = []
    if may_see(user, "events.outgoingemail") or may_see(user, "events.retentionrun"):
        readings = {reading.name: reading for reading in read_all(at)}
        rows = [
            WaitingRow(text, _place(name, user), _note(readings[name], at))
            for name, text in WORDS.items()
            if name in readings and not readings[name].is_fine
        ]
    return WaitingGroup("standing", _("Stands still"), rows)


def _place(name: str, user: Any) -> str:
    """Return where somebody sees more: what waits to be sent, or was erased."""
    sees_mail = may_see(user, "events.outgoingemail")
    if name == "purge" or not sees_mail:
        return reverse("admin:events_retentionrun_changelist")
    return reverse("admin:events_outgoingemail_changelist") + "?state__exact=queued"


def _note(reading: Reading, at: datetime) -> str | Promise:
    if reading.value is None:
        return _("not known") if reading.name == "certificate_left" else _("never")
    if reading.unit == "bytes":
        return filesizeformat(reading.value)
    if reading.unit == "number":
        return ""
    distance = timedelta(seconds=reading.value)
    ahead = reading.name == "certificate_left"
    return written(at + distance if ahead else at - distance)
