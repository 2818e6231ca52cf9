"""`manage.py rebuild_search`: index every text anew, and look up every word."""

from typing import Any

from django.core.management.base import BaseCommand

from centre.search.dictionary import learn_words
from centre.search.forgetting import forget_words
from centre.search.kinds import KINDS
from centre.search.models import SearchWord
from centre.search.rebuilding import AT_ONCE, index_again, keys_of


class Command(BaseCommand):
    """The site may be used meanwhile: each thing is found until it is indexed anew."""

    is_silent = False
    help = "Indexes every public text anew and looks up the base forms of all words."

    def handle(self, *args: Any, **options: Any) -> None:
        """Index all, forget what is gone, look up all words; say how far it is."""
        self.is_silent = options["verbosity"] == 0
        for kind in KINDS:
            keys = keys_of(kind)
            for start in range(0, len(keys), AT_ONCE):
                index_again(kind, keys[start : start + AT_ONCE])
                self.say(f"{kind}: {min(start + AT_ONCE, len(keys))} of {len(keys)}")
        self.say(f"{forget_words()} words are in no text any more.")
        SearchWord.objects.update(looked_up=False)
        left = SearchWord.objects.count()
        self.say(f"{left} words to look up ...")
        while number := learn_words():
            left -= number
            self.say(f"{max(left, 0)} words left")
        self.say("Search is built anew.")

    def say(self, line: str) -> None:
        """Print how far it is; `--verbosity 0` is silent."""
        if not self.is_silent:
            self.stdout.write(line)
