"""The forms in front of the PDFs. Answers come by POST and leave as the file alone."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from centre.content.date_bounds import validate_birth_date, validate_date_bounds
from centre.content.languages import public_language
from centre.staff.action_log import Kind, record_action
from centre.staff.date_inputs import DayInput
from centre.text.fields import CharFormField
from events.models import Registration
from events.models.contacts import MAX_NAME
from events.onsite import checkin, pdf
from events.onsite.permissions import onsite_page, permitted
from events.registrations.fields import country_choices


class LetterForm(forms.Form):
    """What is typed in for a paper. None of it is stored."""

    use_required_attribute = False
    somebody = True  # whom it can be for

    language = forms.ChoiceField(
        label=_("Language of the paper"), choices=settings.LANGUAGES, required=False
    )
    signatory = CharFormField(
        label=_("Who signs: name and position (optional)"),
        required=False,
        max_length=160,
    )

    def __init__(self, data: Any, registration: Registration) -> None:
        super().__init__(data, auto_id="%s")
        self.registration = registration
        self.initial["language"] = public_language(registration.language)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def made(self) -> bytes:
        """Return the paper of what was typed.

        Raises Unprintable for letters that no font of ours has.
        """
        raise NotImplementedError

    def printed(self) -> bytes | None:
        """Return the paper; None, and the form says why, where it can't be printed."""
        try:
            return self.made()
        except pdf.Unprintable as error:
            text = gettext(
                "This can’t be printed: %(letters)s. Write it in Latin or Cyrillic "
                "letters, as in the passport."
            )
            self.add_error(None, text % {"letters": error.letters})
            return None


class InvitationForm(LetterForm):
    """What a consulate wants to read."""

    name = CharFormField(label=_("Full name as in the passport"), max_length=MAX_NAME)
    born = forms.DateField(
        label=_("Date of birth"),
        widget=DayInput(),
        validators=[validate_birth_date],
    )
    # Each reader's own names of countries, in their order.
    nationality = forms.ChoiceField(label=_("Nationality"), choices=country_choices)
    passport = CharFormField(label=_("Passport number"), max_length=30)
    stay_from = forms.DateField(
        label=_("First day of the stay"),
        widget=DayInput(),
        validators=[validate_date_bounds],
    )
    stay_until = forms.DateField(
        label=_("Last day of the stay"),
        widget=DayInput(),
        validators=[validate_date_bounds],
    )
    more = CharFormField(
        label=_("One paragraph more (optional)"),
        required=False,
        max_length=2000,
        help_text=_("For example who pays for the journey and the stay."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, registration: Registration) -> None:
        super().__init__(data, registration)
        self.order_fields([name for name in self.fields if name != "signatory"])
        visit = registration.visit
        self.initial.update(
            nationality=registration.country.code,
            stay_from=localdate(visit.starts_at),
            stay_until=localdate(visit.ends_at),
        )

    def clean(self) -> dict[str, Any]:
        """Nobody leaves before coming."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("stay_from"), data.get("stay_until")
        if first and last and last < first:
            self.add_error("stay_until", _("The end must be after the start."))
        return data

    def made(self) -> bytes:
        """The letter."""
        typed = dict(self.cleaned_data)
        words = {name: typed.pop(name) for name in ("more", "signatory", "language")}
        return pdf.invitation(self.registration, guest=pdf.Guest(**typed), **words)


class CertificateForm(LetterForm):
    """For whom: those who came."""

    people = forms.MultipleChoiceField(
        label=_("People who came"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = CharFormField(
        label=_("Others who came, one name a line (optional)"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("people", "others", "language", "signatory")

    def __init__(self, data: Any, registration: Registration) -> None:
        super().__init__(data, registration)
        present = checkin.present(registration)
        came = registration.delegates.filter(pk__in=present.values("delegate"))
        self.names = {str(person.pk): person.full_name for person in came}
        self.without_name = present.filter(delegate=None).count()
        self.somebody = bool(self.names or self.without_name)
        people: Any = self.fields["people"]
        people.choices, people.initial = [*self.names.items()], [*self.names]

    def clean_others(self) -> list[str]:
        """Names, no more than came without one."""
        lines = self.cleaned_data["others"].splitlines()
        names = [" ".join(line.split()) for line in lines if line.strip()]
        if len(names) > self.without_name:
            raise forms.ValidationError(
                _("There are more names than people who came without a name")
            )
        return names

    def clean(self) -> dict[str, Any]:
        """Somebody has to be there."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not [*data["people"], *data["others"]]:
            self.add_error("people", _("Choose somebody who came, or type a name"))
        return data

    def made(self) -> bytes:
        """A page for each."""
        names = [self.names[key] for key in self.cleaned_data["people"]]
        names += self.cleaned_data["others"]
        words = {name: self.cleaned_data[name] for name in ("signatory", "language")}
        return pdf.certificate(self.registration, names, **words)


KINDS: dict[str, tuple[type[LetterForm], Any]] = {
    "invitation": (InvitationForm, _("Letter of invitation")),
    "certificate": (CertificateForm, _("Certificate of attendance")),
}


@sensitive_post_parameters()
@permitted("events.view_registration")
def letter(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Ask what the paper needs, and answer with the file."""
    if kind not in KINDS:
        raise Http404
    known = Registration.objects.select_related("visit")
    registration: Registration = get_object_or_404(known, reference=reference)
    form_class, title = KINDS[kind]
    # Nobody has taken part in what has not begun.
    early = kind == "certificate" and not registration.visit.has_come(timezone.now())
    sent = request.POST if request.method == "POST" and not early else None
    form = form_class(sent, registration)
    if form.is_valid() and (made := form.printed()):
        record_action(request.user, Kind.PRINTED, registration, title)
        return _download(made, f"{kind}-{registration.reference}.pdf")
    return onsite_page(
        request,
        "admin/events/onsite/letter.html",
        title,
        visit=registration.visit,
        registration=registration,
        form=form,
        kind=kind,
        too_early=early,
    )


def _download(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
