"""Reading the knowledge folder: strict, and every problem at once."""

import gc
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strideback.core.knowledge import All, Any, AtLeast, Evidence, Is, Not
from strideback.core.terms import Grade, Level
from strideback.formats.knowledge_toml import RULES, default_folder, load, read
from strideback.formats.problems import KnowledgeError

TINY = Path(__file__).parents[1] / "knowledge" / "tiny"
FEVER = (TINY / "flags" / "fever.toml").read_text()


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


def problems_of(folder):
    knowledge, problems = read(folder)
    assert (knowledge is None) == bool(problems)
    return [str(problem) for problem in problems]


def with_flag(folder, text):
    (folder / "flags" / "fever.toml").write_bytes(text if type(text) is bytes else text.encode())
    return problems_of(folder)


# --- what is read --------------------------------------------------------------------------------


def test_a_good_folder_is_read_whole():
    knowledge = load(TINY)

    assert knowledge.edition == "2026.1"
    assert knowledge.flags["fever"].level is Level.SAME_DAY
    assert knowledge.findings["under-18"].below == 18.0
    assert knowledge.exercises["side-plank"].ladder[1].dose.hold_s == 30
    assert knowledge.programmes["guide"].stages[0].items[1].role == "gentle-start"
    assert knowledge.running.spike_bands == (1.1, 1.3, 2.0)


def test_things_come_by_their_order_and_then_by_id():
    knowledge = load(TINY)

    assert list(knowledge.regions) == ["flank", "sacrum"]
    assert list(knowledge.questions) == ["age", "fever", "unwell", "worse-with"]
    assert list(knowledge.sources) == ["design", "guide", "myofullbody", "nhsbp", "travell"]


def test_short_codes_stand_for_questions_regions_and_muscles():
    knowledge = load(TINY)

    assert knowledge.codes == {
        "S01": "fever",
        "FLANK": "flank",
        "SAC": "sacrum",
        "GMED": "gluteus-medius",
        "PSOAS": "psoas",
    }
    assert knowledge.canonical("SAC") == "sacrum"


def test_formulas_nest():
    knowledge = load(TINY)

    assert knowledge.flags["fever"].when == Is("fever")
    assert knowledge.findings["feverish"].when == All(
        (Is("fever"), Any((Is("unwell"), Not(Is("sacrum-drawn")))))
    )
    assert knowledge.flags["sore-sacrum"].when == AtLeast(
        1, (Is("sacrum-drawn"), Is("worse-with.hills"))
    )


def test_sentences_inherit_the_evidence_of_the_entry_key_by_key():
    fever = load(TINY).questions["fever"]

    assert fever.asks.evidence == Evidence(sources=("nhsbp",), grade=Grade.B, checked=True)
    assert fever.why.evidence == Evidence(sources=("nhsbp",), grade=Grade.C, checked=True)


def test_points_inherit_evidence_and_regions_carry_it():
    knowledge = load(TINY)
    rear, front = knowledge.muscles["gluteus-medius"].points

    assert rear.evidence == Evidence(sources=("travell",), grade=Grade.D)
    assert front.evidence == Evidence(sources=("travell",), grade=Grade.C)
    assert knowledge.regions["sacrum"].evidence.grade is Grade.CHOICE


def test_bitmaps_are_whole_numbers():
    chart = load(TINY).chart

    assert (chart.columns, chart.rows, chart.cell) == (4, 2, 4.0)
    assert chart.views["back"] == {"sacrum": 0xC0, "flank.left": 1, "flank.right": 8}


def test_chart_and_folders_may_be_missing(folder):
    shutil.rmtree(folder / "chart")
    shutil.rmtree(folder / "faq")

    knowledge = load(folder)

    assert knowledge.chart is None
    assert knowledge.faq == {}


def test_sentences_lose_the_line_breaks_around_them(folder):
    assert (
        with_flag(folder, FEVER.replace('"Speak to a doctor today."', '"""\nSpeak up.\n"""')) == []
    )
    assert load(folder).flags["fever"].tell.says == "Speak up."


