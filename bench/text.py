"""Filler in three languages, as long as real texts and with their short words."""

import random

SENTENCES = {
    "pl": (
        "W środę o 17.00 siadamy w dużej sali i rozmawiamy o tym, co nowe w dzielnicy.",
        "Na stole stoi herbata, a z okna widać podwórko i stary kasztan.",
        "Przyszło 24 osoby z 9 krajów, w tym kilkoro dzieci ze szkoły nr 12.",
        "Kto nie mówi jeszcze po polsku, siada obok kogoś, kto tłumaczy po cichu.",
        "Zajęcia trwają 90 min i są bezpłatne, zapisów nie ma.",
        "Po przerwie grupa podzieliła się na trzy stoły: praca, zdrowie i szkoła.",
        "Notatki ze spotkania wiszą u nas na tablicy do końca miesiąca.",
        "Następnym razem pokażemy, jak wypełnić formularz i gdzie go złożyć.",
    ),
    "en": (
        "On Wednesday at five we sit down in the large room and talk about the area.",
        "There is tea on the table, and from the window you see an old chestnut tree.",
        "Twenty-four people from nine countries came, some with their children.",
        "If you don’t speak Polish yet, sit beside somebody who interprets quietly.",
        "It takes ninety minutes and costs nothing, and there is no sign-up.",
        "After the break the group split into three tables: work, health and school.",
        "The notes of the meeting hang on our board until the end of the month.",
        "Next time we will show how to fill in the form and where to hand it in.",
    ),
    "uk": (
        "У середу о 17.00 сідаємо у великій залі й розмовляємо про нове в районі.",
        "На столі стоїть чай, а з вікна видно подвірʼя і старий каштан.",
        "Прийшло 24 людини з 9 країн, і дехто з них привів дітей зі школи № 12.",
        "Хто ще не говорить польською, сідає поруч із тим, хто тихо перекладає.",
        "Заняття триває 90 хв і нічого не коштує, записуватися не треба.",
        "Після перерви група розділилася на три столи: робота, здоровʼя і школа.",
        "Нотатки із зустрічі висять у нас на дошці до кінця місяця.",
        "Наступного разу покажемо, як заповнити формуляр і куди його подати.",
    ),
}
LANGUAGES = tuple(SENTENCES)
BODY_CHARACTERS = 2000


class Filler:
    """Texts that come out the same for the same `seed`."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - filler, no secret

    def sentences(self, language: str, count: int) -> str:
        """Return `count` different sentences."""
        return " ".join(self._random.sample(SENTENCES[language], count))

    def title(self, language: str, number: int) -> str:
        """Return about eight words and the number."""
        words = self.sentences(language, 1).split()[:8]
        return f"{' '.join(words)} {number}"

    def body(self, language: str) -> str:
        """Return rich text of about `BODY_CHARACTERS` with a heading and a list."""
        parts = [f"<h2>{self.title(language, 2)}</h2>"]
        items = [self.sentences(language, 1) for _ in range(3)]
        parts.append("<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>")
        while sum(map(len, parts)) < BODY_CHARACTERS:
            parts.append(f"<p>{self.sentences(language, 4)}</p>")
        return "\n".join(parts)

    def fields(self, names: dict[str, str], languages: tuple[str, ...]) -> dict:
        """Return a text for each column (`lead_pl`); `names` maps fields to kinds."""
        makers = {
            "title": lambda code: self.title(code, self._random.randrange(10_000)),
            "lead": lambda code: self.sentences(code, 2),
            "body": self.body,
            "words": lambda code: " ".join(self.sentences(code, 1).split()[:4]),
        }
        return {
            f"{name}_{code}": makers[kind](code)
            for name, kind in names.items()
            for code in languages
        }
