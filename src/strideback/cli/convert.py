"""`strideback convert FILE -o FILE`: a diary that was exported becomes a text diary again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from strideback.cli.opening import Trouble
from strideback.cli.progress_bar import waiting
from strideback.cli.saving import force_option, output_option, saved, to_be_written


@click.command(epilog="Example:  strideback convert exported.jsonl -o my.diary")
@click.argument("file", type=Path, metavar="FILE")
@output_option
@force_option
def convert(file: Path, output: Path, force: bool) -> None:
    """Turn an exported diary back into a text diary.

    FILE is a diary in jsonl, csv or parquet, as `strideback export` makes it, or as another program does.
    Nothing is lost: remarks, lines that were not understood and corrections come back too.
    """
    to_stdout = str(output) == "-"
    if not to_stdout:
        to_be_written(output, force=force, source=file)
    with waiting("Reading …"):
        data = _converted(file)
    if to_stdout:
        sys.stdout.buffer.write(data)
        return
    with saved(output, force=force) as out:
        out.write(data)


def _converted(file: Path) -> bytes:
    from strideback.formats import diary_forms
    from strideback.formats.diary_text import DiaryUnreadable

    try:
        size = file.stat().st_size
        if size > diary_forms.LARGEST:
            raise Trouble(f"{file} is larger than a diary can be; check that it is one.")
        data = file.read_bytes()
    except FileNotFoundError:
        raise Trouble(f"There is no file {file}; check the name and the folder.") from None
    except IsADirectoryError:
        raise Trouble(f"{file} is a folder; name the exported diary in it.") from None
    form = diary_forms.FORMS[diary_forms.form_of(data)]
    if not form.there:
        raise Trouble(
            f"{form.needs} is not installed; get it with `pip install 'strideback[{form.extra}]'`."
        )
    try:
        return diary_forms.FORMS["text"].write(form.read(data))
    except DiaryUnreadable as why:
        raise Trouble(f"{file}: {why}") from None
