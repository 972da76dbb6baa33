"""An eigenvector of a matrix that moves: the derivative of s P = lam P, which gives d lam/dt = <v|ds/dt|v>.

>>> m = moving_eigenvector()
>>> algebra = m.P.algebra
>>> algebra.prove_equal(m.P * m.rate * m.P, m.P * m.value_rate * m.P) is not None
True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

import flint

from derive.leibniz import derivative
from derive.matrices import Abstract, MatrixAlgebra
from derive.packet_split import sample_axis, sample_draw, sample_packet, sample_rotation, trace
from derive.sample import Matrix, identity, sample_general, sample_symmetric


def sample_antisymmetric(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """An antisymmetric matrix."""
    matrix = sample_general(d, known, rng)
    return matrix - matrix.transpose()


@dataclass(frozen=True)
class MovingEigenvector:
    """s P = lam P at all times: the projector, the rate of s, and the rate of lam (a multiple of the identity)."""

    P: Abstract
    rate: Abstract
    value_rate: Abstract


def moving_eigenvector() -> MovingEigenvector:
    """Letters whose rates obey the derivative of s P = lam P."""

    def multiple(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
        return flint.fmpq(rng.randint(-4, 4), 3) * identity(d)

    def sample_rate(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
        turn, other = known["A"] * known["s"] - known["s"] * known["A"], identity(d) - known["P"]
        return turn + known["L"] * known["P"] + other * sample_symmetric(d, known, rng) * other

    algebra = MatrixAlgebra()
    for name, sampler in (("draw", sample_draw), ("O", sample_rotation), ("A", sample_antisymmetric)):
        algebra.general(name, sampler)
    s, P = algebra.symmetric("s", sample_packet), algebra.symmetric("P", sample_axis)
    lam = algebra.symmetric("lam", lambda d, known, rng: trace(known["s"] * known["P"]) * identity(d))
    L = algebra.symmetric("L", multiple)
    rate = algebra.symmetric("sdot", sample_rate)
    P_rate = algebra.symmetric("Pdot", lambda d, known, rng: known["A"] * known["P"] - known["P"] * known["A"])
    algebra.assume(P * P - P, s * P - lam * P, P * s - lam * P, lam * P - P * lam, L * P - P * L, text="P projects on eigenvectors of s")
    velocities = {"s": rate.element, "P": P_rate.element, "lam": L.element}
    change = derivative((s * P - lam * P).element, velocities)
    algebra.assume(Abstract(change, algebra), text="the derivative of s P = lam P")
    return MovingEigenvector(P, rate, L)
