"""Public pages of news: all posts, the posts of a topic, one post."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from centre.content.made_once import read_rows_of
from centre.documents.models import documents_on_page
from centre.pictures.share import house_card
from centre.web.caching import public, takes
from centre.web.canonical import elsewhere, find_public, get_by_slug, render_thing, seo
from centre.web.paging import page_of
from centre.web.years import query_of, year_asked, years_of
from news.feeds import feed_address
from news.models import Post, Topic, TopicLink, topic_links
from news.querysets import posts_beside
from news.share_cards import post_card, topic_card
from news.structured_data import list_nodes, post_nodes

POSTS_A_PAGE = 10


@public
@takes("page", "year")
def post_list(request: HttpRequest) -> HttpResponse:
    """List all posts, the newest first."""
    return _list(request, list(Topic.objects.all()))


@public
@takes("page", "year")
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """List the posts of one topic."""
    topics = list(Topic.objects.all())
    chosen = next((topic for topic in topics if topic.localized_slug == slug), None)
    chosen = chosen or get_by_slug(Topic.objects.all(), slug)
    return elsewhere(request, chosen, slug) or _list(request, topics, chosen)


def _list(
    request: HttpRequest, topics: list[Topic], chosen: Topic | None = None
) -> HttpResponse:
    year = year_asked(request.GET)
    published = Post.objects.published()
    posts = published.newest_first().for_list()
    if chosen:
        posts = posts.filter(topics=chosen)
    if year:
        posts = posts.filter(published_at__year=year)
    page = page_of(posts, request.GET.get("page"), POSTS_A_PAGE)
    context = {
        "page_obj": page,
        "posts": [
            (post, _other_topics(post, topics, chosen)) for post in page.object_list
        ],
        "topics": topics,
        "topic": chosen,
        "year": year and str(year),
        "years": years_of(published, "published_at"),
        "structured_data": partial(list_nodes, chosen),
        "share": topic_card(chosen) if chosen else house_card("news"),
        "feed_url": feed_address(chosen),
        **seo(request, chosen, query=query_of(year, page.number)),
    }
    return render(request, "news/post_list.html", context)


def _other_topics(
    post: Any, topics: list[Topic], chosen: Topic | None
) -> tuple[TopicLink, ...]:
    """Return links to a post's topics, but for the one whose list is shown."""
    others = (topic for topic in topics if topic != chosen)
    return topic_links(topic for topic in others if topic.pk in post.topic_keys)


@public
@find_public(Post)
def post_detail(request: HttpRequest, post: Post) -> HttpResponse:
    """Show one public post."""
    return render_post(request, post)


def render_post(request: HttpRequest, post: Post) -> HttpResponse:
    """Render a post's page, for the public and for staff's preview."""
    read_rows_of(post, "pictures", "topics")
    pictures = [*post.pictures.all()]
    context = {
        "post": post,
        "cover": pictures[0] if pictures else None,
        "pictures": pictures[1:],
        "topics": topic_links(post.topics.all()),
        "documents": documents_on_page(post),
        "related_visit": _if_public(post.visit),
        "related_activity": _if_public(post.activity),
        "more_news": posts_beside(Post, post.pk, timezone.now()),
        "structured_data": partial(post_nodes, post),
        "share": post_card(post),
    }
    return render_thing(request, "news/post_detail.html", post, context)


def _if_public(thing: Any) -> Any:
    """Return a related object unless it is a draft, whose title is not public."""
    return thing if thing and thing.is_published() else None
