"""What the diary shows over time, for the screen: read before triage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from strideback.core.adapt.gates import g5_met
from strideback.core.diary import Answered, AnyEvent, Did, PainLogged, Ran
from strideback.core.knowledge import GateRules, Knowledge
from strideback.core.load import RatedRun, last_seen, two_reds
from strideback.core.progress import Progress, flares_of, pain_days
from strideback.core.ranking import Clues, none_fits
from strideback.core.triage import Circumstances, Screen


def circumstances(
    screen: Screen,
    events: Sequence[AnyEvent],
    progress: Progress,
    runs: Sequence[RatedRun],
    found: Clues,
    today: date,
) -> Circumstances:
    """What the diary shows over time, for the screen."""
    knowledge = screen.knowledge
    due, routine, after = _check_in(screen, events, progress, runs, today)
    since = progress.episode_start or today
    reds = two_reds(knowledge.running, runs, last_seen(events, "two-red-runs", "cleared"))
    fits_none = none_fits(knowledge, found)
    observed = {
        "check-in-due": due is not None,
        "two-red-runs": reds is not None,
        "not-better-at-6-weeks": _not_better(knowledge.gates, progress, today),
        "persistent-at-12-weeks": _persistent(knowledge.gates, progress, today),
        "severe-pain-after-massage": _severe_after_massage(knowledge, events),
        "none-of-these-fits": fits_none and not progress.seen_about(("none-of-these-fits",), since),
    }
    lasted = (flare.lasted_over_limit for flare in progress.flares)
    full = (*progress.relapses, *(each for each in lasted if each is not None))
    if progress.start is None:
        full = (*full, today - timedelta(days=knowledge.screen.full_valid_days))  # gate G0
    return Circumstances(
        observed=observed,
        check_in_routine=routine,
        full_since=full,
        check_in_since=due,
        check_in_after=after,
        start=progress.start,
        today=today,
        still_hurts=not g5_met(knowledge.gates, progress),
    )


def check_in_since(
    screen: Screen,
    events: Sequence[AnyEvent],
    progress: Progress,
    runs: Sequence[RatedRun],
    today: date,
) -> date | None:
    """The day since which the short re-screen is due; None when it is not.

    Every two weeks once the plan has started, every three months in maintenance, and after every
    flare, red run, bruise or stop sign (clinical.md 1.3.2, 6, 6.1).  Before the start as soon as
    the screen is older than a day (G0); after four weeks without a start the full screen itself is
    asked again.
    """
    return _check_in(screen, events, progress, runs, today)[0]


def _check_in(
    screen: Screen,
    events: Sequence[AnyEvent],
    progress: Progress,
    runs: Sequence[RatedRun],
    today: date,
) -> tuple[date | None, bool, AnyEvent | None]:
    """Since when a check-in is due, whether the calendar alone asks for it, and after which event."""
    fresh = _fresh(screen, events)
    if fresh is None:
        return None, False, None  # the full screen itself is still open
    triggers = _triggers(screen.knowledge, events, progress, runs, fresh)
    if triggers:
        since = max(on for on, _ in triggers)
        told = [event for on, event in triggers if on == since and event is not None]
        return since, False, told[-1] if told else None
    due = fresh[1] + timedelta(days=_check_in_days(screen.knowledge, progress))
    return (due if due <= today else None), True, None


def _fresh(screen: Screen, events: Sequence[AnyEvent]) -> tuple[int, date] | None:
    """Where in the diary, and when, the screen was last whole; None while it never was."""
    last = _last_answers(screen, events)
    full = _complete(screen, last, ("emergency", "same-day"))
    if full is None:
        return None
    return max(full, _complete(screen, last, ("check-in",)) or full)


def _triggers(
    knowledge: Knowledge,
    events: Sequence[AnyEvent],
    progress: Progress,
    runs: Sequence[RatedRun],
    fresh: tuple[int, date],
) -> list[tuple[date, AnyEvent | None]]:
    """What has happened since then that asks for a check-in at once: the day, and the event told."""
    rose = _rise_told_after(knowledge.gates, events, progress, fresh)
    found: list[tuple[date, AnyEvent | None]] = [
        (event.on, event)
        for place, event in enumerate(events)
        if place > fresh[0]
        and (place == rose or _calls_for_check_in(knowledge, event, progress, runs))
    ]
    found += [(each.start, None) for each in progress.flares if each.start > fresh[1]]
    found += [(r.known_on, None) for r in runs if r.light == "red" and r.known_on > fresh[1]]
    return found


def _rise_told_after(
    rules: GateRules, events: Sequence[AnyEvent], progress: Progress, fresh: tuple[int, date]
) -> int | None:
    """The place of the word that made a flare of the very day on which the answers were given."""
    answers, on = fresh
    if all(each.start != on for each in progress.flares):
        return None
    first = progress.episode_start or on
    for place in range(answers, len(events)):
        if events[place].on > on:
            break
        if place > answers and not isinstance(events[place], (PainLogged, Did)):
            continue
        known = pain_days(each for each in events[: place + 1] if each.on >= first)
        if any(each.start == on for each in flares_of(rules, known, (), on)):
            return place
    return None


def _check_in_days(knowledge: Knowledge, progress: Progress) -> int:
    """Days until the next check-in: sooner with worries, every three months once all is well."""
    rules, gates = knowledge.screen, knowledge.gates
    if progress.start is None:
        return rules.fresh_h // 24 + 1
    if progress.day > gates.g5_day and g5_met(gates, progress):
        return gates.maintenance_check_days
    days = rules.check_in_worried_days if progress.beliefs else rules.check_in_every_days
    return days + 1  # the day itself belongs to the review


def _calls_for_check_in(
    knowledge: Knowledge, event: AnyEvent, progress: Progress, runs: Sequence[RatedRun]
) -> bool:
    """A sign, new severe pain in an exercise, a red run, or as much pain told of running."""
    if isinstance(event, Did):
        return bool(event.signs) or _new_and_severe(knowledge.gates, event, progress)
    if isinstance(event, PainLogged):
        return event.during is not None and event.during > knowledge.running.amber_up_to
    return isinstance(event, Ran) and any(r.run is event and r.light == "red" for r in runs)


def _new_and_severe(rules: GateRules, did: Did, progress: Progress) -> bool:
    """Pain in or after an exercise that is severe, and far above what it was beforehand."""
    pain = max((p for p in (did.during, did.after) if p is not None), default=0.0)
    before = did.before
    if before is None:
        of_day = progress.by_day.get(did.on)
        before = progress.level_before(did.on) if of_day is None else of_day.level
    new = before is None or pain - before >= rules.severe_rise
    return new and pain >= rules.severe_after_massage


def _last_answers(screen: Screen, events: Sequence[AnyEvent]) -> dict[str, tuple[int, date]]:
    """For each question: the place in the diary and the day of its last answer."""
    canonical = screen.knowledge.canonical
    return {
        canonical(event.question): (place, event.on)
        for place, event in enumerate(events)
        if isinstance(event, Answered)
    }


def _complete(
    screen: Screen, last: Mapping[str, tuple[int, date]], groups: tuple[str, ...]
) -> tuple[int, date] | None:
    """When these groups of questions were last all answered: the oldest of their last answers."""
    wanted = [
        question.id
        for question in screen.asked
        if question.group in groups and (question.ask_when is None or question.group == "check-in")
    ]
    if not wanted or any(question not in last for question in wanted):
        return None
    return min(last[question] for question in wanted)


def _not_better(rules: GateRules, progress: Progress, today: date) -> bool:
    """Gate G5: six weeks on, less than 30 % better, or still 4 or more, or the goal not met."""
    if progress.calendar_day < rules.g5_day or progress.latest is None:
        return False
    if progress.seen_about(("long-lasting",), _on_day(progress, rules.g5_day, today)):
        return False
    return not g5_met(rules, progress)


def _persistent(rules: GateRules, progress: Progress, today: date) -> bool:
    """Gate G7: twelve weeks on and still there."""
    if progress.calendar_day < rules.g7_day or progress.latest is None:
        return False
    if progress.seen_about(("persistent-at-12-weeks",), _on_day(progress, rules.g7_day, today)):
        return False
    return not g5_met(rules, progress)


def _on_day(progress: Progress, day: int, today: date) -> date:
    """The date on which a day of the plan fell."""
    return today - timedelta(days=max(0, progress.calendar_day - day))


def _severe_after_massage(knowledge: Knowledge, events: Sequence[AnyEvent]) -> bool:
    rules = knowledge.gates
    seen = last_seen(events, "bleeding-after-massage", "cleared", "limits")
    for event in events:
        if not isinstance(event, Did) or event.after is None or (seen and event.on <= seen):
            continue
        exercise = knowledge.exercises.get(event.exercise)
        rose = event.before is not None and event.after - event.before >= rules.severe_rise
        if (
            exercise
            and exercise.kind == "massage"
            and rose
            and event.after >= rules.severe_after_massage
        ):
            return True
    return False
