"""Disk, mail server and time fail; the worker is killed at its work."""

import os
import time

from bench.drills.site import FRESH_PAGE, DrillSite, demand, wait_until

PICTURE = """
from io import BytesIO
from PIL import Image
from django.core.files.base import ContentFile
from django.utils import timezone
from news.models import Post, PostPicture
from centre.pictures.tasks import render_picture
content = BytesIO()
Image.effect_noise((3000, 2000), 90).convert("RGB").save(content, "JPEG")
post, _ = Post.objects.get_or_create(slug="drill", defaults={"title_en": "Drill"})
file = ContentFile(content.getvalue(), "drill.jpg")
picture = PostPicture.objects.create(post=post, image=file)
PostPicture.objects.filter(pk=picture.pk).update(rendered="")
"""
MAIL = """
from uuid import uuid4
from django.utils import timezone
from events.mail.kinds import Kind
from events.mail.tasks import deliver_due_mail
from events.models import OutgoingEmail
for _ in range(number):
    OutgoingEmail.objects.create(kind=Kind.REMINDER, recipient="c@example.org",
        subject="S", text="T", language="en", message_id=uuid4().hex,
        due_at=timezone.now())
    deliver_due_mail.enqueue()
"""
RENDERED = "SELECT rendered FROM news_postpicture ORDER BY id DESC LIMIT 1"
TASK = """SELECT status FROM django_tasks_database_dbtaskresult
    WHERE task_path LIKE '%%render_picture' ORDER BY enqueued_at DESC LIMIT 1"""
# Drills don't wait for minutes: what was begun was begun long ago.
LONG_AGO = """
    UPDATE django_tasks_database_dbtaskresult SET started_at = now() - interval '1 hour'
        WHERE status = 'RUNNING';
    UPDATE news_postpicture SET render_due_at = now() - interval '1 minute'
        WHERE rendered = ''"""
MAIL_IS_DUE = """UPDATE events_outgoingemail
    SET due_at = now(), sending_since = now() - interval '2 minutes'
    WHERE state = 'queued'"""
QUEUE = 60  # mails
MANY = 12  # mails; at 20 seconds each nothing else would be done in time


def killed_worker(site: DrillSite) -> str:
    """`kill -9` of the worker while it cuts a picture: another one does it again."""
    add_picture(site)
    wait_until("it is being cut", lambda: site.sql(TASK) == [("RUNNING",)])
    site.kill("worker")
    site.sql(LONG_AGO)
    site.start("worker")
    seconds = wait_until("it has its sizes", lambda: site.sql(RENDERED)[0][0])
    return f"cut again after {seconds:.0f} s"


def full_disk(site: DrillSite) -> str:
    """No file may grow beyond 64 kB, as on a full disk: pages go on, and later all."""
    site.kill("worker")
    site.start("worker", ("prlimit", "--fsize=65536"))
    add_picture(site)
    wait_until("cutting failed", lambda: site.sql(TASK) == [("FAILED",)])
    demand("pages are served", site.status(FRESH_PAGE) == 200)
    demand("the worker lives", site.lives("worker"))
    site.kill("worker")
    site.start("worker")
    site.sql(LONG_AGO)
    seconds = wait_until("it has its sizes", lambda: site.sql(RENDERED)[0][0])
    return f"cut after {seconds:.0f} s, once there was room"


def read_only_media(site: DrillSite) -> str:
    """The folder of uploads takes nothing: it is told, and pages are served."""
    add_picture(site)
    wait_until("it has its sizes", lambda: site.sql(RENDERED)[0][0])
    aside = site.media.with_name("aside")
    site.media.rename(aside)
    os.symlink("/proc/self", site.media)  # where nobody can make a file, root neither
    wait_until("it is told", lambda: "read_only" in site.faults())
    demand("pages are served", site.status(FRESH_PAGE) == 200)
    site.media.unlink()
    aside.rename(site.media)
    wait_until("all is well", lambda: site.faults() == [])
    return "told by /readyz, pages served"


