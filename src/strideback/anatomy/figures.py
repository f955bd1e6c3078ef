"""The shipped pictures as files, and the list that tells what each of them shows.

A file's name is `poses/<series>.<moment>.<theme>.webp` or `atlas/<muscle>.<view>.<theme>.webp`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Final

from PIL import Image

from strideback.anatomy.atlas import plates
from strideback.anatomy.body import Body
from strideback.anatomy.pictures import pictures, webp
from strideback.core.knowledge import Knowledge, Pose, PoseSeries

LIST: Final = "figures.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture: its file and bytes, its size in pixels, and what it shows.

    `series` and `moment` of a pose; `muscle` and `view` of the atlas; the others are empty.
    `made_from` changes when the knowledge that it was drawn from does: then it is out of date.
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
    made_from: str
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
                yield _figure(
                    stem,
                    plate.says,
                    theme,
                    image,
                    muscle=name,
                    view=plate.view,
                    made_from=made_from(knowledge.muscles[name].paths),
                )
        return
    series = knowledge.poses[name]
    for pose in series.poses:
        for theme, image in pictures(body, series, pose, knowledge).items():
            stem = f"poses/{name}.{pose.id}"
            yield _figure(
                stem,
                str(pose.says),
                theme,
                image,
                series=name,
                moment=pose.id,
                made_from=made_from(seen_in(series, pose)),
            )


def seen_in(series: PoseSeries, pose: Pose) -> object:
    """What of a series and a pose is seen in its picture."""
    others = [(each.lies, each.lean, each.angles, each.supports) for each in series.poses]
    seen = (series.sided, series.targets, series.seen_from, series.from_above, pose.id)
    return (*seen, others)


def made_from(parts: object) -> str:
    """Twelve letters that stand for the parts, alike on every machine."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


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
    made_from: str = "",
) -> Figure:
    file, content, (width, height) = f"{stem}.{theme}.webp", webp(image), image.size
    return Figure(
        file, says, theme, width, height, series, moment, muscle, view, made_from, content
    )


def listed(body: Body, every: Iterable[Figure]) -> str:
    """The list of the pictures as JSON text, with the model that they are drawn from."""
    rows = []
    for figure in sorted(every, key=lambda each: each.file):
        row = {key: value for key, value in asdict(figure).items() if value and key != "content"}
        digest = hashlib.sha256(figure.content).hexdigest()
        rows.append({**row, "bytes": len(figure.content), "sha256": digest})
    return json.dumps({"model": body.name, "figures": rows}, indent=1, ensure_ascii=False) + "\n"
