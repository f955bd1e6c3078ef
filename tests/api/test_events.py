"""Adding to a diary by a program: nothing counts twice, nothing is half added, everything wrong is named."""

import json

import pytest

from strideback.store import diaries

LINE = "2026-03-05 pain now=4 worst=6"
MORE = "2026-03-06 pain now=3"


def test_events_are_added_behind_the_last_one(program):
    watch = program(LINE)
    answer = watch.add(MORE, "2026-03-06 ran 8.2km 46min pain=3")
    assert answer.status_code == 201
    assert answer.json() == {
        "last": 3,
        "entries": [{"number": 2, "added": True}, {"number": 3, "added": True}],
    }
    assert watch.text.splitlines() == [LINE, MORE, "2026-03-06 ran 8.2km 46min pain=3"]


def test_a_request_sent_twice_counts_once(program):
    watch = program(LINE)
    first = watch.add(MORE, LINE, Idempotency_Key="today")
    again = watch.add(MORE, LINE, Idempotency_Key="today")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {
        "last": 3,
        "entries": [{"number": 2, "added": False}, {"number": 3, "added": False}],
    }


def test_an_event_with_a_key_counts_once_in_any_request(program):
    watch = program()
    keyed = {"line": LINE, "key": "run-17"}
    watch.add(keyed)
    answer = watch.add(MORE, keyed)
    assert answer.json()["entries"] == [
        {"number": 2, "added": True},
        {"number": 1, "added": False},
    ]


def test_a_key_used_twice_in_one_request_counts_once(program):
    watch = program()
    answer = watch.add({"line": LINE, "key": "a"}, {"line": LINE, "key": "a"})
    assert [each["number"] for each in answer.json()["entries"]] == [1, 1]
    assert watch.text == f"{LINE}\n"


@pytest.mark.parametrize(
    "again", [(MORE,), (LINE, MORE), ({"line": MORE, "key": "mine"}, {"line": LINE, "key": "mine"})]
)
def test_a_key_that_was_used_for_something_else_is_refused(program, problem, again):
    watch = program()
    watch.add(LINE, Idempotency_Key="today")
    answer = watch.add(*again, Idempotency_Key="today")
    assert answer.status_code == 422
    told = problem(answer)
    assert "used for something else" in told.errors[0]["detail"]
    assert told.errors[0]["place"].endswith("/key")
    assert watch.text == f"{LINE}\n"


def test_the_key_of_one_runner_says_nothing_about_another_one(program):
    mine, other = program(), program()
    mine.add(LINE, Idempotency_Key="today")
    assert other.add(MORE, Idempotency_Key="today").status_code == 201


def test_who_has_not_seen_the_last_entry_is_told(program, problem):
    watch = program(LINE)
    answer = watch.add(MORE, after=0)
    assert answer.status_code == 409
    assert problem(answer).last == 1
    assert watch.text == f"{LINE}\n"
    assert watch.add(MORE, after=1).status_code == 201


def test_what_is_there_already_is_never_stale(program):
    watch = program(LINE)
    watch.add(MORE, after=1, Idempotency_Key="a")
    assert watch.add(MORE, after=1, Idempotency_Key="a").status_code == 200


def test_everything_that_is_wrong_is_named_with_its_place_and_nothing_is_added(program, problem):
    watch = program(LINE)
    bad = [
        "2026-03-06 pain now=40",
        "2026-03-06 answered no-such-question yes",
        "# a remark",
        "x\ny",
    ]
    answer = watch.add(MORE, *bad[:3])
    assert answer.status_code == 422
    places = [each["place"] for each in problem(answer).errors]
    assert places == ["/events/1/line", "/events/2/line", "/events/3/line"]
    assert problem(watch.add(MORE, bad[3])).errors[0]["place"] == "/events/1/line"
    assert watch.text == f"{LINE}\n"


