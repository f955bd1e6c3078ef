"""The app's own files on the wire: squeezed for who can read it so, the same bytes for everybody."""

import gzip
from pathlib import Path

import pytest
from django.test import Client

from strideback import web
from strideback.formats.figures import figures_folder

SHEET = "/static/web/app.css"
WHOLE = (Path(web.__file__).parent / "static/web/app.css").read_bytes()


def sent(path=SHEET, method="get", **headers):
    answer = getattr(Client(), method)(path, headers=headers)
    return answer, b"".join(answer.streaming_content)


def test_a_browser_that_can_gets_it_squeezed():
    answer, sheet = sent(accept_encoding="gzip, br")
    assert answer["Content-Encoding"] == "gzip"
    assert len(sheet) == int(answer["Content-Length"]) < len(WHOLE) / 2
    assert gzip.decompress(sheet) == WHOLE


def test_any_other_gets_it_as_it_is_and_nobody_in_between_mixes_them_up():
    answer, sheet = sent()
    assert "Content-Encoding" not in answer
    assert sheet == WHOLE
    assert answer["Vary"] == sent(accept_encoding="gzip")[0]["Vary"] == "Accept-Encoding"


def test_a_part_of_a_file_is_a_part_of_the_file_itself():
    answer, part = sent(accept_encoding="gzip", range="bytes=0-9")
    assert answer.status_code == 206
    assert "Content-Encoding" not in answer
    assert part == WHOLE[:10]


def test_what_has_not_changed_is_not_sent_again():
    first, _sheet = sent(accept_encoding="gzip")
    again, nothing = sent(accept_encoding="gzip", if_none_match=first["ETag"])
    assert (again.status_code, nothing) == (304, b"")
    assert again["Vary"] == "Accept-Encoding"


def test_asking_for_the_head_brings_only_that():
    answer, nothing = sent(method="head", accept_encoding="gzip")
    assert nothing == b""
    assert answer["Content-Length"] == sent(accept_encoding="gzip")[0]["Content-Length"]


def test_nothing_can_be_written_there():
    assert sent(method="post", accept_encoding="gzip")[0].status_code == 405


@pytest.mark.skipif(not figures_folder().is_dir(), reason="the pictures are not made yet")
def test_a_picture_stays_as_it_is():
    name = "poses/pigeon-stretch.end.light.webp"
    answer, picture = sent(f"/static/figures/{name}", accept_encoding="gzip")
    assert "Content-Encoding" not in answer
    assert picture == (figures_folder() / name).read_bytes()


def test_a_page_is_squeezed_too_and_says_the_same(db):
    plain, small = (
        Client().get("/closed"),
        Client().get("/closed", headers={"accept-encoding": "gzip"}),
    )
    assert small["Content-Encoding"] == "gzip"
    assert len(small.content) < len(plain.content)
    assert b"strideback" in gzip.decompress(small.content)
