r"""The integral of two Gaussians along a flow over its bound: the largest ratio at many points, by two methods.

    int dz exp(-c |x - phi^(-d)(z)|^2/(eps^2 d) - c |z - phi^(-s)(y)|^2/(eps^2 s))
        <= C (t/(eps^2 d s))^(-n/2) exp(-c' |x - phi^(-t)(y)|^2/(eps^2 t)),    d = t - s.

With p = phi^(-t)(y), x = p + eps t^(1/2) zeta, s = t sin^2 theta and z = phi^d(u), u = p + eps t^(1/2) sin theta (zeta sin theta +
omega cos theta), left over right is

    int d omega det(d phi^d(u)) exp(-c |zeta cos theta - omega sin theta|^2 - c |z - phi^d(p)|^2/(eps^2 s) + c' |zeta|^2),

by the trapezoidal rule. The second way takes z itself, and the left side as it stands. Where the flow stretches lengths by e^d at most,
d + s e^(2 d) < 2 t, so that c' = c/2 will do for t <= 1.

Source: li2024, (3.34).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import minimize

from derive.explicit_parametrix import Example, S
from numerics.estimate import Estimate
from numerics.lower import lower, lower_together
from numerics.worst_ratio import Found, on_grid

Array = np.ndarray[Any, np.dtype[np.float64]]
LEFT = sp.Rational(1, 4)  # c on the left
NEAR, FAR = 8.0, 60.0  # |zeta| and |p| up to
POINTS = {1: (65, 81), 2: (9, 9)}  # of zeta and of p in each direction; odd, so that every second one is a coarser grid
SHARES = np.pi / 2 * np.array([0.02, 0.2, 0.35, 0.5, 0.65, 0.8, 0.98])  # theta
STEP, REACH = {1: 0.5, 2: 1.0}, {1: 16.0, 2: 13.0}  # in omega, by n: the flows stretch by e and by 1.6 at most
DIRECT = (0.5, 24.0), (0.7, 25.2)  # step and reach of the second way


@dataclass(frozen=True)
class Product:
    """(3.34) for an example. right: c'. behind: whether the second Gaussian is at phi^(-s)(y), or at phi^s(y)."""

    example: Example
    right: sp.Rational = LEFT / 2
    behind: bool = True

    @property
    def constant(self) -> sp.Expr:
        """C: 5/4 of the integral of one Gaussian."""
        return sp.Rational(5, 4) * (sp.pi / LEFT) ** sp.Rational(self.example.size, 2)

    def name(self) -> str:
        """The bound in words."""
        return f"(3.34), n = {self.example.size}"

    def flawed(self) -> Iterator[tuple[str, Product, bool]]:
        """The same c on both sides, and the second Gaussian moved forth instead of back; whether it shows at small eps, or at large."""
        yield "the same c on both sides", replace(self, right=LEFT), True
        yield "phi^s(y) for phi^(-s)(y)", replace(self, behind=False), True

    def worst(self, eps: sp.Rational, times: tuple[sp.Rational, ...]) -> Found:
        """As `worst`."""
        return worst(self, eps, times)


@lru_cache(maxsize=8)
def _carried(example: Example) -> Callable[..., list[Any]]:
    return lower_together([*example.flow, sp.Matrix(example.flow).jacobian(example.point).det()], [*example.point, S])


def ratio(case: Product, zeta: Sequence[Array], p: Sequence[Array], theta: Array, eps: float, t: float) -> Array:
    """Left over right. Shapes: all arrays broadcast; the result has the common shape."""
    size, flow = case.example.size, _carried(case.example)
    line = np.arange(-REACH[size], REACH[size] + STEP[size] / 2, STEP[size])
    omega = [axis.reshape(-1) for axis in np.meshgrid(*[line] * size, indexing="ij")]
    zeta, p, theta = [z[..., None] for z in zeta], [b[..., None] for b in p], theta[..., None]
    sine, cosine, width = np.sin(theta), np.cos(theta), eps * np.sqrt(t)
    d = t * cosine**2
    *z, volume = flow(*(b + width * sine * (a * sine + w * cosine) for b, a, w in zip(p, zeta, omega, strict=True)), d)
    *start, _ = flow(*p, d if case.behind else 2 * t - d)
    late = sum((a * cosine - w * sine) ** 2 for a, w in zip(zeta, omega, strict=True))
    early = sum((a - b) ** 2 for a, b in zip(z, start, strict=True)) / (width * sine) ** 2
    square = float(case.right) * sum(a**2 for a in zeta) - float(LEFT) * (late + early)
    return np.asarray(STEP[size]**size * np.sum(volume * np.exp(square), axis=-1))


