"""A delegation that staff write down: by phone, by letter, at the door."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.text.fields import IntegerFormField
from events.exceptions import RegistrationRefused
from events.links.tokens import new_key
from events.models import Registration, StudyVisit, VisitPart
from events.registrations.fields import (
    clean_name_lines,
    country_choices,
    names_field,
)
from events.registrations.part_forms import PartsForm, label_for_staff
from events.registrations.rules.register import RegistrationData, register_delegation
from events.registrations.staff.refusals import field_of, refusal_message


class StaffRegistrationForm(PartsForm, forms.ModelForm):
    """What a delegation says of itself, with the visit and the mails' language.

    Who goes to which part is asked once the visit is known: by the address that led
    here, or by what was sent.
    """

    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    language = forms.ChoiceField(
        label=_("Language of the mails"), choices=settings.LANGUAGES
    )
    names = names_field(_("One person a line. They can be added later."), rows=5)
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
        field_classes = {"seats": IntegerFormField}
        widgets = {"message": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("submission_key", new_key())
        visits = StudyVisit.objects.upcoming().exclude(registration_opens_at=None)
        choice: Any = self.fields["visit"]
        choice.queryset = visits
        visit = visits.filter(pk=self._visit_number()).first()
        parts = VisitPart.objects.with_people().filter(visit=visit)
        self.ask_for(parts, visit.largest_group if visit else 0)
        label_for_staff(self)

    def _visit_number(self) -> int | None:
        number = str(self.data.get("visit") or self.initial.get("visit") or "")
        return int(number) if number.isdecimal() and len(number) < 10 else None

    @property
    def fieldsets(self) -> list[tuple[Any, dict[str, Any]]]:
        """Its fields as the page groups them."""
        named = [f for f in self.fields if f.startswith(("part-", "wait-"))]
        parts = [(_("Parts of the visit"), {"fields": named})] if named else []
        return [(None, {"fields": self.Meta.fields}), *parts]

    def validate_constraints(self) -> None:
        """Left to the service, which asks under the visit's lock and says it better."""

    def clean_names(self) -> tuple[str, ...]:
        """One name a line, none longer than a name can be."""
        return tuple(clean_name_lines(self.cleaned_data["names"]))

    def register(self, *, staff: User) -> Registration | None:
        """Register through the service; None with the reason beside its field."""
        if not self.is_valid():
            return None
        data = {name: self.cleaned_data[name] for name in self.Meta.fields}
        visit, key = data.pop("visit"), self.cleaned_data["submission_key"]
        try:
            return register_delegation(
                visit=visit,
                delegation=RegistrationData(**data, parts=self.selections()),
                submission_key=key,
                at=timezone.now(),
                staff=staff,
            ).registration
        except RegistrationRefused as refusal:
            field = field_of(refusal)
            self.add_error(
                field if field in self.fields else None, refusal_message(refusal)
            )
            return None
