"""The library of pictures, the rights of their files, and folding a text for search.

`fold_text` folds a whole text as `search_fold` does a word: without case, accents and
apostrophes. The desk finds pictures and documents by it.
"""

import unicodedata

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import centre.content.languages
import centre.pictures.files
from centre.operations import at_once

# Whatever stands for an apostrophe; what can't be seen in a word.
DROPPED = "'`´‘’‛ʹʻʼʽʾ′＇\u00ad\u200b\u200c\u200d\u2060\ufeff"
# Letters that have no base letter and mark of their own, and what they are folded to.
PLAIN = {"ł": "l", "đ": "d", "ø": "o", "ґ": "г", "ς": "σ", "ẞ": "ß"}
MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    r"\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8"
    r"\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)


def _folded_letters():
    """Return the letters that are neither ASCII nor taken apart, and their plain form."""
    pairs = dict(PLAIN)
    for c in map(chr, [*range(0xC0, 0x250), *range(0x370, 0x590)]):
        small = c.lower()
        if len(small) == 1 and small != c and unicodedata.normalize("NFKD", c) == c:
            pairs[c] = PLAIN.get(small, small)
    return "".join(pairs), "".join(pairs.values())


LETTERS, PLAIN_LETTERS = _folded_letters()
FOLD_TEXT = f"""
CREATE FUNCTION fold_text(written text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT replace(replace(replace(
        translate(
            lower(
                regexp_replace(
                    normalize(
                        translate(written, '''{DROPPED[1:]}', ''), NFKD
                    ),
                    '[{MARKS}]', '', 'g'
                ) COLLATE "C"
            ),
            '{LETTERS}', '{PLAIN_LETTERS}'
        ),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0025_language_wishes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = at_once(
        migrations.RunSQL(FOLD_TEXT, "DROP FUNCTION fold_text(text)"),
        migrations.CreateModel(
            name="HistoricalLibraryPicture",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                (
                    "focal_x",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="centre of interest, from the left (%)",
                    ),
                ),
                (
                    "focal_y",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="centre of interest, from the top (%)",
                    ),
                ),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        verbose_name="description for people who can’t see it",
                    ),
                ),
                (
                    "alt_pl",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        null=True,
                        verbose_name="description for people who can’t see it",
                    ),
                ),
                (
                    "alt_en",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        null=True,
                        verbose_name="description for people who can’t see it",
                    ),
                ),
                (
                    "alt_uk",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        null=True,
                        verbose_name="description for people who can’t see it",
                    ),
                ),
                (
                    "caption",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Stands below the picture where it is shown large.",
                        max_length=250,
                        verbose_name="caption",
                    ),
                ),
                (
                    "caption_pl",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Stands below the picture where it is shown large.",
                        max_length=250,
                        null=True,
                        verbose_name="caption",
                    ),
                ),
                (
                    "caption_en",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Stands below the picture where it is shown large.",
                        max_length=250,
                        null=True,
                        verbose_name="caption",
                    ),
                ),
                (
                    "caption_uk",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Stands below the picture where it is shown large.",
                        max_length=250,
                        null=True,
                        verbose_name="caption",
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Who took or drew it. Stands behind the caption.",
                        max_length=120,
                        verbose_name="credit",
                    ),
                ),
                (
                    "decorative",
                    models.BooleanField(
                        default=False,
                        help_text="It adds nothing that the text does not say; it needs no description.",
                        verbose_name="decorative",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="The first picture is the cover.",
                        verbose_name="order",
                    ),
                ),
                (
                    "rendered",
                    models.CharField(blank=True, editable=False, max_length=64),
                ),
                (
                    "render_attempts",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, editable=False
                    ),
                ),
                ("render_due_at", models.DateTimeField(editable=False, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                        max_length=1,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical picture in the library",
                "verbose_name_plural": "historical pictures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LibraryPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "image",
                    models.ImageField(
                        height_field="height",
                        upload_to=centre.pictures.files.upload_to,
                        verbose_name="picture",
                        width_field="width",
                    ),
                ),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                (
                    "focal_x",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="centre of interest, from the left (%)",
                    ),
                ),
                (
                    "focal_y",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="centre of interest, from the top (%)",
                    ),
                ),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        verbose_name="description for people who can’t see it",
                    ),
                ),
                (
                    "alt_pl",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        null=True,
                        verbose_name="description for people who can’t see it",
                    ),
                ),
                (
                    "alt_en",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        null=True,
                        verbose_name="description for people who can’t see it",
                    ),
                ),
                (
                    "alt_uk",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        null=True,
                        verbose_name="description for people who can’t see it",
                    ),
                ),
                (
                    "caption",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Stands below the picture where it is shown large.",
                        max_length=250,
                        verbose_name="caption",
                    ),
                ),
                (
                    "caption_pl",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Stands below the picture where it is shown large.",
                        max_length=250,
                        null=True,
                        verbose_name="caption",
                    ),
                ),
                (
                    "caption_en",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Stands below the picture where it is shown large.",
                        max_length=250,
                        null=True,
                        verbose_name="caption",
                    ),
                ),
                (
                    "caption_uk",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Stands below the picture where it is shown large.",
                        max_length=250,
                        null=True,
                        verbose_name="caption",
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Who took or drew it. Stands behind the caption.",
                        max_length=120,
                        verbose_name="credit",
                    ),
                ),
                (
                    "decorative",
                    models.BooleanField(
                        default=False,
                        help_text="It adds nothing that the text does not say; it needs no description.",
                        verbose_name="decorative",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="The first picture is the cover.",
                        verbose_name="order",
                    ),
                ),
                (
                    "rendered",
                    models.CharField(blank=True, editable=False, max_length=64),
                ),
                (
                    "render_attempts",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, editable=False
                    ),
                ),
                ("render_due_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "picture in the library",
                "verbose_name_plural": "pictures",
                "ordering": ["position", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("focal_x__lte", 100), ("focal_y__lte", 100)
                        ),
                        name="librarypicture_focal_point_inside",
                    )
                ],
            },
            bases=(centre.content.languages.Translatable, models.Model),
        ),
        migrations.CreateModel(
            name="PictureRights",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "image",
                    models.CharField(editable=False, max_length=100, unique=True),
                ),
                (
                    "consent",
                    models.CharField(
                        blank=True,
                        choices=[
                            (None, "not known"),
                            ("nobody", "nobody in it can be recognised"),
                            ("agreed", "who is in it has agreed"),
                            ("refused", "somebody in it does not agree, or no longer"),
                        ],
                        default="",
                        help_text="Whoever can be recognised has to agree to be shown.",
                        max_length=8,
                        verbose_name="who is in it",
                    ),
                ),
                (
                    "terms",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="A licence, or what its author allows. Only staff see it.",
                        max_length=200,
                        verbose_name="terms of use",
                    ),
                ),
            ],
            options={
                "verbose_name": "rights of a picture",
                "verbose_name_plural": "rights of pictures",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consent__in", ["", "nobody", "agreed", "refused"])
                        ),
                        name="picture_consent_known",
                    )
                ],
            },
        ),
    )
