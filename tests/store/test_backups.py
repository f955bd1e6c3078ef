"""A backup is the whole database: it comes back after everything was destroyed, on both databases."""

import gzip
import io
import itertools
import json
import threading
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from tests.store.conftest import NOW, _in_place_of_ours, new_runner

from strideback.core.diary import Noted, PainLogged
from strideback.server.databases import database as options
from strideback.store import backups, diaries, sequences
from strideback.store.backups import CannotBackUp, back_up, check
from strideback.store.models import (
    Account,
    Device,
    Entry,
    Look,
    Reminder,
    Reminders,
    Runner,
    Share,
    Token,
)
from strideback.store.restoring import restore
from strideback.store.sessions import SessionStore

DAY = date(2026, 3, 1)
_names = itertools.count()


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request, tmp_path, django_db_blocker):
    """`fresh(kind)`: from now on Django uses a new database of this kind, with all tables."""
    opened = []

    def use(kind=request.param):
        chosen = connections.configure_settings({"default": new(kind)})["default"]
        while opened:
            opened.pop().__exit__(None, None, None)
        opened.append(_in_place_of_ours(chosen))
        opened[-1].__enter__()
        call_command("migrate", verbosity=0, interactive=False)
        return kind

    def new(kind):
        name = f"backup{next(_names)}"
        if kind == "sqlite":
            return options(f"sqlite://{tmp_path}/{name}.sqlite3", Path("/"))
        url = request.getfixturevalue("postgresql_url")
        if url is None:
            pytest.skip("no PostgreSQL on this computer: apt-get install postgresql")
        import psycopg

        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        return options(url.replace("/postgres?", f"/{name}?"), Path("/"))

    with django_db_blocker.unblock():
        use()
        use.kind = request.param
        yield use
        opened.pop().__exit__(None, None, None)


def full():
    """Two accounts and somebody without one; everything that a runner may have."""
    mine, other = new_runner(), new_runner()
    alone = Runner.objects.create(account=None, time_zone="Europe/Berlin", language="de")
    for runner in (mine, other, alone):
        lines = ["# größer 🦵", "2026-03-01 answered age 34", "2026-03-01 pian", '2026-03-02 noted "=1\\n2"']  # fmt: skip
        diaries.append_lines(runner, lines, after=0, now=NOW, key="phone-1")
    diaries.append(
        mine, [PainLogged(on=DAY, now=3.5)], after=4, now=NOW + timedelta(microseconds=7)
    )
    Token.made(scopes=["calendar", "read"], now=NOW, runner=mine, name="watch")
    share, _ = Share.made(
        scopes=["report"], now=NOW, runner=mine, name="x", clinician=other.account
    )
    Look.objects.create(share=share, at=datetime(2026, 3, 7, tzinfo=timezone(timedelta(hours=5))), part="report")  # fmt: skip
    Reminders.objects.create(runner=mine, tips=True, at=time(18, 30), confirmed_at=NOW)
    Device.objects.create(runner=mine, endpoint="https://push.example/1", p256dh="a", auth="b", made_at=NOW)  # fmt: skip
    Reminder.objects.create(runner=mine, key="tip:1", due_at=NOW)
    session = SessionStore()
    session["opened"] = True
    session.save()
    return mine


def everything():
    """Every row of every table that is kept, as the database has it."""
    return {
        table._meta.label: list(table._base_manager.order_by("pk").values()) for table in backups.tables()
    }  # fmt: skip


@pytest.fixture
def backed_up(tmp_path):
    """`backed_up()`: a backup of the database, in a file."""

    def made():
        file = tmp_path / f"{next(_names)}.backup"
        with file.open("wb") as out:
            back_up(out, now=NOW)
        return file

    return made


# --- out and back --------------------------------------------------------------------------------


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_a_destroyed_database_comes_back_as_it_was(fresh, backed_up, into):
    full()
    before, file = everything(), backed_up()
    fresh(into)  # the old one is gone
    assert Account.objects.count() == 0
    head = restore(file)
    assert everything() == before
    assert head.rows == sum(map(len, before.values()))
    assert head.made_at == NOW


