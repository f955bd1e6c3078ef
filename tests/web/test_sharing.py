"""Sharing with a clinician, and passing strideback on: read-only, logged, ended at once, and nothing else of the runner."""

import re
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.pages import plain
from tests.web.test_every_address import plan as plan_of_the_cleared

from strideback.store import diaries, sharing
from strideback.store.models import Look, Runner, Share, Token
from strideback.web import by_key
from strideback.web.runners import now, seen_by

DAY = date(2026, 3, 6)
MARK, BEFORE = "zebrafinch", "bullfinch"
WEEK = (Path(__file__).parents[2] / "examples/first-week.diary").read_text(encoding="utf-8") + (
    f'2026-03-02 noted "{BEFORE} in the garden"\n2026-03-05 noted "{MARK} told me to rest"\n'
)
REFERRED = WEEK.replace("saddle-numbness no", "saddle-numbness yes")
FORM = {"name": "my physio", "shows": "report", "since": "", "days": "30"}
GONE = "Nothing is shared here"


plan = plan_of_the_cleared
"""The fixture that says what a plan would show."""


@pytest.fixture
def runner_of(client_of):
    """A runner's browser with a week of diary."""
    return lambda diary=WEEK: client_of(diary)


def shared(client, **more):
    """The address of a new share, as the runner reads it on the page."""
    answer = client.post("/account/sharing", {**FORM, **more})
    assert answer.status_code == 200, plain(answer.content.decode())
    return re.search(r'value="http://testserver(/shared/[^"]+)"', answer.content.decode())[1]


def alike(answer):
    """What can be told of an answer, without what is made anew for each."""
    html = re.sub(r'(nonce|csrfmiddlewaretoken)="[^"]*"', "", answer.content.decode())
    headers = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
    return answer.status_code, html, headers


# --- what is seen by link ------------------------------------------------------------------------


def test_whoever_has_the_link_reads_the_report_without_an_account(runner_of):
    link = shared(runner_of())
    answer = Client().get(link)
    assert answer.status_code == 200
    text = plain(answer.content.decode())
    assert "A runner shares this with you" in text
    assert "no diagnosis" in text
    assert "<form" not in answer.content.decode()


