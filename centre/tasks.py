"""Where queued tasks of the last release look for what is in `centre.pictures.tasks`.

A row of the queue names its task by its dotted path, and `tidy_picture` waits there
for a day. To be deleted with the next release.
"""

from centre.pictures.tasks import render_picture, tidy_picture

__all__ = ["render_picture", "tidy_picture"]
