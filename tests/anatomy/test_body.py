"""Poses on the model: limits, joints that follow others, the mirror image, and coming to rest."""

import math
from dataclasses import replace

import mujoco
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strideback.anatomy.angles import SIDES, sided
from strideback.anatomy.landmarks import LANDMARKS, points
from strideback.core.knowledge import Pose, Support
from strideback.core.terms import Side
from strideback.formats.knowledge_toml import load

RULES = load().anatomy
ONE_EACH = ("flex_extension", "lat_bending", "axial_rotation")


def a_pose(lies="upright", at=(), lean=None, **angles):
    supports = (Support(thing="floor", at=tuple(at)),) if at else ()
    return Pose(id="it", says=None, lies=lies, lean=lean or {}, angles=angles, supports=supports)


def joint(body, posed, name):
    return math.degrees(posed.qpos[body.model.jnt_qposadr[body.model.joint(name).id]])


# --- the table of joints and the model agree -------------------------------------------------------


def test_the_table_names_the_model_that_is_installed(body):
    assert body.name == f"{RULES.model}, myo-sim {RULES.version}"


@pytest.mark.parametrize("name", RULES.joints)
def test_the_table_lets_a_joint_go_as_far_as_the_model_and_no_further(body, name):
    for each in (name,) if name in ONE_EACH else (name + side for side in SIDES):
        least, most = np.degrees(body.model.joint(each).range)
        told_least, told_most = RULES.joints[name]
        if name == "flex_extension":  # the vertebrae that follow it stop before
            assert (least <= told_least, told_most <= most) == (True, True)
        else:
            assert (told_least, told_most) == pytest.approx((least, most), abs=0.1)


def test_a_pose_may_not_name_a_joint_that_follows_another(body):
    for equality in range(body.model.neq):
        if body.model.eq_type[equality] == mujoco.mjtEq.mjEQ_JOINT:
            name = body.model.joint(body.model.eq_obj1id[equality]).name
            assert name.removesuffix("_r").removesuffix("_l") not in RULES.joints


def test_the_levels_of_the_lower_back_share_out_all_of_a_movement():
    for leader, shares in RULES.spine.items():
        assert sum(shares.values()) == pytest.approx(1, abs=0.001), leader


def test_bad_angles_are_told_all_at_once(body):
    with pytest.raises(ValueError, match="hip_flexion_r = 150") as told:
        body.posed(a_pose(hip_flexion_r=150, knee_angel=20, knee_angle_rotation2_r=1))
    assert "'knee_angel' is not a joint" in str(told.value)
    assert "'knee_angle_rotation2_r' is not a joint" in str(told.value)


# --- the signs that the pose files rely on ---------------------------------------------------------


def moved(body, bone, **angles):
    here = body.posed(a_pose(**angles)).position[body.bodies[bone]]
    return here - body.posed(a_pose()).position[body.bodies[bone]]


@pytest.mark.parametrize(
    ("bone", "axis", "way", "angles"),
    [
        ("toes_r", 1, -1, {"hip_flexion_r": 30}),  # forward is -y
        ("toes_r", 0, 1, {"hip_adduction_r": 20}),  # the right leg to the middle is +x
        ("toes_r", 0, 1, {"hip_rotation_r": 30}),  # toes inward
        ("toes_l", 0, -1, {"hip_rotation_l": 30}),
        ("toes_r", 1, 1, {"knee_angle_r": 60}),  # the heel goes back
        ("toes_r", 2, 1, {"ankle_angle_r": 20}),  # toes up
        ("head", 1, -1, {"flex_extension": -30}),  # bending forward is minus
        ("head", 0, -1, {"lat_bending": 20}),  # to the right
        (
            "humerus_r",
            1,
            -1,
            {"axial_rotation": 20},
        ),  # turning left brings the right shoulder forward
        ("lunate_r", 1, -1, {"shoulder_elv_r": 90, "elv_angle_r": 90}),
        ("lunate_l", 0, 1, {"shoulder_elv_l": 90}),
    ],
)
def test_signs_of_the_joints(body, bone, axis, way, angles):
    assert way * moved(body, bone, **angles)[axis] > 0.02


@pytest.mark.parametrize(
    ("lean", "axis"), [({"forward": 20}, 1), ({"right": 20}, 0)], ids=("forward", "right")
)
def test_a_lean_takes_the_head_the_way_it_is_called(body, lean, axis):
    head = body.bodies["head"]
    off = body.posed(a_pose(lean=lean)).position[head] - body.posed(a_pose()).position[head]
    assert off[axis] < -0.1  # because: forward is -y and the right is -x


def test_a_turn_to_the_right_makes_the_chest_look_there(body):
    ahead = body.posed(a_pose(lean={"turn": 20})).turn[body.bodies["torso"]][:, 0]
    assert ahead == pytest.approx(
        [-math.sin(math.radians(20)), -math.cos(math.radians(20)), 0], abs=1e-6
    )


# --- joints that follow ----------------------------------------------------------------------------


