"""Planted statements about matrices: the engine reads the letters of an algebra, the truth stacks of matrices in NumPy or one in mpmath."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath as mp
import numpy as np

from verify.statement import Statement

from .language import DIGITS, names, read, split
from .planted import ContradictionError, Planted, pair

SEED, SIZES = 20260817, (1, 2)  # the sizes of the truth: matrices of size 2 d
Drawn = dict[str, Any]


@dataclass(frozen=True)
class Mat:
    """A stack of matrices; * is the product, .T the transpose, .inverse the inverse. Shapes: (..., n, n)."""

    entries: Any

    def __add__(self, other: Any) -> Mat:
        return Mat(self.entries + _lift(other, self))

    def __sub__(self, other: Any) -> Mat:
        return Mat(self.entries - _lift(other, self))

    def __neg__(self) -> Mat:
        return Mat(-self.entries)

    def __mul__(self, other: Any) -> Mat:
        return Mat(self.entries @ other.entries) if isinstance(other, Mat) else Mat(self.entries * other)

    def __rmul__(self, other: Any) -> Mat:
        return Mat(self.entries * other)

    def __truediv__(self, other: Any) -> Mat:
        return Mat(self.entries / other)

    @property
    def T(self) -> Mat:
        """The transposes."""
        return Mat(np.swapaxes(self.entries, -1, -2))

    @property
    def inverse(self) -> Mat:
        """The inverses."""
        if self.entries.dtype == object:
            return Mat(np.array((mp.matrix(self.entries.tolist()) ** -1).tolist(), dtype=object))
        return Mat(np.linalg.inv(self.entries))


def _lift(other: Any, like: Mat) -> Any:
    return other.entries if isinstance(other, Mat) else other * np.eye(like.entries.shape[-1])


def precise_mat(rows: Any) -> Mat:
    """One matrix of mpmath numbers from rows of whole numbers or texts like 1/2."""
    return Mat(np.array([[precise_number(x) for x in row] for row in rows], dtype=object))


def precise_number(value: Any) -> Any:
    """The mpmath number of a whole number, a Fraction or a text like 1/2."""
    exact = Fraction(value)
    return mp.mpf(exact.numerator) / exact.denominator


def draw(rng: np.random.Generator, count: int, d: int) -> Drawn:
    """Stacks of matrices of size 2d by their traits, as arrays; see the keys."""
    n = 2 * d
    form = np.block([[np.zeros((d, d)), np.eye(d)], [-np.eye(d), np.zeros((d, d))]])

    def normal(*shape: int) -> Any:
        return rng.normal(0, 1, (count, *shape))

    def symmetric(size: int) -> Any:
        found = normal(size, size)
        return found + np.swapaxes(found, -1, -2)

    def symplectic() -> Any:
        one, zero = np.broadcast_to(np.eye(d), (count, d, d)), np.zeros((count, d, d))
        scale = normal(d, d) / 2 + 2 * np.eye(d)
        shears = np.block([[one, symmetric(d) / 2], [zero, one]]), np.block([[one, zero], [symmetric(d) / 2, one]])
        return shears[0] @ np.block([[scale, zero], [zero, np.swapaxes(np.linalg.inv(scale), -1, -2)]]) @ shears[1]

    def positive() -> Any:
        found = normal(n, n)
        return found @ np.swapaxes(found, -1, -2) + np.eye(n) / 4

    A, B, G = symplectic(), symplectic(), symplectic()
    return {
        "form": np.broadcast_to(form, (count, n, n)), "symplectic": (A, B), "hamiltonian": form @ symmetric(n),
        "general": (normal(n, n), normal(n, n)),
        "symmetric": (symmetric(n), symmetric(n), symmetric(n), symmetric(n)),
        "positive": (positive(), positive(), positive()),
        "pure": tuple(each @ np.swapaxes(each, -1, -2) for each in (A, G)),
        "scalar": (10 ** rng.uniform(-0.5, 0.5, (count, 1, 1)),),
    }


@dataclass(frozen=True)
class MatrixTruth:
    """lhs == rhs, or 0 <= target in the Loewner order where all of `given` are; letters: how the drawn stacks are called.

    traits: relations that a counterexample has to satisfy to be in the domain, as texts that vanish. functions: others that the text calls.
    """

    text: str
    letters: Callable[[Drawn], Mapping[str, Any]]
    given: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    functions: Mapping[str, Callable[..., Any]] | None = None

    def _read(self, text: str, known: Mapping[str, Any], number: Callable[[int], Any]) -> Any:
        return read(text, {**(self.functions or {}), **known}, number)

    def sampled(self, count: int) -> int:
        """As of `Truth`, in double precision; hypotheses are met by construction or thrown out."""
        rng, held = np.random.default_rng(SEED), 0
        for d in SIZES:
            size = count // len(SIZES) * (8 if self.given else 1)
            values = {k: Mat(v) if v.shape[-1] > 1 else v for k, v in self.letters(draw(rng, size, d)).items()}
            left, operator, right = split(self.text)
            first, second = (self._read(side, values, float) for side in (left, right))
            if operator == "==":
                a, b = (getattr(x, "entries", x) for x in (first, second))
                big = np.abs(a).reshape(size, -1).max(axis=1) + np.abs(b * np.ones_like(a)).reshape(size,
                -1).max(axis=1) + 1
                worst = np.abs(a - b).reshape(size, -1).max(axis=1) / big
                bad, met = worst > 1e-8, np.ones(size, bool)
            else:
                met = np.ones(size, bool)
                for text in self.given:
                    met &= _least(self._read(text, values, float).entries) >= 0
                entries = second.entries
                bad = met & (_least(entries) < -1e-9 * (1 + np.abs(entries).max(axis=(1, 2))))
            if bad.any():
                raise ContradictionError(f"{self.text} fails for d = {d}")
            held += min(int(met.sum()), count // len(SIZES))
        return held

    def violated(self, at: Any) -> bool | None:
        """As of `Truth`, in mpmath; `at`: rows by letter, or a number."""
        with mp.workdps(DIGITS):
            values = {name: precise_mat(rows) if isinstance(rows, list | tuple) else precise_number(rows) for name,
            rows in at.items()}
            for text in self.traits:
                if names(text) <= set(values) and np.abs(self._read(text, values, mp.mpf).entries).max() > 0:
                    return None
            if any(_least_precise(self._read(text, values, mp.mpf)) < 0 for text in self.given):
                return None
            left, operator, right = split(self.text)
            first, second = (self._read(side, values, mp.mpf) for side in (left, right))
            if operator == "==":
                a, b = (getattr(x, "entries", x) for x in (first, second))
                return bool(max(abs(x) for x in np.ravel(a - b)) > mp.mpf(10) ** -40)
            return bool(_least_precise(second) < -(mp.mpf(10) ** -40))


def _least(entries: Any) -> Any:
    return np.linalg.eigvalsh((entries + np.swapaxes(entries, -1, -2)) / 2).min(axis=-1)


def _least_precise(matrix: Mat) -> Any:
    symmetric = (matrix.entries + matrix.entries.T) / 2
    return min(mp.eigsy(mp.matrix(symmetric.tolist()), eigvals_only=True))


def planted(
    name: str, source: str, true: str, false: str, slip: str, at: Any, *, build: Callable[[str], Statement],
    letters: Callable[[Drawn], Mapping[str, Any]], given: tuple[str, ...] = (), traits: tuple[str, ...] = (),
    functions: Mapping[str, Callable[..., Any]] | None = None, gross: bool = False,
) -> list[Planted]:
    """A pair of statements about matrices; build: the statement of a text for the engine."""
    first, second = (MatrixTruth(text, letters, given, traits, functions) for text in (true, false))
    return pair(name, source, slip, (lambda: build(true), first), (lambda: build(false), second), at, gross=gross)
