"""What all pages about one's own account have in common."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic.base import ContextMixin


@method_decorator(never_cache, name="dispatch")
class DeskPage(ContextMixin):
    """A page in the desk's frame, whose words stand in `page`.

    `title`, `words`, the form's `button`, `back_url` with `back_words`.
    """

    template_name: Any = "admin/accounts/entrance.html"
    page: ClassVar[dict[str, Any]] = {}
    request: Any

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Answer; what is answered is stored nowhere."""
        return super().dispatch(*args, **kwargs)  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the desk's frame, what the view adds, and the page's words."""
        context = super().get_context_data(**kwargs)
        frame = admin.site.each_context(self.request)
        return {**frame, **context, "subtitle": None, **self.page}
