"""Makes the app's PNG icons from static/web/icon.svg: `python tools/make_icons.py`.

Debian's chromium draws them; the maskable one has no round corners and more room at its edge, because
phones cut it to a shape of their own.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parents[1] / "src/strideback/web/static/web"
COLOURS = 64
ICONS = {"icon-192.png": 192, "icon-512.png": 512, "icon-maskable-512.png": 512}


def main() -> None:
    """Write the icons, and say how large each is."""
    svg = (FOLDER / "icon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page()
        for name, size in ICONS.items():
            png = drawn(page, maskable(svg) if "maskable" in name else svg, size)
            (FOLDER / name).write_bytes(small(png))
            print(name, (FOLDER / name).stat().st_size, "bytes")
        browser.close()


def maskable(svg: str) -> str:
    """The icon to its very edge, with the mark within the circle that every shape leaves."""
    square = re.sub(r' rx="[\d.]+"', "", svg)
    return re.sub(r"translate\([^)]*\) scale\([^)]*\)", "translate(6.4 6.4) scale(.6)", square)


def drawn(page: Page, svg: str, size: int) -> bytes:
    """The icon as PNG, clear where it is round."""
    page.set_viewport_size({"width": size, "height": size})
    sized = svg.replace("<svg ", f'<svg width="{size}" height="{size}" style="display:block" ', 1)
    page.set_content(f"<body style='margin:0;background:none'>{sized}</body>")
    return page.screenshot(omit_background=True)


def small(png: bytes) -> bytes:
    """The same picture in few colours."""
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    told = io.BytesIO()
    image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(told, "PNG", optimize=True)
    return told.getvalue()


if __name__ == "__main__":
    main()
