"""The gates G1 to G7 of clinical.md 6: doors between the stages, and dates for a second look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from strideback.core.diary import Function
from strideback.core.knowledge import GateRules, Knowledge, Programme, Stage
from strideback.core.load import Load
from strideback.core.plan import massage_left
from strideback.core.progress import Folded, PainDay, Progress
from strideback.core.terms import STAGE_PROGRESSION
from strideback.core.triage import Screened


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A gate and how it stands: passed, waiting, held, paused or not-yet."""

    gate: str
    status: str
    on: date | None = None


def g5_met(rules: GateRules, progress: Progress) -> bool:
    """Gate G5: at least 30 % better, at its highest at rest below 4, and the runner's own goal met."""
    fell, latest = progress.fell_percent, progress.latest
    if latest is None:
        return False
    painless = latest.at_rest <= 0 or (fell is not None and fell >= rules.g5_percent)
    return painless and latest.at_rest < rules.g5_pain_from and function_met(rules, progress)


def function_met(rules: GateRules, progress: Progress) -> bool:
    """True when every function measure told is back, or clearly better; true when none was told."""
    return all(_met(rules, measure, values) for measure, values in progress.function.items())


def goal_met(rules: GateRules, progress: Progress) -> bool:
    """True when the runner's own activities are back, or clearly better; true when none was told."""
    own = [told for name, told in progress.function.items() if name.startswith("activity")]
    return all(_met(rules, "activity", told) for told in own)


def _met(rules: GateRules, measure: str, values: Sequence[Function]) -> bool:
    first, last = values[0].value, values[-1].value
    if measure == "rmdq":
        fell = 100 * (first - last) / first if first > 0 else 0
        return last <= rules.g5_rmdq_at_most or fell >= rules.g5_rmdq_fell_percent
    return last >= rules.g5_activity_from or last - first >= rules.g5_activity_rose_by


class Walk:
    """Walks the days from the start to today through the stages; a gate once passed stays passed."""

    def __init__(
        self,
        knowledge: Knowledge,
        programme: Programme,
        screened: Screened,
        progress: Folded,
        today: date,
    ) -> None:
        self.rules = knowledge.gates
        self.progress = progress
        self.programme = programme
        self.blocks = screened.triage.blocks
        self.stage: Stage = programme.stages[0]
        self.switch = False
        self._massages = massage_left(knowledge, programme.stages[0], self.blocks)
        self.paused_until: date | None = None
        self.waiting = ""
        self._today = today
        self._passed: dict[str, date] = {}
        self.held_since = hold = self._hold_from(knowledge, screened, today)
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
        if not self._massages:
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
        rise = latest.on_waking - self.progress.baseline.level
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
            low = fell >= self.rules.g2_fell_by or latest.at_rest <= self.rules.g2_or_at_most
            # How much it fell compares like with like; what is left counts at its highest.
            left = 100 - self.rules.g2_mostly_gone_percent
            gone = baseline.level > 0 and 100 * latest.at_rest / baseline.level <= left
            if (day >= self.rules.g2_earliest_day and low) or gone:
                return True
        else:
            self.waiting = "pain-missing"
        if day >= self.rules.g2_force_day:
            self.switch = True
            return True
        return False

    def _g5(self, day: int, _on: date) -> bool:
        return day > self.rules.g5_day and g5_met(self.rules, self.progress)

    def _by_time(self, day: int, _on: date) -> bool:
        place = self.programme.stages.index(self.stage)
        return day >= self.programme.stages[place + 1].first_day

    def _reading(self, on: date) -> PainDay | None:
        return next((each for each in reversed(self.progress.pain) if each.on <= on), None)

    def _late_switch(self) -> None:
        """Gate G4, two weeks: not two points and not 30 % better means another order of muscles."""
        if not self.rules.g4_day <= self.progress.calendar_day:
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
            status = (
                "held"
                if held
                else "paused"
                if self.paused
                else "waiting"
                if self.waiting
                else "not-yet"
            )
            found.append(Gate(gate=gate, status=status))
        return tuple(found)


def g4_fails(rules: GateRules, progress: Progress) -> bool:
    """Two weeks on, pain is down by less than two points and by less than 30 %."""
    fell, percent = progress.fell_by, progress.fell_percent
    if fell is None or progress.latest is None or progress.latest.at_rest <= 0:
        return False
    return fell < rules.g4_fell_by and (percent is None or percent < rules.g4_percent)


def review_gates(rules: GateRules, progress: Progress, load: Load) -> Iterator[Gate]:
    """The gates that are dates rather than doors."""
    if load.runs and load.reds:
        yield Gate(gate="G3", status="passed" if load.full_running else "waiting")
    for gate, day in (("G4", rules.g4_day), ("G7", rules.g7_day)):
        if progress.start is None or progress.calendar_day < day:
            yield Gate(gate=gate, status="not-yet")
        elif progress.latest is None:
            yield Gate(gate=gate, status="waiting")
        else:
            met = not g4_fails(rules, progress) if gate == "G4" else g5_met(rules, progress)
            yield Gate(gate=gate, status="passed" if met else "held")
    over = [flare.lasted_over_limit for flare in progress.flares if flare.lasted_over_limit]
    if over:
        yield Gate(gate="G6", status="held", on=over[-1])
