"""The sessions as a calendar: valid for two readers, the same UID wherever a session goes, no plan for the referred."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from tests.core.realistic import KNOWLEDGE, stories

from strideback.core.review import Reviewer
from strideback.formats import diary_text, words
from strideback.formats.ical import calendar
from strideback.formats.ical_zone import zone_component
from strideback.formats.language import LANGUAGES, speaking

FIRST_WEEK = (Path(__file__).parents[2] / "examples/first-week.diary").read_text()
TODAY = date(2026, 3, 6)
NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
REVIEWER = Reviewer(KNOWLEDGE)
BERLIN = "Europe/Berlin"


def reviewed(*lines, text=FIRST_WEEK, today=TODAY):
    read = diary_text.parse(text + "".join(f"{line}\n" for line in lines))
    return REVIEWER.review(read.diary, today)


def written(review, *, now=NOW, zone=BERLIN, at=time(18), alarm_min=15, whose="me"):
    return calendar(KNOWLEDGE, review, now=now, zone=zone, at=at, alarm_min=alarm_min, whose=whose)


def events(data):
    """The events by the UID; the whole calendar is looked at on the way."""
    text = data.decode()
    assert not re.search(r"(?<!\r)\n", text)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    read = Calendar.from_ical(data)
    assert [each.errors for each in read.walk()] == [[] for _ in read.walk()]
    second = vobject.readOne(text)
    second.validate(raiseException=True)
    found = list(read.walk("VEVENT"))
    assert [each.uid.value for each in second.vevent_list] == [str(each["UID"]) for each in found]
    assert found, "a calendar has to have something in it"
    assert len({str(each["UID"]) for each in found}) == len(found)
    for each in found:
        assert each["DTSTAMP"].dt == each["LAST-MODIFIED"].dt
        assert each.decoded("DTSTART") < each.decoded("DTEND")
        assert each["CLASS"] == "PRIVATE"
        assert KNOWLEDGE.screen.safety_net[0].says in each["DESCRIPTION"]
    days = [each.decoded("DTSTART") for each in found]
    assert days == sorted(days)
    zones = {str(each["TZID"]) for each in read.walk("VTIMEZONE")}
    named = {each["DTSTART"].params.get("TZID") for each in found} - {None}
    assert named <= zones
    return {str(each["UID"]): each for each in found}


def by_day(data):
    found = events(data).values()
    return {
        (each.decoded("DTSTART").date() if at_a_time(each) else each.decoded("DTSTART")).day: each
        for each in found
    }


def at_a_time(event):
    return isinstance(event.decoded("DTSTART"), datetime)


# --- what is in it -------------------------------------------------------------------------------


def test_each_session_has_its_items_its_time_and_its_alarm():
    review = reviewed()
    found = by_day(written(review))
    assert list(found) == [each.on.day for each in review.plan.sessions]
    for session in review.plan.sessions:
        event = found[session.on.day]
        for item in session.items:
            name = KNOWLEDGE.exercises[item.exercise].name
            assert f"{name}: {words.how_much(item)}" in event["DESCRIPTION"]
        begin = event.decoded("DTSTART")
        assert begin == datetime.combine(session.on, time(18), ZoneInfo(BERLIN))
        length = event.decoded("DTEND") - begin
        assert timedelta(0) <= length - timedelta(seconds=session.seconds) < timedelta(minutes=1)
        alarms = [each.decoded("TRIGGER") for each in event.walk("VALARM")]
        assert alarms == ([] if session.if_gate else [timedelta(minutes=-15)])
        assert event["STATUS"] == ("TENTATIVE" if session.if_gate else "CONFIRMED")


def test_without_a_time_a_session_is_all_day_and_rings_no_bell():
    for event in events(written(reviewed(), at=None)).values():
        assert not at_a_time(event)
        assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(days=1)
        assert event["TRANSP"] == "TRANSPARENT"
        assert not event.walk("VALARM")


@pytest.mark.parametrize("zone", ["", "Nowhere/At-all", "../etc", "Europe"])
def test_without_a_zone_the_time_floats(zone):
    data = written(reviewed(), zone=zone)
    assert b"VTIMEZONE" not in data
    assert b"TZID" not in data
    assert {each.decoded("DTSTART").tzinfo for each in events(data).values()} == {None}


def test_in_utc_the_time_is_in_utc():
    data = written(reviewed(), zone="UTC")
    assert b"DTSTART:20260306T180000Z" in data
    assert events(data)


def test_it_is_said_in_the_runners_language():
    german = LANGUAGES["de"].with_words(lambda text: f"<{text}>", lambda _one, more, _count: more)
    with speaking(german):
        assert "<Open strideback for the steps" in written(reviewed()).decode()


def test_commas_semicolons_and_line_ends_stay_what_they_are():
    text = written(reviewed()).decode().replace("\r\n ", "")
    line = next(each for each in text.split("\r\n") if each.startswith("DESCRIPTION:1."))
    assert not re.search(r"(?<!\\)[,;]", line)
    assert "\\n2. " in line


# --- the same session ----------------------------------------------------------------------------


def test_a_moved_session_keeps_its_uid_and_the_day_that_it_left_is_free():
    before = by_day(written(reviewed()))
    after = by_day(written(reviewed("2026-03-06 preferred moved=2026-03-08>2026-03-10")))
    assert after[10]["UID"] == before[8]["UID"]
    assert 8 not in after
    assert "Moved from Sun 8 March." in after[10]["DESCRIPTION"]
    back = by_day(
        written(
            reviewed(
                "2026-03-06 preferred moved=2026-03-08>2026-03-10",
                "2026-03-06 preferred moved=2026-03-08>2026-03-08",
            )
        )
    )
    assert back[8]["UID"] == before[8]["UID"]
    assert back[10]["UID"] == before[10]["UID"]


def test_a_session_is_the_same_the_next_day_and_its_number_has_risen():
    today, tomorrow = reviewed(), reviewed(today=date(2026, 3, 7))
    first, second = (
        events(written(today)),
        events(written(tomorrow, now=NOW + timedelta(days=1))),
    )
    both = first.keys() & second.keys()
    assert both
    for uid in both:
        assert second[uid]["SEQUENCE"] > first[uid]["SEQUENCE"]
        assert second[uid]["DTSTAMP"].dt > first[uid]["DTSTAMP"].dt


def test_what_is_told_a_minute_later_is_the_newer():
    uid = by_day(written(reviewed()))[8]["UID"]
    moved = reviewed("2026-03-06 preferred moved=2026-03-08>2026-03-10")
    first = events(written(reviewed()))[uid]
    second = events(written(moved, now=NOW + timedelta(minutes=1)))[uid]
    assert second["SEQUENCE"] > first["SEQUENCE"]
    assert first["SEQUENCE"] < 2**31 - 2**28  # whole numbers of a calendar have 32 bits


def test_two_runners_in_one_calendar_are_told_apart():
    review = reviewed()
    assert not events(written(review)).keys() & events(written(review, whose="you")).keys()
    assert written(review) == written(review)


# --- no plan -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", FIRST_WEEK.replace("saddle-numbness no", "saddle-numbness yes")]
)
def test_without_a_clearance_there_is_one_note_and_no_session(text):
    data = written(reviewed(text=text))
    (note,) = events(data).values()
    assert note["SUMMARY"] == "strideback: please open it first"
    assert "VALARM" not in data.decode()
    for exercise in KNOWLEDGE.exercises.values():
        assert exercise.name not in note["DESCRIPTION"]


def test_when_no_session_is_ahead_the_calendar_says_so():
    review = reviewed("2026-03-06 preferred away=2026-03-06..2026-03-30")
    (note,) = events(written(review)).values()
    assert note["SUMMARY"] == "strideback: no session in the next two weeks"


def test_once_a_session_was_stopped_there_is_no_more_of_it_today():
    stopped = reviewed("2026-03-06 did side-plank.left sets=1 hold=10s before=2 during=6 after=6")
    assert stopped.stopped
    assert 6 not in by_day(written(stopped))


def test_a_session_that_was_begun_rings_no_bell_and_the_next_one_does():
    assert by_day(written(reviewed()))[6].walk("VALARM")
    found = by_day(
        written(reviewed("2026-03-06 did pigeon-stretch.left sets=2 hold=30s before=2 after=2"))
    )
    assert not found.pop(6).walk("VALARM")
    assert any(each.walk("VALARM") for each in found.values())


# --- every plan, every zone ----------------------------------------------------------------------

ZONES = ["", BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "Africa/Casablanca", "Pacific/Chatham"]  # fmt: skip


@settings(max_examples=60)
@given(
    story=stories(),
    zone=st.sampled_from(ZONES),
    at=st.none() | st.times(),
    alarm_min=st.none() | st.integers(0, 600),
)
def test_any_review_makes_a_valid_calendar(story, zone, at, alarm_min):
    review = REVIEWER.review(story.diary, story.today)
    now = datetime.combine(story.today, time(12), UTC)
    found = events(written(review, now=now, zone=zone, at=at, alarm_min=alarm_min))
    if review.plan is None:
        assert len(found) == 1
    else:
        planned = [s for s in review.plan.sessions if not (review.stopped and s.on == review.on)]
        assert len(found) == max(1, len(planned))


@pytest.mark.parametrize("zone", ZONES[1:])
def test_a_zone_in_the_calendar_tells_the_same_time_as_the_zone(zone):
    """By the rule of RFC 5545: what holds is the part whose beginning is the last one before."""
    first = date(2026, 3, 6)
    made = zone_component(ZoneInfo(zone), first, first + timedelta(days=14))
    parts = [
        (each.decoded("DTSTART") - each.decoded("TZOFFSETFROM"), each.decoded("TZOFFSETTO"))
        for each in made.walk()
        if each.name != "VTIMEZONE"
    ]
    at = datetime(2025, 6, 1, tzinfo=UTC)
    while at < datetime(2027, 3, 1, tzinfo=UTC):
        here = max(each for each in parts if each[0] <= at.replace(tzinfo=None))
        assert here[1] == at.astimezone(ZoneInfo(zone)).utcoffset(), at
        at += timedelta(minutes=30)


def test_a_time_that_the_clock_leaves_out_comes_an_hour_later():
    begin = by_day(written(reviewed(), zone="America/New_York", at=time(2, 30)))[8].decoded(
        "DTSTART"
    )
    assert begin.time() == time(3, 30)
