"""The mail server, which has so much time for all of its answers, whatever it does."""

import smtplib
import time
from typing import Any

from django.core.mail.backends import smtp

from centre.line_limits import LineLimit

# Times the timeout of a single answer. With the time of a silent server and the next
# one's it stays below a minute, after which the server would be asked again.
WHOLE = 1.5


class _Limited(smtplib.SMTP):
    """A conversation that is cut when its time is over."""

    limit: LineLimit | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        ends_at = time.monotonic() + WHOLE * timeout
        line = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self.limit = LineLimit(line, ends_at - time.monotonic())
        return line

    def getreply(self) -> tuple[int, bytes]:
        """Read an answer; half a line is none, whatever number it begins with."""
        code, said = super().getreply()
        if code < 100 or (self.limit and self.limit.is_over):
            self.close()
            raise smtplib.SMTPServerDisconnected("The answer was cut off.")
        return code, said

    def close(self) -> None:
        super().close()
        if self.limit:
            self.limit.release()


class _LimitedTLS(smtplib.SMTP_SSL, _Limited):
    """The same in TLS from its first byte: its handshake is limited, too."""


class EmailBackend(smtp.EmailBackend):
    """Django's, but nobody who sends one byte at a time can hold who sends a mail.

    The limit is `WHOLE` times EMAIL_TIMEOUT, or the `timeout` that is given.
    """

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _LimitedTLS if self.use_ssl else _Limited
