"""A delegation that staff write down: by phone, by letter, at the door."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.admin.refusals import field_of, words_for
from events.exceptions import RegistrationRefused
from events.forms import country_choices
from events.models import Registration, StudyVisit
from events.services import Delegation, register_delegation
from events.tokens import new_key


class RegisterByHandForm(forms.ModelForm):
    """What a delegation says of itself, with the visit and the mails' language."""

    use_required_attribute = False

    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    language = forms.ChoiceField(
        label=_("Language of the mails"), choices=settings.LANGUAGES
    )
    names = forms.CharField(
        label=_("Names (optional)"),
        required=False,
        max_length=6000,
        help_text=_("One person a line. They can be added later."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    # Sending the same form twice registers once.
    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    class Meta:
        model = Registration
        fields = (
            "visit",
            "organisation",
            "city",
            "country",
            "contact_name",
            "contact_email",
            "contact_phone",
            "language",
            "seats",
            "names",
            "message",
        )
        widgets = {"message": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("submission_key", new_key())
        visits = StudyVisit.objects.upcoming().exclude(registration_opens_at=None)
        self.fields["visit"].queryset = visits

    def validate_constraints(self) -> None:
        """Left to the service, which asks under the visit's lock and says it better."""

    def clean_names(self) -> tuple[str, ...]:
        """One name a line, none longer than a name can be."""
        lines = self.cleaned_data["names"].splitlines()
        names = tuple(name for line in lines if (name := " ".join(line.split())))
        if any(len(name) > 120 for name in names):
            raise forms.ValidationError(
                _("Write each name on a line of its own, at most 120 characters")
            )
        return names

    def register(self, *, staff: User) -> Registration | None:
        """Register through the service; None with the reason beside its field."""
        if not self.is_valid():
            return None
        data = dict(self.cleaned_data)
        visit, key = data.pop("visit"), data.pop("submission_key")
        try:
            return register_delegation(
                visit=visit,
                delegation=Delegation(**data),
                submission_key=key,
                at=timezone.now(),
                staff=staff,
            ).registration
        except RegistrationRefused as refusal:
            self.add_error(field_of(refusal), words_for(refusal))
            return None
