import datetime

from django.db import migrations, models
from django.db.models.expressions import CombinedExpression


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="session",
            name="session_by_time",
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                models.F("type"),
                condition=models.Q(("standing", True)),
                name="activity_standing",
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                models.F("starts_at"), models.F("id"), name="session_by_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ends_at__lte",
                        CombinedExpression(
                            models.F("starts_at"),
                            "+",
                            models.Value(datetime.timedelta(days=7)),
                        ),
                    )
                ),
                name="session_lasts_a_week_at_most",
                violation_error_message="A session can last a week at most.",
            ),
        ),
    ]
