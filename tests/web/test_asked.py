"""Every question can be answered in each of its forms, and is kept as the terminal keeps it."""

import re
from datetime import date

import pytest
from django.http import QueryDict
from markupsafe import escape

from strideback.cli.intake_replies import reader_of
from strideback.core.diary import Answered
from strideback.core.knowledge import Evidence, Question, Sentence
from strideback.core.terms import Grade
from strideback.formats import knowledge_toml
from strideback.formats.diary_text import line_of, parse
from strideback.store import diaries
from strideback.web.asked import AnswerForm, Figure, Scale, Weekdays, Whether, as_sent, reply_to

DAY = date(2026, 3, 6)
QUESTIONS = knowledge_toml.load().questions
OWN = Evidence(sources=(), grade=Grade.CHOICE)


def asks(kind, **more):
    return Question(id="made-up", group="soon", order=1, kind=kind, asks=Sentence("?", OWN), **more)


def sent(*answers):
    data = QueryDict(mutable=True)
    data.setlist("answer", answers)
    return data


def answered(reply, *answers):
    form = AnswerForm(reply, sent(*answers))
    return form.value if form.is_valid() else form.wrong


def forms_of(question):
    """What a page sends for each form of an answer, and what one would type in the terminal."""
    match question.kind:
        case "yes-no":
            yield from ((["yes"], "y"), (["no"], "n"), (["not-sure"], "?"))
        case "number":
            low, high = question.minimum or 0, question.maximum
            for number in (low, high, (low + high) / 2):
                yield [f"{number:g}"], f"{number:g}"
            yield [f"{low:g} {question.unit}"], f"{low:g} {question.unit}"
            yield ["not-sure"], "?"
        case "choices":
            names = [each.id for each in question.options]
            yield ["none"], "0"
            yield names[:1], "1"
            yield names[::-1], " ".join(names)
            yield ["not-sure"], "?"
        case "date":
            yield from ((["2026-03-01"], "2026-03-01"), (["not-sure"], "?"))
        case _:
            for words in ("a word", "yes", "not-sure", "none", "34", 'with "quotes" and # signs'):
                yield [words], words


@pytest.mark.parametrize(
    ("name", "posted", "typed"),
    [(name, *form) for name, question in QUESTIONS.items() for form in forms_of(question)],
)
def test_a_question_is_answered_in_each_of_its_forms_as_in_the_terminal(
    name, posted, typed, client_of
):
    client = client_of(on=DAY)
    response = client.post(f"/screen/{name}", {"after": "0", "answer": posted})
    assert response.status_code == 303
    as_cli = Answered(on=DAY, question=name, value=reader_of(QUESTIONS[name])(typed))
    assert diaries.text(client.runner) == line_of(as_cli) + "\n"
    assert parse(diaries.text(client.runner)).diary.entries == (as_cli,)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_shown_with_its_help_and_its_why_and_nothing_chosen(name, client_of):
    question = QUESTIONS[name]
    shown = client_of(on=DAY).get(f"/screen/{name}").content.decode()
    for sentence in (question.asks, question.help, question.why):
        assert sentence is None or str(escape(sentence.says)) in shown
    for option in question.options:
        assert str(escape(option.says.says)) in shown
    assert not re.search(r"<input[^>]* checked", shown)
    assert ("Not sure" in shown) == (question.kind != "text")
    assert ("None of these" in shown) == (question.kind == "choices")


@pytest.mark.parametrize(
    ("reply", "answers", "says"),
    [
        (reply_to(asks("yes-no")), [], "Choose yes, no or not sure."),
        (reply_to(asks("yes-no")), ["maybe"], "Choose yes, no or not sure."),
        (reply_to(asks("yes-no")), ["yes", "no"], "Choose yes, no or not sure."),
        (reply_to(asks("yes-no")), ["yes", "not-sure"], "Choose not sure, or answer; not both."),
        (reply_to(asks("number")), [""], "Write a number, or choose not sure."),
        (reply_to(asks("number", minimum=5, maximum=110)), ["4"], "'4' is outside 5 to 110."),
        (reply_to(asks("number", minimum=5, maximum=110)), ["110.5"], "outside 5 to 110"),
        (reply_to(asks("number")), ["many"], "'many' is not a number. Write digits"),
        (reply_to(asks("number")), ["1,000,000"], "is not a number"),
        (reply_to(asks("number")), ["nan"], "is not a number"),
        (reply_to(asks("number")), ["9" * 400], "is not a number"),
        (reply_to(asks("number")), ["3", "not-sure"], "not both"),
        (reply_to(asks("choices")), [], "Choose all that fit, or none of these."),
        (reply_to(asks("choices")), ["none", "heat"], "Choose what fits, or none of these"),
        (reply_to(asks("choices")), ["never-heard-of"], "Choose all that fit"),
        (reply_to(asks("choices")), ["none", "not-sure"], "not both"),
        (reply_to(asks("date")), ["yesterday"], "'yesterday' is not a day."),
        (reply_to(asks("date")), ["2026-02-30"], "is not a day"),
        (reply_to(asks("date")), [], "Choose a day, or not sure."),
        (reply_to(asks("text")), ["  \n "], "Write a few words"),
        (reply_to(asks("text")), ["x" * 2001], "longer than 2,000 characters"),
        (Scale(), ["11"], "outside 0 to 10"),
        (Scale(), [], "Choose a number from 0 to 10."),
        (Weekdays(), ["someday"], "Choose at least one day."),
        (Weekdays(), [], "Choose at least one day."),
        (Whether(), ["not-sure"], "Choose yes or no."),
        (Figure(1, 600, unit="min", whole=True), ["0"], "outside 1 to 600"),
    ],
)
def test_an_answer_that_does_not_fit_is_told_what_to_do(reply, answers, says):
    (told,) = answered(reply, *answers)
    assert says in told


def test_silence_is_never_an_answer():
    for question in QUESTIONS.values():
        assert not AnswerForm(reply_to(question), sent()).is_valid()
        assert not AnswerForm(reply_to(question), QueryDict()).is_valid()
        assert not AnswerForm(reply_to(question), sent("")).is_valid()


def test_a_number_may_have_a_comma_and_its_unit():
    km = asks("number", unit="km", minimum=0, maximum=500)
    assert answered(reply_to(km), "7,5 KM") == 7.5
    assert answered(Figure(1, 600, unit="min", whole=True), "45.5 min") == 45


def test_a_day_is_a_day():
    assert answered(reply_to(asks("date")), "2026-03-01") == date(2026, 3, 1)
    assert answered(reply_to(asks("date")), "not-sure") == "not-sure"


def test_words_become_one_line():
    assert answered(reply_to(asks("text")), "first\r\nsecond\x00") == "first  second"


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_earlier_answer_stands_in_the_form_as_it_was_sent(name):
    question = QUESTIONS[name]
    for posted, _ in forms_of(question):
        value = answered(reply_to(question), *posted)
        again = as_sent(value, reply_to(question).shape)
        assert answered(reply_to(question), *again) == value
    assert answered(Weekdays(), *as_sent((0, 6), "weekdays")) == (0, 6)
    assert answered(Whether(), *as_sent(value=False)) is False
