"""What every screen is tried with: axe's rules, and whether it fits."""

from axe_playwright_python.base import AXE_SCRIPT
from tests.chromium import DESKTOP, PHONE

NARROW, ZOOMED = {"width": 320, "height": 640}, {"width": 640, "height": 450}
"""The smallest phone; a window of 1280 pixels at 200 %."""
HALF = {"width": 195, "height": 422}
"""A phone of 390 pixels at 200 %."""

_ALL = {"resultTypes": ["violations"], "rules": {"color-contrast-enhanced": {"enabled": False}}}
"""Every rule that axe has on, best practice too; the contrast of AAA is not on by itself."""
_SEEN_BY_EYE = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
_RUN = """options => axe.run(document, options).then(found => found.violations.flatMap(
    each => each.nodes.map(node => `${each.id}: ${node.target} ${node.html.slice(0, 110)}`)))"""
_WIDE = """() => {
    const all = document.scrollingElement;
    if (all.scrollWidth <= all.clientWidth) return [];
    const wide = [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > all.clientWidth + 1);
    return [`${all.scrollWidth} pixels wide: ${wide.slice(-3).map((e) => e.outerHTML.slice(0, 90)).join(" | ")}`];
}"""


def faults(page, *, size=None):
    """All that axe has to say in light, what the eye sees in dark too, and what does not fit.

    The page is looked at in the size of a phone and of a desktop, or only in the one that is given.
    """
    page.evaluate(AXE_SCRIPT)
    found = []
    for each in (size,) if size else (PHONE, DESKTOP):
        page.set_viewport_size(each)
        for scheme, rules in (("light", _ALL), ("dark", _SEEN_BY_EYE)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # nothing fades over
            said = page.evaluate(_RUN, rules)
            found += [f"{each['width']} wide, {scheme}: {line}" for line in said]
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    found += too_wide(page)
    page.set_viewport_size(size or PHONE)
    return found


def too_wide(page):
    """What does not fit on a small screen, on one that is zoomed, and with letters twice as large."""
    found = []
    for each in (NARROW, ZOOMED, HALF):
        page.set_viewport_size(each)
        found += page.evaluate(_WIDE)
    page.set_viewport_size(PHONE)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [f"large letters: {line}" for line in page.evaluate(_WIDE)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found
