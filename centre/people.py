"""What the database knows of the people who run the site: their roles."""

from django.contrib.auth.models import Group
from django.db import models


class StaffRole(models.Model):
    """Which group is a ready-made role, whatever the group is called.

    What a role is and may do stands in `centre.staff.roles`.
    """

    key = models.CharField(max_length=32, unique=True)
    group = models.OneToOneField(Group, models.CASCADE, related_name="role")

    class Meta:
        app_label = "centre"
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
