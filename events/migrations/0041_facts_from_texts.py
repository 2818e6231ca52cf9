"""Read from the texts of activities what lists now say by themselves.

The texts stay as notes. What they don't say plainly stays open: lists then show the
text itself, or "Sign up first", which is what a text meant until now.
"""

import re

from django.db import migrations

LANGUAGES = ("pl", "en", "uk")
# Words of the three languages, or their beginnings.
WAYS = {
    "form": r"formularz|\bform\b|формуляр|анкет|https?://",
    "phone": r"telefon|zadzwo|dzwoń|\bcall\b|phone|телефон|дзвон|\+48",
    "email": r"@|e-?mail|napisz|mailem|\bwrite\b|напишіть|електронн",
    "desk": r"recepcj|reception|рецепці|punkcie informacyjnym|information point"
    r"|інформаційному пункті|na miejscu|on the spot|на місці",
}
AUDIENCES = {
    "everybody": r"wszystkich|everybody|everyone|\ball\b|всіх",
    "children": r"dzieci|child|діт",
    "families": r"rodzin|famil|родин|сім",
    "youth": r"młodzież|młodych|young|youth|teen|молод|підліт",
    "women": r"kobiet|women|жін",
    "seniors": r"senior|older people|starsz|старш|літн",
    "newcomers": r"przyjechał|cudzoziem|obcokraj|newcomer|foreign|came to|приїха|іноземц",
}
DONATION = (
    r"co łaska|dobrowoln|ile chcesz|donation|what you (?:want|can)|добровіл|скільки"
)
FREE = r"bezpłat|darmo|wstęp woln|\bfree\b|безкоштов|безплат"
INTO = {
    "pl": r"polski\b(?! język)|po polsku|polish\b(?! sign)|польськ(?:ою|у)\b(?! жест)",
    "en": r"angielski|angielsku|english|англійськ",
    "uk": r"ukraiński|ukraińsku|ukrainian|українськ",
    "pjm": r"język\w* migow|sign language|жестов",
}
LOOP = r"pętl\w+ induk|(?:induction|hearing) loop|індукційн"


def said(activity, field):
    """Return what a field says in all languages, in small letters."""
    texts = (getattr(activity, f"{field}_{code}", "") for code in LANGUAGES)
    return " ".join(filter(None, [getattr(activity, field), *texts])).lower()


def found(table, text):
    return [code for code, words in table.items() if re.search(words, text)]


def price_of(text):
    if re.search(DONATION, text):
        return "donation"
    free = re.search(FREE, text) and not re.search(r"\d", text)
    return "paid" if text and not free else "free"


def read_facts(activity):
    """Set the facts of an activity from its texts."""
    signup, cost = said(activity, "signup"), said(activity, "cost")
    activity.signup_by = (found(WAYS, signup) or ["other"]) if signup else []
    activity.price = price_of(cost)
    activity.audiences = found(AUDIENCES, said(activity, "audience"))
    into = found(INTO, said(activity, "interpretation"))
    activity.interpreted_into = [c for c in into if c not in activity.languages]
    activity.hearing_loop = bool(re.search(LOOP, said(activity, "access_note")))


def read_all(apps, schema_editor):
    for activity in apps.get_model("events", "Activity")._base_manager.all():
        read_facts(activity)
        activity.save(
            update_fields=[
                "signup_by", "price", "audiences", "interpreted_into", "hearing_loop",
            ]
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("events", "0040_facts_of_offers")]

    operations = [migrations.RunPython(read_all, migrations.RunPython.noop)]
