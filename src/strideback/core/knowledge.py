"""What medicine says, as values: one frozen record for each kind of knowledge file.

Every sentence that a runner reads is a `Sentence`: it cannot be made without its evidence, so
"every claim has a source and a grade" holds by construction (DESIGN.md, law 7).

One long module, because it is the one page that says what a knowledge file may hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from strideback.core.terms import (
    Block,
    Dose,
    ExerciseId,
    FindingId,
    FlagId,
    Grade,
    Level,
    MuscleId,
    ProgrammeId,
    QuestionId,
    RegionId,
    SelfTestId,
    Side,
    SourceId,
    StageId,
)

# --- evidence ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a sentence comes from.  `checked` is true when the source itself was read."""

    sources: tuple[SourceId, ...]
    grade: Grade
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words that a runner reads, with their evidence."""

    says: str
    evidence: Evidence

    def __str__(self) -> str:
        return self.says

    def filled(self, **values: object) -> Sentence:
        """The same sentence with its `{placeholders}` filled in."""
        return Sentence(self.says.format(**values), self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A paper, guideline, book, page, or our own choice.

    `seen` says how far it was read: whole, abstract, excerpt, secondary, memory, or own.
    `interest` names a conflict of interest: a source that sells something says so.
    """

    id: SourceId
    kind: str
    title: str
    by: str
    where: str = ""
    year: int | None = None
    doi: str = ""
    seen: str
    interest: str = ""
    note: str = ""


# --- formulas ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Is:
    """The finding is yes."""

    finding: FindingId


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Formula


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts hold."""

    count: int
    parts: tuple[Formula, ...]


Formula = Is | Not | All | Any | AtLeast


def findings_in(formula: Formula) -> Iterator[FindingId]:
    """Every finding that the formula mentions, in order, repeats included."""
    match formula:
        case Is(finding):
            yield finding
        case Not(part):
            yield from findings_in(part)
        case All(parts) | Any(parts) | AtLeast(_, parts):
            for each in parts:
                yield from findings_in(each)


# --- the screen ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a question; its finding is `question.option`."""

    id: str
    says: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something we ask.

    `kind` is yes-no, number, choices (any of the options, or none), date or text.
    `ask_when` hides the question until the formula holds; a hidden question counts as no only when
    the formula is known not to hold.  `not_sure` and `unanswered` say what "not sure" and silence
    count as: `yes` or `unknown`, never no.  `lasting` answers (age) do not go stale;
    a number of weeks that `grows` counts on with the calendar while the pain lasts.
    `screen` questions must be answered before anything is planned.
    """

    id: QuestionId
    code: str = ""
    group: str
    order: int
    kind: str
    asks: Sentence
    why: Sentence | None = None
    help: Sentence | None = None
    options: tuple[Option, ...] = ()
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    ask_when: Formula | None = None
    not_sure: str = "yes"
    unanswered: str = "unknown"
    lasting: bool = False
    grows: bool = False
    screen: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRule:
    """A finding that is worked out rather than answered; exactly one way of working it out is set.

    `when`: a formula over other findings.  `number`: a number question with `at_least` (inclusive)
    and/or `below` (exclusive).  `drawn`: regions in the pain drawing, on `drawn_sides` any or both.
    `tested`: a self-test whose last value is `at_least`.  `observed`: the core works it out from
    the diary over time and says so by this id.
    """

    id: FindingId
    name: str
    says: Sentence
    when: Formula | None = None
    number: QuestionId | None = None
    tested: SelfTestId | None = None
    at_least: float | None = None
    below: float | None = None
    drawn: tuple[RegionId, ...] = ()
    drawn_sides: str = "any"
    observed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A reason to be seen, or to leave parts of the plan out.

    `blocks` are the parts removed.  `stays`: once raised it holds until the diary says that a
    clinician has seen the runner for it.  `clearable`: a clinician's clearance lifts it while the
    answer stands (a runner under 18 does not grow older by being seen).  `refines`: this flag only
    adds words to another one, so the proof lets that one swallow it.
    """

    id: FlagId
    code: str = ""
    name: str
    when: Formula
    level: Level
    within: str = ""
    blocks: tuple[Block, ...] = ()
    tell: Sentence
    why: Sentence
    allowed: Sentence | None = None
    stays: bool = False
    clearable: bool = False
    refines: FlagId | None = None


