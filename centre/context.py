"""What every template may use; nothing is read before a template asks for it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from centre.models import Centre, Page


def site_frame(request: HttpRequest) -> dict[str, Any]:
    """The house's details and the pages in the menus: at most two queries."""
    pages = SimpleLazyObject(_menu_pages)
    return {
        "centre": SimpleLazyObject(Centre.load),
        "menu_pages": SimpleLazyObject(lambda: [p for p in pages if p.menu == "main"]),
        "footer_pages": SimpleLazyObject(
            lambda: [p for p in pages if p.menu == "footer"]
        ),
    }


def _menu_pages() -> list[Page]:
    """The public pages that stand in a menu."""
    return list(Page.objects.published().exclude(menu=Page.Menu.NONE).brief())
