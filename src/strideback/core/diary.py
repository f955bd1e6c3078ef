"""What the runner said and did: events, their order, and their corrections.

A diary is only ever added to.  A mistake is mended by `Corrected`, which replaces an earlier event
by its number; the earlier one stays in the diary.  Lines that nobody understood are kept as
`Unread`, in their place, and comments as `Remark`: nothing is lost.

One long module, because it is the one page that says what a diary may hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from strideback.core.terms import Side

Value = str | float | date | tuple[str, ...]
"""An answer: yes, no, not-sure, a number, a day, free text, or the options ticked (maybe none)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened on a day, or at an instant of it (in the runner's own time zone)."""

    on: date
    at: datetime | None = None
    form: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Event):
    """An answer to a question of the screen or of the intake."""

    question: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A stroke of the brush on the body chart, in chart units, with intensity 0 to 10."""

    points: tuple[tuple[float, float], ...]
    brush: float
    intensity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A region marked in a drawing; `side` is None for a midline region.  Intensity 0 to 10."""

    region: str
    side: Side | None
    intensity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drew(Event):
    """A pain drawing on one view of the body chart: regions tapped, strokes painted, or both.

    A drawing replaces the earlier drawing of the same view.  No marks at all means: nothing there.
    """

    view: str
    marks: tuple[Mark, ...] = ()
    strokes: tuple[Stroke, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected(Event):
    """Pressing on a muscle: how tender (0 to 10), and "is that my pain?"."""

    muscle: str
    side: Side
    tender: float
    familiar: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested(Event):
    """A self-test: its value in the test's own unit (1 is yes), and pain while doing it."""

    test: str
    side: Side | None = None
    value: float | None = None
    pain: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PainLogged(Event):
    """Pain from 0 to 10: now, at its worst, during a run, or on the morning after."""

    now: float | None = None
    worst: float | None = None
    during: float | None = None
    morning: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Did(Event):
    """An exercise done: the dose in fact done, pain before, during and after, effort, and signs.

    `signs` are what was noticed: bruise, numbness, tingling, shooting, sharp.  `step` is the rung of
    the ladder (1 is the easiest) when it was not the one advised; `good_form` false when it slipped.
    """

    exercise: str
    side: Side | None = None
    duration_s: float | None = None
    sets: int | None = None
    reps: int | None = None
    hold_s: float | None = None
    distance_m: float | None = None
    before: float | None = None
    during: float | None = None
    after: float | None = None
    effort: float | None = None
    step: int | None = None
    good_form: bool = True
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped(Event):
    """An exercise, or the whole session (`session`), left out, and why."""

    exercise: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran(Event):
    """A run, typed in or from a file.  Signs: rising, limp, sharp, leg-symptoms, night-pain.

    What a device says of the whole run may be there too, and what was worked out from its stream:
    `duration_s` moving, `elapsed_s` with pauses, shares from 0 to 1, `cadence_spm` in steps a
    minute, `balance_left_percent` the left share of ground contact, `steepest_percent` the steepest
    descent over 100 m, `longest_descent_m` metres lost in the longest one, `downhill_share` of the
    distance, `repeat_share` of the distance run before in the same direction in this run,
    `early_share` the speed of the first ten minutes against the rest, `splits` seconds a kilometre,
    `route` a name for runs over the same ground (no positions are kept), `source` a digest of the
    file, `batch` the import that it came with.
    """

    distance_m: float | None = None
    duration_s: float | None = None
    pain: float | None = None
    kind: str = "run"
    signs: tuple[str, ...] = ()
    file: str = ""
    shoes: str = ""
    elapsed_s: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    steepest_percent: float | None = None
    longest_descent_m: float | None = None
    downhill_share: float | None = None
    repeat_share: float | None = None
    early_share: float | None = None
    heart_rate: float | None = None
    cadence_spm: float | None = None
    power_w: float | None = None
    ground_contact_ms: float | None = None
    balance_left_percent: float | None = None
    vertical_oscillation_mm: float | None = None
    vertical_ratio_percent: float | None = None
    step_length_mm: float | None = None
    splits: tuple[float, ...] = ()
    route: str = ""
    device: str = ""
    source: str = ""
    batch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function(Event):
    """How well everyday life goes: an RMDQ-24 score (0 to 24) or an own activity (0 to 10)."""

    measure: str
    value: float
    activity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Event):
    """A clinician has seen the runner, about a flag (or `all`), and what was said.

    `outcome`: cleared (may go on), limits (may go on, but not with the parts `without`), not-cleared.
    The parts are blocks, or `something-else`, which only `said` names.  Limits without a part that a
    plan can leave out close it.
    """

    flag: str
    outcome: str
    by: str = ""
    said: str = ""
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanIssued(Event):
    """A plan as shown, frozen with its edition: later editions never rewrite it."""

    programme: str
    stage: str
    edition: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Event):
    """Free words.  Kept and printed for the clinician, never read by a rule."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferred(Event):
    """What fits the runner's life.  A field left out keeps its earlier value.

    `days` are weekday numbers (Monday is 0), `away` spans of days without sessions, both ends in.
    `moved` are sessions moved to another day: the day that each was planned for, and its new day; back
    to the first one takes the move back.  What `away` and `moved` say adds to what was said before.
    """

    days: tuple[int, ...] | None = None
    minutes: int | None = None
    equipment: tuple[str, ...] | None = None
    floor: bool | None = None
    programme: str | None = None
    also: tuple[str, ...] | None = None
    away: tuple[tuple[date, date], ...] | None = None
    moved: tuple[tuple[date, date], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected(Event):
    """Event `number` (counted from 1 in the diary) was wrong; `replacement` None takes it back."""

    number: int
    replacement: AnyEvent | None = None


AnyEvent = (
    Answered
    | Drew
    | Inspected
    | Tested
    | PainLogged
    | Did
    | Skipped
    | Ran
    | Function
    | Seen
    | PlanIssued
    | Noted
    | Preferred
    | Corrected
)


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment or an empty line, kept as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that was not understood: kept as written, and named."""

    text: str
    line: int


