"""What the numbers in a FIT file mean, as far as a runner's history needs them.

Message, field and file numbers are those of the public FIT profile.  A field that is not named
here is stepped over, never guessed.
"""

from __future__ import annotations

from typing import NamedTuple

from strideback.formats.language import marked

EPOCH_S = 631_065_600
"""The second that FIT counts from: 1989-12-31 00:00 UTC, in seconds since 1970."""
RELATIVE_BELOW = 1 << 28
"""A smaller timestamp counts seconds since the watch was switched on and is no date."""
DEGREES = 180 / 2**31
"""Degrees in one semicircle unit."""

FILE_ID, SPORT, SESSION, LAP, RECORD, EVENT = 0, 12, 18, 19, 20, 21
DEVICE_INFO, ACTIVITY, FIELD_DESCRIPTION = 23, 34, 206
TIMESTAMP = 253


class Base(NamedTuple):
    """How a value is stored: NumPy's kind, its bytes, and the value that means `nothing`."""

    kind: str
    width: int
    nothing: int | None


BASES = {
    0x00: Base("u", 1, 0xFF),  # enum
    0x01: Base("i", 1, 0x7F),
    0x02: Base("u", 1, 0xFF),
    0x03: Base("i", 2, 0x7FFF),
    0x04: Base("u", 2, 0xFFFF),
    0x05: Base("i", 4, 0x7FFF_FFFF),
    0x06: Base("u", 4, 0xFFFF_FFFF),
    0x07: Base("S", 1, None),  # text
    0x08: Base("f", 4, None),
    0x09: Base("f", 8, None),
    0x0A: Base("u", 1, 0),  # the z types: zero means nothing
    0x0B: Base("u", 2, 0),
    0x0C: Base("u", 4, 0),
    0x0D: Base("u", 1, 0xFF),  # byte
    0x0E: Base("i", 8, 0x7FFF_FFFF_FFFF_FFFF),
    0x0F: Base("u", 8, 0xFFFF_FFFF_FFFF_FFFF),
    0x10: Base("u", 8, 0),
}
"""By the low five bits of the base type; the high bit only says that byte order matters."""


class Measure(NamedTuple):
    """A field of a record: its name here, and value = stored / scale - offset."""

    name: str
    scale: float = 1
    offset: float = 0


COMPRESSED = 8
"""The record field that packs speed and distance into three bytes."""

RECORD_FIELDS = {
    TIMESTAMP: Measure("timestamp"),
    0: Measure("latitude", 1 / DEGREES),
    1: Measure("longitude", 1 / DEGREES),
    2: Measure("altitude", 5, 500),
    3: Measure("heart_rate"),
    4: Measure("cadence"),
    5: Measure("distance", 100),
    6: Measure("speed", 1000),
    7: Measure("power"),
    39: Measure("vertical_oscillation", 10),
    41: Measure("stance_time", 10),
    53: Measure("fractional_cadence", 128),
    73: Measure("enhanced_speed", 1000),
    78: Measure("enhanced_altitude", 5, 500),
    83: Measure("vertical_ratio", 100),
    84: Measure("stance_time_balance", 100),
    85: Measure("step_length", 10),
}

FIELDS = {
    FILE_ID: {0: "type", 1: "manufacturer", 2: "product", 4: "created", 8: "product_name"},
    SPORT: {0: "sport", 1: "sub_sport"},
    SESSION: {
        TIMESTAMP: "timestamp",
        2: "start",
        5: "sport",
        6: "sub_sport",
        7: "elapsed_ms",
        8: "timer_ms",
        9: "distance_cm",
        22: "ascent",
        23: "descent",
        59: "moving_ms",
    },
    LAP: {
        TIMESTAMP: "timestamp",
        2: "start",
        7: "elapsed_ms",
        9: "distance_cm",
        25: "sport",
        39: "sub_sport",
    },
    EVENT: {TIMESTAMP: "timestamp", 0: "event", 1: "type"},
    DEVICE_INFO: {0: "index", 2: "manufacturer", 4: "product", 27: "product_name"},
    ACTIVITY: {TIMESTAMP: "timestamp", 5: "local"},
    FIELD_DESCRIPTION: {
        0: "developer",
        1: "field",
        2: "base",
        3: "name",
        6: "scale",
        7: "offset",
        8: "units",
        14: "native_message",
        15: "native_field",
    },
}
"""The fields that are read of the messages that come a few to a file."""
TEXTS = frozenset({"product_name", "name", "units"})

FILE_KINDS = {
    1: marked("a list of a device's abilities"),
    2: marked("device settings"),
    3: marked("sport settings"),
    5: marked("a workout plan"),
    6: marked("a course"),
    7: marked("a schedule"),
    9: marked("weight readings"),
    10: marked("totals"),
    11: marked("goals"),
    14: marked("blood pressure readings"),
    15: marked("daily monitoring"),
    20: marked("a summary of activities"),
    28: marked("daily monitoring"),
    32: marked("daily monitoring"),
    34: marked("a segment"),
    35: marked("a list of segments"),
    40: marked("display settings"),
    44: marked("fitness metrics"),
    49: marked("sleep"),
    68: marked("heart-rate variability"),
    73: marked("heart-rate variability"),
}

SPORTS = {1: "run", 2: "ride", 5: "swim", 11: "walk", 17: "hike", 21: "ride"}
SUB_SPORTS = {
    1: "treadmill",
    2: "street",
    3: "trail",
    4: "track",
    5: "spin",
    6: "indoor cycling",
    7: "road",
    8: "mountain",
    11: "cyclocross",
    14: "indoor rowing",
    15: "elliptical",
    16: "stair climbing",
    17: "lap swimming",
    18: "open water",
    20: "strength training",
    21: "warm up",
    26: "cardio",
    27: "indoor walking",
    30: "casual walking",
    31: "speed walking",
    45: "indoor running",
    46: "gravel",
    58: "virtual",
    59: "obstacle",
    67: "ultra",
}
SPORT_ALONE = {
    3: "transition",
    4: "fitness equipment",
    10: "training",
    12: "cross-country skiing",
    15: "rowing",
    16: "mountaineering",
    18: "multisport",
}
"""For sports that we keep as `other`: what they were, in place of the sub-sport."""
INDOOR = frozenset({1, 5, 6, 14, 15, 16, 17, 25, 27, 45, 58, 86, 87, 88})
ON_FOOT_SUB_SPORTS = {1: "run", 45: "run", 27: "walk"}
"""Sub-sports that say `on foot` where the sport only says `gym machine`."""

# A developer field fills a column by the record field it declares to stand for, else by its name.
DEVELOPER_NAMES = {
    "power": "power",
    "heart rate": "heart_rate",
    "ground time": "stance_time",
    "ground contact time": "stance_time",
    "vertical oscillation": "vertical_oscillation",
    "vertical ratio": "vertical_ratio",
    "cadence": "cadence",
    "distance": "distance",
    "speed": "speed",
    "elevation": "altitude",
    "step length": "step_length",
}
UNIT_FACTORS: dict[str, dict[str, float]] = {
    "vertical_oscillation": {"cm": 10, "centimeters": 10, "centimetres": 10, "m": 1000},
    "step_length": {"cm": 10, "centimeters": 10, "m": 1000, "meters": 1000},
    "stance_time": {"s": 1000, "seconds": 1000},
    "distance": {"km": 1000, "kilometers": 1000, "cm": 0.01},
    "speed": {"km/h": 1 / 3.6, "kph": 1 / 3.6, "mm/s": 0.001},
}
"""What to multiply with, where a developer field counts in another unit than we do."""
