"""The examples of the introduction and of Appendix F, from their inputs as printed."""

from __future__ import annotations

import sympy as sp

from derive import scales, thresholds
from numerics.constants import HBAR_SI, JULIAN_YEAR
from verify.constants.examples import Example, Quoted
from verify.papers.hrr2023.appendix_f import EXAMPLE, GRAIN, LATEST_F4, PRINTED_F3
from verify.papers.hrr2023.symbols import V2, V3, Dp, d, hbar, m, t

ONE = sp.Integer(1)
MILLIONS = 3 * sp.Integer(10) ** 6 * JULIAN_YEAR
GRAIN_INPUTS = {"m": "1e-11 kg", "v": "1 m/s", "s": "1 m", "Lambda": "1e25/(m^2 s)", "D^(p)": "hbar^2 Lambda", "D^(x)": "(F2)", "d": "1"}


def _grain(expr: sp.Expr, degrees: int = 1) -> sp.Expr:
    """The expression at the numbers of the dust grain."""
    return expr.subs({**EXAMPLE, d: sp.Integer(degrees)}, simultaneous=True).subs(GRAIN, simultaneous=True)


def _bound(degrees: int) -> sp.Expr:
    """(8) with D_0 = D^(p) tau_H/p_H^2, for the grain."""
    tau, action, momentum = (
        scales.harmonic_time(m, V2), scales.anharmonic_action(m, V2, V3), scales.anharmonic_momentum(m, V2, V3))
    return _grain(scales.error_bound(d, t, tau, hbar / action, Dp * tau / momentum**2), degrees)


def _end(degrees: int) -> sp.Expr:
    """The time at which it is 1."""
    return t / _bound(degrees)


EXAMPLES = (
    Example("Introduction: a macroscopic system", {"S_c": "1 kg m^2/s", "lambda_L": "1/s"}, (
        Quoted("Ehrenfest time, log(S_c/hbar)/lambda_L", "1 minute", sp.Integer(60), "s", thresholds.ehrenfest_time(ONE, ONE, HBAR_SI),
               "p/one-minute"),
        Quoted("time scale of the bound, sqrt(S_c/hbar)/lambda_L", "10^17 s", sp.Integer(10) ** 17, "s",
               1 / thresholds.least_error(ONE, ONE, ONE, HBAR_SI), "p/billion-years"),
        Quoted("the same in years", "1 billion years", sp.Integer(10) ** 9, "years",
               1 / thresholds.least_error(ONE, ONE, ONE, HBAR_SI) / JULIAN_YEAR, "p/billion-years"),
    )),
    Example("Appendix F: a dust grain in sunlight", GRAIN_INPUTS, (
        Quoted("time for which (F1) is at most 1", "three million years", MILLIONS / JULIAN_YEAR, "years", _end(1) / JULIAN_YEAR,
               "p/three-million-years", "(F1) has three arguments in its max, and (F3), (F4) dropped the one that is largest here; with "
               "the exact D^(p) = 2 hbar^2 Lambda the number is the same"),
        Quoted("the same by (F4) as printed", "three million years", MILLIONS / JULIAN_YEAR, "years", _grain(LATEST_F4) / JULIAN_YEAR,
               "F4", "(F4) is refuted; even so its own number is not the printed one"),
        Quoted("(F1) at three million years", "<< 1", ONE, "", _bound(1).subs(t, MILLIONS), "p/three-million-years",
               "a trace distance is at most 2: the bound says nothing there", is_limit=True),
        Quoted("(F3) at three million years", "<< 1", ONE, "", _grain(PRINTED_F3).subs(t, MILLIONS), "F3",
               "but (F3) is not what (F1) gives", is_limit=True),
        Quoted("time for which (F1) is at most 1, in d = 3", "three million years", MILLIONS / JULIAN_YEAR, "years",
               _end(3) / JULIAN_YEAR, "p/three-million-years", "a grain has three coordinates; the text takes one"),
    )),
)
