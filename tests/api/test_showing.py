"""What is shown: the contract of the review, and no plan to who should be seen first, in any form."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from tests.api.test_roles import ENDPOINTS
from tests.formats.run_archives import DYNAMICS, GPX
from tests.web.test_every_address import CLEARED, NO_PLAN, RUNNERS

from strideback.store import feeds
from strideback.store.reviewing import reviewer

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "review.schema.json").read_text(encoding="utf-8"))
KNOWN = reviewer("en").knowledge

SHOWING = [
    *[
        address
        for (method, _route), (_scope, address, good) in ENDPOINTS.items()
        if method == "GET"
        and good == 200
        and address not in {"/api/v1/diary", "/api/v1/export/text"}
    ],
    "/api/v1/export/ics",
    "/api/v1/export/fhir",
    "/api/v1/report.pdf?kind=plan",
    "/api/v1/report.pdf?kind=referral&whole_log=true",
    *[
        f"/fhir/{kind}"
        for kind in ("CarePlan", "Goal", "PlanDefinition", "ActivityDefinition", "ServiceRequest")
    ],
    *[f"/api/v1/knowledge/exercises/{each}" for each in KNOWN.exercises],
    *[f"/api/v1/knowledge/muscles/{each}" for each in KNOWN.muscles],
]
"""What shows more than the runner's own words."""


def text_of(answer):
    """The words of an answer, whatever its form; the lines of a calendar unfolded."""
    if answer["Content-Type"] == "application/pdf":
        pypdf = pytest.importorskip("pypdf")
        from io import BytesIO

        pages = pypdf.PdfReader(BytesIO(answer.content)).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)
    text = answer.content.decode().replace("\r\n ", "")
    return text.replace("\\,", ",").replace('\\"', '"')


@pytest.fixture
def telling(program):
    """What only a cleared runner may read: doses, rungs, reasons; and the words of steps."""
    watch = program(CLEARED)
    review = watch.get("/api/v1/review").json()
    items = [each for session in review["plan"]["sessions"] for each in session["items"]]
    exercises = [KNOWN.exercises[each["exercise"]] for each in items]
    reasons = {each["text"] for muscle in review["ranking"] for each in muscle["reasons"]}
    rungs = {each.says.says for exercise in exercises for each in exercise.ladder}
    steps = {each.says for exercise in KNOWN.exercises.values() for each in exercise.steps}
    assert reasons
    assert rungs
    return reasons | rungs | steps


def test_the_review_keeps_to_its_contract(program):
    for number, (name, diary) in enumerate(RUNNERS.items()):
        watch = program(diary)
        review = watch.get("/api/v1/review").json()
        jsonschema.validate(review, SCHEMA)
        assert (review["triage"]["outcome"] == "cleared") is (name not in NO_PLAN), number
        assert (review["plan"] is None) is (name in NO_PLAN)
        assert bool(review["ranking"]) is (name not in NO_PLAN)
        assert review["safety_net"]


@pytest.mark.parametrize("name", NO_PLAN)
def test_without_a_clearance_there_is_no_plan_in_any_form(program, telling, name):
    watch = program(RUNNERS[name])
    found = {}
    for address in SHOWING:
        answer = watch.get(address)
        assert answer.status_code in {200, 409}, (address, answer.content[:300])
        text = text_of(answer)
        found |= {each: address for each in telling if each in text}
    assert not found
    assert watch.get("/api/v1/report.pdf?kind=plan").status_code == 409
    assert watch.get("/fhir/CarePlan").json()["total"] == 0
    assert not watch.get("/api/v1/runs").json()["cap_m"]


def test_with_a_clearance_the_same_addresses_show_it(program, telling):
    watch = program(CLEARED)
    texts = [text_of(watch.get(address)) for address in SHOWING]
    shown = {each for each in telling if any(each in text for text in texts)}
    assert len(shown) > len(telling) / 2
    assert watch.get("/fhir/CarePlan").json()["total"] == 1
    assert watch.get("/api/v1/report.pdf?kind=plan").status_code == 200


def test_an_exercise_that_is_left_out_does_not_say_how(program):
    blocked = program(RUNNERS["cleared, with a block to be seen about soon"])
    blocks = set(blocked.get("/api/v1/review").json()["triage"]["blocks"])
    ruled = next(each for each in KNOWN.exercises.values() if blocks & each.names)
    address = f"/api/v1/knowledge/exercises/{ruled.id}"
    assert "steps" not in blocked.get(address).json()["says"]
    assert "steps" in program(CLEARED).get(address).json()["says"]


def test_no_other_day_can_be_asked_for(program):
    assert program(CLEARED).get("/api/v1/review?on=2026-03-01").status_code == 422


@pytest.mark.parametrize("kind", ["muscles", "exercises", "flags", "questions", "claims"])
def test_everything_that_is_listed_is_there(program, kind):
    watch = program(CLEARED)
    listed = watch.get(f"/api/v1/knowledge/{kind}").json()
    assert [each["id"] for each in listed["things"]] == sorted(getattr(KNOWN, kind))
    for each in listed["things"][::9]:
        answer = watch.get(f"/api/v1/knowledge/{kind}/{each['id']}").json()
        assert (answer["id"], answer["kind"]) == (each["id"], kind.removesuffix("s"))
        assert answer["safety_net"]


