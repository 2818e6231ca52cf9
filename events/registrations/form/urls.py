"""The addresses of the steps of registering, below a visit's."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from events.registrations.form import views

register_urls = [
    path(
        pgettext_lazy("url", "delegation/"),
        views.step,
        {"name": "delegation"},
        name="register-delegation",
    ),
    path(
        pgettext_lazy("url", "contact/"),
        views.step,
        {"name": "contact"},
        name="register-contact",
    ),
    path(
        pgettext_lazy("url", "people/"),
        views.step,
        {"name": "people"},
        name="register-people",
    ),
    path(
        pgettext_lazy("url", "parts/"),
        views.step,
        {"name": "parts"},
        name="register-parts",
    ),
    path(
        pgettext_lazy("url", "privacy/"),
        views.step,
        {"name": "privacy"},
        name="register-privacy",
    ),
    path(pgettext_lazy("url", "check/"), views.check, name="register-check"),
    path(pgettext_lazy("url", "done/"), views.done, name="register-done"),
]
