"""The printed d|psi> as matrices a, n_j of `derive.classical_quantum_trajectories`."""

from __future__ import annotations

from fractions import Fraction

from derive.classical_quantum_trajectories import Trajectories
from derive.matrices import Abstract

KICK, DAMPING = Fraction(1, 2), Fraction(-1, 8)


def ket(found: Trajectories) -> tuple[Abstract, list[Abstract]]:
    """-i H - (1/8) sum_j (K_j - <K_j>)^2 and the (1/2)(K_j - <K_j>), K_j = sigma^-1_jk F_k."""
    drift = -(found.numbers.i * found.hamiltonian)
    for deviation in found.deviations:
        drift = drift + deviation * deviation * DAMPING
    return drift, [deviation * KICK for deviation in found.deviations]
