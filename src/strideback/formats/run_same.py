"""When two runs are one: from two files, two services, two devices, or typed in and recorded."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC
from typing import Final

from strideback.core.diary import Event, Ran
from strideback.formats.run_history import PERSONAL

START_S: Final = 120.0
_OVERLAP: Final = 0.9
_SHORT: Final = 0.2  # of a recording of a few minutes, the fixed slack is at most this share
_SPORTS: Final = frozenset({"walk", "hike", "ride", "swim", "row", "elliptical", "ski"})
_NOT_TOLD: Final = {
    *(each.name for each in fields(Event)),
    *(*PERSONAL, "kind", "file", "device", "source", "batch"),
}
_FIGURES: Final = tuple(each.name for each in fields(Ran) if each.name not in _NOT_TOLD)


def base_sport(kind: str) -> str:
    """The sport of a kind of run: a kind that is no other sport is running.

    >>> base_sport("treadmill"), base_sport("ride"), base_sport("other")
    ('run', 'ride', 'other')
    """
    return kind if kind in _SPORTS or kind == "other" else "run"


def figures(run: Ran) -> int:
    """How many figures a run tells: the richer of two recordings of a run has more."""
    return sum(getattr(run, name) not in (None, "", ()) for name in _FIGURES)


def digest(run: Ran) -> str:
    """The digest of the file that a run is from."""
    return run.source.partition("@")[0]


def start_s(run: Ran) -> float | None:
    """Seconds since 1970 of the start, None where no clock is known.

    A run that was typed in keeps its own day when it takes up a file, so that the start of the
    recording then stands behind the digest, as in `3fa92c@1520292572`.
    """
    kept = run.source.partition("@")[2]
    if kept.isdecimal() and len(kept) < 12:
        return float(kept)
    if run.at is None or run.at.tzinfo is None:
        return None
    return run.at.astimezone(UTC).timestamp()


def start_kept(told: Ran, recorded: Ran) -> str:
    """The source of a recording that takes the place, and so the day and hour, of another run."""
    start = start_s(recorded)
    if start is None or start_s(replace(told, source="")) == start:
        return recorded.source
    return f"{digest(recorded)}@{start:.0f}"


def same_recording(one: Ran, other: Ran) -> bool:
    """Whether two recordings are of the same run.

    They start within two minutes, and agree in duration and distance or lie over each other to
    nine tenths.  Where no start is known, duration and distance of the day have to agree closely.
    """
    first, second = start_s(one), start_s(other)
    if first is None or second is None:
        return abs((one.on - other.on).days) <= 1 and (
            _same_file(one, other) or _agree(one, other, 0.01, 20.0) is True
        )
    if abs(first - second) > START_S:
        return False
    both = _overlap(one, first, other, second)
    if both is None or both >= _OVERLAP:
        return True
    return both > 0.5 and _agree(one, other, 0.05, 60.0) is not False


def _same_file(one: Ran, other: Ran) -> bool:
    """Whether two runs are the same part of the same file."""
    return bool(one.source) and (digest(one), one.duration_s, one.distance_m) == (
        *(digest(other), other.duration_s, other.distance_m),
    )


def _agree(one: Ran, other: Ran, share: float, least_s: float) -> bool | None:
    """Whether duration and distance agree within a share (or some seconds, or 100 m).

    None where one of the two is not known of both, and the other agrees or is not known either.
    """
    span = _near(one.duration_s, other.duration_s, share, least_s)
    way = _near(one.distance_m, other.distance_m, share, 100.0)
    if span is False or way is False:
        return False
    return True if span and way else None


def _near(one: float | None, other: float | None, share: float, least: float) -> bool | None:
    """Whether two figures agree; None where one of them is not known."""
    if one is None or other is None:
        return None
    longer = max(one, other)
    return abs(one - other) <= max(share * longer, min(least, _SHORT * longer))


def _overlap(one: Ran, first: float, other: Ran, second: float) -> float | None:
    """The share of the longer recording that both have, None where a length is not known."""
    long = one.elapsed_s or one.duration_s or 0.0
    also = other.elapsed_s or other.duration_s or 0.0
    if not (long and also):
        return None
    both = min(first + long, second + also) - max(first, second)
    return max(both, 0.0) / max(long, also)


def typed(run: Ran) -> bool:
    """Whether the runner typed it in."""
    return not (run.source or run.batch)


def misfit(told: Ran, recorded: Ran) -> float | None:
    """How badly a run typed in fits a recording: 0 is perfect, None that it is another run.

    The day has to agree (or the next one, where the file's clock is that of UTC and the distance
    was told), the sport, and, within a tenth, what was told of distance and time.
    """
    if (told.kind in _SPORTS or recorded.kind in _SPORTS) and told.kind != recorded.kind:
        return None
    days = abs((told.on - recorded.on).days)
    abroad = recorded.at is not None and not recorded.at.utcoffset()
    if days > (1 if abroad and told.distance_m else 0):
        return None
    if told.file and told.file.rpartition("/")[2] == recorded.file.rpartition("/")[2]:
        return 0.0
    way = _gap(told.distance_m, (recorded.distance_m,), 0.1, 500.0)
    span = _gap(told.duration_s, (recorded.duration_s, recorded.elapsed_s), 0.1, 180.0)
    if way is None or span is None:
        return None
    return way + span + days


def _gap(
    told: float | None, recorded: tuple[float | None, ...], share: float, least: float
) -> float | None:
    """0 to 1 within the tolerance, 0.5 where one is not known, None outside of it."""
    known = [each for each in recorded if each is not None]
    if told is None or not known:
        return 0.5
    gap = min(abs(told - each) / max(share * each, least) for each in known)
    return gap if gap <= 1 else None
