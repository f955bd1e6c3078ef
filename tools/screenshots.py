"""Photograph every screen of the app: `python tools/screenshots.py [--only PATTERN] [--docs]`.

Made-up runners (`tools/example_runners.py`) are put into `strideback serve` one after the other, and
Debian's chromium looks at their screens as a phone and as a desktop, light and dark.  The pictures go
to build/screenshots, a folder for each form, with contact sheets beside them.  `--only plan` takes the
screens with that in their name (a regular expression); `--docs` makes docs/screenshots/ anew instead, small enough to send;
`--language de` reads them in German.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from example_runners import diaries
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "build" / "screenshots"
DOCS = ROOT / "docs" / "screenshots"
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
LIGHTS = ("light", "dark")
MOST = 80_000
"""Bytes of a picture in the docs."""

_ALONG = (
    "/report",
    "/calendar",
    "/account/sharing",
    "/account/keys",
    "/account/reminders",
    "/share",
)
_CLEARED = ("/", "/plan", "/session/{today}", "/muscles", "/progress", "/runs")
SCREENS: Mapping[str, tuple[str, ...]] = {
    "new": (
        "/", "/screen/consent", "/plan", "/muscles", "/chart/back", "/check-in", "/progress", "/runs",
        "/account", "/library", "/session/{today}", "/erased",
    ),
    "mid-intake": ("/", "/screen", "/screen/fever", "/screen/age", "/screen/low-energy", "/screen/fever?mistake=1", "/plan", "/muscles"),
    "massage": (
        *_CLEARED, "/session/{today}#intro", "/session/{today}#clock", "/chart", "/chart/back", "/feel/gluteus-medius", "/check-in", "/runs/new", "/runs/1",
        "/runs/upload", "/account", "/library", "/library/exercises", "/library/muscles",
        "/library/claims", "/library/faq", "/library/sources", "/library/muscles/psoas",
        "/library/muscles/gluteus-medius", "/library/exercises/pigeon-stretch", "/why/muscles/gluteus-medius",
        "/why/exercises/pigeon-stretch", "/why/flags/fever", "/nowhere", "/closed", *_ALONG, "/share/card",
    ),
    "stretch": (*_CLEARED, "/check-in"),
    "strength": (*_CLEARED, "/progress?range=12", "/runs?range=52", "/report"),
    "emergency": ("/", "/screen", "/plan", "/screen/seen", "/session/{today}", "/muscles", "/progress", "/runs", "/library/exercises/pigeon-stretch", "/library/muscles/gluteus-medius", "/chart", *_ALONG),
    "same-day": ("/", "/plan"),
    "asked-again": ("/", "/plan", "/screen", "/runs", "/progress"),
    "blocked": ("/", "/plan", "/session/{today}", "/muscles"),
}  # fmt: skip
"""For each runner the addresses worth a look; behind a # stands how far a session has gone."""

KEPT = (
    ("today", "massage", "/", "phone", "light"),
    ("session", "stretch", "/session/{today}#clock", "phone", "dark"),
    ("muscles", "massage", "/muscles", "phone", "light"),
    ("progress", "strength", "/progress", "phone", "light"),
    ("plan", "stretch", "/plan", "desktop", "light"),
    ("emergency", "emergency", "/", "phone", "light"),
)
"""Pictures in the docs: their name, the runner, the address, the size, the light."""


def main() -> None:
    """Take the pictures, and say where they are."""
    asked = argparse.ArgumentParser(description="Photograph every screen of the app.")
    asked.add_argument("--out", type=Path, default=FOLDER, help="the folder of the pictures")
    asked.add_argument("--only", default="", help="only pictures whose name has this in it")
    asked.add_argument("--docs", action="store_true", help="make the pictures of the docs instead")
    asked.add_argument("--language", default="en", help="what the browser prefers to read")
    told = asked.parse_args()
    today = datetime.now(UTC).date()  # noqa: TID251 - the app reads the real clock
    wanted = list(_kept(today) if told.docs else _all(today, told.out, told.only))
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        door = Door(browser, address, told.language)
        for name, diary in diaries(today).items():
            mine = [each for each in wanted if each.runner == name]
            if mine:
                door.put(diary)
                _photograph(browser, door, mine, whole=not told.docs)
        browser.close()
    if told.docs:
        _print_report(today)
        _say_sizes()
    else:
        print(f"{len(wanted)} pictures in {told.out}")
        for sheet in _contact_sheets(told.out):
            print(sheet)


