"""Rules for the knowledge folder: each has a name, a sentence, and a function of its own.

    check_all(folder)   every problem of every rule, at once
    RULES               the rules, in the order in which they are told

To add one, write it in a module here and name it below.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from strideback.formats.knowledge_checks import (
    blocks,
    chart,
    claims,
    doses,
    evidence,
    exercises,
    findings,
    flags,
    lock,
    mentions,
    muscles,
    poses,
    programmes,
    questions,
    served,
    tips,
    vocabulary,
    words,
)
from strideback.formats.knowledge_checks.lock import write_lock
from strideback.formats.knowledge_checks.rule import Rule
from strideback.formats.knowledge_toml import default_folder, read
from strideback.formats.problems import Problem

RULES: Final[tuple[Rule, ...]] = (
    mentions.ids_resolve,
    mentions.factors_resolve,
    mentions.links_resolve,
    findings.findings_resolve,
    findings.findings_once,
    findings.findings_one_way,
    findings.findings_no_circle,
    vocabulary.words_known,
    vocabulary.inner_ids,
    vocabulary.codes_once,
    blocks.parts_known,
    blocks.blocks_remove,
    blocks.limits_remove,
    evidence.sentences_cite,
    evidence.grades_fit,
    evidence.checked_was_seen,
    flags.urgent_blocks_all,
    flags.referrals_stay,
    flags.flags_say_when,
    flags.not_sure_is_yes,
    flags.screen_is_used,
    questions.check_in_short,
    questions.questions_fit_kind,
    muscles.excluded_is_no_target,
    muscles.no_belly_massage,
    muscles.zones_drawable,
    chart.chart_shows_regions,
    chart.chart_knows_regions,
    chart.grid_fits_chart,
    exercises.ladders_climb,
    exercises.replacements_end,
    exercises.removed_is_replaced,
    exercises.comfort_is_gentle,
    doses.doses_capped,
    doses.days_capped,
    doses.doses_in_range,
    programmes.stages_follow,
    programmes.items_reach,
    programmes.deep_massage_rests,
    poses.poses_complete,
    poses.poses_fit_model,
    poses.stretches_lengthen,
    poses.measured_is_laboratory,
    claims.claims_numbered,
    claims.unsafe_not_acted_on,
    tips.tips_fit,
    tips.tips_no_dose,
    words.kind_words,
    words.no_weakness,
    words.no_probability,
    words.no_products,
    served.core_is_served,
    served.observed_is_known,
    served.placeholders_known,
    lock.ids_locked,
)


def check_all(folder: Path | None = None) -> tuple[Problem, ...]:
    """Every problem in the folder.  Files that cannot be read are told first, and alone."""
    folder = folder or default_folder()
    knowledge, problems = read(folder)
    if knowledge is None:
        return problems
    return tuple(problem for each in RULES for problem in each.check(knowledge, folder))


__all__ = ["RULES", "Rule", "check_all", "write_lock"]
