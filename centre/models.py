"""What news and events share, and the house itself: its details and its pages."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.languages import (
    Shown,
    Translatable,
    address,
    complete_languages,
    publishable_rule,
    shown_with,
)
from centre.pictures import PictureField
from centre.querysets import PublishableQuerySet
from centre.richtext import RichTextField
from centre.slugs import make_slug


class Publishable(Translatable, models.Model):
    """Something that has an address and is public from a moment on."""

    slug = models.SlugField(
        _("address"),
        max_length=90,
        unique=True,
        blank=True,
        help_text=_(
            "The last part of the web address. Left empty, it is made from the title."
        ),
    )
    published_at = models.DateTimeField(
        _("published from"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_(
            "Empty: a draft, visible only here. "
            "In the future: it appears by itself at that moment."
        ),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.shown) or self.slug

    def clean(self) -> None:
        """Make the slug if there is none, and refuse to publish without a language."""
        if not self.slug:
            self.slug = self.free_slug()
        if self.published_at and not complete_languages(self):
            raise ValidationError(
                {
                    "published_at": _(
                        "Complete at least one language before publishing: %(fields)s."
                    )
                    % {"fields": ", ".join(self.required_labels())}
                }
            )

    def required_labels(self) -> list[str]:
        """The names of the fields that a complete language needs."""
        return [
            str(self._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for name in self.translation_required
        ]

    def free_slug(self) -> str:
        """A slug from the title that no other row of this kind has."""
        base = make_slug(str(self.shown), fallback=self._meta.model_name or "")
        taken = set(
            type(self)
            .objects.filter(slug__startswith=base)
            .exclude(pk=self.pk)
            .values_list("slug", flat=True)
        )
        numbers = (f"{base}-{n}" for n in range(2, len(taken) + 3))
        return base if base not in taken else next(s for s in numbers if s not in taken)

    def is_published(self, at: datetime | None = None) -> bool:
        """The row's side of `published()`: both must agree at every moment."""
        return bool(self.published_at and self.published_at <= (at or timezone.now()))


class FormerSlug(models.Model):
    """An address that a thing once had and that still leads to it."""

    model = models.CharField(max_length=100)
    slug = models.SlugField(max_length=90)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("model", "slug", name="former_slug_leads_to_one")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.slug}"

    @classmethod
    def keep(cls, obj: models.Model, slug: str) -> None:
        """Let an address that `obj` had until now lead to it from now on."""
        cls.objects.update_or_create(
            model=obj._meta.label_lower, slug=slug, defaults={"object_id": obj.pk}
        )

    @classmethod
    def now_of(cls, things: models.QuerySet, slug: str) -> models.QuerySet:
        """The one of these things, if any, that once had this address."""
        former = cls.objects.filter(model=things.model._meta.label_lower, slug=slug)
        return things.filter(pk__in=former.values("object_id"))


class Picture(Translatable, models.Model):
    """A picture that belongs to one thing. Its sizes are made by a background task."""

    translation_required = ("alt",)

    image = PictureField(_("picture"), width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    focal_x = models.PositiveSmallIntegerField(
        _("centre of interest, from the left (%)"),
        default=50,
        validators=[MaxValueValidator(100)],
    )
    focal_y = models.PositiveSmallIntegerField(
        _("centre of interest, from the top (%)"),
        default=50,
        validators=[MaxValueValidator(100)],
    )
    alt = models.CharField(
        _("description for people who can’t see it"), max_length=250, blank=True
    )
    decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_(
            "It adds nothing that the text does not say; it needs no description."
        ),
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("The first picture is the cover.")
    )
    rendered = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100),
                name="%(class)s_focal_point_inside",
            )
        ]

    def __str__(self) -> str:
        return str(self.shown) or self.image.name or ""


class Centre(Translatable, models.Model):
    """The house: one row, everything that is local or legal about it."""

    translation_required = ("name", "tagline", "about")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    tagline = models.CharField(_("motto"), max_length=120, blank=True)
    lead = models.TextField(_("the house in one sentence"), max_length=300, blank=True)
    about = RichTextField(_("about the Centre"), blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, default="Kraków")
    floor = models.CharField(_("building and floor"), max_length=120, blank=True)
    getting_there = RichTextField(_("how to get here"), blank=True)
    opening_hours = models.TextField(_("opening hours"), max_length=400, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    operator = RichTextField(_("who runs the Centre"), blank=True)
    registration_notice = RichTextField(
        _("information on personal data, shown when a delegation registers"),
        blank=True,
        help_text=_(
            "GDPR, article 13. Every registration keeps the text that it was shown."
        ),
    )

    class Meta:
        verbose_name = _("details of the Centre")
        verbose_name_plural = _("details of the Centre")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="centre_is_one_row")
        ]

    def __str__(self) -> str:
        return str(self.shown) or str(_("details of the Centre"))

    @classmethod
    def load(cls) -> "Centre":
        """The one row; an empty, unsaved one before staff have filled it in."""
        return cls.objects.first() or cls()

    @property
    def notice(self) -> Shown:
        """The house in the language that has its information on personal data."""
        return shown_with(self, "registration_notice")


class Partner(models.Model):
    """An organisation that the Centre works with or is paid by."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="partners")
    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("web address"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Page(Publishable):
    """A text of the house that stays: privacy, accessibility, easy to read."""

    translation_required = ("title", "body")

    class Menu(models.TextChoices):
        NONE = "none", _("in no menu")
        MAIN = "main", _("main menu")
        FOOTER = "footer", _("footer")

    title = models.CharField(_("title"), max_length=160, blank=True)
    body = RichTextField(_("text"), blank=True)
    menu = models.CharField(
        _("menu"), max_length=8, choices=Menu.choices, default=Menu.FOOTER
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["position", "pk"]
        constraints = [publishable_rule("page_published_is_complete", "title", "body")]

    def get_absolute_url(self) -> str:
        return address("centre:page", self.slug)
