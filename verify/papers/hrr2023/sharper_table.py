"""The bounds of Lemma 1 and Theorem 1 as printed, as proved, and as attained: factors as functions of d, for a table."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from verify.papers.hrr2023.sharper_lemma import quantum_square
from verify.papers.hrr2023.symbols import d


@dataclass(frozen=True)
class Attained:
    """A factor that a potential attains (or that smooth potentials approach), about a packet with sigma^xx = L 1."""

    factor: sp.Expr
    potential: str
    claim: str


@dataclass(frozen=True)
class Row:
    """A printed bound; all factors multiply one quantity, for Lemma 1 V3 L^(3/2)/hbar, for Theorem 1 (t/tau_H) sqrt(hbar/s_H) z^(3/2)."""

    label: str
    case: str
    printed: sp.Expr
    proved: sp.Expr
    claim: str
    attained: tuple[Attained, ...] = ()


ROOT_TWO_OVER_PI = sp.sqrt(2 / sp.pi)
THIRD_MOMENT = 2 ** sp.Rational(3, 2) * sp.gamma((d + 3) / 2) / sp.gamma(d / 2)
QUANTUM = sp.sqrt(sp.Piecewise(
    (quantum_square(d, sp.Integer(1)), d < 2), (quantum_square(d, sp.Integer(2)), d < 10), (quantum_square(d, sp.Integer(10)), True)
))
AXIAL, NARROW = "(3 x_1 |x'|^2 - x_1^3)/6", "(x_1^3 + (3/2) x_1 |x'|^2)/6"  # V_b of b = 1 and b = 1/2
TIGHTNESS = (
    Row("D1", "quantum", sp.sqrt(sp.Rational(5, 3) * d**3), QUANTUM, "x/lemma1", (
        Attained(sp.sqrt(d**2 - 2 * d + sp.Rational(8, 3)), AXIAL, "x/quantum-attained-axial"),
        Attained(sp.sqrt(5 + 3 * (d - 1) + sp.Rational(3, 4) * (d**2 - 1)) / sp.sqrt(3), NARROW, "x/quantum-attained-axial"),
        Attained(sp.sqrt(d * (d + 2) * (d + 4) - THIRD_MOMENT**2) / 3, "|x|^3/6", "x/quantum-attained-radial"),
    )),
    Row("D2", "classical", sp.sqrt(3 * d**3), ROOT_TWO_OVER_PI * d, "x/classical-sharp", (
        Attained(ROOT_TWO_OVER_PI * d, "|x|^3/6", "x/classical-attained"),
    )),
    Row("8", "quantum", d ** sp.Rational(3, 2), QUANTUM / (2 * sp.sqrt(2)), "x/theorem1-quantum"),
    Row("8", "classical", d ** sp.Rational(3, 2), d / (2 * sp.sqrt(sp.pi)), "x/theorem1-classical"),
)
"""A row of (D2) takes the exponent as corrected; at d = 10 the two branches of the proved quantum factor agree."""