def test_the_report_can_be_downloaded_as_a_pdf(runner_of):
    answer = Client().get(shared(runner_of()) + "/report.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert len(pypdf.PdfReader(BytesIO(answer.content)).pages) >= 1


def test_the_log_is_shown_only_where_it_is_shared(runner_of):
    client = runner_of()
    report, log = shared(client), shared(client, shows="log")
    assert Client().get(f"{report}/log").status_code == 404
    assert "logged" not in plain(Client().get(report).content.decode()).split("Name")[0]
    text = plain(Client().get(f"{log}/log").content.decode())
    assert MARK in text
    assert "Full log" in text
    assert f"{log}/log" in Client().get(log).content.decode()


def test_nothing_that_was_told_before_the_first_day_is_logged_for_them(runner_of):
    link = shared(runner_of(), shows="log", since="2026-03-04")
    pages = [Client().get(f"{link}{part}").content.decode() for part in ("", "/log")]
    assert any(MARK in each for each in pages)
    assert not any(BEFORE in each for each in pages)


def test_what_is_shown_changes_with_the_diary(runner_of):
    client = runner_of()
    link = shared(client, shows="log")
    assert "a new pair of shoes" not in Client().get(f"{link}/log").content.decode()
    told = '2026-03-06 noted "a new pair of shoes"'
    diaries.append_lines(client.runner, [told], after=client.runner.last, now=now())
    assert "a new pair of shoes" in Client().get(f"{link}/log").content.decode()


@pytest.mark.parametrize("diary", [REFERRED, ""], ids=["referred", "unscreened"])
def test_a_share_shows_no_plan_of_a_runner_who_should_be_seen_first(runner_of, plan, diary):
    client = runner_of(diary)
    assert not seen_by(client.runner).review.plan
    link = shared(client, shows="log")
    for part in ("", "/log"):
        html = Client().get(link + part).content.decode()
        assert not plan.on("/shared", plain(html), html)
    pages = pypdf.PdfReader(BytesIO(Client().get(f"{link}/report.pdf").content)).pages
    printed = " ".join(" ".join(each.extract_text() for each in pages).split())
    assert not plan.on("/shared", printed, "")
    if diary:
        assert "Why this runner comes to you" in plain(Client().get(link).content.decode())


def test_nothing_can_be_changed_by_link(runner_of):
    client = runner_of()
    link = shared(client, shows="log")
    before = diaries.text(client.runner)
    for part in ("", "/log", "/report.pdf"):
        for send in (Client().post, Client().put, Client().delete):
            assert (
                send(link + part, {"after": "0", "text": "2026-03-06 pain now=9"}).status_code
                == 405
            )
    assert diaries.text(client.runner) == before


# --- what is not shown, and how it is not --------------------------------------------------------


@pytest.fixture
def dead_links(runner_of, it_is):
    """Links that open nothing, each for another reason."""
    client = runner_of()
    good, expired, revoked, erased = (shared(client, shows="log") for _ in range(4))
    numbers = dict(zip(("good", "expired", "revoked", "erased"), Share.objects.order_by("pk"), strict=True))  # fmt: skip
    Share.objects.filter(pk=numbers["expired"].pk).update(expires_at=now())
    client.post(f"/account/sharing/{numbers['revoked'].pk}/revoke")
    numbers["erased"].delete()
    return {
        "expired": expired,
        "revoked": revoked,
        "erased": erased,
        "unknown": "/shared/sbs_" + "a" * 43,
        "cut short": good[:-1],
        "too long": good + "a",
        "no key": "/shared/hello",
        "odd": "/shared/%F0%9F%A6%B5%00%FF",
        "endless": "/shared/" + "a" * 5000,
    }


@pytest.mark.parametrize("part", ["", "/log", "/report.pdf"])
def test_whatever_the_reason_a_link_that_opens_nothing_is_answered_alike(dead_links, part):
    answers = {why: alike(Client().get(link + part)) for why, link in dead_links.items()}
    assert answers["unknown"][0] == 404
    assert GONE in answers["unknown"][1]
    assert {why for why, each in answers.items() if each != answers["unknown"]} == set()


def test_whatever_the_reason_it_takes_the_same_work(dead_links):
    """A clock in a test would tell of the machine; what is asked of the database tells of the work."""
    asked = {}
    Client().get(dead_links["unknown"])
    for why, link in dead_links.items():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            Client().get(link)
        asked[why] = [re.sub(r"'[^']*'|\d+", "?", each["sql"]) for each in queries]
    assert all(any("store_share" in sql for sql in each) for each in asked.values())
    assert not any("store_entry" in sql for each in asked.values() for sql in each)
    assert {why for why, each in asked.items() if each != asked["unknown"]} == set()


def test_an_answer_by_link_is_kept_nowhere_and_tells_nobody_where_it_stood(runner_of, dead_links):
    link = shared(runner_of(), shows="log")
    for address in (link, f"{link}/log", f"{link}/report.pdf", dead_links["unknown"]):
        headers = Client().get(address).headers
        assert "no-store" in headers["Cache-Control"]
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
    html = Client().get(link).content.decode()
    assert "strideback-keep" not in html  # no page for the phone to keep
    assert not re.search(r'(?:href|src)="https?:', html)


def test_who_guesses_is_asked_to_wait_and_shuts_nobody_out(runner_of, monkeypatch):
    link = shared(runner_of())
    monkeypatch.setattr(by_key, "MOST_MISSES", 3)
    answers = [Client().get(f"/shared/sbs_{number}").status_code for number in range(4)]
    assert answers == [404, 404, 404, 429]
    assert Client().get(link).status_code == 200


@pytest.mark.parametrize(
    ("zone", "ends"), [("", datetime(2026, 3, 14, tzinfo=UTC)), ("Asia/Tokyo", datetime(2026, 3, 13, 15, tzinfo=UTC))]
)  # fmt: skip
def test_a_link_is_open_to_the_end_of_the_day_that_everybody_reads(runner_of, it_is, zone, ends):
    client = runner_of()
    Runner.objects.filter(pk=client.runner.pk).update(time_zone=zone)
    link = shared(client, days="7")
    before = ends - timedelta(minutes=1)
    it_is(before.date(), before.time())
    assert "until 13 March 2026" in plain(Client().get(link).content.decode())
    assert "Open until 13 March 2026" in plain(client.get("/account/sharing").content.decode())
    it_is(ends.date(), ends.time())
    assert Client().get(link).status_code == 404
    assert "Over since" in plain(client.get("/account/sharing").content.decode())


def test_taken_back_is_closed_at_once(runner_of):
    client = runner_of()
    link = shared(client)
    [share] = Share.objects.all()
    assert Client().head(link).status_code == 200
    answer = client.post(f"/account/sharing/{share.pk}/revoke", follow=True)
    assert "Closed on 6 March 2026" in plain(answer.content.decode())
    assert Client().get(link).status_code == 404
    assert Client().head(link).status_code == 404


def test_erasing_takes_shares_and_looks_with_it(runner_of):
    client = runner_of()
    link = shared(client)
    Client().get(link)
    client.post("/account/erase", {"word": "erase everything"})
    assert Client().get(link).status_code == 404
    assert not Share.objects.exists()
    assert not Look.objects.exists()


# --- what the runner sees ------------------------------------------------------------------------


def test_the_key_is_shown_once_and_only_its_hash_is_kept(runner_of):
    client = runner_of()
    key = shared(client).rpartition("/")[2]
    assert key not in client.get("/account/sharing").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM store_share")
        assert key not in str(cursor.fetchall())


def test_every_look_is_shown_and_within_a_minute_it_is_one_for_each_part(runner_of, it_is):
    client = runner_of()
    link = shared(client, shows="log")
    assert "Nobody has looked yet" in plain(client.get("/account/sharing").content.decode())
    for second in (0, 20, 59):
        it_is(DAY, time(13, 0, second))
        Client().get(link)
        Client().get(f"{link}/report.pdf")
    it_is(DAY, time(13, 1, 1))
    Client().get(f"{link}/log")
    Client().get(link)
    text = plain(client.get("/account/sharing").content.decode())
    assert "4 looks" in text
    told = ("13:01 the report", "13:01 the log", "13:00 the PDF, with the log", "13:00 the report")
    for says in told:
        assert f"6 March 2026, {says}" in text


def test_however_many_looks_there_are_each_can_be_read(runner_of, it_is):
    client = runner_of()
    link = shared(client)
    for day, minute in ((day, minute) for day in (6, 7) for minute in range(13)):
        it_is(date(2026, 3, day), time(14, minute))
        Client().get(link)
    page = client.get("/account/sharing").content.decode()
    assert "26 looks" in plain(page)
    text = plain(client.get(re.search(r'href="(/account/sharing/\d+)"', page)[1]).content.decode())
    assert text.count("the report") == 26
    assert text.index("7 March 2026") < text.index("14:12") < text.index("6 March 2026")


def test_asking_whether_it_is_still_open_shows_nothing_and_is_no_look(runner_of):
    link = shared(runner_of(), shows="log")
    for part in ("", "/log", "/report.pdf"):
        answer = Client().head(link + part)
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not Look.objects.exists()


def test_an_open_link_is_listed_behind_any_number_that_ended(runner_of, monkeypatch):
    monkeypatch.setattr(sharing, "_MOST_ENDED", 1)
    client = runner_of()
    shared(client, name="the old one")
    for number in range(3):
        shared(client, name=f"ended {number}")
    for each in Share.objects.filter(name__startswith="ended"):
        sharing.revoke(client.runner, each.pk, now())
    text = plain(client.get("/account/sharing").content.decode())
    assert text.index("the old one") < text.index("ended 2")
    assert "ended 1" not in text


def test_the_runners_own_look_is_not_counted(runner_of):
    client = runner_of()
    link = shared(client)
    assert "Your own looks are not counted" in plain(client.get(link).content.decode())
    assert not Look.objects.exists()


def test_a_link_that_opens_nothing_is_no_look(dead_links):
    for link in dead_links.values():
        Client().get(link)
    assert not Look.objects.exists()


def test_looks_are_on_the_runners_own_clock(runner_of, it_is):
    client = runner_of()
    Runner.objects.filter(pk=client.runner.pk).update(time_zone="Asia/Tokyo")
    link = shared(client)
    it_is(DAY, time(20))
    Client().get(link)
    assert "7 March 2026, 05:00" in plain(client.get("/account/sharing").content.decode())


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "required"),
        ("name", "a" * 81, "80"),
        ("name", "\0", "Null"),
        ("shows", "everything", "Select a valid choice"),
        ("since", "2026-03-07", "still to come"),
        ("since", "tomorrow", "valid date"),
        ("days", "0", "Select a valid choice"),
        ("days", "3660", "Select a valid choice"),
    ],
)
def test_a_form_that_is_wrong_comes_back_with_what_was_typed(runner_of, field, value, says):
    client = runner_of()
    answer = client.post("/account/sharing", {**FORM, "name": "kept words", field: value})
    assert answer.status_code == 422
    assert says in plain(answer.content.decode())
    assert field == "name" or "kept words" in answer.content.decode()
    assert not Share.objects.exists()


