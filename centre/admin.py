"""Staff's pages of the Centre's details and of its pages."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centre.content.publishing import Publishable
from centre.content.samples import is_hidden_sample
from centre.house_admin import EmblemInline, HousePictureInline
from centre.importing.admin import ImportRunAdmin
from centre.library.admin import LibraryAdmin
from centre.models import (
    AccessibilityStatement,
    Centre,
    Page,
    PageDocument,
    PagePicture,
    Partner,
)
from centre.site.views import render_page
from centre.staff.action_log_admin import StaffActionAdmin
from centre.staff.content import ContentAdmin
from centre.staff.documents import DocumentInline, RecordingInline
from centre.staff.forms import NativeInputs
from centre.staff.pictures import PictureInline
from centre.staff.publishing import PublishableAdmin
from centre.translating.admin import BoardAdmin
from centre.year.admin import YearAdmin

__all__ = [
    "AccessibilityStatementAdmin",
    "BoardAdmin",
    "CentreAdmin",
    "LibraryAdmin",
    "PageAdmin",
]

__all__ = ["ImportRunAdmin", "StaffActionAdmin", "YearAdmin"]

# What a partner's page needs: its own policy may forbid more.
FRAME = (
    '<iframe src="{}" title="{}" loading="lazy" width="360" height="640" '
    'style="border: 0; width: 100%"></iframe>'
)


class PartnerInline(NativeInputs, admin.StackedInline):
    model = Partner
    extra = 0
    fields = (("name", "url", "position"),)


@admin.register(Centre)
class CentreAdmin(ContentAdmin):
    """Staff's form of the Centre's one row; its list redirects there."""

    inlines = (HousePictureInline, EmblemInline, PartnerInline)
    details = (
        (_("Address"), {"fields": ("street", "postcode", "city", "map_url")}),
        (_("Contact"), {"fields": ("email", "phone")}),
        (
            _("On other websites"),
            {"fields": ("profiles", "framed_by", "frame_code")},
        ),
        (
            _("For the media"),
            {"fields": ("press_contact", "press_email", "press_phone")},
        ),
        (_("Information on personal data"), {"fields": ("is_sample",)}),
    )
    readonly_fields = ("frame_code",)

    @admin.display(description=_("what a partner pastes into a page"))
    def frame_code(self, centre: Centre) -> SafeString:
        """Return the element that shows the programme, once for each language."""
        codes = []
        for code, name in settings.LANGUAGES:
            with translation.override(code):
                url = settings.SITE_URL + reverse("events:programme-embed")
                words = (str(centre.localized), gettext("What’s on"))
                title = ": ".join(filter(None, words))
            # Escaped once for their page, and once for ours.
            codes.append((code, name, escape(format_html(FRAME, url, title))))
        return format_html_join(
            "",
            '<p lang="{0}">{1}<br><code class="to-paste">{2}</code></p>',
            codes,
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Centre.objects.exists()

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Offer no "Add": its list leads there, so no page asks if there is a row."""
        return {
            "add": False,
            "change": self.has_change_permission(request),
            "delete": False,
            "view": self.has_view_permission(request),
        }

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


@admin.register(AccessibilityStatement)
class AccessibilityStatementAdmin(ContentAdmin):
    """Staff's form of the one declaration of accessibility."""

    details = (
        (
            _("Declaration"),
            {
                "fields": (
                    ("is_public", "is_sample"),
                    "body",
                    "status",
                    ("site_published_on", "site_changed_on"),
                    ("prepared_on", "reviewed_on"),
                    "assessed_by",
                )
            },
        ),
        (_("Contact"), {"fields": ("contact", "email", "phone")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether there is none yet; no other page than the form's asks."""
        return (
            request.path == reverse("admin:centre_accessibilitystatement_add")
            and super().has_add_permission(request)
            and Centre.objects.exists()
            and not AccessibilityStatement.objects.exists()
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Lead to the one there is, or to the form of a new one."""
        statement = AccessibilityStatement.objects.first()
        if statement is None and super().has_add_permission(request):
            return redirect("admin:centre_accessibilitystatement_add")
        if statement is None:
            return super().changelist_view(request, extra_context)
        return redirect("admin:centre_accessibilitystatement_change", statement.pk)


class PagePictureInline(PictureInline):
    model = PagePicture


class PageDocumentInline(DocumentInline):
    model = PageDocument


@admin.register(Page)
class PageAdmin(PublishableAdmin):
    """Staff's pages of the texts that stay."""

    list_display = ("heading", "menu", "position", "publication", "languages_written")
    details = (
        (_("Publishing"), {"fields": (("published_at", "published_until"),)}),
        (_("Menu"), {"fields": ("menu", "position")}),
        (_("Text that the law asks for"), {"fields": ("role", "is_sample")}),
    )
    inlines = (RecordingInline, PagePictureInline, PageDocumentInline)
    render_public = staticmethod(render_page)
    not_copied = frozenset({"role"})
    copied_rows = (PagePicture,)

    @admin.display(description=_("publication"), ordering="published_at")
    def publication(self, obj: Publishable) -> SafeString | str:
        """Say of an example that a real site does not show it."""
        if is_hidden_sample(obj):
            return format_html('<span class="draft">{}</span>', _("Only an example"))
        return super().publication(obj)
