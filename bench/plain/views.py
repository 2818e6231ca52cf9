"""The list of news and one post, with planned queries."""

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language

from bench.plain.models import Document, Picture, Post, Topic, columns

POSTS_A_PAGE = 10
POSTS_BESIDE = 3


def post_list(request: HttpRequest, slug: str = "") -> HttpResponse:
    """List the newest posts with their pictures and topics: five queries."""
    number = int(request.GET.get("page", 1))
    start = (number - 1) * POSTS_A_PAGE
    published = Post.objects.filter(published_at__lte=timezone.now())
    posts = published.only("slug", "published_at", *columns("title", "lead"))
    rows = list(
        posts.prefetch_related(*beside())[start : start + POSTS_A_PAGE + 1]  # one more
    )
    first = published.order_by("published_at").values_list("published_at").first()
    last = timezone.localdate().year
    context = {
        "posts": rows[:POSTS_A_PAGE],
        "number": number,
        "older": number + 1 if len(rows) > POSTS_A_PAGE else None,
        "topics": Topic.objects.only("slug", *columns("name")),
        "years": range(last, (first[0].year if first else last) - 1, -1),
    }
    return render(request, "post_list.html", frame(request) | context)


def post_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a post with its pictures, topics and documents, and more: five queries."""
    published = Post.objects.filter(published_at__lte=timezone.now())
    whole = published.only(
        "slug", "published_at", "byline", *columns("title", "lead", "body")
    ).prefetch_related(
        *beside(), Prefetch("documents", Document.objects.only("file", "post"))
    )
    post = get_object_or_404(whole, slug=slug)
    others = published.exclude(pk=post.pk).only(
        "slug", "published_at", *columns("title")
    )
    context = {"post": post, "more_news": others[:POSTS_BESIDE]}
    return render(request, "post_detail.html", frame(request) | context)


def beside() -> tuple[Prefetch, Prefetch]:
    """Return what is read along with posts."""
    pictures = Picture.objects.only("post", "image", "rendered", *columns("alt"))
    topics = Topic.objects.only("slug", *columns("name"))
    return Prefetch("pictures", pictures), Prefetch("topics", topics)


def frame(request: HttpRequest) -> dict[str, object]:
    """Return what stands around both pages."""
    rest = request.path.removeprefix(f"/{get_language()}/")
    paths = [(code, name, f"/{code}/{rest}") for code, name in settings.LANGUAGES]
    return {"site_url": settings.SITE_URL, "paths": paths}


def nothing(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Answer for pages that are only linked to."""
    return HttpResponse()
