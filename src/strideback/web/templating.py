"""Jinja2 with what every template uses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from strideback import __version__
from strideback.core.knowledge import Evidence, Flag
from strideback.core.terms import Level
from strideback.formats import words
from strideback.formats.figures import figures
from strideback.formats.said import Said, said_so
from strideback.formats.skip_words import reason_words
from strideback.web import offline
from strideback.web.runners import Seen, reviewer


def environment(**options: Any) -> Environment:  # noqa: ANN401 - Django's own options
    """The environment of the templates; a name that nobody gave is an error, and no blank."""
    own = {
        "autoescape": True,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n", "jinja2.ext.do"],
    }
    made = Environment(**{**options, **own})  # noqa: S701 - autoescape is among them
    made.filters["upfirst"] = upfirst
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        static=lru_cache(maxsize=4096)(_static),
        icon=icon,
        evidence=lambda of: _evidence(made, of, get_language()),
        url=reverse,
        link=link,
        version=__version__,
        local=settings.LOCAL,
        figures=figures,
        _=translated,
        language=language,
        messages_of=get_messages,
        new_key=new_key,
        htmx=htmx_script,
        day=day,
        words=words,
        things=things,
        why_left_out=why_left_out,
        said=said,
        offline_mark=offline.mark,
        offline_worker=offline.worker,
        Level=Level,
    )
    return made


def _static(file: str) -> Markup:
    return escape(static(file))


@lru_cache(maxsize=256)
def icon(name: str) -> Markup:
    """A picture of `icons.svg`, beside words that say the same."""
    drawn = '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
    return Markup(drawn).format(static("web/icons.svg"), name)  # noqa: S704 - both are escaped


@lru_cache(maxsize=2048)
def _evidence(made: Environment, of: Evidence, language: str | None) -> Markup:  # noqa: ARG001 - part of the key
    """The evidence of a sentence; there are few, and a page shows dozens, so each is made once."""
    told = made.get_template("_evidence.html").render(of=of, knowledge=reviewer().knowledge)
    return Markup(told)  # noqa: S704 - the template has escaped it


def why_left_out(reason: str) -> str:
    """Why something was left out, in the language of the page."""
    return reason_words(reviewer().knowledge, reason)


def translated(text: str, /, **values: object) -> Markup:
    """The text in the language of the page, with its `%(name)s` filled in and escaped."""
    found = _marked(text, get_language())
    return found % values if "%" in found else found


@lru_cache(maxsize=4096)
def _marked(text: str, language: str | None) -> Markup:  # noqa: ARG001 - part of the key
    """Looked up once: jinja's own `_` takes three calls and two lookups, dozens of times a page."""
    return Markup(gettext(text))  # noqa: S704 - our own words, as jinja's `_` marks them


@lru_cache(maxsize=4096)
def link(name: str, *parts: str) -> str:
    """The address of a screen, or nothing where this build has no such screen."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""


def things(of: Iterable[str], last: str) -> str:
    """What an exercise needs, in a row of words."""
    return words.joined([words.THINGS.get(each, each.replace("-", " ")) for each in of], last)


def upfirst(text: str) -> str:
    """The text with a large first letter, and the rest as it was: German nouns keep theirs."""
    return text[:1].upper() + text[1:]


def language() -> str:
    """The language of the page, as HTML names it."""
    return get_language() or "en"


def new_key() -> str:
    """A name for a form that is shown once, so that sending it twice counts once."""
    return uuid4().hex


def day(on: date, *, short: bool = False) -> str:
    """A day as it is said in the runner's language: `Friday 6 March`, or short `Fri 6 Mar`."""
    return date_format(on, gettext("D j M") if short else gettext("l j F"))


def said(seen: Seen, flag: Flag) -> tuple[Said, ...]:
    """The runner's own answers that raised a flag."""
    return said_so(reviewer().knowledge, seen.kept.diary, seen.today, flag)
