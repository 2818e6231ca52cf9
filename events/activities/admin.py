"""Staff's pages of activities and of their types."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from centre.staff.content import AddressedAdmin, NotCompleteFilter
from centre.staff.documents import DocumentInline
from centre.staff.forms import LanguageFields, NativeInputs
from centre.staff.pasting import PastesLanguages
from centre.staff.pictures import PictureInline
from centre.staff.publishing import PublicationFilter, PublishableAdmin
from centre.staff.rows import LongRows
from centre.text.dates import format_short_day
from events.activities.closed_days import warn_of_closures
from events.activities.head_count_view import HeadCountMixin
from events.activities.periods import ONE_DAY, ONE_WEEK, begin, period_of
from events.activities.series_view import SeriesMixin
from events.activities.views import render_activity
from events.models import (
    Activity,
    ActivityDocument,
    ActivityPicture,
    ActivityType,
    ClosingDay,
    HeadCount,
    OpeningHours,
    Session,
)


class SessionInline(LongRows, LanguageFields, TranslationStackedInline):
    model = Session
    over = "ends_at"
    folds_rows = True
    extra = 0
    details = ((None, {"fields": (("starts_at", "ends_at", "state"),)}),)
    details_first = True


class OpeningHoursFormSet(BaseInlineFormSet):
    """A standing offer that is published says when it is open."""

    def clean(self) -> None:
        super().clean()
        if not (self.instance.standing and self.instance.published_at):
            return
        gone = self.deleted_forms
        left = [form for form in self.forms if form not in gone]
        if not any(form.instance.pk or form.has_changed() for form in left):
            raise ValidationError(
                _(
                    "Say on which days and hours it is open before you publish it, or "
                    "save it as a draft."
                )
            )


class OpeningHoursInline(NativeInputs, admin.StackedInline):
    model = OpeningHours
    formset = OpeningHoursFormSet
    extra = 0
    fields = (("weekday", "opens", "closes"),)


class ClosingDayInline(LongRows, NativeInputs, admin.StackedInline):
    model = ClosingDay
    over = "date"
    extra = 0


class ActivityPictureInline(PictureInline):
    model = ActivityPicture


class ActivityDocumentInline(DocumentInline):
    model = ActivityDocument


class OnDayFilter(admin.SimpleListFilter):
    """Filter activities by a day of the next seven on which they take place."""

    title = _("day")
    parameter_name = "on"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        today, language = timezone.localdate(), get_language() or ""
        days = [today + number * ONE_DAY for number in range(ONE_WEEK.days)]
        return [(day.isoformat(), format_short_day(day, language)) for day in days]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        day = period_of(self.value() or "", timezone.localdate())
        if day is None:
            return queryset
        start, end = begin(day.first), begin(day.last + ONE_DAY)
        on = Session.objects.filter(Session.objects.overlapping(start, end))
        return queryset.filter(pk__in=on.values("activity"))


@admin.register(Activity)
class ActivityAdmin(HeadCountMixin, PastesLanguages, SeriesMixin, PublishableAdmin):
    """Staff's pages of activities, with their sessions or opening hours."""

    list_display = ("heading", "type", "publication", "languages_written")
    list_filter = (
        PublicationFilter,
        NotCompleteFilter,
        OnDayFilter,
        "type",
        "standing",
    )
    list_select_related = ("type",)
    folded_texts = (
        "audience",
        "interpretation",
        "access_note",
        "cost",
        "signup",
        "organiser",
    )
    details = (
        (_("Publishing"), {"fields": (("published_at", "published_until"),)}),
        (
            _("What kind it is"),
            {"fields": (("type", "standing"), "audiences", ("price", "signup_by"))},
        ),
        (
            _("Languages and access"),
            {
                "fields": (
                    "languages",
                    "interpreted_into",
                    ("step_free", "hearing_loop"),
                ),
                "classes": ["collapse"],
            },
        ),
        (_("Funding"), {"fields": ("funded_by",), "classes": ["collapse"]}),
    )
    inlines = (
        SessionInline,
        OpeningHoursInline,
        ClosingDayInline,
        ActivityPictureInline,
        ActivityDocumentInline,
    )
    render_public = staticmethod(render_activity)
    pasted_columns = ("title", "summary", "body")
    copied_rows = (OpeningHours, ActivityPicture)
    rows_without_form = (HeadCount,)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Save the sessions too, and tell which of them are on closed days."""
        super().save_related(request, form, formsets, change)
        coming = form.instance.sessions.filter(ends_at__gte=timezone.now())
        warn_of_closures(request, coming.exclude(state=Session.State.CANCELLED))


@admin.register(ActivityType)
class ActivityTypeAdmin(AddressedAdmin):
    """Staff's pages of types of activity."""

    list_display = ("heading", "role", "position", "languages_written")
    details = ((None, {"fields": ("role", "position")}),)
