"""The outer side of the contract: methods, media types, sizes, limits; and nothing of anybody in logs."""

import logging
import os
import re
import subprocess
import sys
import zipfile
from io import BytesIO

import pytest
from django.core.cache import cache
from tests.web.test_every_address import CLEARED

from strideback.api import limits

LINE = "2026-03-05 pain now=4"
EVENT = {"events": [{"line": LINE}]}


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "POST", "OPTIONS", "TRACE", "QUERY"])
def test_a_method_that_is_not_taken_is_named_with_those_that_are(program, problem, method):
    answer = program().send(method, "/api/v1/review")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    problem(answer)
    if method != "POST":
        answer = program().send(method, "/api/v1/events")
        assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_head_is_get_without_the_body(program):
    answer = program(CLEARED).send("HEAD", "/api/v1/review")
    assert answer.status_code == 200
    assert answer.content == b""
    assert int(answer["Content-Length"]) > 1000
    assert program().send("HEAD", "/api/v1/review", key="no").status_code == 401


@pytest.mark.parametrize(
    ("address", "wants", "status"),
    [
        ("/api/v1/review", "text/html", 406),
        ("/api/v1/review", "application/json", 200),
        ("/api/v1/review", "text/html, */*;q=0.1", 200),
        ("/api/v1/review", "", 200),
        ("/api/v1/export/csv", "text/csv", 200),
        ("/api/v1/export/csv", "application/json", 406),
        ("/api/v1/export/csv", "text/calendar", 406),
        ("/api/v1/report.pdf", "application/json", 406),
        ("/fhir/Patient", "application/fhir+json", 200),
        ("/fhir/Patient", "application/fhir+xml", 406),
    ],
)
def test_an_answer_has_a_form_that_was_asked_for(program, problem, address, wants, status):
    headers = {"Accept": wants} if wants else {}
    answer = program(CLEARED).get(address, **headers)
    assert answer.status_code == status
    if status == 406:
        problem(answer)


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "", "application/xml"])
def test_a_body_in_another_form_is_refused(program, problem, kind):
    answer = program().send("POST", "/api/v1/events", EVENT, content_type=kind)
    assert (answer.status_code, answer["Accept"]) == (415, "application/json")
    problem(answer)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(program, problem):
    body = b'{"events": [{"line": "' + b"x" * 2**20 + b'"}]}'
    answer = program().send("POST", "/api/v1/events", body)
    assert answer.status_code == 413
    assert "1 MB" in problem(answer).detail


@pytest.mark.parametrize("length", ["-1", "x", "9" * 30])
def test_a_length_that_is_none_is_refused(program, problem, length):
    watch = program()
    answer = watch.client.post(
        "/api/v1/events",
        EVENT,
        content_type="application/json",
        headers={"Authorization": f"Bearer {watch.key}"},
        CONTENT_LENGTH=length,
    )
    assert answer.status_code == 400
    problem(answer)


def test_an_answer_is_kept_nowhere_and_sets_no_cookie(program):
    watch = program(CLEARED)
    for address in ("/api/v1/review", "/api/v1/diary", "/fhir/Patient", "/api/v1/export/text"):
        answer = watch.get(address)
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert not answer.cookies


def test_a_failure_of_ours_is_a_problem_and_tells_the_log_nothing_of_the_runner(
    program, problem, monkeypatch, caplog
):
    def fails(*_args, **_more):
        raise RuntimeError("zebra" + "finch")

    monkeypatch.setattr("strideback.api.showing.to_json", fails)
    watch = program(CLEARED)
    with caplog.at_level(logging.DEBUG):
        answer = watch.get("/api/v1/review")
    assert answer.status_code == 500
    assert "zebrafinch" not in problem(answer).detail
    [record] = [each for each in caplog.records if each.name == "strideback.api.problems"]
    assert "zebrafinch" not in record.getMessage()
    from strideback.server.logs import Discreet

    assert "zebrafinch" not in Discreet().format(record)
    assert watch.key not in caplog.text


# --- limits --------------------------------------------------------------------------------------


def test_a_key_that_is_used_too_often_waits(program, problem, monkeypatch):
    monkeypatch.setitem(limits.MOST, "read", 3)
    watch, other = program(), program()
    answers = [watch.get("/api/v1/diary") for _ in range(5)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert "3 times in a minute" in problem(answers[-1]).detail
    assert other.get("/api/v1/diary").status_code == 200
    assert watch.add(LINE).status_code == 201


def test_a_minute_later_it_may_go_on(program, monkeypatch, it_is):
    from datetime import time

    monkeypatch.setitem(limits.MOST, "read", 1)
    watch = program()
    assert [watch.get("/api/v1/diary").status_code for _ in range(2)] == [200, 429]
    it_is(watch.now.date(), time(12, 1))
    assert watch.get("/api/v1/diary").status_code == 200


def test_wrong_keys_are_counted_and_shut_out_no_right_one(program, problem, monkeypatch):
    monkeypatch.setattr(limits, "MOST_WRONG", 3)
    watch = program()
    wrong = [watch.get("/api/v1/diary", key=f"sbt_{n}") for n in range(5)]
    assert [each.status_code for each in wrong] == [401, 401, 401, 429, 429]
    assert wrong[-1]["Retry-After"]
    problem(wrong[-1])
    assert watch.get("/api/v1/diary").status_code == 200


def test_behind_proxies_the_address_is_the_one_that_they_saw(program, monkeypatch, settings):
    monkeypatch.setattr(limits, "MOST_WRONG", 1)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    watch = program()

    def wrong(chain):
        return watch.get("/api/v1/diary", key="no", X_Forwarded_For=chain).status_code

    assert wrong("made up, 10.0.0.1") == 401
    assert wrong("other, 10.0.0.1") == 429
    assert wrong("10.0.0.2") == 401


def test_a_count_names_neither_key_nor_address(program):
    from django.db import connection

    watch = program()
    watch.get("/api/v1/diary")
    watch.get("/api/v1/diary", key="no")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM store_cache")
        names = [name for (name,) in cursor.fetchall()]
    assert len(names) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", name) for name in names)
    cache.clear()


# --- language ------------------------------------------------------------------------------------


def test_the_language_is_the_one_that_is_asked_for_or_the_runners(program):
    watch = program("2026-03-01 answered saddle-numbness yes")

    def said(**more):
        return watch.get("/api/v1/review", **more).json()["safety_net"][0]

    english = said()
    german = said(Accept_Language="de")
    assert english != german
    watch.runner.language = "de"
    watch.runner.save()
    assert said() == german
    assert said(Accept_Language="en") == english


def test_a_zip_of_nothing_is_no_failure(program):
    out = BytesIO()
    with zipfile.ZipFile(out, "w"):
        pass
    answer = program().files(("empty.zip", out.getvalue()))
    assert answer.status_code == 200
    assert answer.json()["added"] == 0


def test_the_app_loads_without_the_api_until_a_program_asks(tmp_path):
    """What makes the contract takes as long to load, and as much memory, as half of the app."""
    code = """
import sys, django
django.setup()
from django.test import Client
from django.urls import resolve, reverse
assert resolve(reverse("today")).url_name == "today"
heavy = {"ninja", "pydantic", "icalendar", "segno"}
print(sorted(heavy & set(sys.modules)))
print(Client(HTTP_HOST="localhost").get("/api/v1/diary").status_code, "ninja" in sys.modules)
"""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "strideback.server.settings",
        "STRIDEBACK_DATA": str(tmp_path),
    }
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == ["[]", "401 True"]
