"""URLs of study visits and of the registration form."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from events.registrations.form.urls import register_urls
from events.visits import views

visit_urls: list[URLPattern | URLResolver] = [
    path("", views.visit_list, name="visit-list"),
    path("<slug:slug>/", views.visit_detail, name="visit-detail"),
    path("<slug:slug>/calendar.ics", views.visit_ics, name="visit-calendar"),
    path(pgettext_lazy("url", "<slug:slug>/register/"), include(register_urls)),
]