def test_the_garbage_collector_goes_on_afterwards():
    assert gc.isenabled()
    load(TINY)
    assert gc.isenabled()


def test_the_folder_that_comes_with_strideback_is_found():
    assert default_folder().name in {"knowledge", "_knowledge"}
    assert default_folder().is_dir()


# --- what is refused -----------------------------------------------------------------------------

REFUSED = {
    "unknown key": (
        FEVER.replace("level =", "levl ="),
        [
            "flags/fever.toml: unknown key 'levl'; did you mean 'level'?",
            "flags/fever.toml, level: is missing",
        ],
    ),
    "unknown word": (
        FEVER.replace('"same-day"', '"sameday"'),
        [
            "flags/fever.toml, level: 'sameday' is not one of: none, adapt, soon, same-day, emergency"
        ],
    ),
    "number for a word": (
        FEVER.replace('"same-day"', "3"),
        [
            (
                "flags/fever.toml, level: must be one of: none, adapt, soon, same-day, emergency, "
                "not the number 3"
            )
        ],
    ),
    "number for a text": (
        FEVER.replace('"Fever with back pain"', "3"),
        ["flags/fever.toml, name: must be text in quotes, not the number 3"],
    ),
    "text for yes or no": (
        FEVER.replace("stays = true", 'stays = "yes"'),
        ["flags/fever.toml, stays: must be true or false, not the text 'yes'"],
    ),
    "number for yes or no": (
        FEVER.replace("stays = true", "stays = 1"),
        ["flags/fever.toml, stays: must be true or false, not the number 1"],
    ),
    "text for a list": (
        FEVER.replace('["everything"]', '"everything"'),
        ["flags/fever.toml, blocks: must be a list in [brackets], not the text 'everything'"],
    ),
    "number in a list": (
        FEVER.replace('["everything"]', '["running", 7]'),
        ["flags/fever.toml, blocks#2: must be text in quotes, not the number 7"],
    ),
    "list for a sentence": (
        FEVER.replace('"Speak to a doctor today."', "[]"),
        [
            (
                "flags/fever.toml, tell: must be text in quotes, or a table with `says` and "
                "`evidence`, not a list"
            )
        ],
    ),
    "empty sentence": (
        FEVER.replace('"Speak to a doctor today."', '" "'),
        ["flags/fever.toml, tell: is empty; write the sentence or leave the key out"],
    ),
    "sentence without words": (
        FEVER.replace('"Speak to a doctor today."', '{ evidence = { grade = "A" } }'),
        ["flags/fever.toml, tell.says: is missing"],
    ),
    "slip in a sentence's evidence": (
        FEVER.replace(
            '"Speak to a doctor today."',
            '{ says = "Now.", evidence = { grde = "A", grade = "E" } }',
        ),
        [
            "flags/fever.toml, tell.evidence: unknown key 'grde'; did you mean 'grade'?",
            "flags/fever.toml, tell.evidence.grade: 'E' is not one of: A, B, C, D, S, X, choice",
        ],
    ),
    "evidence without a grade": (
        FEVER.replace('grade = "B", ', ""),
        ["flags/fever.toml, evidence.grade: is missing"],
    ),
    "an id in the file": (
        FEVER + 'id = "fever"\n',
        ["flags/fever.toml, id: is the name of the file; remove this key"],
    ),
    "a date": (
        FEVER.replace('"Fever with back pain"', "2026-03-01"),
        ["flags/fever.toml, name: must be text in quotes, not a date or time"],
    ),
    "repeated key": (
        FEVER + 'level = "none"\n',
        [
            (
                "flags/fever.toml, line 9: is not TOML: a key or table is given twice "
                "(cannot overwrite a value)"
            )
        ],
    ),
    "syntax": (
        FEVER.replace('level = "same-day"', "level = same-day"),
        ["flags/fever.toml, line 4: is not TOML: Invalid value"],
    ),
    "an open end": (
        FEVER + "[",
        ["flags/fever.toml, the end: is not TOML: Invalid initial character"],
    ),
    "not UTF-8": (
        FEVER.encode() + b'within = "\xff"\n',
        ["flags/fever.toml, line 9: is not UTF-8 text; save the file as UTF-8"],
    ),
    "empty": ("", ["flags/fever.toml: is empty; fill it in or remove it"]),
    "only a comment": ("# later\n", ["flags/fever.toml: is empty; fill it in or remove it"]),
}


