r"""Iterated remainders from their definition: R_k(x, y, t) = int_0^t ds int dz R_1(x, z, t - s) R_(k-1)(z, y, s), one variable.

R_1 = Q K_0 - d_t K_0 by the jets of `derive.parametrix`, as a function of x, y and t. The time is cut at t/2, as in li2024, (3.32).
For s < t/2 it is s = (t/2) tau^2 and z = phi^(-s)(y) + eps s^(1/2) eta, for s > t/2 it is t - s = (t/2) tau^2 and
z = phi^(t-s)(x) + eps (t - s)^(1/2) eta: Gauss's rule in tau, the trapezoidal rule in eta. Derivatives are differences of the
integral, whose nodes move with x. Shares with `numerics.iterated_kernel` the example only.

Source: li2024, (3.7), (3.17), (3.32).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from derive.explicit_parametrix import EPS, Example, S, T
from derive.parametrix import Jets
from numerics.estimate import Estimate
from numerics.lower import lower, lower_together

Array = np.ndarray[Any, np.dtype[np.float64]]
RULES = {2: ((10, 0.55, 15.4), (14, 0.45, 16.2)), 3: ((6, 0.8, 14.4), (8, 0.65, 14.3))}  # Gauss nodes, step and reach in eta; rough, fine
WEIGHTS = {0: {0: 1.0}, 1: {1: 2 / 3, -1: -2 / 3, 2: -1 / 12, -2: 1 / 12},
           2: {0: -5 / 2, 1: 4 / 3, -1: 4 / 3, 2: -1 / 12, -2: -1 / 12}}  # differences of the fourth order
SHIFT = 0.06  # of the differences, over eps t^(1/2)


@lru_cache(maxsize=8)
def _defect(example: Example, follows: bool) -> Callable[..., list[Any]]:
    """R_1/K_0 and A at (x, phi^(-t)(y), eps, t)."""
    ring = Jets(1, EPS, T)
    (x,), (p,), a, v = example.point, example.foot, example.matrix[0, 0], example.drift[0]
    values = {"A_11": a, "A_11_1": sp.diff(a, x), "A_11_11": sp.diff(a, x, 2), "v_1": v,
              "u_1": v.subs(x, p) if follows else sp.Integer(0), "eta_1": x - p}
    jet = ring.defect()
    jet = jet.subs({s: values[s.name] for s in jet.free_symbols if s.name in values}, simultaneous=True)
    return lower_together([jet, a], [x, p, EPS, T])


@lru_cache(maxsize=8)
def _flow(example: Example, follows: bool) -> Callable[..., Any]:
    return lower(example.flow[0] if follows else example.point[0] + 0 * S, (example.point[0], S), target="numpy")


def remainder(example: Example, x: Array, y: Array, eps: float, t: float, follows: bool) -> Array:
    """R_1(x, y, t). Shapes: x and y broadcast."""
    p = _flow(example, follows)(np.asarray(y, dtype=float), -t)
    ratio, a = _defect(example, follows)(x, p, eps, t)
    return np.asarray(ratio * np.exp(-((x - p) ** 2) / (4 * a * eps**2 * t)) / np.sqrt(4 * np.pi * a * eps**2 * t))


def correction(
    example: Example, k: int, x: Array, y: float, eps: float, t: float, rule: tuple[int, float, float], follows: bool
) -> Array:
    """R_k(x, y, t). Shapes: x one-dimensional; the result as x."""
    if k == 1:
        return remainder(example, x, np.array(y), eps, t, follows)
    count, step, reach = rule
    flow = _flow(example, follows)
    nodes, weights = np.polynomial.legendre.leggauss(count)
    eta, total = np.arange(-reach, reach + step / 2, step), np.zeros_like(x)
    for tau, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        short, change = t / 2 * tau**2, weight * t * tau * step * eps * np.sqrt(t / 2) * tau
        z = flow(np.array(y), -short) + eps * np.sqrt(short) * eta
        before = correction(example, k - 1, z, y, eps, short, rule, follows)
        total += change * np.sum(remainder(example, x[:, None], z, eps, t - short, follows) * before, axis=-1)
        z = flow(x, short)[:, None] + eps * np.sqrt(short) * eta
        before = correction(example, k - 1, z.reshape(-1), y, eps, t - short, rule, follows).reshape(z.shape)
        total += change * np.sum(remainder(example, x[:, None], z, eps, short, follows) * before, axis=-1)
    return total


def derivative(
    example: Example, k: int, place: tuple[float, float], eps: float, t: float, *, order: int, by_y: bool = False,
    follows: bool = True,
) -> Estimate:
    """d_x^order R_k, or d_y^order R_k, at x = p + eps t^(1/2) zeta, y = phi^t(p), place = (zeta, p).

    Error: twice the distance between two rules, and between differences of one step and of its double.
    """
    zeta, p = place
    x, y = p + eps * t**0.5 * zeta, float(_flow(example, follows)(np.array(p), t))

    def moved(h: float, rule: tuple[int, float, float]) -> float:
        places, weights = np.array(list(WEIGHTS[order]), dtype=float), list(WEIGHTS[order].values())
        if by_y:
            values = [correction(example, k, np.array([x]), y + i * h, eps, t, rule, follows)[0] for i in places]
        else:
            values = list(correction(example, k, x + h * places, y, eps, t, rule, follows))
        return float(np.dot(weights, values)) / h**order

    step = SHIFT * eps * t**0.5
    rough, fine = RULES[k]
    value = moved(step, fine)
    spread = abs(value - moved(step, rough)) + (abs(value - moved(2 * step, fine)) if order else 0.0)
    return Estimate(value, 2 * spread + 1e-6 * abs(value), "the definition")
