"""How it goes: pain, sessions, gates, the runner's own response; and the running load."""

from __future__ import annotations

from datetime import date, timedelta

from strideback.cli.paper import Paper, Written, safe
from strideback.cli.screens import Shown
from strideback.cli.words import LIGHT_STYLES
from strideback.core.load import RatedRun
from strideback.core.progress import Progress, Response
from strideback.formats import words
from strideback.formats.run_history import joined

_DAYS_DRAWN = 28
_RUNS_SHOWN = 5
_BARS = "▁▂▃▄▅▆▇█"


def show_progress(paper: Paper, it: Shown) -> None:
    """Pain, days done, gates and responses; nothing when the diary tells none of it."""
    progress = it.review.progress
    if not progress.pain and not progress.done_days:
        return
    aside = "" if progress.start is None else f"since {words.day(progress.start)}"
    paper.heading("How it goes", aside)
    rows: list[list[Written]] = []
    if progress.latest is not None:
        rows.append([("Pain", "bold"), _pain(progress)])
        drawn = sparkline(progress, it.review.on)
        if len(drawn) > 1 and drawn.strip("·"):
            rows.append([("", ""), (f"{drawn}  a bar a day, 0 ▁ to 10 █", "cyan")])
    if progress.done_days:
        done = words.plural(len(progress.done_days), "day")
        last = words.day(progress.done_days[-1])
        rows.append([("Sessions", "bold"), f"on {done}, the last on {last}"])
    if progress.issued:
        rows.append([("Plan", "bold"), _shown(progress)])
    rows += _function(progress)
    rows += _gates(it)
    paper.table(rows)
    _responses(paper, it, progress)
    _flares(paper, progress)


def _shown(progress: Progress) -> str:
    """On how many days a plan was shown, and under which edition the last one."""
    last = progress.issued[-1]
    shown = words.plural(len({each.on for each in progress.issued}), "day")
    return f"shown on {shown}, last on {words.day(last.on)} under edition {last.edition}"


def _pain(progress: Progress) -> str:
    latest, baseline, fell = progress.latest, progress.baseline, progress.fell_by
    if latest is None:
        return ""
    now = f"{words.figure(latest.level)} of 10 on {words.day(latest.on)}"
    if baseline is None or fell is None or baseline.on == latest.on:
        return now
    if fell == 0:
        return f"{now}: as at the start"
    way = "down" if fell > 0 else "up"
    points = words.plural(1, "point") if abs(fell) == 1 else f"{words.figure(abs(fell))} points"
    return f"{words.figure(baseline.level)} → {now}: {way} {points}"


def sparkline(progress: Progress, today: date) -> str:
    """A bar for each day's pain, the last four weeks at most; a dot where none was told."""
    if not progress.pain:
        return ""
    first = max(progress.pain[0].on, today - timedelta(days=_DAYS_DRAWN - 1))
    days = (first + timedelta(days=ahead) for ahead in range((today - first).days + 1))
    told = (progress.by_day.get(each) for each in days)
    return "".join("·" if each is None else _BARS[round(each.level / 10 * 7)] for each in told)


def _function(progress: Progress) -> list[list[Written]]:
    rows: list[list[Written]] = []
    for measure, values in progress.function.items():
        first, last = words.figure(values[0].value), words.figure(values[-1].value)
        change = last if len(values) == 1 else f"{first} → {last}"
        scale = "of 24, less is better" if measure == "rmdq" else "of 10, more is better"
        about = f" ({safe(values[-1].activity)})" if values[-1].activity else ""
        rows.append([("Daily life", "bold"), f"{change} {scale}{about}"])
    return rows


def _gates(it: Shown) -> list[list[Written]]:
    rows: list[list[Written]] = []
    ahead = [gate for gate in it.review.gates if gate.status == "not-yet"][1:]
    for gate in sorted(it.review.gates, key=lambda each: each.gate):
        if gate.gate == "G0" or gate in ahead:
            continue
        when = f" on {words.day(gate.on)}" if gate.on else ""
        sign = {"passed": "✓", "held": "×"}.get(gate.status, "○")
        label = ("", "") if rows else ("Gates", "bold")
        words_for = f"{gate.gate} {words.GATES.get(gate.gate, '')}"
        rows.append([label, f"{sign} {words_for}: {words.STATUS[gate.status]}{when}"])
    return rows


