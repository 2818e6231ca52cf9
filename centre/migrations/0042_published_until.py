import datetime

from django.db import migrations, models

import centre.content.date_bounds
from centre.operations import at_once


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0041_document_history"),
    ]

    operations = at_once(
        migrations.AddField(
            model_name="historicalpage",
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
            model_name="page",
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
            model_name="page",
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
                name="page_ends_after_it_begins",
            ),
        ),
    )
