r"""Two monitored levels a, b: the law of the polarisation z = rho_aa - rho_bb and of its first passages, in closed form.

With y = artanh z = (1/2) log(rho_aa/rho_bb), the record u = p_t - p_0 and the rate G = l^2 (a-b)^2/(8 g),

    y = y_0 - l (a-b) u/(4 g) - l^2 (a^2-b^2) t/(8 g),

normal with the mean y_0 + G t and the variance G t in the branch a, y_0 - G t and G t in the branch b. So the density of z is

    2 (w_a w_b)^(1/2) (2 pi G t)^(-1/2) exp(-G t/2) (1-z^2)^(-3/2) exp(-(artanh z - y_0)^2/(2 G t)),  -1 < z < 1,

and z is a martingale, dz = G^(1/2) (1-z^2) dW up to the sign of W, whose exit from (-c, c) has the mean time (c artanh c - z artanh z)/G.

Source: the change of variables of a mixture of two normal laws; exit times by Dynkin's formula.
"""

from __future__ import annotations

import sympy as sp

from derive.gaussian_function import GaussianFunction, density, gaussian, substitute
from derive.monitored_laws import Monitoring, branch, exponent


def collapse_rate(at: Monitoring, a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """G = l^2 (a-b)^2/(8 g): the drift and the variance per time of artanh z."""
    return at.coupling**2 * (a - b) ** 2 / (8 * at.diffusion)


def log_odds(at: Monitoring, a: sp.Expr, b: sp.Expr, start: sp.Expr, u: sp.Expr, t: sp.Expr) -> sp.Expr:
    """artanh z: half the logarithm of the quotient of the populations, `start` at t = 0."""
    return sp.expand(start + (exponent(at, a, a, u, t) - exponent(at, b, b, u, t)) / 2)


def polarisation(at: Monitoring, a: sp.Expr, b: sp.Expr, start: sp.Expr, u: sp.Expr, t: sp.Expr) -> sp.Expr:
    """z = tanh of the log odds."""
    return sp.tanh(log_odds(at, a, b, start, u, t))


def log_odds_density(at: Monitoring, a: sp.Expr, b: sp.Expr, start: sp.Expr, y: sp.Symbol, t: sp.Expr, *, of: sp.Expr) -> GaussianFunction:
    """The density of y = artanh z in the branch of the level `of`: the normal law of u put through the linear map u -> y."""
    u = sp.Dummy("u", real=True)
    slope = sp.diff(log_odds(at, a, b, start, u, t), u)
    if slope.is_positive is not True and slope.is_negative is not True:
        raise ValueError(f"`a` and `b` must differ by a known sign, and the coupling have one, but a - b = {sp.expand(a - b)}, "
                         f"coupling = {at.coupling}")
    inverse = (y - log_odds(at, a, b, start, sp.S.Zero, t)) / slope
    moved = substitute(branch(at, of, u, t), {u: inverse})
    return gaussian(moved.exponent, coefficient=moved.coefficient, radicand=moved.radicand / slope**4)


def polarisation_density(z: sp.Expr, weight: sp.Expr, rate_times_t: sp.Expr) -> sp.Expr:
    """The density of z at the time t; weight: the initial population of a, rate_times_t: G t.

    >>> polarisation_density(sp.S.Zero, sp.Rational(1, 2), sp.S(2))
    exp(-1)/(2*sqrt(pi))
    """
    start = (sp.log(weight) - sp.log(1 - weight)) / 2
    spread = (sp.atanh(z) - start) ** 2 / (2 * rate_times_t)
    front = 2 * sp.sqrt(weight * (1 - weight)) / sp.sqrt(2 * sp.pi * rate_times_t)
    return front * sp.exp(-rate_times_t / 2 - spread) / (1 - z**2) ** sp.Rational(3, 2)


def normal(y: sp.Symbol, centre: sp.Expr, variance: sp.Expr) -> GaussianFunction:
    """The normal density."""
    return density((y,), (centre,), sp.Matrix([[variance]]))


def first_passage_mean(z: sp.Expr, level: sp.Expr, rate: sp.Expr) -> sp.Expr:
    """The mean time at which |z| first is `level`, from z; rate: G.

    >>> first_passage_mean(sp.S.Zero, sp.Rational(3, 5), sp.S.One).rewrite(sp.log)
    3*log(8/5)/10 - 3*log(2/5)/10
    """
    return (level * sp.atanh(level) - z * sp.atanh(z)) / rate


def first_passage_side(z: sp.Expr, level: sp.Expr) -> sp.Expr:
    """The probability that z is at +level when |z| first is `level`."""
    return (level + z) / (2 * level)


def first_passage_transform(y: sp.Expr, level: sp.Expr, rate: sp.Expr, frequency: sp.Expr) -> sp.Expr:
    """E exp(-frequency T) for the time T at which |artanh z| first is `level`, from artanh z = y."""
    m = sp.sqrt(1 + 2 * frequency / rate)
    return sp.cosh(m * y) * sp.cosh(level) / (sp.cosh(y) * sp.cosh(m * level))
