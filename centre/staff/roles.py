"""The ready-made roles: one table of who may do what, and the groups that follow it.

A role is a group of Django's. Its permissions are the table's after each `migrate`;
groups that are no role belong to the house and stay as they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centre.people import StaffRole
from centre.staff.rights import permissions_of_the_desk

SEE = ("view",)
EDIT = ("view", "change")
WRITE = ("view", "add", "change")
ALL = ("view", "add", "change", "delete")

Allowed = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Role:
    """One kind of work: its name, what it is for, what it may do to which model.

    What is no verb of Django's stands with its whole codename.
    """

    key: str
    name: Promise
    about: Promise
    allowed: Allowed

    def permissions(self) -> Iterator[tuple[str, str]]:
        """Yield each permission: the label of its app, its codename."""
        for label, verbs in self.allowed.items():
            app, model = label.split(".")
            for verb in verbs:
                yield app, verb if "_" in verb else f"{verb}_{model}"


def _each(verbs: tuple[str, ...], app: str, *models: str) -> Allowed:
    return {f"{app}.{model}": verbs for model in models}


ADMINISTRATOR = "administrator"
DOOR = "door"
ROLES = (
    # What it may do is reckoned: all that the desk offers, and what other roles may.
    Role(
        ADMINISTRATOR,
        _("Administrator"),
        _("Looks after accounts, personal data and everything else."),
        {},
    ),
    Role(
        "editor",
        _("Editor"),
        _("Writes and publishes news, pages, activities and the Centre’s details."),
        {
            **_each(ALL, "news", "post", "postpicture", "postdocument", "topic"),
            **_each(ALL, "events", "activity", "session", "openinghours"),
            **_each(ALL, "events", "closingday", "activitytype"),
            **_each(ALL, "events", "activitypicture", "activitydocument"),
            **_each(("add",), "events", "headcount"),
            **_each(ALL, "centre", "page", "pagepicture", "pagedocument", "recording"),
            **_each(ALL, "centre", "houseclosure", "sitenotice"),
            **_each(ALL, "centre", "housepicture", "emblem", "partner"),
            **_each(ALL, "centre", "librarypicture"),
            **_each(EDIT, "centre", "centre"),
            **_each(WRITE, "centre", "importrun"),
        },
    ),
    Role(
        "translator",
        _("Translator"),
        _("Reads what is on the site and in drafts, and proposes translations."),
        {
            "centre.outdatedtext": ("propose_translation",),
            **_each(SEE, "news", "post", "topic"),
            **_each(SEE, "events", "activity", "session", "openinghours"),
            **_each(SEE, "events", "closingday", "activitytype"),
            **_each(SEE, "events", "studyvisit", "programmeitem"),
            **_each(SEE, "centre", "page"),
        },
    ),
    Role(
        "coordinator",
        _("Visit coordinator"),
        _("Plans study visits, looks after delegations and writes to them."),
        {
            **_each(ALL, "events", "studyvisit", "programmeitem", "visitpart"),
            **_each(ALL, "events", "seatblock", "visitpicture", "visitdocument"),
            **_each(WRITE, "centre", "librarypicture"),
            **_each(ALL, "events", "delegate"),
            **_each(WRITE, "events", "registration", "mailwording"),
            **_each(EDIT, "events", "visitrequest", "outgoingemail"),
            **_each(SEE, "events", "need", "partchoice", "changerequest"),
            **_each(SEE, "events", "registrationevent", "consent"),
            **_each(("view", "add"), "events", "arrival", "visitfigure"),
            **_each(("view", "add"), "events", "staffmessage"),
            "events.invitee": SEE,
            "events.invitation": ("add",),
        },
    ),
    Role(
        DOOR,
        _("Door helper"),
        _("Ticks off and counts who comes today, and sees nothing else."),
        {"events.arrival": ("add",), "events.headcount": ("add",)},
    ),
)
ROLES_BY_KEY = {role.key: role for role in ROLES}


def permissions_of(role: Role) -> QuerySet[Permission]:
    """Return what a role may do. The administrator may what anybody may."""
    if role.key == ADMINISTRATOR:
        others = [pair for other in ROLES for pair in other.permissions()]
        everything = Q(pk__in=permissions_of_the_desk()) | _named(others)
        return Permission.objects.filter(everything)
    return Permission.objects.filter(_named(role.permissions()))


def _named(pairs: Any) -> Q:
    named = Q(pk__in=[])
    for app, codename in pairs:
        named |= Q(content_type__app_label=app, codename=codename)
    return named


@transaction.atomic
def keep_roles() -> None:
    """Make each role's group if it is missing, and its permissions the table's."""
    for role in ROLES:
        _group_of(role).permissions.set(permissions_of(role))


def _group_of(role: Role) -> Group:
    """Return a role's group; a new one, should the house have taken its name."""
    known = StaffRole.objects.select_related("group").filter(key=role.key).first()
    if known:
        return known.group
    name = f"role: {role.key}"
    while Group.objects.filter(name=name).exists():
        name += "*"
    group = Group.objects.create(name=name)
    StaffRole.objects.create(key=role.key, group=group)
    return group


def role_keys(user: Any) -> list[str]:
    """Return the keys of an account's roles, in the table's order."""
    own = {*StaffRole.objects.filter(group__user=user).values_list("key", flat=True)}
    return [key for key in ROLES_BY_KEY if key in own]


# Django's own moment: by then each app has its permissions.
@receiver(post_migrate)
def _keep_roles_after_migrating(sender: Any, **sent: Any) -> None:
    """Act once, after the last app; not while the table is still to come."""
    *_, last = apps.get_app_configs()
    if sender is last and _is_migrated(sent.get("apps", apps)):
        keep_roles()


def _is_migrated(state: Any) -> bool:
    try:
        state.get_model("centre", "StaffRole")
    except LookupError:
        return False
    return True
