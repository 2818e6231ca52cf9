"""Documents that are there already, to be used in one more place (record 42)."""

import re
from typing import Any

from centre.content.files import kinds_seen_by
from centre.documents.models import document_models
from centre.documents.storage import FOLDER, private_storage
from centre.documents.uploads import CONTENT_TYPES
from centre.pictures.storing import lock_files

_FILE = re.compile(rf"[0-9a-f]{{24}}\.(?:{'|'.join(CONTENT_TYPES)})")


def is_document_file(file: str) -> bool:
    """Return whether a text can be the file of a stored document."""
    return bool(_FILE.fullmatch(file))


def document_file_of(name: str) -> str:
    """Return the file of a stored document: its name without the folder."""
    return name.removeprefix(f"{FOLDER}/")


def documents_seen_by(user: Any) -> list[Any]:
    """Return the kinds of documents that a user may see."""
    return sorted(kinds_seen_by(user, document_models()), key=lambda m: m._meta.label)


def find_stored_document(file: str, user: Any) -> Any:
    """Return a document with this file that a user may see; None where there is none.

    One that is for everybody comes first, then the newest. The file stays there until
    the end of the transaction.
    """
    if not is_document_file(file):
        return None
    name = f"{FOLDER}/{file}"
    lock_files(exclusive=False)
    found = [m.objects.filter(file=name) for m in documents_seen_by(user)]
    in_turn = [*(rows.for_everybody() for rows in found), *found]
    document = next(filter(None, (r.order_by("-pk").first() for r in in_turn)), None)
    return document if document and private_storage().exists(name) else None
