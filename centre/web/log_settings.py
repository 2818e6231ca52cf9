"""The setting LOGGING: who writes what our own log says, and in which form."""

from typing import Any

FILTERED = {"filters": ["secrets"]}


def log_settings(
    *, for_machines: bool, to_admins: bool, to_sentry: bool
) -> dict[str, Any]:
    """Return LOGGING as Django takes it.

    A line is JSON for machines, else text, and no handler writes a secret. Requests are
    told of for machines alone. Errors go by mail to ADMINS and to SENTRY_DSN if asked.
    """
    form = "json" if for_machines else "line"
    handlers: dict[str, Any] = {
        "stderr": {"class": "logging.StreamHandler", "formatter": form, **FILTERED}
    }
    if to_admins:
        mail = "centre.web.error_reports.MailHandler"
        handlers["mail"] = {"class": mail, "formatter": "line", **FILTERED}
    if to_sentry:
        handlers["sentry"] = {"()": "centre.web.sentry.sentry_handler", **FILTERED}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
            "json": {"()": "centre.web.logs.JsonFormatter"},
        },
        "filters": {"secrets": {"()": "centre.web.logs.SecretsFilter"}},
        "handlers": handlers,
        # Their own handlers would print what the filter hides.
        "loggers": {
            "django": {"handlers": [], "level": "WARNING"},
            "django.server": {
                "handlers": ["stderr"],
                "level": "INFO",
                "propagate": False,
            },
            "centre.security": {"level": "INFO"},
            "centre.access": {"level": "INFO" if for_machines else "WARNING"},
        },
        "root": {"handlers": [*handlers], "level": "WARNING"},
    }
