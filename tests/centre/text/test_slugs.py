"""Names from every script the house meets, written in ASCII."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre.text.slugs import MAX_LENGTH, make_slug, transliterate

pytestmark = pytest.mark.once

# The examples of the resolution itself, letter by letter.
OFFICIAL = """
Алушта Alushta, Андрій Andrii, Борщагівка Borshchahivka, Борисенко Borysenko,
Вінниця Vinnytsia, Володимир Volodymyr, Гадяч Hadiach, Богдан Bohdan,
Згурський Zghurskyi, Ґалаґан Galagan, Ґорґани Gorgany, Донецьк Donetsk,
Дмитро Dmytro, Рівне Rivne, Олег Oleh, Есмань Esman, Єнакієве Yenakiieve,
Гаєвич Haievych, Короп'є Koropie, Житомир Zhytomyr, Жанна Zhanna, Жежелів Zhezheliv,
Закарпаття Zakarpattia, Казимирчук Kazymyrchuk, Медвин Medvyn, Михайленко Mykhailenko,
Іванків Ivankiv, Іващенко Ivashchenko, Їжакевич Yizhakevych, Кадиївка Kadyivka,
Мар'їне Marine, Йосипівка Yosypivka, Стрий Stryi, Олексій Oleksii, Київ Kyiv,
Коваленко Kovalenko, Лебедин Lebedyn, Леонід Leonid, Миколаїв Mykolaiv,
Маринич Marynych, Ніжин Nizhyn, Наталія Nataliia, Одеса Odesa, Онищенко Onyshchenko,
Полтава Poltava, Петро Petro, Решетилівка Reshetylivka, Рибчинський Rybchynskyi,
Суми Sumy, Соломія Solomiia, Тернопіль Ternopil, Троць Trots, Ужгород Uzhhorod,
Уляна Uliana, Фастів Fastiv, Філіпчук Filipchuk, Харків Kharkiv, Христина Khrystyna,
Біла Bila, Стеценко Stetsenko, Чернівці Chernivtsi, Шевченко Shevchenko,
Шостка Shostka, Кишеньки Kyshenky, Щербухи Shcherbukhy, Гоща Hoshcha,
Гаращенко Harashchenko, Юрій Yurii, Корюківка Koriukivka, Яготин Yahotyn,
Ярошенко Yaroshenko, Костянтин Kostiantyn, Знам'янка Znamianka, Феодосія Feodosiia,
Згорани Zghorany, Розгон Rozghon
"""
PAIRS = [tuple(pair.split()) for pair in OFFICIAL.split(",")]


@pytest.mark.parametrize(("ukrainian", "latin"), PAIRS)
def test_official_table(ukrainian, latin):
    assert transliterate(ukrainian) == latin


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Zażółć gęślą jaźń, ŁÓDŹ", "Zazolc gesla jazn, LODZ"),
        ("Lʼviv і Львів", "Lviv i Lviv"),
        ("п’ять, пʼять, п'ять", "piat, piat, piat"),
        ("ЩО В ЮЛІЇ? Я.", "SHCHO V YULII? Ya."),
        ("Щука, ЗГ і Зг", "Shchuka, ZGH i Zgh"),
        ("й\u0306 и\u0306", "y y"),  # typed as letter and mark
        ("Straße, Ærø, Đorđe", "Strasse, AEro, Dorde"),
        ("日本 2025", " 2025"),
    ],
)
def test_other_letters(text, latin):
    assert transliterate(text) == latin


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Łódź", "lodz"),
        (
            "Polski od podstaw: rozmowy przy stole",
            "polski-od-podstaw-rozmowy-przy-stole",
        ),
        ("Вечір сусідів — кухня", "vechir-susidiv-kukhnia"),
        ("  --Co nowego?--  ", "co-nowego"),
        ("O'Neill’s day", "oneills-day"),
        ("17–19 czerwca", "17-19-czerwca"),
        ("日本語", "item"),
        ("", "item"),
    ],
)
def test_slug(text, slug):
    assert make_slug(text) == slug


def test_slug_of_nothing_takes_the_given_fallback():
    assert make_slug("?!", fallback="post") == "post"


def test_long_slug_ends_after_a_whole_word():
    assert make_slug("kot " * 30) == "-".join(["kot"] * 20)  # 79 characters
    assert make_slug("a" * 80 + " b") == "a" * 80
    two_words = "a" * 40 + "-" + "b" * 39
    assert make_slug(f"{two_words} c") == two_words  # 80 exactly
    assert make_slug("a" * 90) == "a" * 80


@given(st.text())
def test_any_text_makes_a_slug(text):
    slug = make_slug(text)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) is not None
    assert len(slug) <= MAX_LENGTH
    assert make_slug(slug) == slug
