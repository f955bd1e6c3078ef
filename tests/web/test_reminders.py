"""Reminders and tips: only who asked gets them, and nothing in them tells what hurts.

The settings are those of a server, set here; tests/server/test_jobs.py sends real mail.
"""

import base64
import re
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core import signing
from django.test import Client
from django.urls import reverse
from tests.web.pages import plain
from tests.web.test_every_address import RUNNERS

from strideback.core.triage import Cleared
from strideback.formats import knowledge_toml
from strideback.store import consent, diaries, outbox
from strideback.store.models import Account, Device, Reminder, Reminders, Runner
from strideback.store.reminder_planning import make_due
from strideback.store.reviewing import reviewer
from strideback.web import devices
from strideback.web.letters import Letter, mail
from strideback.web.reminding import Note, NotYet, in_language_of, said
from strideback.web.runners import now

DAY = date(2026, 3, 6)
WEEK = (Path(__file__).parents[2] / "examples/first-week.diary").read_text(encoding="utf-8")
EMAIL = "zebrafinch@mail.example"
SITE = "https://app.example.org"
WISHES = {"at": "10:00", "quiet_from": "21:00", "quiet_until": "07:00"}
ALL = {"tips": "on", "sessions": "on", "by_email": "on", **WISHES}
HEALTH = re.compile(
    r"pain|hurt|back\b|muscle|massage|stretch|glute|lumbo|tender|flag|referr|emergency|symptom"
    r"|schmerz|rücken|muskel|dehn|massage",
    re.IGNORECASE,
)
"""What no subject and no note on a locked phone may say."""


def a_key():
    number = generate_private_key(SECP256R1()).private_numbers().private_value
    return _told(number.to_bytes(32, "big"))


def _told(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def a_browser(address="https://updates.push.services.mozilla.com/wpush/v2/abc"):
    """What a browser tells that allows notifications."""
    point = generate_private_key(SECP256R1()).public_key()
    return {
        "endpoint": address,
        "p256dh": _told(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)),
        "auth": _told(b"0123456789abcdef"),
    }


@pytest.fixture
def on_a_server(settings):
    reverse("today")  # the addresses are those of local mode: nobody signs in here
    settings.LOCAL = False
    settings.SITE, settings.CAN_MAIL, settings.LOGIN_URL = SITE, True, "/accounts/login/"
    settings.PUSH_KEY = a_key()
    settings.PUSH_SERVICES = [
        "https://updates.push.services.mozilla.com",
        "https://*.push.apple.com",
        "http://localhost:8099",
    ]
    return settings


@pytest.fixture
def signed_in(db, it_is, on_a_server):
    """`signed_in(diary)`: the browser of an account with this diary, in Berlin."""

    def made(diary="", on=DAY, email=EMAIL, zone="Europe/Berlin", language=""):
        at = it_is(on, time(10))
        account = Account.objects.create(email=email)
        runner = Runner.objects.create(account=account, time_zone=zone, language=language)
        diaries.append_lines(runner, diary.strip("\n").splitlines(), after=0, now=at)
        client = Client()
        client.force_login(account, "django.contrib.auth.backends.ModelBackend")
        client.runner, client.account = runner, account
        return client

    return made


def wishes_of(client):
    return Reminders.objects.select_related("runner__account").get(runner=client.runner)


def yes_path(client):
    return f"/reminders/yes/{consent.yes_link(wishes_of(client))}"


def stop_path(client):
    return f"/reminders/stop/{consent.stop_link(wishes_of(client))}"


def agreed(client, **wishes):
    """The runner asked for all of it, unless told otherwise, and the address said yes."""
    told = {"tips": True, "sessions": True, "by_email": True, "by_push": True, **wishes}
    Reminders.objects.update_or_create(runner=client.runner, defaults={"at": time(10), **told})
    consent.say_yes(wishes_of(client), now() - timedelta(days=7))
    return client


def what(client, key=f"session:{DAY}", at=None, about=""):
    """What would go out now for this reminder."""
    row, _new = Reminder.objects.get_or_create(
        runner=client.runner, key=key, defaults={"due_at": at or now(), "about": about}
    )
    wishes = wishes_of(client)
    with in_language_of(wishes.runner):
        return said(row, wishes, at or now())


def sent(client, key=f"session:{DAY}"):
    """The mail as its reader gets it, or what there is in its place."""
    letter = what(client, key)
    assert isinstance(letter, Letter), letter
    wishes = wishes_of(client)
    row = Reminder.objects.get(runner=client.runner, key=key)
    with in_language_of(wishes.runner):
        made = mail(letter, consent.address_of(wishes.runner), row, None)
        return message_from_bytes(made.message().as_bytes(), policy=policy.default)


