"""The look, measured: contrast in light and dark, weight, icons, and no word without its evidence."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client
from PIL import Image

STATIC = Path("src/strideback/web/static/web")
CSS = (STATIC / "app.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\n\s*\}", CSS, re.DOTALL)[:2]
)
TEXT = [
    (ink, ground)
    for ink in ("ink", "soft", "accent", "accent-deep", "red", "amber", "green")
    for ground in ("paper", "surface", "sunk", "accent-wash")
] + [
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("surface", "red"),
    ("red", "red-wash"),
    ("amber", "amber-wash"),
    ("green", "green-wash"),
    ("paper", "ink"),
]
EDGES = [(edge, ground) for edge in ("edge", "accent") for ground in ("paper", "surface")]


def luminance(colour):
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_every_ground(theme):
    low = {pair: contrast(theme[pair[0]], theme[pair[1]]) for pair in TEXT}
    assert not {pair: round(value, 2) for pair, value in low.items() if value < 4.5}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_edges_of_fields_and_the_focus_ring_can_be_seen(theme):
    low = {pair: contrast(theme[pair[0]], theme[pair[1]]) for pair in EDGES}
    assert not {pair: round(value, 2) for pair, value in low.items() if value < 3}


def test_the_sheets_are_light():
    assert len(CSS.encode()) < 30_000
    assert sum(each.stat().st_size for each in STATIC.glob("*.css")) < 80_000


def test_the_sheet_respects_who_wants_no_motion_and_prints_without_buttons():
    assert "prefers-reduced-motion: reduce" in CSS
    assert "@media print" in CSS
    assert "forced-colors" in CSS


@pytest.mark.parametrize(
    ("name", "size"), [("icon-192.png", 192), ("icon-512.png", 512), ("icon-maskable-512.png", 512)]
)
def test_the_icons_have_their_size_and_are_small(name, size):
    assert Image.open(STATIC / name).size == (size, size)
    assert (STATIC / name).stat().st_size < 10_000


def test_every_icon_that_a_template_names_is_drawn():
    drawn = set(
        re.findall(r'<symbol [^>]*id="([a-z-]+)"', (STATIC / "icons.svg").read_text("utf-8"))
    )
    for template in Path("src/strideback/web/templates").glob("*.html"):
        named = set(re.findall(r'\bicon\("([a-z-]+)"\)', template.read_text(encoding="utf-8")))
        assert named <= drawn, template.name


def test_no_template_holds_a_script_or_a_style_of_its_own():
    for template in Path("src/strideback/web/templates").rglob("*.html"):
        if template.name == "mail.html":
            continue  # no page: a mail may load nothing, so its styles stand in it
        text = template.read_text(encoding="utf-8")
        assert not re.search(r'<script(?![^>]*(?:\bsrc=|"application/json"))', text), template.name
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text), template.name


def test_a_page_names_its_language_its_theme_and_the_way_past_the_menu(client_of):
    page = client_of("").get("/").content.decode()
    assert '<html lang="en">' in page
    assert page.count('name="theme-color"') == 2
    assert page.index('class="skip"') < page.index("<nav")
    assert '"allowEval": false' in page
    assert 'aria-current="page"' in page


def test_the_colours_of_the_browser_are_those_of_the_sheet():
    base = Path("src/strideback/web/templates/base.html").read_text(encoding="utf-8")
    colours = re.findall(r'name="theme-color" content="(#[0-9a-f]{6})"', base)
    assert colours == [LIGHT["paper"], DARK["paper"]]


@pytest.mark.django_db
def test_what_is_not_there_is_said_kindly_and_in_the_same_look(client):
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "There is nothing here" in page
    assert "app.css" in page


def test_a_fault_of_ours_is_said_without_the_page_that_may_be_at_fault():
    page = get_template("500.html").render({})
    assert "Something went wrong on our side" in page
    assert "get emergency help" in page


@pytest.mark.django_db
def test_a_form_that_may_not_be_the_runners_own_is_refused_kindly():
    answer = Client(enforce_csrf_checks=True).post("/today/morning", {"morning": "3"})
    assert answer.status_code == 403
    assert "Please send it again" in answer.content.decode()
