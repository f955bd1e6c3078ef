"""Hypothesis strategies for diaries that a runner could have written, with the real knowledge's ids.

Most begin with a clean screen and end with fresh answers, so that many are cleared and have a plan.
Days are a number of days after a Monday; a diary never spans more than ninety of them.
"""

from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

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
    Seen,
    Skipped,
    Stroke,
    Tested,
)
from strideback.core.terms import Side
from strideback.formats import diary_text, knowledge_toml
from strideback.formats.diary_grammar import BODY_SIGNS, OUTCOMES, RUN_SIGNS

KNOWLEDGE = knowledge_toml.load()
START = date(2026, 3, 2)
LAST_DAY = 90


def day(number):
    return START + timedelta(days=number)


# --- answers -------------------------------------------------------------------------------------

_CLEAN_NUMBERS = {"age": 34.0, "weeks-of-pain": 3.0}
_NUMBERS = {  # around every threshold
    "age": [16, 17, 18, 25, 26, 34, 44, 49, 50, 64, 65, 80],
    "weeks-of-pain": [0, 3, 5, 6, 12, 13, 60],
    "age-at-first-pain": [15, 34, 35, 44, 45, 60],
}
SCREEN = [
    q
    for q in sorted(KNOWLEDGE.questions.values(), key=lambda question: question.order)
    if q.screen and q.group in KNOWLEDGE.screen.asked_groups
]
CHECK_IN = [q for q in SCREEN if q.group == "check-in"]


def _clean_answer(question):
    match question.kind:
        case "yes-no":
            return "no"
        case "choices":
            return ()
    return _CLEAN_NUMBERS[question.id]


def clean_screen(on, without=()):
    """A whole screen with nothing raised."""
    asked = [q for q in SCREEN if q.ask_when is None and q.group != "check-in"]
    return [
        Answered(on=on, question="consent", value="yes"),
        *(
            Answered(on=on, question=q.id, value=_clean_answer(q))
            for q in asked
            if q.id not in without
        ),
    ]


def clean_check_in(on):
    return [Answered(on=on, question=q.id, value="no") for q in CHECK_IN]


def _values(question):
    match question.kind:
        case "yes-no":
            return st.sampled_from(["yes", "no", "not-sure"])
        case "choices":
            options = [option.id for option in question.options]
            ticked = st.lists(st.sampled_from(options), max_size=4, unique=True).map(tuple)
            return ticked | st.just("not-sure")
        case "number":
            told = _NUMBERS.get(question.id, [0, 5, 10])
            return st.sampled_from([float(each) for each in told])
        case "date":
            return st.just(START)
    return st.just("run 10 km")


answers = st.sampled_from(sorted(KNOWLEDGE.questions)).flatmap(
    lambda name: _values(KNOWLEDGE.questions[name]).map(
        lambda value: partial(Answered, question=name, value=value)
    )
)
screen_answers = st.sampled_from(SCREEN).flatmap(
    lambda question: _values(question).map(
        lambda value: partial(Answered, question=question.id, value=value)
    )
)
raising = st.sampled_from([q for q in SCREEN if q.kind != "number"]).flatmap(
    lambda question: st.sampled_from(["yes", "not-sure"]).map(
        lambda value: partial(Answered, question=question.id, value=value)
    )
)


# --- everything else -----------------------------------------------------------------------------

scale = st.integers(0, 10).map(float)
low = st.integers(0, 5).map(float)
sides = st.sampled_from(Side)


def _body(makes, /, **fields):
    return st.fixed_dictionaries(fields).map(lambda told: partial(makes, **told))