def test_there_is_an_end_to_open_links(runner_of, monkeypatch):
    client = runner_of()
    monkeypatch.setattr(sharing, "MOST_OPEN", 2)
    shared(client)
    shared(client)
    answer = client.post("/account/sharing", FORM)
    assert answer.status_code == 422
    assert "Take one back first" in plain(answer.content.decode())
    sharing.revoke(client.runner, Share.objects.first().pk, now())
    shared(client)


def test_on_this_computer_alone_it_says_so(runner_of):
    client = runner_of()
    assert "a link opens only here" in plain(client.get("/account/sharing").content.decode())
    answer = client.post("/account/sharing", FORM)
    assert 'class="qr"' not in answer.content.decode()


@pytest.mark.parametrize("number", [0, 1, 9**20])
def test_a_share_of_nobody_or_of_another_cannot_be_taken_back(runner_of, number):
    assert runner_of().post(f"/account/sharing/{number}/revoke").status_code == 404


# --- kept in an account: the store; tests/server/test_roles.py has the server ---------------------


@pytest.fixture
def two_accounts(runner_of):
    from strideback.store.models import Account

    made = [Account.objects.create(email=f"{name}@mail.example") for name in ("one", "two")]
    return [each.pk for each in made]


def test_who_keeps_a_share_first_has_it_alone(runner_of, two_accounts):
    one, two = two_accounts
    key = shared(runner_of()).rpartition("/")[2]
    [share] = Share.objects.all()
    at = now()
    assert sharing.keep(share.pk, account=one, now=at)
    assert not sharing.keep(share.pk, account=two, now=at)
    assert sharing.keep(share.pk, account=one, now=at)
    assert sharing.opened(key, "report", account=one, now=at) == share
    assert sharing.opened(key, "report", account=two, now=at) is None
    assert sharing.opened(key, "report", account=None, now=at) is None
    assert sharing.kept(share.pk, "report", account=one, now=at) == share
    assert sharing.kept(share.pk, "log", account=one, now=at) is None
    assert sharing.kept(share.pk, "report", account=two, now=at) is None
    assert sharing.kept(share.pk, "report", account=None, now=at) is None
    over = at + timedelta(days=31)
    assert sharing.kept(share.pk, "report", account=one, now=over) is None
    assert sharing.kept_by(one, at) == (share,)
    assert sharing.kept_by(one, over) == ()
    assert not sharing.keep(share.pk, account=one, now=over)


