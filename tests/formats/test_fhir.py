"""The FHIR bundle: two validators and the required codes agree with it, whatever the diary says."""

import base64
import hashlib
import json
import subprocess
import sys
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import fhirkit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.realistic import (
    KNOWLEDGE,
    SCREEN,
    START,
    clean_screen,
    day,
    stories,
)
from tests.formats.fhir_codes import ELEMENTS, elements, wrong_codes
from tests.strategies import diaries
from tests.test_cases import PATHS, outcome_of

from strideback import __version__
from strideback.core.diary import (
    Answered,
    Corrected,
    Diary,
    Did,
    Drew,
    Function,
    Mark,
    PainLogged,
    Preferred,
    Stroke,
)
from strideback.core.review import Reviewer
from strideback.core.terms import Side
from strideback.formats import diary_checks
from strideback.formats.fhir import bundle, checked
from strideback.formats.knowledge_words import in_language
from strideback.formats.language import Language, speaking

REVIEWER = Reviewer(KNOWLEDGE)
NOW = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
OF_A_PLAN = {"CarePlan", "Goal", "PlanDefinition", "ActivityDefinition"}
ALWAYS = {"Patient", "Device", "Questionnaire", "DocumentReference", "Provenance"}
MAY_BE = ALWAYS | OF_A_PLAN | {"QuestionnaireResponse", "Observation", "ServiceRequest"}
FEWER = settings(max_examples=max(10, settings.default.max_examples // 3))  # two validators each
UNSURE = {
    "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason",
    "code": "asked-unknown",
    "display": "Don't know",
}
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def made(diary, on=START, knowledge=KNOWLEDGE, **more):
    reading = diary_checks.reading(diary, knowledge)
    review = REVIEWER.review(reading, on)
    return bundle(knowledge, reading, review, now=NOW, **more)


def resources(of, kind):
    found = [entry["resource"] for entry in of["entry"]]
    return [each for each in found if each["resourceType"] == kind]


def only(of, kind):
    (found,) = resources(of, kind)
    return found


def runner(*events, without=()):
    """A runner with a clean screen, and what else is told."""
    return Diary((*clean_screen(START, without), *events))


def yes(question, on=START):
    return Answered(on=on, question=question, value="yes")


def questions(of):
    """The items of the Questionnaire by their linkId."""
    groups = only(of, "Questionnaire")["item"]
    return {item["linkId"]: item for group in groups for item in (group, *group["item"])}


def answers(response):
    return {item["linkId"]: item["answer"] for group in response["item"] for item in group["item"]}


# --- what holds for every bundle -----------------------------------------------------------------


def sound(made_bundle):
    """Both validators, the codes, the references and the shape; what is sent is what was made."""
    sent = json.loads(json.dumps(made_bundle, allow_nan=False))
    assert sent == made_bundle
    new = _not_seen_yet(sent)
    assert checked(new) is new
    assert [str(each) for each in fhirkit.validate(new)] == []
    assert wrong_codes(new) == []
    _resolves(sent)
    kinds = [entry["resource"]["resourceType"] for entry in sent["entry"]]
    assert ALWAYS <= set(kinds) <= MAY_BE
    assert kinds.count("Patient") == kinds.count("Questionnaire") == 1


_SEEN = set()


def _not_seen_yet(sent):
    """The bundle without resources that were found valid before: the questions are in every bundle."""
    texts = {json.dumps(entry, sort_keys=True): entry for entry in sent["entry"]}
    new = [entry for text, entry in texts.items() if text not in _SEEN]
    _SEEN.update(texts)
    return sent | {"entry": new or sent["entry"]}


def _resolves(sent):
    """Ids are not used twice, and everything that is pointed at is there."""
    there = [entry["fullUrl"] for entry in sent["entry"]]
    assert len(set(there)) == len(there)
    assert all(e["fullUrl"] == f"urn:uuid:{e['resource']['id']}" for e in sent["entry"])
    defined = {f"{r['url']}|{r['version']}" for e in sent["entry"] if "url" in (r := e["resource"])}
    for entry in sent["entry"]:
        for path, value in elements(entry["resource"]):
            if path.endswith(".reference"):
                assert value in there, path
            if path.endswith(("Canonical", "QuestionnaireResponse.questionnaire")):
                assert value in defined, path


def without_a_plan(sent):
    kinds = {entry["resource"]["resourceType"] for entry in sent["entry"]}
    text = json.dumps(sent)
    named = [e.name for e in KNOWLEDGE.exercises.values() if json.dumps(e.name) in text]
    return not kinds & OF_A_PLAN and "Timing" not in text and not named


def blocked_in(sent, blocks):
    """The exercises in the bundle that the screen blocks for this runner."""
    by_name = {exercise.name: exercise for exercise in KNOWLEDGE.exercises.values()}
    titles = {each["title"] for each in resources(sent, "ActivityDefinition")}
    for plan in resources(sent, "CarePlan"):
        titles |= {each["detail"]["code"]["text"] for each in plan.get("activity", ())}
    for programme in resources(sent, "PlanDefinition"):
        stages = programme["action"]
        titles |= {part["title"] for stage in stages for part in stage.get("action", ())}
    return {title for title in titles if by_name[title].names & blocks}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_bundle_of_every_case_is_sound(path):
    case = outcome_of(path)
    sent = bundle(KNOWLEDGE, case.diary, case.review, now=NOW)
    sound(sent)
    triage = case.review.triage
    assert without_a_plan(sent) == (triage.outcome != "cleared")
    assert not blocked_in(sent, triage.blocks)


@given(stories())
@FEWER
def test_the_bundle_of_a_runners_diary_is_sound(story):
    reading = diary_checks.reading(story.diary, KNOWLEDGE)
    review = REVIEWER.review(reading, story.today)
    sent = bundle(KNOWLEDGE, reading, review, now=NOW)
    sound(sent)
    assert sent == bundle(KNOWLEDGE, reading, review, now=NOW)
    assert without_a_plan(sent) == (review.triage.outcome != "cleared")
    assert not blocked_in(sent, review.triage.blocks)


@given(diaries(), st.booleans(), st.datetimes(timezones=st.timezones()))
@FEWER
def test_the_bundle_of_any_diary_at_all_is_sound(diary, read, now):
    reading = diary_checks.reading(diary, KNOWLEDGE) if read else diary
    review = REVIEWER.review(reading, date(2200, 12, 31))
    sent = bundle(KNOWLEDGE, reading, review, now=now)
    sound(sent)
    assert without_a_plan(sent)


def test_what_is_wrong_is_found():
    """The three checks do see a fault, each its own kind."""
    sent = made(runner(PainLogged(on=START, now=5.0)))
    no_status, unknown_field, no_such_code = deepcopy(sent), deepcopy(sent), deepcopy(sent)
    del only(no_status, "CarePlan")["status"]
    only(unknown_field, "Goal")["mood"] = "good"
    only(no_such_code, "CarePlan")["status"] = "banana"
    for wrong in (no_status, unknown_field):
        with pytest.raises(ValueError, match="This is not a FHIR bundle: entry"):
            checked(wrong)
        assert fhirkit.validate(wrong)
    assert wrong_codes(no_such_code) == ["CarePlan.status: 'banana' is not in request-status"]


def test_the_table_of_codes_covers_the_resources_that_are_made():
    assert {path.partition(".")[0] for path in ELEMENTS} >= MAY_BE | {"Bundle"}


def test_nobody_is_ever_given_a_diagnosis():
    assert not MAY_BE & {"Condition", "ClinicalImpression", "DiagnosticReport", "RiskAssessment"}


# --- who it is about -----------------------------------------------------------------------------


def test_the_runner_is_an_id_and_nothing_else():
    patient = only(made(runner(), runner="some account"), "Patient")
    assert set(patient) == {"resourceType", "id", "identifier"}
    assert patient["identifier"] == [
        {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{patient['id']}"}
    ]
    assert "some account" not in json.dumps(made(runner(), runner="some account"))


def test_ids_stay_while_the_diary_grows():
    before = made(runner(PainLogged(on=START, now=5.0)))
    later = made(runner(PainLogged(on=START, now=5.0), PainLogged(on=day(3), now=4.0)), day(3))
    kinds = {"Patient", "Device", "Questionnaire", "QuestionnaireResponse", "Observation"}
    kept = {
        entry["fullUrl"] for entry in before["entry"] if entry["resource"]["resourceType"] in kinds
    }
    assert kept <= {entry["fullUrl"] for entry in later["entry"]}


def test_two_runners_share_no_id_but_those_of_the_knowledge():
    diary = runner(PainLogged(on=START, now=5.0))
    one, other = made(diary, runner="1"), made(diary, runner="2")
    shared = {e["fullUrl"] for e in one["entry"]} & {e["fullUrl"] for e in other["entry"]}
    kinds = {e["resource"]["resourceType"] for e in one["entry"] if e["fullUrl"] in shared}
    assert kinds == {"Questionnaire", "PlanDefinition", "ActivityDefinition"}


def test_provenance_names_the_edition_and_the_version():
    sent = made(runner())
    edition = only(sent, "Provenance")["entity"][0]["what"]["display"]
    versions = {each["value"] for each in only(sent, "Device")["version"]}
    assert edition == f"The knowledge of strideback, edition {KNOWLEDGE.edition}"
    assert versions == {__version__, KNOWLEDGE.edition}


def test_the_instant_needs_its_time_zone():
    review = REVIEWER.review(Diary(), START)
    with pytest.raises(ValueError, match="time zone"):
        bundle(KNOWLEDGE, Diary(), review, now=NOW.replace(tzinfo=None))


# --- questions and answers -----------------------------------------------------------------------


def test_every_question_is_there_by_its_id_with_its_options():
    asked = questions(made(Diary()))
    assert set(KNOWLEDGE.questions) <= set(asked)
    for question in KNOWLEDGE.questions.values():
        item = asked[question.id]
        assert item["text"] == question.asks.says
        codes = [each["valueCoding"]["code"] for each in item.get("answerOption", ())]
        named = [f"{question.id}.{option.id}" for option in question.options]
        if question.kind == "choices":
            assert codes == [*named, f"{question.id}.none-of-these", "asked-unknown"]
            assert item["repeats"]
        else:
            assert codes == (["Y", "N", "asked-unknown"] if question.kind == "yes-no" else [])


def test_it_says_when_a_question_is_asked_as_far_as_fhir_can():
    asked = questions(made(Diary()))
    said = {name: item["enableWhen"] for name, item in asked.items() if "enableWhen" in item}
    assert all(each["question"] in KNOWLEDGE.questions for w in said.values() for each in w)
    assert said["first-ever-pain"] == [{"question": "age", "operator": ">=", "answerDecimal": 50}]
    codes = [
        (each["operator"], each["answerCoding"]["code"]) for each in said["below-knee-both-legs"]
    ]
    assert codes == [("=", "Y"), ("=", "asked-unknown")]  # not sure counts as yes there
    assert asked["below-knee-both-legs"]["enableBehavior"] == "any"
    assert asked["inflammatory"]["enableBehavior"] == "all"
    gated = {q.id for q in KNOWLEDGE.questions.values() if q.ask_when is not None}
    assert gated - set(said) == {q.id for q in SCREEN if q.group == "check-in"}


def test_answers_stand_on_the_day_they_were_given():
    diary = runner(Answered(on=day(2), question="sleep-hours", value=7.5))
    first, second = resources(made(diary, day(2)), "QuestionnaireResponse")
    assert (first["authored"], second["authored"]) == ("2026-03-02", "2026-03-04")
    assert answers(second) == {"sleep-hours": [{"valueDecimal": 7.5}]}
    assert answers(first)["age"] == [{"valueDecimal": 34}]
    assert answers(first)["fever"][0]["valueCoding"]["code"] == "N"
    none = answers(first)["health-conditions"][0]["valueCoding"]
    assert (none["code"], none["display"]) == ("health-conditions.none-of-these", "none of these")


def test_not_sure_is_an_answer_of_its_own():
    told = {"fever": "not-sure", "health-conditions": "not-sure", "age": "not-sure"}
    diary = runner(*(Answered(on=START, question=q, value=v) for q, v in told.items()))
    said = answers(only(made(diary), "QuestionnaireResponse"))
    assert said["fever"] == said["health-conditions"] == [{"valueCoding": UNSURE}]
    absent = {"extension": [{"url": ABSENT, "valueCode": "asked-unknown"}]}
    assert said["age"] == [{"_valueDecimal": absent}]


def test_every_option_ticked_is_told():
    ticked = ("hills", "long-sitting")
    diary = runner(Answered(on=START, question="worse-with", value=ticked))
    said = answers(only(made(diary), "QuestionnaireResponse"))["worse-with"]
    assert {each["valueCoding"]["code"] for each in said} == {f"worse-with.{t}" for t in ticked}


def test_a_corrected_answer_is_told_as_corrected():
    mended = Answered(on=START, question="age", value=43.0)
    events = clean_screen(START)
    number = 1 + next(n for n, each in enumerate(events) if each.question == "age")
    diary = Diary((*events, Corrected(on=day(1), number=number, replacement=mended)))
    response = only(made(diary, day(1)), "QuestionnaireResponse")
    assert response["status"] == "amended"
    assert answers(response)["age"] == [{"valueDecimal": 43}]


def test_answers_are_in_progress_while_the_screen_waits():
    waiting = only(made(runner(without=("fever",))), "QuestionnaireResponse")
    assert waiting["status"] == "in-progress"
    assert only(made(runner()), "QuestionnaireResponse")["status"] == "completed"


@pytest.mark.parametrize("diary", [Diary(), runner(), runner(yes("saddle-numbness"))])
def test_everybody_is_told_when_to_get_help(diary):
    said = [item["text"] for item in questions(made(diary)).values()]
    assert {each.says for each in KNOWLEDGE.screen.safety_net} <= set(said)


def test_another_language_is_another_version_of_the_same_questions():
    marked = Language("de", text=lambda text: f"⟦{text}⟧")
    review = REVIEWER.review(runner(), START)
    with speaking(marked):
        german = bundle(in_language(KNOWLEDGE, marked), runner(), review, now=NOW)
    sound(german)
    english = made(runner())
    one, other = only(english, "Questionnaire"), only(german, "Questionnaire")
    assert one["url"] == other["url"]
    assert one["version"] != other["version"]
    assert other["item"][0]["text"].startswith("⟦")


# --- what was measured ---------------------------------------------------------------------------


def test_pain_has_the_code_of_loinc():
    diary = runner(PainLogged(on=START, now=3.0, worst=7.5))
    now, worst = resources(made(diary), "Observation")
    for each, value, name in ((now, 3, "pain.now"), (worst, 7.5, "pain.worst")):
        loinc, ours = each["code"]["coding"]
        assert (loinc["system"], loinc["code"]) == ("http://loinc.org", "72514-3")
        assert ours["code"] == name
        assert each["valueQuantity"]["value"] == value
        assert (each["status"], each["effectiveDateTime"]) == ("final", "2026-03-02")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime.fromisoformat("2026-03-02T07:30"), "2026-03-02"),
        (
            datetime(2026, 3, 2, 7, 30, tzinfo=timezone(timedelta(hours=1))),
            "2026-03-02T07:30:00+01:00",
        ),
        (
            datetime(2026, 3, 2, 7, 30, tzinfo=timezone(timedelta(hours=20))),
            "2026-03-01T11:30:00+00:00",
        ),
        (
            datetime(1, 1, 1, 0, 0, tzinfo=timezone(timedelta(hours=20))),
            "0001-01-01T00:00:00+00:00",
        ),
    ],
)
def test_an_instant_is_told_with_its_zone_or_not_at_all(at, said):
    diary = Diary((PainLogged(on=at.date(), at=at, now=3.0),))
    sent = made(diary)
    assert only(sent, "Observation")["effectiveDateTime"] == said
    sound(sent)


