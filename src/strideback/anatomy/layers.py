"""What a camera sees of surfaces, as numbers: where each pixel's light comes from and how it is turned.

VTK only finds the visible surface; light and colour are laid on afterwards (`painting.py`), so that
one look serves both themes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
import pyvista as pv

from strideback.anatomy.solid import Array, Mesh

Picture = npt.NDArray[np.float32]

NEAR, FAR = 1.0, 11.0
_DISTANCE: Final = 6.0

AZIMUTHS: Final[Mapping[str, float]] = {
    "front": 0, "front-left": 45, "left": 90, "back-left": 135,
    "back": 180, "back-right": 225, "right": 270, "front-right": 315,
}  # fmt: skip
"""Where the camera stands, in degrees from the front to the body's left."""


@dataclass(frozen=True, slots=True)
class View:
    """A camera far away: its three directions, the place in its middle, and what it takes in.

    `width` and `height` of the picture in metres; `pixels` for each metre.
    """

    right: Array
    up: Array
    back: Array
    middle: Array
    width: float
    height: float
    pixels: float

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return round(self.width * self.pixels), round(self.height * self.pixels)


def directions(azimuth: float, above: float) -> tuple[Array, Array, Array]:
    """Right, up and back (towards the camera) of a camera that stands there and looks down by `above`."""
    turn, tilt = np.radians(azimuth), np.radians(above)
    level = np.array([np.sin(turn), -np.cos(turn), 0.0])
    back = np.cos(tilt) * level + np.sin(tilt) * np.array([0.0, 0.0, 1.0])
    right = np.cross([0.0, 0.0, 1.0], level)
    return right, np.cross(back, right), back


@dataclass(frozen=True, slots=True)
class Layer:
    """What is seen at each pixel.

    `normal` (rows x columns x 3, in the world, not quite of length one) and `depth` (metres from the
    camera's plane; `inf` where nothing is).
    """

    normal: Picture
    depth: Picture

    @property
    def there(self) -> npt.NDArray[np.bool_]:
        """Where there is something."""
        return np.isfinite(self.depth)


class Canvas:
    """An off-screen renderer for one view."""

    def __init__(self, view: View) -> None:
        self.view = view
        make: Any = pv.Plotter  # its decorator hides its arguments
        self._plotter: Any = make(off_screen=True, window_size=list(view.size), lighting="none")
        self._plotter.set_background("black")
        camera: Any = self._plotter.camera
        camera.position = tuple(view.middle + _DISTANCE * view.back)
        camera.focal_point = tuple(view.middle)
        camera.up = tuple(view.up)
        camera.parallel_projection = True
        camera.parallel_scale = view.height / 2
        camera.clipping_range = (NEAR, FAR)
        self._shown = False

    def layer(self, meshes: Iterable[Mesh]) -> Layer:
        """The surfaces alone, as the camera sees them."""
        columns, rows = self.view.size
        meshes = [mesh for mesh in meshes if len(mesh.faces)]
        if not meshes:
            return Layer(
                np.zeros((rows, columns, 3), np.float32),
                np.full((rows, columns), np.inf, np.float32),
            )
        actor = self._actor(meshes)
        self._plotter.camera.clipping_range = (NEAR, FAR)
        if not self._shown:
            self._plotter.show(auto_close=False)
            self._shown = True
            self._plotter.camera.clipping_range = (NEAR, FAR)
        self._plotter.render()
        colour, deep = self._pixels()
        self._plotter.remove_actor(actor, render=False, reset_camera=False)
        normal = colour.astype(np.float32)
        normal *= np.float32(1 / 127.5)
        normal -= 1
        deep[deep >= 1] = np.inf
        return Layer(normal, NEAR + deep * np.float32(FAR - NEAR))

    def close(self) -> None:
        """Gives the renderer's memory back."""
        self._plotter.close()

    def _actor(self, meshes: Sequence[Mesh]) -> Any:  # noqa: ANN401 - untyped library
        starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
        faces = [mesh.faces + start for mesh, start in zip(meshes, starts, strict=False)]
        surface = pv.PolyData.from_regular_faces(
            np.concatenate([mesh.vertices for mesh in meshes]), cast(Any, np.concatenate(faces))
        )
        normals = np.concatenate([mesh.normals for mesh in meshes])
        surface["colour"] = np.round((normals + 1) * 127.5).clip(0, 255).astype(np.uint8)
        return self._plotter.add_mesh(
            surface, scalars="colour", rgb=True, lighting=False, reset_camera=False, render=False,
            show_scalar_bar=False, copy_mesh=False,
        )  # fmt: skip

    def _pixels(self) -> tuple[npt.NDArray[np.uint8], Picture]:
        from vtkmodules.util.numpy_support import vtk_to_numpy as numbers
        from vtkmodules.vtkCommonCore import vtkFloatArray, vtkUnsignedCharArray

        as_numbers: Any = numbers
        window, (columns, rows) = self._plotter.render_window, self.view.size
        colours, depths = vtkUnsignedCharArray(), vtkFloatArray()
        window.GetPixelData(0, 0, columns - 1, rows - 1, 0, colours, 0)
        window.GetZbufferData(0, 0, columns - 1, rows - 1, depths)
        colour = as_numbers(colours).reshape(rows, columns, 3)[::-1].copy()
        deep = as_numbers(depths).reshape(rows, columns)[::-1].copy()
        return colour, deep
