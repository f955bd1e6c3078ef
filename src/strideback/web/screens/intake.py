"""The questions: the safety screen first, one a page, and what to do at once where an answer says so."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect, push_url

from strideback.core.asking import CONSENT, follow_ups, pressing
from strideback.core.diary import Answered, AnyEvent, Corrected
from strideback.formats.intake_words import NO_PRESSING, said, when_not_sure
from strideback.formats.said import said_so
from strideback.web.adding import add, add_whatever_was_told
from strideback.web.asked import NOT_SURE, AnswerForm, as_sent
from strideback.web.page import for_runner, page, see
from strideback.web.questionnaire import (
    Item,
    ahead,
    check_in_questions,
    earlier,
    item_of,
    open_items,
    place_of,
    value_of,
    with_value,
)
from strideback.web.runners import Seen
from strideback.web.sitting import Now


@require_GET
@for_runner
def intake(request: HttpRequest, seen: Seen) -> HttpResponse:
    """On to the next question; at the end where the runner stands, and before it who has to be seen."""
    now = Now.of(request, seen)
    if now.strict:
        return _referred(now)
    item = now.next()
    if item is not None:
        return redirect("intake", item.key)
    return _end(now)


@require_http_methods(["GET", "POST"])
@for_runner
def question(request: HttpRequest, seen: Seen, key: str) -> HttpResponse:
    """One question, with what was answered before; an answer is kept and leads on to the next."""
    now = Now.of(request, seen)
    item = item_of(now.it, key)
    if item is None:
        if ":" in key:  # a drawing or a pressing that is done by now, or is not to be done
            return _away(request)
        raise Http404
    if now.strict and not _may_be_told(now, item):
        return _away(request)
    if request.method == "POST" and "skip" in request.POST:
        return _skipped(now, item)
    if item.reply is None:
        return _asked(now, item, None)
    if request.method != "POST":
        return _asked(now, item, _filled(now, item))
    form = AnswerForm(item.reply(), request.POST)
    if not form.is_valid():
        return _asked(now, item, form, status=422)
    return _told(now, item, form.value)


@require_POST
@for_runner
def again(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Ask what was passed over once more; with `new`, the short re-screen because something is new."""
    now = Now.of(request, seen)
    now.sitting.passed = []
    now.sitting.trail = []
    if "new" in request.POST:
        now.sitting.extra = check_in_questions(now.it)
    return _onward(now)


# --- what was said -------------------------------------------------------------------------------


def _may_be_told(now: Now, item: Item) -> bool:
    """Before being seen: what belongs to an answer just given, and corrections."""
    belongs = item.question is not None and item.question in follow_ups(now.it)
    return belongs or (now.mistake and earlier(now.it, item) is not None)


def _before(now: Now, item: Item) -> tuple[int, AnyEvent] | None:
    """The earlier answer that this page is about: none where the question is open (again)."""
    if not now.mistake and item.key in {each.key for each in now.open()}:
        return None
    return earlier(now.it, item)


def _told(now: Now, item: Item, value: Any) -> HttpResponse:  # noqa: ANN401 - answers differ
    """Keep an answer: a new line, or a correction of the line that this sitting or a slip has made."""
    before = _before(now, item)
    today = now.seen.today
    if item.event is None:
        raise Http404
    if before is not None and value_of(item, before[1]) == value:
        pass  # it is there
    elif _raises(item, value):
        add_whatever_was_told(now.request, item.event(today, value))
    elif before is None:
        add(now.request, [item.event(today, value)])
    else:
        number, event = before
        mended = event.on == today or now.mistake
        told = with_value(item, event, today, value)
        corrected = Corrected(on=today, number=number, replacement=told)
        add(now.request, [corrected if mended else item.event(today, value)])
    after = now.again()
    still = item.key in {each.key for each in open_items(after.it, [])}
    after.sitting.answered(item.key, still_open=still)
    if value == NOT_SURE and item.question is not None and item.question.screen:
        after.sitting.says = _(when_not_sure(item.question))
    return _onward(after)


def _raises(item: Item, value: Any) -> bool:  # noqa: ANN401 - answers differ
    """True for an answer of the screen that may raise a flag: a yes, or something ticked.

    It is told anew and not as a correction, which a later correction could take back; and it is taken
    from a page that is out of date too, or that was sent before with another answer.
    """
    asked = item.question
    return (
        asked is not None
        and item.screen
        and asked.kind in {"yes-no", "choices"}
        and value not in {"no", ()}
    )


