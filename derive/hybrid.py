r"""Classical-quantum dynamics in the partial Wigner representation, block by block.

A bipartite operator rho has blocks rho_ab = <a|rho|b> in the eigenbasis of an operator A of the quantum system, operators of the
particle with Wigner functions f(q, p). A Hamiltonian V(A) acts on a block from the left with its value at a, from the right with that at b:

    d_t f = -(i/h) (V_a # f - f # V_b),

a differential operator with polynomial coefficients for polynomial V, so that an identity of operators is one of coefficients, for every A.

A pair dp = mu dt + s dW, d rho = X rho dt + Y rho dW (Ito; blocks X_ab, Y_ab) has the average E[rho_ab delta(p_t - p)], which obeys

    d_t f = X f - d_p ((mu + s Y) f) + (s^2/2) d_p^2 f.

>>> q, p, h, u, a, b = sp.symbols("q p hbar lambda a b")
>>> at = CanonicalPairs((q,), (p,), h)
>>> von_neumann(u * q * a, u * q * b, at).at(0, 1)
a*lambda/2 + b*lambda/2

Source: Aleksandrov, Z. Naturforsch. 36a, 902 (1981); Diosi, Phys. Scr. T163, 014004 (2014).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product as pairs

import sympy as sp

from derive.canonical_pairs import CanonicalPairs
from derive.gaussian_function import GaussianFunction, gaussian, integrate, scaled
from derive.partial_weyl import partial_star

Entry = Callable[[sp.Expr, sp.Expr], sp.Expr]


@dataclass(frozen=True)
class BlockGenerator:
    """The sum of coefficients[j, k] d_q^j d_p^k on a block."""

    coefficients: Mapping[tuple[int, int], sp.Expr]

    def at(self, by_q: int, by_p: int) -> sp.Expr:
        """The coefficient of d_q^by_q d_p^by_p."""
        return self.coefficients.get((by_q, by_p), sp.S.Zero)

    def __add__(self, other: BlockGenerator) -> BlockGenerator:
        keys = {*self.coefficients, *other.coefficients}
        return BlockGenerator({key: sp.expand(self.at(*key) + other.at(*key)) for key in sorted(keys)})

    def on_exponential(self, by_q: Sequence[sp.Expr], by_p: Sequence[sp.Expr]) -> sp.Expr:
        """The quotient of the image of a function by the function, whose own quotients (d^k f)/f are given; no mixed derivatives."""
        total = sp.S.Zero
        for (j, k), coefficient in self.coefficients.items():
            if j and k:
                raise ValueError(f"`coefficients` must have no mixed derivatives, but have {(j, k)}")
            total += coefficient * (by_q[j] if j else by_p[k])
        return total


def _unknown(at: CanonicalPairs) -> sp.Expr:
    return sp.Function("f")(*at.coordinates)


def _star(left: sp.Expr, right: sp.Expr, at: CanonicalPairs) -> sp.Expr:
    return sp.Add(*(part * at.h**power for power, part in partial_star(left, right, at).items()))


def _read(expression: sp.Expr, at: CanonicalPairs) -> BlockGenerator:
    """The coefficients of the derivatives of the unknown function. Raises: ArithmeticError where something else is left."""
    f, (q, p) = _unknown(at), at.coordinates
    found, rest = {}, sp.expand(expression)
    for order in range(6, -1, -1):
        for j in range(order + 1):
            node = f.diff(*[q] * j, *[p] * (order - j)) if order else f
            found[j, order - j] = rest.coeff(node)
            rest = sp.expand(rest - found[j, order - j] * node)
    if rest != 0:
        raise ArithmeticError(f"an operator must be a sum of derivatives, but {rest} is left")
    return BlockGenerator({key: value for key, value in found.items() if value != 0})


def von_neumann(left: sp.Expr, right: sp.Expr, at: CanonicalPairs) -> BlockGenerator:
    """f -> -(i/h) (left # f - f # right), for polynomials."""
    f = _unknown(at)
    return _read(-sp.I / at.h * (_star(left, f, at) - _star(f, right, at)), at)


def double_commutator(jump: sp.Expr, rate: sp.Expr, at: CanonicalPairs) -> BlockGenerator:
    """f -> -rate [jump, [jump, f]], for a polynomial of the particle."""
    f = _unknown(at)
    inner = _star(jump, f, at) - _star(f, jump, at)
    return _read(-rate * (_star(jump, inner, at) - _star(inner, jump, at)), at)


def dissipator(jump: sp.Expr, rate: sp.Expr, at: CanonicalPairs) -> BlockGenerator:
    """f -> rate (L f L - (1/2)(L L f + f L L)) for a real polynomial L of the particle."""
    f, squared = _unknown(at), _star(jump, jump, at)
    inside = _star(_star(jump, f, at), jump, at) - (_star(squared, f, at) + _star(f, squared, at)) / 2
    return _read(rate * inside, at)


def dephasing(rate: sp.Expr, left: sp.Expr, right: sp.Expr) -> BlockGenerator:
    """f -> -rate (A A f - 2 A f A + f A A) with A at its eigenvalues on either side."""
    return BlockGenerator({(0, 0): -rate * (left * left - 2 * left * right + right * right)})


def averaged(drift: sp.Expr, noise: sp.Expr, state_drift: sp.Expr, state_noise: sp.Expr) -> BlockGenerator:
    """The equation of E[rho_ab delta(p_t - p)] for dp = drift dt + noise dW, d rho_ab = rho_ab (state_drift dt + state_noise dW).

    Against a test function: d E[rho phi(p)] = E[X rho phi + (drift + noise Y) rho phi' + (noise^2/2) rho phi''] dt, integrated by parts.
    """
    first = -(drift + noise * state_noise)
    return BlockGenerator({(0, 0): sp.expand(state_drift), (0, 1): sp.expand(first), (0, 2): sp.expand(noise**2 / 2)})


def fundamental_solution(generator: BlockGenerator, u: sp.Symbol, time: sp.Symbol) -> GaussianFunction:
    """The solution from delta(p - p_0) as a function of u = p - p_0, for coefficients without p and no derivatives by q.

    int dk/(2 pi) exp(i k u + (c_0 + i k c_1 - k^2 c_2) t)
    """
    if any(j or k > 2 for j, k in generator.coefficients):
        raise ValueError(f"`generator` must have at most two derivatives by p and none by q, but has {generator.coefficients}")
    k = sp.Dummy("k", real=True)
    rate = generator.at(0, 0) + sp.I * k * generator.at(0, 1) - k**2 * generator.at(0, 2)
    return scaled(integrate(gaussian(sp.I * k * u + rate * time), k), 1 / (2 * sp.pi))


def mean(levels: Sequence[sp.Expr], weights: Sequence[sp.Expr]) -> sp.Expr:
    """sum_a w_a a."""
    return sp.Add(*(weight * level for level, weight in zip(levels, weights, strict=True)))


def variance(levels: Sequence[sp.Expr], weights: Sequence[sp.Expr]) -> sp.Expr:
    """sum_a w_a a^2 - (sum_a w_a a)^2."""
    return sp.expand(mean([level**2 for level in levels], weights) - mean(levels, weights) ** 2)


def purity_rate(levels: Sequence[sp.Expr], weights: Sequence[sp.Expr], drift: Entry, noise: Entry) -> sp.Expr:
    """d E[Tr rho^2]/dt at a pure state with the populations w_a, |rho_ab|^2 = w_a w_b.

    By Ito's rule d |rho_ab|^2 = |rho_ab|^2 ((X_ab + X_ba + Y_ab Y_ba) dt + (Y_ab + Y_ba) dW).
    """
    total = sp.S.Zero
    for (a, w), (b, v) in pairs(list(zip(levels, weights, strict=True)), repeat=2):
        total += w * v * (drift(a, b) + drift(b, a) + noise(a, b) * noise(b, a))
    return sp.expand(total)


def purity_noise(levels: Sequence[sp.Expr], weights: Sequence[sp.Expr], noise: Entry) -> sp.Expr:
    """The factor of dW in d Tr rho^2 at a pure state."""
    total = sp.S.Zero
    for (a, w), (b, v) in pairs(list(zip(levels, weights, strict=True)), repeat=2):
        total += w * v * (noise(a, b) + noise(b, a))
    return sp.expand(total)
