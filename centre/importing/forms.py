"""The form by which an import begins: a file, and where its pictures are."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from centre.documents.refusals import MEGABYTE
from centre.importing.models import ImportRun

# Both files come in one request, which the web server lets through up to a recording's
# size and some more.
LARGEST_FILE = 32 * MEGABYTE
_LESS_THAN_RECORDING = 16 * MEGABYTE
_CHOOSE_EXPORT = _(
    "Choose the file: only a feed or a calendar can be read from an address."
)
_TOO_LARGE = _("This file is too large. It can have up to %(size)d MB.")


class ImportForm(forms.ModelForm):
    """What staff upload. Whether it can be read is found out in the background."""

    address = forms.URLField(
        label=_("Public address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Instead of a file, for a feed or a calendar."),
    )

    class Meta:
        model = ImportRun
        fields = ("kind", "file", "address", "pictures", "fetch_pictures")
        labels = {
            "pictures": capfirst(_("pictures and documents")),
            "fetch_pictures": capfirst(
                _("fetch pictures and documents from the former site")
            ),
        }
        help_texts = {
            "file": _(
                "In WordPress: Tools, Export, All content gives a file (.xml). For a "
                "feed or a calendar its address can be given below instead."
            ),
            "pictures": _(
                "A ZIP file of the folder wp-content/uploads, if you have it."
            ),
            "fetch_pictures": _(
                "Those that the ZIP file does not have. Only from the site that the "
                "export is of."
            ),
        }

    def clean_file(self) -> Any:
        """Refuse a file of no bytes, and one that is too large to be read."""
        return _bounded(self.cleaned_data.get("file"), LARGEST_FILE)

    def clean_pictures(self) -> Any:
        """Refuse a ZIP file that is too large; what is in it is judged later."""
        most = settings.CENTRE_LARGEST_RECORDING - _LESS_THAN_RECORDING
        return _bounded(self.cleaned_data.get("pictures"), most)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("file") or "file" in self.errors or "address" in self.errors:
            return data
        is_export = data.get("kind") == ImportRun.Kind.WORDPRESS
        if is_export and data.get("address"):
            self.add_error("file", _CHOOSE_EXPORT)
        elif is_export:
            self.add_error("file", _("Choose the file."))
        elif not data.get("address"):
            self.add_error("file", _("Choose the file, or give the address below."))
        return data


def _bounded(file: Any, most: int) -> Any:
    if file and file.size > most:
        raise forms.ValidationError(_TOO_LARGE % {"size": most // MEGABYTE})
    return file
