"""The plan of a cleared runner, with the sessions that were moved on their new days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from strideback.core.knowledge import Knowledge
from strideback.core.plan.making import HORIZON_DAYS, NO_MOVES, Extra, Maker, Moves
from strideback.core.plan.sessions import Course, Item, Plan, Preferences, Session
from strideback.core.ranking import Ranking
from strideback.core.terms import ExerciseId
from strideback.core.triage import Cleared


def propose(
    knowledge: Knowledge,
    cleared: Cleared,
    ranking: Ranking,
    course: Course,
    preferences: Preferences,
    today: date,
) -> Plan:
    """Plan the next two weeks for a runner who is cleared.

    The same inputs always give the same plan.  Sessions after a gate that is not yet passed say so.
    """
    return Proposer(knowledge, cleared, ranking, course, today).plan(preferences)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a session is not moved.

    `why`: past, missed, same, away, far, none, begun, taken, moved-here, stage, rest, massage, often
    or time; `exercise` is the one that stands against it, `day` the day that the reason is about.
    """

    why: str
    day: date
    exercise: ExerciseId | None = None


@dataclass(frozen=True, slots=True)
class Proposer:
    """Makes the plan of a runner on a day for any preferences, and says which moves it refuses."""

    knowledge: Knowledge
    cleared: Cleared
    ranking: Ranking
    course: Course
    today: date

    def plan(self, preferences: Preferences) -> Plan:
        """The next two weeks."""
        maker = self._maker(preferences, self._moves(preferences))
        sessions = tuple(maker.sessions(self.today))
        return Plan(
            programme=self.course.programme,
            stage=self.course.stage,
            day=self.course.day,
            sessions=sessions,
            left_out=tuple(maker.allowed.left_out.values()),
        )

    def refused(self, preferences: Preferences, planned: date, to: date) -> Refused | None:
        """Why the session planned for a day cannot be moved to another one; None when it can.

        `planned` is the day that the plan had it on at first; back to that day undoes the move.
        """
        if why := self._out_of_place(preferences, planned, to):
            return why
        if to == planned:
            return None
        others = {at: on for at, on in preferences.moved.items() if at != planned}
        before = replace(preferences, moved=others)
        session = self._session(before, self._moves(before), planned)
        if session is None:
            return Refused("none", planned)
        if planned == self.today and any(
            self.today in self._done(i.exercise) for i in session.items
        ):
            return Refused("begun", planned)
        if session.moved_from is not None:
            return Refused("moved-here", session.moved_from)
        if to in others.values():
            return Refused("taken", to)
        return self._left_behind(replace(preferences, moved={**others, planned: to}), session, to)

    def _out_of_place(self, preferences: Preferences, planned: date, to: date) -> Refused | None:
        """What the days themselves stand against."""
        moved = planned in preferences.moved
        if to < self.today:
            return Refused("past", to)
        if planned < self.today and not moved:
            return Refused("missed", planned)
        if to == preferences.moved.get(planned, planned) and not (moved and to == planned):
            return Refused("same", to)
        if preferences.is_away(to):
            return Refused("away", to)
        if to >= self.today + timedelta(days=HORIZON_DAYS):
            return Refused("far", self.today + timedelta(days=HORIZON_DAYS - 1))
        return None

    def _left_behind(self, moved: Preferences, session: Session, to: date) -> Refused | None:
        """The first exercise that has to come along and cannot be done on the new day, and why.

        What the plan has as optional or as a gentle start may stay away; massage may not, so that
        nobody wonders where it went.
        """
        maker = self._maker(moved, self._moves(moved))
        there = next((each for each in maker.sessions(self.today) if each.on == to), None)
        found = {each.exercise for each in there.items} if there else set()
        wanted = [each for each in session.items if self._has_to_come(each)]
        missing = [item.exercise for item in wanted if item.exercise not in found]
        if there is not None and there.moved_from == session.on and not missing:
            return None
        first = (*missing, session.items[0].exercise)[0]
        return Refused(maker.waits.get((to, first), "time" if missing else "stage"), to, first)

    def _has_to_come(self, item: Item) -> bool:
        massage = self.knowledge.exercises[item.exercise].kind == "massage"
        return massage or item.role == "main"

    # --- moves ------------------------------------------------------------------------------------

    def _moves(self, preferences: Preferences) -> Moves:
        """What the moves in force change; each is made on the plan that those before it leave."""
        moves = replace(NO_MOVES, free=frozenset(preferences.moved))
        told: list[date] = []
        for planned, to in preferences.moved.items():
            told.append(planned)
            if not self._counts(planned, to) or to in moves.extra:
                continue
            # As if it had not been moved: a day away that was told later does not take it back.
            before = replace(moves, free=frozenset(told[:-1]), kept=frozenset({planned}))
            maker = self._maker(preferences, before)
            plan = {each.on: each for each in maker.sessions(self.today, since=planned)}
            if planned in plan:
                extra = Extra(planned, plan[planned].stage, maker.given[planned])
                held = dict(moves.held)
                for day, waiting in _held(plan, planned, to):
                    held[day] = held.get(day, frozenset()) | waiting
                moves = replace(moves, extra={**moves.extra, to: extra}, held=held)
        return moves

    def _counts(self, planned: date, to: date) -> bool:
        """A move that still changes the days ahead."""
        ahead = timedelta(days=HORIZON_DAYS)
        return self.today <= to < self.today + ahead and abs(planned - self.today) < ahead

    def _maker(self, preferences: Preferences, moves: Moves) -> Maker:
        return Maker(self.knowledge, self.cleared, self.ranking, self.course, preferences, moves)

    def _session(self, preferences: Preferences, moves: Moves, on: date) -> Session | None:
        maker = self._maker(preferences, moves)
        sessions = maker.sessions(self.today, since=on)
        return next((each for each in sessions if each.on == on), None)

    def _done(self, exercise: ExerciseId) -> tuple[date, ...]:
        return self.course.done.get(exercise, ())


def _held(
    plan: dict[date, Session], planned: date, to: date
) -> Iterator[tuple[date, frozenset[ExerciseId]]]:
    """What is moved waits for its new day: none of it comes earlier, but for what was there anyway."""
    waiting = frozenset(item.exercise for item in plan[planned].items)
    for ahead in range((to - planned).days):
        day = planned + timedelta(days=ahead)
        there = plan[day].items if day in plan and day != planned else ()
        yield day, waiting - {item.exercise for item in there}
