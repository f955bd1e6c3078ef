"""Loaded by schemathesis: a line has a grammar that no schema can tell, so what should be taken gets good lines."""

from itertools import cycle

import schemathesis

_LINES = cycle(
    [
        "2026-03-05 pain now=4 worst=6",
        "2026-03-05 ran 8.2km 46min pain=3",
        '2026-03-06 noted "a word: größer"',
        "2026-03-06 answered fever no",
    ]
)


@schemathesis.hook
def before_call(context, case, kwargs):
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or not isinstance(case.body, dict):
        return
    for event in case.body.get("events", ()):
        event["line"] = next(_LINES)
        event.pop("key", None)  # the same key for another line is refused, as it should be
    if "events" in case.body and case.headers:
        case.headers.pop("Idempotency-Key", None)
