"""The report on paper: one page, tagged, with its fonts and with words for its pictures, whatever was told."""

import re
import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from strideback.core.review import Reviewer
from strideback.formats import knowledge_toml
from strideback.formats.diary_text import parse
from strideback.formats.language import LANGUAGES, speaking
from strideback.formats.report import pdf, printing, report

KNOWLEDGE = knowledge_toml.load()
REVIEWER = Reviewer(KNOWLEDGE)
DAY = date(2026, 3, 6)
EXAMPLE = (Path(__file__).parents[2] / "examples" / "first-week.diary").read_text("utf-8")
LONGEST_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhersteller" * 2
DRAWN = "".join(
    f"2026-03-06 drew {view} "
    + " ".join(f"{name}={1 + number % 9}" for number, name in enumerate(places))
    + "\n"
    for view, places in KNOWLEDGE.chart.views.items()
)
YES = re.sub(r"(answered (?!consent|none-fits)[a-z-]+) no\n", r"\1 yes\n", EXAMPLE)
WORDY = (
    f'2026-03-05 seen all limits by="Dr {LONGEST_WORD}" "{"carefully " * 60}"\n' * 6
    + f'2026-03-06 noted "{LONGEST_WORD} {"and what then " * 30}?"\n' * 9
    + f'2026-03-06 noted "{LONGEST_WORD} {"and on " * 60}"\n' * 9
    + f'2026-03-06 answered anything-else "{LONGEST_WORD} {"worries " * 60}"\n'
    + "".join(f'2026-03-06 function activity={n} "{LONGEST_WORD} {n}"\n' for n in range(9))
    + "".join(f"2026-03-06 did {each} 5min before=5 after=4\n" for each in sorted(KNOWLEDGE.exercises))
    + "".join(
        f"2026-03-06 inspected {each}.{side} tender=5 familiar=yes\n"
        for each in sorted(KNOWLEDGE.muscles)
        for side in ("left", "right")
    )
)  # fmt: skip
DIARIES = {
    "nothing": "",
    "a first week": EXAMPLE,
    "an emergency": EXAMPLE + "2026-03-06 answered saddle-numbness yes\n",
    "yes to everything": YES,
    "many words": EXAMPLE + WORDY,
    "drawn all over": EXAMPLE + DRAWN,
    "everything at once": YES + DRAWN + WORDY,
}


def printed(text=EXAMPLE, kind="visit", whole_log=False):
    diary = parse(text).diary
    review = REVIEWER.review(diary, DAY)
    return pdf(
        report(
            KNOWLEDGE, diary, review, since=None, until=DAY, kind=kind, whole_log=whole_log
        )
    )  # fmt: skip


def read(data):
    return PdfReader(BytesIO(data))


def words_of(page):
    return " ".join(page.extract_text().split())


def tagged(data):
    """Every element of the tree of tags, as (kind, element)."""
    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, ArrayObject):
            for each in node:
                walk(each)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append((node["/S"], node))
            if "/K" in node:
                walk(node["/K"])

    walk(read(data).trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


# --- one page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", DIARIES.values(), ids=DIARIES)
def test_a_clinician_gets_one_page_whatever_was_told(text):
    assert not parse(text).problems
    assert len(read(printed(text)).pages) == 1


@pytest.mark.parametrize("text", [DIARIES["a first week"], DIARIES["everything at once"]])
def test_it_is_one_page_in_a_language_of_longer_words_too(text):
    longer = LANGUAGES["de"].with_words(
        lambda told: re.sub(r"(?<![{\w])([a-z]{4,})(?![}\w])", r"\1innen", told),
        lambda one, more, count: one if count == 1 else more,
    )
    with speaking(longer):
        assert len(read(printed(text)).pages) == 1


@pytest.mark.parametrize("text", DIARIES.values(), ids=DIARIES)
def test_no_letter_lies_outside_the_margins(text):
    paper = pypdfium2.PdfDocument(printed(text, whole_log=True))
    for page in paper:
        wide, high = page.get_size()
        letters = page.get_textpage()
        for number in range(letters.count_chars()):
            left, low, right, top = letters.get_charbox(number)
            assert left > 20
            assert right < wide - 20
            assert low > 10
            assert top < high - 10


def test_the_log_comes_behind_the_page_and_changes_nothing_on_it():
    alone, with_log = read(printed()), read(printed(whole_log=True))
    assert len(with_log.pages) > 1
    first = words_of(with_log.pages[0]).removesuffix(f"1 / {len(with_log.pages)}")
    assert first == words_of(alone.pages[0]).removesuffix("1 / 1")
    assert words_of(with_log.pages[1]).startswith("Full log, 19 February 2026 to 6 March 2026")


def test_a_full_page_still_tells_why_the_runner_comes_and_what_the_runner_takes():
    text = words_of(read(printed(DIARIES["everything at once"])).pages[0])
    for told in (
        "Why this runner comes to you: emergency now",
        "Signs in both legs (Now)",
        "blood that clots less easily",
        "What the runner wants to ask",
        "and 4 more questions",
        "The runner was told:",
    ):
        assert told in text


def test_names_of_what_was_answered_no_are_left_out_of_a_full_page_last_those_of_emergencies():
    text = words_of(read(printed(EXAMPLE + WORDY)).pages[0])
    assert "No to all 14. Change in the bladder;" in text
    assert "No to all 13." in text
    assert "a kidney problem" not in text
    assert "a kidney problem" in words_of(read(printed()).pages[0])


# --- for everybody -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"), [(EXAMPLE, "visit"), (YES, "referral"), (EXAMPLE, "plan")]
)
def test_it_says_that_it_is_pdf_ua_and_is_tagged_in_its_language(text, kind):
    paper = read(printed(text, kind))
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", metadata)
    assert paper.metadata.title
    assert {"/H1", "/P", "/L", "/Figure" if kind == "plan" else "/TH"} <= {
        name for name, _ in tagged(printed(text, kind))
    }


