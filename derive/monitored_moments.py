r"""Moments of the laws of a monitored level system, as exact Gaussian integrals over the record.

The characteristic function of u = p_t - p_0 is sum_k w_k exp(-i l a_k t z - g t z^2): moments are its derivatives at z = 0. An average of
an entry of the state, or of a root of two populations, is an integral of the density of u times that function of u, where the
normalisation N cancels and a Gaussian remains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp

from derive.gaussian_function import GaussianFunction, density, fourier, gaussian, integrate, product, scaled, vanishes
from derive.hybrid import mean
from derive.monitored_laws import Monitoring, branch, exponent, joint_block


def characteristic(at: Monitoring, levels: Sequence[sp.Expr], weights: Sequence[sp.Expr],
                   legs: Sequence[tuple[sp.Expr, sp.Expr]]) -> sp.Expr:
    """E[exp(i sum_j z_j (u_j - u_(j-1)))] for legs (duration, z_j) one after another, u_0 = 0: a factor for every leg in each branch."""
    u = sp.Dummy("u", real=True)

    def of(a: sp.Expr) -> sp.Expr:
        return sp.exp(sp.expand(sp.Add(*(fourier(branch(at, a, u, time), u, z, sign=+1).exponent for time, z in legs))))

    return mean([of(a) for a in levels], weights)


def moment(function: sp.Expr, powers: Mapping[sp.Symbol, int]) -> sp.Expr:
    """E of the product of the increments' powers, from their characteristic function."""
    found, order = function, sum(powers.values())
    for z, power in powers.items():
        found = sp.diff(found, z, power) if power else found
    return sp.expand(found.subs(dict.fromkeys(powers, 0)) * (-sp.I) ** order)


def average_entry(at: Monitoring, a: sp.Expr, b: sp.Expr, t: sp.Expr) -> GaussianFunction:
    """E rho_ab(t)/rho_ab(0) at one q: the integral over u of the joint density."""
    u = sp.Dummy("u", real=True)
    return integrate(joint_block(at, a, b, u, t), u)


def average_modulus(at: Monitoring, a: sp.Expr, b: sp.Expr, t: sp.Expr) -> GaussianFunction:
    """E|rho_ab(t)|/|rho_ab(0)|: the same with the real part of the exponent."""
    u = sp.Dummy("u", real=True)
    free = density((u,), (sp.S.Zero,), sp.Matrix([[2 * at.diffusion * t]]))
    real = sp.re(sp.expand(exponent(at, a, b, u, t)))
    return integrate(product(free, gaussian(real)), u)


def average_root(at: Monitoring, a: sp.Expr, b: sp.Expr, t: sp.Expr) -> GaussianFunction:
    """E[(r_a r_b)^(1/2)]/(w_a w_b)^(1/2) for the conditional populations, for any number of levels."""
    u = sp.Dummy("u", real=True)
    free = density((u,), (sp.S.Zero,), sp.Matrix([[2 * at.diffusion * t]]))
    return integrate(product(free, gaussian((exponent(at, a, a, u, t) + exponent(at, b, b, u, t)) / 2)), u)


def average_level(at: Monitoring, levels: Sequence[sp.Expr], weights: Sequence[sp.Expr], t: sp.Expr) -> sp.Expr:
    """E<A>: the integral over u of sum_k a_k w_k times the density of the branch k."""
    u = sp.Dummy("u", real=True)
    masses = [integrate(branch(at, a, u, t), u).expression() for a in levels]
    return mean([a * mass for a, mass in zip(levels, masses, strict=True)], weights)


def momentum_with_level(at: Monitoring, levels: Sequence[sp.Expr], weights: Sequence[sp.Expr], t: sp.Expr) -> sp.Expr:
    """E[u_t <A>_t]: the integral over u of u sum_k a_k w_k times the density of the branch k."""
    z, u = sp.Dummy("z", real=True), sp.Dummy("u", real=True)
    waves = [sp.exp(sp.expand(fourier(branch(at, a, u, t), u, z, sign=+1).exponent)) for a in levels]
    tilted = mean([a * wave for a, wave in zip(levels, waves, strict=True)], weights)
    return moment(tilted, {z: 1})


def spread_in_position(at: Monitoring, a: sp.Expr, b: sp.Expr, t: sp.Expr, centre: sp.Expr, variance: sp.Expr) -> GaussianFunction:
    """E rho_ab(t)/rho_ab(0) for a normal law of q, which does not move.

    Raises: ValueError unless the position is a symbol.
    """
    q = at.position
    if not isinstance(q, sp.Symbol):
        raise ValueError(f"`position` must be a symbol to be averaged over, but is {q}")
    weight = density((q,), (centre,), sp.Matrix([[variance]]))
    return integrate(product(weight, _with_unit_prefactor(average_entry(at, a, b, t))), q)


def spread_in_momentum(at: Monitoring, a: sp.Expr, p: sp.Symbol, t: sp.Expr, centre: sp.Expr, variance: sp.Expr) -> GaussianFunction:
    """The density of p_t in the branch a for p_0 normal and independent of the state: the convolution of both."""
    start = sp.Dummy("p_0", real=True)
    u = sp.Dummy("u", real=True)
    moved = branch(at, a, u, t)
    kernel = gaussian(moved.exponent.subs(u, p - start), coefficient=moved.coefficient, radicand=moved.radicand)
    return integrate(product(density((start,), (centre,), sp.Matrix([[variance]])), kernel), start)


def _with_unit_prefactor(function: GaussianFunction) -> GaussianFunction:
    """The function with the prefactor 1 written out. Raises: ArithmeticError where it is another."""
    if not vanishes(function.coefficient**4 * function.radicand - 1):
        raise ArithmeticError(f"the prefactor must be 1, but is {function.prefactor}")
    return scaled(gaussian(function.exponent), sp.S.One)
