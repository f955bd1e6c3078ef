"""Hypothesis strategies for diaries: every event that a diary line can say, within its ranges.

`events()` and `diaries()` are what other tests want.  What a line cannot say is left out on purpose:
an instant on another day than `on`, a correction dated otherwise than its replacement, and events
that say nothing (`pain` without a number).
"""

from datetime import date, datetime, time, timedelta, timezone

from hypothesis import strategies as st

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
    Tested,
    Unread,
)
from strideback.core.terms import Side
from strideback.formats.diary_grammar import BODY_SIGNS, OUTCOMES, RUN_SIGNS
from strideback.formats.diary_line import read_line
from strideback.formats.diary_runs import RUN_KEYS

RESERVED = {"form", "stroke"}  # a region of this name could not be told from the part of a line

ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True).filter(
    lambda word: word not in RESERVED
)
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
some_words = words.filter(bool)
lists = st.lists(words, max_size=4).map(tuple)
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
sides = st.sampled_from(Side)
maybe_sides = st.none() | sides
scale = st.integers(0, 10).map(float) | st.floats(0, 10)
maybe_scale = st.none() | scale
numbers = st.floats(-1e6, 1e6)
durations = st.integers(1, 604_800).map(float) | st.floats(0, 604_800, exclude_min=True)
distances = st.integers(1, 1_000_000).map(float) | st.floats(0, 1e6, exclude_min=True)
offsets = st.none() | st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(
    lambda gap: timezone(timedelta(minutes=gap // timedelta(minutes=1)))
)
times = st.times() | st.builds(time, st.integers(0, 23), st.integers(0, 59))


@st.composite
def _when(draw):
    on = draw(days)
    if draw(st.booleans()):
        return {"on": on, "at": None}
    return {"on": on, "at": datetime.combine(on, draw(times), draw(offsets))}


def _event(makes, /, **fields):
    """Events of one kind; a line with an instant is dated by it."""
    forms = st.just(1) | st.integers(1, 999)
    return st.builds(
        lambda when, rest: makes(**when, **rest),
        _when(),
        st.fixed_dictionaries({"form": forms, **fields}),
    )


answers = st.one_of(
    st.sampled_from(["yes", "no", "not-sure"]),
    words,
    numbers,
    days,
    st.lists(ids, max_size=4).map(tuple),
    st.sampled_from([("yes",), ("none",), ("34",), ("2026-02-20",), ("nan",), ("10", "20")]),
)
answered = _event(Answered, question=ids, value=answers)
marks = st.builds(Mark, region=ids, side=maybe_sides, intensity=scale)
strokes = st.builds(
    Stroke,
    points=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5).map(tuple),
    brush=st.floats(0, 1000),
    intensity=scale,
)
drew = _event(
    Drew,
    view=ids,
    marks=st.lists(marks, max_size=5, unique_by=lambda mark: (mark.region, mark.side)).map(tuple),
    strokes=st.lists(strokes, max_size=3).map(tuple),
)
inspected = _event(
    Inspected, muscle=ids, side=sides, tender=scale, familiar=st.sampled_from([None, True, False])
)
tested = _event(
    Tested, test=ids, side=maybe_sides, value=st.none() | numbers, pain=maybe_scale
).filter(lambda event: (event.value, event.pain) != (None, None))
pain = _event(
    PainLogged, now=maybe_scale, worst=maybe_scale, during=maybe_scale, morning=maybe_scale
).filter(
    lambda event: (event.now, event.worst, event.during, event.morning) != (None, None, None, None)
)
did = _event(
    Did,
    exercise=ids,
    side=maybe_sides,
    duration_s=st.none() | durations,
    sets=st.none() | st.integers(1, 100),
    reps=st.none() | st.integers(1, 1000),
    hold_s=st.none() | st.integers(1, 3600).map(float) | st.floats(0, 3600, exclude_min=True),
    distance_m=st.none() | distances,
    before=maybe_scale,
    during=maybe_scale,
    after=maybe_scale,
    effort=maybe_scale,
    step=st.none() | st.integers(1, 20),
    good_form=st.booleans(),
    signs=st.lists(st.sampled_from(BODY_SIGNS), max_size=3).map(tuple),
)


def _run_field(spec):
    """Any value that a device's figure can have in a line."""
    match spec.unit:
        case "time":
            return st.none() | durations
        case "text":
            return words
        case "list":
            return st.lists(
                st.integers(0, 3600).map(float) | st.floats(0, 604_800), max_size=5
            ).map(tuple)
    return st.none() | st.floats(spec.low, spec.high)


skipped = _event(Skipped, exercise=ids, reason=words)
ran = _event(
    Ran,
    distance_m=st.none() | distances,
    duration_s=st.none() | durations,
    pain=maybe_scale,
    kind=st.just("run") | ids,
    signs=st.lists(st.sampled_from(RUN_SIGNS), max_size=3).map(tuple),
    file=words,
    shoes=words,
    **{spec.field: _run_field(spec) for spec in RUN_KEYS.values()},
)
function = st.one_of(
    _event(Function, measure=st.just("rmdq"), value=st.floats(0, 24), activity=words),
    _event(Function, measure=st.just("activity"), value=scale, activity=words),
)
seen = _event(
    Seen, flag=ids, outcome=st.sampled_from(OUTCOMES), by=words, said=words, without=lists
)
plan_issued = _event(PlanIssued, programme=ids, stage=ids, edition=words, items=lists)
noted = _event(Noted, text=words)
spans = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))
preferred = _event(
    Preferred,
    days=st.none() | st.lists(st.integers(0, 6), max_size=7).map(tuple),
    minutes=st.none() | st.integers(1, 600),
    equipment=st.none() | lists,
    floor=st.sampled_from([None, True, False]),
    programme=st.none() | ids,
    also=st.none() | st.lists(ids, max_size=3).map(tuple),
    away=st.none() | st.lists(spans, max_size=3).map(tuple),
    moved=st.none() | st.lists(st.tuples(days, days), max_size=3).map(tuple),
).filter(lambda event: event != Preferred(on=event.on, at=event.at, form=event.form))

