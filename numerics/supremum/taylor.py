r"""F, F' and F'' on an interval, from the Taylor polynomial around its middle and the remainder coefficient over the interval.

For |u| <= r and coefficients c_k at c, C_n with F^(n)(x)/n! in C_n for all x in the interval, Taylor's theorem with Lagrange's remainder,
for F, F' and F'' by themselves, gives

    F(c + u) in sum_{k<n} c_k u^k + C_n u^n,   F'(c + u) in sum_{k<n} k c_k u^(k-1) + n C_n u^(n-1),

and the same for F'': the polynomial with the coefficient C_n, and its derivatives, as if C_n were a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import arb, arb_poly

MOVES = 8  # Newton steps in floats


class Taylor:
    """The polynomial in u; `reach`: at least the largest |u|. Error: none, balls."""

    def __init__(self, point: Sequence[Any], cell: Sequence[Any], reach: Any) -> None:
        self.polynomial = arb_poly([*point[:-1], cell[-1]])
        self.u = arb(0, reach)
        self.reach = float(reach)

    def value(self) -> Any:
        return self.polynomial(self.u)

    def slope(self) -> Any:
        return self.polynomial.derivative()(self.u)

    def curvature(self) -> Any:
        return self.polynomial.derivative().derivative()(self.u)

    def summit(self) -> float:
        """A guess of the u at which F' vanishes, or of an end if it does not."""
        c, u = [float(a.mid()) for a in self.polynomial.coeffs()[:-1]], 0.0
        for _ in range(MOVES):
            slope = bend = 0.0
            for k in range(len(c) - 1, 0, -1):
                bend = bend * u + slope
                slope = slope * u + k * c[k]
            if not abs(bend) > 0.0:
                break
            last, u = u, min(max(u - slope / bend, -self.reach), self.reach)
            if abs(u - last) <= 1e-15 * self.reach:
                break
        return u
