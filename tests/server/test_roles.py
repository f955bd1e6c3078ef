"""Every endpoint against everybody, on a real server: nothing of a runner comes to anybody else.

Each route stands in one row of `ROWS`, and `TABLE` says what each row gives to whom.  A route that is in
no row fails.  What a right key opens, and how alike wrong ones are answered, is tried closer in
tests/web/test_sharing.py and tests/api/test_roles.py.  Time is not measured here, where a clock would
tell of the machine: tests/web/test_sharing.py shows that a wrong key makes the same work as an old one.
"""

import itertools
import json
import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
from tests.server.conftest import Browser
from tests.web.test_every_address import CLEARED, MARK

LIST_ROUTES = """
import json, django
django.setup()
from django.urls import get_resolver
def routes(of, before=""):
    for each in of.url_patterns:
        route = before + str(each.pattern)
        yield from routes(each, route) if hasattr(each, "url_patterns") else [route]
of_api = get_resolver("strideback.api.urls")  # behind one address of the app, until it is asked for
print(json.dumps([*(each for each in routes(get_resolver()) if not each.startswith("^")), *routes(of_api)]))
"""
PARTS = {
    "kind": "muscles", "name": "gluteus-medius", "muscle": "gluteus-medius", "view": "back",
    "on": "2026-03-06", "form": "text", "token": "a" * 32, "clock": "1830",
}  # fmt: skip
ASKED = {"name": "my physio", "shows": "report", "since": "", "days": "30"}
AGAIN = "/accounts/reauthenticate/"
NOBODYS = 987654
"""A number that nothing has."""

ROWS = {
    # the same for everybody, and nobody's
    "open": {"open", "closed", "erased", "worker.js", "manifest.webmanifest"},
    # a runner's own: everybody has theirs
    "own": {
        "", "today/morning", "check-in", "screen", "screen/seen", "screen/again", "screen/<key>",
        "chart", "chart/<view>", "chart/<view>/found", "feel/<muscle>", "muscles",
        "library", "library/<kind>", "library/<kind>/<name>", "library/pattern/<muscle>/<view>.svg",
        "why/<kind>/<name>", "plan", "plan/preferences", "plan/away", "plan/home", "plan/move",
        "plan/skip", "plan.pdf", "session/told", "session/<on>", "session/<on>/tell",
        "progress", "progress/daily-life", "report", "report/ask", "report.pdf",
        "runs", "runs/new", "runs/undo", "runs/upload",
        "calendar", "calendar/make", "calendar/download",
        "account", "account/preferences", "account/strideback.diary", "account/strideback.fhir.json",
        "account/strideback.<form>", "account/import", "account/another", "account/erase",
        "account/reminders", "account/reminders/ask", "account/reminders/device",
        "account/reminders/leave", "account/sharing", "account/keys",
        "share", "share/card", "share/card.pdf", "shared", "shared/keep",
    },
    # a runner's own, by a number or a name that others can guess
    "numbered": {
        "runs/<int:number>", "runs/<int:number>/remove", "report/ask/<int:number>/back",
        "runs/upload/<token>", "runs/upload/<token>/take", "runs/upload/<token>/leave",
        "calendar/<int:number>/revoke", "account/sharing/<int:number>",
        "account/sharing/<int:number>/revoke", "account/keys/<int:number>/revoke",
        "shared/kept/<int:number>", "shared/kept/<int:number>/log",
        "shared/kept/<int:number>/report.pdf",
    },
    # opened by the key in the address, whoever asks: here nobody has a right one
    "by key": {
        "shared/<key>", "shared/<key>/log", "shared/<key>/report.pdf",
        "calendar/<key>.ics", "calendar/<key>/<clock>.ics",
        "reminders/yes/<token>", "reminders/stop/<token>",
    },
    # opened by a key in a header: a browser that has signed in is nobody there
    "programs": {
        "api/v1/review", "api/v1/knowledge/<kind>", "api/v1/knowledge/<kind>/<name>",
        "api/v1/diary", "api/v1/events", "api/v1/runs", "api/v1/export/<form>",
        "api/v1/report.pdf", "fhir/$everything", "fhir/<kind>", "fhir/<kind>/<name>",
        "^(?:api|fhir)(?:/.*)?$",
    },
    # signing in and up, by allauth
    "doors": {
        f"accounts/{each}" for each in (
            "login/", "logout/", "signup/", "inactive/", "confirm-email/", "login/code/confirm/",
            "password/reset/", "password/reset/confirm/", "password/reset/complete/",
            "password/reset/done/", "second-factor/authenticate/", "second-factor/webauthn/login/",
        )
    },
    # the account itself, by allauth
    "account": {
        f"accounts/{each}" for each in (
            "email/", "password/change/", "password/set/", "reauthenticate/", "second-factor/",
            "second-factor/reauthenticate/", "second-factor/totp/activate/",
            "second-factor/totp/deactivate/", "second-factor/recovery-codes/",
            "second-factor/recovery-codes/generate/", "second-factor/recovery-codes/download/",
            "second-factor/webauthn/", "second-factor/webauthn/add/",
            "second-factor/webauthn/reauthenticate/",
            "second-factor/webauthn/keys/<int:pk>/remove/",
            "second-factor/webauthn/keys/<int:pk>/edit/",
        )
    },
}  # fmt: skip
"""Every route of web, api and server, in exactly one row."""

