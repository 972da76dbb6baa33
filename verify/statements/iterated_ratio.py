"""The left over the right side of bounds on iterated remainders and on a product of Gaussians, at the worst of many points."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from numerics import gaussian_product, iterated_constants
from numerics.gaussian_product import Product
from numerics.iterated_constants import Correction
from numerics.worst_ratio import Found
from verify.measured import Check, Reading
from verify.statements import plain
from verify.statements.simulated import Experiment

EPS = (sp.Integer(1), sp.Rational(1, 16), sp.Rational(1, 256))
TIMES = (sp.Integer(1), sp.Rational(1, 16), sp.Rational(1, 256), sp.Rational(1, 65536))


@dataclass(frozen=True)
class IteratedRatio:
    """Every bound holds with `factor` times its own constant, at each epsilon of `scales`."""

    cases: tuple[Correction | Product, ...]
    factor: sp.Rational = sp.S.One
    scales: tuple[sp.Rational, ...] = EPS

    def problems(self) -> Sequence[str]:
        """Nothing."""
        return []

    def readings(self) -> Sequence[Reading]:
        """The largest ratio of each bound for each epsilon.

        Raises: ArithmeticError for one that is largest at the end of the range of zeta and below its bound there: it may exceed it beyond.
        """
        return [self._reading(case, eps, found) for case, eps, found in self._found()]

    def points(self) -> Sequence[Mapping[str, Any]]:
        """Of each reading the largest ratio on the grid at each time."""
        return [{"by_time": [{"t": t, **plain.number(value)} for t, value in found.by_time]} for _, _, found in self._found()]

    def _found(self) -> Iterator[tuple[Correction | Product, sp.Rational, Found]]:
        for case in self.cases:
            for eps in self.scales:
                yield case, eps, case.worst(eps, TIMES)

    def _reading(self, case: Correction | Product, eps: sp.Rational, found: Found) -> Reading:
        middle = float(self.factor * case.constant)
        right = math.nextafter(middle, 0), math.nextafter(middle, math.inf)
        if not found.inside and found.one.value < right[1]:
            raise ArithmeticError(f"the largest ratio of {case.name()} at epsilon = {eps} must lie inside the range of zeta, "
                                  "but is at its end; take a smaller c on the right side")
        check = Check(f"coordinates and definition at epsilon = {eps}", found.one, found.other)
        return Reading({"bound": case.name(), "epsilon": str(eps)}, found.one, right, (check,))

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """Each bound's: a kernel that does not follow the flow, wrong powers, the same c on both sides, a Gaussian elsewhere."""
        for case in self.cases:
            for text, flawed, small in case.flawed():
                yield f"{case.name()}: {text}", replace(self, cases=(flawed,), scales=(min(EPS) if small else max(EPS),))

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """Half the constants."""
        yield "half the constants", replace(self, factor=self.factor / 2)

    def domain(self) -> dict[str, str]:
        """The examples, and where the points lie."""
        return {
            "n = 1": "A = 1 + 1/(2 (1 + x^2)), v = sqrt(1 + x^2)",
            "n = 2": "A = 1 + (1 1/2; 1/2 1/2)/(2 (1 + |x|^2)), v = (sqrt(1 + x_2^2), 0), (3.34) only",
            "C, c": f"1, for k = 3 1/8, and {iterated_constants.C}; for (3.34) 5/4 (4 pi)^(n/2) and {gaussian_product.LEFT / 2}, with "
                    f"{gaussian_product.LEFT} on its left side",
            "epsilon": ", ".join(map(str, self.scales)), "t": ", ".join(map(str, TIMES)),
            "points": f"|x - p| <= {iterated_constants.NEAR:g} epsilon t^(1/2), for (3.34) {gaussian_product.NEAR:g}, and |p| <= 60, p = "
                      "phi^(-t)(y), on a grid, and climbed from its best points; for (3.34) seven s/t from 0.001 to 0.999",
        }
