"""The base of every form and list of translated content."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from js_asset import Media
from modeltranslation.admin import TranslationAdmin
from simple_history.admin import SimpleHistoryAdmin

from centre.content.addressed import keep_former_slugs, slug_columns
from centre.content.files import HasFiles
from centre.content.languages import columns
from centre.content.richtext import RichTextField
from centre.content.row_texts import complete_with_rows, lacking_rows, row_keys
from centre.pictures.storing import FileNotStored
from centre.staff.bin_views import DeletesIntoBin
from centre.staff.comparing import ComparesVersions
from centre.staff.deleting import held_by
from centre.staff.faults import faults_of, unfold_faulty
from centre.staff.files import (
    put_files_in_bin,
    tidy_replaced,
    undo_files_on_failure,
)
from centre.staff.forms import ContentForm, LanguageFields
from centre.staff.history import LanguageChanges
from centre.staff.language_states import STATES, language_tabs, states_of_object
from centre.staff.mixins import as_staff
from centre.staff.outdated import KeepsTranslations, outdated_languages
from centre.staff.pictures import PictureFormSet, save_pictures
from centre.staff.taking import TakesOnce

# The parameter of a form's address that asks for an empty row of each kind.
EMPTY_ROWS = "rows"
# How PostgreSQL names what it ended because two were at it: serialization, deadlock.
CONFLICTS = {"40001", "40P01"}


class NotCompleteFilter(admin.SimpleListFilter):
    """Filter the list by the language that an object is not complete in."""

    title = _("not complete in")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(settings.CENTRE_LANGUAGES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        code = self.value()
        if code not in settings.CENTRE_LANGUAGES:
            return queryset
        return queryset.exclude(complete_with_rows(queryset.model, code))


class ContentAdmin(
    TakesOnce,
    KeepsTranslations,
    DeletesIntoBin,
    ComparesVersions,
    LanguageFields,
    SimpleHistoryAdmin,
    TranslationAdmin,
):
    """Translated content: language tabs, search in every language, history."""

    form = ContentForm
    list_display: tuple[str, ...] = ("heading", "languages_written")
    list_filter: ClassVar[tuple[Any, ...]] = (NotCompleteFilter,)
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    object_history_list_template = "admin/history_list.html"

    # --- The list -----------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the things, each with how many of its rows lack a text."""
        things = super().get_queryset(request)
        return things.annotate(**lacking_rows(self.model, settings.CENTRE_LANGUAGES))

    @admin.display(description=_("title"))
    def heading(self, obj: Any) -> str:
        """Return the title in the reader's language, or in one that the object has."""
        return str(obj)

    @admin.display(description=_("languages"))
    def languages_written(self, obj: Any) -> SafeString:
        """Return the state of each language as a sign with a hidden word."""
        return format_html_join(
            " ",
            '<span class="language-state {}" title="{}: {}"><span aria-hidden="true">'
            '{}</span>{}<span class="visually-hidden"> {}</span></span>',
            (
                (state, settings.CENTRE_LANGUAGES[code], word, sign, code, word)
                for code, state in states_of_object(obj)
                for sign, word in [STATES[state]]
            ),
        )

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Return every translated field in every language, but for rich texts.

        These have thousands of letters each, which the database would fold one by one;
        what is in them is found by the site's own search.
        """
        fields = self.model._meta.get_field
        translated = [
            column
            for code in settings.CENTRE_LANGUAGES
            for name, column in columns(self.model, code).items()
            if not isinstance(fields(name), RichTextField)
        ]
        return [*translated, *self.search_fields]

    # --- The form -----------------------------------------------------------------

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ContentForm]:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.reverting = getattr(request, "reverting", False)
        form.refused = getattr(request, "refused", False)
        return form

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Return the rows' forms, with an empty row each where the address asks so.

        Without scripts nothing else can add one.
        """
        inlines: list[Any] = super().get_inline_instances(request, obj)
        for inline in inlines if EMPTY_ROWS in request.GET else ():
            inline.extra = 1
        return inlines

    def changeform_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Serve the form; show a message where two people saved at the same moment.

        The second try reads what the other one saved, so mostly it finds the field that
        is wrong; if not, the third refuses the form as a whole. So it is where the
        database ended one of two that waited for each other. A file that the disk did
        not take is refused at its field.
        """
        for last_time in (False, True):
            try:
                with undo_files_on_failure():
                    return super().changeform_view(request, *args, **kwargs)
            except IntegrityError:
                as_staff(request).refused = last_time
            except OperationalError as error:
                if getattr(error.__cause__, "pgcode", "") not in CONFLICTS:
                    raise
                as_staff(request).refused = last_time
            except FileNotStored:
                as_staff(request).file_not_stored = True
        as_staff(request).refused = True
        return super().changeform_view(request, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        formsets = [f.formset for f in context["inline_admin_formsets"]]
        self._add_tabs_and_nonce(request, context, formsets)
        return super().render_change_form(request, context, *args, **kwargs)

    def _add_tabs_and_nonce(
        self, request: HttpRequest, context: dict[str, Any], formsets: list[Any]
    ) -> None:
        """Add the language tabs, and the nonce that the editor's import map needs."""
        form = context["adminform"].form
        unfold_faulty(context["adminform"])
        context["language_tabs"] = language_tabs(form, formsets)
        if form.instance.pk:
            context["outdated"] = outdated_languages(form.instance)
            _mark_outdated(context)
        context["required_labels"] = ", ".join(
            str(label_for_field(name, self.model))
            for name in self.model.translation_required
        )
        context["row_labels"] = ", ".join(
            str(key.model._meta.verbose_name_plural) for key in row_keys(self.model)
        )
        media = Media.from_media(context["media"])
        context["media"] = media.with_nonce(str(as_staff(request).csp_nonce))

    # --- Saving -------------------------------------------------------------------

    def save_formset(
        self, request: HttpRequest, form: Any, formset: Any, change: bool
    ) -> None:
        has_files = issubclass(formset.model, HasFiles)
        if has_files:
            put_files_in_bin(formset, request.user, timezone.now())
        super().save_formset(request, form, formset, change)
        if isinstance(formset, PictureFormSet):
            save_pictures(formset)
        elif has_files:
            tidy_replaced(formset)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, ...]:
        """Return what is deleted along, without the rows of many-to-many tables.

        Where something stands in the way it is told in short, and nothing else is read.
        """
        if held := [*held_by(objs, self.opts, self.admin_site, request)]:
            named = [str(obj) for obj in objs]
            return named, {self.opts.verbose_name_plural: len(named)}, set(), held
        listed, counts, *rest = super().get_deleted_objects(objs, request)
        own = [f.remote_field for f in self.opts.many_to_many]
        rels: list[Any] = [*own, *self.opts.related_objects]
        joins = [rel.through._meta for rel in rels if rel.many_to_many]
        for opts in joins:
            counts.pop(str(opts.verbose_name_plural), None)
        names = tuple(f"{capfirst(opts.verbose_name)}: " for opts in joins)
        return _without(listed, names), counts, *rest

    # --- History ------------------------------------------------------------------

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> LanguageChanges:
        return LanguageChanges(self.model, historical_record)

    def history_form_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Serve an older version; its form restores words, and nothing else."""
        as_staff(request).reverting = True
        with transaction.atomic():
            return super().history_form_view(request, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Say what was restored, and what was not."""
        if not getattr(request, "reverting", False):
            return super().response_change(request, obj)
        text = _("The words of this version are back. Nothing else was changed.")
        self.message_user(request, text, messages.SUCCESS)
        opts = self.model._meta
        return redirect(f"admin:{opts.app_label}_{opts.model_name}_change", obj.pk)

    def render_history_view(
        self, request: HttpRequest, template: str, context: dict[str, Any], **kw: Any
    ) -> HttpResponse:
        if "adminform" in context:
            match: Any = request.resolver_match
            context |= self.compared(*match.args, **match.kwargs)
            self._add_tabs_and_nonce(request, context, [])
            if request.method == "POST":
                faults = faults_of(context["adminform"].form, [])
                context |= {"faults": faults, "errors": None}
        return super().render_history_view(request, template, context, **kw)


