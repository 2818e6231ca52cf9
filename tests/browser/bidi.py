"""Drive the system's own Firefox, which Playwright can't: WebDriver BiDi, no package.

Firefox listens on a WebSocket of its own; a command is a JSON text with a number, and
its answer has the same number (https://w3c.github.io/webdriver-bidi/).
"""

import base64
import json
import os
import re
import secrets
import shutil
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SECONDS = 30  # how long anything may take
PREFERENCES: dict[str, Any] = {
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "intl.accept_languages": "pl",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "signon.rememberSignons": False,
    "toolkit.telemetry.server": "",
}
CONTROL = "\ue009"
MIDDLE_OF = """async selector => {
    const element = document.querySelector(selector)
    // The mouse meets what was painted, so the scrolling has to be; what grows above it
    // meanwhile, as editors do, moves it.
    let last, box
    do {
        last = box?.y
        element.scrollIntoView({block: "center", behavior: "instant"})
        for (const _ of [1, 2]) await new Promise(requestAnimationFrame)
        box = element.getBoundingClientRect()
    } while (box.y != last)
    return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]
}"""


class CommandRefused(Exception):
    """Firefox answered a command with an error."""


class WebSocket:
    """The client's side of RFC 6455, as far as one text at a time needs it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname
        assert parts.port
        self._socket = socket.create_connection((parts.hostname, parts.port), SECONDS)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self._socket.sendall(
            f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self._file = self._socket.makefile("rb")
        assert b" 101 " in self._file.readline()
        while self._file.readline().strip():
            pass

    def send(self, text: str) -> None:
        """Send a text in one masked frame."""
        data, mask = text.encode(), secrets.token_bytes(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        length = (
            struct.pack(">BB", 0x81, 0x80 | len(data))
            if len(data) < 126
            else struct.pack(">BBH", 0x81, 0x80 | 126, len(data))
        )
        self._socket.sendall(length + mask + masked)

    def receive(self) -> str:
        """Return the next text, of as many frames as it has."""
        text, last = b"", False
        while not last:
            first, length = self._file.read(2)
            if length == 126:
                (length,) = struct.unpack(">H", self._file.read(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self._file.read(8))
            data = self._file.read(length)
            if first & 0x0F <= 2:  # a text or the rest of one, no ping
                text, last = text + data, bool(first & 0x80)
        return text.decode()

    def close(self) -> None:
        """End the connection."""
        self._file.close()
        self._socket.close()


class Firefox:
    """One window, used as a person uses it: by addresses, the mouse and the keys."""

    def __init__(self, url: str, home: str) -> None:
        self._web_socket, self._number, self._home = (
            WebSocket(f"{url}/session"),
            0,
            home,
        )
        self.command("session.new", capabilities={})
        tree = self.command("browsingContext.getTree")
        self._context = tree["contexts"][0]["context"]

    def command(self, method: str, **params: Any) -> Any:
        """Send a command and return its result.

        Raises CommandRefused.
        """
        self._number += 1
        command = {"id": self._number, "method": method, "params": params}
        self._web_socket.send(json.dumps(command))
        while True:
            answer = json.loads(self._web_socket.receive())
            if answer.get("id") == self._number:
                break
        if answer["type"] == "error":
            raise CommandRefused(f"{answer['error']}: {answer['message']}")
        return answer["result"]

    def goto(self, path: str) -> None:
        """Open an address of the site, and wait until it is loaded."""
        self._in_window(
            "browsingContext.navigate", url=self._home + path, wait="complete"
        )

    def reload(self) -> None:
        """Reload the page, and wait until it is loaded."""
        self._in_window("browsingContext.reload", wait="complete")

    def back(self) -> None:
        """Press Back; what is there afterwards is for `wait_for`."""
        self._in_window("browsingContext.traverseHistory", delta=-1)

    def run(self, function: str, *args: Any) -> Any:
        """Return what a JavaScript function returns or promises, as JSON has it."""
        call = f"({function})(...{json.dumps(args)})"
        answer = self.command(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await {call}))()",
            target={"context": self._context},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise CommandRefused(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def wait_for(self, function: str, *args: Any) -> None:
        """Wait until a function returns something true; pages may change meanwhile."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                if self.run(function, *args):
                    return
            except CommandRefused:
                pass  # the page it was asked of is going
            time.sleep(0.05)
        raise AssertionError(f"Never true: {function} of {args}. {self.text()[:400]}")

    def wait_for_page(self, path: str, title: str = "") -> None:
        """Wait for an address of ours, and for the beginning of its title."""
        self.wait_for(
            """(path, title) => document.readyState == "complete"
                && !document.documentURI.startsWith("about:")
                && location.pathname + location.search == path
                && document.title.trim().startsWith(title)""",
            path,
            title,
        )

    def text(self) -> str:
        """Return the address and the text of the page."""
        return self.run("() => document.documentURI + document.body.innerText")

    def click(self, selector: str, times: int = 1) -> None:
        """Click the middle of an element by the mouse."""
        x, y = self.run(MIDDLE_OF, selector)
        press = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        move = {"type": "pointerMove", "x": x, "y": y}
        self._act("pointer", [move, *press * times])

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self._act("key", [k for c in text for k in (_key("Down", c), _key("Up", c))])

    def press_with_control(self, letter: str) -> None:
        """Press a letter with the control key."""
        downs = [_key("Down", CONTROL), _key("Down", letter)]
        self._act("key", [*downs, _key("Up", letter), _key("Up", CONTROL)])

    def fill(self, **answers: str) -> None:
        """Answer the fields of a form by their names: type, tick, or choose."""
        for name, value in answers.items():
            chooses = self.run(CHOOSE, name, value)
            if not chooses:
                self.click(f"[name={name}]")
                if value != "on":
                    self.press_with_control("a")
                    self.type(value)

    def close(self) -> None:
        """End the session."""
        self._web_socket.close()

    def _in_window(self, method: str, **params: Any) -> Any:
        return self.command(method, context=self._context, **params)

    def _act(self, kind: str, actions: list[dict[str, Any]]) -> None:
        device = {"type": kind, "id": kind, "actions": actions}
        self._in_window("input.performActions", actions=[device])


CHOOSE = """(name, value) => {
    const field = document.querySelector(`[name=${name}]`)
    if (field.tagName == "SELECT") field.value = value
    return field.tagName == "SELECT"
}"""


def _key(kind: str, letter: str) -> dict[str, str]:
    return {"type": f"key{kind}", "value": letter}


def find_firefox() -> str | None:
    """Debian's Firefox or another one of the system, else None."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


@contextmanager
def running_firefox(home: str) -> Iterator[Firefox]:
    """Run Firefox without a window and without anybody's settings, until it is left."""
    program = find_firefox()
    assert program, "There is no Firefox on this machine."
    with tempfile.TemporaryDirectory(prefix="centre-firefox-") as folder:
        lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in
                 PREFERENCES.items())  # fmt: skip
        Path(folder, "user.js").write_text("\n".join(lines))
        process = subprocess.Popen(
            [program, "--headless", "--no-remote", "--profile", folder,
             "--remote-debugging-port", "0"],
            env={**os.environ, "HOME": folder},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            firefox = Firefox(_listening_at(process), home)
            yield firefox
            firefox.close()
        finally:
            process.terminate()
            process.communicate(timeout=SECONDS)


def _listening_at(process: "subprocess.Popen[str]") -> str:
    """Return the address that Firefox prints once it listens."""
    assert process.stderr
    for line in process.stderr:
        if found := re.search(r"listening on (ws://\S+)", line):
            return found[1]
    raise AssertionError("Firefox ended before it listened.")
