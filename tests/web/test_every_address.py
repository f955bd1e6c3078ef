"""Every address, for everybody: no plan without a clearance, no error, and nothing of a runner in an address."""

import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from itertools import product
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from pypdf import PdfReader

from strideback.core.terms import EVERYTHING, Level
from strideback.formats import words
from strideback.store import diaries
from strideback.store.marks import mark_of
from strideback.store.models import Runner
from strideback.web import looking_up, patterns
from strideback.web.drawings import VIEWS
from strideback.web.page import for_runner
from strideback.web.runners import forget_reviews, reviewer, seen_by
from strideback.web.screens.why import KINDS
from strideback.web.templating import day

MARK = "zebrafinch"
"""Stands in every word that these runners typed themselves."""

CLEARED = (Path(__file__).parents[2] / "examples/first-week.diary").read_text(encoding="utf-8")
CLEARED = CLEARED.replace("run 10 km along the river", f"run home to the {MARK}") + (
    f'2026-03-06 noted "{MARK} told me to rest"\n'
)


def but(*changes):
    """The cleared diary with some answers told otherwise; what is not there would be no change."""
    told = CLEARED
    for before, after in changes:
        assert before in told
        told = told.replace(before, after)
    return told


RUNNERS = {
    "unscreened": "",
    "open": but(("2026-03-01 answered fever no\n", ""), ("2026-03-01 answered foot-drop no\n", "")),
    "emergency": but(("saddle-numbness no", "saddle-numbness yes")),
    "same-day": but(("answered fever no", "answered fever yes")),
    "soon, and everything left out": but(("past-surgery no", "past-surgery yes")),
    "adapted, and everything left out": but(("acute-illness no", "acute-illness yes")),
    "cleared, with a block to be seen about soon": but(("cough-pain no", "cough-pain yes")),
    "cleared": CLEARED,
}
NO_PLAN = [name for name in RUNNERS if not name.startswith("cleared")]
WHOLE_LIBRARY = ("unscreened", "emergency")
"""They look at everything in the library; the others at what is about muscles and exercises."""

OPEN_TO_ALL = {"open", "closed", "erased", "worker", "manifest"}
BY_KEY = {
    "shared-link", "shared-link-log", "shared-link-pdf", "calendar-feed", "calendar-feed-at",
    "reminders-yes", "reminders-stop",
}  # fmt: skip
"""A key in the address opens them, whoever asks; tests/web/test_sharing.py has the keys."""
FINE = {200, 302, 303, 400, 403, 404, 405, 409, 413, 422}
QUERY = {"then", "show", "q", "mistake", "v", "token", "range", "since", "until", "subject", "body"}
"""The only names that an address may have behind its question mark; none holds an answer.

The last two are those of an e-mail that passes strideback on.
"""


# --- all addresses -------------------------------------------------------------------------------


def _library():
    known = reviewer().knowledge
    return [(kind, name) for kind in looking_up.SHELVES for name in getattr(known, kind)]


def _why():
    return [(kind, name) for kind in KINDS for name in getattr(reviewer().knowledge, kind)]


def _questions():
    others = (
        "drawing:back",
        "drawing:front",
        "pressing:psoas",
        "pain:now",
        "preferred:days",
        "nothing",
        "🦵",
    )
    return [(name,) for name in (*reviewer().knowledge.questions, *others)]


def _days():
    return [(f"2026-03-{number:02}",) for number in range(1, 21)] + [
        ("2026-02-30",),
        ("2024-01-01",),
        ("now",),
    ]


def _views():
    return [(name,) for name in (*VIEWS, "inside")]


def _muscles():
    return [(name,) for name in (*reviewer().knowledge.muscles, "heart")]


def _runs():
    return [("0",), ("1",), ("2",), ("9" * 12,)]


def _keys():
    return [("nothing",), ("sbs_" + "a" * 43,), ("kept",), ("🦵",)]


def _tokens():
    return [("nothing",), ("a" * 32,)]


