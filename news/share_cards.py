"""What the share pictures of news show."""

from django.utils.translation import get_language

from centre.pictures.share import ShareCard, panel_picture
from centre.text.dates import format_date
from news.models import Post, Topic


def post_card(post: Post) -> ShareCard:
    """Return a post's card: its title, the day it came out, its cover."""
    language, published_at = get_language() or "", post.published_at
    return ShareCard(
        kind="post",
        slug=post.slug,
        language=language,
        title=post.localized.title,
        facts=(format_date(published_at, language),) if published_at else (),
        picture=panel_picture(post.cover),
    )


def topic_card(topic: Topic) -> ShareCard:
    """Return a topic's card: its name."""
    return ShareCard(
        kind="topic",
        slug=topic.slug,
        language=get_language() or "",
        title=topic.localized.name,
    )
