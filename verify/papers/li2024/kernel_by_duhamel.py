"""Duhamel's formula for the fundamental solution, (4.7) and (4.18): on any space, and with all integrals done on three points."""

from __future__ import annotations

import sympy as sp

from derive.successive_symbols import driven, exponential
from derive.units import NONE
from derive.volterra import composed, corrections
from derive.volterra_algebra import Parametrix
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import t
from verify.statement import All, conjunction
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import Equal
from verify.variables import Variables

V = Variables(TABLE.values())
m1, q1, q2, k1, k2 = (V.declare(name, NONE, "coefficient", low=-sp.oo) for name in ("m", "q_1", "q_2", "k_1", "k_2"))
Q = sp.Matrix([[0, q1, 0], [0, 0, q2], [0, 0, 0]])
FIRST = sp.eye(3) + t * sp.Matrix([[m1, k1, 0], [0, 0, k2], [0, 0, 0]])  # K_0, with K_0(0) = 1
MODEL = "space of three points: a nilpotent Q with free entries, K_0 polynomial in t, all integrals exact"
ANY = ("Any space: the algebra of Volterra kernels, where K = D^(-1), D = d_t - Q, D K_0 = 1 - R_1, and Y is the derivative. With all "
       "integrals done: a " + MODEL + ".")


def remainder(sign: int, j: int) -> All:
    """K against K_j + sign int e^((t-s)Q) R_(j+1)(s) ds; a derivative in y multiplies both sides from the right."""
    found = corrections(FIRST, Q, t, j + 1)
    parametrix = FIRST + sum((composed(FIRST, later, t) for later in found[:j]), sp.zeros(3))
    printed = (parametrix + sign * driven(Q, found[j], t)).applyfunc(sp.expand)
    exact = exponential(Q, t)
    return conjunction(*((f"entry {i + 1}{k + 1}", Equal(exact[i, k], printed[i, k], V)) for i, k in ((0, 0), (0, 1), (0, 2))))


def by_duhamel(sign: int, j: int, *, from_left: bool) -> tuple[str, MatrixEqual]:
    """Y K = Y K_j + sign Y e^(tQ) o R_(j+1) on any space, or the same with the derivative Y from the right."""
    k = Parametrix.new()
    sides = k.fundamental, k.improved(j), sign * (k.fundamental * k.correction(j + 1))
    whole, first, rest = (k.apart * side if from_left else side * k.apart for side in sides)
    return f"any space, j = {j}", MatrixEqual(whole, first + rest)
