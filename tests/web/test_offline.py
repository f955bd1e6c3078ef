"""Installing, the worker, and whose pages a browser keeps."""

from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from strideback.store.marks import mark_of
from strideback.store.models import Runner
from strideback.web import offline

FIRST_WEEK = (Path(__file__).parents[2] / "examples/first-week.diary").read_text()
WEB = Path(offline.__file__).parent / "static/web"


@pytest.mark.usefixtures("db")
def test_the_worker_lies_at_the_root_and_is_always_asked_for_anew():
    answer = Client().get("/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert b"install" in answer.content


def test_the_shell_that_the_worker_keeps_is_there():
    listed = (WEB / "worker.js").read_text().split("const SHELL = [")[1].split("]")[0]
    for name in (each.strip(' "') for each in listed.split(",")):
        assert (WEB / name).is_file(), name


@pytest.mark.usefixtures("db")
def test_the_app_can_be_installed():
    told = Client().get("/manifest.webmanifest").json()
    assert {"name", "start_url", "display", "icons", "scope"} <= set(told)
    assert {"192x192", "512x512"} <= {each["sizes"] for each in told["icons"]}


def test_a_page_says_whose_it_is_without_saying_who(client_of):
    page = client_of(FIRST_WEEK).get("/plan").content.decode()
    assert page.count('name="strideback-runner"') == 1
    assert 'name="strideback-worker"' in page


@pytest.mark.usefixtures("db")
def test_a_page_for_nobody_names_nobody():
    assert "strideback-runner" not in Client().get("/closed").content.decode()


def test_two_runners_have_two_marks():
    one, two = Runner(pk=1), Runner(pk=2)
    assert mark_of(one) != mark_of(two)
    assert str(one.pk) != mark_of(one)


def test_signing_out_and_erasing_make_the_browser_forget():
    assert '"storage"' in offline.forget_on_device(HttpResponse())["Clear-Site-Data"]


SCRIPTS = [*WEB.glob("session*.js"), WEB / "offline.js", WEB / "worker.js"]


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda each: each.name)
def test_no_script_asks_anybody_else(file):
    assert "http://" not in file.read_text()
    assert "https://" not in file.read_text()
