"""What clinicians have ruled out: it stays out until one of them says otherwise.

Free words cannot be read by a rule.  Limits that name no part of a plan therefore close all of it, and
the runner is asked which parts are meant (docs/decisions/0012).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from strideback.core.diary import AnyEvent, Seen
from strideback.core.knowledge import Knowledge
from strideback.core.terms import SOMETHING_ELSE, Block, FlagId

LIMITS_SET = FlagId("clinician-limits")
LIMITS_NOT_NAMED = FlagId("limits-not-named")
"""Two flags, and the findings of the same names that raise them."""

_ALL = "all"
_OF_ALL = frozenset((_ALL, LIMITS_SET, LIMITS_NOT_NAMED))


@dataclass(frozen=True, slots=True)
class Limits:
    """The `seen` lines whose limits still hold, each once, in the order told."""

    told: tuple[Seen, ...] = ()

    @property
    def parts(self) -> frozenset[Block]:
        """The parts of a plan that stay out."""
        return frozenset(part for each in self.told for part in named(each))

    @property
    def unnamed(self) -> tuple[Seen, ...]:
        """Those that name no part of a plan."""
        return tuple(each for each in self.told if not named(each))

    @property
    def observed(self) -> dict[str, bool]:
        """The findings that this makes."""
        return {LIMITS_SET: bool(self.parts), LIMITS_NOT_NAMED: bool(self.unnamed)}


def named(seen: Seen) -> tuple[Block, ...]:
    """The parts of a plan that a line names."""
    return tuple(Block(each) for each in seen.without if each != SOMETHING_ELSE)


def limits_of(knowledge: Knowledge, events: Iterable[AnyEvent]) -> Limits:
    """The limits that hold after these events, which are in order and corrected.

    Limits are kept by what they are about: named ones replace the earlier ones about the same, and
    `cleared` ends them.  About all, `cleared` ends every one; about the limits themselves, new ones
    replace every one.  Parts named about either, or about limits that nobody could read, are those
    that were missing.
    """
    named_, missing = dict[str, Seen](), dict[str, Seen]()
    for event in events:
        if not isinstance(event, Seen):
            continue
        about = _about(knowledge, event.flag)
        if event.outcome == "cleared":
            if about != LIMITS_NOT_NAMED:
                named_ = _without(knowledge, named_, about)
            missing = _without(knowledge, missing, about)
        elif event.outcome == "limits" and named(event):
            if about == LIMITS_SET:
                named_ = {}
            if about not in _OF_ALL:
                named_[about] = event
                missing.pop(about, None)
                continue
            named_ |= dict.fromkeys(missing, event)
            if about == _ALL or not missing:
                named_[_ALL] = event
            missing = {}
        elif event.outcome == "limits":
            missing[about] = event
    return Limits(tuple(dict.fromkeys((*named_.values(), *missing.values()))))


def _without(knowledge: Knowledge, held: dict[str, Seen], about: str) -> dict[str, Seen]:
    """The limits that a clearance leaves: about one thing, it ends what only adds to that too."""
    if about in _OF_ALL:
        return {}
    flags = knowledge.flags
    refining = {each for each in held if each in flags and flags[FlagId(each)].refines == about}
    return {each: seen for each, seen in held.items() if each not in {about, *refining}}


def _about(knowledge: Knowledge, name: str) -> str:
    by_code = (flag.id for flag in knowledge.flags.values() if flag.code and flag.code == name)
    return next(by_code, None) or knowledge.canonical(name)
