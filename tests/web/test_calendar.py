"""The calendar: an address that shows the sessions to whoever has it, until it is taken back."""

import logging
import re
from datetime import date, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from icalendar import Calendar

from strideback.formats import ical
from strideback.server.logs import Discreet
from strideback.store import diaries, feeds
from strideback.store.keys import Token
from strideback.store.models import Runner
from strideback.web.screens import calendar as screen

CLEARED = (Path(__file__).parents[2] / "examples/first-week.diary").read_text(encoding="utf-8")
REFERRED = CLEARED.replace("saddle-numbness no", "saddle-numbness yes")


def made(client, **told):
    """The path of a new address, as the page shows it."""
    page = client.post("/calendar/make", told)
    assert page.status_code == 200
    (address,) = set(re.findall(r'value="(http[^"]+\.ics)"', page.content.decode()))
    return urlsplit(address).path


def events(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


# --- the address ---------------------------------------------------------------------------------


def test_a_calendar_that_nobody_let_in_reads_the_sessions_at_the_address(client_of):
    client = client_of(CLEARED)
    path = made(client)
    assert re.fullmatch(r"/calendar/sbt_[\w-]{43}\.ics", path)
    answer = Client().get(path)
    found = events(answer)
    assert len(found) > 5
    assert "Pigeon stretch" in found[0]["DESCRIPTION"]
    assert {type(each.decoded("DTSTART")) for each in found} == {date}
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert not answer.cookies
    assert Client().head(path).status_code == 200


def test_with_a_time_sessions_begin_then_in_the_runners_zone_and_remind(client_of):
    client = client_of(CLEARED)
    Runner.objects.update(time_zone="Europe/Berlin")
    path = made(client, at="18:30", name="phone")
    assert path.endswith("/1830.ics")
    found = events(Client().get(path))
    begin = found[0]["DTSTART"]
    assert (begin.params["TZID"], f"{begin.dt:%H:%M}") == ("Europe/Berlin", "18:30")
    assert found[0].walk("VALARM")[0].decoded("TRIGGER") == timedelta(minutes=-screen.ALARM_MIN)


def test_what_is_told_later_is_in_it_at_the_next_look(client_of):
    client = client_of(CLEARED)
    path = made(client)
    before = {str(each["UID"]): each.decoded("DTSTART") for each in events(Client().get(path))}
    moved = client.post(
        "/plan/move", {"planned": "2026-03-08", "on": "2026-03-08", "to": "2026-03-10", "after": client.runner.last}
    )  # fmt: skip
    if moved.status_code >= 400:
        pytest.fail(moved.content.decode()[:500])
    after = {str(each["UID"]): each.decoded("DTSTART") for each in events(Client().get(path))}
    uid = next(uid for uid, day in before.items() if day == date(2026, 3, 8))
    assert after[uid] == date(2026, 3, 10)


def test_once_a_runner_is_referred_the_sessions_are_gone_from_the_address(client_of, it_is):
    client = client_of(CLEARED)
    path = made(client, at="18:30")
    before = events(Client().get(path))
    seen = Client().get(path).headers["ETag"]
    diaries.append_lines(
        client.runner,
        [f"{client_of.day} answered saddle-numbness yes"],
        after=client.runner.last,
        now=it_is(client_of.day),
    )
    answer = Client().get(path, headers={"If-None-Match": seen})
    (note,) = events(answer)
    assert note["UID"] not in {each["UID"] for each in before}
    assert "please open it first" in note["SUMMARY"]
    assert not note.walk("VALARM")


def test_a_program_that_has_this_very_calendar_is_not_sent_it_again(client_of, it_is):
    client = client_of(CLEARED)
    path = made(client)
    first = Client().get(path)
    it_is(client_of.day, time(15))
    again = Client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "no-store" in again.headers["Cache-Control"]
    assert Client().get(path).content == first.content
    it_is(client_of.day + timedelta(days=1))
    later = Client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert events(later)[0].decoded("DTSTART") == client_of.day + timedelta(days=1)
    assert client.post(f"/calendar/{Token.objects.get().pk}/revoke").status_code == 303
    gone = Client().get(path, headers={"If-None-Match": later.headers["ETag"]})
    assert gone.status_code == 404


def test_a_referred_runners_address_shows_no_session(client_of):
    client = client_of(REFERRED)
    (note,) = events(Client().get(made(client, at="18:30")))
    assert "please open it first" in note["SUMMARY"]
    assert "stretch" not in note["DESCRIPTION"].lower()
    (note,) = events(client.post("/calendar/download"))
    assert "please open it first" in note["SUMMARY"]


def test_it_speaks_the_runners_language_whoever_asks(client_of):
    client = client_of(CLEARED)
    path = made(client)
    Runner.objects.update(language="de")
    (first, *_rest) = events(Client(headers={"Accept-Language": "en"}).get(path))
    assert "Minuten" in first["SUMMARY"]


def test_only_the_day_of_the_last_look_is_kept(client_of):
    client = client_of(CLEARED)
    path = made(client)
    assert Token.objects.get().used_on is None
    Client().get(path)
    assert Token.objects.get().used_on == client_of.day
    page = client.get("/calendar").content.decode()
    assert "last asked on" in page


# --- no address ----------------------------------------------------------------------------------


def test_unknown_taken_back_expired_and_other_keys_are_answered_alike(client_of, it_is):
    client = client_of(CLEARED)
    now = it_is(client_of.day)
    runner = client.runner
    path = made(client)
    assert client.post(f"/calendar/{Token.objects.get().pk}/revoke").status_code == 303
    _, other = Token.made(scopes=["read", "fhir"], now=now, runner=runner, name="program")
    _, old = Token.made(
        scopes=["calendar"], now=now, runner=runner, name="old", expires_at=now - timedelta(days=1)
    )
    _, good = Token.made(scopes=["calendar"], now=now, runner=runner, name="good")
    paths = [path, path.replace(".ics", "/1830.ics"), f"/calendar/{other}.ics", f"/calendar/{old}.ics", f"/calendar/{good}/2560.ics", f"/calendar/{good}/1.ics", "/calendar/sbt_nothing.ics", "/calendar/🦵.ics", "/calendar/x.ics"]  # fmt: skip
    answers = [Client().get(each) for each in paths]
    assert {each.status_code for each in answers} == {404}
    assert len({re.sub(r"[\w-]{64}", "", each.content.decode()) for each in answers}) == 1
    assert all("no-store" in each["Cache-Control"] for each in answers)
    assert events(Client().get(f"/calendar/{good}.ics"))


def test_nothing_can_be_sent_to_the_address(client_of):
    path = made(client_of(CLEARED))
    assert Client().post(path).status_code == 405


def test_the_address_of_a_runner_who_has_erased_everything_is_gone(client_of):
    client = client_of(CLEARED)
    path = made(client)
    client.post("/account/erase", {"word": "erase everything"})
    assert Client().get(path).status_code == 404


def test_nobody_takes_back_the_address_of_somebody_else(client_of, it_is):
    from strideback.store.models import Account

    client = client_of(CLEARED)
    other = Runner.objects.create(account=Account.objects.create(email="other@example.org"))
    key = feeds.make(other, name="x", now=it_is(client_of.day))
    assert client.post(f"/calendar/{Token.objects.get().pk}/revoke").status_code == 404
    assert feeds.opened(key, it_is(client_of.day)) == other


def test_there_are_only_so_many_addresses(client_of):
    client = client_of(CLEARED)
    for _ in range(feeds.MOST_OPEN):
        made(client)
    refused = client.post("/calendar/make")
    assert refused.status_code == 422
    assert "Take one back first" in refused.content.decode()


@pytest.mark.parametrize("told", [{"at": "late"}, {"at": "25:00"}, {"name": "x" * 81}])
def test_a_form_that_says_nothing_makes_no_address(client_of, told):
    client = client_of(CLEARED)
    assert client.post("/calendar/make", told).status_code == 422
    assert not Token.objects.exists()


# --- kept to ourselves ---------------------------------------------------------------------------


def test_the_key_is_kept_as_a_hash_and_shown_once(client_of):
    client = client_of(CLEARED)
    key = made(client).removeprefix("/calendar/").removesuffix(".ics")
    assert key not in str(list(Token.objects.values()))
    assert key not in client.get("/calendar").content.decode()


def test_the_key_is_in_no_log_even_where_something_fails(client_of, caplog, monkeypatch):
    client = client_of(CLEARED)
    path = made(client)
    monkeypatch.setattr(ical, "calendar", lambda *_, **__: 1 / 0)
    browser = Client(raise_request_exception=False)
    with caplog.at_level(logging.DEBUG):
        assert browser.get(path).status_code == 500
        assert browser.get("/calendar/sbt_" + "x" * 43 + ".ics").status_code == 404
    told = "\n".join(Discreet().format(each) for each in caplog.records)
    assert "calendar" in told
    assert path[14:30] not in told
    assert "x" * 43 not in told


# --- the files -----------------------------------------------------------------------------------


def test_the_calendar_comes_as_a_file(client_of):
    answer = client_of(CLEARED).post("/calendar/download", {"at": "07:00"})
    assert "strideback.ics" in answer["Content-Disposition"]
    assert events(answer)[0].decoded("DTSTART").hour == 7


def test_the_diary_comes_in_every_form_and_is_the_diary(client_of):
    from strideback.formats.diary_forms import FORMS

    client = client_of(CLEARED)
    page = client.get("/account").content.decode()
    for form in FORMS.values():
        path = f"/account/strideback.{form.suffix}"
        assert path in page
        answer = client.get(path)
        assert answer.status_code == 200
        assert form.read(answer.content) == diaries.as_told(client.runner)
    assert client.get("/account/strideback.docx").status_code == 404


def test_fhir_comes_as_a_file(client_of):
    pytest.importorskip("fhir.resources")
    answer = client_of(CLEARED).get("/account/strideback.fhir.json")
    assert answer["Content-Type"] == "application/fhir+json"
    assert answer.json()["resourceType"] == "Bundle"
