"""The decision on a whole diary: a referral stays until a clinician has seen the runner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import attrgetter

from strideback.core.diary import Answered, AnyEvent, Corrected, Drew, Seen, Tested
from strideback.core.findings import Findings, Telling
from strideback.core.knowledge import Flag
from strideback.core.terms import EVERYTHING, FlagId
from strideback.core.triage.decision import Screen, Triage, triage
from strideback.core.triage.limits import limits_of, named

_ELSE = 2  # the place in its day of everything that is no follow-up


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the diary shows over time, beside the answers themselves.

    `observed`: findings that the folds work out.  `full_since`: days from which the full screen has
    to be answered again.  `check_in_since`: the day since which the short re-screen is due.
    `check_in_after`: the event that calls for it, where that came after answers of the same day.
    `check_in_routine`: it is due by the calendar alone, and nothing happened that calls for it.
    `start`: the day the plan began; a new flag after it asks for the full screen (gate G6).
    `still_hurts`: the pain has not clearly eased by `today`, so its weeks go on counting.
    """

    observed: Mapping[str, bool]
    full_since: tuple[date, ...] = ()
    check_in_since: date | None = None
    check_in_after: AnyEvent | None = None
    check_in_routine: bool = False
    start: date | None = None
    today: date | None = None
    still_hurts: bool = False


@dataclass(frozen=True, slots=True)
class Screened:
    """The decision, the findings that it rests on, and the days on which flags were first raised."""

    triage: Triage
    findings: Findings
    raised_on: Mapping[FlagId, date]


def screen_diary(
    screen: Screen,
    as_told: Sequence[AnyEvent],
    as_corrected: Sequence[AnyEvent],
    now: Circumstances,
) -> Screened:
    """Triage over a whole diary: a referral stays until a clinician has seen the runner for it.

    Answers that refer a runner are read as they were first told: a correction cannot take them
    back.  Everything milder is read as corrected.
    """
    limits = limits_of(screen.knowledge, as_corrected)
    now = replace(now, observed={**now.observed, **limits.observed})
    corrected = _History(screen, now).through(as_corrected)
    held = corrected.held
    raised_on = dict(corrected.raised_on)
    if any(isinstance(event, Corrected) for event in as_told):
        first = _History(screen, now).through(as_told)
        strict = first.held & first.strict
        held |= strict
        for place, flag in enumerate(screen.flags):
            if strict >> place & 1:
                raised_on.setdefault(flag.id, first.raised_on[flag.id])
    findings = corrected.findings(now.today)
    decision = triage(screen, findings, held, corrected.lifted, limits.parts)
    kept = {flag: raised_on[flag] for flag in decision.because if flag in raised_on}
    return Screened(decision, findings, kept)


