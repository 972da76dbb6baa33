r"""Iterated remainders of a kernel that follows a flow, in coordinates without singularities.

R_k(x, y, t) = int_0^t ds int dz R_1(x, z, t - s) R_(k-1)(z, y, s), one variable. With p = phi^(-t)(y), x = p + eps t^(1/2) zeta,
s = t sin^2 theta, d = t - s, and z = phi^d(u), u = p + eps t^(1/2) sin theta (zeta sin theta + omega cos theta),

    R_k = (eps^2 t)^(-1/2) t^(k/2 - 1) F_k(zeta, p, eps, t),
    F_k = 2 int_0^(pi/2) d theta int d omega (d phi^d/du)(u) sin^(k - 2) theta
          F_1(zeta cos theta - omega sin theta, u, eps, d) F_(k-1)((z - phi^d(p))/(eps s^(1/2)), phi^d(p), eps, s):

both Gaussians have width one in omega for every eps, t and s, the roots of s and d are gone, and d_x = (eps^2 t)^(-1/2) d_zeta meets no
singularity. Gauss's rule in theta, the trapezoidal rule in omega, and interpolation by sinc(zeta/step - k), which is differentiated as it
stands, converge geometrically: the nearest poles are those of A and v, at a distance 1/(eps t^(1/2)) from the real zeta.

Source: li2024, (3.17).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from derive.explicit_parametrix import EPS, Example, S, T
from numerics.lower import lower_together

Array = np.ndarray[Any, np.dtype[np.float64]]
WITHIN = 18.0  # |zeta| up to: F_2 and F_3 are below exp(-0.08 zeta^2) where t <= 1, the flow stretching by less than e

CACHED = 12_000  # numbers in one array, more of which are slower


@dataclass(frozen=True)
class Rule:
    """angles: nodes in theta. step, reach: of the trapezoidal rule in omega. wide, narrow: steps of the interpolant in zeta where A and v
    vary over the width eps t^(1/2) of the kernel, above 1/8, and where they hardly do."""

    angles: int
    step: float
    reach: float
    wide: float
    narrow: float

    def nodes(self, width: float) -> Array:
        """Those of the interpolant."""
        step = self.wide if width > 1 / 8 else self.narrow
        count = round(WITHIN / step)
        return np.arange(-count, count + 1, dtype=np.float64) * step


FINE, COARSE, SCAN = Rule(12, 0.5, 14.0, 0.18, 0.4), Rule(9, 0.6, 13.2, 0.24, 0.45), Rule(5, 1.0, 12.0, 0.5, 0.75)


@lru_cache(maxsize=16)
def scaled_remainder(example: Example, follows: bool) -> Callable[..., list[Any]]:
    """F_1 at (zeta, p, eps, t): R_1 (eps^2 t)^(1/2) t^(1/2). Without `follows` the centre is y, which stands for p and does not move."""
    (x,), (p,), zeta, a = example.point, example.foot, sp.Symbol("zeta", real=True), example.matrix[0, 0]
    value = example.remainder(follows=follows) * sp.sqrt(T / (4 * sp.pi * a)) * sp.exp(-zeta**2 / (4 * a))
    return lower_together([value.subs(x, p + EPS * sp.sqrt(T) * zeta)], [zeta, p, EPS, T])


@lru_cache(maxsize=16)
def carried(example: Example, follows: bool) -> Callable[..., list[Any]]:
    """phi^s(x) and its derivative by x at (x, s); x and 1 without `follows`."""
    flow = example.flow[0] if follows else example.point[0]
    return lower_together([flow, sp.diff(flow, example.point[0])], [example.point[0], S])


@dataclass(frozen=True)
class Interpolant:
    """sum_k values_k sinc(zeta/step - k): a function that is negligible beyond its nodes."""

    nodes: Array
    values: Array

    def __call__(self, zeta: Array) -> Array:
        """Its values. Shapes: any; the result as zeta."""
        step = self.nodes[1] - self.nodes[0]
        place = (zeta - self.nodes[0]) / step
        near = np.round(place)
        apart = np.where(place == near, 1e-12, place - near)  # sin(pi (place - k)) is that of apart, but for the sign
        far = apart[..., None] + (near[..., None] - np.arange(len(self.nodes)))
        total = (1 / far) @ (self.values * (-1.0) ** np.arange(len(self.nodes)))
        return np.asarray((-1.0) ** near * np.sin(np.pi * apart) / np.pi * total)

    def derivative(self) -> Interpolant:
        """The derivative, which has the same wave numbers."""
        index = np.arange(len(self.nodes))
        apart = index[:, None] - index + np.eye(len(self.nodes))
        matrix = (-1.0) ** (apart % 2) / apart * (1 - np.eye(len(self.nodes)))
        return Interpolant(self.nodes, matrix @ self.values / (self.nodes[1] - self.nodes[0]))


def scaled(
    example: Example, k: int, p: float, eps: float, t: float, *, rule: Rule = FINE, follows: bool = True
) -> Interpolant:
    """F_k as a function of zeta, k = 2 or 3.

    Raises: ValueError for another k.
    """
    if k not in (2, 3):
        raise ValueError(f"`k` must be 2 or 3, but is {k}; further ones cost an integral over two variables each")
    nodes = rule.nodes(eps * np.sqrt(t))
    gauss, weights = np.polynomial.legendre.leggauss(rule.angles)
    first, flow = scaled_remainder(example, follows), carried(example, follows)
    omega, zeta, total = np.arange(-rule.reach, rule.reach + rule.step / 2, rule.step), nodes[:, None], np.zeros_like(nodes)
    pieces = min(rule.angles, -(-rule.angles * nodes.size * omega.size // CACHED))
    for part in np.array_split(np.arange(rule.angles), pieces):
        sine, cosine = (function(np.pi / 4 * (gauss[part] + 1))[:, None, None] for function in (np.sin, np.cos))
        d, s = t * cosine**2, t * sine**2
        foot = p + eps * np.sqrt(t) * sine * (zeta * sine + omega * cosine)
        point, volume = flow(foot, d)
        start = flow(np.array(p), d)[0]
        place = (point - start) / (eps * np.sqrt(s))
        if k == 2:
            early = first(place, start, eps, s)[0]
        else:
            pairs = zip(start.flat, s.flat, strict=True)
            within = (scaled(example, 2, float(q), eps, float(time), rule=rule, follows=follows) for q, time in pairs)
            early = sine * np.array([found(here) for found, here in zip(within, place, strict=True)])
        late = first(zeta * cosine - omega * sine, foot, eps, d)[0]
        total += weights[part] @ np.sum(late * early * volume, axis=-1)
    return Interpolant(nodes, np.pi / 2 * rule.step * total)
