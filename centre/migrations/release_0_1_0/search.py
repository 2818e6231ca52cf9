"""What search finds things by."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from centre.migrations.release_0_1_0.fields import identity

TABLES = [
    migrations.CreateModel(
        name="InflectedForm",
        fields=[
            identity(),
            ("form", models.CharField(max_length=60)),
            ("base", models.CharField(db_index=True, max_length=60)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    fields=("form", "base"), name="inflected_form_once"
                )
            ],
            "default_permissions": (),
        },
    ),
    migrations.CreateModel(
        name="SearchDocument",
        fields=[
            identity(),
            ("kind", models.CharField(max_length=12)),
            ("object_id", models.BigIntegerField()),
            ("language", models.CharField(max_length=12)),
            ("slug", models.CharField(max_length=90)),
            ("title", models.TextField()),
            ("text", models.TextField()),
            ("published_at", models.DateTimeField()),
            (
                "begins",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.DateTimeField(), default=list, size=None
                ),
            ),
            ("over_at", models.DateTimeField(null=True)),
            ("title_words", django.contrib.postgres.search.SearchVectorField()),
            ("words", django.contrib.postgres.search.SearchVectorField()),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    fields=("kind", "object_id", "language"),
                    name="search_document_once",
                )
            ],
            "default_permissions": (),
            "indexes": [
                django.contrib.postgres.indexes.GinIndex(
                    fields=["words"], name="search_document_words"
                ),
                django.contrib.postgres.indexes.GinIndex(
                    fields=["title_words"], name="search_document_title_words"
                ),
                models.Index(models.F("published_at"), name="search_document_newest"),
                models.Index(models.F("over_at"), name="search_document_coming"),
            ],
        },
    ),
    migrations.CreateModel(
        name="SearchWord",
        fields=[
            identity(),
            ("spelling", models.CharField(max_length=60)),
            ("form", models.CharField(db_index=True, max_length=60)),
            ("looked_up", models.BooleanField(default=False)),
        ],
        options={
            "default_permissions": (),
            "indexes": [
                django.contrib.postgres.indexes.GinIndex(
                    fields=["form"],
                    name="search_word_trigrams",
                    opclasses=["gin_trgm_ops"],
                ),
                models.Index(
                    models.F("id"),
                    condition=models.Q(("looked_up", False)),
                    name="search_word_new",
                ),
            ],
        },
    ),
]
