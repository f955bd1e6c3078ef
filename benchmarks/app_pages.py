"""What a browser gets from the app, and what it tells: pages with all that they bring, many writers."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from time import perf_counter
from urllib.parse import urlencode

from benchmarks.__main__ import say

TARGET_BYTES = 150_000
WRITERS, WRITES = 50, 4
PAGES = (
    "/",
    "/plan",
    "/progress",
    "/runs",
    "/muscles",
    "/chart",
    "/check-in",
    "/account",
    "/library",
)
HEADERS = {"Host": "app.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.1"}


def asked_for(
    port: int, path: str, cookie: str = "", form: dict[str, str] | None = None, more: str = ""
) -> HTTPResponse:
    """The answer to one browser, as through a proxy that ends TLS."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {**HEADERS, "Cookie": f"__Host-strideback={cookie}; {more}"}
    if form is not None:
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        headers |= {"Origin": "https://app.example.org", "Referer": "https://app.example.org/"}
    connection.request("GET" if form is None else "POST", path, form and urlencode(form), headers)
    return connection.getresponse()


def say_weights(port: int, cookie: str) -> None:
    """What a browser without anything kept gets for a page, its pictures left out."""
    weights = {each: weight(port, each, cookie) for each in PAGES}
    heaviest = max(weights, key=lambda each: weights[each])
    most = weights[heaviest]
    say(
        "heaviest page",
        f"{most / 1000:.0f} kB",
        f"< {TARGET_BYTES // 1000} kB",
        met=most < TARGET_BYTES,
    )
    print("  " + "  ".join(f"{each} {size / 1000:.0f}" for each, size in weights.items()))


def weight(port: int, path: str, cookie: str) -> int:
    """Bytes of the page, its style sheets and its scripts with all that they bring."""
    answer = asked_for(port, path, cookie)
    if answer.status == 302:
        answer = asked_for(port, answer.headers["Location"], cookie)
    assert answer.status == 200, (path, answer.status)
    page = answer.read()
    found = re.findall(r'<(?:script|link)[^>]* (?:src|href)="([^"]+\.(?:js|css))"', page.decode())
    total, seen = len(page), set()
    while found:
        address = found.pop()
        if address not in seen:
            seen.add(address)
            text = asked_for(port, address).read()
            total += len(text)
            near = re.findall(rb'^(?:import|export)[^;]*"\./([\w-]+\.js)"', text, re.MULTILINE)
            found += [f"{address.rpartition('/')[0]}/{each.decode()}" for each in near]
    return total


def say_writers(port: int, cookies: list[str]) -> None:
    """Fifty runners tell something at once, again and again; every answer and every line is counted."""
    writers = cookies[:WRITERS]
    before = sum(last_of(port, each) for each in writers)
    start = perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        told = sum(pool.map(lambda each: writes(port, each), writers))
    seconds = perf_counter() - start
    lost = before + len(writers) * WRITES - sum(last_of(port, each) for each in writers)
    whole = not lost and told == len(writers) * WRITES
    say(
        f"{len(writers)} writers at once, lost",
        f"{lost} of {len(writers) * WRITES}",
        "nothing",
        met=whole,
    )
    print(f"  {told / seconds:,.0f} a second, each with the page that it is told on")


def writes(port: int, cookie: str) -> int:
    """How many of this runner's additions were taken."""
    taken = 0
    for _ in range(WRITES):
        page = asked_for(port, "/check-in", cookie)
        csrf = re.search(r"__Host-csrf=(\w+)", page.headers["Set-Cookie"] or "")[1]
        fields = dict(
            re.findall(r'name="(csrfmiddlewaretoken|after)" value="(\w+)"', page.read().decode())
        )
        answer = asked_for(
            port, "/today/morning", cookie, {**fields, "morning": "3"}, f"__Host-csrf={csrf}"
        )
        taken += answer.status == 303
    return taken


def last_of(port: int, cookie: str) -> int:
    """How many lines the runner's diary has."""
    return len(asked_for(port, "/account/strideback.diary", cookie).read().splitlines())
