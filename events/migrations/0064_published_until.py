import datetime

from django.db import migrations, models

import centre.content.date_bounds
from centre.operations import at_once


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0042_published_until"),
        ("events", "0063_document_history"),
    ]

    operations = at_once(
        migrations.AddField(
            model_name="activity",
            name="published_until",
            field=models.DateTimeField(
                blank=True,
                db_index=True,
                help_text="Then it leaves the site by itself, and is a draft again.",
                null=True,
                validators=[centre.content.date_bounds.validate_date_bounds],
                verbose_name="published until",
            ),
        ),
        migrations.AddField(
            model_name="historicalactivity",
            name="published_until",
            field=models.DateTimeField(
                blank=True,
                db_index=True,
                help_text="Then it leaves the site by itself, and is a draft again.",
                null=True,
                validators=[centre.content.date_bounds.validate_date_bounds],
                verbose_name="published until",
            ),
        ),
        migrations.AddField(
            model_name="historicalstudyvisit",
            name="published_until",
            field=models.DateTimeField(
                blank=True,
                db_index=True,
                help_text="Then it leaves the site by itself, and is a draft again.",
                null=True,
                validators=[centre.content.date_bounds.validate_date_bounds],
                verbose_name="published until",
            ),
        ),
        migrations.AddField(
            model_name="studyvisit",
            name="published_until",
            field=models.DateTimeField(
                blank=True,
                db_index=True,
                help_text="Then it leaves the site by itself, and is a draft again.",
                null=True,
                validators=[centre.content.date_bounds.validate_date_bounds],
                verbose_name="published until",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_until", None),
                    models.Q(
                        (
                            "published_until__gte",
                            datetime.datetime(1999, 12, 31, 23, 0, tzinfo=datetime.UTC),
                        ),
                        (
                            "published_until__lt",
                            datetime.datetime(2100, 12, 31, 23, 0, tzinfo=datetime.UTC),
                        ),
                        models.Q(
                            ("published_at", None),
                            ("published_until__gt", models.F("published_at")),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="activity_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="studyvisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_until", None),
                    models.Q(
                        (
                            "published_until__gte",
                            datetime.datetime(1999, 12, 31, 23, 0, tzinfo=datetime.UTC),
                        ),
                        (
                            "published_until__lt",
                            datetime.datetime(2100, 12, 31, 23, 0, tzinfo=datetime.UTC),
                        ),
                        models.Q(
                            ("published_at", None),
                            ("published_until__gt", models.F("published_at")),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="visit_publication_ends_after_it_begins",
            ),
        ),
    )
