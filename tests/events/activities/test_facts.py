"""Sign-up, price, audience, interpretation and access: data that every list says."""

from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from centre.text.typography import plain
from events.activities.filters import LANGUAGE_NAMES
from events.models import Activity
from tests.builders import (
    DAY,
    build_activity,
    build_centre,
    build_part,
    build_session,
    build_staff,
    build_visit,
)
from tests.desk import errors_of, filled
from tests.markup import parse

pytestmark = pytest.mark.django_db
facts_from_texts = import_module("events.migrations.0041_facts_from_texts")


@pytest.fixture(autouse=True)
def house(db):
    return build_centre(step_free_en="A lift goes up.", hearing_loop_en="In rows 1, 2.")


def tree(client, path):
    text = client.get(path).content.decode()
    return parse(text)


def words(element):
    return " ".join(plain("".join(element.itertext())).split())


def badges(client, path):
    """What each list of badges on a page says."""
    found = [ul for ul in tree(client, path).iter("ul") if ul.get("class") == "badges"]
    besides = {"badge-language", "badge-place"}
    said = [[words(li) for li in ul if li.get("class") not in besides] for ul in found]
    return [badges for badges in said if badges]


def facts(client, path):
    """The page's facts by their label, those of one label behind each other."""
    page = tree(client, path)
    aside = next(a for a in page.iter("aside") if a.get("class") == "facts")
    said = {}
    for element in aside.iter("dt", "dd"):
        if element.tag == "dt":
            label = words(element)
            said[label] = []
        else:
            said[label].append(words(element))
    return {label: " ".join(texts) for label, texts in said.items()}


FULL = {
    "signup_by": ["phone", "email"],
    "signup_en": "Call 12.",
    "price": "paid",
    "cost_en": "20 zł",
    "audiences": ["children", "families"],
    "audience_en": "From 4 to 9.",
    "interpreted_into": ["uk", "pjm"],
    "hearing_loop": True,
    "access_note_en": "Cobbled.",
}
SAID = [
    "interpreted into Ukrainian and Polish Sign Language",
    "step-free",
    "hearing loop",
    "Cobbled.",
    "for children and families",
    "Sign up first",
    "20 zł",
]


@pytest.mark.parametrize("standing", [False, True])
def test_every_list_says_what_one_has_to_know_before_coming(client, standing):
    activity = build_activity("kurs", standing=standing, **FULL)
    if not standing:
        build_session(activity, timezone.now() + DAY)
        assert badges(client, "/en/") == [SAID]
    for path in ("/en/activities/", "/en/activities/type/warsztaty/"):
        assert badges(client, path) == [SAID]


@pytest.mark.once
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, []),
        ({"signup_pl": "Zadzwoń"}, ["Sign up first"]),
        ({"signup_by": ["other"]}, ["Sign up first"]),
        ({"price": "paid"}, ["not free"]),
        ({"cost_pl": "5 zł"}, ["5 zł"]),
        ({"price": "donation", "cost_en": "From 5 zł"}, ["pay what you want"]),
        ({"audiences": ["everybody", "children"]}, []),
        ({"audience_en": "Beginners"}, ["Beginners"]),
    ],
)
def test_a_row_says_what_is_not_so_by_itself(client, fields, said):
    activity = build_activity("kurs", step_free=False, **fields)
    build_session(activity, timezone.now() + DAY)
    assert badges(client, "/en/activities/") == ([said] if said else [])


def test_a_page_says_it_with_the_words_behind(client):
    build_activity("kurs", place_en="Room 1", **FULL)
    said = facts(client, "/en/activities/kurs/")
    assert said == {
        "Where": "Room 1 ul. Przykładowa 20, 30-000 Kraków How to get here",
        "Languages": "in Polish interpreted into Ukrainian and Polish Sign Language",
        "For whom": "for children and families From 4 to 9.",
        "Cost": "not free 20 zł",
        "How to join": "Sign up first: by phone or by e-mail Call 12.",
        "Access": "step-free A lift goes up. hearing loop In rows 1, 2. Cobbled.",
    }


def test_what_is_free_and_open_to_all_says_so_on_its_page(client):
    build_activity("kurs", step_free=False)
    said = facts(client, "/en/activities/kurs/")
    assert (said["Cost"], said["How to join"], said["Access"]) == (
        "free",
        "just come, no sign-up",
        "there are steps on the way",
    )


@pytest.mark.once
@pytest.mark.parametrize(
    ("language", "found"), [("uk", "ab"), ("pjm", "b"), ("pl", "b"), ("ar", "")]
)
def test_who_understands_it_finds_it(client, language, found):
    tomorrow = timezone.now() + DAY
    build_session(build_activity("a", languages=["uk"]), tomorrow)
    more = {"languages": ["pl"], "interpreted_into": ["uk", "pjm"]}
    build_session(build_activity("b", **more), tomorrow)
    build_activity("c", standing=True, **more)
    page = client.get(f"/en/activities/?held_in={language}")
    slugs = [
        s.activity.slug for _day, rows, _more in page.context["days"] for s in rows
    ]
    assert slugs == list(found)
    standing = [offer.activity.slug for offer in page.context["standing"]]
    assert standing == (["c"] if found else [])
    with translation.override("en"):
        names = {code: str(name) for code, name in LANGUAGE_NAMES.items()}
    assert [link.name for link in page.context["taken"]] == [names[language]]
    assert "Held in, or interpreted into" in page.text


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("signup_by", ["fax"]),
        ("price", "cheap"),
        ("audiences", ["dogs"]),
        ("interpreted_into", ["xx"]),
    ],
)
def test_what_is_in_no_list_is_refused_by_form_and_database(column, value):
    activity = build_activity("kurs")
    setattr(activity, column, value)
    with pytest.raises(ValidationError):
        activity.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        activity.save()


