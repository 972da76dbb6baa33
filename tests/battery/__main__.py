"""Prints the score: `python -m tests.battery [FAMILY ...] [--write]`; --write commits the score of all families to score.json."""

from __future__ import annotations

import sys

from .score import run, score, text, write

arguments = sys.argv[1:]
chosen = [each for each in arguments if each != "--write"]
if chosen and "--write" in arguments:
    sys.exit("`--write` must be given without families, but one is named")
found = score(run(chosen))
print(text(found))
if "--write" in arguments:
    write(found)
sys.exit(1 if found["true ones refuted"] or found["false ones accepted"] else 0)
