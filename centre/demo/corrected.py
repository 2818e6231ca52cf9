"""What was corrected in Polish after it was translated: by slug and column, as it was.

So the board of translations has something outdated. Ukrainian was corrected along with
Polish where it stands here too; English was left behind.
"""

EARLIER = {
    "polski-od-podstaw": {
        "summary_pl": "Pierwsze zdania po polsku, bez podręcznika.",
        "summary_uk": "Перші речення польською, без підручника.",
    },
    "szukamy-glosow-do-choru": {
        "lead_pl": "Śpiewamy w środy. Przyjdź, posłuchaj i zdecyduj.",
    },
}
