"""Links by which a reader passes a page on: plain addresses, no script of others."""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext

from centre.text.cleaning import drop_unprintable
from centre.text.typography import plain

# Viber cuts what it is handed here (in characters); the address must not be cut.
VIBER_TAKES = 200


@dataclass(frozen=True)
class ShareLink:
    """One way to pass a page on: `name` is a messenger's, or says what happens."""

    name: str
    url: str

    @property
    def is_email(self) -> bool:
        """Whether it opens a mail program, and no site of others."""
        return self.url.startswith("mailto:")


def share_links(title: str, url: str) -> list[ShareLink]:
    """Return the ways to pass on a page that has a title and a canonical address.

    Whatever the title holds, each link is one address from which both come out as they
    went in: all but letters and digits of ASCII is percent-encoded.
    """
    title = one_line(title)
    # RFC 6068, 5: lines end in CR LF.
    email = _address("mailto:", subject=title, body=f"{title}\r\n\r\n{url}\r\n")
    return [
        ShareLink("WhatsApp", _address("https://wa.me/", text=f"{title}\n{url}")),
        ShareLink("Viber", _address("viber://forward", text=_short(title, url))),
        ShareLink("Telegram", _address("https://t.me/share/url", url=url, text=title)),
        ShareLink(
            "Facebook", _address("https://www.facebook.com/sharer/sharer.php", u=url)
        ),
        ShareLink(gettext("Send by e-mail"), email),
    ]


def one_line(text: str) -> str:
    """Return a text as one line that any program takes: no controls, plain spaces."""
    return " ".join(plain(drop_unprintable(text)).split())


def _address(beginning: str, **values: str) -> str:
    # A space is %20: mail programs show a plus as a plus.
    query = "&".join(f"{name}={quote(text, safe='')}" for name, text in values.items())
    return f"{beginning}?{query}"


def _short(title: str, url: str) -> str:
    """Return title and address within what Viber takes; of the title its beginning."""
    room = VIBER_TAKES - len(url) - 1
    if len(title) > room:
        title = f"{title[: room - 1].rstrip()}…" if room > 1 else ""
    return f"{title} {url}".lstrip()
