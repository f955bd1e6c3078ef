"""What a reminder says when its time comes: a letter, a note for a phone, or nothing any more.

Nothing that was true when it was put into the outbox is trusted: the wishes, the hours and the review
are looked at again, just before it goes out.  Only a cleared runner hears of a session or gets a tip;
one who has to be seen first gets nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from strideback.core.diary import AnyEvent, Did, Skipped, corrected
from strideback.core.knowledge import Knowledge, Tip
from strideback.core.plan import Session
from strideback.core.review import Review
from strideback.core.terms import Block, StageId
from strideback.core.triage import Cleared, only_check_in
from strideback.formats import words
from strideback.store import consent, diaries, outbox
from strideback.store.languages import heard, spoken
from strideback.store.models import Runner
from strideback.store.reminder_planning import PUSH, SESSION, TIP, key_day
from strideback.store.reminder_times import Hours
from strideback.store.reminding import Reminder, Reminders
from strideback.store.reviewing import day_of, reviewer, zone_of
from strideback.web.letters import Letter, Link, foot, site, stop_address
from strideback.web.looking_up import SHELVES

CHECK_IN: Final = "check-in"
ASKED_AGAIN: Final = timedelta(days=7)
"""How long a runner whose check-in is open is left alone after one word about it."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a phone shows.  `tag`: a second one takes the place of the first."""

    title: str
    says: str
    tag: str
    to: str


@dataclass(frozen=True, slots=True)
class NotYet:
    """It is quiet at the runner's now."""

    until: datetime


Said = Letter | Note | NotYet | None


@contextmanager
def in_language_of(runner: Runner) -> Iterator[None]:
    """Everything within it is said in the runner's language."""
    with translation.override(runner.language or "en"), heard():
        yield


def said(row: Reminder, wishes: Reminders, now: datetime) -> Said:
    """What goes out now, in the language that is spoken; None where nothing is wanted any more."""
    if row.key.startswith(consent.CONFIRM):
        return _question(row, wishes, now)
    if not _wanted(row, wishes) or key_day(row) != day_of(wishes.runner, now):
        return None
    if until := Hours.of(wishes).quiet_ends(now, zone_of(wishes.runner)):
        return NotYet(until)
    ready = reviewer(spoken())
    today = key_day(row)
    diary = diaries.load(wishes.runner, ready.knowledge).diary
    review = ready.review(diary, today)
    if row.key.startswith(TIP):
        return _tip_letter(row, wishes, ready.knowledge, review)
    events = tuple(each for each in corrected(diary, today) if each.on == today)
    return _of_today(row, wishes, review, events, now)


def _wanted(row: Reminder, wishes: Reminders) -> bool:
    kind = row.key.partition(":")[0] + ":"
    mail = settings.CAN_MAIL and consent.confirmed(wishes)
    return {
        TIP: wishes.tips and mail,
        SESSION: wishes.sessions and wishes.by_email and mail,
        PUSH: wishes.sessions and wishes.by_push,
    }.get(kind, False)


# --- the session of today ------------------------------------------------------------------------


def _of_today(
    row: Reminder, wishes: Reminders, review: Review, events: tuple[AnyEvent, ...], now: datetime
) -> Letter | Note | None:
    if isinstance(review.triage, Cleared):
        session = open_session(review, events)
        return None if session is None else _session_said(row, wishes, session)
    if only_check_in(review.triage) and not _asked_lately(row, now):
        outbox.note(row, CHECK_IN)
        return _check_in_said(row, wishes)
    return None


def open_session(review: Review, events: tuple[AnyEvent, ...]) -> Session | None:
    """The session of the day, as long as nothing of it was done, left out or stopped.

    Whoever has begun needs no reminder.
    """
    ahead = review.plan.sessions if review.plan else ()
    session = next((each for each in ahead if each.on == review.on), None)
    if session is None or not session.items or review.stopped:
        return None
    own = {item.exercise for item in session.items} | {"session"}
    begun = any(isinstance(each, (Did, Skipped)) and each.exercise in own for each in events)
    return None if begun else session


def _asked_lately(row: Reminder, now: datetime) -> bool:
    others = Reminder.objects.filter(runner=row.runner_id, about=CHECK_IN).exclude(pk=row.pk)
    kind = row.key.partition(":")[0]
    return others.filter(key__startswith=kind, sent_at__gt=now - ASKED_AGAIN).exists()


def _session_said(row: Reminder, wishes: Reminders, session: Session) -> Letter | Note:
    long = words.minutes(session)
    if row.key.startswith(PUSH):
        return _note(row, _("Today there is a session of about %(minutes)s.") % {"minutes": long})
    return _letter(
        wishes,
        subject=_("strideback: your reminder for today"),
        title=_("Your session is waiting"),
        says=(
            _("Today there is a session of about %(minutes)s.") % {"minutes": long},
            _("If something is new or worse, answer the safety questions first."),
        ),
        action=Link(_("Open today"), site("today")),
    )


