"""Walks over the knowledge: every thing with its file, and every part of a thing with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TypeVar

from strideback.core.knowledge import Evidence, Knowledge
from strideback.formats.knowledge_toml import FOLDERS, RULES

T = TypeVar("T")


def things(knowledge: Knowledge) -> Iterator[tuple[str, object]]:
    """Every record that has a file of its own, with the file."""
    for folder in FOLDERS:
        for name, thing in getattr(knowledge, folder).items():
            yield f"{folder}/{name}.toml", thing
    for name in RULES:
        yield f"rules/{name}.toml", getattr(knowledge, name)


def parts(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    """The value and everything inside it, each with its place: `ladder#2.dose`."""
    yield place, value
    if is_dataclass(value):
        for each in fields(value):
            inner = f"{place}.{each.name}" if place else each.name
            yield from parts(getattr(value, each.name), inner)
    elif isinstance(value, tuple):
        for number, each in enumerate(value, start=1):
            yield from parts(each, f"{place}#{number}")
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from parts(each, f"{place}.{key}")


def all_of(knowledge: Knowledge, kind: type[T]) -> Iterator[tuple[str, str, T]]:
    """Every value of this kind anywhere in the knowledge: its file, its place, and itself."""
    for file, thing in things(knowledge):
        for place, value in parts(thing):
            if isinstance(value, kind):
                yield file, place, value


def evidences(knowledge: Knowledge) -> Iterator[tuple[str, str, Evidence]]:
    """Every evidence once: one that several sentences share is the entry's own."""
    for file, thing in things(knowledge):
        found: dict[int, tuple[str, Evidence]] = {}
        for place, value in parts(thing):
            if isinstance(value, Evidence):
                shared = id(value) in found
                found[id(value)] = ("evidence" if shared else place, value)
        for place, value in found.values():
            yield file, place, value
