"""A backup becomes a site again, in an empty place, and forgets what it has to.

Until that is done the site does not start: a table says so, see `centre.startup`.
"""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.db.models import Max
from django.test import Client
from django.utils import timezone

from centre.backup.archives import (
    DUMP,
    Manifest,
    count_rows,
    files_in,
    folders,
    is_sound,
    key_check,
    unpack,
)
from centre.backup.keeping import read_erased
from centre.backup.programs import run_program
from centre.startup import UNFINISHED
from events.links.tokens import link_hash, manage_token
from events.models import ErasedAddress, OutgoingEmail, Registration
from events.privacy.data_subject import erase_again
from events.privacy.purge import purge
from events.registrations.mail.contact_emails import manage_url

State = OutgoingEmail.State


class CantRestore(Exception):
    """Why a backup was not restored; the message is one sentence for people."""


def restore_backup(
    archive: Path, identity: Path | None, say: Callable[[str], object]
) -> None:
    """Restore a backup into an empty database and empty folders; `say` tells of it.

    `identity` is the file of age's secret key, for an encrypted one. The counts have to
    be those of the backup. Then people are erased who were erased after it was made,
    what is due is purged, sessions end, and mail perhaps sent waits for staff.

    Raises CantRestore, ProgramFailed.
    """
    if not is_sound(archive):
        raise CantRestore(f"{archive.name} is not what its checksum says.")
    require_empty_place()
    with tempfile.TemporaryDirectory(dir=archive.parent, suffix=".part") as work:
        say("Unpacking ...")
        manifest = unpack(archive, identity, Path(work))
        if manifest.key_check != key_check():
            raise CantRestore("SECRET_KEY is not that of the backup: links would die.")
        say("Restoring the database ...")
        _mark_unfinished()
        _load_database(Path(work) / DUMP)
    _compare(manifest)
    say(f"All {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables.")
    call_command("migrate", interactive=False, verbosity=0)
    _forget(read_erased(archive.parent), manifest.made_at, say)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {UNFINISHED}")
        cursor.execute("ANALYZE")


def require_empty_place() -> None:
    """Refuse where anything is that restoring could mix with.

    Raises CantRestore.
    """
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            raise CantRestore("The database is not empty: make a new one.")
    for folder in folders().values():
        if folder.exists() and any(folder.iterdir()):
            raise CantRestore(f"{folder} is not empty: move away what is in it.")


def open_mailed_link() -> bool | None:
    """Open the newest link of a delegation; None where no link is good any more."""
    for registration in Registration.objects.order_by("-pk")[:100]:
        token = manage_token(registration)
        if registration.token_hash == link_hash(token):
            host = {"host": settings.ALLOWED_HOSTS[0]}
            address = manage_url(token, registration.language)
            path = address.removeprefix(settings.SITE_URL)
            return Client(headers=host).get(path, secure=True).status_code == 200
    return None


def _mark_unfinished() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {UNFINISHED} ()")


def _load_database(dump: Path) -> None:
    name = connection.settings_dict["NAME"]
    # A comment on an extension is its owner's to make, who is the server's.
    options = ["--exit-on-error", "--no-owner", "--no-privileges", "--no-comments"]
    run_program("pg_restore", *options, f"--dbname={name}", str(dump))


def _compare(manifest: Manifest) -> None:
    """Compare what is here now with what the manifest says.

    Raises CantRestore with the first that differs.
    """
    rows = count_rows()
    rows.pop(UNFINISHED)
    files = {name: len(files_in(folder)) for name, folder in folders().items()}
    for wanted, found in ((manifest.rows, rows), (manifest.files, files)):
        for name in sorted({*wanted, *found}):
            if wanted.get(name) != found.get(name):
                raise CantRestore(
                    f"{name}: {found.get(name)} came back of {wanted.get(name)}."
                )


def _forget(noted: dict, made_at: str, say: Callable[[str], object]) -> None:
    """Do again what was forgotten since the backup, and repeat nothing to anybody."""
    now = timezone.now()
    say(f"Erased again: {erase_again(_erased_since(noted['rows']), now)} people.")
    say(f"Purged: {purge(now, apply=True).rows} rows.")
    held = OutgoingEmail.objects.filter(
        state__in=[State.QUEUED, State.SENDING], due_at__lte=now
    ).update(state=State.UNSURE)
    say(f"Mail that may have gone out, left to staff: {held}.")
    Session.objects.all().delete()
    say(f"Erase by hand whoever asked for it after {noted['noted_at'] or made_at}.")


def _erased_since(rows: list[dict[str, str]]) -> set[str]:
    """Return the hashes of who was erased later than the database knows.

    The list and the database are compared, and no moment with that of the backup: a
    machine whose time was wrong then would keep who should be forgotten. Who was
    erased before it and came back stays.
    """
    erasures = ErasedAddress.objects.values_list("address_hash").annotate(Max("at"))
    known = dict(erasures)
    return {
        row["hash"]
        for row in rows
        if row["hash"] not in known
        or datetime.fromisoformat(row["at"]) > known[row["hash"]]
    }
