"""The left over the right side of Gaussian bounds on a kernel that follows a flow, at the worst of many points, for explicit examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sympy as sp

from numerics.kernel_constants import Bound, C, worst
from verify.measured import Check, Reading
from verify.statements.simulated import Experiment

EPS = (sp.Integer(1), sp.Rational(1, 256))
TIMES = (sp.Integer(1), sp.Rational(1, 16), sp.Rational(1, 256))


@dataclass(frozen=True)
class KernelRatio:
    """Every bound holds with the constant C = `constant` and c = 1/16. follows: whether the kernel follows the flow, or stays at y."""

    cases: tuple[Bound, ...]
    constant: sp.Rational
    follows: bool = True

    def problems(self) -> Sequence[str]:
        """Nothing."""
        return []

    def readings(self) -> Sequence[Reading]:
        """The largest ratio of each bound for each epsilon."""
        found = []
        right = float(self.constant)
        for bound in self.cases:
            for eps in EPS:
                one, other = worst(bound, eps, TIMES, self.follows)
                found.append(Reading({"bound": bound.name(), "epsilon": str(eps)}, one, (right, right),
                                     (Check(f"formula and differences of the kernel at epsilon = {eps}", one, other),)))
        return found

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """A kernel that does not follow the flow, for which (3.8) is not uniform in epsilon."""
        yield "a kernel that stays at y", replace(self, cases=self.cases[:1], follows=False)

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """Half the constant."""
        yield "half the constant", replace(self, constant=self.constant / 2)

    def domain(self) -> dict[str, str]:
        """The examples, and where the points lie."""
        return {
            "n = 1": "A = 1 + 1/(2 (1 + x^2)), v = sqrt(1 + x^2)",
            "n = 2": "A = 1 + (1 1/2; 1/2 1/2)/(2 (1 + |x|^2)), v = (sqrt(1 + x_2^2), 0)",
            "c": str(C), "epsilon": ", ".join(map(str, EPS)), "t": ", ".join(map(str, TIMES)),
            "points": "a grid of |x - p| <= 8 epsilon t^(1/2) and |p| <= 60, p = phi^(-t)(y), and climbed from its best points",
        }
