"""The progress screen: what was told, on one time line, in pictures and in the same words."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.web import pages
from tests.web.pages import plain

from strideback.core.progress import Response
from strideback.core.terms import MuscleId, Side
from strideback.formats.progress_words import pain_words, response_words
from strideback.store import diaries
from strideback.web.runners import seen_by
from strideback.web.screens.progress import adherence
from strideback.web.timeline import timeline

EXAMPLE = (Path(__file__).parents[2] / "examples" / "first-week.diary").read_text("utf-8")
REFERRED = EXAMPLE + "2026-03-06 answered saddle-numbness yes\n"


def shown(client, address="/progress"):
    return pages.shown(client, address)


def seen_of(client):
    client.runner.refresh_from_db()
    return seen_by(client.runner)


def long_diary(days=400, until=date(2026, 3, 6)):
    first = until - timedelta(days=days - 1)
    lines = []
    for number in range(days):
        on = first + timedelta(days=number)
        lines.append(f"{on} pain now={7 if number in {200, 201} else 2} worst=8")
        if number % 3 == 0:
            lines.append(f"{on} ran 8km 48min pain=1")
        if number % 2 == 0:
            lines.append(f"{on} did fire-hydrant.left 2x8")
    return "\n".join(lines)


# --- what is shown -------------------------------------------------------------------------------


def test_pain_sessions_and_running_are_told_in_one_look(client_of):
    text = plain(shown(client_of(EXAMPLE)))
    assert "3 of 10 down 2 points from 5" in text
    assert "3 days the last on Wed 4 Mar" in text
    assert "5.2 km in the last 7 days" in text


def test_the_time_line_is_drawn_for_a_phone_and_for_a_desktop_and_written_as_a_table(client_of):
    page = shown(client_of(EXAMPLE))
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg" class="chart"') == 4
    assert 'id="narrow-title"' in page
    assert 'id="wide-title"' in page
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.DOTALL)
    texts = [plain(row) for row in rows]
    assert "Thu 5 Mar 3 5.2 km, 33:00, green" in texts
    assert "Mon 2 Mar 5 4" in texts


def test_no_style_and_no_script_stands_in_the_page(client_of):
    page = shown(client_of(EXAMPLE))
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)


def test_every_reading_of_the_table_has_its_point(client_of):
    line = timeline(seen_of(client_of(EXAMPLE)), "4")
    assert [each.on.day for each in line.chart.pain] == [1, 2, 3, 4, 5, 6]
    assert len(line.chart.done) == sum(bool(row.done) for row in line.rows) == 3
    assert len(line.chart.runs) == sum(bool(row.run) for row in line.rows) == 3


def test_the_range_is_what_was_asked_for(client_of):
    client = client_of(long_diary(120))
    seen = seen_of(client)
    assert (seen.today - timeline(seen, "4").chart.first).days == 27
    assert (seen.today - timeline(seen, "12").chart.first).days == 83
    assert (seen.today - timeline(seen, "all").chart.first).days == 119
    assert 'href="?range=12#line" aria-current="true"' in shown(client, "/progress?range=12")
    assert 'href="?range=4#line" aria-current="true"' in shown(client, "/progress?range=nonsense")


def test_a_long_history_is_drawn_by_week_and_says_so(client_of):
    client = client_of(long_diary())
    line = timeline(seen_of(client), "all")
    assert line.chart.days == 7
    assert len(line.chart.pain) <= 60
    assert (line.chart.last - line.chart.first).days % 7 == 6
    page = shown(client, "/progress?range=all")
    assert "Each point stands for a week" in page
    assert len(page) < 150_000


def test_years_are_drawn_by_four_weeks(client_of):
    client = client_of("2019-05-01 ran 8km 48min\n" + long_diary(30))
    line = timeline(seen_of(client), "all")
    assert line.chart.days == 28
    assert line.chart.first <= date(2019, 5, 1)
    assert "Each point stands for four weeks" in shown(client, "/progress?range=all")


def test_flares_and_relapses_are_marked_with_their_days(client_of):
    quiet = "".join(f"2026-01-{day:02} pain now=0\n" for day in range(1, 25))
    client = client_of(
        f"{quiet}2026-02-20 pain now=5\n2026-03-01 pain now=1\n2026-03-02 pain now=6\n"
    )
    text = plain(shown(client, "/progress?range=12"))
    assert "pain came back after quiet weeks" in text
    assert "Flare: up since 2 March 2026" in text


def test_a_muscles_response_is_called_an_experiment_on_one_person(client_of):
    text = plain(shown(client_of(EXAMPLE)))
    assert "an experiment on one person" in text
    assert "Gluteus medius, right about 2 points off, 3 out of 3 times" in text
    assert "give or take" in text


@pytest.mark.parametrize(
    ("times", "better", "mean", "points", "says"),
    [
        (1, 1, 3.0, 1.0, "too few tries to tell (1 so far)"),
        (5, 0, 0.0, 0.0, "little or no change, never better in 5 tries"),
        (5, 1, 0.1, 0.1, "little or no change, better 1 out of 5 times"),
        (5, 4, 1.0, 0.6, "about 1 point off, 4 out of 5 times; still uncertain, give or take 0.5"),
        (5, 5, 2.5, 2.0, "about 2.5 points off, 5 out of 5 times; fairly clear, give or take 0.5"),
        (5, 0, -1.0, -0.8, "little or no change, never better in 5 tries"),
    ],
)
def test_how_sure_it_is_stands_in_the_words(times, better, mean, points, says):
    told = Response(
        muscle=MuscleId("gluteus-medius"),
        side=Side.LEFT,
        times=times,
        better=better,
        mean_off=mean,
        points_off=points,
        uncertainty=0.5,
    )
    assert response_words(told, 3) == says


# --- sessions, kindly ----------------------------------------------------------------------------


def test_sessions_are_set_beside_what_was_planned_when_the_week_began(client_of):
    client = client_of(EXAMPLE)
    (week,) = adherence(seen_of(client))
    assert (week.on.isoformat(), week.done) == ("2026-03-02", 3)
    assert week.planned >= 5
    text = plain(shown(client))
    assert f"3 so far, {week.planned} planned" in text
    assert "missed" not in text
    assert "only" not in text.partition("Sessions")[2].partition("How each muscle")[0]


def test_a_week_with_more_than_was_planned_is_no_riddle(client_of):
    page = plain(shown(client_of(long_diary(30))))
    assert "of 0" not in page


# --- daily life ----------------------------------------------------------------------------------


def test_how_the_runners_own_activity_goes_can_be_told(client_of):
    client = client_of(EXAMPLE)
    assert "How well can you do this: run 10 km along the river" in shown(client)
    answer = client.post("/progress/daily-life", {"activity": "6", "after": client.runner.last})
    assert (answer.status_code, answer["Location"]) == (303, "/progress")
    assert diaries.text(client.runner).endswith(
        '2026-03-06 function activity=6 "run 10 km along the river"\n'
    )


@pytest.mark.parametrize("value", ["", "11", "-1", "six", "6.5"])
def test_a_number_that_is_none_asks_again(client_of, value):
    client = client_of(EXAMPLE)
    answer = client.post("/progress/daily-life", {"activity": value, "after": client.runner.last})
    assert answer.status_code == 422
    assert "Choose a number from 0" in answer.content.decode()
    assert diaries.text(client.runner) == EXAMPLE


# --- nothing, and runners who must be seen -------------------------------------------------------


def test_an_empty_diary_shows_the_way_and_no_chart(client_of):
    page = shown(client_of())
    assert "Nothing to show yet" in page
    assert '<h2 id="line"' not in page


def test_pain_that_nobody_told_is_not_known(client_of):
    client = client_of("2026-03-06 ran 5km 30min\n")
    progress = seen_of(client).review.progress
    assert pain_words(progress.latest, progress.baseline) == ("", "")
    assert "of 10" not in plain(shown(client)).partition("When to get help")[0]


def test_a_referred_runner_sees_what_was_told_and_no_plan(client_of):
    text = plain(shown(client_of(REFERRED)))
    assert "There is no plan, no massage and no running here" in text
    assert "3 of 10" in text
    assert "This is what you did" in text
    for word in ("planned", "Milestones", "still ahead", "At most", "green", "amber"):
        assert word not in text


@pytest.mark.parametrize("reach", ["4", "12", "all"])
def test_what_a_runner_typed_stays_words(client_of, reach):
    evil = '<script>alert("x")</script>'
    lines = f'2026-03-01 answered own-activity "{evil.replace(chr(34), "")}"\n'
    client = client_of(lines + "2026-03-05 pain now=3\n")
    assert "<script>alert" not in shown(client, f"/progress?range={reach}")


def test_the_plan_that_was_begun_last_is_named_with_its_edition(client_of):
    shown_then = "2026-03-04 plan-issued guide massage edition=2025.9 items=easy-walk/1/20min\n"
    page = shown(client_of(EXAMPLE + shown_then))
    assert "under edition 2025.9" in page
    assert (
        "/session/2026-03-04" in client_of(EXAMPLE + shown_then).get("/progress").content.decode()
    )


def test_a_day_whose_plan_was_shown_counts_as_planned_whatever_an_edition_says_now(client_of):
    before = adherence(seen_of(client_of(EXAMPLE)))[0]
    told = EXAMPLE + "2026-03-05 plan-issued guide stretch edition=2025.9 items=easy-walk/1/20min\n"
    after = adherence(seen_of(client_of(told)))[0]
    assert after.planned >= before.planned
    assert after.planned <= 7
