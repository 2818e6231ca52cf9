"""What the admins of all apps stand on."""

from typing import Any

from django.http import HttpRequest


class ReadOnlyAdmin:
    """A mixin for rows that the desk shows, and neither adds, changes nor deletes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
