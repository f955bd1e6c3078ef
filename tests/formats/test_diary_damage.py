"""Damaged, cut, mistyped and foreign diaries: every problem is named with its fix, nothing is lost."""

import os
import re
import time
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.strategies import events

from strideback.core.diary import Remark, Unread
from strideback.formats import diary_text
from strideback.formats.diary_grammar import KINDS
from strideback.formats.diary_text import (
    DiaryTooLarge,
    DiaryUnreadable,
    decode,
    format_event,
    parse,
    read_file,
    write,
)

SAYS = {
    # days
    "2026-02-30 pain now=3": "there is no 30 February 2026; February 2026 has 28 days.",
    "2026-04-31 pain now=3": "there is no 31 April 2026; April 2026 has 30 days.",
    "2026-04-00 pain now=3": "there is no 0 April 2026; April 2026 has 30 days.",
    "2026-13-01 pain now=3": "there is no month 13; months go from 01 to 12.",
    "1026-03-01 pain now=3": "'1026-03-01' is outside the years 1900 to 2200; check the year.",
    "01.03.2026 pain now=3": "begin it with its day as year-month-day, as in 2026-03-01.",
    "20260301 pain now=3": "begin it with its day as year-month-day, as in 2026-03-01.",
    "٢٠٢٦-٠٣-٠١ pain now=3": "begin it with its day as year-month-day, as in 2026-03-01.",
    "2026-03-01 07:30 pain now=3": "'07:30' stands apart from its day; write them as in",
    "2026-03-01T25:30 pain now=3": "is not a time of day; write it as in 2026-03-01T07:30",
    "2026-03-01T07:30+99:00 pain now=3": "is not a time of day; write it as in",
    "2026-03-01 answered last-period 2026-02-30": "there is no 30 February 2026",
    # kinds
    "2026-03-01": "The line has a day and nothing else; say what happened",
    "2026-03-01 answred age 34": (
        "'answred' is not something a diary line can say; did you mean 'answered'?"
    ),
    "2026-03-01 PAIN now=3": "did you mean 'pain'?",
    "2026-03-01 zzz": "'zzz' is not something a diary line can say; it can be answered, drew,",
    # keys
    "2026-03-01 pain wrost=3": "'wrost' is not known in this line; did you mean 'worst'?",
    "2026-03-01 pain now=3 now=4": "'now=4' is one too many: the line has said this before",
    "2026-03-01 pain now=": "'now=' says nothing after the '='; write a value, or leave it out.",
    "2026-03-01 pain 4": "'4' is not understood here; write parts as key=value",
    # missing parts
    "2026-03-01 pain": "The line is not complete; write it as in 'pain now=4 worst=6",
    "2026-03-01 ran": "The line is not complete; write it as in 'ran 8.2km 46min pain=3'.",
    "2026-03-01 answered age": "The line is not complete; write it as in 'answered",
    "2026-03-01 answered": "'answered' needs more words; write it as in 'answered",
    "2026-03-01 inspected gluteus-medius.left": "write it as in 'inspected gluteus-medius.right",
    "2026-03-01 inspected gluteus-medius tender=3": "write gluteus-medius.left or",
    "2026-03-01 drew back": "'drew' needs regions, strokes or 'nothing'",
    "2026-03-01 drew back sacrum": "'sacrum' has no intensity; write it with a number",
    "2026-03-01 plan-issued guide massage": "The line is not complete",
    "2026-03-01 preferred": "The line is not complete",
    "2026-03-01 noted": "'noted' has no words; write it as in",
    "2026-03-01 corrected 3": "'corrected' needs more words",
    # ranges
    "2026-03-01 pain now=11": "'now=11' is outside 0 to 10; write a number in that range.",
    "2026-03-01 pain now=-1": "'now=-1' is outside 0 to 10",
    "2026-03-01 drew back sacrum=11": "'sacrum=11' is outside 0 to 10",
    "2026-03-01 function rmdq=25": "'rmdq=25' is outside 0 to 24",
    "2026-03-01 preferred minutes=0": "is not a whole number from 1 to 600",
    "2026-03-01 ran 1001km": "is not a distance above zero and up to 1,000 km; check it.",
    "2026-03-01 ran 0km": "is not a distance above zero",
    "2026-03-01 ran 200h": "is not a time above zero and up to 7 days; check it.",
    "2026-03-01 did squats hold=2h": "'hold=2h' is a hold of more than an hour; check it.",
    "2026-03-01 did squats 0x10": "'0x10' is not a whole number from 1 to 100",
    "2026-03-01 preferred away=2026-03-09..2026-03-01": "ends before it begins",
    "2026-03-01 preferred moved=2026-03-09": (
        "says no new day; write 2026-03-08>2026-03-10, in quotation marks where a shell reads it."
    ),
    "2026-03-01 preferred moved=2026-03-09>soon": "is not a day",
    "2026-03-01 noted hello form=0": "'form=0' is not a whole number from 1 to 999",
    "2026-03-01 corrected 0 removed": "'0' is not a whole number from 1 to 999,999,999",
    # numbers
    "2026-03-01 answered age nan": "'nan' is not a number; write digits, as in 7 or 2.5.",
    "2026-03-01 pain now=inf": "'now=inf' is not a number",
    "2026-03-01 answered age 1e400": "'1e400' is far too large; check the number.",
    "2026-03-01 answered age 1e99999999": "'1e99999999' is not a number",
    "2026-03-01 answered age 1e99": "'1e99' is outside -1e+06 to 1e+06",
    "2026-03-01 answered age ٣٤": "'٣٤' is not an id",
    "2026-03-01 pain now=٣": "'now=٣' is not a number",
    "2026-03-01 answered age 34a": "'34a' is not a number; write digits",
    "2026-03-01 pain now=3,5": "'now=3,5' has a decimal comma; write a point, as in 2.5.",
    "2026-03-01 ran 8,2km": "'8,2km' has a decimal comma; write a point, as in 8.2km.",
    "2026-03-01 ran 8.2 km": "'8.2' is neither a distance nor a time; write it as in 8.2km",
    "2026-03-01 ran 46:75": "is not a time; write it as in 45s, 6min",
    "2026-03-01 ran 1:75:00": "is not a time; write it as in 45s, 6min",
    # words
    "2026-03-01 inspected gluteus-medius.rihgt tender=3": (
        "has the side 'rihgt'; write gluteus-medius.left or .right."
    ),
    "2026-03-01 ran 5km signs=lmip": "says 'lmip', which is not known here; did you mean 'limp'?",
    "2026-03-01 preferred days=mon,tues": "did you mean 'tue'?",
    "2026-03-01 seen all clear": "'clear' is not known here; did you mean 'cleared'?",
    "2026-03-01 did squats form=bad": "'form=bad' is not known here; it can be good, poor.",
    "2026-03-01 drew back sacrum=2 sacrum=3": "marks a region twice; keep one.",
    "2026-03-01 drew back stroke=1,2@3": "is not a stroke; write points@brush:intensity",
    "2026-03-01 drew back stroke=1;2@3:4": "has the point '1'; a point is x,y as in 12,22.5.",
    "2026-03-01 answered worse-with hills,,camber": "has a comma too many",
    "2026-03-01 corrected 3 corrected 2 removed": "correct the first event itself, by its number.",
    # quotation marks
    '2026-03-01 noted "cut of': "is not one text in quotation marks",
    '2026-03-01 skipped squats "no ti': "opens a quotation mark that is not closed",
    '2026-03-01 ran 5km file="C:\\data"': "holds '\\d'; write '\\\\' for a backslash.",
    "2026-03-01 skipped squats no time": "'no' is not one text in quotation marks",
    "2026-03-01 skipped squats “no time”": "curly quotation marks; write straight ones",
    # damage
    "2026-03-01 noted a\0b": "The line holds a NUL byte",
    "2026-03-01 noted \udcfcber": "The line is not UTF-8; save the file as UTF-8",
    "2026-03-01 noted " + "a" * 200_000: "The line has 200,017 characters; split it",
}