# --- what is photographed ------------------------------------------------------------------------


class Shot:
    """One picture: whose screen, in which form, and the file it goes to."""

    def __init__(self, runner: str, path: str, form: tuple[str, str], file: Path) -> None:
        self.runner, self.path, self.form, self.file = runner, path, form, file


def _all(today: date, folder: Path, only: str) -> Iterator[Shot]:
    for runner, paths in SCREENS.items():
        for path in paths:
            plain = path.replace("{today}", "today").strip("/")
            name = f"{runner}.{re.sub(r'[^a-z0-9]+', '-', plain) or 'today'}"
            for form in ((size, light) for size in SIZES for light in LIGHTS):
                if re.search(only, f"{name}.{'-'.join(form)}"):
                    file = folder / "-".join(form) / f"{name}.png"
                    yield Shot(runner, path.format(today=today), form, file)


def _kept(today: date) -> Iterator[Shot]:
    for name, runner, path, size, light in KEPT:
        yield Shot(runner, path.format(today=today), (size, light), DOCS / f"{name}.webp")


# --- the app and its runner ----------------------------------------------------------------------


@contextmanager
def served() -> Iterator[str]:
    """`strideback serve` on a free port with an empty folder: the address that it prints."""
    code = "from strideback.cli import main; main()"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", code, "serve", "--no-browser", "--port", "0", "--data"]
        with subprocess.Popen(
            [*command, folder], stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as serving:
            try:
                assert serving.stdout is not None  # noqa: S101 - it is a pipe
                yield serving.stdout.readline().strip()
            finally:
                os.killpg(serving.pid, signal.SIGINT)
                serving.wait(20)


class Door:
    """The account screen of the running app: it takes another diary."""

    def __init__(self, browser: Browser, address: str, language: str) -> None:
        self.language = language
        self.browser, self.url = browser, address.split("/open", maxsplit=1)[0]
        with self.browser.new_context() as context:
            context.new_page().goto(address)
            self.state: Any = context.storage_state()

    def put(self, diary: str) -> None:
        """Erase everything, and bring in this diary."""
        with self.browser.new_context(storage_state=self.state) as context:
            self._post(context, "/account/erase", word="erase everything")
            if diary:
                file = {"name": "a.diary", "mimeType": "text/plain", "buffer": diary.encode()}
                self._post(context, "/account/import", file=file)
            context.request.get(
                f"{self.url}/account"
            )  # it says how many lines came; no screen needs it
            self.state = context.storage_state()

    def _post(self, context: BrowserContext, path: str, **told: Any) -> None:  # noqa: ANN401
        html = context.request.get(f"{self.url}/account").text()
        for name in ("csrfmiddlewaretoken", "after"):
            found = re.search(rf'name="{name}" value="([^"]+)"', html)
            told[name] = found[1] if found else ""
        answer = context.request.post(self.url + path, multipart=told, max_redirects=0)
        if answer.status not in {302, 303}:
            raise SystemExit(f"{path} answered {answer.status}: {answer.text()[:300]}")


# --- the camera ----------------------------------------------------------------------------------


def _photograph(browser: Browser, door: Door, shots: list[Shot], *, whole: bool) -> None:
    for form in dict.fromkeys(each.form for each in shots):
        size, light = form
        wide, high = SIZES[size]
        with browser.new_context(
            storage_state=door.state,
            locale=door.language,
            viewport={"width": wide, "height": high},
            color_scheme="dark" if light == "dark" else "light",
            device_scale_factor=1 if whole else 2,
            reduced_motion="reduce",
            service_workers="block",
            bypass_csp=not whole,
        ) as context:
            page = context.new_page()
            for shot in shots:
                if shot.form == form:
                    page.goto("about:blank")  # or else an address with another # is the same page
                    page.goto(door.url + shot.path)
                    _played(page, shot.path.partition("#")[2])
                    if not whole:
                        page.add_style_tag(content=_FONT)
                    _brought(page)
                    _keep(page.screenshot(full_page=whole), shot.file)


def _played(page: Page, until: str) -> None:
    """Begin the session on the page: up to the first exercise (`intro`) or into it (`clock`)."""
    if until:
        page.locator("#begin label").filter(has_text=re.compile("^3$")).click()
        page.get_by_role("button", name="Start the session").click()
    if until == "clock":
        page.get_by_role("button", name="Start", exact=True).click()
        page.wait_for_timeout(9_000)  # past getting ready


_FONT = ":root { --font: 'Liberation Sans', sans-serif; }"
"""Pictures for others are set in a face that looks like a phone's own, which Debian's default does not."""

_BRING = """() => Promise.all([...document.images].map((each) => {
    each.loading = "eager";
    return each.decode().catch(() => null);  // one that cannot be drawn keeps nobody waiting
}))"""


def _brought(page: Page) -> None:
    """Wait until the pictures that come late are there."""
    page.evaluate(_BRING)
    page.wait_for_timeout(150)


def _keep(png: bytes, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix != ".webp":
        file.write_bytes(png)
        return
    image = Image.open(io.BytesIO(png)).convert("RGB")
    told, quality = _webp(image, 90), 90
    while len(told) >= MOST and quality > 20:
        quality -= 5
        told = _webp(image, quality)
    file.write_bytes(told)


def _webp(image: Image.Image, quality: int) -> bytes:
    told = io.BytesIO()
    image.save(told, "WEBP", quality=quality, method=6)
    return told.getvalue()


def _print_report(today: date) -> None:
    """The first page of a report on paper, by way of the terminal."""
    import pypdfium2

    with tempfile.TemporaryDirectory() as folder:
        diary, paper = Path(folder, "a.diary"), Path(folder, "a.pdf")
        diary.write_text(diaries(today)["strength"], encoding="utf-8")
        code = "from strideback.cli import main; main()"
        command = [
            sys.executable,
            "-c",
            code,
            "export",
            diary,
            "--to",
            "pdf",
            "--on",
            str(today),
            "-o",
            paper,
        ]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        drawn = io.BytesIO()
        pypdfium2.PdfDocument(paper)[0].render(scale=1.8).to_pil().save(drawn, "PNG")
    _keep(drawn.getvalue(), DOCS / "report.webp")


def _say_sizes() -> None:
    for file in sorted(DOCS.glob("*.webp")):
        with Image.open(file) as image:
            print(f"{file.relative_to(ROOT)}: {image.size}, {file.stat().st_size / 1000:.0f} kB")


# --- contact sheets ------------------------------------------------------------------------------


def _contact_sheets(
    folder: Path, across: int = 6, wide: int = 300, high: int = 640
) -> Iterator[Path]:
    """The tops of all pictures of a form side by side, each with its name."""
    for form in (f"{size}-{light}" for size in SIZES for light in LIGHTS):
        files = sorted((folder / form).glob("*.png"))
        rows = -(-len(files) // across)
        sheet = Image.new("RGB", (across * (wide + 12), max(1, rows) * (high + 30)), "#777777")
        for place, file in enumerate(files):
            with Image.open(file) as image:
                small = image.resize((wide, image.height * wide // image.width))
            at = (place % across * (wide + 12), place // across * (high + 30))
            sheet.paste(small.crop((0, 0, wide, min(high, small.height))), (at[0], at[1] + 22))
            ImageDraw.Draw(sheet).text((at[0] + 4, at[1] + 6), file.stem, fill="#ffffff")
        sheet.save(folder / f"{form}.png")
        yield folder / f"{form}.png"


if __name__ == "__main__":
    main()
