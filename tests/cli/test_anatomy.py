"""`strideback anatomy`: figures and pictures of poses, and a clear word where something is missing."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from PIL import Image

from strideback.cli import anatomy as command
from strideback.cli import main


def run(*args):
    return CliRunner().invoke(main, ["anatomy", *map(str, args)])


def test_a_pose_is_measured_in_percent_for_every_muscle():
    result = run("measure", "pigeon-stretch.end")
    assert result.exit_code == 0
    assert "pigeon-stretch.end" in result.stdout
    assert "pigeon-stretch.start" not in result.stdout
    for name in ("Gluteus medius", "Piriformis", "Psoas", "Quadratus lumborum"):
        assert name in result.stdout
    assert "MyoFullBody" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_as_json_every_fascicle_is_there():
    told = json.loads(run("measure", "pigeon-stretch", "--json").stdout)
    assert told["model"].startswith("MyoFullBody")
    assert told["poses"][0]["pose"] == "start"
    end = told["poses"][-1]
    by_muscle = {(each["muscle"], each["side"]): each for each in end["muscles"]}
    assert len(by_muscle) == 18
    medius = by_muscle["gluteus-medius", "right"]
    assert medius["fascicles"].keys() == {"glmed1", "glmed2", "glmed3"}
    assert medius["percent"] == pytest.approx(sum(medius["fascicles"].values()) / 3, abs=0.02)


def test_the_left_side_is_the_mirror_image():
    told = json.loads(run("measure", "pigeon-stretch.end", "--side", "left", "--json").stdout)
    found = {(e["muscle"], e["side"]): e["percent"] for e in told["poses"][0]["muscles"]}
    assert found["gluteus-medius", "left"] > 10
    assert found["gluteus-medius", "right"] < 5


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("measure", "pigeon-stretsh"), "did you mean 'pigeon-stretch'?"),
        (("measure", "nothing-like-it"), "knowledge show poses"),
        (("measure", "pigeon-stretch.middle"), "it has pigeon-stretch.start"),
        (("show", "pigeon-stretch", "-o", "it.gif"), "end it in .webp or .png"),
        (("show", "pigeon-stretch", "-o", "no-such-folder/it.png"), "cannot be written"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(args, says):
    result = run(*args)
    assert result.exit_code == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["pigeon.webp", "pigeon.png"])
def test_a_pose_is_drawn_into_a_file(tmp_path, name):
    result = run("show", "pigeon-stretch.end", "-o", tmp_path / name, "--dark")
    assert result.exit_code == 0
    assert "The right knee" in result.stdout
    with Image.open(tmp_path / name) as image:
        assert min(image.size) > 200
        assert image.format == name.partition(".")[2].upper()


def test_without_the_extra_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(command, "find_spec", lambda name: None if name == "mujoco" else name)
    result = run("measure", "standing")
    assert result.exit_code == 2
    assert "pip install 'strideback[anatomy]'" in result.stderr


def test_no_other_command_imports_the_model():
    code = (
        "import sys; from click.testing import CliRunner; from strideback.cli import main;"
        "r = CliRunner().invoke(main, ['knowledge', 'show', 'pigeon-stretch']);"
        "assert r.exit_code == 0, r.output;"
        "print(sorted({'mujoco', 'myo_sim', 'pyvista', 'vtk', 'PIL', 'strideback.anatomy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
