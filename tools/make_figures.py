"""Draws the pictures of the poses and the muscle atlas: `python tools/make_figures.py [NAME ...]`.

Without names it draws everything, in two processes, into figures/, and writes figures/figures.json.
With `--sheets FOLDER` it also lays contact sheets there, to look at.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import sys
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw

from strideback.anatomy.body import Body
from strideback.anatomy.figures import LIST, Figure, figures, listed, names
from strideback.core.knowledge import Knowledge
from strideback.formats.knowledge_toml import load

ROOT = Path(__file__).resolve().parent.parent
CELL = (360, 380)
ACROSS = 6


@lru_cache(maxsize=1)
def _loaded() -> tuple[Body, Knowledge]:
    knowledge = load()
    return Body(knowledge.anatomy), knowledge


def _drawn(name: str) -> tuple[str, list[Figure], str]:
    try:
        return name, list(figures(*_loaded(), name)), ""
    except (ValueError, KeyError) as error:
        return name, [], str(error)


def _sheets(every: list[Figure], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for kind in ("poses", "atlas"):
        for theme in ("light", "dark"):
            shown = [each for each in every if each.file.startswith(kind) and each.theme == theme]
            for number, page in enumerate(_pages(shown, ACROSS * 4)):
                _sheet(page).save(folder / f"{kind}.{theme}.{number}.png")


def _pages(rows: list[Figure], many: int) -> Iterator[list[Figure]]:
    for start in range(0, len(rows), many):
        yield rows[start : start + many]


def _sheet(page: list[Figure]) -> Image.Image:
    rows = -(-len(page) // ACROSS)
    sheet = Image.new("RGB", (CELL[0] * ACROSS, CELL[1] * rows), "white")
    draw = ImageDraw.Draw(sheet)
    for number, figure in enumerate(page):
        x, y = number % ACROSS * CELL[0], number // ACROSS * CELL[1]
        image = Image.open(io.BytesIO(figure.content))
        image.thumbnail((CELL[0], CELL[1] - 16))
        sheet.paste(image, (x, y + 16))
        draw.text((x + 4, y + 2), figure.file.rpartition("/")[2], fill="black")
    return sheet


def main() -> None:
    """Draw, and tell what was drawn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("-o", "--out", type=Path, default=ROOT / "figures")
    parser.add_argument("--sheets", type=Path)
    given = parser.parse_args()
    body, knowledge = _loaded()
    wanted = given.names or names(knowledge)
    start, every, failed = time.perf_counter(), [], []
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        for number, (name, drawn, error) in enumerate(pool.imap(_drawn, wanted), 1):
            print(f"{number}/{len(wanted)} {name} {error}", flush=True)
            every += drawn
            failed += [name] if error else []
    for figure in every:
        file = given.out / figure.file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(figure.content)
    if not given.names:
        (given.out / LIST).write_text(listed(body, every), encoding="utf-8")
    if given.sheets:
        _sheets(every, given.sheets)
    size = sum(len(each.content) for each in every) / 1e6
    print(f"{len(every)} pictures, {size:.1f} MB, {time.perf_counter() - start:.0f} s")
    sys.exit(f"not drawn: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
