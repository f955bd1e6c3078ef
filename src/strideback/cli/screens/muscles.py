"""The muscles most worth checking, beside the drawing; those outside; those set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from strideback.cli.paper import Line, Paper, Piece, Written
from strideback.cli.screens import Shown
from strideback.core.knowledge import Sentence
from strideback.core.ranking import RankedMuscle, Reason
from strideback.core.terms import RANKING, Side
from strideback.formats import words
from strideback.formats.chart_grid import Grid, read_grid
from strideback.formats.chart_text import terminal_chart
from strideback.formats.knowledge_toml import default_folder

_CHART_WIDTH = 24
_REASONED = 2
_HUES = {**dict.fromkeys("123o", "yellow"), **dict.fromkeys("456", "dark_orange")}
_VIEWS = {
    "back": "from behind",
    "front": "from the front",
    "left": "your left side",
    "right": "your right side",
}


def show_muscles(paper: Paper, it: Shown) -> None:
    """The ranking with its reasons; nothing when there is none and none was blocked."""
    review = it.review
    if review.triage.outcome != "cleared":
        return
    paper.heading("Muscles worth checking", "points with reasons, not a diagnosis")
    if RANKING in review.triage.blocks or not review.ranking.muscles:
        paper.text("No muscle is picked for you here: none fits what you told us.")
    else:
        _ranking(paper, it)
    _outside(paper, it)
    _set_aside(paper, it)


def _ranking(paper: Paper, it: Shown) -> None:
    ranked = it.review.ranking.muscles
    picture = drawing(it) if it.chart else []
    beside = bool(picture) and paper.width >= 72
    right = paper.part(paper.width - (_CHART_WIDTH + 3 if beside else 0))
    _table(right, it, ranked)
    right.gap()
    _words(right, it, ranked)
    reasoned = _with_reasons(ranked)
    for each in reasoned[:1]:
        right.gap()
        show_reasons(right, each)
    if beside:
        paper.beside(picture, right)
    else:
        paper.lines.extend(picture)
        paper.lines.extend(right.lines)
    for each in reasoned[1:]:
        _reasons(paper, it, each)


def _with_reasons(ranked: Sequence[RankedMuscle]) -> Sequence[RankedMuscle]:
    """The first few that match at all: the others have theirs in `strideback why`."""
    return [each for each in ranked if each.confidence != "no-clear-match"][:_REASONED]


def _table(paper: Paper, it: Shown, ranked: Sequence[RankedMuscle]) -> None:
    most = max((each.points for each in ranked), default=0.0)
    rows: list[list[Written]] = []
    for place, each in enumerate(ranked, 1):
        faint = "dim" if each.confidence == "no-clear-match" else ""
        name = it.knowledge.muscles[each.muscle].name
        rows.append(
            [
                (f"{place}", "dim"),
                (f"{name}, {each.side.value}", faint or ("bold" if place == 1 else "")),
                (words.figure(each.points), faint),
                (_bar(each.points, most), "cyan"),
            ]
        )
    paper.line(("Points", "dim"))
    paper.table(rows, right=(2,))


def _bar(points: float, most: float, width: int = 10) -> str:
    return "█" * max(round(points / most * width), 0) if most > 0 else ""


def _words(paper: Paper, it: Shown, ranked: Sequence[RankedMuscle]) -> None:
    """What the words for how clear it is mean, for the first muscle."""
    if ranked:
        name = it.knowledge.muscles[ranked[0].muscle].name
        paper.text((f"{name}: {words.CONFIDENCE[ranked[0].confidence]}.", "bold"))
        paper.claim(it.knowledge.ranking.confidence[ranked[0].confidence])


def _reasons(paper: Paper, it: Shown, each: RankedMuscle) -> None:
    paper.gap()
    paper.text(
        (f"{it.knowledge.muscles[each.muscle].name}, {each.side.value}", "bold"),
        (f": {words.CONFIDENCE[each.confidence]}", ""),
    )
    show_reasons(paper, each)


def show_reasons(paper: Paper, each: RankedMuscle) -> None:
    """The reasons of a muscle with their points; those that differ in a few words share a line."""
    for says, points in folded(each.reasons):
        sign = "+" if points > 0 else ""
        first = (f"{sign + words.figure(points):>3}  ", "cyan" if points > 0 else "dim")
        paper.claim(says, first=first)


def folded(reasons: Sequence[Reason]) -> list[tuple[Sentence, float]]:
    """Neighbours with the same evidence, beginning and end as one sentence, points added up."""
    groups: list[list[Reason]] = []
    for each in reasons:
        if groups and _alike(groups[-1][0].text, each.text):
            groups[-1].append(each)
        else:
            groups.append([each])
    return [
        (_together([each.text for each in group]), sum(each.points for each in group))
        for group in groups
    ]


def _alike(one: Sentence, other: Sentence) -> bool:
    first, second = one.says.split(), other.says.split()
    same = _same([first, second]) + _same([first[::-1], second[::-1]])
    return one.evidence == other.evidence and 2 * same >= min(len(first), len(second), 8)


def _same(lists: Sequence[Sequence[str]]) -> int:
    """How many words the lists have in common at their beginning."""
    count = 0
    for words_there in zip(*lists, strict=False):
        if len(set(words_there)) > 1:
            break
        count += 1
    return count


def _together(says: Sequence[Sentence]) -> Sentence:
    if len(says) == 1:
        return says[0]
    split = [each.says.split() for each in says]
    start = _same(split)
    end = _same([each[:start:-1] for each in split])
    middles = [" ".join(each[start : len(each) - end]) for each in split]
    stop = middles[-1][-1:] if middles[-1][-1:] in {",", "."} else ""
    middle = words.joined(each.rstrip(",.") for each in middles) + stop
    tail = split[0][len(split[0]) - end :]
    return Sentence(" ".join([*split[0][:start], middle, *tail]), says[0].evidence)


def _outside(paper: Paper, it: Shown) -> None:
    outside = [e for e in it.review.ranking.outside if e.confidence != "no-clear-match"]
    if not outside:
        return
    paper.gap()
    paper.text(("Also possible, outside the guide's three", "bold"))
    for each in outside:
        muscle = it.knowledge.muscles[each.muscle]
        programme = it.knowledge.programmes.get(muscle.programme or "")
        leads: list[Piece] = [(f" · {words.figure(each.points)} points", "")]
        if programme is not None:
            leads.append((f" · leads to “{programme.name}”", ""))
        paper.text(f"{muscle.name}, {each.side.value}", *leads, first=("· ", "dim"))


def _set_aside(paper: Paper, it: Shown) -> None:
    names = [it.knowledge.muscles[each.muscle].name.lower() for each in it.review.why_not]
    if names:
        paper.gap()
        first = it.review.why_not[0].muscle
        paper.text(("Considered and set aside: ", "bold"), f"{words.joined(names)}. Why not:")
        paper.line((f"  strideback why {it.file} {first}", "bold"))


# --- the body chart ------------------------------------------------------------------------------


def drawing(it: Shown) -> list[Line]:
    """The runner's drawing on the view that shows most of it; empty when nothing is drawn."""
    marks: dict[str, str | int] = {}
    for (region, side), intensity in it.review.clues.places.items():
        marks[f"{region}.{side.value}" if side else region] = max(1, round(intensity))
    return chart(marks)


