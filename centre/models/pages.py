"""Pages: texts that stay, and those that the law asks for."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre.content.addressed import slug_rules
from centre.content.date_bounds import moments_rule
from centre.content.languages import publishable_rule
from centre.content.publishing import Publishable, PublishableQuerySet, end_rule
from centre.content.richtext import RichTextField
from centre.content.samples import is_hidden_sample, sample_field
from centre.documents.models import Document
from centre.pictures.models import Picture
from centre.text.fields import CleanCharField


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
