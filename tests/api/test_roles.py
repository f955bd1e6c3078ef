"""Every endpoint against everybody: a table, so that none is forgotten."""

from datetime import timedelta

import pytest
from django.urls import resolve
from tests.api.conftest import ALL, key_for
from tests.formats.run_archives import GPX
from tests.web.test_every_address import CLEARED

from strideback.api import urls
from strideback.store.keys import Token
from strideback.web import runners

MARK = "zebrafinch"
LINE = "2026-03-05 pain now=4"
EVENT = {"events": [{"line": LINE}]}

ENDPOINTS = {
    ("GET", "api/v1/review"): ("read", "/api/v1/review", 200),
    ("GET", "api/v1/knowledge/<kind>"): ("read", "/api/v1/knowledge/flags", 200),
    ("GET", "api/v1/knowledge/<kind>/<name>"): ("read", "/api/v1/knowledge/muscles/psoas", 200),
    ("GET", "api/v1/diary"): ("read", "/api/v1/diary", 200),
    ("POST", "api/v1/events"): ("append", "/api/v1/events", 201),
    ("GET", "api/v1/runs"): ("read", "/api/v1/runs", 200),
    ("POST", "api/v1/runs"): ("import", "/api/v1/runs", 201),
    ("GET", "api/v1/export/<form>"): ("read", "/api/v1/export/text", 200),
    ("GET", "api/v1/report.pdf"): ("read", "/api/v1/report.pdf", 200),
    ("GET", "fhir/$everything"): ("fhir", "/fhir/$everything", 200),
    ("GET", "fhir/<kind>"): ("fhir", "/fhir/Observation", 200),
    ("GET", "fhir/<kind>/<name>"): ("fhir", "/fhir/Patient/nobody", 404),
}
"""By method and route: the scope that opens it, an address of it, and what its holder gets."""

ROLES = {
    "nobody": 401,
    "a wrong key": 401,
    "an expired key": 401,
    "a revoked key": 401,
    "a key without the scope": 403,
    "a key of a calendar": 403,
    "the app's own cookie": 401,
    "a key in the address": 401,
    "another way to sign in": 401,
}
CASES = list(ENDPOINTS)


def ask(watch, case, **more):
    method, _route = case
    address = ENDPOINTS[case][1]
    if address == "/api/v1/runs" and method == "POST":
        return watch.files(("a.gpx", GPX), **more)
    return watch.send(method, address, EVENT if method == "POST" else None, **more)


def as_role(role, watch, case):
    """The answer to somebody who may not."""
    scope, address = ENDPOINTS[case][:2]
    now, runner = watch.now, watch.runner
    if role == "nobody":
        return ask(watch, case, key=None)
    if role == "a wrong key":
        return ask(watch, case, key="sbt_" + "a" * 43)
    if role == "an expired key":
        return ask(watch, case, key=key_for(runner, now=now, expires_at=now))
    if role == "a revoked key":
        key = key_for(runner, now=now)
        Token.objects.update(revoked_at=now - timedelta(seconds=1))
        return ask(watch, case, key=key)
    if role == "a key without the scope":
        others = [each for each in ALL if each != scope]
        return ask(watch, case, key=key_for(runner, *others, now=now))
    if role == "a key of a calendar":
        return ask(watch, case, key=key_for(runner, "calendar", now=now))
    if role == "the app's own cookie":
        session = watch.client.session
        session[runners.OPENED] = True
        session.save()
        watch.client.cookies["strideback"] = session.session_key
        assert watch.client.get("/account").status_code == 200
        return ask(watch, case, key=None)
    if role == "a key in the address":
        return watch.send(case[0], f"{address}?access_token={watch.key}", EVENT, key=None)
    return ask(watch, case, key=None, Authorization=f"Basic {watch.key}")


def test_every_endpoint_is_in_the_table():
    found = set()
    for path, methods in urls.api.get_openapi_schema(path_prefix="")["paths"].items():
        route = path.strip("/").replace("{", "<").replace("}", ">")
        found |= {(method.upper(), route) for method in methods}
    assert found == set(ENDPOINTS)
    routes = {str(each.pattern) for each in urls.urlpatterns}
    assert routes == {route for _method, route in ENDPOINTS} | {r"^(?:api|fhir)(?:/.*)?$"}
    assert [resolve(each).url_name for each in ("/api", "/api/v1/diary", "/fhir/metadata")] == [
        "api"
    ] * 3


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_the_right_key_opens_it(program, case):
    scope, _address, good = ENDPOINTS[case]
    answer = ask(program(CLEARED, scope), case)
    assert answer.status_code == good, answer.content[:300]
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_nobody_else_gets_in_or_learns_anything(program, problem, case, role):
    watch = program(CLEARED)
    before = watch.text
    answer = as_role(role, watch, case)
    if role == "a key in the address":
        assert answer.status_code in {401, 415, 422}
    else:
        assert answer.status_code == ROLES[role]
    told = problem(answer)
    assert MARK not in answer.content.decode()
    assert watch.key not in answer.content.decode()
    if answer.status_code in {401, 403}:
        assert answer["WWW-Authenticate"].startswith("Bearer ")
    assert set(vars(told)) <= {"type", "title", "status", "detail", "errors", "scope"}
    assert watch.text == before


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_unknown_expired_and_revoked_keys_are_alike(program, case):
    watch = program(CLEARED)
    roles = ("a wrong key", "an expired key", "a revoked key")
    answers = [as_role(role, watch, case) for role in roles]
    assert len({each.content for each in answers}) == 1
    assert len({each["WWW-Authenticate"] for each in answers}) == 1


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_the_key_of_another_runner_shows_and_changes_that_ones_diary_alone(program, case):
    mine, other = program(CLEARED), program()
    before = mine.text
    answer = ask(other, case)
    assert answer.status_code == ENDPOINTS[case][2]
    assert MARK not in answer.content.decode("utf-8", "replace")
    assert mine.text == before
    if case[0] == "POST":
        assert other.text


def test_an_id_of_another_runner_is_nothing_here(program):
    mine, other = program(CLEARED), program()
    entries = mine.get("/fhir/$everything").json()["entry"]
    own = {each["resource"]["id"] for each in other.get("/fhir/$everything").json()["entry"]}
    for each in (each["resource"] for each in entries):
        if each["resourceType"] == "Observation" and each["id"] not in own:
            assert other.get(f"/fhir/Observation/{each['id']}").status_code == 404


@pytest.mark.parametrize(
    "address", ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/review", "/api/v1/review/", "/fhir",
                "/fhir/", "/fhir/Secret", "/fhir/Patient/a/b", "/api/v1/knowledge/secrets",
                "/api/v1/knowledge/muscles/heart", "/api/v1/export/exe"],
)  # fmt: skip
def test_where_nothing_is_nothing_is_said(program, problem, address):
    answer = program(CLEARED).get(address)
    assert answer.status_code == 404
    problem(answer)


def test_a_key_says_on_which_day_it_was_used_last(program):
    watch = program()
    assert Token.objects.get().used_on is None
    watch.get("/api/v1/review")
    assert str(Token.objects.get().used_on) == "2026-03-06"


def test_a_runner_who_erases_everything_takes_the_keys_along(program):
    from strideback.store import diaries

    watch = program(CLEARED)
    diaries.forget(watch.runner)
    assert watch.get("/api/v1/diary").status_code == 401
