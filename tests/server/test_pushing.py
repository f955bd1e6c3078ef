"""Web push against a real service on this computer: what a browser would read, and what refusals do."""

import base64
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import perf_counter

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.server.test_settings import SERVER, manage
from tests.store.conftest import NOW, new_runner

pytest.importorskip("pywebpush")

from py_vapid import Vapid02

from strideback.server import pushing
from strideback.store.models import Device
from strideback.web import devices
from strideback.web.reminding import Note

NOTE = Note("strideback", "Heute wartet eine Einheit – etwa 20 min.", "push:2026-03-06", "/")
AUTH = b"0123456789abcdef"


def told(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def untold(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Service:
    """A push service: keeps what it gets, and answers by the path; `browser(path)` is one of its."""

    def __init__(self, address):
        self.address, self.got, self.says, self.slow = address, [], {}, threading.Event()
        self.key = generate_private_key(SECP256R1())

    def browser(self, path="/send/one"):
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": f"{self.address}{path}", "p256dh": told(point), "auth": told(AUTH)}

    def read(self, number=0):
        """What the browser reads, with the headers that came along."""
        _path, headers, body = self.got[number]
        clear = http_ece.decrypt(body, private_key=self.key, auth_secret=AUTH, version="aes128gcm")
        return json.loads(clear), headers


@contextmanager
def serving():
    made = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            service = made["service"]
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            service.got.append((self.path, headers, body))
            status, more = service.says.get(self.path, (201, {}))
            if status == "silent":
                service.slow.wait(30)
                return
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self):  # what a redirect may become
            self.headers["Content-Length"] = "0"
            self.do_POST()

        def log_message(self, *_args):
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made["service"] = service = Service(f"http://localhost:{running.server_port}")
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.slow.set()
        running.shutdown()
        running.server_close()


@pytest.fixture
def service(settings, db):
    """A push service that this server knows, as a self-hoster names it."""
    with serving() as one:
        number = generate_private_key(SECP256R1()).private_numbers().private_value
        settings.PUSH_KEY = told(number.to_bytes(32, "big"))
        settings.PUSH_CONTACT = "mailto:post@app.example.org"
        settings.PUSH_SERVICES = [one.address]
        yield one


@pytest.fixture
def runner(service):
    return new_runner()


def keep(runner, browser):
    assert devices.keep(runner, now=NOW, **browser)
    return Device.objects.get(endpoint=browser["endpoint"])


def test_the_browser_alone_reads_the_note_and_nothing_of_it_travels_in_the_open(service, runner):
    keep(runner, service.browser())
    assert pushing.push(runner, NOTE)
    ((path, headers, body),) = service.got
    shown, _headers = service.read()
    assert shown == {"title": NOTE.title, "says": NOTE.says, "tag": NOTE.tag, "to": "/"}
    assert path == "/send/one"
    assert NOTE.says.encode() not in body
    assert not any(runner.account.email in each for each in headers.values())
    other = generate_private_key(SECP256R1())
    with pytest.raises(http_ece.ECEException):
        http_ece.decrypt(body, private_key=other, auth_secret=AUTH, version="aes128gcm")


def test_the_service_can_see_that_it_comes_from_this_server(service, runner, settings):
    """RFC 8292: signed with the key that the page gave to the browser, for this service, and not for long."""
    keep(runner, service.browser())
    pushing.push(runner, NOTE)
    _shown, headers = service.read()
    assert headers["content-encoding"] == "aes128gcm"
    assert 0 < int(headers["ttl"]) <= 24 * 60 * 60
    scheme, _, rest = headers["authorization"].partition(" ")
    parts = dict(each.split("=", 1) for each in rest.split(","))
    assert (scheme, parts["k"]) == ("vapid", devices.public_key(settings.PUSH_KEY))
    assert Vapid02.verify(headers["authorization"])
    claims = json.loads(untold(parts["t"].split(".")[1]))
    assert claims["aud"] == service.address
    assert claims["sub"] == "mailto:post@app.example.org"
    signed_by = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), untold(parts["k"]))
    assert signed_by.key_size == 256


def test_every_browser_of_the_runner_is_told_and_nobody_elses(service, runner):
    for path in ("/send/phone", "/send/tablet"):
        keep(runner, service.browser(path))
    keep(new_runner(), service.browser("/send/other"))
    assert pushing.push(runner, NOTE)
    assert sorted(path for path, *_ in service.got) == ["/send/phone", "/send/tablet"]


