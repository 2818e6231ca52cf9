from django.urls import path
from django.utils.translation import pgettext_lazy

from news import feeds, views

app_name = "news"

urlpatterns = [
    path("", views.post_list, name="post-list"),
    path(pgettext_lazy("url", "feed/"), feeds.NewsFeed(), name="feed"),
    path(pgettext_lazy("url", "topic/<slug:slug>/"), views.topic, name="topic"),
    path("<slug:slug>/", views.post_detail, name="post-detail"),
]
