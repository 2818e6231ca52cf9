"""A client of the site that takes a refused form as browsers do."""

from http import HTTPStatus
from typing import Any

from django.test.client import Client


class FormClient(Client):
    """Shows what is wrong with a form by following the redirect that refuses it."""

    def post(self, *args: Any, **kwargs: Any) -> Any:
        """Send a form; 303 says that it was refused, and where to read why."""
        response = super().post(*args, **kwargs)
        if response.status_code == HTTPStatus.SEE_OTHER:
            return self.get(response.url)
        return response
