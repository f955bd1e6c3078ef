"""Drawing the pain with words: regions by name, a side, how strong, and the body chart after each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from strideback.cli.intake_diary import DiaryFile
from strideback.cli.intake_replies import scale
from strideback.cli.talk import NotUnderstood, Talk, Word
from strideback.core.diary import Drew, Mark
from strideback.core.knowledge import Region
from strideback.core.terms import Side
from strideback.formats.chart_grid import Grid, read_grid
from strideback.formats.chart_text import terminal_chart
from strideback.formats.knowledge_toml import default_folder

Place = tuple[str, Side | None]

_SIDES: Mapping[str, tuple[Side, ...]] = {
    "l": (Side.LEFT,),
    "left": (Side.LEFT,),
    "r": (Side.RIGHT,),
    "right": (Side.RIGHT,),
    "both": (Side.LEFT, Side.RIGHT),
}
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_MOST_SHOWN = 9
_WIDTH = 26
_HINT = {
    "back": "Start with the back of your body: the low back, the buttocks, the backs of the legs.",
    "front": "Now what can be seen only from the front: the groin, the front of hip and thigh.",
}


def draw(diary: DiaryFile, view: str, talk: Talk) -> Word | int | None:
    """Marks on one view, each on the disk at once; gives the number of the drawing's event.

    `Word.BACK` or `Word.SKIP` when nothing was marked.
    """
    return _Drawing(diary, view, talk).run()


class _Drawing:
    """One view of the body chart, as it is being marked."""

    def __init__(self, diary: DiaryFile, view: str, talk: Talk) -> None:
        self.diary, self.view, self.talk = diary, view, talk
        self.marks: dict[Place, float] = {}
        self.number: int | None = None
        regions = sorted(diary.knowledge.regions.values(), key=lambda region: region.order)
        self.regions = [each for each in regions if _view_of(each) == view]
        self.all = regions

    def run(self) -> Word | int | None:
        """Ask for regions until there are no more."""
        self._begin()
        names = [name for region in self.regions for name in (region.name.lower(), region.id)]
        while True:
            with self.talk.completing(names):
                reply = self.talk.ask(
                    "  where? (Enter: that is all) >", self._found, why=self._why, empty="done"
                )
            if reply is Word.BACK and self.marks:
                self._undo()
            elif isinstance(reply, Word):
                return reply if not self.marks else self.number
            elif reply is None:
                if not self.marks:
                    self._store()
                return self.number
            elif isinstance(reply, tuple):
                self._mark(*reply)

    def _begin(self) -> None:
        number = next((n for n, e in self.diary.asking.numbered(Drew) if e.view == self.view), None)
        today = [e for n, e in self.diary.asking.numbered(Drew) if n == number]
        if today and today[0].on == self.diary.today:
            self.number = number
            self.marks = {(mark.region, mark.side): mark.intensity for mark in today[0].marks}
        say = self.talk.say
        say()
        say(_HINT[self.view], "bold")
        say(
            "Type the beginning of a place, its side and how strong, as in: flank right 5. "
            "A ? lists the places, b takes the last mark back.",
            "dim",
            indent="  ",
        )
        if self.marks:
            self._show()

    def _why(self) -> None:
        self.talk.say(
            "Where it hurts is compared with where each muscle's pain is usually felt.",
            indent="  ",
        )

    # --- reading what was typed ------------------------------------------------------------------

    def _found(self, text: str) -> tuple[Region, tuple[Side, ...], float | None] | None:
        """The region with a side and an intensity where they were said; None when all is said."""
        words = text.lower().replace("=", " ").replace(".", " . ").split()
        words = _joined(words)
        if words == ["done"]:
            return None
        if words == ["?"]:
            raise NotUnderstood("The places: " + ", ".join(r.name.lower() for r in self.regions))
        intensity = sides = None
        if len(words) > 1 and _NUMBER.fullmatch(words[-1]):
            intensity = scale(words.pop())
        if len(words) > 1 and words[-1] in _SIDES:
            sides = _SIDES[words.pop()]
        region = self._one_of(matching(" ".join(words), self.regions) or self._elsewhere(words))
        return region, self._sides(region, sides), intensity

    def _elsewhere(self, words: list[str]) -> list[Region]:
        """The places that are in this view, though they are drawn better on another one."""
        found = matching(" ".join(words), self.all)
        here = [each for each in found if self.view in each.views]
        if here:
            return here
        if not found:
            raise NotUnderstood("No place begins like that; type ? to see the places.")
        where = "the front, which comes next" if self.view == "back" else "the back; b goes there"
        raise NotUnderstood(f"{found[0].name} is drawn on {where}.")

    def _one_of(self, found: list[Region]) -> Region:
        """The only region, or the one chosen by its number."""
        if len(found) == 1:
            return found[0]
        shown = found[:_MOST_SHOWN]
        for count, region in enumerate(shown, 1):
            self.talk.say(f"{region.name}: {region.plain}", indent=" " * 7, first=f"  {count:>3}  ")
        number = self.talk.ask("  which number? >", lambda text: _pick(text, len(shown)))
        if isinstance(number, Word):
            raise NotUnderstood("Then type another place, or Enter when that is all.")
        return shown[number]

    def _sides(self, region: Region, sides: tuple[Side, ...] | None) -> tuple[Side, ...]:
        if not region.paired:
            return ()
        if sides is not None:
            return sides
        chosen = self.talk.ask(f"  {region.name}: l / r / both >", _side)
        if isinstance(chosen, Word):
            raise NotUnderstood("Then type another place, or Enter when that is all.")
        return chosen

    # --- marking ---------------------------------------------------------------------------------

    def _mark(self, region: Region, sides: tuple[Side, ...], intensity: float | None) -> None:
        if intensity is None:
            given = self.talk.ask("  how strong, 0 to 10? >", scale)
            if isinstance(given, Word):
                return
            intensity = given
        for side in sides or (None,):
            place = (region.id, side)
            self.marks.pop(place, None)
            if intensity > 0:
                self.marks[place] = intensity
        self._store()
        self._show()

    def _undo(self) -> None:
        (region, _side_of), _ = self.marks.popitem()
        self._store()
        self.talk.say(f"Taken back: {self.diary.knowledge.regions[region].name.lower()}.", "dim")
        self._show()

    def _store(self) -> None:
        marks = tuple(
            Mark(region=region, side=side, intensity=intensity)
            for (region, side), intensity in self.marks.items()
        )
        event = Drew(on=self.diary.today, view=self.view, marks=marks)
        if self.number is None:
            self.number = self.diary.add(event)
        else:
            self.diary.correct(self.number, event)

    def _show(self) -> None:
        chart = _chart()
        if chart is None:
            return
        marks = {
            region if side is None else f"{region}.{side.value}": max(1, round(intensity))
            for (region, side), intensity in self.marks.items()
        }
        width = min(_WIDTH, self.talk.width - 4)
        text = terminal_chart(marks, chart, self.view, width, markup=self.talk.colour)
        self.talk.picture(text)


def _view_of(region: Region) -> str:
    """The view to mark a region on: the back where it can be seen there, else the front."""
    return "back" if "back" in region.views else region.views[0]


def _joined(words: list[str]) -> list[str]:
    """Undo the spaces round a point between digits; a point elsewhere parts a side from its region."""
    text = re.sub(r"(?<=[0-9]) \. (?=[0-9])", ".", " ".join(words))
    return text.replace(" . ", " ").split()


def _pick(text: str, count: int) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= count):
        raise NotUnderstood(f"Type a number from 1 to {count}, or s for none of them.")
    return int(text) - 1


def _side(text: str) -> tuple[Side, ...]:
    sides = _SIDES.get(text.lower())
    if sides is None:
        raise NotUnderstood("Type l for your left, r for your right, or both.")
    return sides


def matching(text: str, regions: Iterable[Region]) -> list[Region]:
    """The regions that the text may mean: by name, id or code, from its beginning or any word's.

    A better match hides the worse ones: the whole name, then its beginning, then a word's.
    """
    text = text.strip().lower()
    plain = text.replace("-", " ")
    ranks: dict[int, list[Region]] = {}
    for region in regions:
        names = (region.name.lower(), region.id.replace("-", " "), region.code.lower())
        if plain in names or text in names:
            ranks.setdefault(0, []).append(region)
        elif any(name.startswith(plain) for name in names):
            ranks.setdefault(1, []).append(region)
        elif plain and any(
            word.startswith(plain) for name in names[:2] for word in re.split(r"[ -]", name)
        ):
            ranks.setdefault(2, []).append(region)
        elif len(plain) > 2 and any(plain in name for name in names[:2]):
            ranks.setdefault(3, []).append(region)
    if 0 in ranks:
        return ranks[0]
    return [*ranks.get(1, ()), *ranks.get(2, ())] or ranks.get(3, [])


@cache
def _chart() -> Grid | None:
    """The chart's grid; None where it cannot be read."""
    try:
        text = (default_folder() / "chart" / "grid.toml").read_text(encoding="utf-8")
    except OSError:
        return None
    return read_grid(text)
