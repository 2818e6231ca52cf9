"""Mail servers that send one byte at a time hold nobody."""

import pytest
from django.core.mail import EmailMessage

from centre.smtp import WHOLE, EmailBackend
from events.mail.delivery import PerhapsSent, send
from events.mail.failures import Failure, diagnose
from tests.dripping import TLS, dripping_server

# What it says before it begins to drip.
SAYS = {
    "greeting": [],
    "answer to DATA": [b"220 ok\r\n", *[b"250 ok\r\n"] * 3, b"354 go\r\n"],
    "STARTTLS": [b"220 ok\r\n", b"250-ok\r\n250 STARTTLS\r\n", b"220 ok\r\n"],
    "TLS": [],
}


@pytest.fixture
def short(settings, monkeypatch):
    """All of it takes 0.2 s; a single answer may take much longer."""
    settings.EMAIL_BACKEND = "centre.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 20
    monkeypatch.setattr("centre.smtp.WHOLE", 0.01)
    return settings


@pytest.mark.parametrize(
    ("point", "byte"),
    [
        ("greeting", b"2"),  # which reads as an answer, 222
        ("greeting", b"x"),
        ("TLS", TLS),
        ("STARTTLS", TLS),
        ("answer to DATA", b"2"),
        ("answer to DATA", b"x"),
    ],
)
def test_whoever_drips_is_hung_up_on(short, point, byte):
    short.EMAIL_USE_SSL, short.EMAIL_USE_TLS = point == "TLS", point == "STARTTLS"
    message = EmailMessage("S", "T", "h@example.org", ["c@example.org"])
    with dripping_server(SAYS[point], byte) as (port, ended):
        short.EMAIL_PORT = port
        with pytest.raises((OSError, PerhapsSent)) as error:
            send(message)
    assert ended == ["nobody listens"]
    if point == "answer to DATA":
        assert type(error.value) is PerhapsSent
    else:
        assert diagnose(error.value).failure is Failure.NO_CONNECTION


def test_the_server_is_left_alone_for_the_rest_of_a_minute(settings):
    """Else mail after mail would hold the worker, each for the whole time."""
    assert EmailBackend().timeout * WHOLE == 30
