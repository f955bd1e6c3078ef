"""Another language: every word of every screen, and never two languages on one page."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import trans_real
from tests.formats.run_archives import DYNAMICS, FIT, GPX, apple, garmin, strava
from tests.formats.run_files import zipped

from strideback.core.review import Reviewer
from strideback.formats import chart_views, knowledge_toml
from strideback.formats.knowledge_words import in_language
from strideback.formats.language import Language
from strideback.web import incoming, runners, templating

ROOT = Path(__file__).parents[2]
WEEK = (ROOT / "examples/first-week.diary").read_text(encoding="utf-8")
EMERGENCY = WEEK.replace("saddle-numbness no", "saddle-numbness yes")
SOURCES = knowledge_toml.load().sources.values()
CATALOGUE = ROOT / "src/strideback/web/locale/de/LC_MESSAGES/django.po"
SPOKEN_ASIDE = {
    "alt",
    "aria-label",
    "title",
    "placeholder",
    "aria-roledescription",
    "aria-description",
}
VOID = {"br", "img", "input", "meta", "link", "hr", "source", "wbr"}
NAMES = {
    "strideback",
    "English",
    "Deutsch",
    "GPX",
    "TCX",
    "FIT",
    "Garmin",
    "Strava",
    "Apple Health",
}


class Page(HTMLParser):
    """The words of a page and where it leads; words marked as of another language are left out."""

    def __init__(self, html):
        super().__init__()
        self.words, self.links, self._in, self.language = [], [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, found):
        attrs = dict(found)
        if tag == "html":
            self.language = attrs["lang"]
        foreign = tag != "html" and "lang" in attrs
        wordless = tag in {"script", "style", "option", "time", "textarea"}
        if tag not in VOID:
            self._in.append((tag, foreign or wordless))
        if tag == "a":
            self.links.append(attrs.get("href", ""))
        self.words += [value for name, value in found if name in SPOKEN_ASIDE and value]

    def handle_endtag(self, tag):
        while self._in and self._in.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and not any(skipped for _, skipped in self._in):
            self.words.append(data.strip())


def screens(client, *, most_of_a_kind=3):
    """Every screen that a runner comes to by links: its address and its words; few of each shelf."""
    ahead, seen, of_kind = ["/"], set(), {}
    while ahead:
        address = ahead.pop()
        kind = re.sub(r"[^/]+$", "", address)
        if address in seen or (address.startswith("/library/sources") or "/sources/" in address):
            continue
        seen.add(address)
        of_kind[kind] = of_kind.get(kind, 0) + 1
        if of_kind[kind] > most_of_a_kind and kind != "/":
            continue
        answer = client.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page = Page(answer.content.decode())
        yield address, page
        ahead += [
            urlsplit(each).path for each in page.links if each.startswith("/") and "." not in each
        ]


@pytest.fixture
def marked(settings, tmp_path, monkeypatch):
    """A language in which every text that can be translated stands in ⟦brackets⟧."""
    made = Catalog(locale="de")
    for each in read_po(CATALOGUE.open("rb")):
        if isinstance(each.id, tuple):
            made.add(each.id, tuple(f"⟦{text}⟧" for text in each.id))
        elif each.id and not re.fullmatch("[lDjFMY ]+", each.id):  # those are forms of dates
            made.add(each.id, f"⟦{each.id}⟧")
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, made)
    settings.LOCALE_PATHS = [tmp_path]
    monkeypatch.setattr(trans_real, "_translations", {})
    language = Language("de", text=lambda text: f"⟦{text}⟧", small_names=False)
    ready = Reviewer(in_language(knowledge_toml.load(), language))
    monkeypatch.setattr(runners, "_reviewer", lambda _language: ready)
    monkeypatch.setattr(chart_views, "read", lambda _folder, _language: language)
    caches = (chart_views.view_svg, templating._marked, templating._evidence)
    for each in caches:
        each.cache_clear()
    yield
    for each in caches:
        each.cache_clear()


def unmarked(words):
    """What of the words stands in no bracket, but for names and dates."""
    before = None
    words = words.partition("...")[0] if "⟧" not in words else words  # a text cut short has no end
    while before != words:
        before, words = words, re.sub(r"⟦[^⟦⟧]*⟧", " ", words)
    if "⟦" in words:
        return ""
    words = re.sub(r"\d+\.? ?\w+( \d{4})?", " ", words)
    for name in NAMES:
        words = words.replace(name, " ")
    return " ".join(re.findall(r"[^\W\d]{3,}", words))


@pytest.mark.parametrize("diary", ["", WEEK, EMERGENCY], ids=["new", "cleared", "emergency"])
def test_every_word_can_be_said_in_another_language(client_of, marked, diary):
    client = client_of(diary)
    client.cookies["django_language"] = "de"
    typed = re.findall(r'"([^"]+)"', diary) + [each.by for each in SOURCES]
    left, count = {}, 0
    for address, page in screens(client):
        count += 1
        for words in page.words:
            if rest := unmarked(re.sub("|".join(map(re.escape, typed)), " ", words)):
                left.setdefault(rest, address)
    assert count > 20
    assert not left


# --- files of runs -------------------------------------------------------------------------------

UNPLACED = b"<gpx><trk><trkseg><trkpt lat='1' lon='2'></trkpt></trkseg></trk>"
POINT = "<trkpt lat='{}' lon='8'><time>{}T07:{:02}:00Z</time></trkpt>"
FILES = {
    "empty.fit": b"",
    "notes.txt": b"hello",
    "page.html": b"<!doctype html><html></html>",
    "cut.zip": zipped({"a.fit": FIT})[:-30],
    "deep.tcx": b"<a>" * 1000,
    "laughs.gpx": b'<!DOCTYPE x [<!ENTITY a "ha">]><gpx>&a;</gpx>',
    "unplaced.gpx": UNPLACED,
    "torn.gpx": GPX[: len(GPX) // 2],
    "torn.fit": DYNAMICS[: len(DYNAMICS) // 2],
    "good.fit": DYNAMICS,
    "same.fit": DYNAMICS,
    "strava.zip": zipped({**strava(), "junk.bin": b"junk"}),
    "garmin.zip": zipped(garmin()),
    "apple.zip": zipped({k: v for k, v in apple().items() if "routes" not in k}),
}
NAMES_OF_FILES = re.compile(
    r"[^\s⟦]+\.(?:fit|gpx|tcx|txt|html|zip|csv|xml|json|gz)\b[^\s⟦⟧]*"
    r"(?: activity \d+| workout [\d :-]+ UTC)?"
)


def track(day, *, minutes=20):
    """A run of that day, in a file that does not name its sport."""
    points = "".join(POINT.format(48 + each * 1e-3, day, each) for each in range(minutes))
    return f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>".encode()


@pytest.fixture
def found_in(client_of, settings, tmp_path):
    """`found_in(files, language)`: the words of the page on what was found in the files."""
    settings.DATA = tmp_path
    client = client_of("2026-03-02 ran 2.1km 19min pain=1\n")

    def looked(files, language):
        client.cookies["django_language"] = language
        sent = [SimpleUploadedFile(name, data) for name, data in files.items()]
        address = client.post("/runs/upload", {"files": sent, "after": 1})["Location"]
        (waiting,) = incoming.waiting_of(client.runner.pk)
        assert incoming.finished(waiting, 60)
        page = Page(client.get(address).content.decode())
        client.post(f"{address}/leave")
        return page.words

    return looked


def test_whatever_is_said_about_files_can_be_said_in_another_language(found_in, marked):
    days = {"later.gpx": date(2027, 3, 1), "typed.gpx": date(2026, 3, 2)}
    words = found_in({**FILES, **{name: track(day) for name, day in days.items()}}, "de")
    assert not [rest for each in words if (rest := unmarked(NAMES_OF_FILES.sub(" ", each)))]
    told = " ".join(words)
    for each in (
        "still to come",
        "typed in on ⟦",
        "same file",
        "summary",
        "cut off",
        "(⟦no element",
    ):
        assert each in told


def test_what_is_said_about_files_is_said_in_german(found_in):
    files = {"later.gpx": track(date(2027, 3, 1)), "typed.gpx": track(date(2026, 3, 2)), **FILES}
    english, german = " ".join(found_in(files, "en")), " ".join(found_in(files, "de"))
    for each, said in {
        "It is dated 2027-03-01, which is still": "Ihr Datum ist der 1. März 2027",
        "you typed in on 2026-03-02": "den Lauf vom 2. März 2026",
        "It is the same file as good.fit.": "Es ist dieselbe Datei wie good.fit.",
        "The file is empty.": "Die Datei ist leer.",
        "Its date 'gestern' in activities.csv": "Ihr Datum 'gestern' in activities.csv",
        "Only Garmin's summary": "Nur Garmins Zusammenfassung",
        "(no element found)": "(das Ende fehlt)",
    }.items():
        assert each in english
        assert each not in german
        assert said in german


def test_the_words_of_a_stranger_stay_words(found_in):
    table = strava()["activities.csv"].replace(b"gestern", b"<img src={x} onerror=1>")
    for language in ("en", "de"):
        words = found_in({"strava.zip": zipped({"activities.csv": table})}, language)
        assert any("<img src={x} onerror=1>" in each for each in words)  # as text, and no element


# --- German as it is -----------------------------------------------------------------------------


def test_the_language_of_the_browser_is_taken(client_of):
    client = client_of(WEEK)
    page = Page(client.get("/", HTTP_ACCEPT_LANGUAGE="de-CH,de;q=0.9,en;q=0.5").content.decode())
    assert page.language == "de"
    assert "Heute" in page.words
    assert Page(client.get("/", HTTP_ACCEPT_LANGUAGE="fr").content.decode()).language == "en"


def test_the_language_chosen_on_the_account_goes_before_that_of_the_browser(client_of):
    client = client_of(WEEK)
    chosen = {"language": "de", "time_zone": "Europe/Berlin"}
    assert client.post("/account/preferences", chosen).status_code == 302
    page = Page(client.get("/", HTTP_ACCEPT_LANGUAGE="en").content.decode())
    assert page.language == "de"
    chosen["language"] = "en"
    client.post("/account/preferences", chosen)
    assert Page(client.get("/", HTTP_ACCEPT_LANGUAGE="de").content.decode()).language == "en"


def test_two_languages_never_mix_for_one_runner(client_of):
    client = client_of(WEEK)
    german = [
        client.get(to, HTTP_ACCEPT_LANGUAGE="de").content.decode() for to in ("/", "/muscles")
    ]
    english = [
        client.get(to, HTTP_ACCEPT_LANGUAGE="en").content.decode() for to in ("/", "/muscles")
    ]
    again = [client.get(to, HTTP_ACCEPT_LANGUAGE="de").content.decode() for to in ("/", "/muscles")]
    for one, other, third in zip(german, english, again, strict=True):
        assert set(Page(one).words) == set(Page(third).words)
        assert set(Page(one).words) != set(Page(other).words)
    sides = re.compile(r"\b(left|right|the|your)\b")
    said = [words for html in german for words in Page(html).words]
    assert not [words for words in said if sides.search(words)]


def test_dates_and_numbers_are_written_as_in_german(client_of):
    client = client_of(WEEK + "2026-03-06 ran 8.4km 46min pain=1\n")
    words = " ".join(Page(client.get("/runs", HTTP_ACCEPT_LANGUAGE="de").content.decode()).words)
    assert "8,4" in words
    assert "8.4" not in words
    assert re.search(r"\b\d\. März\b", words)