def test_every_table_is_kept_or_left_out_on_purpose():
    labels = {each._meta.label for each in apps.get_models()}
    kept = {each._meta.label for each in backups.tables()}
    others = {"auth.Permission", "auth.Group", "contenttypes.ContentType", "store.Session"}
    jobs = {label for label in labels if label.startswith("django_q.")}
    assert labels - kept - others - jobs == set()
    assert kept >= {"store.Entry", "store.Account", "store.Token", "store.Share", "store.Reminders"}


def test_what_comes_after_gets_numbers_that_were_never_given(fresh, backed_up):
    full()
    gone = new_runner()
    diaries.forget(gone)
    file = backed_up()
    fresh()
    restore(file)
    later = new_runner()
    assert later.pk == gone.pk + 1
    assert later.account_id == gone.account_id + 1
    diaries.append(later, [PainLogged(on=DAY, now=1)], after=0, now=NOW)
    assert diaries.text(later) == "2026-03-01 pain now=1\n"


def test_a_runner_goes_on_where_they_were(fresh, backed_up):
    mine = full()
    text, file = diaries.text(mine), backed_up()
    fresh()
    restore(file)
    again = Runner.objects.get(pk=mine.pk)
    assert diaries.text(again) == text
    assert diaries.append(again, [PainLogged(on=DAY, now=1)], after=5, now=NOW) == 6
    first = text.splitlines()[:1]
    assert diaries.append_lines(again, first, after=0, now=NOW, key="phone-1") == 6
    assert Token.objects.get(runner=again).opens("calendar", NOW)


def test_the_database_guards_what_was_restored(fresh, backed_up):
    full()
    file = backed_up()
    fresh()
    restore(file)
    restore(file, replace=True)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Entry.objects.update(line="# nothing")
    with pytest.raises(DatabaseError, match="whole diary"), transaction.atomic():
        Entry.objects.filter(number=2).delete()


def test_an_empty_database_is_a_backup_too(fresh, backed_up):
    before, file = everything(), backed_up()
    restore(file)
    assert everything() == before


def test_whoever_adds_meanwhile_waits_for_nobody_and_is_not_in_it(fresh, tmp_path):
    runner = full()
    added = []

    def add():
        diaries.append(runner, [Noted(on=DAY, text="meanwhile")], after=runner.last, now=NOW)
        added.append(diaries.text(runner))
        connections["default"].close()

    def once(rows):
        if rows == 1 and not added:
            writer = threading.Thread(target=add)
            writer.start()
            writer.join(timeout=10)

    out = io.BytesIO()
    head = back_up(out, now=NOW, told=once)
    assert "meanwhile" in added[0]
    assert b"meanwhile" not in gzip.decompress(out.getvalue())
    (file := tmp_path / "a.backup").write_bytes(out.getvalue())
    assert check(file) == head


def test_progress_is_told_to_the_last_row(fresh, backed_up):
    full()
    file, heard = backed_up(), []
    fresh()
    head = restore(file, told=heard.append)
    assert heard[-1] == head.rows
    assert heard == sorted(heard)


# --- only where there is room --------------------------------------------------------------------


def test_a_database_in_use_is_left_alone(fresh, backed_up):
    file = backed_up()
    full()
    before = everything()
    with pytest.raises(CannotBackUp, match=r"not empty.*--replace"):
        restore(file)
    assert everything() == before


def test_with_replace_what_was_there_is_gone(fresh, backed_up):
    full()
    before, file = everything(), backed_up()
    fresh()
    late = full()
    diaries.append(late, [Noted(on=DAY, text="a very particular sentence")], after=5, now=NOW)
    late = new_runner()
    restore(file, replace=True)
    assert everything() == before
    assert new_runner().pk > late.pk  # nor is a number of somebody who was there given again
    if connection.vendor == "sqlite":
        for each in Path(connection.settings_dict["NAME"]).parent.glob("*.sqlite3*"):
            assert b"very particular sentence" not in each.read_bytes(), each.name


def test_somebody_who_only_looked_in_is_not_in_the_way(fresh, backed_up):
    full()
    before, file = everything(), backed_up()
    fresh()
    Runner.objects.create(account=None)
    restore(file)
    assert everything() == before


