"""The sessions ahead as a calendar (RFC 5545), for the calendar that a runner has anyway.

With a time of day a session begins then, in the runner's time zone; without one it lasts all day and
keeps no time busy.  Without a zone the time floats: it is the same wherever the phone is.  A session
keeps its UID when it is moved, for the UID is made of the day that it was planned for.  What a gate has
still to open is tentative and rings no bell, nor does a session that was begun.

Nobody has a plan without a clearance: then, and when no session is ahead, the calendar has one note
that says so, because a calendar with nothing in it is not allowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Alarm, Calendar, Event

from strideback.core.knowledge import Knowledge
from strideback.core.plan import Session
from strideback.core.review import Review
from strideback.formats import words
from strideback.formats.ical_zone import zone_component
from strideback.formats.language import say

_OURS = UUID("5b0f6f86-6b0e-5c0a-9a58-3f0f1c7e5d11")
"""Where the UIDs begin: another program's never meet ours."""
_COUNTED_FROM = datetime(2020, 1, 1, tzinfo=UTC)
_ASK_AGAIN = timedelta(hours=6)


def calendar(
    knowledge: Knowledge,
    review: Review,
    *,
    now: datetime,
    zone: str,
    at: time | None,
    alarm_min: int | None,
    whose: str = "",
) -> bytes:
    """The sessions of the review's plan, as a .ics file.

    `now`: since when this is the plan; a calendar that is made of a later instant is the newer one.
    `at`: when sessions begin; None is all day, without an alarm.  `zone`: the name of the time zone,
    empty or unknown for a time that floats.  `alarm_min`: minutes before, None for no alarm.  `whose`
    tells two diaries in one calendar apart; the same one gives the same UIDs.
    """
    told = _Told(knowledge, review, now.astimezone(UTC), at, _zone(zone), alarm_min, whose)
    made = Calendar()
    made.add("PRODID", "-//strideback//strideback//EN")
    made.add("VERSION", "2.0")
    made.add("CALSCALE", "GREGORIAN")
    made.add("X-WR-CALNAME", "strideback")
    made.add("REFRESH-INTERVAL", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    made.add("X-PUBLISHED-TTL", "PT6H")
    if at is not None and told.zone is not None and told.zone.key != "UTC" and told.sessions:
        made.add_component(zone_component(told.zone, told.sessions[0].on, told.sessions[-1].on))
    for event in told.events():
        made.add_component(event)
    written: bytes = made.to_ical()
    return written


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is an OSError
        return None


class _Told:
    """What the events are made of."""

    def __init__(
        self,
        knowledge: Knowledge,
        review: Review,
        now: datetime,
        at: time | None,
        zone: ZoneInfo | None,
        alarm_min: int | None,
        whose: str,
    ) -> None:
        self.knowledge, self.review, self.now = knowledge, review, now
        self.at, self.zone, self.alarm_min, self.whose = at, zone, alarm_min, whose
        planned = review.plan.sessions if review.plan else ()
        self.sessions = [
            each for each in planned if not (review.stopped and each.on == review.on)
        ]  # once pain has ended today's session, no more of it today
        self._moved = {each.moved_from for each in self.sessions}

    def events(self) -> Iterator[Event]:
        """Each session, or the one note."""
        for each in self.sessions:
            yield self._session(each)
        if not self.sessions:
            yield self._note()

    def _session(self, session: Session) -> Event:
        stage = words.stage_name(self.knowledge, self.review.plan, session)
        again = session.moved_from is None and session.on in self._moved
        event = self._event("again" if again else "session", session.moved_from or session.on)
        event.add("SUMMARY", f"strideback: {stage}, {words.minutes(session)}")
        event.add("DESCRIPTION", "\n".join(self._about(session)))
        event.add("STATUS", "TENTATIVE" if session.if_gate else "CONFIRMED")
        if self.at is None:
            _all_day(event, session.on)
            return event
        begin = self._begin(session.on, self.at)
        event.add("DTSTART", begin)
        event.add("DTEND", _later(begin, timedelta(minutes=max(1, -(-session.seconds // 60)))))
        event.add("TRANSP", "TRANSPARENT" if session.if_gate else "OPAQUE")
        if self.alarm_min is not None and not session.if_gate and not self._begun(session):
            event.add_component(_alarm(self.alarm_min, str(event["SUMMARY"])))
        return event

    def _begun(self, session: Session) -> bool:
        """Whether something of today's session was done: whoever has begun needs no bell."""
        done = self.review.course.done if self.review.course else {}
        return session.on == self.review.on and any(
            session.on in done.get(each.exercise, ()) for each in session.items
        )

    def _about(self, session: Session) -> Iterator[str]:
        """What to do, and when to stop."""
        if session.if_gate:
            gate = words.GATES.get(session.if_gate, session.if_gate)
            yield say("Only if a gate opens first: {gate}.", gate=gate)
        if session.moved_from is not None:
            yield say("Moved from {day}.", day=words.day(session.moved_from))
        for number, item in enumerate(session.items, 1):
            name = self.knowledge.exercises[item.exercise].name
            yield f"{number}. {name}: {words.how_much(item)}"
        yield ""
        yield say("Open strideback for the steps and the stop signs before you begin.")
        yield from self._safety_net()

    def _note(self) -> Event:
        event = self._event("note", self.review.on)
        if self.review.triage.outcome == "cleared":
            says, lines = say("no session in the next two weeks"), []
        else:
            says = say("please open it first")
            lines = [
                say("There is something to read or to answer before there are sessions again.")
            ]
        event.add("SUMMARY", f"strideback: {says}")
        event.add("DESCRIPTION", "\n".join([*lines, *self._safety_net()]))
        _all_day(event, self.review.on)
        return event

    def _safety_net(self) -> Iterator[str]:
        return (each.says for each in self.knowledge.screen.safety_net)

    def _event(self, kind: str, planned: date) -> Event:
        event = Event()
        event.add("UID", f"{uuid5(_OURS, f'{self.whose}/{kind}/{planned}')}@strideback")
        event.add("DTSTAMP", self.now)
        event.add("LAST-MODIFIED", self.now)
        # Rises with each minute: a program that was given an earlier file takes this one for the newer.
        event.add("SEQUENCE", max(0, (self.now - _COUNTED_FROM) // timedelta(minutes=1)))
        event.add("CLASS", "PRIVATE")
        return event

    def _begin(self, on: date, at: time) -> datetime:
        begin = datetime.combine(on, at.replace(tzinfo=None))
        if self.zone is None:
            return begin
        # A time that the clock leaves out in spring becomes the one an hour later.
        return begin.replace(tzinfo=self.zone).astimezone(UTC).astimezone(self.zone)


def _later(begin: datetime, by: timedelta) -> datetime:
    """So much later by the clock on the wall, also in the night when the clock is put back."""
    if begin.tzinfo is None:
        return begin + by
    return (begin.astimezone(UTC) + by).astimezone(begin.tzinfo)


def _all_day(event: Event, on: date) -> None:
    event.add("DTSTART", on)
    event.add("DTEND", on + timedelta(days=1))
    event.add("TRANSP", "TRANSPARENT")


def _alarm(minutes: int, says: str) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", says)
    alarm.add("TRIGGER", timedelta(minutes=-minutes))
    return alarm
