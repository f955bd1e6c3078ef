"""The diary as Parquet, for notebooks and databases: typed columns, lists and objects (`diary_table`).

It needs DuckDB, the extra `strideback[parquet]`.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from strideback.core.diary import Diary
from strideback.formats.diary_jsonl import json_of
from strideback.formats.diary_table import COLUMNS, Row, diary_of, rows
from strideback.formats.diary_text import LIMIT_BYTES, LIMIT_LINES, DiaryTooLarge, DiaryUnreadable

_TYPES = {
    "text": "VARCHAR",
    "number": "DOUBLE",
    "whole": "INTEGER",
    "yes-no": "BOOLEAN",
    "day": "DATE",
}
_PARTS = {
    "marks": "STRUCT(region VARCHAR, side VARCHAR, intensity DOUBLE)[]",
    "strokes": "STRUCT(points DOUBLE[][], brush DOUBLE, intensity DOUBLE)[]",
}
_ALONE: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "1GB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
"""Nothing is fetched from anywhere, and a small file cannot become a very large one."""


def write(diary: Diary) -> bytes:
    """The whole diary as the bytes of a Parquet file."""
    with TemporaryDirectory() as folder, duckdb.connect(config=_ALONE) as base:
        told, file = Path(folder, "rows.json"), Path(folder, "diary.parquet")
        with told.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(f"{json_of(row)}\n" for row in rows(diary))
        columns = ", ".join(f"\"{name}\": '{_sql(of)}'" for name, of in COLUMNS.items())
        base.execute(
            f"COPY (SELECT * FROM read_json({_quoted(told)}, format='newline_delimited',"  # noqa: S608 - our own names
            f" columns={{{columns}}}, maximum_object_size=67108864) ORDER BY entry)"
            f" TO {_quoted(file)} (FORMAT parquet, COMPRESSION zstd)"
        )
        return file.read_bytes()


def read(data: bytes) -> Diary:
    """The diary in Parquet; `DiaryUnreadable` where the file is damaged or a row is missing."""
    with TemporaryDirectory() as folder, duckdb.connect(config=_ALONE) as base:
        file = Path(folder, "diary.parquet")
        file.write_bytes(data)
        try:
            base.execute(f"CREATE VIEW told AS FROM read_parquet({_quoted(file)})")
            _check_size(base)
            found = base.execute(
                "SELECT entry::BIGINT, kind::VARCHAR, line::VARCHAR FROM told"
            ).fetchall()
        except duckdb.Error:
            raise DiaryUnreadable(
                "This is no diary in Parquet, or it is damaged; take the file as it was exported."
            ) from None
    if any(None in row for row in found):
        raise DiaryUnreadable("A row lacks what every row has: entry, kind and line.")
    return diary_of([Row(*row) for row in found])


def _check_size(base: duckdb.DuckDBPyConnection) -> None:
    """`DiaryTooLarge` for a file that is small only as long as it is packed."""
    asked = (
        "SELECT count(*), coalesce(sum(strlen(kind::VARCHAR) + strlen(line::VARCHAR)), 0) FROM told"
    )
    rows, size = base.execute(asked).fetchall()[0]
    if rows > LIMIT_LINES or size > 2 * LIMIT_BYTES:
        raise DiaryTooLarge("It holds more than a diary can; check that it is one.")


def _sql(of: str) -> str:
    within = of.removeprefix("list of ")
    if within != of:
        return f"{_sql(within)}[]"
    return _PARTS.get(of) or _TYPES[of]


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
