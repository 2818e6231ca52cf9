"""The points that Mozilla's HTTP Observatory gives an answer; 100 and more are A+."""

import re
from collections.abc import Mapping
from http.cookies import Morsel
from typing import Any

HALF_A_YEAR = 15_768_000
STRICT = {
    "no-referrer",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
}
BONUS_FROM = 90  # extra points count from here on alone


def policy_of(headers: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the directives of a Content-Security-Policy."""
    parts = headers.get("Content-Security-Policy", "").split(";")
    return {words[0]: words[1:] for part in parts if (words := part.split())}


def points(headers: Mapping[str, str], cookies: Any = (), html: str = "") -> int:
    """Return the points of an answer: what is missing costs, the rest may add."""
    given = [
        *_of_policy(policy_of(headers)),
        *_of_cookies(cookies),
        *_of_transport(headers),
        *_of_frames(headers),
        *_of_origins(headers),
        *_of_scripts(html),
    ]
    base = 100 + sum(each for each in given if each < 0)
    return base if base < BONUS_FROM else base + sum(each for each in given if each > 0)


def _of_policy(policy: dict[str, list[str]]) -> list[int]:
    if not policy:
        return [-25]
    default = policy.get("default-src", ["*"])
    scripts, objects = (
        policy.get("script-src", default),
        policy.get("object-src", default),
    )
    anything = {"'unsafe-inline'", "data:", "https:", "http:", "*"}
    found = [-20] if anything & {*scripts} or anything & {*objects} else []
    if "'unsafe-eval'" in scripts:
        found.append(-10)
    if "'unsafe-inline'" in policy.get("style-src", default):
        return found
    return found or [10 if default == ["'none'"] else 5]


def _of_cookies(cookies: Any) -> list[int]:
    found = [_of_cookie(cookie) for cookie in cookies]
    return found or [0]


def _of_cookie(cookie: "Morsel[str]") -> int:
    if not cookie["secure"]:
        return -40
    if not cookie["httponly"]:
        return -30
    return 5 if cookie["samesite"] in {"Lax", "Strict"} else -20


def _of_transport(headers: Mapping[str, str]) -> list[int]:
    told = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    seconds = int(told[1]) if told else 0
    if seconds < HALF_A_YEAR:
        return [-10 if seconds else -20]
    return [0]


def _of_frames(headers: Mapping[str, str]) -> list[int]:
    if "frame-ancestors" in policy_of(headers):
        return [5]
    return [0 if headers.get("X-Frame-Options") in {"DENY", "SAMEORIGIN"} else -20]


def _of_origins(headers: Mapping[str, str]) -> list[int]:
    sniffed = 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5
    referrer = 5 if headers.get("Referrer-Policy") in STRICT else -5
    shared = headers.get("Cross-Origin-Resource-Policy")
    own = 10 if shared in {"same-origin", "same-site"} else 0
    credentials = headers.get("Access-Control-Allow-Credentials")
    return [sniffed, referrer, own, -50 if credentials else 0]


def _of_scripts(html: str) -> list[int]:
    foreign = re.findall(r'<script[^>]* src="(?:https?:)?//', html)
    return [-5 if foreign else 0]
