"""Keys on a real server: the password is asked for again, and a key opens its runner's diary alone."""

import json
import re
from types import SimpleNamespace

import pytest
from tests.server.conftest import Browser
from tests.server.test_roles import send

PASSWORD = "a long and winding road"
KEY = re.compile(r'value="(sbt_[\w-]{43})"')
ASKED = {"name": "watch", "scopes": "read", "days": "1"}
LINE = "2026-03-01 noted zebrafinch"


@pytest.fixture(scope="module")
def server(started):
    """One server is enough: tests/store/test_telling.py tries both databases."""
    return started()


@pytest.fixture(scope="module")
def world(server):
    """Two runners, and a key of the first one's."""
    mine, other = (Browser(server).signed_up(f"{name}@mail.example") for name in ("mine", "other"))
    assert send(mine, "/account/import", "/account", text=LINE).status == 302
    return SimpleNamespace(mine=mine, other=other, key=made(mine))


def made(browser):
    """A key, after the password was told once more."""
    asked = send(browser, "/account/keys", "/account/keys", **ASKED)
    if asked.status == 302:
        assert asked.location.startswith("/accounts/reauthenticate/")
        assert not KEY.search(browser.get("/account/keys").text)
        asked = browser.post(asked.location, password=PASSWORD)
    (key,) = KEY.findall(asked.text)
    return key


def asks(browser, key, path="/api/v1/diary", **headers):
    return browser.get(path, Authorization=f"Bearer {key}", **headers)


def test_a_server_asks_for_the_password_before_it_makes_a_key(server):
    fresh = Browser(server).signed_up("fresh@mail.example")
    asked = send(fresh, "/account/keys", "/account/keys", **ASKED)
    assert asked.location.startswith("/accounts/reauthenticate/")
    wrong = fresh.post(asked.location, password="not the right one")
    assert not KEY.search(wrong.text)
    assert not server.rows(
        "SELECT 1 FROM store_token t JOIN store_runner r ON r.id = t.runner_id JOIN store_account a "
        "ON a.id = r.account_id WHERE a.email = 'fresh@mail.example'"
    )


def test_a_key_opens_its_runners_diary_whatever_cookies_come_along(world, server):
    stranger = Browser(server)
    for browser in (stranger, world.mine, world.other):
        answer = asks(browser, world.key)
        assert answer.status == 200
        assert [each["line"] for each in json.loads(answer.text)["entries"]] == [LINE]
        assert answer.headers["Cache-Control"] == "no-store"
    assert not stranger.cookies


def test_a_browser_that_is_signed_in_is_nobody_to_the_api(world):
    answer = world.mine.get("/api/v1/diary")
    assert answer.status == 401
    assert "zebrafinch" not in answer.text


def test_nobody_takes_back_or_sees_the_key_of_another(world, server):
    [(number,)] = server.rows("SELECT MIN(id) FROM store_token")
    path = f"/account/keys/{number}/revoke"
    assert send(world.other, path, "/account/keys").status == 404
    assert f"/keys/{number}/" not in world.other.get("/account/keys").text
    assert asks(world.other, world.key).status == 200


def test_a_key_that_is_taken_back_and_one_of_an_erased_runner_open_nothing(world, server):
    gone = Browser(server).signed_up("gone@mail.example")
    back, erased = made(gone), made(gone)
    [(number,)] = server.rows("SELECT MAX(id) - 1 FROM store_token")
    assert send(gone, f"/account/keys/{number}/revoke", "/account/keys").status == 303
    assert (asks(gone, back).status, asks(gone, erased).status) == (401, 200)
    send(gone, "/account/erase", "/account", word="erase everything")
    assert asks(gone, erased).status == 401
    assert asks(gone, erased).text == asks(gone, back).text == asks(gone, "sbt_never").text


def test_nothing_of_a_key_stands_in_the_log_or_in_the_database(world, server):
    assert asks(world.mine, world.key, "/api/v1/review").status == 200
    log = (server.folder / "log").read_text()
    assert world.key not in log
    assert "zebrafinch" not in log
    files = server.folder.glob("server.sqlite3*")
    assert not any(world.key.encode() in each.read_bytes() for each in files)


def test_without_tls_no_answer_tells_anything(world, server):
    open_ = Browser(server, tls=False)
    answer = asks(open_, world.key)
    assert answer.status == 301
    assert answer.headers["Location"].startswith("https://")
    assert "zebrafinch" not in answer.text