def chart(marks: Mapping[str, str | int], width: int = _CHART_WIDTH) -> list[Line]:
    """The body chart with these marks, as coloured lines."""
    if not marks:
        return []
    grid = _grid()
    weight = {region: 1 if sign == "o" else 9 for region, sign in marks.items()}
    view = max(
        _VIEWS, key=lambda name: sum(weight[each] for each in marks if _on(grid, name, each))
    )
    text = terminal_chart(marks, grid, view, width)
    ends, *body = text.splitlines()
    return [
        ((_VIEWS[view].center(width).rstrip(), "dim"),),
        ((ends, "dim"),),
        *map(_coloured, body),
    ]


def _grid() -> Grid:
    return read_grid((default_folder() / "chart" / "grid.toml").read_text(encoding="utf-8"))


def _on(grid: Grid, view: str, mark: str) -> bool:
    names = grid.views[view]
    return mark in names or any(f"{mark}.{side.value}" in names for side in Side)


def _coloured(text: str) -> Line:
    """A line of the chart: marks stand out, the outline stays faint."""
    pieces: list[Piece] = []
    for each in text:
        style = "dim"
        if each != " " and not "\u2800" <= each <= "\u28ff":
            style = f"bold {_HUES.get(each, 'red')}"
        if pieces and pieces[-1][1] == style:
            pieces[-1] = (pieces[-1][0] + each, style)
        else:
            pieces.append((each, style))
    return tuple(pieces)
