"""FIT files, as watches and phone apps record them, to activities.

Read here on NumPy: a scan finds where each kind of message lies, then whole columns are decoded at
once.  The rooms, in the order in which the bytes pass: `scan`, `layout`, `columns`, `developer`,
`contents` (what the file holds), then `times`, `gates`, `totals`, `activities` (what it means).
A file is read up to its damage; what cannot be true is left out and the notes say so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from strideback.formats.activity import Activity, FileRefused
from strideback.formats.fit.activities import activities
from strideback.formats.fit.contents import Contents, contents
from strideback.formats.fit.fallback import contents_by_fitdecode
from strideback.formats.fit.profile import FILE_ID, FILE_KINDS, SESSION
from strideback.formats.fit.scan import Part, parts
from strideback.formats.fit.sniff import refusal
from strideback.formats.sayings import Saying, saying

__all__ = ["read_fit"]

_NO_LATER = datetime(2100, 1, 1, tzinfo=UTC)
_UNEXPECTED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a mistake of ours raises on bytes that we did not foresee."""
_MOST_ACTIVITIES = 200


def read_fit(
    data: bytes,
    *,
    limit_bytes: int = 32 * 2**20,
    limit_messages: int = 2_000_000,
    now: datetime | None = None,
) -> tuple[Activity, ...]:
    """The activities of a FIT file: one a session, so a triathlon gives several.

    Past the limits the rest is left and the notes say so.  With `now` (aware), nothing later than
    a year from then is believed.  Raises `FileRefused` where no activity can be read.
    """
    found: list[Activity] = []
    refused: list[Saying] = []
    read: list[bytes] = []
    notes: list[Saying] = []
    latest = (_NO_LATER if now is None else now + timedelta(days=366)).timestamp()
    left, end = limit_messages, 0
    if len(data) > limit_bytes:
        most = round(limit_bytes / 2**20)
        notes.append(saying("Only the first {most} MB were read.", most=most))
        data = data[:limit_bytes]
    for part in parts(data):
        end = part.after
        whole = data[part.start : part.end]
        if whole in read:
            notes.append(saying("It holds a part twice, which was read once."))
            continue
        read.append(whole)
        try:
            with np.errstate(all="ignore"):  # wild numbers are for the gates, not for warnings
                ours, used = _part(data, part, left, latest)
            found += ours
            left -= used
        except FileRefused as refusal_of_part:
            refused.append(refusal_of_part.why)
        if left <= 0 or len(found) >= _MOST_ACTIVITIES:
            break
    return _finished(data, end, found, refused, notes)


def _finished(
    data: bytes, end: int, found: list[Activity], refused: list[Saying], notes: list[Saying]
) -> tuple[Activity, ...]:
    if not end:
        raise FileRefused(refusal(data))
    if not found:
        raise FileRefused(refused[0] if refused else saying("The FIT file holds no activity."))
    if end < len(data):
        left = len(data) - end
        notes.append(saying("{left} bytes after its end are no FIT file and were left.", left=left))
    return tuple(replace(each, notes=(*each.notes, *dict.fromkeys(notes))) for each in found)


def _part(data: bytes, part: Part, limit: int, latest: float) -> tuple[list[Activity], int]:
    """The activities of one part, and how much of the limit it used.

    The one place where the second decoder steps in: if ours meets bytes that it did not foresee.
    """
    try:
        held = contents(data, part, limit)
        return _understood(held, latest), held.used
    except FileRefused:
        raise
    except _UNEXPECTED as mistake:
        held = contents_by_fitdecode(data[part.start : part.after], limit)
        name = type(mistake).__name__
        held.notes.append(
            saying("Read by the second decoder ({mistake} in the first).", mistake=name)
        )
        return _understood(held, latest), held.used


def _understood(held: Contents, latest: float) -> list[Activity]:
    kind = held.first(FILE_ID).get("type")
    if kind in FILE_KINDS and not held.tables.get(SESSION):
        what = Saying(FILE_KINDS[int(kind)])
        raise FileRefused(
            saying("This is {what}, not an activity: export the activity itself.", what=what)
        )
    return activities(held, latest)
