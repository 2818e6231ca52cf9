"""A connection to elsewhere ends in time, whoever is at its other end.

A socket's own timeout begins anew with each byte: who sends them one at a time would be
listened to for ever.
"""

import socket
import threading
from contextlib import suppress


class LineLimit:
    """Cut a connection after so many seconds, unless it is released before.

    It holds for TLS upon the socket as well, from the first byte of its handshake.
    Whoever reads meets the end of the line then, and who writes an OSError.
    """

    def __init__(self, line: socket.socket, seconds: float) -> None:
        # TLS takes the socket over and leaves the object that it had empty.
        self._line = line.dup()
        self.is_over = False
        self._clock = threading.Timer(max(seconds, 0), self._cut)
        self._clock.daemon = True
        self._clock.start()

    def release(self) -> None:
        """Let the connection be; to be called when nobody needs it any more."""
        self._clock.cancel()
        self._line.close()

    def _cut(self) -> None:
        self.is_over = True
        with suppress(OSError):  # it has ended already
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()