# --- the body ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A place on the body chart.  A `paired` region has a left and a right."""

    id: RegionId
    code: str
    name: str
    plain: str
    order: int
    views: tuple[str, ...]
    paired: bool = True
    below_knee: bool = False
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Where in the muscle pain starts, and where it is felt (essential, then spillover, zones)."""

    id: str
    where: str
    essential: tuple[RegionId, ...]
    spillover: tuple[RegionId, ...] = ()
    both_sides: bool = False
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """Something that makes a muscle's pain worse; `id` is an option of the question `worse-with`."""

    id: str
    says: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Muscle:
    """A muscle card.

    `listed` is guide (the guide's three), outside (a second list that leads to further programmes)
    or excluded (answered by "why not?", never a target).  `prior` is its points before any answer.
    `paths` are its fascicles on the musculoskeletal model, by the model's names without the side.
    """

    id: MuscleId
    code: str
    name: str
    order: int
    listed: str
    prior: float = 0.0
    plain: Sentence
    where: Sentence
    job: Sentence
    points: tuple[Point, ...]
    worse: tuple[Factor, ...] = ()
    better: tuple[Sentence, ...] = ()
    inspect: tuple[Sentence, ...] = ()
    cautions: tuple[Sentence, ...] = ()
    notes: tuple[Sentence, ...] = ()
    tests: tuple[SelfTestId, ...] = ()
    programme: ProgrammeId | None = None
    why_not: tuple[Sentence, ...] = ()
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTest:
    """A test the runner does alone.

    `measures` is seconds, degrees, pain, reps or yes-no.  A value points to a muscle of `muscles`
    when: `weaker_by_percent` the painful side is that much lower than the other; or the value is
    `at_least`.  `only_when`: formula that must hold first (a hop needs pain-free walking).
    `ranks` is false for tests that must not drive the ranking (flexibility).
    """

    id: SelfTestId
    name: str
    order: int
    per_side: bool = True
    measures: str
    steps: tuple[Sentence, ...]
    use: Sentence
    muscles: tuple[MuscleId, ...] = ()
    weaker_by_percent: float | None = None
    at_least: float | None = None
    ranks: bool = True
    only_when: Formula | None = None
    cautions: tuple[Sentence, ...] = ()


