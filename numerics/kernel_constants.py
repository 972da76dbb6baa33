r"""The constants of Gaussian bounds on a parabolic kernel that follows a flow: the largest left/right ratio at many points.

With zeta = (x - p)/(eps t^(1/2)), p = phi^(-t)(y), a bound

    |F K_0| <= C (eps^2 t)^(-n/2) g(eps, t) exp(-c |zeta|^2)

has at each point the ratio |F| g^(-1) (4 pi)^(-n/2) det A^(-1/2) exp(-<zeta, (A^(-1)/4 - c) zeta>), in which no large factor is left.
It is taken on a grid of zeta and p, p far out included, and climbed from there. The second way is differences of the kernel itself in
many digits, at the worst point: K_0 as a function of x, y and t, with the flow in closed form, and R_1 = Q K_0 - d_t K_0 as it is defined.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import mpmath as mp
import numpy as np
import sympy as sp
from scipy.optimize import minimize

from derive.explicit_parametrix import EPS, LINE, PLANE, Example, S, T
from numerics.estimate import Estimate
from numerics.lower import lower, lower_together

Array = np.ndarray[Any, np.dtype[np.float64]]
C = sp.Rational(1, 16)  # c in the exponent: A <= 1.66 in both examples, so that 1/(4 A) > 0.15
DIGITS, FINE = 100, mp.mpf(10) ** -15  # of the differences: five of them keep 25 digits
NEAR, FAR = 8.0, 60.0  # |zeta| and |p| up to
POINTS = {1: (81, 161), 2: (17, 13)}  # of zeta and of p in each direction; odd, so that every second one is a coarser grid


@dataclass(frozen=True)
class Bound:
    """A printed bound: on R_1 or on K_0 (`remainder`), after `order` derivatives by x, along the flow or by y."""

    label: str
    example: Example
    remainder: bool
    direction: str
    order: int

    def name(self) -> str:
        """The bound in words."""
        times = {0: "", 1: ", one derivative", 2: ", two derivatives", 3: ", three derivatives"}[self.order]
        return f"({self.label}){times}, n = {self.example.size}"

    def ratio(self, follows: bool) -> sp.Expr:
        """F."""
        found = self.example.remainder(follows=follows) if self.remainder else sp.Integer(1)
        for _ in range(self.order):
            found = {"x": self.example.by_x, "along": self.example.along, "y": self.example.by_foot}[self.direction](found)
        if self.direction != "y" or not follows:
            return found
        (v,), (flow,) = self.example.drift, self.example.flow  # d phi^(-t)(y)/dy = v(p)/v(y), y = phi^t(p)
        return found * self.example.at_foot(v) / v.subs(self.example.point[0], self.example.at_foot(flow.subs(S, T)))

    def growth(self) -> sp.Expr:
        """g(eps, t)."""
        if self.label == "3.8":
            return 1 + EPS / sp.sqrt(T)
        power = sp.Integer(0) if self.direction == "along" else sp.Rational(-self.order, 2)
        return (EPS**2 * T) ** power * (T ** sp.Rational(-1, 2) if self.remainder else 1)


BOUNDS = (
    Bound("3.8", LINE, True, "x", 0), *(Bound("3.20", LINE, True, "x", k) for k in (0, 1, 2)),
    *(Bound("3.21", LINE, True, "along", k) for k in (1, 2)), *(Bound("3.24", LINE, False, "x", k) for k in (1, 2, 3)),
    *(Bound("3.27", LINE, False, "along", k) for k in (1, 2, 3)), Bound("3.41", LINE, True, "y", 1),
    Bound("3.8", PLANE, True, "x", 0),
    Bound("3.24", PLANE, False, "x", 2), Bound("3.27", PLANE, False, "along", 2),
)


@lru_cache(maxsize=64)
def _kernel(bound: Bound, follows: bool) -> Callable[..., list[Any]]:
    """The ratio at (zeta, p, eps, t)."""
    example, zeta = bound.example, [sp.Symbol(f"zeta_{k + 1}", real=True) for k in range(bound.example.size)]
    matrix = example.matrix
    square = (sp.Matrix(zeta).T * (matrix.inv() / 4 - C * sp.eye(example.size)) * sp.Matrix(zeta))[0]
    value = bound.ratio(follows) / bound.growth() / sp.sqrt((4 * sp.pi) ** example.size * matrix.det()) * sp.exp(-square)
    places = dict(zip(example.point, (p + EPS * sp.sqrt(T) * s for p, s in zip(example.foot, zeta, strict=True)), strict=True))
    return lower_together([value.subs(places, simultaneous=True)], [*zeta, *example.foot, EPS, T])


def _grid(size: int) -> list[Array]:
    many, some = POINTS[size]
    near = np.linspace(-NEAR, NEAR, many)
    far = np.sinh(np.linspace(-1, 1, some) * np.arcsinh(FAR))
    return list(np.meshgrid(*[near] * size, *[far] * size, indexing="ij", sparse=True))


@lru_cache(maxsize=512)
def worst(bound: Bound, eps: sp.Rational, times: tuple[sp.Rational, ...], follows: bool = True) -> tuple[Estimate, Estimate]:
    """The largest ratio found over zeta, p and the times, and the ratio at that point by differences of the kernel.

    Error: of the first twice the distance between two searches, from the best point of the grid and from the best of every second one;
    of the second a millionth, for the rounding of the first.
    """
    axes = _grid(bound.example.size)
    tops: dict[int, list[tuple[float, tuple[float, ...], sp.Rational]]] = {1: [], 2: []}
    for t in times:
        values = np.abs(_kernel(bound, follows)(*axes, float(eps), float(t))[0])
        for stride, found in tops.items():
            found.append((*_climbed(bound, _place(axes, values, stride), eps, t, follows), t))
    (best, place, t), (second, _, _) = sorted(map(max, tops.values()), reverse=True)
    other = by_differences(bound, place, eps, t, follows)
    error = max(1e-6 * best, 2 * (best - second))
    return Estimate(best, error, "largest on a grid, then climbed"), Estimate(other, 1e-6 * other + 1e-12, "differences")


def _place(axes: Sequence[Array], values: Array, stride: int) -> tuple[float, ...]:
    """Where the largest value of every stride-th point lies."""
    some = values[(slice(None, None, stride),) * values.ndim]
    index = np.unravel_index(int(some.argmax()), some.shape)
    return tuple(float(axis.reshape(-1)[stride * i]) for axis, i in zip(axes, index, strict=True))


def _climbed(
    bound: Bound, place: tuple[float, ...], eps: sp.Rational, t: sp.Rational, follows: bool
) -> tuple[float, tuple[float, ...]]:
    """The largest ratio near a point, by the simplex search, and where."""
    def below(point: Array) -> float:
        return -by_formula(bound, point, eps, t, follows)

    found = minimize(below, place, method="Nelder-Mead", options={"maxiter": 400, "xatol": 1e-6, "fatol": 1e-9})
    return -float(found.fun), tuple(map(float, found.x))


def by_formula(bound: Bound, place: Sequence[float] | Array, eps: sp.Rational, t: sp.Rational, follows: bool) -> float:
    """The ratio at (zeta, p)."""
    return abs(float(_kernel(bound, follows)(*np.asarray(place)[:, None], float(eps), float(t))[0][0]))


def by_differences(bound: Bound, place: Sequence[float], eps: sp.Rational, t: sp.Rational, follows: bool) -> float:
    """The ratio at (zeta, p) from differences of K_0(x, y, t), nothing differentiated by hand."""
    example, size = bound.example, bound.example.size
    matrix = [[lower(example.matrix[i, j], example.point, target="mpmath", digits=DIGITS) for j in range(size)] for i in range(size)]
    drift = [lower(v, example.point, target="mpmath", digits=DIGITS) for v in example.drift]
    flow = [lower(v, (*example.point, S), target="mpmath", digits=DIGITS) for v in example.flow]
    with mp.workdps(DIGITS):
        e, time = mp.mpf(int(eps.p)) / int(eps.q), mp.mpf(int(t.p)) / int(t.q)
        width = e * mp.sqrt(time)
        zeta, p = [mp.mpf(z) for z in place[:size]], [mp.mpf(z) for z in place[size:]]
        start = [b + width * z for b, z in zip(p, zeta, strict=True)]

        def moved(point: Sequence[Any], s: Any) -> list[Any]:
            return [f(*point, s) for f in flow] if follows else list(point)

        def kernel(*values: Any) -> Any:
            x, y, s = values[:size], values[size:-1], values[-1]
            a = mp.matrix([[matrix[i][j](*x) for j in range(size)] for i in range(size)])
            eta = mp.matrix([u - v for u, v in zip(x, moved(y, -s), strict=True)])
            square = (eta.T * a**-1 * eta)[0] / (4 * e**2 * s)
            return (4 * mp.pi * e**2 * s) ** (-mp.mpf(size) / 2) / mp.sqrt(mp.det(a)) * mp.exp(-square)

        def by(values: Sequence[Any], *places: int) -> Any:
            if not places:
                return kernel(*values)
            first, step = places[0], FINE * (time if places[0] == 2 * size else width)
            ends = ([v + sign * step if k == first else v for k, v in enumerate(values)] for sign in (1, -1))
            up, down = (by(end, *places[1:]) for end in ends)
            return (up - down) / (2 * step)

        def remainder(*values: Any) -> Any:
            x = list(values[:size])
            total = sum(v(*x) * by(values, k) for k, v in enumerate(drift)) - by(values, 2 * size)
            for i in range(size):
                ends = [[v + sign * FINE if k == i else v for k, v in enumerate(x)] for sign in (1, -1)]
                for j in range(size):
                    slope = (matrix[i][j](*ends[0]) - matrix[i][j](*ends[1])) / (2 * FINE)
                    total += e**2 * (slope * by(values, j) + matrix[i][j](*x) * by(values, i, j))
            return total

        def along(step: Any) -> Any:
            x, y = list(start), moved(p, time)
            if bound.direction in ("x", "along"):
                x[0] += step
            if bound.direction == "along":
                y = moved([p[0] + step, *p[1:]], time)
            if bound.direction == "y":
                y[0] += step
            return (remainder if bound.remainder else kernel)(*x, *y, time)

        h, k = FINE * width, bound.order
        value = abs(sum((-1) ** i * math.comb(k, i) * along((mp.mpf(k) / 2 - i) * h) for i in range(k + 1))) / h**k
        growth = mp.mpf(sp.N(bound.growth().subs({EPS: eps, T: t}), DIGITS))
        return float(value * (e**2 * time) ** (mp.mpf(size) / 2) / growth * mp.exp(mp.mpf(int(C.p)) / int(C.q) * sum(z**2 for z in zeta)))
