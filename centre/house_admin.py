"""Staff's pages of what is true of the whole house: closed days, notices, pictures."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from centre.closing.views import ClosingDayMixin
from centre.content.languages import columns, complete_languages
from centre.house.closures import enter_holiday, holidays_to_enter
from centre.house.holidays import Holiday
from centre.models import Emblem, HouseClosure, HousePicture, SiteNotice
from centre.staff.content import ContentAdmin
from centre.staff.history import written
from centre.staff.pictures import PictureFormSet, PictureInline
from centre.text.dates import format_date_range, format_day
from centre.web.refused import given_back
from events.activities.closed_days import NAMED, planned_on


class HolidayForm(forms.Form):
    """Which public holidays are entered as closed days: those that somebody ticks."""

    days = forms.MultipleChoiceField(
        label=_("Closed on"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, holidays: list[Holiday], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holidays = {h.day.isoformat(): h for h in holidays}
        language = get_language() or ""
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (key, f"{format_day(h.day, language)}: {h.name}")
            for key, h in self.holidays.items()
        ]
        self.fields["days"].initial = [*self.holidays]

    def save(self) -> int:
        """Enter the ticked days; return how many. Twice is the same as once."""
        return sum(
            enter_holiday(self.holidays[key]) for key in self.cleaned_data["days"]
        )


class ComingFilter(admin.SimpleListFilter):
    """Filter closed days by what comes: what is over interests nobody."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("over", _("what is over"))]

    def choices(self, changelist: Any) -> Any:
        """Name the list without a choice by what it shows."""
        first, *others = super().choices(changelist)
        yield {**first, "display": _("what comes")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        today = timezone.localdate()
        if self.value() == "over":
            return queryset.filter(last_day__lt=today)
        return queryset.filter(last_day__gte=today)


@admin.register(HouseClosure)
class HouseClosureAdmin(ClosingDayMixin, ContentAdmin):
    """Staff's pages of the days on which the house is closed."""

    list_display = ("days", "heading", "languages_written")
    list_display_links = ("days",)
    list_filter = (ComingFilter,)
    details = ((None, {"fields": (("first_day", "last_day"),)}),)
    details_first = True
    change_list_template = "admin/centre/houseclosure/change_list.html"

    @admin.display(description=_("days"), ordering="first_day")
    def days(self, closure: HouseClosure) -> str:
        """Return the days in words."""
        first, last = closure.first_day, closure.last_day
        return format_date_range(first, last, get_language() or "")

    @admin.display(description=_("reason"))
    def heading(self, obj: HouseClosure) -> str:
        return obj.localized.reason

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.holidays)
        name = "centre_houseclosure_holidays"
        return [path("holidays/", view, name=name), *super().get_urls()]

    def holidays(self, request: HttpRequest) -> HttpResponse:
        """Offer the public holidays that nobody has entered; enter what is ticked.

        Raises PermissionDenied where staff may not add closed days.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        coming = holidays_to_enter(timezone.localdate())
        form = HolidayForm(coming, request.POST or given_back(request))
        if request.method == "POST" and form.is_valid():
            entered = form.save()
            text = ngettext(
                "%(days)d day is entered as closed.",
                "%(days)d days are entered as closed.",
                entered,
            )
            self.message_user(request, text % {"days": entered}, messages.SUCCESS)
            return redirect("admin:centre_houseclosure_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Public holidays"),
            "opts": self.opts,
            "form": form,
        }
        return render(request, "admin/centre/houseclosure/holidays.html", context)

    def save_model(
        self, request: HttpRequest, obj: HouseClosure, form: Any, change: bool
    ) -> None:
        """Save, and tell what is planned on these days."""
        super().save_model(request, obj, form, change)
        planned = planned_on(obj.first_day, obj.last_day)
        if not planned:
            return
        text = ngettext(
            "%(number)d session or visit is planned on these days and stays: %(which)s",
            "%(number)d sessions or visits are planned on these days and stay: "
            "%(which)s",
            len(planned),
        )
        which = "; ".join(planned[:NAMED]) + (" …" if len(planned) > NAMED else "")
        values = {"number": len(planned), "which": which}
        self.message_user(request, text % values, messages.WARNING)


@admin.register(SiteNotice)
class SiteNoticeAdmin(ContentAdmin):
    """Staff's pages of the notices across the site."""

    list_display = ("heading", "shown", "is_warning", "languages_written")
    details = (
        (_("When it is shown"), {"fields": (("starts_at", "ends_at"), "is_warning")}),
    )

    @admin.display(description=_("text"))
    def heading(self, obj: SiteNotice) -> str:
        return str(obj)

    @admin.display(description=_("shown"), ordering="ends_at")
    def shown(self, notice: SiteNotice) -> str:
        """Return from when to when, and whether it is shown now."""
        span = f"{written(notice.starts_at)} – {written(notice.ends_at)}"
        return f"{span} ({_('now')})" if notice.is_shown(timezone.now()) else span


class HousePictureFormSet(PictureFormSet):
    """The pictures of the house are public as soon as they are saved."""

    def is_public(self) -> bool:
        return bool(complete_languages(self.instance))


class HousePictureInline(PictureInline):
    model = HousePicture
    classes = ("collapse",)
    formset = HousePictureFormSet
    first_details = ("page",)


class EmblemInline(PictureInline):
    """Emblems; what a photograph has besides, they have not."""

    model = Emblem
    classes = ("collapse",)

    @property
    def details(self) -> tuple[Any, ...]:  # type: ignore[override]
        """The fieldset of what is seen at an emblem."""
        fields = (
            "thumbnail",
            "image",
            ("name", "kind"),
            "url",
            *self._descriptions(),
            ("shown_from", "shown_until"),
            "position",
            "taken",
        )
        return ((None, {"fields": fields, "classes": ["picture-details"]}),)

    def _columns(self, code: str) -> list[str]:
        caption = columns(self.model, code)["caption"]
        return [name for name in super()._columns(code) if name != caption]
