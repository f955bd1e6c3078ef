"""The check-in: one short form, and the way to say that something is new."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.web.pages import lines_of as told

DAY = date(2026, 3, 6)
EXAMPLE = Path("examples/first-week.diary").read_text(encoding="utf-8")


def sent(client, **pain):
    client.runner.refresh_from_db()
    return client.post("/check-in", {"after": client.runner.last, **pain})


def test_pain_is_kept_in_one_line_with_what_was_told(client_of):
    client = client_of(EXAMPLE, on=DAY)
    response = sent(client, now="2", worst="4", morning="3")
    assert (response.status_code, response["Location"]) == (303, "/")
    assert told(client)[-1] == "2026-03-06 pain now=2 worst=4 morning=3"
    sent(client, during="0")
    assert told(client)[-1] == "2026-03-06 pain during=0"


def test_nothing_told_is_nothing_kept(client_of):
    client = client_of(EXAMPLE, on=DAY)
    count = len(told(client))
    response = sent(client)
    assert response.status_code == 422
    assert "Choose a number in at least one of these." in response.content.decode()
    assert len(told(client)) == count


@pytest.mark.parametrize("wrong", ["11", "-1", "much", "nan"])
def test_what_is_no_such_number_is_told_and_the_rest_stays(client_of, wrong):
    client = client_of(EXAMPLE, on=DAY)
    response = sent(client, now=wrong, worst="7")
    assert response.status_code == 422
    body = response.content.decode()
    assert "outside 0 to 10" in body or "is not a number" in body
    assert 'name="worst" value="7" checked' in body


def test_it_leads_on_to_the_short_re_screen_when_that_is_due(client_of):
    client = client_of(EXAMPLE, on=DAY + timedelta(days=20))
    response = sent(client, now="2")
    assert response["Location"] == "/screen"


def test_something_new_and_having_been_seen_are_a_tap_away(client_of):
    body = client_of(EXAMPLE, on=DAY).get("/check-in").content.decode()
    assert 'action="/screen/again"' in body
    assert 'href="/screen/seen"' in body


def test_a_runner_in_danger_is_shown_what_to_do_instead(client_of):
    client = client_of(f"{EXAMPLE}\n2026-03-06 answered chest-pain yes", on=DAY)
    assert client.get("/check-in")["Location"] == "/screen"
    count = len(told(client))
    assert sent(client, now="2")["Location"] == "/screen"
    assert len(told(client)) == count