def question_key(client):
    return Reminder.objects.get(runner=client.runner, key__startswith="confirm:").key


def both(message):
    """Its words, in both forms, with the addresses that links lead to."""
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    return text, html


# --- the screen ----------------------------------------------------------------------------------


def test_on_a_runners_own_computer_the_page_says_what_it_cannot_do_and_asks_for_nothing(client_of):
    client = client_of()
    page = client.get("/account/reminders").content.decode()
    assert "So it cannot remind you by itself." in page
    assert 'name="tips"' not in page
    assert 'type="email"' not in page
    assert client.post("/account/reminders", ALL).status_code == 200
    for path in ("ask", "leave"):
        assert client.post(f"/account/reminders/{path}").status_code == 303
    assert client.post("/account/reminders/device", a_browser()).status_code == 404
    assert not Reminders.objects.exists()
    assert not Device.objects.exists()


def test_nothing_is_ticked_before_the_runner_does_it(signed_in):
    page = signed_in().get("/account/reminders").content.decode()
    assert "checked" not in page
    assert 'name="at" value="10:00"' in page
    assert 'name="quiet_from" value="21:00"' in page
    assert "Times are those of Europe/Berlin." in page


def test_wishes_are_kept_and_shown_again(signed_in):
    client = signed_in()
    told = {"tips": "on", "sessions": "on", "at": "18:30", "quiet_from": "", "quiet_until": ""}
    assert client.post("/account/reminders", told).status_code == 303
    page = client.get("/account/reminders").content.decode()
    assert page.count("checked") == 2
    assert 'value="18:30"' in page
    assert 'name="quiet_from" value=""' in page
    client.post("/account/reminders", WISHES)
    assert "checked" not in client.get("/account/reminders").content.decode()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"at": "22:00"}, "lies in your quiet hours"),
        ({"at": "06:59"}, "lies in your quiet hours"),
        ({"at": ""}, "required"),
        ({"at": "25:00"}, "Enter a valid time"),
        ({"at": "soon"}, "Enter a valid time"),
        ({"quiet_from": ""}, "Quiet hours need both times"),
        ({"quiet_until": ""}, "Quiet hours need both times"),
        ({"quiet_until": "<script>"}, "Enter a valid time"),
    ],
)
def test_times_that_cannot_be_are_said_and_nothing_is_kept(signed_in, told, says):
    client = signed_in()
    answer = client.post("/account/reminders", {**ALL, **told})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in plain(page)
    assert "<script>" not in page.split("<main")[1].split("<form")[1].split("</form")[0]
    assert not wishes_of(client).tips
    assert not Reminder.objects.exists()


def test_a_session_reminder_that_has_no_way_to_come_is_said(signed_in):
    client = signed_in()
    client.post("/account/reminders", {"sessions": "on", **WISHES})
    assert "it has no way to you yet" in client.get("/account/reminders").content.decode()
    client.post("/account/reminders/device", a_browser())
    assert "it has no way to you yet" not in client.get("/account/reminders").content.decode()


def test_the_zone_and_the_language_of_the_page_are_what_the_worker_goes_by(signed_in):
    client = signed_in(zone="")
    client.cookies["zone"] = "America/New_York"
    client.post("/account/reminders", ALL, headers={"Accept-Language": "de"})
    client.runner.refresh_from_db()
    assert (client.runner.time_zone, client.runner.language) == ("America/New_York", "de")
    client.cookies["zone"] = "Asia/Tokyo"
    client.post("/account/reminders", ALL, headers={"Accept-Language": "en"})
    client.runner.refresh_from_db()
    assert (client.runner.time_zone, client.runner.language) == ("America/New_York", "de")


@pytest.mark.parametrize("zone", ["../../etc/passwd", "Mars/Olympus", "'; DROP TABLE", "x" * 500])
def test_a_zone_that_no_browser_has_is_not_kept(signed_in, zone):
    client = signed_in(zone="")
    client.cookies["zone"] = zone
    assert client.post("/account/reminders", ALL).status_code == 303
    client.runner.refresh_from_db()
    assert client.runner.time_zone == ""


@pytest.mark.parametrize("path", ["", "/ask", "/device", "/leave"])
def test_who_is_not_signed_in_is_sent_to_sign_in(on_a_server, db, path):
    answer = Client().post(f"/account/reminders{path}", ALL)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")


def test_a_server_without_mail_says_so_and_asks_no_address(signed_in, settings):
    client = signed_in()
    settings.CAN_MAIL = False
    assert "This server sends no e-mail." in client.get("/account/reminders").content.decode()
    client.post("/account/reminders", ALL)
    client.post("/account/reminders/ask")
    assert not Reminder.objects.exists()


