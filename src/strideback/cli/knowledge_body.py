"""Pages of the body and of what to do: regions, muscles, self-tests, exercises, programmes."""

from __future__ import annotations

from strideback.cli.knowledge_parts import claims, facts, formula, listed
from strideback.cli.paper import Paper
from strideback.core import knowledge as core
from strideback.core.knowledge import Knowledge, Sentence
from strideback.core.terms import EVERYTHING
from strideback.formats import words

_LISTED = {
    "guide": "one of the guide's three",
    "outside": "leads to a further programme",
    "excluded": "considered and set aside: never a target",
}

# --- the body ------------------------------------------------------------------------------------


def region_page(paper: Paper, knowledge: Knowledge, it: core.Region) -> None:
    """The page of a region."""
    paper.claim(Sentence(it.plain, it.evidence))
    paper.gap()
    felt = [
        f"{muscle.id} ({zone})"
        for muscle in knowledge.muscles.values()
        for zone in ("essential", "spillover")
        if any(it.id in getattr(point, zone) for point in muscle.points)
    ]
    facts(
        paper,
        ("views", listed(it.views)),
        ("sides", "left and right" if it.paired else "the middle"),
        ("below the knee", "yes" if it.below_knee else ""),
        ("felt here", listed(felt)),
    )


def muscle_page(paper: Paper, knowledge: Knowledge, it: core.Muscle) -> None:
    """The page of a muscle."""
    paper.text((_LISTED.get(it.listed, it.listed), "dim"))
    for each in (it.plain, it.where, it.job):
        paper.claim(each)
    claims(paper, "Why not?", it.why_not)
    names = knowledge.regions
    zones = [
        Sentence(
            f"{point.where.rstrip('.')}: {words.joined(names[r].name.lower() for r in point.essential)}"
            + (
                f"; at times {words.joined(names[r].name.lower() for r in point.spillover)}"
                if point.spillover
                else ""
            ),
            point.evidence,
        )
        for point in it.points
    ]
    claims(paper, "Where its pain is felt", zones)
    claims(paper, "Worse with", (each.says for each in it.worse))
    claims(paper, "Better with", it.better)
    claims(paper, "How to feel for it", it.inspect, numbered=True)
    claims(paper, "Take care", it.cautions)
    claims(paper, "Notes", it.notes)
    paper.gap()
    treats = (each.id for each in knowledge.exercises.values() if it.id in each.targets)
    facts(
        paper,
        ("exercises", listed(treats)),
        ("self-tests", listed(it.tests)),
        ("programme", it.programme or ""),
    )


def selftest_page(paper: Paper, _knowledge: Knowledge, it: core.SelfTest) -> None:
    """The page of a self-test."""
    paper.claim(it.use)
    claims(paper, "Steps", it.steps, numbered=True)
    claims(paper, "Take care", it.cautions)
    paper.gap()
    facts(
        paper,
        ("measures", it.measures),
        ("sides", "each side" if it.per_side else ""),
        ("points to", listed(it.muscles)),
        ("only when", "" if it.only_when is None else formula(it.only_when)),
    )


# --- what to do ----------------------------------------------------------------------------------


def exercise_page(paper: Paper, knowledge: Knowledge, it: core.Exercise) -> None:
    """The page of an exercise."""
    caps = (("effort up to", it.dose.effort_cap), ("pain up to", it.dose.pain_cap))
    capped = "; ".join(f"{name} {cap} of 10" for name, cap in caps if cap is not None)
    rest = f", rest {words.seconds(it.dose.rest_s)}" if it.dose.rest_s else ""
    flags = knowledge.flags.values()
    own = [flag.id for flag in flags if it.names & set(flag.blocks)]
    all_of = sum(EVERYTHING in flag.blocks for flag in flags)
    facts(
        paper,
        ("kind", it.kind),
        ("for", listed(it.targets)),
        ("dose", f"{words.dose(it.dose)}{rest}{'; each side' if it.per_side else ''}"),
        ("limits", capped),
        ("needs", listed(it.needs) or " or ".join(it.needs_any)),
        ("floor", "yes" if it.floor else ""),
        ("ruled out by", f"{listed(own) or 'nothing of its own'}; and {all_of} that stop all"),
        ("replaced by", listed(it.replaced_by)),
    )
    claims(paper, "Steps", it.steps, numbered=True)
    claims(paper, "What to feel", () if it.feel is None else (it.feel,))
    if it.ladder:
        paper.gap()
        paper.text(("Ladder, the easiest first", "bold"))
        for count, rung in enumerate(it.ladder, 1):
            start = " (start here)" if count == it.start + 1 else ""
            much = f" {words.dose(rung.dose)}." if rung.dose else ""
            says = Sentence(f"{rung.says.says}{much}{start}", rung.says.evidence)
            paper.claim(says, first=f"{count:>3}. ")
    claims(paper, "Watch out for", it.mistakes)
    claims(paper, "When to stop", it.stop)
    claims(paper, "Notes", it.notes)


def poses_page(paper: Paper, knowledge: Knowledge, it: core.PoseSeries) -> None:
    """The page of a series of poses: what each shows, and what was measured in it."""
    facts(
        paper,
        ("shows", it.shows),
        ("sides", "each side" if it.sided else ""),
        ("for", listed(it.targets)),
        ("angles from", f"{listed(it.evidence.sources)}, {it.evidence.grade.value}"),
    )
    for pose in it.poses:
        paper.gap()
        paper.text((pose.id, "bold"))
        paper.claim(pose.says)
        rows = [
            (knowledge.muscles[each.muscle].name, each.side.value, f"{each.percent:+.1f} %")
            for each in pose.measured
        ]
        paper.table(rows, indent=2)


def programme_page(paper: Paper, knowledge: Knowledge, it: core.Programme) -> None:
    """The page of a programme."""
    paper.claim(it.about)
    for stage in it.stages:
        until = "for good" if stage.last_day is None else f"to {stage.last_day}"
        paper.gap()
        paper.text((stage.name, "bold"), (f" · day {stage.first_day} {until}", "dim"))
        paper.claim(stage.says)
        rows = [
            (
                knowledge.exercises[item.exercise].name,
                "daily" if item.times_a_week == 7 else f"{item.times_a_week} × a week",
                item.role.replace("-", " "),
            )
            for item in stage.items
        ]
        paper.table(rows, indent=3)
    claims(paper, "Notes", it.notes)
