"""The bones of the model as surfaces, laid by a pose."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, cast

import mujoco
import numpy as np
import pyvista as pv

from strideback.anatomy.body import Body, Posed
from strideback.anatomy.muscles import placed
from strideback.anatomy.solid import Array, Faces, Mesh, normals_of, welded

_CHEST: Final = "torso_geom_13"
"""Ribs and breastbone in one."""


@lru_cache(maxsize=2)
def shapes(body: Body) -> dict[int, Mesh]:
    """The surface of each bone in its own frame, by the number of its geom."""
    model = body.model
    found = {}
    for geom in range(model.ngeom):
        if model.geom_type[geom] == mujoco.mjtGeom.mjGEOM_MESH:
            vertices, faces = welded(*_mesh(model, int(model.geom_dataid[geom])), 5)
            if model.geom(geom).name == _CHEST:
                faces = _without_badge(vertices, faces)
            found[geom] = Mesh(vertices, faces, normals_of(vertices, faces))
    return found


def bones(body: Body, posed: Posed) -> dict[int, Mesh]:
    """The surface of each bone in the world, by the number of its geom."""
    placed(body, posed)
    found = {}
    for geom, mesh in shapes(body).items():
        turn = body.data.geom_xmat[geom].reshape(3, 3).T
        vertices = mesh.vertices @ turn + body.data.geom_xpos[geom]
        found[geom] = Mesh(vertices, mesh.faces, mesh.normals @ turn)
    return found


def _mesh(model: Any, number: int) -> tuple[Array, Faces]:  # noqa: ANN401 - untyped library
    first, many = model.mesh_vertadr[number], model.mesh_vertnum[number]
    vertices = model.mesh_vert[first : first + many].astype(float)
    first, many = model.mesh_faceadr[number], model.mesh_facenum[number]
    return vertices, model.mesh_face[first : first + many].astype(np.int64)


def _without_badge(vertices: Array, faces: Faces) -> Faces:
    """The ribs and breastbone without the medal that the model's makers hung before them."""
    surface = pv.PolyData.from_regular_faces(vertices, cast(Any, faces))
    piece = np.asarray(surface.connectivity("all").cell_data["RegionId"])
    badge = np.argmax(np.bincount(piece))  # because: a finely cut medal, far more faces than a rib
    rest: Faces = faces[piece != badge]
    return rest
