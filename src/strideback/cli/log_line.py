"""The words after `strideback log DIARY` as one diary line, whatever the shell did to the quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from strideback.core.knowledge import Knowledge
from strideback.formats.diary_grammar import KINDS, OUTCOMES

_DAY_LIKE = re.compile(r"[0-9]{4}-[0-9]")
_KEYED = re.compile(r"([a-z-]+)=(.*)", re.DOTALL)
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"})
_WORDY = ("skipped", "function", "seen")
"""Kinds that end with free words, which the shell hands over without their quotation marks."""


def line_from(words: Sequence[str], on: date, knowledge: Knowledge) -> str:
    """The line that the words say, on a day of their own or else on `on`.

    >>> from strideback.formats.knowledge_toml import load
    >>> line_from(["noted", "the left side was stiff"], date(2026, 3, 1), load())
    '2026-03-01 noted "the left side was stiff"'
    """
    words = [each for each in words if each.strip()] or [""]
    if len(words) == 1 and len(words[0].split()) > 1:
        start = words[0].split(None, 1)[0]
        return words[0] if _DAY_LIKE.match(start) else f"{on} {words[0].strip()}"
    start = str(on)
    if _DAY_LIKE.match(words[0]):
        start, *words = words
    return " ".join((start, *_quoted(words, knowledge)))


def _quoted(words: Sequence[str], knowledge: Knowledge) -> list[str]:
    if not words:
        return []
    kind, *rest = words
    if kind == "noted" and rest and not rest[0].startswith('"'):
        return [kind, _in_quotes(" ".join(rest))]
    parts = [_part(each) for each in rest]
    skip = len(KINDS[kind].first) if kind in KINDS else 0
    if kind in _WORDY or (kind == "answered" and _is_text(rest, knowledge)):
        bare = [at for at, each in enumerate(parts) if at >= skip and _is_bare(kind, each)]
        if bare:
            free = _in_quotes(" ".join(rest[at] for at in bare))
            parts = [each for at, each in enumerate(parts) if at not in bare] + [free]
    return [kind, *parts]


def _part(word: str) -> str:
    """The word as a part of a line; blanks in it mean that the shell took quotation marks away."""
    if not re.search(r"\s", word):
        return word
    keyed = _KEYED.fullmatch(word)
    key, value = (f"{keyed[1]}=", keyed[2]) if keyed else ("", word)
    closed = len(value) > 1 and value[0] == value[-1] == '"'
    return word if closed else f"{key}{_in_quotes(value)}"


def _in_quotes(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _is_bare(kind: str, part: str) -> bool:
    if part.startswith('"'):
        return False
    return not _KEYED.fullmatch(part) and not (kind == "seen" and part in OUTCOMES)


def _is_text(rest: Sequence[str], knowledge: Knowledge) -> bool:
    question = knowledge.questions.get(knowledge.canonical(rest[0])) if rest else None
    return question is not None and question.kind == "text"
