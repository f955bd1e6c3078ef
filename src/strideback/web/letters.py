"""A mail as it goes out: plain text and HTML that say the same, and nothing that tells who reads it.

No picture, no file and no font comes from anywhere, no link says who followed it, and the subject says
nothing about anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from strideback.store.consent import stop_link
from strideback.store.reminding import Reminder, Reminders
from strideback.web.templating import language

_WIDTH: Final = 72


@dataclass(frozen=True, slots=True)
class Link:
    """Words, and the address that they lead to."""

    says: str
    to: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says: the same in both of its forms.  `stop` is the address that ends all mail."""

    subject: str
    title: str
    says: tuple[str, ...]
    action: Link
    small: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    stop: str = ""


def site(name: str, *parts: str) -> str:
    """The whole address of a screen."""
    return f"{settings.SITE}{reverse(name, args=parts)}"


def stop_address(wishes: Reminders) -> str:
    """The address that ends all mail."""
    return site("reminders-stop", stop_link(wishes))


def foot(wishes: Reminders) -> tuple[Link, ...]:
    """What stands below every reminder: when to get help, what to change, how to end it."""
    return (
        Link(_("When to get help"), f"{site('today')}#help"),
        Link(_("Change what comes"), site("reminders")),
        Link(_("No more e-mail"), stop_address(wishes)),
    )


def mail(
    letter: Letter, to: str, row: Reminder, connection: BaseEmailBackend | None
) -> EmailMultiAlternatives:
    """The mail, ready to be sent.  The same reminder has the same Message-ID, however often it is sent."""
    host = settings.SITE.partition("://")[2].partition(":")[0]
    number = salted_hmac("strideback.mail", f"{row.runner_id} {row.key}").hexdigest()[:32]
    headers = {
        "Message-ID": f"<{number}@{host}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": language(),
    }
    if letter.stop:
        headers["List-Unsubscribe"] = f"<{letter.stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made = EmailMultiAlternatives(
        letter.subject, text(letter), to=[to], headers=headers, connection=connection
    )
    made.attach_alternative(render_to_string("mail.html", {"letter": letter}), "text/html")
    return made


def text(letter: Letter) -> str:
    """The mail as plain text, in lines that any reader can show."""
    links = [f"{each.says}: {each.to}" for each in letter.links]
    above = [letter.title, *_filled(letter.says), f"{letter.action.says}:\n{letter.action.to}"]
    below = [*_filled(letter.small), *(["\n".join(links)] if links else [])]
    if below:
        below[0] = f"-- \n{below[0]}"  # what mail programs show as a signature
    return "\n\n".join([*above, *below]) + "\n"


def _filled(paragraphs: Sequence[str]) -> list[str]:
    return [fill(each, _WIDTH, break_long_words=False) for each in paragraphs]
