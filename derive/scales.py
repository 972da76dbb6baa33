"""Characteristic scales of a Hamiltonian p^2/2m + V(x), from m and the norms V2, V3 of the derivatives of V.

Each is given by its defining formula; that the closed forms agree is for the claims to check.

Source: hrr2023, text between (3) and (6).
"""

from __future__ import annotations

import sympy as sp


def harmonic_time(m: sp.Expr, V2: sp.Expr) -> sp.Expr:
    """tau_H = sqrt(m / V2). Units: time.

    >>> harmonic_time(sp.Integer(4), sp.Integer(1))
    2
    """
    return sp.sqrt(m / V2)


def aspect(m: sp.Expr, V2: sp.Expr) -> sp.Expr:
    """eta_H = sqrt(m V2). Units: mass / time."""
    return sp.sqrt(m * V2)


def anharmonic_action(m: sp.Expr, V2: sp.Expr, V3: sp.Expr) -> sp.Expr:
    """s_H = eta_H^3 / (tau_H V3)^2. Units: action."""
    return aspect(m, V2) ** 3 / (harmonic_time(m, V2) * V3) ** 2


def anharmonic_length(m: sp.Expr, V2: sp.Expr, V3: sp.Expr) -> sp.Expr:
    """x_H = sqrt(s_H / eta_H). Units: length."""
    return sp.sqrt(anharmonic_action(m, V2, V3) / aspect(m, V2))


def anharmonic_momentum(m: sp.Expr, V2: sp.Expr, V3: sp.Expr) -> sp.Expr:
    """p_H = sqrt(s_H eta_H). Units: momentum."""
    return sp.sqrt(anharmonic_action(m, V2, V3) * aspect(m, V2))


def diffusion_strength(Dx: sp.Expr, Dp: sp.Expr, tau: sp.Expr, xH: sp.Expr, pH: sp.Expr) -> sp.Expr:
    """D_0 = min(Dx tau / x_H^2, Dp tau / p_H^2). Units: none. Source: hrr2023 (6)."""
    return sp.Min(Dx / (xH**2 / tau), Dp / (pH**2 / tau))


def error_bound(d: sp.Expr, t: sp.Expr, tau: sp.Expr, h: sp.Expr, D0: sp.Expr) -> sp.Expr:
    """epsilon = d^(3/2) (t / tau) sqrt(h) max(h / D_0, 1)^(3/2) with h = hbar / s_H. Units: none. Source: hrr2023 (8)."""
    return d ** sp.Rational(3, 2) * (t / tau) * sp.sqrt(h) * sp.Max(h / D0, 1) ** sp.Rational(3, 2)
