"""The log says where something failed, and not for whom."""

import logging

import pytest

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


@pytest.mark.parametrize(
    ("says", "logged"),
    [
        ("/shared/sbs_" + "a-_B" * 10 + "/log", "/shared/sbs_…/log"),
        ("/shared/cut-short", "/shared/…"),
        ("/feed/sbt_" + "Zz9-" * 10 + ".ics", "/feed/sbt_….ics"),
        ("/reminders/stop/MQ:1xVdCC:aU-xn_1r", "/reminders/stop/…"),
        ("/reminders/yes/cut-short", "/reminders/yes/…"),
        ("/account/reminders", "/account/reminders"),
        ("/account/sharing", "/account/sharing"),
        ("/plan", "/plan"),
    ],
)
def test_a_key_in_an_address_is_not_logged(says, logged):
    record = logging.LogRecord("x", 40, "x", 1, "Internal Server Error: %s", (says,), None)
    assert Discreet().format(record) == f"Internal Server Error: {logged}"
