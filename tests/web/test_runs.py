"""The runs screen, and telling a run by hand or telling more of one."""

from datetime import date
from pathlib import Path

import pytest
from tests.long_diaries import runs_and_flares
from tests.web import pages
from tests.web.pages import lines_of, plain, post, runs_of

from strideback.store import diaries

EXAMPLE = (Path(__file__).parents[2] / "examples" / "first-week.diary").read_text("utf-8")
REFERRED = EXAMPLE + "2026-03-06 answered saddle-numbness yes\n"


def shown(client, address="/runs"):
    return pages.shown(client, address)


# --- what is shown -------------------------------------------------------------------------------


def test_the_next_run_has_its_light_and_its_cap(client_of):
    text = plain(shown(client_of(EXAMPLE)))
    assert "The next run At most 13.2 km" in text
    assert "Longest of the last 30 days 12 km" in text
    assert "Last run 1 day ago" in text


def test_weeks_are_drawn_and_written_with_distance_and_time(client_of):
    page = shown(client_of(EXAMPLE))
    assert 'id="narrow-weeks-title"' in page
    assert "Sat 28 Feb 1 5.2 km 33 min" in plain(page)


def test_the_last_runs_tell_time_pace_pain_and_light(client_of):
    text = plain(shown(client_of(EXAMPLE)))
    assert "Thu 5 Mar 5.2 km 33:00 Green pain 2 Pace 6:21 /km Shoes blue ones" in text
    assert "1.3× the longest of the 30 days before" in text


def test_what_stood_out_is_shown_with_counts_and_with_the_word_on_chance(client_of):
    text = plain(shown(client_of("\n".join(runs_and_flares()), on=date(2026, 2, 18))))
    assert "Before 4 of 4 flares there was a run more than a tenth longer" in text
    assert "chance alone can make one stand out" in text


def test_too_little_to_compare_says_so(client_of):
    assert "Too little to compare yet" in plain(shown(client_of(EXAMPLE)))


def test_all_runs_can_be_seen_and_a_year_of_weeks(client_of):
    client = client_of("\n".join(runs_and_flares()), on=date(2026, 2, 18))
    assert shown(client).count('<div class="when">') == 14
    assert shown(client, "/runs?show=all").count('<div class="when">') == 145
    assert 'href="?range=52#weeks" aria-current="true"' in shown(client, "/runs?range=52")
    assert shown(client, "/runs?range=no&show=no").count('<div class="when">') == 14


def test_a_run_without_a_word_on_pain_asks_for_it(client_of):
    client = client_of(EXAMPLE + "2026-03-06 ran 4km 24min file=a.fit\n")
    page = shown(client)
    number = max(runs_of(client))
    assert "How much did your run of" in page
    assert f'href="/runs/{number}">Tell how it felt' in page


def test_an_empty_diary_shows_the_two_ways_in(client_of):
    page = shown(client_of())
    assert 'href="/runs/upload"' in page
    assert 'href="/runs/new"' in page


def test_a_referred_runner_sees_the_runs_and_no_cap(client_of):
    text = plain(shown(client_of(REFERRED)))
    assert "There is no plan, no massage and no running here" in text
    assert "5.2 km 33:00" in text
    for word in ("At most", "The next run", "13.2", "Before the pain", "Green", "the longest of"):
        assert word not in text


# --- telling a run -------------------------------------------------------------------------------

RUN = {"on": "2026-03-06", "distance": "8.2", "time": "46", "kind": "run", "pain": "2"}


def test_a_run_told_by_hand_is_one_line_of_the_diary(client_of):
    client = client_of(EXAMPLE)
    answer = post(client, "/runs/new", **RUN, signs=["rising"], shoes=" blue  ones ")
    assert (answer.status_code, answer["Location"]) == (303, "/runs")
    told = '2026-03-06 ran 8.2km 46min pain=2 signs=rising shoes="blue ones"'
    assert lines_of(client)[-1] == told
    assert "Your run is in the diary" in shown(client)


