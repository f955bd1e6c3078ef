"""Writes the 3D body: `python tools/make_body.py [-o figures/body.glb]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import perf_counter

from strideback.anatomy.body import Body
from strideback.anatomy.glb import glb
from strideback.formats.knowledge_toml import load


def main() -> None:
    """Make the file and tell its size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, default=Path("figures/body.glb"))
    out: Path = parser.parse_args().out
    begun = perf_counter()
    knowledge = load()
    data = glb(Body(knowledge.anatomy), knowledge, lambda what: _say(f"{what} …"))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(data)
    _say(f"{out}: {len(data) / 1e6:.2f} MB in {perf_counter() - begun:.0f} s")


def _say(text: str) -> None:
    sys.stdout.write(f"\r\x1b[K{text}" if sys.stdout.isatty() else f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