OTHERS = ("another runner", "clinician", "expired clinician", "revoked clinician")
ROLES = ("the runner", *OTHERS, "other clinician", "anonymous")
SEES, NOTHING = 200, 404
LINKS = {
    "open": dict.fromkeys(ROLES, SEES),
    "with log": dict.fromkeys(ROLES, SEES),
    "kept": dict.fromkeys(ROLES, NOTHING) | {"the runner": SEES, "other clinician": SEES},
    "expired": dict.fromkeys(ROLES, NOTHING),
    "revoked": dict.fromkeys(ROLES, NOTHING),
    "clinician": dict.fromkeys(ROLES, NOTHING) | {"the runner": SEES, "clinician": SEES},
    "expired clinician": dict.fromkeys(ROLES, NOTHING),
    "revoked clinician": dict.fromkeys(ROLES, NOTHING),
}
"""Each share by its state, or by who keeps it in an account: what everybody gets by its link."""

SIGNED_IN = ROLES[:-1]


def _same(answer):
    return answer.status in {200, 302, 403}


def _theirs(answer):
    """Their own page, or a word on what is wrong with the request; never the way to sign in."""
    known = {200, 204, 302, 303, 400, 403, 404, 405, 409, 413, 422}
    return answer.status in known and not answer.location.startswith("/accounts/login/")


def _sign_in(answer):
    return answer.status == 405 or answer.location.startswith("/accounts/login/")


def _nothing(answer):
    return answer.status in {404, 405} or answer.location == "/runs"  # where runs are listed


def _no_key(answer):
    return answer.status in {401, 404, 405, 406, 415}


def _closed(answer):
    return answer.status == 405 or answer.location == "/closed"


def _door(answer):
    return answer.status in {200, 302, 403, 404, 405}


TABLE = {
    "open": dict.fromkeys(ROLES, _same) | {"stranger here": _same},
    "own": dict.fromkeys(SIGNED_IN, _theirs) | {"anonymous": _sign_in, "stranger here": _closed},
    "numbered": dict.fromkeys(SIGNED_IN, _nothing) | {"anonymous": _sign_in, "stranger here": _closed},
    "by key": dict.fromkeys((*ROLES, "stranger here"), _nothing),
    "programs": dict.fromkeys((*ROLES, "stranger here"), _no_key),
    "doors": dict.fromkeys(ROLES, _door),
    "account": dict.fromkeys(SIGNED_IN, _theirs) | {"anonymous": _sign_in},
}  # fmt: skip
"""What each row gives to whom; a `stranger here` is another browser on the computer of local mode."""
BROWSER_KEEPS = {"library/pattern/<muscle>/<view>.svg"}
"""Kept for a day by the browser that asked: the same picture for everybody, with nothing of anybody."""


# --- everybody -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(started):
    """One server is enough: tests/server/test_accounts.py tries accounts on both databases."""
    return started()


