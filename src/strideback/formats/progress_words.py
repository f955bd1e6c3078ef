"""How it goes, in words: the pain against the start, daily life, and how each muscle responded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from strideback.core.diary import Answered, AnyEvent, Function
from strideback.core.progress import PainDay, Response
from strideback.formats import words
from strideback.formats.language import counted, say


def pain_words(latest: PainDay | None, baseline: PainDay | None) -> tuple[str, str]:
    """The pain told last, and how that compares with the start; both empty where nothing was told."""
    if latest is None:
        return "", ""
    level = words.figure(latest.level)
    if baseline is None or baseline.on == latest.on:
        return level, ""
    start, fell = words.figure(baseline.level), baseline.level - latest.level
    if fell == 0:
        return level, say("as at the start")
    says = points(abs(fell))
    if fell > 0:
        return level, say("down {points} from {start}", points=says, start=start)
    return level, say("up {points} from {start}", points=says, start=start)


def points(value: float) -> str:
    """Points of pain: `1 point`, `1.5 points`."""
    figure = words.figure(value)
    return say("{num} point", num=figure) if figure == "1" else say("{num} points", num=figure)


def response_words(each: Response, enough: int) -> str:
    """One response in words, with how sure it is."""
    if each.times < enough:
        return counted(
            each.times,
            "too few tries to tell ({count} so far)",
            "too few tries to tell ({count} so far)",
        )
    tries = {"better": each.better, "times": each.times}
    if each.mean_off < 0.25:
        if not each.better:
            return say("little or no change, never better in {times} tries", times=each.times)
        return say("little or no change, better {better} out of {times} times", **tries)
    often = say("{better} out of {times} times", **tries)
    give = say("give or take {points}", points=words.figure(each.uncertainty))
    sure = each.points_off > 2 * each.uncertainty
    clear = say("fairly clear") if sure else say("still uncertain")
    return f"{_off(each.mean_off)}, {often}; {clear}, {give}"


def _off(mean: float) -> str:
    figure = words.figure(mean)
    if figure == "1":
        return say("about {num} point off", num=figure)
    return say("about {num} points off", num=figure)


def function_rows(
    told: Mapping[str, Sequence[Function]],
) -> list[tuple[str, str, tuple[Function, ...]]]:
    """For each measure its name, its scale, and what was told."""
    found = []
    for values in told.values():
        if values[0].measure == "rmdq":
            name, scale = say("Everyday life"), say("of 24, less is better")
        else:
            name = values[-1].activity or say("Your activity")
            scale = say("of 10, more is better")
        found.append((name, scale, tuple(values)))
    return found


def own_activity(events: Iterable[AnyEvent]) -> str:
    """The activity that the runner named as their own last, empty where none was."""
    told = ""
    for each in events:
        if isinstance(each, Function):
            told = each.activity or told
        elif isinstance(each, Answered) and each.question == "own-activity":
            told = str(each.value) or told
    return told
