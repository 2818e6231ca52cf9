"""What the project changes in apps of others."""

from io import StringIO

from django.apps import apps
from django.core.management import call_command


def test_no_flag_is_collected() -> None:
    """Each file is a line in the memory of each web process, and no page shows one."""
    told = StringIO()
    call_command("collectstatic", dry_run=True, interactive=False, stdout=told)
    assert apps.is_installed("django.contrib.staticfiles")
    assert [line for line in told.getvalue().splitlines() if "/flags/" in line] == []
