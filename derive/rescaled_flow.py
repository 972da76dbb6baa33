"""The linearised flow of p^2/2m + V, rescaled by an aspect eta, and how fast it can squeeze a packet.

With sigma_* = (hbar/2) diag(1/eta, eta) the flow F = (0, 1/m; -hess V, 0) becomes (0, eta/m; -hess V/eta, 0). A packet is squeezed
by the symmetric part alone, (eta/m - hess V/eta)/2 off the diagonal.

Source: hrr2023, (15) and the text before (19), for eta = eta_H.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

import flint
import sympy as sp

from derive.matrices import Abstract, MatrixAlgebra
from derive.packet_split import diagonal, entry, sample_draw, sample_packet, sample_rotation
from derive.sample import Matrix, identity
from derive.sampled_letters import ScalarSampler


def symmetric_flow_bound(m: sp.Expr, eta: sp.Expr, k_minus: sp.Expr, k_plus: sp.Expr) -> sp.Expr:
    """f with ||(F + F^T)/2|| <= f wherever -k_minus <= hess V <= k_plus, in units of the aspect eta. Units: 1/time.

    >>> symmetric_flow_bound(sp.Integer(1), sp.Integer(1), sp.Integer(1), sp.Integer(1))
    1
    """
    return sp.Max(eta / m + k_minus / eta, k_plus / eta - eta / m) / 2


def squeezing_limit(hbar: sp.Expr, bound: sp.Expr, eta: sp.Expr, Dx: sp.Expr, Dp: sp.Expr) -> sp.Expr:
    """z = max(1, hbar f / min(eta Dx, Dp / eta)): no packet gets squeezed by more. Units: none."""
    return sp.Max(hbar * bound / sp.Min(eta * Dx, Dp / eta), 1)


@dataclass(frozen=True)
class Flow:
    """The flow of p^2/2m + V at one point: N = diag(hess V, hess V) up to a factor, X = diag(1, 0), aspect eta = r^2."""

    algebra: MatrixAlgebra
    form: Abstract
    X: Abstract
    N: Abstract

    def scalar(self, name: str, power: int = 1) -> Abstract:
        """A power of r, m, f, k_plus or k_minus."""
        return self.algebra.scalar(name, power)

    @property
    def momentum(self) -> Abstract:
        """diag(0, 1)."""
        return self.algebra.one - self.X

    def rescaled(self, hessian: Abstract) -> Abstract:
        """R^-1 F R with F = (0, 1/m; -hessian, 0) and R = diag(1/r, r)."""
        generator = self.form * (hessian * self.X + self.scalar("m", -1) * self.momentum)
        right = self.scalar("r", -1) * self.X + self.scalar("r") * self.momentum
        left = self.scalar("r") * self.X + self.scalar("r", -1) * self.momentum
        return left * generator * right


def _sample_values(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """The eigenvalues of N, twice: of size at most 1, one of them 1 or -1."""
    values = [flint.fmpq(rng.randint(-4, 4), 4) for _ in range(d)]
    values[rng.randrange(d)] = flint.fmpq(rng.choice((-1, 1)))
    return diagonal([*values, *values])


def _sample_turn(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """diag(U, U), U orthogonal."""
    skew = 0 * identity(d)
    for i in range(d):
        for j in range(i):
            a = flint.fmpq(rng.randint(-2, 2), rng.randint(1, 2))
            skew[i, j], skew[d + i, d + j], skew[j, i], skew[d + j, d + i] = a, a, -a, -a
    return (identity(d) - skew) * (identity(d) + skew).inv()


def _reach(sign: int) -> ScalarSampler:
    """The smallest k > 0 with sign * N <= k, or 1/8 where N has the other sign."""
    return lambda d, known, rng: max(Fraction(1, 8), *(sign * entry("n", i)(d, known, rng) for i in range(d)))


def _flow_bound(d: int, known: Mapping[str, Matrix], rng: Random) -> Fraction:
    eta, m = entry("draw", 0)(d, known, rng) ** 2, entry("draw", 1)(d, known, rng)
    return max(eta / m + _reach(-1)(d, known, rng) / eta, _reach(1)(d, known, rng) / eta - eta / m) / 2


def sample_diffusion(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A diagonal matrix with D >= 2 f, tight in some directions."""
    bound = 2 * _flow_bound(d, known, rng)
    more = (rng.choice((0, 0, 1, 2)) for _ in range(2 * d))
    return diagonal([flint.fmpq(bound.numerator, bound.denominator) + value for value in more])


