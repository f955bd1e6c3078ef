"""Sentences about files: English for programs, any language for runners, and nothing a stranger can bend."""

import csv
import json
from dataclasses import replace
from datetime import date
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strideback.formats import strava, xml_safe
from strideback.formats.activity import FileRefused
from strideback.formats.language import LANGUAGES, Language, speaking
from strideback.formats.sayings import NOTHING, Saying, as_json, from_json, saying, together

GERMAN = {
    "{left} of {all} points": "Von {all} Punkten {left}",
    "in {file}, from {day}": "vom {day}, in {file}",
    "an earlier import": "ein früherer Import",
    "March": "März",
    "{day} {month} {year}": "{day}. {month} {year}",
}
MARKED = Language("xx", text=lambda text: f"⟦{text}⟧")

names = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
plain = st.text("abc ?é<&’", max_size=20).map(lambda text: " ".join(text.split()))
values = st.recursive(
    plain | st.integers(-(10**15), 10**15),
    lambda inner: st.builds(
        lambda words, known: Saying(
            " ".join([words, *(f"{{{name}}}" for name in known)]).strip(), known
        ),
        plain,
        st.dictionaries(names, inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)
sayings = values.filter(lambda each: isinstance(each, Saying)) | plain.map(Saying)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
templates = st.lists(st.sampled_from(["{", "}", "{a}", "{a.x}", "{a[0]}", "{a:9}", "b "])).map(
    "".join
)


@pytest.fixture
def in_german():
    with speaking(replace(LANGUAGES["de"], text=lambda text: GERMAN.get(text, text))):
        yield


def test_it_is_the_english_sentence_for_everybody_who_wants_a_text():
    told = saying("{left} of {all} points", left=12, all=12_345)
    assert told == "12 of 12,345 points"
    assert {told: 1}["12 of 12,345 points"] == 1
    assert json.dumps(told) == '"12 of 12,345 points"'
    assert str(FileRefused(told)) == told
    assert told.said() == told


def test_in_english_a_day_is_said_as_it_stands_in_a_diary():
    told = saying("in {file}, from {day}", file="a.fit", day=date(2026, 3, 6))
    assert told == told.said() == "in a.fit, from 2026-03-06"


@pytest.mark.usefixtures("in_german")
def test_in_another_language_words_numbers_and_days_are_said_in_it():
    told = saying("{left} of {all} points", left=12, all=12_345)
    assert told.said() == "Von 12.345 Punkten 12"
    told = saying("in {file}, from {day}", file=saying("an earlier import"), day=date(2026, 3, 6))
    assert told.said() == "vom 6. März 2026, in ein früherer Import"
    assert told == "in an earlier import, from 2026-03-06"


@pytest.mark.usefixtures("in_german")
def test_several_sentences_are_said_one_after_the_other():
    one, other = saying("an earlier import"), saying("{left} of {all} points", left=1, all=2)
    both = together([one, NOTHING, other])
    assert both == "an earlier import 1 of 2 points"
    assert both.said() == "ein früherer Import Von 2 Punkten 1"
    assert together([one, one], ", ").said() == "ein früherer Import, ein früherer Import"
    assert (together([NOTHING]), together([one])) == ("", one)


def test_what_says_nothing_is_never_looked_up():
    with speaking(MARKED):  # a catalogue answers an empty text with its own head
        assert NOTHING.said() == ""


# --- what a stranger can do ----------------------------------------------------------------------


@given(sayings)
def test_a_sentence_comes_out_of_json_as_it_went_in(told):
    again = from_json(json.loads(json.dumps(as_json(told))))
    assert again == told
    with speaking(MARKED):
        assert again.said() == told.said()


@given(anything | st.tuples(templates, st.dictionaries(st.sampled_from("ab"), anything)).map(list))
def test_whatever_is_told_is_a_sentence_that_can_be_said_or_is_refused(told):
    try:
        found = from_json(told)
    except ValueError:
        return
    with speaking(LANGUAGES["de"]):
        assert isinstance(found.said(), str)


@pytest.mark.parametrize(
    "text",
    [
        "{a.__class__}",
        "{a[0]}",
        "{a!r}",
        "{a:1000000000}",
        "{a:{b}}",
        "{0}",
        "{}",
        "{a} {",
        "}{a}",
        "{{a}}",
        "{a}" * 1000,
        "no placeholder",
        "{b}",
    ],
)
def test_a_value_is_filled_in_as_it_is_or_not_at_all(text):
    with pytest.raises(ValueError, match="placeholders"):
        from_json([text, {"a": "x"}])


@pytest.mark.parametrize("value", [None, True, 1.5, 10**16, {}, [], ["{b}", {}, 3], [1, {}]])
def test_a_value_is_a_text_a_number_or_a_sentence(value):
    with pytest.raises(ValueError, match="sentence"):
        from_json(["{a}", {"a": value}])


def test_neither_length_nor_depth_goes_on_for_ever():
    with pytest.raises(ValueError, match="too long"):
        from_json("x" * 100_000)
    deep = ["{a}", {"a": 1}]
    for _ in range(500):
        deep = ["{a}", {"a": deep}]
    with pytest.raises(ValueError, match="no sentence"):
        from_json(deep)


def test_a_strangers_words_are_words_even_where_they_look_like_placeholders():
    told = from_json(["Its date {words} is odd.", {"words": "{words.__class__} {text}"}])
    assert told == told.said() == "Its date {words.__class__} {text} is odd."
    assert from_json("of an older reading: {0.x}").said() == "of an older reading: {0.x}"


def test_a_text_that_nobody_could_write_becomes_one():
    told = from_json(json.loads(r'["odd\ud800: {words}", {"words": "two\nlines \udfff"}]'))
    assert told == "odd?: two lines ?"


# --- words of others -----------------------------------------------------------------------------


def test_the_damages_that_are_translated_are_those_that_there_are():
    assert set(xml_safe.DAMAGES) <= {str(each) for each in vars(expat.errors).values()}
    with pytest.raises(FileRefused) as refused:
        list(strava.rows(b"a," + b"x" * (csv.field_size_limit() + 1)))
    assert "a field of it is longer than any real one" in str(refused.value)
