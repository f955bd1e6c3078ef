"""The package as it is installed: what it carries, how large it is, and what it pulls in."""

import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LARGEST_BYTES = 15_000_000
EXTRAS = ("mujoco", "myo-sim", "pyvista", "pillow", "pygltflib", "dd")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (file,) = folder.glob("*.whl")
    with zipfile.ZipFile(file) as opened:
        yield file, opened


def test_it_is_smaller_than_fifteen_megabytes(wheel):
    file, _ = wheel
    assert file.stat().st_size < LARGEST_BYTES


def test_it_carries_knowledge_pictures_the_3d_body_and_the_viewer(wheel):
    names = set(wheel[1].namelist())
    assert {
        "strideback/_knowledge/poses/pigeon-stretch.toml",
        "strideback/_figures/figures.json",
        "strideback/_figures/body.glb",
        "strideback/_figures/NOTICE",
        "strideback/_figures/poses/pigeon-stretch.end.light.webp",
        "strideback/_figures/atlas/psoas.front.dark.webp",
        "strideback/_viewer/model-viewer.min.js",
        "strideback/_viewer/LICENSE",
    } <= names


def test_it_carries_the_licences_and_names_whose_model_it_shows(wheel):
    opened = wheel[1]
    (notice,) = (name for name in opened.namelist() if name.endswith("licenses/NOTICE"))
    said = opened.read(notice).decode()
    for each in ("MyoFullBody", "myo-sim", "Apache License", "model-viewer"):
        assert each in said


def test_without_an_extra_it_pulls_in_neither_the_model_nor_the_drawing(wheel):
    opened = wheel[1]
    (metadata,) = (name for name in opened.namelist() if name.endswith(".dist-info/METADATA"))
    told = Parser().parsestr(opened.read(metadata).decode()).get_all("Requires-Dist")
    for name in EXTRAS:
        of_it = [each for each in told if each.lower().startswith(name)]
        assert of_it
        assert all("extra ==" in each for each in of_it)
    runtime = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    assert not any(f"\n{name}==" in runtime for name in EXTRAS)
