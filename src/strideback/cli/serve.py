"""`strideback serve`: the app in the browser, for one runner on this computer."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import webbrowser
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

import click

from strideback.cli import database
from strideback.cli.opening import Trouble

if TYPE_CHECKING:
    from granian.server.common import AbstractServer

_HERE = "127.0.0.1"
_LOOK_EVERY_S = 0.05


@click.command(name="serve")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8321,
    show_default=True,
    help="The port to listen on; 0 takes a free one.",
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@database.data_option
def serve(port: int, no_browser: bool, data: Path | None) -> None:
    """Open strideback in the browser.

    It listens on this computer alone.  The first line is the address: it lets one browser in, once.
    """
    database.needs("granian")
    folder = database.folder_of(data)
    port = _free(port)
    token = secrets.token_urlsafe(24)
    os.environ |= {
        "STRIDEBACK_MODE": "local",
        "STRIDEBACK_TOKEN": token,
        "SECRET_KEY": _secret(folder),
    }
    database.set_up(folder)
    database.migrate(folder)
    server = _server(port)
    address = f"http://{_HERE}:{port}/open?token={token}"
    announce = threading.Thread(target=_announce, args=(address, port, no_browser), daemon=True)
    server.on_startup(announce.start)
    server.serve()


def _free(port: int) -> int:
    """The port, when nobody listens on it; for 0 one that is free."""
    with socket.socket() as trial:
        if os.name == "posix":  # elsewhere this option would share a port that is taken
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((_HERE, port))
            trial.listen()
        except OSError as why:
            raise Trouble(
                f"Port {port} cannot be used ({why.strerror}); stop the program that has it, "
                f"or choose another with `strideback serve --port {port + 1 if port < 65535 else 0}`."
            ) from None
        return int(trial.getsockname()[1])


def _secret(folder: Path) -> str:
    """The key that signs sessions: made once, for the owner's eyes, so that browsers stay let in."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "secret"
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if told := file.read_text(encoding="ascii", errors="replace").strip():
            return told
        number = os.open(file, os.O_WRONLY | os.O_TRUNC)
    told = secrets.token_urlsafe(48)
    with os.fdopen(number, "w", encoding="ascii") as opened:
        opened.write(told)
    return told


def _server(port: int) -> AbstractServer[Any]:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    return Granian(
        "strideback.server.wsgi:application",
        address=_HERE,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        log_level=LogLevels.error,
        workers_kill_timeout=2,
    )


def _announce(address: str, port: int, no_browser: bool) -> None:
    """Say the address as soon as the app answers there, and never before."""
    while not _answers(port):
        sleep(_LOOK_EVERY_S)
    click.echo(address)
    click.echo(
        "Open this address in your browser; it lets one browser in. Ctrl-C stops strideback."
    )
    if not no_browser:
        webbrowser.open(address)


def _answers(port: int) -> bool:
    connection = HTTPConnection(_HERE, port, timeout=10)
    try:
        connection.request("GET", "/closed")  # it reads the knowledge: the first page is quick
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


command = serve
