"""Real run files: the few that live here, and the large corpus where it is at hand.

The corpus is found beside the repository, or where STRIDEBACK_CORPUS says.
"""

import csv
import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from strideback.formats.archives import Refused, read_path

SMALL = Path(__file__).parents[1] / "data" / "runs"
CORPUS = Path(
    os.environ.get("STRIDEBACK_CORPUS", Path(__file__).parents[3] / "shared" / "data" / "runs")
)
needs_corpus = pytest.mark.skipif(
    not (CORPUS / "EXPECTED.csv").is_file(), reason="the corpus of run files is not at hand"
)


def expected(kind: str) -> list[dict[str, str]]:
    """The rows of EXPECTED.csv whose file is in the folder `kind`; none without the corpus."""
    table = CORPUS / "EXPECTED.csv"
    if not table.is_file():
        return []
    with table.open(encoding="utf-8", newline="") as opened:
        return [row for row in csv.DictReader(opened) if row["file"].startswith(f"{kind}/")]


def content(name: str, root: Path = CORPUS) -> bytes:
    """The bytes of a run file, unpacked when it is gzipped."""
    data = (root / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as writer:
        for name, data in files.items():
            writer.writestr(name, data)
    return packed.getvalue()


def laid_out(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def handed(tmp_path: Path, files: dict[str, bytes], form: str) -> Path:
    """The files as a folder or as a zip."""
    if form == "folder":
        return laid_out(tmp_path / "export", files)
    (tmp_path / "export.zip").write_bytes(zipped(files))
    return tmp_path / "export.zip"


def outcome(path: Path) -> dict[str, object]:
    """By the end of its name: the points of each activity, or the reason."""
    return {
        name.partition("/")[2]: got.reason
        if isinstance(got, Refused)
        else [each.points for each in got]
        for name, got in read_path(path)
    }


both_forms = pytest.mark.parametrize("form", ["folder", "zip"])
