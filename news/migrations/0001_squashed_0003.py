"""What the migrations up to 0003 make, as one (record 57)."""

from django.conf import settings
from django.db import migrations

from centre.operations import at_once
from news.migrations.release_0_1_0 import posts


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("news", "0001_initial"),
        ("news", "0002_pictures_made_again"),
        ("news", "0003_dates_in_bounds"),
    ]

    dependencies = [
        # By its old name, as 0003 had it: a database may have come no further there.
        ("events", "0030_dates_in_bounds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = at_once(
        *posts.TABLES,
    )
