"""News: the list, a topic's list, and a post."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from centre.content.publishing import FormerSlug
from centre.web.caching import public
from centre.web.canonical import redirect_to, render_thing, seo
from centre.web.paging import page_of
from news.models import Post, Topic

POSTS_A_PAGE = 10


@public
def post_list(request: HttpRequest) -> HttpResponse:
    """All news, the newest first."""
    return _list(request, list(Topic.objects.all()))


@public
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The news of one topic; a former address leads to the present one."""
    topics = list(Topic.objects.all())
    chosen = next((topic for topic in topics if topic.slug == slug), None)
    if chosen is None:
        once = FormerSlug.now_of(Topic.objects.all(), slug)
        return redirect_to(get_object_or_404(once))
    return _list(request, topics, chosen)


def _list(
    request: HttpRequest, topics: list[Topic], chosen: Topic | None = None
) -> HttpResponse:
    posts = Post.objects.published().newest_first().for_list()
    if chosen:
        posts = posts.filter(topics=chosen)
    context = {
        "page_obj": page_of(posts, request.GET.get("page"), POSTS_A_PAGE),
        "topics": topics,
        "topic": chosen,
        **seo(request),
    }
    return render(request, "news/post_list.html", context)


@public
def post_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One public post; a former address leads to the present one."""
    try:
        post = Post.objects.published().for_page().by_slug_or_former(slug)
    except Post.DoesNotExist:
        raise Http404 from None
    return redirect_to(post) if post.slug != slug else render_post(request, post)


def render_post(request: HttpRequest, post: Post) -> HttpResponse:
    """A post's page, as the public sees it and as staff preview it."""
    pictures = [*post.pictures.all()]
    context = {
        "post": post,
        "cover": pictures[0] if pictures else None,
        "pictures": pictures[1:],
        "topics": post.topics.all(),
        "related_visit": _if_public(post.visit),
        "related_activity": _if_public(post.activity),
    }
    return render_thing(request, "news/post_detail.html", post, context)


def _if_public(thing: Any) -> Any:
    """A related thing, unless it is still a draft: its title is nobody's business."""
    return thing if thing and thing.is_published() else None
