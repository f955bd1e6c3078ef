"""The 3D view: what the file holds, how it is bound to the model, and that it is the one of today."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from strideback.anatomy.glb import glb, made_of
from strideback.anatomy.glb.container import described
from strideback.anatomy.glb.movement import HOLD, Filming
from strideback.anatomy.glb.turning import quaternions

SHIPPED = Path(__file__).parents[2] / "figures" / "body.glb"
FEW = ("standing", "pigeon-stretch", "squat", "running-stride", "sit-to-stand")
SIDES = ("left", "right")


@pytest.fixture(scope="module")
def some(knowledge):
    return replace(knowledge, poses={name: knowledge.poses[name] for name in FEW})


@pytest.fixture(scope="module")
def made(body, some):
    return glb(body, some)


@pytest.fixture(scope="module")
def told(made):
    return described(made)


def numbers(data, told, accessor):
    """The rows of an accessor, as plain numbers."""
    about = told["accessors"][accessor]
    view = told["bufferViews"][about["bufferView"]]
    kind = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5126: "<f4"}[about["componentType"]]
    width = {"SCALAR": 1, "VEC3": 3, "VEC4": 4, "MAT4": 16}[about["type"]]
    start = 20 + int.from_bytes(data[12:16], "little") + 8
    start += view["byteOffset"] + about.get("byteOffset", 0)
    stride = view.get("byteStride", np.dtype(kind).itemsize * width)
    rows = np.ndarray((about["count"], width), kind, data, start, (stride, np.dtype(kind).itemsize))
    whole = rows.astype(float)
    return whole / np.iinfo(kind).max if about.get("normalized") else whole


def worlds(data, told, animation, moment):
    """Where each node is at one moment of an animation, 4 x 4, by its name."""
    now = {n: dict(node) for n, node in enumerate(told["nodes"])}
    for channel in told["animations"][animation]["channels"]:
        sampler = told["animations"][animation]["samplers"][channel["sampler"]]
        rows = numbers(data, told, sampler["output"])
        now[channel["target"]["node"]][channel["target"]["path"]] = rows[min(moment, len(rows) - 1)]
    found = {}

    def walk(number, above):
        node = now[number]
        x, y, z, w = node.get("rotation", (0, 0, 0, 1))
        turn = np.array([
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ])  # fmt: skip
        here = np.eye(4)
        here[:3, :3] = turn * np.array(node.get("scale", (1, 1, 1)))
        here[:3, 3] = node.get("translation", (0, 0, 0))
        found[node["name"]] = above @ here
        for child in node.get("children", ()):
            walk(child, found[node["name"]])

    for root in told["scenes"][0]["nodes"]:
        walk(root, np.eye(4))
    return found


def test_each_series_is_an_animation_with_what_a_viewer_needs(told, some):
    assert [each["name"] for each in told["animations"]] == list(some.poses)
    pigeon = next(each for each in told["animations"] if each["name"] == "pigeon-stretch")["extras"]
    assert pigeon["name"] == "Pigeon stretch"
    assert pigeon["targets"] == ["Gluteus medius", "Gluteus minimus"]
    assert pigeon["seen_from"] == some.poses["pigeon-stretch"].seen_from


def test_each_muscle_is_there_on_both_sides_with_a_material_of_its_own(told, knowledge):
    materials = [each["name"] for each in told["materials"]]
    assert len(materials) == len(set(materials))
    meshes = {each["name"]: each["primitives"][0] for each in told["meshes"]}
    for muscle in knowledge.muscles.values():
        for side in SIDES:
            name = f"{muscle.name}, {side}"
            assert materials[meshes[name]["material"]] == name


def test_the_floor_and_every_node_have_a_name_of_their_own(told):
    names = [each["name"] for each in told["nodes"]]
    assert len(names) == len(set(names))
    assert "Floor" in names


def test_who_made_it_stands_in_the_file(told, body):
    assert told["asset"]["extras"]["model"] == body.name
    assert told["asset"]["extras"]["licence"] == "Apache-2.0"
    assert "MyoSuite" in told["asset"]["copyright"]


def test_nothing_has_to_be_fetched_to_read_it(told):
    assert told["extensionsUsed"] == ["KHR_mesh_quantization"]
    assert "uri" not in told["buffers"][0]
    assert "images" not in told


def test_weights_of_a_vertex_add_up(made, told):
    for mesh in told["meshes"]:
        attributes = mesh["primitives"][0]["attributes"]
        if "WEIGHTS_0" in attributes:
            weights = numbers(made, told, attributes["WEIGHTS_0"])
            assert weights.sum(axis=1) == pytest.approx(1)
            bones = numbers(made, told, attributes["JOINTS_0"])
            assert bones.max() < len(told["skins"][0]["joints"])


def test_a_chair_is_there_only_where_it_is_sat_on(told):
    number, chair = next(
        (n, each) for n, each in enumerate(told["nodes"]) if each["name"] == "sit-to-stand: things"
    )
    assert chair["scale"] == [0, 0, 0]
    shown = [
        each["name"]
        for each in told["animations"]
        if any(channel["target"]["node"] == number for channel in each["channels"])
    ]
    assert shown == ["sit-to-stand"]


@pytest.mark.parametrize("name", FEW[:4])
def test_bones_end_where_the_pose_has_them(made, told, some, body, name):
    series = some.poses[name]
    number = list(some.poses).index(name)
    film = Filming(body, some.anatomy).film(series)
    last = (len(film.times) - 2) // 2 if len(series.poses) == 2 else 0
    posed = body.posed(series.poses[-1 if last else 0])
    found = worlds(made, told, number, last)
    bones = {"femur_r": "Thigh bone, right", "tibia_l": "Shin bone and calf bone, left"}
    for bone, node in {**bones, "humerus_l": "Upper arm bone, left"}.items():
        height = posed.position[body.bodies[bone]][2]
        assert found[node][1, 3] == pytest.approx(height, abs=2e-3)
    between = posed.position[body.bodies["femur_r"]] - posed.position[body.bodies["humerus_l"]]
    away = found["Thigh bone, right"][:3, 3] - found["Upper arm bone, left"][:3, 3]
    assert np.linalg.norm(away) == pytest.approx(np.linalg.norm(between), abs=2e-3)


def test_skin_leaves_muscles_where_they_are_in_standing(made, told):
    """The joints of the skin undo the bones' places: standing, nothing moves."""
    skin = told["skins"][0]
    undo = numbers(made, told, skin["inverseBindMatrices"]).reshape(-1, 4, 4).transpose(0, 2, 1)
    found = worlds(made, told, 0, 0)
    names = [told["nodes"][joint]["name"] for joint in skin["joints"]]
    whole = np.array([found[name] @ back for name, back in zip(names, undo, strict=True)])
    assert whole == pytest.approx(np.broadcast_to(whole[0], whole.shape), abs=1e-4)