_places = st.sampled_from(
    [
        (region.id, side)
        for region in KNOWLEDGE.regions.values()
        for side in (tuple(Side) if region.paired else (None,))
    ]
)
marks = st.lists(_places, max_size=4, unique=True).flatmap(
    lambda places: st.tuples(
        *(
            st.builds(Mark, region=st.just(region), side=st.just(side), intensity=scale)
            for region, side in places
        )
    )
)
strokes = st.lists(
    st.builds(
        Stroke,
        points=st.lists(
            st.tuples(st.integers(0, 400).map(float), st.integers(0, 800).map(float)),
            min_size=1,
            max_size=3,
        ).map(tuple),
        brush=st.sampled_from([4.0, 10.0, 25.0]),
        intensity=low,
    ),
    max_size=1,
).map(tuple)
drew = _body(
    Drew, view=st.sampled_from(["back", "front", "left", "right"]), marks=marks, strokes=strokes
)
_guide = [m.id for m in KNOWLEDGE.muscles.values() if m.listed == "guide"]
_others = [m.id for m in KNOWLEDGE.muscles.values() if m.listed == "outside"]
inspected = _body(
    Inspected,
    muscle=st.sampled_from(_guide * 3 + _others),
    side=sides,
    tender=scale,
    familiar=st.sampled_from([None, True, False]),
)
_tests = [
    (test.id, side)
    for test in KNOWLEDGE.selftests.values()
    for side in (tuple(Side) if test.per_side else (None,))
]
_TEST_VALUES = {
    "yes-no": [0.0, 1.0],
    "pain": [0.0, 1.0, 2.0, 3.0],
    "seconds": [20.0, 40.0, 52.0],
    "degrees": [0.0, 10.0],
    "reps": [5.0, 10.0],
}
tested = st.sampled_from(_tests).flatmap(
    lambda test: _body(
        Tested,
        test=st.just(test[0]),
        side=st.just(test[1]),
        value=st.sampled_from(_TEST_VALUES[KNOWLEDGE.selftests[test[0]].measures]),
        pain=st.none() | low,
    )
)
pain = _body(PainLogged, now=scale, morning=st.none() | scale, worst=st.none() | scale)
calm = _body(PainLogged, now=st.sampled_from([2.0, 3.0, 4.0]), morning=st.none() | low)
_exercises = [
    (exercise.id, side)
    for exercise in KNOWLEDGE.exercises.values()
    for side in (tuple(Side) if exercise.per_side else (None,))
]
_frequent = [
    (name, side)
    for name in (
        *("massage-gluteus-medius", "massage-quadratus-lumborum", "massage-tensor-fasciae-latae"),
        *("pigeon-stretch", "couch-stretch", "fire-hydrant", "side-plank"),
    )
    for side in Side
]
_signs = st.sampled_from([()] * 12 + [(sign,) for sign in BODY_SIGNS])
did = st.sampled_from(_frequent * 4 + _exercises).flatmap(
    lambda which: _body(
        Did,
        exercise=st.just(which[0]),
        side=st.just(which[1]),
        sets=st.none() | st.integers(1, 4),
        reps=st.none() | st.sampled_from([8, 10, 15]),
        before=st.none() | low,
        during=st.none() | low,
        after=st.none() | low | scale,
        effort=st.none() | st.sampled_from([4.0, 7.0, 9.0]),
        step=st.none() | st.integers(1, 10),
        good_form=st.sampled_from([True, True, True, False]),
        signs=_signs,
    )
)
skipped = _body(
    Skipped, exercise=st.sampled_from(["session", "fire-hydrant"]), reason=st.just("no time")
)
ran = _body(
    Ran,
    distance_m=st.none() | st.integers(1, 42).map(lambda km: km * 1000.0),
    duration_s=st.none() | st.sampled_from([900.0, 1200.0, 3600.0]),
    pain=st.none() | low | scale,
    kind=st.sampled_from(["run", "run", "run", "run-walk", "trail", "walk", "ride"]),
    signs=st.sampled_from([()] * 8 + [(sign,) for sign in RUN_SIGNS]),
)
function = _body(Function, measure=st.just("rmdq"), value=st.integers(0, 24).map(float)) | _body(
    Function, measure=st.just("activity"), value=scale, activity=st.just("run 10 km")
)
limits = st.lists(st.sampled_from(KNOWLEDGE.screen.limits), min_size=1, max_size=4, unique=True)
_about = st.sampled_from(["all", *sorted(KNOWLEDGE.flags)])
seen = _body(
    Seen,
    flag=_about,
    outcome=st.sampled_from([*OUTCOMES, "cleared"]),
    by=st.just("physio"),
) | _body(Seen, flag=_about, outcome=st.just("limits"), without=limits.map(tuple))
issued = _body(
    PlanIssued, programme=st.just("guide"), stage=st.just("massage"), edition=st.just("x")
)
noted = _body(Noted, text=st.sampled_from(["fine", "saddle-numbness yes", "seen all cleared"]))
_equipment = sorted(
    {
        need
        for exercise in KNOWLEDGE.exercises.values()
        for need in (
            *exercise.needs,
            *exercise.needs_any,
            *(each for rung in exercise.ladder for each in rung.needs),
        )
    }
)
_trips = st.tuples(st.integers(0, 100), st.integers(0, 12)).map(
    lambda trip: (day(trip[0]), day(trip[0] + trip[1]))
)
_moves = st.tuples(st.integers(0, 100), st.integers(-3, 8)).map(
    lambda move: (day(move[0]), day(move[0] + move[1]))
)
preferred = _body(
    Preferred,
    days=st.none() | st.lists(st.integers(0, 6), min_size=1, max_size=5, unique=True).map(tuple),
    minutes=st.none() | st.integers(5, 60),
    equipment=st.none() | st.lists(st.sampled_from(_equipment), max_size=4, unique=True).map(tuple),
    floor=st.sampled_from([None, True, False]),
    programme=st.sampled_from([None, None, *sorted(KNOWLEDGE.programmes)]),
    also=st.none()
    | st.lists(st.sampled_from(sorted(KNOWLEDGE.programmes)), max_size=2, unique=True).map(tuple),
    away=st.none() | st.lists(_trips, max_size=2).map(tuple),
    moved=st.none() | st.lists(_moves, max_size=3).map(tuple),
).filter(lambda told: any(value is not None for value in told.keywords.values()))

