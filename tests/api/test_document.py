"""The contract in docs/openapi.json: it is the one that the code keeps, and a change of it is seen."""

import difflib
import importlib.util
import json
import re
from pathlib import Path

import pytest

from strideback.api import callers, urls
from strideback.api.document import text_of
from strideback.store import programs

ROOT = Path(__file__).parents[2]
KEPT = (ROOT / "docs/openapi.json").read_text(encoding="utf-8")
CONTRACT = json.loads(KEPT)
OPERATIONS = [
    (method, path, told) for path, of in CONTRACT["paths"].items() for method, told in of.items()
]


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("openapi_tool", ROOT / "tools/openapi.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_contract_in_the_repository_is_the_one_of_the_code(tool):
    """Programs of others rely on it: look at each line that is different before `tools/openapi.py`."""
    made = tool.made()
    changed = difflib.unified_diff(
        KEPT.splitlines(), made.splitlines(), "kept", "made", n=2, lineterm=""
    )
    assert made == KEPT, "\n".join(changed)


def test_a_change_of_a_parameter_or_an_answer_changes_the_contract(tool, monkeypatch):
    real = urls.api.get_openapi_schema

    def changed(**given):
        told = json.loads(json.dumps(real(**given)))
        del told["paths"]["/api/v1/diary"]["get"]["parameters"][0]
        return told

    monkeypatch.setattr(urls.api, "get_openapi_schema", changed)
    assert tool.made() != KEPT


def test_the_text_does_not_depend_on_the_order_in_which_it_was_made():
    turned = dict(reversed(CONTRACT.items()))
    assert text_of(turned) == text_of(CONTRACT) == KEPT


def test_every_reference_leads_somewhere_and_nothing_is_left_over():
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', KEPT))
    assert names == set(CONTRACT["components"]["schemas"]) - {"Input"}


@pytest.mark.parametrize(
    ("method", "path", "told"), OPERATIONS, ids=lambda each: each if isinstance(each, str) else ""
)
def test_every_operation_says_what_it_is_who_may_call_it_and_how_it_refuses(method, path, told):
    assert told["operationId"]
    assert told["description"].rstrip().endswith(".")
    [[scope]] = [each["Bearer"] for each in told["security"]]
    assert scope in programs.OPENS
    refused = {code: of for code, of in told["responses"].items() if int(code) >= 400}
    assert {"401", "403", "429"} <= set(refused)
    assert all(set(of["content"]) == {"application/problem+json"} for of in refused.values())
    assert any(int(code) < 300 for code in told["responses"])
    assert ("requestBody" in told) is (method == "post")


def test_every_scope_opens_something():
    scopes = {
        each
        for _method, _path, told in OPERATIONS
        for of in told["security"]
        for each in of["Bearer"]
    }
    assert scopes == set(programs.OPENS)
    assert callers.Bearer("read").scope == "read"
