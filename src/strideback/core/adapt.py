"""Progress and load become what to do next: go on, harder, easier, switch, or see someone.

Two halves.  `circumstances` is read by the screen before triage: what the diary shows over time
(flares, red runs, six weeks without change) and which answers have to be given again.  `adapt`
comes after ranking: the stage of the programme (gates G0 to G7 of clinical.md 6), the rungs of the
ladders, what rests, the order of the muscles, and the advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from strideback.core.diary import Answered, AnyEvent, Did, Ran
from strideback.core.knowledge import Exercise, GateRules, Knowledge, Programme, Sentence, Stage
from strideback.core.load import Load, RatedRun, last_seen, two_reds
from strideback.core.plan import Course, Preferences
from strideback.core.progress import PainDay, Progress, Response, serious_signs
from strideback.core.ranking import Clues, RankedMuscle, Ranking, Reason, in_order, none_fits
from strideback.core.terms import STAGE_PROGRESSION, ExerciseId, Level, StageId
from strideback.core.triage import Circumstances, Screen, Screened, Triage

_CLIMBING = frozenset({"strength", "stretch", "mobility"})
_RMDQ_RECOVERED = 2  # clinical.md 5: recovered is 2 or less
_ACTIVITY_AS_BEFORE = 8
_ACTIVITY_CHANGE = 3  # minimal detectable change of one activity, clinical.md 5


# --- before triage -------------------------------------------------------------------------------


def circumstances(
    screen: Screen,
    events: Sequence[AnyEvent],
    progress: Progress,
    runs: Sequence[RatedRun],
    found: Clues,
    today: date,
) -> Circumstances:
    """What the diary shows over time, for the screen."""
    knowledge = screen.knowledge
    due = check_in_since(screen, events, progress, runs, today)
    since = progress.episode_start or today
    reds = two_reds(knowledge.running, runs, last_seen(events, "two-red-runs"))
    fits_none = none_fits(knowledge, found)
    observed = {
        "check-in-due": due is not None,
        "two-red-runs": reds is not None,
        "not-better-at-6-weeks": _not_better(knowledge.gates, progress, today),
        "persistent-at-12-weeks": _persistent(knowledge.gates, progress, today),
        "severe-pain-after-massage": _severe_after_massage(knowledge, events),
        "none-of-these-fits": fits_none and not progress.seen_about(("none-of-these-fits",), since),
    }
    lasted = (flare.lasted_over_limit for flare in progress.flares)
    full = (*progress.relapses, *(each for each in lasted if each is not None))
    return Circumstances(observed=observed, full_since=full, check_in_since=due)


def check_in_since(
    screen: Screen,
    events: Sequence[AnyEvent],
    progress: Progress,
    runs: Sequence[RatedRun],
    today: date,
) -> date | None:
    """The day since which the short re-screen is due; None when it is not.

    Weekly once the plan has started; before the start as soon as the screen is older than a day
    (G0); and after every flare, red run, bruise or stop sign (clinical.md 1.3.2, 6, 6.1).
    """
    rules = screen.knowledge.screen
    last = _last_answers(screen, events)
    full = _complete(screen, last, ("emergency", "same-day"))
    if full is None:
        return None  # the full screen itself is still open
    fresh = max(full, _complete(screen, last, ("check-in",)) or full)
    triggers = [
        event.on
        for place, event in enumerate(events)
        if place > fresh[0] and _calls_for_check_in(event, runs)
    ]
    triggers += [each.start for each in progress.flares if each.start > fresh[1]]
    if triggers:
        return max(triggers)
    days = rules.check_in_every_days if progress.start else rules.fresh_h // 24 + 1
    due = fresh[1] + timedelta(days=days)
    return due if due <= today else None


def _calls_for_check_in(event: AnyEvent, runs: Sequence[RatedRun]) -> bool:
    if isinstance(event, Did):
        return bool(event.signs)
    return isinstance(event, Ran) and any(r.run is event and r.light == "red" for r in runs)


def _last_answers(screen: Screen, events: Sequence[AnyEvent]) -> dict[str, tuple[int, date]]:
    """For each question: the place in the diary and the day of its last answer."""
    canonical = screen.knowledge.canonical
    return {
        canonical(event.question): (place, event.on)
        for place, event in enumerate(events)
        if isinstance(event, Answered)
    }


def _complete(
    screen: Screen, last: Mapping[str, tuple[int, date]], groups: tuple[str, ...]
) -> tuple[int, date] | None:
    """When these groups of questions were last all answered: the oldest of their last answers."""
    wanted = [
        question.id
        for question in screen.asked
        if question.group in groups and (question.ask_when is None or question.group == "check-in")
    ]
    if not wanted or any(question not in last for question in wanted):
        return None
    return min(last[question] for question in wanted)


def _not_better(rules: GateRules, progress: Progress, today: date) -> bool:
    """Gate G5: six weeks on, less than 30 % better, or still 4 or more, or the goal not met."""
    if progress.day < rules.g5_day or progress.latest is None:
        return False
    if progress.seen_about(("long-lasting",), _on_day(progress, rules.g5_day, today)):
        return False
    return not _g5_met(rules, progress)


def _g5_met(rules: GateRules, progress: Progress) -> bool:
    fell, latest = progress.fell_percent, progress.latest
    if latest is None:
        return False
    painless = latest.level <= 0 or (fell is not None and fell >= rules.g5_percent)
    return painless and latest.level < rules.g5_pain_from and function_met(progress)


def function_met(progress: Progress) -> bool:
    """True when every function measure told is back, or clearly better; true when none was told."""
    for measure, values in progress.function.items():
        first, last = values[0].value, values[-1].value
        if measure == "rmdq":
            met = last <= _RMDQ_RECOVERED or (first > 0 and (first - last) / first >= 0.3)
        else:
            met = last >= _ACTIVITY_AS_BEFORE or last - first >= _ACTIVITY_CHANGE
        if not met:
            return False
    return True


def _persistent(rules: GateRules, progress: Progress, today: date) -> bool:
    """Gate G7: twelve weeks on and still there."""
    if progress.day < rules.g7_day or progress.latest is None:
        return False
    if progress.seen_about(("persistent-at-12-weeks",), _on_day(progress, rules.g7_day, today)):
        return False
    return not _g5_met(rules, progress)


def _on_day(progress: Progress, day: int, today: date) -> date:
    """The date on which a day of the plan fell."""
    return today - timedelta(days=max(0, progress.day - day))


def _severe_after_massage(knowledge: Knowledge, events: Sequence[AnyEvent]) -> bool:
    rules = knowledge.gates
    seen = last_seen(events, "bleeding-after-massage")
    for event in events:
        if not isinstance(event, Did) or event.after is None or (seen and event.on <= seen):
            continue
        exercise = knowledge.exercises.get(event.exercise)
        rose = event.before is not None and event.after - event.before >= rules.severe_rise
        if (
            exercise
            and exercise.kind == "massage"
            and rose
            and event.after >= rules.severe_after_massage
        ):
            return True
    return False


# --- after ranking -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A gate and how it stands: passed, waiting, held, paused or not-yet."""

    gate: str
    status: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One piece of advice, with how urgent it is."""

    id: str
    level: Level
    text: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapted:
    """Where the runner is now, the muscles in their present order, and what to say."""

    course: Course
    ranking: Ranking
    gates: tuple[Gate, ...]
    lines: tuple[Line, ...]


def adapt(
    knowledge: Knowledge,
    screened: Screened,
    ranking: Ranking,
    progress: Progress,
    load: Load,
    preferences: Preferences,
    today: date,
) -> Adapted:
    """Go on, harder, easier, switch, or stop and see someone."""
    programme = knowledge.programmes.get(preferences.programme) or knowledge.programmes["guide"]
    walk = _Walk(knowledge, programme, screened, progress, today)
    steps, moves = ladder(knowledge, progress)
    resting = {**_resting(knowledge, progress), **walk.resting}
    course = Course(
        programme=programme.id,
        stage=walk.stage.id,
        day=progress.day,
        start=progress.start or today,
        started=progress.start is not None,
        steps=steps,
        resting={part: until for part, until in resting.items() if until > today},
        done={ExerciseId(e): tuple(d.on for d in did) for e, did in progress.done.items()},
        massage_days=progress.massage_days,
    )
    reordered = rerank(knowledge, ranking, progress, switch=walk.switch)
    gates = (*walk.gates, *_review_gates(knowledge.gates, progress, load))
    lines = (
        *_stage_lines(knowledge, walk, progress),
        *_pain_lines(knowledge, screened.triage, progress, today),
        *_ladder_lines(knowledge, moves),
        *_running_lines(load),
        *_belief_lines(knowledge, progress),
    )
    return Adapted(course=course, ranking=reordered, gates=gates, lines=lines)


class _Walk:
    """Walks the days from the start to today through the stages; a gate once passed stays passed."""

    def __init__(
        self,
        knowledge: Knowledge,
        programme: Programme,
        screened: Screened,
        progress: Progress,
        today: date,
    ) -> None:
        self.rules = knowledge.gates
        self.progress = progress
        self.programme = programme
        self.blocks = screened.triage.blocks
        self.stage: Stage = programme.stages[0]
        self.switch = False
        self.paused_until: date | None = None
        self.waiting = ""
        self._today = today
        self._passed: dict[str, date] = {}
        hold = self._hold_from(knowledge, screened, today)
        if progress.start is not None:
            for day, on in self._days(progress.start, today):
                if hold is None or on < hold:
                    self._step(day, on)
        self._late_switch()

    @property
    def paused(self) -> bool:
        """True while gate G1 has massage resting."""
        return self.paused_until is not None and self.paused_until > self._today

    def _days(self, start: date, today: date) -> Iterator[tuple[int, date]]:
        """Every date with its day of the plan; the plan waits in long gaps."""
        number = 0
        for ahead in range((today - start).days + 1):
            on = start + timedelta(days=ahead)
            if not any(a < on < b for a, b in self.progress.gaps):
                number += 1
                yield number, on

    @staticmethod
    def _hold_from(knowledge: Knowledge, screened: Screened, today: date) -> date | None:
        """Since when a flag holds the stages where they are."""
        holding = [
            screened.raised_on.get(flag, today)
            for flag in screened.triage.because
            if STAGE_PROGRESSION in knowledge.flags[flag].blocks
        ]
        return min(holding, default=None) if STAGE_PROGRESSION in screened.triage.blocks else None

    def _step(self, day: int, on: date) -> None:
        gate = self.stage.exit_gate
        if not gate or self.stage is self.programme.stages[-1]:
            return
        passed = {"G1": self._g1, "G2": self._g2, "G5": self._g5}.get(gate, self._by_time)
        if passed(day, on):
            place = self.programme.stages.index(self.stage)
            self.stage = self.programme.stages[place + 1]
            self._passed[gate] = on
            self.waiting = ""

    def _g1(self, _day: int, on: date) -> bool:
        """End of massage: the next morning is at most one point above the baseline, nothing new."""
        days = self.progress.massage_days
        if {"massage", "massage-only-cycles"} & self.blocks:
            days = self.progress.done_days
        before = [each for each in days if each < on]
        if len(before) < self.rules.g1_min_massage_days or self.progress.baseline is None:
            return False
        if self.paused_until is not None and on < self.paused_until:
            return False
        morning = [each for each in self.progress.pain if before[-1] < each.on <= on]
        if not morning:
            self.waiting = "g1-waiting-for-morning"
            return False
        latest = morning[-1]
        told = latest.morning if latest.morning is not None else latest.level
        rise = told - self.progress.baseline.level
        if rise >= self.rules.g1_pause_from_worse or self._sign_on(before[-1]):
            if self.paused_until is None:
                self.paused_until = on + timedelta(hours=self.rules.g1_pause_h)
            return False
        return rise <= self.rules.g1_worse_than_baseline_ok

    def _sign_on(self, day: date) -> bool:
        if self.paused_until is not None:
            return False  # that sign has had its pause
        return any(d.on == day and d.signs for did in self.progress.done.values() for d in did)

    def _g2(self, day: int, on: date) -> bool:
        """Stretch to strengthen: pain fell or is low from day 7, mostly gone earlier, day 14 anyway."""
        latest = self._reading(on)
        baseline = self.progress.baseline
        if latest is not None and baseline is not None:
            fell = baseline.level - latest.level
            low = fell >= self.rules.g2_fell_by or latest.level <= self.rules.g2_or_at_most
            gone = (
                baseline.level > 0
                and 100 * fell / baseline.level >= self.rules.g2_mostly_gone_percent
            )
            if (day >= self.rules.g2_earliest_day and low) or gone:
                return True
        else:
            self.waiting = "pain-missing"
        if day >= self.rules.g2_force_day:
            self.switch = True
            return True
        return False

    def _g5(self, day: int, _on: date) -> bool:
        return day > self.rules.g5_day and _g5_met(self.rules, self.progress)

    def _by_time(self, day: int, _on: date) -> bool:
        place = self.programme.stages.index(self.stage)
        return day >= self.programme.stages[place + 1].first_day

    def _reading(self, on: date) -> PainDay | None:
        return next((each for each in reversed(self.progress.pain) if each.on <= on), None)

    def _late_switch(self) -> None:
        """Gate G4, two weeks: not two points and not 30 % better means another order of muscles."""
        if not self.rules.g4_day <= self.progress.day:
            self.switch = False
            return
        self.switch = g4_fails(self.rules, self.progress)

    @property
    def resting(self) -> Mapping[str, date]:
        """Massage rests while gate G1 is paused."""
        return {"massage": self.paused_until} if self.paused and self.paused_until else {}

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The gates between the stages and how each stands."""
        found = [Gate(gate=gate, status="passed", on=on) for gate, on in self._passed.items()]
        gate = self.stage.exit_gate
        if gate and gate not in self._passed:
            held = STAGE_PROGRESSION in self.blocks
            paused = self.paused_until is not None
            status = (
                "held" if held else "paused" if paused else "waiting" if self.waiting else "not-yet"
            )
            found.append(Gate(gate=gate, status=status))
        return tuple(found)


