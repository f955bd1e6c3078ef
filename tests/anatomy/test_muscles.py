"""Muscles as solids: closed, as large as the model tells, and where the path is."""

import numpy as np
import pytest

from strideback.anatomy.muscles import centreline, fascicles, muscle, tube
from strideback.core.terms import Side

BY_SIZE = (
    "gluteus-maximus",
    "paraspinals",
    "gluteus-medius",
    "gluteus-minimus",
    "tensor-fasciae-latae",
    "quadratus-lumborum",
)


@pytest.fixture(scope="module")
def standing(body, knowledge):
    return body.posed(knowledge.poses["standing"].poses[0])


@pytest.fixture(scope="module")
def meshes(body, knowledge, standing):
    return {
        name: muscle(body, standing, fascicles(each, Side.RIGHT))
        for name, each in knowledge.muscles.items()
    }


def test_every_muscle_is_one_closed_surface_seen_from_outside(meshes):
    for name, mesh in meshes.items():
        assert mesh.polydata().is_manifold, name
        assert mesh.volume > 0, name


def test_the_muscles_are_as_large_as_one_another_in_a_living_body(meshes):
    sizes = [meshes[name].volume for name in BY_SIZE]
    assert sizes == sorted(sizes, reverse=True)
    assert 0.6e-3 < sizes[0] < 1.2e-3  # cubic metres
    assert 0.2e-3 < meshes["gluteus-medius"].volume < 0.45e-3


def test_the_left_muscle_is_the_mirror_image(body, knowledge, standing, meshes):
    medius = knowledge.muscles["gluteus-medius"]
    left = muscle(body, standing, fascicles(medius, Side.LEFT))
    assert left.volume == pytest.approx(meshes["gluteus-medius"].volume, rel=0.03)
    middle = standing.position[body.bodies["pelvis"]][0]
    right = meshes["gluteus-medius"].vertices[:, 0] - middle
    assert (left.vertices[:, 0] - middle).mean() == pytest.approx(-right.mean(), abs=0.002)


def test_a_centreline_is_as_long_as_the_path(body, standing):
    lengths = body.lengths(standing)
    for path in ("glmed1_r", "psoas_r", "tfl_l", "glmax3_r"):
        line = centreline(body, standing, path, 60)
        steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
        assert steps.sum() == pytest.approx(lengths[body.paths[path]], rel=0.02)
        assert steps.max() < 1.05 * steps.mean()


def test_an_unknown_path_is_refused(body, standing):
    with pytest.raises(KeyError):
        centreline(body, standing, "nonsense_r")


def test_a_tube_is_closed_and_as_thick_as_told():
    line = np.linspace([0, 0, 0], [0, 0, 1], 9)
    mesh = tube(line, np.full(9, 0.1), 64)
    assert mesh.polydata().is_manifold
    assert mesh.volume == pytest.approx(np.pi * 0.01, rel=0.01)
