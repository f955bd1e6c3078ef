"""The diary as text: what each line means, and that writing and reading lose nothing."""

import timeit
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import EVERY_KIND, diaries, events

from strideback.core.diary import (
    Answered,
    Corrected,
    Diary,
    Did,
    Drew,
    Function,
    Inspected,
    Mark,
    Noted,
    PainLogged,
    PlanIssued,
    Preferred,
    Ran,
    Remark,
    Seen,
    Skipped,
    Stroke,
    Unread,
)
from strideback.core.diary import (
    Tested as SelfTested,  # pytest would collect a class named Test…
)
from strideback.core.terms import Side
from strideback.formats import diary_text
from strideback.formats.diary_text import append, format_event, parse, read_file, write

DAY = date(2026, 3, 1)
RIGHT, LEFT = Side.RIGHT, Side.LEFT
AT_HALF_SEVEN = datetime(2026, 3, 1, 7, 30, tzinfo=timezone(timedelta(hours=1)))

MEANINGS = {
    "answered saddle-numbness no": Answered(on=DAY, question="saddle-numbness", value="no"),
    "answered cough not-sure": Answered(on=DAY, question="cough", value="not-sure"),
    "answered age 34": Answered(on=DAY, question="age", value=34.0),
    "answered worse-with hills,camber": Answered(
        on=DAY, question="worse-with", value=("hills", "camber")
    ),
    "answered worse-with hills": Answered(on=DAY, question="worse-with", value=("hills",)),
    "answered worse-with 2-weeks": Answered(on=DAY, question="worse-with", value=("2-weeks",)),
    "answered worse-with none": Answered(on=DAY, question="worse-with", value=()),
    "answered worse-with yes,": Answered(on=DAY, question="worse-with", value=("yes",)),
    "answered last-period 2026-02-20": Answered(
        on=DAY, question="last-period", value=date(2026, 2, 20)
    ),
    'answered else "a \\"b\\" \\\\ c\\nd"': Answered(
        on=DAY, question="else", value='a "b" \\ c\nd'
    ),
    "pain now=4 worst=6 during=3 morning=4.5": PainLogged(
        on=DAY, now=4, worst=6, during=3, morning=4.5
    ),
    "drew back iliac-crest-posterior.right=3 sacrum=2 stroke=10,20;12,22.5@6:4": Drew(
        on=DAY,
        view="back",
        marks=(
            Mark(region="iliac-crest-posterior", side=RIGHT, intensity=3),
            Mark(region="sacrum", side=None, intensity=2),
        ),
        strokes=(Stroke(points=((10, 20), (12, 22.5)), brush=6, intensity=4),),
    ),
    "drew front nothing": Drew(on=DAY, view="front"),
    "inspected gluteus-medius.right tender=7 familiar=yes": Inspected(
        on=DAY, muscle="gluteus-medius", side=RIGHT, tender=7, familiar=True
    ),
    "inspected gluteus-medius.left tender=0 familiar=no": Inspected(
        on=DAY, muscle="gluteus-medius", side=LEFT, tender=0, familiar=False
    ),
    "inspected gluteus-medius.left tender=0": Inspected(
        on=DAY, muscle="gluteus-medius", side=LEFT, tender=0, familiar=None
    ),
    "tested side-bridge-hold.left 45s pain=2": SelfTested(
        on=DAY, test="side-bridge-hold", side=LEFT, value=45, pain=2
    ),
    "tested side-bridge-hold.left value=45": SelfTested(
        on=DAY, test="side-bridge-hold", side=LEFT, value=45
    ),
    "tested stork.left yes": SelfTested(on=DAY, test="stork", side=LEFT, value=1),
    "tested stork.left no": SelfTested(on=DAY, test="stork", side=LEFT, value=0),
    "tested squats 10": SelfTested(on=DAY, test="squats", value=10),
    "did massage-tfl.right 6min before=5 after=3 effort=4 hold=2s 20m during=4": Did(
        on=DAY,
        exercise="massage-tfl",
        side=RIGHT,
        duration_s=360,
        before=5,
        after=3,
        effort=4,
        hold_s=2,
        distance_m=20,
        during=4,
    ),
    "did squats 3x10 step=2 form=poor signs=bruise,numbness": Did(
        on=DAY,
        exercise="squats",
        sets=3,
        reps=10,
        step=2,
        good_form=False,
        signs=("bruise", "numbness"),
    ),
    "did squats sets=3 reps=10 form=poor form=2": Did(
        on=DAY, form=2, exercise="squats", sets=3, reps=10, good_form=False
    ),
    'skipped fire-hydrant "no time"': Skipped(on=DAY, exercise="fire-hydrant", reason="no time"),
    "skipped session": Skipped(on=DAY, exercise="session"),
    "ran 8.2km 46min pain=3 kind=run-walk signs=limp,rising file=morning.fit shoes=blue": Ran(
        on=DAY,
        distance_m=8200,
        duration_s=2760,
        pain=3,
        kind="run-walk",
        signs=("limp", "rising"),
        file="morning.fit",
        shoes="blue",
    ),
    "ran 16.1km 1h10min": Ran(on=DAY, distance_m=16100, duration_s=4200),
    "ran 5mi 46:30": Ran(on=DAY, distance_m=8046.72, duration_s=2790),
    'ran 1:10:05 shoes="red, old"': Ran(on=DAY, duration_s=4205, shoes="red, old"),
    "function rmdq=7": Function(on=DAY, measure="rmdq", value=7),
    'function activity=6 "run 10 km"': Function(
        on=DAY, measure="activity", value=6, activity="run 10 km"
    ),
    'seen saddle-numbness cleared by=gp "all well"': Seen(
        on=DAY, flag="saddle-numbness", outcome="cleared", by="gp", said="all well"
    ),
    'seen fever limits without=running,massage:piriformis said="no flights"': Seen(
        on=DAY,
        flag="fever",
        outcome="limits",
        said="no flights",
        without=("running", "massage:piriformis"),
    ),
    'seen fever limits "no running, no massage"': Seen(
        on=DAY, flag="fever", outcome="limits", said="no running, no massage"
    ),
    "seen all outcome=not-cleared": Seen(on=DAY, flag="all", outcome="not-cleared"),
    "plan-issued guide massage edition=2026.1 items=massage-tfl.right,easy-walk": PlanIssued(
        on=DAY,
        programme="guide",
        stage="massage",
        edition="2026.1",
        items=("massage-tfl.right", "easy-walk"),
    ),
    'noted "stiff, = and \\"sore\\""': Noted(on=DAY, text='stiff, = and "sore"'),
    "noted stiff  at first, =fine later": Noted(on=DAY, text="stiff  at first, =fine later"),
    "preferred days=mon,wed,fri minutes=20 equipment=ball,band floor=no programme=guide": Preferred(
        on=DAY,
        days=(0, 2, 4),
        minutes=20,
        equipment=("ball", "band"),
        floor=False,
        programme="guide",
    ),
    "preferred equipment=none also=abduction away=2026-03-05..2026-03-09,2026-03-12": Preferred(
        on=DAY,
        equipment=(),
        also=("abduction",),
        away=(
            (date(2026, 3, 5), date(2026, 3, 9)),
            (date(2026, 3, 12), date(2026, 3, 12)),
        ),
    ),
    "preferred moved=2026-03-08>2026-03-10,2026-03-09>2026-03-09": Preferred(
        on=DAY,
        moved=(
            (date(2026, 3, 8), date(2026, 3, 10)),
            (date(2026, 3, 9), date(2026, 3, 9)),
        ),
    ),
    "preferred moved=none": Preferred(on=DAY, moved=()),
    "corrected 3 removed": Corrected(on=DAY, number=3),
    "corrected 3 answered shoulder-pain no": Corrected(
        on=DAY, number=3, replacement=Answered(on=DAY, question="shoulder-pain", value="no")
    ),
    "corrected 3 noted it was the left form=2 form=1": Corrected(
        on=DAY, number=3, replacement=Noted(on=DAY, form=2, text="it was the left")
    ),
}


