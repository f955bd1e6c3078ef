"""The 3D view of the body: bones, muscles, and a movement for each exercise, as one GLB file.

    data = glb(body, knowledge)

The same model and knowledge give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import version
from typing import Any, Final

import numpy as np
import pygltflib as gltf

from strideback.anatomy.body import Body
from strideback.anatomy.glb.container import Container
from strideback.anatomy.glb.flesh import Dissection
from strideback.anatomy.glb.movement import Film, Filming
from strideback.anatomy.glb.props import Props, props
from strideback.anatomy.glb.scene import UP, Scene
from strideback.anatomy.glb.skeleton import Skeleton
from strideback.core.knowledge import Knowledge, PoseSeries

__all__ = ["glb", "made_of"]

SKIN: Final = 0.1
"""How far a body reaches beyond the origins of its bones, in metres."""


def glb(body: Body, knowledge: Knowledge, tell: Callable[[str], None] = lambda _: None) -> bytes:
    """The file, within about 3 MB; `tell` hears what is being made.

    Raises `ValueError` or `KeyError` for a pose that the model cannot take.
    """
    file = Container()
    file.root.asset = _asset(body, knowledge)
    file.root.extensionsUsed = file.root.extensionsRequired = ["KHR_mesh_quantization"]
    standing = body.posed(knowledge.poses["standing"].poses[0])
    skeleton = Skeleton(body, knowledge.anatomy)
    scene = Scene(file, skeleton, standing)
    tell("bones")
    scene.skeleton(skeleton.meshes())
    scene.floor()
    tell("muscles")
    scene.muscles(list(Dissection(body, skeleton, standing).muscles(knowledge)))
    filming = Filming(body, knowledge.anatomy)
    for series in knowledge.poses.values():
        tell(series.id)
        film = filming.film(series)
        around = props(body, series, film)
        scene.animation(series.id, film, around, _told(series, film, around, knowledge))
    return file.finished()


def made_of(knowledge: Knowledge) -> str:
    """A mark of the poses and muscles that a file was made of: another one means that it is old."""
    poses = [
        (s.id, s.shows, s.targets, s.seen_from, s.from_above, p.lies, p.lean, p.angles, p.supports)
        for s in knowledge.poses.values()
        for p in s.poses
    ]
    muscles = [(muscle.name, muscle.paths) for muscle in knowledge.muscles.values()]
    return sha256(repr((poses, muscles, knowledge.anatomy)).encode()).hexdigest()[:16]


def _asset(body: Body, knowledge: Knowledge) -> gltf.Asset:
    return gltf.Asset(
        generator=f"strideback {version('strideback')}",
        copyright=(
            f"{body.name}, by the MyoSuite authors, Apache-2.0. Made smaller, and set in motion, by "
            "the strideback authors, Apache-2.0."
        ),
        extras={"model": body.name, "licence": "Apache-2.0", "made_of": made_of(knowledge)},
    )


def _told(series: PoseSeries, film: Film, around: Props, knowledge: Knowledge) -> dict[str, Any]:
    """What a viewer needs beside the movement: from where to look, at what, and which muscles."""
    places = film.position[:, 2:].reshape(-1, 3)
    if around.solid is not None:
        places = np.concatenate([places, around.solid.vertices])
    low, high = places.min(axis=0), places.max(axis=0)
    return {
        "name": series.name,
        "sided": series.sided,
        "targets": [knowledge.muscles[muscle].name for muscle in series.targets],
        "seen_from": series.seen_from,
        "from_above": series.from_above,
        "centre": [round(float(v), 2) for v in UP @ ((low + high) / 2)],
        "radius": round(float(np.linalg.norm(high - low)) / 2 + SKIN, 2),
    }
