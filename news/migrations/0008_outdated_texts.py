"""Note which translations were left behind (`translation_watch` of the app centre)."""

from django.db import migrations


def watched(table, part, fields, key="id", owner="", owner_key=""):
    """Return the trigger that watches a table, and how it is dropped.

    `owner` is the thing that the row is a part of, with the column that leads to it.
    """
    words = [part, key, owner or part, owner_key or key, "pl", *fields.split()]
    arguments = ", ".join(f"'{word}'" for word in words)
    return migrations.RunSQL(
        f"CREATE TRIGGER translation_watched AFTER UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION translation_watch({arguments})",
        f"DROP TRIGGER translation_watched ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("news", "0007_byline"), ("centre", "0019_outdated_text")]

    operations = [
        watched("news_topic", "news.topic", "name"),
        watched("news_post", "news.post", "title lead body"),
        watched(
            "news_postpicture",
            "news.postpicture",
            "alt caption",
            owner="news.post",
            owner_key="post_id",
        ),
        watched(
            "news_postdocument",
            "news.postdocument",
            "title",
            owner="news.post",
            owner_key="post_id",
        ),
    ]
