"""Search hears of each column that it reads, whichever one changes alone."""

import pytest
from django.db import Error, connection, transaction

from centre.models import Partner
from centre.search.models import SearchDocument
from events.models import ProgrammeItem
from tests.builders import (
    HOUR,
    at_hour,
    build_activity,
    build_centre,
    build_document,
    build_page,
    build_part,
    build_post,
    build_session,
    build_statement,
    build_topic,
    build_visit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# What a column of a type becomes; the first that the database takes is the change.
OTHERWISE = {
    "bool": ["NOT {0}"],
    "int4": ["{0} + 1"],
    "int2": ["{0} + 1"],
    "text": ["{0} || ' inaczej'"],
    "timestamptz": ["{0} + interval '1 minute'", "{0} - interval '1 minute'"],
    "varchar": ["'cancelled'", "'inaczej'", "'on-site'"],
}


def documents(kind, key):
    """Return a thing's documents, with what is found by them."""
    of_thing = SearchDocument.objects.filter(kind=kind, object_id=key)
    return list(of_thing.order_by("pk").values_list())


def columns_of(table):
    """Return a table's columns of one language that can be written, with types."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, typname FROM pg_attribute "
            "JOIN pg_type t ON t.oid = atttypid "
            "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
            "AND attgenerated = '' AND attname !~ '_(en|uk)$' ORDER BY attnum",
            [table],
        )
        return cursor.fetchall()


def test_each_column_that_search_reads_is_heard_of():
    centre, visit, activity = build_centre(), build_visit(), build_activity("gra")
    post, page = build_post("post"), build_page("strona")
    things = {
        "centre": [centre, Partner.objects.create(centre=centre, name="Partner")],
        "statement": [build_statement(is_public=True)],
        "post": [post, build_document(post)],
        "page": [page, build_document(page)],
        "topic": [build_topic()],
        "type": [activity.type],
        "activity": [activity, build_document(activity)],
        "visit": [visit, build_part(visit), build_document(visit)],
    }
    things["activity"].append(build_session(activity, at_hour(12, in_days=3)))
    item = {"title_pl": "Rozmowa", "starts_at": visit.starts_at, "kind": "talk"}
    item["ends_at"] = visit.starts_at + HOUR
    things["visit"].append(ProgrammeItem.objects.create(visit=visit, **item))
    unheard, changed = set(), set()
    for kind, rows in things.items():
        for row in rows:
            table = row._meta.db_table
            for column, type_name in columns_of(table):
                for value in OTHERWISE.get(type_name, []):
                    heard = hears(kind, rows[0].pk, row, column, value.format(column))
                    if heard is not None:
                        changed.add(f"{table}.{column}")
                    if heard is False:
                        unheard.add(f"{table}.{column}")
    assert unheard == set()
    assert changed >= {
        "centre_accessibilitystatement.building_pl",
        "events_programmeitem.title_pl",
        "events_session.starts_at",
        "events_studyvisit.starts_at",
        "news_post.title_pl",
        "news_postdocument.title_pl",
    }


def hears(kind, key, row, column, value):
    """Return whether the change is in the documents; None where it makes none."""
    before = documents(kind, key)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            where = f"WHERE {row._meta.pk.column} = {row.pk}"
            table = row._meta.db_table
            cursor.execute(f"UPDATE {table} SET {column} = {value} {where}")  # noqa: S608
            by_itself = documents(kind, key)
            cursor.execute("SELECT search_refresh(%s, %s)", [kind, key])
            anew = documents(kind, key)
            transaction.set_rollback(True)
    except Error:
        return None
    return None if anew == before else by_itself == anew
