"""The base of every form and list of what is published: drafts, previews, dates."""

from collections.abc import Callable
from copy import copy
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from centre.content.prepared import PreparedChange, show_prepared
from centre.content.publishing import Publishable
from centre.staff.advice import find_advice
from centre.staff.content import AddressedAdmin, NotCompleteFilter
from centre.staff.duplicating import Duplicates
from centre.staff.history import written
from centre.staff.mixins import StaffRequest
from centre.staff.preview_links import PreviewLinksMixin
from centre.staff.rows import lend_rows
from centre.text.dates import format_date
from centre.web.caching import store_nowhere
from centre.web.framing import framed_by_us, may_frame_us


class PublicationFilter(admin.SimpleListFilter):
    """Filter the list by draft, scheduled and published."""

    title = _("publication")
    parameter_name = "publication"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("draft", _("Draft")),
            ("scheduled", _("Scheduled")),
            ("published", _("Published")),
            ("prepared", _("With prepared changes")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        lookup = {
            "draft": Q(published_at=None),
            "scheduled": Q(published_at__gt=now),
            "published": Q(published_at__lte=now),
            "prepared": Q(PreparedChange.exists_for(queryset.model)),
        }.get(self.value() or "")
        return queryset.filter(lookup) if lookup else queryset


class PublishableAdmin(PreviewLinksMixin, Duplicates, AddressedAdmin):
    """Content with drafts, previews and a date of publication."""

    list_display: tuple[str, ...] = ("heading", "publication", "languages_written")
    list_filter: ClassVar[tuple[Any, ...]] = (PublicationFilter, NotCompleteFilter)
    # The view that renders the public page from a request and the thing.
    render_public: Callable[[HttpRequest, Any], HttpResponse]

    @admin.display(description=_("publication"), ordering="published_at")
    def publication(self, obj: Publishable) -> SafeString | str:
        """Return whether it is a draft, scheduled or published, and from when.

        With it stands whether changes are prepared, where the list was read with that.
        """
        state = self._publication(obj)
        if obj.published_at and obj.published_until:
            until = _("until %(moment)s") % {"moment": written(obj.published_until)}
            state = format_html('{} · <span class="scheduled">{}</span>', state, until)
        if not getattr(obj, "has_prepared", False):
            return state
        more = _("changes are prepared")
        return format_html('{} · <span class="scheduled">{}</span>', state, more)

    def _publication(self, obj: Publishable) -> SafeString | str:
        if obj.published_at is None:
            return format_html('<span class="draft">{}</span>', _("Draft"))
        if obj.is_published():
            day = format_date(obj.published_at, translation.get_language() or "")
            return format_html("{} {}", _("Published"), day)
        return format_html(
            '<span class="scheduled">{} {}</span>',
            _("Scheduled for"),
            written(obj.published_at),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        things = super().get_queryset(request)
        return things.annotate(has_prepared=PreparedChange.exists_for(self.model))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: Any = None
    ) -> Any:
        """Return a thing, which keeps how it is stored (`as_read`).

        A form gives it what is prepared, or what was sent and is not saved.
        """
        thing = super().get_object(request, object_id, from_field)
        if thing is not None:
            thing.as_read = copy(thing)
        return thing

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        view = self.admin_site.admin_view(self.preview)
        return [path("<path:object_id>/preview/", view, name=name), *super().get_urls()]

    def preview(self, request: StaffRequest, object_id: str) -> HttpResponse:
        """Render the public page of what is saved, in the URL's language.

        Raises Http404 where there is no such object, PermissionDenied where staff may
        not see it.
        """
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        request.preview_bar = {
            "language": settings.CENTRE_LANGUAGES[request.LANGUAGE_CODE],
            "publication": self.publication(obj),
            "back": reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_change",
                args=[obj.pk],
            ),
        }
        if "prepared" in request.GET and show_prepared(obj):
            request.preview_bar["publication"] = _("prepared, not published yet")
        if obj.published_at is None:
            obj.published_at = timezone.now()  # as if it came out now; not saved
        response = type(self).render_public(request, obj)
        store_nowhere(response)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        framed_by_us(response)
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Render the form; it may show the preview beside it where it has one."""
        response = super().render_change_form(request, context, *args, **kwargs)
        if context["has_preview_beside"]:
            may_frame_us(response)
        return response

    def _add_tabs_and_nonce(
        self, request: HttpRequest, context: dict[str, Any], formsets: list[Any]
    ) -> None:
        super()._add_tabs_and_nonce(request, context, formsets)
        obj = context.get("original")
        context["can_publish"] = self.get_view_on_site_url(obj) is None
        context["show_save_and_add_another"] = False  # as on a draft: it hides the rest
        context["scheduled"] = _moment_to_come(context["adminform"].form)
        context["previews"] = self._previews(obj) if obj and obj.pk else []
        sent = context["adminform"].form.is_bound
        if obj and not sent:
            lend_rows(obj, formsets)
        context["advice"] = find_advice(obj) if obj and not sent else []
        # A refused form is shown from what is stored, without a policy of its own.
        context["has_preview_beside"] = bool(context["previews"]) and not sent
        context["object_links"] = self.object_links(request, obj) if obj else []

    def _previews(self, obj: Publishable) -> list[dict[str, str]]:
        """Return a link to the preview in each public language."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_preview"
        links = []
        for code, language in settings.LANGUAGES:
            with translation.override(code):
                url = reverse(name, args=[obj.pk])
            query = "?prepared=yes" if getattr(obj, "prepared", None) else ""
            links.append({"code": code, "name": language, "url": url + query})
        return links

    def get_view_on_site_url(self, obj: Publishable | None = None) -> str | None:
        """Return the URL of the public page, None where what is stored has none."""
        stored: Any = getattr(obj, "as_read", None)
        is_public = stored is not None and stored.is_published()
        return stored.get_absolute_url() if is_public else None

    def response_change(self, request: HttpRequest, obj: Publishable) -> HttpResponse:
        if not getattr(request, "reverting", False):
            self._tell_publication(request, obj)
        return super().response_change(request, obj)

    def response_add(
        self, request: HttpRequest, obj: Publishable, post_url_continue: Any = None
    ) -> HttpResponse:
        self._tell_publication(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def _tell_publication(self, request: HttpRequest, obj: Publishable) -> None:
        """Say whether it is on the site, where that has changed or is to change."""
        pressed = "_publish" in request.POST
        if obj.is_published():
            if pressed:
                self._tell_public(request, obj)
        elif self.get_view_on_site_url(obj) is not None:
            gone = _("It is not on the site any more.")
            self.message_user(request, gone, messages.WARNING)
        if obj.published_at and not obj.is_published():
            text = _("It appears on the site on %(moment)s.")
            told = text % {"moment": written(obj.published_at)}
            self.message_user(request, told, messages.SUCCESS)
        if obj.published_at and obj.published_until:
            text = _("It leaves the site on %(moment)s.")
            told = text % {"moment": written(obj.published_until)}
            self.message_user(request, told, messages.SUCCESS)
        if pressed:
            self._advise(request, obj)

    def _tell_public(self, request: HttpRequest, obj: Publishable) -> None:
        link = format_html(
            '{} <a href="{}">{}</a>',
            _("It is on the site now."),
            obj.get_absolute_url(),
            _("Look at it"),
        )
        self.message_user(request, link, messages.SUCCESS)

    def _advise(self, request: HttpRequest, obj: Publishable) -> None:
        """Say what readers will miss, each sentence once, leading to its place."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        form = reverse(name, args=[obj.pk])
        found = {advice.text: advice.anchor for advice in reversed(find_advice(obj))}
        for text, anchor in reversed(found.items()):
            told = format_html('<a href="{}#{}">{}</a>', form, anchor, text)
            self.message_user(request, told, messages.WARNING)


def _moment_to_come(form: Any) -> str:
    """Return the date to come that a form publishes from, written out; "" for none."""
    if "published_at" not in form.fields:
        return ""
    try:
        moment = form.fields["published_at"].clean(form["published_at"].value())
    except ValidationError:
        return ""
    return written(moment) if moment and moment > timezone.now() else ""
