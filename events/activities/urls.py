"""URLs of activities."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from events.activities import embed, feeds, sharing, views
from events.activities.archive import activity_archive

activity_urls = [
    path("", views.activity_list, name="activity-list"),
    path("calendar.ics", feeds.programme_ics, name="programme-calendar"),
    path(
        pgettext_lazy("url", "type/<slug:slug>/"),
        views.activity_type,
        name="activity-type",
    ),
    # Two parts, so that no activity's own address can be the same.
    path(
        pgettext_lazy("url", "share/dates/"),
        sharing.programme_share,
        name="programme-share",
    ),
    path(
        pgettext_lazy("url", "share/dates.txt"),
        sharing.programme_as_text,
        name="programme-text",
    ),
    path(
        pgettext_lazy("url", "share/embed/"),
        embed.programme_embed,
        name="programme-embed",
    ),
    path(
        pgettext_lazy("url", "archive/<int:year>/"),
        activity_archive,
        name="activity-archive",
    ),
    path("<slug:slug>/", views.activity_detail, name="activity-detail"),
    path(
        "<slug:slug>/calendar.ics",
        views.activity_ics,
        name="activity-calendar",
    ),
]
