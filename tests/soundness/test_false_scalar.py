"""False equations between scalars: the paper's own with a slip, branch cuts, corners, nonsense."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from derive import scales
from derive.linear_flow import characteristic_polynomial
from derive.phase_space_generator import PhaseSpace, commutator, dissipator, poisson
from derive.units import ENERGY, LENGTH, TIME
from verify.check import examine
from verify.papers.hrr2023 import symbols as paper
from verify.papers.hrr2023.symbols import (
    D0,
    V2,
    V3,
    Dp,
    Dx,
    d,
    eta,
    h,
    hbar,
    kp,
    kx,
    lp2,
    lx2,
    m,
    p,
    s,
    t,
    tau,
    x,
)
from verify.statement import Statement
from verify.statements.scalar import AtMost, Equal
from verify.variables import Variable, Variables
from verify.verdict import ACCEPTED

Build = Callable[[], Statement]
R, HALF, THREE_HALVES = sp.Rational, sp.Rational(1, 2), sp.Rational(3, 2)
P = Variables(paper.V.values())
kappa = P.declare("kappa", ENERGY / LENGTH**2)
mu = P.declare("mu", TIME**-1, low=-sp.oo)
u = P.declare("u")
TAU, ETA, S = scales.harmonic_time(m, V2), scales.aspect(m, V2), scales.anharmonic_action(m, V2, V3)
XH, PH = scales.anharmonic_length(m, V2, V3), scales.anharmonic_momentum(m, V2, V3)
BOUND = scales.error_bound(d, t, TAU, hbar / S, scales.diffusion_strength(Dx, Dp, TAU, XH, PH))
FRONT = t * hbar**2 * d**THREE_HALVES * V3 / (V2 * m) ** R(3, 4)
MAX = sp.Max(1 / (m * Dx), V2 / Dp, 1 / hbar) ** THREE_HALVES
SPACE = PhaseSpace(x, p, kx, kp, hbar)
CUBIC = p**2 / (2 * m) + V3 * x**3 / 6
NOISE = dissipator(SPACE, x, lx2) + dissipator(SPACE, p, lp2)
ONE = sp.Integer(1)

W = Variables()
a, b = W.declare("a"), W.declare("b")  # positive
r, w = W.declare("r", low=-sp.oo), W.declare("w", low=-sp.oo)  # real
c = W.declare("c", low=0, high=1, closed=True)
n = W.declare("n", low=1, closed=True, integer=True)
POSITIVE = sp.Symbol("y", positive=True)
WIDE = Variables([Variable(POSITIVE, W[r].range, W[r].unit, "any real number, so it says")])
OTHER = sp.Symbol("a")  # not the declared a: no assumptions

REFUTED: dict[str, Build] = {
    "s_H: m for sqrt(m)": lambda: Equal(S, m * V2 ** R(5, 2) / V3**2, P),
    "s_H: V2^(3/2)": lambda: Equal(S, sp.sqrt(m) * V2**THREE_HALVES / V3**2, P),
    "s_H: 1/V3": lambda: Equal(S, sp.sqrt(m) * V2 ** R(5, 2) / V3, P),
    "s_H: bracket not squared": lambda: Equal(S, ETA**3 / (TAU * V3), P),
    "s_H: numerically off by 2": lambda: Equal(S, 2 * sp.sqrt(m) * V2 ** R(5, 2) / V3**2, P),
    "x_H upside down": lambda: Equal(XH, V3 / V2, P),
    "x_H = sqrt(s_H eta_H)": lambda: Equal(XH, sp.sqrt(S * ETA), P),
    "x_H p_H = s_H^2": lambda: Equal(XH * PH, S**2, P),
    "p_H as printed, first reading": lambda: Equal(PH, sp.sqrt(m) * V2 / V3, P),
    "p_H as printed, second reading": lambda: Equal(PH, sp.sqrt(m * V2) / V3, P),
    "p_H as printed, third reading": lambda: Equal(PH, sp.sqrt(m * V2 / V3), P),
    "p_H: V2^(5/2)": lambda: Equal(PH, sp.sqrt(m) * V2 ** R(5, 2) / V3, P),
    "eta_H = m tau_H": lambda: Equal(ETA, m * TAU, P),
    "eta_H = V2/tau_H": lambda: Equal(ETA, V2 / TAU, P),
    "x_H/p_H = eta_H": lambda: Equal(XH / PH, ETA, P),
    "(5) second form as printed": lambda: Equal((hbar * eta / 2) / (hbar / (2 * eta)), PH / XH, P),
    "(5) without the half": lambda: Equal(hbar / (2 * eta), hbar / s * (s / eta), P),
    "(6) with max": lambda: Equal(
        scales.diffusion_strength(Dx, Dp, TAU, XH, PH), sp.Max(Dx * TAU / XH**2, Dp * TAU / PH**2), P
    ),
    "(6) with tau_H for 1/tau_H": lambda: Equal(
        scales.diffusion_strength(Dx, Dp, ONE, ONE, ONE), sp.Min(1 / Dx, 1 / Dp), P
    ),
    "(8) with d for d^(3/2)": lambda: Equal(
        scales.error_bound(d, t, tau, h, D0),
        d * t / tau * sp.sqrt(h) * sp.Max(h / D0, 1) ** THREE_HALVES,
        P,
    ),
    "(8) with the max to the first power": lambda: Equal(
        scales.error_bound(d, t, tau, h, D0), d**THREE_HALVES * t / tau * sp.sqrt(h) * sp.Max(h / D0, 1), P
    ),
    "F1: d": lambda: Equal(BOUND, FRONT / sp.sqrt(d) * MAX, P),
    "F1: d^2": lambda: Equal(BOUND, FRONT * sp.sqrt(d) * MAX, P),
    "F1: hbar": lambda: Equal(BOUND, FRONT / hbar * MAX, P),
    "F1: hbar^(1/2)": lambda: Equal(BOUND, FRONT / hbar**THREE_HALVES * MAX, P),
    "F1: V3^2": lambda: Equal(BOUND, FRONT * V3 * MAX, P),
    "F1: (V2 m)^(1/2)": lambda: Equal(BOUND, FRONT * (V2 * m) ** R(1, 4) * MAX, P),
    "F1: max to the power 1": lambda: Equal(BOUND, FRONT * MAX ** R(2, 3), P),
    "F1: m/Dx": lambda: Equal(BOUND, FRONT * sp.Max(m / Dx, V2 / Dp, 1 / hbar) ** THREE_HALVES, P),
    "F1: min for max": lambda: Equal(
        BOUND, FRONT * sp.Min(1 / (m * Dx), V2 / Dp, 1 / hbar) ** THREE_HALVES, P
    ),
    "F1: third argument dropped": lambda: Equal(
        BOUND, FRONT * sp.Max(1 / (m * Dx), V2 / Dp) ** THREE_HALVES, P
    ),
    "F2: V2 upside down": lambda: Equal(Dp * TAU / PH**2, Dp * V2 / m * TAU / XH**2, P),
    "(3) as printed, no hbar": lambda: Equal(NOISE, (lp2 * kx**2 + lx2 * kp**2) / 2, P),
    "(3) with l_x and l_p exchanged": lambda: Equal(NOISE, hbar * (lx2 * kx**2 + lp2 * kp**2) / 2, P),
    "(3) without the half": lambda: Equal(NOISE, hbar * (lp2 * kx**2 + lx2 * kp**2), P),
    "noise with the other sign": lambda: Equal(dissipator(SPACE, x, lx2), -hbar * lx2 * kp**2 / 2, P),
    "commutator is the bracket for cubic V": lambda: Equal(
        commutator(SPACE, CUBIC), poisson(SPACE, CUBIC), P
    ),
    "unstable direction with the stable sign": lambda: Equal(
        characteristic_polynomial(mu, -kappa, m), mu**2 + kappa / m, P
    ),
    "q = max instead of min": lambda: Equal(
        sp.Max(sp.sqrt(h), u**THREE_HALVES), sp.Min(sp.sqrt(h), u**THREE_HALVES), P, AtMost(u, ONE, P)
    ),
    "localization rate without its 2": lambda: Equal(
        -dissipator(SPACE, x, lx2).subs(kp, -sp.I / hbar), lx2 / hbar, P
    ),
    "z = h/D_0, max forgotten": lambda: Equal(sp.Max(h / D0, 1), h / D0, P),
    "off by 1e-12": lambda: Equal(a, a * (1 + R(1, 10**12)), W),
    "off by 1e-12 in one of two terms": lambda: Equal(a + b, a + b * (1 - R(1, 10**12)), W),
    "off by 1e-100": lambda: Equal(sp.pi, sp.pi + R(1, 10**100), W),
    "pi to 15 digits": lambda: Equal(sp.pi, R(3141592653589793, 10**15), W),
    "355/113 is pi": lambda: Equal(sp.pi, R(355, 113), W),
    "Ramanujan's near integer": lambda: Equal(sp.exp(sp.pi * sp.sqrt(163)), 262537412640768744, W),
    "root of 2 as a fraction": lambda: Equal(sp.sqrt(2), R(665857, 470832), W),
    "0 = 1": lambda: Equal(0, 1, W),
    "sqrt(r^2) = r": lambda: Equal(sp.sqrt(r**2), r, W),
    "|r| = r": lambda: Equal(sp.Abs(r), r, W),
    "r |r| = r^2": lambda: Equal(r * sp.Abs(r), r**2, W),
    "sign(r)^2 = 1, false at 0 only": lambda: Equal(sp.sign(r) ** 2, 1, W),
    "sqrt(rw) = sqrt(r) sqrt(w)": lambda: Equal(sp.sqrt(r * w), sp.sqrt(r) * sp.sqrt(w), W),
    "sqrt(1/r) = 1/sqrt(r)": lambda: Equal(sp.sqrt(1 / r), 1 / sp.sqrt(r), W),
    "log(rw) = log r + log w": lambda: Equal(sp.log(r * w), sp.log(r) + sp.log(w), W),
    "log(r^2) = 2 log r": lambda: Equal(sp.log(r**2), 2 * sp.log(r), W),
    "log(-a) = -log a": lambda: Equal(sp.log(-a), -sp.log(a), W),
    "log of a negative, i pi forgotten": lambda: Equal(sp.log(-a - 1), sp.log(a + 1), W),
    "cube root of a cube": lambda: Equal((r**3) ** R(1, 3), r, W),
    "(-8)^(1/3) = -2": lambda: Equal(sp.Pow(-8, R(1, 3)), -2, W),
    "sqrt(-a) = -i sqrt(a)": lambda: Equal(sp.sqrt(-a), -sp.I * sp.sqrt(a), W),
    "atan(tan r) = r": lambda: Equal(sp.atan(sp.tan(r)), r, W),
    "(1+i)^2 = 2": lambda: Equal(sp.Pow(1 + sp.I, 2), 2, W),
    "|r+iw| = r+w": lambda: Equal(sp.Abs(r + sp.I * w), r + w, W),
    "conjugate forgotten": lambda: Equal(sp.conjugate(r + sp.I * w), r + sp.I * w, W),
    "exp(i r) is real": lambda: Equal(sp.exp(sp.I * r), sp.cos(r), W),
    "d^2 = d, true for d = 1": lambda: Equal(n**2, n, W),
    "d^(3/2) = d, true for d = 1": lambda: Equal(n**THREE_HALVES, n, W),
    "2^(d-1) = d, true for d = 1, 2": lambda: Equal(2 ** (n - 1), n, W),
    "(-1)^d = -1, true for odd d": lambda: Equal((-1) ** n, -1, W),
    "true for d = 1 ... 4": lambda: Equal((n - 1) * (n - 2) * (n - 3) * (n - 4), 0, W),
    "sqrt((a-1)^2) = a-1, needs a >= 1": lambda: Equal(sp.sqrt((a - 1) ** 2), a - 1, W),
    "Max(a, b) = a, needs b <= a": lambda: Equal(sp.Max(a, b), a, W),
    "max plus max": lambda: Equal(sp.Max(a, b) + sp.Max(a, 1), sp.Max(2 * a, a + 1, b + 1), W),
    "Piecewise |r| without its sign": lambda: Equal(sp.Piecewise((r, r > 0), (-r, True)), r, W),
    "steps that differ at 0 only": lambda: Equal(
        sp.Piecewise((1, r > 0), (0, True)), sp.Piecewise((1, r >= 0), (0, True)), W
    ),
    "sin^2 + cos^2 = 2": lambda: Equal(sp.sin(r) ** 2 + sp.cos(r) ** 2, 2, W),
    "sqrt(r^2+1) = r": lambda: Equal(sp.sqrt(r**2 + 1), r, W),
    "(a+b)^(1/2) = a^(1/2) + b^(1/2)": lambda: Equal(sp.sqrt(a + b), sp.sqrt(a) + sp.sqrt(b), W),
    "exp(a+b) = exp a + exp b": lambda: Equal(sp.exp(a + b), sp.exp(a) + sp.exp(b), W),
    "cos(a) = 1 - a^2/2": lambda: Equal(sp.cos(a), 1 - a**2 / 2, W),
    "false at 0 only: c/|c| style sign": lambda: Equal(sp.Piecewise((0, sp.Eq(c, 0)), (1, True)), 1, W),
}

REFUSED: dict[str, Build] = {
    "0.1 a = a/10": lambda: Equal(0.1 * a, a / 10, W),
    "Float one half": lambda: Equal(sp.Float("0.5"), HALF, W),
    "Float in the hypothesis": lambda: Equal(a, b, W, Equal(0.1 * a, 0.1 * b, W)),
    "symbol of the same name": lambda: Equal(sp.sqrt(OTHER**2), OTHER, W),
    "declared name, other assumptions, true": lambda: Equal(OTHER + 1, 1 + OTHER, W),
    "one side in the other symbol": lambda: Equal(a, OTHER, W),
    "undeclared symbol": lambda: Equal(sp.Symbol("q"), sp.Symbol("q"), W),
    "undeclared symbol in the hypothesis": lambda: Equal(a, a, W, Equal(sp.Symbol("q"), 0, W)),
    "a range wider than the symbol's assumption": lambda: Equal(sp.sqrt(POSITIVE**2), POSITIVE, WIDE),
    "non-commuting symbols": lambda: Equal(
        _operators()[0] * _operators()[1], _operators()[1] * _operators()[0], _operator_table()
    ),
    "time plus number": lambda: Equal(t + h, h + t, P),
    "exponential of a time": lambda: Equal(sp.exp(t) ** 2, sp.exp(2 * t), P),
    "logarithm of an action": lambda: Equal(sp.log(hbar), sp.log(hbar), P),
    "hypothesis compares action and mass": lambda: Equal(t, t, P, AtMost(hbar, m, P)),
    "nan = nan": lambda: Equal(sp.nan, sp.nan, W),
    "infinity = infinity": lambda: Equal(sp.oo, sp.oo, W),
    "complex infinity": lambda: Equal(1 / (a - a), sp.zoo, W),
    "infinity minus infinity": lambda: Equal(sp.oo - a, sp.oo, W),
    "gamma(a+1) = gamma(a)": lambda: Equal(sp.gamma(a + 1), sp.gamma(a), W),
    "an unevaluated integral": lambda: Equal(
        sp.Integral(sp.exp(-(r**2)), r), sp.Integral(sp.exp(-(r**2)), r) + 1, W
    ),
    "an undefined function": lambda: Equal(sp.Function("f")(r), sp.Function("f")(-r), W),
    "a condition outside reach": lambda: Equal(
        sp.Piecewise((0, sp.Eq(r, R(12345677, 3))), (1, True)), 1, W
    ),
    "contradictory hypotheses": lambda: Equal(a, b, W, Equal(a, 2 * b, W), Equal(b, 2 * a, W)),
    "hypothesis a <= 0 for positive a": lambda: Equal(a, b, W, AtMost(a, 0, W)),
    "hypothesis 2 = 1": lambda: Equal(a, b, W, Equal(sp.Integer(2), 1, W)),
    "removable pole at a corner": lambda: Equal((c**2 - 1) / (c - 1), c + 1, W),
    "pole at a corner, unevaluated product": lambda: Equal(
        sp.Mul(c, sp.Pow(c, -1, evaluate=False), evaluate=False), 1, W
    ),
    "pole inside, at no sample": lambda: Equal((r**2 - R(1, 49)) / (r - R(1, 7)), r + R(1, 7), W),
    "0/0": lambda: Equal((c - c**2) / (c**2 - c), -1, W),
}


def _operators() -> tuple[sp.Symbol, sp.Symbol]:
    return sp.Symbol("X", commutative=False), sp.Symbol("Y", commutative=False)


def _operator_table() -> Variables:
    return Variables([Variable(symbol, W[r].range, W[r].unit, "an operator") for symbol in _operators()])


def test_false_equation(build: Build, must_refute: bool) -> None:
    found = examine(build()).verdict
    assert found.word not in ACCEPTED
    if must_refute:
        assert found.word == "refuted"
        assert any(item.method == "witness" and item.data for item in found.evidence)
