"""Other forms of a word find it, once the worker has looked its base form up."""

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from centre.search.dictionary import inflections, learn_words
from centre.search.forgetting import forget_words
from centre.search.models import InflectedForm, SearchWord
from centre.search.tasks import look_up_words, queue_new_words
from news.models import Post
from tests.builders import build_post
from tests.centre.search.found import found

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# What a text says -> what is asked for, and does not stand in it.
OTHER_FORMS = {
    "warsztaty": "warsztatów",
    "Kraków": "Krakowie",
    "зустріч": "зустрічі",
    "дитина": "дітей",
    "żydowska": "zydowskiego",
    "bicycles": "bicycle",
    "children": "child",
    "osoba": "osób",
    "п’єса": "пʼєсами",
    "book": "Book's",
}


def test_any_form_of_a_word_finds_it_in_any_language():
    """All in one test, because opening the dictionaries takes seconds."""
    for number, word in enumerate(OTHER_FORMS):
        build_post(f"p{number}", title_pl=f"O {word} tutaj")
    learn_words()
    slugs = {
        asked: [slug for _, slug, _ in found(asked)] for asked in OTHER_FORMS.values()
    }
    assert slugs == {
        asked: [f"p{number}"] for number, asked in enumerate(OTHER_FORMS.values())
    }
    assert not SearchWord.objects.filter(looked_up=False).exists()
    assert learn_words() == 0
    assert InflectedForm.objects.filter(form="дітеи", base="дитина").exists()
    Post.objects.filter(slug="p3").delete()
    assert forget_words() > 0
    assert not SearchWord.objects.filter(form="дитина").exists()
    assert not InflectedForm.objects.filter(base="дитина").exists()
    assert [slug for _, slug, _ in found("warsztatów")] == ["p0"]


def test_a_short_word_and_a_number_are_left_alone(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "centre.search.dictionary.simplemma.lemmatize",
        lambda word, **options: asked.append(word) or word,
    )
    monkeypatch.setattr("centre.search.dictionary._forms_of", lambda *args: [])
    assert inflections(["do", "Dom", "2026"]) == {("dom", "dom"), ("Dom", "Dom")}
    assert {*asked} == {"dom", "Dom"}


def test_a_word_that_no_dictionary_has_is_found_before_it_is_looked_up():
    build_post("wpis", title_pl="Zyxowisko")
    assert found("zyxowisko") == [("post", "wpis", "pl")]


def test_new_words_are_looked_up_by_the_worker_within_a_minute(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    assert queue_new_words(timezone.now()) == 0
    build_post("wpis", title_pl="Zyxowisko")
    assert queue_new_words(timezone.now()) == 1
    queued = DBTaskResult.objects.get()
    assert (queued.task_path, queued.status) == (
        look_up_words.module_path,
        TaskResultStatus.READY,
    )
    assert queue_new_words(timezone.now()) == 0


def test_the_worker_goes_on_until_no_word_is_new(monkeypatch):
    numbers = iter([3, 2, 0])
    monkeypatch.setattr("centre.search.tasks.learn_words", lambda: next(numbers))
    assert look_up_words.func() == 5
