"""Why an exercise was left out, in words: the diary keeps some reasons as they stand here, in English."""

from __future__ import annotations

from strideback.core.knowledge import Knowledge
from strideback.formats.language import Spoken, marked, say

OFFERED = (
    marked("no time"),
    marked("it does not feel right"),
    marked("not the place for it"),
    marked("too tired"),
)
"""What a runner may choose from."""

REASONS = Spoken(
    {
        each: each
        for each in (*OFFERED, marked("stopped because of pain"), marked("ended the session early"))
    }
)
"""Every reason that a face writes by itself; it means the same in any language."""


def reason_words(knowledge: Knowledge, reason: str) -> str:
    """A reason as the runner reads it: one of ours said, the runner's own as it was written."""
    first, _, rest = reason.partition(" ")
    name, _, last = rest.rpartition(" ")
    if (first, last) == ("did", "instead") and name in knowledge.exercises:
        return say("did another instead: {name}", name=knowledge.exercises[name].name)
    return REASONS.get(reason, reason)
