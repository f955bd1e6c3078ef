"""The library and why: everything that is known, and no how-to before the screen is clear."""

import re
from html import unescape
from pathlib import Path

import pytest

from strideback.core.knowledge import Exercise
from strideback.formats import knowledge_toml
from strideback.web import looking_up
from strideback.web.screens.why import KINDS

EXAMPLE = Path("examples/first-week.diary").read_text(encoding="utf-8")
REFERRED = EXAMPLE.replace("answered chest-pain no", "answered chest-pain yes")
ASKED = re.sub(r"(?m)^.* answered fever no\n", "", EXAMPLE, count=1)
KNOWLEDGE = knowledge_toml.load()
HOW = ("massage", "stretch", "strength")


def shown(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def how_to(exercise: Exercise) -> list[str]:
    return [str(each) for each in (*exercise.steps, *(rung.says for rung in exercise.ladder))]


@pytest.mark.parametrize("kind", looking_up.SHELVES)
def test_everything_of_a_kind_is_on_its_shelf_and_has_a_page(client_of, kind):
    client = client_of(EXAMPLE)
    page = shown(client, f"/library/{kind}")
    for name in getattr(KNOWLEDGE, kind):
        assert f"/library/{kind}/{name}" in page
    for name in list(getattr(KNOWLEDGE, kind))[:6]:
        assert "<h1>" in shown(client, f"/library/{kind}/{name}")


@pytest.mark.parametrize("diary", ["", ASKED, REFERRED], ids=["new", "asked", "referred"])
def test_a_runner_who_is_not_cleared_reads_no_steps_and_no_dose(client_of, diary):
    client = client_of(diary)
    for exercise in KNOWLEDGE.exercises.values():
        if exercise.kind not in HOW:
            continue
        for path in (f"/library/exercises/{exercise.id}", f"/why/exercises/{exercise.id}"):
            page = shown(client, path)
            assert "How to do it waits for the safety questions" in page
            assert not any(each in page for each in how_to(exercise))
            assert 'class="dose"' not in page
            assert "data-turning" not in page
            assert 'class="moments"' not in page


def test_a_referred_runner_gets_the_names_of_the_exercises_without_pictures_of_how(client_of):
    page = shown(client_of(REFERRED), "/library/exercises")
    assert "Pigeon stretch" in page
    assert "figures/poses/" not in page
    assert "figures/poses/" in shown(client_of(EXAMPLE), "/library/exercises")


def test_a_cleared_runner_reads_how_it_is_done(client_of):
    page = shown(client_of(EXAMPLE), "/library/exercises/pigeon-stretch")
    assert KNOWLEDGE.exercises["pigeon-stretch"].steps[0].says in page
    assert "2 × 30 s" in page
    assert "data-turning" in page


def test_an_exercise_that_an_answer_leaves_out_says_so_and_how_it_is_done_is_not_shown(client_of):
    client = client_of(EXAMPLE.replace("answered knee-problem no", "answered knee-problem yes"))
    page = shown(client, "/library/exercises/pigeon-stretch")
    assert "Left out for you now" in page
    assert not any(each in page for each in how_to(KNOWLEDGE.exercises["pigeon-stretch"]))


def test_a_claim_has_its_verdict_the_reason_what_was_measured_and_who_earns_by_it(client_of):
    client = client_of(EXAMPLE)
    page = shown(client, "/library/claims/the-claw-is-the-best-tool")
    for each in ("no evidence found", "a conflict of interest", "Nothing in a plan follows it."):
        assert each in page
    assert "sells a massage tool" in page
    assert "Measured" in shown(client, "/library/claims/pigeon-and-couch-reach-the-right-muscles")


def test_a_source_tells_its_interest_and_where_it_is_used(client_of):
    page = shown(client_of(EXAMPLE), "/library/sources/guide")
    assert "sells a massage tool" in page
    assert "/library/exercises/pigeon-stretch" in page


def test_looking_up_words_finds_titles_first_and_needs_all_words(client_of):
    client = client_of(EXAMPLE)
    page = shown(client, "/library?q=Gluteus+MEDIUS")
    assert page.index("/library/muscles/gluteus-medius") < page.index("/library/claims/")
    assert "Nothing here says that" in shown(client, "/library?q=medius+unicorn")


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "%", "'", "a" * 5000, "\0"])
def test_strange_words_are_only_words(client_of, words):
    answer = client_of(EXAMPLE).get("/library", {"q": words})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/library/flags", "/library/muscles/nobody", "/library/edition", "/why/sources/guide", "/why/muscles/nobody", "/library/pattern/nobody/back.svg", "/library/pattern/psoas/above.svg"]
)  # fmt: skip
def test_what_is_not_there_is_not_found(client_of, path):
    assert client_of(EXAMPLE).get(path).status_code == 404


