"""The report screen: the same facts as the PDF, the chosen days, questions, and no plan for a referred runner."""

import io
import re
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.web import pages
from tests.web.pages import lines_of, post, shown

EXAMPLE = (Path(__file__).parents[2] / "examples" / "first-week.diary").read_text("utf-8")
REFERRED = EXAMPLE + "2026-03-06 answered saddle-numbness yes\n"


def plain(html):
    return unescape(pages.plain(html))


def pdf_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    return PdfReader(io.BytesIO(answer.content))


def text_of(client, address):
    return " ".join(" ".join(page.extract_text() for page in pdf_of(client, address).pages).split())


# --- what is shown -------------------------------------------------------------------------------


def test_a_clinician_finds_who_what_and_what_was_tried(client_of):
    text = plain(shown(client_of(EXAMPLE), "/report"))
    for told in (
        "A runner's low back pain",
        "34 years",
        "3 weeks, told on 1 March 2026",
        "run 10 km along the river",
        "Back rim of the pelvis, right: 6 of 10",
        "No to all 14",
        "3 of 10 on 6 Mar, down 2 points from 5",
        "3 runs, 26.2 km, the longest 12 km",
        "Massage of the gluteus medius 3 6 min, right 4.3 → 2.3",
        "about 2 points off, 3 out of 3 times",
        "No clinician has examined the runner",
    ):
        assert told in text


def test_the_page_and_the_pdf_say_the_same(client_of):
    client = client_of(EXAMPLE)
    page, paper = plain(shown(client, "/report")), text_of(client, "/report.pdf")
    for told in ("34 years", "No to all 14", "the longest 12 km", "4.3 → 2.3"):
        assert told in page
        assert told in paper


def test_the_pictures_have_words_for_those_who_do_not_see_them(client_of):
    page = shown(client_of(EXAMPLE), "/report")
    drawing = re.search(
        r'<svg[^>]*aria-labelledby="r-back-back-title[^>]*>.*?</svg>', page, re.DOTALL
    )
    assert drawing
    assert "Back rim of the pelvis, right: 6 of 10" in drawing[0]
    assert "Pain was 5 of 10 at first and 3 of 10 at last." in page


def test_everything_that_a_runner_typed_is_words_and_no_markup(client_of):
    hostile = '2026-03-06 noted "<script>alert(1)</script> #panic() {{ x }}"\n'
    page = shown(client_of(EXAMPLE + hostile), "/report")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; #panic() {{ x }}" in page


def test_with_nothing_told_the_report_says_so(client_of):
    text = plain(shown(client_of(""), "/report"))
    assert "Nothing was drawn." in text
    assert "No safety question has been answered." in text


# --- the days ------------------------------------------------------------------------------------


def test_the_days_are_chosen(client_of):
    client = client_of(EXAMPLE)
    text = plain(shown(client, "/report?since=2026-03-03&until=2026-03-04"))
    assert "3 March 2026 to 4 March 2026" in text
    assert "sessions on 2 days" in text
    assert "5.2 km" not in text
    assert "3 March 2026 to 4 March 2026" in text_of(
        client, "/report.pdf?since=2026-03-03&until=2026-03-04"
    )


@pytest.mark.parametrize(
    ("reach", "first"),
    [
        ("episode", "19 February"),
        ("4", "7 February"),
        ("all", "19 February"),
        ("🦵", "19 February"),
    ],
)
def test_a_range_is_chosen_with_one_tap(reach, first, client_of):
    assert f"Told by the runner, {first} 2026 to 6 March 2026" in plain(
        shown(client_of(EXAMPLE), f"/report?range={reach}")
    )


@pytest.mark.parametrize("days", ["since=2026-03-05&until=2026-03-01", "since=yesterday"])
def test_days_that_make_no_sense_say_what_to_do(days, client_of):
    client = client_of(EXAMPLE)
    for address in ("/report", "/report.pdf"):
        answer = client.get(f"{address}?{days}")
        assert answer.status_code == 422
        assert "Choose a first day and a last day that is not before it." in answer.content.decode()


def test_the_log_comes_with_the_report_only_when_it_is_wanted(client_of):
    client = client_of(EXAMPLE)
    assert "Full log" not in plain(shown(client, "/report"))
    text = plain(shown(client, "/report?show=log&since=2026-03-03"))
    assert "Full log, 3 March 2026 to 6 March 2026" in text
    assert "left out: no time" in text
    assert "Mon 2 March" not in text
    assert len(pdf_of(client, "/report.pdf?show=log").pages) > 1