@pytest.mark.parametrize(("text", "says"), REFUSED.values(), ids=REFUSED)
def test_a_bad_flag_is_refused_in_a_plain_sentence(folder, text, says):
    found = with_flag(folder, text)

    assert len(found) == len(says), found
    assert all(each.startswith(start) for each, start in zip(found, says, strict=True)), found


FORMULAS = {
    "{ all = [] }": "when.all: is an empty list; name at least one finding",
    "{ any = [3] }": "when.any#1: must be the id of a finding, or a table, not the number 3",
    '{ not = "" }': "when.not: is empty; write the id of a finding",
    '{ at_least = 3, of = ["a", "b"] }': "when.at_least: must be between 1 and the 2 parts of `of`",
    '{ at_least = 0, of = ["a", "b"] }': "when.at_least: must be between 1 and the 2 parts of `of`",
    '{ at_least = true, of = ["a"] }': "when.at_least: must be a whole number, not the yes-or-no",
    '{ all = ["a"], any = ["b"] }': "when: a formula has exactly one of `all`, `any`, `not`",
    '{ all = [{ both = ["a"] }] }': "when.all#1: a formula has exactly one of",
    "{}": "when: a formula has exactly one of",
    "[]": "when: must be the id of a finding, or a table, not a list",
}


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_bad_formula_is_refused(folder, formula):
    (found,) = with_flag(folder, FEVER.replace('when = "fever"', f"when = {formula}"))

    assert found.startswith(f"flags/fever.toml, {FORMULAS[formula]}")


@pytest.mark.parametrize(
    ("minimum", "says"),
    [
        ("true", "must be a number, not the yes-or-no value true"),
        ('"5"', "must be a number, not the text '5'"),
        ("nan", "must be a number, not the number nan"),
        ("inf", "must be a number, not the number inf"),
        ("1" + "0" * 30, "must be a number, not a number far too large"),
    ],
)
def test_a_number_is_a_number(folder, minimum, says):
    age = folder / "questions" / "age.toml"
    age.write_text(age.read_text().replace("minimum = 5", f"minimum = {minimum}"))

    assert problems_of(folder) == [f"questions/age.toml, minimum: {says}"]


@pytest.mark.parametrize("order", ["1.5", "true", '"1"'])
def test_a_whole_number_is_a_whole_number(folder, order):
    age = folder / "questions" / "age.toml"
    age.write_text(age.read_text().replace("order = 1", f"order = {order}"))

    (found,) = problems_of(folder)
    assert found.startswith("questions/age.toml, order: must be a whole number, not ")


def test_a_sentence_without_any_evidence_is_refused(folder):
    faq = folder / "faq" / "is-running-bad.toml"
    faq.write_text("".join(faq.read_text().splitlines(keepends=True)[1:]))

    (found,) = problems_of(folder)
    assert found.startswith("faq/is-running-bad.toml, answer#1: has no evidence; give the file")


def test_all_problems_of_all_files_at_once(folder):
    (folder / "edition.toml").write_text('edition = "2026.1"\nform = 9\n')
    (folder / "flags" / "fever.toml").write_text(FEVER.replace("true", "1").replace("when", "wen"))
    (folder / "regions" / "sacrum.toml").write_text("[")
    (folder / "rules" / "gates.toml").unlink()

    assert problems_of(folder) == [
        "edition.toml, form: is 9, but this version reads form 1; update strideback",
        "regions/sacrum.toml, the end: is not TOML: Invalid initial character for a key part",
        "flags/fever.toml, evidence.checked: must be true or false, not the number 1",
        "flags/fever.toml: unknown key 'wen'; did you mean 'when'?",
        "flags/fever.toml, stays: must be true or false, not the number 1",
        "flags/fever.toml, when: is missing",
        "rules/gates.toml: is missing",
    ]
    with pytest.raises(KnowledgeError) as told:
        load(folder)
    assert str(told.value).startswith("The knowledge has 7 problems:\nedition.toml, form: is 9")