# --- what to do ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of an exercise's ladder, easiest first; `dose` only where it differs."""

    id: str
    says: Sentence
    dose: Dose | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """An exercise, stretch, massage or comfort measure.

    `kind`: massage, stretch, strength, mobility, walk or comfort.  `parts` are further names by which
    a block can remove it (`impact`, `long-end-range`, `massage-deep` …).  `needs`: equipment, all of
    it; `needs_any`: one of these.  `ladder` runs from easiest to hardest, `start` is the index of
    the rung that a runner begins on.  `replaced_by` is tried in order when this is ruled out.
    """

    id: ExerciseId
    code: str = ""
    name: str
    kind: str
    order: int
    targets: tuple[MuscleId, ...]
    parts: tuple[str, ...] = ()
    per_side: bool = True
    floor: bool = False
    needs: tuple[str, ...] = ()
    needs_any: tuple[str, ...] = ()
    steps: tuple[Sentence, ...]
    feel: Sentence | None = None
    dose: Dose
    ladder: tuple[Rung, ...]
    start: int = 0
    mistakes: tuple[Sentence, ...]
    stop: tuple[Sentence, ...]
    notes: tuple[Sentence, ...] = ()
    replaced_by: tuple[ExerciseId, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every part name by which a block can remove this exercise."""
        of_muscles = (f"{self.kind}:{muscle}" for muscle in self.targets)
        return frozenset((self.kind, f"exercise:{self.id}", *of_muscles, *self.parts))

    @property
    def climbs(self) -> bool:
        """True when its ladder is climbed, by how hard it was: so that has to be asked."""
        return self.kind in {"strength", "stretch", "mobility"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StageItem:
    """An exercise in a stage.

    `role`: main, gentle-start (offered beside the guide's order from day one) or optional.
    `times_a_week` 7 is daily.  `for_muscle`: only the painful sides of this muscle are treated
    (massage); without it both sides are.  `dose` replaces the exercise's own.
    """

    exercise: ExerciseId
    role: str = "main"
    times_a_week: int = 7
    for_muscle: MuscleId | None = None
    dose: Dose | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stretch of the programme.  Days count from 1; `last_day` None means for good.

    `consecutive_days` then `rest_days` limit deep massage (clinical.md 3.3).
    """

    id: StageId
    name: str
    says: Sentence
    first_day: int
    last_day: int | None = None
    exit_gate: str = ""
    consecutive_days: int | None = None
    rest_days: int = 0
    items: tuple[StageItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Stages in order, and for whom."""

    id: ProgrammeId
    code: str = ""
    name: str
    order: int
    about: Sentence
    notes: tuple[Sentence, ...] = ()
    stages: tuple[Stage, ...]


# --- the body in a pose ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What holds the body up, or what it presses on or holds.

    `thing`: floor, wall, chair, table, step, ball, cushion, pole, band or weight.  `at`: the landmarks
    of the body that touch it (`sole-right`, `seat` …).  `height_m` is how high its top is above the
    floor; without it a chair or table is as high as the body needs.
    """

    thing: str
    at: tuple[str, ...]
    height_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How much longer a muscle's path is in this pose than in standing, measured on the model.

    `percent` is the mean of its fascicles; a shorter path is negative.  `side` is that of the pose as
    written.  `says` tells it in plain words, with `{percent}` for the figure without its sign; it is
    shown beside the `claims` that it bears on.
    """

    muscle: MuscleId
    percent: float
    side: Side = Side.RIGHT
    says: Sentence | None = None
    claims: tuple[str, ...] = ()

    @property
    def told(self) -> Sentence | None:
        """The sentence with its figure in whole percent; None where there is only the figure."""
        return self.says and self.says.filled(percent=f"{abs(self.percent):.0f}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """The body at one moment: joint angles in degrees by the model's joint names.

    A joint that has a left and a right may be named without its side (`knee_angle`) for both; a
    joint that is not named is as in standing.  `lies`: upright, prone, supine, left-side or
    right-side, leaned by `lean` (degrees `forward`, to the `right`, `turn` to the right).  The body
    is then turned and lowered until the landmarks of its `supports` touch.  `says` is what the
    picture shows, in words.
    """

    id: str
    says: Sentence
    lies: str = "upright"
    lean: Mapping[str, float] = field(default_factory=dict)
    angles: Mapping[str, float] = field(default_factory=dict)
    supports: tuple[Support, ...] = ()
    measured: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseSeries:
    """How something is done: its poses from start to end, written for the right side.

    An exercise's or self-test's series has its id.  `shows`: exercise, selftest, stride or reference.
    `sided`: the other side is the mirror image.  `targets` are the muscles that the picture colours.
    `seen_from`: front, back, left, right or between (`front-right`), `from_above` in degrees.
    `evidence` is where the angles come from.
    """

    id: str
    name: str
    shows: str
    sided: bool = True
    targets: tuple[MuscleId, ...] = ()
    seen_from: str
    from_above: float = 10
    poses: tuple[Pose, ...]
    evidence: Evidence


# --- what is claimed -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What an author says, kept as the author's, with our verdict and our own wording.

    `verdict`: supported, partly-supported, contested, unsupported, contradicted, unsafe, opinion.
    `acted_on` is false for claims that the software never follows.
    """

    id: str
    number: int | None = None
    rows: tuple[str, ...] = ()
    author: SourceId
    says: str
    plain: Sentence | None = None
    verdict: str
    why: Sentence
    word_it: Sentence
    acted_on: bool = True
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """A question runners ask, and our answer."""

    id: str
    order: int
    question: str
    answer: tuple[Sentence, ...]
    see: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A message of the review, by the id that the core uses for it.  May hold `{placeholders}`."""

    id: str
    level: Level
    says: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """A thought sent every few days to whoever asked for tips; it holds no dose and no plan.

    `when`: `always`, or the stage in which it is sent.  `parts`: what it speaks of; it is not sent
    while one of them is left out of the runner's plan.
    """

    id: str
    order: int
    name: str
    says: tuple[Sentence, ...]
    when: str
    parts: tuple[Block, ...] = ()
    see: tuple[str, ...] = ()

    def fits(self, stage: StageId, blocks: AbstractSet[Block]) -> bool:
        """True when it may be sent to a cleared runner in this stage, with these parts left out."""
        return self.when in {ALWAYS, stage} and blocks.isdisjoint(self.parts)


ALWAYS = "always"


# --- the numbers ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenRules:
    """How the screen works (clinical.md 1.3.2, 6 G0)."""

    evidence: Evidence
    refer_from: Level
    stays_from: Level
    asked_groups: tuple[str, ...]
    fresh_h: int
    full_valid_days: int
    check_in_every_days: int
    check_in_worried_days: int
    check_in_opens_full: tuple[FindingId, ...]
    stroke_share: float
    limits: tuple[Block, ...]
    safety_net: tuple[Sentence, ...]
    clean: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingRules:
    """Points with reasons (clinical.md 2.4.2)."""

    evidence: Evidence
    tender_from: float
    tender_and_familiar: float
    tender_only: float
    tenderer_than_other_side_by: float
    essential: float
    essential_max: float
    spillover: float
    spillover_max: float
    factor: float
    factor_max: float
    self_test: float
    cannot_produce: float
    clear_lead: float
    no_match_below: float
    response_prior_sd: float
    response_noise_sd: float
    response_better_by: float
    response_min_times: int
    response_good: float
    response_none: float
    response_points: float
    reasons: Mapping[str, Sentence]
    confidence: Mapping[str, Sentence]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRules:
    """The gates G1 to G7 (clinical.md 6).  Pain is 0 to 10, percentages of the baseline."""

    evidence: Evidence
    g1_min_massage_days: int
    g1_worse_than_baseline_ok: float
    g1_pause_from_worse: float
    g1_pause_h: int
    g2_earliest_day: int
    g2_fell_by: float
    g2_or_at_most: float
    g2_mostly_gone_percent: float
    g2_force_day: int
    g3_pain_at_most: float
    g3_green_run_walks: int
    g3_run_walk_min: int
    g4_day: int
    g4_fell_by: float
    g4_percent: float
    g5_day: int
    g5_percent: float
    g5_pain_from: float
    g5_rmdq_at_most: float
    g5_rmdq_fell_percent: float
    g5_activity_from: float
    g5_activity_rose_by: float
    g6_h: int
    g7_day: int
    flare_worse_by: float
    flare_rest_h: int
    flare_window_days: int
    relapse_quiet_days: int
    relapse_quiet_at_most: float
    relapse_pain_from: float
    dropout_days: int
    progress_sessions: int
    progress_effort_at_most: float
    progress_pain_at_most: float
    regress_pain_from: float
    stop_pain_from: float
    choose_rungs_up: int
    strength_rest_days: int
    severe_after_massage: float
    severe_rise: float
    maintenance_check_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoodOutRules:
    """What is looked at in the runs before a flare, and when it is told.

    `traits`: a sentence for each thing that can stand out, by its id.  "Usual" is the median of the
    runner's own runs of the `weeks_before` before a run, of which there must be `least_usual`.
    `share_at_most`: shown when at most this share of other days for the flares would give as much,
    shared out over everything that was looked at.
    """

    evidence: Evidence
    days_before: int
    weeks_before: int
    least_flares: int
    least_runs: int
    least_usual: int
    share_at_most: float
    descent_times: float
    descent_from_m: float
    steepest_times: float
    steepest_from_percent: float
    downhill_over: float
    faster_share: float
    break_times: float
    break_from_days: int
    early_before_hour: int
    early_share_over: float
    cadence_share: float
    repeat_from: float
    traits: Mapping[str, Sentence]
    too_little: Sentence
    nothing: Sentence
    by_chance: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningRules:
    """The traffic light and the cap (clinical.md 6 and 7).  Shares are of the distance.

    `recent_days` are set against the `before_days` before them, to see what has changed.
    """

    evidence: Evidence
    cap_share: float
    cap_window_days: int
    green_up_to: float
    amber_up_to: float
    amber_cut_share: float
    reds_to_refer: int
    reds_window_days: int
    spike_bands: tuple[float, ...]
    spike_words: tuple[Sentence, ...]
    recent_days: int
    before_days: int
    least_runs_each: int
    lights: Mapping[str, Sentence]
    stood_out: StoodOutRules


@dataclass(frozen=True, slots=True, kw_only=True)
class AnatomyRules:
    """The musculoskeletal model, and how far its joints go.

    `joints`: the least and greatest angle in degrees of each joint that a pose may name; a joint
    that follows another one (the kneecap, a single vertebra) is not among them.  `spine`: which
    share of a movement of the lower back each level takes.  `stretch_from_percent`: what a stretch
    has to lengthen its target by at least.
    """

    evidence: Evidence
    model: str
    version: str
    stretch_from_percent: float
    joints: Mapping[str, tuple[float, ...]]
    spine: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The few words that the core fills into sentences; all of them in the language of the sentences.

    `order` counts: first, second, … .  `decimal` stands before the tenths of a number.  `small_names`:
    a name within a sentence begins with a small letter, as in English.
    """

    left: str
    right: str
    place: str
    order: tuple[str, ...]
    shorter: str
    positive: str
    pain_running: str
    pain_rose: str
    next_morning: str
    still_worse: str
    whatever: str
    decimal: str = "."
    small_names: bool = True

    def side(self, side: Side) -> str:
        """Left or right, in words."""
        return self.left if side is Side.LEFT else self.right

    def within(self, name: str) -> str:
        """A name as it stands within a sentence."""
        return name.lower() if self.small_names else name

    def figure(self, value: float) -> str:
        """A number, as short as it can be."""
        return f"{value:g}".replace(".", self.decimal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The regions as bitmaps on one grid: `views[view]["sacrum"]`, bit `row * columns + column`."""

    columns: int
    rows: int
    cell: float
    views: Mapping[str, Mapping[str, int]]


_LONGEST_CODE = 12  # `TH_ANTLAT`; ids are looked up far more often, and most are longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything in the knowledge folder, by id, with its edition."""

    edition: str
    sources: Mapping[str, Source]
    regions: Mapping[str, Region]
    questions: Mapping[str, Question]
    findings: Mapping[str, FindingRule]
    flags: Mapping[str, Flag]
    muscles: Mapping[str, Muscle]
    selftests: Mapping[str, SelfTest]
    exercises: Mapping[str, Exercise]
    programmes: Mapping[str, Programme]
    claims: Mapping[str, Claim]
    faq: Mapping[str, Faq]
    poses: Mapping[str, PoseSeries]
    advice: Mapping[str, Advice]
    screen: ScreenRules
    ranking: RankingRules
    gates: GateRules
    running: RunningRules
    anatomy: AnatomyRules
    words: Words
    chart: Chart | None = None
    tips: Mapping[str, Tip] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    """Short codes (`E03`, `IC_POST`) and the ids they stand for."""

    def canonical(self, name: str) -> str:
        """The id behind a short code, or the name itself."""
        if len(name) > _LONGEST_CODE:
            return name
        return self.codes.get(name) or self.codes.get(name.upper(), name)
