"""Keys for programs: shown once, opening what was chosen and nothing else, until they are taken back."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from strideback.store import programs
from strideback.store.keys import Token, hashed
from strideback.store.models import Account, Runner
from strideback.web.screens.keys import OPENS

ASKED = {"name": "watch", "scopes": ["read", "append"], "days": "90"}


def made(client, **told):
    """What opens the new key, as the page shows it."""
    page = client.post("/account/keys", {**ASKED, **told})
    assert page.status_code == 200
    (key,) = re.findall(r'value="(sbt_[\w-]{43})"', page.content.decode())
    return key


def asks(key, address="/api/v1/diary"):
    return Client().get(address, headers={"Authorization": f"Bearer {key}"}).status_code


def test_a_key_is_shown_once_and_opens_what_was_chosen_and_nothing_else(client_of):
    client = client_of()
    key = made(client)
    assert asks(key) == 200
    assert asks(key, "/fhir/Patient") == 403
    assert Client().get(f"/calendar/{key}.ics").status_code == 404
    for address in ("/account/keys", "/account"):
        assert key not in client.get(address).content.decode()
    assert Token.objects.get().hash == hashed(key)


@pytest.mark.parametrize("scope", programs.OPENS)
def test_every_scope_can_be_chosen_alone_and_is_named(client_of, scope):
    client = client_of()
    made(client, scopes=[scope])
    assert Token.objects.get().scopes == scope
    assert str(dict(OPENS)[scope]) in client.get("/account/keys").content.decode()


def test_the_page_says_when_a_key_was_used_last_and_until_when_it_opens(client_of):
    client = client_of()
    key = made(client, days="30")
    page = client.get("/account/keys").content.decode()
    assert "not used yet" in page
    assert "Open until 5 April 2026" in page
    asks(key)
    assert "last used on 6 March 2026" in client.get("/account/keys").content.decode()


def test_a_key_that_is_taken_back_opens_nothing_and_is_no_longer_listed(client_of):
    client = client_of()
    key, other = made(client), made(client, name="scales")
    number = Token.objects.get(hash=hashed(key)).pk
    answer = client.post(f"/account/keys/{number}/revoke", follow=True)
    assert "Taken back" in answer.content.decode()
    assert ">watch<" not in answer.content.decode()
    assert (asks(key), asks(other)) == (401, 200)
    assert client.post(f"/account/keys/{number}/revoke").status_code == 404


def test_a_key_ends_on_its_day_and_says_so(client_of, it_is):
    client = client_of()
    key = made(client, days="1")
    it_is(client_of.day + timedelta(days=1))
    assert asks(key) == 401
    page = client.get("/account/keys").content.decode()
    assert "Over" in page
    assert "Remove it" in page


def test_nobody_takes_back_the_key_of_another_runner_nor_the_address_of_a_calendar(
    client_of, it_is
):
    client = client_of()
    now = it_is(client_of.day)
    other = Runner.objects.create(account=Account.objects.create(email="other@mail.example"))
    theirs, _key = programs.make(other, name="theirs", scopes=["read"], days=1, now=now)
    feed, _key = Token.made(runner=client.runner, name="phone", scopes=["calendar"], now=now)
    for each in (theirs, feed):
        assert client.post(f"/account/keys/{each.pk}/revoke").status_code == 404
        each.refresh_from_db()
        assert each.revoked_at is None
    page = client.get("/account/keys").content.decode()
    assert ">theirs<" not in page
    assert ">phone<" not in page


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"name": ""}, "required"),
        ({"name": "x" * 81}, "80"),
        ({"scopes": []}, "Choose at least one of these."),
        ({"scopes": ["read", "calendar"]}, "not one of the available choices"),
        ({"scopes": ["everything"]}, "not one of the available choices"),
        ({"days": "0"}, "not one of the available choices"),
        ({"days": "100000"}, "not one of the available choices"),
        ({"days": ""}, "required"),
    ],
)
def test_what_cannot_be_is_said_and_makes_no_key(client_of, told, says):
    answer = client_of().post("/account/keys", {**ASKED, **told})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Token.objects.exists()


def test_there_are_only_so_many_open_keys(client_of, it_is):
    client = client_of()
    for _ in range(programs.MOST_OPEN):
        made(client, days="1")
    answer = client.post("/account/keys", ASKED)
    assert answer.status_code == 422
    assert f"You have {programs.MOST_OPEN} open keys" in answer.content.decode()
    it_is(client_of.day + timedelta(days=1))
    made(client)


@pytest.mark.parametrize(
    "more", [{"scopes": ["calendar"]}, {"scopes": []}, {"days": 367}, {"days": 0}]
)
def test_no_other_face_can_make_a_key_that_the_page_would_not(client_of, it_is, more):
    runner = client_of().runner
    told = {"name": "watch", "scopes": ["read"], "days": 1, **more}
    with pytest.raises(ValueError, match="a key"):
        programs.make(runner, now=it_is(client_of.day), **told)


def test_a_name_is_text_and_nothing_more(client_of):
    client = client_of()
    made(client, name="<script>alert(1)</script>")
    assert "<script>alert" not in client.get("/account/keys").content.decode()
