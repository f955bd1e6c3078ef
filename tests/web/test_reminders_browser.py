"""Reminders in a real browser: a press allows notifications, another ends them, and a note opens today."""

import pytest
from tests.accessible import faults
from tests.chromium import NEEDED, PHONE, chromium, let_in, listened
from tests.web.test_reminders import ALL, WEEK, on_a_server, signed_in, stop_path, yes_path  # noqa: F401 - fixtures

from strideback.store.models import Device

pytestmark = NEEDED

FAKE = """
  const kept = () => JSON.parse(localStorage.getItem("kept") ?? "null");
  const as = (told) => told && {
    endpoint: told.endpoint,
    options: { applicationServerKey: new Uint8Array(told.key).buffer },
    toJSON: () => ({ endpoint: told.endpoint, keys: told.keys }),
    unsubscribe: async () => { localStorage.removeItem("kept"); return true; },
  };
  PushManager.prototype.getSubscription = async () => as(kept());
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    const told = { endpoint: window.SERVICE ?? "https://web.push.apple.com/one", key: [...applicationServerKey],
                   keys: { p256dh: text(await crypto.subtle.exportKey("raw", pair.publicKey)), auth: text(crypto.getRandomValues(new Uint8Array(16))) } };
    localStorage.setItem("kept", JSON.stringify(told));
    return as(told);
  };
"""
"""The maker's push service, which no test can reach: the browser keeps what it would be given."""


@pytest.fixture
def db(db_in_a_file):
    """What the app in this process and the test both see."""
    return db_in_a_file


@pytest.fixture(scope="module")
def browser():
    with chromium() as one:
        yield one


@pytest.fixture
def opened(server, browser, signed_in):  # noqa: F811 - the fixture
    """`opened()`: the page of reminders in a browser that knows its runner."""
    made = []

    def open_(path="/account/reminders", **more):
        client = made[0][1] if made else signed_in(WEEK)
        context = browser.new_context(viewport=PHONE, permissions=["notifications"], **more)
        made.append((context, client))
        let_in(context, client, server.url)
        page = listened(context.new_page())
        page.add_init_script(FAKE)
        page.goto(f"{server.url}{path(client) if callable(path) else path}")
        return page, client

    yield open_
    for context, _client in made:
        context.close()


ALLOW, END = "Show them in this browser", "No longer in this browser"


def test_a_press_allows_notifications_and_another_ends_them(opened):
    page, client = opened()
    page.get_by_role("button", name=ALLOW).click()
    page.get_by_text("One browser shows them.").wait_for()
    assert Device.objects.get().runner == client.runner
    page.get_by_role("button", name=END).click()
    page.get_by_text("No browser shows them yet").wait_for()
    assert not Device.objects.exists()
    assert page.evaluate("localStorage.getItem('kept')") is None
    assert page.wrong == []


def test_a_browser_that_the_server_has_forgotten_can_be_allowed_again(opened):
    page, _client = opened()
    page.get_by_role("button", name=ALLOW).click()
    page.get_by_text("One browser shows them.").wait_for()
    Device.objects.all().delete()  # the push service said that it is gone
    page.reload()
    page.get_by_role("button", name=ALLOW).click()
    page.get_by_text("One browser shows them.").wait_for()
    assert Device.objects.count() == 1


def test_a_browser_of_an_unknown_service_is_told_so_and_does_not_think_that_it_is_kept(opened):
    page, _client = opened()
    page.evaluate("window.SERVICE = 'https://push.evil.example/one'")
    page.get_by_role("button", name=ALLOW).click()
    page.get_by_text("This browser's push service is not known here.").wait_for()
    assert page.evaluate("localStorage.getItem('kept')") is None
    assert not Device.objects.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/account/reminders", "Reminders and tips"),
        (yes_path, "Do you want e-mail from strideback?"),
        (stop_path, "End all e-mail?"),
        ("/reminders/yes/x", "This link has ended"),
    ],
)
def test_everybody_can_use_these_pages(opened, path, title, scheme):
    def shown(client):
        client.post("/account/reminders", ALL)
        return path(client) if callable(path) else path

    page, _client = opened(shown, color_scheme=scheme)
    assert page.get_by_role("heading", level=1).inner_text() == title
    assert faults(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_javascript_the_wishes_can_still_be_told(opened):
    page, _client = opened(java_script_enabled=False)
    page.get_by_label("A tip by e-mail, every few days").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("A question goes to your address").wait_for()
    assert page.locator("noscript p").is_visible()
