"""What a report says of an entry: a code and its values, put into words when read."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from centre.documents.refusals import FileRefused

Note = list[Any]  # a code of `NOTES`, and a dictionary with its values

NOTES = {
    # --- Why it stays a draft ---
    "draft_there": _("It is not public there, so it stays a draft."),
    "language_draft_there": _("One of its languages is not public there: a draft."),
    "no_title": _("It has no title: a draft."),
    "no_text": _("It has no text: a draft."),
    "no_lead": _("It has no text for a lead: a draft."),
    "title_cut": _("Its title was too long and is cut: a draft."),
    "bad_date": _("Its date can’t be right: a draft without a date."),
    "undescribed": _("A picture lacks its description: a draft. %(names)s"),
    "activity": _("A draft: look at its type and at the languages that it is held in."),
    # --- Dates ---
    "dates_to_come": _("Dates to come: %(number)s."),
    "repeats_oddly": _("It repeats in a way that can’t be written out; no dates."),
    "sessions_many": _("It has more dates than are taken over; the first ones come."),
    "all_day": _("It is an all-day entry; give it its hours."),
    "no_end": _("It says no end; look at the one that it got."),
    "too_long": _("A date that lasts too long is left out."),
    "kept_dates": _("Dates that were changed here stay as they are."),
    "dates": _("Dates: new %(new)s, moved %(moved)s, cancelled %(cancelled)s."),
    "no_type": _("There is no type of activity yet; make one first."),
    # --- What differs ---
    "lead_made": _("The lead is made of the beginning of the text."),
    "language_guessed": _("The language is told from the text: %(language)s."),
    "language_assumed": _("The language is not certain; taken for %(language)s."),
    "blocks": _("Left out of the text: %(names)s."),
    "table": _("A table became a list."),
    "embedded": _("What was embedded became a link."),
    "topics": _("There are no such topics here: %(names)s."),
    "words": _("Words there and here: %(there)s, %(here)s."),
    "dead_links": _(
        "Links to the former site that lead to nothing here (%(number)s): %(names)s"
    ),
    # --- Pictures ---
    "picture_missing": _("Not in the ZIP file: %(names)s"),
    "picture_elsewhere": _("Pictures of other sites are left out: %(names)s"),
    "picture_not_asked": _("No pictures were uploaded or fetched: %(names)s"),
    "picture_refused": "%(names)s: %(reason)s",
    "picture_failed": _("Could not be fetched: %(names)s"),
    "picture_later": _(
        "It is public, and this picture has no description; left out: %(names)s"
    ),
    "pictures_many": _("It has more pictures than are taken over; left out: %(names)s"),
    # --- Documents ---
    "documents": _("Documents that come: %(names)s"),
    "documents_later": _("Documents to be fetched, and checked then: %(names)s"),
    "documents_missing": _(
        "Documents neither in the ZIP file nor to be fetched, left out: %(names)s"
    ),
    "documents_many": _(
        "It has more documents than are taken over; left out: %(names)s"
    ),
    "document_refused": "%(names)s: %(reason)s",
    # --- What happens to what was imported before ---
    "kept_language": _("Changed here since, so not overwritten: %(language)s."),
    "draft_translation": _("Not public there yet, so left out: %(language)s."),
    "two_of_language": _("There are two in the same language; this one is apart."),
    "invalid": "%(reason)s",
    "failed": _(
        "Something went wrong with it; whoever runs the site finds the reason."
    ),
}

REFUSALS = {
    "doctype": _("This file holds a document type (DTD) or entities. That is refused."),
    "damaged": _("This file is damaged: it can’t be read at line %(line)s."),
    "not_wordpress": _(
        "This is no export of WordPress. There, choose Tools, Export, All content."
    ),
    "not_feed": _("This is no RSS or Atom feed."),
    "not_calendar": _("This is no calendar in the format iCalendar (.ics)."),
    "too_large": _("This is too large to be imported."),
    "too_many": _("This holds too many entries; export a part of them at a time."),
    "too_deep": _("The parts of this file are nested too deeply."),
    "zip": _("The pictures are no ZIP file that can be opened."),
    "unreachable": _("There is nothing to fetch at this address, or it is not public."),
    "no_file": _("The file is no longer there. Upload it again."),
    "unexpected": _(
        "Something went wrong while reading; whoever runs the site finds the reason."
    ),
}


class SourceRefused(Exception):
    """A file that can't be imported; `code` is one of `REFUSALS`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def note(code: str, **values: object) -> Note:
    """Return a note as it is stored."""
    return [code, values]


def in_words(stored: Note) -> str:
    """Return a stored note in the active language."""
    code, values = stored
    if code == "document_refused":
        reason = " ".join(FileRefused(values["reason"]).messages)
        values = values | {"reason": reason}
    text = str((NOTES | REFUSALS)[code])
    return (text % values).strip() if values else text
