"""A client of the site that takes a refused form as browsers do."""

from http import HTTPStatus
from typing import Any

from django.test.client import Client


class FormClient(Client):
    """Shows what is wrong with a form by following the redirect that refuses it."""

    def post(self, *args: Any, **kwargs: Any) -> Any:
        """Send a form; 303 says that it was refused, and where to read why.

        A page of the desk that is shown as it was kept has the context of its making.
        """
        sent = super().post(*args, **kwargs)
        if sent.status_code != HTTPStatus.SEE_OTHER:
            return sent
        page = self.get(sent.url)
        if page.context is None:
            page.context, page.templates = sent.context, sent.templates
        return page
