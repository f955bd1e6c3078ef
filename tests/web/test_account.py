"""The account screen: settings, the diary out and in, and erasing."""

from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from strideback.formats.diary_forms import FORMS
from strideback.store import diaries
from strideback.store.models import Runner, Session
from strideback.web.runners import RunnerMiddleware, today_of

DIARY = "# mine\n2026-03-01 answered age 34\n2026-03-02 pain now=4 worst=6\n"
REFERRED = "2026-03-01 answered saddle-numbness yes\n"
MORE = "2026-03-03 pain now=3\n"


def bring(client, text, *, after=None, **more):
    client.runner.refresh_from_db()
    told = text if isinstance(text, bytes) else text.encode()
    return client.post(
        "/account/import",
        {
            "file": SimpleUploadedFile("my.diary", told),
            "after": client.runner.last if after is None else after,
            **more,
        },
    )


def diary_of(client):
    return diaries.text(client.runner)


@pytest.mark.parametrize("form", ["text", "csv", "jsonl"])
def test_what_was_downloaded_comes_back_after_everything_was_erased(client_of, form):
    client = client_of()
    odd = DIARY + '2026-03-03 noted "=1+1"\n2026-03-04 corrected 2 pain now=3\n'
    bring(client, odd)
    told = client.get(f"/account/strideback.{FORMS[form].suffix}").content
    again = client_of()
    assert bring(again, told)["Location"] == "/account#main"
    assert diary_of(again) == odd
    bring(again, told)  # and twice adds nothing
    assert diary_of(again) == odd


@pytest.mark.parametrize(
    ("told", "says"), [(b"PAR1" + bytes(40), "Parquet cannot be"), (b'{"kind": "pian"}', "Line 1"), (b"entry,x\n1,2\n", "lacks")]
)  # fmt: skip
def test_a_file_in_another_form_that_cannot_be_read_adds_nothing(client_of, told, says):
    client = client_of()
    answer = bring(client, told)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert diary_of(client) == ""


# --- language and time zone ----------------------------------------------------------------------


def test_the_time_zone_decides_what_day_it_is(client_of, it_is):
    client = client_of()
    it_is(client_of.day, time(23, 30))
    zone = {"language": "en", "time_zone": "Pacific/Auckland"}
    assert client.post("/account/preferences", zone)["Location"] == "/account#main"
    runner = Runner.objects.get(pk=client.runner.pk)
    assert today_of(runner) > client_of.day


def test_until_it_is_confirmed_the_day_is_the_browsers(client_of, it_is, rf):
    client = client_of()
    it_is(client_of.day, time(23, 30))
    request = rf.get("/", headers={"cookie": "zone=Pacific/Auckland"})
    request.session = client.session
    seen = []
    RunnerMiddleware(lambda request: seen.append(request.runner) or HttpResponse())(request)
    assert today_of(seen[0]) > client_of.day
    assert Runner.objects.get(pk=client.runner.pk).time_zone == ""


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../../etc/passwd", "Europe", "\0", "x" * 4000]
)
def test_a_time_zone_that_is_none_changes_nothing(client_of, zone):
    client = client_of()
    answer = client.post("/account/preferences", {"language": "de", "time_zone": zone})
    assert answer.status_code == 422
    client.runner.refresh_from_db()
    assert (client.runner.time_zone, client.runner.language) == ("", "")
    client.cookies["zone"] = zone.replace("\0", "")
    assert client.get("/account").status_code == 200


def test_a_language_that_is_not_there_is_refused(client_of):
    form = {"language": "xx", "time_zone": "Europe/Berlin"}
    assert client_of().post("/account/preferences", form).status_code == 422


def test_the_chosen_language_is_the_pages(client_of):
    client = client_of()
    client.post("/account/preferences", {"language": "de", "time_zone": "Europe/Berlin"})
    answer = client.get("/account")
    assert answer["Content-Language"] == "de"
    assert '<html lang="de">' in answer.content.decode()


# --- out -----------------------------------------------------------------------------------------


