"""Staff's pages of the Centre's details and of its pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centre.models import Centre, Page, Partner
from centre.site.views import render_page
from centre.staff.content import ContentAdmin, PublishableAdmin
from centre.staff.forms import NativeInputs


class PartnerInline(NativeInputs, admin.StackedInline):
    model = Partner
    extra = 0
    fields = (("name", "url", "position"),)


@admin.register(Centre)
class CentreAdmin(ContentAdmin):
    """Staff's form of the Centre's one row; its list redirects there."""

    inlines = (PartnerInline,)
    details = (
        (_("Address"), {"fields": ("street", "postcode", "city")}),
        (_("Contact"), {"fields": ("email", "phone")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Centre.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        centre = Centre.objects.first()
        if centre is None:
            return HttpResponseRedirect(reverse("admin:centre_centre_add"))
        return HttpResponseRedirect(
            reverse("admin:centre_centre_change", args=[centre.pk])
        )


@admin.register(Page)
class PageAdmin(PublishableAdmin):
    """Staff's pages of the texts that stay."""

    list_display = ("heading", "menu", "position", "publication", "languages_written")
    details = (
        (_("Publishing"), {"fields": ("published_at", "slug")}),
        (_("Menu"), {"fields": ("menu", "position")}),
    )
    render_public = staticmethod(render_page)