NAMED = {
    "open": None, "closed": None, "erased": None, "worker.js": None, "manifest.webmanifest": None,
    "": None, "today/morning": None, "check-in": None, "muscles": None, "library": None, "chart": None,
    "account": None, "account/preferences": None, "account/strideback.diary": None,
    "account/strideback.fhir.json": None, "account/strideback.<form>": lambda: [("csv",), ("jsonl",), ("docx",)],
    "calendar": None, "calendar/make": None, "calendar/download": None, "calendar/<int:number>/revoke": _runs,
    "calendar/<key>.ics": _keys, "calendar/<key>/<clock>.ics": lambda: [(key[0], "1830") for key in _keys()],
    "account/reminders": None, "account/reminders/ask": None, "account/reminders/device": None,
    "account/reminders/leave": None, "reminders/yes/<token>": _tokens, "reminders/stop/<token>": _tokens,
    "account/import": None, "account/another": None, "account/erase": None,
    "screen": None, "screen/seen": None, "screen/again": None, "screen/<key>": _questions,
    "chart/<view>": _views, "chart/<view>/found": _views, "feel/<muscle>": _muscles,
    "library/pattern/<muscle>/<view>.svg": lambda: [(m[0], v) for m in _muscles() for v in patterns.VIEWS],
    "library/<kind>": lambda: [(kind,) for kind in (*looking_up.SHELVES, "secrets")],
    "library/<kind>/<name>": _library, "why/<kind>/<name>": _why,
    "plan": None, "plan/preferences": None, "plan/away": None, "plan/home": None, "plan/move": None,
    "plan/skip": None,
    "progress": None, "progress/daily-life": None, "report": None, "report.pdf": None, "plan.pdf": None,
    "report/ask": None, "report/ask/<int:number>/back": _runs, "runs": None, "runs/new": None, "runs/upload": None,
    "runs/undo": None, "runs/<int:number>": _runs, "runs/<int:number>/remove": _runs,
    "runs/upload/<token>": _tokens, "runs/upload/<token>/take": _tokens, "runs/upload/<token>/leave": _tokens,
    "account/keys": None, "account/keys/<int:number>/revoke": _runs,
    "account/sharing": None, "account/sharing/<int:number>": _runs, "account/sharing/<int:number>/revoke": _runs,
    "shared": None, "shared/keep": None, "shared/kept/<int:number>": _runs,
    "shared/kept/<int:number>/log": _runs, "shared/kept/<int:number>/report.pdf": _runs,
    "shared/<key>": _keys, "shared/<key>/log": _keys, "shared/<key>/report.pdf": _keys,
    "share": None, "share/card": None, "share/card.pdf": None,
    "session/told": None, "session/<on>": _days, "session/<on>/tell": _days,
}  # fmt: skip
"""Every address of the app, with what its parts may be.  A new one belongs in here before it ships."""


