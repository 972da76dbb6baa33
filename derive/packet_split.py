"""The covariance rate of a packet, split into a part that keeps it pure (skewing) and a part >= 0 (broadening).

In units of a pure reference covariance sigma_* a packet has a matrix s (symmetric, positive, symplectic), a Hamiltonian
flow F and a diffusion D. For any symmetric g the rate F s + s F^T + D is the sum of

    skewing = (F - g) s + s (F^T - g),        broadening = D + g s + s g.

With a Hamiltonian g the first is tangent to the pure matrices. g = rate (s - s^-1) pushes long axes in and thin axes out.

Source: hrr2023, (19) to (21).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

import flint
import sympy as sp

from derive.matrices import Abstract, MatrixAlgebra
from derive.sample import (
    Matrix,
    identity,
    sample_general,
    sample_hamiltonian,
    sample_pure,
    sample_squeezed,
)
from derive.sampled_letters import ScalarSampler, evaluate


def covariance_rate(flow: Abstract, covariance: Abstract, diffusion: Abstract) -> Abstract:
    """The rate F s + s F^T + D: to first order in t the matrix (1 + tF) s (1 + tF)^T + t D."""
    return flow * covariance + covariance * flow.T + diffusion


def squeezing(covariance: Abstract, rate: Abstract) -> Abstract:
    """g = rate (s - s^-1), for a letter s."""
    return rate * (covariance - covariance.inverse)


def thin_direction_rate(lam: sp.Expr, flow: sp.Expr, rate: sp.Expr) -> sp.Expr:
    """<v|skewing|v> = 2 lam <v|F|v> - 2 lam g(lam) for a unit vector v with s v = lam v and g = rate (s - s^-1).

    flow: the number <v|F|v>.

    >>> thin_direction_rate(sp.Integer(1), sp.Integer(3), sp.Symbol("r"))
    6
    """
    return 2 * lam * flow + 2 * rate * (1 - lam**2)


def diagonal(values: list[Any]) -> Matrix:
    """The diagonal matrix of the values."""
    n = len(values)
    return flint.fmpq_mat(n, n, [values[i] if i == j else 0 for i in range(n) for j in range(n)])


def entry(name: str, i: int) -> ScalarSampler:
    """The diagonal entry i of a letter, as the value of a scalar."""
    return lambda d, known, rng: _fraction(known[name][i, i])


def sample_draw(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A diagonal matrix of positive numbers, from which scalars are read that other samplers need."""
    return diagonal([flint.fmpq(rng.randint(1, 6), rng.randint(1, 4)) for _ in range(2 * d)])


