"""The language of the page, for everything that is said on it."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.utils.translation import get_language, gettext, ngettext

from strideback.formats.language import LANGUAGES, speaking


def spoken() -> str:
    """The language that the page is in: `en` or `de`."""
    code = (get_language() or "en").partition("-")[0]
    return code if code in LANGUAGES else "en"


def heard() -> AbstractContextManager[None]:
    """Within it, what the formats say is in the language of the page too."""
    language = LANGUAGES[spoken()]
    return speaking(language.with_words(gettext, ngettext))
