"""A report as a PDF: tagged, with its fonts in it, made by typst from the template beside this file.

Nothing of a diary is ever typst code: the template reads it as JSON, and shows it as text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

from strideback.formats.figures import figures_folder
from strideback.formats.report.contents import Report
from strideback.formats.report.letters import plainest, shown

_LOOKS = """
text { fill: #333; font-size: 23px; font-family: "Libertinus Serif"; }
.lane { fill: #000; font-size: 24px; font-weight: bold; }
.end { text-anchor: end; } .middle { text-anchor: middle; }
.grid { stroke: #d5d5d5; stroke-width: 1; }
.axis { stroke: #777; stroke-width: 1; }
.pain { stroke: #123e6b; stroke-width: 2.5; stroke-linecap: round; }
.dot { fill: #123e6b; }
.worst { stroke: #123e6b; stroke-width: 1.5; opacity: .65; }
.band { fill: #f3e0bd; }
.flare .sign { fill: #8a5300; }
.relapse .sign { fill: #a51d1d; }
.back { stroke: #a51d1d; stroke-width: 1.5; stroke-dasharray: 3 3; }
.bar rect { fill: #6d7f92; }
.bar.green rect { fill: #3b7d4f; } .bar.amber rect { fill: #c27a12; } .bar.red rect { fill: #a51d1d; }
.bar.unknown rect { fill: #e4e4e4; stroke: #777; stroke-width: 1; }
.bar.amber .sign { fill: #8a5300; }
.cross { fill: none; stroke: #a51d1d; stroke-width: 2; }
.done circle { fill: #123e6b; }
"""
"""How the time line looks on paper, where no style sheet of a page reaches."""
_BOX = re.compile(r'viewBox="0 0 ([0-9.]+) [0-9.]+"')
_ROOM = 40
"""Room at the end of its axis, for the larger letters of paper."""


def pdf(report: Report) -> bytes:
    """The report on paper, A4, as PDF/UA-1.  The same report gives the same bytes.

    Letters that the font does not have stand as a small box.  Raises RuntimeError where typst is not
    installed, and typst's own error where the template is wrong.
    """
    try:
        import typst
    except ImportError as why:
        says = "The PDF needs typst: install it with `pip install strideback[report]`."
        raise RuntimeError(says) from why
    folder = figures_folder()

    def made(shows: Callable[[str], str]) -> bytes:
        compiled = typst.compile(  # type: ignore[call-overload]  # because: the template is bytes, its root a path
            _template(),
            root=folder if folder.is_dir() else Path(__file__).parent,
            font_paths=[],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"report": _told(report, shows)},
            timestamp=datetime.combine(report.made_on, time(12), UTC),
        )
        return bytes(compiled)

    try:
        return made(shown)
    except typst.TypstError:  # letters that the fonts have, in a row that they have not
        return made(plainest)


@cache
def _template() -> bytes:
    return (Path(__file__).parent / "report.typ").read_bytes()


def _told(report: Report, shows: Callable[[str], str]) -> str:
    """The report as JSON, without letters that the font does not have."""
    told = asdict(report)
    for name in ("made_on", "since", "until"):
        told[name] = told[name].isoformat()
    return json.dumps(_plain(told, shows), ensure_ascii=False)


def _plain(value: object, shows: Callable[[str], str]) -> object:
    match value:
        case str():
            return shows(value)
        case dict():
            return {
                name: coloured(str(each)) if name == "svg" else _plain(each, shows)
                for name, each in value.items()
                if name != "on_screen"
            }
        case list() | tuple():
            return [_plain(each, shows) for each in value]
    return value


def coloured(svg: str) -> str:
    """A chart, which takes its colours from a page, with colours of its own."""
    if 'class="chart"' not in svg:
        return svg
    svg = _BOX.sub(lambda box: f'viewBox="0 -6 {float(box[1]) + _ROOM:g} 386"', svg, count=1)
    return svg.replace("><title", f"><style>{_LOOKS}</style><title", 1)
