"""Accounts on a real server: signing up, in and out, second factors, limits, and erasing."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest

PASSWORD = "a long and winding road"
LINE = "2026-03-01 pain now=4"


def sign_in(browser, address, password=PASSWORD):
    return browser.post("/accounts/login/", login=address, password=password)


def is_in(browser):
    return browser.get("/account").status == 200


def minutes_later(server):
    """Attempts until now do not count any more."""
    server.rows("DELETE FROM store_cache RETURNING cache_key")


def token_of(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def add(browser, line=LINE):
    page = browser.get("/account").text
    after = re.search(r'name="after" value="(\d+)"', page)[1]
    token = token_of(page)
    return browser.send("/account/import", csrfmiddlewaretoken=token, after=after, text=line)


def code_now(secret):
    """What an authenticator app shows."""
    counter = struct.pack(">Q", int(time.time()) // 30)  # noqa: TID251 - as the app on a phone
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


# --- in and out ----------------------------------------------------------------------------------


def test_signing_up_asks_for_the_code_that_was_sent(browser):
    mine = browser()
    mine.post("/accounts/signup/", email="first@mail.example", password1=PASSWORD)
    assert not is_in(mine)
    mail = mine.mail()
    assert mail["To"] == "first@mail.example"
    assert "http" not in mail.get_content()
    assert mine.post("/accounts/confirm-email/", code=mine.code()).location == "/"
    assert is_in(mine)
    assert "one line" not in mine.get("/account").text


def test_three_wrong_codes_end_it(browser):
    mine = browser()
    mine.post("/accounts/signup/", email="guess@mail.example", password1=PASSWORD)
    right = mine.code()
    for _ in range(3):
        mine.post("/accounts/confirm-email/", code="AAAA-AAAA")
    mine.post("/accounts/confirm-email/", code=right)
    assert not is_in(mine)


@pytest.mark.parametrize("password", ["short", "password123", "some.body.else@mail"])
def test_a_password_that_is_easily_guessed_is_refused(browser, server, password):
    address = "some.body.else@mail.example"
    answer = browser().post("/accounts/signup/", email=address, password1=password)
    assert answer.status == 200
    assert "error" in answer.text
    assert server.rows("SELECT 1 FROM store_account WHERE email = ?", address) == []


def test_passwords_are_kept_as_argon2_and_second_factors_hidden(browser, server):
    browser().signed_up("hash@mail.example")
    [[kept]] = server.rows("SELECT password FROM store_account WHERE email='hash@mail.example'")
    assert kept.startswith("argon2$argon2id$")


def test_out_and_in_again(browser):
    mine = browser().signed_up("again@mail.example")
    page = mine.get("/account").text
    token = token_of(page)
    assert "Clear-Site-Data" not in mine.get("/accounts/logout/").headers
    out = mine.send("/accounts/logout/", csrfmiddlewaretoken=token)
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(mine)
    assert sign_in(mine, "again@mail.example").location == "/"
    assert is_in(mine)


def test_an_address_that_is_known_and_one_that_is_not_get_the_same_answer(browser, server):
    browser().signed_up("known@mail.example")
    minutes_later(server)
    answers = [
        browser().post("/accounts/signup/", email=address, password1=PASSWORD)
        for address in ("known@mail.example", "unknown@mail.example")
    ]
    assert {(each.status, each.location) for each in answers} == {(302, "/accounts/confirm-email/")}
    wrong = [
        sign_in(browser(), address, "not the password")
        for address in ("known@mail.example", "nobody@mail.example")
    ]
    says = [re.findall(r'class="error"[^>]*>([^<]*)', each.text) for each in wrong]
    assert says[0] == says[1] != []


def test_a_forgotten_password_is_set_anew_with_a_code_and_no_address(browser):
    browser().signed_up("forgot@mail.example")
    mine = browser()
    mine.follow(mine.post("/accounts/password/reset/", email="forgot@mail.example"))
    assert "http" not in mine.mail().get_content()
    mine.follow(mine.post("/accounts/password/reset/confirm/", code=mine.code()))
    new = "quite another long password"
    mine.post("/accounts/password/reset/complete/", password1=new, password2=new)
    assert sign_in(browser(), "forgot@mail.example").status == 200
    assert sign_in(browser(), "forgot@mail.example", new).location == "/"
    assert "password" in mine.mail()["Subject"].lower()


# --- limits --------------------------------------------------------------------------------------


def test_guessing_a_password_is_slowed_down(browser):
    browser().signed_up("victim@mail.example")
    for number in range(10):
        sign_in(browser(), "victim@mail.example", f"guess number {number}")
    answer = sign_in(browser(), "victim@mail.example")
    assert answer.location != "/"
    assert "Too many" in answer.text


def test_one_place_cannot_try_without_end(browser):
    answers = [
        sign_in(browser(ip="10.9.9.9"), f"n{n}@mail.example", "guess").status for n in range(31)
    ]
    assert answers[-1] == 429


def test_limits_hold_no_address_in_the_open(browser, server):
    sign_in(browser(), "counted@mail.example", "a wrong password")
    keys = " ".join(key for (key,) in server.rows("SELECT cache_key FROM store_cache"))
    assert keys
    assert "10." not in keys
    assert "mail" not in keys


# --- second factors ------------------------------------------------------------------------------


def test_an_authenticator_app_and_recovery_codes(browser, server):
    mine = browser().signed_up("second@mail.example")
    asked = mine.get("/accounts/second-factor/totp/activate/")
    assert asked.location.startswith("/accounts/reauthenticate/")
    page = mine.follow(mine.post(asked.location, password=PASSWORD)).text
    secret = re.search(r'id="authenticator_secret" type="text" value="(\w+)"', page)[1]
    assert "data:image/svg" in page
    form = {"csrfmiddlewaretoken": token_of(page), "code": code_now(secret)}
    answer = mine.send("/accounts/second-factor/totp/activate/", **form)
    codes = re.findall(r"\b\d{8}\b", mine.follow(answer).text)
    assert len(codes) == 10
    hidden = " ".join(str(data) for (data,) in server.rows("SELECT data FROM mfa_authenticator"))
    assert secret not in hidden

    thief = browser()
    assert sign_in(thief, "second@mail.example").location == "/accounts/second-factor/authenticate/"
    assert not is_in(thief)
    thief.post("/accounts/second-factor/authenticate/", code="000000")
    assert not is_in(thief)

    again = browser()
    sign_in(again, "second@mail.example")
    assert again.post("/accounts/second-factor/authenticate/", code=codes[0]).location == "/"
    assert is_in(again)
    once = browser()
    sign_in(once, "second@mail.example")
    once.post("/accounts/second-factor/authenticate/", code=codes[0])
    assert not is_in(once)


# --- diaries -------------------------------------------------------------------------------------


def test_nobody_sees_the_diary_of_another(browser):
    mine, other = (
        browser().signed_up("mine@mail.example"),
        browser().signed_up("other@mail.example"),
    )
    assert add(mine).location == "/account"
    assert mine.get("/account/strideback.diary").text == f"{LINE}\n"
    assert other.get("/account/strideback.diary").text == ""
    assert browser().get("/account/strideback.diary").location == "/accounts/login/"


def test_erasing_asks_for_the_password_again_and_leaves_nothing(browser, server):
    mine = browser().signed_up("erase@mail.example")
    add(mine, "2026-03-01 noted a very private thing")
    phone = browser()
    sign_in(phone, "erase@mail.example")
    [[account]] = server.rows("SELECT id FROM store_account WHERE email='erase@mail.example'")
    page = mine.get("/account").text
    token = token_of(page)
    asked = mine.send("/account/erase", csrfmiddlewaretoken=token, word="erase everything")
    assert asked.location.startswith("/accounts/reauthenticate/")
    assert is_in(mine)
    done = mine.post(asked.location, password=PASSWORD)
    assert done.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert mine.follow(done).status == 200
    assert not is_in(mine)
    assert not is_in(phone)
    for table, column in (
        ("store_account", "id"),
        ("store_runner", "account_id"),
        ("store_session", "account_id"),
        ("account_emailaddress", "user_id"),
        ("mfa_authenticator", "user_id"),
    ):
        assert server.rows(f"SELECT 1 FROM {table} WHERE {column} = ?", account) == []  # noqa: S608 - our own names
    assert server.rows("SELECT 1 FROM store_entry WHERE line LIKE '%private thing%'") == []
    assert sign_in(browser(), "erase@mail.example").status == 200


# --- what travels, and what stays ----------------------------------------------------------------


def test_nothing_goes_without_tls(browser):
    answer = browser(tls=False).get("/accounts/login/")
    assert answer.status == 301
    assert answer.headers["Location"].startswith("https://")
    safe = browser().get("/accounts/login/").headers
    assert safe["Strict-Transport-Security"].startswith("max-age=31536000")
    policy = safe["Content-Security-Policy"]
    assert "script-src 'self'" in policy.split("; ")
    assert "unsafe" not in policy


def test_cookies_are_for_this_host_over_tls_alone(browser):
    mine = browser().signed_up("cookie@mail.example")
    assert set(mine.set_cookies) == {"__Host-strideback", "__Host-csrf"}
    for each in mine.set_cookies.values():
        assert each["secure"]
        assert each["httponly"]
        assert each["samesite"] == "Lax"
        assert each["path"] == "/"
        assert not each["domain"]


def test_a_name_that_is_not_ours_is_refused(browser):
    assert browser().get("/accounts/login/", Host="evil.example").status == 400


def test_a_form_from_elsewhere_is_refused(browser):
    mine = browser().signed_up("csrf@mail.example")
    assert mine.send("/account/erase", word="erase everything").status == 403
    assert is_in(mine)


def test_there_is_no_door_with_a_token_on_a_server(browser):
    assert browser().get("/open?token=").location == "/closed"


def test_addresses_of_pages_hold_nobody(browser):
    mine = browser()
    seen = [mine.post("/accounts/signup/", email="url@mail.example", password1=PASSWORD).location]
    seen.append(mine.post("/accounts/confirm-email/", code=mine.code()).location)
    for path in ("/account", "/accounts/email/", "/accounts/second-factor/"):
        seen += re.findall(r'(?:href|action|src)="([^"]*)"', mine.get(path).text)
    assert [
        each for each in seen if "url@" in each.replace("mailto:", "url@ ") and "mailto" not in each
    ] == []


def test_the_log_names_nobody(server, browser):
    mine = browser().signed_up("log@mail.example")
    sign_in(browser(), "log@mail.example", "a wrong password")
    mine.get("/not/there")
    log = (server.folder / "log").read_text(encoding="utf-8")
    assert "mail.example" not in log
    assert "10." not in log
    assert log == ""
