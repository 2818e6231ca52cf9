"""Alphabetical order by language, without the database's collations.

The embedded PostgreSQL has no ICU, and code-point order puts "Łotwa" after "Zambia".
"""

import unicodedata

ALPHABETS = {
    "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ"))


def sort_key(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return a key that sorts text as a dictionary of the language does.

    Letters of the language's alphabet keep its order, any other letter counts as its
    plain form, apostrophes are ignored, and other characters come first.
    """
    alphabet = ALPHABETS.get(language, "")
    letters = text.casefold().translate(APOSTROPHES)
    return tuple(_letter(letter, alphabet) for letter in letters)


def _letter(letter: str, alphabet: str) -> tuple[int, int]:
    place = alphabet.find(letter)
    if place >= 0:
        return (1, place)
    plain = unicodedata.normalize("NFKD", letter)[0]
    place = alphabet.find(plain)
    if place >= 0:
        return (1, place)
    return (2 if plain.isalpha() else 0, ord(plain))
