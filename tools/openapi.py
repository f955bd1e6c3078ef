"""Writes `docs/openapi.json`, the contract of the API, from the code: `python tools/openapi.py`.

Look at the difference before you commit it: programs of others rely on what was there.
"""

import json
import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strideback.server.settings")

import django

django.setup()

from strideback.api.document import document, text_of  # noqa: E402 - Django has to be set up first

DOCS = Path(__file__).parents[1] / "docs"


def made() -> str:
    """The document as it has to lie in docs."""
    schema = json.loads((DOCS / "review.schema.json").read_text(encoding="utf-8"))
    return text_of(document(schema))


if __name__ == "__main__":
    (DOCS / "openapi.json").write_text(made(), encoding="utf-8")
    print("docs/openapi.json is written")
