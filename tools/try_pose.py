"""For those who write poses: look at them as bones from four sides, and let joints close the gaps.

    python tools/try_pose.py look pigeon-stretch [...] -o sheet.png
    python tools/try_pose.py fit pigeon-stretch end hip_flexion_l knee_angle_r ...

`fit` moves the named joints as little as it can until every resting landmark touches, and prints the
angles to write into the file.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace

os.environ.setdefault("MUJOCO_GL", "osmesa")

import mujoco
import numpy as np
from PIL import Image, ImageDraw

from strideback.anatomy.body import Body
from strideback.core.knowledge import Knowledge, Pose
from strideback.formats.knowledge_toml import load

SIZE = 420
VIEWS = {"right": 0, "front-right": 45, "front": 90, "top": None}


def _scene() -> mujoco.MjvOption:
    option = mujoco.MjvOption()
    option.geomgroup[:] = 0
    option.geomgroup[0] = 1
    option.flags[mujoco.mjtVisFlag.mjVIS_TENDON] = 1
    option.sitegroup[:] = 0
    return option


def look(body: Body, knowledge: Knowledge, names: list[str], out: str) -> None:
    """A sheet with a row for each pose, and the gaps and lengths on the terminal."""
    poses = [(knowledge.poses[n], p) for n in names for p in knowledge.poses[n].poses]
    standing = body.lengths(body.posed(knowledge.poses["standing"].poses[0]))
    model = body.model
    model.vis.headlight.ambient[:] = 0.5
    model.vis.global_.offwidth = model.vis.global_.offheight = SIZE
    sheet = Image.new("RGB", (SIZE * len(VIEWS), SIZE * len(poses)), "white")
    renderer = mujoco.Renderer(model, SIZE, SIZE)
    draw = ImageDraw.Draw(sheet)
    for row, (series, pose) in enumerate(poses):
        try:
            posed = body.posed(pose)
        except (ValueError, KeyError) as error:
            print(f"{series.id} {pose.id}: {error}")
            continue
        change = 100 * (body.lengths(posed) / standing - 1)
        for number in range(model.ntendon):
            model.tendon_rgba[number] = (0.6, 0.2, 0.2, 0.12)
        print(
            f"{series.id}.{pose.id}  gaps mm: "
            + " ".join(f"{n}={1000 * g:.0f}" for n, g in posed.gaps.items())
        )
        for muscle in knowledge.muscles.values():
            for side in "rl":
                paths = [f"{path}_{side}" for path in muscle.paths]
                found = [change[body.paths[path]] for path in paths]
                if found:
                    print(f"    {muscle.id} {side}: {np.mean(found):+.1f} %", end="")
                if muscle.id in series.targets and (side == "r" or not series.sided):
                    for p in paths:
                        model.tendon_rgba[body.paths[p]] = (0.9, 0.1, 0.1, 1)
        print()
        middle = posed.position[1:].mean(axis=0)
        for column, (name, azimuth) in enumerate(VIEWS.items()):
            camera = mujoco.MjvCamera()
            camera.lookat[:] = middle
            camera.distance = 2.6
            camera.azimuth, camera.elevation = (90, -89) if azimuth is None else (azimuth, -10)
            renderer.update_scene(body.data, camera, _scene())
            sheet.paste(Image.fromarray(renderer.render()), (column * SIZE, row * SIZE))
            draw.text(
                (column * SIZE + 6, row * SIZE + 6), f"{series.id}.{pose.id} {name}", fill="red"
            )
    sheet.save(out)
    print(f"{out}: {sheet.size[0]} x {sheet.size[1]}")


def fit(body: Body, pose: Pose, joints: list[str], rules: dict[str, tuple[float, ...]]) -> Pose:
    """The pose with the joints moved until the gaps are closed, as far as that goes."""
    start = np.array([pose.angles.get(j, 0.0) for j in joints])
    limits = np.array([rules[j[:-2] if j.endswith(("_r", "_l")) else j] for j in joints])

    def at(x: np.ndarray) -> Pose:
        return replace(
            pose, angles={**pose.angles, **dict(zip(joints, map(float, x), strict=True))}
        )

    def misses(x: np.ndarray) -> np.ndarray:
        gaps = np.array(list(body.posed(at(x)).gaps.values())) * 1000
        return np.concatenate([gaps, 0.15 * (x - start)])

    x = start.copy()
    for _ in range(12):
        now = misses(x)
        slope = np.stack(
            [(misses(x + step) - now) / 0.05 for step in np.eye(len(x)) * 0.05], axis=1
        )
        step = np.linalg.lstsq(slope, now, rcond=None)[0]
        x = np.clip(x - np.clip(step, -15, 15), limits[:, 0], limits[:, 1])
    return at(x)


def main() -> None:
    """Look at poses, or fit one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=["look", "fit"])
    parser.add_argument("names", nargs="+")
    parser.add_argument("-o", "--out", default="poses.png")
    given = parser.parse_args()
    knowledge = load()
    body = Body(knowledge.anatomy)
    if given.what == "look":
        look(body, knowledge, given.names, given.out)
        return
    series, moment, *joints = given.names
    pose = next(p for p in knowledge.poses[series].poses if p.id == moment)
    found = fit(body, pose, joints, dict(knowledge.anatomy.joints))
    print("angles = {", ", ".join(f"{n} = {round(v)}" for n, v in found.angles.items()), "}")
    rounded = replace(found, angles={n: float(round(v)) for n, v in found.angles.items()})
    print({n: round(1000 * g) for n, g in body.posed(rounded).gaps.items()})


if __name__ == "__main__":
    sys.exit(main())
