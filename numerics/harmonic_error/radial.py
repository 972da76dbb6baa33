"""The cube of the distance from a point: the extremal of the classical error in every dimension."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from numerics.harmonic_error.potential import Floats, array, text

ONE = Fraction(1)


@dataclass(frozen=True)
class Radial:
    """weight * |x - centre|^3/6. Norm |weight|: the third derivative is (3c - c^3)/2 with c the cosine with x - centre.

    With r = |centre|, delta = |x - centre| - r and n = |x|^2 the remainder is (3 n delta - delta^3)/2 - 3 (n - delta^2)^2/(8 r),
    times weight/6: nothing cancels.
    """

    centre: tuple[Fraction, ...]
    weight: Fraction = ONE

    @property
    def d(self) -> int:
        return len(self.centre)

    @property
    def kinks(self) -> tuple[float, ...]:
        return tuple(map(float, self.centre)) if self.d == 1 else ()

    @property
    def formula(self) -> str:
        return f"V = {self.weight} |x - c|^3/6, c = {text(self.centre)}"

    def norm(self) -> float:
        return abs(float(self.weight))

    def _parts(self, beta: Floats) -> tuple[Floats, float, Floats, Floats]:
        away = -array(self.centre)
        r = float(np.sqrt(away @ away))
        n = np.einsum("ni,ni->n", beta, beta)
        moved = np.sqrt(np.einsum("ni,ni->n", beta + away, beta + away))
        total = np.where(moved + r > 0, moved + r, 1.0)
        return away, r, n, (2 * beta @ away + n) / total

    def remainder(self, beta: Floats) -> Floats:
        _, r, n, delta = self._parts(beta)
        bent = 3 / (8 * r) * (n - delta**2) ** 2 if r else 0.0
        return float(self.weight) / 6 * ((3 * n * delta - delta**3) / 2 - bent)

    def gradient(self, beta: Floats) -> Floats:
        away, r, n, delta = self._parts(beta)
        bent = (1.5 / r * (n - delta**2))[:, None] * away if r else 0.0
        return float(self.weight) / 6 * (3 * delta[:, None] * beta + bent)

    def terms(self) -> None:
        return None
