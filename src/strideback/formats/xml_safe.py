"""XML from strangers, read piece by piece and up to the damage, and never on its terms.

What comes before the first element (declaration, comments, document type) is read here and never
reaches the parser, so there are no entities to expand and nothing outside to fetch.  Every other
way to make a small file cost a lot meets a limit.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final
from xml.parsers import expat

from strideback.formats.activity import FileRefused
from strideback.formats.language import marked
from strideback.formats.sayings import NOTHING, Saying, saying

CHUNK: Final = 1 << 16
DEEPEST: Final = 64
MAX_BYTES: Final = 64 << 20
_PIECE: Final = (
    1 << 18
)  # of one tag or comment: expat before 2.6 starts such a piece afresh each time
_PROLOG: Final = 1 << 20
_NAMES: Final = 2_000  # different names of elements and attributes in one file

_CONTROLS: Final = bytes(each for each in range(32) if each not in b"\t\n\r")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["']""")
_ENCODING: Final = re.compile(
    r"(?i)(us-)?ascii|utf-?8|iso-?8859-?\d{1,2}|(windows-|cp)125\d|latin-?1"
)
_ASIDE: Final = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_BARE_TYPE: Final = re.compile(rb"<!DOCTYPE[^>\[]*>")
_FULL_TYPE: Final = re.compile(rb"<!DOCTYPE[^>\[]*\[.*?\]\s*>", re.DOTALL)
_ENTITY: Final = re.compile(rb"<!ENTITY", re.IGNORECASE)
_ROOT: Final = re.compile(rb"<[^\s!?<>/]")
_TOO_DEEP: Final = saying(
    "The file nests more than {most} levels deep, which no run file does.", most=DEEPEST
)
_TOO_MANY_KINDS: Final = saying(
    "The file has more kinds of elements than any run file; export it again."
)
_ENTITIES: Final = saying(
    "The file declares entities of its own, which run files never need, so it was not read."
)
DAMAGES: Final = (
    marked("no element found"),
    marked("not well-formed (invalid token)"),
    marked("unclosed token"),
    marked("partial character"),
    marked("mismatched tag"),
    marked("duplicate attribute"),
    marked("junk after document element"),
    marked("undefined entity"),
    marked("reference to invalid character number"),
    marked("XML or text declaration not at start of entity"),
    marked("unclosed CDATA section"),
    marked("syntax error"),
)
"""What the parser says of damage, where it can come that far."""

Opened = Mapping[str, Callable[[dict[str, str]], None]]
Closed = Mapping[str, Callable[[str], None]]


class Enough(Exception):  # noqa: N818 - because it is no error
    """A reader wants no more of the file; `why` is the sentence that says why."""

    def __init__(self, why: Saying) -> None:
        super().__init__(why)
        self.why = why


def pieces(data: bytes) -> Iterator[bytes]:
    """The bytes in chunks of the size that `walk` likes."""
    if len(data) > MAX_BYTES:
        raise FileRefused(
            saying(
                "The file is larger than {most} MB, which no single run needs.",
                most=MAX_BYTES >> 20,
            )
        )
    view = memoryview(data)
    return (bytes(view[at : at + CHUNK]) for at in range(0, len(data), CHUNK))


def walk(chunks: Iterable[bytes], opened: Opened, closed: Closed) -> Saying:
    """Call `opened[name](attributes)` and `closed[name](text)` for the elements that are named there.

    Names go without their prefix; `text` is that of an element without others in it.  Gives the
    sentence that says where the file is damaged, empty when it is whole; raises `FileRefused` for a
    file made to do harm.
    """
    parser = expat.ParserCreate("utf-8", intern=None)  # no table of names
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_type
    parser.ExternalEntityRefHandler = _refuse_type
    _listen(parser, opened, closed)
    try:
        _feed(parser, body(chunks))
    except Enough as enough:
        return enough.why
    except expat.ExpatError as bad:
        return saying(
            "The file is damaged at line {line} ({why}); what came before was read.",
            line=bad.lineno,
            why=Saying(str(expat.ErrorString(bad.code))),
        )
    return NOTHING


def _feed(parser: expat.XMLParserType, chunks: Iterable[bytes]) -> None:
    fed = 0
    for chunk in chunks:
        parser.Parse(chunk, False)
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > _PIECE:
            raise FileRefused(
                saying("One tag in the file is longer than any real one; export it again.")
            )
    parser.Parse(b"", True)


def _listen(parser: expat.XMLParserType, opened: Opened, closed: Closed) -> None:
    """Set the handlers that count depth and names, gather text, and call the reader's own."""
    names: set[str] = set()
    starts: dict[str, Callable[[dict[str, str]], None] | None] = {}
    ends: dict[str, Callable[[str], None] | None] = {}
    parts: list[str] = []
    depth = 0

    def learn(name: str) -> None:
        names.add(name)
        if len(names) > _NAMES:
            raise FileRefused(_TOO_MANY_KINDS)
        local = name.rpartition(":")[2]
        starts[name], ends[name] = opened.get(local), closed.get(local)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        parts.clear()
        depth += 1
        if name not in starts or not names.issuperset(attributes):
            for each in (name, *attributes):
                learn(each)
        if depth > DEEPEST:
            raise FileRefused(_TOO_DEEP)
        call = starts[name]
        if call is not None:
            call(attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        call = ends[name]
        if call is not None:
            call(parts[0] if len(parts) == 1 else "".join(parts))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = parts.append


def _refuse_type(*_: object) -> int:
    raise FileRefused(_ENTITIES)


def _encoding(head: bytes) -> tuple[str, int]:
    """What the file is written in, and how long its byte order mark is."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, len(mark)
    declared = _DECLARED.search(head[:1024])
    name = declared[1].decode() if declared else "utf-8"
    return (name if _ENCODING.fullmatch(name) else "utf-8"), 0


def _clean(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same as UTF-8, without the control characters that some exports hold."""
    decoder: codecs.IncrementalDecoder | None = None
    for chunk in chunks:
        skipped = 0
        if decoder is None:
            encoding, skipped = _encoding(chunk)
            decoder = codecs.getincrementaldecoder(encoding)("replace")
        yield decoder.decode(chunk[skipped:]).encode().translate(None, _CONTROLS)
    if decoder is not None:
        yield decoder.decode(b"", final=True).encode()


def body(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The file as UTF-8 from its first element on, with as many line ends before it as there were."""
    chunks = _clean(chunks)
    held, lines = b"", 0
    for chunk in chunks:
        whole = held + chunk
        held = _after_prolog(whole)
        lines += whole.count(b"\n") - held.count(b"\n")
        if _ROOT.match(held):
            yield b"\n" * lines + held
            yield from chunks
            return
        if len(held) > _PROLOG:
            break
    raise FileRefused(saying("The file has no XML element near its start, so it is no run file."))


def _after_prolog(held: bytes) -> bytes:
    """What is left once declaration, comments and document type are cut from the front."""
    while True:
        aside = _ASIDE.match(held)
        if aside is None and held.startswith(b"<!DOCTYPE"):
            aside = _BARE_TYPE.match(held) or _FULL_TYPE.match(held)
            if aside is not None and _ENTITY.search(aside[0]):
                _refuse_type()
        if aside is None:
            return held
        held = held[aside.end() :]
