"""Study visits with their programme, parts and held seats, and how full they are."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, Value
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from centre.content.publishing import Publishable
from centre.staff.documents import DocumentInline
from centre.staff.forms import LanguageFields, NativeInputs
from centre.staff.mixins import as_staff
from centre.staff.pictures import PictureInline
from centre.staff.publishing import PublishableAdmin
from centre.staff.rows import LongRows
from centre.text.keys import is_row_key
from events.activities.closed_days import warn_of_closures
from events.links.tokens import code_hash, new_code
from events.models import (
    ProgrammeItem,
    SeatBlock,
    StudyVisit,
    VisitDocument,
    VisitPart,
    VisitPicture,
)
from events.onsite.permissions import sees_delegations
from events.onsite.urls import DayUrls
from events.visits.admin_form import VisitForm
from events.visits.changes import Arrangements, announce_changes
from events.visits.dashboard_views import DashboardMixin
from events.visits.moving import MovingFormSet, shifted, weeks_to_copy
from events.visits.pasting import PastesProgramme
from events.visits.save_preview import SavePreviewMixin
from events.visits.views import render_visit


class MovingRows(LongRows):
    """A mixin for rows that move along with their visit."""

    folds_rows = True
    formset: type[BaseInlineFormSet] = MovingFormSet

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made = super().get_formset(request, obj, **kwargs)
        made.moved_by = vars(request).get("moved_by")
        return made


class ProgrammeInline(MovingRows, LanguageFields, TranslationStackedInline):
    model = ProgrammeItem
    extra = 0
    details = ((None, {"fields": (("starts_at", "ends_at", "kind"),)}),)
    details_first = True


class PartFormSet(MovingFormSet):
    """A part that people chose stays, until they have chosen another."""

    def clean(self) -> None:
        """Refuse with who chose it, before the admin does so with less to go on."""
        for form in self.initial_forms:
            if form.cleaned_data.get("DELETE"):
                self._require_unchosen(form.instance)
        super().clean()

    def _require_unchosen(self, part: VisitPart) -> None:
        references = part.choices.values_list("registration__reference", flat=True)
        if not references:
            return
        text = ngettext(
            "“%(part)s” can’t be deleted: %(count)d delegation has chosen it "
            "(%(references)s). Change its parts first.",
            "“%(part)s” can’t be deleted: %(count)d delegations have chosen it "
            "(%(references)s). Change their parts first.",
            len(references),
        )
        filled = {
            "part": part,
            "count": len(references),
            "references": ", ".join(references),
        }
        raise ValidationError(text % filled)


class VisitPartInline(MovingRows, LanguageFields, TranslationStackedInline):
    """Tour groups and panels, each with places of its own."""

    model = VisitPart
    formset = PartFormSet
    extra = 0
    details = (
        (
            None,
            {
                "fields": (
                    ("starts_at", "ends_at"),
                    ("language", "capacity"),
                    "guide",
                )
            },
        ),
    )
    details_first = True


class SeatBlockInline(NativeInputs, admin.StackedInline):
    """Seats for partners; the code of a new one is shown once, after saving."""

    model = SeatBlock
    template = "admin/includes/folded_rows.html"
    extra = 0
    fields = (("label", "seats", "expires_at"),)


class VisitPictureInline(PictureInline):
    model = VisitPicture


class VisitDocumentInline(DocumentInline):
    """Documents, those for participants among them."""

    model = VisitDocument
    more_details = ("for_participants",)


@admin.register(StudyVisit)
class StudyVisitAdmin(
    PastesProgramme, SavePreviewMixin, DashboardMixin, DayUrls, PublishableAdmin
):
    """Study visits. Their delegations are on the visit's desk, linked from here."""

    form = VisitForm
    change_form_template = "admin/events/visits/change_form.html"

    list_display = (
        "heading",
        "starts_at",
        "seats",
        "publication",
        "languages_written",
    )
    date_hierarchy = "starts_at"
    readonly_fields = ("seats",)
    folded_texts = ("occasion", "access_note")
    details = (
        # What is done daily is open; the rest is behind its name, and open when faulty.
        (
            _("When it takes place, and from when it is public"),
            {"fields": (("starts_at", "ends_at", "published_at"),)},
        ),
        (
            _("Places and registration"),
            {
                "fields": (
                    (
                        "capacity",
                        "registration_opens_at",
                        "registration_closes_at",
                        "seats",
                    ),
                    "over_capacity",
                )
            },
        ),
        (
            _("Size of groups, deadlines, approval and state"),
            {
                "fields": (
                    ("names_due_at", "edits_until"),
                    ("largest_group", "approval", "waiting_list"),
                    ("state", "published_until"),
                ),
                "classes": ["collapse"],
            },
        ),
        (
            _("Languages, interpretation and access"),
            {
                "fields": (
                    "languages",
                    "interpreted_into",
                    "interpreted",
                    ("step_free", "hearing_loop"),
                    "occasion_url",
                ),
                "classes": ["collapse"],
            },
        ),
        (
            _("Paste a programme"),
            {"fields": ("pasted_programme",), "classes": ["collapse"]},
        ),
    )
    inlines = (
        ProgrammeInline,
        VisitPartInline,
        SeatBlockInline,
        VisitPictureInline,
        VisitDocumentInline,
    )
    render_public = staticmethod(render_visit)
    not_copied = frozenset({"state", "interpreted"})
    copied_rows = (ProgrammeItem, VisitPart)

    def moved(self, original: Any, values: dict[str, Any]) -> dict[str, Any]:
        """Let a copy take place some whole weeks later, on the same weekday."""
        return shifted(values, weeks_to_copy(original, timezone.now()))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        visits: Any = super().get_queryset(request)
        leads = Value(sees_delegations(request.user))
        counted = visits.with_seats_taken().with_seats_held()
        return counted.annotate(leads_to_desk=leads)

    @admin.display(description=_("places taken"))
    def seats(self, visit: StudyVisit) -> SafeString | str:
        """How full it is, as a link to the visit's desk for who may see it.

        What is taken is what the desk says: places held for partners stand apart.
        """
        if visit.pk is None:
            return "–"
        held: int = visit.seats_held  # type: ignore[attr-defined]
        taken = gettext("%(taken)d of %(all)d") % {
            "taken": visit.seats_taken - held,
            "all": visit.capacity,
        }
        left = ngettext("%(left)d free", "%(left)d free", visit.seats_left) % {
            "left": visit.seats_left
        }
        if held:
            left = f"{gettext('held for partners:')} {held}, {left}"
        if not getattr(visit, "leads_to_desk", False):
            return format_html("{} ({})", taken, left)
        return format_html(
            '<a href="{}">{}</a> ({})',
            reverse("admin:events_studyvisit_desk", args=[visit.pk]),
            taken,
            left,
        )

    # --- Saving ---------------------------------------------------------------------

    def response_add(
        self, request: HttpRequest, obj: Publishable, post_url_continue: Any = None
    ) -> HttpResponse:
        """A visit that was made from a request leads on to accepting the request."""
        response = super().response_add(request, obj, post_url_continue)
        asked = request.GET.get("for_request", "")
        if not is_row_key(asked) or "_continue" in request.POST:
            return response
        url = reverse("admin:events_visitrequest_answer", args=[asked, "accept"])
        return HttpResponseRedirect(f"{url}?visit={obj.pk}")

    def save_formset(
        self, request: HttpRequest, form: Any, formset: Any, change: bool
    ) -> None:
        if formset.model is SeatBlock:
            self._give_codes(request, formset)
        super().save_formset(request, form, formset, change)

    def _give_codes(self, request: HttpRequest, formset: Any) -> None:
        """Make each new block's code and say it, once: only its hash is kept."""
        deleted = formset.deleted_forms
        for row in formset.extra_forms:
            if not row.has_changed() or row in deleted:
                continue
            code = new_code()
            row.instance.code_hash = code_hash(code)
            text = _(
                "The code for %(label)s is %(code)s. Write it down now: it is not "
                "shown again."
            )
            filled = {"label": row.instance.label, "code": code}
            self.message_user(request, text % filled, messages.WARNING)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        """Save; what people have in their calendars until now is kept for later."""
        saved = StudyVisit.objects.filter(pk=obj.pk).first()
        form.arranged_before = saved and Arrangements.of(saved)
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """After everything is saved: tell of another time or place, offer places."""
        super().save_related(request, form, formsets, change)
        self._look_at_programme(request, form.instance)
        if form.instance.state == StudyVisit.State.PLANNED:
            warn_of_closures(request, [form.instance])
        if form.arranged_before is None:
            return
        told = announce_changes(
            visit=form.instance,
            before=form.arranged_before,
            at=timezone.now(),
            staff=as_staff(request).user,
        )
        if told:
            text = ngettext(
                "%(count)d delegation is told of the change by e-mail.",
                "%(count)d delegations are told of the change by e-mail.",
                told,
            )
            self.message_user(request, text % {"count": told})

    def _look_at_programme(self, request: HttpRequest, visit: StudyVisit) -> None:
        """Say it where a visit was moved and its programme was not."""
        outside = Q(starts_at__lt=visit.starts_at) | Q(ends_at__gt=visit.ends_at)
        if visit.programme.filter(outside).exists():
            text = _(
                "The programme has items before the visit starts or after it ends. "
                "Was the visit moved? Then move them too."
            )
            self.message_user(request, text, messages.WARNING)
