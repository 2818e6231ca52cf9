"""The fields clean on every way in, and what they read holds in every format."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from centre.text.fields import CharFormField, EmailFormField, IntegerFormField
from events.models import Delegate, Registration
from news.models import Post
from tests.builders import build_post, build_visit, register

pytestmark = pytest.mark.once

TYPED, LINE, TEXT = "\ufeffRada\r\nMia\u00adsta\x0b", "Rada Miasta", "Rada\nMiasta"
BODY = "<p>a\x0b&#8238;b</p>"


@pytest.mark.django_db
def test_saving_cleans_the_object_and_its_row():
    post = build_post(
        "wpis", title_uk=TYPED, lead_uk=TYPED, body_uk="<p>a\x0b&#8238;b</p>"
    )
    stored = Post.objects.values_list("title_uk", "lead_uk", "body_uk").get()
    assert stored == (LINE, TEXT, "<p>a\nb</p>")
    assert (post.title_uk, post.lead_uk, post.body_uk) == stored


@pytest.mark.django_db
def test_update_and_bulk_create_clean_too():
    registration = register(build_visit()).registration
    Registration.objects.update(organisation=TYPED, message=TYPED)
    Delegate.objects.bulk_create(
        [Delegate(registration=registration, full_name=TYPED, email="A@B.org\u2060")]
    )
    registration.refresh_from_db()
    assert (registration.organisation, registration.message) == (LINE, TEXT)
    person = Delegate.objects.get()
    assert (person.full_name, person.email) == (LINE, "A@b.org")


@pytest.mark.django_db
def test_a_query_finds_what_was_typed_in_another_way():
    build_post("wpis", title_en="Łódź")
    assert (
        Post.objects.filter(title_en="Lo\u0301dz\u0301".replace("L", "Ł")).exists()
        is True
    )


@pytest.mark.django_db
def test_a_row_that_was_written_past_the_fields_reads_clean():
    post = build_post("wpis")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE news_post SET title_en = %s, lead_en = %s, body_en = %s,"
            " byline = %s, body_pl = %s",
            ["a\x0bb\ufffe", "a\x0bb\ufffe", "<p>a\x08b</p>", *["a\ufffcb"] * 2],
        )
    post.refresh_from_db()
    assert (post.title_en, post.lead_en, post.body_en) == ("a b", "a\nb", "<p>ab</p>")
    # The one that is dropped although Python would print it.
    assert (post.byline, post.body_pl) == ("ab", "ab")


@pytest.mark.django_db
def test_one_address_registers_once_in_any_spelling():
    visit = build_visit()
    first = register(visit, contact_email="k@kelvin.example").registration
    assert visit.registrations.of_contact("K@\u212aELVIN.example\u200b").get() == first
    other = register(visit, contact_email="other@example.org").registration
    other.contact_email = "\u212a@kelvin.example"
    with pytest.raises(IntegrityError, match="registration_once_per_contact"):
        other.save()


@pytest.mark.parametrize(
    "typed", ["1_0", "2.0", "2.", "1e1", "٣_", "0x1", "--1", "+", "½"]
)
def test_what_is_no_number_in_digits_is_refused(typed):
    with pytest.raises(ValidationError):
        IntegerFormField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("3\u200b", 3), (" 12 ", 12), ("１０", 10), ("-3", -3), ("", None)],
)
def test_digits_with_what_nobody_sees_are_a_number(typed, number):
    assert IntegerFormField(required=False).clean(typed) == number


def test_a_line_end_counts_once_as_in_the_browser():
    field = CharFormField(max_length=5, widget=forms.Textarea)
    assert field.clean("ab\r\ncd") == "ab\ncd"
    with pytest.raises(ValidationError) as refused:
        field.clean("ab\r\ncde")
    assert refused.value.error_list[0].params["show_value"] == 6


@pytest.mark.parametrize("nothing", ["\u200b", "\u3164\u2800", " \u00ad\r\n"])
def test_what_nobody_sees_is_no_answer(nothing):
    for field in (CharFormField(), EmailFormField()):
        with pytest.raises(ValidationError) as refused:
            field.clean(nothing)
        assert refused.value.error_list[0].code == "required"


def test_an_address_is_taken_with_what_was_pasted_around_it():
    assert EmailFormField().clean("\u2060Jan@Example.org\u200b ") == "Jan@example.org"
