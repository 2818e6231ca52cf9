"""The staff site: its first page, its groups of models, its language switch."""

from dataclasses import replace
from functools import partial, wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from centre.content.languages import LanguageLink, language_links
from centre.content.publishing import Publishable
from centre.guide.pages import chapter_of_request
from centre.guide.views import chapter_view, guide_view
from centre.staff import answers, unsaved, unsaved_pages
from centre.staff.accounts import GroupBoxes
from centre.staff.action_log import LogsActions
from centre.staff.bin_views import bin_view, empty_view, has_bin, restore_view
from centre.staff.duties import missing_duties
from centre.staff.fields import SearchedChoices
from centre.staff.files import stored_file_view
from centre.staff.invitations import invited_view
from centre.staff.inviting import InvitingAccounts
from centre.staff.link_targets import link_targets
from centre.staff.preparing import PreparesChanges
from centre.staff.presence import presence_view
from centre.staff.sound import SoundAdmin
from centre.staff.unsaved_views import (
    KeepsUnsaved,
    discard_view,
    keep_for_later,
    keep_view,
    unsaved_texts,
)
from centre.text.dates import format_day

# What stands where on the first page. A model that is in no group is not shown.
GROUPS = (
    (
        _("News and pages"),
        (
            "news.Post",
            "news.Topic",
            "centre.Page",
            "centre.LibraryPicture",
            "centre.OutdatedText",
            "centre.ImportRun",
        ),
    ),
    (_("Activities"), ("events.Activity", "events.ActivityType")),
    (
        _("Study visits"),
        (
            "events.StudyVisit",
            "events.VisitRequest",
            "events.Registration",
            "events.StaffMessage",
            "events.Invitee",
            "events.OutgoingEmail",
            "events.MailWording",
        ),
    ),
    (
        _("The Centre"),
        (
            "centre.Centre",
            "centre.HouseClosure",
            "centre.SiteNotice",
            "centre.AccessibilityStatement",
            "events.VisitFigure",
        ),
    ),
    (_("Privacy"), ("events.RetentionRun",)),
    (_("Staff"), ("auth.User", "auth.Group", "centre.StaffAction")),
)
# What people come for most, up front.
QUICK = {
    "news.Post": _("Write news"),
    "events.Activity": _("Add an activity"),
    "events.StudyVisit": _("Add a study visit"),
}
# The line of links on every page.
MENU = ("news.Post", "events.Activity", "events.StudyVisit", "events.Registration")

# What is ours in the admins that Django brings along.
MIXINS = {"auth.User": (InvitingAccounts,), "auth.Group": (GroupBoxes,)}


