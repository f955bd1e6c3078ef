"""Strict readers from parsed TOML to the records of the core: one definition, no second schema.

A reader is made once from a record's own type hints.  Nothing is coerced or guessed: `3` is not a
text, `true` is not a number, an unknown key is a problem.  A whole number is fine where a decimal
number is asked for.  Readers note every problem and go on, so that all are told at once.

(cattrs does the same, but importing it alone takes over 0.1 s, more than reading all the files.)
"""

from strideback.formats.shapes.plain import Reader, Trouble, Troubles, did_you_mean
from strideback.formats.shapes.records import record_of

__all__ = ["Reader", "Trouble", "Troubles", "did_you_mean", "record_of"]
