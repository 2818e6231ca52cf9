"""Staff's own words in mails, with a look at how each mail reads."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from centre.content.languages import columns
from centre.staff.content import ContentAdmin
from events.mail_wordings.examples import example
from events.models import MailWording


@admin.register(MailWording)
class MailWordingAdmin(ContentAdmin):
    """One row for each kind of mail; deleting it brings our own words back."""

    change_form_template = "admin/events/mail_wordings/change_form.html"

    details = ((_("Mail"), {"fields": ("kind",)}),)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Any = None
    ) -> tuple[str, ...]:
        """Keep the kind: what was written for one would not fit another."""
        return ("kind",) if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Leave out the field for our first sentence where that has to stay."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or obj.replaceable:
            return fieldsets
        hidden = {
            columns(MailWording, code)["says"] for code in settings.CENTRE_LANGUAGES
        }
        return [
            (name, {**rest, "fields": [f for f in rest["fields"] if f not in hidden]})
            for name, rest in fieldsets
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = context.get("original")
        context["names"] = (obj or MailWording()).names
        context["examples"] = [
            (code, name, example(obj.kind, code))
            for code, name in settings.LANGUAGES
            if obj
        ]
        return super().render_change_form(request, context, *args, **kwargs)
