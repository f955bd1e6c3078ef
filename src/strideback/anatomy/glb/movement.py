"""Exercises in motion: where every bone is from the first pose to the last, and back.

Joint angles are carried over from pose to pose, and the body is let down on its supports at every
moment, so that feet and hands stay where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from strideback.anatomy.body import Body
from strideback.anatomy.glb.moments import Moment, Planted
from strideback.anatomy.glb.turning import blended, slerped, vector
from strideback.anatomy.landmarks import LANDMARKS, points
from strideback.anatomy.settling import RAISED
from strideback.core.knowledge import AnatomyRules, Pose, PoseSeries, Support

Array = npt.NDArray[np.float64]

STEPS: Final = 10
"""Moments between two poses."""

SECONDS: Final = 2.0
"""How long it takes from one pose to the next; a series of many takes less for each."""

HOLD: Final = (0.9, 0.5)
"""How long the last pose is held, and the first one."""

FIRM: Final = 0.3
"""Radians by which common supports may hold the body otherwise than those of the pose."""

STRIDE: Final = 1.4
"""Seconds of one running stride, half as fast as it is run."""


@dataclass(frozen=True, slots=True)
class Film:
    """Where the bodies of the model are at each of `times` (seconds).

    `position`: times x bodies x 3, in metres.  `turn`: times x bodies x 3 x 3.
    """

    times: Array
    position: Array
    turn: Array


class Filming:
    """Makes the film of a series of poses."""

    def __init__(self, body: Body, rules: AnatomyRules) -> None:
        self._body, self._rules = body, rules

    def film(self, series: PoseSeries) -> Film:
        """There, a short hold, and back; a stride goes round instead.

        Raises `ValueError` for an angle, and `KeyError` for a landmark, that the model does not have.
        """
        poses = [replace(pose, angles=self._told(pose.angles)) for pose in series.poses]
        if len(poses) == 1:
            return _film(np.zeros(1), [self._settled(poses[0])])
        if series.shows == "stride":
            moments = self._round(poses)
            return _film(np.linspace(0, STRIDE, len(moments)), moments)
        there = self._there(poses)
        each = SECONDS if len(poses) == 2 else max(1.2, SECONDS * 1.5 / (len(poses) - 1))
        go = np.linspace(0, each * (len(poses) - 1), len(there))
        back = go[-1] + HOLD[0] + go
        times = np.concatenate([go, back, [back[-1] + HOLD[1]]])
        return _film(times, [*there, *there[::-1], there[0]])

    def _told(self, angles: Mapping[str, float]) -> dict[str, float]:
        """The angles of every joint by its own name, those of the pose or as in standing."""
        found: dict[str, float] = {}
        for stem in self._rules.joints:
            sides = (stem,) if stem in _MIDDLE else (f"{stem}_r", f"{stem}_l")
            found.update((name, angles.get(name, angles.get(stem, 0.0))) for name in sides)
        return found

    def _settled(self, pose: Pose) -> Moment:
        posed = self._body.posed(pose)
        return Moment(posed.position, posed.turn)

    def _there(self, poses: list[Pose]) -> list[Moment]:
        first = self._settled(poses[0])
        found = [first]
        turn, shift = np.eye(3), np.zeros(3)
        for before, after in pairwise(poses):
            stretch = list(self._between(before, after))
            held = [name for support in _common(before, after) for name in points(support.at)]
            anchor = found[-1]
            foot = Planted(self._body, held, anchor)
            turns = foot.stands(stretch[-1].moved(turn, shift))
            for moment in stretch:
                now = moment.moved(turn, shift)
                found.append(now.moved(*foot.back(now, turns=turns)))
            last = stretch[-1]
            turn = found[-1].turn[1] @ last.turn[1].T
            shift = found[-1].position[1] - last.position[1]
        return found

    def _between(self, before: Pose, after: Pose) -> Iterator[Moment]:
        """The moments after `before` up to `after`, each resting on what both rest on."""
        ends = self._settled(before), self._settled(after)
        common = _common(before, after)
        free = [self._free(before, after, share, common) for share in (0.0, 1.0)]
        firm = bool(common) and _firm(free, ends)
        held = [name for support in common for name in points(support.at)]
        for step in range(1, STEPS + 1):
            share = _eased(step / STEPS)
            now = self._free(before, after, share, common)
            if firm:
                yield _corrected(now, free, ends, share)
            else:
                yield self._carried(now, ends, share, held)

    def _free(self, before: Pose, after: Pose, share: float, common: tuple[Support, ...]) -> Moment:
        return self._settled(
            replace(
                before,
                angles=_mixed(before.angles, after.angles, share),
                lean=_mixed(before.lean, after.lean, share),
                supports=common,
            )
        )

    def _carried(
        self, now: Moment, ends: tuple[Moment, Moment], share: float, held: list[str]
    ) -> Moment:
        """With the root between its two ends, as high as what is held wants it.

        Without anything held, nothing goes below what is lowest at the ends.
        """
        turn = slerped(ends[0].turn[1], ends[1].turn[1], share)
        root = ends[0].position[1] * (1 - share) + ends[1].position[1] * share
        found = now.moved(turn @ now.turn[1].T, root - now.position[1])
        if held:
            high = [np.mean([m.place(self._body, h)[2] for h in held]) for m in (*ends, found)]
            up = high[0] * (1 - share) + high[1] * share - high[2]
            return found.moved(np.eye(3), np.array([0, 0, up]))
        lowest = [min(m.place(self._body, name)[2] for name in LANDMARKS) for m in (*ends, found)]
        allowed = min(0.0, lowest[0] * (1 - share) + lowest[1] * share)
        return found.moved(np.eye(3), np.array([0, 0, max(0.0, allowed - lowest[2])]))

    def _round(self, poses: list[Pose]) -> list[Moment]:
        """The stride as a closed ring: angles, height and lean of the root along smooth curves."""
        moments = [self._settled(pose) for pose in poses]
        at = np.linspace(0, len(poses), 3 * len(poses) + 1)
        names = list(poses[0].angles)
        angles = _ring(np.array([[pose.angles[name] for name in names] for pose in poses]), at)
        low, high = np.array([self._limits(name) for name in names]).T
        roots = _ring(np.array([m.position[1] for m in moments]), at)
        leans = _ring(np.array([vector(m.turn[1]) for m in moments]), at)
        found = []
        for row, root, lean in zip(np.clip(angles, low, high), roots, leans, strict=True):
            pose = replace(poses[0], angles=dict(zip(names, row, strict=True)), supports=())
            now = self._settled(pose)
            found.append(now.moved(blended(lean) @ now.turn[1].T, root - now.position[1]))
        return found

    def _limits(self, name: str) -> tuple[float, float]:
        stem = name if name in _MIDDLE else name[:-2]
        low, high = self._rules.joints[stem]
        return low, high


_MIDDLE: Final = frozenset({"flex_extension", "lat_bending", "axial_rotation"})


def _film(times: Array, moments: list[Moment]) -> Film:
    return Film(
        times,
        np.array([moment.position for moment in moments]),
        np.array([moment.turn for moment in moments]),
    )


def _eased(share: float) -> float:
    """Slow at first, and slow in the end."""
    return share * share * (3 - 2 * share)


def _mixed(
    before: Mapping[str, float], after: Mapping[str, float], share: float
) -> dict[str, float]:
    names = dict.fromkeys([*before, *after])
    ends = {name: (before.get(name, 0.0), after.get(name, 0.0)) for name in names}
    return {name: one + (other - one) * share for name, (one, other) in ends.items()}


def _common(before: Pose, after: Pose) -> tuple[Support, ...]:
    """What carries the body in both poses: the same thing at the same places."""
    if before.lies != after.lies:
        return ()
    found = []
    for one in before.supports:
        for other in after.supports:
            at = tuple(name for name in points(one.at) if name in points(other.at))
            if one.thing == other.thing and one.thing in RAISED and at:
                found.append(replace(one, at=at))
    return tuple(found)


def _firm(free: list[Moment], ends: tuple[Moment, Moment]) -> bool:
    """Whether what is common holds the body nearly as the two poses do, and does not let it roll."""
    off = [vector(end.turn[1] @ at.turn[1].T) for end, at in zip(ends, free, strict=True)]
    return all(float(np.linalg.norm(each)) < FIRM for each in off)


def _corrected(
    now: Moment, free: list[Moment], ends: tuple[Moment, Moment], share: float
) -> Moment:
    """Resting on what is common, bent so that it begins and ends as the two poses truly rest."""
    off = [end.turn[1] @ at.turn[1].T for end, at in zip(ends, free, strict=True)]
    up = [end.position[1] - at.position[1] for end, at in zip(ends, free, strict=True)]
    turn = blended(vector(off[0]) * (1 - share) + vector(off[1]) * share)
    return now.moved(turn, up[0] * (1 - share) + up[1] * share)


def _ring(rows: Array, at: Array) -> Array:
    """A smooth closed curve through the rows (Catmull and Rom), told at the places `at`."""
    count = len(rows)
    cell = np.floor(at).astype(int) % count
    t = (at - np.floor(at))[:, None]
    before, here, there, after = (rows[(cell + step) % count] for step in (-1, 0, 1, 2))
    slope, next_slope = (there - before) / 2, (after - here) / 2
    curve: Array = (
        here * (2 * t**3 - 3 * t**2 + 1)
        + slope * (t**3 - 2 * t**2 + t)
        + there * (3 * t**2 - 2 * t**3)
        + next_slope * (t**3 - t**2)
    )
    return curve
