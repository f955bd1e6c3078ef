"""Today's session as data for the player in the browser: exercises, every rung, what may stand in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from strideback.core.choosing import alternatives, rungs
from strideback.core.diary import Did, Skipped, corrected
from strideback.core.knowledge import Knowledge
from strideback.core.plan import Item, Session
from strideback.core.terms import Side
from strideback.formats import words
from strideback.formats.diary_grammar import BODY_SIGNS
from strideback.formats.figures import figures
from strideback.formats.language import mirrored, say
from strideback.formats.skip_words import OFFERED, REASONS
from strideback.web.runners import Seen

Data = dict[str, Any]


def told_on(seen: Seen, session: Session) -> dict[str, str]:
    """What the diary says of each exercise of the session on its day: done or skipped."""
    found: dict[str, str] = {}
    sides: dict[str, set[Side | None]] = {}
    for each in corrected(seen.kept.diary, seen.today):
        if each.on != session.on or not isinstance(each, (Did, Skipped)):
            continue
        if isinstance(each, Skipped):
            found.setdefault(each.exercise, "skipped")
        else:
            sides.setdefault(each.exercise, set()).add(each.side)
    for item in session.items:
        done = sides.get(item.exercise, set())
        if done and (None in done or done >= set(item.sides)):
            found[item.exercise] = "done"
    return found


def player(seen: Seen, knowledge: Knowledge, session: Session) -> Data:
    """Everything that the player needs: it works without a network from here on."""
    rules = knowledge.gates
    return {
        "on": session.on.isoformat(),
        "rules": {"lighter_from": rules.regress_pain_from, "stop_from": rules.stop_pain_from},
        "signs": [{"id": each, "says": sign_words()[each]} for each in BODY_SIGNS],
        "items": [_whole(seen, knowledge, session, item) for item in session.items],
        "told": told_on(seen, session),
        "words": player_words(),
    }


def _whole(seen: Seen, knowledge: Knowledge, session: Session, item: Item) -> Data:
    instead = alternatives(knowledge, seen.review, session, item)
    swaps = [{**_item(seen, knowledge, each), "swaps": []} for each in instead]
    return {**_item(seen, knowledge, item), "swaps": swaps}


def _item(seen: Seen, knowledge: Knowledge, item: Item) -> Data:
    exercise = knowledge.exercises[item.exercise]
    within = list(rungs(knowledge, seen.review, item))
    return {
        "exercise": exercise.id,
        "name": exercise.name,
        "kind": exercise.kind,
        "sides": [side.value for side in item.sides],
        "step": item.step,
        "highest": len(within) - 1,
        "rungs": [
            {
                "says": exercise.ladder[on_rung.step].says.says,
                "dose": words.how_much(on_rung),
                "at_hand": at_hand,
                "sets": list(_sets(on_rung)),
            }
            for on_rung, at_hand in within
        ],
        "asks_effort": exercise.climbs,
        "steps": [each.says for each in exercise.steps],
        "feel": exercise.feel.says if exercise.feel else "",
        "stop": [each.says for each in exercise.stop],
        "pictures": list(pictures(knowledge, exercise.id)),
    }


def _sets(item: Item) -> Iterator[Data]:
    """The timer of every set, as the core says it, with what is counted in it."""
    dose = item.dose
    timed = dose.minutes is not None or dose.bout_s is not None
    counted = {
        "timed": timed or None,
        "reps": None if timed else dose.reps,
        "hold_s": dose.hold_s,
        "distance_m": dose.distance_m,
    }
    for each in item.sets:
        yield {
            "side": each.side.value if each.side else None,
            "number": each.number,
            "of": dose.sets,
            "seconds": each.seconds,
            "rest_s": each.rest_s,
            **{name: value for name, value in counted.items() if value is not None},
        }


def pictures(knowledge: Knowledge, exercise: str) -> Iterator[Data]:
    """The poses of an exercise: files for light and dark, and words for it and its mirror image."""
    series = knowledge.poses.get(exercise)
    for pose in series.poses if series else ():
        figure = figures().get(f"poses/{exercise}.{pose.id}")
        told = {"pose": pose.id, "says": pose.says.says, "sided": bool(series and series.sided)}
        told["mirrored"] = mirrored(pose.says.says)
        if figure is not None:
            told["light"] = static(f"figures/{figure.file}")
            told["dark"] = static(f"figures/{figure.file.replace('.light.', '.dark.')}")
            told["width"], told["height"] = figure.width, figure.height
        yield told


def sign_words() -> dict[str, str]:
    """What may be noticed during an exercise, in plain words."""
    return {
        "sharp": _("Sharp pain"),
        "shooting": _("Pain that shoots down the leg"),
        "tingling": _("Tingling"),
        "numbness": _("Numbness"),
        "bruise": _("A bruise"),
    }


def player_words() -> dict[str, Any]:
    """What the player says, in the language of the page; `{…}` is filled in by the browser."""
    return {
        "ready": _("Get ready"),
        "work": _("Go"),
        "hold": _("Hold"),
        "massage": _("Massage"),
        "walk": _("Move"),
        "rest": _("Rest"),
        "switch": _("Change sides"),
        "how": _("How was it?"),
        "stopped": _("Stop here for today"),
        "end": _("Done for today"),
        "paused": _("Paused"),
        "left": _("left side"),
        "right": _("right side"),
        "left_foot": _("Your left"),
        "right_foot": _("Your right"),
        "set": _("set {number} of {of}"),
        "rep": _("of {reps}"),
        "seconds": _("{count} seconds"),
        "minutes": _("{count} minutes"),
        "next": _("Next: {what}"),
        "next_none": _("Last one"),
        "exercise": _("Exercise {place} of {count}"),
        "lighter_rung": _("Lighter from here: {rung}"),
        "lighter_half": _("Lighter from here: half of what is left."),
        "go_on": _("That is within bounds: go on, gently."),
        "slept": _("Your phone slept for {time}. The clock went on."),
        "kept": _("{count} kept on this phone, will be sent."),
        "kept_one": _("1 kept on this phone, will be sent."),
        "sent": _("In your diary."),
        "refused": _("Your diary did not take {count}: {why}"),
        "another_day": _(
            "This page is of {day}. Open the session of today when you have a network."
        ),
        "skipped": _("left out"),
        "did_instead": say("did another instead: {name}"),
        "reasons": {each: REASONS[each] for each in REASONS},
        "reasons_offered": [(each, REASONS[each]) for each in OFFERED],
        "done": _("done"),
        "sets": _("sets"),
        "reps": _("repetitions in a set"),
        "min": _("minutes"),
        "left_over": _("Do what was left out"),
    }


def minutes_words(session: Session) -> str:
    """`about 21 minutes`."""
    count = -(-session.seconds // 60)
    return ngettext("about %(count)s minute", "about %(count)s minutes", count) % {"count": count}