class CentreAdminSite(AdminSite):
    """Django's admin site, grouped by what staff do instead of by app."""

    site_header = _("Staff desk")
    site_title = _("Staff desk")
    index_title = _("Staff desk")
    enable_nav_sidebar = False

    def register(
        self, model_or_iterable: Any, admin_class: Any = None, **options: Any
    ) -> None:
        """Register the models that stand in a group, and leave out others' own.

        Every admin answers odd addresses and loses no text, Django's own too.
        """
        base = admin_class or ModelAdmin
        single = isinstance(model_or_iterable, ModelBase)
        for model in [model_or_iterable] if single else model_or_iterable:
            label = model._meta.label
            if any(label in labels for _name, labels in GROUPS):
                bases = (
                    KeepsUnsaved,
                    SoundAdmin,
                    LogsActions,
                    *((PreparesChanges,) if issubclass(model, Publishable) else ()),
                    *MIXINS.get(label, ()),
                    base,
                )
                sound = type(base.__name__, bases, {"__module__": base.__module__})
                super().register(model, sound, **options)

    def get_urls(self) -> list[Any]:
        return [
            path("invited/<str:token>/", invited_view, name="invited"),
            path("guide/", guide_view, name="guide"),
            path("guide/<slug:key>/", chapter_view, name="guide-chapter"),
            path("unsaved/", self.admin_view(keep_view), name="unsaved"),
            path(
                "unsaved/<int:pk>/discard/",
                self.admin_view(discard_view),
                name="unsaved-discard",
            ),
            path("link-targets/", self.admin_view(link_targets), name="link-targets"),
            path("presence/", self.admin_view(presence_view), name="presence"),
            path("bin/", self.admin_view(bin_view), name="bin"),
            path(
                "bin/<int:pk>/restore/",
                self.admin_view(restore_view),
                name="bin-restore",
            ),
            path("bin/<int:pk>/delete/", self.admin_view(empty_view), name="bin-empty"),
            path(
                "files/<str:label>/<int:pk>/<slug:field>/",
                self.admin_view(stored_file_view),
                name="stored-file",
            ),
            path(
                "r/<path:content_type_id>/<path:object_id>/",
                self.admin_view(self.view_on_site),
                name="view_on_site",
            ),
            *super().get_urls(),
        ]

    def autocomplete_view(self, request: HttpRequest) -> Any:
        """Find what a form can be about for whoever may fill it in."""
        return SearchedChoices.as_view(admin_site=self)(request)

    def view_on_site(
        self, request: HttpRequest, content_type_id: str, object_id: str
    ) -> HttpResponse:
        """Lead to a thing's page on the site: the address of a draft tells its title.

        Raises Http404 for what is no thing of the desk, PermissionDenied for who may
        not see it there.
        """
        try:
            kind = ContentType.objects.get(pk=content_type_id).model_class()
        except (ContentType.DoesNotExist, ValueError):
            raise Http404 from None
        if kind is None or not self.is_registered(kind):
            raise Http404
        if not self.get_model_admin(kind).has_view_permission(request):
            raise PermissionDenied
        return shortcut(request, content_type_id, object_id)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Serve the first page, with what its reader has not saved yet."""
        own = {
            "has_bin": has_bin(request),
            "unsaved_texts": unsaved_texts(request),
            "today_day": (day := timezone.localdate()),
            "today_date": format_day(day, get_language() or ""),
            "missing_duties": missing_duties(request),
        }
        return super().index(request, {**own, **(extra_context or {})})

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Sign out; what was kept goes, because others may use this browser."""
        if request.method == "POST" and request.user.is_authenticated:
            unsaved.forget_all(request.user)
            answers.forget_answers(request.user)
        response = super().logout(request, extra_context)
        if request.method != "POST":
            return response
        messages.success(request, _("You have signed out."))
        return redirect("admin:login")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Protect a view: keep what is typed, and let no query with a NUL reach it.

        A page that answers a form is shown at an address of its own.
        """

        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if any("\0" in v for _, values in request.GET.lists() for v in values):
                raise Http404
            asked = partial(view, request, *args, **kwargs)
            if request.method != "POST":
                return answers.find_answer(request) or unsaved_pages.show_page(
                    request, asked
                )
            answers.hide_parameter(request)
            return answers.lead_to_answer(
                request, unsaved_pages.take_form(request, asked)
            )

        protected = super().admin_view(wrapped, cacheable)

        @wraps(protected)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            # The session may be sound and the sign-in over: a new password, elsewhere.
            later = request.method == "POST" and not self.has_permission(request)
            return (later and keep_for_later(request)) or protected(
                request, *args, **kwargs
            )

        return kept

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        models = _by_label(context["available_apps"])
        return context | {
            "site_url": reverse("centre:home"),
            "desk_languages": desk_languages(request),
            "desk_version": settings.CENTRE_VERSION,
            "desk_chapter": chapter_of_request(request),
            "desk_page": partial(unsaved_pages.page_name, request),
            "offered_here": partial(unsaved_pages.offered_here, request),
            "given_back": unsaved_pages.given_back_now(request),
            "desk_menu": [models[label] for label in MENU if label in models],
            "desk_quick": [
                {"name": name, "url": models[label]["add_url"]}
                for label, name in QUICK.items()
                if label in models and models[label]["add_url"]
            ],
        }

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the groups of the first page; the models of one app for its label.

        The groups are made once for each request: the first page asks for them twice.
        """
        if app_label:
            return super().get_app_list(request, app_label)
        attributes = vars(request)
        if "desk_groups" not in attributes:
            attributes["desk_groups"] = self._groups(request)
        return attributes["desk_groups"]

    def _groups(self, request: HttpRequest) -> list[dict[str, Any]]:
        models = _by_label(super().get_app_list(request))
        groups = [
            {
                "name": name,
                "app_label": f"group-{number}",
                "app_url": f"{reverse('admin:index')}#group-{number}",
                "has_module_perms": True,
                "models": [models[label] for label in labels if label in models],
            }
            for number, (name, labels) in enumerate(GROUPS, start=1)
        ]
        return [group for group in groups if group["models"]]

    def i18n_javascript(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Serve the texts of scripts, the editor's included."""
        packages = ["django.contrib.admin", "django_prose_editor"]
        view = JavaScriptCatalog.as_view(packages=packages)
        return cast(HttpResponse, view(request))


def desk_languages(request: HttpRequest) -> list[LanguageLink]:
    """Return the same staff page in each language; `next` is translated too."""
    links = language_links(request)
    target = request.GET.get("next", "")
    active = f"/{get_language()}/"
    if not target.startswith(active):
        return links
    rest = target.removeprefix(active)
    return [
        replace(
            link,
            url=link.url.split("?")[0]
            + "?"
            + urlencode({"next": f"/{link.code}/{rest}"}, safe="/"),
        )
        for link in links
    ]


def _by_label(apps: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        model["model"]._meta.label: model for app in apps for model in app["models"]
    }