@pytest.fixture(scope="module")
def routes(server):
    """Every route of a server, those of accounts and programs among them."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "strideback.server.settings",
        "STRIDEBACK_MODE": "server",
        "STRIDEBACK_HOSTS": "app.example.org",
        "SECRET_KEY": "only to list the routes",
        "DATABASE_URL": f"sqlite://{server.folder}/server.sqlite3",
    }
    asked = [sys.executable, "-c", LIST_ROUTES]
    told = subprocess.run(asked, env=environment, check=True, capture_output=True)
    return list(dict.fromkeys(json.loads(told.stdout)))


@pytest.fixture(scope="module")
def world(server):
    """A runner with a diary and shares in every state, and everybody who may come to them."""
    roles = {role: Browser(server) for role in ROLES}
    for role, browser in roles.items():
        browser.role = role
    for role in ROLES[:-1]:
        roles[role].signed_up(f"{role.replace(' ', '.')}@mail.example")
    runner = roles["the runner"]
    assert (
        send(runner, "/account/sharing", **ASKED).location == f"{AGAIN}?next=%2Faccount%2Fsharing"
    )
    assert runner.post(AGAIN, password="a long and winding road").status == 302
    bring(runner, "/account/import")
    links = {state: shared(runner, log=state != "open") for state in LINKS}
    rows = server.rows("SELECT id FROM store_share ORDER BY id")
    numbers = dict(zip(LINKS, (number for (number,) in rows), strict=True))
    for role in OTHERS[1:]:
        keep(roles[role], links[role])
    keep(roles["other clinician"], links["kept"])
    for state in ("expired", "expired clinician"):
        over = "UPDATE store_share SET expires_at = '2020-01-01 00:00:00' WHERE id = ? RETURNING id"
        server.rows(over, numbers[state])
    for state in ("revoked", "revoked clinician"):
        assert send(runner, f"/account/sharing/{numbers[state]}/revoke").status == 303
    assert send(runner, "/calendar/make", at="", name="my phone").status == 200
    key = {"name": "my watch", "scopes": "read", "days": "1"}
    assert send(runner, "/account/keys", **key).status == 200
    assert send(runner, "/report/ask", "/report", question="May I run?").status == 303
    run = re.search(r'href="/runs/(\d+)"', runner.get("/runs").text)[1]
    asked = re.search(r'action="/report/ask/(\d+)/back"', runner.get("/report").text)[1]
    there = {run, asked, *numbers.values(), *range(1, 4)}  # the first keys and shares of all
    return SimpleNamespace(roles=roles, links=links, numbers=numbers, run=run, there=there)


def send(browser, path, form_at="/account/sharing", **form):
    """A form as the page would send it."""
    page = browser.get(form_at).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    after = re.search(r'name="after" value="(\d+)"', page)
    told = {"after": after[1]} if after else {}
    return browser.send(path, csrfmiddlewaretoken=token, **told, **form)


def bring(browser, path):
    told = CLEARED + "2026-03-05 ran 8km 46min pain=3\n"
    answer = send(browser, path, "/account", text=told)
    assert answer.status == 302, answer.text


def shared(runner, *, log):
    """The address of a new share."""
    answer = send(runner, "/account/sharing", **{**ASKED, "shows": "log" if log else "report"})
    assert answer.status == 200, answer.text
    return re.search(r'value="https?://[\w.]+(/shared/[^"]+)"', answer.text)[1]


def keep(browser, link):
    """Take a share into the account, as its page offers."""
    assert browser.get(link).status == 200
    assert send(browser, "/shared/keep", "/shared/keep").status == 303


def address_of(route, number=NOBODYS):
    """An address of a route."""
    if route.startswith("^"):
        return "/api/nothing"

    def part(found):
        return str(number) if found[1] == "int" else PARTS.get(found[2], "nothing")

    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", part, route)


_places = itertools.count(1)


def ask(browser, path, method="GET", **form):
    """Ask from a new place, so that nobody has guessed too often from there."""
    number = next(_places)
    browser.ip = f"10.{1 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"
    return browser.send(path, **form) if method == "POST" else browser.get(path)


def told(answer):
    """What an answer tells, without what is made anew each time and the number that was asked for."""
    text = re.sub(r'value="[\w-]{32,}"', "", answer.text)
    return answer.status, re.sub(r"\d+", "N", answer.location), text


def csrf(browser):
    """What a form of this browser holds."""
    page = browser.get("/accounts/login/" if "anonymous" in browser.role else "/account").text
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


# --- the table -----------------------------------------------------------------------------------


def test_every_route_stands_in_one_row(routes):
    rows = [route for row in ROWS.values() for route in row]
    assert sorted(rows) == sorted(set(routes))


@pytest.mark.parametrize("row", ROWS)
def test_everybody_gets_what_the_table_says_and_nothing_of_the_runner(world, row):
    wrong, leaks = [], []
    for role, browser in world.roles.items():
        for route in sorted(ROWS[row]):
            answer = ask(browser, address_of(route))
            if not TABLE[row][role](answer):
                wrong.append((role, route, answer.status, answer.location))
            if MARK in answer.text and role != "the runner":
                leaks.append((role, route))
    assert not wrong
    assert not leaks


def test_the_runner_sees_their_own(world):
    """Or the word that is looked for elsewhere would be found nowhere."""
    runner = world.roles["the runner"]
    assert MARK in runner.get("/account/strideback.diary").text
    assert runner.get(f"/runs/{world.run}").status == 200


def test_a_number_of_somebody_else_is_answered_as_one_that_nothing_has(world, routes):
    """Neither a run, nor a question, nor a share, nor a key can be found by counting."""
    told_apart = []
    for role in ("another runner", "anonymous"):
        browser = world.roles[role]
        token = csrf(browser)
        for method, route in itertools.product(("GET", "POST"), routes):
            if "<int:" not in route:
                continue
            form = {"csrfmiddlewaretoken": token} if method == "POST" else {}
            unknown = told(ask(browser, address_of(route), method, **form))
            others = {
                told(ask(browser, address_of(route, each), method, **form)) for each in world.there
            }
            if others != {unknown}:
                told_apart.append((role, method, route, unknown[0]))
    assert not told_apart


def test_nobody_else_changes_anything_of_a_runner(world, routes, server):
    def of_the_runner():
        mine = "(SELECT id FROM store_runner ORDER BY id LIMIT 1)"
        return [
            server.rows("SELECT line FROM store_entry ORDER BY id"),
            server.rows("SELECT id, clinician_id, revoked_at FROM store_share ORDER BY id"),
            server.rows(f"SELECT id, revoked_at FROM store_token WHERE runner_id = {mine}"),  # noqa: S608
            server.rows(f"SELECT id, language, last FROM store_runner WHERE id = {mine}"),  # noqa: S608
        ]

    before = of_the_runner()
    broken = []
    for role in ("another runner", "clinician", "expired clinician", "anonymous"):
        browser = world.roles[role]
        token = csrf(browser)
        for route in (each for each in routes if not each.startswith("accounts/")):
            for number in world.there:
                form = {
                    "after": "99999",
                    "number": world.run,
                    "runner": 1,
                    "share": world.numbers["open"],
                }
                form["csrfmiddlewaretoken"] = token
                answer = ask(browser, address_of(route, number), "POST", **form)
                if answer.status >= 500 or MARK in answer.text:
                    broken.append((role, route, answer.status))
                if "<int:" not in route:
                    break
    assert not broken
    assert of_the_runner() == before


@pytest.mark.parametrize("state", LINKS)
def test_a_link_opens_for_whom_it_should(world, state):
    for role, expected in LINKS[state].items():
        browser = world.roles[role]
        ask(browser, "/erased")  # says what an earlier form had still to say, once
        unknown = told(ask(browser, "/shared/sbs_" + "a" * 43))
        for part in ("", "/log", "/report.pdf"):
            opens = expected == SEES and (part, state) != ("/log", "open")
            got = ask(browser, world.links[state] + part)
            still = browser.head(world.links[state] + part)
            assert (got.status, still.status) == ((SEES, SEES) if opens else (NOTHING, NOTHING)), (
                role
            )
            assert opens or told(got) == unknown, (role, part)
            assert still.text == ""
            assert (MARK in got.text) is (opens and part != "/report.pdf"), (role, part)


def test_what_is_kept_in_an_account_opens_there_alone_and_while_it_lasts(world):
    opens = {("clinician", "clinician"), ("other clinician", "kept")}
    for role, browser in world.roles.items():
        unknown = told(ask(browser, f"/shared/kept/{NOBODYS}"))
        for state, number in world.numbers.items():
            for part in ("", "/log", "/report.pdf"):
                answer = ask(browser, f"/shared/kept/{number}{part}")
                if (role, state) in opens:
                    assert answer.status == 200, (role, state, part)
                else:
                    assert told(answer) == unknown, (role, state, part)
    assert (
        MARK in world.roles["clinician"].get(f"/shared/kept/{world.numbers['clinician']}/log").text
    )


def test_each_clinician_is_listed_what_they_keep_and_no_address_of_a_runner(world):
    counts = {"the runner": 0, "another runner": 0, "clinician": 1, "expired clinician": 0, "revoked clinician": 0, "other clinician": 1}  # fmt: skip
    for role, count in counts.items():
        text = world.roles[role].get("/shared").text
        assert text.count("/shared/kept/") == count, role
        assert "@" not in re.sub(r"<head>.*?</head>", "", text, flags=re.DOTALL)


def test_the_runner_reads_who_keeps_a_share_and_when_they_looked(world):
    text = world.roles["the runner"].get("/account/sharing").text
    assert "clinician@mail.example" in text
    assert "other.clinician@mail.example" in text
    assert "another.runner@mail.example" not in text


def test_a_runner_cannot_keep_their_own_share(world):
    runner = world.roles["the runner"]
    runner.get(world.links["open"])
    assert runner.get("/shared/keep").status == 404


def test_signing_in_on_the_way_leads_back_to_what_was_offered(world, server):
    new = Browser(server)
    page = new.get(world.links["open"]).text
    way = re.search(r'href="(/accounts/login/[^"]*)"', page)[1]
    assert way == "/accounts/login/?next=/shared/keep"
    again = new.post(way, login="another.runner@mail.example", password="a long and winding road")
    assert again.location == "/shared/keep"
    assert new.get("/shared/keep").status == 200  # asked, not yet kept
    assert world.roles["anonymous"].get(world.links["open"]).status == 200


def test_no_answer_that_may_hold_something_is_kept_by_a_cache(world, routes):
    kept = []
    for role in ("the runner", "clinician", "anonymous"):
        for route in routes:
            answer = ask(world.roles[role], address_of(route, world.run))
            says = answer.headers.get("Cache-Control") or ""
            fits = "no-store" in says or (route in ROWS["open"] and says == "no-cache")
            if not fits and route not in BROWSER_KEEPS:
                kept.append((role, route, says))
    assert not kept
    links = (*world.links.values(), *(f"/shared/kept/{each}" for each in world.numbers.values()))
    for link, part in itertools.product(links, ("", "/log", "/report.pdf")):
        headers = ask(world.roles["clinician"], link + part).headers
        assert headers["Cache-Control"] == "no-store, private"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "ETag" not in headers


def test_what_a_browser_keeps_is_the_same_for_everybody(world):
    for route in BROWSER_KEEPS:
        one, two = (
            ask(world.roles[each], address_of(route)) for each in ("the runner", "clinician")
        )
        assert one.headers["Cache-Control"].startswith("private,")
        assert one.text == two.text
        assert MARK not in one.text


def test_no_key_and_nobody_is_in_the_log(world, server):
    log = (server.folder / "log").read_text(encoding="utf-8")
    assert "sbs_" not in log
    assert "mail.example" not in log


# --- on a computer of one's own ------------------------------------------------------------------


class Local(Browser):
    """A browser on the computer that `strideback serve` runs on."""

    def _ask(self, method, path, body, more):
        here = {"Host": "localhost", "Origin": "http://localhost"}
        return super()._ask(method, path, body, {**more, **here})


def test_on_this_computer_only_the_browser_with_the_token_sees_anything(started):
    server = started(STRIDEBACK_MODE="local", STRIDEBACK_TOKEN="only once")
    holder, late, stranger = (Local(server, tls=False) for _ in range(3))
    assert holder.get("/open?token=only+once").location == "/"
    assert late.get("/open?token=only+once").location == "/closed"
    bring(holder, "/account/import")
    assert MARK in holder.get("/account/strideback.diary").text
    wrong = []
    for row, browser in itertools.product(TABLE, (late, stranger)):
        for route in sorted(ROWS[row]):
            answer = ask(browser, address_of(route))
            good = TABLE[row].get(
                "stranger here", _nothing
            )  # no accounts here, and no doors to them
            if MARK in answer.text or not good(answer):
                wrong.append((row, route, answer.status, answer.location))
    assert not wrong


def test_on_this_computer_a_link_opens_for_a_browser_without_the_token(started):
    """Whoever holds the link may look, here too; taken back, it is closed for the token's own browser."""
    server = started(STRIDEBACK_MODE="local", STRIDEBACK_TOKEN="only once")
    holder, other = (Local(server, tls=False) for _ in range(2))
    holder.get("/open?token=only+once")
    bring(holder, "/account/import")
    link = shared(holder, log=True)
    assert MARK in other.get(f"{link}/log").text
    assert other.get("/account/sharing").location == "/closed"
    assert "1 look" in holder.get("/account/sharing").text
    assert send(holder, "/account/sharing/1/revoke").status == 303
    assert [each.get(link).status for each in (holder, other)] == [404, 404]
