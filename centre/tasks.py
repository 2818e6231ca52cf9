"""The path by which tasks queued by the last release find `centre.pictures.tasks`.

A row of the queue names its task by a dotted path, and `tidy_picture` waits for a day.
To be deleted with the next release.
"""

from centre.pictures.tasks import render_picture, tidy_picture

__all__ = ["render_picture", "tidy_picture"]
