"""The decision on one set of findings: the flags compiled to masks, and what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from strideback.core.findings import Clause, Findings, Vocabulary
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


def only_check_in(triage: Triage) -> bool:
    """True when nothing is open but the short re-screen of a runner who was cleared before."""
    return (
        isinstance(triage, Ask)
        and bool(triage.ask)
        and all(question.startswith("check-") for question in triage.ask)
    )


class Screen:
    """The flags and questions of a knowledge edition, compiled to bit masks once."""

    __slots__ = (
        "_asking",
        "_counted",
        "_gated",
        "_in_order",
        "_mentions",
        "_plain",
        "_verdicts",
        "asked",
        "flags",
        "knowledge",
        "opens_full",
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
        self.opens_full = sum(self.vocabulary.bits[finding] for finding in opens)
        self._asking = 0
        for mask in self.question_of.values():
            self._asking |= mask
        self._mentions = tuple(
            (1 << place, self._findings_of(self.vocabulary.clauses(flag.when)))
            for place, flag in enumerate(self.flags)
        )
        self._in_order = tuple((q.id, self.question_of[q.id]) for q in self.asked)
        self._gated = tuple(
            (q.id, self.question_of[q.id], self.vocabulary.clauses(q.ask_when), self.gates(q))
            for q in reversed(self.asked)
            if q.ask_when is not None
        )
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
        wanted = (self.mentioned(possible) | self.opens_full) & unknown
        return self._shown(findings, wanted) if wanted else ()

    def mentioned(self, flags: int) -> int:
        """The findings that these flags depend on, as bits."""
        bits = 0
        for flag, mask in self._mentions:
            if flag & flags:
                bits |= mask
        return bits

    def _shown(self, findings: Findings, wanted: int) -> tuple[QuestionId, ...]:
        """The wanted questions that are shown; behind a closed gate, the gate's own questions."""
        rails, unknown = findings.rails, findings.unknown
        hidden: set[QuestionId] = set()
        for name, mask, clauses, gates in self._gated:
            if wanted & mask and not any(clause.holds(rails) for clause in clauses):
                hidden.add(name)
                wanted |= gates & unknown
        return tuple([n for n, mask in self._in_order if wanted & mask and n not in hidden])

    def gates(self, question: Question) -> int:
        """The findings that decide whether a question is shown, as bits."""
        if question.ask_when is None:
            return 0
        return self._findings_of(self.vocabulary.clauses(question.ask_when))

    def _findings_of(self, clauses: Iterable[Clause]) -> int:
        """The findings in these clauses, yes and no alike."""
        bits = 0
        for clause in clauses:
            for mask in (clause.mask, *(counted for counted, _ in clause.counts)):
                bits |= (mask & self.vocabulary.everything) | mask >> self.vocabulary.size
        return bits


def triage(
    screen: Screen,
    findings: Findings,
    held: int = 0,
    lifted: int = 0,
    limits: frozenset[Block] = frozenset(),
) -> Triage:
    """Decide whether this runner may go on alone.

    The strictest raised flag wins, even while other questions are open.  Silence is not a no: it
    asks.  `held` are flags (bits over `screen.flags`) that stay raised from earlier in the diary,
    `lifted` standing ones that a clinician has cleared, `limits` the parts that one has ruled out.
    """
    raised = (screen.raised(findings.rails) & ~lifted) | held
    level, because, blocks, refer = screen.verdict(raised)
    blocks |= limits
    ask = screen.open_questions(findings, raised | lifted)
    if refer:
        return Refer(level=level, because=because, blocks=blocks, ask=ask)
    if ask:
        return Ask(ask=ask, level=level, because=because, blocks=blocks)
    return Cleared(level=level, because=because, blocks=blocks)