def test_a_runner_without_a_browser_is_told_nothing_and_that_is_no_error(service, runner):
    assert pushing.push(runner, NOTE) is False
    assert not service.got


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_and_the_others_are_told(service, runner, status):
    keep(runner, service.browser("/send/gone"))
    kept = keep(runner, service.browser("/send/here"))
    service.says["/send/gone"] = (status, {})
    assert pushing.push(runner, NOTE)
    assert list(Device.objects.filter(runner=runner)) == [kept]
    assert pushing.push(runner, NOTE)
    assert [path for path, *_ in service.got].count("/send/gone") == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_service_that_is_busy_is_asked_later_and_its_browser_is_kept(service, runner, status):
    keep(runner, service.browser())
    service.says["/send/one"] = (status, {"Retry-After": "60"})
    with pytest.raises(pushing.NotNow):
        pushing.push(runner, NOTE)
    assert Device.objects.filter(runner=runner).count() == 1
    service.says.clear()
    assert pushing.push(runner, NOTE)


def test_where_one_browser_was_told_nobody_is_told_twice_for_the_sake_of_another(service, runner):
    keep(runner, service.browser("/send/told"))
    keep(runner, service.browser("/send/busy"))
    service.says["/send/busy"] = (503, {})
    assert pushing.push(runner, NOTE)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(service, runner, status):
    with serving() as elsewhere:
        keep(runner, service.browser())
        service.says["/send/one"] = (status, {"Location": f"{elsewhere.address}/inside"})
        assert pushing.push(runner, NOTE) is False
        assert not elsewhere.got
    assert len(service.got) == 1
    assert Device.objects.filter(runner=runner).exists()


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_a_refusal_is_said_in_the_log_without_whom_it_was_for(service, runner, status, caplog):
    device = keep(runner, service.browser())
    service.says["/send/one"] = (status, {})
    assert pushing.push(runner, NOTE) is False
    assert Device.objects.filter(pk=device.pk).exists()
    assert str(status) in caplog.text
    assert "/send/one" not in caplog.text
    assert "localhost" not in caplog.text
    assert runner.account.email not in caplog.text


def test_a_service_that_is_not_there_is_asked_later(service, runner, settings):
    with serving() as gone:
        browser = gone.browser()
        settings.PUSH_SERVICES = [gone.address]
    keep(runner, browser)
    with pytest.raises(pushing.NotNow):
        pushing.push(runner, NOTE)


def test_a_service_that_says_nothing_holds_nobody_up_for_long(service, runner, monkeypatch):
    monkeypatch.setattr(pushing, "_WAITS_S", 0.3)
    keep(runner, service.browser())
    service.says["/send/one"] = ("silent", {})
    begun = perf_counter()
    with pytest.raises(pushing.NotNow):
        pushing.push(runner, NOTE)
    assert perf_counter() - begun < 5


def test_a_browser_whose_keys_are_no_keys_is_forgotten_and_stops_nobody(service, runner):
    keep(runner, service.browser("/send/here"))
    bad = {
        "endpoint": f"{service.address}/send/bad",
        "p256dh": told(b"\4" + b"\0" * 64),
        "auth": told(AUTH),
    }
    assert not devices.keep(runner, now=NOW, **bad)
    Device.objects.create(
        runner=runner, made_at=NOW, **bad
    )  # as a backup of long ago might hold it
    assert pushing.push(runner, NOTE)
    assert [each.endpoint for each in Device.objects.filter(runner=runner)] == [
        f"{service.address}/send/here"
    ]


@pytest.mark.parametrize("key", ["nonsense", "", told(b"\0" * 32)])
def test_a_bad_key_of_the_server_costs_no_runner_a_browser(service, runner, settings, key):
    keep(runner, service.browser())
    settings.PUSH_KEY = key
    with pytest.raises(Exception):  # noqa: B017, PT011 - the worker logs it and tries again, whatever it is
        pushing.push(runner, NOTE)
    assert Device.objects.filter(runner=runner).exists()
    assert not service.got


@pytest.mark.parametrize("key", ["no key", "x" * 44, "push.pem"])
def test_a_key_that_is_none_is_told_when_the_server_starts(key):
    answer = manage("check", **{**SERVER, "STRIDEBACK_PUSH_KEY": key})
    assert answer.returncode != 0
    assert "STRIDEBACK_PUSH_KEY is no key" in answer.stderr


def test_the_key_that_the_command_makes_is_one(settings):
    answer = manage("push_key", **SERVER)
    name, _, key = answer.stdout.strip().partition("=")
    assert name == "STRIDEBACK_PUSH_KEY"
    assert manage("check", **{**SERVER, name: key}).returncode == 0
    EllipticCurvePublicKey.from_encoded_point(SECP256R1(), untold(devices.public_key(key)))