@lru_cache(maxsize=64)
def worst(case: Product, eps: sp.Rational, times: tuple[sp.Rational, ...]) -> Found:
    """The largest ratio found over zeta, p, s/t and the times, climbed from the best point of the grid.

    Error: twice the distance between two searches, from the best point of the grid and from the best of every second one.
    """
    size = case.example.size
    many, some = POINTS[size]
    near, far = np.linspace(-NEAR, NEAR, many), np.sinh(np.linspace(-1, 1, some) * np.arcsinh(FAR))
    centres = [far] if size == 1 else [np.zeros(1), far]  # the shear is the same for all p_1
    axes = [*[near] * size, *centres, SHARES]
    zeta = np.meshgrid(*axes[:size], indexing="ij")
    tops = []
    table = {}
    for t in times:
        values = np.empty([len(axis) for axis in axes])
        for index in np.ndindex(*values.shape[size:]):
            *p, theta = (axis[i] for axis, i in zip(axes[size:], index, strict=True))
            values[(..., *index)] = ratio(case, zeta, [np.asarray(b) for b in p], np.asarray(theta), float(eps), float(t))
        table[t] = values
    for stride in (1, 2):
        every = (slice(None, None, stride),) * (2 * size) + (slice(None),)
        highest = {time: float(values[every].max()) for time, values in table.items()}
        t = max(times, key=highest.__getitem__)
        index = np.unravel_index(int(table[t][every].argmax()), table[t][every].shape)
        place = [axis[part][i] for axis, part, i in zip(axes, every, index, strict=True)]
        tops.append((*_climbed(case, place, eps, t), t))
    (second, *_), (best, where, t) = sorted(tops, key=lambda top: top[0])
    one = Estimate(best, max(1e-6 * best, 2 * (best - second)), "largest on a grid, then climbed")
    by_time = tuple((str(time), on_grid(float(table[time].max()))) for time in times)
    return Found(one, by_definition(case, where, eps, t), all(abs(z) < 0.99 * NEAR for z in where[:size]), by_time)


def by_formula(case: Product, place: Sequence[float], eps: sp.Rational, t: sp.Rational) -> float:
    """The ratio at (zeta, p, theta)."""
    size, (*point, theta) = case.example.size, map(np.asarray, place)
    return float(ratio(case, point[:size], point[size:], theta, float(eps), float(t)))


def _climbed(case: Product, place: Sequence[float], eps: sp.Rational, t: sp.Rational) -> tuple[float, tuple[float, ...]]:
    """The largest ratio near a point, by the simplex search, and where, within the ranges."""
    size = case.example.size
    bounds = [(-NEAR, NEAR)] * size + [(-FAR, FAR)] * size + [(float(SHARES[0]), float(SHARES[-1]))]
    found = minimize(lambda at: -by_formula(case, at, eps, t), place, method="Nelder-Mead", bounds=bounds,
                     options={"maxiter": 300, "xatol": 1e-4, "fatol": 1e-8})
    return -float(found.fun), tuple(map(float, found.x))


def by_definition(case: Product, place: Sequence[float], eps: sp.Rational, t: sp.Rational) -> Estimate:
    """The ratio at (zeta, p, theta) from the left side as it is printed, in z around phi^(-s)(y), or around phi^(t-s)(x) where s > t/2.

    Error: twice the distance between two trapezoidal rules.
    """
    example, size, e, time = case.example, case.example.size, float(eps), float(t)
    flows = [lower(flow, (*example.point, S), target="numpy") for flow in example.flow]

    def moved(point: Sequence[Any], s: float) -> list[Array]:
        return [np.asarray(flow(*map(np.asarray, point), s)) for flow in flows]

    zeta, p, s = place[:size], place[size:-1], time * np.sin(place[-1]) ** 2
    d, y = time - s, moved(p, time)
    x, centre = [b + e * time**0.5 * z for b, z in zip(p, zeta, strict=True)], moved(y, -s if case.behind else s)
    around, width = (centre, e * s**0.5) if s < d else (moved(x, d), e * d**0.5)
    values = []
    for step, reach in DIRECT:
        line = np.arange(-reach, reach + step / 2, step)
        z = [b + width * axis.reshape(-1) for b, axis in zip(around, np.meshgrid(*[line] * size, indexing="ij"), strict=True)]
        late = sum((a - b) ** 2 for a, b in zip(x, moved(z, -d), strict=True)) / (e**2 * d)
        early = sum((a - b) ** 2 for a, b in zip(z, centre, strict=True)) / (e**2 * s)
        left = (step * width) ** size * np.sum(np.exp(-float(LEFT) * (late + early)))
        right = (time / (e**2 * d * s)) ** (-size / 2) * np.exp(-float(case.right) * sum(a**2 for a in zeta))
        values.append(float(left / right))
    return Estimate(values[0], 2 * abs(values[0] - values[1]) + 1e-6 * values[0], "the definition")