def g4_fails(rules: GateRules, progress: Progress) -> bool:
    """Two weeks on, pain is down by less than two points and by less than 30 %."""
    fell, percent = progress.fell_by, progress.fell_percent
    if fell is None or progress.latest is None or progress.latest.level <= 0:
        return False
    return fell < rules.g4_fell_by and (percent is None or percent < rules.g4_percent)


def _review_gates(rules: GateRules, progress: Progress, load: Load) -> Iterator[Gate]:
    """The gates that are dates rather than doors."""
    if load.runs and load.reds:
        yield Gate(gate="G3", status="passed" if load.full_running else "waiting")
    for gate, day in (("G4", rules.g4_day), ("G7", rules.g7_day)):
        if progress.start is None or progress.day < day:
            yield Gate(gate=gate, status="not-yet")
        elif progress.latest is None:
            yield Gate(gate=gate, status="waiting")
        else:
            met = not g4_fails(rules, progress) if gate == "G4" else _g5_met(rules, progress)
            yield Gate(gate=gate, status="passed" if met else "held")
    over = [flare.lasted_over_limit for flare in progress.flares if flare.lasted_over_limit]
    if over:
        yield Gate(gate="G6", status="held", on=over[-1])


# --- the order of the muscles --------------------------------------------------------------------