@pytest.mark.parametrize("kind", ["visit", "plan"])
def test_every_picture_has_words(kind):
    figures = [each for name, each in tagged(printed(kind=kind)) if name == "/Figure"]
    assert len(figures) == 2 if kind == "visit" else len(figures) > 2
    assert all(str(each.get("/Alt", "")).strip() for each in figures)
    if kind == "visit":
        assert "Back rim of the pelvis, right: 6 of 10" in figures[0]["/Alt"]
        assert "Pain was 5 of 10 at first" in figures[1]["/Alt"]


@pytest.mark.parametrize("kind", ["visit", "plan"])
def test_every_font_is_in_the_file(kind):
    names = set()
    for page in read(printed(DIARIES["a first week"], kind)).pages:
        for each in page["/Resources"]["/Font"].values():
            font = each.get_object()
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            described = inner["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described)
            assert "/ToUnicode" in font  # else its letters cannot be read aloud or copied
            names.add(font["/BaseFont"])
    assert names


# --- whatever was typed --------------------------------------------------------------------------


def test_what_was_typed_is_never_code_of_the_template():
    said = '#panic("x") $ x $ *b* <label> @ref \\ #include "/etc/passwd" //'
    line = said.replace("\\", "\\\\").replace('"', '\\"')
    diary = EXAMPLE + f'2026-03-06 noted "{line}"\n'
    assert not parse(diary).problems
    text = words_of(read(printed(diary)).pages[0])
    assert said in text.replace("“x”", '"x"')


@pytest.mark.parametrize(
    "typed",
    [
        "to the park 🚲",
        "腰が痛い",
        "כאב גב",
        "ألم في الظهر",
        "z̸̢̛a̵͓͝l̷̰͝g̴̱̈o̵͔͝",
        "ﬁ\u200dx\u2028y\ufeffz",
        "पीठ",
    ],
)
def test_letters_that_the_fonts_lack_do_no_harm(typed):
    data = printed(EXAMPLE + f'2026-03-06 noted "before {typed} after"\n')
    text = words_of(read(data).pages[0])
    assert "before" in text
    assert "after" in text


def test_the_same_report_is_the_same_bytes():
    assert printed() == printed()


# --- what goes wrong -----------------------------------------------------------------------------


def test_without_typst_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(RuntimeError, match=r"pip install strideback\[report\]"):
        printed()


def test_a_template_that_is_wrong_is_not_hidden(monkeypatch):
    import typst

    monkeypatch.setattr(printing, "_template", lambda: b"#panic()")
    with pytest.raises(typst.TypstError):
        printed()


# --- the plan ------------------------------------------------------------------------------------


def test_the_sheet_to_hang_up_is_the_first_page_of_the_plan_and_says_how_long_it_holds():
    pages = read(printed(kind="plan")).pages
    first = words_of(pages[0])
    for told in ("Two weeks from 6 March 2026", "Fri 6 Mar", "When to get help", "When to stop"):
        assert told in first
    assert "That holds on 6 March 2026." in first
    assert "3\xa0×\xa02\xa0min" in pages[0].extract_text()  # never torn apart at the end of a line
    assert "The exercises" not in first
    assert words_of(pages[1]).startswith("The exercises")


def test_the_plan_shows_no_answers_and_no_pain_of_the_runner():
    text = " ".join(map(words_of, read(printed(kind="plan")).pages))
    for told in ("34 years", "Safety questions", "run 10 km along the river", "Date of birth"):
        assert told not in text