def test_function_scores_and_a_drawing_are_told():
    diary = runner(
        Function(on=START, measure="rmdq", value=9.0),
        Function(on=START, measure="activity", value=4.0, activity="run 10 km"),
        Drew(on=START, view="back", marks=(Mark(region="sacrum", side=None, intensity=4.0),)),
        Drew(on=START, view="front"),
    )
    rmdq, activity, drawing, nothing = resources(made(diary), "Observation")
    assert "Roland-Morris" in rmdq["code"]["text"]
    assert activity["code"]["text"].startswith("run 10 km: ")
    assert [each["code"]["text"] for each in drawing["component"]] == ["Sacrum"]
    assert drawing["component"][0]["valueQuantity"]["value"] == 4
    assert nothing["valueString"] == "nothing marked"


def test_strokes_beside_every_region_are_told_too():
    stroke = Stroke(points=((-900.0, -900.0),), brush=1.0, intensity=5.0)
    sent = made(runner(Drew(on=START, view="back", strokes=(stroke,))))
    assert only(sent, "Observation")["valueString"] == "strokes outside the regions"


def test_a_corrected_score_keeps_its_id():
    wrong = runner(PainLogged(on=START, now=9.0))
    mended = Corrected(
        on=day(1), number=len(wrong.events), replacement=PainLogged(on=day(1), now=3.0)
    )
    before = only(made(wrong), "Observation")
    after = only(made(wrong.plus(mended), day(1)), "Observation")
    assert before["id"] == after["id"]
    assert (after["status"], after["valueQuantity"]["value"]) == ("corrected", 3)
    assert after["effectiveDateTime"] == "2026-03-02"


