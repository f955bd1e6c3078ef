"""`strideback anatomy`: poses on the musculoskeletal model, measured or drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from strideback.cli.opening import Trouble, load_knowledge
from strideback.core.terms import Side

if TYPE_CHECKING:
    from strideback.anatomy.lengths import Lengthened
    from strideback.core.knowledge import Knowledge, Pose, PoseSeries, Sentence

_NEEDED = ("mujoco", "myo_sim", "pyvista", "PIL")
_PICTURES = (".webp", ".png")
_WIDE = 60
"""From how many columns on a page has room for the fascicles."""
_SIDES = {"right": "left", "left": "right"}

Chosen = tuple["PoseSeries", "Pose"]


@click.group(name="anatomy")
def anatomy() -> None:
    """Measure or draw a pose on a model of the body.

    Needs the extra strideback[anatomy].  A POSE is an exercise, a self-test or another series of
    poses (pigeon-stretch), or one moment of it (pigeon-stretch.end).
    """


side_option = click.option(
    "--side", type=click.Choice(["right", "left"]), default="right", help="The side that does it."
)


@anatomy.command()
@click.argument("pose", required=False)
@side_option
@click.option("--json", "as_json", is_flag=True, help="As JSON, with every fascicle.")
def measure(pose: str | None, side: str, as_json: bool) -> None:
    """How much longer each muscle is in a pose than in standing, in percent.

    Measures every pose unless you name one.  The figures are lengths of muscle and tendon together
    on a computer model of one body; nothing was measured on a person.
    """
    known = load_knowledge()
    chosen = _chosen(known, pose)
    _need_extra()
    from strideback.anatomy.body import Body
    from strideback.anatomy.lengths import Lengths

    body = Body(known.anatomy)
    lengths, which = Lengths(body, known), Side(side)
    found = [(series, each, lengths.of(each, which)) for series, each in chosen]
    if as_json:
        _as_json(body.name, which, found)
    else:
        _as_table(known, body.name, which, found)


@anatomy.command()
@click.argument("pose")
@side_option
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="A .webp or .png file."
)
@click.option("--dark", is_flag=True, help="For a dark page.")
def show(pose: str, side: str, output: Path, dark: bool) -> None:
    """Draw a pose: the body, its bones, and in red the muscles that it shows.

    Of a whole series it draws the last moment.  A file that is there is written over.
    """
    known = load_knowledge()
    chosen = _chosen(known, pose)
    if output.suffix.lower() not in _PICTURES:
        raise Trouble(f"{output} is not a picture that can be drawn; end it in .webp or .png.")
    if not output.parent.is_dir():  # because: drawing takes seconds, so this is told before
        raise Trouble(f"{output} cannot be written (there is no folder {output.parent}).")
    _need_extra()
    from strideback.anatomy.body import Body
    from strideback.anatomy.pictures import picture

    _quiet()
    series, moment = chosen[-1]
    which = Side(side)
    image = picture(
        Body(known.anatomy),
        series,
        moment,
        known,
        theme="dark" if dark else "light",
        side=which,
    )
    try:
        image.save(output)
    except OSError as why:
        raise Trouble(f"{output} cannot be written ({why.strerror or why}).") from None
    click.echo(f"{output}: {series.name}, {moment.id}, {side} side. {_said(moment, which)}")


def _chosen(known: Knowledge, name: str | None) -> list[Chosen]:
    """The poses that are named, or all of them."""
    if name is None:
        return [(series, pose) for series in known.poses.values() for pose in series.poses]
    stem, _, moment = name.strip().removesuffix(".toml").partition(".")
    series = known.poses.get(stem)
    if series is None:
        from strideback.cli.knowledge_find import near

        close = " or ".join(f"'{each}'" for each in near(known, stem) if each in known.poses)
        hint = (
            f"did you mean {close}?" if close else "`strideback knowledge show poses` lists them."
        )
        raise Trouble(f"There are no poses called '{stem}'; {hint}")
    found = [(series, pose) for pose in series.poses if moment in {"", pose.id}]
    if not found:
        moments = ", ".join(f"{stem}.{each.id}" for each in series.poses)
        raise Trouble(f"'{stem}' has no moment '{moment}'; it has {moments}.")
    return found


def _said(pose: Pose, side: Side) -> Sentence:
    """What the pose shows, in words: written for the right side, they change sides for the left."""
    if side is Side.RIGHT:
        return pose.says
    words = re.sub(r"\b(right|left)\b", lambda side: _SIDES[side[0]], pose.says.says)
    return replace(pose.says, says=words)


def _quiet() -> None:
    """Keeps the renderer from warning, on a machine without a screen, that there is no screen."""
    from vtkmodules.vtkCommonCore import vtkLogger

    vtkLogger.SetStderrVerbosity(vtkLogger.VERBOSITY_ERROR)


def _need_extra() -> None:
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise Trouble(
            "The model of the body is not installed; get it with `pip install 'strideback[anatomy]'`."
        )


Found = Iterable[tuple["PoseSeries", "Pose", tuple["Lengthened", ...]]]


def _as_json(model: str, side: Side, found: Found) -> None:
    import json

    poses = [
        {"series": series.id, "pose": pose.id, "side": side.value, "muscles": list(_muscles(told))}
        for series, pose, told in found
    ]
    told = {"model": model, "unit": "percent of the length in standing", "poses": poses}
    click.echo(json.dumps(told, indent=2, ensure_ascii=False))


def _muscles(told: tuple[Lengthened, ...]) -> Iterator[dict[str, Any]]:
    for each in told:
        fascicles = {name: round(value, 2) for name, value in each.fascicles.items()}
        yield {
            "muscle": each.muscle,
            "side": each.side.value,
            "percent": round(each.percent, 2),
            "fascicles": fascicles,
        }


def _as_table(known: Knowledge, model: str, done: Side, found: Found) -> None:
    from strideback.cli.paper import Written, new_paper, put

    paper = new_paper()
    for series, pose, told in found:
        paper.heading(f"{series.name}, {pose.id}", f"{series.id}.{pose.id}")
        paper.claim(_said(pose, done))
        by_muscle: dict[str, dict[Side, Lengthened]] = {}
        for each in told:
            by_muscle.setdefault(each.muscle, {})[each.side] = each
        rows: list[list[Written]] = [[("", ""), ("left", "dim"), ("right", "dim"), ("", "")]]
        for muscle, sides in by_muscle.items():
            name = (
                known.muscles[known.canonical(muscle)].name,
                "bold" if muscle in series.targets else "",
            )
            left, right = (_signed(sides[side]) for side in (Side.LEFT, Side.RIGHT))
            spread = _spread(sides[done]) if paper.width >= _WIDE else ""
            rows.append([name, left, right, (spread, "dim")])
        paper.table(rows, indent=2)
        paper.gap()
    paper.text(
        (f"Percent of the length in standing, muscle and tendon together, on {model}.", "dim")
    )
    put(paper)


def _signed(it: Lengthened) -> str:
    return f"{_rounded(it.percent):+.1f} %"


def _spread(it: Lengthened) -> str:
    values = [_rounded(each) for each in it.fascicles.values()]
    which = it.side.value
    return f"{which} fascicles {min(values):+.1f} to {max(values):+.1f}" if len(values) > 1 else ""


def _rounded(percent: float) -> float:
    """One decimal, and never minus nothing."""
    return round(percent, 1) + 0.0


command = anatomy