def test_the_whole_diary_comes_out_as_it_was_told(client_of):
    answer = client_of(DIARY).get("/account/strideback.diary")
    assert answer.content.decode() == DIARY
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]


# --- in ------------------------------------------------------------------------------------------


def test_a_text_diary_is_added_once(client_of):
    client = client_of()
    assert bring(client, DIARY)["Location"] == "/account#main"
    assert "3 lines were added" in client.get("/account").content.decode()
    bring(client, DIARY)
    assert "has all of these lines already" in client.get("/account").content.decode()
    assert diary_of(client) == DIARY


def test_an_export_that_was_written_on_comes_back(client_of):
    client = client_of(DIARY)
    bring(client, client.get("/account/strideback.diary").content + MORE.encode())
    assert diary_of(client) == DIARY + MORE


def test_a_diary_with_problems_is_refused_whole_and_can_be_mended_in_the_page(client_of):
    client = client_of()
    answer = bring(client, DIARY + "2026-03-03 pian now=3\n2026-03-03 answered saddle-nubness no\n")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing was added: 2 problems" in page
    assert "Line 4:" in page
    assert "Line 5:" in page
    assert "pian now=3" in page
    assert diary_of(client) == ""
    client.post("/account/import", {"text": DIARY + MORE, "after": 0})
    assert diary_of(client) == DIARY + MORE


def test_lines_that_are_not_understood_are_kept_only_when_asked_for(client_of):
    client = client_of()
    bring(client, DIARY + "2026-03-03 pian now=3\n", keep="on")
    assert diary_of(client).endswith("pian now=3\n")


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "empty"),
        (b"  \n \n", "Choose the file"),
        (DIARY.encode("utf-16"), "UTF-16"),
        (b"2026-03-03 noted a\0b\n", "NUL"),
        (b"2026-03-03 noted \xff\xfe\n", "not UTF-8"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "Nothing was added"),
        (b"x" * (8 * 2**20 + 1), "larger than a diary"),
    ],
)
def test_what_is_no_diary_is_refused_with_a_sentence(client_of, file, says):
    client = client_of(DIARY)
    answer = bring(client, file, keep="on")
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert diary_of(client) == DIARY


def test_an_import_into_a_diary_that_has_grown_is_no_silent_loss(client_of):
    client = client_of(DIARY)
    assert bring(client, MORE, after=1).status_code == 409
    assert diary_of(client) == DIARY


# --- erasing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["", "erase", "no", "everything"])
def test_nothing_is_erased_without_the_words(client_of, word):
    client = client_of(DIARY)
    answer = client.post("/account/erase", {"word": word})
    assert answer.status_code == 422
    assert diary_of(client) == DIARY


def test_erased_is_gone_here_and_in_every_browser(client_of):
    client = client_of(DIARY)
    other = Client()
    session = other.session
    session["opened-with-the-token"] = True
    session.save()
    other.cookies["strideback"] = session.session_key
    assert other.get("/").status_code == 200
    answer = client.post("/account/erase", {"word": " Erase everything "})
    assert answer["Location"] == "/erased"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not Runner.objects.filter(pk=client.runner.pk).exists()
    assert not Session.objects.filter(pk=session.session_key).exists()
    assert other.get("/")["Location"] == "/closed"
    assert client.get("/erased").status_code == 200
    assert client.get("/account/strideback.diary").content == b""


# --- for everybody -------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["", "/strideback.diary"])
def test_a_stranger_sees_nothing(db, address):
    assert Client().get(f"/account{address}")["Location"] == "/closed"


@pytest.mark.parametrize("address", ["preferences", "import", "another", "erase"])
def test_what_changes_something_is_never_a_mere_visit(client_of, address):
    assert client_of().get(f"/account/{address}").status_code == 405


def test_a_runner_who_must_be_seen_finds_the_diary_and_no_plan_here(client_of):
    page = client_of(REFERRED).get("/account").content.decode()
    assert "Download the diary" in page
    assert "massage" not in page
