"""The form in which somebody translates one thing into one language."""

import re
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from centre.content.languages import columns, direction
from centre.content.proposals import MAX_TEXT, text_digests
from centre.staff.fields import HiddenField
from centre.translating.proposing import Digests, digests_of
from centre.translating.texts import TextPair, pairs_of

STILL_RIGHT = "still_right_"  # how the names of those boxes begin


class TranslationForm(forms.Form):
    """The texts of a thing in one language, each beside its source.

    A field has the rules that it has in the thing's own form. `made_from` are the
    digests of what the page showed, however late it is sent, `present` those of now.
    `texts` is what a valid form proposes: what somebody changed, and outdated texts
    that are said to be right.
    """

    shown = forms.CharField(required=False, widget=HiddenField)

    def __init__(self, thing: Any, language: str, *args: Any, **kw: Any) -> None:
        self.thing, self.language = thing, language
        self.pairs = pairs_of(thing, language)
        texts = {pair.field: pair.target for pair in self.pairs}
        self.present = digests_of(thing, language)
        self.made_from = dict(self.present)
        known = {"shown": spell_digests(self.present), **texts}
        kw["initial"] = {**known, **(kw.get("initial") or {})}
        kw["label_suffix"] = ""
        super().__init__(*args, **kw)
        if self.is_bound:
            self.made_from |= _read(str(self.data.get("shown") or ""))
        self.texts: dict[str, str] = {}
        names = columns(type(thing), language)
        for pair in self.pairs:
            column: Any = type(thing)._meta.get_field(names[pair.field])
            self.fields[pair.field] = _text_field(column, pair, language)
            if pair.is_outdated:
                label = _("The translation is still right")
                self.fields[STILL_RIGHT + pair.field] = forms.BooleanField(
                    label=label, required=False
                )

    @property
    def rows(self) -> list[tuple[TextPair, Any, Any]]:
        """Each source with the field beside it, and the box of an outdated one."""
        return [
            (
                pair,
                self[pair.field],
                self[STILL_RIGHT + pair.field] if pair.is_outdated else None,
            )
            for pair in self.pairs
        ]

    def clean(self) -> dict[str, Any]:
        """Find what is proposed, and refuse a form that says nothing new.

        Raises ValidationError.
        """
        data = super().clean() or {}
        typed = {p.field: data[p.field] for p in self.pairs if data.get(p.field)}
        digests = text_digests([*typed.values()])
        self.texts = {
            name: text
            for (name, text), digest in zip(typed.items(), digests, strict=True)
            if digest not in (self.made_from[name][1], self.present[name][1])
            or data.get(STILL_RIGHT + name)
        }
        if not (self.errors or self.texts):
            raise forms.ValidationError(
                _("Nothing is changed yet: there is nothing to propose."), code="same"
            )
        return data


def spell_digests(digests: Digests) -> str:
    """Return digests as a page sends them along."""
    return " ".join(":".join([name, *pair]) for name, pair in digests.items())


def _read(spelt: str) -> Digests:
    """Return digests as a page sends them back, without what is none."""
    found = re.findall(r"\b(\w+):([0-9a-f]{32}):([0-9a-f]{32})", spelt)
    return {name: [source, text] for name, source, text in found}


def _text_field(column: Any, pair: TextPair, language: str) -> Any:
    field = column.formfield(required=False, label=pair.label)
    field.validators.append(MaxLengthValidator(MAX_TEXT))
    names = f"id_{pair.field}_name id_{pair.field}_into"
    written = {"lang": language, "dir": direction(language), "aria-labelledby": names}
    field.widget.attrs |= written
    if isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = 4 if len(pair.source) < 400 else 12
    field.help_text = ""
    return field
