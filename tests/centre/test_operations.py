"""Done at once, operations say the same to the database, and models are made once."""

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from centre.operations import AtOnce, at_once


def create(model, **fields):
    columns = [("id", models.AutoField(primary_key=True)), *fields.items()]
    return migrations.CreateModel(model, columns)


def link(to):
    return models.ForeignKey(to, models.CASCADE)


def add(model, name):
    return migrations.AddField(model, name, models.CharField(max_length=9, null=True))


def check(model, name):
    condition = models.Q(**{f"{name}__gt": ""})
    constraint = models.CheckConstraint(condition=condition, name=f"{model}_{name}")
    return migrations.AddConstraint(model, constraint)


ROOM = create("Room", name=models.CharField(max_length=9))
SEAT = create("Seat", room=link("news.Room"))
NAME = migrations.AlterField("room", "name", models.CharField(max_length=20))
SQL = migrations.RunSQL("SELECT 1", "SELECT 2")
CHANGES = [
    NAME,
    add("room", "floor"),
    migrations.AddField(
        "room", "best", models.OneToOneField("news.Seat", models.CASCADE)
    ),
    create("Door", room=link("news.Room"), seats=models.ManyToManyField("news.Seat")),
    check("room", "floor"),
    migrations.AddIndex("seat", models.Index(fields=["room"], name="seat_room")),
]


def names(operations):
    return [
        [one.describe() for one in operation.operations]
        if isinstance(operation, AtOnce)
        else operation.describe()
        for operation in operations
    ]


def apart(*groups):
    return [[one.describe() for one in group] for group in groups]


def test_neighbours_become_one():
    assert names(at_once(*CHANGES)) == apart(CHANGES)


def test_who_needs_what_another_one_made_begins_anew():
    floor = add("seat", "floor")
    operations = at_once(ROOM, SEAT, floor, check("seat", "floor"))
    assert names(operations) == apart([ROOM, SEAT], [floor, check("seat", "floor")])
    assert names(at_once(NAME, NAME)) == apart([NAME], [NAME])


def test_what_asks_for_the_models_in_between_stays_alone():
    floor, note = add("room", "floor"), add("room", "note")
    remove = migrations.RemoveField("room", "name")
    assert names(at_once(floor, SQL, note, remove)) == [
        [floor.describe()],
        SQL.describe(),
        [note.describe()],
        remove.describe(),
    ]


def applied(operations):
    """Run them backwards and forwards: (the SQL, the tables after them)."""
    first = migrations.Migration("0001_first", "news")
    first.operations = [ROOM, SEAT]
    migration = migrations.Migration("0002_second", "news")
    migration.operations = operations
    said = []
    for way in (migration.unapply, migration.apply):
        state = first.mutate_state(ProjectState())
        state.apps  # noqa: B018 - makes the models, as before the first migration
        with connection.schema_editor(collect_sql=True) as editor:
            state = way(state, editor)
        said.append(editor.collected_sql)
    return said, state


@pytest.mark.django_db
def test_the_database_is_told_the_same():
    one_by_one, state = applied(CHANGES)
    together, same = applied(at_once(*CHANGES))
    assert together == one_by_one
    assert same.models == state.models


@pytest.mark.django_db
def test_the_models_are_made_once(monkeypatch):
    made, seen = [], []
    render = ModelState.render

    def counted(model, registry):
        made.append(model.name)
        return render(model, registry)

    def look(registry, _editor):
        seen.extend(model.__name__ for model in registry.get_models())

    first = migrations.Migration("0001_first", "news")
    first.operations = [ROOM, SEAT, add("seat", "note")]
    second = migrations.Migration("0002_second", "news")
    second.operations = [*at_once(*CHANGES), migrations.RunPython(look)]
    with connection.schema_editor() as editor:
        state = first.apply(ProjectState(), editor)
        monkeypatch.setattr(ModelState, "render", counted)
        second.apply(state, editor)
    assert sorted(made) == ["Door", "Room", "Seat"]
    assert sorted(seen) == ["Door", "Room", "Seat"]


@pytest.mark.once
def test_all_migrations_do_at_once_what_they_can():
    loader = MigrationLoader(None)
    ours = [loader.disk_migrations[key] for key in loader.graph.nodes]
    assert [
        f"{migration.app_label}.{migration.name}"
        for migration in ours
        if apps.get_app_config(migration.app_label).name in ("centre", "events", "news")
        and len(at_once(*migration.operations)) < len(migration.operations)
    ] == []