def flow() -> Flow:
    """The letters of a flow, with samplers that make -k_minus <= N <= k_plus and the bound f tight.

    >>> f = flow()
    >>> F = f.rescaled(f.N)
    >>> f.algebra.prove_equal(F.T * f.form, -(f.form * F)) is not None
    True
    """
    algebra = MatrixAlgebra()
    form, one = algebra.form(), algebra.one
    X = algebra.symmetric("X", lambda d, known, rng: diagonal([int(i < d) for i in range(2 * d)]))
    for name, sampler in (("draw", sample_draw), ("n", _sample_values), ("U", _sample_turn)):
        algebra.general(name, sampler)
    N = algebra.symmetric("N", lambda d, known, rng: known["U"] * known["n"] * known["U"].transpose())
    algebra.assume(X * X - X, form * X - (one - X) * form, text="X projects on positions")
    algebra.assume(N * X - X * N, N * form - form * N, text="N = diag(K, K)")
    algebra.scalar("r", sampler=entry("draw", 0))
    algebra.scalar("m", sampler=entry("draw", 1))
    algebra.scalar("k_plus", sampler=_reach(1))
    algebra.scalar("k_minus", sampler=_reach(-1))
    algebra.scalar("f", sampler=_flow_bound)
    return Flow(algebra, form, X, N)


def bounded_flow() -> tuple[MatrixAlgebra, Abstract]:
    """A letter F without structure, and a scalar f with F^T F <= f^2, tight."""

    def sampler(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
        factors = [rng.choice((-1, 1)), *(flint.fmpq(rng.randint(-2, 2), 2) for _ in range(2 * d - 1))]
        turn = known["O"] if rng.choice((True, False)) else identity(d)
        return known["draw"][0, 0] * turn * diagonal(factors) * known["O"].transpose()

    algebra = MatrixAlgebra()
    algebra.general("draw", sample_draw)
    algebra.general("O", sample_rotation)
    F = algebra.general("F", sampler)
    algebra.scalar("f", sampler=entry("draw", 0))
    return algebra, F


@dataclass(frozen=True)
class ForcedSqueezing:
    """A packet s in a flow with P F = -f P and diffusion 2 c, and any part of its rate left over by a diffusion >= 0."""

    algebra: MatrixAlgebra
    P: Abstract
    F: Abstract
    s: Abstract
    skewing: Abstract
    c: Abstract
    f: Abstract


def forced_squeezing() -> ForcedSqueezing:
    """Letters with F = f (1 - 2P) for a projector P, s positive, and `skewing` <= F s + s F^T + 2c, tight in some directions."""

    def sample_projector(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
        ones = [int(i < d) for i in range(2 * d)]
        return known["O"] * diagonal(ones) * known["O"].transpose()

    def sample_flow(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
        return known["draw"][0, 0] * (identity(d) - 2 * known["P"])

    def sample_part(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
        rate = known["F"] * known["s"] + known["s"] * known["F"] + 2 * known["draw"][1, 1] * identity(d)
        left = diagonal([rng.choice((0, 0, 1, 2)) for _ in range(2 * d)])
        return rate - left

    algebra = MatrixAlgebra()
    algebra.general("draw", sample_draw)
    algebra.general("O", sample_rotation)
    P = algebra.symmetric("P", sample_projector)
    F = algebra.symmetric("F", sample_flow)
    s = algebra.symmetric("s", sample_packet)
    f, c = algebra.scalar("f", sampler=entry("draw", 0)), algebra.scalar("c", sampler=entry("draw", 1))
    skewing = algebra.symmetric("skewing", sample_part)
    algebra.assume(P * P - P, text="P is a projector")
    algebra.assume(P * F + f * P, F * P + f * P, text="F contracts along P")
    return ForcedSqueezing(algebra, P, F, s, skewing, c, f)
