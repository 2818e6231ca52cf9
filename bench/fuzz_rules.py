"""What no answer may be, whatever was sent: the rules that `bench.fuzz` holds."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from centre.content.addresses import is_below_secret

# As `fuzz_input` types them: none of it may come back as a part of a page.
RUNS = re.compile(
    rb"""<script>x</script>|<svg/onload|\s(?:href|src|action)\s*=\s*["']?\s*javascript:""",
    re.I,
)
UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", " data:", " *;", " http:", " https:")
OURS = {"", "localhost"}


def faults_of(path: str, answer: Any) -> Iterator[str]:
    """Yield what is wrong with an answer, apart from an error that was raised."""
    headers, html = answer.headers, is_page(answer)
    if "Location" in headers and leads_away(headers["Location"]):
        yield "leads to another site"
    if html and RUNS.search(answer.content):
        yield "runs what was typed"
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield "has no nosniff"
    policy = headers.get("Content-Security-Policy", "")
    scripts = policy.partition("script-src")[2].partition(";")[0] + ";"
    if html and (not policy or any(word in scripts for word in UNSAFE)):
        yield "has no strict policy"
    cached = headers.get("Cache-Control", "")
    if "public" in cached and (answer.cookies or "Cookie" in headers.get("Vary", "")):
        yield "is public and knows a cookie"
    if is_below_secret(path) and answer.status_code < 300 and "no-store" not in cached:
        yield "is behind a link and kept by caches"


def is_page(answer: Any) -> bool:
    """Return whether a browser would show an answer as a page."""
    return not answer.streaming and "html" in answer.headers.get("Content-Type", "")


def leads_away(target: str) -> bool:
    """Return whether a browser would follow an address to another site."""
    folded = re.sub(r"[\t\r\n]", "", target).replace("\\", "/").strip()
    try:
        parts = urlsplit(folded)
        return parts.hostname not in {None, *OURS} or parts.scheme not in {
            "", "http", "https",
        }  # fmt: skip
    except ValueError:
        return True
