"""Addresses of the yardstick; most are only linked to."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from bench.plain import views

LINKED = ("activities", "visits", "about", "visit-us", "search", "feed")

urlpatterns = [
    path("robots.txt", views.nothing),
    *i18n_patterns(
        path("", views.nothing, name="home"),
        *(path(f"{name}/", views.nothing, name=name) for name in LINKED),
        path("news/", views.post_list, name="posts"),
        path("news/topic/<slug:slug>/", views.nothing, name="topic"),
        path("news/<slug:slug>/", views.post_detail, name="post"),
        path("<slug:slug>/", views.nothing, name="page"),
    ),
]
