"""Short papers for the tests of faults: cheap claims, and claims that wait, die or run out of memory when they are told to."""

from __future__ import annotations

from pathlib import Path

CLAIMS = 6
HEAD = '''
import sympy as sp

from derive.units import NONE
from verify.claim import Section
from verify.statements.pending import Cited
from verify.statements.scalar import Equal
from verify.variables import Variables

V = Variables()
x = V.declare("x", NONE, "a number")
section = Section("one", title="1. One", order=1)
'''
PAPER = '''
from verify.paper import Paper

paper = Paper(key="toy", title="Toy", authors="none", source="invented for the tests", conventions=(), numbered=())
'''
CLAIM = '''

@section.claim("{label}", "Claim {label}", kind="identity", place="({label})", uses={uses})
def claim_{label}():
    r"""{latex}"""
{before}    return {statement}
'''
REFUTED = "Equal((x + {k})**2, x**2 + {k}**2, V)"  # refuted in a millisecond, since nothing else is then tried
PROVED = "Equal((x + 1)**2, x**2 + 2 * x + 1, V)"


def paper(folder: Path, claims: int = CLAIMS, **before: str) -> Path:
    """The folder of a new paper: claims c1, c2, ...; c1 is proved, c2 is cited, the others are refuted.

    before: lines of Python by label, which a claim runs before it states anything.
    """
    folder.mkdir(parents=True)
    text = HEAD
    for k in range(1, claims + 1):
        label = f"c{k}"
        statement = PROVED if k == 1 else 'Cited("a fact", needs="a library")' if k == 2 else REFUTED.format(k=k)
        lines = "".join(f"    {line}\n" for line in before.get(label, "").splitlines())
        text += CLAIM.format(label=label, uses=["c1"] if k == 3 else [], latex=f"C_{k}", before=lines, statement=statement)
    (folder / "one.py").write_text(text, encoding="utf-8")
    (folder / "paper.py").write_text(PAPER, encoding="utf-8")
    return folder
