"""What is written down of signing in, for who looks after the site's safety.

No password, no name that was typed (it may be a password in the wrong field), and of
an address its network alone.
"""

import logging
from enum import StrEnum
from ipaddress import ip_address, ip_network
from typing import Any

from django.http import HttpRequest

from events.links.throttling import client_ip

logger = logging.getLogger("centre.security")


class SecurityEvent(StrEnum):
    """What can happen to an account."""

    SIGNED_IN = "signed in"
    WRONG_PASSWORD = "wrong password"  # noqa: S105 - no password
    WRONG_CODE = "wrong code of the second factor"
    TOO_EARLY = "attempt before its wait was over"
    RESET_ASKED = "link for a new password asked for"
    PASSWORD_SET = "new password set"  # noqa: S105 - no password
    EMAIL_CHANGED = "own e-mail changed"
    FACTOR_ADDED = "second factor added"
    FACTOR_REMOVED = "second factor removed"
    FACTOR_RESET = "second factor reset by command"
    SIGNED_OUT_EVERYWHERE = "signed out everywhere"


FAILURES = (
    SecurityEvent.WRONG_PASSWORD,
    SecurityEvent.WRONG_CODE,
    SecurityEvent.TOO_EARLY,
)


def record_security_event(
    event: SecurityEvent, *, user: Any = None, request: HttpRequest | None = None
) -> None:
    """Write down what happened to whose account, from which network."""
    who = f"user {user.pk}" if user and user.pk else "no such user"
    where = network_of(client_ip(request)) if request else "the command line"
    level = logging.WARNING if event in FAILURES else logging.INFO
    logger.log(level, "%s: %s, from %s", event.value, who, where)


def network_of(address: str) -> str:
    """Return the network that an address is in: /24, or /48 of IPv6."""
    try:
        version = ip_address(address.partition("/")[0]).version
    except ValueError:
        return "nowhere known"
    bits = 24 if version == 4 else 48
    return str(ip_network(f"{address.partition('/')[0]}/{bits}", strict=False))
