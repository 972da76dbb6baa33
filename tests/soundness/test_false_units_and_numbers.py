"""False statements about units and printed numbers: exponents, dependent quantities, tolerances, edges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import sympy as sp

from derive import scales
from derive.units import ACTION, ENERGY, LENGTH, MASS, MOMENTUM, NONE, TIME, Unit
from numerics.constants import HBAR_SI, JULIAN_YEAR
from verify.check import examine
from verify.papers.hrr2023.symbols import (
    D0,
    V2,
    V3,
    Dp,
    Dx,
    V,
    d,
    eta,
    h,
    hbar,
    lp2,
    lx2,
    m,
    p,
    pH,
    s,
    t,
    tau,
    x,
    xH,
)
from verify.statement import Statement
from verify.statements.near import Near
from verify.statements.units import HasUnit, UniqueMonomial
from verify.verdict import ACCEPTED

Build = Callable[[], Statement]
R, ONE = sp.Rational, sp.Integer(1)
SCALES = {"m": MASS, "V2": ENERGY / LENGTH**2, "V3": ENERGY / LENGTH**3}
YEARS = sp.sqrt(R(1, 10**11) / HBAR_SI) / JULIAN_YEAR  # of the dust grain: 9.8e3


def _unit(formula: sp.Expr, unit: Unit) -> Build:
    return lambda: HasUnit(formula, unit, V)


def _unique(unit: Unit, quantities: Mapping[str, Unit], *powers: Any) -> Build:
    exponents = {name: Fraction(power) for name, power in zip(quantities, powers, strict=True)}
    return lambda: UniqueMonomial(unit, quantities, exponents)


def _near(value: sp.Expr, printed: Any, within: Any) -> Build:
    return lambda: Near(value, sp.sympify(printed), sp.sympify(within), "")


REFUTED: dict[str, Build] = {
    "tau_H upside down": _unit(sp.sqrt(V2 / m), TIME),
    "tau_H without the root": _unit(m / V2, TIME),
    "eta_H is a momentum": _unit(sp.sqrt(m * V2), MOMENTUM),
    "eta_H without the root": _unit(m * V2, MASS / TIME),
    "s_H with m": _unit(m * V2 ** R(5, 2) / V3**2, ACTION),
    "s_H with V2^(3/2)": _unit(sp.sqrt(m) * V2 ** R(3, 2) / V3**2, ACTION),
    "s_H is an energy": _unit(scales.anharmonic_action(m, V2, V3), ENERGY),
    "x_H upside down": _unit(V3 / V2, LENGTH),
    "p_H as printed, first reading": _unit(sp.sqrt(m) * V2 / V3, MOMENTUM),
    "p_H as printed, second reading": _unit(sp.sqrt(m * V2) / V3, MOMENTUM),
    "p_H as printed, third reading": _unit(sp.sqrt(m * V2 / V3), MOMENTUM),
    "(6) without tau_H": _unit(sp.Min(Dx / xH**2, Dp / pH**2), NONE),
    "(6) with x_H and p_H exchanged": _unit(scales.diffusion_strength(Dx, Dp, tau, pH, xH), NONE),
    "(8) with hbar for hbar/s_H": _unit(d ** R(3, 2) * t / tau * sp.sqrt(hbar), NONE),
    "(8) is a time": _unit(scales.error_bound(d, t, tau, hbar / s, D0), TIME),
    "D^(x) without hbar": _unit(lp2, LENGTH**2 / TIME),
    "D^(x) and D^(p) exchanged": _unit(hbar * lp2, MOMENTUM**2 / TIME),
    "D^(p) with l_x unsquared": _unit(hbar * sp.sqrt(lx2), MOMENTUM**2 / TIME),
    "F1 with hbar": _unit(t * hbar * d ** R(3, 2) * V3 / (V2 * m) ** R(3, 4) / hbar ** R(3, 2), NONE),
    "F2 with V2 only": _unit(Dp / V2, LENGTH**2 / TIME),
    "x p is a momentum": _unit(x * p, MOMENTUM),
    "a number is a time": _unit(h, TIME),
    "a sum of time and number": _unit(t + h, TIME),
    "a max of action and number": _unit(sp.Max(hbar, h), ACTION),
    "aspect off by a tiny power": _unit(eta ** R(10**12 + 1, 10**12), MASS / TIME),
    "s_H unique: 3/2 for 5/2": _unique(ACTION, SCALES, "1/2", "3/2", -2),
    "s_H unique: sign of V3": _unique(ACTION, SCALES, "1/2", "5/2", 2),
    "s_H unique: m": _unique(ACTION, SCALES, 1, "5/2", -2),
    "s_H unique: off by 1e-12": _unique(ACTION, SCALES, Fraction(10**12 + 1, 2 * 10**12), "5/2", -2),
    "s_H unique although hbar is there": _unique(ACTION, {**SCALES, "hbar": ACTION}, "1/2", "5/2", -2, 0),
    "x_H unique although x is there": _unique(LENGTH, {**SCALES, "x": LENGTH}, 0, 1, -1, 0),
    "x_H with exponents exchanged": _unique(LENGTH, SCALES, 0, -1, 1),
    "F2 factor with one exponent": _unique((LENGTH**2 / TIME) / (MOMENTUM**2 / TIME), SCALES, -1, -1, 1),
    "an action from masses": _unique(ACTION, {"m": MASS, "M": MASS}, 1, 0),
    "a time from a length": _unique(TIME, {"l": LENGTH}, 1),
    "no quantities": _unique(MASS, {}),
    "three million years": _near(YEARS, 3 * 10**6, sp.sqrt(10)),
    "9800 s": _near(YEARS * JULIAN_YEAR, 9800, R(101, 100)),
    "9.8e2 years": _near(YEARS, 980, R(101, 100)),
    "9.8e3 years, to four digits": _near(YEARS, 9800, R(10001, 10000)),
    "the wrong side of the tolerance": _near(sp.pi, 3, R(104, 100)),
    "minus pi": _near(-sp.pi, R(314, 100), R(101, 100)),
    "pi against minus pi": _near(sp.pi, -R(314, 100), R(101, 100)),
    "pi to 15 digits, off in the last": _near(sp.pi, R(314159265358978, 10**14), 1 + R(1, 10**15)),
    "exactly at the edge": _near(sp.Integer(6), 3, 2),
    "zero": _near(sp.Integer(0), 1, 3),
    "a hair beyond the edge": _near(6 + R(1, 10**30), 3, 2),
}

REFUSED: dict[str, Build] = {
    "exp of a time": _unit(sp.exp(t), NONE),
    "log of an action": _unit(sp.log(hbar), NONE),
    "time to a symbolic power": _unit(t**d, TIME),
    "mass to the power of a mass": _unit(sp.Integer(2) ** m, NONE),
    "nan has no unit": _unit(sp.nan, NONE),
    "infinity has no unit": _unit(sp.oo, NONE),
    "a symbol without unit": lambda: HasUnit(sp.Symbol("q"), MASS, V),
    "a symbol of the same name": lambda: HasUnit(sp.Symbol("m"), MASS, V),
    "0 has every unit": _unit(x - x, MASS),
    "exponents for other quantities": lambda: UniqueMonomial(ACTION, SCALES, {"m": Fraction(1)}),
    "a tolerance that fits everything": _near(sp.pi, 1, 1000),
    "a tolerance of 10, and zero": _near(sp.Integer(0), 1, 10),
    "a tolerance just above the root of 10": _near(sp.Integer(3), 1, sp.sqrt(10) + R(1, 10**12)),
    "tolerance below 1": _near(sp.pi, sp.pi, R(9, 10)),
    "tolerance 1 is strict": _near(sp.Integer(3), 3, 1),
    "Float value": _near(sp.Float("3.14"), 3, 2),
    "Float printed": _near(sp.pi, sp.Float("3.14"), 2),
    "Float tolerance": _near(sp.pi, 3, sp.Float("1.1")),
    "free symbol": _near(sp.pi * h, 3, 2),
    "complex value": _near(3 + sp.I, 3, 2),
    "log of a negative number": _near(sp.log(-20), 3, 2),
    "not a number against one": _near(sp.nan, 3, 2),
    "infinity": _near(sp.oo, 3, 2),
    "at the edge, not seen to be": _near(sp.sqrt(5 + 2 * sp.sqrt(6)), 1, sp.sqrt(2) + sp.sqrt(3)),
    "unsupported function": _near(sp.gamma(R(1, 3)), 3, 2),
}

def test_false_unit_or_number(build: Build, must_refute: bool) -> None:
    found = examine(build()).verdict
    assert found.word not in ACCEPTED
    if must_refute:
        assert found.word == "refuted"
        assert any(item.method == "witness" and item.data for item in found.evidence)


def test_an_undeclared_unit_is_no_counterexample() -> None:
    assert examine(REFUSED["a symbol without unit"]()).verdict.word == "undecided"