def _mark_outdated(context: dict[str, Any]) -> None:
    """Say on the tab of each language whether it was left behind."""
    codes = {language.code for language in context["outdated"]}
    for tab in context["language_tabs"]:
        tab["is_outdated"] = tab["code"] in codes


def _without(listed: list[Any], beginnings: tuple[str, ...]) -> list[Any]:
    """Return nested lists of texts without the texts that begin so."""
    inner = (
        _without(item, beginnings) if isinstance(item, list) else item
        for item in listed
    )
    return [item for item in inner if item and not str(item).startswith(beginnings)]


class AddressedAdmin(ContentAdmin):
    """Content with a page of its own."""

    search_fields = ("slug", *slug_columns())

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Return the fieldsets, with the slugs folded away at the end."""
        sets = super().get_fieldsets(request, obj)
        if getattr(request, "reverting", False):
            return sets
        folded = {
            "fields": slug_columns(),
            "classes": ["collapse"],
            "description": _(
                "The last part of the page’s address. One left empty is made from the "
                "title when the language is complete. Former addresses go on working."
            ),
        }
        return [*sets, (_("Web addresses"), folded)]

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        """Save, and keep the slugs that the object had until now leading to it."""
        stored = self.model.objects.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        if stored:
            keep_former_slugs(obj, stored.slugs())
