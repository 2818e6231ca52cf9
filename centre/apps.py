from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.staticfiles import apps as staticfiles_apps
from django.utils.translation import gettext_lazy as _


class CentreConfig(AppConfig):
    name = "centre"
    default = True
    verbose_name = _("The Centre")


class StaffDeskConfig(admin_apps.AdminConfig):
    """Django's admin with the project's own admin site; INSTALLED_APPS names it."""

    default = False
    default_site = "centre.staff.site.CentreAdminSite"


class SiteFilesConfig(staticfiles_apps.StaticFilesConfig):
    """Django's static files without what no page shows; INSTALLED_APPS names it.

    A web process keeps a line on each file that is collected: the 256 flags of
    django_countries were half of all files, and took 1 MiB.
    """

    default = False
    ignore_patterns = [
        *staticfiles_apps.StaticFilesConfig.ignore_patterns,
        "flags",
    ]