def routes(resolver=None, before=""):
    """Each pattern of the app: its route and its name."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from routes(each, route)
        else:
            yield route, each.name


def addresses(*, whole=True):
    """Every address with its parts filled in."""
    for route, _name in routes():
        parts = NAMED.get(route, list)  # a route that is not named has its own test
        for given in parts() if parts else [()]:
            if (
                not whole
                and given
                and given[0] in {"claims", "faq", "sources", "flags", "questions"}
            ):
                continue
            filled = iter(given)
            yield "/" + re.sub(r"<[^>]+>", lambda _found, it=filled: str(next(it)), route)


def name_of(address):
    """The name of the screen at an address."""
    return resolve(unquote(urlsplit(address).path)).url_name


def test_every_address_is_named_here():
    of_screens = {route for route, name in routes() if name != "api"}
    assert of_screens == set(
        NAMED
    )  # those of the API have their own table: tests/api/test_roles.py


# --- reading a page ------------------------------------------------------------------------------


@dataclass
class Form:
    """A form as a browser would send it: where to, how, and what each field may hold."""

    action: str
    method: str
    fields: dict

    def filled(self, which, **more):
        """With the first (0) or the last (-1) of what each field offers."""
        return {name: values[which] for name, values in self.fields.items() if values} | more


class Page(HTMLParser):
    """What a test wants to know of a page."""

    def __init__(self, answer):
        super().__init__()
        self.html = answer.content.decode()
        self.forms, self.addresses, self.tags = [], [], Counter()
        self.attributes, self.title, self._in, self._select = {}, "", [], ""
        self.feed(self.html)
        self.text = plain(self.html)

    def handle_starttag(self, tag, found):
        attrs = {name: value or "" for name, value in found}
        self.tags[tag] += 1
        self._in.append(tag)
        if tag in {"html", "title"}:
            self.attributes[tag] = attrs
        self.addresses += [
            attrs[name]
            for name in ("href", "src", "action", "hx-get", "hx-post", "formaction", "data-found")
            if name in attrs
        ]
        if tag == "form":
            self.forms.append(Form(attrs.get("action", ""), attrs.get("method", "get"), {}))
        elif tag in {"input", "textarea", "select", "button"} and self.forms and attrs.get("name"):
            kept = self.forms[-1].fields.setdefault(attrs["name"], [])
            self._select = attrs["name"] if tag == "select" else ""
            if tag != "select":
                kept.append(
                    attrs.get("value")
                    or {"checkbox": "on", "date": "2026-03-09"}.get(attrs.get("type", ""), "3")
                )
        elif tag == "option" and self.forms and self._select:
            self.forms[-1].fields[self._select].append(attrs.get("value", ""))

    def handle_data(self, data):
        if self._in and self._in[-1] == "title":
            self.title += data


def plain(html):
    """The words of a page, as they are read."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def text_of(answer):
    """The answer as text; of a PDF, what is read on its pages."""
    if answer.headers.get("Content-Type") != "application/pdf":
        return answer.content.decode()
    pages = PdfReader(BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def is_page(answer):
    return (
        answer.headers.get("Content-Type", "").startswith("text/html")
        and b"<!doctype html>" in answer.content
    )


# --- what only a cleared runner may see ----------------------------------------------------------


def echoed(told):
    """What the sender said themselves, in the words of a page: an exercise's name, a day."""
    values = {str(each) for each in told.values()}
    days = [date.fromisoformat(each) for each in values if re.fullmatch(r"\d{4}-\d\d-\d\d", each)]
    exercises = reviewer().knowledge.exercises
    names = {exercises[each].name for each in values if each in exercises}
    return names | {f"{day:%A} {day.day} {day:%B}" for day in days}


@dataclass(frozen=True)
class Plan:
    """What the plan of the same runner without the flag would show, as the words of a page."""

    names: frozenset
    doses: frozenset
    rungs: frozenset
    days: frozenset
    reasons: frozenset
    cap: str

    def on(self, address, text, html):
        """What of it stands on a page.  The library may name an exercise; it gives no way to do it."""
        reads = address.startswith(("/library", "/why"))
        told = self.doses | self.rungs | self.reasons | ({self.cap} if self.cap else frozenset())
        told |= frozenset() if reads else self.names
        told |= (
            frozenset() if reads or address.startswith("/session/") else self.days
        )  # its own day it may say
        found = {
            each
            for each in told
            if each in text and re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text)
        }
        marks = (
            "session-data",
            'id="begin"',
            'class="strip"',
            "Start the session",
            'data-act="start"',
        )
        return found | {each for each in marks if each in html}


@pytest.fixture
def plan(client_of):
    """What the runner's plan holds when everything is answered no."""
    client = client_of(CLEARED)
    review = seen_by(client.runner).review
    known = reviewer().knowledge
    items = [(each.on, item) for each in review.plan.sessions for item in each.items]
    exercises = [known.exercises[item.exercise] for _on, item in items]
    later = [each.on for each in review.plan.sessions if each.on > client_of.day]
    made = Plan(
        names=frozenset(each.name for each in exercises if each.id not in CLEARED),
        doses=frozenset(words.how_much(item) for _on, item in items),
        rungs=frozenset(s.says for each in exercises for s in (*each.steps, *(r.says for r in each.ladder))),
        days=frozenset(says(on) for on in later for says in (day, lambda on: day(on, short=True), lambda on: on.isoformat())),
        reasons=frozenset(reason.text.says for each in review.ranking.muscles for reason in each.reasons),
        cap=words.kilometres(review.load.cap_m),
    )  # fmt: skip
    assert all((made.names, made.doses, made.rungs, made.days, made.reasons, made.cap))
    return made


_OFFERED = {}


@pytest.fixture
def forms(client_of):
    """Every form that a cleared runner is offered, whoever sends it afterwards; looked for once."""
    client = client_of(CLEARED)
    for address in () if _OFFERED else addresses(whole=False):
        answer = client.get(address)
        if answer.status_code == 200 and is_page(answer):
            for form in (each for each in Page(answer).forms if each.method == "post"):
                action = form.action or address
                _OFFERED[action, tuple(sorted(form.fields))] = replace(form, action=action)
    return list(_OFFERED.values())


@contextmanager
def undone(client):
    """Whatever is told within is not told afterwards."""
    kept = {name: each.value for name, each in client.cookies.items()}
    before = (client.runner.pk, client.runner.last)
    with transaction.atomic():
        yield
        changed = Runner.objects.filter(account=None).values_list("pk", "last").first() != before
        transaction.set_rollback(True)
    client.cookies.clear()
    for name, value in kept.items():
        client.cookies[name] = value
    if changed:  # reviews are kept by these two numbers, which come again
        forget_reviews()