def test_a_restore_that_fails_on_its_way_leaves_everything_as_it_was(fresh, backed_up, tmp_path):
    full()
    file = backed_up()
    lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    row = next(each for each in lines if each.startswith(b'["store.Entry"'))
    broken = tmp_path / "broken.backup"
    _written(broken, [json.loads(each) for each in (*lines[:-1], row)], more=1)  # one entry twice
    before = everything()
    with pytest.raises(DatabaseError):
        restore(broken, replace=True)
    assert everything() == before


# --- what is refused -----------------------------------------------------------------------------


def _written(file, told, more=0, **head):
    """A backup made by hand, with a checksum that is right."""
    from hashlib import sha256

    told = [{**told[0], "rows": told[0]["rows"] + more, **head}, *told[1:]]
    lines = [json.dumps(each).encode() + b"\n" for each in told]
    end = json.dumps({"end": sha256(b"".join(lines)).hexdigest()}).encode() + b"\n"
    file.write_bytes(gzip.compress(b"".join(lines) + end))


def test_a_damaged_backup_is_refused_in_one_sentence(fresh, backed_up):
    full()
    before, file = everything(), backed_up()
    whole = file.read_bytes()
    for place in (0, 100, len(whole) // 2, -20, -1):
        data = bytearray(whole)
        data[place] ^= 0xFF
        file.write_bytes(data)
        with pytest.raises(CannotBackUp, match="damaged"):
            restore(file, replace=True)
    for end in (0, 10, len(whole) // 2, -8, -1):
        file.write_bytes(whole[:end])
        with pytest.raises(CannotBackUp, match="damaged"):
            restore(file, replace=True)
    assert everything() == before


@pytest.mark.parametrize(
    "lines", [b"", b"hello\n", b"{}\n", b"[]\n", b'{"strideback": "diary"}\n', b'{"end": "x"}\n', b"[" * 10**5]
)  # fmt: skip
def test_what_is_no_backup_is_refused(tmp_path, lines):
    file = tmp_path / "other.gz"
    file.write_bytes(gzip.compress(lines))
    with pytest.raises(CannotBackUp, match="no backup of strideback"):
        check(file)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CannotBackUp, match="There is no file"):
        check(tmp_path / "nothing.backup")


def test_a_backup_of_a_newer_strideback_is_refused(fresh, backed_up, tmp_path):
    full()
    told = [json.loads(each) for each in gzip.decompress(backed_up().read_bytes()).splitlines()][
        :-1
    ]
    newer = tmp_path / "newer.backup"
    _written(newer, told, form=2, version="9.1")
    with pytest.raises(CannotBackUp, match=r"newer strideback \(9\.1\)"):
        restore(newer)
    tables = {
        **told[0]["tables"],
        "store.Runner": [*told[0]["tables"]["store.Runner"], "shoe_size"],
    }
    _written(newer, told, tables=tables)
    with pytest.raises(CannotBackUp, match="newer strideback"):
        restore(newer)
    _written(newer, told, tables={**told[0]["tables"], "store.Shoe": ["id"]})
    with pytest.raises(CannotBackUp, match="newer strideback"):
        restore(newer)
    _written(newer, told, tables={**told[0]["tables"], "mfa.Authenticator": ["id"]})
    with pytest.raises(CannotBackUp, match="STRIDEBACK_MODE=server"):
        restore(newer)


def test_a_column_that_is_newer_than_the_backup_gets_its_default(fresh, backed_up, tmp_path):
    full()
    told = [json.loads(each) for each in gzip.decompress(backed_up().read_bytes()).splitlines()][
        :-1
    ]
    place = told[0]["tables"]["store.Runner"].index("language")
    del told[0]["tables"]["store.Runner"][place]
    for row in told[1:]:
        if row[0] == "store.Runner":
            del row[1 + place]
    _written(tmp_path / "older.backup", told)
    restore(tmp_path / "older.backup", replace=True)
    assert {each.language for each in Runner.objects.all()} == {""}


def test_a_database_that_is_not_up_to_date_is_not_backed_up(fresh):
    call_command("migrate", "store", "0003", verbosity=0, interactive=False)
    with pytest.raises(CannotBackUp, match="earlier version"):
        back_up(io.BytesIO(), now=NOW)


def test_the_last_number_of_a_table_that_gave_none_is_zero(fresh):
    assert sequences.last(Token) == 0
    assert NOW.tzinfo is UTC
