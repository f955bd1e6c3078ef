"""Puts into the package what is not in git: the viewer of the 3D view, and compiled texts.

The texts in other languages are compiled from their `.po` files, as gettext wants them.

The viewer is Google's <model-viewer>, unmodified.  A package of PyPI that carries it (`CARRIER`) is pinned in requirements/dev.txt,
and asked for by any other build that has not got the file yet.  The file must be, to the bit, the one
that Google published.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIER = "dash-model-viewer==1.0.0"
CARRIED = "dash_model_viewer/vendor/"
PLACE = Path("src/strideback/_viewer")
CATALOGUES = ("knowledge/text/*.po", "src/strideback/web/locale/*/LC_MESSAGES/*.po")
COMPILER = "babel>=2.16"

# What it is called here and there, what the carrier left off its end, and the SHA-256 of the file in
# version 4.3.1 of the npm package @google/model-viewer.
FILES = (
    (
        "model-viewer.min.js",
        "model-viewer-umd.min.js",
        b"//# sourceMappingURL=model-viewer-umd.min.js.map\n",
        "4492ad16f4aa7ceef5ec9bab645e62d56e990e5ae9737b0d60d58246fb23c0d5",
    ),
    (
        "LICENSE",
        "model-viewer-LICENSE",
        b"",
        "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30",
    ),
)


class PackageHook(BuildHookInterface):
    """Compiles the texts, and brings the viewer where it is missing."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What compiles, and the package that carries the viewer, unless the viewer is here."""
        return [COMPILER] if present(Path(self.root)) else [COMPILER, CARRIER]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put the files in place; a wheel without them is refused."""
        compiled(Path(self.root))
        why = brought(Path(self.root))
        if why and self.target_name == "wheel" and version == "standard":
            self.app.abort(f"No wheel without the 3D viewer: {why}.")
        if why:
            self.app.display_warning(
                f"Without the 3D viewer, only still pictures are shown: {why}."
            )
        ours = [each.replace("*.po", "*.mo") for each in CATALOGUES]
        build_data["artifacts"] += [f"/{PLACE.as_posix()}/*", *(f"/{each}" for each in ours)]


def compiled(root: Path) -> list[Path]:
    """Writes every catalogue as gettext reads it, beside the file that people write."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in (each for pattern in CATALOGUES for each in sorted(root.glob(pattern))):
        with source.open("rb") as texts:
            catalogue = read_po(texts, abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as made:
            write_mo(made, catalogue)
        written.append(source.with_suffix(".mo"))
    return written


def present(root: Path) -> bool:
    """Whether every file is here as it was published."""
    return all(is_right(root / PLACE / name, digest) for name, _, _, digest in FILES)


def is_right(path: Path, digest: str) -> bool:
    """Whether the file is there, to the bit."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def brought(root: Path) -> str | None:
    """Copies what is missing; tells why it cannot, or nothing."""
    if present(root):
        return None
    try:
        carrier = distribution(CARRIER.partition("==")[0])
    except PackageNotFoundError:
        return f"{CARRIER} is not installed (requirements/dev.txt has it)"
    (root / PLACE).mkdir(parents=True, exist_ok=True)
    for name, carried, end, digest in FILES:
        source = Path(str(carrier.locate_file(CARRIED + carried)))
        data = source.read_bytes() + end if source.is_file() else b""
        if hashlib.sha256(data).hexdigest() != digest:
            return (
                f"{carried} of {carrier.name} {carrier.version} is not the file that was expected"
            )
        (root / PLACE / name).write_bytes(data)
    return None