@pytest.mark.parametrize(("line", "says"), SAYS.items(), ids=[line[:40] for line in SAYS])
def test_a_mistake_is_named_with_its_fix_and_the_line_is_kept(line, says):
    diary, problems = parse(f"# first\n{line}\n2026-03-02 pain now=3\n")
    assert diary.entries[1] == Unread(line, 2)
    assert len(diary.events) == 1
    assert {problem.line for problem in problems} == {2}
    assert says in " ".join(problem.says for problem in problems)
    for problem in problems:
        assert re.fullmatch(r"['T].+[.?]", problem.says)


def test_all_problems_of_all_lines_are_told_at_once():
    problems = parse("2026-02-30 pain now=14 wrost=3\n\n2026-03-01 answred x no\n").problems
    assert [problem.line for problem in problems] == [1, 1, 1, 3]


def test_a_line_of_noise_is_not_answered_with_thousands_of_sentences():
    assert len(parse("2026-03-01 did squats " + "x=1 " * 40_000).problems) <= 21


def test_what_is_shown_of_a_line_is_safe_on_a_terminal():
    (problem,) = parse("\x1b[2J" + "x" * 300).problems
    assert problem.says.isprintable()
    assert len(problem.says) < 150


@given(
    st.text(st.characters(), max_size=200)
    | st.text(st.sampled_from('\r\n \t"\\#=.,x0'), max_size=60)
)
@example("\r\n\r\r\n\n\r")
@example('2026-03-01 noted "\\')
@example("2026-03-01 corrected 1 " * 10_000)
def test_no_text_raises_and_no_line_of_it_is_lost(text):
    diary, problems = parse(text)
    lines = re.split("\r\n|\r|\n", text)
    assert len(diary.entries) == len(lines) - (not lines[-1])
    for line, entry in zip(lines, diary.entries, strict=False):
        if isinstance(entry, (Remark, Unread)):
            assert entry.text == line
        else:
            assert parse(format_event(entry)).diary.events == (entry,)
    assert {problem.line for problem in problems} == {each.line for each in diary.unread}
    assert parse(write(diary)).diary == diary