HOSTILE = [
    "<script>alert(1)</script> & ]]> '\" {braces} %s",
    "\x00\x07\x1b[31mred\x7f\x85",
    "\u2028\u00a0\u202eright to left \ufeff",
    "\ud800 half of a pair",
    "   \t\n  ",
    "a" * 1_200_000,
    "🏃" * 300_000,
]


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: repr(words[:12]))
def test_whatever_the_runner_writes_is_carried_as_words(words):
    diary = Diary(
        (
            *clean_screen(START),
            Answered(on=START, question="anything-else", value=words),
            Answered(on=START, question="own-activity", value=words),
            Function(on=START, measure="activity", value=4.0, activity=words),
        )
    )
    review = REVIEWER.review(diary, START)
    sound(bundle(KNOWLEDGE, diary, review, now=NOW, runner="\x00"))


# --- a runner who should be seen -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "priority"),
    [("saddle-numbness", "stat"), ("weight-loss", "asap"), ("night-pain", "urgent")],
)
def test_a_flag_makes_a_draft_of_a_referral(question, priority):
    diary = Diary(
        tuple(
            replace(each, value="yes") if each.question == question else each
            for each in clean_screen(START)
        )
    )
    request = only(made(diary), "ServiceRequest")
    assert (request["status"], request["intent"]) == ("draft", "proposal")
    assert request["priority"] == priority
    reason = "\n".join(each["text"] for each in request["reasonCode"])
    assert f"2026-03-02: {KNOWLEDGE.questions[question].asks.says} yes" in reason
    assert "no diagnosis" in request["note"][0]["text"]
    assert KNOWLEDGE.screen.safety_net[0].says in request["patientInstruction"]
    assert "coding" not in json.dumps(request["reasonCode"])


