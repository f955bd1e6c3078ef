"""The pictures and the 3D body that come with strideback, and what each of them shows.

They are drawn with `make figures`; nothing here needs the model of the body.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from strideback.core.knowledge import Knowledge
from strideback.formats.language import Spoken, marked


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: its file in the folder of figures, its size in pixels, and what it shows."""

    file: str
    says: str
    width: int
    height: int
    series: str = ""
    moment: str = ""
    muscle: str = ""
    view: str = ""

    def words(self, knowledge: Knowledge) -> str:
        """What it shows, in the language of the knowledge and of the face."""
        if self.series in knowledge.poses:
            for pose in knowledge.poses[self.series].poses:
                if pose.id == self.moment:
                    return pose.says.says
        if self.muscle in knowledge.muscles and self.view in _SEEN:
            return _SEEN[self.view].format(muscle=knowledge.muscles[self.muscle].name)
        return self.says


_FIELDS = tuple(each.name for each in fields(Figure))
_SEEN = Spoken(
    {
        "back": marked("{muscle} of the right side, seen from behind."),
        "front": marked("{muscle} of the right side, seen from the front."),
        "side": marked("{muscle} of the right side, seen from the right."),
    }
)


def figures_folder() -> Path:
    """The folder of the pictures: in the installed package, or in the checkout."""
    package = Path(__file__).parents[1]
    shipped = package / "_figures"
    return shipped if shipped.is_dir() else package.parents[1] / "figures"


def viewer_folder() -> Path:
    """The folder of the 3D viewer; it may be missing in a checkout."""
    return Path(__file__).parents[1] / "_viewer"


@cache
def figures() -> Mapping[str, Figure]:
    """Every picture by its name without theme and ending: `poses/pigeon-stretch.end`.

    The light and the dark one have the same size; `file` is the light one.
    """
    try:
        listed = json.loads((figures_folder() / "figures.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {
        each["file"].removesuffix(".light.webp"): Figure(
            **{name: each[name] for name in _FIELDS if name in each}
        )
        for each in listed["figures"]
        if each["theme"] == "light"
    }
