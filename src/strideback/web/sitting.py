"""One sitting at the questions: what was left open in it, and the way that was come.

It lives in the browser's session for one day and is no part of the diary: losing it loses nothing
that was told.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date

from django.http import HttpRequest

from strideback.core.asking import CONSENT, Asking, stops
from strideback.web.questionnaire import Item, asking_of, open_items
from strideback.web.runners import RunnerRequest, Seen, seen_by

_NAME = "sitting"


@dataclass(slots=True)
class Sitting:
    """`passed`: left open on purpose.  `trail`: the way come.  `extra`: asked because it was wished.

    `says` is a word about the last answer, for the next page.
    """

    day: str
    passed: list[str] = field(default_factory=list)
    trail: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    says: str = ""

    @classmethod
    def of(cls, request: HttpRequest, today: date) -> Sitting:
        """The sitting of this browser today; a new day begins a new one."""
        kept = request.session.get(_NAME)
        if isinstance(kept, dict) and kept.get("day") == today.isoformat():
            return cls(**kept)
        return cls(day=today.isoformat())

    def keep(self, request: HttpRequest) -> None:
        """Remember it for the next page."""
        request.session[_NAME] = asdict(self)

    def went_by(self, key: str) -> None:
        """Note that this was asked, once."""
        if key not in self.trail:
            self.trail.append(key)

    def answered(self, key: str, *, still_open: bool) -> None:
        """An answer was told; where it leaves the question open, it is not asked again today."""
        self.went_by(key)
        self.extra = [each for each in self.extra if each != key]
        self.passed = [each for each in self.passed if each != key]
        if still_open:
            self.passed.append(key)

    def left_open(self, key: str) -> None:
        """The question was skipped."""
        self.went_by(key)
        if key not in self.passed:
            self.passed.append(key)

    def before(self, key: str) -> str:
        """What was asked before this; nothing at the beginning."""
        way = self.trail[: self.trail.index(key)] if key in self.trail else self.trail
        return way[-1] if way else ""

    def heard(self) -> str:
        """The word for this page, which is then said."""
        says, self.says = self.says, ""
        return says


@dataclass(slots=True)
class Now:
    """A request to the questions: what there is to ask, and the sitting that it belongs to.

    `mistake`: it is about an answer that was told by mistake, on whatever day.
    """

    request: HttpRequest
    seen: Seen
    it: Asking
    sitting: Sitting
    mistake: bool = False

    @classmethod
    def of(cls, request: HttpRequest, seen: Seen) -> Now:
        """As things are, for the runner who asks."""
        it = asking_of(RunnerRequest.of(request), seen)
        mistake = "mistake" in request.GET or "mistake" in request.POST
        return cls(request, seen, it, Sitting.of(request, seen.today), mistake)

    def again(self) -> Now:
        """The same after something was told."""
        runner = RunnerRequest.of(self.request)
        seen = seen_by(runner)
        return Now(self.request, seen, asking_of(runner, seen), self.sitting)

    @property
    def strict(self) -> bool:
        """True when somebody has to be seen so soon that every other question can wait."""
        return stops(self.it.knowledge, self.it.review)

    @property
    def declined(self) -> bool:
        """True when the runner has not read what strideback is, or is not sure."""
        consent = self.it.last_answers().get(CONSENT)
        return consent is not None and consent.value != "yes" and CONSENT in self.sitting.passed

    def open(self) -> list[Item]:
        """Everything that is open, in order, what was passed over included."""
        consented = CONSENT not in self.sitting.passed
        return open_items(self.it, self.sitting.extra, consented=consented)

    def next(self) -> Item | None:
        """What to ask now; None at the end, and where other things come first."""
        if self.strict or self.declined:
            return None
        return next((each for each in self.open() if each.key not in self.sitting.passed), None)
