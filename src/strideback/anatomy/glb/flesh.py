"""The muscles: meshes in standing, and which bones each of their vertices follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from strideback.anatomy.body import Body, Posed
from strideback.anatomy.glb.skeleton import Skeleton, coarse
from strideback.anatomy.muscles import fascicles, muscle, placed
from strideback.anatomy.shapes import joined
from strideback.anatomy.solid import Mesh
from strideback.core.knowledge import Knowledge
from strideback.core.terms import Side

Array = npt.NDArray[np.float64]

OTHERS: Final = {
    "Front of the thigh": (("recfem",), ("vasmed",), ("vaslat",), ("sart",)),
    "Back of the thigh": (("bflh",), ("bfsh",), ("semimem",), ("semiten",)),
    "Inside of the thigh": (("addlong",), ("addbrev",), ("addmagProx", "addmagMid"),
                            ("addmagDist",), ("addmagIsch",), ("grac",)),
    "Calf": (("gaslat",), ("gasmed",), ("soleus",), ("perlong",)),
    "Shin": (("tibant",), ("edl",)),
    "Belly": (("rect_abd",), ("EO1", "EO2", "EO3", "EO4", "EO5", "EO6")),
}  # fmt: skip
"""The muscles around the nine: plain name, and the paths of each belly."""

TRIANGLES: Final = {"paraspinals": 1200, "gluteus-maximus": 900, "gluteus-medius": 700}
"""How fine a muscle is drawn; the others have `FEW`."""

FEW: Final = 400
FAINT: Final = 200

_NEAREST: Final = 4
_ROUNDS: Final = 6


@dataclass(frozen=True, slots=True)
class Flesh:
    """A muscle: its name with the side, whether it is one of the nine, its mesh in metres.

    For each vertex, four bones (places in `Skeleton.bones`) with weights that add up to 255.
    """

    name: str
    own: bool
    mesh: Mesh
    bones: npt.NDArray[np.uint8]
    weights: npt.NDArray[np.uint8]


class Dissection:
    """Makes the muscles as they lie in standing."""

    def __init__(self, body: Body, skeleton: Skeleton, standing: Posed) -> None:
        self._body, self._skeleton, self._standing = body, skeleton, standing

    def muscles(self, knowledge: Knowledge) -> Iterator[Flesh]:
        """The nine of the knowledge, then the others; each on the right and on the left."""
        for each in knowledge.muscles.values():
            for side in Side:
                paths = fascicles(each, side)
                mesh = self._belly(paths, TRIANGLES.get(each.id, FEW))
                yield self._flesh(f"{each.name}, {side.value}", mesh, paths, own=True)
        for name, bellies in OTHERS.items():
            for side in Side:
                tail = f"_{side.value[0]}"
                paths_of = [[path + tail for path in belly] for belly in bellies]
                mesh = joined([self._belly(paths, FAINT) for paths in paths_of])
                every = [path for paths in paths_of for path in paths]
                yield self._flesh(f"{name}, {side.value}", mesh, every, own=False)

    def _belly(self, paths: Sequence[str], triangles: int) -> Mesh:
        fine = muscle(self._body, self._standing, paths)
        return coarse(fine.vertices, fine.faces, min(1.0, triangles / len(fine.faces)))

    def _flesh(self, name: str, mesh: Mesh, paths: Sequence[str], *, own: bool) -> Flesh:
        share = self._shares(mesh.vertices, paths)
        share = _smoothed(share, mesh)
        bones = np.argsort(-share, axis=1, kind="stable")[:, :4]
        weights = np.take_along_axis(share, bones, axis=1)
        weights /= weights.sum(axis=1, keepdims=True)
        whole = np.floor(weights * 255).astype(int)
        whole[:, 0] += 255 - whole.sum(axis=1)
        bones[whole == 0] = 0  # glTF wants the first joint where there is no weight
        return Flesh(name, own, mesh, bones.astype(np.uint8), whole.astype(np.uint8))

    def _shares(self, vertices: Array, paths: Sequence[str]) -> Array:
        """How much of each vertex follows each bone: by where along the nearest fascicles it lies."""
        away = np.empty((len(paths), len(vertices)))
        share = np.zeros((len(paths), len(vertices), len(self._skeleton.bones)))
        rows = np.arange(len(vertices))
        for number, path in enumerate(paths):
            places, bones = self._course(path)
            cell, part, away[number] = _nearest(vertices, places)
            np.add.at(share[number], (rows, bones[cell]), 1 - part)
            np.add.at(share[number], (rows, bones[cell + 1]), part)
        near = np.argsort(away, axis=0, kind="stable")[:_NEAREST]
        weight = 1 / np.maximum(np.take_along_axis(away, near, axis=0), 0.002) ** 2
        chosen = np.take_along_axis(share, near[:, :, None], axis=0)
        found: Array = (chosen * weight[:, :, None]).sum(axis=0) / weight.sum(axis=0)[:, None]
        return found

    def _course(self, path: str) -> tuple[Array, npt.NDArray[np.int64]]:
        """The places that the path runs through in standing, and the bone that carries each."""
        placed(self._body, self._standing)
        model, data = self._body.model, self._body.data
        number = self._body.paths[path]
        told = slice(model.tendon_adr[number], model.tendon_adr[number] + model.tendon_num[number])
        sites = iter(
            model.site_bodyid[thing]
            for kind, thing in zip(model.wrap_type[told], model.wrap_objid[told], strict=True)
            if kind == _SITE
        )
        run = slice(data.ten_wrapadr[number], data.ten_wrapadr[number] + data.ten_wrapnum[number])
        around = data.wrap_obj.reshape(-1)[run]
        bodies = [next(sites) if geom < 0 else model.geom_bodyid[geom] for geom in around]
        bones = [self._skeleton.place_of[int(body)] for body in bodies]
        return data.wrap_xpos.reshape(-1, 3)[run].copy(), np.array(bones)


_SITE: Final = 3
"""MuJoCo's number for a place that a path runs through."""


def _nearest(vertices: Array, places: Array) -> tuple[npt.NDArray[np.int64], Array, Array]:
    """For each vertex the nearest piece of the path, how far along it (0 to 1), and how far away."""
    a, along = places[:-1], np.diff(places, axis=0)
    span = np.maximum((along**2).sum(axis=1), 1e-12)
    off = vertices[:, None] - a[None]
    part = np.clip((off * along[None]).sum(axis=2) / span[None], 0, 1)
    square = ((off - part[:, :, None] * along[None]) ** 2).sum(axis=2)
    cell = square.argmin(axis=1)
    rows = np.arange(len(vertices))
    return cell, part[rows, cell], np.sqrt(square[rows, cell])


def _smoothed(share: Array, mesh: Mesh) -> Array:
    """The same shares without jumps from vertex to vertex, so that nothing tears."""
    a, b, c = mesh.faces.T
    one, other = np.concatenate([a, b, c, b, c, a]), np.concatenate([b, c, a, a, b, c])
    count = np.bincount(one, minlength=len(share)).clip(1)[:, None]
    for _ in range(_ROUNDS):
        around = np.zeros_like(share)
        np.add.at(around, one, share[other])
        share = (share + around / count) / 2
    return share
