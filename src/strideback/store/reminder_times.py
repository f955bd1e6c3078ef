"""When a runner may be reminded: the time of day, quiet hours and the runner's own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from strideback.store.reminding import Reminders

USUAL = time(10)
"""When on the day, where the runner named no time."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When on the day, and from when until when nothing comes; all of it as the runner's clock says."""

    at: time = USUAL
    quiet_from: time | None = None
    quiet_until: time | None = None

    @classmethod
    def of(cls, wishes: Reminders) -> Hours:
        """What the runner wishes."""
        return cls(wishes.at or USUAL, wishes.quiet_from, wishes.quiet_until)

    def quiet(self, clock: time) -> bool:
        """True within the quiet hours, which may go over midnight; their end is no part of them.

        >>> night = Hours(time(18), time(21), time(7))
        >>> night.quiet(time(23)), night.quiet(time(6, 59)), night.quiet(time(7))
        (True, True, False)
        """
        first, end = self.quiet_from, self.quiet_until
        if first is None or end is None or first == end:
            return False
        return first <= clock < end if first < end else clock >= first or clock < end

    def on(self, day: date, zone: ZoneInfo) -> datetime | None:
        """The instant of this day, or the end of the quiet hours where it lies in them.

        None where the quiet hours leave no time later on this day.

        >>> Hours(time(6), time(21), time(7)).on(date(2026, 3, 6), ZoneInfo("Europe/Berlin"))
        datetime.datetime(2026, 3, 6, 6, 0, tzinfo=datetime.timezone.utc)
        """
        for clock in (self.at, self.quiet_until):
            if clock is None or clock < self.at:
                continue
            instant = datetime.combine(day, clock, zone).astimezone(UTC)
            there = instant.astimezone(zone)  # where clocks go forward, the time may not exist
            if there.date() == day and not self.quiet(there.time()):
                return instant
        return None

    def quiet_ends(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours end that it is in now; None when it is in none."""
        there = now.astimezone(zone)
        if self.quiet_until is None or not self.quiet(there.time()):
            return None
        end = now
        for days in (0, 1, 2):
            day = there.date() + timedelta(days=days)
            clock = datetime.combine(day, self.quiet_until, zone)
            # In the night when clocks change it may be twice, or not at all: the later one is meant.
            end = max(clock.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
            if end > now:
                break
        return end