def test_a_clinician_who_erases_their_account_leaves_the_looks_and_closes_the_link(
    runner_of, two_accounts
):
    one, two = two_accounts
    client = runner_of()
    key = shared(client).rpartition("/")[2]
    [share] = Share.objects.all()
    sharing.keep(share.pk, account=one, now=now())
    sharing.look(share, "report", now())
    diaries.forget(Runner.objects.create(account_id=one))
    assert [sharing.opened(key, "report", account=each, now=now()) for each in (None, two)] == [
        None
    ] * 2
    text = plain(client.get("/account/sharing").content.decode())
    assert "1 look" in text
    assert "one@mail.example" not in text


def test_a_key_of_one_kind_opens_nothing_of_another(runner_of):
    client = runner_of()
    share = shared(client, shows="log").rpartition("/")[2]
    more = {"runner": client.runner, "name": "x", "expires_at": None}
    token = Token.made(scopes=("read", "append", "import", "fhir", "calendar"), now=now(), **more)[
        1
    ]
    asked = Client()
    for part in ("", "/log", "/report.pdf"):
        assert asked.get(f"/shared/{token}{part}").status_code == 404
    assert asked.get(f"/calendar/{token}.ics").status_code == 200
    assert asked.get(f"/calendar/{share}.ics").status_code == 404
    for address in ("/api/v1/diary", "/fhir/$everything"):
        assert asked.get(address, headers={"Authorization": f"Bearer {share}"}).status_code == 401