# --- exports -------------------------------------------------------------------------------------


def test_the_diary_comes_out_in_every_form_without_loss(program):
    from strideback.formats import diary_csv, diary_jsonl, diary_text

    odd = f"{CLEARED}# a remark\n2026-03-06 what is this\n"
    watch = program(odd)
    told = diary_text.parse(odd).diary
    assert watch.get("/api/v1/export/text").content.decode() == odd
    assert diary_jsonl.read(watch.get("/api/v1/export/jsonl").content.decode()) == told
    assert diary_csv.read(watch.get("/api/v1/export/csv").content.decode()) == told
    assert watch.get("/api/v1/export/text")["Content-Disposition"].endswith('"strideback.diary"')


def test_a_calendar_taken_here_and_the_one_at_its_address_are_one_to_a_program(program):
    watch = program(CLEARED)
    key = feeds.make(watch.runner, name="phone", now=watch.now)
    here, there = watch.get("/api/v1/export/ics"), watch.get(f"/calendar/{key}.ics", key=None)
    assert uids(here)
    assert uids(here) == uids(there)
    assert uids(here).isdisjoint(uids(program(CLEARED).get("/api/v1/export/ics")))


def uids(answer):
    return set(
        re.findall(r"^UID:(.+)$", answer.content.decode().replace("\r\n", "\n"), re.MULTILINE)
    )


def test_what_two_runners_tell_alike_is_two_patients(program):
    one, other = program(CLEARED), program(CLEARED)
    at_clinic = [patients(each.get("/api/v1/export/fhir")) for each in (one, other)]
    assert at_clinic[0] != at_clinic[1]
    assert patients(one.get("/fhir/Patient")) == at_clinic[0]


def patients(bundle):
    told = [each["resource"] for each in bundle.json()["entry"]]
    return [each["id"] for each in told if each["resourceType"] == "Patient"]


def test_the_calendar_and_the_report_are_whole(program):
    watch = program(CLEARED)
    assert watch.get("/api/v1/export/ics").content.startswith(b"BEGIN:VCALENDAR")
    for kind in ("visit", "referral", "plan"):
        answer = watch.get(f"/api/v1/report.pdf?kind={kind}&since=2026-03-02&until=2026-03-05")
        assert answer.content.startswith(b"%PDF")
    for bad in ("kind=x", "since=2026-02-30", "until=now", "whole_log=perhaps"):
        assert watch.get(f"/api/v1/report.pdf?{bad}").status_code == 422
    for far in ("since=0001-01-01", "until=9999-12-31", "since=9999-12-31&until=0001-01-01"):
        assert watch.get(f"/api/v1/report.pdf?{far}").status_code == 200


# --- FHIR ----------------------------------------------------------------------------------------


def test_a_search_leads_from_page_to_page(program):
    watch = program(CLEARED)
    address, found = "/fhir/Observation?_count=3", []
    while address:
        page = watch.get(address).json()
        assert (page["resourceType"], page["type"]) == ("Bundle", "searchset")
        found += [each["resource"]["id"] for each in page["entry"]]
        links = {each["relation"]: each["url"] for each in page["link"]}
        address = links.get("next", "").removeprefix("http://testserver")
    assert len(found) == len(set(found)) == page["total"] > 3


def test_every_resource_has_an_address_and_every_type_is_known(program):
    from typing import get_args

    from strideback.api import fhir

    watch = program(CLEARED)
    kinds = set()
    for name in ("cleared", "emergency"):
        for each in program(RUNNERS[name]).get("/fhir/$everything").json()["entry"]:
            kinds.add(each["resource"]["resourceType"])
    assert kinds == set(get_args(fhir.Type))
    for each in watch.get("/fhir/$everything").json()["entry"][::7]:
        told = each["resource"]
        answer = watch.get(f"/fhir/{told['resourceType']}/{told['id']}")
        assert answer.json()["id"] == told["id"]
        assert answer["Content-Type"] == "application/fhir+json"


def test_a_type_without_resources_is_an_empty_search(program):
    told = program().get("/fhir/CarePlan").json()
    assert told["total"] == 0
    assert "entry" not in told


# --- runs ----------------------------------------------------------------------------------------


def test_runs_are_looked_at_first_and_then_added_once(program):
    watch = program(CLEARED)
    before = watch.text
    first = watch.files(("a.gpx", GPX), ("b.fit", DYNAMICS), query="?preview=true")
    assert (first.status_code, first.json()["added"], first.json()["new"]) == (200, 0, 2)
    assert [each["file"] for each in first.json()["files"]] == ["a.gpx", "b.fit"]
    assert watch.text == before
    done = watch.files(("a.gpx", GPX), ("b.fit", DYNAMICS))
    assert (done.status_code, done.json()["added"]) == (201, 2)
    again = watch.files(("other name.gpx", GPX))
    assert (again.status_code, again.json()["added"]) == (200, 0)
    assert again.json()["files"][0]["status"] == "duplicate"
    assert len(watch.text.splitlines()) == len(before.splitlines()) + 2
    assert len(watch.get("/api/v1/runs").json()["runs"]) >= 1