def test_mail_that_was_asked_for_stays_away_once_the_server_sends_none(signed_in, settings):
    client = agreed(signed_in(WEEK))
    settings.CAN_MAIL = False  # it would print them, with what they lead to, into a log
    assert what(client) is None
    assert what(client, f"tip:{DAY}") is None


# --- the yes -------------------------------------------------------------------------------------


def test_nothing_is_sent_before_the_address_has_said_yes(signed_in):
    client = signed_in(WEEK)
    page = client.post("/account/reminders", ALL, follow=True).content.decode()
    assert "Your address has not said yes yet" in page
    make_due(now() + timedelta(hours=1))
    assert question_key(client) == Reminder.objects.get().key
    assert what(client) is None
    assert what(client, f"tip:{DAY}") is None
    message = sent(client, question_key(client))
    assert yes_path(client) in message.get_body(("plain",)).get_content()
    assert client.post(yes_path(client)).status_code == 200
    assert isinstance(what(client), Letter)


@pytest.mark.parametrize("ask", ["get", "head"])
def test_a_program_that_follows_links_says_neither_yes_nor_stop(signed_in, ask):
    client = signed_in(WEEK)
    client.post("/account/reminders", ALL)
    reader = Client()
    for _ in range(3):
        assert getattr(reader, ask)(yes_path(client)).status_code == 200
    assert not consent.confirmed(wishes_of(client))
    reader.post(yes_path(client))
    for _ in range(3):
        assert getattr(reader, ask)(stop_path(client)).status_code == 200
    assert consent.confirmed(wishes_of(client))
    assert wishes_of(client).tips


def test_the_yes_needs_a_form_of_the_page_and_no_sign_in(signed_in):
    client = signed_in(WEEK)
    client.post("/account/reminders", ALL)
    reader, path = Client(enforce_csrf_checks=True), yes_path(client)
    assert reader.post(path).status_code == 403
    assert not consent.confirmed(wishes_of(client))
    page = reader.get(path).content.decode()
    assert "A tip by e-mail, every few days" in page
    hidden = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    done = reader.post(path, {"csrfmiddlewaretoken": hidden})
    assert "you have said yes" in done.content.decode()
    assert consent.confirmed(wishes_of(client))


def test_a_double_click_on_yes_and_on_stop_does_no_harm(signed_in):
    client = signed_in(WEEK)
    client.post("/account/reminders", ALL)
    reader, path = Client(), yes_path(client)
    assert [reader.post(path).status_code for _ in range(2)] == [200, 200]
    assert consent.confirmed(wishes_of(client))
    path = stop_path(client)
    assert [reader.post(path).status_code for _ in range(2)] == [200, 200]
    assert not consent.confirmed(wishes_of(client))


def test_saving_twice_asks_the_address_once(signed_in):
    client = signed_in()
    for _ in range(3):
        client.post("/account/reminders", ALL)
        client.post("/account/reminders/ask")
    assert Reminder.objects.count() == 1


def test_the_question_can_be_asked_again_after_ten_minutes_and_the_older_link_ends(
    signed_in, it_is
):
    client = signed_in()
    client.post("/account/reminders", ALL)
    older = yes_path(client)
    it_is(DAY, time(10, 10))
    answer = client.post("/account/reminders/ask", follow=True)
    assert "The question is on its way" in answer.content.decode()
    assert Client().post(older).status_code == 404
    assert Client().post(yes_path(client)).status_code == 200


def test_the_question_ends_after_three_days(signed_in, it_is, monkeypatch):
    client = signed_in()
    client.post("/account/reminders", ALL)
    it_is(DAY + timedelta(days=3), time(10, 1))
    assert what(client, question_key(client)) is None
    for ago_s, status in ((consent.ASKED_FOR.total_seconds() + 60, 404), (60, 200)):
        link = signed_ago(monkeypatch, ago_s, client)
        assert Client().post(link).status_code == status
        wishes = wishes_of(client)
        assert consent.confirmed(wishes) == (status == 200)


def signed_ago(monkeypatch, ago_s, client):
    """The link of the yes, as it was made so many seconds ago."""
    stamp = signing.TimestampSigner.timestamp
    before = lambda signer: signing.b62_encode(signing.b62_decode(stamp(signer)) - int(ago_s))  # noqa: E731
    with monkeypatch.context() as patched:
        patched.setattr(signing.TimestampSigner, "timestamp", before)
        return yes_path(client)


def test_no_question_is_answered_by_what_was_never_asked(signed_in):
    client = signed_in()
    client.get("/account/reminders")
    assert Client().post(yes_path(client)).status_code == 404
    assert not consent.confirmed(wishes_of(client))


