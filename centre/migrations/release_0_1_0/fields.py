"""Columns and rules that several tables of release 0.1.0 have, each said once.

They never change: a database that is made today has to become what one was then.
"""

import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from centre.content.date_bounds import validate_date_bounds
from centre.pictures.files import upload_to

LANGUAGES = ("pl", "en", "uk")
SPOKEN = [
    ("pl", "Polish"),
    ("en", "English"),
    ("uk", "Ukrainian"),
    ("be", "Belarusian"),
    ("ru", "Russian"),
    ("ka", "Georgian"),
    ("es", "Spanish"),
    ("fr", "French"),
    ("de", "German"),
    ("it", "Italian"),
    ("ar", "Arabic"),
    ("tr", "Turkish"),
    ("vi", "Vietnamese"),
]
BOUNDS = [validate_date_bounds]
FIRST_DAY, LAST_DAY = datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)
# The same in Kraków.
FIRST_MOMENT = datetime.datetime(1999, 12, 31, 23, 0, tzinfo=datetime.UTC)
END = datetime.datetime(2100, 12, 31, 23, 0, tzinfo=datetime.UTC)


def identity():
    return (
        "id",
        models.BigAutoField(
            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
        ),
    )


def in_each_language(name, field, order="pl en uk"):
    """Return a translated field, then one that may be NULL for each language.

    `order` is that of the columns, which differs where they were added later.
    """
    _name, _path, args, options = field.deconstruct()
    return [
        (name, field),
        *(
            (f"{name}_{code}", type(field)(*args, **{**options, "null": True}))
            for code in order.split()
        ),
    ]


def history():
    """Return what each version of a row has beside the row itself."""
    kinds = [("+", "Created"), ("~", "Changed"), ("-", "Deleted")]
    return [
        ("history_id", models.AutoField(primary_key=True, serialize=False)),
        ("history_date", models.DateTimeField(db_index=True)),
        ("history_change_reason", models.CharField(max_length=100, null=True)),
        ("history_type", models.CharField(choices=kinds, max_length=1)),
    ]


def history_user():
    return (
        "history_user",
        models.ForeignKey(
            null=True,
            on_delete=models.SET_NULL,
            related_name="+",
            to=settings.AUTH_USER_MODEL,
        ),
    )


def picture():
    """Return what every picture has, whatever it belongs to."""
    image = models.ImageField(
        height_field="height",
        upload_to=upload_to,
        verbose_name="picture",
        width_field="width",
    )
    alt = models.CharField(
        blank=True,
        max_length=250,
        verbose_name="description for people who can’t see it",
    )
    decorative = models.BooleanField(
        default=False,
        help_text="It adds nothing that the text does not say; it needs no description.",
        verbose_name="decorative",
    )
    position = models.PositiveSmallIntegerField(
        default=0, help_text="The first picture is the cover.", verbose_name="order"
    )
    return [
        ("image", image),
        ("width", models.PositiveIntegerField(editable=False)),
        ("height", models.PositiveIntegerField(editable=False)),
        ("focal_x", _percent("centre of interest, from the left (%)")),
        ("focal_y", _percent("centre of interest, from the top (%)")),
        *in_each_language("alt", alt),
        ("decorative", decorative),
        ("position", position),
        ("rendered", models.CharField(blank=True, editable=False, max_length=64)),
    ]


def _percent(verbose_name):
    return models.PositiveSmallIntegerField(
        default=50, validators=[MaxValueValidator(100)], verbose_name=verbose_name
    )


def moment_in_bounds(name):
    """Return the rule that a moment, if there is one, is not centuries away."""
    within = Q((f"{name}__gte", FIRST_MOMENT), (f"{name}__lt", END))
    return Q(within, (f"{name}__isnull", True), _connector="OR")


def day_in_bounds(name):
    """Return the same rule for a day."""
    within = (f"{name}__range", (FIRST_DAY, LAST_DAY))
    return Q(within, (f"{name}__isnull", True), _connector="OR")


def published_is_complete(*names):
    """Return the rule that what is published is written in one language at least."""
    return Q(
        ("published_at__isnull", True),
        *(_written(names, code) for code in LANGUAGES),
        _connector="OR",
    )


def _written(names, code):
    rules = []
    for name in names:
        rules += [(f"{name}_{code}__isnull", False), (f"{name}_{code}__regex", r"\S")]
    return Q(*rules)