def test_an_import_keeps_to_keys_and_to_the_last_entry_seen(program, problem):
    watch = program(CLEARED)
    last = watch.get("/api/v1/diary").json()["last"]
    assert problem(watch.files(("a.gpx", GPX), query="?after=0")).last == last
    done = watch.files(("a.gpx", GPX), query=f"?after={last}", Idempotency_Key="a")
    assert done.status_code == 201
    assert watch.files(("a.gpx", GPX), Idempotency_Key="a").status_code == 200
    other = watch.files(("b.fit", DYNAMICS), Idempotency_Key="a")
    assert other.status_code == 422
    problem(other)


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "a\\b.gpx", "ü" * 300, ".gpx"])
def test_a_files_name_does_no_harm(program, name):
    answer = program().files((name, GPX))
    assert answer.status_code in {201, 422}


def test_while_files_of_others_are_read_a_program_is_asked_to_wait(program, problem, monkeypatch):
    from strideback.api import runs
    from strideback.formats.run_workers import TURN

    monkeypatch.setattr(runs, "_PATIENCE_S", 0)
    watch = program()
    with TURN, TURN:
        answer = watch.files(("a.gpx", GPX))
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        problem(answer)
        assert watch.text == ""
    assert watch.files(("a.gpx", GPX)).status_code == 201


def test_a_file_that_is_no_run_is_refused_by_name(program):
    told = program().files(("notes.txt", b"hello"), ("empty.fit", b""), ("a.gpx", GPX)).json()
    assert [each["status"] for each in told["files"]] == ["refused", "refused", "imported"]
    assert all(each["reason"] for each in told["files"][:2])


@pytest.mark.parametrize("body", [b"", b"--x", b"--edge\r\n\r\n"])
def test_a_form_that_is_none_is_refused(program, problem, body):
    kind = "multipart/form-data; boundary=edge"
    answer = program().send("POST", "/api/v1/runs", body or b" ", content_type=kind)
    assert answer.status_code in {400, 422}
    problem(answer)
    answer = program().send("POST", "/api/v1/runs", b"x", content_type="multipart/form-data")
    assert answer.status_code in {400, 422}


# --- plans of before -----------------------------------------------------------------------------

BEGUN = "2026-03-06 plan-issued guide massage edition=2026.1 items=easy-walk/2/17min,pigeon-stretch.left/1/2x41s\n"


def test_a_plan_that_was_shown_before_an_emergency_is_shown_nowhere_any_more(program):
    marks = ("17min", "17 min", "41s", "41 s", "pigeon-stretch.left")
    cleared = program(CLEARED + BEGUN)
    shown = text_of(cleared.get("/api/v1/review"))
    assert "pigeon-stretch.left" in shown
    watch = program(CLEARED + BEGUN + "2026-03-06 answered saddle-numbness yes\n")
    found = {}
    for address in SHOWING:
        text = text_of(watch.get(address)) if "whole_log" not in address else ""
        found |= {(address, each): True for each in marks if each in text}
    assert not found
    [plan] = watch.get("/api/v1/review").json()["progress"]["plans_shown"]
    assert plan["items"] == []


# --- what a face needs to ask --------------------------------------------------------------------


def test_a_program_learns_what_a_question_takes_and_what_it_says_is_taken(program):
    watch = program()
    for name in KNOWN.questions:
        told = watch.get(f"/api/v1/knowledge/questions/{name}").json()
        takes = told["answer"]
        assert told["says"]["asks"][0]["text"]
        options = [each["id"] for each in takes["options"]]
        good = {
            "yes-no": ["yes", "no"],
            "number": [f"{takes['minimum'] or 0:g}"],
            "choices": ["none", ",".join(options)],
            "date": ["2026-03-01"],
            "text": ['"in my own words"'],
        }[takes["kind"]]
        assert bool(options) is (takes["kind"] == "choices"), name
        answer = watch.add(*(f"2026-03-06 answered {name} {each}" for each in (*good, "not-sure")))
        assert answer.status_code == 201, (name, answer.content)


def test_an_intake_can_be_done_by_a_program_alone_and_ends_with_a_plan(program):
    """A new runner, asked in the order that the review names, until nothing is open any more."""
    watch = program()
    lines = {}
    for line in CLEARED.splitlines():
        words = line.split()
        if len(words) > 2 and words[1] == "answered":
            lines[words[2]] = line
    for _ in range(200):
        triage = watch.get("/api/v1/review").json()["triage"]
        if triage["outcome"] != "ask":
            break
        asked = triage["ask"][0]
        assert watch.add(lines.get(asked, f"2026-03-06 answered {asked} no")).status_code == 201
    review = watch.get("/api/v1/review").json()
    assert review["triage"]["outcome"] == "cleared"
    assert review["plan"]
