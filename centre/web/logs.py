"""What our own log says: nothing that opens anything, and nothing about a person."""

import json
import logging
import re
from datetime import UTC, datetime

from django.apps import apps

from centre.content.addresses import mask_secrets
from centre.web.request_ids import current_request_id

# What a line may have besides; anything else that is handed over stays out.
FIELDS = ("method", "route", "status", "milliseconds", "task")

# Each begins where nothing of it stands before: else time goes by a text's square.
MAIL_ADDRESS = re.compile(
    r"(?<![^\s<>\"'(),:;=\[\]/])[^\s<>\"'(),:;=\[\]/]+@[\w-]+(?:\.[\w-]+)*"
)
# What was asked for: words searched, addresses typed.
QUERY = re.compile(r"(?<![^\s?\"'])([^\s?\"'/]*/[^\s?\"']*)\?[^\s\"']+")
# PostgreSQL quotes the row that it refuses, and the statement with its values.
QUOTED_ROW = re.compile(
    r"^([^\S\n]*(?:DETAIL|LINE \d+|CONTEXT|QUERY): ).*$", re.MULTILINE
)
QUOTED_VALUE = re.compile(r"(invalid input syntax for [^:]+: ).*")


def mask_personal(text: str) -> str:
    """Return a text with `…` for secrets, mail addresses and what a database quotes."""
    text = QUOTED_ROW.sub(r"\1…", mask_secrets(text))
    text = QUOTED_VALUE.sub(r"\1…", QUERY.sub(r"\1?…", text))
    return MAIL_ADDRESS.sub("…@…", text)


class SecretsFilter(logging.Filter):
    """Put `…` for each secret into a line of the log, and into what is below it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, without the secrets in it."""
        if apps.ready:  # the URLconf knows what is secret, and it needs the apps
            record.msg, record.args = mask_personal(record.getMessage()), ()
            if record.exc_info and not record.exc_text:
                record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = record.exc_text and mask_personal(record.exc_text)
        return True


class JsonFormatter(logging.Formatter):
    """A line of the log as one JSON object, its moment in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; it has what `FIELDS` names, and the request's number."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": current_request_id(),
            **{name: getattr(record, name, None) for name in FIELDS},
            "exception": record.exc_text
            or (record.exc_info and self.formatException(record.exc_info)),
        }
        kept = {name: value for name, value in line.items() if value not in {None, ""}}
        return json.dumps(kept, ensure_ascii=False)
