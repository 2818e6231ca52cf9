"""What search reads: a document for each thing and language, words, forms of words.

The database itself writes the documents and the words, in the transaction in which a
text changes (`search_refresh`). What a form's base is `centre.search.dictionary` says.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class SearchDocument(models.Model):
    """The texts of one thing in one language, as its page shows them.

    A draft has none. What is scheduled has some, with its moment: who reads compares it
    with the time.
    """

    kind = models.CharField(max_length=12)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=12)
    slug = models.CharField(max_length=90)
    title = models.TextField()
    text = models.TextField()
    published_at = models.DateTimeField()
    # When its sessions and the like begin, the earliest first; when the last one ends.
    begins = ArrayField(models.DateTimeField(), default=list)
    over_at = models.DateTimeField(null=True)
    # Folded words behind their language, "pl:lodz": so an index, and what the database
    # knows of how common a word is, are of one language.
    title_words = SearchVectorField()
    words = SearchVectorField()

    class Meta:
        app_label = "centre"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "language"], name="search_document_once"
            )
        ]
        indexes = [
            GinIndex(fields=["words"], name="search_document_words"),
            GinIndex(fields=["title_words"], name="search_document_title_words"),
            models.Index("published_at", name="search_document_newest"),
            models.Index("over_at", name="search_document_coming"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.language}"


class SearchWord(models.Model):
    """A word as some text spells it, and its folded form.

    Nothing forbids the same word twice: two people who save at once need not wait for
    each other.
    """

    spelling = models.CharField(max_length=60)
    form = models.CharField(max_length=60, db_index=True)
    looked_up = models.BooleanField(default=False)

    class Meta:
        app_label = "centre"
        default_permissions = ()
        indexes = [
            GinIndex(
                fields=["form"], name="search_word_trigrams", opclasses=["gin_trgm_ops"]
            ),
            models.Index("id", name="search_word_new", condition=Q(looked_up=False)),
        ]

    def __str__(self) -> str:
        return self.spelling


class InflectedForm(models.Model):
    """A form of a base form that some text's word has; both are folded."""

    form = models.CharField(max_length=60)
    base = models.CharField(max_length=60, db_index=True)

    class Meta:
        app_label = "centre"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["form", "base"], name="inflected_form_once")
        ]

    def __str__(self) -> str:
        return f"{self.form}: {self.base}"
