"""Why an uploaded document or recording is refused, in words for who uploaded it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024 * 1024


class FileRefused(ValidationError):
    """An upload that the site does not offer to its readers; `code` is the reason."""

    REASONS = {
        "unknown": _(
            "This file is of no kind that we can offer. Upload a PDF, a document of "
            "Word, Excel or PowerPoint (DOCX, XLSX, PPTX) or of LibreOffice (ODT, ODS, "
            "ODP), or plain text (TXT)."
        ),
        "heavy": _(
            "This file is too large. A document can have up to %(document)d MB. Make "
            "the pictures in it smaller, or divide it."
        ),
        "broken": _(
            "This file is damaged or cut off. Open it, save it again and upload it "
            "anew."
        ),
        "locked": _(
            "This file is locked by a password or by rights of use, so that some "
            "people can’t read it. Save it without them."
        ),
        "old": _(
            "This file is of an old kind (DOC, XLS, PPT) or locked by a password. Save "
            "it as a PDF or in a new kind (DOCX, XLSX, PPTX), without a password."
        ),
        "active": _(
            "There is a program in this file: a macro, a script or another file. Save "
            "it without, or print it to a PDF, and upload that."
        ),
        "remote": _(
            "When it is opened, this file loads something from another address. Put "
            "that into the file itself, or print it to a PDF, and upload that."
        ),
        "bomb": _("Unpacked, this file would be far too large. Make it smaller."),
        "unclear": _(
            "A part of this PDF can’t be looked into. Print it to a PDF anew, and "
            "upload that."
        ),
        "encoding": _("Letters would be wrong in this text. Save it as UTF-8."),
        "recording": _(
            "This file is no recording that every browser plays. Save it as MP4 "
            "(H.264), or as WebM."
        ),
        "recording_heavy": _(
            "This recording is too large: it can have up to %(recording)d MB. Save it "
            "with fewer pixels, or make it shorter."
        ),
        "place": _(
            "This recording says where it was made (the position of the phone). Save "
            "it without that, for example by exporting it from a video editor."
        ),
    }

    def __init__(self, reason: str):
        limits = {
            "document": settings.CENTRE_LARGEST_DOCUMENT // MEGABYTE,
            "recording": settings.CENTRE_LARGEST_RECORDING // MEGABYTE,
        }
        super().__init__(self.REASONS[reason], code=reason, params=limits)
