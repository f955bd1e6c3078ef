"""The laws of the whole flow, over diaries that runners could have written, with the real knowledge."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from tests.core.realistic import (
    KNOWLEDGE,
    LAST_DAY,
    SCREEN,
    START,
    Story,
    clean_check_in,
    clean_screen,
    dated,
    day,
    limits,
    of_any_kind,
    raising,
    stories,
)

from strideback.core.diary import (
    Answered,
    Corrected,
    Diary,
    Drew,
    Inspected,
    Mark,
    Noted,
    PainLogged,
    Preferred,
    Ran,
    Seen,
    corrected,
)
from strideback.core.progress import preferences
from strideback.core.ranking import clues, rank
from strideback.core.terms import Level, Side
from strideback.core.triage import Cleared, limits_of
from strideback.formats import diary_checks, diary_text

ORDER = {"cleared": 0, "ask": 1, "refer": 2}
ASKED = {question.id: question for question in SCREEN}
ALWAYS_ASKED = sorted(q.id for q in SCREEN if q.ask_when is None and q.group != "check-in")
EMERGENCY = sorted(
    q.id for q in SCREEN if q.group == "emergency" and q.ask_when is None and q.kind == "yes-no"
)


_TWO_REDS = Story(
    Diary(
        (
            *clean_screen(START),
            Ran(on=START, distance_m=6000.0, pain=6.0),
            Ran(on=day(1), distance_m=3000.0, pain=7.0),
            *clean_check_in(day(1)),
        )
    ),
    day(1),
)


def _events(diary):
    return list(diary.events)


def _without(diary, question):
    kept = (e for e in diary.entries if not (isinstance(e, Answered) and e.question == question))
    return Diary(tuple(kept))


def _items(review):
    return [
        (session.on, item)
        for session in (review.plan.sessions if review.plan else ())
        for item in session.items
    ]


def _at_least_as_strict(softer, stricter):
    """The second decision takes nothing back of the first."""
    assert stricter.level >= softer.level
    assert stricter.blocks >= softer.blocks
    if softer.outcome != "ask":  # an answer may be what was asked for
        assert ORDER[stricter.outcome] >= ORDER[softer.outcome]


# --- the screen ----------------------------------------------------------------------------------


@given(stories(), raising)
def test_an_answer_of_yes_or_not_sure_never_softens(reviewer, story, answer):
    diary, today = story
    before = reviewer.review(diary, today).triage
    after = reviewer.review(diary.plus(answer(on=today)), today).triage
    _at_least_as_strict(before, after)


@given(stories(seen_too=False, corrections=False), st.data())
def test_turning_an_answer_into_yes_never_softens(reviewer, story, data):
    diary, today = story
    events = _events(diary)
    places = [
        place
        for place, event in enumerate(events)
        if isinstance(event, Answered)
        and event.question in ASKED
        and ASKED[event.question].kind != "number"
    ]
    place = data.draw(st.sampled_from(places))
    events[place] = replace(events[place], value="yes")
    before = reviewer.review(diary, today).triage
    after = reviewer.review(Diary(tuple(events)), today).triage
    _at_least_as_strict(before, after)


def _matters(reviewer, diary, today, question):
    """Whether some answer to this question, in place of none, raises a flag."""
    kind = ASKED[question].kind
    answers = ["yes"] if kind != "number" else [16.0, 20.0, 55.0, 70.0]
    silent = _without(diary, question)
    raised = set(reviewer.review(silent, today).triage.because)
    told = (silent.plus(Answered(on=today, question=question, value=each)) for each in answers)
    return any(set(reviewer.review(each, today).triage.because) - raised for each in told)


@given(stories(corrections=False), st.sampled_from(ALWAYS_ASKED))
def test_silence_never_clears(reviewer, story, question):
    diary, today = story
    whole = reviewer.review(diary, today).triage
    silent = reviewer.review(_without(diary, question), today).triage
    if _matters(reviewer, diary, today, question):
        assert silent.outcome != "cleared"
    elif silent.outcome == "cleared":
        assert silent.blocks >= whole.blocks
        assert silent.level >= whole.level


@pytest.mark.parametrize("question", ALWAYS_ASKED)
def test_a_clean_screen_with_one_gap_asks_for_it(reviewer, question):
    diary = Diary(tuple(clean_screen(START, without=(question,))))
    triage = reviewer.review(diary, START).triage
    if _matters(reviewer, diary, START, question):
        assert triage.outcome == "ask"
        assert question in triage.ask
    elif triage.outcome == "cleared":  # a knock counts from 50 on, diabetes only with a fever
        assert question in {"health-conditions", "recent-trauma"}


@given(stories(corrections=False), st.sampled_from(["all", *sorted(KNOWLEDGE.flags)]))
@example(_TWO_REDS, "two-red-runs")
def test_a_visit_that_clears_nothing_softens_nothing(reviewer, story, flag):
    diary, today = story
    before = reviewer.review(diary, today).triage
    seen = Seen(on=today, flag=flag, outcome="not-cleared")
    assert reviewer.review(diary.plus(seen), today).triage == before


@given(stories(corrections=False), st.sampled_from(["all", *sorted(KNOWLEDGE.flags)]))
@example(_TWO_REDS, "two-red-runs")
def test_a_visit_with_limits_keeps_the_blocks(reviewer, story, flag):
    diary, today = story
    before = reviewer.review(diary, today).triage
    assume(before.outcome == "cleared")
    seen = Seen(on=today, flag=flag, outcome="limits")
    _at_least_as_strict(before, reviewer.review(diary.plus(seen), today).triage)


@given(stories(corrections=False), st.sampled_from(["all", *sorted(KNOWLEDGE.flags)]))
def test_limits_that_name_no_part_start_nothing(reviewer, story, flag):
    diary, today = story
    told = diary.plus(Seen(on=today, flag=flag, outcome="limits", said="no running"))
    review = reviewer.review(told, today)
    assert review.triage.outcome == "refer"
    assert "everything" in review.triage.blocks
    assert review.plan is None
    assert review.load.light in {"blocked", "red"}


@given(stories(corrections=False), st.sampled_from(["all", *sorted(KNOWLEDGE.flags)]), limits)
def test_a_part_that_a_clinician_rules_out_stays_out(reviewer, story, flag, parts):
    diary, today = story
    told = diary.plus(Seen(on=today, flag=flag, outcome="limits", without=tuple(parts)))
    told = told.plus(*clean_screen(today), *clean_check_in(today))
    review = reviewer.review(told, today)
    assert review.triage.blocks >= set(parts)
    for _, item in _items(review):
        assert not KNOWLEDGE.exercises[item.exercise].names & set(parts)
    if "running" in parts:
        assert review.load.light in {"blocked", "red"}


@given(stories(seen_too=False), st.sampled_from(EMERGENCY), st.integers(0, LAST_DAY), st.data())
def test_an_emergency_stays_until_a_clinician_has_seen_it(reviewer, story, question, when, data):
    diary, today = story
    on = min(day(when), today)
    new = Answered(on=on, question="cauda-changed", value="yes")  # an old sign is no emergency
    events = [*diary.entries, new, Answered(on=on, question=question, value="yes")]
    if data.draw(st.booleans()):
        events.append(Answered(on=today, question=question, value="no"))
    if data.draw(st.booleans()):
        number = len(diary.events) + 2
        mended = Answered(on=today, question=question, value="no")
        events.append(Corrected(on=today, number=number, replacement=mended))
    triage = reviewer.review(Diary(tuple(events)), today).triage
    assert triage.outcome == "refer"
    assert triage.level == Level.EMERGENCY
    assert "everything" in triage.blocks


@given(stories())
def test_no_plan_and_no_ranking_unless_cleared(reviewer, story):
    review = reviewer.review(*story)
    if review.triage.outcome == "cleared":
        assert review.plan is not None
        assert review.triage.level < Level.SAME_DAY
        assert "everything" not in review.triage.blocks
    else:
        assert review.plan is None
        assert not review.ranking.muscles
        assert not review.ranking.outside


# --- the plan ------------------------------------------------------------------------------------


@given(stories())
def test_a_plan_never_holds_a_blocked_part(reviewer, story):
    review = reviewer.review(*story)
    for _, item in _items(review):
        assert not KNOWLEDGE.exercises[item.exercise].names & review.triage.blocks
    for left in review.plan.left_out if review.plan else ():
        if left.instead is not None:
            assert not KNOWLEDGE.exercises[left.instead].names & review.triage.blocks


@given(stories())
def test_a_plan_fits_the_runners_life(reviewer, story):
    diary, today = story
    review = reviewer.review(diary, today)
    wanted = preferences([e for e in diary.events if e.on <= today])
    assume(not any(isinstance(event, Corrected) for event in diary.events))
    for session in review.plan.sessions if review.plan else ():
        assert wanted.allows(session.on)
        assert wanted.minutes is None or session.seconds <= wanted.minutes * 60
        for item in session.items:
            exercise = KNOWLEDGE.exercises[item.exercise]
            assert wanted.floor or not exercise.floor
            if wanted.equipment is not None:
                assert set(exercise.needs) <= wanted.equipment
                assert not exercise.needs_any or wanted.equipment & set(exercise.needs_any)
                assert set(exercise.ladder[item.step].needs) <= wanted.equipment


@given(stories())
def test_sessions_go_forward_from_today_for_two_weeks(reviewer, story):
    diary, today = story
    review = reviewer.review(diary, today)
    days = [session.on for session in (review.plan.sessions if review.plan else ())]
    assert days == sorted(set(days))
    assert all(today <= on < today + timedelta(days=14) for on in days)
    for session in review.plan.sessions if review.plan else ():
        names = [item.exercise for item in session.items]
        assert names
        assert len(names) == len(set(names))
        assert all(item.sets and item.seconds > 0 for item in session.items)


@given(stories())
def test_massage_is_at_most_ten_minutes_for_a_muscle_and_day(reviewer, story):
    review = reviewer.review(*story)
    doses = {}
    for on, item in _items(review):
        exercise = KNOWLEDGE.exercises[item.exercise]
        if exercise.kind == "massage":
            for timed in item.sets:
                for muscle in exercise.targets:
                    key = on, muscle, timed.side
                    doses[key] = doses.get(key, 0) + timed.seconds
    assert max(doses.values(), default=0) <= 600


@given(stories())
def test_massage_is_never_planned_for_a_fourth_day_in_a_row(reviewer, story):
    diary, today = story
    review = reviewer.review(diary, today)
    planned = {}
    for on, item in _items(review):
        exercise = KNOWLEDGE.exercises[item.exercise]
        for muscle in exercise.targets if exercise.kind == "massage" else ():
            planned.setdefault(muscle, set()).add(on)
    for muscle, ahead in planned.items():
        massaged = ahead | {
            on
            for name, days in review.course.done.items()
            for on in days
            if name in KNOWLEDGE.exercises
            and KNOWLEDGE.exercises[name].kind == "massage"
            and muscle in KNOWLEDGE.exercises[name].targets
            and on < today
        }
        for on in ahead:
            row = [on - timedelta(days=back) in massaged for back in range(4)]
            assert not all(row), f"{muscle} on {on}: {sorted(massaged)}"


@given(stories())
def test_the_guides_stretches_stay_within_two_minutes(reviewer, story):
    review = reviewer.review(*story)
    assume(review.plan is not None)
    of_guide = {i.exercise for s in KNOWLEDGE.programmes["guide"].stages for i in s.items}
    held = {}
    for on, item in _items(review):
        exercise = KNOWLEDGE.exercises[item.exercise]
        if exercise.kind == "stretch" and (item.instead_of or item.exercise) in of_guide:
            for timed in item.sets:
                for muscle in exercise.targets:
                    key = on, muscle, timed.side
                    held[key] = held.get(key, 0) + timed.seconds
    assert max(held.values(), default=0) <= 120


# --- running -------------------------------------------------------------------------------------


@given(stories())
def test_no_advice_on_running_passes_the_cap(reviewer, story):
    _, today = story
    review = reviewer.review(*story)
    load = review.load
    since = today - timedelta(days=30)
    longest = max((r.run.distance_m or 0 for r in load.runs if since <= r.on), default=0)
    assert load.cap_m is None or load.cap_m <= 1.1 * longest + 1e-6
    waits_for_a_check_in = all(
        each.startswith("check-") for each in getattr(review.triage, "ask", ())
    )
    stopped = review.triage.outcome != "cleared" and not waits_for_a_check_in
    if "running" in review.triage.blocks or stopped:
        assert load.cap_m == 0
        assert load.light in {"blocked", "red"}
    if load.light == "green":
        assert load.runs
        assert load.runs[-1].light == "green"


# --- the same again ------------------------------------------------------------------------------


@given(stories())
def test_replaying_gives_the_same_review(reviewer, story):
    diary, today = story
    first = reviewer.review(diary, today)
    assert reviewer.review(diary, today) == first


@given(stories())
def test_the_text_of_a_diary_gives_the_same_review(reviewer, story):
    diary, today = story
    parsed = diary_text.parse(diary_text.write(diary))
    assert not parsed.problems
    assert parsed.diary == diary
    assert reviewer.review(parsed.diary, today) == reviewer.review(diary, today)


@given(stories(corrections=False))
def test_reading_by_the_knowledge_changes_nothing_in_what_fits(reviewer, story):
    diary, today = story
    assert not diary_checks.misfits(diary, KNOWLEDGE)
    read = diary_checks.reading(diary, KNOWLEDGE)
    assert reviewer.review(read, today) == reviewer.review(diary, today)


@given(stories(), st.integers(0, LAST_DAY))
def test_a_note_changes_nothing_else(reviewer, story, when):
    diary, today = story
    noted = Noted(on=min(day(when), today), text="answered saddle-numbness yes")
    before, after = (reviewer.review(each, today) for each in (diary, diary.plus(noted)))
    for part in fields(before):
        assert getattr(after, part.name) == getattr(before, part.name), part.name


@given(stories())
def test_saying_the_same_preferences_again_changes_nothing(reviewer, story):
    diary, today = story
    assume(not any(isinstance(event, Corrected) for event in diary.events))
    said = [e for e in diary.events if isinstance(e, Preferred)]
    assume(said)
    again = diary.plus(replace(said[-1], on=today))
    assert reviewer.review(again, today) == reviewer.review(diary, today)


@given(stories(), st.lists(dated(of_any_kind, LAST_DAY + 1, LAST_DAY + 20), min_size=1, max_size=4))
def test_what_happens_after_today_does_not_count_yet(reviewer, story, later):
    diary, today = story
    assert reviewer.review(diary.plus(*later), today) == reviewer.review(diary, today)


@given(stories(), st.data())
def test_a_correction_told_after_today_does_not_count_yet(reviewer, story, data):
    diary, today = story
    number = data.draw(st.integers(1, len(diary.events)))
    later = Corrected(on=today + timedelta(days=1), number=number, replacement=None)
    assert reviewer.review(diary.plus(later), today) == reviewer.review(diary, today)


@given(
    stories(),
    st.sampled_from(EMERGENCY),
    st.lists(st.sampled_from(["yes", "no", None]), min_size=1, max_size=4),
)
def test_no_chain_of_corrections_takes_a_strict_referral_back(reviewer, story, question, said):
    diary, today = story
    diary = diary.plus(Answered(on=today, question=question, value="no"))
    number = len(diary.events)
    strict = reviewer.review(diary, today).triage.level >= Level.SAME_DAY
    for value in said:
        answer = value and Answered(on=today, question=question, value=value)
        diary = diary.plus(Corrected(on=today, number=number, replacement=answer))
        level = reviewer.review(diary, today).triage.level
        assert level >= Level.SAME_DAY or not strict
        strict = level >= Level.SAME_DAY


_usual = st.fixed_dictionaries(
    {"now": st.integers(0, 4), "morning": st.integers(1, 5), "worst": st.integers(3, 7)}
)


def _weeks(words, last):
    """A cleared runner who tells these words on each of four days, and the last ones on the fifth."""
    told = [PainLogged(on=day(number), **words) for number in range(4)]
    given = (*clean_screen(START), *told, *clean_check_in(day(3)))
    return Diary((*given, *(PainLogged(on=day(4), **each) for each in last)))


@given(_usual, st.sampled_from(["now", "morning", "worst"]), st.integers(2, 3), st.randoms())
def test_a_rise_in_any_word_on_pain_asks_again(reviewer, usual, which, by, chance):
    usual = {name: float(value) for name, value in usual.items()}
    last = [{**usual, which: usual[which] + by}]
    if chance.random() < 0.5:  # told one by one
        last = [{name: value} for name, value in last[0].items()]
        chance.shuffle(last)
    assert reviewer.review(_weeks(usual, [usual]), day(4)).triage.outcome == "cleared"
    review = reviewer.review(_weeks(usual, last), day(4))
    assert (review.triage.outcome, review.plan) == ("ask", None)


@given(_usual, st.fixed_dictionaries({n: st.integers(-3, 1) for n in ("now", "morning", "worst")}))
def test_words_that_lie_apart_as_always_are_no_rise(reviewer, usual, by):
    usual = {name: float(value) for name, value in usual.items()}
    last = {name: max(0.0, usual[name] + by[name]) for name in usual}
    assert reviewer.review(_weeks(usual, [last]), day(4)).triage.outcome == "cleared"


# --- the ranking and the words -------------------------------------------------------------------


@given(stories())
def test_points_are_the_sum_of_their_reasons_and_sorted(reviewer, story):
    ranking = reviewer.review(*story).ranking
    for entries in (ranking.muscles, ranking.outside):
        points = [entry.points for entry in entries]
        assert points == sorted(points, reverse=True)
        for entry in entries:
            assert entry.points == pytest.approx(sum(reason.points for reason in entry.reasons))
            assert entry.confidence in KNOWLEDGE.ranking.confidence
            assert isinstance(entry.side, Side)
    assert {entry.muscle for entry in ranking.muscles} <= {
        muscle.id for muscle in KNOWLEDGE.muscles.values() if muscle.listed == "guide"
    }


_RANKED = sorted(m.id for m in KNOWLEDGE.muscles.values() if m.listed != "excluded")
_PAIRED = sorted(region.id for region in KNOWLEDGE.regions.values() if region.paired)
_MIDLINE = sorted(region.id for region in KNOWLEDGE.regions.values() if not region.paired)


def _ranked(drawn, pressed):
    marks = tuple(Mark(region=name, side=side, intensity=5.0) for name, side in drawn)
    events = [Drew(on=START, view="back", marks=marks)]
    for muscle, (tender, familiar) in pressed.items():
        events += [
            Inspected(on=START, muscle=muscle, side=side, tender=float(tender), familiar=familiar)
            for side in Side
        ]
    return rank(KNOWLEDGE, Cleared(), clues(KNOWLEDGE, events))


_pressed = st.dictionaries(
    st.sampled_from(_RANKED), st.tuples(st.integers(0, 10), st.booleans()), max_size=4
)


@given(
    st.sampled_from(Side),
    st.lists(st.sampled_from(_PAIRED), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from(_MIDLINE), max_size=2, unique=True),
    _pressed,
)
@example(
    Side.RIGHT, ["iliac-crest-posterior", "lumbar-paraspinal"], [], {"gluteus-medius": (6, True)}
)
@example(Side.RIGHT, ["foot"], [], {"gluteus-medius": (6, True)})
def test_pressed_alike_the_side_that_is_not_drawn_never_comes_first(side, paired, midline, pressed):
    drawn = [*((name, side) for name in paired), *((name, None) for name in midline)]
    found = _ranked(drawn, pressed)
    for entries in (found.muscles, found.outside):
        order = [(each.muscle, each.side) for each in entries]
        points = {(each.muscle, each.side): each.points for each in entries}
        for muscle, _ in order:
            there, other = (muscle, side), (muscle, side.other)
            if other in points:
                assert points[there] >= points[other]
                assert order.index(there) < order.index(other)


@given(
    st.sampled_from(Side),
    st.lists(st.sampled_from(_PAIRED), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from(_PAIRED), min_size=1, max_size=3, unique=True),
)
def test_a_mark_on_one_side_gives_no_points_to_the_other(side, paired, others):
    here = [(name, side.other) for name in others]
    alone = _ranked(here, {})
    both = _ranked([*here, *((name, side) for name in paired)], {})
    before = {(each.muscle, each.side): each.points for each in (*alone.muscles, *alone.outside)}
    after = {(each.muscle, each.side): each.points for each in (*both.muscles, *both.outside)}
    assert all(after.get(place, 0.0) == points for place, points in before.items())


def _is_told(sentence):
    assert sentence.says.strip()
    assert "{" not in sentence.says
    assert "}" not in sentence.says
    assert sentence.evidence.sources
    assert set(sentence.evidence.sources) <= set(KNOWLEDGE.sources)


@given(stories())
def test_every_sentence_has_a_source_and_no_holes(reviewer, story):
    review = reviewer.review(*story)
    assert review.advice
    for line in review.advice:
        _is_told(line.text)
    for entry in (*review.ranking.muscles, *review.ranking.outside):
        for reason in entry.reasons:
            _is_told(reason.text)
    _is_told(review.load.says)
    if review.load.spike is not None:
        _is_told(review.load.spike)
    assert {flag.id for flag in review.raised} <= {line.id for line in review.advice}
    levels = [line.level for line in review.advice if line.id != "safety-net"]
    assert levels == sorted(levels, reverse=True)


@given(stories())
def test_a_raised_flag_holds_its_blocks_and_its_level(reviewer, story):
    triage = reviewer.review(*story).triage
    flags = [KNOWLEDGE.flags[flag] for flag in triage.because]
    assert triage.level == max((flag.level for flag in flags), default=Level.NONE)
    ruled_out = limits_of(KNOWLEDGE, corrected(*story)).parts
    assert triage.blocks == {block for flag in flags for block in flag.blocks} | ruled_out
    assert ("clinician-limits" in triage.because) == bool(ruled_out)
    for question in getattr(triage, "ask", ()):
        assert question == "consent" or question in ASKED