def test_what_does_not_belong_is_told(folder):
    (folder / "flags" / "notes.txt").write_text("…")
    (folder / "flags" / "Fever_2.toml").write_text(FEVER)
    (folder / "flags" / "old.toml").mkdir()
    (folder / "flag").mkdir()
    (folder / "screen.toml").write_text("…")
    (folder / "todo.txt").write_text("…")
    (folder / "rules" / "gate.toml").write_text("…")
    (folder / "chart" / "grid.json").write_text("{}")
    (folder / "flags" / "README.md").write_text("Flags.")
    (folder / ".hidden").write_text("…")

    assert problems_of(folder) == [
        "flag: is not a folder that is read; did you mean 'flags'?",
        "screen.toml: belongs in rules/screen.toml",
        "todo.txt: does not belong here",
        "flags/Fever_2.toml: the name is an id: small letters, digits and single hyphens",
        "flags/notes.txt: does not belong here; only .toml files are read",
        "flags/old.toml: does not belong here; only .toml files are read",
        "rules/gate.toml: is not one of: " + ", ".join(f"{rule}.toml" for rule in RULES),
        "chart/grid.json: does not belong here",
    ]


@pytest.mark.parametrize("digits", ["c0 ", "0x1", "-1", "", "100", "g"])
def test_a_bitmap_fits_the_grid(folder, digits):
    grid = folder / "chart" / "grid.toml"
    grid.write_text(grid.read_text().replace('"c0"', f'"{digits}"'))

    (found,) = problems_of(folder)
    assert found == (
        "chart/grid.toml, views.back.sacrum: must be a hexadecimal bitmap that fits the grid"
    )


def test_no_folder_is_a_problem(tmp_path):
    found = problems_of(tmp_path / "nowhere")

    assert found[0].endswith("nowhere: cannot be read: No such file or directory")


def test_a_file_that_cannot_be_opened_is_a_problem(folder):
    (folder / "flags" / "lost.toml").symlink_to("nowhere.toml")

    assert problems_of(folder) == ["flags/lost.toml: cannot be read: No such file or directory"]


def test_deep_nesting_is_a_problem_not_a_crash(folder):
    deep = "when" + ".not" * 3000 + ' = "fever"'
    found = with_flag(folder, FEVER.replace('when = "fever"', deep))
    assert found == ["flags/fever.toml: is nested too deeply to read"]

    many = "{ all = [" * 60 + "3" + "] }" * 60
    (found,) = with_flag(folder, FEVER.replace('"fever"', many, 1))
    assert found.startswith("flags/fever.toml")


# --- chance --------------------------------------------------------------------------------------

TEXTS = sorted(path for path in TINY.glob("*/*.toml"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return Path(shutil.copytree(TINY, tmp_path_factory.mktemp("shared") / "tiny"))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    path=st.sampled_from(TEXTS),
    cuts=st.lists(
        st.tuples(
            st.floats(0, 1),
            st.integers(0, 20),
            st.one_of(
                st.binary(max_size=4),
                st.sampled_from(
                    [b"1", b"true", b"[]", b"{}", b'"', b"'''", b"\n", b"=", b".", b"[[a]]", b"nan"]
                ),
            ),
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_no_slip_of_the_pen_ever_crashes(shared, path, cuts):
    good = path.read_bytes()
    text = good
    for where, length, put in cuts:
        start = int(where * len(text))
        text = text[:start] + put + text[start + length :]
    file = shared / path.relative_to(TINY)
    file.write_bytes(text)
    try:
        knowledge, problems = read(shared)
    finally:
        file.write_bytes(good)

    assert (knowledge is None) == bool(problems)
    name = file.relative_to(shared).as_posix()
    assert all(problem.file == name and problem.says for problem in problems)


# --- the real one --------------------------------------------------------------------------------


def test_the_real_knowledge_is_read_without_problems():
    assert problems_of(default_folder()) == []
