"""Gathers every text that is read in another language into its gettext catalogues.

    python tools/texts.py                    brings the catalogues up to date, and counts
    python tools/texts.py --left FILE        also writes what has no translation yet, as JSON
    python tools/texts.py --fill FILE ...    takes translations from JSON: {english: german}

Two catalogues for each language: `knowledge/text/LANGUAGE.po` holds the knowledge, and
`src/strideback/web/locale/LANGUAGE/LC_MESSAGES/django.po` the words of the app around it.  A
translation whose English is gone is dropped; an English text that changed has none until it is
translated anew.  A text with two forms stands in JSON as {"one|||more": "form 1|||form 2"}.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize
from hatch_build import compiled

from strideback.formats.chart_svg import texts as chart_texts
from strideback.formats.knowledge_toml import default_folder, load
from strideback.formats.knowledge_words import texts

ROOT = Path(__file__).parents[1]
LANGUAGES = ("de",)
FORMS = "|||"
HEAD = """# Gathered by tools/texts.py.  Change what stands after msgstr, and nothing else.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {forms}\\n"

"""
WORDS_OF_THE_APP = ("web", "server", "formats")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "say": None,
    "marked": None,
    "later": None,
    "saying": None,
    "counted": (2, 3),
}
OPTIONS = {
    "extensions": "jinja2.ext.i18n,jinja2.ext.do",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
}


def of_knowledge() -> Catalog:
    """Every text of the knowledge, with the places where it stands."""
    found = Catalog(project="strideback knowledge", charset="utf-8")
    for place, text in texts(load()):
        found.add(text, locations=[(place, None)])
    for picture in sorted((default_folder() / "chart").glob("*.svg")):
        for text in chart_texts(picture.read_text(encoding="utf-8")):
            found.add(text, locations=[(f"chart/{picture.name}", None)])
    return found


def of_app() -> Catalog:
    """Every text of the templates and modules that the app in the browser says."""
    found = Catalog(project="strideback", charset="utf-8")
    for file in _files():
        place = file.relative_to(ROOT / "src" / "strideback").as_posix()
        method, source = "python", file.read_bytes()
        if place.startswith("server/") and file.suffix == ".html":  # Django's own template language
            lines = templatize(source.decode()).splitlines()
            source = "\n".join(each.strip() for each in lines).encode()
        elif file.suffix == ".html":
            method = "jinja2.ext:babel_extract"
        for _, message, notes, _ in extract(
            method, BytesIO(source), KEYWORDS, comment_tags=("Translators:",), options=OPTIONS
        ):
            found.add(message, locations=[(place, None)], auto_comments=notes)
        if file.suffix == ".py":
            for message in _in_f_strings(source):
                found.add(message, locations=[(place, None)])
    return found


def _in_f_strings(source: bytes) -> Iterator[str | tuple[str, ...]]:
    """What is said within an f-string: before Python 3.12 Babel sees nothing in there."""
    for text in ast.walk(ast.parse(source)):
        for call in ast.walk(text) if isinstance(text, ast.JoinedStr) else ():
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in KEYWORDS
            ):
                places = KEYWORDS[call.func.id] or (1,)
                words = [
                    str(each.value)
                    for each in call.args[places[0] - 1 : places[-1]]
                    if isinstance(each, ast.Constant)
                ]
                if len(words) == len(places):
                    yield words[0] if len(words) == 1 else tuple(words)


def _files() -> Iterator[Path]:
    package = ROOT / "src" / "strideback"
    for folder in WORDS_OF_THE_APP:
        for file in sorted((package / folder).rglob("*")):
            if file.suffix in {".py", ".html"}:
                yield file


def place_of(catalogue: str, language: str) -> Path:
    """The file of a catalogue."""
    if catalogue == "knowledge":
        return ROOT / "knowledge" / "text" / f"{language}.po"
    return ROOT / f"src/strideback/web/locale/{language}/LC_MESSAGES/django.po"


def updated(template: Catalog, file: Path, language: str, filled: dict[str, str]) -> Catalog:
    """The catalogue with the texts of the template, and the translations that it had or is given."""
    known = read_po(file.open("rb")) if file.exists() else Catalog()
    found = Catalog(locale=language, project=template.project, charset="utf-8", fuzzy=False)
    for message in sorted((each for each in template if each.id), key=_first_place):
        had = known.get(message.id)
        given = filled.get(_key(message.id)) or (had.string if had and not had.fuzzy else "")
        if isinstance(message.id, tuple) and isinstance(given, str):
            given = tuple(given.split(FORMS)) if given else ("", "")
        found.add(
            message.id,
            given,
            locations=message.locations,
            auto_comments=message.auto_comments,
            flags=message.flags,
        )
    return found


def _first_place(message: object) -> tuple[str, str]:
    place = message.locations[0][0]  # type: ignore[attr-defined]
    return place, _key(message.id)  # type: ignore[attr-defined]


def _key(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else FORMS.join(text)


def _is_said(message: object) -> bool:
    return all(_key(message.string).split(FORMS))  # type: ignore[attr-defined]


def main(arguments: list[str]) -> int:
    """Bring every catalogue up to date; 0 when done."""
    settings.configure(USE_I18N=True)
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--left", type=Path)
    parser.add_argument("--fill", type=Path, nargs="+", default=[])
    given = parser.parse_args(arguments)
    filled: dict[str, str] = {}
    for file in given.fill:
        filled |= json.loads(file.read_text(encoding="utf-8"))
    left: list[list[str]] = []
    for name, template in {"knowledge": of_knowledge(), "app": of_app()}.items():
        for language in LANGUAGES:
            file = place_of(name, language)
            catalogue = updated(template, file, language, filled)
            missing = [each for each in catalogue if each.id and not _is_said(each)]
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("wb") as out:
                out.write(HEAD.format(language=language, forms=catalogue.plural_forms).encode())
                write_po(out, catalogue, width=98, omit_header=True, ignore_obsolete=True)
            left += [[each.locations[0][0], _key(each.id)] for each in missing]
            print(f"{file.relative_to(ROOT)}: {len(catalogue)} texts, {len(missing)} in English")
    if given.left:
        given.left.write_text(json.dumps(left, ensure_ascii=False, indent=0), encoding="utf-8")
    compiled(ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
