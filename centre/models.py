"""The Centre: its details, partners and pages; what its staff have not saved."""

from datetime import datetime
from typing import Self
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from centre.accessibility import AccessibilityStatement
from centre.accounts.models import SignInCounter, SignOut
from centre.content.addressed import FormerSlug, slug_rules
from centre.content.bin import BinEntry
from centre.content.completeness import Completeness
from centre.content.date_bounds import moments_rule
from centre.content.language_wishes import LanguageWish, WishMark
from centre.content.languages import (
    LocalizedView,
    Translatable,
    columns,
    localized_with,
    publishable_rule,
)
from centre.content.origins import OriginsField, origins_rule
from centre.content.outdated import OutdatedText
from centre.content.prepared import PreparedChange
from centre.content.preview_links import PreviewLink
from centre.content.profiles import (
    Profile,
    ProfilesField,
    profiles_of,
    profiles_rule,
)
from centre.content.proposals import Proposal
from centre.content.publishing import Publishable, PublishableQuerySet, end_rule
from centre.content.richtext import RichTextField
from centre.content.samples import is_hidden_sample, sample_field
from centre.content.translation_links import TranslationLink
from centre.documents.models import Document
from centre.documents.prepared import PreparedDocument
from centre.documents.recordings import Recording
from centre.house.closures import HouseClosure
from centre.house.facts import HouseFacts
from centre.house.notices import SiteNotice
from centre.house.pictures import Emblem, HousePicture
from centre.house.stored_rows import read_house, read_rows
from centre.importing.models import (
    FormerAddress,
    ImportedSource,
    ImportItem,
    ImportRun,
)
from centre.people import FormPresence, StaffAction, StaffRole
from centre.pictures.library import LibraryPicture, LibraryText, PictureRights
from centre.pictures.models import Picture
from centre.pictures.prepared import PreparedPicture
from centre.search.models import InflectedForm, SearchDocument, SearchWord
from centre.text.fields import CleanCharField, CleanEmailField, CleanTextField

__all__ = [
    "AccessibilityStatement",
    "BinEntry",
    "Centre",
    "Completeness",
    "Emblem",
    "FormPresence",
    "FormerAddress",
    "FormerSlug",
    "HouseClosure",
    "HousePicture",
    "ImportItem",
    "ImportRun",
    "ImportedSource",
    "InflectedForm",
    "KeptAnswer",
    "LanguageWish",
    "LibraryPicture",
    "LibraryText",
    "OutdatedText",
    "Page",
    "PageDocument",
    "PagePicture",
    "Partner",
    "PictureRights",
    "PreparedChange",
    "PreparedDocument",
    "PreparedPicture",
    "PreviewLink",
    "Proposal",
    "Recording",
    "SearchDocument",
    "SearchWord",
    "SignInCounter",
    "SignOut",
    "SiteNotice",
    "StaffAction",
    "StaffRole",
    "TranslationLink",
    "UnsavedForm",
    "WishMark",
]


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


class PageRole(models.TextChoices):
    """What the law asks a text for."""

    PRIVACY = "privacy", _("privacy notice")
    WHAT_WE_DO = "what-we-do", _("what we do")
    EASY = "easy", _("what we do, easy to read")
    MINORS = "minors", _("standards of the protection of minors")
    MINORS_SHORT = (
        "minors-short",
        _("standards of the protection of minors, for minors"),
    )


class PageQuerySet(PublishableQuerySet):
    """Pages; an example is public on no real site."""

    def published(self, at: datetime | None = None) -> Self:
        found = super().published(at)
        if settings.CENTRE_SHOWS_SAMPLES:
            return found
        return found.filter(is_sample=False)


