r"""Trajectories of any classical-quantum master equation with diffusion: coefficients that depend on z, singular D2, mixed states.

X = (z, M) with rho = M M^+ obeys the equations of `derive.classical_quantum_unravelling`,

    dz_i = (c_i + 2 sigma_ij e_j) dt + sigma_ij dW_j,     dM = (-i H - (1/2) N_j^+ N_j + e_j N_j - (1/2) e_j^2) M dt + (N_j - e_j) M dW_j,

by Platen's scheme, of weak order two, M normalised after each step. What is left of the decoherence, C, acts for half a step before and
after, exactly at fixed z: Strang's product of two Markov semigroups. Where C = 0, M keeps the columns of the start: pure states stay pure.
C >= 0 and the residue (1 - sigma sigma^-) B = 0 are looked after at every step of every trajectory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derive.classical_quantum_unravelling import Unravelling
from numerics.hybrid import platen, splitting, superoperators
from numerics.hybrid.domain import of_law
from numerics.hybrid.eigen import adjoint, product
from numerics.hybrid.fields import Fields
from numerics.hybrid.model import Complex, require_state
from numerics.hybrid.trajectories import BLOCK, Noise, Plan, Trajectories, in_blocks, plan
from numerics.hybrid.watch import Watch, looked_after
from numerics.phase_space.grid import Array

ROUNDED = 1e-9  # of the largest entry, that a negative eigenvalue of C or a residue may have


@dataclass(frozen=True, eq=False)
class Start:
    """z: (N,), the means of independent Gaussians with standard deviations spread, (N,); rho: (n, n).

    Raises: ValueError for something that is not a density matrix, or a spread that is not finite and at least 0.
    """

    z: Array
    spread: Array
    rho: Complex

    def __post_init__(self) -> None:
        if self.z.shape != self.spread.shape or self.z.ndim != 1 or not np.all(np.isfinite([self.z, self.spread])):
            raise ValueError(f"`z` and `spread` must be finite, of one shape (N,), but are {self.z} and {self.spread}")
        if np.any(self.spread < 0):
            raise ValueError(f"`spread` must be at least 0, but is {self.spread}")
        require_state(self.rho)

    def drawn(self, size: int, generator: np.random.Generator) -> Array:
        """Points to begin with. Shape (N, size)."""
        return self.z[:, None] + self.spread[:, None] * generator.standard_normal((len(self.z), size))


class Equations:
    """The drift and the noises of X, (N + n k, size), complex. columns: k."""

    def __init__(self, law: Unravelling, columns: int) -> None:
        self.N, self.n, self.r, self.columns = len(law.equation.variables), law.equation.levels, law.sigma.cols, columns
        self.kernel = _fields(law)

    def joined(self, z: Array, M: Complex) -> Complex:
        """X. Shapes (N, size), (n, k, size)."""
        return np.concatenate([z.astype(complex), M.reshape(-1, M.shape[-1])])

    def parted(self, x: NDArray[Any]) -> tuple[Array, Complex]:
        """z and M."""
        return np.ascontiguousarray(x[: self.N].real), x[self.N :].reshape(self.n, self.columns, -1)

    def measured(self, x: NDArray[Any]) -> tuple[Array, Complex, list[Complex], list[Complex], list[Array]]:
        """z, M, the lowered matrices (c, H, sigma, then N_j), the N_j M, and the e_j."""
        z, M = self.parted(x)
        found = self.kernel(z)
        weight = (M.real**2 + M.imag**2).sum(axis=(0, 1))
        pushed = [product(N, M) for N in found[3:]]
        means = [(M.conj() * each).sum(axis=(0, 1)).real / weight for each in pushed]
        return z, M, found, pushed, means

    def drift(self, x: NDArray[Any]) -> NDArray[Any]:
        """That of X."""
        _, M, found, pushed, means = self.measured(x)
        c, H, sigma = found[:3]
        rate, change = c[:, 0].real.copy(), -1j * product(H, M)
        for j, (N, NM, e) in enumerate(zip(found[3:], pushed, means, strict=True)):
            rate += 2 * sigma[:, j].real * e
            change += e * NM - product(adjoint(N), NM) / 2 - (e * e / 2) * M
        return self.joined(rate, change)

    def noises(self, x: NDArray[Any]) -> list[NDArray[Any]]:
        """Those of X, one for each Wiener process."""
        _, M, found, pushed, means = self.measured(x)
        return [self.joined(found[2][:, j].real, NM - e * M) for j, (NM, e) in enumerate(zip(pushed, means, strict=True))]


@lru_cache(maxsize=32)
def _fields(law: Unravelling) -> Fields:
    made = law.equation
    return Fields([sp.Matrix(made.drift), made.hamiltonian, law.sigma, *law.kicks], made.variables)


@lru_cache(maxsize=32)
def _watched(law: Unravelling) -> tuple[Fields, Fields]:
    """C, and the residues."""
    return Fields([law.surplus], law.equation.variables), Fields(law.residue, law.equation.variables)


class Surplus:
    """What is left of the decoherence, and whether the trade-off holds at the points where it acts."""

    def __init__(self, law: Unravelling) -> None:
        self.variables = law.equation.variables
        self.C, self.residue = _watched(law)
        self.is_zero, self.is_exact = law.surplus.is_zero_matrix, all(each.is_zero_matrix for each in law.residue)
        self.fixed: Complex | None = None
        self.rows = [k for k in range(law.surplus.rows) if not law.surplus.row(k).is_zero_matrix]

    def __call__(self, z: Array, M: Complex, h: float) -> Complex:
        """M after a time h at fixed z."""
        if self.is_zero:
            return M
        D = self.fixed
        if D is None:
            D = superoperators.dissipation(self.looked(z[:, :1] if self.C.is_constant else z))
            self.fixed = D if self.C.is_constant else None
        return superoperators.roots(superoperators.evolved(D, product(M, adjoint(M)), h))

    def looked(self, z: Array) -> Complex:
        """C at the points. Raises: ArithmeticError where it is not positive there."""
        (C,) = self.C(z)
        part = np.moveaxis(C[np.ix_(self.rows, self.rows)], -1, 0)
        allowed = ROUNDED * max(1.0, float(np.abs(part).max()))
        try:
            np.linalg.cholesky(part + allowed * np.eye(len(self.rows)))
        except np.linalg.LinAlgError as error:
            values = np.linalg.eigvalsh(part)[:, 0]
            at = int(np.argmin(values))
            raise ArithmeticError(f"the trade-off must hold wherever trajectories go, but at {self.place(z[:, at])} the decoherence "
                                  f"lacks a rate of {-values[at]:.3g} per unit of time, along an operator L with Tr L^+ L = 1; state more "
                                  "of it, or more noise, there") from error
        return np.asarray(C)

    def require_noise(self, z: Array) -> None:
        """None. Raises: ArithmeticError at a point where the quantum system pushes along a direction without noise."""
        if self.is_exact:
            return
        for each in self.residue(z):
            size = np.abs(each).max(axis=(0, 1))
            if size.max() > ROUNDED:
                raise ArithmeticError("noise must reach every direction in which the quantum system pushes, wherever trajectories go, but "
                                      f"does not at {self.place(z[:, int(np.argmax(size))])}")

    def place(self, z: Array) -> str:
        """The point in words."""
        return ", ".join(f"{name} = {value:.4g}" for name, value in zip(self.variables, z, strict=True))


def run(
    law: Unravelling, start: Start, steps: Plan, size: int, generator: np.random.Generator, *, split: int, keep: bool
) -> Trajectories:
    """A block of trajectories; the first `split` variables are returned as q, the others as p. keep: density matrices too.

    Raises: ArithmeticError for a state that is not finite, and where the trade-off fails at a point on the way.
    """
    noise, surplus = Noise(generator, steps.fold), Surplus(law)
    M = splitting.root(start.rho)
    if not surplus.is_zero:
        M = np.concatenate([M, np.zeros((len(M), len(M) - M.shape[1]))], axis=1)
    equations = Equations(law, M.shape[1])
    signs = np.random.default_rng(generator.integers(2**63))  # not shared by runs with other steps
    x, N, r = equations.joined(start.drawn(size, generator), np.repeat(M[:, :, None], size, axis=2)), equations.N, equations.r
    points, states = np.empty((len(steps.times), N, size)), np.empty((len(steps.times), equations.n, equations.n, size), dtype=complex)
    watch = Watch(of_law(law), start.z, equations.parted(x)[0])
    for number, (h, count) in enumerate(steps.intervals()):
        with watch:
            for _ in range(count):
                z, M = equations.parted(x)
                surplus.require_noise(z)
                x = equations.joined(z, surplus(z, M, h / 2))
                flips = np.asarray(2.0 * signs.integers(0, 2, (r, r, size)) - 1.0, dtype=np.float64)
                x = platen.step(equations.drift, equations.noises, x, h, noise.fill(np.empty((r, size))), flips)
                z, M = equations.parted(x)
                watch(z)
                M = surplus(z, M / np.sqrt((M.real**2 + M.imag**2).sum(axis=(0, 1))), h / 2)
                x = equations.joined(z, M)
        if not np.all(np.isfinite(x)):
            raise ArithmeticError(f"`step` must be short enough for the state to stay finite, but is {h:g}; take a shorter one")
        z, M = equations.parted(x)
        points[number], states[number] = z, product(M, adjoint(M))
    never, far = np.full(size, np.nan), np.full(size, np.inf)
    populations = np.ascontiguousarray(np.einsum("taan->tan", states).real)
    return Trajectories(steps.times, points[:, :split], points[:, split:], populations, states if keep else None,
                        np.zeros(size, dtype=bool), never, far, watch.reach)


@dataclass(frozen=True)
class Task:
    """A block to compute; plain data, so that another process can."""

    law: Unravelling
    start: Start
    steps: Plan
    split: int

    def __call__(self, size: int, seed: np.random.SeedSequence) -> Trajectories:
        """The trajectories, with their density matrices."""
        generator = np.random.Generator(np.random.SFC64(seed))
        return run(self.law, self.start, self.steps, size, generator, split=self.split, keep=True)


def simulate(
    law: Unravelling, start: Start, times: Sequence[float], *, step: float, trajectories: int, seed: int, split: int | None = None,
    block: int = BLOCK, progress: Callable[[float], None] | None = None, executor: Executor | None = None,
) -> Trajectories:
    """Trajectories at the times, which increase from 0 on; split: as `run`, all variables where it is left out.

    Raises: ValueError for numbers out of range or a start that does not fit; ArithmeticError as `run`.
    """
    task = Task(law, start, plan(times, step), _split(law, start, split))
    return _looked_after(task, lambda: in_blocks(task, trajectories, seed, block, progress, executor))


def refined(
    law: Unravelling, start: Start, times: Sequence[float], *, step: float, trajectories: int, seed: int, split: int | None = None,
    block: int = BLOCK, progress: Callable[[float], None] | None = None, executor: Executor | None = None,
) -> tuple[Trajectories, Trajectories]:
    """Two runs with the same noise: with the step, and with half of it. As `simulate`."""
    steps, told = plan(times, step), progress or (lambda _share: None)
    task = Task(law, start, steps, _split(law, start, split))
    runs = []
    for number, chosen in enumerate((replace(steps, fold=2), replace(steps, substeps=2))):
        run = partial(in_blocks, replace(task, steps=chosen), trajectories, seed, block, partial(_half, told, number), executor)
        runs.append(_looked_after(task, run))
    return runs[0], runs[1]


def _looked_after(task: Task, run: Callable[[], Trajectories]) -> Trajectories:
    return looked_after(of_law(task.law), task.start.z, task.start.spread, run)


def _half(told: Callable[[float], None], done: int, part: float) -> None:
    told((done + part) / 2)


def _split(law: Unravelling, start: Start, split: int | None) -> int:
    N, n = len(law.equation.variables), law.equation.levels
    if start.z.shape != (N,) or start.rho.shape != (n, n):
        raise ValueError(f"`start` must have N = {N} variables and n = {n} levels, but has {len(start.z)} and {len(start.rho)}")
    return N if split is None else split
