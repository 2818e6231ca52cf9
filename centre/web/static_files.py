"""Static files of several releases in one folder, so that each finds its own."""

from pathlib import Path

from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)


def list_of(release: Path) -> str:
    """Return the name of the list of a release, whose folder bears its number."""
    return f"staticfiles-{release.name}.json"


class ReleaseStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Files named by their content, and for each release a list of those it serves.

    So collecting for a new one takes nothing from the one that runs, and the way back
    to it needs no collecting.
    """

    manifest_name = list_of(Path(__file__).resolve().parents[2])
