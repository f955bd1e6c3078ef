"""The whole flow in one function: knowledge and a diary become a review.

The faces call `review`, and `asking` for what to ask next.  It is pure: the same knowledge, diary and day
always give the same review, and nothing of it is stored as truth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from strideback.core.adapt import Adapted, Gate, Line, adapt, circumstances, line, stopped_on
from strideback.core.diary import Answered, AnyEvent, Corrected, Diary, corrected, told
from strideback.core.findings import Findings
from strideback.core.knowledge import Flag, Knowledge, Sentence
from strideback.core.load import Load, PainAround, fold_load, rated_runs
from strideback.core.plan import Course, Plan, Preferences, propose
from strideback.core.progress import Folded, Progress, flares_of, fold, pain_days, preferences
from strideback.core.ranking import Clues, Ranking, clues, none_fits, rank
from strideback.core.terms import FlagId, Level, QuestionId
from strideback.core.triage import (
    Ask,
    Cleared,
    Screen,
    Screened,
    Triage,
    only_check_in,
    screen_diary,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """A muscle that was considered and set aside, and why: the author's words and the evidence."""

    muscle: str
    because: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a runner is shown.  Unless triage is cleared, `plan` is None and `ranking` is empty.

    `check_in_since`: the day since which the short re-screen is due, None when it is not.
    `stopped`: pain or a sign has ended the session of this day; no more of it today.
    `preferences` and `course` are what the plan was made from; no course without a clearance.
    """

    on: date
    edition: str
    triage: Triage
    findings: Findings
    check_in_since: date | None
    raised: tuple[Flag, ...]
    ranking: Ranking
    none_fits: bool
    why_not: tuple[WhyNot, ...]
    clues: Clues
    preferences: Preferences
    course: Course | None
    stopped: bool
    plan: Plan | None
    gates: tuple[Gate, ...]
    progress: Progress
    load: Load
    advice: tuple[Line, ...]
    unread: int


class Reviewer:
    """A knowledge edition made ready: compiled once, then asked for as many reviews as wanted."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.screen = Screen(knowledge)

    def review(self, diary: Diary, today: date) -> Review:
        """The review of a diary on a day; entries after that day do not count."""
        knowledge = self.knowledge
        events = corrected(diary, today)
        progress = fold(knowledge, events, today)
        waking = {each.on: each.on_waking for each in progress.pain}
        pain = PainAround(waking, progress.level_before)
        runs = rated_runs(knowledge, events, pain)
        found = clues(knowledge, events, progress.episode_start)
        now = circumstances(self.screen, events, progress, runs, found, today)
        mended = any(isinstance(each, Corrected) for each in diary.entries)
        as_told = told(diary, today) if mended else events
        screened = screen_diary(self.screen, as_told, events, now)
        unread = self._not_understood(diary)
        screened = replace(screened, triage=_cautious(screened.triage, events, unread))
        ever = progress.flares
        if progress.relapses:  # earlier episodes too
            ever = flares_of(knowledge.gates, pain_days(events), (), today)
        flares = [(each.start, each.until) for each in ever]
        load = fold_load(
            knowledge, events, runs, screened.triage, today, flares, routine=now.check_in_routine
        )
        prefer = preferences(events)
        stopped = stopped_on(knowledge, progress, today)
        ranking, adapted, plan = self._planned(screened, prefer, found, progress, load, today)
        return Review(
            on=today,
            edition=knowledge.edition,
            triage=screened.triage,
            findings=screened.findings,
            check_in_since=now.check_in_since,
            raised=tuple(knowledge.flags[flag] for flag in screened.triage.because),
            ranking=ranking,
            none_fits=none_fits(knowledge, found),
            why_not=_why_not(knowledge),
            clues=found,
            preferences=prefer,
            course=None if adapted is None else adapted.course,
            stopped=stopped,
            plan=plan,
            gates=_with_start(screened.triage, adapted),
            progress=progress.shown,
            load=load,
            advice=_advice(
                knowledge, screened.triage, adapted, progress, load, unread, stopped=stopped
            ),
            unread=unread,
        )

    def _planned(
        self,
        screened: Screened,
        prefer: Preferences,
        found: Clues,
        progress: Folded,
        load: Load,
        today: date,
    ) -> tuple[Ranking, Adapted | None, Plan | None]:
        """Ranking and plan, for a cleared runner only: the types allow no other way."""
        cleared = screened.triage
        if not isinstance(cleared, Cleared):
            return Ranking(), None, None
        ranked = rank(self.knowledge, cleared, found)
        adapted = adapt(self.knowledge, screened, ranked, progress, load, prefer, today)
        plan = propose(self.knowledge, cleared, adapted.ranking, adapted.course, prefer, today)
        return adapted.ranking, adapted, plan

    def _not_understood(self, diary: Diary) -> int:
        """Lines that nobody understood, and answers to questions that this edition does not know."""
        known, canonical = self.knowledge.questions, self.knowledge.canonical
        strange = (
            isinstance(each, Answered) and canonical(each.question) not in known
            for each in diary.entries
        )
        return len(diary.unread) + sum(strange)


