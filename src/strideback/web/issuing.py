"""The plan as it was shown, kept with the session that was begun: once for each day and content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from strideback.core.diary import Did, PlanIssued, Skipped
from strideback.core.issuing import issued_at_start, issued_with
from strideback.store.issuing import by_day, key_of
from strideback.web.runners import Seen, reviewer
from strideback.web.telling import Begun


def shown_plans(
    seen: Seen, told: Iterable[Begun | Did | Skipped]
) -> Iterator[tuple[str, PlanIssued]]:
    """The plans to keep before what was told, each with the key that makes it count once."""
    for of_day in by_day(told, seen.today).values():
        event = _shown(seen, of_day)
        if event is not None:
            yield key_of(event), event


def _shown(seen: Seen, told: Sequence[Begun | Did | Skipped]) -> PlanIssued | None:
    """The plan of the day that these were told of, unless the diary has it."""
    on = told[0].on
    if all(isinstance(each, Skipped) for each in told):
        return None
    review = seen.review if on == seen.today else reviewer().review(seen.kept.diary, on)
    if any(isinstance(each, Begun) for each in told):
        return issued_at_start(review)
    return issued_with(review, [each for each in told if not isinstance(each, Begun)])
