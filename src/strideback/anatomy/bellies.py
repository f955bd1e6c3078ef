"""How the flesh of each muscle lies along its paths: where it begins, ends and is thickest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from strideback.anatomy.solid import Array


@dataclass(frozen=True, slots=True)
class Shape:
    """How the flesh lies along a path.

    It goes from `start` to `end` of its length, as thick as `root` at its start and `tip` at its end
    beside the thickest place.  `fan` spreads the origin of a single path from front to back, beside
    the path itself as the second: metres in the frame of the bone that carries it.
    """

    start: float = 0.0
    end: float = 1.0
    root: float = 0.3
    tip: float = 0.3
    fan: tuple[tuple[float, float, float], ...] = ()
    before: float = 0.0
    """Metres of flesh before the path's first place, which is the middle of a broad origin."""
    pelvic: float = 0.0
    """The same at the end of a fascicle of the trunk that goes to the pelvis."""
    fuller: float = 1.0
    """How much more flesh there is than the fascicles tell, where they are but the main ones."""


_SHAPES: Final[dict[str, Shape]] = {
    "glmax": Shape(0.0, 0.97, 0.6, 0.4, before=0.012),
    "glmed": Shape(0.0, 0.93, 0.4, 0.3, before=0.032),
    "glmin": Shape(0.0, 0.9, 0.45, 0.3, before=0.015),
    "tfl": Shape(0.0, 0.36, 0.35, 0.1, ((-0.018, 0.006, 0.005), (0.005, -0.006, -0.002)), 0.01),
    "piri": Shape(0.0, 0.8, 0.5, 0.15, ((0.0, 0.018, 0.0), (0.0, -0.018, 0.0))),
    "iliacus": Shape(
        0.0,
        0.9,
        0.35,
        0.2,
        ((0.032, -0.008, 0.02), (-0.024, -0.002, -0.018), (-0.042, -0.03, -0.024)),
    ),
    "psoas": Shape(0.0, 0.88, 0.3, 0.2),
    "Ps_": Shape(0.0, 0.9, 0.3, 0.2),
    "QL": Shape(0.0, 1.0, 0.6, 0.6, pelvic=0.035, fuller=2.2),
    "MF": Shape(0.0, 1.0, 0.5, 0.5),
    "LTp": Shape(0.0, 1.0, 0.4, 0.35),
    "IL_": Shape(0.0, 1.0, 0.4, 0.35),
    "gas": Shape(0.04, 0.52, 0.5, 0.2),
    "soleus": Shape(0.0, 0.68, 0.4, 0.2),
    "vas": Shape(0.04, 0.82, 0.3, 0.2),
    "recfem": Shape(0.08, 0.7, 0.2, 0.2),
    "bflh": Shape(0.1, 0.78, 0.2, 0.2),
    "semi": Shape(0.1, 0.78, 0.2, 0.2),
    "tib": Shape(0.02, 0.62, 0.3, 0.15),
    "per": Shape(0.02, 0.6, 0.3, 0.15),
    "add": Shape(0.02, 0.9, 0.4, 0.5),
    "sart": Shape(0.0, 0.9, 0.5, 0.3),
    "grac": Shape(0.0, 0.7, 0.5, 0.2),
}
_PLAIN: Final = Shape(0.05, 0.85)


def shape(path: str) -> Shape:
    """How the flesh lies along the path."""
    return next((each for start, each in _SHAPES.items() if path.startswith(start)), _PLAIN)


def thickness(share: Array, kind: Shape) -> Array:
    """How thick the flesh is, 0 to 1, at each share of the path."""
    inside = np.clip((share - kind.start) / (kind.end - kind.start), 0, 1)
    swell = np.sin(np.pi * inside) ** 0.8
    edge = np.where(inside < 0.5, kind.root, kind.tip)
    full = np.maximum(edge + (1 - edge) * swell, swell)
    return np.where((share < kind.start) | (share > kind.end), 0.0, full)