def cleared(client):
    """May this runner see a plan by now?"""
    runner = Runner.objects.filter(account=None).first()
    return runner is not None and seen_by(runner).review.triage.outcome == "cleared"


def sendings(client, forms, answer):
    """What a browser could send to every address that takes anything, and what no form sends."""
    last = {"after": str(client.runner.last)}
    for form, which in product(forms, (0, -1)):
        yield (
            form.action,
            form.filled(which, **last, **({"key": f"{which}"} if "key" in form.fields else {})),
        )
    for name in reviewer().knowledge.questions if answer else ():
        yield f"/screen/{name}", {"answer": answer, **last}
    for action in {form.action for form in forms}:
        fields = {name for form in forms if form.action == action for name in form.fields}
        for odd in ("", "\0", "🦵" * 500, "-1e999"):
            yield action, dict.fromkeys(fields, odd) | last
        yield action, {}
        yield action, {"after": "9" * 30}


# --- the promises --------------------------------------------------------------------------------


def test_a_browser_that_nobody_let_in_gets_the_closed_door_and_no_data(client_of):
    client_of(CLEARED)
    stranger = Client()
    for address in addresses():
        for answer in (
            stranger.get(address),
            stranger.post(address, {"after": "0", "answer": "yes"}),
        ):
            name = reverse("closed")
            if name_of(address) in OPEN_TO_ALL:
                assert answer.status_code in {200, 302, 403, 405}, address
            elif name_of(address) in BY_KEY:
                assert answer.status_code in {404, 405}, address
            elif answer.status_code != 405:
                assert (answer.status_code, answer.headers.get("Location")) == (302, name), address
            assert MARK not in text_of(answer)
    assert stranger.get("/closed").status_code == 403


def test_every_screen_of_a_runner_asks_who_is_there():
    """A view that forgot `for_runner` would show its page to a stranger."""
    guarded = for_runner(lambda *_: None).__code__
    for each in get_resolver().url_patterns[0].url_patterns:
        view = each.callback
        while view.__code__ is not guarded and hasattr(view, "__wrapped__"):
            view = view.__wrapped__
        assert (view.__code__ is guarded) is (each.name not in OPEN_TO_ALL | BY_KEY), each.name


@pytest.mark.parametrize("name", RUNNERS)
def test_every_address_answers_and_shows_a_plan_to_the_cleared_alone(name, client_of, plan):
    client = client_of(RUNNERS[name])
    assert cleared(client) is (name not in NO_PLAN)
    leaks, failed, seen_plan = {}, {}, set()
    for address in addresses(whole=name in WHOLE_LIBRARY):
        answer = client.get(address)
        if answer.status_code not in FINE:
            failed[address] = answer.status_code
        html = text_of(answer)
        if address.startswith("/account/strideback.") and "fhir" not in address:
            continue  # the runner's own words
        found = plan.on(address, plain(html), html)
        if found and name in NO_PLAN:
            leaks[address] = found
        seen_plan |= found
    assert not failed
    assert not leaks
    assert bool(seen_plan) is (
        name not in NO_PLAN
    )  # or the words looked for are no longer those shown


@pytest.mark.parametrize(
    ("name", "answer"),
    [("unscreened", "no"), ("open", "yes"), ("emergency", "no"), ("cleared", "")],
)
def test_nothing_that_is_sent_breaks_anything_or_brings_a_plan_without_a_clearance(
    name, answer, client_of, plan, forms
):
    client = client_of(RUNNERS[name])
    client.raise_request_exception = False
    leaks, failed = {}, {}
    for address, told in sendings(client, forms, answer):
        with undone(client):
            got = client.post(address, told)
            if got.status_code not in FINE:
                failed[address, str(told)[:80]] = got.status_code
            answers = [got]
            if got.status_code in {302, 303} and urlsplit(got["Location"]).path != "/closed":
                answers.append(client.get(got["Location"]))
            if name not in NO_PLAN or cleared(client):
                continue
            for each in answers:
                html = text_of(each)
                if found := set(plan.on(address, plain(html), html)) - echoed(told):
                    leaks[address, str(told)[:80]] = found
    assert not failed
    assert not leaks


