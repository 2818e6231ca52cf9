"""Whoever answers one byte at a time, for as long as the other side listens."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

TLS = b"\x16\x03\x03\x40\x00"  # the head of a long record, which is waited for whole
MOST = 500  # bytes, 5 seconds: a test that is to fail ends, too


@contextmanager
def dripping_server(says: list[bytes], last: bytes) -> Iterator[tuple[int, list[str]]]:
    """Give the port of a server, and how its one talk ended.

    It answers each line with one of what it `says`; then with the `last`, and with the
    last byte of that again and again, without end.
    """
    ended: list[str] = []

    def talk() -> None:
        line, _address = server.accept()
        with line, line.makefile("rb") as heard:
            for answer in says:
                line.sendall(answer)
                heard.readline()
            ended.append(_drip(line, last))

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield server.getsockname()[1], ended
        thread.join(timeout=60)


def _drip(line: socket.socket, last: bytes) -> str:
    try:
        line.sendall(last)
        for _time in range(MOST):
            line.sendall(last[-1:])
            time.sleep(0.01)
    except OSError:
        return "nobody listens"
    return "said to the end"
