"""The model of the body: lengths of all muscles in all poses, and the bytes of what is shipped.

    python -m benchmarks.anatomy

The peer is MuJoCo's own way to the same lengths: let the joints that follow others settle by
simulating until they rest, as a user of the model without our `Angles` would.
"""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import mujoco
import numpy as np

from strideback.anatomy.body import Body
from strideback.anatomy.lengths import Lengths
from strideback.formats.knowledge_toml import load

FIGURES = Path(__file__).parents[1] / "figures"
SIMULATED_S = 0.2


def _timed(what):
    start = time.perf_counter()
    found = what()
    return time.perf_counter() - start, found


def _simulated(body, pose, gravity):
    """The peer: the told angles, then steps without gravity until the equations are met."""
    body.model.opt.gravity[:] = 0
    body.data.qpos[:] = body.angles.qpos(pose.angles)
    body.data.qvel[:] = 0
    for _ in range(int(SIMULATED_S / body.model.opt.timestep)):
        mujoco.mj_step(body.model, body.data)
    body.model.opt.gravity[:] = gravity
    return body.data.ten_length.copy()


def main():
    knowledge = load()
    poses = [pose for series in knowledge.poses.values() for pose in series.poses]
    loading, body = _timed(lambda: Body(knowledge.anatomy))
    ready, lengths = _timed(lambda: Lengths(body, knowledge))
    measuring, found = _timed(lambda: [lengths.all_paths(pose) for pose in poses])
    assert np.isfinite(found).all()
    gravity = body.model.opt.gravity.copy()
    few = poses[:: max(1, len(poses) // 5)][:5]
    peer, _ = _timed(lambda: [_simulated(body, pose, gravity) for pose in few])
    ours = measuring / len(poses)
    print(f"load the model                          {loading + ready:8.2f} s")
    print(
        f"{len(poses)} poses x {len(body.paths)} paths, lengths         {measuring:8.2f} s  (target: all under 10 s)"
    )
    print(f"one pose                                {1000 * ours:8.1f} ms")
    print(
        f"the same by simulating {SIMULATED_S} s            {1000 * peer / len(few):8.1f} ms  {peer / len(few) / ours:.0f}x ours"
    )
    sizes = Counter()
    for path in FIGURES.rglob("*"):
        if path.is_file():
            sizes[path.relative_to(FIGURES).parts[0]] += path.stat().st_size
    for name, size in sizes.most_common():
        print(f"figures/{name:<32}{size / 1e6:8.2f} MB")
    print(f"figures, all of it                      {sum(sizes.values()) / 1e6:8.2f} MB")


if __name__ == "__main__":
    main()
