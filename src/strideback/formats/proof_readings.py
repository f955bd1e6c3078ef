"""The two readings that are compared: the files as they are written, and the masks as they run.

`Written` reads every formula on its own, with Kleene's three values (known yes, known no, or
neither).  `Running` reads the masks of the vocabulary and decides as `triage` does.  Neither uses
the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from strideback.core.findings import Clause, conditionals
from strideback.core.knowledge import (
    All,
    Any,
    AtLeast,
    Flag,
    Formula,
    Is,
    Knowledge,
    Not,
    Question,
)
from strideback.core.terms import FlagId
from strideback.core.triage import Screen
from strideback.formats.proof_answers import Answers, Known
from strideback.formats.proof_diagrams import Diagram


class Written:
    """The files' own meaning: where each flag is raised, and where it is ruled out."""

    def __init__(self, knowledge: Knowledge, answers: Answers) -> None:
        self._diagrams = answers.diagrams
        self._derived = {
            rule.id: rule.when for rule in knowledge.findings.values() if rule.when is not None
        }
        self.known: dict[str, Known] = dict(answers.told)
        self.hidden: dict[str, Diagram] = {}
        """Where it is known that a question need not be asked."""
        self.shown: dict[str, Diagram] = {}
        """Where it is known that a question is asked."""
        for question in sorted(knowledge.questions.values(), key=lambda each: each.order):
            self._settle(question, answers)
        self.flags: dict[FlagId, Known] = {
            flag.id: self.value(flag.when) for flag in knowledge.flags.values()
        }

    def _settle(self, question: Question, answers: Answers) -> None:
        """Silence on a hidden question is no; on some others it is yes."""
        nothing = self._diagrams.false
        shown = Known(self._diagrams.true, nothing)
        if question.ask_when is not None:
            shown = self.value(question.ask_when)
        self.hidden[question.id], self.shown[question.id] = shown.no, shown.yes
        silent_is_yes = ~shown.no if question.unanswered == "yes" else nothing
        for asked in answers.asked.values():
            if asked.question.id == question.id:
                silent = ~answers.answered(asked)
                for finding in sorted(asked.findings):
                    yes, no = self.known[finding]
                    self.known[finding] = Known(
                        yes | silent & silent_is_yes, no | silent & shown.no
                    )

    def value(self, formula: Formula) -> Known:
        """Where the formula is known to hold, and where it is known not to."""
        match formula:
            case Is(finding) if finding in self._derived:
                return self.value(self._derived[finding])
            case Is(finding):
                return self.known[finding]
            case Not(part):
                yes, no = self.value(part)
                return Known(no, yes)
            case All(parts):
                return self._counted(len(parts), parts)
            case Any(parts):
                return self._counted(1, parts)
            case AtLeast(count, parts):
                return self._counted(count, parts)

    def _counted(self, count: int, parts: Sequence[Formula]) -> Known:
        """Known to hold: enough parts do.  Known not to: too few are left that still could."""
        found = [self.value(part) for part in parts]
        could = [~part.no for part in found]
        enough, possible = (
            self._diagrams.at_least(count, rows) for rows in ([part.yes for part in found], could)
        )
        return Known(enough, ~possible)


class Running:
    """What the program does: where each flag is raised or possible, and what is cleared."""

    def __init__(self, knowledge: Knowledge, answers: Answers) -> None:
        self.screen = Screen(knowledge)
        self._vocabulary = self.screen.vocabulary
        self._diagrams = answers.diagrams
        self._size = self._vocabulary.size
        told = [answers.told[finding] for finding in self._vocabulary.ids]
        self._yes = [known.yes for known in told]
        self._no = [known.no for known in told]
        self._settle(knowledge)
        self.raised: dict[FlagId, Diagram] = {}
        self.possible: dict[FlagId, Diagram] = {}
        for flag in self.screen.flags:
            clauses = self._vocabulary.clauses(flag.when)
            self.raised[flag.id] = self._some(clauses, self._rails())
            self.possible[flag.id] = self._some(clauses, self._possible())
        self.refers = self._diagrams.any(self.raised[flag.id] for flag in self._referring())
        self.asks = self._asks()
        self.cleared = ~self.refers & ~self.asks

    def _rails(self) -> list[Diagram]:
        return self._yes + self._no

    def _possible(self) -> list[Diagram]:
        return [~no for no in self._no] + [~yes for yes in self._yes]

    def _bits(self, mask: int) -> Iterator[int]:
        return (place for place in range(2 * self._size) if mask >> place & 1)

    def _some(self, clauses: Sequence[Clause], rails: Sequence[Diagram]) -> Diagram:
        """Where one of the clauses holds over these doubled bits."""
        found = []
        for clause in clauses:
            parts = [rails[place] for place in self._bits(clause.mask)]
            for mask, count in clause.counts:
                counted = [rails[place] for place in self._bits(mask)]
                parts.append(self._diagrams.at_least(count, counted))
            found.append(self._diagrams.all(parts))
        return self._diagrams.any(found)

    def _settle(self, knowledge: Knowledge) -> None:
        """Hidden questions and silence, as `Telling.settled` goes through them."""
        for each in conditionals(knowledge, self._vocabulary):
            shown = self._diagrams.true
            if not each.always:
                shown = self._some(each.shown, self._possible())
            for place in self._bits(each.mask):
                silent = ~self._yes[place] & ~self._no[place]
                self._no[place] |= silent & ~shown
                if each.silence_is_yes:
                    self._yes[place] |= silent & shown

    def _referring(self) -> list[Flag]:
        """The flags that alone make a referral."""
        return [
            flag
            for place, flag in enumerate(self.screen.flags)
            if self.screen.verdict(1 << place)[3]
        ]

    def _asks(self) -> Diagram:
        """Where a question is open whose answer could raise a flag or open the full screen."""
        unknown = [~yes & ~no for yes, no in zip(self._yes, self._no, strict=True)]
        asking = 0
        for mask in self.screen.question_of.values():
            asking |= mask
        wanted = [self._diagrams.false] * self._size
        for finding in self.screen.knowledge.screen.check_in_opens_full:
            bit = self._vocabulary.bits[finding]
            for place in self._bits(bit & asking):
                wanted[place] |= unknown[place]
        for at, flag in enumerate(self.screen.flags):
            still_open = self.possible[flag.id] & ~self.raised[flag.id]
            for place in self._bits(self.screen.mentioned(1 << at) & asking):
                wanted[place] |= still_open & unknown[place]
        found = self._diagrams.false
        for question in reversed(self.screen.asked):
            bits = self._bits(self.screen.question_of[question.id])
            here = self._diagrams.any(wanted[place] for place in bits)
            if question.ask_when is not None:
                clauses = self._vocabulary.clauses(question.ask_when)
                shown = self._some(clauses, self._rails())
                for place in self._places(clauses):
                    wanted[place] |= here & ~shown & unknown[place]
                here &= shown
            found |= here
        return found

    def _places(self, clauses: Sequence[Clause]) -> list[int]:
        """The findings that the clauses depend on."""
        masks = [mask for clause in clauses for mask in (clause.mask, *dict(clause.counts))]
        return sorted({place % self._size for mask in masks for place in self._bits(mask)})
