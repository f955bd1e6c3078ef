"""The menu of `strideback log DIARY`: what there is to tell, asked in a few short questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from strideback.cli.intake_diary import DiaryFile
from strideback.cli.intake_replies import figure, free_words, plain_yes_no, ruled_out, scale
from strideback.cli.talk import Leave, NotUnderstood, Talk, Word
from strideback.core.diary import (
    AnyEvent,
    Did,
    Inspected,
    Noted,
    PainLogged,
    Preferred,
    Ran,
    Seen,
    Skipped,
)
from strideback.core.plan import Item
from strideback.core.terms import SOMETHING_ELSE, Side
from strideback.formats.diary_figures import day, distance, duration
from strideback.formats.diary_grammar import RUN_SIGNS
from strideback.formats.diary_words import Misread, shown
from strideback.formats.words import block, moved_from
from strideback.formats.words import day as day_words
from strideback.formats.words import dose as dose_words

T = TypeVar("T")

_MENU = (
    "How much it hurts now",
    "How it was this morning, after yesterday",
    "Something from today's session",
    "A run",
    "I pressed on a muscle",
    "A clinician has seen me",
    "A note in my own words",
    "Move a session to another day",
)
_SCALE = "  0 none to 10 worst >"
_SIGNS = {
    "rising": "The pain kept rising",
    "limp": "I limped",
    "sharp": "Sharp pain",
    "leg-symptoms": "Tingling, numbness or pain down a leg",
    "night-pain": "Pain in the night after",
}
_OUTCOMES = {
    "cleared": "I may go on",
    "limits": "I may go on, but not with everything",
    "not-cleared": "I should not go on yet",
}


class _Again(Exception):  # noqa: N818 - it is a wish, not an error
    """Back to the menu."""


class Menu:
    """Asks what to tell and hands each event to `store`, until there is nothing more."""

    def __init__(self, file: DiaryFile, talk: Talk, store: Callable[[AnyEvent], None]) -> None:
        self.file, self.talk, self.store = file, talk, store

    def run(self) -> None:
        """Ask until the runner leaves."""
        tell = (self._now, self._morning, self._session, self._run, self._press, self._seen)
        self.talk.say("b back · s leave it out · q that is all", "dim")
        while True:
            try:
                choice = self._choose("What would you like to add?", _MENU, empty="q")
                (*tell, self._note, self._move)[choice]()
            except _Again:
                continue

    # --- asking ----------------------------------------------------------------------------------

    def _ask(self, text: str, prompt: str, read: Callable[[str], T]) -> T | None:
        """An answer; None when it is left out; `_Again` on the way back."""
        self.talk.say()
        self.talk.say(text, "bold")
        reply = self.talk.ask(prompt, read)
        if reply is Word.BACK:
            raise _Again
        return None if isinstance(reply, Word) else reply

    def _choose(self, text: str, choices: Sequence[str], empty: str = "") -> int:
        def read(typed: str) -> int:
            if typed == empty == "q":
                raise Leave
            if not (typed.isdecimal() and 1 <= int(typed) <= len(choices)):
                raise NotUnderstood(f"Type a number from 1 to {len(choices)}.")
            return int(typed) - 1

        self.talk.say()
        self.talk.say(text, "bold")
        for count, each in enumerate(choices, 1):
            self.talk.say(each, indent=" " * 6, first=f"  {count:>2}  ")
        reply = self.talk.ask("  number >", read, empty=empty)
        if isinstance(reply, Word):
            if reply is Word.SKIP or text != "What would you like to add?":
                raise _Again
            raise Leave
        return reply

    # --- what there is to tell -------------------------------------------------------------------

    def _now(self) -> None:
        value = self._ask(
            "How much does it hurt right now, sitting or standing still?", _SCALE, scale
        )
        if value is not None:
            self.store(PainLogged(on=self.file.today, now=value))

    def _morning(self) -> None:
        value = self._ask("How much did it hurt this morning?", _SCALE, scale)
        if value is not None:
            self.store(PainLogged(on=self.file.today, morning=value))

    def _session(self) -> None:
        items = self._planned()
        if not items:
            self.talk.say("There is no session for today in your plan.", indent="  ")
            self.talk.say(
                "Anything else that you did fits in a line, as in: did easy-walk 20min before=3 after=2",
                "dim",
                indent="  ",
            )
            return
        names = self.file.knowledge.exercises
        labels = [
            f"{names[item.exercise].name}{f', {side.value} side' if side else ''}: "
            f"{dose_words(item.dose)}"
            for item, side in items
        ]
        item, side = items[self._choose("Which part?", labels)]
        if self._ask("Did you do it, as it stands here or close to it?", "  y / n >", plain_yes_no):
            self._did(item, side)
            return
        why = self._ask("Why not? A word or two is enough.", "  your words, or s >", free_words)
        self.store(Skipped(on=self.file.today, exercise=item.exercise, reason=why or ""))

    def _planned(self) -> list[tuple[Item, Side | None]]:
        plan, today = self.file.review.plan, self.file.today
        sessions = () if plan is None else plan.sessions
        return [
            (item, side)
            for session in sessions
            if session.on == today and not session.if_gate
            for item in session.items
            for side in (item.sides or (None,))
        ]

    def _did(self, item: Item, side: Side | None) -> None:
        before = self._ask("How much did it hurt before?", _SCALE, scale)
        after = self._ask("And after?", _SCALE, scale)
        effort = None
        if self.file.knowledge.exercises[item.exercise].climbs:
            effort = self._ask("How hard was it?", "  0 easy to 10 all out >", scale)
        dose = item.dose
        timed = dose.minutes is not None or dose.bout_s is not None
        self.store(
            Did(
                on=self.file.today,
                exercise=item.exercise,
                side=side,
                duration_s=float(dose.set_s * dose.sets) if timed else None,
                sets=None if timed else dose.sets,
                reps=dose.reps,
                hold_s=None if dose.hold_s is None else float(dose.hold_s),
                distance_m=None if dose.distance_m is None else float(dose.distance_m),
                before=before,
                after=after,
                effort=effort,
            )
        )

    def _run(self) -> None:
        distance_m = self._ask("How far?", "  as in 8.2 km, or s >", _distance)
        duration_s = self._ask("How long?", "  as in 46 min or 46:30, or s >", _duration)
        pain = self._ask("How much did it hurt at most while running?", _SCALE, scale)
        self.talk.say()
        for count, sign in enumerate(RUN_SIGNS, 1):
            self.talk.say(_SIGNS.get(sign, sign), indent=" " * 6, first=f"  {count:>2}  ")
        signs = self._ask("Did you notice any of these?", "  numbers, 0 for none >", _signs)
        if distance_m is duration_s is pain is None and not signs:
            self.talk.say("Then there is nothing to write.", indent="  ")
            return
        self.store(
            Ran(
                on=self.file.today,
                distance_m=distance_m,
                duration_s=duration_s,
                pain=pain,
                signs=signs or (),
            )
        )

    def _press(self) -> None:
        muscles = [m for m in self.file.knowledge.muscles.values() if m.listed != "excluded"]
        muscles.sort(key=lambda muscle: muscle.order)
        muscle = muscles[self._choose("Which muscle?", [each.name for each in muscles])]
        side = tuple(Side)[self._choose("Which side?", ["Left", "Right"])]
        tender = self._ask("How tender was it?", "  0 not at all to 10 >", scale)
        if tender is None:
            return
        familiar = self._ask("Was that your pain?", "  y / n, or s >", plain_yes_no)
        self.store(
            Inspected(
                on=self.file.today, muscle=muscle.id, side=side, tender=tender, familiar=familiar
            )
        )

    def _seen(self) -> None:
        flags = self.file.review.raised
        labels = [*(flag.name for flag in flags), "Everything, or something else"]
        chosen = self._choose("What was it about?", labels)
        outcomes = tuple(_OUTCOMES)
        outcome = outcomes[self._choose("What did they say?", list(_OUTCOMES.values()))]
        without = self._ruled_out() if outcome == "limits" else ()
        by = self._ask("Who saw you?", "  as in doctor or physiotherapist, or s >", free_words)
        keep = "Anything they said that you want to keep?"
        if SOMETHING_ELSE in without:
            keep = "What else did they rule out?"
        said = self._ask(keep, "  or s >", free_words)
        self.store(
            Seen(
                on=self.file.today,
                flag=flags[chosen].id if chosen < len(flags) else "all",
                outcome=outcome,
                by=by or "",
                said=said or "",
                without=without,
            )
        )

    def _ruled_out(self) -> tuple[str, ...]:
        """The parts that a clinician ruled out; left out, the plan waits for them."""
        parts = (*self.file.knowledge.screen.limits, SOMETHING_ELSE)
        self.talk.say()
        for count, part in enumerate(parts, 1):
            label = block(self.file.knowledge, part)
            self.talk.say(label[:1].upper() + label[1:], indent=" " * 6, first=f"  {count:>2}  ")

        asks, prompt = "Which parts did they rule out?", "  numbers, as in 1 3 >"
        return self._ask(asks, prompt, lambda typed: ruled_out(typed, parts)) or ()

    def _note(self) -> None:
        text = self._ask("Your words:", "  >", free_words)
        if text is not None:
            self.store(Noted(on=self.file.today, text=text))

    def _move(self) -> None:
        plan = self.file.review.plan
        sessions = plan.sessions if plan else ()
        if not sessions:
            self.talk.say("There is no session in your plan to move.", indent="  ")
            return
        labels = [f"{day_words(each.on)}{moved_from(each)}" for each in sessions]
        session = sessions[self._choose("Which session?", labels)]
        planned = session.moved_from or session.on
        to = self._ask(f"To which day?  Planned for {planned}.", "  as in 2026-03-10 >", _day)
        if to is not None:
            self.store(Preferred(on=self.file.today, moved=((planned, to),)))


def _day(text: str) -> date:
    try:
        return day(text.strip())
    except Misread as why:
        raise NotUnderstood(f"{shown(text)} {why}.") from None


def _distance(text: str) -> float:
    bare = text.replace(" ", "").lower()
    try:
        return distance(bare if bare[-1:].isalpha() else f"{bare}km")
    except Misread as why:
        raise NotUnderstood(f"{shown(text)} {why}.") from None


def _duration(text: str) -> float:
    bare = text.replace(" ", "").lower()
    try:
        return duration(bare if bare[-1:].isalpha() or ":" in bare else f"{bare}min")
    except Misread as why:
        raise NotUnderstood(f"{shown(text)} {why}.") from None


def _signs(text: str) -> tuple[str, ...]:
    words = text.replace(",", " ").split()
    if words in (["0"], ["none"]):
        return ()
    numbers = {int(figure(word, 1, len(RUN_SIGNS))) for word in words}
    if not numbers:
        raise NotUnderstood("Type the numbers that fit, as in 1 3, or 0 for none of them.")
    return tuple(RUN_SIGNS[number - 1] for number in sorted(numbers))