of_a_life = st.one_of(did, did, did, calm, calm, pain, ran, ran, function, noted, skipped, tested)
of_any_kind = st.one_of(
    of_a_life, answers, screen_answers, drew, inspected, issued, preferred, seen
)


def dated(strategy, first=0, last=LAST_DAY):
    """Events of a kind on any of these days."""
    return st.tuples(st.integers(first, last), strategy).map(lambda pair: pair[1](on=day(pair[0])))


def by_day(events):
    """In the order in which they would be told; a day's own order is kept."""
    return sorted(events, key=lambda event: event.on)


# --- diaries -------------------------------------------------------------------------------------

_MASSAGE = [f"massage-{muscle}" for muscle in _guide]


def backbone(days, last, better_by):
    """A runner who follows the guide for so many days, with the pain falling from 5 (or not)."""
    events = [PainLogged(on=day(0), now=5.0)]
    for number in range(min(days, last) + 1):
        on = day(number)
        if number < 3:
            events += [
                Did(on=on, exercise=name, side=Side.RIGHT, sets=3, before=5.0, after=4.0)
                for name in _MASSAGE
            ]
        elif number < 7:
            events += [
                Did(on=on, exercise="pigeon-stretch", side=side, sets=2, before=4.0, after=4.0)
                for side in Side
            ]
        elif number % 4 == 0:
            events += [
                Did(on=on, exercise=name, side=side, sets=3, before=3.0, after=3.0, effort=6.0)
                for name in ("fire-hydrant", "side-plank")
                for side in Side
            ]
        pain_now = max(0.0, 5.0 - better_by * number / 10)
        events.append(PainLogged(on=on, now=round(pain_now), morning=round(pain_now)))
    return events


class Story(NamedTuple):
    """A diary and the day it is looked at; shown as the diary's own text, without plain answers."""

    diary: Diary
    today: date

    def __repr__(self):
        lines = diary_text.write(self.diary).splitlines()
        told = [line for line in lines if not line.endswith((" no", " none"))]
        return "\n".join(("", *told, f"-- on {self.today}, without answers of no", ""))


@st.composite
def stories(draw, seen_too=True, corrections=True):
    """Stories of a runner."""
    last = draw(st.sampled_from([0, 1, 2, 3, 6, 7, 13, 14, 20, 30, 43, 60, LAST_DAY]))
    events = clean_screen(day(0), without=draw(st.sampled_from([(), (), (), ("fever",), ("age",)])))
    told = st.one_of(screen_answers, drew, drew, inspected, inspected, inspected, preferred)
    events += [body(on=day(0)) for body in draw(st.lists(told, max_size=5))]
    if draw(st.sampled_from([True, True, True, False])):
        events += [e for week in range(7, last + 1, 7) for e in clean_check_in(day(week))]
    followed = draw(st.sampled_from([0, 0, 2, 5, 10, 20, LAST_DAY]))
    if followed:
        events += backbone(followed, last, draw(st.sampled_from([0, 1, 3, 8])))
    events += draw(st.lists(dated(of_a_life, 0, last), max_size=12))
    events += draw(st.lists(dated(of_any_kind, 0, last), max_size=3))
    events = by_day(events)
    fresh = draw(st.sampled_from(["check-in", "check-in", "screen", "nothing"]))
    if fresh == "screen":
        events += clean_screen(day(last))
    if fresh != "nothing":
        events += clean_check_in(day(last))
    if not seen_too:
        events = [each for each in events if not isinstance(each, Seen)]
    if corrections and draw(st.sampled_from([False] * 5 + [True])):
        number = draw(st.integers(1, len(events)))
        body = draw(st.none() | of_any_kind)
        replacement = None if body is None else body(on=day(last))
        events.append(Corrected(on=day(last), number=number, replacement=replacement))
    return Story(Diary(tuple(events)), day(last))
