"""What migrations were squashed to is what they made, wherever a database stopped.

That the tables come out the same to the letter was compared once, by `pg_dump`
(docs/adr/0057-squashed-migrations.md): what is released does not change any more.
"""

from importlib import import_module

import pytest
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.serializer import serializer_factory
from django.utils import translation

pytestmark = pytest.mark.once

SQUASHED = [
    ("centre", "0001_squashed_0008"),
    ("events", "0001_squashed_0043"),
    ("news", "0001_squashed_0003"),
]


def spelt(value):
    """Return a value as a migration spells it."""
    return serializer_factory(value).serialize()[0]


def spelt_field(field):
    """Return a field as it is spelt, but for its choices: no table knows of them."""
    _name, path, args, options = field.deconstruct()
    options.pop("choices", None)
    return path, args, spelt(options)


def tables(state):
    """Return all that is said of each of our tables, with its columns in order."""
    return {
        (app, model.name): (
            [(name, spelt_field(field)) for name, field in model.fields.items()],
            spelt({name: told for name, told in model.options.items() if told != []}),
            spelt(model.bases),
        )
        for (app, _name), model in state.models.items()
        if app in dict(SQUASHED)
    }


@pytest.fixture(scope="module")
def old():
    """The migrations one by one, as if nothing was squashed."""
    return MigrationLoader(None, replace_migrations=False)


def test_the_tables_are_those_that_they_replace(old):
    new = MigrationLoader(None)
    last = [new.disk_migrations[key].replaces[-1] for key in SQUASHED]
    with translation.override(None):
        before = tables(old.project_state(last))
        now = tables(new.project_state(SQUASHED))
    assert len(before) == 55
    assert now == before


def test_the_triggers_are_those_that_they_replace():
    def sql(*names):
        return [
            (operation.sql, " ".join(operation.reverse_sql.split()))
            for name in names
            for operation in import_module(
                f"events.migrations.{name}"
            ).Migration.operations
            if isinstance(operation, migrations.RunSQL)
        ]

    assert sql("0001_squashed_0043") == sql(
        "0038_calendar_sequence", "0043_previous_start"
    )


@pytest.mark.parametrize(
    ("reached", "used"),
    [
        (None, ["centre", "events", "news"]),
        ("events.0003_delegations_whole_way", ["centre", "news"]),
        ("news.0001_initial", ["centre"]),
        ("events.0030_dates_in_bounds", ["centre", "news"]),
        ("news.0003_dates_in_bounds", ["centre", "news"]),
        ("centre.0005_bin_entry", ["events", "news"]),
        ("centre.0009_search_triggers", ["centre", "news"]),
        ("events.0044_slug_in_each_language", ["centre", "events", "news"]),
    ],
)
def test_a_database_goes_on_from_wherever_it_stopped(monkeypatch, old, reached, used):
    way = old.graph.forwards_plan((*reached.split("."),)) if reached else ()
    applied = {key: old.disk_migrations[key] for key in way}
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _self: applied)
    loader = MigrationLoader(connection)
    loader.check_consistent_history(connection)
    graph = loader.graph
    plan = {key for leaf in graph.leaf_nodes() for key in graph.forwards_plan(leaf)}
    left = {key for key in plan if key not in loader.applied_migrations}
    assert [app for app, name in SQUASHED if (app, name) in plan] == used
    made = {
        one
        for key in left
        for one in [key, *loader.disk_migrations[key].replaces]
        if one not in SQUASHED
    }
    assert made == old.disk_migrations.keys() - applied.keys() - {*SQUASHED}
