"""`python -m benchmarks.anatomy_view`: the 3D view in headless Chromium, drawn by the processor alone.

Frames a second while an exercise plays and the camera turns; beside it the size of the file.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path

from tests.chromium import CHROMIUM, WEBGL, chromium

from benchmarks.__main__ import say
from strideback.anatomy.glb.container import described

ROOT = Path(__file__).parents[1]
BODY = ROOT / "figures" / "body.glb"
VIEWER = ROOT / "src" / "strideback" / "_viewer" / "model-viewer.min.js"
PAGE = ROOT / "tests" / "anatomy" / "viewer.html"
SECONDS = 5
LARGEST = 3_000_000
SIZES = ((360, 360), (800, 600))
SERIES = ("pigeon-stretch", "running-stride")

COUNTED = """async ([series, seconds]) => {
  await show(series);
  view.autoRotate = true;
  view.autoRotateDelay = 0;
  view.play();
  const start = performance.now();
  let frames = 0;
  await new Promise((done) => requestAnimationFrame(function next(now) {
    frames += 1;
    now - start < 1000 * seconds ? requestAnimationFrame(next) : done();
  }));
  return 1000 * frames / (performance.now() - start);
}"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def main() -> None:
    if not CHROMIUM.exists() or not VIEWER.is_file():
        sys.exit("anatomy_view: needs chromium, and the viewer that tools/setup brings")
    data = BODY.read_bytes()
    told = described(data)
    corners = [told["accessors"][m["primitives"][0]["indices"]]["count"] for m in told["meshes"]]
    triangles, met = sum(corners) // 3, len(data) <= LARGEST
    say("the body in 3D, bytes", f"{len(data):,}", f"at most {LARGEST:,}", met=met)
    print(
        f"  {triangles:,} triangles in {len(corners)} meshes, {len(told['animations'])} movements; "
        f"drawn by {os.cpu_count()} processors, without a graphics card"
    )
    with tempfile.TemporaryDirectory() as name:
        for source in (BODY, VIEWER, PAGE):
            shutil.copy(source, name)
        handler = functools.partial(Quiet, directory=name)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        measured(f"http://127.0.0.1:{server.server_address[1]}/viewer.html")
        server.shutdown()


def measured(address: str) -> None:
    with chromium(*WEBGL) as browser:
        for width, height in SIZES:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.set_default_timeout(120_000)
            page.goto(address)
            page.wait_for_function("window.ready === true")
            for series in SERIES:
                rate = page.evaluate(COUNTED, [series, SECONDS])
                print(f"  {series}, {width} x {height}: {rate:.1f} frames a second")
            page.close()


if __name__ == "__main__":
    main()
