"""Whom staff invite: by language, country and what their visits were about."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country

from centre.search.finding import find, read_words
from centre.search.models import SearchDocument
from centre.staff.fields import own_language_name
from centre.text.fields import CharFormField
from events.models import Invitee, StudyVisit
from events.models.querysets import InviteeQuerySet


class ChoiceForm(forms.Form):
    """Whom to invite: those of some languages and countries, or of a topic.

    Nothing chosen is all.
    """

    topic = CharFormField(
        label=_("Topic"),
        required=False,
        max_length=100,
        help_text=_(
            "One or two words, in any language. Meant are people who registered for a "
            "visit that has them in its title, its texts or its programme."
        ),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, left: InviteeQuerySet) -> None:
        super().__init__(data)
        self.left = left
        rows = [*left.values_list("language", "country").distinct().order_by()]
        languages: Any = self.fields["languages"]
        countries: Any = self.fields["countries"]
        languages.choices = [
            (code, own_language_name(code)) for code in sorted({row[0] for row in rows})
        ]
        names = {str(row[1]): Country(str(row[1])).name for row in rows}
        countries.choices = sorted(names.items(), key=lambda pair: str(pair[1]))

    @cached_property
    def visits(self) -> list[StudyVisit]:
        """The public visits that are about the topic, the latest first."""
        topic = self.is_valid() and self.cleaned_data["topic"]
        return find_visits(topic) if topic else []

    def chosen(self) -> list[Invitee]:
        """Return the people who are meant."""
        if not self.is_valid():
            return []
        rows = self.left
        if languages := self.cleaned_data["languages"]:
            rows = rows.filter(language__in=languages)
        if countries := self.cleaned_data["countries"]:
            rows = rows.filter(country__in=countries)
        if self.cleaned_data["topic"]:
            rows = rows.filter(visits__in=self.visits).distinct()
        return [*rows]


def find_visits(words: str) -> list[StudyVisit]:
    """Find the public visits that have words in their texts, as the site's search does.

    So in each public language, in another form of the word, and nearly spelled right.
    """
    languages = [code for code, _name in settings.LANGUAGES]
    found = find(read_words(words), ["visit"], languages, timezone.now())
    keys = SearchDocument.objects.filter(pk__in=found).values("object_id")
    return [*StudyVisit.objects.filter(pk__in=keys).order_by("-starts_at", "-pk")]
