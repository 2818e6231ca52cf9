from django.urls import include, path
from django.utils.translation import pgettext_lazy

from news import feeds, views

app_name = "news"

topic_urls = [
    path("", views.topic, name="topic"),
    path(pgettext_lazy("url", "feed/"), feeds.NewsFeed(), name="topic-feed"),
]

urlpatterns = [
    path("", views.post_list, name="post-list"),
    path(pgettext_lazy("url", "feed/"), feeds.NewsFeed(), name="feed"),
    path(pgettext_lazy("url", "topic/<slug:slug>/"), include(topic_urls)),
    path("<slug:slug>/", views.post_detail, name="post-detail"),
]