EVERY_KIND = {
    "answered": answered,
    "drew": drew,
    "inspected": inspected,
    "tested": tested,
    "pain": pain,
    "did": did,
    "skipped": skipped,
    "ran": ran,
    "function": function,
    "seen": seen,
    "plan-issued": plan_issued,
    "noted": noted,
    "preferred": preferred,
}

statements = st.one_of(*EVERY_KIND.values())


@st.composite
def _corrected(draw):
    replacement = draw(statements)
    return Corrected(
        on=replacement.on,
        at=replacement.at,
        form=draw(st.integers(1, 3)),
        number=draw(st.integers(1, 999_999_999)),
        replacement=draw(st.sampled_from([replacement, None])),
    )


EVERY_KIND["corrected"] = _corrected()

lines = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=60)
remarks = (lines.map("# {}".format) | st.text(" \t", max_size=3)).map(Remark)
unreadable = lines.filter(
    lambda line: line.strip() and line.lstrip()[0] != "#" and isinstance(read_line(line), tuple)
)


def events():
    """Any event that a diary line can say."""
    return st.one_of(*EVERY_KIND.values())


def diaries(max_size=12):
    """Any diary: events, comments, empty lines, and lines that nobody understood."""
    entries = st.one_of(events(), events(), remarks, unreadable.map(lambda text: Unread(text, 0)))
    return st.lists(entries, max_size=max_size).map(_numbered)


def _numbered(entries):
    """Unread lines know their number."""
    return Diary(
        tuple(
            Unread(entry.text, line) if isinstance(entry, Unread) else entry
            for line, entry in enumerate(entries, 1)
        )
    )
