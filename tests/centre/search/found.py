"""What search finds, for the tests of search."""

from django.utils import timezone

from centre.search.finding import find, read_documents, read_words
from centre.search.kinds import KINDS


def found(text, language="pl", at=None, kinds=None):
    """The things that are found: (kind, slug, language), the best first."""
    languages = list(dict.fromkeys([language, "en", "pl", "uk"]))
    keys = find(read_words(text), kinds or [*KINDS], languages, at or timezone.now())
    documents = read_documents(keys, language)
    return [(each.kind, each.slug, each.language) for each in documents]
