"""The body chart without a browser: what is sent is kept, shown again, and refused when it is wrong."""

from datetime import date
from pathlib import Path

import pytest
from tests.web.pages import post as send

from strideback.core.diary import Drew
from strideback.core.terms import Side
from strideback.store import diaries
from strideback.web.runners import reviewer, seen_by

EXAMPLE = Path("examples/first-week.diary").read_text(encoding="utf-8")
REFERRED = EXAMPLE.replace("answered fever no", "answered fever yes")
STROKE = "235,215;240,240@10:6"


def review_of(client):
    client.runner.refresh_from_db()
    return seen_by(client.runner).review


def drawn(client, view="back"):
    client.runner.refresh_from_db()
    kept = diaries.load(client.runner, reviewer().knowledge)
    return [each for each in kept.diary.events if isinstance(each, Drew) and each.view == view]


@pytest.mark.parametrize("view", ["back", "front", "left", "right"])
def test_every_view_says_on_which_side_is_what(client_of, view):
    page = client_of().get(f"/chart/{view}").content.decode()
    ends = {
        "back": ("your left", "your right"),
        "front": ("your right", "your left"),
        "left": ("your front", "your back"),
        "right": ("your back", "your front"),
    }[view]
    sight = page[page.index('class="sight"') :]
    assert sight.index(ends[0]) < sight.index(ends[1])
    assert 'role="img"' in sight


def test_another_view_is_not_found(client_of):
    assert client_of().get("/chart/above").status_code == 404


def test_painting_and_tapping_are_one_event_of_the_view(client_of):
    client = client_of()
    answer = send(
        client, "/chart/back", strokes=STROKE, mark=["sacrum"], **{"how:sacrum": "3"}, save="1"
    )
    assert answer.status_code == 303
    (event,) = drawn(client)
    assert [(m.region, m.side, m.intensity) for m in event.marks] == [("sacrum", None, 3)]
    (stroke,) = event.strokes
    assert (stroke.points, stroke.brush, stroke.intensity) == (((235, 215), (240, 240)), 10, 6)


def test_the_places_that_a_stroke_marks_are_found(client_of):
    client = client_of()
    send(client, "/chart/back", strokes=STROKE, save="1")
    assert ("sacroiliac", Side.RIGHT) in review_of(client).clues.places


def test_the_next_open_view_follows_and_then_the_whole_drawing(client_of):
    client = client_of()
    assert send(client, "/chart/back", nothing="on").url == "/chart/front"
    assert send(client, "/chart/front", nothing="on").url == "/chart"


def test_both_views_are_kept_and_the_later_drawing_of_a_view_replaces_the_earlier(client_of):
    client = client_of()
    send(client, "/chart/back", mark=["sacrum"], save="1")
    send(client, "/chart/front", mark=["groin.left"], save="1")
    send(client, "/chart/back", mark=["flank.right"], save="1")
    places = review_of(client).clues.places
    assert set(places) == {("groin", Side.LEFT), ("flank", Side.RIGHT)}
    assert len(drawn(client)) == 2


def test_what_was_drawn_before_is_shown_again(client_of):
    client = client_of()
    send(client, "/chart/back", strokes=STROKE, mark=["flank.left"], **{"how:flank.left": "8"})
    page = client.get("/chart/back").content.decode()
    assert f'value="{STROKE}"' in page
    assert 'value="flank.left" checked' in page
    assert "Flank, your left: 8 of 10" in page
    assert 'class="own"' in page


def test_nothing_hurts_here_is_a_drawing_without_marks(client_of):
    client = client_of()
    send(client, "/chart/back", nothing="on")
    (event,) = drawn(client)
    assert not event.marks
    assert not event.strokes
    assert "Nothing hurts here." in client.get("/chart").content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"save": "1"},
        {"nothing": "on", "strokes": STROKE},
        {"strokes": "not a stroke"},
        {"strokes": "1,2@900:5"},
        {"strokes": "1,2@5:0"},
        {"strokes": "nan,2@5:5"},
        {"strokes": "1,2@5:5 " * 401},
        {"mark": ["heart"]},
        {"mark": ["groin.left"]},
    ],
)
def test_what_is_no_drawing_is_refused_with_one_sentence(client_of, fields):
    client = client_of()
    answer = send(client, "/chart/back", **fields)
    assert answer.status_code == 422
    assert b'class="error"' in answer.content
    assert drawn(client) == []


def test_what_was_marked_is_kept_when_the_form_comes_back(client_of):
    client = client_of()
    page = send(client, "/chart/back", nothing="on", mark=["sacrum"]).content.decode()
    assert 'value="sacrum" checked' in page


def test_a_drawing_from_an_old_page_is_refused_and_not_lost(client_of):
    client = client_of()
    before = client.runner.last
    send(client, "/chart/back", mark=["sacrum"])
    answer = client.post("/chart/front", {"after": before, "mark": ["groin.left"]})
    assert answer.status_code == 409
    assert drawn(client, "front") == []
    assert 'value="groin.left" checked' in answer.content.decode()
    again = client.post("/chart/front", {"after": before + 1, "mark": ["groin.left"]})
    assert again.status_code == 303


def test_the_questions_get_their_runner_back(client_of):
    answer = send(client_of(), "/chart/back?then=intake", nothing="on")
    assert answer.url == "/screen"


def test_what_the_painting_marks_is_told_and_nothing_kept(client_of):
    client = client_of()
    answer = client.post("/chart/back/found", {"strokes": STROKE})
    assert "Dimple at the back of the pelvis, your right: 6 of 10" in answer.content.decode()
    assert drawn(client) == []
    assert client.post("/chart/back/found", {"strokes": "x"}).status_code == 422
    assert client.get("/chart/back/found").status_code == 405


def test_a_drawing_that_shows_pain_below_both_knees_opens_the_screen_again(client_of):
    client = client_of(EXAMPLE, on=date(2026, 3, 6))
    send(client, "/chart/back", mark=["calf.left", "calf.right"], save="1")
    page = client.get("/chart").content.decode()
    assert "See the muscles" not in page


def test_a_referred_runner_reads_that_first_on_every_view(client_of):
    client = client_of(REFERRED)
    for path in ("/chart", "/chart/back", "/chart/front"):
        page = client.get(path).content.decode()
        assert 'class="referral' in page
        assert "/feel/" not in page


@pytest.mark.django_db
def test_a_stranger_sees_no_chart(client):
    assert client.get("/chart/back").status_code in {302, 403}