def test_a_changed_address_has_to_say_yes_anew(signed_in):
    client = agreed(signed_in(WEEK))
    assert isinstance(what(client), Letter)
    Account.objects.filter(pk=client.account.pk).update(email="other@mail.example")
    assert what(client) is None
    assert what(client, f"tip:{DAY}") is None
    page = client.get("/account/reminders").content.decode()
    assert "Nothing is sent before your address has said yes" in page
    client.post("/account/reminders/ask")
    message = sent(client, question_key(client))
    assert message["To"] == "other@mail.example"
    Client().post(yes_path(client))
    assert isinstance(what(client), Letter)


def test_an_answer_that_opens_nothing_does_not_say_why(signed_in, it_is):
    client = signed_in()
    client.post("/account/reminders", ALL)
    overtaken, erased = yes_path(client), stop_path(client)
    it_is(DAY, time(10, 30))
    client.post("/account/reminders/ask")
    gone = signed_in(email="gone@mail.example")
    gone.post("/account/reminders", ALL)
    of_nobody, never = yes_path(gone), stop_path(gone)
    diaries.forget(gone.runner)
    reader = Client()
    answers = [reader.get(each) for each in (overtaken, of_nobody, "/reminders/yes/never")]
    assert {each.status_code for each in answers} == {404}
    assert len({plain(each.content.decode()) for each in answers}) == 1
    answers = [reader.post(each) for each in (never, "/reminders/stop/never", "/reminders/stop/ä")]
    assert {each.status_code for each in answers} == {404}
    assert len({plain(each.content.decode()) for each in answers}) == 1
    assert reader.post(erased).status_code == 200


@pytest.mark.parametrize("path", [yes_path, stop_path])
def test_pages_that_a_mail_leads_to_are_kept_by_nobody_and_tell_nothing_of_whom(signed_in, path):
    client = signed_in(WEEK)
    client.post("/account/reminders", ALL)
    for ask in (Client().get, Client().post):
        answer = ask(path(client))
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] in {"no-referrer", "same-origin"}
        assert "zebrafinch" not in answer.content.decode()


# --- the end -------------------------------------------------------------------------------------


