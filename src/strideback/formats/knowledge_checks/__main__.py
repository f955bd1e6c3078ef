"""`python -m strideback.formats.knowledge_checks [FOLDER]` prints what breaks a rule."""

from __future__ import annotations

import sys
from pathlib import Path

from strideback.formats.knowledge_checks import RULES, check_all


def main(arguments: list[str]) -> int:
    """Print every problem, or that there is none."""
    problems = check_all(Path(arguments[0]) if arguments else None)
    said = f"{len(RULES)} rules, {len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}"
    sys.stdout.write("".join(f"{line}\n" for line in (*problems, said)))
    return 2 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
