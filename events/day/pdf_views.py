"""The forms in front of the PDFs. Answers come by POST and leave as the file alone."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from events.day import arrivals, pdf
from events.day.access import page, permitted
from events.models import Registration


class InvitationForm(forms.Form):
    """What a consulate wants to read. None of it is stored."""

    use_required_attribute = False

    name = forms.CharField(label=_("Full name as in the passport"), max_length=120)
    passport = forms.CharField(label=_("Passport number"), max_length=30)
    born = forms.DateField(
        label=_("Date of birth"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, registration: Registration) -> None:
        super().__init__(data, auto_id="%s")
        self.registration = registration
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def made(self) -> bytes:
        """The letter."""
        return pdf.invitation(self.registration, **self.cleaned_data)


class CertificateForm(forms.Form):
    """For whom: those who came."""

    people = forms.MultipleChoiceField(
        label=_("People who came"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, registration: Registration) -> None:
        super().__init__(data)
        self.registration = registration
        came = arrivals.present(registration).values("delegate")
        self.names = {
            str(person.pk): person.full_name
            for person in registration.delegates.filter(pk__in=came)
        }
        self.fields["people"].choices = [*self.names.items()]
        self.fields["people"].initial = [*self.names]

    def made(self) -> bytes:
        """A page for each."""
        names = [self.names[key] for key in self.cleaned_data["people"]]
        return pdf.certificate(self.registration, names)


KINDS: dict[str, tuple[type[InvitationForm | CertificateForm], Any]] = {
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
    form = form_class(request.POST or None, registration)
    if request.method == "POST" and form.is_valid():
        response = HttpResponse(form.made(), content_type="application/pdf")
        name = f"{kind}-{registration.reference}.pdf"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return page(
        request,
        "letter",
        title,
        visit=registration.visit,
        registration=registration,
        form=form,
        kind=kind,
    )
