"""The pictures of a report: where it hurts, and the time line."""

from __future__ import annotations

from strideback.core.diary import Drew
from strideback.core.findings import Place, marked
from strideback.formats import words
from strideback.formats.chart_own import LOW_BACK, TO_KNEES, WHOLE, cropped, painted
from strideback.formats.chart_views import view_svg
from strideback.formats.charts import Course, course
from strideback.formats.language import SIDES, Spoken, counted, say, spoken
from strideback.formats.language import marked as later
from strideback.formats.report.contents import Block, Picture, Pictures, Section, Words
from strideback.formats.report.material import Material
from strideback.formats.timeline import timeline

_SEEN = Spoken(
    {
        "back": later("From behind"),
        "front": later("From the front"),
        "left": later("Left side"),
        "right": later("Right side"),
    }
)
_LIGHTS = Spoken(
    {
        "green": later("Green: pain with the run stayed low."),
        "amber": later("Amber, a diamond: some pain with the run or after it."),
        "red": later("Red, a cross: a lot of pain, or a warning sign."),
    }
)
_ORDER = ("back", "front", "left", "right")
_WIDE, _HIGH = 1600, 374
_SCREEN_WIDE = 640


def drawn(of: Material) -> Section:
    """The drawing from each side on which something is marked, and the same in words."""
    pictures = []
    said: list[str] = []
    for view in _ORDER:
        drawing = of.drawings.get(view)
        if drawing is not None and (drawing.marks or drawing.strokes):
            places = places_of(of, drawing)
            said += places
            pictures.append(_picture(of, drawing, places))
    title = say("Where it hurts")
    if not pictures:
        nothing = (Words(say("Nothing was drawn."), "soft"),)
        return Section(id="drawing", title=title, place="left", blocks=nothing)
    blocks: tuple[Block, ...] = (Pictures(tuple(pictures)),)
    if said:
        blocks = (*blocks, Words(_listed(list(dict.fromkeys(said)), of.most(12, 6))))
    return Section(id="drawing", title=title, place="left", blocks=blocks)


def _listed(places: list[str], most: int) -> str:
    kept, more = places[:most], len(places) - most
    if more > 0:
        kept.append(counted(more, "and {count} more place", "and {count} more places"))
    return "; ".join(kept) + "."


def _picture(of: Material, drawing: Drew, places: list[str]) -> Picture:
    seen = _SEEN[drawing.view]
    says = f"{seen}. {'; '.join(places)}."
    svg = painted(view_svg(drawing.view, spoken()), drawing, seen, says, prefix=f"r-{drawing.view}-")  # fmt: skip
    lowest = _lowest(of, drawing)
    crop = next((each for each in (LOW_BACK, TO_KNEES) if lowest < each[1] + each[3]), WHOLE)
    caption = f"{seen}, {words.day_of(drawing.on)}"
    return Picture(cropped(svg, crop), says, caption, crop[2] / crop[3])


def _lowest(of: Material, drawing: Drew) -> float:
    """How far down the view the drawing reaches, in chart units."""
    chart = of.knowledge.chart
    ends = [y for stroke in drawing.strokes for _, y in stroke.points]
    if chart is not None:
        shown = chart.views.get(drawing.view, {})
        for region, side in marked(of.knowledge, drawing):
            bitmap = shown.get(f"{region}.{side.value}" if side else region, 0)
            ends.append((bitmap.bit_length() // chart.columns + 1) * chart.cell)
    return max(ends, default=0)


def places_of(of: Material, drawing: Drew) -> list[str]:
    """The places that are drawn on, each with how much it hurts there, the worst first."""
    found = marked(of.knowledge, drawing)
    return [
        say("{place}: {pain} of 10", place=_name(of, place), pain=words.figure(pain))
        for place, pain in sorted(found.items(), key=lambda item: (-item[1], str(item[0])))
    ]


def _name(of: Material, place: Place) -> str:
    region, side = place
    known = of.knowledge.regions.get(region)
    name = known.name if known else region
    return f"{name}, {SIDES[side.value]}" if side else name


def pain_over_time(of: Material) -> Pictures | None:
    """The time line of the days of the report."""
    line = timeline(of.knowledge.gates, of.diary, of.review, since=of.since, until=of.until)
    if line is None:
        return None
    svg = course(line.chart, name="r-course", width=_WIDE)
    says = f"{line.chart.title}. {line.chart.desc}"
    caption = _legend(line.chart)
    on_screen = course(line.chart, name="r-screen", width=_SCREEN_WIDE)
    picture = Picture(svg, says, caption, _WIDE / _HIGH, on_screen)
    return Pictures((picture,))


def _legend(chart: Course) -> str:
    parts = [say("Line: pain; strokes upwards: its worst. Bars: runs. Dots: sessions.")]
    parts += [_LIGHTS[look] for look in _LIGHTS if any(look == bar.look for bar in chart.runs)]
    parts += [say("Band with a triangle: a flare.")] if chart.flares else []
    parts += [say("Dashed line: pain came back after quiet weeks.")] if chart.relapses else []
    if chart.days > 1:
        parts.append(
            say("Each point stands for a week.")
            if chart.days == 7
            else say("Each point stands for four weeks.")
        )
    return " ".join(parts)