def rerank(knowledge: Knowledge, ranking: Ranking, progress: Progress, *, switch: bool) -> Ranking:
    """The order after the runner's own response, at a gate that asks for it; else unchanged.

    Response counts from three tries on.  When it tells nothing, the next muscle goes first.
    """
    if not switch or not ranking.muscles:
        return ranking
    by_muscle = {(each.muscle, each.side): each for each in progress.responses}
    entries = [
        _with(each, _response_reason(knowledge, by_muscle.get((each.muscle, each.side))))
        for each in ranking.muscles
    ]
    ordered = in_order(knowledge, entries)
    top = ordered[0]
    helped = by_muscle.get((top.muscle, top.side))
    good = helped is not None and _is_good(knowledge, helped)
    rivals = [each.points for each in ordered if each.muscle != top.muscle]
    if top.muscle == ranking.muscles[0].muscle and not good and rivals:
        behind = max(rivals) - 0.5
        switched = knowledge.ranking.reasons["switched"]
        ordered = in_order(
            knowledge,
            (
                _with(each, Reason(switched, behind - each.points))
                if each.muscle == top.muscle and each.points > behind
                else each
                for each in ordered
            ),
        )
    return replace(ranking, muscles=ordered)


def _with(each: RankedMuscle, reason: Reason | None) -> RankedMuscle:
    if reason is None:
        return each
    return replace(each, points=each.points + reason.points, reasons=(*each.reasons, reason))


