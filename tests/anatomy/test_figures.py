"""What is shipped: every picture is there, up to date, small, and says what it shows."""

import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from strideback.anatomy.figures import LIST, made_from, seen_in
from strideback.formats.knowledge_toml import load

KNOWLEDGE = load()
FOLDER = Path(__file__).parents[2] / "figures"
LISTED = json.loads((FOLDER / LIST).read_text(encoding="utf-8"))
FILES = {each["file"]: each for each in LISTED["figures"]}
THEMES = ("light", "dark")
LARGEST_BYTES = 40_000
ALL_BYTES = 9_000_000


def test_every_pose_and_every_muscle_has_its_pictures_and_there_are_no_others():
    poses = {
        f"poses/{series.id}.{pose.id}.{theme}.webp"
        for series in KNOWLEDGE.poses.values()
        for pose in series.poses
        for theme in THEMES
    }
    atlas = {
        f"atlas/{muscle}.{view}.{theme}.webp"
        for muscle in KNOWLEDGE.muscles
        for view in ("back", "side", "front")
        for theme in THEMES
    }
    assert FILES.keys() == poses | atlas
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.webp")}
    assert there == poses | atlas


@pytest.mark.parametrize("series", KNOWLEDGE.poses.values(), ids=KNOWLEDGE.poses)
def test_no_picture_is_older_than_its_pose(series):
    """Draw them anew with `make figures` when this fails."""
    for pose in series.poses:
        for theme in THEMES:
            row = FILES[f"poses/{series.id}.{pose.id}.{theme}.webp"]
            assert row["says"] == pose.says.says
            assert row["made_from"] == made_from(seen_in(series, pose))


@pytest.mark.parametrize("muscle", KNOWLEDGE.muscles.values(), ids=KNOWLEDGE.muscles)
def test_no_plate_of_the_atlas_is_older_than_its_muscle(muscle):
    for view in ("back", "side", "front"):
        row = FILES[f"atlas/{muscle.id}.{view}.light.webp"]
        assert row["made_from"] == made_from(muscle.paths)
        assert muscle.name.lower() in row["says"].lower()


def test_the_list_names_the_model_that_the_knowledge_measures_on():
    rules = KNOWLEDGE.anatomy
    assert LISTED["model"] == f"{rules.model}, myo-sim {rules.version}"


def test_every_picture_is_a_small_webp_of_the_size_that_is_listed():
    total = 0
    for file, row in FILES.items():
        content = (FOLDER / file).read_bytes()
        assert len(content) == row["bytes"] <= LARGEST_BYTES
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.size) == ("WEBP", (row["width"], row["height"]))
        total += len(content)
    assert total < ALL_BYTES


def test_the_licence_and_the_makers_of_the_model_lie_beside_the_pictures():
    notice = (FOLDER / "NOTICE").read_text(encoding="utf-8")
    assert re.search(r"MyoSim|myo-sim", notice)
    assert "Apache License" in notice
