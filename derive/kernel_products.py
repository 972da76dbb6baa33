r"""Products of two kernel bounds: the space integral by completing the square, the time integral by its scaling.

A bound is a monomial (eps^2 s)^(-(n + a)/2) s^b times a Gaussian of variance proportional to eps^2 s. In space, for every n,

    int exp(-c |z - w|^2/(eps^2 d) - c |z|^2/(eps^2 s)) dz = (pi/c)^(n/2) (eps^2 d s/(d + s))^(n/2) exp(-c |w|^2/(eps^2 (d + s))),

and in time s = t sigma turns the integral into a power of t times one over sigma.
"""

from __future__ import annotations

import sympy as sp

from derive.gaussian_function import GaussianFunction, gaussian, integrate


def width(eps: sp.Symbol, time: sp.Expr, variables: sp.Expr, derivatives: sp.Expr) -> sp.Expr:
    """(eps^2 time)^(-(n + a)/2).

    >>> e, t, n = sp.symbols("e t n", positive=True)
    >>> width(e, t, n, sp.Integer(0))
    (e**2*t)**(-n/2)
    """
    return (eps**2 * time) ** (-(variables + derivatives) / 2)


def merged(c: sp.Symbol, eps: sp.Symbol, d: sp.Symbol, s: sp.Symbol, w: sp.Symbol) -> GaussianFunction:
    """int exp(-c (z - w)^2/(eps^2 d) - c z^2/(eps^2 s)) dz in one variable.

    >>> c, e, d, s = sp.symbols("c e d s", positive=True)
    >>> sp.factor(merged(c, e, d, s, sp.Symbol("w", real=True)).exponent)
    -c*w**2/(e**2*(d + s))
    """
    z = sp.Dummy("z", real=True)
    return integrate(gaussian(-c * (z - w) ** 2 / (eps**2 * d) - c * z**2 / (eps**2 * s)), z)


def in_space(first: sp.Expr, second: sp.Expr, eps: sp.Symbol, d: sp.Symbol, s: sp.Symbol, t: sp.Symbol, n: sp.Symbol) -> sp.Expr:
    """The product of two monomials and of the space integral of their Gaussians, t for d + s, without (pi/c)^(n/2)."""
    return first * second * (eps**2 * d * s / t) ** (n / 2)


def in_time(integrand: sp.Expr, d: sp.Symbol, s: sp.Symbol, t: sp.Symbol, rest: sp.Symbol, share: sp.Symbol) -> sp.Expr:
    """The integrand for s = t share, d = t rest, times ds/d(share) = t; share + rest = 1.

    >>> d, s, t, p, q = sp.symbols("d s t p q", positive=True)
    >>> sp.powsimp(in_time(1/sp.sqrt(d*s), d, s, t, p, q))
    1/(sqrt(p)*sqrt(q))
    """
    return sp.powdenest(integrand.subs({d: t * rest, s: t * share}, simultaneous=True) * t, force=False)
