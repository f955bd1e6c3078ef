"""A PostgreSQL that nobody else knows: for the tests, and for benchmarks/app.py."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running():
    """Its address for `DATABASE_URL`, or None without the programs: no port, a socket in a folder.

    It is made for this call, in a temporary folder, and gone after it.
    """
    programs = _programs()
    if programs is None:
        yield None
        return
    folder = tempfile.mkdtemp(prefix="sbpg")  # a socket's path has to be short
    user = _somebody_else() if os.getuid() == 0 else None  # it refuses to run as root
    if user:
        shutil.chown(folder, user)

    def run(program, *args):
        command = [str(programs / program), *args]
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    data = f"{folder}/data"
    run("initdb", "-D", data, "-U", "strideback", "-A", "trust", "-E", "UTF8", "--no-sync")
    settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-D", data, "-o", settings, "-l", f"{folder}/log", "-w", "start")
    try:
        yield f"postgresql://strideback@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _programs():
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


def _somebody_else():
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
