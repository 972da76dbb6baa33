r"""Bounds on the two distances of Theorem 1: a factor, the widest packet, and the time.

A mixture of pure packets with sigma >= z^-1 sigma_*, sigma_* = (hbar/2) diag(1/eta, eta), has position blocks of norm at most
L = z hbar/(2 eta). The harmonic error of each is at most `factor` V3 L^(3/2)/hbar, and Duhamel's formula adds that up over time:

    distance <= factor (V3/hbar) L^(3/2) t.

The printed (8) is the case `printed_factor`, eta = eta_H. Written so, nothing is divided by V3: a quadratic V has the bound 0.

Source: hrr2023 (31) to (35); x/lemma1, x/theorem1, x/any-aspect and x/quadratic-limit of its ledger.
"""

from __future__ import annotations

import sympy as sp


def widest(hbar: sp.Expr, z: sp.Expr, eta: sp.Expr) -> sp.Expr:
    """L = z hbar/(2 eta), the largest norm of a position block. Units: length^2.

    >>> widest(sp.Integer(2), sp.Integer(3), sp.Integer(1))
    3
    """
    return z * hbar / (2 * eta)


def coherent_covariance(hbar: sp.Expr, eta: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """The two entries of sigma_* = diag(hbar/(2 eta), hbar eta/2). Units: length^2, momentum^2. Source: hrr2023 (5).

    >>> coherent_covariance(sp.Integer(6), sp.Integer(3))
    (1, 9)
    """
    return widest(hbar, sp.Integer(1), eta), hbar * eta / 2


def distance_bound(factor: sp.Expr, V3: sp.Expr, width: sp.Expr, t: sp.Expr, hbar: sp.Expr) -> sp.Expr:
    """factor (V3/hbar) L^(3/2) t. Units: none.

    >>> distance_bound(sp.Integer(1), sp.Integer(2), sp.Integer(4), sp.Integer(3), sp.Integer(6))
    8
    """
    return factor * V3 / hbar * width ** sp.Rational(3, 2) * t


def printed_factor(d: int) -> sp.Expr:
    """sqrt(8) d^(3/2), for both distances: (8) in this form."""
    return sp.sqrt(8 * sp.Integer(d) ** 3)


def quantum_factor(d: int) -> sp.Expr:
    """q_d, the best proved factor for the trace norm: q_1^2 = 5/3.

    >>> [quantum_factor(d) ** 2 for d in (1, 2, 10, 100)]
    [5/3, 140/27, 92, 9902]
    """
    n = sp.Integer(_degrees(d))
    if n == 1:
        return sp.sqrt(sp.Rational(5, 3))
    return sp.sqrt((n + 2) * (n**2 + 31 * n + 4) / 54 if n <= 10 else n**2 - n + 2)


def classical_factor(d: int) -> sp.Expr:
    """sqrt(2/pi) d, the best proved factor for the L1 norm; attained."""
    return sp.sqrt(2 / sp.pi) * _degrees(d)


def printed_squeezing(m: sp.Expr, V2: sp.Expr, hbar: sp.Expr, Dx: sp.Expr, Dp: sp.Expr) -> sp.Expr:
    """z = max((hbar/s_H)/D_0, 1) of Theorem 1 without roots: max(hbar/(m Dx), hbar V2/Dp, 1), by eta tau = m and eta/tau = V2.

    >>> printed_squeezing(*map(sp.Integer, (1, 3, 2, 1, 1)))
    6
    """
    return sp.Max(hbar / (m * Dx), hbar * V2 / Dp, 1)


def least_squeezing(r: sp.Expr, n: sp.Expr, aspect: sp.Expr) -> sp.Expr:
    """The least z >= 1 for which n (hbar/2) diag(r/eta', eta'/r), n >= 1, is a mixture of packets with sigma >= z^-1 sigma_*.

    aspect: eta/eta', that of sigma_* over that of the state. A pure sigma_0 below the state and above z^-1 sigma_* needs the state
    above z^-1 sigma_*; conversely the interval [r a/n, n r a], a = `aspect`, of the pure diag(s, 1/s) below the state then meets
    [1/z, z].

    >>> least_squeezing(sp.Integer(6), sp.Integer(2), sp.Integer(1))
    3
    """
    relative = r * aspect
    return sp.Max(relative / n, 1 / (relative * n), 1)


def _degrees(d: int) -> int:
    if d < 1:
        raise ValueError(f"`d` must be at least 1, but is {d}")
    return d
