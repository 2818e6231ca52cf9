"""One number for all that a request causes."""

import re

import pytest

from centre.web.request_ids import (
    begin_request,
    new_task_key,
    request_id_of_task,
)

HEX = "0123456789abcdef" * 2
UUID = "01234567-89ab-cdef-0123-456789abcdef"


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        (HEX, True),
        (UUID, True),
        (HEX[:16], False),
        (HEX.upper(), False),
        (f"{HEX}0", False),
        (f"{HEX[:-1]}\n", False),
        ("", False),
        ("../../etc/passwd", False),
    ],
)
def test_the_number_of_a_trusted_proxy_is_taken(client, settings, given, is_taken):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    number = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert (number == HEX[:16]) == is_taken
    assert re.fullmatch("[0-9a-f]{16}", number)


def test_no_visitor_chooses_the_number(client, settings):
    settings.SECURE_PROXY_SSL_HEADER = None
    headers = {"X-Request-ID": HEX}
    numbers = {client.get("/healthz", headers=headers)["X-Request-ID"] for _ in "ab"}
    assert len(numbers - {HEX[:16]}) == 2


def test_a_task_names_the_request_that_queued_it():
    begin_request(HEX[:16])
    keys = {new_task_key() for _ in range(3)}
    assert {request_id_of_task(str(key)) for key in keys} == {HEX[:16]}
    assert len(keys) == 3
    begin_request("")
    alone = {request_id_of_task(str(new_task_key())) for _ in "ab"}
    assert len(alone) == 2
