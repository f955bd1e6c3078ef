"""A diary goes out in every form and comes back the same; what is damaged or missing is named."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import EVERY_KIND, diaries, events, words

from strideback.core.diary import Corrected, Diary, PainLogged, Remark, Unread
from strideback.formats import (
    diary_csv,
    diary_forms,
    diary_jsonl,
    diary_parquet,
    diary_table,
    diary_text,
)
from strideback.formats.diary_forms import FORMS, form_of
from strideback.formats.diary_text import DiaryUnreadable
from strideback.formats.event_fields import NotAnEntry, entry_of, plain

DAY = date(2026, 3, 1)
FEW = settings(max_examples=25, deadline=None)
LINES = (
    "# mine",
    "2026-03-01 answered age 34",
    "2026-03-01 answered health-conditions none",
    "2026-03-01 drew back sacrum=2 stroke=10,-20;12,22.5@6:4",
    "2026-03-02T07:30+01:00 pain now=4",
    "2026-03-02 pian now=4",
    "2026-03-03 corrected 4 pain now=3",
    "2026-03-03 corrected 4 removed",
    '2026-03-04 noted "=cmd() in a note, größer"',
    "",
    "=1+1",
)
DIARY = diary_text.parse("\n".join([*LINES, ""])).diary
ODD = Diary((Unread("2026 \udce4 half", 1), Unread("a\0b", 2), Unread("= \udce4", 3), Remark("")))


def out_and_in(form, diary):
    data = FORMS[form].write(diary)
    assert form_of(data) == form or not diary.entries
    return FORMS[form].read(data)


# --- without loss --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "jsonl", "csv"])
@given(diary=diaries())
def test_any_diary_comes_back_the_same(form, diary):
    assert FORMS[form].read(FORMS[form].write(diary)) == diary


@FEW
@given(diary=diaries())
def test_any_diary_comes_back_the_same_from_parquet(diary):
    assert FORMS["parquet"].read(FORMS["parquet"].write(diary)) == diary


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("diary", [DIARY, ODD, Diary(), Diary((Unread("x" * 250_000, 1),))])
def test_bytes_that_are_no_text_and_empty_and_endless_lines_come_back_too(form, diary):
    assert out_and_in(form, diary) == diary


@given(event=events())
def test_any_event_is_the_event_of_its_fields(event):
    told = json.loads(json.dumps(plain(event), allow_nan=False))
    assert entry_of(told) == event
    assert entry_of({**told, "form": event.form, "at": told.get("at")}) == event


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_kind_has_its_columns(kind):
    @settings(max_examples=20)
    @given(event=EVERY_KIND[kind])
    def all_there(event):
        (row,) = diary_table.rows(Diary((event,)))
        assert set(row) <= set(diary_table.COLUMNS)
        assert row["kind"] == kind

    all_there()


def test_a_diary_may_go_through_all_forms_one_after_the_other():
    diary = DIARY
    for form in ("jsonl", "parquet", "csv", "text", "csv", "jsonl"):
        diary = out_and_in(form, diary)
    assert diary == DIARY


# --- what other programs read --------------------------------------------------------------------


def test_json_lines_hold_plain_fields_and_no_line():
    told = [json.loads(line) for line in diary_jsonl.write(DIARY).splitlines()]
    assert told[0] == {"line": 1, "kind": "remark", "text": "# mine"}
    assert told[1] == {"line": 2, "event": 1, "kind": "answered", "on": "2026-03-01", "question": "age", "value": 34.0}  # fmt: skip
    assert told[2]["options"] == []
    assert told[3]["strokes"][0]["points"] == [[10.0, -20.0], [12.0, 22.5]]
    assert told[4]["at"] == "2026-03-02T07:30:00+01:00"
    assert told[5] == {"line": 6, "kind": "unread", "text": "2026-03-02 pian now=4"}
    assert told[6]["corrects"] == 4
    assert told[6]["replacement"] == {"kind": "pain", "now": 3.0}
    assert told[7]["replacement"] is None


def test_parquet_has_days_numbers_and_lists_of_their_own_types(tmp_path):
    file = tmp_path / "diary.parquet"
    file.write_bytes(diary_parquet.write(DIARY))
    asked = 'SELECT entry, "on", now, value, options, strokes[1].points[1] FROM read_parquet(?) ORDER BY entry'
    found = duckdb.execute(asked, [str(file)]).fetchall()
    assert found[1] == (2, DAY, None, 34.0, None, None)
    assert found[2][4] == []
    assert found[3][5] == [10.0, -20.0]
    assert found[4][2] == 4.0
    assert found[6][2] == 3.0  # what a correction says instead


def test_csv_has_a_column_for_each_field():
    told = list(csv.DictReader(io.StringIO(diary_csv.write(DIARY), newline="")))
    assert list(told[0]) == list(diary_table.COLUMNS)
    assert (told[1]["question"], told[1]["value"], told[4]["now"]) == ("age", "34", "4")
    assert (told[6]["kind"], told[6]["replacement"], told[6]["now"]) == ("corrected", "pain", "3")
    assert told[7]["replacement"] == "removed"


# --- spreadsheets --------------------------------------------------------------------------------

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@given(text=words | st.text("='+-@;\t\n a", max_size=12))
def test_a_guarded_cell_is_no_formula_and_comes_back(text):
    cell = diary_csv.guarded(text)
    assert diary_csv.unguarded(cell) == text
    for part in cell.replace("\t", ";").replace("\n", ";").replace("\r", ";").split(";"):
        assert not part.lstrip(" ").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@given(diary=diaries())
def test_no_cell_of_text_begins_as_a_formula_does(diary):
    told = csv.DictReader(io.StringIO(diary_csv.write(diary), newline=""))
    for row in told:
        for name, cell in row.items():
            if diary_table.COLUMNS[name] not in {"number", "whole"}:
                assert not cell.startswith(FORMULA), name


def test_a_csv_that_a_spreadsheet_saved_again_is_read():
    rows = list(csv.reader(io.StringIO(diary_csv.write(DIARY), newline="")))
    on = rows[0].index("on")
    for row in rows[1:]:
        row[on] = ".".join(reversed(row[on].split("-")))  # its own idea of a day
    again = io.StringIO()
    csv.writer(again, delimiter=";").writerows([rows[0], *reversed(rows[1:])])
    assert diary_csv.read(again.getvalue()) == DIARY


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "no JSON"),
        ("[]", "no object"),
        ("[" * 100_000, "no JSON"),
        ('{"kind": "pian", "on": "2026-03-01"}', "kind is 'pian'; one of answered"),
        ('{"kind": "pain", "now": 4}', "on is missing"),
        ('{"kind": "pain", "on": "2026-03-01", "now": 11}', "0 to 10"),
        ('{"kind": "pain", "on": "2026-03-01", "now": "4"}', "now is '4'; a number is wanted"),
        ('{"kind": "pain", "on": "2026-03-01", "now": NaN}', "a number is wanted"),
        ('{"kind": "pain", "on": "2026-03-01", "now": true}', "a number is wanted"),
        ('{"kind": "pain", "on": "2026-03-01", "nwo": 4}', "'nwo' is no field"),
        ('{"kind": "pain", "on": "2026-03-01", "at": "2026-03-02T07:00", "now": 4}', "another day"),
        ('{"kind": "inspected", "on": "2026-03-01", "muscle": "psoas", "tender": 2}', "side is missing"),
        ('{"kind": "answered", "on": "2026-03-01", "question": "age"}', "here in 0"),
        ('{"kind": "preferred", "on": "2026-03-01", "days": [9]}', "no diary line can say this"),
        ('{"kind": "corrected", "on": "2026-03-01", "corrects": 1, "replacement": 3}', "no object"),
        ('{"kind": "corrected", "on": "2026-03-01", "corrects": 1}', "replacement is missing"),
        ('{"kind": "remark", "text": "a\\nb"}', "line end"),
        ('{"line": 7, "kind": "remark", "text": ""}', "says that it is line 7 and is 1"),
        ('{"event": 2, "kind": "pain", "on": "2026-03-01", "now": 4}', "something before it is missing"),
    ],
)  # fmt: skip
def test_a_line_of_json_that_says_nothing_is_named_in_one_sentence(line, says):
    with pytest.raises(DiaryUnreadable, match=r"^Line 1 cannot be read: ") as refused:
        diary_jsonl.read(line)
    assert says in str(refused.value)
    assert str(refused.value).endswith(".")


def test_an_event_that_another_program_made_needs_no_numbers():
    event = PainLogged(on=DAY, now=4.0)
    text = '\ufeff{"kind": "pain", "on": "2026-03-01", "now": 4}\r\n\r\n'
    assert diary_jsonl.read(text) == Diary((event,))


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_file_with_a_piece_missing_is_refused(form):
    lines = FORMS[form].write(DIARY).decode().splitlines(keepends=True)
    del lines[3]
    with pytest.raises(DiaryUnreadable, match="is missing"):
        FORMS[form].read("".join(lines).encode())


@pytest.mark.parametrize(
    "text",
    ["a,b\n1,2\n", "entry,kind\n1,pain\n", "entry,kind,line\nx,pain,y\n", 'entry,kind,line\n1,pain,"a\nb"\n',
     "entry,kind,line\n1,damaged,oops\n", "entry,kind,line\n1,damaged,3\n", "entry,kind,line\n1,pain,a\n1,pain,a\n"],
)  # fmt: skip
def test_a_csv_that_is_no_diary_is_refused_with_a_sentence(text):
    with pytest.raises(DiaryUnreadable, match=r"\.$"):
        diary_csv.read(text)


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\0" * 100 + b"PAR1"])
def test_a_damaged_parquet_is_refused_with_a_sentence(data):
    with pytest.raises(DiaryUnreadable, match="damaged"):
        diary_parquet.read(data)


def test_a_parquet_that_is_large_once_it_is_unpacked_is_refused_before_that(tmp_path):
    file = tmp_path / "bomb.parquet"
    rows = "SELECT i AS entry, 'pain' AS kind, repeat('x', 1000) AS line FROM range(500_000) t(i)"
    duckdb.execute(f"COPY ({rows}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)")
    assert file.stat().st_size < 2**20
    with pytest.raises(DiaryUnreadable, match="more than a diary can"):
        diary_parquet.read(file.read_bytes())


def test_a_parquet_of_something_else_is_refused(tmp_path):
    file = tmp_path / "other.parquet"
    duckdb.execute(
        f"COPY (SELECT 1 AS entry, NULL AS kind, 'x' AS line) TO '{file}' (FORMAT parquet)"
    )
    with pytest.raises(DiaryUnreadable, match="lacks"):
        diary_parquet.read(file.read_bytes())


@given(data=st.binary(max_size=80) | st.text('{"kind:,[]}=\n 1entry', max_size=80).map(str.encode))
def test_any_bytes_are_a_diary_or_a_sentence(data):
    said = "."
    try:
        diary_forms.as_text(data)
    except DiaryUnreadable as why:
        said = str(why)
    assert said.endswith(".")


@pytest.mark.parametrize("form", FORMS)
def test_a_file_in_any_form_becomes_the_text_of_its_diary(form):
    assert diary_forms.as_text(FORMS[form].write(DIARY)) == diary_text.write(DIARY)


def test_text_stays_as_it_is_written():
    told = "2026-03-01   pain   worst=6 now=4\r\n# half \udce4\n2026-03-02 pian"
    assert diary_forms.as_text(told.encode("utf-8", "surrogateescape")) == told


def test_a_form_that_this_computer_cannot_read_is_named(monkeypatch):
    monkeypatch.setattr(diary_forms, "find_spec", lambda _: None)
    with pytest.raises(DiaryUnreadable, match="Here parquet cannot be read"):
        diary_forms.as_text(b"PAR1")


def test_a_correction_of_a_correction_that_no_line_can_say_is_refused():
    inner = Corrected(on=DAY, number=1)
    with pytest.raises(NotAnEntry):
        entry_of(plain(replace(inner, number=2, replacement=inner)))
