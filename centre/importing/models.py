"""What is stored of imports: each run, what it brings, where things come from."""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.documents.models import Document
from centre.documents.storage import PrivateFileField

LONGEST_KEY = 400
LONGEST_PATH = 500
# Work that has not moved for so long has lost its worker.
LOST_AFTER = timedelta(minutes=3)


class ImportRun(models.Model):
    """One file that is read, reported on and, if staff want it, imported.

    Nothing of it is public before somebody has seen the report and said so. One run is
    imported at a time; the files go when it is over.
    """

    class Kind(models.TextChoices):
        WORDPRESS = "wordpress", _("WordPress export")
        FEED = "feed", _("feed (RSS or Atom)")
        CALENDAR = "calendar", _("calendar (.ics)")

    class State(models.TextChoices):
        READING = "reading", _("being read")
        READY = "ready", _("report is ready")
        IMPORTING = "importing", _("being imported")
        DONE = "done", _("imported")
        FAILED = "failed", _("could not be read")
        DISCARDED = "discarded", _("discarded")

    kind = models.CharField(_("what it is"), max_length=10, choices=Kind.choices)
    file = PrivateFileField(_("file"), blank=True)
    pictures = PrivateFileField(_("pictures"), blank=True)
    address = models.URLField(_("web address"), max_length=500, blank=True)
    fetch_pictures = models.BooleanField(
        _("fetch pictures from the former site"), default=False
    )
    # Where it comes from: with a key, that says what was imported before.
    source = models.CharField(_("where it is from"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.READING
    )
    read = models.PositiveIntegerField(default=0)  # how many entries were read so far
    summary = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        verbose_name=_("uploaded by"),
        related_name="+",
    )
    moved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "centre"
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        default_permissions = ("view", "add", "change")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="import_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="importing"),
                name="import_run_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        has_host = self.kind != self.Kind.CALENDAR
        source = self.source if has_host else ""
        return f"{self.get_kind_display()} {source}".strip()

    @property
    def is_at_work(self) -> bool:
        """Whether the background worker has something to do of it."""
        return self.state in {self.State.READING, self.State.IMPORTING}

    def stands_still(self, at: datetime) -> bool:
        """Return whether it should move and has not for some minutes (aware)."""
        return self.is_at_work and at - self.moved_at > LOST_AFTER


class ImportItem(models.Model):
    """One thing that a run brings: its texts in all languages, and what is noted."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed there")
        SAME = "same", _("as imported before")
        KEPT = "kept", _("changed here: left as it is")
        GONE = "gone", _("deleted here: not brought again")
        REFUSED = "refused", _("could not be imported")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    payload = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    is_done = models.BooleanField(default=False)
    object_id = models.BigIntegerField(null=True)

    class Meta:
        app_label = "centre"
        verbose_name = _("entry of an import")
        verbose_name_plural = _("entries of imports")
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("run", "position", name="import_item_once")
        ]

    def __str__(self) -> str:
        return self.title


class ImportedSource(models.Model):
    """Which text, picture or date of elsewhere became which of our rows.

    `source_hash` is of what was there, `written_hash` of what was written here: if ours
    is another one now, somebody changed it here, and it is not overwritten.
    """

    source = models.CharField(max_length=200)
    key = models.CharField(max_length=LONGEST_KEY)
    model = models.CharField(max_length=100)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=12, blank=True)
    source_hash = models.CharField(max_length=64)
    written_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        app_label = "centre"
        verbose_name = _("origin of something imported")
        verbose_name_plural = _("origins of what was imported")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint("source", "key", name="imported_source_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class FormerAddressQuerySet(models.QuerySet["FormerAddress"]):
    """Addresses of the former site."""

    def asked_for(self, path: str, query: str = "") -> "FormerAddress | None":
        """Return the one that a path and a query mean, if any; one query."""
        keys = former_keys(path, query)
        found = {former.path: former for former in self.filter(path__in=keys)}
        return next((found[key] for key in keys if key in found), None)


class FormerAddress(models.Model):
    """An address of the former site that leads to something imported from it.

    `path` is a key of `former_keys`: a path, or the number that WordPress gave a text.
    """

    path = models.CharField(max_length=LONGEST_PATH, unique=True)
    model = models.CharField(max_length=100)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=12)

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        app_label = "centre"
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        default_permissions = ()

    def __str__(self) -> str:
        return self.path

    def target(self) -> Any:
        """Return the thing that it leads to, if that is public; else None."""
        model: Any = apps.get_model(self.model)
        things = model._default_manager
        if issubclass(model, Document):
            public = things.public(timezone.now())
        else:
            public = things.published()
        return public.filter(pk=self.object_id).first()


# WordPress numbers posts, pages and files together, and asks for one by any of these.
_NUMBERS = ("p", "page_id", "attachment_id")
# What it puts behind the address of a text: its comments, its other forms.
_TAIL = re.compile(
    r"/(?:(?:feed(?:/(?:rss2?|atom|rdf))?|amp|embed|trackback)|(?:comment-)?page[/-]\d+)$"
)
_SIZE = re.compile(r"(?:-scaled)?(?:-\d{2,5}x\d{2,5})?(?=\.\w+$)")
_FRONT_PAGE = re.compile(r"(?:index\.php)?|[a-z]{2}(?:[-_][a-z]{2})?")
MAX_ASKED = 20  # fields of a query that are looked at


def former_keys(path: str, query: str = "") -> list[str]:
    """Return how a former address may be stored, the likeliest first.

    On the front page a number says which text is asked for, whatever else is.
    """
    key = former_path(path)
    if number := number_asked(query) if _FRONT_PAGE.fullmatch(key) else "":
        return [former_number(number)]
    return [*filter(None, dict.fromkeys((key, _TAIL.sub("", key))))]


def former_path(path: str) -> str:
    """Return a path as it is stored: small letters, no slash at the edges.

    All sizes of a picture are one. "" for one that no address of a former site can be.
    """
    key = unquote(path).strip("/").lower().removeprefix("index.php/")
    if not key.isprintable() or len(key) > LONGEST_PATH:
        return ""
    return _SIZE.sub("", key) if "/uploads/" in key else key


def former_number(number: str) -> str:
    """Return how the address of what has a number is stored."""
    return f"?p={number}"


def number_asked(query: str) -> str:
    """Return the number of the text or file that a query asks WordPress for, or ""."""
    asked = query_fields(query)
    numbers = (asked.get(name, "") for name in _NUMBERS)
    return next((n.lstrip("0") for n in numbers if _is_number(n)), "")


def query_fields(query: str) -> dict[str, str]:
    """Return the fields of a query, the first of each; none of one with too many."""
    try:
        fields = parse_qsl(query, max_num_fields=MAX_ASKED)
    except ValueError:
        return {}
    return {name.lower(): value for name, value in reversed(fields)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20
