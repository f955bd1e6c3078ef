"""The skin: a closed body around the bones and landmarks, in bent poses too."""

import numpy as np
import pytest
import pyvista as pv

from strideback.anatomy.bones import bones
from strideback.anatomy.landmarks import LANDMARKS
from strideback.anatomy.skin import skin

POSES = (("standing", 0), ("pigeon-stretch", -1), ("squat", -1))
INSIDE = ("pelvis", "sacrum", "lumbar", "femur", "tibia", "patella", "calcn", "talus", "torso")


@pytest.fixture(scope="module", params=POSES, ids=lambda each: each[0])
def worn(request, body, knowledge):
    name, number = request.param
    posed = body.posed(knowledge.poses[name].poses[number])
    return posed, skin(body, posed), bones(body, posed)


def away(mesh, points):
    """How far the points are outside of the surface; inside it is negative."""
    probe = pv.PolyData(np.asarray(points, np.float32))
    found = probe.compute_implicit_distance(mesh.polydata())
    return np.asarray(found["implicit_distance"])


def test_it_is_closed_and_weighs_what_a_person_does(worn):
    _, mesh, _ = worn
    assert mesh.polydata().is_manifold
    assert 0.05 < mesh.volume < 0.085  # cubic metres


def test_the_bones_of_legs_and_trunk_are_inside(worn, body):
    _, mesh, skeleton = worn
    for geom, bone in skeleton.items():
        name = body.model.body(body.model.geom_bodyid[geom]).name
        if name.startswith(INSIDE):
            share = (away(mesh, bone.vertices[::5]) < 0.001).mean()
            assert share > 0.95, f"{name}: {share:.2f}"


def test_every_landmark_is_on_it_or_nearly_so(worn, body):
    posed, mesh, _ = worn
    elsewhere = ("sit-bone", "pillow")  # deep in soft flesh, and off the body
    names = [name for name in LANDMARKS if not name.startswith(elsewhere)]
    off = away(mesh, [body.landmark(name, posed) for name in names])
    far = {name: round(float(each), 3) for name, each in zip(names, off, strict=True)}
    assert {name: each for name, each in far.items() if abs(each) > 0.04} == {}