def _is_good(knowledge: Knowledge, response: Response) -> bool:
    rules = knowledge.ranking
    enough = response.times >= rules.response_min_times
    sure = response.points_off > response.uncertainty
    return enough and sure and response.mean_off >= rules.response_good


def _response_reason(knowledge: Knowledge, response: Response | None) -> Reason | None:
    rules = knowledge.ranking
    if response is None or response.times < rules.response_min_times:
        return None
    words = {
        "points": f"{response.mean_off:.1f}".removesuffix(".0"),
        "better": response.better,
        "times": response.times,
    }
    if _is_good(knowledge, response):
        return Reason(rules.reasons["response_good"].filled(**words), rules.response_points)
    if response.mean_off <= rules.response_none:
        return Reason(rules.reasons["response_none"].filled(**words), -rules.response_points)
    return None


# --- ladders -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The last change on a ladder: harder, easier or stopped, and the day of the session."""

    exercise: ExerciseId
    what: str
    on: date


def ladder(
    knowledge: Knowledge, progress: Progress
) -> tuple[dict[ExerciseId, int], tuple[Move, ...]]:
    """The rung of every exercise done, and the last move on each ladder (clinical.md 3.5).

    Two good sessions in a row climb one rung; pain of 4 to 5 or a flare next day goes one down;
    6 or more, or a stop sign, goes one down and rests.  After a week away: one down.
    """
    steps: dict[ExerciseId, int] = {}
    moves: list[Move] = []
    for name, did in progress.done.items():
        exercise = knowledge.exercises.get(name)
        if exercise is not None and exercise.ladder:
            step, move = _climb(knowledge, exercise, did, progress)
            steps[exercise.id] = step
            if move is not None:
                moves.append(move)
    return steps, tuple(moves)