def test_one_click_ends_all_mail_without_cookie_form_or_sign_in(signed_in):
    client = agreed(signed_in(WEEK))
    message = sent(client)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<(https://[^<>\s]+)>", message["List-Unsubscribe"].strip())[1]
    assert address.startswith(f"{SITE}/reminders/stop/")
    reader = Client(enforce_csrf_checks=True)
    answer = reader.post(
        address.removeprefix(SITE),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    assert not reader.cookies
    assert what(client) is None
    assert what(client, f"tip:{DAY}") is None
    assert "You ended all e-mail" in client.get("/account/reminders").content.decode()


def test_the_address_of_the_stop_stands_unbroken_in_one_header(signed_in):
    client = agreed(signed_in(WEEK))
    letter = what(client)
    row = Reminder.objects.get()
    raw = mail(letter, EMAIL, row, None).message().as_bytes().decode()
    headers = re.sub(r"\s*\n[ \t]+", " ", raw.partition("\n\n")[0])  # as RFC 5322 unfolds them
    assert f"List-Unsubscribe: <{letter.stop}>" in headers.splitlines()


def test_a_stop_ends_mail_and_leaves_the_browsers_and_the_diary(signed_in):
    client = agreed(signed_in(WEEK))
    client.post("/account/reminders/device", a_browser())
    Client().post(stop_path(client))
    assert isinstance(what(client, f"push:{DAY}"), Note)
    assert diaries.text(client.runner) == WEEK


def test_after_a_stop_mail_begins_only_with_a_new_yes(signed_in):
    client = agreed(signed_in(WEEK))
    Client().post(stop_path(client))
    client.post("/account/reminders", ALL)
    assert what(client) is None
    Client().post(yes_path(client))
    assert isinstance(what(client), Letter)


def test_the_stop_of_one_runner_ends_nothing_of_another(signed_in):
    mine, other = agreed(signed_in(WEEK)), agreed(signed_in(WEEK, email="other@mail.example"))
    Client().post(stop_path(mine))
    assert what(mine) is None
    assert isinstance(what(other), Letter)


# --- what a mail says ----------------------------------------------------------------------------


@pytest.mark.parametrize("key", [f"session:{DAY}", f"tip:{DAY}", "question"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_plain_text_and_html_say_the_same_and_nothing_is_loaded(signed_in, key, language):
    client = signed_in(WEEK, language=language)
    if key == "question":
        client.post("/account/reminders", ALL)
        key = question_key(client)
    else:
        agreed(client)
    message = sent(client, key)
    text, html = both(message)
    letter = what(client, key)
    shown = unescape(plain(html.partition("<body")[2].partition(">")[2]))
    read = " ".join(text.split())
    said_by_it = [letter.title, *letter.says, *letter.small, letter.action.says]
    for words in (*said_by_it, *(each.says for each in letter.links)):
        assert " ".join(words.split()) in shown
        assert " ".join(words.split()) in read
    # Without what each form has of its own, the words are the same, and in the same order.
    without = re.sub(r":\s+https://\S+|(?:^|(?<= ))-- ", "", read)
    assert " ".join(without.split()) == " ".join(shown.split())
    linked = [unescape(each) for each in re.findall(r'href="([^"]+)"', html)]
    assert linked == re.findall(r"https://\S+", text)
    assert all(each.startswith(SITE) for each in linked)
    assert not re.search(r"<img|<script|<link|src=|url\(|@import|<iframe", html)
    assert all(len(line) <= 76 or "https://" in line for line in text.splitlines())
    assert not text.rstrip("\n").endswith("-- ")
    assert (message["Content-Language"], f'<html lang="{language}">' in html) == (language, True)


def test_a_mail_is_in_the_runners_language(signed_in):
    client = agreed(signed_in(WEEK, language="de"))
    for key in (f"session:{DAY}", f"tip:{DAY}"):
        assert "Erinnerung" in sent(client)["Subject"]
        text, _html = both(sent(client, key))
        assert "Keine E-Mails mehr" in text or "E-Mail" in text
        for english in ("You get this", "session", "Read more", "No more e-mail", "Walking"):
            assert english not in re.sub(r"https://\S+", "", text)
    note = what(client, f"push:{DAY}")
    assert "session" not in note.says


@pytest.mark.parametrize("language", ["en", "de"])
def test_subject_and_note_hold_nothing_of_health(signed_in, language):
    client = agreed(signed_in(WEEK, language=language))
    for key in (f"session:{DAY}", f"tip:{DAY}"):
        assert not HEALTH.search(re.sub("(?i)strideback", "", sent(client, key)["Subject"]))
    note = what(client, f"push:{DAY}")
    assert not HEALTH.search(re.sub("(?i)strideback", "", f"{note.title} {note.says} {note.tag}"))
    assert note.to == "/"


def test_a_session_mail_names_no_pain_no_muscle_and_no_exercise(signed_in):
    knowledge = knowledge_toml.load()
    text, html = both(sent(agreed(signed_in(WEEK))))
    names = [
        each.name for kind in ("muscles", "exercises") for each in getattr(knowledge, kind).values()
    ]
    for words in (text, unescape(plain(html))):
        assert not [each for each in names if each.lower() in words.lower()]
        assert not re.search(r"\bpain|gluteus|quadratus|massage|zebrafinch", words, re.IGNORECASE)


def test_no_address_in_a_mail_holds_anything_of_its_reader(signed_in):
    client = agreed(signed_in(WEEK))
    for key in (f"session:{DAY}", f"tip:{DAY}"):
        message = sent(client, key)
        for address in re.findall(r"https://\S+", message.get_body(("plain",)).get_content()):
            assert "?" not in address
            assert "zebrafinch" not in address
            assert "@" not in address
        assert "zebrafinch" not in message["Message-ID"]
        assert str(DAY) not in message["Message-ID"]


def test_the_same_reminder_sent_again_is_the_same_mail(signed_in):
    client = agreed(signed_in(WEEK))
    first, again = sent(client, f"tip:{DAY}"), sent(client, f"tip:{DAY}")
    assert first["Message-ID"] == again["Message-ID"]
    tell = lambda message: re.sub(r"reminders/stop/\S+", "", both(message)[0])  # noqa: E731
    assert tell(first) == tell(again)
    assert sent(client)["Message-ID"] != first["Message-ID"]


def test_a_mail_bears_the_time_at_which_it_goes_and_says_that_a_program_sent_it(signed_in):
    client = agreed(signed_in(WEEK))
    what(client)
    taken = outbox.take(now(), timedelta(seconds=90))
    assert taken.due_at > now()
    message = sent(client)
    row = Reminder.objects.get()
    assert (
        parsedate_to_datetime(message["Date"]) != row.due_at
    )  # that is when it would be taken again
    assert message["Auto-Submitted"] == "auto-generated"


# --- to whom -------------------------------------------------------------------------------------

KEYS = [f"session:{DAY}", f"push:{DAY}", f"tip:{DAY}"]


@pytest.mark.parametrize("name", RUNNERS)
def test_only_a_cleared_runner_hears_of_a_session_or_gets_a_tip(signed_in, name):
    client = agreed(signed_in(RUNNERS[name]))
    for key in KEYS:
        assert (what(client, key) is not None) == name.startswith("cleared"), key


DONE = WEEK + "2026-03-06 did pigeon-stretch.left 1min during=1\n"


@pytest.mark.parametrize(
    ("lines", "comes"),
    [
        ("", True),
        ("2026-03-06 noted fine", True),
        ("2026-03-06 ran 5km 30min", True),
        ("2026-03-05 skipped session", True),
        ("2026-03-06 did massage-gluteus-medius.left 6min before=0 after=0", True),
        ("2026-03-06 did pigeon-stretch.left 1min during=1", False),
        ('2026-03-06 skipped couch-stretch "no time"', False),
        ('2026-03-06 skipped session "no time"', False),
        ("2026-03-06 preferred away=2026-03-06..2026-03-09", False),
        ("2026-03-06 preferred moved=2026-03-06>2026-03-07", False),
        ("2026-03-06 answered saddle-numbness yes", False),
        ("2026-03-06 answered foot-drop not-sure", False),
    ],
)
def test_a_reminder_stays_away_once_there_is_nothing_to_remind_of(signed_in, lines, comes):
    """Done in part, left out, moved, away, or to be seen first: looked at when it goes out."""
    client = agreed(signed_in(WEEK + lines + "\n"))
    assert not diaries.load(client.runner, knowledge_toml.load()).problems
    for key in (f"session:{DAY}", f"push:{DAY}"):
        assert (what(client, key) is not None) == comes, key


def test_what_was_taken_back_counts_no_more(signed_in):
    number = len([each for each in DONE.splitlines() if each and not each.startswith("#")])
    client = agreed(signed_in(f"{DONE}2026-03-06 corrected {number} removed\n"))
    assert isinstance(what(client), Letter)


def test_once_pain_has_ended_the_session_there_is_no_tip_and_only_the_questions_are_said(signed_in):
    client = agreed(signed_in(WEEK + "2026-03-06 did easy-walk 5min during=8\n"))
    assert what(client).says == ("A short check-in is open; the plan goes on after it.",)
    assert what(client, f"tip:{DAY}") is None


def test_a_session_moved_to_today_is_reminded_of(signed_in):
    client = agreed(signed_in(WEEK + "2026-03-06 preferred moved=2026-03-06>2026-03-07\n"))
    assert what(client) is None
    tomorrow = DAY + timedelta(days=1)
    at = datetime.combine(tomorrow, time(10), ZoneInfo("UTC"))
    assert what(client, f"session:{tomorrow}", at=at) is not None


def test_a_day_that_is_over_is_not_reminded_of(signed_in, it_is):
    client = agreed(signed_in(WEEK))
    it_is(DAY + timedelta(days=1), time(0, 30))
    for key in KEYS:
        assert what(client, key) is None


def test_in_quiet_hours_it_waits_for_their_end(signed_in):
    client = agreed(signed_in(WEEK), quiet_from=time(10, 30), quiet_until=time(13))
    waits = what(client)  # it is 11:00 in Berlin
    assert waits == NotYet(datetime.combine(DAY, time(13), ZoneInfo("Europe/Berlin")))


def test_wishes_are_looked_at_again_when_it_goes_out(signed_in):
    client = agreed(signed_in(WEEK))
    assert all(what(client, key) is not None for key in KEYS)
    for told in (
        {"sessions": False, "tips": False},
        {"by_email": False, "by_push": False, "tips": False},
    ):
        agreed(client, **told)
        assert all(what(client, key) is None for key in KEYS), told


# --- a check-in ----------------------------------------------------------------------------------


def test_an_open_check_in_is_said_once_a_week_and_without_a_session(signed_in, it_is):
    later = DAY + timedelta(days=30)
    client = agreed(signed_in(WEEK, on=later))
    assert "check-in" in client.get("/").content.decode().lower()
    key = f"session:{later}"
    letter = what(client, key)
    assert letter.says == ("A short check-in is open; the plan goes on after it.",)
    outbox.sent(Reminder.objects.get(key=key), now())
    assert what(client, f"tip:{later}") is None
    for ahead, comes in ((1, False), (6, False), (8, True)):
        it_is(later + timedelta(days=ahead), time(10))
        key = f"session:{later + timedelta(days=ahead)}"
        assert (what(client, key) is not None) == comes, ahead


# --- tips ----------------------------------------------------------------------------------------


def tips_of(client, on=DAY, count=40):
    """The tips that come, one after another, as if this day came back each time."""
    seen = []
    for number in range(count):
        if what(client, f"tip:{on}") is None:
            break
        row = Reminder.objects.get(runner=client.runner, key=f"tip:{on}")
        outbox.sent(row, now())
        Reminder.objects.filter(pk=row.pk).update(key=f"tip:sent-{number}")
        seen.append(row.about)
    return seen


def test_each_tip_comes_once_and_then_none(signed_in):
    client = agreed(signed_in(WEEK))
    seen = tips_of(client)
    assert len(seen) == len(set(seen)) >= 8
    knowledge = knowledge_toml.load()
    assert {knowledge.tips[each].when for each in seen} == {"always", "stretch"}


def test_a_tip_that_did_not_go_out_is_not_lost(signed_in):
    client = agreed(signed_in(WEEK))
    first = what(client, f"tip:{DAY}")
    row = Reminder.objects.get()
    outbox.drop(row, now())
    Reminder.objects.update(key="tip:2026-03-03")
    assert what(client, f"tip:{DAY}").title == first.title


FIRST = date(2026, 3, 2)
"""The first day of massage in the example."""


def with_yes(question):
    """The example up to its first day, with this answered by yes."""
    lines = [each for each in WEEK.splitlines() if each[:10] < "2026-03-02"]
    told = "\n".join(lines).replace(f"answered {question} no", f"answered {question} yes")
    assert told != "\n".join(lines)
    return told


BLOCKING = ["fragile-bones", "hypermobile-hip", "knee-problem", "lateral-hip-pain", "none-fits",
            "sacral-bone-pain", "skin-problem", "stops-daily-life", "walking-cramps", "saddle-numbness"]  # fmt: skip


@pytest.mark.parametrize("question", BLOCKING)
def test_no_tip_speaks_of_or_leads_to_what_is_left_out_of_the_plan(signed_in, question):
    client = agreed(signed_in(with_yes(question), on=FIRST))
    knowledge = knowledge_toml.load()
    diary = diaries.load(client.runner, knowledge).diary
    triage = reviewer("en").review(diary, FIRST).triage
    seen = tips_of(client, FIRST)
    assert bool(seen) == isinstance(triage, Cleared)
    for tip in (knowledge.tips[each] for each in seen):
        led_to = (knowledge.exercises[each] for each in tip.see if each in knowledge.exercises)
        names = set(tip.parts).union(*(each.names for each in led_to))
        assert not names & triage.blocks, tip.id


def test_a_tip_about_massage_stays_away_where_massage_is_left_out(signed_in):
    told = with_yes("cough-pain").replace("answered cough-pain yes", "answered cough-pain no")
    assert "press-gently" in tips_of(agreed(signed_in(told, on=FIRST)), FIRST)
    for question in ("cough-pain", "numb-skin", "past-clot", "none-fits"):
        other = signed_in(with_yes(question), on=FIRST, email=f"{question}@mail.example")
        seen = tips_of(agreed(other), FIRST)
        assert "keep-moving" in seen, question
        assert "press-gently" not in seen, question


def test_a_tip_shows_its_grade_and_says_that_it_does_not_diagnose(signed_in):
    text, _html = both(sent(agreed(signed_in(WEEK)), f"tip:{DAY}"))
    assert "(B)" in text
    assert re.search(r"^B: ", text, re.MULTILINE)
    assert "does not diagnose" in text
    assert "When to get help" in text


def test_every_tip_makes_a_mail_and_leads_to_a_page_that_is_there(signed_in):
    client = agreed(signed_in(WEEK))
    for number in range(6):
        letter = what(client, f"tip:{DAY}")
        assert client.get(letter.action.to.removeprefix(SITE)).status_code == 200
        Reminder.objects.filter(key=f"tip:{DAY}").update(key=f"tip:{number}", sent_at=now())


# --- browsers ------------------------------------------------------------------------------------


def test_a_browser_that_allows_notifications_gets_them_on_days_with_a_session(signed_in):
    client = signed_in(WEEK)
    assert client.post("/account/reminders/device", a_browser()).status_code == 204
    page = client.get("/account/reminders").content.decode()
    assert "One browser shows them." in page
    assert devices.mark_of(a_browser()["endpoint"]) in page
    assert a_browser()["endpoint"] not in page
    make_due(now())
    note = what(client, f"push:{DAY}")
    assert re.fullmatch(r"Today there is a session of about \d+ min\w*\.", note.says)


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/x",
        "https://localhost/x",
        "http://localhost/x",
        "http://localhost:8098/x",
        "https://localhost:8099/x",
        "http://169.254.169.254/latest/meta-data/",
        "http://updates.push.services.mozilla.com/x",
        "https://updates.push.services.mozilla.com:8443/x",
        "https://updates.push.services.mozilla.com:443/x",
        "https://updates.push.services.mozilla.com@127.0.0.1/x",
        "https://user@updates.push.services.mozilla.com/x",
        "https://user:word@updates.push.services.mozilla.com/x",
        "https://updates.push.services.mozilla.com.evil.example/x",
        "https://evilupdates.push.services.mozilla.com/x",
        "https://push.apple.com/x",
        "https://evilpush.apple.com/x",
        "https://.push.apple.com/x",
        "https://127.0.0.1\\.push.apple.com/x",
        "https://127.0.0.1%2f.push.apple.com/x",
        "https://127.0.0.1%00.push.apple.com/x",
        "https://127.0.0.1#.push.apple.com/x",
        "https://127.0.0.1?.push.apple.com/x",
        "https://[::1].push.apple.com/x",
        "https://web.push.apple.com",
        "https://web.push.apple.com/\x00",
        "https://web.push.apple.com/a b",
        "https://web.push.apple.com/ä",
        "https://web.push.apple.com:99999/x",
        "https://web.push.apple.com:/x",
        " https://web.push.apple.com/x",
        "https://web.push.apple.com/\nx",
        "https://web.push.apple.com/" + "x" * 1024,
        "HTTPS://web.push.apple.com/x",
        "//web.push.apple.com/x",
        "file:///etc/passwd",
        "gopher://web.push.apple.com/x",
        "web.push.apple.com/x",
        "",
    ],
)
def test_an_address_of_no_known_push_service_is_refused(signed_in, address):
    client = signed_in()
    answer = client.post("/account/reminders/device", a_browser(address))
    assert answer.status_code == 422
    assert "not known here" in answer.content.decode()
    assert not Device.objects.exists()
    assert not Reminders.objects.filter(by_push=True).exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://web.push.apple.com/QGuQyavXutnMH/x_-",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA-_==",
        "http://localhost:8099/send/a:b%20c?token=d",
    ],
)
def test_an_address_of_a_known_push_service_is_kept(signed_in, address):
    client = signed_in()
    assert client.post("/account/reminders/device", a_browser(address)).status_code == 204
    assert Device.objects.get().endpoint == address