def test_an_answer_taken_back_still_stands_in_the_referral():
    told = clean_screen(START)
    number = 1 + next(n for n, each in enumerate(told) if each.question == "saddle-numbness")
    told[number - 1] = yes("saddle-numbness")
    no = replace(told[number - 1], on=day(1), value="no")
    sent = made(Diary((*told, Corrected(on=day(1), number=number, replacement=no))), day(1))
    reason = only(sent, "ServiceRequest")["reasonCode"][0]["text"]
    assert KNOWLEDGE.questions["saddle-numbness"].asks.says in reason
    assert without_a_plan(sent)


def test_a_referred_runner_who_was_in_the_middle_of_a_plan_has_none_in_it():
    did = Did(on=START, exercise="pigeon-stretch", side=Side.LEFT, sets=2, hold_s=30.0)
    issued = made(runner(did, PainLogged(on=START, now=5.0)), day(1))
    assert not without_a_plan(issued)
    referred = made(runner(did, PainLogged(on=START, now=5.0), yes("chest-pain", day(1))), day(1))
    assert without_a_plan(referred)
    assert only(referred, "ServiceRequest")["priority"] == "stat"


def test_nobody_asks_for_a_referral_without_a_flag():
    assert not resources(made(runner()), "ServiceRequest")


@pytest.mark.parametrize("question", ["acute-illness", "recent-fracture-or-surgery"])
def test_a_plan_that_only_waits_asks_for_no_referral(question):
    sent = made(runner(yes(question)))
    assert without_a_plan(sent)
    assert not resources(sent, "ServiceRequest")