@pytest.mark.parametrize("name", NO_PLAN)
def test_a_session_that_is_told_without_a_plan_brings_none(name, client_of, plan):
    client = client_of(RUNNERS[name])
    entry = {"key": "a" * 32, "kind": "did", "on": "2026-03-06", "exercise": "pigeon-stretch", "side": "left", "sets": 2, "hold_s": 30, "before": 3, "after": 2}  # fmt: skip
    told = {"runner": mark_of(client.runner), "entries": [entry, {"kind": "skipped"}, {}]}
    answer = client.post("/session/told", told, content_type="application/json")
    assert answer.status_code == 200
    assert set(answer.json()) == {"kept", "refused", "last", "stop"}
    assert answer.json()["stop"] is (seen_by(client.runner).review.triage.outcome == "refer")
    html = client.get("/").content.decode()
    assert not plan.on("/", plain(html), html)


@pytest.mark.parametrize("name", ["unscreened", "emergency", "cleared"])
def test_every_page_is_whole(name, client_of):
    """A title of its own, one heading of the first rank, its language, and help one tap away at most."""
    client = client_of(RUNNERS[name])
    titles, wrong = {}, {}
    for address in addresses(whole=False):
        answer = client.get(address)
        if not (is_page(answer) and answer.status_code == 200):
            continue
        page = Page(answer)
        titles.setdefault(page.title, []).append(address)
        checks = {
            "title": bool(page.title.strip()) and page.title.strip() != "strideback · strideback",
            "one h1": page.tags["h1"] == 1,
            "lang": page.attributes["html"].get("lang") == "en",
            "safety net": "When to get help" in page.text or "#help" in page.html,
            "main": page.tags["main"] == 1,
        }
        for check in (check for check, good in checks.items() if not good):
            if not (check == "safety net" and address == "/erased"):
                wrong.setdefault(check, []).append(address)
    assert not wrong


@pytest.mark.parametrize("name", ["anybody", "unscreened", "emergency", "cleared"])
def test_every_answer_is_kept_nowhere_and_runs_nothing_that_is_not_ours(name, client_of):
    client = client_of(RUNNERS[name]) if name != "anybody" else Client()
    shown = [address for address in addresses(whole=False) if ".svg" not in address]
    for address in shown:
        answer = client.get(address)
        policy = answer.headers.get("Content-Security-Policy", "")
        rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ") if rule}
        assert rules["default-src"] == ["'self'"], address
        assert "unsafe-inline" not in policy, address
        assert not re.search(r"'unsafe-(eval|hashes)'", policy), address
        assert not re.search(r"https?:|\*", policy), address
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        keyed = name_of(address) in BY_KEY
        assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"} - ({"same-origin"} if keyed else set())  # fmt: skip
        kept = "no-cache" if address in {"/worker.js", "/manifest.webmanifest"} else "no-store"
        assert kept in answer.headers["Cache-Control"], address


@pytest.mark.parametrize("name", ["emergency", "cleared"])
def test_no_address_holds_anything_of_the_runner(name, client_of):
    client = client_of(RUNNERS[name])
    own = re.compile(rf"{MARK}|answer=|after=|pain=|tender|familiar", re.IGNORECASE)
    for address in addresses(whole=False):
        answer = client.get(address)
        found = Page(answer).addresses if is_page(answer) else []
        found += [answer["Location"]] if "Location" in answer.headers else []
        for each in found:
            parts = urlsplit(each)
            if parts.scheme in {"data", "blob"}:
                continue
            assert set(parse_qs(parts.query, keep_blank_values=True)) <= QUERY, (address, each)
            assert not own.search(each), (address, each)


@pytest.mark.parametrize("name", ["emergency", "same-day"])
def test_a_referred_runner_is_told_on_every_screen_that_would_show_a_plan(name, client_of):
    client = client_of(RUNNERS[name])
    level = {"emergency": "Emergency: get help now", "same-day": "Be seen today"}[name]
    for address in ("/", "/plan", "/muscles", "/session/2026-03-06"):
        text = plain(client.get(address, follow=True).content.decode())
        assert level in text, address


def test_the_runners_here_stand_where_their_names_say(client_of):
    levels = {"emergency": Level.EMERGENCY, "same-day": Level.SAME_DAY, "soon, and everything left out": Level.SOON, "adapted, and everything left out": Level.ADAPT}  # fmt: skip
    for name, level in levels.items():
        review = seen_by(client_of(RUNNERS[name]).runner).review
        assert (review.triage.level, EVERYTHING in review.triage.blocks) == (level, True)
    soon = seen_by(client_of(RUNNERS["cleared, with a block to be seen about soon"]).runner).review
    assert (soon.triage.outcome, soon.triage.level) == ("cleared", Level.SOON)
    assert soon.triage.blocks
    assert settings.LOCAL
    assert diaries.text(client_of(CLEARED).runner).count(MARK) == 2