@pytest.mark.parametrize(("said", "event"), MEANINGS.items(), ids=MEANINGS)
def test_a_line_means_its_event(said, event):
    assert parse(f"2026-03-01 {said}") == (Diary((event,)), ())


@pytest.mark.parametrize(
    ("when", "at"),
    [
        ("2026-03-01T07:30+01:00", AT_HALF_SEVEN),
        ("2026-03-01T07:30+0100", AT_HALF_SEVEN),
        ("2026-03-01T07:30:15Z", datetime(2026, 3, 1, 7, 30, 15, tzinfo=UTC)),
        ("2026-03-01T07:30", AT_HALF_SEVEN.replace(tzinfo=None)),
        ("2026-03-01T07:30:15.25", datetime(2026, 3, 1, 7, 30, 15, 250_000, tzinfo=None)),  # noqa: DTZ001 - a time without an offset is what is tested
    ],
)
def test_an_instant_keeps_its_offset_as_given(when, at):
    (event,) = parse(f"{when} pain now=4").diary.events
    assert event.at == at
    assert event.at.utcoffset() == at.utcoffset()
    assert event.on == DAY


def test_the_day_of_an_instant_is_the_runners_own_and_not_that_of_greenwich():
    (event,) = parse("2026-03-01T00:30+05:00 pain now=4").diary.events
    assert event.on == DAY
    assert event.at.astimezone(UTC).date() == date(2026, 2, 28)


