"""What the desk reads in order to change it is locked: two may press at once."""

from typing import Any

import pytest
from django.utils import timezone

from centre.content.ends import end_publications
from centre.content.prepared import PreparedChange
from centre.library.rights import save_rights
from centre.models import BinEntry, TranslationLink
from centre.staff.bin import delete_entries, put_in_bin, restore
from centre.staff.invitations import find_invited, make_token
from centre.staff.prepared_rules import discard_prepared, publish_prepared
from centre.translating.proposing import propose, propose_by_link, refuse_proposal
from news.models import Post
from tests.builders import HOUR, build_centre, build_post, build_staff
from tests.helpers import locks

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def post(db: None) -> Post:
    build_centre()
    return build_post("wpis")


@pytest.fixture
def staff(db: None) -> Any:
    return build_staff()


def test_of_what_is_put_into_the_bin_and_comes_back(post: Post, staff: Any) -> None:
    at = timezone.now()
    assert locks(put_in_bin, post, (), staff, at) == ["post"]
    post.delete()
    assert locks(restore, BinEntry.objects.get(), at) == ["binentry"]
    put_in_bin(Post.objects.get(), (), staff, at)
    assert locks(delete_entries, BinEntry.objects.all()) == []


def test_of_what_is_prepared(post: Post, staff: Any) -> None:
    def prepare() -> None:
        PreparedChange.objects.create(
            model="news.post", object_key=str(post.pk), changed_at=timezone.now()
        )

    prepare()
    assert locks(discard_prepared, post) == ["preparedchange"]
    prepare()
    now = {"at": timezone.now(), "user": staff}
    rows = ["postpicture", "postdocument"]
    assert locks(publish_prepared, post, **now) == ["post", "preparedchange", *rows]


def test_of_a_proposal(post: Post, staff: Any) -> None:
    now = {"at": timezone.now()}
    assert locks(propose, post, "en", {}, {}, user=staff, **now) == ["proposal"]
    link = TranslationLink.objects.create(
        model="news.post",
        object_id=post.pk,
        language="uk",
        token_hash="x",
        made_at=now["at"],
        ends_at=now["at"] + HOUR,
    )
    found = locks(propose_by_link, link, {}, {}, name="Jo", **now)
    assert found == ["translationlink", "proposal"]
    key = link.proposals.get().pk
    decided = {"answer": "", "user": staff} | now
    assert locks(refuse_proposal, key, "1", **decided) == ["proposal"]


def test_of_an_account_that_is_invited(staff: Any) -> None:
    staff.set_unusable_password()
    staff.save()
    assert locks(find_invited, make_token(staff)) == ["user"]


def test_of_what_leaves_the_site(post: Post) -> None:
    at = timezone.now()
    post.published_until = at + HOUR
    post.save()
    assert locks(end_publications, at + HOUR) == ["post"]


def test_of_the_terms_of_a_picture(staff: Any) -> None:
    assert locks(save_rights, "a.jpg", {}, staff) == ["picturerights"]
