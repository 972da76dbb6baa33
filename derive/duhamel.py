r"""Duhamel's formula for finite generators, and the two facts that make a bound of it: triangle and contraction.

With E(s) = e^{(t-s) L}, which commutes with L and has dE/ds = -L E, the rule of Leibniz gives

    d/ds [E(s) r(s)] = E(s) (d/ds - L) r(s),

so that r(t) - e^{tL} r(0) is the integral of the right side from 0 to t. The first part states this in the free algebra, for
every size; the second integrates it exactly for a Jordan block L = -g + N; the third has Hermitian 2 x 2 matrices, whose
trace norm is a root of a polynomial.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

import sympy as sp

from derive.leibniz import derivative
from derive.matrices import Abstract, MatrixAlgebra
from derive.sample import Matrix, Sampler, identity, sample_general


def sample_commuting(name: str) -> Sampler:
    """A sampler of a + b X + c X^2 for the letter X drawn before: it commutes with X."""

    def sampler(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
        a, b, c = (rng.randint(-3, 3) for _ in range(3))
        return a * identity(d) + b * known[name] + c * known[name] * known[name]

    return sampler


@dataclass(frozen=True)
class Variation:
    """A generator L, E = e^{(t-s) L}, a trajectory r(s), its velocity v(s), and d/ds (E r)."""

    generator: Abstract
    propagator: Abstract
    state: Abstract
    velocity: Abstract
    rate: Abstract


def variation() -> Variation:
    """The product E r with its derivative by the rule of Leibniz, for every size.

    >>> v = variation()
    >>> print(v.rate)
    E·v + (-1)·L·E·r
    """
    algebra = MatrixAlgebra()
    generator = algebra.general("L", sample_general)
    propagator = algebra.general("E", sample_commuting("L"))
    algebra.assume(generator * propagator - propagator * generator, text="E = exp((t-s) L) commutes with L")
    state, velocity = algebra.general("r", sample_general), algebra.general("v", sample_general)
    moving = {"E": -(generator * propagator).element, "r": velocity.element}
    rate = Abstract(derivative((propagator * state).element, moving), algebra)
    return Variation(generator, propagator, state, velocity, rate)


def propagator(decay: sp.Expr, nilpotent: sp.Matrix, time: sp.Expr) -> sp.Matrix:
    """e^{time L} for L = -decay + nilpotent, a finite sum.

    >>> a, t = sp.symbols("a t")
    >>> propagator(a, sp.Matrix([[0, 1], [0, 0]]), t)
    Matrix([
    [exp(-a*t), t*exp(-a*t)],
    [        0,   exp(-a*t)]])
    """
    size = nilpotent.rows
    if nilpotent**size != sp.zeros(size):
        raise ValueError(f"`nilpotent` must have a vanishing power, but {nilpotent} has none")
    series = sum((nilpotent**k * time**k / sp.factorial(k) for k in range(size)), sp.zeros(size))
    return sp.exp(-decay * time) * series


def remembered(polynomial: sp.Expr, decay: sp.Expr, s: sp.Symbol, t: sp.Expr) -> sp.Expr:
    """The integral of e^{-(t-s) decay} polynomial(s) over s from 0 to t, by parts.

    >>> g, s, t = sp.symbols("g s t")
    >>> remembered(sp.Integer(1), g, s, t)
    1/g - exp(-g*t)/g
    """
    total, term, sign = sp.Integer(0), sp.expand(polynomial), 1
    for k in range(sp.Poly(term, s).degree() + 1 if term != 0 else 0):
        total += sign * (term.subs(s, t) - sp.exp(-decay * t) * term.subs(s, 0)) / decay ** (k + 1)
        term, sign = sp.diff(term, s), -sign
    return sp.expand(total)


def error(decay: sp.Expr, nilpotent: sp.Matrix, trajectory: sp.Matrix, s: sp.Symbol, t: sp.Expr) -> sp.Matrix:
    """r(t) - e^{tL} r(0) for L = -decay + nilpotent: the left side of Duhamel's formula."""
    return trajectory.subs(s, t) - propagator(decay, nilpotent, t) * trajectory.subs(s, 0)


def integral(decay: sp.Expr, nilpotent: sp.Matrix, trajectory: sp.Matrix, s: sp.Symbol, t: sp.Expr) -> sp.Matrix:
    """The integral of e^{(t-s) L} (d/ds - L) r(s) from 0 to t, for a trajectory polynomial in s.

    >>> g, b, s, t = sp.symbols("g b s t")
    >>> block, path = sp.Matrix([[0, b], [0, 0]]), sp.Matrix([s**2, 1 - s])
    >>> sp.simplify(integral(g, block, path, s, t) - error(g, block, path, s, t))
    Matrix([
    [0],
    [0]])
    """
    size = nilpotent.rows
    residual = sp.diff(trajectory, s) - (nilpotent - decay * sp.eye(size)) * trajectory
    polynomial_part = propagator(sp.Integer(0), nilpotent, t - s)
    return (polynomial_part * residual).applyfunc(lambda entry: remembered(entry, decay, s, t))


def hermitian(a: sp.Expr, x: sp.Expr, y: sp.Expr, z: sp.Expr) -> sp.Matrix:
    """The Hermitian 2 x 2 matrix (a + x X + y Y + z Z)/2 with the Pauli matrices; its trace is a."""
    return sp.Matrix([[a + z, x - sp.I * y], [x + sp.I * y, a - z]]) / 2


def squared_trace_norm(matrix: sp.Matrix) -> sp.Expr:
    """(l_1 - l_2)^2 of a Hermitian 2 x 2 matrix: its squared trace norm where the eigenvalues have opposite signs.

    Else the trace norm is |Tr|, and this is less. Traceless matrices have opposite signs.

    >>> x, y, z = sp.symbols("x y z", real=True)
    >>> squared_trace_norm(hermitian(sp.Integer(0), x, y, z))
    x**2 + y**2 + z**2
    """
    return sp.expand(sp.trace(matrix) ** 2 - 4 * matrix.det())


def damped(matrix: sp.Matrix, kappa: sp.Expr) -> sp.Matrix:
    """sum_i K_i matrix K_i† for amplitude damping, kappa = e^{-gamma t/2} the amplitude that survives.

    >>> k = sp.Symbol("k", positive=True)
    >>> damped(sp.Matrix([[0, 0], [0, 1]]), k)
    Matrix([
    [1 - k**2,    0],
    [       0, k**2]])
    """
    kept = sp.Matrix([[1, 0], [0, kappa]])
    jump = sp.Matrix([[0, 1], [0, 0]])  # times sqrt(1 - kappa^2), which enters squared
    return (kept * matrix * kept.T + (1 - kappa**2) * jump * matrix * jump.T).applyfunc(sp.expand)
