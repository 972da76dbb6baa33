"""Traces of products in every dimension: Gaussian moments of hrr2023 (E9) to (E11) and what follows.

The truth sums over Gauss-Hermite nodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import mpmath as mp
import numpy as np

from derive import trace
from derive.pairings import quadratic_moment
from derive.trace import TracePolynomial
from verify.statement import Statement
from verify.statements.trace import TraceEqual

from ..language import read, split
from ..matrices import Drawn, Mat, planted
from ..planted import Planted


@dataclass(frozen=True)
class Word:
    """A product of letters, for the engine."""

    letters: tuple[str, ...]

    def __mul__(self, other: Word) -> Word:
        return Word(self.letters + other.letters)


@dataclass(frozen=True)
class Polynomial:
    """A trace polynomial that numbers multiply from either side."""

    value: TracePolynomial

    def __add__(self, other: Polynomial) -> Polynomial:
        return Polynomial(self.value + other.value)

    def __sub__(self, other: Polynomial) -> Polynomial:
        return Polynomial(self.value - other.value)

    def __mul__(self, other: Polynomial | int) -> Polynomial:
        return Polynomial(self.value * (other.value if isinstance(other, Polynomial) else other))

    __rmul__ = __mul__


def _build(text: str) -> Statement:
    known: dict[str, Any] = {name: Word((name,)) for name in "ABCDs"}
    known["Tr"] = lambda word: Polynomial(trace.Tr(*word.letters))
    known["E"] = lambda *words: Polynomial(quadratic_moment(*(word.letters[0] for word in words)))
    left, _, right = split(text)
    return TraceEqual(read(left, known, int).value, read(right, known, int).value)


def _letters(drawn: Drawn) -> Mapping[str, Any]:
    (A, B, C, D), (s, *_) = drawn["symmetric"], drawn["positive"]
    return {"A": A, "B": B, "C": C, "D": D, "s": s, "covariance": s}


NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(6)


def _moment(covariance: Mat, *forms: Mat) -> Any:
    """E[prod b^T A_i b] for b ~ N(0, covariance): exact for polynomials of degree 11 in each variable."""
    entries = covariance.entries
    if entries.dtype == object:
        return _precise_moment(entries, [form.entries for form in forms])
    n, root = entries.shape[-1], np.linalg.cholesky(entries)
    points = np.stack(np.meshgrid(*[NODES] * n), axis=-1).reshape(-1, n)
    weights = np.prod(np.stack(np.meshgrid(*[WEIGHTS] * n), axis=-1).reshape(-1, n), axis=-1) / (2 * np.pi) ** (n / 2)
    b = points @ np.swapaxes(root, -1, -2)
    values = np.ones(b.shape[:-1])
    for form in forms:
        values = values * np.einsum("...i,...i->...", b @ form.entries, b)
    return (values @ weights)[..., None, None]


def _precise_moment(covariance: Any, forms: list[Any]) -> Any:
    """The same for 2 x 2 matrices, by independent standard normal moments 1, 0, 1, 0, 3, 0, 15, 0, 105 of a polynomial in two variables."""
    root = mp.cholesky(mp.matrix(covariance.tolist()))
    total = {(0, 0): mp.mpf(1)}
    for form in forms:
        inner = root.T * mp.matrix(form.tolist()) * root
        factor = {(2, 0): inner[0, 0], (1, 1): inner[0, 1] + inner[1, 0], (0, 2): inner[1, 1]}
        product: dict[tuple[int, int], Any] = {}
        for (i, j), x in total.items():
            for (k, n), y in factor.items():
                product[i + k, j + n] = product.get((i + k, j + n), 0) + x * y
        total = product
    normal = {0: 1, 2: 1, 4: 3, 6: 15, 8: 105}
    return sum(value * normal.get(i, 0) * normal.get(j, 0) for (i, j), value in total.items())


def _trace(matrix: Mat) -> Any:
    found = np.trace(matrix.entries, axis1=-2, axis2=-1)
    return found if matrix.entries.dtype == object else found[..., None, None]


def pair(name: str, source: str, true: str, false: str, slip: str, *, gross: bool = False) -> list[Planted]:
    """A pair of trace identities; E(A, B) stands for the moment of both forms."""
    texts = [text.replace("E(", "Moment(covariance, ") for text in (true, false)]
    functions = {"Tr": _trace, "Moment": _moment}
    build = dict(zip(texts, (true, false), strict=True))
    return planted(name, source, *texts, slip, AT, build=lambda text: _build(build[text]), letters=_letters,
    functions=functions, gross=gross)


AT = {"A": [[1, 1], [1, 0]], "B": [[0, 1], [1, 2]], "C": [[1, 0], [0, -1]], "D": [[0, 2], [2, 3]],
"s": [[2, 0], [0, 1]], "covariance": [[2, 0], [0, 1]]}
cubic = partial(pair, source="hrr2023 (E11)")

PLANTED: list[Planted] = [
    *pair("square of one form", "hrr2023 (E10)", "E(A, A) == Tr(s*A)*Tr(s*A) + 2*Tr(s*A*s*A)",
          "E(A, A) == Tr(s*A)*Tr(s*A) + 2*Tr(s*A*A*s)", "order of two letters"),
    *pair("variance of a form", "hrr2023 (E10)", "E(A, A) - E(A)*E(A) == 2*Tr(s*A*s*A)",
          "E(A, A) - E(A)*E(A) == 2*Tr(s*A)*Tr(s*A)", "product of traces for the trace"),
    *pair("covariance of two forms", "hrr2023 (E10)", "E(A, B) - E(A)*E(B) == 2*Tr(A*s*B*s)",
          "E(A, B) - E(A)*E(B) == Tr(A*s*B*s)", "2 lost"),
    *pair("cube of one form", "hrr2023 (E11)",
          "E(A, A, A) == Tr(s*A)*Tr(s*A)*Tr(s*A) + 6*Tr(s*A)*Tr(s*A*s*A) + 8*Tr(s*A*s*A*s*A)",
          "E(A, A, A) == Tr(s*A)*Tr(s*A)*Tr(s*A) + 2*Tr(s*A)*Tr(s*A*s*A) + 8*Tr(s*A*s*A*s*A)", "2 for 6"),
    *pair("two equal forms and another", "hrr2023 (E11)",
          "E(A, A, B) == Tr(s*A)*Tr(s*A)*Tr(s*B) + 4*Tr(s*A)*Tr(s*A*s*B) + 2*Tr(s*B)*Tr(s*A*s*A) + 8*Tr(s*A*s*A*s*B)",
          "E(A, A, B) == Tr(s*A)*Tr(s*A)*Tr(s*B) + 2*Tr(s*A)*Tr(s*A*s*B) + 4*Tr(s*B)*Tr(s*A*s*A) + 8*Tr(s*A*s*A*s*B)",
          "2 and 4 exchanged"),
    *cubic("third cumulant",
           true="E(A, B, C) - E(A)*E(B, C) - E(B)*E(A, C) - E(C)*E(A, B) + 2*E(A)*E(B)*E(C) == 8*Tr(s*A*s*B*s*C)",
           false="E(A, B, C) - E(A)*E(B, C) - E(B)*E(A, C) - E(C)*E(A, B) + 2*E(A)*E(B)*E(C) == 6*Tr(s*A*s*B*s*C)",
           slip="6 for 8"),
    *pair("cyclic order of four", "hrr2023 appendix E", "Tr(A*B*C*D) == Tr(C*D*A*B)", "Tr(A*B*C*D) == Tr(C*A*D*B)",
          "not a cyclic order"),
    *pair("reversed order of four", "hrr2023 appendix E", "Tr(A*B*C*D) == Tr(D*C*B*A)", "Tr(A*B*C*D) == Tr(B*A*C*D)",
          "two letters exchanged"),
    *pair("trace of a commutator squared", "layton2026 (9)",
          "Tr(A*B*A*B) + Tr(B*A*B*A) - Tr(A*B*B*A) - Tr(B*A*A*B) == 2*Tr(A*B*A*B) - 2*Tr(A*A*B*B)",
          "Tr(A*B*A*B) + Tr(B*A*B*A) - Tr(A*B*B*A) - Tr(B*A*A*B) == 2*Tr(A*B*A*B) + 2*Tr(A*A*B*B)", "sign"),
    *pair("trace of a product", "hrr2023 appendix E", "Tr(s*A*s*B) == Tr(B*s*A*s)", "Tr(s*A*s*B) == Tr(s*s*A*B)",
          "order", gross=False),
]
