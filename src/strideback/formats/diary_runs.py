"""What a device says of a run, as parts of its diary line: one table, for reading and for writing.

    2026-03-03T07:30+01:00 ran 8.2km 46min elapsed=49min up=120m left=49.8% splits=332,328 route=3fa92c

A unit is written and may be left out when typed.  `RUN_KEYS` is in the order in which a line is
written; the import's own name comes last.  Only figures of the whole run: no positions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from strideback.formats.diary_figures import LONGEST_S, between, duration
from strideback.formats.diary_words import LONGEST_SHOWN, Misread, shown, text

MOST_SPLITS = 1000


@dataclass(frozen=True, slots=True)
class RunKey:
    """One `key=value` part: its field of `Ran`, and how it is written.

    `unit`: the letters behind a number from `low` to `high`, or one of the words `time`, `list`
    and `text`.
    """

    field: str
    unit: str = ""
    high: float = 0.0
    low: float = 0.0


RUN_KEYS: Mapping[str, RunKey] = {
    "elapsed": RunKey("elapsed_s", "time"),  # with pauses; the time that stands alone is moving
    "up": RunKey("ascent_m", "m", 100_000),
    "down": RunKey("descent_m", "m", 100_000),
    "steepest": RunKey("steepest_percent", "%", 100),  # the steepest 100 m downhill
    "descent": RunKey("longest_descent_m", "m", 10_000),  # metres lost in the longest descent
    "downhill": RunKey("downhill_share", "", 1),
    "repeat": RunKey("repeat_share", "", 1),  # run before, the same way round, on this run
    "early": RunKey("early_share", "", 10),  # speed of the first ten minutes over the rest's
    "hr": RunKey("heart_rate", "", 300),
    "cadence": RunKey("cadence_spm", "", 400),  # steps a minute, both feet
    "power": RunKey("power_w", "W", 5_000),
    "contact": RunKey("ground_contact_ms", "ms", 2_000),
    "left": RunKey("balance_left_percent", "%", 100),
    "bounce": RunKey("vertical_oscillation_mm", "mm", 1_000),
    "ratio": RunKey("vertical_ratio_percent", "%", 100),  # bounce over step length
    "step": RunKey("step_length_mm", "mm", 10_000),
    "splits": RunKey("splits", "list"),  # moving seconds of each kilometre
    "route": RunKey("route", "text"),
    "device": RunKey("device", "text"),
    "source": RunKey("source", "text"),
    "batch": RunKey("batch", "text"),
}
"""The parts of a `ran` line that come from a file."""


def run_readers() -> dict[str, tuple[str, Callable[[str], Any]]]:
    """For each key the field and the reader, as the grammar wants them."""
    return {key: (spec.field, _reader(spec)) for key, spec in RUN_KEYS.items()}


def _reader(spec: RunKey) -> Callable[[str], Any]:
    special: Mapping[str, Callable[[str], Any]] = {
        "time": duration,
        "list": _splits,
        "text": text,
    }
    if spec.unit in special:
        return special[spec.unit]
    number = between(spec.low, spec.high)
    return lambda part: number(part.removesuffix(spec.unit))


_split = between(0, LONGEST_S)


def _splits(part: str) -> tuple[float, ...]:
    """Seconds a kilometre, with commas between them."""
    given = part.split(",")
    if len(given) > MOST_SPLITS:
        raise Misread(f"has more than {MOST_SPLITS:,} splits; leave the rest out")
    for each in given:
        try:
            _split(each)
        except Misread as why:
            if len(part) <= LONGEST_SHOWN and len(given) == 1:
                raise
            raise Misread(f"has the split {shown(each)}, which {why}") from None
    return tuple(map(_split, given))
