"""`strideback import DIARY FILES…`: reads a runner's history into the diary, or takes it back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from strideback.cli.clock import on_day
from strideback.cli.opening import Trouble
from strideback.core.diary import AnyEvent, Diary
from strideback.formats import diary_text

_LAST = "the last one"


@click.command(
    name="import",
    epilog="Examples:  strideback import my.diary ~/Downloads/export_12345.zip   "
    "strideback import my.diary 2026-03-01.fit --dry-run   strideback import my.diary --undo",
)
@click.argument("paths", nargs=-1, type=Path, metavar="DIARY FILES-OR-FOLDERS...")
@on_day
@click.option("--dry-run", is_flag=True, help="Show what would come of it; write nothing.")
@click.option(
    "--undo",
    is_flag=False,
    flag_value=_LAST,
    metavar="[BATCH]",
    help="Take a whole import back: the last one, or the one named.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a file.")
@click.option("--all", "show_all", is_flag=True, help="Name every file that was not taken.")
def import_files(
    paths: tuple[Path, ...],
    on: date,
    dry_run: bool,
    undo: str | None,
    as_json: bool,
    show_all: bool,
) -> None:
    """Read runs from a watch into a diary.

    DIARY is your diary file; it is made if there is none.  FILES-OR-FOLDERS are FIT, GPX and TCX
    files, folders of them, or whole archives from Strava, Garmin or Apple Health, as they came.

    The same run is never taken twice.  Nothing is sent anywhere, and no positions are kept.
    """
    if undo not in (None, _LAST) and not paths:
        paths, undo = (Path(undo),), _LAST  # `import --undo my.diary`
    if not paths:
        raise click.UsageError("Name the diary, then the files or folders to import.")
    target = _Target(paths[0], on, dry_run, as_json)
    if undo is not None:
        if len(paths) > 1:
            raise click.UsageError("--undo takes an import back; leave the files out.")
        _take_back(target, undo)
    elif len(paths) == 1:
        raise click.UsageError("Name the files or folders to import after the diary.")
    else:
        _bring_in(target, paths[1:], show_all=show_all)


command = import_files


@dataclass(frozen=True, slots=True)
class _Target:
    """The diary file to write, and how."""

    path: Path
    on: date
    dry_run: bool
    as_json: bool

    def read(self, *, make: bool) -> tuple[Diary, int]:
        """The diary and its size in bytes; an empty one where there is no file and one may be made."""
        try:
            if make and not self.path.exists():
                if not self.path.parent.is_dir():
                    raise Trouble(f"There is no folder {self.path.parent}; make it first.")
                return Diary(), 0
            size = self.path.stat().st_size if self.path.is_file() else 0
            return diary_text.read_file(self.path).diary, size
        except diary_text.DiaryUnreadable as why:
            raise Trouble(str(why)) from None
        except OSError as why:
            raise Trouble(f"{self.path} cannot be used: {why.strerror}.") from None

    def add(self, entries: tuple[AnyEvent, ...], size: int) -> None:
        """Write all of the entries or none of them."""
        if self.dry_run or not entries:
            return
        try:
            diary_text.append(self.path, entries, expected_size=size)
        except diary_text.DiaryNotWritten as why:
            raise Trouble(str(why)) from None


def _bring_in(target: _Target, paths: tuple[Path, ...], *, show_all: bool) -> None:
    from strideback.cli.import_progress import progress
    from strideback.formats.run_import import imported, read_paths, result_json
    from strideback.formats.run_merge import REFUSED

    diary, size = target.read(make=True)
    _look_like_files(target.path, size)
    for each in paths:
        if not each.exists():
            raise Trouble(f"There is no file or folder {each}; check the name.")
        if each.is_fifo():
            raise Trouble(f"{each} is a pipe; save what comes from it in a file, and import that.")
    with progress(paths) as told:
        readings = read_paths(paths, told)
    if not readings:
        raise Trouble(f"There are no activity files in {paths[0]}; give the folder that has them.")
    found = imported(diary, readings, target.on)
    target.add(found.entries, size)
    if target.as_json:
        click.echo(json.dumps([result_json(each) for each in found.results], indent=1))
    else:
        from strideback.cli.import_paper import summary
        from strideback.cli.paper import put

        put(summary(found, target.path, dry_run=target.dry_run, show_all=show_all))
    if all(each.status == REFUSED for each in found.results):
        one = len(found.results) == 1
        what = "The file could not be imported" if one else "None of the files could be imported"
        raise Trouble(f"{what}: {_first(found.results[0].reason)}")


def _first(reason: str) -> str:
    return reason[:1].lower() + reason[1:]


def _look_like_files(path: Path, size: int) -> None:
    """Catch `import run.fit …` without a diary before a line is added to a run."""
    if size and path.suffix.lower() in {".fit", ".gpx", ".tcx", ".zip", ".gz"}:
        raise Trouble(f"{path} is not a diary; name the diary first, then the files.")


def _take_back(target: _Target, batch: str) -> None:
    from strideback.formats.run_history import batches, undo
    from strideback.formats.words import plural

    diary, size = target.read(make=False)
    there = batches(diary)
    if not there:
        raise Trouble(f"{target.path} has no import that could be taken back.")
    batch = there[-1] if batch == _LAST else batch
    if batch not in there:
        raise Trouble(
            f"There is no import '{batch}' to take back; there is {', '.join(there[-5:])}."
        )
    corrections = undo(diary, batch, target.on)
    target.add(corrections, size)
    gone = sum(each.replacement is None for each in corrections)
    back = len(corrections) - gone
    if target.as_json:
        click.echo(json.dumps({"undone": batch, "removed": gone, "restored": back}))
        return
    said = f"Import {batch}: {plural(gone, 'run')} taken back"
    said += f", {plural(back, 'run')} as before it" if back else ""
    click.echo(f"{said}.{' Nothing was written (--dry-run).' if target.dry_run else ''}")