@pytest.mark.parametrize(
    "told",
    [
        {"p256dh": ""},
        {"p256dh": "x"},
        {"p256dh": _told(b"\x04" + b"\0" * 64)},  # on no curve
        {"p256dh": _told(b"\x02" + b"\1" * 32)},
        {"p256dh": "ä" * 87},
        {"auth": ""},
        {"auth": _told(b"short")},
        {"auth": _told(b"0" * 17)},
    ],
    ids=str,
)
def test_keys_that_no_browser_gives_are_refused(signed_in, told):
    client = signed_in()
    assert client.post("/account/reminders/device", {**a_browser(), **told}).status_code == 422
    assert not Device.objects.exists()


def test_keys_with_something_between_are_refused_and_no_error(signed_in):
    client = signed_in()
    browser = a_browser()
    for filler in ("!" * 500, "\n", " ", "\x00"):
        told = {**browser, "p256dh": browser["p256dh"][:5] + filler + browser["p256dh"][5:]}
        assert client.post("/account/reminders/device", told).status_code == 422


def test_allowing_twice_keeps_one_and_the_browser_is_whose_hands_it_is_in(signed_in):
    mine, other = signed_in(), signed_in(email="other@mail.example")
    browser = a_browser()
    for client in (mine, mine, other):
        assert client.post("/account/reminders/device", browser).status_code == 204
    assert Device.objects.get().runner == other.runner


