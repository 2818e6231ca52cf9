"""What the migrations up to 0008 make, as one (record 57)."""

from django.conf import settings
from django.contrib.postgres.operations import CreateExtension
from django.db import migrations

from centre.migrations.release_0_1_0 import house, pages, search, staff
from centre.operations import at_once


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("centre", "0001_initial"),
        ("centre", "0002_dates_in_bounds"),
        ("centre", "0003_access_in_words"),
        ("centre", "0004_unsaved_form"),
        ("centre", "0005_bin_entry"),
        ("centre", "0006_kept_answer"),
        ("centre", "0007_accessibility_statement"),
        ("centre", "0008_search"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = at_once(
        CreateExtension("pg_trgm"),
        CreateExtension("fuzzystrmatch"),
        *house.TABLES,
        *pages.TABLES,
        *staff.TABLES,
        *search.TABLES,
    )