def review(knowledge: Knowledge, diary: Diary, today: date) -> Review:
    """The review of one diary.  Use a `Reviewer` for many: it compiles the knowledge once."""
    return Reviewer(knowledge).review(diary, today)


def _cautious(triage: Triage, events: tuple[AnyEvent, ...], unread: int) -> Triage:
    """Clear nobody on a diary with lines that were not understood, or without consent (G0).

    A line that could not be read might have been a yes.
    """
    if not isinstance(triage, Cleared):
        return triage
    consents = [e for e in events if isinstance(e, Answered) and e.question == "consent"]
    consented = bool(consents) and consents[-1].value == "yes"
    if consented and not unread:
        return triage
    return Ask(
        ask=() if consented else (QuestionId("consent"),),
        level=triage.level,
        because=triage.because,
        blocks=triage.blocks,
    )


def _with_start(triage: Triage, adapted: Adapted | None) -> tuple[Gate, ...]:
    """Gate G0, the clean screen, in front of the others."""
    status = "passed" if triage.outcome == "cleared" else "held"
    return (Gate(gate="G0", status=status), *(adapted.gates if adapted else ()))


def _asks_about_run(knowledge: Knowledge, load: Load) -> tuple[Line, ...]:
    """A question about the last run, where a file told of it and nobody said how much it hurt."""
    if load.light != "unknown":
        return ()
    return (line(knowledge, "run-pain-missing", on=load.runs[-1].on.isoformat()),)


def _why_not(knowledge: Knowledge) -> tuple[WhyNot, ...]:
    return tuple(
        WhyNot(muscle=muscle.id, because=muscle.why_not)
        for muscle in knowledge.muscles.values()
        if muscle.listed == "excluded"
    )


def _advice(
    knowledge: Knowledge,
    triage: Triage,
    adapted: Adapted | None,
    progress: Progress,
    load: Load,
    unread: int,
    *,
    stopped: bool,
) -> tuple[Line, ...]:
    """Everything to say, the most urgent first; the safety net is for everybody."""
    lines = [_of_flag(knowledge.flags[flag]) for flag in triage.because]
    if unread:
        lines.append(line(knowledge, "unread-lines", count=unread))
    if isinstance(triage, Ask):
        lines.extend(line(knowledge, name) for name in _asking(triage, progress))
    if isinstance(triage, Cleared) and triage.level < Level.SOON:
        lines.append(Line(id="clean", level=Level.NONE, text=knowledge.screen.clean))
    if adapted is not None:
        if stopped:
            lines.append(line(knowledge, "stop-for-today"))
        lines.extend(adapted.lines)
        lines.extend(_asks_about_run(knowledge, load))
    elif any(f.lasted_over_limit and f.until is None for f in progress.flares):
        lines.append(line(knowledge, "g6-stop"))
    lines.sort(key=lambda each: -each.level)
    net = (
        Line(id="safety-net", level=Level.NONE, text=each) for each in knowledge.screen.safety_net
    )
    return (*lines, *net)


def _asking(triage: Ask, progress: Progress) -> tuple[str, ...]:
    """Why questions are open: a check-in, the first screen, or the screen again."""
    if all(question == "consent" for question in triage.ask):
        return ()
    if only_check_in(triage):
        return ("check-in",)
    return ("screen-again",) if progress.start is not None else ("screen-first",)


def _of_flag(flag: Flag) -> Line:
    return Line(id=FlagId(flag.id), level=flag.level, text=flag.tell)
