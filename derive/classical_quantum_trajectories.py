r"""Classical-quantum trajectories by Ito's rule in the free algebra: any quantum system, hbar = 1.

    dZ_i = (c_i + <F_i>) dt + sigma_ij dW_j,     d|psi> = a |psi> dt + n_j |psi> dW_j        (matrices a, n_j)

gives for rho = |psi><psi|

    d rho = (a rho + rho a^+ + n_j rho n_j^+) dt + (n_j rho + rho n_j^+) dW_j,
    d<psi|psi> = <a + a^+ + n_j^+ n_j> dt + <n_j + n_j^+> dW_j,

and for the average E[delta(Z - z) rho], against a test function phi(Z),

    d E[phi rho] = E[phi (a rho + rho a^+ + n_j rho n_j^+) + phi_i ((c_i + <F_i>) rho + sigma_ij (n_j rho + rho n_j^+))
                     + (1/2) sigma_il sigma_jl phi_ij rho] dt.

The letters are two Hermitian matrices K_1, K_2, one a Wiener process, which need not commute: K_j = sigma^-1_jk F_k of the forces
F_k. What is summed over j has no terms that mix two processes, so that two show what any number do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

import flint

from derive.complex_matrices import ComplexAlgebra, commutator, complex_algebra, sample_complex
from derive.matrices import Abstract
from derive.sample import Matrix, Sampler, identity

PROCESSES = (1, 2)


@dataclass(frozen=True)
class Trajectories:
    """The letters: K_j, their means <K_j> (numbers times the identity), H and a state rho."""

    numbers: ComplexAlgebra
    forces: tuple[Abstract, ...]
    means: tuple[Abstract, ...]
    hamiltonian: Abstract
    state: Abstract

    @property
    def deviations(self) -> tuple[Abstract, ...]:
        """K_j - <K_j>."""
        return tuple(force - mean for force, mean in zip(self.forces, self.means, strict=True))

    def state_drift(self, a: Abstract, noises: Sequence[Abstract]) -> Abstract:
        """a rho + rho a^+ + n_j rho n_j^+."""
        total = a * self.state + self.state * a.T
        for n in noises:
            total = total + n * self.state * n.T
        return total

    def state_noise(self, n: Abstract) -> Abstract:
        """n rho + rho n^+."""
        return n * self.state + self.state * n.T

    def norm_drift(self, a: Abstract, noises: Sequence[Abstract]) -> Abstract:
        """a + a^+ + n_j^+ n_j, whose mean is the drift of the norm."""
        total = a + a.T
        for n in noises:
            total = total + n.T * n
        return total

    def lindblad(self, rate: Fraction) -> Abstract:
        """-i [H, rho] + rate (K_j rho K_j - (1/2){K_j K_j, rho})."""
        total = -(self.numbers.i * commutator(self.hamiltonian, self.state))
        for force in self.forces:
            squared = force * force
            anticommutator = squared * self.state + self.state * squared
            total = total + (force * self.state * force - anticommutator * Fraction(1, 2)) * rate
        return total

    def idempotence(self, a: Abstract, noises: Sequence[Abstract]) -> Abstract:
        """The drift of rho^2 - rho: X rho + rho X + Y_j Y_j - X, for the drift X and the noises Y_j of rho."""
        drift = self.state_drift(a, noises)
        total = drift * self.state + self.state * drift - drift
        for n in noises:
            total = total + self.state_noise(n) * self.state_noise(n)
        return total


def trajectories(*, pure: bool) -> Trajectories:
    """The letters; the state is Hermitian, or the projector on a vector: then rho K_j rho = <K_j> rho, which fixes the means.

    >>> found = trajectories(pure=True)
    >>> noise = found.deviations[0] * Fraction(1, 2)
    >>> changed = found.state_noise(noise)
    >>> found.numbers.algebra.prove_equal(changed * found.state + found.state * changed, changed) is not None
    True
    """
    numbers = complex_algebra()
    algebra = numbers.algebra
    hamiltonian = numbers.hermitian("H")
    forces = tuple(numbers.hermitian(f"K_{j}") for j in PROCESSES)
    state = algebra.symmetric("rho", sample_projector) if pure else numbers.hermitian("rho")
    if pure:
        algebra.assume(numbers.i * state - state * numbers.i, text="complex linear")
    means: list[Abstract] = []
    for j, force in zip(PROCESSES, forces, strict=True):
        mean = algebra.symmetric(f"<K_{j}>", _mean(f"K_{j}") if pure else _number)
        others = (numbers.i, hamiltonian, state, *forces, *means)
        algebra.assume(*(mean * other - other * mean for other in others), text="a number")
        if pure:
            algebra.assume(state * force * state - mean * state, text="the mean of a pure state")
        means.append(mean)
    if pure:
        algebra.assume(state * state - state, text="a projector")
    return Trajectories(numbers, forces, tuple(means), hamiltonian, state)


def sample_projector(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """The projector on a random complex vector of size d, as a real matrix of size 2d."""
    keep = flint.fmpq_mat(2 * d, 2 * d, [int(i == j and i % d == 0) for i in range(2 * d) for j in range(2 * d)])
    while True:
        column = sample_complex(d, known, rng)
        square = column * keep * column.transpose()
        if _trace(square) != 0:
            return square * (2 / _trace(square))


def _number(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    return flint.fmpq(rng.randint(-4, 4), rng.randint(1, 3)) * identity(d)


def _mean(force: str) -> Sampler:
    return lambda d, known, rng: _trace(known["rho"] * known[force]) / _trace(known["rho"]) * identity(d)


def _trace(matrix: Matrix) -> flint.fmpq:
    return sum((matrix[i, i] for i in range(matrix.nrows())), flint.fmpq(0))
