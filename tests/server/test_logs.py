"""The log says where something failed, and not for whom."""

import logging

from strideback.server.logs import Discreet


def failing(address):
    raise LookupError(f"no account {address}")


def test_an_error_is_logged_with_its_place_and_without_its_words():
    try:
        failing("@".join(["me", "mail.example"]))
    except LookupError as why:
        record = logging.LogRecord(
            "x", 40, "x", 1, "It failed: %s", ("/plan",), (type(why), why, why.__traceback__)
        )
    told = Discreet().format(record)
    assert "It failed: /plan" in told
    assert "test_logs.py" in told
    assert "in failing" in told
    assert told.endswith("LookupError")
    assert "me@" not in told
