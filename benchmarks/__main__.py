"""`python -m benchmarks`: every figure with its target and its yardstick, measured in this run."""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

from benchmarks.diaries import START, clean_screen, long_diary
from strideback.core.findings import Findings, Telling
from strideback.core.knowledge import All, Any, AtLeast, Formula, Is, Knowledge, Not
from strideback.core.review import Reviewer
from strideback.core.triage import Screen, triage
from strideback.formats.diary_text import parse
from strideback.formats.knowledge_toml import load


def best(work: Callable[[], object], times: int, rounds: int = 5) -> float:
    """Seconds for one call: the best of several rounds, for other work may share the machine."""
    found = []
    for _ in range(rounds):
        gc.collect()
        start = perf_counter()
        for _ in range(times):
            work()
        found.append((perf_counter() - start) / times)
    return min(found)


def say(what: str, figure: str, target: str, *, met: bool) -> None:
    """One line of the report."""
    print(f"{what:<46} {figure:>16}   target {target:<18} {'met' if met else 'MISSED'}", flush=True)


def settled(knowledge: Knowledge, screen: Screen, lines: list[str]) -> Findings:
    """The findings of a few diary lines, with nothing observed over time."""
    telling = Telling(knowledge, screen.vocabulary)
    for event in parse("\n".join(lines)).diary.events:
        telling.hear(event)
    observed = [rule.id for rule in knowledge.findings.values() if rule.observed]
    telling.set(0, sum(screen.vocabulary.bits[finding] for finding in observed))
    return telling.settled()


def walked(formula: Formula, findings: Findings, knowledge: Knowledge) -> bool | None:
    """The yardstick: the same formula, walked as a tree with three values."""
    match formula:
        case Is(finding):
            rule = knowledge.findings.get(finding)
            if rule is not None and rule.when is not None:
                return walked(rule.when, findings, knowledge)
            return findings[finding]
        case Not(part):
            value = walked(part, findings, knowledge)
            return None if value is None else not value
        case All(parts):
            return _counted(parts, len(parts), findings, knowledge)
        case Any(parts):
            return _counted(parts, 1, findings, knowledge)
        case AtLeast(count, parts):
            return _counted(parts, count, findings, knowledge)


def _counted(
    parts: tuple[Formula, ...], count: int, findings: Findings, knowledge: Knowledge
) -> bool | None:
    values = [walked(part, findings, knowledge) for part in parts]
    if values.count(True) >= count:
        return True
    return None if values.count(True) + values.count(None) >= count else False


def bench_triage(knowledge: Knowledge, reviewer: Reviewer) -> None:
    """Triage of a clean screen and of one with findings, against walking the formulas."""
    screen = reviewer.screen
    clean = clean_screen(knowledge, START)
    busy = [*clean, f"{START} answered knee-problem yes", f"{START} answered age 66"]
    for name, lines in (("clean screen", clean), ("screen with two findings", busy)):
        findings = settled(knowledge, screen, lines)
        seconds = best(lambda found=findings: triage(screen, found), 20_000)
        say(f"triage, {name}", f"{1 / seconds:,.0f} a second", ">= 100,000", met=seconds <= 1e-5)
        tree = best(
            lambda found=findings: [walked(f.when, found, knowledge) for f in screen.flags], 200
        )
        print(f"{'  against walking the same flags as trees':<46} {tree / seconds:>14.0f} x")


def bench_review(knowledge: Knowledge, reviewer: Reviewer) -> None:
    """A review of 90 days and 600 events."""
    diary = long_diary(knowledge)
    today = START + timedelta(days=89)
    outcome = reviewer.review(diary, today).triage.outcome
    seconds = best(lambda: reviewer.review(diary, today), 20)
    name = f"review, 90 days, {len(diary.events)} events ({outcome})"
    say(name, f"{1 / seconds:,.0f} a second", ">= 200", met=seconds <= 1 / 200)


def bench_fhir(knowledge: Knowledge, reviewer: Reviewer) -> None:
    """The FHIR bundle of 90 days and 600 events, against one validator reading it."""
    from strideback.formats.fhir import bundle, checked

    diary, today = long_diary(knowledge), START + timedelta(days=89)
    review = reviewer.review(diary, today)
    now = datetime.combine(today, time(12), UTC)
    made = bundle(knowledge, diary, review, now=now)
    seconds = best(lambda: bundle(knowledge, diary, review, now=now), 5)
    size = len(json.dumps(made))
    name = f"FHIR bundle, 90 days, {len(made['entry'])} resources, {size // 1000} kB"
    say(name, f"{seconds * 1000:.0f} ms", "< 100 ms", met=seconds < 0.1)
    try:
        reading = best(lambda: checked(made), 1)
    except ImportError as missing:
        print(f"  checking it: not measured ({missing})")
        return
    print(f"{'  against fhir.resources only reading it':<46} {reading / seconds:>14.1f} x")


def bench_load() -> None:
    """Loading all knowledge, against the standard library's parser alone on the same files."""
    seconds = best(load, 1, rounds=7)
    say("load all knowledge", f"{seconds:.3f} s", "< 0.15 s", met=seconds < 0.15)
    folder = Path(__file__).parents[1] / "knowledge"
    texts = [path.read_text("utf-8") for path in folder.rglob("*.toml")]
    plain = best(lambda: [tomllib.loads(text) for text in texts], 1, rounds=3)
    print(f"{'  against tomllib only reading the same files':<46} {plain / seconds:>14.1f} x")


def bench_start() -> None:
    """`strideback --help` beside a bare interpreter, alternating, medians of many."""
    script = Path(sys.executable).with_name("strideback")
    bare_times, help_times = [], []
    for _ in range(15):
        for found, words in (
            (bare_times, [sys.executable, "-c", "pass"]),
            (help_times, [str(script), "--help"]),
        ):
            start = perf_counter()
            subprocess.run(words, check=True, capture_output=True)
            found.append(perf_counter() - start)
    bare, shown = statistics.median(bare_times), statistics.median(help_times)
    more = shown - bare
    say("strideback --help, more than a bare python", f"{more:.3f} s", "< 0.15 s", met=more < 0.15)
    print(f"{'  against a bare python':<46} {shown / bare:>14.1f} x")


def bench_proof(knowledge: Knowledge) -> None:
    """The safety laws over all answer sets."""
    try:
        from strideback.formats.proof import prove
    except ImportError as missing:
        print(f"knowledge prove: not measured ({missing})")
        return
    start = perf_counter()
    verdicts = prove(knowledge)
    seconds = perf_counter() - start
    holds = all(verdict.holds for verdict in verdicts)
    say(
        f"knowledge prove ({'all hold' if holds else 'BROKEN'})",
        f"{seconds:.1f} s",
        "< 60 s",
        met=seconds < 60,
    )


def main() -> None:
    """Measure everything and print it."""
    knowledge = load()
    reviewer = Reviewer(knowledge)
    bench_review(knowledge, reviewer)
    bench_triage(knowledge, reviewer)
    bench_fhir(knowledge, reviewer)
    bench_load()
    bench_start()
    bench_proof(knowledge)


if __name__ == "__main__":
    main()