Entry = AnyEvent | Remark | Unread


@dataclass(frozen=True, slots=True)
class Diary:
    """Everything told, in the order it was told."""

    entries: tuple[Entry, ...] = ()

    @property
    def events(self) -> tuple[AnyEvent, ...]:
        """The events alone; event number n is `events[n - 1]`."""
        return tuple(each for each in self.entries if not isinstance(each, (Remark, Unread)))

    @property
    def unread(self) -> tuple[Unread, ...]:
        """The lines that nobody understood."""
        return tuple(each for each in self.entries if isinstance(each, Unread))

    def plus(self, *entries: Entry) -> Diary:
        """The diary with entries added at the end."""
        return Diary((*self.entries, *entries))


def told(diary: Diary, today: date) -> tuple[AnyEvent, ...]:
    """Events up to `today` by day and time, as told: nothing is taken back.

    What a correction puts in place of an event was told too, on the day of the correction, and
    follows it.  An event without a time follows the event told before it on the same day.  The screen
    reads this order: a correction never takes back an answer that sends a runner to be seen (law 5).
    """
    return _ordered(enumerate(_every_version(each for each in diary.events if each.on <= today)))


def _every_version(events: Iterable[AnyEvent]) -> Iterator[AnyEvent]:
    for event in events:
        yield event
        if isinstance(event, Corrected) and event.replacement is not None:
            yield replace(event.replacement, on=event.on, at=event.at)


def corrected(diary: Diary, today: date) -> tuple[AnyEvent, ...]:
    """Events up to `today` by day and time, with every correction told by then applied.

    An exact repeat of a run is counted once; a repeated exercise is a second bout, and repeating
    any other statement changes nothing.
    """
    runs: set[Ran] = set()
    kept: list[tuple[int, AnyEvent]] = []
    for number, each in by_number(diary, today).items():
        if isinstance(each, Ran):
            if each in runs:
                continue
            runs.add(each)
        kept.append((number, each))
    return _ordered(kept)


def by_number(diary: Diary, today: date) -> dict[int, AnyEvent]:
    """What stands up to `today`, in the order told: each event by the number that a correction names.

    Every correction told by then is applied, on the day of the event that it corrects.  To write a
    correction, give the diary as it was told: a reading of it counts anew, without what does not fit.
    """
    events = diary.events
    current: dict[int, AnyEvent | None] = dict(enumerate(events, 1))
    for number, event in enumerate(events, 1):
        if isinstance(event, Corrected):
            current[number] = None
            if event.on <= today and 0 < event.number < number:
                current[event.number] = _dated(event.replacement, events[event.number - 1])
    return {number: each for number, each in current.items() if each and each.on <= today}


def _dated(replacement: AnyEvent | None, original: AnyEvent) -> AnyEvent | None:
    """The replacement, on the day of the event that it replaces."""
    if replacement is None:
        return None
    return replace(replacement, on=original.on, at=original.at)


def _ordered(numbered: Iterable[tuple[int, AnyEvent]]) -> tuple[AnyEvent, ...]:
    """By day, then time of day; an event without a time keeps its place behind the one before."""
    return tuple(event for _, event in sorted(_keyed(numbered), key=lambda pair: pair[0]))


def _keyed(
    numbered: Iterable[tuple[int, AnyEvent]],
) -> Iterator[tuple[tuple[date, float, int], AnyEvent]]:
    clock: dict[date, float] = {}
    for number, event in numbered:
        if event.at is not None:
            clock[event.on] = event.at.hour * 60 + event.at.minute + event.at.second / 60
        yield (event.on, clock.get(event.on, 0.0), number), event