def _responses(paper: Paper, it: Shown, progress: Progress) -> None:
    if not progress.responses:
        return
    paper.gap()
    paper.text(
        ("What your pain did when you worked on a muscle", "bold"),
        (" · an experiment on one person", "dim"),
    )
    enough = it.knowledge.ranking.response_min_times
    for each in progress.responses:
        name = f"{it.knowledge.muscles[each.muscle].name}, {each.side.value}: "
        paper.text((name, ""), response(each, enough), first=("· ", "dim"))


def response(each: Response, enough: int) -> str:
    """One response in words, with how sure it is."""
    tries = f"{each.better} {words.plural(each.better, 'time').split()[1]} out of {each.times}"
    if each.times < enough:
        return f"too few tries to tell ({words.plural(each.times, 'try', 'tries')} so far)."
    if each.mean_off < 0.25:
        often = f"better {tries}" if each.better else "never better"
        return f"little or no change, {often}."
    points = (
        f"about {words.figure(each.mean_off)} {'point' if each.mean_off == 1 else 'points'} off"
    )
    sure = each.points_off > 2 * each.uncertainty
    word = "fairly clear" if sure else "still uncertain"
    return f"{points}, {tries}; {word}, give or take {words.figure(each.uncertainty)}."


def _flares(paper: Paper, progress: Progress) -> None:
    if progress.flares:
        last = progress.flares[-1]
        over = f"over on {words.day(last.until)}" if last.until else "not over yet"
        paper.gap()
        paper.text(f"Last flare: from {words.day(last.start)}, {over}.")


# --- running -------------------------------------------------------------------------------------


def show_running(paper: Paper, it: Shown) -> None:
    """The light, the cap and the last runs; nothing before a plan when no run was told."""
    load = it.review.load
    if not load.runs and it.review.triage.outcome != "cleared":
        return
    style = LIGHT_STYLES[load.light]
    cap = ""
    if load.cap_m and load.light in {"green", "amber"}:
        cap = f"next run at most {words.kilometres(load.cap_m)}"
    paper.heading("Running", cap)
    paper.claim(load.says, first=("● ", f"bold {style}"))
    if load.spike is not None:
        paper.claim(load.spike)
    if load.runs:
        paper.gap()
        paper.table([_run(each) for each in load.runs[-_RUNS_SHOWN:]], indent=2, right=(1, 2))
    show_joined(paper, it)
    if load.shoes_m:
        shoes = (f"{safe(name)} {words.kilometres(metres)}" for name, metres in load.shoes_m)
        paper.text((f"Shoes so far: {', '.join(shoes)}", "dim"), indent=2)


def show_joined(paper: Paper, it: Shown) -> None:
    """How many runs are from two sources and count once; nothing when there are none."""
    completed, replaced = joined(it.diary)
    said = [f"{words.plural(completed, 'run')} that you typed in took up a file"] * bool(completed)
    said += [f"{words.plural(replaced, 'run')} took up a file that tells more"] * bool(replaced)
    if said:
        once = "it counts once" if completed + replaced == 1 else "each counts once"
        paper.text((f"Never twice: {', '.join(said)}; {once}.", "dim"), indent=2)


def _run(each: RatedRun) -> list[Written]:
    run = each.run
    word, style = words.LIGHTS[each.light], LIGHT_STYLES[each.light]
    pain = "" if run.pain is None else f"pain {words.figure(run.pain)}"
    return [
        words.short_day(run.on),
        words.kilometres(run.distance_m) if run.distance_m else "",
        words.seconds(run.duration_s) if run.duration_s else "",
        pain,
        (word.lower(), style),
        (", ".join(each.why), "dim"),
    ]