def _climb(
    knowledge: Knowledge, exercise: Exercise, did: Sequence[Did], progress: Progress
) -> tuple[int, Move | None]:
    rules, top = knowledge.gates, len(exercise.ladder) - 1
    step, streak, move = exercise.start, 0, None
    days = sorted({each.on for each in did})
    for on in days:
        session = [each for each in did if each.on == on]
        chosen = [each.step for each in session if each.step is not None]
        step = min(chosen[-1] - 1, top) if chosen else step
        what = _judged(rules, exercise, step, session, progress)
        streak = streak + 1 if what == "good" else 0
        if what in {"stopped", "easier"}:
            step, move = max(0, step - 1), Move(exercise=exercise.id, what=what, on=on)
        elif streak >= rules.progress_sessions and exercise.kind in _CLIMBING and step < top:
            step, streak, move = step + 1, 0, Move(exercise=exercise.id, what="harder", on=on)
        away = [b for a, b in progress.gaps if a <= on and (on == days[-1] or b <= _next(days, on))]
        if any(on <= b for b in away):
            step, streak = max(0, step - 1), 0
            move = Move(exercise=exercise.id, what="resumed", on=on)
    return step, move


def _next(days: Sequence[date], on: date) -> date:
    return days[days.index(on) + 1]


def _judged(
    rules: GateRules,
    exercise: Exercise,
    step: int,
    session: Sequence[Did],
    progress: Progress,
) -> str:
    """One session of an exercise: good, stopped, easier, or nothing to conclude."""
    pains = [p for d in session for p in (d.during, d.after) if p is not None]
    worst = max(pains, default=None)
    if any(serious_signs(each) for each in session):
        return "stopped"
    if worst is not None and worst >= rules.stop_pain_from and _rose(session, worst):
        return "stopped"
    morning = _next_morning(progress, session[0].on)
    before = _before(progress, session)
    flared = morning is not None and before is not None and morning - before >= rules.flare_worse_by
    if flared or (worst is not None and worst >= rules.regress_pain_from and _rose(session, worst)):
        return "easier"
    efforts = [each.effort for each in session]
    easy = all(e is not None and e <= rules.progress_effort_at_most for e in efforts)
    mild = worst is not None and worst <= rules.progress_pain_at_most
    settled = morning is not None and before is not None and morning <= before
    whole = all(_whole(exercise, step, each) for each in session)
    return "good" if easy and mild and settled and whole else ""


def _rose(session: Sequence[Did], worst: float) -> bool:
    """Pain that was there before, and went down, is no reaction to the exercise."""
    before = [each.before for each in session if each.before is not None]
    return not before or worst >= min(before)


