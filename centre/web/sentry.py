"""Errors on their way to a server that collects them (Sentry, GlitchTip, Bugsink).

The settings name this module where SENTRY_DSN is set: each process has 6 MB more then.
"""

import logging
from typing import Any

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.logging import EventHandler

from centre.web.logs import mask_personal
from centre.web.request_ids import current_request_id


def sentry_handler() -> logging.Handler:
    """Return a handler that sends each error to the server of SENTRY_DSN.

    Only what is logged is sent: no request, no local variable, no trace of speed.
    """
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        default_integrations=False,
        auto_enabling_integrations=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0,
        server_name="",
        before_send=mask_event,
    )
    return EventHandler(logging.ERROR)


def mask_event(event: Any, hint: Any) -> Any:
    """Return what goes to that server, masked in every text.

    `hint` is not needed. What a line of the log was made of stays out: its values are
    in the message, masked.
    """
    for name in ("request", "user", "breadcrumbs", "extra", "modules"):
        event.pop(name, None)
    event.get("logentry", {}).pop("params", None)
    event["tags"] = {"request": current_request_id() or "-"}
    return _masked(event)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask_personal(value)
    if isinstance(value, dict):
        return {key: _masked(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(item) for item in value]
    return value
