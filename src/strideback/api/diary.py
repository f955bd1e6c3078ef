"""The diary: reading it page by page, and adding to it so that nothing counts twice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Header, Query, Router, Schema, Status
from pydantic import BeforeValidator, ConfigDict, Field

from strideback.api.callers import Bearer, caller_of
from strideback.formats.diary_text import LONGEST_LINE
from strideback.store.models import Entry, Runner
from strideback.store.telling import Sent, tell

MOST_EVENTS = 500
LONGEST_KEY = 200
_LARGEST = 2**31 - 1

router = Router(tags=["diary"])


def _whole(value: object) -> object:
    """JSON has one kind of number: 3.0 is the whole number 3."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Number = Annotated[int, Field(ge=0, le=_LARGEST), BeforeValidator(_whole)]
Key = Annotated[str, Field(min_length=1, max_length=LONGEST_KEY)]
IdempotencyKey = Annotated[
    Key | None,
    Header(
        None,
        alias="Idempotency-Key",
        description="Any text of yours, new for each request; sent again with the same body, it adds nothing.",
    ),
]
"""The header that makes a request count once."""


class Line(Schema):
    """An entry of a diary: its number, counted from 1 without gaps, and its line."""

    number: int
    on: date | None = Field(description="Its day; null for a remark or a line not understood.")
    kind: str = Field(description="What it tells, as 'pain'; empty for a remark.")
    line: str = Field(description="The entry in the notation of the text diary.")
    told_at: datetime


class Page(Schema):
    """Some entries in their order."""

    last: int = Field(description="The number of the last entry of the diary.")
    entries: list[Line]
    next: int | None = Field(description="`after` for the next page; null when this is the last.")


class Event(Schema):
    """One event to add, as a line of the text diary."""

    model_config = ConfigDict(extra="forbid", strict=True)

    line: str = Field(
        min_length=1, max_length=LONGEST_LINE, examples=["2026-03-06 pain now=4 worst=6"]
    )
    key: Key | None = Field(None, description="Makes this event count once, in any request.")


class Events(Schema):
    """Events to add: all of them, or none."""

    model_config = ConfigDict(extra="forbid", strict=True)

    after: Number | None = Field(
        None, description="Add only if this is still the number of the last entry; else 409."
    )
    events: list[Event] = Field(min_length=1, max_length=MOST_EVENTS)


class Place(Schema):
    """Where an event is in the diary now."""

    number: int
    added: bool = Field(description="false: it was there already, by its key.")


class Added(Schema):
    """What became of the events, in the order in which they were sent."""

    last: int = Field(description="The number of the last entry of the diary.")
    entries: list[Place]


@router.get("/diary", operation_id="getDiary", auth=Bearer("read"), response=Page)
def read(
    request: HttpRequest,
    after: Annotated[Number, Query(0, description="Entries behind this number.")],
    limit: Annotated[int, Query(100, ge=1, le=1000)],
) -> Page:
    """The entries of the diary as they were told, by number."""
    runner = Runner.objects.get(pk=caller_of(request).runner.pk)
    found = Entry.objects.filter(runner=runner, number__gt=after, number__lte=runner.last)
    entries = [Line.model_validate(each) for each in found.order_by("number")[:limit]]
    until = entries[-1].number if entries else runner.last
    return Page(last=runner.last, entries=entries, next=until if until < runner.last else None)


@router.post(
    "/events",
    operation_id="addEvents",
    auth=Bearer("append"),
    response={201: Added, 200: Added},
)
def add(request: HttpRequest, told: Events, key: IdempotencyKey) -> Status[Added]:
    """Add events to the diary: 201, or 200 when all of them were there already.

    With the first exercise of a day's session, the plan as it was shown is kept behind them.
    """
    caller = caller_of(request)
    done = tell(
        caller.runner,
        [Sent(each.line, each.key) for each in told.events],
        now=caller.now,
        reviewer=caller.reviewer,
        after=told.after,
        key=key,
    )
    places = [Place(number=each.number, added=each.added) for each in done.placed]
    new = any(each.added for each in places)
    return Status(201 if new else 200, Added(last=done.last, entries=places))