class Page(Publishable):
    """A text that stays: privacy, accessibility, easy to read.

    One that the law asks for has a role: the footer leads to it, and the desk says
    which are missing.
    """

    translation_required = ("title", "body")
    page_view = "centre:page"

    Role = PageRole
    # Two texts that say the same to different people lead to each other.
    COMPANIONS = {
        PageRole.WHAT_WE_DO: PageRole.EASY,
        PageRole.EASY: PageRole.WHAT_WE_DO,
        PageRole.MINORS: PageRole.MINORS_SHORT,
        PageRole.MINORS_SHORT: PageRole.MINORS,
    }

    class Menu(models.TextChoices):
        NONE = "none", _("in no menu")
        MAIN = "main", _("main menu")
        FOOTER = "footer", _("footer")

    title = CleanCharField(_("title"), max_length=160, blank=True)
    body = RichTextField(_("text"), blank=True)
    menu = models.CharField(
        _("menu"), max_length=8, choices=Menu.choices, default=Menu.FOOTER
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    role = models.CharField(
        _("text that the law asks for"),
        max_length=16,
        choices=PageRole.choices,
        blank=True,
        default="",
        db_default="",
        help_text=_("The footer leads to it, in whatever menu it is."),
    )
    is_sample = sample_field()

    objects = PageQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["position", "pk"]
        constraints = [
            publishable_rule("page_published_is_complete", "title", "body"),
            moments_rule("page_date_in_bounds", "published_at"),
            end_rule("page_ends_after_it_begins"),
            *slug_rules("page"),
            models.CheckConstraint(
                condition=Q(role__in=["", *PageRole.values]), name="page_role_known"
            ),
            models.UniqueConstraint(
                fields=["role"], condition=~Q(role=""), name="page_role_is_of_one"
            ),
        ]

    def clean(self) -> None:
        """Refuse the role of another page.

        Raises ValidationError.
        """
        super().clean()
        others = Page.objects.filter(role=self.role).exclude(pk=self.pk)
        if self.role and others.exists():
            raise ValidationError({"role": _("Another page is this text already.")})

    def is_published(self, at: datetime | None = None) -> bool:
        """Return whether it is public at a moment, as `published()` decides in SQL."""
        return super().is_published(at) and not is_hidden_sample(self)

    @property
    def in_footer(self) -> bool:
        """Whether the footer leads to it."""
        return self.menu == self.Menu.FOOTER or bool(self.role)

    @property
    def companion_role(self) -> str:
        """The role of the page that says the same to other people; "" for none."""
        return self.COMPANIONS.get(PageRole(self.role), "") if self.role else ""


class PagePicture(Picture):
    """A picture of a page; all of them stand below its text."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="pictures")

    class Meta(Picture.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class PageDocument(Document):
    """A document of a page."""

    section = "pages"
    page = models.ForeignKey(Page, models.CASCADE, related_name="documents")

    class Meta(Document.Meta):
        pass


class UnsavedForm(models.Model):
    """What somebody typed into a form of the desk and has not saved; theirs alone.

    `key` names the page that it was typed on, `origin` the first of the pages that go
    on from each other, `model` and `object_key` the thing: its key, "" for a new one,
    the page's address where it is no form of a thing. A form
    that was saved is empty and `closed`, so that what its page sends late is not kept
    again; `saved_digest` tells the same form sent once more.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="unsaved_forms"
    )
    key = models.CharField(max_length=32)
    origin = models.CharField(max_length=32, blank=True, default="", db_default="")
    model = models.CharField(max_length=100)
    object_key = models.TextField(blank=True)
    # What a browser sends of it: each name with its values; of files their names alone.
    fields = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    turn = models.PositiveIntegerField(default=0)  # its page counts what it sends
    closed = models.BooleanField(default=False)
    saved_digest = models.CharField(
        max_length=32, blank=True, default="", db_default=""
    )
    kept_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        default_permissions = ()
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.UniqueConstraint("user", "key", name="unsaved_form_once"),
            models.CheckConstraint(
                condition=Q(closed=False) | Q(fields={}, files=[]),
                name="unsaved_form_closed_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_key}".strip()


class KeptAnswer(models.Model):
    """A page that answered a form of the desk, for the person whom it answered.

    `address` is the form's own, with its query. The page is kept without what holds for
    one showing of it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_answers"
    )
    key = models.CharField(max_length=32, unique=True)
    address = models.TextField()
    html = models.TextField()
    kept_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("answer to a form")
        verbose_name_plural = _("answers to forms")
        default_permissions = ()
        ordering = ["-kept_at", "-pk"]

    def __str__(self) -> str:
        return self.address