# --- questions -----------------------------------------------------------------------------------


def test_a_question_is_kept_as_a_note_and_printed(client_of):
    client = client_of(EXAMPLE)
    assert post(client, "/report/ask", question="Can I run the race in May").status_code == 303
    assert lines_of(client)[-1].endswith('noted "Can I run the race in May?"')
    assert "“Can I run the race in May?”" in text_of(client, "/report.pdf")


def test_a_question_of_today_is_on_a_report_of_earlier_days_too(client_of):
    client = client_of(EXAMPLE)
    post(client, "/report/ask", question="Can I run the race in May?")
    earlier = "?since=2026-03-02&until=2026-03-04"
    assert "“Can I run the race in May?”" in text_of(client, f"/report.pdf{earlier}")
    assert "the race in May?" in plain(shown(client, f"/report{earlier}"))


def test_a_question_never_stands_in_an_address(client_of):
    client = client_of(EXAMPLE)
    told = post(client, "/report/ask", question="Can I run the race in May?")
    assert told["Location"] == "/report"
    page = shown(client, "/report")
    assert not re.search(r'(?:href|action)="[^"]*May', page)


def test_a_question_is_taken_back(client_of):
    client = client_of(EXAMPLE + '2026-03-06 noted "Can I run?"\n')
    page = shown(client, "/report")
    address = re.search(r'action="(/report/ask/\d+/back)"', page)[1]
    assert post(client, address).status_code == 303
    assert "Can I run?" not in shown(client, "/report")


def test_only_a_question_can_be_taken_back_here(client_of):
    assert post(client_of(EXAMPLE), "/report/ask/1/back").status_code == 404


@pytest.mark.parametrize("question", ["", "   ", "x" * 401])
def test_a_question_that_cannot_be_kept_says_why(question, client_of):
    answer = post(client_of(EXAMPLE), "/report/ask", question=question)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


# --- a referred runner, and the plan -------------------------------------------------------------


def test_a_referred_runner_gets_a_referral_and_no_plan(client_of):
    client = client_of(REFERRED)
    text = plain(shown(client, "/report"))
    assert "Referral: a runner's low back pain" in text
    assert "Numbness between the legs (Now)" in text
    assert "touches a saddle? Yes" in text
    assert "Most worth checking" not in text
    assert client.get("/plan.pdf").status_code == 303
    assert "plan.pdf" not in shown(client, "/report")
    paper = text_of(client, "/report.pdf")
    assert "Referral" in paper
    assert "Pigeon stretch" not in paper


def test_a_runner_who_is_not_screened_gets_no_plan_either(client_of):
    assert client_of("").get("/plan.pdf")["Location"] == "/plan"


def test_the_plan_is_printed_for_a_cleared_runner(client_of):
    text = text_of(client_of(EXAMPLE), "/plan.pdf")
    for told in (
        "Two weeks from 6 March 2026",
        "Pigeon stretch",
        "When to stop",
        "When to get help",
    ):
        assert told in text


@pytest.mark.parametrize("address", ["/progress", "/account", "/"])
def test_the_report_is_one_tap_away(address, client_of):
    assert 'href="/report"' in shown(client_of(REFERRED), address)


def test_the_report_is_in_the_language_of_the_page(client_of):
    client = client_of(EXAMPLE)
    type(client.runner).objects.filter(pk=client.runner.pk).update(language="de")
    page = shown(client, "/report")
    assert '<html lang="de">' in page
    assert "Sicherheitsfragen" in page
    paper = pdf_of(client, "/report.pdf")
    assert paper.trailer["/Root"]["/Lang"] == "de"
    assert "Wo es wehtut" in " ".join(page.extract_text() for page in paper.pages)
    assert len(paper.pages) == 1


@pytest.mark.parametrize("reply", ["no", "yes", "not-sure"])
def test_in_german_it_is_one_page_too(reply, client_of):
    told = re.sub(r"(answered (?!consent|none-fits)[a-z-]+) no\n", rf"\1 {reply}\n", EXAMPLE)
    client = client_of(told + "2026-03-06 answered saddle-numbness yes\n")
    type(client.runner).objects.filter(pk=client.runner.pk).update(language="de")
    assert len(pdf_of(client, "/report.pdf").pages) == 1
