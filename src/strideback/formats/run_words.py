"""The figures of runs as they are said: times as on a watch, pace, and what has changed."""

from __future__ import annotations

from strideback.core.load import Change
from strideback.formats.language import marked, number

CHANGES = {
    "speed_mps": marked("Pace"),
    "cadence_spm": marked("Steps a minute"),
    "balance_left_percent": marked("Balance, left"),
    "descent_share": marked("Downhill, metres a km"),
    "downhill_share": marked("Share downhill"),
    "repeat_share": marked("Same ground, same way"),
    "new_route_share": marked("Runs on a new route"),
}
"""What can have changed, in words."""


def clock_time(seconds: float | None) -> str:
    """A time as on a watch, empty where none is known.

    >>> clock_time(2765), clock_time(4325)
    ('46:05', '1:12:05')
    """
    if not seconds:
        return ""
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def hours(seconds: float) -> str:
    """Hours and minutes of a week, empty for none.

    >>> hours(11_100)
    '3:05'
    """
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02}" if minutes else ""


def pace(metres: float | None, seconds: float | None) -> str:
    """Minutes and seconds a kilometre, empty where one of the two is not known.

    >>> pace(5200, 1980)
    '6:21'
    """
    return clock_time(seconds / metres * 1000) if metres and seconds else ""


def changed(each: Change) -> tuple[str, str]:
    """The figure of the eight weeks before and of the last four, each with its unit."""
    before, recent = _shown(each.what, each.before), _shown(each.what, each.recent)
    return before, recent


def _shown(what: str, value: float) -> str:
    match what:
        case "speed_mps":
            return f"{pace(1000, 1000 / value)} /km" if value else ""
        case "cadence_spm":
            return f"{value:.0f}"
        case "balance_left_percent":
            return f"{number(round(value, 1))} %"
        case "descent_share":
            return f"{1000 * value:.0f}"
    return f"{100 * value:.0f} %"
