"""One row of what the demo content lacks, so that `bench.fuzz` reaches its pages."""

from contextlib import suppress
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from centre.models import (
    ImportItem,
    ImportRun,
    LibraryPicture,
    OutdatedText,
    Page,
    Recording,
)
from centre.translating.proposing import digests_of, propose
from events.exceptions import RegistrationRefused
from events.links import tokens
from events.messages.rules import MessageContent, write_draft
from events.models import Delegate, Invitee, MailWording, Registration, VisitDocument
from events.onsite.sheet_runs import make_part, order_sheets
from events.registrations.rules.handover import request_handover
from events.registrations.rules.notifications import renew_delegate_link
from events.registrations.rules.register import DisplayedText, store_notice
from news.models import Post, PostDocument

PDF = b"%PDF-1.7\n1 0 obj << >>\n%%EOF\n"
CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:02.000\nA"


def build_missing(user: Any, at: datetime) -> None:
    """Build what only use leaves behind: links, proposals, an import, sheets, files."""
    for delegate in Delegate.objects.filter(token_hash=None, anonymised_at=None)[:20]:
        renew_delegate_link(delegate)
    build_people(at)
    build_visit_things(user, at)
    build_texts(user, at)
    build_files()


def build_people(at: datetime) -> None:
    """Build an invitee, and a question to somebody to become the contact."""
    text = store_notice(DisplayedText("You may write to me.", "en"))
    invitee = Invitee(
        name="Invited Person", email="invited@example.org", language="en", country="NO",
        text=text, agreed_at=at, token_hash=tokens.new_key(),
    )  # fmt: skip
    invitee.save()
    invitee.token_hash = tokens.link_hash(tokens.invitee_token(invitee))
    invitee.save()
    active = Registration.objects.filter(status="confirmed", visit__starts_at__gt=at)
    for registration in active[:1]:
        with suppress(RegistrationRefused):
            request_handover(
                registration=registration, name="Next", email="next@example.org", at=at
            )


def build_visit_things(user: Any, at: datetime) -> None:
    """Build a draft and the sheets of a visit, and a wording of a mail."""
    registration = Registration.objects.filter(status="confirmed").first()
    if registration is None:
        return
    content = MessageContent(
        texts={"en": ("Tram", "Take the tram.")}, recipients=[registration]
    )
    write_draft(visit=registration.visit, content=content, key="fuzz", staff=user)
    order_sheets(registration.visit, at=at)
    make_part(registration.visit.sheet_run.pk, at)
    MailWording.objects.get_or_create(kind="visit_reminder")


def build_texts(user: Any, at: datetime) -> None:
    """Build a text left behind, a proposal and an import."""
    post = Post.objects.order_by("-pk").first()
    OutdatedText.objects.get_or_create(
        model="news.post", part="news.post", field="lead", object_id=post.pk,
        part_id=post.pk, language="uk",
    )  # fmt: skip
    propose(post, "uk", {"title": "Допис"}, digests_of(post, "uk"), user=user, at=at)
    run = ImportRun.objects.create(
        kind="wordpress", state="ready", source="old.example.org", created_by=user
    )
    ImportItem.objects.create(
        run=run, position=0, kind="post", title="Imported", outcome="new",
        payload={"texts": [{"language": "pl", "key": "1"}], "published_at": None},
    )  # fmt: skip


def build_files() -> None:
    """Build a picture of the library, a recording, documents of a post and a visit."""
    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (640, 480), "#204a87").save(picture, "PNG")
    png = ContentFile(picture.getvalue(), name="a.png")
    LibraryPicture.objects.create(alt_pl="Okno", image=png)
    page, post = Page.objects.first(), Post.objects.order_by("-pk").first()
    registration = Registration.objects.filter(
        status="confirmed", visit__ends_at__lt=timezone.now()
    ).first()
    documents: list[Any] = [PostDocument(post=post, title_pl="Plan")]
    if registration:
        documents.append(VisitDocument(visit=registration.visit, title_pl="Plan"))
    for document in documents:
        document.size, document.kind = len(PDF), "pdf"
        document.file.save("plan.pdf", ContentFile(PDF), save=True)
    if page:
        video = ContentFile(b"x", name="a.mp4")
        Recording.objects.create(
            page=page, video=video, poster=png, captions_pl=CAPTIONS
        )