@pytest.mark.parametrize("days", [0, -1, 367, 10**6])
def test_a_share_lasts_from_a_day_to_a_year(runner_of, days):
    client = runner_of()
    with pytest.raises(ValueError, match="lasts"):
        sharing.share(client.runner, name="x", log=False, since=None, days=days, now=now())


# --- passing strideback on -----------------------------------------------------------------------


def test_what_is_passed_on_holds_nothing_of_the_runner(runner_of, settings):
    settings.PROJECT_PAGE = "https://strideback.example/"
    others = [part for line in WEEK.splitlines() for part in re.findall(r'"([^"]+)"', line)]
    client = runner_of(REFERRED)
    mail = re.search(r'href="(mailto:[^"]+)"', client.get("/share").content.decode())[1]
    assert mail.startswith("mailto:?")
    assert "https://strideback.example/" in unquote(mail)
    pages = [client.get(address).content.decode() for address in ("/share", "/share/card")]
    sheet = pypdf.PdfReader(BytesIO(client.get("/share/card.pdf").content)).pages[0].extract_text()
    for text in (*pages, unquote(mail), sheet):
        assert not [each for each in others if each in text]


def test_the_card_has_three_sentences_when_to_get_help_and_the_way(runner_of, settings):
    settings.PROJECT_PAGE = "https://strideback.example/"
    html = runner_of().get("/share/card").content.decode()
    text = plain(html)
    assert "Stop the plan and get emergency help" in text
    assert "https://strideback.example/" in text
    assert 'class="qr"' in html
    assert "Evidence:" in text


def test_without_a_public_page_nobody_is_led_to_this_computer(runner_of, settings):
    settings.PROJECT_PAGE = ""
    client = runner_of()
    for address in ("/share", "/share/card"):
        html = client.get(address).content.decode()
        assert "127.0.0.1" not in html
        assert "http://testserver" not in html
        assert 'class="qr"' not in html
    assert client.get("/share/card.pdf").status_code == 200


def test_the_sheet_is_a_pdf_with_tags_and_four_cards(runner_of):
    reader = pypdf.PdfReader(BytesIO(runner_of().get("/share/card.pdf").content))
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.pages[0].extract_text().count("When to get help") == 4
