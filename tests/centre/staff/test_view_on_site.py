"""Where the desk leads from a thing to its page on the site, and whom."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from tests.builders import build_page, build_post, build_staff, build_visit

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_only_who_may_see_a_thing_learns_the_address_of_its_draft(
    client: Client,
) -> None:
    things = [
        build_post("most", title_pl="Most", published_at=None),
        build_page("rzeka", title_pl="Rzeka", published_at=None),
        build_visit("las", title_pl="Las", published_at=None),
    ]
    person = build_staff()
    person.is_superuser = False
    person.save()
    client.force_login(person)
    answers = {}
    for role in ("door", "coordinator", "translator"):
        person.groups.set(Group.objects.filter(role__key=role))
        answers[role] = [client.get(address_of(thing)).status_code for thing in things]
    assert answers == {
        "door": [403, 403, 403],
        "coordinator": [403, 403, 302],
        "translator": [302, 302, 302],
    }


@pytest.mark.parametrize("kind", ["99999", "9" * 30, "x", "{through}"])
def test_what_is_no_thing_of_the_desk_has_none(client: Client, kind: str) -> None:
    client.force_login(build_staff())
    through = ContentType.objects.get_for_model(Group.permissions.through)
    answer = client.get(f"/en/admin/r/{kind.format(through=through.pk)}/1/")
    assert answer.status_code == 404


def address_of(thing: object) -> str:
    """As the desk writes it, but for a sign that says nothing."""
    kind = ContentType.objects.get_for_model(type(thing))
    return f"/en/admin/r/+{kind.pk}/{thing.pk}/"  # type: ignore[attr-defined]
