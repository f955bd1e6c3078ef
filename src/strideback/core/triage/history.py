"""The decision on a whole diary: a referral stays until a clinician has seen the runner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from strideback.core.diary import Answered, AnyEvent, Corrected, Drew, Seen, Tested
from strideback.core.findings import Findings, Telling
from strideback.core.knowledge import Flag
from strideback.core.terms import FlagId
from strideback.core.triage.decision import Screen, Triage, triage


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the diary shows over time, beside the answers themselves.

    `observed`: findings that the folds work out.  `full_since`: days from which the full screen has
    to be answered again.  `check_in_since`: the day since which the short re-screen is due.
    """

    observed: Mapping[str, bool]
    full_since: tuple[date, ...] = ()
    check_in_since: date | None = None


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
    findings = corrected.telling.settled()
    decision = triage(screen, findings, held, corrected.lifted)
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
        self._resets = sorted(now.full_since)
        self._stays = _bits(screen, lambda flag: flag.stays)
        self._clearable = _bits(screen, lambda flag: flag.clearable)
        self.strict = _bits(screen, lambda flag: flag.level >= screen.refer_from)
        questions = screen.knowledge.questions.values()
        self._lasting = sum(screen.vocabulary.options[q.id] for q in questions if q.lasting)
        rules = (*screen.vocabulary.drawn, *screen.vocabulary.tested)
        self._unasked = sum(screen.vocabulary.bits[rule.id] for rule in rules)
        self._check_in = sum(
            screen.vocabulary.options[q.id] for q in questions if q.group == "check-in"
        )
        self._opens_full = sum(
            screen.vocabulary.bits[finding]
            for finding in screen.knowledge.screen.check_in_opens_full
        )
        due = screen.vocabulary.bits.get("check-in-due", 0)
        self.telling.set(due, 0)  # earlier check-ins count: they were due when they were answered

    def through(self, events: Iterable[AnyEvent]) -> _History:
        """Every event in order, then the circumstances of today."""
        due = self._now.check_in_since
        stale_check_in = False
        for event in events:
            while self._resets and event.on >= self._resets[0]:
                del self._resets[0]
                self._go_stale()
            if due is not None and not stale_check_in and event.on >= due:
                stale_check_in = True
                self._forget_no(self._check_in)
            if isinstance(event, (Answered, Drew, Tested)):
                became_yes = self.telling.hear(event)
                if became_yes:
                    self._raise(event.on)
                    if became_yes & self._opens_full:
                        self._go_stale()
            elif isinstance(event, Seen):
                self._seen(event)
        if self._resets:
            self._go_stale()
        if due is not None and not stale_check_in:
            self._forget_no(self._check_in)
        self._close()
        return self

    def _close(self) -> None:
        """Add what the diary shows today.  An observed finding that is silent is a known no."""
        bits = self.screen.vocabulary.bits
        for rule in self.screen.knowledge.findings.values():
            if rule.observed:
                yes = self._now.observed.get(rule.id, False)
                bit = bits[rule.id]
                self.telling.set(bit if yes else 0, 0 if yes else bit)
        self._raise(None)

    def _raise(self, on: date | None) -> None:
        raised = self.screen.raised(self.telling.settled().rails)
        self.lifted &= raised
        new = raised & ~self.lifted
        self.held |= new & self._stays
        if on is not None and new:
            for place, flag in enumerate(self.screen.flags):
                if new >> place & 1:
                    self.raised_on.setdefault(flag.id, on)

    def _seen(self, event: Seen) -> None:
        """A clinician's word: it lifts standing flags, or closes a referral and asks again."""
        if event.outcome not in {"cleared", "limits"}:
            return
        now = self.screen.raised(self.telling.settled().rails) | self.held
        about = now & self._named(event.flag)
        standing = about & self._clearable & ~self.strict
        if event.outcome == "cleared":
            self.lifted |= standing
            self.held &= ~standing
        closed = about & (self.strict if event.outcome == "limits" else ~standing)
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

    def _go_stale(self) -> None:
        """The full screen starts again: what was no is not known any more; what was yes stays."""
        self._forget_no(self.screen.vocabulary.everything & ~self._lasting & ~self._unasked)

    def _forget_no(self, mask: int) -> None:
        self.telling.no &= ~mask


def _bits(screen: Screen, wanted: Callable[[Flag], bool]) -> int:
    return sum(1 << place for place, flag in enumerate(screen.flags) if wanted(flag))
