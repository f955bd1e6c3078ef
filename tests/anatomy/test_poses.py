"""The poses in the knowledge: each can be taken, rests where it says, and measures what it states."""

import re

import pytest
from click.testing import CliRunner

from strideback.anatomy.landmarks import LANDMARKS, points
from strideback.anatomy.settling import RAISED
from strideback.cli import main
from strideback.core.terms import Side
from strideback.formats.knowledge_toml import load

KNOWLEDGE = load()
POSES = {
    f"{series.id}.{pose.id}": pose for series in KNOWLEDGE.poses.values() for pose in series.poses
}

GAP_M = 0.03
"""How far a hand or foot may be from what it rests on; the joints of the model are a little stiff."""

FINGER = re.compile(r"ph\d?_|proxph|midph|distph|thumb|mc_")
"""The model's wrist bends back by 45 degrees only, so the fingers of a hand on the floor sink in."""

every_pose = pytest.mark.parametrize("pose", POSES.values(), ids=POSES)


@every_pose
def test_it_rests_on_what_it_says(body, pose):
    for support in pose.supports:
        assert set(points(support.at)) <= LANDMARKS.keys()
    posed = body.posed(pose)
    assert {name: gap for name, gap in posed.gaps.items() if abs(gap) > GAP_M} == {}


@every_pose
def test_no_bone_is_under_the_floor(body, pose):
    if not any(each.thing in RAISED for each in pose.supports):
        pytest.skip("in the air")
    posed = body.posed(pose)
    low = {name: posed.position[number][2] for name, number in body.bodies.items() if number}
    assert {name: z for name, z in low.items() if z < -0.02 and not FINGER.search(name)} == {}


@every_pose
def test_the_figures_in_the_file_are_what_the_model_measures(lengths, pose):
    found = {(each.muscle, each.side): each.percent for each in lengths.of(pose)}
    for stated in pose.measured:
        assert stated.percent == pytest.approx(found[stated.muscle, stated.side], abs=0.1)


@every_pose
def test_the_left_side_measures_what_the_right_does(lengths, pose):
    right = {(each.muscle, each.side): each.percent for each in lengths.of(pose, Side.RIGHT)}
    left = {(each.muscle, each.side.other): each.percent for each in lengths.of(pose, Side.LEFT)}
    assert left == pytest.approx(right, abs=1.0)


@every_pose
def test_a_sentence_says_longer_where_the_path_is_longer_and_shorter_where_it_is_not(pose):
    for stated in pose.measured:
        if stated.says:
            way, other = ("longer", "shorter") if stated.percent > 0 else ("shorter", "longer")
            assert f"{{percent}} % {way} " in stated.says.says
            assert f"{{percent}} % {other} " not in stated.says.says


def test_the_words_of_the_left_side_are_of_the_left_side():
    told = CliRunner().invoke(main, ["anatomy", "measure", "couch-stretch.end", "--side", "left"])
    said = " ".join(told.stdout.split())
    assert "the left knee stays on the cushion" in said
    assert "the right foot flat in front" in said
    assert "left fascicles" in said


def test_in_standing_nothing_is_longer(lengths):
    standing = KNOWLEDGE.poses["standing"].poses[0]
    assert [each for each in lengths.of(standing) if abs(each.percent) > 1e-6] == []
    assert {each.muscle for each in lengths.of(standing)} == KNOWLEDGE.muscles.keys()
