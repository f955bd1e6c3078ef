"""The forms that a whole diary goes out in, and comes back in without loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from strideback.core.diary import Diary
from strideback.formats import diary_csv, diary_jsonl, diary_text
from strideback.formats.diary_text import LIMIT_BYTES, DiaryUnreadable

LARGEST = 8 * LIMIT_BYTES
"""Bytes of a diary in its widest form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryForm:
    """A form: how its files end, what a browser calls it, how it is written and read.

    `needs`: the library without which it is not there, and `extra` what brings it.
    """

    suffix: str
    media_type: str
    write: Callable[[Diary], bytes]
    read: Callable[[bytes], Diary]
    needs: str = ""
    extra: str = ""

    @property
    def there(self) -> bool:
        """Whether this computer has what it needs."""
        return not self.needs or find_spec(self.needs) is not None


def _text(data: bytes) -> str:
    return diary_text.decode(data)


def _as_text(diary: Diary) -> bytes:
    return diary_text.write(diary).encode("utf-8", "surrogateescape")


def _parquet(diary: Diary) -> bytes:
    from strideback.formats import diary_parquet

    return diary_parquet.write(diary)


def _from_parquet(data: bytes) -> Diary:
    from strideback.formats import diary_parquet

    return diary_parquet.read(data)


FORMS: Mapping[str, DiaryForm] = {
    "text": DiaryForm(
        suffix="diary",
        media_type="text/plain; charset=utf-8",
        write=_as_text,
        read=lambda data: diary_text.parse(_text(data)).diary,
    ),
    "jsonl": DiaryForm(
        suffix="jsonl",
        media_type="application/jsonl",
        write=lambda diary: diary_jsonl.write(diary).encode(),
        read=lambda data: diary_jsonl.read(_text(data)),
    ),
    "csv": DiaryForm(
        suffix="csv",
        media_type="text/csv; charset=utf-8",
        write=lambda diary: diary_csv.write(diary).encode(
            "utf-8-sig"
        ),  # or Excel takes it for Latin-1
        read=lambda data: diary_csv.read(_text(data)),
    ),
    "parquet": DiaryForm(
        suffix="parquet",
        media_type="application/vnd.apache.parquet",
        write=_parquet,
        read=_from_parquet,
        needs="duckdb",
        extra="parquet",
    ),
}
"""Each form by its name, the readable one first."""


def form_of(data: bytes) -> str:
    """Which form the bytes are in, by how they begin; text where nothing else fits."""
    if data.startswith(b"PAR1"):
        return "parquet"
    begins = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if begins.startswith(b"{"):
        return "jsonl"
    return (
        "csv"
        if begins.replace(b'"', b"").startswith((b"entry,", b"entry;", b"entry\t"))
        else "text"
    )


def as_text(data: bytes) -> str:
    """The text diary that the bytes hold in whichever form; what is text stays as it is written.

    `DiaryUnreadable` says in one sentence why there is none.
    """
    form = form_of(data)
    if form == "text":
        return diary_text.decode(data)
    if not FORMS[form].there:
        raise DiaryUnreadable(f"Here {form} cannot be read; take the diary in another form.")
    return diary_text.write(FORMS[form].read(data))
