"""What (8) asks of time, error and diffusion, the Ehrenfest time, and the position diffusion that Appendix F puts in for none.

Source: hrr2023 (9), (10), (F2), and the Ehrenfest time of its introduction.
"""

from __future__ import annotations

import sympy as sp


def least_error(d: sp.Expr, t: sp.Expr, tau: sp.Expr, h: sp.Expr) -> sp.Expr:
    """d^(3/2) (t/tau) sqrt(h), h = hbar/s_H: no diffusion makes (8) smaller. Units: none. Source: hrr2023 (9).

    >>> least_error(sp.Integer(4), sp.Integer(3), sp.Integer(2), sp.Rational(1, 9))
    4
    """
    return d ** sp.Rational(3, 2) * t / tau * sp.sqrt(h)


def diffusion_needed(d: sp.Expr, t: sp.Expr, eps: sp.Expr, tau: sp.Expr, h: sp.Expr) -> sp.Expr:
    """(d^(3/2) t/(eps tau))^(2/3) h^(4/3): the least D_0 for which (8) is at most eps, where (9) lets it be. Source: hrr2023 (10).

    >>> diffusion_needed(sp.Integer(1), sp.Integer(8), sp.Integer(1), sp.Integer(1), sp.Rational(1, 8))
    1/4
    """
    return (d ** sp.Rational(3, 2) * t / (eps * tau)) ** sp.Rational(2, 3) * h ** sp.Rational(4, 3)


def ehrenfest_time(lam: sp.Expr, action: sp.Expr, hbar: sp.Expr) -> sp.Expr:
    """tau_E = log(S_c/hbar)/lambda_L. Units: time. Source: hrr2023, first paragraph, up to a factor of order 1.

    >>> ehrenfest_time(sp.Integer(2), sp.E**6, sp.Integer(1))
    3
    """
    return sp.log(action / hbar) / lam


def effective_diffusion(Dp: sp.Expr, m: sp.Expr, V2: sp.Expr) -> sp.Expr:
    """D^(x),eff = Dp/(m V2), by dimensional analysis. Units: length^2/time. Source: hrr2023 (F2).

    >>> effective_diffusion(sp.Integer(6), sp.Integer(2), sp.Integer(3))
    1
    """
    return Dp / (V2 * m)