class _History:
    """Flags through time: which are held, which a clinician has lifted, and since when."""

    def __init__(self, screen: Screen, now: Circumstances) -> None:
        self.screen = screen
        self.telling = Telling(screen.knowledge, screen.vocabulary)
        self.held = 0
        self.lifted = 0
        self.raised_on: dict[FlagId, date] = {}
        self._now = now
        self._today: date | None = None
        self._of_today = 0
        softening = [q for q in screen.knowledge.questions.values() if q.unanswered == "yes"]
        self._follow_ups = frozenset(n for q in softening for n in (q.id, q.code) if n)
        self._softens = tuple(
            (screen.gates(question), screen.vocabulary.options[question.id])
            for question in softening
        )
        self._resets = sorted(now.full_since)
        self._stays = _bits(screen, lambda flag: flag.stays)
        self._clearable = _bits(screen, lambda flag: flag.clearable)
        self._whole = _bits(screen, lambda flag: EVERYTHING in flag.blocks)
        self.strict = _bits(screen, lambda flag: flag.level >= screen.refer_from)
        questions = screen.knowledge.questions.values()
        self._lasting = sum(screen.vocabulary.options[q.id] for q in questions if q.lasting)
        rules = (*screen.vocabulary.drawn, *screen.vocabulary.tested)
        self._unasked = sum(screen.vocabulary.bits[rule.id] for rule in rules)
        self._check_in = sum(
            screen.vocabulary.options[q.id] for q in questions if q.group == "check-in"
        )
        due = screen.vocabulary.bits.get("check-in-due", 0)
        self.telling.set(due, 0)  # earlier check-ins count: they were due when they were answered

    def through(self, events: Iterable[AnyEvent]) -> _History:
        """Every event in order, then the circumstances of today."""
        due = self._now.check_in_since
        stale_check_in = False
        for event in self._follow_ups_first(events):
            while self._resets and event.on >= self._resets[0]:
                del self._resets[0]
                self._go_stale()
            if due is not None and not stale_check_in and event.on >= due:
                stale_check_in = True
                self._forget_no(self._check_in)
            if isinstance(event, (Answered, Drew, Tested)):
                self._hear(event)
            elif isinstance(event, Seen):
                self._seen(event)
            elif due is not None and event == self._now.check_in_after:
                self._forget_no(self._check_in)  # what was said before it, on that day, is old
        if self._resets:
            self._go_stale()
        if due is not None and not stale_check_in:
            self._forget_no(self._check_in)
        self._close()
        return self

    def _hear(self, event: Answered | Drew | Tested) -> None:
        if event.on != self._today:
            self._today, self._of_today = event.on, 0
        known = self.telling.yes
        became_yes = self.telling.hear(event)
        self._unlift(became_yes & ~known)  # a new sign is not what the clinician cleared
        if isinstance(event, Answered):
            name = self.screen.knowledge.canonical(event.question)
            self._of_today |= self.screen.vocabulary.options.get(name, 0)
        if became_yes:
            self._ask_follow_ups_again(became_yes)
            new = self._raise(event.on)
            if became_yes & self.screen.opens_full:
                self._go_stale()
            elif new & self._stays and self._now.start and event.on > self._now.start:
                self._go_stale(but=self._of_today)  # gate G6: a new flag, so the full screen
        elif self.lifted:
            self.lifted &= self.screen.raised(self.findings(event.on).rails)

    def _unlift(self, shown: int) -> None:
        """End the clearances of flags that one of these findings raises."""
        for place in range(len(self.screen.flags)) if self.lifted and shown else ():
            if self.lifted >> place & 1 and self.screen.mentioned(1 << place) & shown:
                self.lifted &= ~(1 << place)

    def _ask_follow_ups_again(self, became_yes: int) -> None:
        """A follow-up of an earlier day does not soften a sign told today: its silence is yes."""
        for gates, mask in self._softens:
            if gates & became_yes and not mask & self._of_today:
                self.telling.forget(mask)

    def _follow_ups_first(self, events: Iterable[AnyEvent]) -> Iterator[AnyEvent]:
        """A follow-up told on the day of its question counts from the start of that day.

        Its silence is a yes, so the order of the two must not decide.  A no comes before a yes: one
        yes on that day is enough, whatever is said after it.
        """
        told = tuple(events)
        mixed = {e.on for e in told if self._place(e) != _ELSE}
        for on, day in groupby(told, key=attrgetter("on")):
            if on not in mixed:
                yield from day
                continue
            stretch: list[AnyEvent] = []
            for event in day:
                if isinstance(event, Seen):
                    yield from sorted(stretch, key=self._place)
                    yield event
                    stretch = []
                else:
                    stretch.append(event)
            yield from sorted(stretch, key=self._place)

    def _place(self, event: AnyEvent) -> int:
        if not isinstance(event, Answered) or event.question not in self._follow_ups:
            return _ELSE
        return 0 if event.value == "no" else 1

    def _close(self) -> None:
        """Add what the diary shows today.  An observed finding that is silent is a known no."""
        bits = self.screen.vocabulary.bits
        seen_now = sum(bits[name] for name, yes in self._now.observed.items() if yes)
        self._unlift(seen_now)  # shown anew by the days since
        for rule in self.screen.knowledge.findings.values():
            if rule.observed:
                yes = self._now.observed.get(rule.id, False)
                bit = bits[rule.id]
                self.telling.set(bit if yes else 0, 0 if yes else bit)
        self._raise(self._now.today)

    def findings(self, on: date | None) -> Findings:
        """What is known on a day; while the pain lasts, its weeks go on counting."""
        return self.telling.settled(on if self._now.still_hurts else None)

    def _raise(self, on: date | None) -> int:
        """Hold what is raised now; returns the flags that were not raised before."""
        raised = self.screen.raised(self.findings(on).rails)
        self.lifted &= raised
        standing = raised & ~self.lifted
        new = standing & ~self.held
        self.held |= standing & self._stays
        if on is not None and standing:
            for place, flag in enumerate(self.screen.flags):
                if standing >> place & 1:
                    self.raised_on.setdefault(flag.id, on)
        return new

    def _seen(self, event: Seen) -> None:
        """A clinician's word: it lifts standing flags, or closes a referral and asks again.

        Limits do so for what would let nobody start; in place of it come the parts they name.
        """
        if event.outcome not in {"cleared", "limits"}:
            return
        now = self.screen.raised(self.findings(event.on).rails) | self.held
        about = now & self._named(event.flag)
        if event.outcome == "limits":
            about &= self.strict | (self._whole if named(event) else 0)
        standing = (
            about & self._clearable & ~self.strict
        )  # a strict flag is never lifted, only closed
        self.lifted |= standing
        self.held &= ~standing
        closed = about & ~standing
        if not closed:
            return
        self.held &= ~closed
        for place, flag in enumerate(self.screen.flags):
            if closed >> place & 1:
                self.raised_on.pop(flag.id, None)
        self.telling.forget(self.screen.mentioned(closed) & ~self._lasting)
        self.telling.set(0, self._unasked & ~self.telling.yes)
        if closed & self.strict:
            self._go_stale()

    def _named(self, name: str) -> int:
        """The flags that a `seen` line is about: one (with those that refine it), or all."""
        if name == "all":
            return (1 << len(self.screen.flags)) - 1
        wanted = self.screen.knowledge.canonical(name)
        return _bits(
            self.screen, lambda flag: wanted in (flag.id, flag.refines) or name == flag.code
        )

    def _go_stale(self, but: int = 0) -> None:
        """The full screen starts again: what was no is not known any more; what was yes stays."""
        keep = self._lasting | self._unasked | but
        self._forget_no(self.screen.vocabulary.everything & ~keep)

    def _forget_no(self, mask: int) -> None:
        self.telling.no &= ~mask


def _bits(screen: Screen, wanted: Callable[[Flag], bool]) -> int:
    return sum(1 << place for place, flag in enumerate(screen.flags) if wanted(flag))