# --- a runner with a plan ------------------------------------------------------------------------


def test_the_plan_is_told_day_by_day():
    diary = runner(PainLogged(on=START, now=5.0))
    review = REVIEWER.review(diary, START)
    sent = made(diary)
    plan = only(sent, "CarePlan")
    assert (plan["status"], plan["intent"]) == ("active", "proposal")
    told = {
        (each["detail"]["code"]["text"], on)
        for each in plan["activity"]
        for on in each["detail"]["scheduledTiming"]["event"]
    }
    planned = {
        (KNOWLEDGE.exercises[item.exercise].name, session.on.isoformat())
        for session in review.plan.sessions
        for item in session.items
    }
    assert told == planned
    assert {each["text"] for each in plan["note"]} == {
        each.says for each in KNOWLEDGE.screen.safety_net
    }


def test_what_waits_for_a_gate_is_not_scheduled():
    plan = only(made(runner(PainLogged(on=START, now=5.0))), "CarePlan")
    details = [each["detail"] for each in plan["activity"]]
    assert {each["status"] for each in details} == {"scheduled", "not-started"}
    for each in details:
        assert ("statusReason" in each) == (each["status"] == "not-started")


def test_after_a_stop_sign_nothing_of_today_is_scheduled():
    bad = Did(
        on=START, exercise="pigeon-stretch", side=Side.LEFT, during=KNOWLEDGE.gates.stop_pain_from
    )
    diary = runner(PainLogged(on=START, now=3.0), bad)
    review = REVIEWER.review(diary, START)
    assert review.stopped
    details = [each["detail"] for each in only(made(diary), "CarePlan")["activity"]]
    today = [each for each in details if "2026-03-02" in each["scheduledTiming"]["event"]]
    assert {each["status"] for each in today} == {"on-hold"}


