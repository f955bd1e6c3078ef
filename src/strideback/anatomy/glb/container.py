"""The bytes of a GLB: numbers made small and written once, and the JSON that tells what they are.

file = Container()
times = file.scalars(np.linspace(0, 2, 9))
data = file.finished()
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pygltflib as gltf

Array = npt.NDArray[np.float64]
Numbers = npt.NDArray[Any]

GRID: Final = 65534
"""Steps of a quantised length: a metre is told to about 0.03 mm."""

_KINDS: Final = {
    "float32": gltf.FLOAT,
    "int8": gltf.BYTE,
    "uint8": gltf.UNSIGNED_BYTE,
    "int16": gltf.SHORT,
    "uint16": gltf.UNSIGNED_SHORT,
}
_SHAPES: Final = {1: "SCALAR", 3: "VEC3", 4: "VEC4", 16: "MAT4"}


@dataclass(frozen=True, slots=True)
class Grid:
    """Where whole numbers stand for places: `origin` + number times `step`, in metres."""

    origin: Array
    step: float

    @classmethod
    def around(cls, places: Array) -> Grid:
        """The finest grid that reaches all the places; the same step in every direction."""
        low, high = places.min(axis=0), places.max(axis=0)
        return cls((low + high) / 2, float((high - low).max()) / GRID)

    def numbers(self, places: Array) -> npt.NDArray[np.int16]:
        """The places as whole numbers."""
        return np.rint((places - self.origin) / self.step).astype(np.int16)

    @property
    def matrix(self) -> Array:
        """From whole numbers to metres, 4 x 4."""
        found = np.diag([self.step, self.step, self.step, 1.0])
        found[:3, 3] = self.origin
        return found


@dataclass(slots=True)
class _View:
    """One run of bytes of the same kind."""

    target: int | None
    stride: int | None
    data: bytearray = field(default_factory=bytearray)


class Container:
    """A GLB in the making.  What is written twice is stored once."""

    def __init__(self) -> None:
        self.root = gltf.GLTF2()
        self._views: dict[tuple[int | None, int | None, str], _View] = {}
        self._known: dict[tuple[object, ...], int] = {}

    def places(self, grid: Grid, places: Array) -> int:
        """Vertex positions as whole numbers of the grid."""
        return self._write(grid.numbers(places), target=gltf.ARRAY_BUFFER, limits=True)

    def directions(self, normals: Array) -> int:
        """Unit vectors, to about half a degree."""
        whole = np.rint(np.clip(normals, -1, 1) * 127).astype(np.int8)
        return self._write(whole, target=gltf.ARRAY_BUFFER, normalized=True)

    def bytes_of_four(self, rows: npt.NDArray[np.uint8], *, shares: bool) -> int:
        """Numbers of joints, or with `shares` their weights, which add up to 255."""
        return self._write(rows, target=gltf.ARRAY_BUFFER, normalized=shares)

    def corners(self, faces: Numbers) -> int:
        """The corners of triangles.  Raises `ValueError` for more vertices than 16 bits can tell."""
        if faces.max(initial=0) > np.iinfo(np.uint16).max - 1:
            raise ValueError(f"a mesh of {faces.max() + 1} vertices is too fine for this file")
        return self._write(faces.reshape(-1).astype(np.uint16), target=gltf.ELEMENT_ARRAY_BUFFER)

    def scalars(self, values: Array) -> int:
        """Times in seconds."""
        return self._write(values.astype(np.float32), limits=True)

    def lengths(self, rows: Array) -> int:
        """Places of nodes in metres, one for each moment."""
        return self._write(rows.astype(np.float32))

    def turns(self, rows: Array) -> int:
        """Unit quaternions x y z w, one for each moment."""
        return self._write(np.rint(rows * 32767).astype(np.int16), normalized=True)

    def matrices(self, rows: Array) -> int:
        """Matrices n x 4 x 4, written column by column as glTF wants them."""
        columns = rows.transpose(0, 2, 1).reshape(len(rows), 16)
        return self._write(columns.astype(np.float32))

    def finished(self) -> bytes:
        """The whole file."""
        blob = bytearray()
        for number, view in enumerate(self._views.values()):
            blob.extend(b"\0" * (-len(blob) % 4))
            self.root.bufferViews[number].byteOffset = len(blob)
            self.root.bufferViews[number].byteLength = len(view.data)
            blob.extend(view.data)
        blob.extend(b"\0" * (-len(blob) % 4))
        self.root.buffers = [gltf.Buffer(byteLength=len(blob))]
        self.root.set_binary_blob(bytes(blob))
        return b"".join(self.root.save_to_bytes())

    def _write(
        self,
        rows: Numbers,
        *,
        target: int | None = None,
        normalized: bool = False,
        limits: bool = False,
    ) -> int:
        kind, width = rows.dtype.name, 1 if rows.ndim == 1 else rows.shape[1]
        raw = _padded(rows) if target == gltf.ARRAY_BUFFER else rows.tobytes()
        key = (raw, kind, width, target, normalized)
        if key in self._known:
            return self._known[key]
        stride = len(raw) // len(rows) if target == gltf.ARRAY_BUFFER else None
        number, view = self._view(target, stride, _SHAPES[width] if width == 16 else kind)
        view.data.extend(b"\0" * (-len(view.data) % 4))
        accessor = gltf.Accessor(
            bufferView=number,
            byteOffset=len(view.data) or None,
            componentType=_KINDS[kind],
            normalized=normalized or None,
            count=len(rows),
            type=_SHAPES[width],
        )
        if limits:
            flat = rows.reshape(len(rows), -1)
            accessor.min, accessor.max = flat.min(axis=0).tolist(), flat.max(axis=0).tolist()
        view.data.extend(raw)
        self.root.accessors.append(accessor)
        self._known[key] = len(self.root.accessors) - 1
        return self._known[key]

    def _view(self, target: int | None, stride: int | None, what: str) -> tuple[int, _View]:
        key = (target, stride, what)
        if key not in self._views:
            self._views[key] = _View(target, stride)
            self.root.bufferViews.append(
                gltf.BufferView(buffer=0, byteStride=stride, target=target)
            )
        return list(self._views).index(key), self._views[key]


def _padded(rows: Numbers) -> bytes:
    """Each row filled up to whole words of four bytes, as vertex data must be."""
    size = rows.dtype.itemsize * rows.shape[1]
    wide = np.zeros((len(rows), size + -size % 4), np.uint8)
    wide[:, :size] = np.ascontiguousarray(rows).view(np.uint8).reshape(len(rows), size)
    return wide.tobytes()


def described(data: bytes) -> dict[str, Any]:
    """The JSON of a GLB.  Raises `ValueError` where the bytes are none."""
    if data[:4] != b"glTF":
        raise ValueError("these bytes are no GLB")
    length = int.from_bytes(data[12:16], "little")
    found: dict[str, Any] = json.loads(data[20 : 20 + length])
    return found
