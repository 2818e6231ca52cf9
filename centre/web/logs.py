"""Keep secret links out of our own log."""

import logging

from django.apps import apps

from centre.content.addresses import mask_secrets


class SecretsFilter(logging.Filter):
    """Put `…` for each token into a line of the log, and into what is below it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, without the secrets in it."""
        if apps.ready:  # the URLconf knows what is secret, and it needs the apps
            record.msg, record.args = mask_secrets(record.getMessage()), ()
            if record.exc_info and not record.exc_text:
                record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = record.exc_text and mask_secrets(record.exc_text)
        return True
