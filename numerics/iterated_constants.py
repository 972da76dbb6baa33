r"""The constants of the bounds on iterated remainders: the largest left/right ratio at many points, by two methods.

    |d_x^a R_k| <= C (eps^2 t)^(-(1 + a)/2) t^(k/2 - 1) exp(-c |zeta|^2),    |d_y R_2| <= C (eps^2 t)^(-1) exp(-c |zeta|^2),

zeta = (x - p)/(eps t^(1/2)), p = phi^(-t)(y). With F_k of `numerics.iterated_kernel` the ratios are |d_zeta^a F_k| exp(c zeta^2), and
(v(p)/v(y)) |d_zeta F_2 - eps t^(1/2) d_p F_2| exp(c zeta^2), since d phi^(-t)(y)/dy = v(p)/v(y). They are taken for |zeta| <= 11 and
|p| <= 60, and climbed from the best p. The second way is `numerics.iterated_directly`.

Source: li2024, (3.30), (3.42).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import minimize_scalar

from derive.explicit_parametrix import LINE, Example
from numerics import iterated_directly as directly
from numerics.estimate import Estimate
from numerics.iterated_kernel import COARSE, FINE, SCAN, Interpolant, Rule, carried, scaled
from numerics.lower import lower_together
from numerics.worst_ratio import Found, on_grid

Array = np.ndarray[Any, np.dtype[np.float64]]
C = sp.Rational(1, 32)  # F_k decays at least like exp(-0.078 zeta^2), by A <= 3/2 and a flow that stretches by e^t at most
NEAR, FAR = 11.0, 60.0  # |zeta| and |p| up to
MANY = {(2, "x"): 33, (3, "x"): 33, (2, "y"): 17}  # of p; odd, so that every second one is a coarser grid
STEP = 0.01  # of the differences by p


@dataclass(frozen=True)
class Correction:
    """A printed bound on R_k after `order` derivatives by x or one by y. early, wide: powers of t^(1/2) and eps t^(1/2) by which the
    right side is made smaller than it is printed. follows: whether the kernel follows the flow, or stays at y."""

    label: str
    k: int
    order: int
    direction: str = "x"
    early: int = 0
    wide: int = 0
    follows: bool = True
    example: Example = LINE

    def name(self) -> str:
        """The bound in words."""
        times = {0: "", 1: ", one derivative", 2: ", two derivatives"}[self.order]
        return f"({self.label}), k = {self.k}{times}{' by y' if self.direction == 'y' else ''}, n = 1"

    def loss(self, eps: float, t: float) -> float:
        """The printed right side over the one that is tested."""
        return float(t ** (-self.early / 2) * (eps * t**0.5) ** -self.wide)

    @property
    def constant(self) -> sp.Expr:
        """C."""
        return sp.Integer(1) if self.k == 2 else sp.Rational(1, 8)

    def flawed(self) -> Iterator[tuple[str, Correction, bool]]:
        """A kernel that stays, and right sides with too high a power of t or of eps; whether it shows at small eps, or at large."""
        if (self.k, self.order) == (2, 0):
            yield "a kernel that stays at y", replace(self, follows=False), True
        if (self.k, self.order) in {(2, 0), (2, 1), (3, 0)}:
            yield "the power t^(1/2) higher", replace(self, early=1), False
        if self.order == 1:
            yield "as without the derivative", replace(self, wide=1), True

    def worst(self, eps: sp.Rational, times: tuple[sp.Rational, ...]) -> Found:
        """As `worst`."""
        return worst(self, eps, times)


CORRECTIONS = (
    *(Correction("3.30", 2, order) for order in (0, 1, 2)), *(Correction("3.30", 3, order) for order in (0, 1)),
    Correction("3.42", 2, 1, "y"),
)


def profile(case: Correction, p: float, eps: float, t: float, zeta: Array, rule: Rule) -> Array:
    """The ratio at (zeta, p). Shapes: zeta any, the result as zeta."""
    def found(place: float, order: int) -> Array:
        return _scaled(case.example, case.k, place, eps, t, rule, case.follows)[order](zeta)

    if case.direction == "x":
        value = found(p, case.order)
    else:
        by_p = (8 * (found(p + STEP, 0) - found(p - STEP, 0)) - found(p + 2 * STEP, 0) + found(p - 2 * STEP, 0)) / (12 * STEP)
        value = _turn(case, p, t) * (found(p, 1) - eps * np.sqrt(t) * by_p)
    return np.asarray(case.loss(eps, t) * np.abs(value) * np.exp(float(C) * zeta**2))


@lru_cache(maxsize=4096)
def _scaled(example: Example, k: int, p: float, eps: float, t: float, rule: Rule, follows: bool) -> tuple[Interpolant, ...]:
    """F_k and its first two derivatives."""
    found = scaled(example, k, p, eps, t, rule=rule, follows=follows)
    return found, found.derivative(), found.derivative().derivative()


@lru_cache(maxsize=8)
def _speed(example: Example) -> Callable[..., list[Any]]:
    """v at x."""
    return lower_together([example.drift[0]], example.point)


def _turn(case: Correction, p: float, t: float) -> float:
    """v(p)/v(y), y = phi^t(p)."""
    if not case.follows:
        return 1.0
    y = carried(case.example, True)(np.array([p]), t)[0]
    ends = _speed(case.example)(np.array([p, float(y[0])]))[0]
    return float(ends[0] / ends[1])


def largest(case: Correction, p: float, eps: float, t: float, rule: Rule) -> tuple[float, float]:
    """The largest ratio over zeta, and where."""
    grid = np.linspace(-NEAR, NEAR, 177)
    values = profile(case, p, eps, t, grid, rule)
    best = int(values.argmax())
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    near = np.linspace(low, high, 41)
    fine = profile(case, p, eps, t, near, rule)
    return float(fine.max()), float(near[fine.argmax()])


@lru_cache(maxsize=256)
def worst(case: Correction, eps: sp.Rational, times: tuple[sp.Rational, ...]) -> Found:
    """The largest ratio found over zeta, p and the times, and the ratio at that point by the second method.

    Error: twice the distance between two rules of quadrature, and between two searches, from the best of all p and of every second one.
    """
    rough = COARSE if (case.k, case.direction) == (2, "x") else SCAN
    e, places = float(eps), np.linspace(-1, 1, MANY[case.k, case.direction]) * np.arcsinh(FAR)

    def at(a: float, t: sp.Rational) -> float:
        return largest(case, float(np.sinh(a)), e, float(t), rough)[0]

    table, tops = {t: [at(a, t) for a in places] for t in times}, []
    for stride in (1, 2):
        t, index = max(((t, i) for t in times for i in range(0, len(places), stride)), key=lambda spot: table[spot[0]][spot[1]])
        ends = places[max(index - stride, 0)], places[min(index + stride, len(places) - 1)]
        climbed = minimize_scalar(lambda a, t=t: -at(a, t), bounds=ends, method="bounded", options={"xatol": 1e-2, "maxiter": 9})
        _, a = max((table[t][index], places[index]), (-float(climbed.fun), float(climbed.x)))
        tops.append((*largest(case, float(np.sinh(a)), e, float(t), FINE), float(np.sinh(a)), t))
    (second, *_), (best, zeta, p, t) = sorted(tops)
    rougher = float(profile(case, p, e, float(t), np.array([zeta]), COARSE)[0])
    one = Estimate(best, max(1e-6 * best, 2 * (best - second), 2 * abs(best - rougher)), "largest on a grid, then climbed")
    by_time = tuple((str(t), on_grid(max(table[t]))) for t in times)
    return Found(one, by_definition(case, (zeta, p), eps, t), abs(zeta) < 0.99 * NEAR, by_time)


def by_formula(case: Correction, place: tuple[float, float], eps: sp.Rational, t: sp.Rational) -> float:
    """The ratio at (zeta, p)."""
    return float(profile(case, place[1], float(eps), float(t), np.array([place[0]]), FINE)[0])


def by_definition(case: Correction, place: tuple[float, float], eps: sp.Rational, t: sp.Rational) -> Estimate:
    """The ratio at (zeta, p) from (3.17) as it is printed, with differences by x or y."""
    e, time = float(eps), float(t)
    found = directly.derivative(case.example, case.k, place, e, time, order=case.order, by_y=case.direction == "y", follows=case.follows)
    factor = case.loss(e, time) * e * time ** ((3 - case.k) / 2) * (e * time**0.5) ** case.order * np.exp(float(C) * place[0] ** 2)
    return Estimate(abs(found.value) * factor, found.error * factor, found.how)