def test_one_is_chosen_once():
    activity = build_activity("kurs")
    activity.audiences = ["women", "women"]
    with pytest.raises(ValidationError):
        activity.full_clean()


@pytest.mark.once
def test_staff_tick_it(client):
    activity = build_activity("kurs")
    client.force_login(build_staff())
    address = f"/en/admin/events/activity/{activity.pk}/change/"
    typed = filled(client.get(address)) | {
        "audiences": ["women", "seniors"],
        "interpreted_into": ["uk"],
        "signup_by": ["desk"],
        "price": "donation",
        "hearing_loop": "on",
    }
    answer = client.post(address, typed)
    assert answer.status_code == 302, errors_of(answer)
    activity.refresh_from_db()
    assert (activity.audiences, activity.interpreted_into, activity.signup_by) == (
        ["women", "seniors"],
        ["uk"],
        ["desk"],
    )
    assert (activity.price, activity.hearing_loop) == ("donation", True)


@pytest.mark.once
def test_two_who_tick_otherwise_are_told_of_each_other(client):
    activity = build_activity("kurs", audiences=["women"])
    client.force_login(build_staff())
    address = f"/en/admin/events/activity/{activity.pk}/change/"
    mine = filled(client.get(address)) | {"audiences": ["seniors"]}
    Activity.objects.update(audiences=["children", "youth"])
    answer = client.post(address, mine)
    assert "“children, young people”" in errors_of(answer)["audiences"][0]


# --- What is stored already ---


@pytest.mark.parametrize(
    ("texts", "known"),
    [
        ({}, ([], "free", [], [], False)),
        (
            {
                "signup_en": "Make an appointment at the information point or by phone",
                "audience_pl": "dla dzieci od 4 lat z opiekunami",
                "interpretation_uk": "допомога українською",
                "cost_pl": "bezpłatnie",
            },
            (["phone", "desk"], "free", ["children"], ["uk"], False),
        ),
        ({"signup_pl": "Zapisy u Ani"}, (["other"], "free", [], [], False)),
        (
            {
                "cost_pl": "20 zł, dzieci bezpłatnie",
                "audience_en": "people who came to Kraków",
                "interpretation_pl": "tłumaczenie na angielski; polski język migowy",
                "access_note_en": "Induction loop in row 1",
            },
            ([], "paid", ["newcomers"], ["en", "pjm"], True),
        ),
        ({"cost_uk": "скільки хочете"}, ([], "donation", [], [], False)),
    ],
)
def test_facts_are_read_from_the_texts_that_are_there(texts, known):
    activity = build_activity("kurs", **texts)
    facts_from_texts.read_facts(activity)
    assert known == (
        activity.signup_by,
        activity.price,
        activity.audiences,
        activity.interpreted_into,
        activity.hearing_loop,
    )
    activity.full_clean()


# --- Visits ---


def test_a_visit_says_where_in_which_languages_and_how_one_gets_in(client):
    visit = build_visit(
        languages=["pl"],
        interpreted_into=["en", "pjm"],
        hearing_loop=True,
        access_note_en="The tour has stairs.",
    )
    build_part(visit, title_en="Tour", room="Room 3")
    said = facts(client, "/en/study-visits/wizyta/")
    assert said["Where"] == (
        "Recepcja ul. Przykładowa 20, 30-000 Kraków How to get here"
    )
    assert (
        said["Languages"]
        == "in Polish interpreted into English and Polish Sign Language"
    )
    assert said["Access"] == (
        "step-free A lift goes up. hearing loop In rows 1, 2. The tour has stairs."
    )
    page = tree(client, "/en/study-visits/wizyta/")
    parts = next(s for s in page.iter("section") if s.get("aria-labelledby") == "parts")
    assert words(parts).startswith("Parts to choose from ")
    assert words(parts).endswith(":00 Tour in English, Room 3")
    row = words(tree(client, "/en/study-visits/"))
    assert "interpreted into English and Polish Sign Language" in row
    assert "step-free" in row
    assert "hearing loop" in row


def test_a_visit_claims_nothing_that_nobody_said(client):
    build_visit(step_free=False)
    assert "Access" not in facts(client, "/en/study-visits/wizyta/")
    for path in ("/en/study-visits/wizyta/", "/en/study-visits/", "/en/"):
        page = words(tree(client, path))
        assert [w for w in ("step-free", "steps on the way") if w in page] == []


def test_the_house_explains_its_access(client):
    page = words(tree(client, "/en/visit-us/"))
    assert "Access A lift goes up. In rows 1, 2." in page
