"""Public pages of news: all posts, the posts of a topic, one post."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from centre.content.publishing import FormerSlug
from centre.pictures.share import house_card
from centre.web.caching import public
from centre.web.canonical import redirect_to, render_thing, seo
from centre.web.paging import page_of
from centre.web.years import query_of, year_asked, years_of
from news.models import Post, PostDocument, Topic
from news.share_cards import post_card, topic_card
from news.structured_data import list_nodes, post_nodes

POSTS_A_PAGE = 10


@public
def post_list(request: HttpRequest) -> HttpResponse:
    """List all posts, the newest first."""
    return _list(request, list(Topic.objects.all()))


@public
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """List the posts of one topic. A former slug redirects to it."""
    topics = list(Topic.objects.all())
    chosen = next((topic for topic in topics if topic.slug == slug), None)
    if chosen is None:
        renamed = FormerSlug.now_of(Topic.objects.all(), slug)
        return redirect_to(get_object_or_404(renamed))
    return _list(request, topics, chosen)


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
        "topics": topics,
        "topic": chosen,
        "year": year and str(year),
        "years": years_of(published, "published_at"),
        "structured_data": partial(list_nodes, chosen),
        "share": topic_card(chosen) if chosen else house_card("news"),
        **seo(request, chosen, query=query_of(year, page.number)),
    }
    return render(request, "news/post_list.html", context)


@public
def post_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one public post. A former slug redirects to it."""
    try:
        post = Post.objects.published().for_page().by_slug_or_former(slug)
    except Post.DoesNotExist:
        raise Http404 from None
    return redirect_to(post) if post.slug != slug else render_post(request, post)


def render_post(request: HttpRequest, post: Post) -> HttpResponse:
    """Render a post's page, for the public and for staff's preview."""
    pictures = [*post.pictures.all()]
    context = {
        "post": post,
        "cover": pictures[0] if pictures else None,
        "pictures": pictures[1:],
        "topics": post.topics.all(),
        "documents": PostDocument.objects.filter(post=post).for_everybody(),
        "related_visit": _if_public(post.visit),
        "related_activity": _if_public(post.activity),
        "structured_data": partial(post_nodes, post),
        "share": post_card(post),
    }
    return render_thing(request, "news/post_detail.html", post, context)


def _if_public(thing: Any) -> Any:
    """Return a related object unless it is a draft, whose title is not public."""
    return thing if thing and thing.is_published() else None
