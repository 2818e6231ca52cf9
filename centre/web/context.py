"""Context of every template; nothing is read before a template uses it."""

from dataclasses import dataclass, field
from functools import cache
from time import monotonic
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from centre.models import Centre, Page
from centre.web.changes import Moment, listener


@dataclass(frozen=True)
class Frame:
    """What is around every page: the Centre's details, the pages in the menus."""

    read_at: float  # by the clock that never goes back
    moment: Moment | None  # since when nothing has changed; None if nobody listens
    centre: Centre = field(default_factory=Centre.load)
    pages: list[Page] = field(
        default_factory=lambda: list(
            Page.objects.published().exclude(menu=Page.Menu.NONE, role="").brief()
        )
    )

    @property
    def in_main_menu(self) -> list[Page]:
        """The pages of the main menu."""
        return [page for page in self.pages if page.menu == Page.Menu.MAIN]

    @property
    def in_footer(self) -> list[Page]:
        """The pages that the footer leads to, and among them what the law asks for."""
        return [page for page in self.pages if page.in_footer]


_frames: dict[str, Frame] = {}


def cached_frame() -> Frame:
    """Return the frame as it was at most CENTRE_FRAME_SECONDS ago.

    It hardly ever changes, and reading it costs more than most pages' own rows. Each
    process has its own, so a change shows after these seconds at the latest; at once,
    and at each full minute, where the process listens to changes.
    """
    frame, moment = _frames.get("frame"), listener.moment()
    if (
        frame is None
        or frame.moment != moment
        or monotonic() - frame.read_at >= settings.CENTRE_FRAME_SECONDS
    ):
        frame = _frames["frame"] = Frame(read_at=monotonic(), moment=moment)
    return frame


def site_frame(request: HttpRequest) -> dict[str, Any]:
    """Return the Centre's details and the pages in the menus: at most two queries.

    Templates call these when they need them; an error page must not.
    """
    frame = cache(cached_frame)  # the same one for the whole page
    return {
        "centre": lambda: frame().centre,
        "menu_pages": lambda: frame().in_main_menu,
        "footer_pages": lambda: frame().in_footer,
        "site_url": settings.SITE_URL,
        "frame_seconds": settings.CENTRE_FRAME_SECONDS,
    }
