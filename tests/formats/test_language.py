"""Words in another language: what is not translated is said in English, and nothing but words changes."""

import re
from dataclasses import replace
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hatch_build import CATALOGUES
from hypothesis import given
from hypothesis import strategies as st

from strideback.core.terms import Level
from strideback.formats import language, words
from strideback.formats.knowledge_toml import default_folder, load
from strideback.formats.knowledge_words import in_language, texts
from strideback.formats.language import (
    ENGLISH,
    LANGUAGES,
    Language,
    Spoken,
    mirrored,
    say,
    speaking,
)

ROOT = Path(__file__).parents[2]
KNOWLEDGE = load()
FILES = [each for pattern in CATALOGUES for each in ROOT.glob(pattern)]
MARKED = Language("de", text=lambda text: f"⟦{text}⟧", decimal=",", small_names=False)
PLAIN = Language("de", text=lambda text: text.removeprefix("⟦").removesuffix("⟧"))
TO_PROFESSIONALS = re.compile(
    r"formats/report/screened\.py|web/screens/shared\.py|web/templates/shared\w*\.html"
)
"""Where a clinician is spoken to: German says `Sie` to them, and `du` to every runner."""
HOLES = re.compile(r"\{\w*\}|%\(\w+\)s|%%")


def messages():
    """Every translation: its file, the English (both forms of it), and the words for it."""
    for file in FILES:
        for each in read_po(file.open("rb")):
            if each.id and each.string and all(each.string):
                english = each.id if isinstance(each.id, tuple) else (each.id,)
                german = each.string if isinstance(each.string, tuple) else (each.string,)
                yield file.name, english, german


def to_professionals():
    """The translations of what is said to clinicians, and nowhere to a runner."""
    for file in FILES:
        for each in read_po(file.open("rb")):
            places = [place for place, _line in each.locations]
            if places and all(TO_PROFESSIONALS.fullmatch(place) for place in places):
                yield from each.string if isinstance(each.string, tuple) else (each.string,)


# --- saying --------------------------------------------------------------------------------------


def test_without_a_language_all_is_said_in_english():
    assert say("held {seconds} s", seconds=3) == "held 3 s"
    assert words.figure(2.5) == "2.5"


def test_within_a_language_words_and_numbers_are_said_in_it():
    german = replace(LANGUAGES["de"], text={"March": "März", "Fri": "Fr"}.get)
    with speaking(replace(german, text=lambda text: german.text(text) or text)):
        assert words.day(words.date(2026, 3, 6)) == "Fr 6 März"
        assert words.kilometres(8200) == "8,2 km"
    assert words.kilometres(8200) == "8.2 km"


def test_a_table_of_words_says_them_when_they_are_looked_up():
    table = Spoken({Level.SOON: "soon"})
    with speaking(MARKED):
        assert (table[Level.SOON], table.get(Level.SOON), table.get(Level.NONE, "–")) == (
            "⟦soon⟧",
            "⟦soon⟧",
            "–",
        )
    assert table[Level.SOON] == "soon"


def test_a_language_without_a_catalogue_is_english(tmp_path):
    assert language.read(tmp_path, "de") is ENGLISH
    assert language.read(default_folder() / "text", "tlh") is ENGLISH


@given(st.text(alphabet="leftrighdnkscm ,.LR", max_size=40))
def test_the_mirror_of_a_mirror_image_is_the_image(text):
    assert mirrored(mirrored(text)) == text


@pytest.mark.parametrize(
    ("image", "mirror"),
    [
        ("The right knee, on the left.", "The left knee, on the right."),
        ("Das rechte Knie steht links.", "Das linke Knie steht rechts."),
        ("Rechts aufrecht, im rechten Winkel", "Links aufrecht, im linken Winkel"),
        ("bright, leftover, rechtzeitig", "bright, leftover, rechtzeitig"),
    ],
)
def test_left_and_right_change_places(image, mirror):
    assert mirrored(image) == mirror


# --- the knowledge in other words ----------------------------------------------------------------


def test_knowledge_in_english_is_the_knowledge_itself():
    assert in_language(KNOWLEDGE, ENGLISH) is KNOWLEDGE


def test_only_words_change():
    other = in_language(KNOWLEDGE, MARKED)
    assert other != KNOWLEDGE
    assert in_language(other, PLAIN) == KNOWLEDGE
    assert all(text.startswith("⟦") for _, text in texts(other))


def test_a_name_in_a_sentence_keeps_its_capital_where_the_language_says_so():
    assert KNOWLEDGE.words.within("Gluteus medius") == "gluteus medius"
    assert in_language(KNOWLEDGE, MARKED).words.within("Gesäß") == "Gesäß"


def test_every_text_has_one_place():
    places = [place for place, _ in texts(KNOWLEDGE)]
    rows = {place for place in places if places.count(place) > 1}
    assert rows <= {"rules/words.order"}


# --- the catalogues ------------------------------------------------------------------------------


def test_german_is_there():
    assert {each.name for each in FILES} == {"de.po", "django.po"}


def test_what_is_compiled_is_what_people_wrote():
    for file in FILES:
        with file.with_suffix(".mo").open("rb") as compiled:
            spoken = GNUTranslations(compiled)
        for each in read_po(file.open("rb")):
            if each.id and isinstance(each.id, str) and each.string:
                assert spoken.gettext(each.id) == each.string, "run tools/setup"


def test_a_translation_is_filled_in_with_the_same_things():
    wrong = [
        (file, english[0])
        for file, english, german in messages()
        for each in german
        if set(HOLES.findall(each)) - set(HOLES.findall(english[-1]))
        or set(HOLES.findall(english[0]))
        - set(HOLES.findall(each))
        - {"{count}", "%(num)s", "%(count)s"}
    ]
    assert not wrong


def test_the_screen_can_be_read_in_german():
    """What was changed since is read in English, as all that waits for its translation."""
    said = {english[0] for _, english, _ in messages()}
    screen = [
        text
        for place, text in texts(KNOWLEDGE)
        if place.startswith(("questions/", "flags/", "rules/screen", "findings/", "advice/"))
    ]
    left = [text for text in screen if text not in said]
    assert len(left) <= 0.02 * len(screen), left


def test_nearly_every_text_has_german_words():
    for file in FILES:
        all_of = [each for each in read_po(file.open("rb")) if each.id]
        done = [each for each in all_of if each.string and all(each.string)]
        assert len(done) >= 0.98 * len(all_of), file.name


def test_german_words_are_as_kind_as_the_english_ones():
    banned = re.compile(
        r"\b(beschädig|geschädig|schaden\b|schädig|verschoben|ausgerenkt|herausgesprungen)",
        re.IGNORECASE,
    )
    formal = re.compile(r"(?<![.!?:„] )(?<!^)\b(Sie|Ihnen|Ihre[nmrs]?)\b")
    told = set(to_professionals())
    wrong = [
        (file, each)
        for file, _, german in messages()
        for each in german
        if banned.search(each) or (formal.search(each) and each not in told)
    ]
    assert not wrong
    assert any(formal.search(each) for each in told)
