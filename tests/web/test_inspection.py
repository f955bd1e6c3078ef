"""Feeling for a muscle: only what may be pressed, and what it was like on each side."""

from pathlib import Path

import pytest
from tests.web.pages import post as send

from strideback.core.diary import Inspected
from strideback.core.terms import Side
from strideback.store import diaries
from strideback.web.runners import reviewer

EXAMPLE = Path("examples/first-week.diary").read_text(encoding="utf-8")
UNPRESSED = "\n".join(line for line in EXAMPLE.splitlines() if " inspected " not in line)
REFERRED = EXAMPLE.replace("answered fever no", "answered fever yes")
THINNERS = EXAMPLE.replace("answered blood-thinners no", "answered blood-thinners yes")
BOTH = {
    "tender-left": "0",
    "familiar-left": "no",
    "tender-right": "6",
    "familiar-right": "yes",
}


def pressed(client):
    client.runner.refresh_from_db()
    kept = diaries.load(client.runner, reviewer().knowledge)
    return [each for each in kept.diary.events if isinstance(each, Inspected)]


def test_it_shows_where_and_how_and_what_to_take_care_of(client_of):
    page = client_of(UNPRESSED).get("/feel/gluteus-medius").content.decode()
    muscle = reviewer().knowledge.muscles["gluteus-medius"]
    for each in (muscle.where, *muscle.inspect[:1], *muscle.cautions[-1:]):
        assert each.says.split("'")[0][:60] in page
    assert "Your left" in page
    assert "Your right" in page


def test_both_sides_become_events_and_the_next_muscle_follows(client_of):
    client = client_of(UNPRESSED)
    answer = send(client, "/feel/gluteus-medius", **BOTH)
    assert answer.url == "/feel/quadratus-lumborum"
    left, right = pressed(client)
    assert (left.side, left.tender, left.familiar) == (Side.LEFT, 0, False)
    assert (right.side, right.tender, right.familiar) == (Side.RIGHT, 6, True)


def test_after_the_last_muscle_comes_the_ranking(client_of):
    assert send(client_of(UNPRESSED), "/feel/tensor-fasciae-latae", **BOTH).url == "/muscles"


def test_the_questions_get_their_runner_back(client_of):
    assert send(client_of(UNPRESSED), "/feel/gluteus-medius?then=intake", **BOTH).url == "/screen"


def test_one_side_alone_may_be_told(client_of):
    client = client_of(UNPRESSED)
    send(client, "/feel/gluteus-medius", **{"tender-left": "0"})
    assert [(each.side, each.familiar) for each in pressed(client)] == [(Side.LEFT, False)]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"tender-left": "11"},
        {"tender-left": "6"},
        {"tender-left": "6", "familiar-left": "maybe"},
        {"familiar-left": "yes"},
    ],
)
def test_what_says_too_little_is_asked_again_and_keeps_the_rest(client_of, fields):
    client = client_of(UNPRESSED)
    answer = send(client, "/feel/gluteus-medius", **fields, **{"tender-right": ""})
    assert answer.status_code == 422
    assert b'class="error"' in answer.content
    assert pressed(client) == []


def test_what_was_told_before_is_filled_in(client_of):
    page = client_of(EXAMPLE).get("/feel/gluteus-medius").content.decode()
    assert 'name="tender-right" value="7" checked' in page


@pytest.mark.parametrize("diary", [REFERRED, THINNERS, ""])
def test_nobody_is_shown_how_to_press_who_should_not(client_of, diary):
    client = client_of(diary)
    how = reviewer().knowledge.muscles["gluteus-medius"].inspect[2].says[:30]
    assert how not in client.get("/feel/gluteus-medius").content.decode()
    before = len(pressed(client))
    assert send(client, "/feel/gluteus-medius", **BOTH).status_code == 403
    assert len(pressed(client)) == before


def test_psoas_is_never_pressed(client_of):
    client = client_of(EXAMPLE)
    assert 'name="tender-left"' not in client.get("/feel/psoas").content.decode()
    assert send(client, "/feel/psoas", **BOTH).status_code == 403


def test_an_unknown_muscle_is_not_found(client_of):
    assert client_of(EXAMPLE).get("/feel/heart").status_code == 404