def test_a_leap_day_is_a_day_in_leap_years_only():
    assert not parse("2024-02-29 pain now=4").problems
    assert not parse("2000-02-29 pain now=4").problems
    (problem,) = parse("2100-02-29 pain now=4").problems
    assert "there is no 29 February 2100; February 2100 has 28 days" in problem.says


@pytest.mark.parametrize("kind", EVERY_KIND)
@given(data=st.data())
def test_an_event_written_and_read_is_the_same_event(kind, data):
    event = data.draw(EVERY_KIND[kind])
    line = format_event(event)
    assert "\n" not in line
    assert line.split()[1] == kind
    assert parse(line) == (Diary((event,)), ())


@given(events())
def test_an_instant_comes_back_with_its_own_offset(event):
    (read,) = parse(format_event(event)).diary.events
    assert repr(read.at) == repr(event.at) or read.at.utcoffset() == event.at.utcoffset()


@given(diaries())
def test_the_law_that_a_diary_written_and_read_is_the_same_diary(diary):
    assert parse(write(diary)).diary == diary
    assert diary_text.format(diary) == write(diary)


@given(diaries())
def test_every_line_is_one_entry_in_its_place(diary):
    parsed = parse(write(diary))
    assert {problem.line for problem in parsed.problems} == {each.line for each in diary.unread}
    assert write(diary).count("\n") == len(diary.entries)


def test_the_designs_example_is_read_without_a_problem():
    text = (
        "# my first week\n\n"
        "2026-03-01 answered saddle-numbness no\n"
        "2026-03-01 drew back iliac-crest-posterior.right=3 sacrum=2\n"
        "2026-03-02 inspected gluteus-medius.right tender=7 familiar=yes\n"
        "2026-03-02 did massage-gluteus-medius.right 6min before=5 after=3\n"
        "2026-03-03 ran 8.2km 46min pain=3 file=morning.fit\n"
    )
    diary, problems = parse(text)
    assert problems == ()
    assert diary.entries[:2] == (Remark("# my first week"), Remark(""))
    assert write(diary) == text


def test_kilometres_are_written_only_where_they_give_the_metres_back():
    assert format_event(Ran(on=DAY, distance_m=8200)) == "2026-03-01 ran 8.2km"
    assert format_event(Ran(on=DAY, distance_m=400)) == "2026-03-01 ran 400m"
    assert format_event(Ran(on=DAY, distance_m=16100)) == "2026-03-01 ran 16.1km"


