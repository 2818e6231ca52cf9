"""Staff's pages of imports: upload, report, what becomes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centre.importing.forms import ImportForm
from centre.importing.kinds import IMPORT_KINDS
from centre.importing.models import ImportItem, ImportRun
from centre.importing.notes import in_words
from centre.importing.tasks import continue_import, end_run
from centre.staff.mixins import as_staff
from centre.staff.unsaved import SENT_AGAIN_WITHIN
from centre.text.dates import format_date
from centre.text.keys import is_row_key

REPORT_ROWS = 50
AGAIN = "again"  # in the form's address: the import that failed
CHOSEN = ("kind", "address", "fetch_pictures")
State, Outcome = ImportRun.State, ImportItem.Outcome


class UploadedBefore(Exception):
    """The same person uploaded the same a moment ago, as `run`."""

    def __init__(self, run: ImportRun) -> None:
        super().__init__(run)
        self.run = run


def refuse_uploaded(run: ImportRun, at: datetime) -> None:
    """Refuse what its owner uploaded a moment ago, within a transaction.

    The same file with other pictures is something else. What is over, or could not be
    read, may be uploaded again at once: its files are gone.

    Raises UploadedBefore.
    """
    people: Any = get_user_model()._default_manager
    people.select_for_update(no_key=True).get(pk=run.created_by_id)
    recent = ImportRun.objects.filter(
        created_by=run.created_by,
        kind=run.kind,
        address=run.address,
        fetch_pictures=run.fetch_pictures,
        state__in=(State.READING, State.READY, State.IMPORTING),
        created_at__gt=at - SENT_AGAIN_WITHIN,
    )
    for before in recent:
        # What is at an address is fetched later, and then stands there as a file.
        is_same = not run.file or _are_same(run.file, before.file)
        if is_same and _are_same(run.pictures, before.pictures):
            raise UploadedBefore(before)


def _are_same(uploaded: Any, stored: Any) -> bool:
    if not uploaded or not stored:
        return not uploaded and not stored
    try:
        if uploaded.size != stored.size:
            return False
        with stored.open("rb") as file:
            theirs = file_digest(file, "sha256").digest()
    except FileNotFoundError:  # its run ends at this moment
        return False
    uploaded.open("rb")
    mine = file_digest(uploaded, "sha256").digest()
    uploaded.seek(0)  # it is stored after this, and not closed before
    return mine == theirs


@admin.register(ImportRun)
class ImportRunAdmin(admin.ModelAdmin):
    """Imports: what is uploaded is read and reported on before anything is made."""

    form = ImportForm
    list_display = ("__str__", "state_and_day")
    list_per_page = REPORT_ROWS
    actions = None
    add_form_template = "admin/centre/importing/add.html"

    @admin.display(description=_("state"), ordering="created_at")
    def state_and_day(self, run: ImportRun) -> str:
        """Return how far it is and when it was uploaded: two columns fit a phone."""
        day = format_date(run.created_at, get_language() or "")
        return f"{run.get_state_display()}, {day}"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Fill in what was chosen for an import that failed, but for its files.

        The address names that import: the web address of a calendar may be a secret.
        """
        initial = super().get_changeform_initial_data(request)
        return initial | self._chosen_for(request)

    def _chosen_for(self, request: HttpRequest) -> dict[str, Any]:
        key = request.GET.get(AGAIN, "")
        failed = ImportRun.objects.filter(state=State.FAILED)
        run = failed.filter(pk=key).first() if is_row_key(key) else None
        if run is None or not self.has_view_permission(request, run):
            return {}
        return {name: getattr(run, name) for name in CHOSEN}

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Serve the form with one button: its answer is the report."""
        buttons = ("show_save_and_add_another", "show_save_and_continue")
        again = {"is_again": bool(self._chosen_for(request))}
        hidden = dict.fromkeys(buttons, False)
        context = {**hidden, **again, **(extra_context or {})}
        try:
            return super().add_view(request, form_url, context)
        except UploadedBefore as told:
            text = _("This file was uploaded a moment ago. This is its report.")
            self.message_user(request, text, messages.INFO)
            return redirect("admin:centre_importrun_change", told.run.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a run is discarded, and its report goes by itself."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may add what imports make, of every kind."""
        rights = {kind.right for kind in IMPORT_KINDS.values()}
        return super().has_add_permission(request) and as_staff(request).user.has_perms(
            rights
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self.has_add_permission(
            request
        )

    def save_model(
        self, request: HttpRequest, obj: ImportRun, form: Any, change: bool
    ) -> None:
        """Store what was uploaded, and have it read in the background.

        Raises UploadedBefore where the button was pressed twice: the second press waits
        for the first.
        """
        obj.created_by = as_staff(request).user
        refuse_uploaded(obj, timezone.now())
        super().save_model(request, obj, form, change)
        transaction.on_commit(lambda: continue_import.enqueue(obj.pk))

    def response_add(
        self, request: HttpRequest, obj: ImportRun, post_url_continue: Any = None
    ) -> HttpResponse:
        return redirect("admin:centre_importrun_change", obj.pk)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show how far a run is and what it brings; start, discard or go on with it.

        Raises Http404 where there is none, PermissionDenied where staff may not see it.
        """
        run = self.get_object(request, object_id)
        if run is None:
            raise Http404
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        if request.method == "POST":
            if not self.has_change_permission(request, run):
                raise PermissionDenied
            self._act(request, run)
            return redirect("admin:centre_importrun_change", run.pk)
        context = {
            **self.admin_site.each_context(request),
            **_report(run, request.GET.get("page")),
            "opts": self.opts,
            "title": capfirst(str(run)),
            "may_act": self.has_change_permission(request, run),
        }
        return TemplateResponse(request, "admin/centre/importing/run.html", context)

    def _act(self, request: HttpRequest, run: ImportRun) -> None:
        """Do what a button asks, if the run is still in the state it was shown in."""
        with transaction.atomic():
            locked = ImportRun.objects.select_for_update().get(pk=run.pk)
            if "start" in request.POST and locked.state == State.READY:
                if not _start(locked):
                    text = _("Another import is going on. Start this one after it.")
                    self.message_user(request, text, messages.ERROR)
                    return
                self.log_change(request, locked, str(_("Import started")))
            elif "go_on" in request.POST and locked.is_at_work:
                transaction.on_commit(lambda: continue_import.enqueue(run.pk))
            elif "discard" in request.POST and locked.state not in _OVER:
                end_run(locked, State.DISCARDED)
                self.log_change(request, locked, str(_("Import discarded")))


_OVER = {State.DONE, State.DISCARDED}


def _start(run: ImportRun) -> bool:
    """Begin to import; return whether no other import is going on."""
    run.state, run.moved_at = State.IMPORTING, timezone.now()
    try:
        with transaction.atomic():
            run.save(update_fields=["state", "moved_at"])
    except IntegrityError:
        return False
    transaction.on_commit(lambda: continue_import.enqueue(run.pk))
    return True


# --- What the report says -------------------------------------------------------------


@dataclass(frozen=True)
class ReportRow:
    """One entry of a report, in words."""

    title: str
    kind: str
    languages: str
    outcome: str
    publication: str
    notes: list[str]
    url: str


def _report(run: ImportRun, page: str | None) -> dict[str, Any]:
    items = Paginator(run.items.all(), REPORT_ROWS).get_page(page)
    done = run.items.filter(is_done=True).count()
    summary = run.summary
    outcomes, still = summary.get("outcomes", {}), run.stands_still(timezone.now())
    return {
        "run": run,
        "refused": in_words(summary["refused"]) if "refused" in summary else "",
        "page": items,
        "rows": [_row(run, item) for item in items],
        "done": done,
        "total": items.paginator.count,
        "stands_still": still,
        "is_moving": run.is_at_work and not still,
        "outcomes": [
            (o.label, outcomes[o.value]) for o in Outcome if o.value in outcomes
        ],
        "languages": [
            (settings.CENTRE_LANGUAGES.get(code, code), number)
            for code, number in summary.get("languages", {}).items()
        ],
        "left_out": [*_left_out(summary.get("left_out", {}))],
        "words": summary.get("words"),
        "can_start": run.state == State.READY and items.paginator.count,
        "can_discard": run.state not in _OVER,
        "can_try_again": run.state == State.FAILED,
    }


_LEFT_OUT = {
    "documents": _("documents that belong to no text"),
    "past": _("dates that are over"),
    "unreadable": _("texts too long or too broken to be read"),
}


def _left_out(counted: dict[str, int]) -> Iterator[tuple[str, int]]:
    for name, number in sorted(counted.items()):
        language = name.removeprefix("language ")
        if language != name:
            yield str(_("in another language (%s)") % language), number
        else:
            yield str(_LEFT_OUT.get(name, name)), number


def _row(run: ImportRun, item: ImportItem) -> ReportRow:
    model = IMPORT_KINDS[item.kind].model
    codes = [text["language"] for text in item.payload["texts"]]
    url = ""
    if item.object_id:
        meta = model._meta
        name = f"admin:{meta.app_label}_{meta.model_name}_change"
        url = reverse(name, args=[item.object_id])
    return ReportRow(
        item.title or "–",
        str(model._meta.verbose_name),
        ", ".join(settings.CENTRE_LANGUAGES[code] for code in codes),
        item.get_outcome_display(),
        _publication(item),
        # What is alike in several languages is said once.
        [*dict.fromkeys(in_words(stored) for stored in item.notes)],
        url,
    )


def _publication(item: ImportItem) -> str:
    """Return from when a new thing is to be public, or that it is a draft."""
    if item.outcome != Outcome.NEW:
        return ""
    moment = item.payload["published_at"]
    bare = any(code == "undescribed" for code, _values in item.notes)
    if not moment or bare:
        return str(_("draft"))
    day = format_date(datetime.fromisoformat(moment), get_language() or "")
    return str(_("published from %(day)s") % {"day": day})
