"""URLs of activities."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from events.activities import feeds, views

activity_urls = [
    path("", views.activity_list, name="activity-list"),
    path("calendar.ics", feeds.programme_ics, name="programme-calendar"),
    path(
        pgettext_lazy("url", "type/<slug:slug>/"),
        views.activity_type,
        name="activity-type",
    ),
    path("<slug:slug>/", views.activity_detail, name="activity-detail"),
    path(
        "<slug:slug>/calendar.ics",
        views.activity_ics,
        name="activity-calendar",
    ),
]
