from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class CentreConfig(AppConfig):
    name = "centre"
    default = True
    verbose_name = _("The Centre")


class StaffDeskConfig(admin_apps.AdminConfig):
    """Django's admin with the project's own admin site; INSTALLED_APPS names it."""

    default = False
    default_site = "centre.staff.site.CentreAdminSite"
