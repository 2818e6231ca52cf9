"""What the admins of all apps stand on: types of their mixins, rows that only show."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest

if TYPE_CHECKING:
    # What a mixin may call on itself. When it runs, it has no base of its own.
    AnyAdmin = admin.options.BaseModelAdmin[Any]
    PageAdmin = admin.ModelAdmin[Any]
else:
    AnyAdmin = PageAdmin = object


class StaffRequest(HttpRequest):
    """A request of the desk, which lets nobody in who is not staff."""

    user: User
    csp_nonce: object
    # What `ContentAdmin` notes for the form and the page of this request.
    reverting: bool
    refused: bool
    file_not_stored: bool
    preview_bar: dict[str, Any]


def as_staff(request: HttpRequest) -> StaffRequest:
    """Take a request for what it is, where Django's own methods say less of it."""
    return cast(StaffRequest, request)


class ReadOnlyAdmin(PageAdmin):
    """A mixin for rows that the desk shows, and neither adds, changes nor deletes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
