"""Appendix D, quantum half: Lemma 1 and (D1), with the exact error for a cubic potential."""

from __future__ import annotations

import sympy as sp

from derive.gaussian_function import density
from derive.normal_moments import mean, variance
from derive.rank_two import commutator_norm_squared
from derive.taylor import quadratic, remainder
from derive.units import ENERGY, LENGTH, MOMENTUM, TIME
from verify.claim import Section
from verify.papers.hrr2023.symbols import V3, d, hbar, x
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal, Relation
from verify.statements.tested import FEATURES, Tested, tested
from verify.statements.units import HasUnit
from verify.variables import Variables

section = Section("appendix_d_quantum", title="Appendix D: harmonic approximation error, Lemma 1", order=110)
V = Variables(TABLE.values())
Q = V.declare("Q", TIME**-1, "trace norm of the quantum error acting on the Gaussian")
C = V.declare("C", TIME**-1, "L1 norm of the classical error acting on the Gaussian")
L = V.declare("s_xx", LENGTH**2, "operator norm of sigma^xx; for d = 1 the variance of position")
spp = V.declare("s_pp", MOMENTUM**2, "variance of momentum")
a = V.declare("alpha_x", LENGTH, "mean position", low=-sp.oo)
b = V.declare("beta_x", LENGTH, "position relative to the mean", low=-sp.oo)
q = V.declare("beta_p", MOMENTUM, "momentum relative to the mean", low=-sp.oo)
TERMS = [V.declare(f"v_{k}", ENERGY / LENGTH**k, f"derivative {k} of V at 0", low=-sp.oo) for k in range(3)]

CUBIC = sum((v * x**k / sp.factorial(k) for k, v in enumerate(TERMS)), V3 * x**3 / 6)  # d = 1: every V with V''' = ||grad^3 V||
ERROR = remainder(CUBIC, [x], [a], [b])
SPREAD = mean(ERROR, [b], sp.Matrix([[L]])), mean(ERROR**2, [b], sp.Matrix([[L]]))
QUANTUM = sp.sqrt(commutator_norm_squared(*SPREAD)) / hbar  # the exact left side of (D1) for this V
SLOPE = sp.diff(ERROR, b)  # the force error; it is nowhere negative
KICK = 2 * density([q], [0], sp.Matrix([[spp]])).expression().subs(q, 0)  # int |d_p tau| dp for a unimodal density of p
CLASSICAL = mean(SLOPE, [b], sp.Matrix([[L]])) * KICK  # the exact left side of (D2) for this V and uncorrelated x and p
PURE = CLASSICAL.subs(spp, hbar**2 / (4 * L))
THREE_HALVES, TWO_THIRDS = sp.Rational(3, 2), sp.Rational(2, 3)
SCALE = FEATURES["V3"] * FEATURES["L"] ** THREE_HALVES / FEATURES["hbar"]


def _from_square(left: sp.Symbol, bound: sp.Expr, square: sp.Expr) -> Relation:
    return AtMost(left, bound, V, AtMost(left**2, square, V))


def _first_half() -> tuple[tuple[str, Relation], ...]:
    bound = sp.sqrt(5 * d**3 / 3) * V3 * L**THREE_HALVES / hbar
    return (
        ("(D1), from (D13)", _from_square(Q, bound, 5 * V3**2 / (3 * hbar**2) * L**3 * d**3)),
        ("(D1), cubic potentials, d = 1, exact left side", AtMost(QUANTUM, bound.subs(d, 1), V)),
    )


@section.claim("Lemma1", "Error in harmonic approximation", kind="theorem", place="Appendix D, Lemma 1", uses=["D1", "D2"],
               note="With linear Lindblad operators, for which only V is replaced, the dissipators cancel in (D3). That the third "
               "derivative of V is bounded goes without saying, for otherwise the bounds are infinite. The first reading takes 'Likewise' "
               "to keep the pure sigma of the first half; the second takes the second half by itself, with the exponent 3/2. The "
               "covariance of any state, pure or not, would do for (D2), corrected: x/any-state.")
def lemma1() -> All:
    r"""\text{For a Lindblad equation (1) with } \hat H = \hat p^2/2m + V(\hat x) \text{ and linear Lindblad
    operators } \hat L_k \text{, the error } \delta\hat{\mathcal L}^{(\alpha)} := \hat{\mathcal L} -
    \hat{\mathcal L}^{(\alpha)} \text{ at $\alpha$ acting on the pure Gaussian quantum state
    $\hat\tau_{\alpha,\sigma}$ satisfies (D1). Likewise for a Fokker-Planck equation (2), the error }
    \delta\mathcal L^{(\alpha)} := \mathcal L - \mathcal L^{(\alpha)} \text{ at $\alpha$ acting on the
    Gaussian classical state $\tau_{\alpha,\sigma}$ satisfies (D2).}"""
    printed = sp.sqrt(3 * d**3) * V3 * L**TWO_THIRDS / hbar
    return conjunction(
        _first_half()[0],
        ("(D2) as printed bounds a rate", HasUnit(printed, TIME**-1, V)),
        ("(D2) as printed, cubic potentials, d = 1, exact left side", AtMost(PURE, printed.subs(d, 1), V)),
    )