def _skipped(now: Now, item: Item) -> HttpResponse:
    """Leave it open, or leave the earlier answer; and say which."""
    if _before(now, item) is not None:
        now.sitting.went_by(item.key)
        now.sitting.says = _("Your earlier answer stays.")
    else:
        now.sitting.left_open(item.key)
        now.sitting.says = (
            _("Left open. The plan waits for it.") if item.screen else _("Left open.")
        )
    return _onward(now)


def _onward(now: Now) -> HttpResponse:
    """To the next question: a new page, or with HTMX the question alone."""
    now.mistake = False  # it was about the question before
    item = now.next()
    now.sitting.keep(now.request)
    if item is None:
        return _away(now.request)
    if not _swaps(now.request):
        return see("intake", item.key)
    form = _filled(now, item) if item.reply else None
    return push_url(_asked(now, item, form), reverse("intake", args=[item.key]))


def _away(request: HttpRequest) -> HttpResponse:
    """To wherever the questions stand: with HTMX too as a whole page."""
    return HttpResponseClientRedirect(reverse("intake")) if _swaps(request) else see("intake")


def _swaps(request: HttpRequest) -> bool:
    """True when HTMX wants the question alone; going back in the browser's history wants all."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request


# --- what is shown -------------------------------------------------------------------------------


def _filled(now: Now, item: Item) -> AnswerForm:
    """The form of a question with its earlier answer, where it has one that stands."""
    reply = item.reply() if item.reply else None
    if reply is None:
        raise Http404
    before = _before(now, item)
    was = [] if before is None else as_sent(value_of(item, before[1]), reply.shape)
    return AnswerForm(reply, was=was)


def _asked(now: Now, item: Item, form: AnswerForm | None, *, status: int = 200) -> HttpResponse:
    swap = _swaps(now.request)
    before = _before(now, item)
    was = ""
    if before is not None and isinstance(before[1], Answered) and item.question is not None:
        was = said(item.question, before[1].value)
    says = now.sitting.heard()
    now.sitting.keep(now.request)
    return page(
        now.request,
        "_intake_question.html" if swap else "intake.html",
        seen=now.seen,
        tabs=not now.strict,  # nothing else is to be done while somebody has to be seen
        status=status,
        item=item,
        form=form,
        swap=swap,
        says=says,
        was=was,
        on=before[1].on if before is not None else None,
        mistake=now.mistake,
        place=place_of(now.it, item, now.sitting.extra),
        ahead=ahead(now.it) if item.key == CONSENT else (),
        back=now.sitting.before(item.key),
    )


def _referred(now: Now) -> HttpResponse:
    """What to do now, how soon, and what to say to whom; nothing else."""
    now.sitting.keep(now.request)
    return page(
        now.request,
        "intake_seen_first.html",
        seen=now.seen,
        tabs=False,
        belongs=list(follow_ups(now.it)),
        slips=_slips(now),
    )


def _slips(now: Now) -> list[tuple[str, str, str, bool]]:
    """Each answer behind the referral: its question, the answer as told, and whether it was corrected."""
    by_words = {each.asks.says: each for each in now.it.knowledge.questions.values()}
    current = now.it.last_answers()
    found: dict[str, tuple[str, str, str, bool]] = {}
    for flag in now.seen.review.raised:
        if flag.level < now.it.knowledge.screen.refer_from:
            continue
        for _on, asks, answer in said_so(
            now.it.knowledge, now.seen.kept.diary, now.seen.today, flag
        ):
            asked = by_words.get(asks)
            if asked is not None:
                last = current.get(asked.id)
                mended = last is not None and answer not in said(asked, last.value)
                found[asked.id] = (asked.id, asks, answer, mended)
    return list(found.values())


def _end(now: Now) -> HttpResponse:
    """Where the runner stands, what is left open, and what to watch for."""
    left = [each for each in now.open() if each.key in now.sitting.passed]
    now.sitting.keep(now.request)
    cleared = now.seen.review.triage.outcome == "cleared"
    return page(
        now.request,
        "intake_end.html",
        seen=now.seen,
        left=left,
        declined=now.declined,
        no_pressing=NO_PRESSING if cleared and not pressing(now.it) else "",
    )
