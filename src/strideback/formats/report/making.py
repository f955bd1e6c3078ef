"""A report from knowledge, a diary and its review: for a visit, for a referral, or a plan to hang up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from strideback.core.diary import Diary, corrected
from strideback.core.knowledge import Knowledge
from strideback.core.review import Review
from strideback.core.triage import Cleared, Refer
from strideback.formats import words
from strideback.formats.language import say, spoken
from strideback.formats.report import course, drawing, log, screened, sheet, told
from strideback.formats.report.contents import Kind, Report, Section
from strideback.formats.report.material import Material


def report(
    knowledge: Knowledge,
    diary: Diary,
    review: Review,
    *,
    since: date | None,
    until: date,
    kind: Kind,
    whole_log: bool = False,
) -> Report:
    """What a clinician, or the runner's own wall, is given of a diary, in the language that is spoken.

    `since` None: from the start of the episode.  Days after the review's are not in it.  Where a flag
    sends the runner to somebody, a visit is a referral, whatever was asked for; where none does, a
    referral is a visit.  Raises ValueError for a plan of a runner who is not cleared.
    """
    until = min(until, review.on)
    since = since or review.progress.episode_start or first_day(diary, until)
    of = Material(
        knowledge=knowledge,
        diary=diary,
        review=review,
        since=min(since, until),
        until=until,
        whole_log=whole_log,
    )
    if kind == "plan":
        return _plan(of)
    return _for_a_clinician(of)


def first_day(diary: Diary, until: date) -> date:
    """The first day of which anything was told, or the last one where nothing was."""
    return min((each.on for each in corrected(diary, until)), default=until)


def _for_a_clinician(of: Material) -> Report:
    referral = bool(screened.reasons(of))
    sections = _one_page(of)
    brief = tuple(each for each in _one_page(replace(of, brief=True)) if each not in sections)
    if of.whole_log:
        behind = (log.log(of), screened.all_answers(of))
        sections += [each for each in behind if each is not None]
    first, last = words.date_of(of.since), words.date_of(of.until)
    lead = say("Told by the runner, {first} to {last}", first=first, last=last)
    lead = f"{lead}. {say('Made on {day}', day=words.date_of(of.review.on))}."
    return _report(of, "referral" if referral else "visit", lead, sections, brief)


def _one_page(of: Material) -> list[Section]:
    """What a clinician reads first, and often only."""
    sections = (
        screened.raised(of),
        screened.wanted(of),
        drawing.drawn(of),
        told.who(of),
        told.questions(of),
        told.examined(of),
        screened.asked(of, told.care(of)),
        _course(of),
        course.tried(of),
        told.notes(of),
    )
    return [each for each in sections if each is not None]


def _course(of: Material) -> Section:
    """The time line, with the same in figures below it."""
    line = drawing.pain_over_time(of)
    title = say("Pain, runs and sessions")
    blocks = ((line,) if line else ()) + course.facts_of_course(of)
    return Section(id="course", title=title, place="wide", blocks=blocks)


def _plan(of: Material) -> Report:
    plan = of.review.plan
    if isinstance(of.review.triage, Refer):
        raise ValueError(
            say("There is no plan to print: see someone first, and take the referral along.")
        )
    if plan is None or not isinstance(of.review.triage, Cleared):
        raise ValueError(say("There is no plan to print: the safety questions come first."))
    lead = say("Made on {day}", day=words.date_of(of.review.on))
    return _report(of, "plan", lead, sheet.plan_sections(of, plan))


def _report(
    of: Material,
    kind: Kind,
    lead: str,
    sections: Sequence[Section],
    brief: tuple[Section, ...] = (),
) -> Report:
    titles = {
        "visit": say("A runner's low back pain"),
        "referral": say("Referral: a runner's low back pain"),
        "plan": say("Your plan"),
    }
    net = " ".join(each.says for each in of.knowledge.screen.safety_net)
    foot = [
        say(
            "Written by the runner with strideback, knowledge edition {edition}. No clinician has "
            "examined the runner for it; it is no diagnosis.",
            edition=of.knowledge.edition,
        )
        if kind != "plan"
        else say(
            "Information to help you decide; it does not replace a professional. strideback, "
            "knowledge edition {edition}.",
            edition=of.knowledge.edition,
        )
    ]
    if kind != "plan":
        foot.append(say("The runner was told: {net}", net=net))
    return Report(
        kind=kind,
        language=spoken(),
        title=titles[kind],
        lead=lead,
        made_on=of.review.on,
        since=of.since,
        until=of.until,
        edition=of.knowledge.edition,
        blanks=(say("Name"), say("Date of birth")) if kind != "plan" else (),
        sections=tuple(sections),
        foot=tuple(foot),
        brief=brief,
    )
