from typing import Any

from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class CentreConfig(AppConfig):
    name = "centre"
    default = True
    verbose_name = _("The Centre")

    def ready(self) -> None:
        """Leave out of the static files what no page shows.

        A web process keeps a line on each file that is collected: the 256 flags of
        django_countries were half of all files, and took 1 MiB. Django's application
        keeps its name: by that, tests and others serve the files without looking.
        """
        files: Any = apps.get_app_config("staticfiles")
        files.ignore_patterns = [*files.ignore_patterns, "flags"]


class StaffDeskConfig(admin_apps.AdminConfig):
    """Django's admin with the project's own admin site; INSTALLED_APPS names it."""

    default = False
    default_site = "centre.staff.site.CentreAdminSite"
