"""Measure what a repeated page costs: `python -m bench.repeats`.

Prints CPU microseconds a request, and the ratio to nginx giving out a file of 20 kB in
the same run, which is the yardstick. Ends with 1 if an answer is not the one expected.
"""

import argparse
import contextlib
import re
import socket
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.pages import say
from bench.site import (
    BASE_DIR,
    HOST,
    CantMeasure,
    cpu_seconds,
    database_server,
    filled_site,
    free_port,
    machine,
    nginx,
    orderly_end,
    prepare_files,
    temporary_folder,
)

ROUNDS = 5
REQUESTS = 20_000
CONNECTIONS = 16
PAGE = "/en/news/"
YARDSTICK = "nginx, a file of 20 kB"


@dataclass
class Target:
    """What is asked for, whom, and what one request of it cost in each round."""

    name: str
    port: int
    process: int
    path: str = PAGE
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    seconds: list[float] = field(default_factory=list)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.repeats")
    parser.add_argument("--size", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    options = parser.parse_args()
    try:
        with orderly_end(), served(options.size) as targets:
            for number in range(1, options.rounds + 1):
                say(f"Round {number} of {options.rounds} ...")
                for target in targets:
                    measure(target, options.requests)
            print_table(targets)
    except CantMeasure as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit("Stopped; everything is tidied up.")
    return 0


@contextlib.contextmanager
def served(size: int) -> Iterator[list[Target]]:
    """Serve a site and the yardstick; give what to ask for."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(temporary_folder())
        prepare_files(folder)
        url = stack.enter_context(database_server(folder))
        cache = {"PAGE_CACHE_MB": "8", "PAGES_ROOT": str(folder / "pages")}
        site = stack.enter_context(filled_site(url, size, folder, **cache))
        yardstick, front = free_port(), free_port()
        (folder / "file.html").write_bytes(b"x" * 20_000)
        configuration = static(yardstick, folder) + shipped(front, site.port, folder)
        proxy = stack.enter_context(nginx(configuration, folder))
        # Each of the site's processes listens to changes from its first request on.
        for port in (site.port, front):
            warm = Asking(Target("warming up", port, site.server))
            warm.many(10 * CONNECTIONS)
            warm.close()
            time.sleep(1)
        yield [
            Target(YARDSTICK, yardstick, proxy, "/file.html"),
            Target("the site alone", site.port, site.server),
            *(
                Target(f"the site alone, {name}", site.port, site.server, headers=wants)
                for name, wants in {"gzip": GZIP, "brotli": BROTLI}.items()
            ),
            unchanged(Target("the site alone, 304", site.port, site.server)),
            Target("behind nginx, gzip", front, proxy, headers=GZIP),
            Target("behind nginx, brotli", front, proxy, headers=BROTLI),
            unchanged(Target("behind nginx, 304", front, proxy, headers=GZIP)),
        ]


GZIP = {"Accept-Encoding": "gzip"}
BROTLI = {"Accept-Encoding": "gzip, deflate, br"}


def static(port: int, folder: Path) -> str:
    """Return nginx's server of one file."""
    return f"server {{ listen {HOST}:{port}; root {folder}; }}\n"


def shipped(port: int, site: int, folder: Path) -> str:
    """Return nginx's server of pages as deploy/nginx/ has it, without TLS.

    Raises CantMeasure where it has none.
    """
    files = BASE_DIR / "deploy" / "nginx"
    text = (files / "centre.conf").read_text()
    maps = "".join(re.findall(r"^map .*?^}\n", text, re.M | re.S))
    pages = re.search(r"    location / \{\n +root .*?\n}\n", text, re.S)
    if pages is None:
        raise CantMeasure("deploy/nginx/centre.conf has no place for pages.")
    text = (
        f"upstream centre {{ server {HOST}:{site}; keepalive 16; }}\n{maps}"
        f"server {{ listen {HOST}:{port};\n{pages[0]}"
    )
    for part in ("centre-pages.conf", "centre-proxy.conf"):
        text = text.replace(f"include /etc/nginx/{part};", (files / part).read_text())
    text = text.replace("X-Forwarded-Proto $scheme", "X-Forwarded-Proto https")
    return text.replace("/srv/centre/pages", str(folder / "pages"))


def unchanged(target: Target) -> Target:
    """Ask only whether the page has changed.

    Raises CantMeasure where it has no ETag.
    """
    answer = Asking(target).one()
    found = re.search(rb"(?i)\r\netag: ([^\r]+)", answer)
    if found is None:
        raise CantMeasure(f"{target.name} has no ETag.")
    target.headers = {**target.headers, "If-None-Match": found[1].decode()}
    target.status = 304
    return target


class Asking:
    """Connections that all ask for the same; the next answer is as long as the first.

    Raises CantMeasure where an answer has another status.
    """

    def __init__(self, target: Target) -> None:
        wanted = {"Host": HOST, "X-Forwarded-Proto": "https", **target.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in wanted.items())
        self._request = f"GET {target.path} HTTP/1.1\r\n{lines}\r\n".encode()
        self._target = target
        self._sockets = [self._connected() for _ in range(CONNECTIONS)]

    def _connected(self) -> socket.socket:
        made = socket.create_connection((HOST, self._target.port), timeout=30)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def one(self) -> bytes:
        """Return one whole answer."""
        return self._read(self._send(self._sockets[0]))

    def many(self, requests: int) -> None:
        """Ask on all connections in turn, until so many are answered."""
        for _ in range(requests // CONNECTIONS):
            for each in self._sockets:
                self._send(each)
            for each in self._sockets:
                self._read(each)

    def close(self) -> None:
        """Close all connections."""
        for each in self._sockets:
            each.close()

    def _send(self, to: socket.socket) -> socket.socket:
        to.sendall(self._request)
        return to

    def _read(self, of: socket.socket) -> bytes:
        answer = of.recv(65_536)
        head, _, body = answer.partition(b"\r\n\r\n")
        if not head.startswith(f"HTTP/1.1 {self._target.status} ".encode()):
            raise CantMeasure(f"{self._target.name} answered {head[:40]!r}.")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        left = (
            int(length[1]) - len(body) if length and self._target.status == 200 else 0
        )
        while left > 0:
            part = of.recv(left)
            left -= len(part)
            answer += part
        return answer


def measure(target: Target, requests: int) -> None:
    """Ask many times; add up what its server's processes worked for it."""
    asking = Asking(target)
    asking.many(10 * CONNECTIONS)
    before = cpu_seconds(target.process)
    asking.many(requests)
    target.seconds.append((cpu_seconds(target.process) - before) / requests)
    asking.close()


def print_table(targets: list[Target]) -> None:
    """Print a line for each target: median, spread, ratio to the yardstick."""
    medians = [statistics.median(target.seconds) for target in targets]
    lines = [
        machine(),
        "",
        f"{'':28} {'CPU us':>8} {'least':>8} {'most':>8} {'ratio':>7}",
    ]
    for target, median in zip(targets, medians, strict=True):
        spread = min(target.seconds), median, max(target.seconds)
        least, middle, most = (1_000_000 * seconds for seconds in spread)
        ratio = f"{medians[0] / median:>7.2f}" if median else f"{'-':>7}"
        lines.append(
            f"{target.name:28} {middle:>8.1f} {least:>8.1f} {most:>8.1f} {ratio}"
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
