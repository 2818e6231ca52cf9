"""The addresses of asking for a visit, and of a request's own pages."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from events.visit_requests import views

request_urls = [
    path(
        pgettext_lazy("url", "ask-for-a-visit/"),
        views.request_step,
        {"name": "asker"},
        name="request-new",
    ),
    path(
        pgettext_lazy("url", "ask-for-a-visit/wish/"),
        views.request_step,
        {"name": "wish"},
        name="request-wish",
    ),
    path(
        pgettext_lazy("url", "ask-for-a-visit/send/"),
        views.request_step,
        {"name": "send"},
        name="request-send",
    ),
    path(
        pgettext_lazy("url", "request/<str:token>/"),
        views.request_detail,
        name="request",
    ),
    path(
        pgettext_lazy("url", "request/<str:token>/sent/"),
        views.request_sent,
        name="request-sent",
    ),
    path(
        pgettext_lazy("url", "request/<str:token>/accept/"),
        views.request_accept,
        name="request-accept",
    ),
    path(
        pgettext_lazy("url", "request/<str:token>/does-not-suit/"),
        views.request_turn_down,
        name="request-turn-down",
    ),
    path(
        pgettext_lazy("url", "request/<str:token>/withdraw/"),
        views.request_withdraw,
        name="request-withdraw",
    ),
]
