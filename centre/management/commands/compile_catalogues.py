"""`manage.py compile_catalogues`: the .mo files from the .po files, without gettext.

The .mo files are not in the repository: each machine makes its own.
"""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed


class Command(BaseCommand):
    help = "Compile the message catalogues that changed since they were compiled."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        for catalogue in compile_catalogues(settings.BASE_DIR):
            self.stdout.write(f"Compiled {catalogue.relative_to(settings.BASE_DIR)}")


def compile_catalogues(base_dir: Path) -> list[Path]:
    """Compile each catalogue that is newer than its .mo file; return those catalogues.

    Fuzzy and empty entries are left out, so that they show their English source. This
    process reloads what was compiled, because Django keeps what it read first, which in
    a new clone is nothing.
    """
    compiled = []
    for source in sorted(base_dir.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        # Replaced at once, because a server may be reading the old one.
        new = target.with_suffix(".mo.new")
        polib.pofile(str(source)).save_as_mofile(str(new))
        new.replace(target)
        translation_file_changed(None, target)
        compiled.append(source)
    return compiled
