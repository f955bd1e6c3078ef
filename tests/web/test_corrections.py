"""Behind lines that nobody understood, a correction still names the line that it is about."""

from datetime import date
from pathlib import Path

import pytest
from tests.web.pages import lines_of, post

from strideback.store import diaries
from strideback.web.drawings import drawings
from strideback.web.runners import seen_by

EXAMPLE = Path("examples/first-week.diary").read_text(encoding="utf-8")
NOT_UNDERSTOOD = """# mine
2026-03-01 answered sadle-numbness no
2026-03-01 pian now=4
2026-03-01 drew back moon=3
2026-03-01 answered age many
"""
"""A remark, a line without sense, and three events with words that we do not know."""
EVENTS = 3


@pytest.fixture
def after(client_of):
    """`after(lines)`: a browser whose diary begins with what nobody understood."""
    return lambda *lines: client_of(NOT_UNDERSTOOD + "".join(f"{each}\n" for each in lines))


def send(client, path, **told):
    assert post(client, path, **told).status_code == 303
    client.runner.refresh_from_db()
    return lines_of(client)[-1]


def test_an_answer_is_corrected_in_its_own_line(after):
    client = after("2026-03-06 answered consent yes", "2026-03-06 answered weeks-of-pain 3")
    said = send(client, "/screen/weeks-of-pain", answer="4")
    assert said == f"2026-03-06 corrected {EVENTS + 2} answered weeks-of-pain 4"


def test_a_drawing_that_is_changed_is_the_one_that_is_shown(after):
    client = after("2026-03-05 drew back sacrum=3", "2026-03-05 drew front groin.left=2")
    send(client, "/chart/back", mark=["flank.right"], **{"how:flank.right": "6"})
    found = drawings(seen_by(client.runner, date(2026, 3, 6)))
    assert [each.region for each in found["back"].marks] == ["flank"]
    assert [each.region for each in found["front"].marks] == ["groin"]


def test_pain_told_afterwards_and_a_run_taken_out_are_about_that_run(after):
    client = after("2026-03-04 ran 5km 30min", "2026-03-05 ran 8km 50min")
    said = send(client, f"/runs/{EVENTS + 1}", pain="4")
    assert said == f"2026-03-06 corrected {EVENTS + 1} ran 5km 30min pain=4"
    send(client, f"/runs/{EVENTS + 2}/remove")
    runs = seen_by(client.runner, date(2026, 3, 6)).review.load.runs
    assert [(each.run.distance_m, each.run.pain) for each in runs] == [(5000, 4)]


def test_a_whole_import_is_taken_back_and_nothing_else(after):
    client = after(
        "2026-03-04 ran 5km 30min batch=2026-03-05-1",
        "2026-03-05 ran 8km 50min",
        "2026-03-05 pain now=3",
    )
    said = send(client, "/runs/undo", batch="2026-03-05-1")
    assert said == f"2026-03-06 corrected {EVENTS + 1} removed"


def test_days_away_are_taken_back_one_after_the_other(client_of):
    away = "2026-03-06 preferred away=2026-03-08,2026-03-20..2026-03-25\n"
    client = client_of(NOT_UNDERSTOOD + EXAMPLE + away)
    number = len(diaries.as_told(client.runner).events)
    first = send(client, "/plan/home", first="2026-03-08", last="2026-03-08")
    assert first == f"2026-03-06 corrected {number} preferred away=2026-03-20..2026-03-25"
    second = send(client, "/plan/home", first="2026-03-20", last="2026-03-25")
    assert second == f"2026-03-06 corrected {number} removed"
