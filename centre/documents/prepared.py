"""Documents of something public that appear with its prepared changes (record 54)."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from centre.content.prepared import PreparedChange, PreparedRow
from centre.documents.models import Document, DocumentQuerySet


class PreparedDocumentQuerySet(DocumentQuerySet):
    """Documents that wait: the public has none of them."""

    def public(self, at: Any) -> Self:
        """Return none, whatever the moment: who has the preview's link reads them."""
        return self.none()


class PreparedDocument(PreparedRow, Document):
    """A new document of a thing, or the new file of one that it has.

    With `replaces` only its file counts, which takes the place of `file_before`.
    """

    section = "prepared"
    prepared = models.ForeignKey(
        PreparedChange, models.CASCADE, related_name="new_documents"
    )
    replaces = models.BigIntegerField(null=True, editable=False)
    file_before = models.CharField(
        max_length=100, blank=True, default="", editable=False
    )

    objects: ClassVar[Any] = PreparedDocumentQuerySet.as_manager()

    class Meta(Document.Meta):
        app_label = "centre"
        default_permissions = ()
        verbose_name = _("new document")
        verbose_name_plural = _("new documents")
        constraints = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                "prepared", "replaces", name="prepared_document_replaces_once"
            ),
        ]

    def shown_with(self, thing: Any) -> Any:
        """Return what a preview of the thing shows: itself, which has an address."""
        return self

    def hand_over(self, document: Document) -> list[str]:
        """Give a document, unsaved, the file that waits for it.

        Returns "file" where it got another one meanwhile, otherwise nothing.
        """
        both = document.file.name not in {self.file_before, self.file.name}
        document.file = self.file.name
        document.file_held_by = self
        document.filename, document.kind = self.filename, self.kind
        document.size, document.stored_at = self.size, self.stored_at
        return ["file"] if both else []
