"""What the ground of a run was like: climbs and descents, the same stretch again, a name for the route.

Everything is worked out along the way and not along the points, so that standing about and smart
recording change nothing.  Positions go in; only shares, metres and a name come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from strideback.formats.activity import Column

    Cells = NDArray[np.int64]

_STEP_M: Final = 10.0
_FARTHEST_M: Final = 500_000.0
_SMOOTH: Final = 7  # steps: GPS and barometers wander within some 70 m
_NOISE_M: Final = 3.0  # smaller ups and downs are noise
_CLIMB_MPS: Final = 4.0  # a height that changes faster is the device finding it
_WINDOW: Final = 10  # steps: a slope is one of 100 m
_DOWNHILL: Final = 0.02
_CLIFF_PERCENT: Final = 60.0
_DEGREE_M: Final = 111_195.0

_SAMPLE_M: Final = 20.0
_CELL_M: Final = 30.0
_AGAIN_M: Final = 150.0  # a stretch is run again when this much lies in between
_OCTANTS: Final = 8

_ROUTE_CELL_M: Final = 500.0
_LEAST_M: Final = 60.0  # less in a cell is a corner cut
_TOKENS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Slopes:
    """The ups and downs of a run: metres, percent, and the share of the way that falls by 2 % or more."""

    ascent_m: float
    descent_m: float
    steepest_percent: float | None
    longest_descent_m: float
    downhill_share: float


def slopes(way_m: Column, time_s: Column, altitude_m: Column | None) -> Slopes | None:
    """The slopes along the way, None without heights."""
    if altitude_m is None:
        return None
    known = np.isfinite(altitude_m)
    if np.count_nonzero(known) < 10 or way_m[-1] < 2 * _STEP_M * _WINDOW:
        return None
    height = _mended(altitude_m[known], time_s[known])
    along = np.arange(0.0, min(way_m[-1], _FARTHEST_M), _STEP_M)
    level = np.interp(along, way_m[known], height)
    ends = np.full(_SMOOTH // 2, level[0]), level, np.full(_SMOOTH // 2, level[-1])
    level = np.convolve(np.concatenate(ends), np.full(_SMOOTH, 1 / _SMOOTH), mode="valid")
    falls = level[:-_WINDOW] - level[_WINDOW:]
    steepest = max(float(falls.max()), 0.0) / (_WINDOW * _STEP_M) * 100
    up, down, longest = _legs(level)
    return Slopes(
        ascent_m=up,
        descent_m=down,
        steepest_percent=steepest if steepest <= _CLIFF_PERCENT else None,
        longest_descent_m=longest,
        downhill_share=float(np.mean(falls >= _DOWNHILL * _WINDOW * _STEP_M)),
    )


def _mended(height: Column, time: Column) -> Column:
    """Heights without the leaps of a device that only then found its height."""
    steps = np.diff(height)
    leaps = np.abs(steps) > _CLIMB_MPS * np.diff(time) + 2 * _NOISE_M
    if not leaps.any():
        return height
    mended: Column = height[0] + np.concatenate(([0.0], np.cumsum(np.where(leaps, 0.0, steps))))
    return mended


def _legs(level: Column) -> tuple[float, float, float]:
    """Metres up, metres down, and metres lost in the longest descent, without small noise."""
    turns = np.flatnonzero(np.diff(np.sign(np.diff(level)))) + 1
    up = down = longest = fallen = 0.0
    settled = float(level[0])
    for height in [*level[turns].tolist(), float(level[-1])]:
        gap = height - settled
        if abs(gap) < _NOISE_M:
            continue
        settled = height
        if gap > 0:
            up, fallen = up + gap, 0.0
        else:
            down, fallen = down - gap, fallen - gap
            longest = max(longest, fallen)
    return up, down, longest


@dataclass(frozen=True, slots=True)
class Track:
    """A sample of the positions every 20 m of the way, in degrees."""

    latitude: Column
    longitude: Column


def track(way_m: Column, latitude: Column | None, longitude: Column | None) -> Track | None:
    """The positions along the way, None where there are too few."""
    if latitude is None or longitude is None:
        return None
    known = np.isfinite(latitude) & np.isfinite(longitude)
    if np.count_nonzero(known) < 10 or way_m[-1] < 10 * _SAMPLE_M:
        return None
    along = np.arange(0.0, min(way_m[-1], _FARTHEST_M), _SAMPLE_M)
    east = longitude[known]
    if east.max() - east.min() > 180.0:  # over the line where 180 degrees become -180
        east = np.unwrap(east, period=360.0)
    return Track(
        np.interp(along, way_m[known], latitude[known]), np.interp(along, way_m[known], east)
    )


def repeat_share(found: Track) -> float:
    """The share of the way that was run before on this run, in the same direction.

    The same is: some 15 to 45 m beside it at most, heading the same way within an eighth of a turn
    or so, and 150 m later.
    """
    north = found.latitude * _DEGREE_M
    east = found.longitude * _DEGREE_M * np.cos(np.radians(found.latitude.mean()))
    turn = np.arctan2(np.gradient(north), np.gradient(east)) / (2 * np.pi) * _OCTANTS
    rows, row_near = _cell_and_next((north - north.min()) / _CELL_M + 1)
    columns, column_near = _cell_and_next((east - east.min()) / _CELL_M + 1)
    octant, octant_near = _cell_and_next(turn % _OCTANTS)
    wide = int(columns.max()) + 2

    def key(row: Cells, column: Cells, eighth: Cells) -> Cells:
        return (row * wide + column) * _OCTANTS + eighth % _OCTANTS

    keys, first = np.unique(key(rows, columns, octant), return_index=True)
    wanted = np.stack(
        [
            key(row, column, eighth)
            for row in (rows, row_near)
            for column in (columns, column_near)
            for eighth in (octant, octant_near)
        ]
    )
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    seen = np.where(keys[at] == wanted, first[at], len(rows)).min(axis=0)
    return float(np.mean(seen <= np.arange(len(rows)) - _AGAIN_M / _SAMPLE_M))


def _cell_and_next(places: Column) -> tuple[Cells, Cells]:
    """The cell of each place, and the neighbour that it is nearer to."""
    cell = np.floor(places)
    near = cell + np.where(places - cell < 0.5, -1, 1)
    return cell.astype(np.int64), near.astype(np.int64)


def route_name(found: Track) -> str:
    """A name for the ground of a run: twelve letters, most of them shared by runs over the same ground.

    Each letter is the smallest of one hash over the 500 m squares that the run really used, cut to
    four bits: two runs share a letter about as often as they share their squares (a min-hash).
    It is no map, but a guess at the ground can be checked against it, and the one square of a short
    run can be found by trying them all.
    """
    rows = np.floor(found.latitude * _DEGREE_M / _ROUTE_CELL_M).astype(np.int64)
    degree = np.round(rows * _ROUTE_CELL_M / _DEGREE_M)  # one width for all squares of a row
    east = (found.longitude + 180.0) % 360.0 * _DEGREE_M * np.cos(np.radians(degree))
    columns = np.floor(east / _ROUTE_CELL_M).astype(np.int64)
    cells, counts = np.unique(rows * 1_000_000 + columns, return_counts=True)
    used = cells[counts * _SAMPLE_M >= _LEAST_M]
    cells = used if len(used) else cells
    seeds = np.arange(1, _TOKENS + 1, dtype=np.uint64)
    hashes = _mixed(cells.astype(np.uint64)[None, :] + _mixed(seeds)[:, None])
    lowest = _mixed(hashes.min(axis=1)) & np.uint64(15)
    return "".join(f"{int(each):x}" for each in lowest)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each value spread over all 64 bits (the finisher of splitmix64)."""
    with np.errstate(over="ignore"):
        values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
