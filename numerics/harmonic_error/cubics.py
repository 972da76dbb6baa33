"""Homogeneous potentials of degree 3: axial, separable and elementary symmetric cubic forms."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import acos, comb, cos, sqrt
from typing import Any

import numpy as np
from flint import acb, fmpq, fmpq_mat

from derive.moments import multiplied
from numerics.harmonic_error.exponential_polynomial import added, linear, monomial, polynomial
from numerics.harmonic_error.potential import Floats, array, ball, text

ONE = Fraction(1)


@dataclass(frozen=True)
class Axial:
    """weight * [a t^3 + 3 b t (|x|^2 - t^2)]/6 with t = axis.x/|axis|; |a| <= 1.

    b = None takes the largest b of norm |weight|: 4 b^3 = 3 b - a, hence b = cos(arccos(-a)/3), from 1 at a = -1 to 1/2 at a = 1.
    On the sphere the third derivative is f(c) = (a - 3b) c^3 + 3 b c, c the cosine with the axis; f' = 0 at c^2 = b/(3b - a),
    where |f| = |2 b c|.
    """

    axis: tuple[Fraction, ...]
    a: Fraction
    b: Fraction | None = None
    weight: Fraction = ONE

    def __post_init__(self) -> None:
        if not any(self.axis) or abs(self.a) > 1:
            raise ValueError(f"`axis` must not vanish and |a| must be <= 1, but got axis = {text(self.axis)}, a = {self.a}")

    @property
    def d(self) -> int:
        return len(self.axis)

    @property
    def kinks(self) -> tuple[float, ...]:
        return ()

    @property
    def formula(self) -> str:
        b = f"{self.b}" if self.b is not None else f"cos(arccos({-self.a})/3)"
        return f"V = {self.weight} [{self.a} t^3 + 3 b t (|x|^2 - t^2)]/6, b = {b}, t = n.x, n || {text(self.axis)}"

    def _b(self) -> float:
        return float(self.b) if self.b is not None else cos(acos(-float(self.a)) / 3)

    def norm(self) -> float:
        if self.d == 1:
            return abs(float(self.weight * self.a))
        if self.b is None:
            return abs(float(self.weight))
        largest = abs(self.a)
        steep = 3 * self.b - self.a
        if steep != 0 and 0 <= self.b / steep <= 1:
            return abs(float(self.weight)) * max(float(largest), abs(2 * float(self.b)) * sqrt(self.b / steep))
        return abs(float(self.weight * largest))

    def _parts(self, beta: Floats) -> tuple[Floats, Floats, Floats]:
        n = array(self.axis)
        n /= np.sqrt(n @ n)
        t = beta @ n
        return n, t, np.einsum("ni,ni->n", beta, beta)

    def remainder(self, beta: Floats) -> Floats:
        _, t, square = self._parts(beta)
        return float(self.weight) / 6 * t * (float(self.a) * t * t + 3 * self._b() * (square - t * t))

    def gradient(self, beta: Floats) -> Floats:
        n, t, square = self._parts(beta)
        b = self._b()
        along = (3 * float(self.a) * t * t + 3 * b * (square - 3 * t * t))[:, None] * n
        return float(self.weight) / 6 * (along + 6 * b * t[:, None] * beta)

    def terms(self) -> Any:
        d = self.d
        b = ball(self.b) if self.b is not None else (ball(-self.a).acos() / 3).cos()
        length = ball(sum((x * x for x in self.axis), Fraction(0))).sqrt()
        t = linear([ball(x) / length for x in self.axis])
        a, weight = ball(self.a), ball(self.weight)
        cube = {m: (a - 3 * b) * x for m, x in multiplied(t, multiplied(t, t)).items()}
        squares = {monomial(d, i, i): acb(3 * b) for i in range(d)}
        total = added(cube, multiplied(t, squares))
        return (polynomial({m: weight * x / 6 for m, x in total.items()}, d),)


def orthogonal(skew: tuple[Fraction, ...], d: int) -> Any:
    """(1 - K)(1 + K)^-1, exact and orthogonal, K antisymmetric with upper triangle `skew`."""
    if len(skew) != d * (d - 1) // 2:
        raise ValueError(f"`skew` must have {d * (d - 1) // 2} numbers for d = {d}, but is {text(skew)}")
    k = fmpq_mat(d, d, [0] * (d * d))
    for (i, j), value in zip(combinations(range(d), 2), skew, strict=True):
        k[i, j] = fmpq(value.numerator, value.denominator)
        k[j, i] = -k[i, j]
    one = fmpq_mat(d, d, [int(i == j) for i in range(d) for j in range(d)])
    return (one - k) * (one + k).inv()


def _frame(skew: tuple[Fraction, ...], d: int) -> Floats:
    k = np.zeros((d, d))
    k[np.triu_indices(d, 1)] = array(skew)
    k -= k.T
    return np.asarray(np.linalg.solve((np.eye(d) + k).T, (np.eye(d) - k).T).T)


@dataclass(frozen=True)
class Separable:
    """sum_i c_i y_i^3/6, or sum_i c_i |y_i|^3/6 where `absolute`, y = O^T x with O = orthogonal(skew). Norm max |c_i|."""

    skew: tuple[Fraction, ...]
    c: tuple[Fraction, ...]
    absolute: bool = False

    def __post_init__(self) -> None:
        orthogonal(self.skew, len(self.c))

    @property
    def d(self) -> int:
        return len(self.c)

    @property
    def kinks(self) -> tuple[float, ...]:
        return (0.0,) if self.absolute else ()

    @property
    def formula(self) -> str:
        y = "|y_i|" if self.absolute else "y_i"
        return f"V = sum c_i {y}^3/6, c = {text(self.c)}, y = O^T x, O = (1 - K)/(1 + K), K upper triangle {text(self.skew)}"

    def norm(self) -> float:
        return float(max(abs(x) for x in self.c))

    def remainder(self, beta: Floats) -> Floats:
        y = beta @ _frame(self.skew, self.d)
        return np.asarray((np.abs(y) if self.absolute else y) * y * y @ array(self.c) / 6)

    def gradient(self, beta: Floats) -> Floats:
        frame = _frame(self.skew, self.d)
        y = beta @ frame
        return np.asarray(((np.abs(y) if self.absolute else y) * y * array(self.c) / 2) @ frame.T)

    def terms(self) -> Any:
        if self.absolute:
            return None
        frame = orthogonal(self.skew, self.d)
        total: Any = {}
        for i, c in enumerate(self.c):
            y = linear([frame[j, i] for j in range(self.d)])
            total = added(total, {m: ball(c) * x / 6 for m, x in multiplied(y, multiplied(y, y)).items()})
        return (polynomial(total, self.d),)


@dataclass(frozen=True)
class Elementary:
    """weight * sum_(i<j<k) y_i y_j y_k, y = O^T x with O = orthogonal(skew); d >= 3.

    Norm 6 |weight| binomial(d, 3) d^(-3/2): on the sphere the elementary symmetric form is largest at equal entries (Maclaurin).
    """

    skew: tuple[Fraction, ...]
    dimension: int
    weight: Fraction = ONE

    def __post_init__(self) -> None:
        if self.dimension < 3:
            raise ValueError(f"`dimension` must be at least 3, but is {self.dimension}")
        orthogonal(self.skew, self.dimension)

    @property
    def d(self) -> int:
        return self.dimension

    @property
    def kinks(self) -> tuple[float, ...]:
        return ()

    @property
    def formula(self) -> str:
        return f"V = {self.weight} sum_(i<j<k) y_i y_j y_k, y = O^T x, O = (1 - K)/(1 + K), K upper triangle {text(self.skew)}"

    def norm(self) -> float:
        return abs(float(self.weight)) * 6 * comb(self.d, 3) / self.d**1.5

    def remainder(self, beta: Floats) -> Floats:
        y = beta @ _frame(self.skew, self.d)
        return float(self.weight) * np.sum([y[:, i] * y[:, j] * y[:, k] for i, j, k in combinations(range(self.d), 3)], axis=0)

    def gradient(self, beta: Floats) -> Floats:
        frame = _frame(self.skew, self.d)
        y = beta @ frame
        slope = np.zeros_like(y)
        for i, j, k in combinations(range(self.d), 3):
            slope[:, i] += y[:, j] * y[:, k]
            slope[:, j] += y[:, i] * y[:, k]
            slope[:, k] += y[:, i] * y[:, j]
        return np.asarray(float(self.weight) * slope @ frame.T)

    def terms(self) -> Any:
        frame = orthogonal(self.skew, self.d)
        y = [linear([frame[j, i] for j in range(self.d)]) for i in range(self.d)]
        products = [multiplied(y[i], multiplied(y[j], y[k])) for i, j, k in combinations(range(self.d), 3)]
        return (polynomial({m: ball(self.weight) * x for m, x in added(*products).items()}, self.d),)
