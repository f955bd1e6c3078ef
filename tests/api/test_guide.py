"""docs/api.md: every example is sent to a running server as it stands there, and answered as it says."""

import json
import re
import shlex
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.api.conftest import DAY, key_for
from tests.formats.run_archives import GPX

from strideback.api import diary, door, limits, problems, runs, urls
from strideback.store import diaries, programs
from strideback.store.models import Runner

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/api.md").read_text(encoding="utf-8")
TOLD = (ROOT / "examples/first-week.diary").read_text(encoding="utf-8")
FILES = {"morning.gpx": GPX}
EXAMPLES = re.findall(r"^```sh\n(.*?)^```\n```http\n(.*?)^```\n", GUIDE, re.MULTILINE | re.DOTALL)
EDGE = "edge-of-a-part"


@dataclass
class Request:
    """What a curl command would send."""

    url: str = ""
    headers: dict = field(default_factory=dict)
    body: bytes | None = None

    @classmethod
    def of(cls, command, **words):
        """`words` stand for the variables; an option that is not known here is an error."""
        for name, value in words.items():
            command = command.replace(f"${name}", value)
        told = shlex.split(command.replace("\\\n", " ").replace("\\$", "$"))
        assert told.pop(0) == "curl"
        request = cls()
        while told:
            word = told.pop(0)
            if not word.startswith("-"):
                assert not request.url, "a command has one address"
                request.url = word
                continue
            value = told.pop(0)
            if word == "-H":
                name, _, said = value.partition(": ")
                request.headers[name] = said
            elif word == "-d":
                request.body = value.encode()
            elif word == "-F":
                request.form(*value.split("=@"))
            else:
                assert word == "-o", f"this test does not know {word}"
        return request

    def form(self, name, file):
        said = f'Content-Disposition: form-data; name="{name}"; filename="{file}"'
        head, end = f"--{EDGE}\r\n{said}\r\n\r\n", f"\r\n--{EDGE}--\r\n"
        self.body = head.encode() + FILES[file] + end.encode()
        self.headers["Content-Type"] = f"multipart/form-data; boundary={EDGE}"

    def answered(self):
        """Status, headers and body."""
        parts = urlsplit(self.url)
        connection = HTTPConnection(parts.hostname, parts.port, timeout=60)
        place = parts.path + (f"?{parts.query}" if parts.query else "")
        method = "GET" if self.body is None else "POST"
        connection.request(method, place, self.body, self.headers)
        answer = connection.getresponse()
        found = answer.status, dict(answer.headers), answer.read()
        connection.close()
        return found


def holds(found, says):
    """Whether an answer holds what the guide shows of it; `...` stands for anything but nothing."""
    if says == "...":
        return found not in (None, "", [], {})
    if isinstance(says, dict):
        return isinstance(found, dict) and all(
            name in found and holds(found[name], value) for name, value in says.items()
        )
    if isinstance(says, list):
        if not says:
            return found == []
        return len(found) >= len(says) and all(map(holds, found, says))
    return found == says and type(found) is type(says)


def expected(block):
    """The status, headers and body that the guide shows."""
    head, _, body = block.partition("\n\n")
    first, *lines = head.strip().splitlines()
    return int(first.split()[1]), first, [each.split(": ", 1) for each in lines], body


def test_every_example_is_answered_as_the_guide_says(server, it_is):
    now = it_is(DAY)
    runner = Runner.objects.create(account=None)
    diaries.append_lines(runner, TOLD.splitlines(), after=0, now=now)
    words = {"STRIDEBACK": server.url, "KEY": key_for(runner, now=now)}
    assert len(EXAMPLES) == GUIDE.count("curl ") > 15
    for command, block in EXAMPLES:
        status, headers, body = Request.of(command, **words).answered()
        wanted, first, said, shown = expected(block)
        assert status == wanted, (command, body[:500])
        assert problems.TITLES.get(status, first).endswith(first.split(" ", 2)[2]), first
        for name, value in said:
            assert headers[name] == value, (command, name)
        if shown:
            assert holds(json.loads(body), json.loads(shown)), (command, body.decode()[:3000])


def test_the_comparison_above_can_fail():
    assert holds({"a": [1, 2], "b": "x"}, {"a": [1], "b": "..."})
    for found, says in [
        ({}, {"a": 1}), ({"a": []}, {"a": ["..."]}), ({"a": [1]}, {"a": []}), ({"a": ""}, {"a": "..."}),
        ({"a": True}, {"a": 1}), ([1], [1, 2]), ({"a": {"b": 2}}, {"a": {"b": 1}}),
    ]:  # fmt: skip
        assert not holds(found, says)


def test_every_operation_has_an_example():
    shown = " ".join(re.findall(r"\$STRIDEBACK([^\"?]+)", GUIDE)).replace("\\$", "$").split()
    for path in urls.api.get_openapi_schema(path_prefix="")["paths"]:
        pattern = re.sub(r"\{\w+\}", "[^/]+", path.replace("$", r"\$"))
        assert any(re.fullmatch(pattern, each) for each in shown), path


def test_the_guide_names_every_scope_and_every_problem():
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \|", GUIDE, re.MULTILINE)
    kinds = {name: int(status) for name, status in rows if status.isdigit()}
    code = "".join(
        each.read_text(encoding="utf-8") for each in Path(problems.__file__).parent.glob("*.py")
    )
    made = re.findall(r'Problem\(\s*(\d+), "([a-z-]+)"', code)
    assert kinds == {name: int(status) for status, name in made}
    assert set(kinds.values()) == set(problems.TITLES)
    assert {name for name, status in rows if not status.isdigit()} == set(programs.OPENS)


@pytest.mark.parametrize(
    "says",
    [
        *(f"{most} times with `{scope}`" for scope, most in limits.MOST.items()),
        f"up to {runs.MOST_FILES} files, {door.MOST_FILES >> 20} MB together",
        f"{door.MOST_JSON >> 20} MB of JSON",
        f"as many as {diary.MOST_EVENTS} at once",
    ],
)
def test_the_limits_are_those_that_the_guide_tells(says):
    assert says in GUIDE