words = st.sampled_from(
    [
        *KINDS,
        *[
            '"',
            "a.left",
            "=3",
            "now=3",
            "form=2",
            "yes",
            "none",
            "8.2km",
            "3x10",
            "1,2",
            "@",
            "2026-03-01",
            "days=",
            "removed",
        ],
    ]
)


@given(st.lists(words, max_size=8))
def test_no_heap_of_known_words_raises(heap):
    parsed = parse(" ".join(["2026-03-01", *heap]))
    assert len(parsed.diary.entries) == 1
    assert parse(write(parsed.diary)).diary == parsed.diary


@given(events(), st.data())
def test_a_cut_line_is_read_or_named(event, data):
    line = format_event(event)
    cut = line[: data.draw(st.integers(1, len(line)))]
    diary, problems = parse(cut)
    (entry,) = diary.entries
    assert isinstance(entry, (Remark, Unread)) == (bool(problems) or not cut.strip())


def test_line_ends_of_every_kind_are_read_alike():
    plain = parse("2026-03-01 pain now=3\n# x\n\n2026-03-02 pain now=4\n")
    assert parse("2026-03-01 pain now=3\r\n# x\r\n\r\n2026-03-02 pain now=4") == plain
    assert parse("2026-03-01 pain now=3\r# x\r\r2026-03-02 pain now=4\r") == plain


def test_an_empty_text_is_an_empty_diary():
    assert parse("").diary.entries == ()
    assert write(parse("").diary) == ""
    assert parse("\n").diary.entries == (Remark(""),)


# --- bytes and files -----------------------------------------------------------------------------


def test_a_byte_order_mark_is_no_part_of_the_first_line():
    assert not parse(decode("2026-03-01 noted für\n".encode("utf-8-sig"))).problems


