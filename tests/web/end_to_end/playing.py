"""Through a guided session, as somebody does who looks at the screen."""

from time import monotonic, sleep


def begun(page, before):
    """Told how much it hurts now; the clock of the first exercise has not begun."""
    page.locator(f'#begin label:has([name=before][value="{before}"])').click()
    page.get_by_role("button", name="Start the session").click()
    page.locator('[data-act="start"]:visible').wait_for()


def to_the_end(page, *, each_second=True, at=lambda _stage: None):
    """All that is left, by a clock that runs fast or from one set to the next; then it hurts 2 of 10.

    What is called with each stage may look at it first.
    """
    for _ in range(300):
        stage = page.locator("#player .stage:visible").first.get_attribute("data-screen")
        at(stage)
        if stage == "end":
            return
        if stage == "intro":
            page.locator('[data-act="start"]:visible').click()
        elif stage == "how":
            _told(page.locator('[data-screen="how"]'))
        elif not each_second:
            page.locator('.main-controls [data-act="next"]').click()
        else:
            page.context.clock.run_for(20_000)
            if page.locator("#set-done").is_visible():
                page.locator("#set-done").click()
    raise AssertionError("the session did not end")


def _told(how):
    how.locator('label:has([name=after][value="2"])').click()
    if how.locator('[name="effort"]').first.is_visible():
        how.locator('label:has([name=effort][value="4"])').click()
    how.get_by_role("button", name="Next").click()


def soon(happened, seconds=15):
    """Wait for something outside the page."""
    until = monotonic() + seconds
    while not happened():
        assert monotonic() < until
        sleep(0.1)
