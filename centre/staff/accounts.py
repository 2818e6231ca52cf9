"""Staff's accounts and groups: who has which role, what a house's own group may do."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    SetUnusablePasswordMixin,
    UserChangeForm,
)
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from centre.people import StaffRole
from centre.staff.forms import NativeInputs
from centre.staff.merging import MergingForm
from centre.staff.mixins import PageAdmin
from centre.staff.rights import PermissionsField
from centre.staff.roles import ROLES, ROLES_BY_KEY
from centre.text.fields import CharFormField, EmailFormField


def role_choices() -> list[Any]:
    """Return the roles in words, then the house's own groups where it has any."""
    groups = dict(StaffRole.objects.values_list("key", "group"))
    words = '<span class="role">{} <small>{}</small></span>'
    roles = [
        (groups[role.key], format_html(words, role.name, role.about))
        for role in ROLES
        if role.key in groups
    ]
    own = list(
        Group.objects.filter(role=None).order_by("name").values_list("pk", "name")
    )
    return [*roles, *([(_("Groups of the house"), own)] if own else [])]


class RolesField(forms.ModelMultipleChoiceField):
    """The groups of an account: roles as boxes, each with what it is for."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, queryset: Any = None, **kwargs: Any) -> None:
        super().__init__(queryset=Group.objects.all(), **kwargs)
        self.choices = role_choices


class TickedBoxes(NativeInputs, PageAdmin):
    """A mixin for Django's admins of accounts: what is chosen there is ticked.

    No script is needed for it, and no key to be held.
    """

    filter_horizontal = ()

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if not db_field.many_to_many:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.related_model is Permission:
            return db_field.formfield(form_class=PermissionsField)
        if db_field.related_model is Group:
            return db_field.formfield(
                form_class=RolesField, label=_("Roles"), help_text=""
            )
        return db_field.formfield(widget=forms.CheckboxSelectMultiple)


class GroupBoxes(TickedBoxes):
    """The same for groups: roles follow the code and are not for changing here."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(role=None)


class RoleFilter(admin.SimpleListFilter):
    """Who has a role."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(role.key, role.name) for role in ROLES]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        return queryset.filter(groups__role__key=chosen) if chosen else queryset


class AccountPasswordForm(AdminPasswordChangeForm):
    """Django's form, whose help is half in English and half in the first language."""

    usable_password_help_text: Any = format_lazy(
        '{help}<ul id="id_unusable_warning" class="messagelist">'
        '<li class="warning">{warning}</li></ul>',
        help=SetUnusablePasswordMixin.usable_password_help_text,
        warning=_("If you choose “disabled”, the present password is lost."),
    )


class AccountForm(MergingForm, UserChangeForm):
    """Django's form, which keeps what is typed and overwrites nobody silently."""

    class Meta(UserChangeForm.Meta):
        field_classes = {
            **UserChangeForm.Meta.field_classes,
            "first_name": CharFormField,
            "last_name": CharFormField,
            "email": EmailFormField,
        }


class _KeepsOwnAccess:
    """A mixin for the form of one's own account: somebody else ends one's access."""

    def clean_is_active(self) -> bool:
        if not self.cleaned_data["is_active"]:  # type: ignore[attr-defined]
            raise ValidationError(_("You can’t shut yourself out. Ask somebody else."))
        return True

    def clean_groups(self) -> Any:
        """Refuse to give up the role that lets one give roles.

        Raises ValidationError.
        """
        groups = self.cleaned_data["groups"]  # type: ignore[attr-defined]
        account = self.instance  # type: ignore[attr-defined]
        kept = groups.filter(permissions__codename="change_user").exists()
        if account.is_superuser or kept:
            return groups
        raise ValidationError(_("You can’t shut yourself out. Ask somebody else."))


class AccountBoxes(TickedBoxes):
    """The same for an account; when somebody came is not to be changed.

    Single rights are shown where an account has some already. Who is no superuser
    neither makes nor changes one, and nobody shuts themselves out.
    """

    form = AccountForm
    readonly_fields = ("last_login", "date_joined")
    change_password_form = AccountPasswordForm
    list_display = ("username", "person", "roles")
    list_filter = (RoleFilter, "is_active")
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("groups__role")

    @admin.display(description=_("Person"), ordering="last_name")
    def person(self, account: Any) -> str:
        """Return whose account it is: so few columns are whole on a phone."""
        name, (local, at, domain) = (
            account.get_full_name(),
            account.email.partition("@"),
        )
        email = format_html("{}{}<wbr>{}", local, at, domain)
        if name and local:
            return format_html("{}<br>{}", name, email)
        return name or (email if local else "")

    @admin.display(description=_("Roles"))
    def roles(self, account: Any) -> str:
        """Return an account's roles and groups in words."""
        names = [str(_("Superuser"))] if account.is_superuser else []
        for group in account.groups.all():
            role = getattr(group, "role", None)
            names.append(str(ROLES_BY_KEY[role.key].name if role else group.name))
        return ", ".join(names)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out what the reader can't give, and what is as it is with everybody."""
        out = {"is_staff"} if obj is None or obj.is_staff else set()
        if not request.user.is_superuser:
            out.add("is_superuser")
        if not (obj and obj.user_permissions.exists()):
            out.add("user_permissions")
        return [
            (name, {**shown, "fields": [f for f in shown["fields"] if f not in out]})
            for name, shown in super().get_fieldsets(request, obj)
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (not obj or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (not obj or self._may_end(request, obj))

    def _may_end(self, request: HttpRequest, account: Any) -> bool:
        if account.pk == request.user.pk:
            return False
        return bool(request.user.is_superuser or not account.is_superuser)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if obj is None or obj.pk != request.user.pk:
            return form
        return type("OwnAccountForm", (_KeepsOwnAccess, form), {})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Count what goes with an account, and name only the accounts themselves.

        Else each line of the log that names it would be listed.
        """
        named, *others = super().get_deleted_objects(objs, request)
        return [name for name in named if not isinstance(name, list)], *others
