"""Study visits with their programme, and how full they are."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from centre.admin_content import PublishableAdmin
from centre.admin_forms import LanguageFields
from centre.admin_pictures import PictureInline
from events.admin.fields import SpokenLanguages
from events.day.urls import DayUrls
from events.models import ProgrammeItem, StudyVisit, VisitPicture
from events.views.visits import render_visit


class ProgrammeInline(LanguageFields, TranslationStackedInline):
    model = ProgrammeItem
    extra = 0
    details = ((None, {"fields": (("starts_at", "ends_at", "kind"),)}),)

    def get_fieldsets(self, request, obj=None):
        """When it is first, then what it is."""
        *languages, details = super().get_fieldsets(request, obj)
        return [details, *languages]


class VisitPictureInline(PictureInline):
    model = VisitPicture


@admin.register(StudyVisit)
class StudyVisitAdmin(DayUrls, SpokenLanguages, PublishableAdmin):
    """Study visits. Delegations have a list of their own, linked from here."""

    list_display = (
        "heading",
        "starts_at",
        "seats",
        "publication",
        "languages_written",
    )
    date_hierarchy = "starts_at"
    readonly_fields = ("seats",)
    details = (
        (_("Publishing"), {"fields": ("published_at", "slug")}),
        (
            _("When and in which languages"),
            {"fields": (("starts_at", "ends_at"), "languages", "occasion_url")},
        ),
        (
            _("Places and registration"),
            {
                "fields": (
                    "seats",
                    ("capacity", "largest_group"),
                    ("registration_opens_at", "registration_closes_at"),
                )
            },
        ),
    )
    inlines = (ProgrammeInline, VisitPictureInline)
    render_public = staticmethod(render_visit)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_seats_taken()

    @admin.display(description=_("places taken"))
    def seats(self, visit: StudyVisit) -> SafeString | str:
        """How full it is, as a link to the delegations."""
        if visit.pk is None:
            return "–"
        taken = gettext("%(taken)d of %(all)d") % {
            "taken": visit.seats_taken,
            "all": visit.capacity,
        }
        left = ngettext("%(left)d free", "%(left)d free", visit.seats_left) % {
            "left": visit.seats_left
        }
        return format_html(
            '<a href="{}?visit__id__exact={}">{}</a> ({})',
            reverse("admin:events_registration_changelist"),
            visit.pk,
            taken,
            left,
        )
