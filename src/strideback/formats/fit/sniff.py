"""What a file that is no FIT file seems to be, and what to do about it."""

from __future__ import annotations

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_ONE = "This is {0}, not a FIT file: {1}."
_AGAIN = "download the activity's original file again"


def refusal(data: bytes) -> str:
    """One sentence for bytes without a FIT header.

    >>> refusal(b"<!DOCTYPE html><html>")
    "This is a web page, not a FIT file: download the activity's original file again."
    """
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data:
        return "The file is empty: download it again."
    if data.startswith(_ZIP):
        return _ONE.format("a zip archive", "import it as an archive")
    if data.startswith(_GZIP):
        return _ONE.format("a gzip file", "unpack it first")
    if b"<html" in head or head.startswith(b"<!doctype html"):
        return _ONE.format("a web page", _AGAIN)
    for kind in ("gpx", "trainingcenterdatabase"):
        if f"<{kind}".encode() in head:
            name = "GPX" if kind == "gpx" else "TCX"
            return _ONE.format(f"a {name} file", f"give it the ending .{name.lower()}")
    if head.startswith(b"<"):
        return _ONE.format("an XML file", _AGAIN)
    if head.startswith((b"{", b"[")):
        return _ONE.format("a JSON file (often a service's error message)", _AGAIN)
    return f"This is not a FIT file: {_AGAIN}."