def test_a_runner_has_only_so_many_browsers_and_the_oldest_goes(signed_in, it_is):
    client = signed_in()
    for number in range(devices.MOST + 2):
        it_is(DAY, time(10, number))
        client.post("/account/reminders/device", a_browser(f"https://a.push.apple.com/{number}"))
    kept = sorted(int(each.endpoint.rpartition("/")[2]) for each in Device.objects.all())
    assert kept == list(range(2, devices.MOST + 2))


def test_nobody_ends_the_notifications_of_another(signed_in):
    mine, other = signed_in(), signed_in(email="other@mail.example")
    browser = a_browser()
    mine.post("/account/reminders/device", browser)
    other.post("/account/reminders/leave", {"endpoint": browser["endpoint"]})
    other.post("/account/reminders/leave")
    assert Device.objects.get().runner == mine.runner
    answer = mine.post("/account/reminders/leave", {"endpoint": browser["endpoint"]})
    assert answer.status_code == 204
    assert not Device.objects.exists()
    assert not wishes_of(mine).by_push


def test_a_server_without_a_key_takes_no_browser(signed_in, settings):
    client = signed_in()
    settings.PUSH_KEY = ""
    assert client.post("/account/reminders/device", a_browser()).status_code == 404
    assert (
        "This server sends no notifications." in client.get("/account/reminders").content.decode()
    )
