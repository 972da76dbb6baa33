"""The formulas of scales, bounds and thresholds, each lowered from `derive` to a function of balls."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product
from typing import Any

import sympy as sp
from flint import arb

from derive import error_bound, scales, thresholds
from derive.rescaled_flow import squeezing_limit, symmetric_flow_bound
from numerics.lower import Kernel, lower

m, hbar, Dx, Dp, V2, eta, z, r, n, a = sp.symbols("m hbar Dx Dp V2 eta z r n a", positive=True)
t, eps, tau, h, s, lam = sp.symbols("t eps tau h s lambda_L", positive=True)
V3, low, high = sp.symbols("V3 k_minus k_plus", nonnegative=True)
DIGITS = 25


def _squeezing(d: int) -> sp.Expr:
    return squeezing_limit(hbar, symmetric_flow_bound(m, eta, low, high), eta, Dx, Dp)


def _rate(factor: sp.Expr) -> sp.Expr:
    return error_bound.distance_bound(factor, V3, error_bound.widest(hbar, z, eta), sp.Integer(1), hbar)


TABLE: dict[str, tuple[Any, tuple[sp.Symbol, ...]]] = {
    "tau": (lambda d: scales.harmonic_time(m, V2), (m, V2)),
    "eta": (lambda d: scales.aspect(m, V2), (m, V2)),
    "s": (lambda d: scales.anharmonic_action(m, V2, V3), (m, V2, V3)),
    "x": (lambda d: scales.anharmonic_length(m, V2, V3), (m, V2, V3)),
    "p": (lambda d: scales.anharmonic_momentum(m, V2, V3), (m, V2, V3)),
    "D0": (lambda d: scales.diffusion_strength(
        Dx, Dp, scales.harmonic_time(m, V2), scales.anharmonic_length(m, V2, V3), scales.anharmonic_momentum(m, V2, V3)),
        (Dx, Dp, m, V2, V3)),
    "z": (_squeezing, (m, hbar, Dx, Dp, eta, low, high)),
    "printed_z": (lambda d: error_bound.printed_squeezing(m, V2, hbar, Dx, Dp), (m, V2, hbar, Dx, Dp)),
    "state": (lambda d: error_bound.least_squeezing(r, n, a), (r, n, a)),
    "printed": (lambda d: _rate(error_bound.printed_factor(d)), (hbar, V3, z, eta)),
    "quantum": (lambda d: _rate(error_bound.quantum_factor(d)), (hbar, V3, z, eta)),
    "classical": (lambda d: _rate(error_bound.classical_factor(d)), (hbar, V3, z, eta)),
    "sigma_x": (lambda d: error_bound.coherent_covariance(hbar, eta)[0], (hbar, eta)),
    "sigma_p": (lambda d: error_bound.coherent_covariance(hbar, eta)[1], (hbar, eta)),
    "least": (lambda d: thresholds.least_error(sp.Integer(d), t, tau, h), (t, tau, h)),
    "needed": (lambda d: thresholds.diffusion_needed(sp.Integer(d), t, eps, tau, h), (t, eps, tau, h)),
    "ehrenfest": (lambda d: thresholds.ehrenfest_time(lam, s, hbar), (lam, s, hbar)),
    "effective": (lambda d: thresholds.effective_diffusion(Dp, m, V2), (Dp, m, V2)),
}


MONOTONIC = frozenset({"tau", "eta", "s", "x", "p", "D0", "printed_z", "effective", "printed", "quantum", "classical", "least", "needed",
                       "ehrenfest"})
"""Formulas that rise or fall with each of UNCERTAIN alone: products of powers, and minima and maxima of such. In wide balls a product of
positive balls may hold 0, so they are evaluated at the ends."""
UNCERTAIN = (V2, V3, z, eta, tau, h, s, lam)


@cache
def kernel(name: str, d: int = 1) -> Callable[..., Any]:
    """The lowered formula of that name for d degrees of freedom; its arguments are those in TABLE."""
    build, arguments = TABLE[name]
    function = lower(build(d), arguments, target="arb", digits=DIGITS)
    places = [place for place, symbol in enumerate(arguments) if symbol in UNCERTAIN]
    return _at_the_ends(function, places) if name in MONOTONIC else function


def _at_the_ends(function: Kernel, places: list[int]) -> Callable[..., Any]:
    """The function, at both ends of each wide ball among the arguments at `places`, and what lies between."""

    def evaluated(*values: Any) -> Any:
        wide = [place for place in places if _is_wide(values[place])]
        found = None
        for ends in product(*((arb(values[place].lower()), arb(values[place].upper())) for place in wide)):
            given = list(values)
            for place, end in zip(wide, ends, strict=True):
                given[place] = end
            value = arb(function(*given))
            found = value if found is None else found.union(value)
        return found

    return evaluated


def _is_wide(value: Any) -> bool:
    """Whether a value is a ball of positive numbers by more than a sixteenth of its size."""
    return isinstance(value, arb) and bool(value.is_finite() and value.lower() > 0 and value.rad() * 16 > value.mid())
