"""What the migrations make of rows that were stored before them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from events.models import Registration
from news.models import Post
from tests.builders import build_part, build_post, build_visit, register

clean_texts = import_module("events.migrations.0028_clean_texts")
rooms = import_module("events.migrations.0054_part_room_in_each_language")


def write(table, pk, **columns):
    """Write a row by SQL, past the fields that clean."""
    sets = ", ".join(f"{name} = %s" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {sets} WHERE id = %s",  # noqa: S608 - our own names
            [*columns.values(), pk],
        )


def columns(table, pk, *names):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(names)} FROM {table} WHERE id = %s",  # noqa: S608
            [pk],
        )
        return cursor.fetchone()


@pytest.mark.django_db
def test_stored_texts_are_cleaned():
    post, registration = build_post("wpis"), register(build_visit()).registration
    write("news_post", post.pk, title_pl="Łо\x0bA", lead_pl="a\r\nb\ufffe")
    write(
        "events_registration", registration.pk,
        city="Łódź".replace("ó", "o\u0301"), contact_email="Jan@Example.org\u2060",
    )  # fmt: skip
    # The models as migrations have them: their fields clean nothing.
    stored = MigrationLoader(connection).project_state().apps
    clean_texts.clean_rows(stored, None)
    assert columns("news_post", post.pk, "title_pl", "lead_pl") == ("Łо A", "a\nb")
    assert columns("events_registration", registration.pk, "city", "contact_email") == (
        "Łódź",
        "Jan@example.org",
    )
    assert Post.objects.count() == 1


@pytest.mark.django_db
def test_two_registrations_of_one_address_stop_it_and_are_named():
    visit = build_visit()
    first = register(visit, contact_email="jan@example.org").registration
    second = register(visit, contact_email="other@example.org").registration
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX registration_once_per_contact")
    write("events_registration", second.pk, contact_email="jan@example.org\u200b")
    named = ", ".join(sorted([first.reference, second.reference]))
    with pytest.raises(RuntimeError, match=f"then migrate again: {named}$"):
        clean_texts.find_collisions(apps, None)
    assert Registration.objects.filter(visit=visit).count() == 2


@pytest.mark.django_db
def test_one_address_in_two_visits_or_ended_is_no_collision():
    register(build_visit(), contact_email="jan@example.org")
    register(build_visit("druga"), contact_email="jan@example.org")
    ended = register(build_visit("trzecia"), contact_email="a@example.org").registration
    Registration.objects.filter(pk=ended.pk).update(
        status="withdrawn", proof_due_at=None, contact_email="jan@example.org"
    )
    register(ended.visit, contact_email="jan@example.org")
    assert clean_texts.find_collisions(apps, None) is None


@pytest.mark.django_db
def test_the_one_room_of_a_part_becomes_the_first_language_s():
    visit = build_visit()
    part, without = build_part(visit, room="Sala 1"), build_part(visit)
    write("events_visitpart", part.pk, room="Sala 1", room_pl=None)
    write("events_visitpart", without.pk, room_pl=None)
    with connection.cursor() as cursor:
        for table in rooms.TABLES:
            cursor.execute(rooms.COPY.format(table))
    found = [columns("events_visitpart", p.pk, "room_pl") for p in (part, without)]
    assert found == [("Sala 1",), (None,)]
