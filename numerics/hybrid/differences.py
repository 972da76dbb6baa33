r"""The averaged state rho(z, t) of a classical-quantum master equation by the method of lines: no trajectories, no unravelling.

    d_t rho = -d_i(c_i rho + B_i rho + rho B_i^+) + d_i d_j(D2_ij rho) - i[H, rho] + D0_ab (L_a rho L_b^+ - (1/2){L_b^+ L_a, rho})

for one or two classical variables, coefficients that depend on them as they like, D2 as singular as it likes: central differences of
order eight (`lines`), and the polynomial of Taylor of order four in time, as many steps as the norm on the grid asks for: a grid of
other nodes has other steps, and the distance between both tells the error of both. The state must vanish at the ends of the box.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.sparse
import sympy as sp

from derive.classical_quantum_equation import MasterEquation
from derive.classical_quantum_unravelling import Unravelling
from numerics.estimate import Estimate
from numerics.hybrid.domain import of_law
from numerics.hybrid.fields import Fields
from numerics.hybrid.lines import differences
from numerics.hybrid.model import Complex
from numerics.hybrid.unravelled import Start, simulate
from numerics.phase_space.grid import Array

Observable = tuple[Complex | None, tuple[int, ...], tuple[float, ...]]  # operator (None for one), powers of z - about, about
Box = tuple[tuple[float, float], ...]
PILOT, STEPS, WIDER = 2000, 20, 1.9  # trajectories and steps that look where the state goes; their farthest is about 3.5 deviations off
FIRST, MOST = {1: 96, 2: 40}, {1: 1000, 2: 130}  # points in each variable
GROWTH = 4 / 3
ORDER, REACH, LEAST = 4, 2.5, 40  # of the polynomial; its region of stability holds discs beside 0 of radius 2.6; steps at least


def pilot_box(law: Unravelling, start: Start, time: float) -> Box:
    """Ends between which a few trajectories stay, about their middle and WIDER times as far; no value is taken from them."""
    times = [time * k / 4 for k in range(1, 5)]
    run = simulate(law, start, times, step=time / STEPS, trajectories=PILOT, seed=0)
    found = []
    for values, mean, spread in zip(np.moveaxis(run.q, 1, 0), start.z, start.spread, strict=True):
        low, high = min(float(values.min()), mean - 4 * spread), max(float(values.max()), mean + 4 * spread)
        half = WIDER * (high - low) / 2
        found.append(((low + high) / 2 - half, (low + high) / 2 + half))
    return tuple(found)


def generator(law: MasterEquation, axes: Sequence[Array]) -> Any:
    """The right side on the nodes, sparse, on vectors (n^2 by rows, then the nodes, the last axis fastest)."""
    n, N, sizes = law.levels, len(axes), [len(axis) for axis in axes]
    z = np.stack([each.ravel() for each in np.meshgrid(*axes, indexing="ij")])
    first, second = [], []
    for i, axis in enumerate(axes):
        made = differences(len(axis), float(axis[1] - axis[0]))
        one, two = (_along(matrix, i, sizes) for matrix in made)
        first.append(one)
        second.append(two)
    found = Fields([sp.Matrix(law.drift), law.D2, law.D0, law.hamiltonian, *law.back, *law.operators], law.variables)(z)
    c, D2, D0, H, back, L = *found[:4], found[4 : 4 + N], found[4 + N :]
    one = np.eye(n, dtype=complex)[:, :, None]
    local = -1j * (_kron(H, one) - _kron(one, H.swapaxes(0, 1)))
    for a, left in enumerate(L):
        for b, right in enumerate(L):
            square = np.einsum("kiN,kjN->ijN", right.conj(), left)
            both = _kron(left, right.conj()) - (_kron(square, one) + _kron(one, square.swapaxes(0, 1))) / 2
            local = local + D0[a, b] * both
    pushed = [c[i, 0] * np.eye(n * n)[:, :, None] + _kron(B, one) + _kron(one, B.conj()) for i, B in enumerate(back)]
    spread = sum(((second[i] if i == j else first[i] @ first[j]) @ scipy.sparse.diags(D2[i, j]) for i in range(N) for j in range(N)),
                 start=scipy.sparse.csr_matrix((z.shape[1], z.shape[1]), dtype=complex))
    rows = []
    for a in range(n * n):
        row = []
        for b in range(n * n):
            block = scipy.sparse.csr_matrix(scipy.sparse.diags(local[a, b]))
            for i in range(N):
                if np.any(pushed[i][a, b]):
                    block = block - first[i] @ scipy.sparse.diags(pushed[i][a, b])
            row.append(block + spread if a == b else block if block.nnz and abs(block).max() > 0 else None)
        rows.append(row)
    return scipy.sparse.csr_matrix(scipy.sparse.bmat(rows))


def _kron(A: Complex, B: Complex) -> Complex:
    """A rho B^T on matrices written by rows. Shapes (n, n, N) or (n, n, 1); result (n^2, n^2, N)."""
    n = len(A)
    A, B = np.broadcast_arrays(A, B)
    return np.asarray(np.einsum("ijN,klN->ikjlN", A, B).reshape(n * n, n * n, -1))


def _along(matrix: Any, i: int, sizes: Sequence[int]) -> Any:
    """The matrix on axis i of the nodes."""
    before, after = (scipy.sparse.eye(math.prod(part)) for part in (sizes[:i], sizes[i + 1 :]))
    return scipy.sparse.csr_matrix(scipy.sparse.kron(scipy.sparse.kron(before, matrix), after))


def solved(law: MasterEquation, start: Start, time: float, *, points: Sequence[int], box: Box) -> tuple[list[Array], Complex]:
    """The nodes of each variable, and rho there. Shapes (points,) each, (n, n, *points).

    Raises: ValueError for more than two variables, and for a start without spread in one of them.
    """
    if len(law.variables) > 2 or not np.all(start.spread > 0):
        raise ValueError("`law` must have one or two variables, and `start` a spread in each, but is not so; give a spread")
    axes = [np.linspace(*ends, count) for ends, count in zip(box, points, strict=True)]
    G, profile = generator(law, axes), np.ones(1)
    for axis, mean, width in zip(axes, start.z, start.spread, strict=True):
        profile = np.outer(profile, np.exp(-(((axis - mean) / width) ** 2) / 2) / (math.sqrt(2 * math.pi) * width)).ravel()
    first = np.outer(start.rho.ravel(), profile).ravel()
    return axes, advanced(G, first, time).reshape(law.levels, law.levels, *points)


def advanced(G: Any, vector: Complex, time: float) -> Complex:
    """exp(time G) vector by steps of Taylor's polynomial of order ORDER, of norm REACH at most: inside its region of stability."""
    count = max(LEAST, math.ceil(time * float(abs(G).sum(axis=0).max()) / REACH))
    for _ in range(count):
        term = vector
        for order in range(1, ORDER + 1):
            term = (G @ term) * (time / (count * order))
            vector = vector + term
    return np.asarray(vector)


