"""Tell the planner how rare a word is.

By default PostgreSQL keeps the frequency of the 1,000 most common words of a column and
takes every other one for half as common as the last of them. A word that few texts have
then seems common enough to walk the index of the newest until a hundred are found, which
reads them all. With 5,000 words the guess is near enough.
"""

from django.db import migrations

COLUMNS = ("words", "title_words")


def statistics(target: int) -> list[str]:
    return [
        f"ALTER TABLE centre_searchdocument ALTER {column} SET STATISTICS {target}"
        for column in COLUMNS
    ]


class Migration(migrations.Migration):
    dependencies = [("centre", "0038_prepared_documents")]

    operations = [
        migrations.RunSQL(
            [*statistics(500), "ANALYZE centre_searchdocument"], statistics(-1)
        )
    ]
