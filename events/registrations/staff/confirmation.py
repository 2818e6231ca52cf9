"""The page that asks before an action: who, how many mails, what they say."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import ngettext

from centre.staff.mixins import PageAdmin
from centre.web.caching import store_nowhere


def done_message(title: Any, done: int, mails: int) -> str:
    """What was done, to how many, and how many mails go out for it."""
    text = ngettext(
        "%(action)s: done for %(count)d delegation.",
        "%(action)s: done for %(count)d delegations.",
        done,
    ) % {"action": title, "count": done}
    sent = ngettext("%(mails)s mail goes out", "%(mails)s mails go out", mails)
    return f"{text} {sent % {'mails': mails}}."


def is_confirmed(request: HttpRequest) -> bool:
    """Whether a request acts, instead of asking what would happen."""
    return request.method == "POST" and "confirmed" in request.POST


class ConfirmationPageMixin(PageAdmin):
    """Asking pages of the admin."""

    def ask(self, request: HttpRequest, **context: Any) -> HttpResponse:
        """The page itself."""
        given = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        response = TemplateResponse(
            request, "admin/events/registrations/confirmation.html", given
        )
        store_nowhere(response)
        return response
