"""The JSON of a review: every review of many diaries keeps to `docs/review.schema.json`."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from strideback.core.review import Reviewer
from strideback.formats.diary_checks import misfits, reading
from strideback.formats.diary_text import parse
from strideback.formats.knowledge_toml import load
from strideback.formats.review_json import number, to_json

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "review.schema.json").read_text(encoding="utf-8"))
VALID = Draft202012Validator(SCHEMA)
EXAMPLE = (ROOT / "examples" / "first-week.diary").read_text(encoding="utf-8")
KNOWLEDGE = load()
REVIEWER = Reviewer(KNOWLEDGE)
DAY = date(2026, 3, 6)


class Dice:
    """The same throws for the same seed."""

    def __init__(self, seed):
        self.state = 7919 * seed + 1

    def randrange(self, low, high=None):
        self.state = (1103515245 * self.state + 12345) % 2**31
        low, high = (0, low) if high is None else (low, high)
        return low + (self.state >> 8) % (high - low)

    def choice(self, of):
        return of[self.randrange(len(of))]


def told(text, on=DAY):
    parsed = parse(text)
    problems = (*parsed.problems, *misfits(parsed.diary, KNOWLEDGE))
    review = REVIEWER.review(reading(parsed.diary, KNOWLEDGE), on)
    return to_json(review, KNOWLEDGE, problems)


def faults(value):
    """What the schema has against it; the value goes through JSON first, as it would in life."""
    value = json.loads(json.dumps(value, allow_nan=False))
    return [f"{each.json_path}: {each.message}" for each in VALID.iter_errors(value)]


def test_the_schema_is_a_schema_and_strict_everywhere():
    Draft202012Validator.check_schema(SCHEMA)

    def objects(part):
        if isinstance(part, dict):
            if part.get("type") in ("object", ["object", "null"]):
                yield part
            for each in part.values():
                yield from objects(each)

    found = list(objects(SCHEMA))
    assert len(found) > 20
    assert all(each["additionalProperties"] is False for each in found)
    assert all(each["description"] for each in found)


def test_the_example_as_json():
    value = told(EXAMPLE)
    assert faults(value) == []
    assert value["triage"] == {
        "outcome": "cleared",
        "level": "none",
        "because": [],
        "ask": [],
        "blocks": [],
    }
    first = value["ranking"][0]
    assert (first["muscle"], first["side"], first["points"]) == ("gluteus-medius", "right", 14)
    assert first["reasons"][0]["source"] == first["reasons"][0]["sources"][0]
    assert sum(each["points"] for each in first["reasons"]) == first["points"]
    item = value["plan"]["sessions"][0]["items"][0]
    assert item["dose"] == {"sets": 2, "hold_s": 30, "rest_s": 15, "pain_cap": 4}
    assert item["sides"] == ["left", "right"]
    assert len(item["sets"]) == 4
    assert value["load"]["cap_m"] == 13200
    assert isinstance(value["load"]["cap_m"], int)
    assert value["progress"]["fell_by"] == 2
    assert [each["muscle"] for each in value["why_not"]] == ["psoas", "iliacus"]
    assert value["safety_net"] == [each.says for each in KNOWLEDGE.screen.safety_net]


def test_the_same_diary_gives_the_same_text():
    assert json.dumps(told(EXAMPLE)) == json.dumps(told(EXAMPLE))


def test_problems_have_their_lines():
    value = told("what is this\n" + EXAMPLE + "2026-03-06 did pigeon-strech\n")
    assert faults(value) == []
    assert value["problems"][0]["line"] == 1
    assert value["problems"][-1]["line"] == len(EXAMPLE.splitlines()) + 2
    assert value["triage"]["outcome"] == "ask"
    assert value["plan"] is None
    assert value["ranking"] == []


def test_an_empty_diary():
    value = told("")
    assert faults(value) == []
    assert value["progress"]["baseline"] is None
    assert value["load"]["days_off"] is None


@pytest.mark.parametrize("question", sorted(KNOWLEDGE.questions))
def test_every_question_answered_otherwise(question):
    """The example with one answer turned into a yes, a tick of everything, or another number."""
    kind = KNOWLEDGE.questions[question].kind
    options = ",".join(each.id for each in KNOWLEDGE.questions[question].options)
    answer = {"yes-no": "yes", "number": "70", "choices": options or "none", "text": '"x"'}.get(
        kind
    )
    line = f"2026-03-06 answered {question} {answer or '2026-03-01'}\n"
    assert faults(told(EXAMPLE + line)) == []


@pytest.mark.parametrize("seed", range(40))
def test_many_diaries_over_many_weeks(seed):
    chance = Dice(seed)
    exercises = sorted(KNOWLEDGE.exercises)
    text, on = EXAMPLE, DAY
    for ahead in range(chance.randrange(5, 90)):
        on = DAY + timedelta(days=ahead)
        pain = chance.randrange(11)
        text += f"{on} pain now={pain} morning={chance.randrange(11)}\n"
        exercise = chance.choice(exercises)
        side = ".left" if KNOWLEDGE.exercises[exercise].per_side else ""
        signs = chance.choice(["", "", "", " signs=bruise", " signs=numbness"])
        after = chance.randrange(11)
        text += f"{on} did {exercise}{side} before={pain} after={after} effort=5{signs}\n"
        if chance.randrange(10) < 4:
            text += f"{on} ran {chance.randrange(1, 300) / 10}km 33min pain={chance.randrange(8)}\n"
        if chance.randrange(10) < 1:
            text += f"{on} function rmdq={chance.randrange(25)}\n"
        if ahead % 7 == 0:
            text += "".join(
                f"{on} answered {q.id} no\n"
                for q in KNOWLEDGE.questions.values()
                if q.kind == "yes-no"
                and q.group not in {"belief", "pain-pattern"}
                and not q.lasting
            ).replace("consent no", "consent yes")
    assert faults(told(text, on)) == []


@pytest.mark.parametrize(
    ("value", "shown"), [(1, "1"), (2.0, "2"), (0.1 + 0.2, "0.3"), (1 / 3, "0.333"), (None, "null")]
)
def test_numbers_are_short(value, shown):
    assert json.dumps(number(value)) == shown


def test_days_are_written_as_in_the_diary():
    dates = re.findall(r'"(?:on|start|next|until)": "([^"]*)"', json.dumps(told(EXAMPLE)))
    assert dates
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", each) for each in dates)