def test_a_comment_never_becomes_an_event():
    sneaky = Remark("hello\n2026-03-01 answered saddle-numbness no")
    assert parse(write(Diary((sneaky, Remark("2026-03-01 pain now=1"))))).diary.events == ()


def test_a_run_without_a_word_is_still_a_run():
    assert parse(format_event(Ran(on=DAY))).diary.events == (Ran(on=DAY),)


def test_six_hundred_lines_are_read_well_within_a_blink():
    text = "".join(f"2026-03-01 {said}\n" for said in MEANINGS) * 15
    assert text.count("\n") >= 600
    best = min(timeit.repeat(lambda: parse(text), number=1, repeat=7))
    assert best < 0.5  # about 5 ms; coverage slows it tenfold


# --- files ---------------------------------------------------------------------------------------


def test_lines_are_added_at_the_end_and_nothing_else_is_touched(tmp_path):
    path = tmp_path / "my.diary"
    path.write_bytes(b"# mine\r\n2026-03-01 pain now=4")
    append(path, [PainLogged(on=DAY, now=3), Noted(on=DAY, text="für später")])
    assert path.read_bytes() == (
        b"# mine\r\n2026-03-01 pain now=4\n2026-03-01 pain now=3\n"
        + '2026-03-01 noted "für später"\n'.encode()
    )
    assert len(read_file(path).diary.events) == 3


def test_a_new_diary_is_the_owners_alone(tmp_path):
    path = tmp_path / "new.diary"
    append(path, [Noted(on=DAY, text="first")], expected_size=0)
    assert path.read_text(encoding="utf-8") == '2026-03-01 noted "first"\n'
    assert path.stat().st_mode & 0o077 == 0


def test_a_diary_that_changed_since_it_was_read_is_left_alone(tmp_path):
    path = tmp_path / "my.diary"
    path.write_bytes(b"# one\n")
    with pytest.raises(diary_text.DiaryNotWritten, match="has changed since it was read"):
        append(path, [Noted(on=DAY, text="x")], expected_size=5)
    assert path.read_bytes() == b"# one\n"
    append(path, [Noted(on=DAY, text="x")], expected_size=6)
    assert path.read_bytes() == b'# one\n2026-03-01 noted "x"\n'


def test_a_missing_diary_that_was_there_before_is_not_made_anew(tmp_path):
    with pytest.raises(diary_text.DiaryNotWritten, match="There is no diary at"):
        append(tmp_path / "gone.diary", [Noted(on=DAY, text="x")], expected_size=6)
    assert list(tmp_path.iterdir()) == []


def test_a_line_that_could_not_be_read_back_is_refused(tmp_path):
    with pytest.raises(diary_text.DiaryNotWritten, match="now=11' is outside 0 to 10"):
        append(tmp_path / "my.diary", [PainLogged(on=DAY, now=11)])
    with pytest.raises(diary_text.DiaryNotWritten, match="not complete"):
        append(tmp_path / "my.diary", [PainLogged(on=DAY)])
    with pytest.raises(diary_text.DiaryNotWritten):
        append(tmp_path / "my.diary", [Unread("nonsense", 1)])
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_no_half_line_behind(tmp_path, monkeypatch):
    path = tmp_path / "my.diary"
    path.write_bytes(b"# one\n")

    def full(_file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(diary_text.DiaryNotWritten, match="No space left on device"):
        append(path, [Noted(on=DAY, text="x")])
    assert path.read_bytes() == b"# one\n"


def test_a_file_in_utf_16_is_not_added_to(tmp_path):
    path = tmp_path / "wide.diary"
    path.write_bytes("# one\n".encode("utf-16"))
    with pytest.raises(diary_text.DiaryNotWritten, match="save it as UTF-8"):
        append(path, [Noted(on=DAY, text="x")])