def test_the_kneecap_and_the_shin_follow_the_knee_as_the_model_says(body):
    posed = body.posed(a_pose(knee_angle=90))
    for equality in range(body.model.neq):
        names = [
            body.model.joint(number).name
            for number in (body.model.eq_obj1id[equality], body.model.eq_obj2id[equality])
            if number >= 0
        ]
        if names[-1] == "knee_angle_r":
            follows = np.polyval(body.model.eq_data[equality][4::-1], math.radians(90))
            assert joint(body, posed, names[0]) == pytest.approx(math.degrees(follows))


def test_the_trunk_bends_as_far_as_told_and_every_vertebra_within_its_range(body):
    for degrees in (RULES.joints["flex_extension"][0], RULES.joints["flex_extension"][1], -30):
        posed = body.posed(a_pose(flex_extension=degrees))
        turn = posed.turn[body.bodies["torso"]] @ posed.turn[body.bodies["sacrum"]].T
        told = math.degrees(math.acos((np.trace(turn) - 1) / 2))
        assert told == pytest.approx(abs(degrees), abs=0.2)
        for name in RULES.spine["flex_extension"]:
            least, most = np.degrees(body.model.joint(name).range)
            assert least - 0.1 <= joint(body, posed, name) <= most + 0.1


# --- the mirror image ------------------------------------------------------------------------------

ANGLES = st.fixed_dictionaries(
    {},
    optional={
        (name if name in ONE_EACH else name + side): st.floats(*limits)
        for name, limits in RULES.joints.items()
        for side in (("",) if name in ONE_EACH else SIDES)
    },
)


@given(angles=ANGLES, lies=st.sampled_from(["upright", "prone", "left-side"]))
def test_the_mirror_image_of_the_mirror_image_is_the_pose(angles, lies):
    pose = a_pose(lies, at=("sole-right", "palm-left"), lean={"right": 5, "forward": 3}, **angles)
    assert sided(sided(pose)) == pose
    assert sided(pose).supports[0].at == ("sole-left", "palm-right")


@settings(deadline=None, max_examples=25)
@given(angles=ANGLES)
def test_a_muscle_is_as_long_on_the_left_of_the_mirror_image(body, angles):
    pose = a_pose(**angles)
    right, left = body.lengths(body.posed(pose)), body.lengths(body.posed(pose, Side.LEFT))
    for name, number in body.paths.items():
        if name.startswith(("glmed", "glmax", "tfl", "psoas", "piri", "QL_")) and name.endswith(
            "_r"
        ):
            other = body.paths[name[:-1] + "l"]
            assert right[number] == pytest.approx(left[other], rel=0.02)


@settings(deadline=None, max_examples=25)
@given(angles=ANGLES)
def test_every_path_has_a_length_in_every_pose_that_may_be_told(body, angles):
    found = body.lengths(body.posed(a_pose(**angles)))
    assert np.isfinite(found).all()
    assert (found > 0.001).all()


# --- coming to rest --------------------------------------------------------------------------------


def test_a_body_comes_to_rest_with_its_landmarks_on_the_floor(body):
    posed = body.posed(a_pose("supine", ["buttock-right", "buttock-left", "upper-back"]))
    for name in ("buttock-right", "buttock-left", "upper-back"):
        assert body.landmark(name, posed)[2] == pytest.approx(0, abs=0.005)
    assert posed.position[body.bodies["torso"]][2] > 0.05


def test_one_foot_on_a_step_is_as_high_as_the_step(body):
    pose = a_pose(hip_flexion_r=40, knee_angle_r=60)
    step = Support(thing="step", at=("sole-right",), height_m=0.2)
    posed = body.posed(replace(pose, supports=(step,)))
    for name in points(("sole-right",)):
        assert body.landmark(name, posed)[2] == pytest.approx(0.2, abs=0.002)


def test_what_cannot_touch_is_told_as_a_gap(body):
    posed = body.posed(a_pose("supine", ["buttock-right", "buttock-left", "upper-back", "chest"]))
    assert max(map(abs, posed.gaps.values())) > 0.02


def test_without_supports_the_body_only_lies_as_told(body):
    posed = body.posed(a_pose("prone"))
    assert posed.position[body.bodies["head"]][1] < posed.position[body.bodies["sacrum"]][1] - 0.4
    assert posed.gaps == {}


def test_an_unknown_landmark_is_told_by_its_name(body):
    with pytest.raises(ValueError, match="'third-knee' is not a landmark"):
        body.posed(a_pose(at=["third-knee"]))


def test_every_landmark_hangs_on_a_bone_of_the_model(body):
    assert {mark.bone for mark in LANDMARKS.values()} <= body.bodies.keys()


def test_the_same_pose_is_the_same_to_the_last_bit(body):
    pose = a_pose("prone", ["palm-right", "palm-left", "knee-right", "knee-left"], hip_flexion=90)
    first, second = body.posed(pose), body.posed(pose)
    assert np.array_equal(first.qpos, second.qpos)
    assert np.array_equal(body.lengths(first), body.lengths(second))