@lemma1.reading()
def lemma1_any_gaussian() -> Relation:
    r"""\text{for every } \sigma>0\text{, pure or not}:\quad \|\delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}]\|_{L^1} \le
    \sqrt{3d^3}\,\|\nabla^3V\|\,\|\sigma^{xx}\|_{op}^{3/2}/\hbar"""
    return AtMost(CLASSICAL, sp.sqrt(3) * V3 * L**THREE_HALVES / hbar, V)


@lemma1.corrected(
    why="The exponent 2/3 of (D2) does not give a rate: the proof gives 3/2. That sigma is the covariance of a pure state, as the "
    "first half says and the proof assumes before (D24), is said here for both halves: the hbar of (D2) comes from there, and for sigma = "
    "diag(s_xx, s_pp) with s_pp -> 0 the left side is unbounded.",
    error="substance",
    consequence="None for Theorem 1: (33), (34) and Step 3 use the exponent 3/2, for pure states only.",
)
def lemma1_corrected() -> Tested | All:
    r"""\text{For } \sigma \text{ the covariance matrix of a pure Gaussian state: }
    \|\delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]\|_{Tr} \le \sqrt{5d^3/3}\,\|\nabla^3V\|\,\|\sigma^{xx}\|_{op}^{3/2}/\hbar,
    \quad \|\delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}]\|_{L^1} \le \sqrt{3d^3}\,\|\nabla^3V\|\,\|\sigma^{xx}\|_{op}^{3/2}/\hbar"""
    bound = sp.sqrt(3 * d**3) * V3 * L**THREE_HALVES / hbar
    parts = conjunction(
        _first_half()[0],
        ("(D2), corrected, from (D24): the factor", AtMost(d**2 * (d + 2), 3 * d**3, V)),
        ("(D2), corrected, from (D24): the root", _from_square(C, bound, V3**2 / hbar**2 * 3 * d**3 * L**3)),
        ("(D2), corrected, cubic potentials, d = 1: the share sqrt(2/(3 pi)) < 1 of the right side",
         Equal(PURE, sp.sqrt(2 / (3 * sp.pi)) * bound.subs(d, 1), V)),
        ("both bound a rate", HasUnit(bound, TIME**-1, V)),
    )
    return tested(parts, FEATURES["C"], sp.sqrt(3 * FEATURES["d"] ** 3) * SCALE)


@section.claim("D1", "Quantum harmonic error", kind="inequality", place="Appendix D, (D1)", ambiguous=True,
               uses=["D13", "p/d12-implies-d1", "x/quantum-left-side"],
               note="The extracted text does not show where the root ends. Under the first reading it follows from (D13) and is "
               "attained: x/quantum-attained-d1.")
def quantum_error() -> Tested | All:
    r"""\left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} \le
    \sqrt{\frac{5d^3}{3}}\, \|\nabla^3 V\| \frac{\|\sigma^{xx}\|_{op}^{3/2}}{\hbar}"""
    return tested(conjunction(*_first_half()), FEATURES["Q"], sp.sqrt(5 * FEATURES["d"] ** 3 / 3) * SCALE)


@quantum_error.reading()
def quantum_error_second() -> Relation:
    r"""\left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} \le
    \frac{\sqrt{5d^3}}{3}\, \|\nabla^3 V\| \frac{\|\sigma^{xx}\|_{op}^{3/2}}{\hbar}"""
    return AtMost(QUANTUM, (sp.sqrt(5 * d**3) / 3 * V3 * L**THREE_HALVES / hbar).subs(d, 1), V)


@section.claim("x/quantum-attained-d1", "(D1) is attained", kind="identity", place="not printed; about (D1)", scope="d = 1",
               uses=["x/quantum-left-side"],
               note="Every cubic potential, every pure Gaussian state: the factor sqrt(5/3) of (D1) cannot be lowered at d = 1. A "
               "cubic potential has an infinite second derivative norm; (D1) does not refer to that norm.")
def attained() -> All:
    r"""d=1,\ V'''=\text{const}:\quad \|\delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]\|_{Tr} =
    \sqrt{5/3}\,|V'''|\,(\sigma^{xx})^{3/2}/\hbar"""
    second = quadratic(CUBIC, [x], [a], [b])
    return conjunction(
        ("the norm", Equal(QUANTUM, sp.sqrt(sp.Rational(5, 3)) * V3 * L**THREE_HALVES / hbar, V)),
        ("the error of the potential", Equal(CUBIC.subs(x, a + b) - second, V3 * b**3 / 6, V)),
        ("its variance", Equal(variance(ERROR, [b], sp.Matrix([[L]])), sp.Rational(5, 12) * V3**2 * L**3, V)),
    )
