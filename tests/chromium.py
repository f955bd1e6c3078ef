"""Debian's Chromium without a window, for the tests that need a browser."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
WEBGL = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")
"""Draws in 3D where there is no graphics card."""

NEEDED = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM.exists() and "CI" not in os.environ,
        reason="no Chromium here (on Debian: apt-get install chromium)",
    ),
]
"""The marks of a test that starts it; CI has it, or fails."""


@contextmanager
def chromium(*flags):
    """A browser; while it is there, Django is told that Playwright's loop does no harm."""
    from playwright.sync_api import sync_playwright

    with (
        pytest.MonkeyPatch.context() as patched,
        sync_playwright() as playwright,
        # CI works as root, in a container: there is no sandbox to be had
        playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *flags]) as one,
    ):
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield one


def let_in(context, client, url):
    """Give a browser the cookies of Django's test client."""
    context.add_cookies(
        [{"name": name, "value": each.value, "url": url} for name, each in client.cookies.items()]
    )


def listened(page):
    """The page, with what goes wrong on it in `page.wrong`; to be without a network is not wrong."""
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda said: page.wrong.append(said.text) if _wrong(said) else None)
    return page


def _wrong(said):
    return said.type == "error" and "ERR_INTERNET_DISCONNECTED" not in said.text
