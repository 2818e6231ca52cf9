"""A client of the site that takes a refused form as browsers do."""

from http import HTTPStatus
from typing import Any

from django.template import Context, Template
from django.test import client as django_client
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


def keep_pages_alone() -> None:
    """Let a test's client remember the pages it was shown, and not their pieces.

    Django copies the context of every template that is rendered: for a form of the desk
    some two hundred, a field's each, which took a twentieth of a request.
    """
    keep = django_client.store_rendered_templates

    def keep_page(
        store: dict[str, Any],
        signal: Any,
        sender: Any,
        template: Template,
        context: Context,
        **named: Any,
    ) -> None:
        is_field = (template.name or "").startswith("django/forms/")
        if context.template is template and not is_field:
            keep(store, signal, sender, template, context, **named)

    django_client.store_rendered_templates = keep_page
