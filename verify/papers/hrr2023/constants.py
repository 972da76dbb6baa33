r"""The constants of a system that the paper defines, and those of the sharper bounds of its ledger, with the claims they rest on.

The symbols of a formula are those of `symbols`; D_0, z, ... stand for constants defined before.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from derive import error_bound, scales, thresholds
from derive.rescaled_flow import squeezing_limit, symmetric_flow_bound
from derive.units import ACTION, ENERGY, LENGTH, MASS, MOMENTUM, NONE, TIME, Unit
from verify.constants.record import Definition
from verify.papers.hrr2023.symbols import D0, V2, V3, Dp, Dx, d, eps, eta, hbar, lam, m, pH, s, t, tau, xH

z, zk, zb, etab, target, h = sp.symbols("z z_k z_b eta_b target h", positive=True)
k_minus, k_plus = sp.symbols("k_minus k_plus", nonnegative=True)
TEX = {
    V2: r"\|\nabla^2V\|", V3: r"\|\nabla^3V\|", hbar: r"\hbar", m: "m", eta: r"\eta_H", tau: r"\tau_H", s: "s_H", xH: "x_H", pH: "p_H",
    Dx: "D^{(x)}", Dp: "D^{(p)}", D0: "D_0", eps: r"\epsilon", target: r"\epsilon_*", lam: r"\lambda_L", z: "z", zk: "z_k", zb: "z_b",
    etab: r"\eta_b", h: r"(\hbar/s_H)", k_minus: "k_-", k_plus: "k_+", t: "t", d: "d",
}
PLAIN = {V2: "norm2", V3: "norm3", zk: "z_hessian", zb: "z_best", etab: "eta_best"}  # elsewhere the symbol's own name
STIFFNESS = ENERGY / LENGTH**2
ANY = ("x/any-aspect", "x/larger-z")
QUANTUM, CLASSICAL = "x/theorem1-quantum", "x/theorem1-classical"


def _eight(d: int) -> sp.Expr:
    return scales.error_bound(sp.Integer(d), t, tau, hbar / s, D0)


def _sharper(factor: Callable[[int], sp.Expr], squeezing: sp.Expr, aspect: sp.Expr) -> Callable[[int], sp.Expr]:
    return lambda d: error_bound.distance_bound(factor(d), V3, error_bound.widest(hbar, squeezing, aspect), t, hbar)


def _until(bound: Callable[[int], sp.Expr]) -> Callable[[int], sp.Expr]:
    """The time at which a bound proportional to t reaches the target."""
    return lambda d: target * t / bound(d)


def _both(name: str, tex: str, title: str, claims: tuple[str, ...], bound: Callable[[int], sp.Expr]) -> tuple[Definition, Definition]:
    return (
        Definition(f"epsilon{name}", rf"\epsilon{tex}(t)", f"bound on {title}", NONE, claims, bound),
        Definition(f"until{name}", rf"t{tex or '_8'}", "when that bound reaches the target", TIME, claims, _until(bound)),
    )


def _needed(scale: sp.Expr) -> Callable[[int], sp.Expr]:
    return lambda d: thresholds.diffusion_needed(sp.Integer(d), t, target, tau, h) * scale**2 / tau


def _effective(d: int) -> sp.Expr:
    return scales.error_bound(sp.Integer(d), t, tau, hbar / s, Dp * tau / pH**2)


def _define(
    name: str, tex: str, title: str, unit: Unit, claims: str | tuple[str, ...], formula: sp.Expr | Callable[[int], sp.Expr] | None = None
) -> Definition:
    given = formula if formula is None or not isinstance(formula, sp.Expr) else (lambda d: formula)
    return Definition(name, tex, title, unit, (claims,) if isinstance(claims, str) else claims, given)


DEFINITIONS = (
    _define("norm2", r"\|\nabla^2V\|", "norm of the second derivative", STIFFNESS, "4"),
    _define("norm3", r"\|\nabla^3V\|", "norm of the third derivative", STIFFNESS / LENGTH, "4"),
    _define("k_minus", "k_-", "the Hessian is at least -k_-", STIFFNESS, "x/any-aspect"),
    _define("k_plus", "k_+", "the Hessian is at most k_+", STIFFNESS, "x/any-aspect"),
    _define("tau_H", r"\tau_H", "harmonic time", TIME, "p/tau-H", scales.harmonic_time(m, V2)),
    _define("eta_H", r"\eta_H", "aspect parameter", MASS / TIME, "p/eta-H", scales.aspect(m, V2)),
    _define("s_H", "s_H", "anharmonic action", ACTION, "p/s-H", scales.anharmonic_action(m, V2, V3)),
    _define("x_H", "x_H", "anharmonic length", LENGTH, "p/x-H", scales.anharmonic_length(m, V2, V3)),
    _define("p_H", "p_H", "anharmonic momentum", MOMENTUM, "p/p-H", scales.anharmonic_momentum(m, V2, V3)),
    _define("sigma_x", r"\sigma_*^{xx}", "position entry of the coherent covariance sigma_*", LENGTH**2, "5",
            error_bound.coherent_covariance(hbar, eta)[0]),
    _define("sigma_p", r"\sigma_*^{pp}", "momentum entry of the coherent covariance sigma_*", MOMENTUM**2, "5",
            error_bound.coherent_covariance(hbar, eta)[1]),
    _define("h", r"\hbar/s_H", "how quantum the system is", NONE, "p/s-H", hbar / s),
    _define("D_0", "D_0", "diffusion strength", NONE, "6", scales.diffusion_strength(Dx, Dp, tau, xH, pH)),
    _define("z", "z", "most squeezing allowed, relative to sigma_*", NONE, ("p/z-at-least-one", "6"), sp.Max(h / D0, 1)),
    *_both("", "", "both distances (7), as printed in (8)", ("Theorem1",), _eight),
    *_both("_quantum", "_q", "the trace distance, best proved factor", (QUANTUM,), _sharper(error_bound.quantum_factor, z, eta)),
    *_both("_classical", "_c", "the L1 distance, best proved factor", (CLASSICAL,), _sharper(error_bound.classical_factor, z, eta)),
    _define("z_hessian", "z_k", "squeezing needed with the ends of the Hessian", NONE, ANY,
            squeezing_limit(hbar, symmetric_flow_bound(m, eta, k_minus, k_plus), eta, Dx, Dp)),
    *_both("_quantum_hessian", "_{q,k}", "the trace distance, with the ends of the Hessian", (QUANTUM, *ANY),
           _sharper(error_bound.quantum_factor, zk, eta)),
    *_both("_classical_hessian", "_{c,k}", "the L1 distance, with the ends of the Hessian", (CLASSICAL, *ANY),
           _sharper(error_bound.classical_factor, zk, eta)),
    _define("eta_best", r"\eta_b", "aspect that a search found best, for coherent initial states", MASS / TIME, "x/any-aspect"),
    _define("z_best", "z_b", "squeezing needed for that aspect", NONE, ANY,
            sp.Max(squeezing_limit(hbar, symmetric_flow_bound(m, etab, k_minus, k_plus), etab, Dx, Dp),
                   error_bound.least_squeezing(sp.Integer(1), sp.Integer(1), etab / eta))),
    *_both("_quantum_best", "_{q,b}", "the trace distance, at that aspect", (QUANTUM, *ANY),
           _sharper(error_bound.quantum_factor, zb, etab)),
    *_both("_classical_best", "_{c,b}", "the L1 distance, at that aspect", (CLASSICAL, *ANY),
           _sharper(error_bound.classical_factor, zb, etab)),
    _define("least", r"\epsilon_{\min}(t)", "least value of (8) with any diffusion", NONE, "9",
            lambda d: thresholds.least_error(sp.Integer(d), t, tau, h)),
    _define("D_0_needed", r"D_{0,\min}", "D_0 needed for (8) to meet the target at that time", NONE, "10",
            lambda d: thresholds.diffusion_needed(sp.Integer(d), t, target, tau, h)),
    _define("Dx_needed", r"D^{(x)}_{\min}", "diffusion of position that this asks for", LENGTH**2 / TIME, ("10", "6"), _needed(xH)),
    _define("Dp_needed", r"D^{(p)}_{\min}", "diffusion of momentum that this asks for", MOMENTUM**2 / TIME, ("10", "6"), _needed(pH)),
    _define("tau_E", r"\tau_E", "Ehrenfest time with S_c = s_H and lambda_L = 1/tau_H", TIME,
            ("p/egorov", "p/range-exponential", "x/aspect-printed"), thresholds.ehrenfest_time(1 / tau, s, hbar)),
    _define("Dx_effective", r"D^{(x),\mathrm{eff}}", "effective diffusion of position", LENGTH**2 / TIME,
            ("F2", "p/heuristic-substitution"), thresholds.effective_diffusion(Dp, m, V2)),
    *_both("_effective", r"_{\mathrm{eff}}", "both distances, with D^(x),eff for D^(x)",
           ("p/ignore-first-argument", "p/heuristic-substitution"), _effective),
)
