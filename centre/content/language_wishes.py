"""Who needs a text in another language: counted by thing, language and day (record 40).

A network counts once a day for a thing and a language. What tells it is a hash with
the day in its salt, and goes with the day; of the count nobody can tell who it was.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

MOST_A_DAY = 5000  # of all things together; a program can't make it more
COUNTED_FOR = timedelta(days=365)

# The label of a kind, the key of a thing, a language.
Wished = tuple[str, int, str]


class LanguageWish(models.Model):
    """How many asked for one thing in one language on one day."""

    model = models.CharField(max_length=100)
    object_id = models.PositiveBigIntegerField()
    language = models.CharField(max_length=12)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "centre"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_id", "language", "day"],
                name="language_wish_once_a_day",
            )
        ]
        indexes = [models.Index("day", name="language_wish_by_day")]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id} {self.language}: {self.count}"


class WishMark(models.Model):
    """That a network, known by a hash of the day alone, was counted for one wish."""

    key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "centre"
        default_permissions = ()

    def __str__(self) -> str:
        return self.key[:8]


@transaction.atomic
def count_wish(thing: Any, language: str, network: str, at: datetime) -> bool:
    """Count that somebody needs a thing in a language; return whether it is new today.

    Beyond what one day may have nothing is counted.
    """
    day, label = timezone.localdate(at), thing._meta.label_lower
    forget_wishes(at)
    if WishMark.objects.count() >= MOST_A_DAY:
        return False
    said = f"{day} {network} {label} {thing.pk} {language}"
    key = salted_hmac("centre.wishes", said, algorithm="sha256").hexdigest()
    _mark, is_new = WishMark.objects.get_or_create(key=key, defaults={"at": at})
    if is_new:
        names = {"model": label, "object_id": thing.pk, "language": language}
        wish, _new = LanguageWish.objects.get_or_create(**names, day=day)
        LanguageWish.objects.filter(pk=wish.pk).update(count=F("count") + 1)
    return is_new


def forget_wishes(at: datetime) -> int:
    """Delete what told networks apart before today, and counts older than a year."""
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    old = timezone.localdate(at - COUNTED_FOR)
    LanguageWish.objects.filter(day__lt=old).delete()
    return WishMark.objects.filter(at__lt=today).delete()[0]


def wishes_for(things: Iterable[tuple[str, int]]) -> Counter[Wished]:
    """Return how many asked for some things, by kind, key and language."""
    wanted = Q(pk__in=[])
    for label, key in things:
        wanted |= Q(model=label, object_id=key)
    rows = LanguageWish.objects.filter(wanted).values("model", "object_id", "language")
    found: Counter[Wished] = Counter()
    for row in rows.annotate(times=Sum("count")):
        found[row["model"], row["object_id"], row["language"]] = row["times"]
    return found