def test_a_correction_counts_the_events_of_the_whole_diary(program, problem):
    watch = program(LINE)
    right = watch.add("2026-03-06 corrected 1 pain now=5")
    assert right.status_code == 201, right.content
    wrong = watch.add("2026-03-06 corrected 99 pain now=5")
    assert problem(wrong).errors[0]["place"] == "/events/0/line"


def test_what_was_not_understood_before_is_no_problem_of_what_is_sent(program):
    assert program("2026-03-01 hello").add(MORE).status_code == 201


@pytest.mark.parametrize("line", ["2026-03-06 noted \0", "2026-03-06 noted \ud800"])
def test_what_no_database_can_hold_is_refused(program, problem, line):
    watch = program()
    answer = watch.add(line)
    assert answer.status_code == 422
    assert problem(answer).errors
    assert watch.text == ""


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "/events"),
        ({"events": []}, "/events"),
        ({"events": [{"line": 3}]}, "/events/0/line"),
        ({"events": [{"line": ""}]}, "/events/0/line"),
        ({"events": [{"line": LINE, "key": ""}]}, "/events/0/key"),
        ({"events": [{"line": LINE, "why/~": 1}]}, "/events/0/why~1~0"),
        ({"events": [{"line": LINE}], "after": -1}, "/after"),
        ({"events": [{"line": LINE}], "after": 2**63}, "/after"),
        ({"events": [{"line": LINE}], "after": "1"}, "/after"),
        ({"events": [{"line": LINE}], "more": 1}, "/more"),
        ({"events": [{"line": LINE}] * 501}, "/events"),
        ([], ""),
        (None, ""),
    ],
)
def test_what_is_not_in_the_contract_is_refused_with_its_place(program, problem, body, place):
    watch = program()
    answer = watch.send("POST", "/api/v1/events", json.dumps(body).encode())
    assert answer.status_code == 422
    assert place in [each["place"] for each in problem(answer).errors]


@pytest.mark.parametrize(
    "body", [b" ", b"{", b"\xff", b"[" * 100_000, b'{"events": [{"line": "\x00"}]}', b"1" * 5000]
)
def test_what_is_no_json_is_refused(program, problem, body):
    answer = program().send("POST", "/api/v1/events", body)
    assert answer.status_code in {400, 422}
    problem(answer)


def test_a_refusal_does_not_repeat_what_was_told(program):
    secret = "zebrafinch"
    answer = program().send("POST", "/api/v1/events", {"events": [{"line": LINE, "key": [secret]}]})
    assert secret not in answer.content.decode()


def test_the_diary_is_read_page_by_page(program):
    told = [f"2026-02-{day:02} pain now=4" for day in range(1, 8)]
    watch = program("\n".join(told))
    pages, after = [], 0
    while after is not None:
        page = watch.get(f"/api/v1/diary?after={after}&limit=3").json()
        pages.append([each["line"] for each in page["entries"]])
        after = page["next"]
        assert page["last"] == 7
    assert [len(each) for each in pages] == [3, 3, 1]
    assert [line for page in pages for line in page] == told
    first = watch.get("/api/v1/diary").json()["entries"][0]
    assert first == {
        "number": 1,
        "on": "2026-02-01",
        "kind": "pain",
        "line": told[0],
        "told_at": "2026-03-06T12:00:00Z",
    }


def test_an_empty_diary_has_one_empty_page(program):
    assert program().get("/api/v1/diary").json() == {"last": 0, "entries": [], "next": None}


@pytest.mark.parametrize(
    "query",
    ["after=-1", f"after={2**63}", "after=x", "limit=0", "limit=1001", "lmit=3", "after=\0"],
)
def test_a_page_that_cannot_be_is_refused(program, problem, query):
    answer = program(LINE).get(f"/api/v1/diary?{query}")
    assert answer.status_code == 422
    assert problem(answer).errors[0]["place"].startswith("query:")


def test_many_at_once_on_two_devices_lose_nothing(program):
    watch = program()
    for number in range(5):
        watch.add(f"2026-03-0{number + 1} pain now={number}", Idempotency_Key=str(number))
    assert len(diaries.text(watch.runner).splitlines()) == 5
