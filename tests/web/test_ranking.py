"""The ranking on a page: in order, with reasons, a picture and the same in words; or not at all."""

import re
from pathlib import Path

import pytest

from strideback.web.runners import seen_by

EXAMPLE = Path("examples/first-week.diary").read_text(encoding="utf-8")
REFERRED = EXAMPLE.replace("answered fever no", "answered fever yes")


def review_of(client):
    client.runner.refresh_from_db()
    return seen_by(client.runner).review


def send(client, **fields):
    client.runner.refresh_from_db()
    return client.post("/muscles", {"after": client.runner.last, **fields})


def test_the_muscles_stand_in_the_order_of_the_review(client_of):
    client = client_of(EXAMPLE)
    page = client.get("/muscles").content.decode()
    ranked = review_of(client).ranking.muscles
    names = re.findall(r"<h2>([^<]*), (left|right)</h2>", page)
    assert [name.lower().replace(" ", "-") for name, _ in names] == [e.muscle for e in ranked]
    assert "Most worth checking" in page
    assert "It is not a diagnosis." in page


def test_each_reason_has_its_points_and_its_evidence(client_of):
    page = client_of(EXAMPLE).get("/muscles").content.decode()
    reason = page.index("felt tender (7 of 10)")
    assert "+4" in page[reason - 400 : reason]
    assert 'class="evidence"' in page[reason : reason + 300]


def test_the_picture_tells_pattern_and_drawing_apart_without_colour_and_in_words(client_of):
    page = client_of(EXAMPLE).get("/muscles").content.decode()
    start = page.index("<figure")
    figure = page[start : page.index("</figure>")]
    assert "gluteus-medius-right-back-hatch" in figure
    assert "gluteus-medius-right-back-dots" in figure
    assert "Your drawing, in dots: back rim of the pelvis on your right" in figure
    assert "Typically felt" in figure
    assert "outer thigh on your right" in figure
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_muscles_outside_lead_to_their_programmes_and_psoas_to_why_not(client_of):
    page = client_of(EXAMPLE).get("/muscles").content.decode()
    assert "/library/programmes/" in page
    assert "/why/muscles/psoas" in page
    assert "/why/muscles/iliacus" in page
    assert "/feel/psoas" not in page


def test_none_of_these_fits_is_an_answer_and_can_be_taken_back(client_of):
    client = client_of(EXAMPLE)
    assert send(client, fits="yes").url == "/muscles"
    assert review_of(client).none_fits
    page = client.get("/muscles").content.decode()
    assert "Take it back" in page
    send(client, fits="no")
    assert not review_of(client).clues.none_said


def test_an_answer_that_is_none_changes_nothing(client_of):
    client = client_of(EXAMPLE)
    before = client.runner.last
    assert send(client, fits="perhaps").status_code == 422
    client.runner.refresh_from_db()
    assert client.runner.last == before


@pytest.mark.parametrize("diary", [REFERRED, "", "2026-03-01 answered consent yes"])
def test_nobody_sees_a_ranking_who_is_not_cleared(client_of, diary):
    client = client_of(diary)
    page = client.get("/muscles").content.decode()
    assert 'class="ranked"' not in page
    assert "Gluteus" not in page
    assert "/feel/" not in page
    assert send(client, fits="yes").status_code == 403
    assert "When to get help" in page


def test_a_referred_runner_reads_what_to_do_instead(client_of):
    page = client_of(REFERRED).get("/muscles").content.decode()
    assert 'class="referral' in page
