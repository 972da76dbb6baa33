"""The truth of the star product: polynomials as operators, x and p as matrices of an oscillator, each monomial ordered after Weyl.

Op(x^m p^n) = 2^-m sum_k binomial(m, k) x^k p^n x^(m-k) (McCoy 1932); no derivative is taken. With N levels the first N - degree rows and
columns of a product of polynomials are free of the truncation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any

import mpmath as mp
import numpy as np

from .language import read, split
from .planted import ContradictionError

FAST, EXACT = (14, 6), (11, 3)  # levels, and rows and columns that are compared: in double precision, in mpmath


@dataclass(frozen=True)
class Polynomial:
    """A polynomial in x, p and h with complex rational coefficients, as pairs of Fractions."""

    terms: Mapping[tuple[int, int, int], tuple[Fraction, Fraction]]

    def __add__(self, other: Polynomial) -> Polynomial:
        total = dict(self.terms)
        for key, (a, b) in other.terms.items():
            c, d = total.get(key, (Fraction(0), Fraction(0)))
            total[key] = a + c, b + d
        return Polynomial(total)

    def __neg__(self) -> Polynomial:
        return Polynomial({key: (-a, -b) for key, (a, b) in self.terms.items()})

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + (-other)

    def __mul__(self, other: Polynomial) -> Polynomial:
        total = Polynomial({})
        for (i, j, k), (a, b) in self.terms.items():
            for (l, m, n), (c, d) in other.terms.items():
                total = total + Polynomial({(i + l, j + m, k + n): (a * c - b * d, a * d + b * c)})
        return total

    def __truediv__(self, other: Polynomial) -> Polynomial:
        ((key, (value, _)),) = other.terms.items()
        if any(key):
            raise ValueError(f"a divisor must be a number, but has the powers {key}")
        return Polynomial({powers: (a / value, b / value) for powers, (a, b) in self.terms.items()})

    def __pow__(self, power: Polynomial) -> Polynomial:
        total = number(1)
        for _ in range(int(power.terms[0, 0, 0][0])):
            total = total * self
        return total


def number(value: int) -> Polynomial:
    """A constant."""
    return Polynomial({(0, 0, 0): (Fraction(value), Fraction(0))})


def _letter(*powers: int) -> Polynomial:
    return Polynomial({(powers[0], powers[1], powers[2]): (Fraction(1), Fraction(0))})


SYMBOLS: dict[str, Any] = {"x": _letter(1, 0, 0), "p": _letter(0, 1, 0), "h": _letter(0, 0, 1),
"I": Polynomial({(0, 0, 0): (Fraction(0), Fraction(1))})}


def _ladder(h: Any) -> tuple[Any, Any]:
    """x and p with h for hbar, in mpmath or double precision as h is."""
    root = (mp.sqrt if isinstance(h, mp.mpf) else np.sqrt)
    kind = object if isinstance(h, mp.mpf) else complex
    levels = (EXACT if kind is object else FAST)[0]
    x, p = np.zeros((levels, levels), dtype=kind), np.zeros((levels, levels), dtype=kind)
    for n in range(1, levels):
        entry = root(h * n / 2)
        x[n - 1, n] = x[n, n - 1] = entry
        p[n - 1, n], p[n, n - 1] = -1j * entry, 1j * entry
    return x, p


def quantised(polynomial: Polynomial, h: Any) -> Any:
    """Op(polynomial) in the first levels."""
    x, p = _ladder(h)
    one = np.eye(len(x), dtype=x.dtype)
    power = {"x": [one], "p": [one]}
    for place, (letter, matrix) in enumerate((("x", x), ("p", p))):
        for _ in range(max((key[place] for key in polynomial.terms), default=0)):
            power[letter].append(power[letter][-1] @ matrix)
    total = 0 * one
    convert = mp.mpf if x.dtype == object else float
    for (m, n, k), (a, b) in polynomial.terms.items():
        ordered = sum((comb(m, j) * (power["x"][j] @ power["p"][n] @ power["x"][m - j]) for j in range(m + 1)), 0 * one)
        real, imaginary = (convert(part.numerator) / part.denominator for part in (a, b))
        total = total + ordered * (real + 1j * imaginary) * h**k / convert(2**m)
    return total


@dataclass(frozen=True)
class StarTruth:
    """A statement about products of symbols.

    The left side is a call of star, commutator, anticommutator or twice (the double commutator).
    """

    text: str

    def _apart(self, h: Any) -> Any:
        left, _, right = split(self.text)

        def value(*parts: Polynomial) -> Any:
            return [quantised(part, h) for part in parts]

        def star(*parts: Polynomial) -> Any:
            a, b = value(*parts)
            return a @ b

        def commutator(*parts: Polynomial) -> Any:
            a, b = value(*parts)
            return a @ b - b @ a

        def anticommutator(*parts: Polynomial) -> Any:
            a, b = value(*parts)
            return a @ b + b @ a

        def twice(*parts: Polynomial) -> Any:
            a, b, c = value(*parts)
            inner = b @ c - c @ b
            return a @ inner - inner @ a

        calls = {"star": star, "commutator": commutator, "anticommutator": anticommutator, "twice": twice}
        first = read(left, {**SYMBOLS, **calls}, number)
        second = quantised(read(right, SYMBOLS, number), h)
        kept = (EXACT if first.dtype == object else FAST)[1]
        return np.abs((first - second)[:kept, :kept]), np.abs(second[:kept, :kept]).max() + 1

    def sampled(self, count: int) -> int:
        """As of `Truth`: every matrix element for many values of h is a point."""
        rng, held = np.random.default_rng(20260817), 0
        while held < count:
            apart, scale = self._apart(float(rng.uniform(0.2, 3)))
            if apart.max() > 1e-10 * scale:
                raise ContradictionError(f"{self.text} fails")
            held += apart.size
        return held

    def violated(self, at: Any) -> bool | None:
        """As of `Truth`, in mpmath at h = `at`."""
        with mp.workdps(40):
            apart, _ = self._apart(mp.mpf(at))
            return bool(max(np.ravel(apart)) > mp.mpf(10) ** -30)