def _check_in_said(row: Reminder, wishes: Reminders) -> Letter | Note:
    says = _("A short check-in is open; the plan goes on after it.")
    if row.key.startswith(PUSH):
        return _note(row, says)
    return _letter(
        wishes,
        subject=_("strideback: your reminder for today"),
        title=_("How are you?"),
        says=(says,),
        action=Link(_("Open today"), site("today")),
    )


def _note(row: Reminder, says: str) -> Note:
    return Note("strideback", says, tag=row.key, to=reverse("today"))


# --- tips ----------------------------------------------------------------------------------------


def _tip_letter(
    row: Reminder, wishes: Reminders, knowledge: Knowledge, review: Review
) -> Letter | None:
    tip = next_tip(row, knowledge, review)
    if tip is None:
        return None
    outbox.note(row, tip.id)
    grades = dict.fromkeys(each.evidence.grade for each in tip.says)
    small = [f"{grade.value}: {words.GRADES[grade]}." for grade in grades]
    return _letter(
        wishes,
        subject=_("strideback: a tip"),
        title=tip.name,
        says=tuple(f"{each.says} ({each.evidence.grade.value})" for each in tip.says),
        action=_more(knowledge, tip),
        small=tuple(small),
    )


def next_tip(row: Reminder, knowledge: Knowledge, review: Review) -> Tip | None:
    """The one that this reminder became before; else the first that was not sent and fits today.

    Only while the runner is cleared: a tip is no plan, but a runner who has to be seen needs no tips.
    None on a day on which pain has ended the session.
    """
    triage = review.triage
    if not isinstance(triage, Cleared) or review.plan is None or review.stopped:
        return None
    stage, blocks = review.plan.stage, triage.blocks
    fit = [each for each in knowledge.tips.values() if _fits(each, knowledge, stage, blocks)]
    kept = knowledge.tips.get(row.about)
    if kept in fit:
        return kept
    before = set(
        Reminder.objects.filter(runner=row.runner_id, key__startswith=TIP, dropped_at=None)
        .exclude(pk=row.pk)
        .values_list("about", flat=True)
    )
    return next((each for each in fit if each.id not in before), None)


def _fits(tip: Tip, knowledge: Knowledge, stage: StageId, blocks: AbstractSet[Block]) -> bool:
    """True when nothing that it speaks of, or leads to, is left out of the runner's plan.

    Where massage of one muscle is left out, a tip about massage is, too: it does not say where.
    """
    kinds = {Block(each.partition(":")[0]) for each in blocks}
    leads_to = (knowledge.exercises[each] for each in tip.see if each in knowledge.exercises)
    return tip.fits(stage, blocks | kinds) and all(
        blocks.isdisjoint(each.names) for each in leads_to
    )


def _more(knowledge: Knowledge, tip: Tip) -> Link:
    """Where to read on in the library, or today's page."""
    for name in tip.see:
        for kind in SHELVES:
            if name in getattr(knowledge, kind):
                return Link(_("Read more"), site("library-entry", kind, name))
    return Link(_("Open today"), site("today"))


# --- letters -------------------------------------------------------------------------------------


def _question(row: Reminder, wishes: Reminders, now: datetime) -> Letter | None:
    """The question whether this address wants mail; nothing once it has said yes, or is too late."""
    asked = wishes.asked_at
    if not settings.CAN_MAIL:
        return None
    overtaken = asked is None or row.key != f"{consent.CONFIRM}{asked:%Y-%m-%dT%H:%M:%S}"
    answered = consent.confirmed(wishes) or not consent.wants_mail(wishes)
    if overtaken or answered or now > (asked or now) + consent.ASKED_FOR:
        return None
    return Letter(
        subject=_("strideback: please confirm"),
        title=_("Do you want e-mail from strideback?"),
        says=(
            _("Somebody asked for reminders or tips to this address."),
            _("If it was you, open this page and say yes there. It can be opened for three days."),
            _("If it was not you, do nothing: nothing more will come."),
        ),
        action=Link(_("Look at the question"), site("reminders-yes", consent.yes_link(wishes))),
    )


def _letter(
    wishes: Reminders,
    *,
    subject: str,
    title: str,
    says: tuple[str, ...],
    action: Link,
    small: tuple[str, ...] = (),
) -> Letter:
    because = _("You get this because you asked for it in strideback.")
    no_doctor = _(
        "Information to help you decide. It does not diagnose and does not replace a professional."
    )
    return Letter(
        subject=subject,
        title=title,
        says=says,
        action=action,
        small=(*small, no_doctor, because),
        links=foot(wishes),
        stop=stop_address(wishes),
    )


def wishes_of(row: Reminder) -> Reminders | None:
    """The wishes of the runner whose reminder it is, with runner and account."""
    found = Reminders.objects.select_related("runner__account")
    return found.filter(runner=row.runner_id).first()
