"""The database's triggers fire for each change that they are for.

Which tables these are is held beside what the triggers keep: public pages
(`test_public_changes.py`), outdated translations, the library.
"""

import re
from collections import defaultdict

import pytest
from django.apps import apps
from django.db import connection

from centre.search.models import SearchDocument

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FIRES = {
    "calendar_sequence": "BEFORE UPDATE FOR EACH ROW",
    "completeness_kept": "AFTER INSERT OR DELETE OR UPDATE FOR EACH ROW",
    "library_changed": "AFTER INSERT OR DELETE OR UPDATE FOR EACH ROW",
    "library_owner_changed": "AFTER INSERT OR UPDATE FOR EACH ROW",
    "previous_start": "BEFORE UPDATE FOR EACH ROW",
    "public_change": "AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE FOR EACH STATEMENT",
    "search_changed": "AFTER INSERT OR DELETE OR UPDATE FOR EACH ROW",
    "search_delete": "AFTER DELETE REFERENCING OLD TABLE AS changed FOR EACH STATEMENT",
    "search_insert": "AFTER INSERT REFERENCING NEW TABLE AS changed FOR EACH STATEMENT",
    "search_update": "AFTER UPDATE REFERENCING OLD TABLE AS former "
    "NEW TABLE AS changed FOR EACH STATEMENT",
    "translation_watched": "AFTER DELETE OR UPDATE FOR EACH ROW",
}
DEFINITION = re.compile(r"CREATE TRIGGER \w+ (.*?) ON public\.(\w+) (.*?) EXECUTE .*")


def triggers():
    """Of each trigger its name, its table, and when it fires."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, pg_get_triggerdef(oid), tgenabled = 'O' "
            "FROM pg_trigger WHERE NOT tgisinternal"
        )
        for name, definition, is_on in cursor.fetchall():
            change, table, each = DEFINITION.fullmatch(definition).groups()
            yield name, table, f"{change} {each}" if is_on else "never"


def test_each_trigger_fires_for_every_change_that_it_is_for():
    found = defaultdict(set)
    for name, _table, fires in triggers():
        found[name].add(fires)
    assert found == {name: {fires} for name, fires in FIRES.items()}


def test_search_hears_of_every_table_that_it_reads():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'search_refresh'")
        [(source,)] = cursor.fetchall()
    ours = {model._meta.db_table for model in apps.get_models()}
    ours.remove(SearchDocument._meta.db_table)  # where it writes
    found = defaultdict(set)
    for name, table, _fires in triggers():
        found[name].add(table)
    parts = found["search_insert"]
    assert found["search_changed"] | parts == ours & {*re.findall(r"\w+", source)}
    assert found["search_update"] == found["search_delete"] == parts
