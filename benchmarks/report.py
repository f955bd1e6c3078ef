"""`python -m benchmarks.report`: the report from a diary to the PDF, against WeasyPrint on the same words.

WeasyPrint gets the report as HTML, with the same sections, pictures and tags (PDF/UA-1), at one size of
letters; it neither looks for the size at which a page is one, nor knows a shorter form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from io import BytesIO

from benchmarks.__main__ import best, say
from benchmarks.diaries import START, long_diary
from strideback.core.knowledge import Knowledge
from strideback.core.review import Reviewer
from strideback.formats.diary_text import parse
from strideback.formats.diary_write import format_event
from strideback.formats.knowledge_toml import load
from strideback.formats.report import Report, pdf, report
from strideback.formats.report.contents import Block, Facts, Pictures, Points, Section, Table, Words
from strideback.formats.report.printing import coloured

_LOOKS = """
@page { size: A4; margin: 11mm 15mm 12mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 7.5pt } }
body { font: 8.5pt/1.25 serif; color: #1b2530; margin: 0 }
h1 { font-size: 1.9em; margin: 0 } h2 { font-size: 1.1em; margin: .6em 0 .2em } h1, h2, h3 { color: #123e6b }
p, ul, dl { margin: .2em 0 } dt { float: left; font-weight: bold; margin-right: .3em } dd { margin: 0 }
table { width: 100%; border-collapse: collapse } td, th { text-align: left; border-bottom: .4pt solid #c3cad1 }
.beside { display: flex; gap: 6mm } .beside > div:first-child { width: 66mm } .beside > div:last-child { flex: 1 }
.left svg { height: 48mm } .wide svg { width: 100%; height: auto } .more { break-before: page }
"""


# --- the same on a page of HTML ------------------------------------------------------------------


def page(made: Report) -> str:
    """The report for WeasyPrint: the same sections in the same places, at one size of letters."""
    parts = [
        f"<html lang={made.language}><title>{escape(made.title)}</title><style>{_LOOKS}</style>",
        f"<h1>{escape(made.title)}</h1><p>{escape(made.lead)}</p>",
        *_sections(made, "head"),
        "<div class=beside><div class=left>",
        *_sections(made, "left"),
        "</div><div>",
        *_sections(made, "right"),
        "</div></div><div class=wide>",
        *_sections(made, "wide", "foot"),
        "</div>",
        *(f"<p>{escape(each)}</p>" for each in made.foot),
    ]
    more = list(_sections(made, "more"))
    return "".join([*parts, *(["<div class=more>", *more, "</div>"] if more else [])])


def _sections(made: Report, *places: str) -> Iterator[str]:
    for each in made.in_place(*places):
        yield _section(each)


def _section(each: Section) -> str:
    return f"<section><h2>{escape(each.title)}</h2>{''.join(map(_block, each.blocks))}</section>"


def _block(part: Block) -> str:
    match part:
        case Words():
            return f"<p>{escape(part.text)}</p>"
        case Points():
            return f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in part.points)}</ul>"
        case Facts():
            small = part.small or ("",) * len(part.facts)
            rows = zip(part.facts, small, strict=True)
            told = (f"<dt>{escape(n)}</dt><dd>{escape(t)} {escape(r)}</dd>" for (n, t), r in rows)
            return f"<dl>{''.join(told)}</dl>"
        case Table():
            rows_ = "".join(_row("td", each) for each in part.rows)
            head = f"<thead>{_row('th', part.heads)}</thead>"
            return f"<h3>{escape(part.title)}</h3><table>{head}<tbody>{rows_}</tbody></table>"
        case Pictures():
            return "".join(coloured(each.svg) + escape(each.caption) for each in part.pictures)
    raise TypeError(part)  # the plan is not measured


def _row(cell: str, words: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{cell}>{escape(each)}</{cell}>' for each in words)}</tr>"


# --- measured ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A diary as text, and the day on which its report is wanted."""

    knowledge: Knowledge
    reviewer: Reviewer
    text: str
    today: date

    def report(self, *, whole_log: bool) -> Report:
        """From the words of the diary to those of the report."""
        diary = parse(self.text).diary
        review = self.reviewer.review(diary, self.today)
        return report(
            self.knowledge,
            diary,
            review,
            since=START,
            until=self.today,
            kind="visit",
            whole_log=whole_log,
        )


def bench(told: Told, what: str, *, whole_log: bool) -> None:
    """From the diary's text to the PDF; then only the PDF, in both ways."""
    made = told.report(whole_log=whole_log)
    seconds = best(lambda: pdf(told.report(whole_log=whole_log)), 1, rounds=7)
    pages = _pages(pdf(made))
    say(f"report, {what} ({pages})", f"{seconds:.3f} s", "< 1 s", met=seconds < 1)
    other = weasyprint(page(made))
    if isinstance(other, str):
        print(f"  against WeasyPrint: not measured ({other})")
        return
    ours, theirs = best(lambda: pdf(made), 1), best(other, 1, rounds=3)
    print(f"{'  its PDF alone':<46} {ours:>14.3f} s")
    print(
        f"{f'  against WeasyPrint ({theirs:.3f} s, {_pages(other())})':<46} {theirs / ours:>14.1f} x"
    )


def weasyprint(html: str) -> Callable[[], bytes] | str:
    """The same by WeasyPrint, tagged too; or why it is not there: the package, or Pango below it."""
    try:
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
    except (ImportError, OSError) as missing:
        return str(missing).splitlines()[0]
    fonts = FontConfiguration()  # asked for once, as in a server

    def made() -> bytes:
        found = HTML(string=html).write_pdf(font_config=fonts, pdf_variant="pdf/ua-1")
        return bytes(found)

    return made


def _pages(data: bytes) -> str:
    from pypdf import PdfReader

    count = len(PdfReader(BytesIO(data)).pages)
    return f"{count} page" if count == 1 else f"{count} pages"


def main() -> None:
    """Measure and print."""
    knowledge = load()
    reviewer = Reviewer(knowledge)
    text = "\n".join(map(format_event, long_diary(knowledge, days=90).events)) + "\n"
    told = Told(knowledge, reviewer, text, START + timedelta(days=89))
    bench(told, "three months", whole_log=False)
    bench(told, "with its log", whole_log=True)


if __name__ == "__main__":
    main()
