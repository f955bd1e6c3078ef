"""What a file that is no FIT file seems to be, and what to do about it."""

from __future__ import annotations

from strideback.formats.sayings import Saying, saying

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_AGAIN = saying("download the activity's original file again")


def refusal(data: bytes) -> Saying:
    """One sentence for bytes without a FIT header.

    >>> refusal(b"<!DOCTYPE html><html>")
    "This is a web page, not a FIT file: download the activity's original file again."
    """
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data:
        return saying("The file is empty: download it again.")
    if data.startswith(_ZIP):
        return _is(saying("a zip archive"), saying("import it as an archive"))
    if data.startswith(_GZIP):
        return _is(saying("a gzip file"), saying("unpack it first"))
    if b"<html" in head or head.startswith(b"<!doctype html"):
        return _is(saying("a web page"), _AGAIN)
    for kind in ("gpx", "trainingcenterdatabase"):
        if f"<{kind}".encode() in head:
            name = "GPX" if kind == "gpx" else "TCX"
            ending = saying("give it the ending .{ending}", ending=name.lower())
            return _is(saying("a {name} file", name=name), ending)
    if head.startswith(b"<"):
        return _is(saying("an XML file"), _AGAIN)
    if head.startswith((b"{", b"[")):
        return _is(saying("a JSON file (often a service's error message)"), _AGAIN)
    return saying("This is not a FIT file: {then}.", then=_AGAIN)


def _is(what: Saying, then: Saying) -> Saying:
    return saying("This is {what}, not a FIT file: {then}.", what=what, then=then)