def test_goals_are_less_pain_and_what_the_runner_wants_to_do():
    diary = runner(
        PainLogged(on=START, now=5.0),
        Answered(on=START, question="own-activity", value="tie my shoes"),
        Function(on=START, measure="activity", value=4.0, activity="run 10 km"),
    )
    pain, shoes, run = resources(made(diary), "Goal")
    assert pain["target"][0]["detailQuantity"] | {"unit": ""} == {
        "value": 3.5,
        "comparator": "<=",
        "unit": "",
        "system": "http://unitsofmeasure.org",
        "code": "{score}",
    }
    assert shoes["description"]["text"] == "To be able to do this again: tie my shoes"
    assert run["description"]["text"] == "To be able to do this again: run 10 km"


def test_a_programme_names_its_exercises_and_where_it_comes_from():
    sent = made(runner(Preferred(on=START, also=("low-back-flexibility",))))
    titles = [each["title"] for each in resources(sent, "PlanDefinition")]
    assert titles == [KNOWLEDGE.programmes[name].name for name in ("guide", "low-back-flexibility")]
    guide = resources(sent, "PlanDefinition")[0]
    assert [stage["title"] for stage in guide["action"]] == [
        stage.name for stage in KNOWLEDGE.programmes["guide"].stages
    ]
    assert {"A", "S"} <= {each["label"] for each in guide["relatedArtifact"]}


def test_a_stage_that_the_screen_cut_short_does_not_describe_what_is_left_out():
    sent = made(
        runner(
            yes("blood-thinners"), Answered(on=START, question="after-massage-bleeding", value="no")
        )
    )
    massage = only(sent, "PlanDefinition")["action"][0]
    assert massage["title"] == "Massage"
    assert "description" not in massage


# --- the report ----------------------------------------------------------------------------------


def test_the_report_goes_along_or_is_pointed_at():
    pdf = b"%PDF-1.7 made up"
    (inside,) = only(made(runner(), pdf=pdf), "DocumentReference")["content"]
    attachment = inside["attachment"]
    assert base64.b64decode(attachment["data"]) == pdf
    assert base64.b64decode(attachment["hash"]) == hashlib.sha1(pdf, usedforsecurity=False).digest()
    assert attachment["size"] == len(pdf)
    linked = made(runner(), report_url="https://example.org/report.pdf")
    sound(linked)
    (inside,) = only(linked, "DocumentReference")["content"]
    assert inside["attachment"]["url"] == "https://example.org/report.pdf"
    sound(made(runner(), pdf=pdf))


def test_the_report_of_a_referred_runner_is_a_referral_note():
    note = only(made(runner(yes("chest-pain"))), "DocumentReference")["type"]
    assert note["coding"][0]["code"] == "57133-1"
    assert "coding" not in only(made(runner()), "DocumentReference")["type"]


# --- the edge ------------------------------------------------------------------------------------


def test_making_a_bundle_loads_no_models_of_fhir():
    code = "import sys, strideback.formats.fhir; print({'fhir', 'pydantic'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_without_the_extra_the_check_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "fhir.resources.R4B.bundle", None)
    with pytest.raises(ImportError, match=r"pip install 'strideback\[fhir\]'"):
        checked({})