@pytest.mark.parametrize(
    ("distance", "time", "metres", "seconds"),
    [
        ("8,2", "46:30", 8200, 2790),
        ("5 mi", "1h10min", 8046.72, 4200),
        ("8.2 km", "", 8200, None),
        ("", "1:10:05", None, 4205),
    ],
)
def test_figures_are_understood_as_people_write_them(client_of, distance, time, metres, seconds):
    client = client_of()
    post(client, "/runs/new", **{**RUN, "distance": distance, "time": time})
    (run,) = runs_of(client).values()
    assert (run.distance_m, run.duration_s) == (pytest.approx(metres), seconds)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"distance": "far"}, "is no distance"),
        ({"distance": "99999"}, "is no distance"),
        ({"distance": "-3"}, "is no distance"),
        ({"time": "soon"}, "is no time"),
        ({"distance": "", "time": ""}, "Tell how far or how long"),
        ({"on": "2026-03-07"}, "still to come"),
        ({"on": "yesterday"}, "Choose the day"),
        ({"on": "1500-01-01"}, ""),
        ({"pain": "11"}, "Choose a number from 0"),
        ({"kind": "dance"}, "not one of the available"),
        ({"signs": "tired"}, "not one of the available"),
        ({"shoes": "x" * 61}, "at most 60"),
    ],
)
def test_what_cannot_be_is_asked_again_with_everything_kept(client_of, wrong, says):
    client = client_of(EXAMPLE)
    answer = post(client, "/runs/new", **{**RUN, "shoes": "grey ones", **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    if "shoes" not in wrong:
        assert 'value="grey ones"' in page
    assert diaries.text(client.runner) == EXAMPLE


def test_the_same_form_sent_twice_counts_once(client_of):
    client = client_of(EXAMPLE)
    form = {**RUN, "after": client.runner.last, "key": "k1"}
    client.post("/runs/new", form)
    client.post("/runs/new", form)
    assert len(lines_of(client)) == len(EXAMPLE.splitlines()) + 1


def test_an_old_form_is_refused_and_nothing_is_lost(client_of):
    client = client_of(EXAMPLE)
    answer = client.post("/runs/new", {**RUN, "after": 1})
    assert answer.status_code == 409
    assert "8.2" in answer.content.decode()
    assert diaries.text(client.runner) == EXAMPLE


def test_a_referred_runner_can_still_tell_a_run(client_of):
    client = client_of(REFERRED)
    assert post(client, "/runs/new", **RUN).status_code == 303


# --- telling more of a run -----------------------------------------------------------------------


def test_pain_told_afterwards_rates_the_run_and_stays_with_it(client_of):
    client = client_of(EXAMPLE + "2026-03-06 ran 4km 24min file=a.fit hr=150\n")
    number = max(runs_of(client))
    answer = post(client, f"/runs/{number}", pain="6", signs=["limp"], shoes="blue ones")
    assert answer.status_code == 303
    run = runs_of(client)[number]
    assert (run.pain, run.signs, run.shoes, run.heart_rate, run.file) == (
        *(6.0, ("limp",), "blue ones", 150.0, "a.fit"),
    )
    assert run.on == date(2026, 3, 6)
    assert lines_of(client)[-1].startswith(f"2026-03-06 corrected {number} ran 4km 24min pain=6")
    assert "Red" in plain(shown(client)).partition("Your runs")[2]


def test_a_run_shows_what_its_device_told(client_of):
    client = client_of("2026-03-05 ran 2km 11min hr=150 left=49.8% splits=332,328 file=a.fit\n")
    text = plain(shown(client, "/runs/1"))
    assert "Heart rate 150" in text
    assert "Balance, left 49.8 %" in text
    assert "1 5:32 2 5:28" in text


def test_a_run_that_is_none_leads_back(client_of):
    client = client_of(EXAMPLE)
    for address in ("/runs/3", "/runs/999999999"):
        assert client.get(address)["Location"] == "/runs"
    assert client.get("/runs/-1").status_code == 404


@pytest.mark.parametrize("pain", ["11", "much"])
def test_pain_that_is_no_number_asks_again(client_of, pain):
    client = client_of("2026-03-05 ran 2km 11min\n")
    assert post(client, "/runs/1", pain=pain).status_code == 422
    assert len(lines_of(client)) == 1


def test_a_mistaken_run_no_longer_counts_and_its_line_stays(client_of):
    client = client_of(EXAMPLE)
    number = max(runs_of(client))
    post(client, f"/runs/{number}/remove")
    assert number not in runs_of(client)
    assert lines_of(client)[:-1] == EXAMPLE.splitlines()
    assert "5.2 km 33:00" not in plain(shown(client))
    assert client.get(f"/runs/{number}/remove").status_code == 405


def test_numbers_are_those_of_the_diary_as_it_was_told(client_of):
    client = client_of(
        "2026-03-01 answered no-such-question yes\nnonsense\n2026-03-05 ran 2km 11min\n"
    )
    assert list(runs_of(client)) == [2]
    post(client, "/runs/2", pain="1")
    assert runs_of(client)[2].pain == 1
    assert "pain 1" in plain(shown(client))