def _whole(exercise: Exercise, step: int, did: Did) -> bool:
    dose = exercise.ladder[step].dose or exercise.dose
    short = (did.reps is not None and dose.reps is not None and did.reps < dose.reps) or (
        did.hold_s is not None and dose.hold_s is not None and did.hold_s < dose.hold_s
    )
    return did.good_form and not short and (did.sets is None or did.sets >= dose.sets)


def _before(progress: Progress, session: Sequence[Did]) -> float | None:
    told = [each.before for each in session if each.before is not None]
    if told:
        return told[0]
    return next((each.level for each in reversed(progress.pain) if each.on <= session[0].on), None)


def _next_morning(progress: Progress, on: date) -> float | None:
    for each in progress.pain:
        if each.on == on + timedelta(days=1):
            return each.morning if each.morning is not None else each.level
    return None


def _resting(knowledge: Knowledge, progress: Progress) -> dict[str, date]:
    """What rests for 48 hours: what provoked a flare, what hurt too much, massage after a bruise."""
    rest = timedelta(hours=knowledge.gates.flare_rest_h)
    found: dict[str, date] = {}
    for flare in progress.flares:
        for exercise in flare.provoked_by:
            found[f"exercise:{exercise}"] = flare.start + rest
    for name, did in progress.done.items():
        for each in did:
            until = each.on + rest + timedelta(days=1)
            if "bruise" in each.signs:
                found["massage"] = max(found.get("massage", until), until)
            hurt = each.after is not None and each.after >= knowledge.gates.stop_pain_from
            if serious_signs(each) or (hurt and _rose([each], each.after or 0.0)):
                part = f"exercise:{name}"
                found[part] = max(found.get(part, until), until)
    return found


# --- advice --------------------------------------------------------------------------------------


def line(knowledge: Knowledge, name: str, **values: object) -> Line:
    """A message of `knowledge/advice`, with its placeholders filled."""
    advice = knowledge.advice[name]
    return Line(id=name, level=advice.level, text=advice.says.filled(**values))


def _stage_lines(knowledge: Knowledge, walk: _Walk, progress: Progress) -> Iterator[Line]:
    if walk.paused and walk.paused_until is not None:
        yield line(knowledge, "g1-paused", until=walk.paused_until.isoformat())
    elif walk.waiting:
        yield line(knowledge, walk.waiting)
    if STAGE_PROGRESSION in walk.blocks:
        yield line(knowledge, "stage-held")
    if walk.switch:
        yield line(knowledge, "g4-look-again")
    if walk.stage.id == StageId("maintenance"):
        yield line(knowledge, "maintenance")
    elif progress.start is None or walk.stage is walk.programme.stages[0]:
        yield line(knowledge, "gentle-start")


def _pain_lines(
    knowledge: Knowledge, triage: Triage, progress: Progress, today: date
) -> Iterator[Line]:
    if progress.relapses and progress.start is None:
        yield line(knowledge, "relapse")
    for flare in progress.flares:
        if flare.lasted_over_limit is not None and flare.until is None:
            yield line(knowledge, "g6-stop")
        elif (today - flare.start).days <= knowledge.gates.flare_rest_h // 24:
            names = [knowledge.exercises[e].name.lower() for e in flare.provoked_by]
            rest = ", ".join(names) or "whatever set it off"
            yield line(knowledge, "flare", rest=rest)
    if progress.gaps and progress.gaps[-1][1] >= today - timedelta(
        days=knowledge.gates.dropout_days
    ):
        yield line(knowledge, "resume-lower")
    if progress.start is not None and (
        progress.latest is None
        or (today - progress.latest.on).days > knowledge.gates.flare_window_days
    ):
        yield line(knowledge, "pain-missing")
    if triage.outcome == "cleared":
        yield line(knowledge, "stay-active")


def _ladder_lines(knowledge: Knowledge, moves: Iterable[Move]) -> Iterator[Line]:
    for move in moves:
        name = knowledge.exercises[move.exercise].name
        yield line(knowledge, f"ladder-{move.what}", exercise=name)


def _running_lines(load: Load) -> Iterator[Line]:
    level = Level.ADAPT if load.light in {"amber", "red"} else Level.NONE
    yield Line(id=f"running-{load.light}", level=level, text=load.says)
    if load.spike is not None:
        yield Line(id="running-spike", level=Level.ADAPT, text=load.spike)


def _belief_lines(knowledge: Knowledge, progress: Progress) -> Iterator[Line]:
    if progress.beliefs:
        yield line(knowledge, "beliefs")
