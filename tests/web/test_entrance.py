"""Local mode's door: one browser, once; and only for names that mean this computer."""

import pytest
from django.test import Client

from strideback.store.models import Session

TOKEN = "a-token-of-this-test"


@pytest.fixture
def printed(db, monkeypatch):
    monkeypatch.setenv("STRIDEBACK_TOKEN", TOKEN)
    return f"/open?token={TOKEN}"


def opens(client, address):
    return client.get(address, follow=True).redirect_chain[-1][0] == "/"


def test_the_printed_address_lets_a_browser_in_and_goes_out_of_sight(printed):
    client = Client()
    answer = client.get(printed)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_the_token_is_spent_for_other_browsers(printed):
    assert opens(Client(), printed)
    assert not opens(Client(), printed)


def test_a_browser_that_is_in_may_use_its_address_again(printed):
    client = Client()
    assert opens(client, printed)
    assert opens(client, printed)


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN[:-1], "ü\0"])
def test_no_other_token_opens(printed, token):
    client = Client()
    assert not opens(client, f"/open?token={token}")
    assert client.get("/")["Location"] == "/closed"


def test_without_a_token_nothing_opens(db, monkeypatch):
    monkeypatch.delenv("STRIDEBACK_TOKEN", raising=False)
    assert not opens(Client(), "/open?token=")


def test_a_browser_without_the_token_reads_how_to_come_in(db):
    answer = Client().get("/", follow=True)
    assert answer.status_code == 403
    assert "Let another browser in" in answer.content.decode()


def test_a_browser_that_is_in_lets_one_more_in(client_of):
    page = client_of().post("/account/another").content.decode()
    address = page.split('value="http://testserver')[1].split('"')[0].replace("&amp;", "&")
    assert opens(Client(), address)
    assert not opens(Client(), address)


def test_coming_in_gives_the_session_a_new_name(printed):
    client = Client()
    client.get("/closed")
    session = client.session
    session.save()
    client.cookies["strideback"] = session.session_key
    client.get(printed)
    assert not Session.objects.filter(pk=session.session_key).exists()


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example"]
)
def test_a_strangers_name_for_this_computer_is_refused(client_of, settings, host):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    client = client_of()
    assert client.get("/", headers={"host": host}).status_code == 400
    for name in ("127.0.0.1:8321", "localhost:8321", "[::1]:8321"):
        assert client.get("/", headers={"host": name}).status_code == 200


def test_a_form_without_its_token_is_refused(client_of):
    inside = client_of()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = inside.cookies
    assert strict.post("/account/erase", {"word": "erase everything"}).status_code == 403


def test_what_a_page_may_load_comes_from_here_alone(client_of):
    answer = client_of().get("/account")
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy.split("; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
