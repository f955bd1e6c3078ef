"""`python -m benchmarks.load`: the load of ten years of daily runs, and a review of such a diary."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from time import process_time

from benchmarks.__main__ import say
from benchmarks.diaries import check_in, clean_screen
from strideback.core.diary import AnyEvent, Diary, PainLogged, Ran
from strideback.core.knowledge import Knowledge
from strideback.core.load import PainAround, fold_load, longest_before, rated_runs
from strideback.core.progress import flares_of, fold, pain_days
from strideback.core.review import Reviewer
from strideback.formats.diary_text import parse
from strideback.formats.knowledge_toml import load

START = date(2016, 1, 4)
RUNS = 3650


def best(work: Callable[[], object], rounds: int = 7) -> float:
    """Seconds of this process for one call: the best of several, for others use the machine too."""
    found = []
    for _ in range(rounds):
        gc.collect()
        start = process_time()
        work()
        found.append(process_time() - start)
    return min(found)


@dataclass
class Dice:
    """The same throws every time."""

    state: int = 1

    def throw(self, sides: int) -> int:
        self.state = (1103515245 * self.state + 12345) % 2**31
        return (self.state >> 8) % sides


def ten_years(dice: Dice, pain_every: int = 1) -> tuple[AnyEvent, ...]:
    """A run a day with all that a watch tells, and the pain of every so many days."""
    events: list[AnyEvent] = []
    for day in range(RUNS):
        on = START + timedelta(days=day)
        if day % pain_every == 0:  # a flare of two days each month
            hurts = 4 + dice.throw(3) if day % 30 < 2 else dice.throw(2)
            events.append(PainLogged(on=on, now=float(hurts), morning=float(hurts)))
        metres = 5000.0 + 100 * dice.throw(90)
        events.append(
            Ran(
                on=on,
                at=datetime.combine(on, time(6 + dice.throw(14), dice.throw(60))),
                distance_m=metres,
                duration_s=metres / (2.6 + dice.throw(100) / 100),
                descent_m=float(dice.throw(200)),
                steepest_percent=float(dice.throw(15)),
                downhill_share=dice.throw(60) / 100,
                repeat_share=dice.throw(100) / 100,
                early_share=0.8 + dice.throw(40) / 100,
                cadence_spm=160.0 + dice.throw(20),
                balance_left_percent=48.0 + dice.throw(40) / 10,
                route=f"r{dice.throw(20)}",
                shoes="abc"[dice.throw(3)],
                kind=("run", "run", "trail")[dice.throw(3)],
                source=f"{day:x}",
            )
        )
    return tuple(events)


def brute(knowledge: Knowledge, runs: Sequence[Ran], today: date) -> tuple[object, ...]:
    """The yardstick: spikes and weeks, each looked up in all the runs."""
    rules = knowledge.running
    window = timedelta(days=rules.cap_window_days)
    longest = [
        max((b.distance_m or 0.0 for b in runs[:place] if a.on - window <= b.on), default=None)
        for place, a in enumerate(runs)
    ]
    weeks = []
    for back in range((today - runs[0].on).days // 7, -1, -1):
        end = today - timedelta(days=7 * back)
        mine = [each for each in runs if end - timedelta(days=7) < each.on <= end]
        weeks.append((len(mine), sum(each.distance_m or 0.0 for each in mine)))
    return longest, weeks, longest_before(rules, runs, today)


def bench_features(knowledge: Knowledge, reviewer: Reviewer) -> None:
    """All load features, with the runs before the flares, against looking up only half of them."""
    events = ten_years(Dice())
    today = events[-1].on
    progress = fold(knowledge, events, today)
    waking = {each.on: each.on_waking for each in progress.pain}
    flares = [
        (each.start, each.until)
        for each in flares_of(knowledge.gates, pain_days(events), (), today)
    ]
    triage = reviewer.review(Diary(), today).triage
    around = PainAround(waking, progress.level_before)

    def features() -> object:
        runs = rated_runs(knowledge, events, around)
        return fold_load(knowledge, events, runs, triage, today, flares)

    found = fold_load(
        knowledge, events, rated_runs(knowledge, events, around), triage, today, flares
    )
    bare = [each.run for each in found.runs]
    longest, weeks, _ = brute(knowledge, bare, today)
    spikes = [a.distance_m / b if b else None for a, b in zip(bare, longest, strict=True)]  # type: ignore[operator,call-overload]
    assert [each.spike for each in found.runs] == spikes
    assert [(each.runs, each.distance_m) for each in found.all_weeks] == weeks
    seconds = best(features)
    what = f"load of {RUNS:,} runs, {len(flares)} flares"
    say(what, f"{1000 * seconds:.1f} ms", "< 50 ms", met=seconds < 0.05)
    slow = best(lambda: brute(knowledge, bare, today), 2)
    print(f"{'  against looking up spikes and weeks, run by run':<46} {slow / seconds:>12.0f} x")


def bench_review(knowledge: Knowledge, reviewer: Reviewer) -> None:
    """A review of the whole diary: imported runs alone, with weekly pain, and with daily pain."""
    today = START + timedelta(days=RUNS - 1)
    fresh = parse("\n".join([*clean_screen(knowledge, today), *check_in(knowledge, today)])).diary
    for name, every in (("no pain", RUNS), ("weekly pain", 7), ("daily pain", 1)):
        diary = Diary((*ten_years(Dice(), every), *fresh.entries))
        seconds = best(lambda told=diary: reviewer.review(told, today))
        what = f"review, {RUNS:,} runs, {name}"
        say(what, f"{1000 * seconds:.0f} ms", "< 500 ms", met=seconds < 0.5)


def main() -> None:
    """Measure and print."""
    knowledge = load()
    reviewer = Reviewer(knowledge)
    bench_features(knowledge, reviewer)
    bench_review(knowledge, reviewer)


if __name__ == "__main__":
    main()
