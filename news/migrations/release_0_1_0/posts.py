"""Posts and their topics."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import centre.content.date_bounds
import centre.content.languages
import centre.pictures.files
from centre.migrations.release_0_1_0.fields import (
    BOUNDS,
    history,
    history_user,
    identity,
    in_each_language,
    moment_in_bounds,
    picture,
    published_is_complete,
)

POST = [
    *in_each_language(
        "title", models.CharField(blank=True, max_length=160, verbose_name="title")
    ),
    *in_each_language(
        "lead",
        models.TextField(
            blank=True,
            help_text="One or two sentences; lists and search results show them.",
            max_length=400,
            verbose_name="lead",
        ),
    ),
    *in_each_language("body", models.TextField(blank=True, verbose_name="text")),
]
TABLES = [
    migrations.CreateModel(
        name="Topic",
        fields=[
            identity(),
            *in_each_language(
                "name", models.CharField(blank=True, max_length=60, verbose_name="name")
            ),
            (
                "slug",
                models.SlugField(max_length=60, unique=True, verbose_name="address"),
            ),
            (
                "position",
                models.PositiveSmallIntegerField(default=0, verbose_name="order"),
            ),
        ],
        options={
            "ordering": ["position", "pk"],
            "verbose_name": "topic",
            "verbose_name_plural": "topics",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="Post",
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
            *POST,
            (
                "activity",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="reports",
                    to="events.activity",
                    verbose_name="reports on the activity",
                ),
            ),
            (
                "author",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="author",
                ),
            ),
            (
                "visit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="reports",
                    to="events.studyvisit",
                    verbose_name="reports on the study visit",
                ),
            ),
            (
                "topics",
                models.ManyToManyField(
                    blank=True,
                    related_name="posts",
                    to="news.topic",
                    verbose_name="topics",
                ),
            ),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=published_is_complete("title", "lead", "body"),
                    name="post_published_is_complete",
                ),
                models.CheckConstraint(
                    condition=moment_in_bounds("published_at"),
                    name="post_date_in_bounds",
                ),
            ],
            "indexes": [
                models.Index(
                    models.F("published_at"), models.F("id"), name="post_newest_first"
                )
            ],
            "ordering": ["-published_at", "-pk"],
            "verbose_name": "post",
            "verbose_name_plural": "news",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="PostPicture",
        fields=[
            identity(),
            *picture(),
            (
                "post",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="pictures",
                    to="news.post",
                ),
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
            "abstract": False,
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("focal_x__lte", 100), ("focal_y__lte", 100)),
                    name="postpicture_focal_point_inside",
                )
            ],
            "ordering": ["position", "pk"],
            "verbose_name": "picture",
            "verbose_name_plural": "pictures",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalTopic",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            *in_each_language(
                "name", models.CharField(blank=True, max_length=60, verbose_name="name")
            ),
            ("slug", models.SlugField(max_length=60, verbose_name="address")),
            (
                "position",
                models.PositiveSmallIntegerField(default=0, verbose_name="order"),
            ),
            *history(),
            history_user(),
        ],
        options={
            "get_latest_by": ("history_date", "history_id"),
            "ordering": ("-history_date", "-history_id"),
            "verbose_name": "historical topic",
            "verbose_name_plural": "historical topics",
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalPost",
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
            *POST,
            *history(),
            (
                "activity",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="events.activity",
                    verbose_name="reports on the activity",
                ),
            ),
            (
                "author",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="author",
                ),
            ),
            history_user(),
            (
                "visit",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="events.studyvisit",
                    verbose_name="reports on the study visit",
                ),
            ),
        ],
        options={
            "get_latest_by": ("history_date", "history_id"),
            "ordering": ("-history_date", "-history_id"),
            "verbose_name": "historical post",
            "verbose_name_plural": "historical news",
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
]
