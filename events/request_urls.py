"""The addresses of asking for a visit, and of a request's own pages."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from events.views import requests

request_urls = [
    path(pgettext_lazy("url", "ask-for-a-visit/"), requests.ask, name="request-new"),
    path(pgettext_lazy("url", "request/<str:token>/"), requests.detail, name="request"),
    path(
        pgettext_lazy("url", "request/<str:token>/sent/"),
        requests.sent,
        name="request-sent",
    ),
    path(
        pgettext_lazy("url", "request/<str:token>/accept/"),
        requests.accept,
        name="request-accept",
    ),
    path(
        pgettext_lazy("url", "request/<str:token>/does-not-suit/"),
        requests.turn_down,
        name="request-turn-down",
    ),
    path(
        pgettext_lazy("url", "request/<str:token>/withdraw/"),
        requests.withdraw,
        name="request-withdraw",
    ),
]
