"""Every id that is mentioned exists, and is of the right kind."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from strideback.core.knowledge import Knowledge
from strideback.formats.knowledge_checks.rule import rule
from strideback.formats.knowledge_checks.walk import evidences
from strideback.formats.knowledge_toml import FOLDERS
from strideback.formats.problems import Problem
from strideback.formats.shapes import did_you_mean

WORSE_WITH = "worse-with"
"""The question whose options are what makes a muscle's pain worse."""


@dataclass(frozen=True, slots=True)
class _Mention:
    file: str
    place: str
    kind: str
    name: str


def _sources(knowledge: Knowledge) -> Iterator[_Mention]:
    for file, place, evidence in evidences(knowledge):
        for number, source in enumerate(evidence.sources, start=1):
            yield _Mention(file, f"{place}.sources#{number}", "sources", source)
    for claim in knowledge.claims.values():
        yield _Mention(f"claims/{claim.id}.toml", "author", "sources", claim.author)


def _of_muscles(knowledge: Knowledge) -> Iterator[_Mention]:
    for muscle in knowledge.muscles.values():
        file = f"muscles/{muscle.id}.toml"
        for number, point in enumerate(muscle.points, start=1):
            for zone in ("essential", "spillover"):
                for nth, region in enumerate(getattr(point, zone), start=1):
                    yield _Mention(file, f"points#{number}.{zone}#{nth}", "regions", region)
        for number, test in enumerate(muscle.tests, start=1):
            yield _Mention(file, f"tests#{number}", "selftests", test)
        if muscle.programme is not None:
            yield _Mention(file, "programme", "programmes", muscle.programme)
    for selftest in knowledge.selftests.values():
        for number, name in enumerate(selftest.muscles, start=1):
            yield _Mention(f"selftests/{selftest.id}.toml", f"muscles#{number}", "muscles", name)


def _of_findings(knowledge: Knowledge) -> Iterator[_Mention]:
    for finding in knowledge.findings.values():
        file = f"findings/{finding.id}.toml"
        if finding.number is not None:
            yield _Mention(file, "number", "questions", finding.number)
        if finding.tested is not None:
            yield _Mention(file, "tested", "selftests", finding.tested)
        for number, region in enumerate(finding.drawn, start=1):
            yield _Mention(file, f"drawn#{number}", "regions", region)
    for flag in knowledge.flags.values():
        if flag.refines is not None:
            yield _Mention(f"flags/{flag.id}.toml", "refines", "flags", flag.refines)


def _of_exercises(knowledge: Knowledge) -> Iterator[_Mention]:
    for exercise in knowledge.exercises.values():
        file = f"exercises/{exercise.id}.toml"
        for number, muscle in enumerate(exercise.targets, start=1):
            yield _Mention(file, f"targets#{number}", "muscles", muscle)
        for number, other in enumerate(exercise.replaced_by, start=1):
            yield _Mention(file, f"replaced_by#{number}", "exercises", other)
    for programme in knowledge.programmes.values():
        file = f"programmes/{programme.id}.toml"
        for number, stage in enumerate(programme.stages, start=1):
            for nth, item in enumerate(stage.items, start=1):
                place = f"stages#{number}.items#{nth}"
                yield _Mention(file, f"{place}.exercise", "exercises", item.exercise)
                if item.for_muscle is not None:
                    yield _Mention(file, f"{place}.for_muscle", "muscles", item.for_muscle)


def _of_poses(knowledge: Knowledge) -> Iterator[_Mention]:
    for series in knowledge.poses.values():
        file = f"poses/{series.id}.toml"
        for number, muscle in enumerate(series.targets, start=1):
            yield _Mention(file, f"targets#{number}", "muscles", muscle)
        for number, pose in enumerate(series.poses, start=1):
            for nth, measured in enumerate(pose.measured, start=1):
                place = f"poses#{number}.measured#{nth}"
                yield _Mention(file, f"{place}.muscle", "muscles", measured.muscle)
                for which, claim in enumerate(measured.claims, start=1):
                    yield _Mention(file, f"{place}.claims#{which}", "claims", claim)


_ONE: dict[str, str] = {"selftests": "self-test", "faq": "question"}


@rule("ids-resolve", "Every source, region, muscle, exercise, test or programme mentioned exists.")
def ids_resolve(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look up every mention in the folder it belongs to."""
    for mentions in (_sources, _of_muscles, _of_findings, _of_exercises, _of_poses):
        for each in mentions(knowledge):
            known = getattr(knowledge, each.kind)
            if each.name not in known:
                one = _ONE.get(each.kind, each.kind.removesuffix("s"))
                says = f"'{each.name}' is not a known {one}{did_you_mean(each.name, known)}"
                yield Problem(each.file, each.place, says)


@rule("factors-resolve", "What makes a muscle worse is an option of the question worse-with.")
def factors_resolve(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look up every factor of every muscle among the options."""
    question = knowledge.questions.get(WORSE_WITH)
    options = {option.id for option in question.options} if question else set()
    for muscle in knowledge.muscles.values():
        for number, factor in enumerate(muscle.worse, start=1):
            if factor.id not in options:
                says = f"'{factor.id}' is not an option of '{WORSE_WITH}'"
                near = did_you_mean(factor.id, options)
                yield Problem(f"muscles/{muscle.id}.toml", f"worse#{number}.id", says + near)


@rule("links-resolve", "What a claim is about, and what a question or a tip leads to, exists.")
def links_resolve(knowledge: Knowledge, _: Path) -> Iterator[Problem]:
    """Look up every `about` and `see` among the ids of everything."""
    known = {name for folder in FOLDERS for name in getattr(knowledge, folder)}
    for claim in knowledge.claims.values():
        yield from _linked(f"claims/{claim.id}.toml", "about", claim.about, known)
    for entry in knowledge.faq.values():
        yield from _linked(f"faq/{entry.id}.toml", "see", entry.see, known)
    for tip in knowledge.tips.values():
        yield from _linked(f"tips/{tip.id}.toml", "see", tip.see, known)


def _linked(
    file: str, key: str, names: tuple[str, ...], known: Container[str]
) -> Iterator[Problem]:
    for number, name in enumerate(names, start=1):
        if name not in known:
            yield Problem(file, f"{key}#{number}", f"nothing has the id '{name}'")