def test_a_line_in_another_encoding_is_kept_byte_for_byte_and_named():
    data = "2026-03-01 noted für\n2026-03-02 pain now=3\n".encode("latin-1")
    diary, problems = parse(decode(data))
    assert [problem.line for problem in problems] == [1]
    assert "not UTF-8" in problems[0].says
    assert write(diary).encode("utf-8", "surrogateescape") == data
    assert len(diary.events) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-be", "utf-32-be"])
def test_a_wide_encoding_is_recognised_and_named(encoding, tmp_path):
    mark = "\ufeff" if encoding.endswith("-be") else ""
    path = tmp_path / "wide.diary"
    path.write_bytes((mark + "2026-03-01 pain now=3\n").encode(encoding))
    with pytest.raises(DiaryUnreadable, match="UTF-16 or UTF-32; save it as UTF-8"):
        read_file(path)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(DiaryUnreadable, match=r"^There is no diary at .*; check the name"):
        read_file(tmp_path / "missing.diary")


def test_a_folder_is_one_sentence(tmp_path):
    with pytest.raises(DiaryUnreadable, match="is a folder; name the diary file in it"):
        read_file(tmp_path)


def test_a_file_that_may_not_be_read_is_one_sentence(tmp_path, monkeypatch):
    path = tmp_path / "secret.diary"
    path.write_bytes(b"")

    def refuse(*_args, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(DiaryUnreadable, match="may not be opened; check who may read"):
        read_file(path)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_a_name_that_no_file_can_have_is_one_sentence(name, tmp_path):
    with pytest.raises(DiaryUnreadable, match="check the name"):
        read_file(tmp_path / name)


def test_a_file_above_the_limit_is_refused_by_its_size_without_reading_it(tmp_path, monkeypatch):
    path = tmp_path / "huge.diary"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 10**12)
    monkeypatch.setattr("pathlib.Path.open", None)
    with pytest.raises(DiaryTooLarge, match="larger than a diary can be"):
        read_file(path)


def test_a_file_that_does_not_tell_its_size_is_read_up_to_the_limit():
    with pytest.raises(DiaryTooLarge):
        read_file(diary_text.Path("/dev/zero"), limit_bytes=1000)


def test_a_file_of_a_million_short_lines_is_refused(tmp_path):
    path = tmp_path / "short.diary"
    path.write_bytes(b"\n" * 1_000_001)
    with pytest.raises(DiaryTooLarge, match="more lines than a diary can have"):
        read_file(path)


def test_a_fifty_megabyte_line_and_megabytes_of_noise_are_survived(tmp_path):
    path = tmp_path / "noise.diary"
    noise = bytes((each * each * 31 + each // 7) % 256 for each in range(2**16))
    path.write_bytes(b"2026-03-01 pain now=3\n" + noise * 64 + b"\n" + b"x" * (50 * 2**20))
    began = time.perf_counter()
    diary, problems = read_file(path)
    assert len(diary.events) == 1
    assert len(problems) > 1000
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_wide_encoding_without_its_mark_is_recognised_too(encoding):
    with pytest.raises(DiaryUnreadable, match="UTF-16 or UTF-32; save it as UTF-8"):
        decode("# mine\n2026-03-01 pain now=3\n".encode(encoding))


def test_a_pipe_that_nothing_writes_to_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(diary_text, "PATIENCE_S", 0.05)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DiaryUnreadable, match="is a pipe that nothing writes to; name a diary"):
        read_file(tmp_path / "pipe")


def test_a_pipe_with_a_slow_writer_is_read_to_its_end(monkeypatch):
    monkeypatch.setattr(diary_text, "PATIENCE_S", 0.05)
    ours, theirs = os.pipe()
    lines = b"2026-03-01 pain now=3\n" * 5000  # more than a pipe holds

    def slowly():
        time.sleep(0.2)
        with open(theirs, "wb") as file:
            file.write(lines)

    writer = Thread(target=slowly)
    writer.start()
    read = read_file(Path(f"/dev/fd/{ours}"))
    writer.join()
    os.close(ours)
    assert len(read.diary.entries) == 5000
    assert not read.problems