def test_there_hold_and_back(body, some):
    film = Filming(body, some.anatomy).film(some.poses["squat"])
    assert film.position[0] == pytest.approx(film.position[-1])
    middle = (len(film.times) - 2) // 2
    assert film.times[middle + 1] - film.times[middle] == pytest.approx(HOLD[0])
    assert film.position[middle] == pytest.approx(film.position[middle + 1])


def test_feet_stay_where_they_stand(body, some):
    film = Filming(body, some.anatomy).film(some.poses["squat"])
    feet = film.position[:, [body.bodies["calcn_r"], body.bodies["calcn_l"]]]
    assert np.abs(feet - feet[0]).max() < 0.03


def test_stride_is_a_closed_ring(body, some):
    film = Filming(body, some.anatomy).film(some.poses["running-stride"])
    assert film.position[0] == pytest.approx(film.position[-1])
    assert film.turn[0] == pytest.approx(film.turn[-1])


def test_quaternions_stay_on_one_side():
    angles = np.radians(np.arange(0, 720, 20))
    turns = np.array(
        [[[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]] for a in angles]
    )
    found = quaternions(turns)
    assert ((found[1:] * found[:-1]).sum(axis=1) > 0.9).all()


@pytest.mark.slow
def test_same_model_and_knowledge_give_the_same_bytes(made, body, some):
    assert glb(body, some) == made


def test_shipped_file_is_of_the_poses_of_today(knowledge):
    told = described(SHIPPED.read_bytes())
    assert told["asset"]["extras"]["made_of"] == made_of(knowledge), "run `make figures`"
    assert [each["name"] for each in told["animations"]] == list(knowledge.poses)


def test_shipped_bones_and_muscles_are_those_of_today(made, told):
    """Where the way of drawing changed, or the file was harmed: `make figures`."""
    data = SHIPPED.read_bytes()
    shipped = described(data)

    def box(data, told, mesh):
        places = numbers(data, told, mesh["primitives"][0]["attributes"]["POSITION"])
        return [*places.min(axis=0), *places.max(axis=0), *places.mean(axis=0)]

    theirs = {each["name"]: each for each in shipped["meshes"]}
    for mesh in told["meshes"]:
        if ": things" not in mesh["name"]:
            now, then = box(made, told, mesh), box(data, shipped, theirs[mesh["name"]])
            whole = max(map(abs, now))
            assert then == pytest.approx(now, abs=0.02 * whole), mesh["name"]


def moving(data, told, name):
    """What moves in an animation: its numbers, by the name of the node and what of it changes."""
    animation = next(each for each in told["animations"] if each["name"] == name)
    return {
        (told["nodes"][each["target"]["node"]]["name"], each["target"]["path"]): numbers(
            data, told, animation["samplers"][each["sampler"]]["output"]
        )
        for each in animation["channels"]
    }


@pytest.mark.parametrize("name", FEW)
def test_shipped_movements_are_those_of_today(made, told, name):
    data = SHIPPED.read_bytes()
    now, then = moving(made, told, name), moving(data, described(data), name)
    assert then.keys() == now.keys()
    for key, rows in now.items():
        assert then[key] == pytest.approx(rows, abs=0.01), key


def test_shipped_file_is_small():
    assert SHIPPED.stat().st_size < 3_000_000


def test_what_is_no_glb_is_told():
    with pytest.raises(ValueError, match="no GLB"):
        described(b"nothing of the kind")