def dead_mail_server(site: DrillSite) -> str:
    """Nobody takes mail, then somebody does: each goes out once."""
    site.mail.close()
    before = site.mail.received
    write_mail(site)
    wait_until(
        "it was tried",
        lambda: site.sql(
            "SELECT 1 FROM events_outgoingemail WHERE attempts = 1 AND state = 'queued'"
        ),
    )
    demand("pages are served", site.status(FRESH_PAGE) == 200)
    site.mail.open()
    site.sql(MAIL_IS_DUE)
    seconds = wait_until("it is out", lambda: mail_states(site) == {"sent"})
    demand("it went out once", site.mail.received == before + 1)
    return f"out {seconds:.0f} s after the server was back, once"


def silent_mail_server(site: DrillSite) -> str:
    """The mail server takes the call and says nothing: all else goes on."""
    return while_mail_waits(site, "is_silent")


def dripping_mail_server(site: DrillSite) -> str:
    """The mail server says a byte a second, for ever: all else goes on."""
    return while_mail_waits(site, "drips")


def while_mail_waits(site: DrillSite, trouble: str) -> str:
    """Demand that pages, pictures and the clock go on while the mail server does not.

    Each mail goes out once when it is well again.
    """
    setattr(site.mail, trouble, True)
    before = site.mail.received
    write_mail(site, MANY)
    wait_until("one is being sent", lambda: "sending" in mail_states(site))
    began = time.monotonic()
    demand("pages are served", site.status(FRESH_PAGE) == 200)
    page = time.monotonic() - began
    add_picture(site)
    picture = wait_until("it has its sizes", lambda: site.sql(RENDERED)[0][0], 60)
    [(now,)] = site.sql("SELECT now()")
    went = "SELECT 1 FROM events_clockrun WHERE at > %s"
    clock = wait_until("the clock went", lambda: site.sql(went, now), 60)
    setattr(site.mail, trouble, False)
    site.sql(MAIL_IS_DUE)
    wait_until("all are out", lambda: mail_states(site) == {"sent"})
    demand("each went out once", site.mail.received == before + MANY)
    return (
        f"{MANY} mails wait: page in {page:.1f} s, picture after {picture:.0f} s, "
        f"clock after {clock:.0f} s; then all are out, once"
    )


def two_of_each(site: DrillSite) -> str:
    """Two workers and two clocks at one queue: each mail goes out once."""
    others = {name: site.processes.pop(name) for name in ("worker", "clock")}
    for name in others:
        site.start(name)
    before = site.mail.received
    write_mail(site, QUEUE)
    add_picture(site)
    seconds = wait_until("all are out", lambda: mail_states(site) == {"sent"})
    wait_until("it has its sizes", lambda: site.sql(RENDERED)[0][0])
    demand("each went out once", site.mail.received == before + QUEUE)
    for name, process in others.items():
        site.kill(name)
        site.processes[name] = process
        demand(f"the first {name} lives", site.lives(name))
    return f"{QUEUE} mails out after {seconds:.0f} s, each once"


def clock_jumps(site: DrillSite) -> str:
    """The machine's time jumps a year ahead, then an hour back: nothing is erased."""
    [(before,)] = site.sql("SELECT count(*) FROM events_retentionrun")
    site.kill("clock")
    site.sql("UPDATE events_clockrun SET at = at - interval '1 year'")
    site.start("clock")
    wait_until("it is told", lambda: "clock" in site.faults())
    time.sleep(8)
    demand("the clock waits", site.lives("clock"))
    after = site.sql("SELECT count(*) FROM events_retentionrun")
    demand("nothing was erased", after == [(before,)])
    site.sql("UPDATE events_clockrun SET at = now() + interval '1 hour'")
    went = "SELECT 1 FROM events_clockrun WHERE at < now() + interval '1 minute'"
    wait_until("it goes again", lambda: site.sql(went))
    return "it waited, and told so; an hour back is no matter"


def add_picture(site: DrillSite) -> None:
    """Store a picture that has to be cut, and queue that."""
    site.queue(
        f"exec({PICTURE!r}); render_picture.enqueue('news.PostPicture', picture.pk)"
    )


def write_mail(site: DrillSite, number: int = 1) -> None:
    """Put so many mails into the outbox, as the only ones; a task is queued for each.

    None may go out twice where nobody knows whether it did.
    """
    site.sql("DELETE FROM events_outgoingemail")
    site.queue(f"exec({MAIL!r}, {{'number': {number}}})")


def mail_states(site: DrillSite) -> set[str]:
    """Return the states of all mails."""
    return {state for (state,) in site.sql("SELECT state FROM events_outgoingemail")}
