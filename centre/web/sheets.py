"""The public pages' style sheets as one file: one request, and kept for all pages.

What is edited are the short sheets of `static/css`. The joined one is made when static
files are looked up: at `collectstatic`, and at each request while developing.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

SITE_SHEET = "css/site.css"
# In the order in which they follow one another, and what each is for.
SHEETS = {
    "tokens": "",
    "dark": "(prefers-color-scheme: dark)",
    "base": "",
    "layout": "",
    "frame": "",
    "components": "",
    "pictures": "",
    "lists": "",
    "news": "",
    "pages": "",
    "facts": "",
    "calendar": "",
    "search": "",
    "forms": "",
    "print": "print",
}


class SiteSheet(BaseFinder):
    """Finds `css/site.css`, made of the sheets in their order."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Find nothing to complain of."""
        return []

    def find(self, path: str, find_all: bool = False) -> Any:
        """Return the path of the joined sheet; nothing for any other name."""
        if path != SITE_SHEET:
            return []
        found = str(_folder() / write_site_sheet())
        return [found] if find_all else found

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, Storage]]:
        """Yield the joined sheet and where it is."""
        yield write_site_sheet(), FileSystemStorage(location=str(_folder()))


def write_site_sheet() -> str:
    """Write the joined sheet where it changed, and return its name."""
    file, text = _folder() / SITE_SHEET, site_sheet()
    if not file.exists() or file.read_text() != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_suffix(".new")
        new.write_text(text)
        new.replace(file)
    return SITE_SHEET


def site_sheet() -> str:
    """Return all sheets as one text without comments and indents."""
    source = settings.BASE_DIR / "static" / "css"
    parts = []
    for name, media in SHEETS.items():
        text = (source / f"{name}.css").read_text()
        bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        lines = "\n".join(line.strip() for line in bare.splitlines() if line.strip())
        parts.append(f"@media {media} {{\n{lines}\n}}" if media else lines)
    return "\n".join(parts) + "\n"


def _folder() -> Path:
    return Path(settings.BASE_DIR) / ".local" / "sheets"
