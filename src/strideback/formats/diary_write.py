"""One event, written as one diary line, so that reading the line gives the same event back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from strideback.core.diary import (
    Answered,
    AnyEvent,
    Corrected,
    Did,
    Drew,
    Function,
    Inspected,
    Noted,
    PainLogged,
    PlanIssued,
    Preferred,
    Ran,
    Seen,
    Skipped,
    Stroke,
    Tested,
    Value,
)
from strideback.core.terms import Side
from strideback.formats.diary_figures import WEEKDAYS, answer
from strideback.formats.diary_runs import RUN_KEYS, RunKey
from strideback.formats.diary_words import Misread

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:+-]*")
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"})

Parts = Iterator[str]


def format_event(event: AnyEvent) -> str:
    """The line that says this event, without a line end."""
    return f"{event.on if event.at is None else _instant(event.at)} {_body(event)}"


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="auto" if at.second or at.microsecond else "minutes")


def _body(event: AnyEvent) -> str:
    kind, parts = _KINDS[type(event)]
    line = " ".join((kind, *parts(event)))
    # The last form of a line is the event's own: a correction of a newer form has to say its own.
    inner = event.replacement.form if isinstance(event, Corrected) and event.replacement else 1
    return line if event.form == inner == 1 else f"{line} form={event.form}"


# --- words and figures ---------------------------------------------------------------------------


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _text(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else _quoted(text)


def _list(texts: Iterable[str]) -> str:
    """Words with commas between them; a word `none` is quoted, for bare it is the empty list."""
    return ",".join(_quoted(each) if each == "none" else _text(each) for each in texts) or "none"


def _number(value: float) -> str:
    """The shortest digits that give exactly this number back."""
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)


def _duration(seconds: float) -> str:
    whole = int(seconds)
    if whole != seconds or whole < 60:
        return f"{_number(seconds)}s"
    parts = (whole // 3600, "h"), (whole // 60 % 60, "min"), (whole % 60, "s")
    return "".join(f"{count}{unit}" for count, unit in parts if count)


def _distance(metres: float) -> str:
    """Kilometres when they give exactly these metres back, else metres."""
    kilometres = _number(metres / 1000)
    if metres >= 1000 and float(f"{kilometres}e3") == metres:
        return f"{kilometres}km"
    return f"{_number(metres)}m"


def _sided(stem: str, side: Side | None) -> str:
    return stem if side is None else f"{stem}.{side.value}"


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _answer(value: Value) -> str:
    if isinstance(value, str):
        return value if value in ("yes", "no", "not-sure") else _quoted(value)
    if isinstance(value, tuple):
        return _options(value)
    return value.isoformat() if isinstance(value, date) else _number(value)


def _options(chosen: tuple[str, ...]) -> str:
    """The options ticked; a last comma says that a list is meant where that could be mistaken."""
    line = ",".join(chosen) or "none"
    try:
        plain = answer(line) == chosen
    except Misread:
        plain = False
    return line if plain else line + ","


def _given(**values: str | None) -> Parts:
    """`key=value` for every value that is there."""
    return (f"{key}={value}" for key, value in values.items() if value is not None)


def _numbers(**values: float | None) -> Parts:
    """`key=number` for every number that is there."""
    return (f"{key}={_number(value)}" for key, value in values.items() if value is not None)


# --- kinds ---------------------------------------------------------------------------------------


def _answered(event: Answered) -> Parts:
    yield event.question
    yield _answer(event.value)


def _drew(event: Drew) -> Parts:
    yield event.view
    for mark in event.marks:
        yield f"{_sided(mark.region, mark.side)}={_number(mark.intensity)}"
    yield from map(_stroke, event.strokes)
    if not (event.marks or event.strokes):
        yield "nothing"


def _stroke(stroke: Stroke) -> str:
    points = ";".join(f"{_number(x)},{_number(y)}" for x, y in stroke.points)
    return f"stroke={points}@{_number(stroke.brush)}:{_number(stroke.intensity)}"


def _inspected(event: Inspected) -> Parts:
    yield _sided(event.muscle, event.side)
    yield from _numbers(tender=event.tender)
    if event.familiar is not None:
        yield f"familiar={_yes_no(event.familiar)}"


def _tested(event: Tested) -> Parts:
    yield _sided(event.test, event.side)
    yield from _numbers(value=event.value, pain=event.pain)


def _pain(event: PainLogged) -> Parts:
    yield from _numbers(
        now=event.now, worst=event.worst, during=event.during, morning=event.morning
    )


def _did(event: Did) -> Parts:
    yield _sided(event.exercise, event.side)
    if event.duration_s is not None:
        yield _duration(event.duration_s)
    if event.distance_m is not None:
        yield _distance(event.distance_m)
    yield from _numbers(sets=event.sets, reps=event.reps)
    yield from _given(hold=None if event.hold_s is None else _duration(event.hold_s))
    yield from _numbers(before=event.before, during=event.during, after=event.after)
    yield from _numbers(effort=event.effort, step=event.step)
    if not event.good_form:
        yield "form=poor"
    yield from _given(signs=_list(event.signs) if event.signs else None)


def _skipped(event: Skipped) -> Parts:
    yield event.exercise
    if event.reason:
        yield _quoted(event.reason)


def _ran(event: Ran) -> Parts:
    if event.distance_m is not None:
        yield _distance(event.distance_m)
    if event.duration_s is not None:
        yield _duration(event.duration_s)
    yield from _numbers(pain=event.pain)
    plain = event.kind == "run" and event != Ran(on=event.on, at=event.at, form=event.form)
    yield from _given(
        kind=None if plain else event.kind,
        signs=_list(event.signs) if event.signs else None,
        file=_text(event.file) if event.file else None,
        shoes=_text(event.shoes) if event.shoes else None,
    )
    for key, spec in RUN_KEYS.items():
        value = getattr(event, spec.field)
        if value not in (None, "", ()):
            yield f"{key}={_figure(spec, value)}"


def _figure(spec: RunKey, value: Any) -> str:  # noqa: ANN401 - the fields are of several types
    """One figure of a device, with its unit."""
    match spec.unit:
        case "time":
            return _duration(value)
        case "text":
            return _text(value)
        case "list":
            return ",".join(map(_number, value))
    return f"{_number(value)}{spec.unit}"


def _function(event: Function) -> Parts:
    yield f"{event.measure}={_number(event.value)}"
    if event.activity:
        yield _quoted(event.activity)


def _seen(event: Seen) -> Parts:
    yield event.flag
    yield event.outcome
    yield from _given(without=_list(event.without) if event.without else None)
    yield from _given(by=_text(event.by) if event.by else None)
    if event.said:
        yield _quoted(event.said)


def _plan_issued(event: PlanIssued) -> Parts:
    yield event.programme
    yield event.stage
    yield f"edition={_text(event.edition)}"
    yield from _given(items=_list(event.items) if event.items else None)


def _noted(event: Noted) -> Parts:
    yield _quoted(event.text)


def _preferred(event: Preferred) -> Parts:
    yield from _given(
        days=None if event.days is None else _list(WEEKDAYS[each] for each in event.days),
        minutes=None if event.minutes is None else str(event.minutes),
        equipment=None if event.equipment is None else _list(event.equipment),
        floor=None if event.floor is None else _yes_no(event.floor),
        programme=event.programme,
        also=None if event.also is None else _list(event.also),
        away=None if event.away is None else ",".join(map(_span, event.away)) or "none",
        moved=None if event.moved is None else ",".join(map(_move, event.moved)) or "none",
    )


def _span(span: tuple[date, date]) -> str:
    first, last = span
    return first.isoformat() if first == last else f"{first}..{last}"


def _move(move: tuple[date, date]) -> str:
    planned, to = move
    return f"{planned.isoformat()}>{to.isoformat()}"


def _corrected(event: Corrected) -> Parts:
    yield str(event.number)
    yield "removed" if event.replacement is None else _body(event.replacement)


_KINDS: dict[type[AnyEvent], tuple[str, Callable[[Any], Parts]]] = {
    Answered: ("answered", _answered),
    Drew: ("drew", _drew),
    Inspected: ("inspected", _inspected),
    Tested: ("tested", _tested),
    PainLogged: ("pain", _pain),
    Did: ("did", _did),
    Skipped: ("skipped", _skipped),
    Ran: ("ran", _ran),
    Function: ("function", _function),
    Seen: ("seen", _seen),
    PlanIssued: ("plan-issued", _plan_issued),
    Noted: ("noted", _noted),
    Preferred: ("preferred", _preferred),
    Corrected: ("corrected", _corrected),
}
