"""The Centre: its details and its partners."""

from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from centre.accessibility import AccessibilityStatement
from centre.content.languages import (
    LocalizedView,
    Translatable,
    columns,
    localized_with,
)
from centre.content.origins import OriginsField, origins_rule
from centre.content.profiles import Profile, ProfilesField, profiles_of, profiles_rule
from centre.content.richtext import RichTextField
from centre.content.samples import is_hidden_sample, sample_field
from centre.house.facts import HouseFacts
from centre.house.stored_rows import read_house, read_rows
from centre.text.fields import CleanCharField, CleanEmailField, CleanTextField

OPEN_MAP = "https://www.openstreetmap.org/search"


class Centre(HouseFacts, Translatable, models.Model):
    """The Centre: one row with everything that is local or legal about it."""

    translation_required = ("name", "tagline", "about")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = CleanCharField(_("name"), max_length=120, blank=True)
    tagline = CleanCharField(_("motto"), max_length=120, blank=True)
    lead = CleanTextField(_("the house in one sentence"), max_length=300, blank=True)
    about = RichTextField(_("about the Centre"), blank=True)
    street = CleanCharField(_("street and number"), max_length=120, blank=True)
    postcode = CleanCharField(_("postcode"), max_length=12, blank=True)
    city = CleanCharField(_("city"), max_length=80, default="Kraków")
    floor = CleanCharField(_("building and floor"), max_length=120, blank=True)
    map_url = models.URLField(
        _("link to a map"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Left empty, OpenStreetMap is asked for the address."),
    )
    getting_there = RichTextField(
        _("how to get here"),
        blank=True,
        help_text=_("By tram, bus, bicycle and car; a list reads best."),
    )
    step_free_way = RichTextField(
        _("the step-free way"),
        blank=True,
        default="",
        db_default="",
        help_text=_("From the stop or the parking space to the rooms, step by step."),
    )
    step_free = CleanCharField(
        _("step-free access, in words"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Stands behind “step-free” of each activity and visit. For example: the "
            "door has no threshold, a lift goes to the first floor."
        ),
    )
    hearing_loop = CleanCharField(
        _("hearing loop, in words"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Stands behind “hearing loop”. For example: in the main hall, in the first "
            "two rows."
        ),
    )
    opening_hours = CleanTextField(_("opening hours"), max_length=400, blank=True)
    email = CleanEmailField(_("e-mail"), blank=True)
    phone = CleanCharField(_("phone"), max_length=40, blank=True)
    operator = RichTextField(_("who runs the Centre"), blank=True)
    press_contact = CleanCharField(
        _("contact for the media"),
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text=_("A name or a team."),
    )
    press_email = CleanEmailField(
        _("e-mail for the media"), blank=True, default="", db_default=""
    )
    press_phone = CleanCharField(
        _("phone for the media"),
        max_length=40,
        blank=True,
        default="",
        db_default="",
    )
    in_short = CleanTextField(
        _("the Centre in two sentences, for the media"),
        max_length=600,
        blank=True,
        default="",
        db_default="",
        help_text=_("So that journalists can copy it word for word."),
    )
    picture_terms = RichTextField(
        _("terms for the media’s use of pictures"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Who may use them, for what, and what has to be said."),
    )
    registration_notice = RichTextField(
        _("information on personal data, shown when a delegation registers"),
        blank=True,
        help_text=_(
            "GDPR, article 13. Every registration keeps the text that it was shown."
        ),
    )
    profiles = ProfilesField(
        _("our profiles on other sites"),
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Whole addresses, one a line: https://www.example.org/our-page. The "
            "footer and the page for the media link to them."
        ),
    )
    framed_by = OriginsField(
        _("sites that may show the programme in a frame"),
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "One a line, https:// and the host alone: https://www.example.org. No "
            "other site, and nothing but the programme, can be framed."
        ),
    )
    is_sample = sample_field()

    class Meta:
        verbose_name = _("details of the Centre")
        verbose_name_plural = _("details of the Centre")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="centre_is_one_row"),
            origins_rule("centre_framed_by_origins", "framed_by"),
            profiles_rule("centre_profiles_whole", "profiles"),
        ]

    def __str__(self) -> str:
        return str(self.localized) or str(_("details of the Centre"))

    @classmethod
    def load(cls) -> "Centre":
        """Return the one row, with all that pages tell of the house, in one query.

        An unsaved one that has nothing but a name before staff have filled it in.
        """
        now = timezone.now()
        stored = read_house(now, timezone.localdate(now))
        if stored is None:
            return cls(**_names_until_staff_say_it())
        (centre,) = read_rows(cls, [stored.pop("centre")])
        statements = filter(None, [stored.pop("statement")])
        found = read_rows(AccessibilityStatement, [*statements])
        statement = found[0] if found else None
        cls._meta.get_field("accessibility_statement").set_cached_value(  # type: ignore[union-attr]
            centre, statement
        )
        centre.house = stored
        return centre

    @property
    def serves_media(self) -> bool:
        """Whether there is anything on the page for the media."""
        said = (self.press_contact, self.press_email, self.press_phone)
        pictures = self.house.get("has_media_pictures")
        return bool(pictures or any(said) or self.localized.in_short)

    @property
    def profile_links(self) -> list[Profile]:
        """Its profiles on other sites, as links."""
        return profiles_of(self.profiles)

    @property
    def map_link(self) -> str:
        """Where a map shows the house: staff's link, else a search for its address."""
        if self.map_url or not self.street:
            return self.map_url
        return f"{OPEN_MAP}?{urlencode({'query': self.postal_address})}"

    @property
    def public_statement(self) -> AccessibilityStatement | None:
        """The declaration of accessibility, if it is published, and no mere example."""
        statement = getattr(self, "accessibility_statement", None)
        shown = statement and statement.is_public and not is_hidden_sample(statement)
        return statement if shown else None

    @property
    def postal_address(self) -> str:
        """The street, the postcode and the city in one line."""
        town = f"{self.postcode} {self.city}".strip()
        return ", ".join(filter(None, [self.street, town]))

    @property
    def notice(self) -> LocalizedView:
        """The Centre in a language that has its information on personal data.

        Where that is an example, a real site has none.
        """
        shown = type(self)() if is_hidden_sample(self) else self
        return localized_with(shown, "registration_notice")


def _names_until_staff_say_it() -> dict[str, str]:
    """Return the Centre's name in each language, by column."""
    names = {}
    for code in settings.CENTRE_LANGUAGES:
        with override(code):
            name = gettext("Multicultural Centre in Kraków")
        names[columns(Centre, code)["name"]] = name
    return names


class Partner(models.Model):
    """An organisation that the Centre works with or is paid by."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="partners")
    name = CleanCharField(_("name"), max_length=120)
    url = models.URLField(_("web address"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
