"""The shipped pictures as files, and the list that tells what each of them shows.

A file's name is `poses/<series>.<moment>.<theme>.webp` or `atlas/<muscle>.<view>.<theme>.webp`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Final

from PIL import Image

from strideback.anatomy.atlas import plates
from strideback.anatomy.body import Body
from strideback.anatomy.pictures import pictures, webp
from strideback.core.knowledge import Knowledge

LIST: Final = "figures.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture: its file and bytes, its size in pixels, and what it shows.

    `series` and `moment` of a pose; `muscle` and `view` of the atlas; the others are empty.
    """

    file: str
    says: str
    theme: str
    width: int
    height: int
    series: str
    moment: str
    muscle: str
    view: str
    content: bytes


def names(knowledge: Knowledge) -> tuple[str, ...]:
    """Everything that can be drawn: the series of poses, then the muscles."""
    return (*knowledge.poses, *knowledge.muscles)


def figures(body: Body, knowledge: Knowledge, name: str) -> Iterator[Figure]:
    """All pictures of a series of poses or of a muscle.

    Raises `KeyError` for an unknown name, and `ValueError` for a pose that the model cannot take.
    """
    if name in knowledge.muscles:
        standing = knowledge.poses["standing"].poses[0]
        for plate in plates(body, knowledge.muscles[name], standing):
            for theme, image in plate.images.items():
                stem = f"atlas/{name}.{plate.view}"
                yield _figure(stem, plate.says, theme, image, muscle=name, view=plate.view)
        return
    series = knowledge.poses[name]
    for pose in series.poses:
        for theme, image in pictures(body, series, pose, knowledge).items():
            stem = f"poses/{name}.{pose.id}"
            yield _figure(stem, str(pose.says), theme, image, series=name, moment=pose.id)


def _figure(
    stem: str,
    says: str,
    theme: str,
    image: Image.Image,
    *,
    series: str = "",
    moment: str = "",
    muscle: str = "",
    view: str = "",
) -> Figure:
    width, height = image.size
    return Figure(
        f"{stem}.{theme}.webp",
        says,
        theme,
        width,
        height,
        series,
        moment,
        muscle,
        view,
        webp(image),
    )


def listed(body: Body, every: Iterable[Figure]) -> str:
    """The list of the pictures as JSON text, with the model that they are drawn from."""
    rows = []
    for figure in sorted(every, key=lambda each: each.file):
        row = {key: value for key, value in asdict(figure).items() if value and key != "content"}
        rows.append({**row, "bytes": len(figure.content)})
    return json.dumps({"model": body.name, "figures": rows}, indent=1, ensure_ascii=False) + "\n"
