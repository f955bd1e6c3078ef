"""A shared diary in a real Chromium: it closes where it is open, its key goes nowhere, everybody can read it."""

import re
from urllib.parse import urlsplit

import pytest
from tests import chromium as browsers
from tests.accessible import faults
from tests.web.test_sharing import FORM, MARK, REFERRED, WEEK

from strideback.store import sharing
from strideback.store.models import Look, Share
from strideback.web.runners import now

pytestmark = browsers.NEEDED


@pytest.fixture
def db(db_in_a_file):
    """The browser talks to another thread."""


@pytest.fixture
def clinician(chromium, server, client_of):
    """`clinician(diary)`: a browser of somebody else, its address of the share, and the runner's client."""
    contexts = []

    def opened(diary=WEEK):
        client = client_of(diary)
        answer = client.post("/account/sharing", {**FORM, "shows": "log"}, follow=True)
        link = re.search(r'value="http://testserver(/shared/[^"]+)"', answer.content.decode())[1]
        context = chromium.new_context(viewport=browsers.PHONE, base_url=server.url)
        contexts.append(context)
        page = browsers.listened(context.new_page())
        page.clock.install()
        page.goto(link)
        page.link, page.runner, page.home = link, client, server.url
        return page

    yield opened
    for context in contexts:
        context.close()


def test_taken_back_it_closes_in_a_tab_that_is_open(clinician):
    page = clinician()
    page.goto(f"{page.link}/log")
    assert page.get_by_text(MARK).count()
    page.clock.run_for(150_000)
    page.wait_for_timeout(300)
    assert page.get_by_text(MARK).count()  # still open, and asked about by now
    assert Look.objects.count() == 2  # the report and the log: to be asked is no look
    sharing.revoke(page.runner.runner, Share.objects.get().pk, now())
    page.clock.run_for(61_000)
    page.get_by_text("Nothing is shared here").wait_for(timeout=8000)
    assert MARK not in page.content()


def test_going_back_to_it_shows_nothing_either(clinician):
    page = clinician()
    page.goto(f"{page.link}/log")
    page.goto("/closed")
    sharing.revoke(page.runner.runner, Share.objects.get().pk, now())
    page.go_back()
    page.get_by_text("Nothing is shared here").wait_for(timeout=8000)
    assert MARK not in page.content()


def test_the_key_goes_along_to_no_other_address(clinician):
    page = clinician()
    key = urlsplit(page.link).path.rpartition("/")[2]
    told = []
    page.on("request", lambda asked: told.append((asked.url, asked.all_headers())))
    page.reload()
    page.get_by_role("link", name="everything that was logged").click()
    page.wait_for_load_state("networkidle")
    assert len(told) > 5
    assert not [(url, headers["referer"]) for url, headers in told if headers.get("referer")]
    beside = [url for url, _headers in told if key in url and not url.startswith(page.url[:20])]
    assert not beside
    assert not page.evaluate(
        "Object.keys(localStorage).length + Object.keys(sessionStorage).length"
    )


@pytest.mark.parametrize("diary", [WEEK, REFERRED], ids=["cleared", "referred"])
def test_everybody_can_read_what_is_shared(clinician, diary):
    page = clinician(diary)
    assert faults(page) == []
    page.goto(f"{page.link}/log")
    assert faults(page) == []
    page.goto("/shared/nothing")
    assert faults(page) == []


def test_everybody_can_share(clinician):
    page = clinician()
    browsers.let_in(page.context, page.runner, page.home)
    for address in (
        "/account/sharing",
        f"/account/sharing/{Share.objects.get().pk}",
        "/share",
        "/share/card",
    ):
        page.goto(address)
        assert faults(page) == [], address
    page.goto("/account/sharing")
    page.get_by_label("Whom it is for").fill("my physio")
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("heading", name="Your link is ready").wait_for()
    assert faults(page) == []
