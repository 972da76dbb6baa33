"""Sums of plane waves, Gaussian wells, and weighted sums of potentials."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import exp, sqrt
from typing import Any

import numpy as np
from flint import acb, arb

from derive.moments import multiplied
from numerics.harmonic_error.exponential_polynomial import (
    Exponents,
    Term,
    added,
    linear,
    monomial,
    polynomial,
)
from numerics.harmonic_error.potential import (
    Floats,
    LocalPotential,
    array,
    ball,
    cosine_remainder,
    exponential_remainder,
    sine_remainder,
    text,
)

ONE = Fraction(1)


@dataclass(frozen=True)
class Waves:
    """sum_j A_j cos(k_j.x + phi_j) for waves (A_j, k_j, phi_j).

    Norm: sum |A_j||k_j|^3 bounds sum |A_j||k_j.u|^3, exactly for one wave; for orthogonal k_j the largest |A_j||k_j|^3 does.
    """

    waves: tuple[tuple[Fraction, tuple[Fraction, ...], Fraction], ...]

    def __post_init__(self) -> None:
        if not self.waves or len({len(k) for _, k, _ in self.waves}) != 1:
            raise ValueError(f"`waves` must be waves of one dimension, but is {self.waves}")

    @property
    def d(self) -> int:
        return len(self.waves[0][1])

    @property
    def kinks(self) -> tuple[float, ...]:
        return ()

    @property
    def formula(self) -> str:
        return "V = " + " + ".join(f"{a} cos({text(k)}.x + {phi})" for a, k, phi in self.waves)

    def norm(self) -> float:
        heights = [abs(float(a)) * sqrt(sum(x * x for x in k)) ** 3 for a, k, _ in self.waves]
        ks = [k for _, k, _ in self.waves]
        alone = all(sum(x * y for x, y in zip(first, second, strict=True)) == 0 for first, second in combinations(ks, 2))
        return max(heights) if alone else sum(heights)

    def remainder(self, beta: Floats) -> Floats:
        total = np.zeros(len(beta))
        for a, k, phi in self.waves:
            s = beta @ array(k)
            total += float(a) * (np.cos(float(phi)) * cosine_remainder(s) - np.sin(float(phi)) * sine_remainder(s))
        return total

    def gradient(self, beta: Floats) -> Floats:
        total = np.zeros_like(beta)
        for a, k, phi in self.waves:
            s = beta @ array(k)
            slope = 2 * np.sin(float(phi)) * np.sin(s / 2) ** 2 - np.cos(float(phi)) * sine_remainder(s)
            total += (float(a) * slope)[:, None] * array(k)
        return total

    def terms(self) -> Any:
        d = self.d
        found: list[Term] = []
        taylor: dict[Exponents, Any] = {}
        for amplitude, k, phase in self.waves:
            a, phi, wave = ball(amplitude), ball(phase), [ball(x) for x in k]
            half = a * acb(phi.cos(), phi.sin()) / 2
            for sign, coefficient in ((1, half), (-1, half.conjugate())):
                found.append(Term({(0,) * d: coefficient}, tuple(acb(0, sign * x) for x in wave), arb(0)))
            s = linear(wave)
            second = {m: a * phi.cos() * x / 2 for m, x in multiplied(s, s).items()}
            first = {m: a * phi.sin() * x for m, x in s.items()}
            taylor = added(taylor, second, first, {(0,) * d: acb(-a * phi.cos())})
        return (*found, polynomial(taylor, d))


@dataclass(frozen=True)
class Well:
    """weight * exp(-|x - centre|^2/(2 width^2)).

    Norm |weight| sqrt(6 z) exp(-z/2)/width^3 with z = 3 - sqrt 6: along u the third derivative is -He_3(s) exp(-s^2/2), which
    is largest where He_4(s) = s^4 - 6 s^2 + 3 = 0, and |s^2 - 3| = sqrt 6 there.
    """

    centre: tuple[Fraction, ...]
    width: Fraction
    weight: Fraction = ONE

    def __post_init__(self) -> None:
        if self.width <= 0:
            raise ValueError(f"`width` must be positive, but is {self.width}")

    @property
    def d(self) -> int:
        return len(self.centre)

    @property
    def kinks(self) -> tuple[float, ...]:
        return ()

    @property
    def formula(self) -> str:
        return f"V = {self.weight} exp(-|x - c|^2/(2 l^2)), c = {text(self.centre)}, l = {self.width}"

    def norm(self) -> float:
        z = 3 - sqrt(6)
        return abs(float(self.weight)) * sqrt(6 * z) * exp(-z / 2) / float(self.width) ** 3

    def _parts(self, beta: Floats) -> tuple[float, Floats, Floats, Floats]:
        """The logarithm of V(0)/weight, grad t, t = c.x/l^2 and w = |x|^2/(2 l^2): V = weight e^(log + t - w)."""
        square = float(self.width) ** 2
        c = array(self.centre) / square
        return -square * float(c @ c) / 2, c, beta @ c, np.einsum("ni,ni->n", beta, beta) / (2 * square)

    def remainder(self, beta: Floats) -> Floats:
        log, _, t, w = self._parts(beta)
        return float(self.weight) * (exponential_remainder(t - w, log) + exp(log) * (w * w / 2 - t * w))

    def gradient(self, beta: Floats) -> Floats:
        """weight [(e - h w) grad t + (h w - h t - e) grad w], e = h (e^y - 1 - y), h = e^log, y = t - w: all of second order."""
        log, c, t, w = self._parts(beta)
        y, h = t - w, exp(log)
        second = exponential_remainder(y, log) + h * y * y / 2
        grad_w = beta / float(self.width) ** 2
        return float(self.weight) * ((second - h * w)[:, None] * c + (h * (w - t) - second)[:, None] * grad_w)

    def terms(self) -> Any:
        d, square = self.d, ball(self.width) ** 2
        c = [ball(x) / square for x in self.centre]
        height = ball(self.weight) * (-square * sum((x * x for x in c), arb(0)) / 2).exp()
        t = linear(c)
        half = {m: height * x / 2 for m, x in multiplied(t, t).items()}
        w = {monomial(d, i, i): acb(-height / (2 * square)) for i in range(d)}
        taylor = added({(0,) * d: acb(height)}, {m: height * x for m, x in t.items()}, w, half)
        return (Term({(0,) * d: acb(height)}, tuple(map(acb, c)), 1 / square),
                polynomial({m: -x for m, x in taylor.items()}, d))


@dataclass(frozen=True)
class Mixture:
    """The sum of potentials of one dimension. Norm: the sum of the norms, an upper bound."""

    parts: tuple[LocalPotential, ...]

    def __post_init__(self) -> None:
        if len({part.d for part in self.parts}) != 1:
            raise ValueError(f"`parts` must be potentials of one dimension, but are {self.parts}")

    @property
    def d(self) -> int:
        return self.parts[0].d

    @property
    def kinks(self) -> tuple[float, ...]:
        return tuple(kink for part in self.parts for kink in part.kinks)

    @property
    def formula(self) -> str:
        return "the sum of " + "; ".join(part.formula for part in self.parts)

    def norm(self) -> float:
        return sum(part.norm() for part in self.parts)

    def remainder(self, beta: Floats) -> Floats:
        return np.sum([part.remainder(beta) for part in self.parts], axis=0)

    def gradient(self, beta: Floats) -> Floats:
        return np.sum([part.gradient(beta) for part in self.parts], axis=0)

    def terms(self) -> Any:
        found = [part.terms() for part in self.parts]
        return None if any(terms is None for terms in found) else tuple(term for terms in found for term in terms)
