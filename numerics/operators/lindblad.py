r"""The density matrix in a truncated oscillator basis, for H = p^2/2m + V(x, t) and diffusion of momentum and of position:

    d rho/dt = -(i/hbar) [H, rho] - sum_i ( Dp/(2 hbar^2) [x_i, [x_i, rho]] + Dx/(2 hbar^2) [p_i, [p_i, rho]] ) .

V enters by Gauss-Hermite quadrature. The x and p of the double commutators are truncated matrices, so that the truncated equation
is itself of Lindblad form, keeps the trace, and contracts the trace norm; what it leaves out of the true one is measured on
HEADROOM more functions per degree of freedom and bounds the error.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from numerics.estimate import Estimate, spread
from numerics.operators.basis import MOST, Basis, Complex, Kernel, fitted, gaussian_kernel
from numerics.operators.converge import Converged, Truncation, converge, require_tolerance
from numerics.operators.model import Model, extent, longest_step

Operator = Callable[[Basis], Complex]


@dataclass(frozen=True)
class State:
    """A density matrix in an oscillator basis.

    matrix: <m|rho|n>, shape (functions, functions). error: bound on the distance from the exact state in trace norm.
    rougher: the same state with less effort, twice, for error bars of expectation values.
    """

    basis: Basis
    matrix: Complex
    error: float
    rougher: tuple[Complex, ...]

    def expectation(self, operator: Operator, *, limit: float = math.inf) -> Estimate:
        """Tr rho A, with an error bar from three resolutions.

        operator: the matrix of A in a given basis, as `position`, `momentum` and `function` below.
        Error: twice sum_k |a_k - Tr rho A| |change of the weight of a_k|, the largest of both changes of resolution, a_k the eigenvalues
        of A: what the expectation could have changed by, had the changes at different a_k not cancelled.
        Raises: ArithmeticError where the error bar exceeds `limit`.
        """
        matrix = operator(self.basis)
        value = float(np.vdot(matrix, self.matrix).real)
        rounding = float(np.finfo(float).eps * np.linalg.norm(matrix) * np.linalg.norm(self.matrix))
        levels, vectors = np.linalg.eigh(matrix)
        changes = [np.einsum("nk,nm,mk->k", vectors.conj(), rho - self.matrix, vectors, optimize=True).real for rho in self.rougher]
        moved = [float(np.abs(levels - value) @ np.abs(change)) for change in changes]
        ends = [value, *(value + each for each in moved)]
        limit, how = min(limit, np.finfo(float).max), f"oscillator bases up to {self.basis.sizes}"
        return spread(ends[::-1], rounding=rounding, limit=limit, how=how)

    @property
    def purity(self) -> Estimate:
        """Tr rho^2, with an error bar of 2 `error`: Tr rho^2 - Tr sigma^2 = Tr (rho - sigma)(rho + sigma)."""
        value = float(np.vdot(self.matrix, self.matrix).real)
        return Estimate(value, 2 * self.error + self.error**2, f"oscillator basis {self.basis.sizes}")


def evolve(
    model: Model, centre: Any, covariance: Any, time: float, *, hbar: float, tolerance: float, kernel: Kernel | None = None
) -> State:
    """The state at `time` of a packet with this mean and covariance, to `tolerance` in trace norm.

    kernel: rho(y, y') of the initial state, where it is not the Gaussian one; mean and covariance then only choose the basis.
    Shapes: centre (2d,), covariance (2d, 2d), positions first; d = 1 or 2.
    Error: measured, see `converge`; V is not seen between and beyond the nodes of the quadrature.
    Raises: NotConverged; ValueError for values out of range; ArithmeticError for a potential that is not finite at a node.
    """
    if model.d not in MOST:
        raise ValueError(f"`model` must have one or two degrees of freedom, but has {model.d}; use the moments, or packets")
    if not 0 < hbar < math.inf:
        raise ValueError(f"`hbar` must be positive and finite, but is {hbar}")
    _require_physical(centre, covariance, hbar)
    require_tolerance(tolerance)
    where = extent(model, centre, covariance, time, reach=math.sqrt(2 * math.log(10 / tolerance)))
    start = fitted(where, hbar=hbar)
    rho = gaussian_kernel(centre, covariance, hbar=hbar) if kernel is None else kernel
    found: Converged = converge(
        lambda size: truncated(model, start.resized(size), rho), time, tolerance=tolerance,
        first=max(start.sizes), largest=MOST[model.d], longest_step=longest_step(model, where, time),
    )  # fmt: skip
    size = math.prod(found.state.shape[: model.d])
    matrices = [tensor.reshape(size, size) for tensor in (found.state, *found.rougher)]
    return State(start.resized(found.state.shape[0]), matrices[0], found.error, tuple(matrices[1:]))


def _require_physical(centre: Any, covariance: Any, hbar: float) -> None:
    """None. Raises: ValueError unless sigma + i hbar/2 Omega >= 0, the uncertainty principle."""
    z, sigma = np.asarray(centre, dtype=float), np.asarray(covariance, dtype=float)
    if z.ndim != 1 or len(z) % 2 or sigma.shape != (len(z), len(z)) or not np.allclose(sigma, sigma.T, rtol=1e-12, atol=0):
        raise ValueError(f"`centre` and `covariance` must have shapes (2d,) and (2d, 2d), symmetric, but are {z} and {sigma}")
    d = len(z) // 2
    form = np.block([[np.zeros((d, d)), np.eye(d)], [-np.eye(d), np.zeros((d, d))]])
    least = float(np.linalg.eigvalsh(sigma + 0.5j * hbar * form)[0])
    if least < -1e-9 * float(np.abs(sigma).max()):
        raise ValueError(f"`covariance` must obey the uncertainty principle for hbar = {hbar:g}, but is {sigma.tolist()}; widen it")


def initial(basis: Basis, centre: Any, covariance: Any) -> Complex:
    """The Gaussian state with this mean and covariance in a basis. Shape: (functions, functions)."""
    return basis.density(gaussian_kernel(centre, covariance, hbar=basis.hbar))


def truncated(model: Model, basis: Basis, kernel: Kernel) -> Truncation:
    """The evolution of the operator `kernel`, truncated to the basis; its coefficients are a tensor (functions..., functions...)."""
    wide, sizes, number = basis.enlarged(), basis.sizes, math.prod(basis.sizes)
    everything = wide.density(kernel)
    inside = _kept(basis, wide)
    initial = everything[np.ix_(inside, inside)]
    outside = everything.copy()
    outside[np.ix_(inside, inside)] = 0
    generator, larger = Generator(model, basis), Generator(model, wide)

    def defect(t: float, state: Any) -> float:
        rho = state.reshape(number, number)
        full = np.zeros_like(everything)
        full[np.ix_(inside, inside)] = rho
        found = larger(t, full)
        found[np.ix_(inside, inside)] -= generator(t, rho)
        return _trace_norm(found)

    return Truncation(
        initial=initial.reshape(sizes + sizes),
        outside=_trace_norm(outside),
        rate=lambda t, state: generator(t, state.reshape(number, number)).reshape(sizes + sizes),
        defect=defect,
        norm=lambda state: _trace_norm(state.reshape(number, number)),
    )


def _kept(basis: Basis, wide: Basis) -> Any:
    """The places of the functions of `basis` among those of `wide`."""
    places = np.arange(math.prod(wide.sizes)).reshape(wide.sizes)
    return places[tuple(slice(0, size) for size in basis.sizes)].ravel()


def _trace_norm(matrix: Complex) -> float:
    return float(np.abs(np.linalg.eigvalsh((matrix + matrix.conj().T) / 2)).sum())


class Generator:
    """The right-hand side in a basis, for Hermitian rho: K rho + (K rho)^ + sum (Dp x rho x + Dx p rho p)/hbar^2.

    K = -i H/hbar - sum (Dp x^2 + Dx p^2)/(2 hbar^2), x and p from the centre of the basis.
    """

    def __init__(self, model: Model, basis: Basis) -> None:
        self.model, hbar = model, basis.hbar
        self._nodes, _, self._rows = basis.quadrature()
        self._jumps = [math.sqrt(model.Dp) / hbar * x for x in basis.offsets() if model.Dp]
        self._jumps += [math.sqrt(model.Dx) / hbar * p for p in basis.boosts() if model.Dx]
        loss = sum((jump @ jump for jump in self._jumps), start=0 * basis.kinetic(model.mass))
        self._fixed = (-1j / hbar * basis.kinetic(model.mass) - loss / 2).toarray()
        self._hbar = hbar
        self._static = self._drift(0.0) if model.is_static else None

    def _drift(self, t: float) -> Complex:
        potential = self.model.value(*self._nodes, t)
        result: Complex = self._fixed - 1j / self._hbar * ((self._rows * potential) @ self._rows.T)
        return result

    def __call__(self, t: float, rho: Complex) -> Complex:
        """d rho/dt at time t."""
        rho = (rho + rho.conj().T) / 2  # the shortcuts below let an anti-Hermitian rounding error grow exponentially
        half = (self._drift(t) if self._static is None else self._static) @ rho
        result: Complex = half + half.conj().T
        for jump in self._jumps:
            result += jump @ (jump @ rho).conj().T  # x rho x = x (x rho)^, both Hermitian
        return result


def position(number: int = 0) -> Operator:
    """The matrix of x_i in a given basis."""
    return lambda basis: (basis.offsets()[number].toarray() + basis.factors[number].centre * np.eye(math.prod(basis.sizes))) + 0j


def momentum(number: int = 0) -> Operator:
    """The matrix of p_i in a given basis."""
    return lambda basis: basis.boosts()[number].toarray() + basis.momenta[number] * np.eye(math.prod(basis.sizes))


def function(values: Callable[..., Any]) -> Operator:
    """The matrix of values(x_1, ..., x_d) in a given basis, by quadrature."""

    def matrix(basis: Basis) -> Complex:
        nodes, _, rows = basis.quadrature()
        return np.asarray((rows * values(*nodes)) @ rows.T, dtype=complex)

    return matrix
