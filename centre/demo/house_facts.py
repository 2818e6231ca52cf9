"""The demo’s facts of the house: its notice, its pictures, who pays, all examples."""

from typing import Any

from centre.demo.text import Text

NOTICE = {
    "text": Text(
        "Przykład komunikatu: w piątek od 10:00 do 12:00 malujemy wejście, przyjdź "
        "przez drzwi od ulicy.",
        "An example of a notice: on Friday from 10:00 to 12:00 we paint the entrance, "
        "so please come in from the street.",
        "Приклад оголошення: у п’ятницю з 10:00 до 12:00 фарбуємо вхід, заходьте "
        "через двері з вулиці.",
    ),
}

CREDIT = "Centrum Wielokulturowe, CC BY 4.0"

SHOWN_PICTURES: list[dict[str, Any]] = [
    {
        "page": "visit-us",
        "picture": "entrance",
        "credit": CREDIT,
        "caption": Text(
            "Wejście od podwórza: drzwi bez progu, przycisk po prawej.",
            "The door in the courtyard: no threshold, the button on the right.",
            "Вхід із подвір’я: двері без порога, кнопка праворуч.",
        ),
    },
    {
        "page": "visit-us",
        "picture": "stop",
        "credit": CREDIT,
        "caption": Text(
            "Przystanek „Przykładowa”. Stąd jest 300 m chodnikiem.",
            "The stop “Przykładowa”. From here it is 300 m along the pavement.",
            "Зупинка «Przykładowa». Звідси 300 м тротуаром.",
        ),
    },
    {
        "page": "about",
        "picture": "panel",
        "credit": CREDIT,
        "caption": Text(
            "Rozmowa w dużej sali.",
            "A talk in the main hall.",
            "Розмова у великій залі.",
        ),
    },
    {
        "page": "media",
        "picture": "breakfast",
        "credit": CREDIT,
        "caption": Text(
            "Śniadanie sąsiedzkie.",
            "The neighbours’ breakfast.",
            "Сусідський сніданок.",
        ),
    },
    {
        "page": "media",
        "picture": "choir",
        "credit": CREDIT,
        "caption": Text("Próba chóru.", "The choir rehearses.", "Репетиція хору."),
    },
]

EMBLEMS: list[dict[str, Any]] = [
    {
        "name": "Example Fund",
        "kind": "funder",
        "url": "https://example.org/",
        "picture": "fund",
        "statement": Text(
            "Projekt współfinansowany przez Example Fund (przykład).",
            "The project is co-funded by the Example Fund (an example).",
            "Проєкт співфінансує Example Fund (приклад).",
        ),
    },
    {
        "name": "Example Library",
        "kind": "partner",
        "url": "https://example.org/",
        "picture": "library",
    },
]
