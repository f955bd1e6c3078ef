"""The keyboard alone is enough, its focus can be seen, and nothing moves for who wants no motion."""

from urllib.parse import urlsplit

from strideback.web.runners import reviewer

FOCUSED = """() => {
    const at = document.activeElement;
    if (at === document.body) return true; // between the last of the page and its first
    const looks = (e) => { const s = getComputedStyle(e); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none"; };
    return looks(at) || [at.parentElement, at.nextElementSibling].some((e) => e && looks(e));
}"""
MOVING = "document.getAnimations().filter(e => e.playState === 'running' && e.effect.getTiming().duration > 20).length"


def tab_to(page, wanted, most=60):
    """Press Tab until it has the focus, which can be seen at every step."""
    for _ in range(most):
        if wanted.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED), page.evaluate(
            "document.activeElement.outerHTML.slice(0, 200)"
        )
    raise AssertionError(f"Tab never comes to {wanted}")


def test_it_is_enough_for_the_first_questions(begin, browse):
    with browse(begin("first visit"), service_workers="block") as page:
        page.goto("/")
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Skip to the content"
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("link", name="Begin"))
        page.keyboard.press("Enter")
        for _ in range(6):
            page.locator("#question h1").wait_for()
            asked = urlsplit(page.url).path
            answer_by_keys(page, asked)
            page.wait_for_function("asked => location.pathname !== asked", arg=asked)
        lines = page.door.diary()
        assert len(lines) == 6
        assert lines[0].endswith("answered consent yes")
        assert lines[1].endswith("answered age 34")
        assert page.wrong == []


def answer_by_keys(page, asked):
    """Yes to the consent, 34 to the age, 3 to other figures, no or none to all else."""
    field = page.locator("#question input[name=answer]").first
    kind = field.get_attribute("type")
    if kind == "text":
        tab_to(page, field)
        page.keyboard.type("34" if asked.endswith("/age") else "3")
    elif kind == "checkbox":
        tab_to(page, page.get_by_label("None of these"))
        page.keyboard.press("Space")
    else:
        tab_to(page, field)
        page.keyboard.press("Space" if asked.endswith("/consent") else "ArrowDown")
    tab_to(page, page.get_by_role("button", name="Next"))
    page.keyboard.press("Enter")


def test_it_is_enough_for_the_chart(begin, browse, today):
    """Whoever cannot paint names the places: they are in a list beside the picture."""
    place = reviewer().knowledge.regions["sacroiliac"].name
    with browse(begin("cleared"), service_workers="block") as page:
        page.goto("/chart/back")
        page.locator(".with-script").wait_for()
        tab_to(page, page.get_by_label("How strong is it there?"))
        page.keyboard.press("End")
        assert "the worst" in page.locator("#strength-says").inner_text()
        tab_to(page, page.locator("[name=mark][value='sacroiliac.left']"), most=120)
        page.keyboard.press("Space")
        page.locator("#found").get_by_text(place).first.wait_for()
        tab_to(page, page.get_by_role("button", name="Save and go on").last, most=120)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        line = page.door.diary()[-1]
        assert line.startswith(f"{today} drew back")
        assert "sacroiliac.left" in line
        assert page.wrong == []


def test_it_is_enough_for_a_session(begin, browse, today):
    with browse(begin("cleared"), service_workers="block") as page:
        page.context.clock.install()
        page.goto(f"/session/{today}")
        button = page.get_by_role("button", name="Start the session")
        button.wait_for()
        tab_to(page, page.locator("#begin [name=before]").first)
        page.keyboard.press("ArrowRight")
        tab_to(page, button)
        page.keyboard.press("Enter")
        tab_to(page, page.locator('[data-screen="intro"] [data-act="start"]'))
        page.keyboard.press("Enter")
        tab_to(page, page.locator("#pause"))
        page.keyboard.press("Space")
        page.keyboard.press("Space")  # and on again
        tab_to(page, page.get_by_role("button", name="It hurts", exact=True))
        page.keyboard.press("Enter")
        page.locator("dialog[open]").wait_for()
        page.keyboard.press("Escape")
        assert page.locator("dialog[open]").count() == 0
        for _ in range(30):
            if page.locator('[data-screen="how"]').is_visible():
                break
            if page.locator("#set-done").is_visible():
                tab_to(page, page.locator("#set-done"))
                page.keyboard.press("Enter")
            page.context.clock.run_for(20_000)
        tab_to(page, page.locator('[data-screen="how"] [name=after]').first)
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        tab_to(page, page.get_by_role("button", name="Next", exact=True))
        with page.expect_response("**/session/told"):
            page.keyboard.press("Enter")
        page.wait_for_function("document.querySelector('#where').textContent.includes('2')")
        assert any(" did " in line and line.startswith(str(today)) for line in page.door.diary())


def test_nothing_moves_for_who_wants_no_motion(begin, browse, today):
    with browse(begin("cleared"), reduced_motion="reduce", service_workers="block") as page:
        for address in ("/", "/plan", "/chart/back", f"/session/{today}"):
            page.goto(address)
            assert page.evaluate(MOVING) == 0, address
        page.get_by_role("button", name="Start the session").click()
        page.locator('[data-screen="intro"] [data-act="start"]').click()
        assert page.evaluate(MOVING) == 0
