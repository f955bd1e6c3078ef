"""A time zone as a calendar has it: each change of the clock around some days, to the second."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_AROUND = timedelta(days=400)
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


def zone_component(zone: ZoneInfo, first: date, last: date) -> Timezone:
    """The zone's own rules for these days and a year around them.

    (icalendar makes one too, whose summer begins an hour late.)
    """
    begin = datetime.combine(first, time(), UTC) - _AROUND
    component = Timezone()
    component.add("TZID", zone.key)
    component.add_component(_observance(zone, begin, begin))
    for change in _changes(zone, begin, datetime.combine(last, time(), UTC) + _AROUND):
        component.add_component(_observance(zone, change, change - _SECOND))
    return component


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The first instant of each new offset."""
    while begin < end:
        low, high = begin, begin + _DAY
        begin = high
        if _offset(zone, low) == _offset(zone, high):
            continue
        while high - low > _SECOND:
            middle = low + (high - low) // 2
            middle = middle.replace(microsecond=0)
            low, high = (
                (middle, high) if _offset(zone, middle) == _offset(zone, low) else (low, middle)
            )
        yield high


def _observance(
    zone: ZoneInfo, at: datetime, before: datetime
) -> TimezoneStandard | TimezoneDaylight:
    """What holds from the instant on; it begins by the clock that went before it."""
    here = at.astimezone(zone)
    part = TimezoneDaylight() if here.dst() else TimezoneStandard()
    part.add("DTSTART", at.replace(tzinfo=None) + _offset(zone, before))
    part.add("TZOFFSETFROM", _offset(zone, before))
    part.add("TZOFFSETTO", _offset(zone, at))
    part.add("TZNAME", here.tzname() or zone.key)
    return part


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
