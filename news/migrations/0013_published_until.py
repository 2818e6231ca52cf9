import datetime

from django.conf import settings
from django.db import migrations, models

import centre.content.date_bounds
from centre.operations import at_once


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0064_published_until"),
        ("news", "0012_document_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = at_once(
        migrations.AddField(
            model_name="historicalpost",
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
            model_name="post",
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
            model_name="post",
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
                name="post_ends_after_it_begins",
            ),
        ),
    )