def edge(rho: Complex) -> float:
    """The largest entry at an end of the box over the largest of all."""
    size = np.abs(rho)
    ends = [np.take(size, (0, -1), axis=axis).max() for axis in range(2, rho.ndim)]
    return float(max(ends) / size.max())


def expectation(axes: Sequence[Array], rho: Complex, observable: Observable) -> float:
    """int (z - about)^powers Tr(B rho) dz."""
    B, powers, about = observable
    values = np.einsum("ab,ba...->...", np.eye(len(rho)) if B is None else B, rho).real
    for axis, power, middle in zip(reversed(axes), reversed(powers), reversed(about), strict=True):
        values = values @ (axis - middle) ** power * (axis[1] - axis[0])
    return float(values)


def means(
    equation: MasterEquation, law: Unravelling, start: Start, time: float, observables: Sequence[Observable], *, tolerance: float = 1e-3
) -> list[Estimate]:
    """int (z - about)^powers Tr(B rho) dz for each observable; the grid grows until the bars are below tolerance times max(1, |value|).

    law: whose trajectories say where the state goes, and nothing else. The bar is the distance from a grid of three quarters of the points,
    and what is left at the edges, or missing in the trace, at its largest weight.
    Raises: ValueError as `solved`; ArithmeticError where MOST points do not suffice, and where the box holds a singular value of one of
    the variables.
    """
    N, box = len(start.z), pilot_box(law, start, time)
    count, before = FIRST.get(N, 0), None
    while True:
        of_law(law).require_reached(start.z, np.array(box).T)
        axes, rho = solved(equation, start, time, points=[count] * N, box=box)
        values = [expectation(axes, rho, each) for each in observables]
        weights = [math.prod(float(np.abs(axis - a).max()) ** k for axis, k, a in zip(axes, powers, about, strict=True))
                   for _, powers, about in observables]
        # what left the box is at its ends or beyond; of long tails the trace knows more than the ends do
        cut = max(edge(rho), abs(expectation(axes, rho, (None, (0,) * N, (0.0,) * N)) - 1))
        allowed = [tolerance * max(1.0, abs(v)) for v in values]
        if before is not None and not any(math.isnan(v) for v in values):
            bars = [abs(v - w) + cut * e + 1e-9 * max(1.0, abs(v)) for v, w, e in zip(values, before, weights, strict=True)]
            if all(bar <= most for bar, most in zip(bars, allowed, strict=True)):
                how = f"master equation by differences, {count} nodes in each variable"
                return [Estimate(v, bar, how) for v, bar in zip(values, bars, strict=True)]
        before = values
        if not all(cut * e <= most / 2 for e, most in zip(weights, allowed, strict=True)):
            box, before = tuple((low - 0.15 * (high - low), high + 0.15 * (high - low)) for low, high in box), None
        count = math.ceil(GROWTH * count)
        if count > MOST[N]:
            raise ArithmeticError(f"`tolerance` must be reachable with {MOST[N]} nodes in each variable, but {tolerance:g} is not")
