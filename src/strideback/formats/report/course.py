"""How it went in the days of the report: pain, runs, what was tried with its response, daily life."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import fmean

from strideback.core.diary import Did, Function
from strideback.core.load import RatedRun
from strideback.core.progress import flares_of, pain_days, responses
from strideback.formats import words
from strideback.formats.language import SIDES, Spoken, counted, marked, say
from strideback.formats.progress_words import function_rows, pain_words, response_words
from strideback.formats.report.contents import Block, Facts, Section, Table, Words
from strideback.formats.report.material import Material, shortened

_MOST_SCORES = 6


SIGNS = Spoken(
    {
        "rising": marked("the pain kept rising"),
        "limp": marked("a limp"),
        "sharp": marked("sharp pain"),
        "leg-symptoms": marked("signs in the leg"),
        "night-pain": marked("pain at night"),
        "bruise": marked("a bruise"),
        "numbness": marked("numbness"),
        "tingling": marked("tingling"),
        "shooting": marked("shooting pain"),
    }
)
"""What was noticed with a run or an exercise."""


def facts_of_course(of: Material) -> tuple[Block, ...]:
    """Pain, running and daily life, each in a line."""
    told = (
        (say("Pain"), _pain(of)),
        (say("Flares"), _flares(of)),
        (say("Runs"), _runs(of)),
        *_functions(of),
    )
    facts = tuple(each for each in told if each[1])
    return (Facts(facts),) if facts else (Words(say("Nothing was told of these days.")),)


def _pain(of: Material) -> str:
    days = pain_days(of.within)
    if not days:
        return ""
    level, change = pain_words(days[-1], days[0])
    says = say("{level} of 10 on {day}", level=level, day=words.day_of(days[-1].on))
    if change:
        says += f", {change} ({words.day_of(days[0].on)})"
    worst = [each for each in days if each.worst is not None]
    if worst:
        most = max(worst, key=lambda each: each.worst or 0)
        highest = words.figure(most.worst or 0)
        says += "; " + say("at worst {pain}, on {day}", pain=highest, day=words.day_of(most.on))
    waking = [each.morning for each in days if each.morning is not None]
    if waking:
        says += "; " + say("on waking {pain}", pain=words.figure(waking[-1]))
    return says + "."


def _flares(of: Material) -> str:
    did = [each for each in of.events if isinstance(each, Did)]
    flares = flares_of(of.knowledge.gates, pain_days(of.events), did, of.until)
    ours = [each for each in flares if each.until is None or each.until >= of.since]
    back = [each for each in of.review.progress.relapses if of.since <= each <= of.until]
    spans = [
        say("{day}, still up", day=words.day_of(each.start))
        if each.until is None
        else say("{day} to {last}", day=words.day_of(each.start), last=words.day_of(each.until))
        for each in ours
    ]
    spans += [say("came back on {day} after quiet weeks", day=words.date_of(day)) for day in back]
    kept = spans[-of.most(5, 2) :]
    if len(spans) > len(kept):
        before = len(spans) - len(kept)
        kept.insert(0, counted(before, "{count} earlier one", "{count} earlier ones"))
    return "; ".join(kept)


def _runs(of: Material) -> str:
    runs = [each for each in of.review.load.runs if of.since <= each.on <= of.until]
    if not runs:
        return ""
    metres = [each.run.distance_m or 0.0 for each in runs]
    says = counted(len(runs), "{count} run", "{count} runs")
    if any(metres):
        far, longest = words.kilometres(sum(metres)), words.kilometres(max(metres))
        says = say("{runs}, {km}, the longest {longest}", runs=says, km=far, longest=longest)
        weeks = ((of.until - of.since).days + 1) / 7
        if weeks >= 2:
            says += ", " + say("{km} a week", km=words.kilometres(sum(metres) / weeks))
    return says + _pain_of(runs) + "."


def _pain_of(runs: Sequence[RatedRun]) -> str:
    pain = [each.pain for each in runs if each.pain is not None]
    if not pain:
        return "; " + say("pain while running was not told")
    mean, most = words.figure(fmean(pain)), words.figure(max(pain))
    says = say("pain while running {mean} on average, {most} at most", mean=mean, most=most)
    signs = Counter(SIGNS.get(sign, sign) for each in runs for sign in each.run.signs)
    named = [f"{sign} ({times} ×)" for sign, times in signs.most_common()]
    return "; " + "; ".join([says, *named])


def _functions(of: Material) -> list[tuple[str, str]]:
    told: dict[str, list[Function]] = {}
    for each in of.within:
        if isinstance(each, Function):
            name = f"{each.measure}: {each.activity}" if each.activity else each.measure
            told.setdefault(name, []).append(each)
    newest = sorted(told, key=lambda name: told[name][-1].on, reverse=True)[: of.most(4, 2)]
    rows = []
    for name, scale, values in function_rows({each: told[each] for each in newest}):
        kept = values if len(values) <= _MOST_SCORES else (values[0], *values[1 - _MOST_SCORES :])
        said = ", ".join(f"{words.figure(e.value)} ({words.day_of(e.on)})" for e in kept)
        is_rmdq = values[0].measure == "rmdq"
        what = say("everyday life (RMDQ)") if is_rmdq else shortened(name, of.most(120, 60))
        rows.append((say("Function, {what}", what=what), f"{said}; {scale}."))
    return rows


# --- what was tried ------------------------------------------------------------------------------


def tried(of: Material) -> Section | None:
    """What the runner did, how often and how much, and what the pain did."""
    did = [each for each in of.within if isinstance(each, Did)]
    if not did:
        return None
    by_exercise: dict[str, list[Did]] = {}
    for each in did:
        by_exercise.setdefault(each.exercise, []).append(each)
    most = sorted(by_exercise.items(), key=lambda item: -len({each.on for each in item[1]}))
    rows = tuple(_row(of, name, times) for name, times in most[: of.most(10, 6)])
    heads = (say("Exercise"), say("Days"), say("Usual dose"), say("Pain before → after"))
    blocks: list[Table | Words] = [Table("", heads, rows, (5.6, 1, 2.6, 2.4))]
    if len(most) > len(rows):
        rest = len(most) - len(rows)
        blocks.append(
            Words(counted(rest, "and {count} more exercise", "and {count} more exercises"), "soft")
        )
    answers = _responses(of, did)
    if answers:
        blocks.append(answers)
    days = len({each.on for each in did})
    title = say("What was tried")
    says = counted(days, "sessions on {count} day", "sessions on {count} days")
    return Section(id="tried", title=f"{title}: {says}", place="wide", blocks=tuple(blocks))


def _row(of: Material, name: str, times: Sequence[Did]) -> tuple[str, ...]:
    exercise = of.knowledge.exercises.get(name)
    doses = Counter(filter(None, map(amount, times)))
    usual = doses.most_common(1)[0][0] if doses else ""
    sides = {each.side for each in times if each.side}
    if len(sides) == 1:
        side = SIDES[next(iter(sides)).value]
        usual = f"{usual}, {side}" if usual else side
    pairs = [(e.before, e.after) for e in times if e.before is not None and e.after is not None]
    change = ""
    if pairs:
        before, after = (words.figure(fmean(each)) for each in zip(*pairs, strict=True))
        change = f"{before} → {after}"
    days = str(len({each.on for each in times}))
    return exercise.name if exercise else name, days, usual, change


def amount(did: Did) -> str:
    """The dose that was done, in short: `6 min`, `2 × 8`, `2 × 30 s`."""
    if did.reps is not None:
        held = say(", held {seconds} s", seconds=words.figure(did.hold_s)) if did.hold_s else ""
        return f"{did.sets or 1} × {did.reps}{held}"
    if did.hold_s is not None:
        return f"{did.sets or 1} × {words.seconds(did.hold_s)}"
    if did.duration_s is not None:
        many = f"{did.sets} × " if did.sets and did.sets > 1 else ""
        return many + words.seconds(did.duration_s)
    if did.distance_m is not None:
        return f"{words.figure(did.distance_m)} m"
    return counted(did.sets, "{count} set", "{count} sets") if did.sets else ""


def _responses(of: Material, did: Sequence[Did]) -> Table | None:
    found = sorted(responses(of.knowledge, did), key=lambda each: -each.points_off)
    enough = int(of.knowledge.ranking.response_min_times)
    rows = tuple(
        (
            f"{of.knowledge.muscles[each.muscle].name}, {SIDES[each.side.value]}",
            response_words(each, enough),
        )
        for each in found[: of.most(8, 4)]
    )
    if not rows:
        return None
    heads = (say("Muscle"), say("What the pain did after massage or stretching"))
    return Table("", heads, rows, (3, 5))
