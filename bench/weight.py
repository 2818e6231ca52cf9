"""Measure what the first load of each kind of page weighs: `python -m bench.weight`.

Headless Chromium with an empty cache loads it from the production server; bytes are
counted as they travel. The server leaves compressing HTML to the proxy before it, so
that is done here (gzip). Pictures are weaves: the filler's photographs have no files.
"""

import gzip
import shutil
import sys
from collections import Counter

from playwright.sync_api import Browser, Response, sync_playwright

from bench.site import (
    HOST,
    CantMeasure,
    database_server,
    filled_site,
    orderly_end,
    prepare_files,
    temporary_folder,
)

SIZE = 200
LEVEL = 6
KINDS = {
    "document": "HTML",
    "stylesheet": "CSS",
    "font": "fonts",
    "image": "images",
    "script": "scripts",
}


def main() -> int:
    """Print a line for each page and language; return 0."""
    try:
        with orderly_end():
            measure()
    except CantMeasure as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit("Stopped; everything is tidied up.")
    return 0


def measure() -> None:
    """Fill a small site, open every page once, and print."""
    heading = "".join(f"{name:>9}" for name in (*KINDS.values(), "all"))
    sys.stdout.write(f"{'bytes of a first load':40}{heading}\n")
    with (
        temporary_folder() as folder,
        database_server(folder) as server_url,
        sync_playwright() as playwright,
    ):
        prepare_files(folder)
        with filled_site(server_url, SIZE, folder) as site:
            # The system's own, else the one that `playwright install` brought.
            chromium = shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=chromium)
            for kind, page in site.pages.items():
                if kind == "robots.txt":
                    continue
                for path in page["paths"]:
                    sizes = weigh(browser, f"http://{HOST}:{site.port}{path}")
                    figures = "".join(f"{sizes[name]:>9}" for name in KINDS)
                    line = f"{kind:26}{path[:13]:14}{figures}{sizes.total():>9}\n"
                    sys.stdout.write(line)
            browser.close()


def weigh(browser: Browser, url: str) -> Counter[str]:
    """Return the bytes of a page's first load by kind of file."""
    headers = {"X-Forwarded-Proto": "https"}
    context = browser.new_context(extra_http_headers=headers)
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(url, wait_until="networkidle")
    sizes: Counter[str] = Counter()
    for answer in answers:
        kind = answer.request.resource_type
        if kind == "document":
            sizes[kind] += len(gzip.compress(answer.body(), LEVEL))
        elif answer.ok:
            sizes[kind] += answer.request.sizes()["responseBodySize"]
    context.close()
    return sizes


if __name__ == "__main__":
    sys.exit(main())
