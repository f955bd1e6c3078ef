"""Findings become a decision: go on, answer more, or be seen by someone.

The strictest raised flag wins, even while other questions are open.  Silence is not a no: it asks.
Only `Cleared` opens ranking and plan, and only `triage` makes one (DESIGN.md, laws 1 to 5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from strideback.core.diary import Answered, AnyEvent, Drew, Seen, Tested
from strideback.core.findings import Clause, Findings, Telling, Vocabulary
from strideback.core.knowledge import Flag, Knowledge, Question
from strideback.core.terms import EVERYTHING, Block, FlagId, Level, QuestionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """Nothing told needs urgent care: planning may go on, without the blocked parts."""

    level: Level = Level.NONE
    because: tuple[FlagId, ...] = ()
    blocks: frozenset[Block] = frozenset()
    outcome = "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Something is not known that could still matter: these questions come first."""

    ask: tuple[QuestionId, ...]
    level: Level = Level.NONE
    because: tuple[FlagId, ...] = ()
    blocks: frozenset[Block] = frozenset()
    outcome = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer:
    """The runner should be seen first; no plan is made.  `ask`: questions still open beside it."""

    level: Level
    because: tuple[FlagId, ...]
    blocks: frozenset[Block]
    ask: tuple[QuestionId, ...] = ()
    outcome = "refer"


Triage = Cleared | Ask | Refer


class Screen:
    """The flags and questions of a knowledge edition, compiled to bit masks once."""

    __slots__ = (
        "_asking",
        "_counted",
        "_opens_full",
        "_plain",
        "_verdicts",
        "asked",
        "flags",
        "knowledge",
        "question_of",
        "refer_from",
        "vocabulary",
    )

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.vocabulary = Vocabulary(knowledge)
        self.flags: tuple[Flag, ...] = tuple(
            sorted(knowledge.flags.values(), key=lambda flag: (-flag.level, flag.id))
        )
        self.refer_from = knowledge.screen.refer_from
        plain: list[tuple[int, int]] = []
        counted: list[tuple[Clause, int]] = []
        for place, flag in enumerate(self.flags):
            for clause in self.vocabulary.clauses(flag.when):
                if clause.counts:
                    counted.append((clause, 1 << place))
                else:
                    plain.append((clause.mask, 1 << place))
        self._plain = tuple(plain)
        self._counted = tuple(counted)
        groups = set(knowledge.screen.asked_groups)
        asked = [q for q in knowledge.questions.values() if q.screen and q.group in groups]
        self.asked = tuple(sorted(asked, key=lambda question: question.order))
        self.question_of = {question.id: self.vocabulary.options[question.id] for question in asked}
        opens = knowledge.screen.check_in_opens_full
        self._opens_full = sum(self.vocabulary.bits[finding] for finding in opens)
        self._asking = 0
        for mask in self.question_of.values():
            self._asking |= mask
        self._verdicts: dict[int, tuple[Level, tuple[FlagId, ...], frozenset[Block], bool]] = {}

    def raised(self, rails: int) -> int:
        """The flags that these doubled bits raise, as bits over `flags`."""
        found = 0
        for mask, flag in self._plain:
            if rails & mask == mask:
                found |= flag
        for clause, flag in self._counted:
            if not found & flag and clause.holds(rails):
                found |= flag
        return found

    def verdict(self, raised: int) -> tuple[Level, tuple[FlagId, ...], frozenset[Block], bool]:
        """Of raised flags: the strictest level, their ids strictest first, blocks, and "refer?"."""
        known = self._verdicts.get(raised)
        if known is None:
            flags = [flag for place, flag in enumerate(self.flags) if raised >> place & 1]
            level = max((flag.level for flag in flags), default=Level.NONE)
            blocks = frozenset(block for flag in flags for block in flag.blocks)
            refer = level >= self.refer_from or EVERYTHING in blocks
            known = (level, tuple(flag.id for flag in flags), blocks, refer)
            if len(self._verdicts) < 4096:
                self._verdicts[raised] = known
        return known

    def open_questions(self, findings: Findings, raised: int) -> tuple[QuestionId, ...]:
        """The questions whose answer could still raise a flag, in the order they are asked.

        A hidden question is asked only once what shows it is known; until then that is asked.
        """
        unknown = findings.unknown & self._asking
        if not unknown:
            return ()
        possible = self.raised(findings.possible) & ~raised
        wanted = (self.mentioned(possible) | self._opens_full) & unknown
        return self._shown(findings, wanted) if wanted else ()

    def mentioned(self, flags: int) -> int:
        """The findings that these flags depend on, as bits."""
        low = self.vocabulary.everything
        bits = 0
        for mask, flag in self._plain:
            if flag & flags:
                bits |= (mask & low) | mask >> self.vocabulary.size
        for clause, flag in self._counted:
            if flag & flags:
                for mask in (clause.mask, *(counted for counted, _ in clause.counts)):
                    bits |= (mask & low) | mask >> self.vocabulary.size
        return bits

    def _shown(self, findings: Findings, wanted: int) -> tuple[QuestionId, ...]:
        found: list[QuestionId] = []
        for question in reversed(self.asked):
            if wanted & self.question_of[question.id]:
                if question.ask_when is not None and findings.holds(question.ask_when) is not True:
                    wanted |= self._gates(question) & findings.unknown
                else:
                    found.append(question.id)
        return tuple(reversed(found))

    def _gates(self, question: Question) -> int:
        bits = 0
        if question.ask_when is not None:
            for clause in self.vocabulary.clauses(question.ask_when):
                for mask in (clause.mask, *(counted for counted, _ in clause.counts)):
                    bits |= (mask & self.vocabulary.everything) | mask >> self.vocabulary.size
        return bits


def triage(screen: Screen, findings: Findings, held: int = 0, lifted: int = 0) -> Triage:
    """Decide whether this runner may go on alone.

    The strictest raised flag wins, even while other questions are open.  Silence is not a no: it
    asks.  `held` are flags (bits over `screen.flags`) that stay raised from earlier in the diary,
    `lifted` standing ones that a clinician has cleared.
    """
    raised = (screen.raised(findings.rails) & ~lifted) | held
    level, because, blocks, refer = screen.verdict(raised)
    ask = screen.open_questions(findings, raised | lifted)
    if refer:
        return Refer(level=level, because=because, blocks=blocks, ask=ask)
    if ask:
        return Ask(ask=ask, level=level, because=because, blocks=blocks)
    return Cleared(level=level, because=because, blocks=blocks)


# --- over the whole diary ------------------------------------------------------------------------


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
    if tuple(as_told) != tuple(as_corrected):
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
        rules = (*screen.vocabulary.drawn, *screen.vocabulary.by_test.values())
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