def sample_rotation(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """An orthogonal symplectic matrix: the Cayley transform of (A, B; -B, A), A antisymmetric and B symmetric."""
    skew = 0 * identity(d)
    for i in range(d):
        for j in range(i + 1):
            a, b = (flint.fmpq(rng.randint(-2, 2), rng.randint(1, 2)) for _ in range(2))
            skew[d + i, j], skew[d + j, i] = -b, -b
            skew[i, d + j], skew[j, d + i] = b, b
            if i != j:
                skew[i, j], skew[d + i, d + j] = a, a
                skew[j, i], skew[d + j, d + i] = -a, -a
    return (identity(d) - skew) * (identity(d) + skew).inv()


def sample_axis(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """The projector on an eigenvector of the letter s."""
    axis = 0 * identity(d)
    i = rng.randrange(2 * d)
    axis[i, i] = 1
    return known["O"] * axis * known["O"].transpose()


def trace(matrix: Matrix) -> Any:
    """The sum of the diagonal entries."""
    return sum((matrix[i, i] for i in range(matrix.nrows())), start=flint.fmpq(0))


def _axis_value(d: int, known: Mapping[str, Matrix], rng: Random) -> Fraction:
    return _fraction(trace(known["s"] * known["P"]))


def _fraction(value: object) -> Fraction:
    number = flint.fmpq(value)
    return Fraction(int(number.p), int(number.q))


def thinnest(known: Mapping[str, Matrix], d: int) -> Fraction:
    """The smallest eigenvalue of the letter s."""
    diagonal = known["O"].transpose() * known["s"] * known["O"]
    return min(_fraction(diagonal[i, i]) for i in range(2 * d))


def sample_packet(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """O diag(l, 1/l) O^T for the letter O drawn before, not the identity."""
    while True:
        matrix = sample_squeezed("O")(d, known, rng)
        if matrix != identity(d):
            return matrix


def _sample_diffusion(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """Isotropic, or diagonal with different entries."""
    if rng.choice((True, False)):
        return known["draw"][0, 0] * identity(d)
    return known["draw"]


def _rate(d: int, known: Mapping[str, Matrix], rng: Random) -> Fraction:
    """The rate of g for which D >= 2 rate (1 - y^2) is tight, y the smallest eigenvalue of s."""
    least = min(_fraction(known["D"][i, i]) for i in range(2 * d))
    return least / (2 * (1 - thinnest(known, d) ** 2))


@dataclass(frozen=True)
class Packet:
    """Letters of a packet in units of sigma_*: s pure, F Hamiltonian, D symmetric.

    `rate` is that of g; y is at most every eigenvalue of s. Further letters are declared where they are asked for.
    """

    algebra: MatrixAlgebra
    form: Abstract
    s: Abstract
    F: Abstract
    D: Abstract

    def scalar(self, name: str, power: int = 1) -> Abstract:
        """A power of rate, y, or of a scalar declared later."""
        return self.algebra.scalar(name, power)


def packet() -> Packet:
    """A packet, with samplers that make D >= 2 rate (1 - y^2) and s >= y tight.

    >>> p = packet()
    >>> p.algebra.prove_equal(p.s * p.form, p.form * p.s.inverse) is not None
    True
    """
    algebra = MatrixAlgebra()
    form = algebra.form()
    algebra.general("draw", sample_draw)
    algebra.general("O", sample_rotation)
    s = algebra.pure("s", sample_packet)
    F = algebra.hamiltonian("F")
    D = algebra.symmetric("D", _sample_diffusion)
    algebra.positive.add("D")
    algebra.scalar("rate", sampler=_rate)
    algebra.scalar("y", sampler=lambda d, known, rng: thinnest(known, d))
    return Packet(algebra, form, s, F, D)


def reference(packet: Packet) -> tuple[Abstract, Abstract]:
    """k R and its inverse: the letters of sigma_*^{1/2}, R symmetric and symplectic, k^2 = hbar/2."""
    R = packet.algebra.pure("R", sample_pure)
    packet.algebra.scalar("k", sampler=entry("draw", 0))
    return packet.scalar("k") * R, packet.scalar("k", -1) * R.inverse


def packet_with_axis() -> tuple[Packet, Abstract]:
    """A packet whose s and F need not be symplectic and Hamiltonian, and a projector P on one eigenvector of s (eigenvalue `lam`).

    >>> p, P = packet_with_axis()
    >>> p.algebra.prove_equal(p.s.inverse * P, p.scalar("lam", -1) * P) is not None
    True
    """
    algebra = MatrixAlgebra()
    algebra.general("draw", sample_draw)
    algebra.general("O", sample_rotation)
    s = algebra.symmetric("s", sample_packet)
    algebra.inverse(s)
    F = algebra.general("F", sample_general)
    D = algebra.symmetric("D", _sample_diffusion)
    P = algebra.symmetric("P", sample_axis)
    lam = algebra.scalar("lam", sampler=_axis_value)
    algebra.assume(P * P - P, text="P is a projector")
    algebra.assume(s * P - lam * P, P * s - lam * P, text="on an eigenvector of s with the eigenvalue lam")
    algebra.assume(P * F * P - P * F.T * P, text="P has rank one")
    return Packet(algebra, algebra.one, s, F, D), P


def symmetric_generator(packet: Packet) -> Abstract:
    """A letter g: any symmetric Hamiltonian matrix, as (F + F^T)/2 and every rate (s - s^-1) is."""

    def sampler(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
        matrix = sample_hamiltonian(d, known, rng)
        return matrix + matrix.transpose()

    g = packet.algebra.symmetric("g", sampler)
    packet.algebra.assume(g * packet.form + packet.form * g, text="g is Hamiltonian")
    return g


def named(algebra: MatrixAlgebra, name: str, value: Abstract) -> Abstract:
    """A symmetric letter that stands for value, whose scalars must have samplers that draw nothing at random.

    >>> p = packet()
    >>> B = named(p.algebra, "B", p.D + p.s)
    >>> p.algebra.prove_equal(B - p.s, p.D) is not None
    True
    """

    def sampler(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
        values = {scalar: draw(d, known, rng) for scalar, draw in algebra.scalars.items()}
        return evaluate(value.element, d, known, values)

    letter = algebra.symmetric(name, sampler)
    algebra.assume(letter - value, text=f"{name} is defined")
    return letter
