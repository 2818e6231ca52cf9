"""The abstract model of a document that belongs to an object."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.files import HasFiles
from centre.content.languages import Translatable, is_complete_in
from centre.content.made_once import read_rows_of
from centre.documents.storage import DocumentField
from centre.documents.uploads import CONTENT_TYPES, CleanDocument
from centre.text.fields import CleanCharField
from centre.text.slugs import make_slug
from centre.text.spoken import SPOKEN_CHOICES, held_in


class DocumentQuerySet(models.QuerySet):
    """Documents, and who may have them."""

    def for_everybody(self) -> Self:
        """Leave out documents that only some people may have."""
        return self

    def public(self, at: datetime) -> Self:
        """Return the documents that anybody may have at a moment (aware).

        What they belong to is public then.
        """
        model: Any = self.model
        name = model.owner_field()
        owners = model._meta.get_field(name).related_model.objects.published(at)
        return self.for_everybody().filter(**{f"{name}__in": owners})


class Document(Translatable, HasFiles):
    """A file to take away, which belongs to one object and is public with it.

    It is written in one language; its title is translated, so that everybody knows what
    it is. `section` stands in its address.
    """

    class Access(models.TextChoices):
        """How it can be read by somebody who does not see it."""

        TAGGED = "tagged", _("works with a screen reader")
        HARD = "hard", _("hard to use with a screen reader; ask us for help")
        SCAN = "scan", _("a scan, pictures of pages; ask us for the text")

    translation_required = ("title",)
    rows_name = "documents"
    prepared_texts = ("title",)
    prepared_facts = ("language", "access", "position")
    section: ClassVar[str]
    # The row that a file belongs to until it is published: staff get it there.
    file_held_by: "Document | None" = None

    file = DocumentField(
        _("file"),
        help_text=_("PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP or TXT."),
    )
    filename = models.CharField(max_length=120, editable=False)
    kind = models.CharField(max_length=4, editable=False)
    size = models.PositiveIntegerField(editable=False)
    stored_at = models.DateTimeField(default=timezone.now, editable=False)
    title = CleanCharField(
        _("title"),
        max_length=160,
        blank=True,
        help_text=_("What it is, in a few words."),
    )
    language = models.CharField(
        _("language of the document"),
        max_length=8,
        choices=SPOKEN_CHOICES,
        default=settings.LANGUAGE_CODE,
    )
    access = models.CharField(
        _("accessibility"),
        max_length=8,
        choices=Access.choices,
        blank=True,
        default="",
        help_text=_("Say it, so that nobody downloads in vain what they can’t read."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["file"], name="%(class)s_file")]
        constraints = [
            CheckConstraint(
                condition=Q(
                    kind__in=[*CONTENT_TYPES],
                    language__in=[code for code, _name in SPOKEN_CHOICES],
                    access__in=["", "tagged", "hard", "scan"],
                ),
                name="%(class)s_codes_known",
            ),
            CheckConstraint(
                condition=Q(
                    *(
                        is_complete_in(code, ("title",))
                        for code in settings.MODELTRANSLATION_LANGUAGES
                    ),
                    _connector=Q.OR,
                ),
                name="%(class)s_has_a_title",
                violation_error_message=_("Give the document a title."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.localized) or self.filename

    @property
    def is_for_everybody(self) -> bool:
        """Whether readers of what it belongs to see it, as `for_everybody` finds."""
        return True

    @property
    def url(self) -> str:
        """Its address, the same in all languages; only the last part may change.

        It holds for as long as the document is there, with another file as well.
        """
        where = {"section": self.section, "pk": self.pk, "name": self.url_name}
        return reverse("document", kwargs=where)

    def get_absolute_url(self) -> str:
        """Return its address, as every thing that a link may lead to says it."""
        return self.url

    @property
    def url_name(self) -> str:
        """The last part of its address: its name in plain letters."""
        stem = self.filename.removesuffix(f".{self.kind}")
        return f"{make_slug(stem, 'document')}.{self.kind}"

    @property
    def facts(self) -> str:
        """Its kind, its size and its language: "PDF, 1.2 MB, in Polish"."""
        return ", ".join(filter(None, [self.file_facts, held_in([self.language])]))

    @property
    def file_facts(self) -> str:
        """The kind and the size of its file: "PDF, 1.2 MB"."""
        return f"{self.kind.upper()}, {filesizeformat(self.size)}"

    @property
    def needs_help(self) -> bool:
        """Whether somebody may need its text from us in another form."""
        return self.access in {self.Access.HARD, self.Access.SCAN}

    def describe(self, clean: CleanDocument, at: datetime) -> None:
        """Write down what the checks found of a new file."""
        self.kind, self.filename, self.size = clean.kind, clean.filename, clean.size
        self.stored_at = at


def documents_on_page(thing: Any) -> list[Any]:
    """Return the documents that a thing's page offers; a preview's, as prepared."""
    read_rows_of(thing, "documents")
    return [row for row in thing.documents.all() if row.is_for_everybody]


def document_models() -> Iterator[Any]:
    """Yield every model of documents."""
    return (model for model in apps.get_models() if issubclass(model, Document))
