"""The addresses behind the links of invitations."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from events.invitations import views

invitation_urls = [
    path(
        pgettext_lazy("url", "invitations/left/"),
        views.invitations_left,
        name="invitations-left",
    ),
    path(
        pgettext_lazy("url", "invitations/kept/"),
        views.invitations_kept,
        name="invitations-kept",
    ),
    path(
        pgettext_lazy("url", "invitations/<str:token>/leave/"),
        views.leave_invitations,
        name="invitations-leave",
    ),
    path(
        pgettext_lazy("url", "invitations/<str:token>/keep/"),
        views.keep_invitations,
        name="invitations-keep",
    ),
]
