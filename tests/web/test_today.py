"""Today, in one look: what comes first, and what waits."""

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from strideback.store import diaries

EXAMPLE = Path("examples/first-week.diary").read_text(encoding="utf-8")
REFERRED = EXAMPLE.replace("answered chest-pain no", "answered chest-pain yes")
SOON = EXAMPLE.replace("answered below-knee no", "answered below-knee yes")
ASKED = re.sub(r"(?m)^.* answered fever no\n", "", EXAMPLE, count=1)
PLAN = ("Today's session", "Nothing to do today", "/session/")


def shown(client, path="/"):
    answer = client.get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode().split("<main")[1])


def test_somebody_new_is_welcomed_and_led_to_the_safety_questions(client_of):
    page = shown(client_of(""))
    assert "Get your stride back" in page
    assert 'class="button" href="/screen"' in page
    assert not any(each in page for each in PLAN)


def test_the_session_of_the_day_has_its_minutes_its_pictures_and_a_way_to_begin(client_of):
    page = shown(client_of(EXAMPLE))
    assert "about 21 minutes" in page
    assert 'href="/session/2026-03-06"' in page
    assert page.count('class="figure thumb"') + page.count('class="thumb none"') == 3
    assert "Pigeon stretch" in page


def test_what_was_done_today_is_ticked(client_of):
    done = "2026-03-06 did pigeon-stretch.right before=3 after=2\n"
    page = shown(client_of(EXAMPLE + done))
    assert page.count('class="tick"') == 1
    assert "Go on" in page


def test_the_light_and_the_cap_stand_beside_the_session_in_words(client_of):
    page = shown(client_of(EXAMPLE))
    assert 'class="light green"' in page
    assert "up to 13.2 km" in page


def test_an_open_question_comes_before_any_session(client_of):
    page = shown(client_of(ASKED))
    assert "A few questions come first" in page
    assert "1 question is open." in page
    assert not any(each in page for each in PLAN)


def test_being_seen_comes_first_with_what_to_say_to_whom(client_of):
    page = shown(client_of(REFERRED))
    assert "Emergency: get help now" in page
    assert "Call your local emergency number" in page
    assert "What you told us" in page
    assert "I have been seen" in page
    assert not any(each in page for each in PLAN)
    assert "up to" not in page.split("When to get help")[0]


def test_a_runner_who_should_be_seen_soon_keeps_the_plan_and_is_told_first(client_of):
    page = shown(client_of(SOON))
    assert page.index("See a professional soon") < page.index("Running")
    assert "I have been seen" in page


def test_a_line_that_could_not_be_read_is_named_and_no_plan_is_shown(client_of):
    page = shown(client_of(EXAMPLE + "2026-03-06 answred fever no\n"))
    assert "Something could not be read" in page
    assert not any(each in page for each in PLAN)


def test_when_to_get_help_is_always_there(client_of):
    for diary in ("", EXAMPLE, REFERRED, ASKED, SOON):
        assert "When to get help" in shown(client_of(diary))


def test_the_words_of_a_clean_screen_are_only_for_who_is_cleared(client_of):
    clean = "Nothing you told us needs urgent care"
    assert clean in shown(client_of(EXAMPLE))
    assert not any(clean in shown(client_of(each)) for each in ("", REFERRED, ASKED))


# --- this morning's pain -------------------------------------------------------------------------

MORNING = date(2026, 3, 7)


def test_this_mornings_pain_is_asked_once(client_of):
    client = client_of(EXAMPLE, on=MORNING)
    assert 'name="morning"' in shown(client)
    told = {"morning": "2", "after": client.runner.last}
    assert client.post("/today/morning", told)["Location"] == "/"
    page = shown(client)
    assert "You told us 2 of 10 today." in page
    assert 'name="morning"' not in page
    client.runner.refresh_from_db()
    assert client.runner.entries.last().line == "2026-03-07 pain morning=2"


@pytest.mark.parametrize("morning", ["", "11", "-1", "a lot"])
def test_a_pain_that_is_no_number_from_0_to_10_is_asked_again(client_of, morning):
    client = client_of(EXAMPLE, on=MORNING)
    before = client.runner.last
    answer = client.post("/today/morning", {"morning": morning, "after": before})
    assert answer.status_code == 422
    assert "Choose a number from 0" in answer.content.decode()
    client.runner.refresh_from_db()
    assert client.runner.last == before


def test_a_page_that_is_too_old_loses_nothing_of_what_was_typed(client_of):
    client = client_of(EXAMPLE, on=MORNING)
    answer = client.post("/today/morning", {"morning": "4", "after": client.runner.last - 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Your diary has moved on" in page
    assert '<input type="hidden" name="morning" value="4">' in page
    again = re.search(r'name="after" value="(\d+)"', page)[1]
    assert client.post("/today/morning", {"morning": "4", "after": again}).status_code == 303


def test_a_form_without_what_its_page_put_there_saves_nothing(client_of):
    client = client_of(EXAMPLE, on=MORNING)
    answer = client.post("/today/morning", {"morning": "4"})
    assert answer.status_code == 400
    assert "Nothing was saved" in answer.content.decode()


def test_what_the_diary_cannot_keep_is_said_with_what_was_typed(client_of, monkeypatch):
    def refuses(*_given, **_more):
        raise diaries.CannotKeep("A line end is no part of a line.")

    client = client_of(EXAMPLE, on=MORNING)
    monkeypatch.setattr(diaries, "append", refuses)
    answer = client.post("/today/morning", {"morning": "4", "after": client.runner.last})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "A line end is no part of a line." in page
    assert "<dd>4</dd>" in page


def test_what_was_left_out_for_an_answer_is_said_with_the_reason(client_of):
    knee = EXAMPLE.replace("answered knee-problem no", "answered knee-problem yes")
    page = shown(client_of(knee))
    assert "Adapted to your answers" in page
    assert "Today's session" in page
