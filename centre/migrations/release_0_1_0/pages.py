"""Pages, and where things were before."""

import simple_history.models
from django.db import migrations, models

import centre.content.date_bounds
import centre.content.languages
from centre.migrations.release_0_1_0.fields import (
    BOUNDS,
    history,
    history_user,
    identity,
    in_each_language,
    moment_in_bounds,
    published_is_complete,
)

PAGE = [
    *in_each_language(
        "title", models.CharField(blank=True, max_length=160, verbose_name="title")
    ),
    *in_each_language("body", models.TextField(blank=True, verbose_name="text")),
    (
        "menu",
        models.CharField(
            choices=[
                ("none", "in no menu"),
                ("main", "main menu"),
                ("footer", "footer"),
            ],
            default="footer",
            max_length=8,
            verbose_name="menu",
        ),
    ),
    ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
]
TABLES = [
    migrations.CreateModel(
        name="Page",
        fields=[
            identity(),
            (
                "slug",
                models.SlugField(
                    blank=True,
                    help_text="The last part of the web address. Left empty, it is made from the title.",
                    max_length=90,
                    unique=True,
                    verbose_name="address",
                ),
            ),
            (
                "published_at",
                models.DateTimeField(
                    blank=True,
                    db_index=True,
                    help_text="Empty: a draft, visible only here. In the future: it appears by itself at that moment.",
                    null=True,
                    validators=BOUNDS,
                    verbose_name="published from",
                ),
            ),
            (
                "created_at",
                models.DateTimeField(auto_now_add=True, verbose_name="created"),
            ),
            ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
            *PAGE,
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=published_is_complete("title", "body"),
                    name="page_published_is_complete",
                ),
                models.CheckConstraint(
                    condition=moment_in_bounds("published_at"),
                    name="page_date_in_bounds",
                ),
            ],
            "ordering": ["position", "pk"],
            "verbose_name": "page",
            "verbose_name_plural": "pages",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="FormerSlug",
        fields=[
            identity(),
            ("model", models.CharField(max_length=100)),
            ("slug", models.SlugField(max_length=90)),
            ("object_id", models.BigIntegerField()),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    models.F("model"), models.F("slug"), name="former_slug_leads_to_one"
                )
            ]
        },
    ),
    migrations.CreateModel(
        name="HistoricalPage",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            (
                "slug",
                models.SlugField(
                    blank=True,
                    help_text="The last part of the web address. Left empty, it is made from the title.",
                    max_length=90,
                    verbose_name="address",
                ),
            ),
            (
                "published_at",
                models.DateTimeField(
                    blank=True,
                    db_index=True,
                    help_text="Empty: a draft, visible only here. In the future: it appears by itself at that moment.",
                    null=True,
                    validators=BOUNDS,
                    verbose_name="published from",
                ),
            ),
            (
                "created_at",
                models.DateTimeField(
                    blank=True, editable=False, verbose_name="created"
                ),
            ),
            (
                "updated_at",
                models.DateTimeField(
                    blank=True, editable=False, verbose_name="changed"
                ),
            ),
            *PAGE,
            *history(),
            history_user(),
        ],
        options={
            "get_latest_by": ("history_date", "history_id"),
            "ordering": ("-history_date", "-history_id"),
            "verbose_name": "historical page",
            "verbose_name_plural": "historical pages",
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
]
