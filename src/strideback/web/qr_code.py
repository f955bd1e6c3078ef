"""An address as a QR code, in black; it wants a white ground."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    import segno


def qr_code(address: str, title: str) -> str:
    """The code as an SVG within a page; its class gives it the white ground."""
    drawn = _made(address).svg_inline(omitsize=True, svgclass="qr", lineclass=None, title=title)
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704 - segno escapes the title


def qr_picture(address: str) -> str:
    """The code as a picture of its own, an SVG."""
    file = BytesIO()
    _made(address).save(file, kind="svg", omitsize=True, light="#fff")
    return file.getvalue().decode()


def _made(address: str) -> segno.QRCode:
    import segno  # only the pages with a code need it

    return segno.make(address, micro=False, error="m")