def test_the_pattern_of_a_muscle_is_a_picture_that_tells_its_regions(client_of):
    client = client_of(EXAMPLE)
    page = shown(client, "/library/muscles/gluteus-medius")
    pictures = re.findall(r'src="(/library/pattern/gluteus-medius/[a-z]+\.svg)', page)
    assert pictures
    for each in pictures:
        answer = client.get(each)
        assert answer["Content-Type"] == "image/svg+xml"
        assert "Essential zone: " in answer.content.decode()
        assert "prefers-color-scheme:dark" in answer.content.decode()
    assert "dimple at the back of the pelvis" in page


def test_the_viewer_comes_only_when_it_is_asked_for(client_of):
    answer = client_of(EXAMPLE).get("/library/exercises/pigeon-stretch")
    page = answer.content.decode()
    assert not re.search(r"<script[^>]*model-viewer", page)
    assert "<model-viewer" not in page
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]


# --- why -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_everything_has_a_why(client_of, kind):
    client = client_of(EXAMPLE)
    for name in getattr(KNOWLEDGE, kind):
        assert "When to get help" in shown(client, f"/why/{kind}/{name}")


def test_why_a_muscle_has_the_points_and_reasons_of_this_runner(client_of):
    page = shown(client_of(EXAMPLE), "/why/muscles/gluteus-medius")
    assert "On your right: most worth checking" in page
    assert "you said: that is my pain" in page
    assert "not a diagnosis" in page


@pytest.mark.parametrize("diary", ["", ASKED, REFERRED], ids=["new", "asked", "referred"])
def test_where_a_muscle_stands_waits_for_the_safety_questions(client_of, diary):
    page = shown(client_of(diary), "/why/muscles/gluteus-medius")
    assert "waits for the safety questions" in page
    assert 'class="points"' not in page


@pytest.mark.parametrize("muscle", ["psoas", "iliacus"])
def test_why_not_is_answered_with_the_authors_claim_and_the_evidence(client_of, muscle):
    page = shown(client_of(EXAMPLE), f"/why/muscles/{muscle}")
    assert "Why not?" in page
    assert KNOWLEDGE.muscles[muscle].why_not[0].says in page
    assert "psoas and iliacus do not cause back pain" in page
    assert "For you" not in page


def test_why_a_flag_says_which_answers_raised_it(client_of):
    page = shown(client_of(REFERRED), "/why/flags/chest-pain")
    assert "Raised by your answers." in page
    assert "<strong>yes</strong>" in page
    assert "Not raised by your answers." in shown(client_of(EXAMPLE), "/why/flags/chest-pain")


def test_why_a_question_is_asked(client_of):
    page = shown(client_of(EXAMPLE), "/why/questions/saddle-numbness")
    assert KNOWLEDGE.questions["saddle-numbness"].asks.says in page


@pytest.mark.django_db
def test_nobody_reads_it_without_being_let_in(client):
    for path in ("/library", "/library/muscles/psoas", "/why/muscles/psoas"):
        assert client.get(path).status_code == 302
