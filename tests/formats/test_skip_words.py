"""Why something was left out: the diary keeps one word for it in every language, a page says it in its own."""

from pathlib import Path

import pytest

import strideback.web
from strideback.formats import knowledge_toml
from strideback.formats.skip_words import OFFERED, REASONS, reason_words

SCRIPTS = Path(strideback.web.__file__).parent / "static/web"


@pytest.fixture(scope="module")
def knowledge():
    return knowledge_toml.load()


def test_a_reason_of_ours_is_said_and_one_of_the_runners_own_stays(knowledge):
    assert reason_words(knowledge, "no time") == "no time"
    assert reason_words(knowledge, "did side-plank instead") == "did another instead: Side plank"
    for own in ("", "my knee", "did nothing instead", "did  instead", "did side-plank"):
        assert reason_words(knowledge, own) == own


def test_the_scripts_write_only_reasons_that_are_said():
    written = (SCRIPTS / "session-clock.js").read_text() + (SCRIPTS / "session.js").read_text()
    for each in ("stopped because of pain", "ended the session early"):
        assert f'"{each}"' in written
        assert each in REASONS
    assert set(OFFERED) <= set(REASONS)
