"""The order of the muscles after the runner's own response (DESIGN.md section 4)."""

from __future__ import annotations

from dataclasses import replace

from strideback.core.knowledge import Knowledge
from strideback.core.progress import Progress, Response
from strideback.core.ranking import RankedMuscle, Ranking, Reason, in_order


def rerank(knowledge: Knowledge, ranking: Ranking, progress: Progress, *, switch: bool) -> Ranking:
    """The order after the runner's own response, at a gate that asks for it; else unchanged.

    Response counts from three tries on.  When it tells nothing, the next muscle goes first.
    """
    if not switch or not ranking.muscles:
        return ranking
    by_muscle = {(each.muscle, each.side): each for each in progress.responses}
    entries = [
        _with(each, _response_reason(knowledge, by_muscle.get((each.muscle, each.side))))
        for each in ranking.muscles
    ]
    ordered = in_order(knowledge, entries)
    top = ordered[0]
    helped = by_muscle.get((top.muscle, top.side))
    good = helped is not None and _is_good(knowledge, helped)
    rivals = [each.points for each in ordered if each.muscle != top.muscle]
    if top.muscle == ranking.muscles[0].muscle and not good and rivals:
        behind = max(rivals) - 0.5
        switched = knowledge.ranking.reasons["switched"]
        ordered = in_order(
            knowledge,
            (
                _with(each, Reason(switched, behind - each.points))
                if each.muscle == top.muscle and each.points > behind
                else each
                for each in ordered
            ),
        )
    return replace(ranking, muscles=ordered)


def _with(each: RankedMuscle, reason: Reason | None) -> RankedMuscle:
    if reason is None:
        return each
    return replace(each, points=each.points + reason.points, reasons=(*each.reasons, reason))


def _is_good(knowledge: Knowledge, response: Response) -> bool:
    rules = knowledge.ranking
    enough = response.times >= rules.response_min_times
    sure = response.points_off > response.uncertainty
    return enough and sure and response.mean_off >= rules.response_good


def _response_reason(knowledge: Knowledge, response: Response | None) -> Reason | None:
    rules = knowledge.ranking
    if response is None or response.times < rules.response_min_times:
        return None
    words = {
        "points": knowledge.words.figure(round(response.mean_off, 1)),
        "better": response.better,
        "times": response.times,
    }
    if _is_good(knowledge, response):
        return Reason(rules.reasons["response_good"].filled(**words), rules.response_points)
    if response.mean_off <= rules.response_none:
        return Reason(rules.reasons["response_none"].filled(**words), -rules.response_points)
    return None
