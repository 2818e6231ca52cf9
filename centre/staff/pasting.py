"""Everything pasted at once: staff's page that parts the languages and fills a form."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from centre.content.languages import columns, direction
from centre.staff import unsaved
from centre.staff.form_pages import FormPage
from centre.staff.mixins import PageAdmin
from centre.staff.unsaved_views import described
from centre.text.fields import CharFormField
from centre.text.several_languages import Article, take_apart, to_html
from centre.web.caching import store_nowhere
from centre.web.refused import given_back

MAX_PASTED = 100_000
PARTS = ("title", "lead", "body")


class PastedText(forms.Form):
    """All languages in one text."""

    text = CharFormField(
        label=_("The whole text, in one language or several"),
        max_length=MAX_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "autofocus": True}),
        help_text=_(
            "The languages are recognised. A line such as “English version” or “EN:” "
            "above a part helps. You see what goes where before it fills the form."
        ),
    )

    def clean_text(self) -> str:
        """Refuse a text of which no part shows its language."""
        text: str = self.cleaned_data["text"]
        if not take_apart(text):
            raise forms.ValidationError(
                _("No language can be recognised. Write for example “EN:” above it.")
            )
        return text


class ArticleForm(forms.Form):
    """What goes into one language's tab."""

    title = CharFormField(label=_("title"), required=False)
    lead = CharFormField(
        label=_("lead"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    body = CharFormField(
        label=_("text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("A blank line parts paragraphs; • begins an item of a list."),
    )

    def __init__(self, code: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"prefix": code})
        self.code, self.language = code, settings.CENTRE_LANGUAGES[code]
        for field in self.fields.values():
            field.label = capfirst(field.label)
            field.widget.attrs |= {
                "lang": code,
                "dir": direction(code),
                "class": "vLargeTextField",
            }


class PastesLanguages(PageAdmin):
    """A mixin for admins of texts; `pasted_columns` name its title, lead and text.

    Nothing is saved: what was pasted is kept like typed text, and fills a new form.
    """

    pasted_columns: tuple[str, str, str]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.paste_languages)
        return [path("paste/", view, name=self._paste_name()), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kw: Any
    ) -> HttpResponse:
        if kw.get("add"):
            context["paste_url"] = reverse(f"admin:{self._paste_name()}")
        return super().render_change_form(request, context, *args, **kw)

    def paste_languages(self, request: HttpRequest) -> HttpResponse:
        """Part a text by its languages; then fill a new form with what was shown.

        Raises PermissionDenied where staff may add none.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        if "fill" in request.POST:
            parts = [ArticleForm(code, request.POST) for code in _codes(request.POST)]
            if all(form.is_valid() for form in parts):
                return redirect(self._fill(request, parts))
        sent = request.POST or given_back(request) or QueryDict()
        parts = [ArticleForm(code, sent) for code in _codes(sent)]
        form = PastedText(sent if "text" in sent else None)
        shown = form.is_valid()
        found = take_apart(form.cleaned_data["text"]) if shown else {}
        response = render(
            request,
            "admin/paste.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Paste everything at once"),
                "opts": self.opts,
                "form": form,
                "parts": parts or _parts(found),
            },
        )
        store_nowhere(response)
        return response

    def _paste_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_paste"

    def _fill(self, request: HttpRequest, parts: list[ArticleForm]) -> str:
        """Keep what was pasted as typed text; return the address that shows it."""
        sent = self._new_form(request)
        for part in parts:
            names = columns(self.model, part.code)
            for name, field in zip(PARTS, self.pasted_columns, strict=True):
                text = part.cleaned_data[name]
                sent[names[field]] = to_html(text) if name == "body" else text
        page = FormPage.open(request.user, self.model, None)
        kept = unsaved.keep(page, sent, [], timezone.now())
        if kept is None:
            raise PermissionDenied
        return str(described(request, kept)["url"])

    def _new_form(self, request: HttpRequest) -> QueryDict:
        """Return what a new form would send if nobody wrote into it."""
        sent = QueryDict(mutable=True)
        form = self.get_form(request, None)()
        for name in form.fields:
            value = form[name].value()
            if value not in (None, "", False):
                values = value if isinstance(value, list | tuple) else [value]
                sent.setlist(name, [str(each) for each in values])
        for formset, _inline in self.get_formsets_with_inlines(request, None):
            prefix = formset.get_default_prefix()
            for count in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS"):
                sent[f"{prefix}-{count}"] = "0"
            sent[f"{prefix}-MAX_NUM_FORMS"] = "1000"
        return sent


def _codes(sent: QueryDict) -> list[str]:
    """Return the languages that a page showed."""
    return [c for c in settings.CENTRE_LANGUAGES if f"{c}-title" in sent]


def _parts(found: dict[str, Article]) -> list[ArticleForm]:
    """Return a form for each language, in the order of the tabs."""
    return [
        ArticleForm(code, initial=vars(found[code]))
        for code in settings.CENTRE_LANGUAGES
        if code in found
    ]
