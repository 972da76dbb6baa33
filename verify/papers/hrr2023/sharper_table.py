"""The bounds of Lemma 1 and Theorem 1 as printed, as proved, and as attained: factors as functions of d, for a table."""

from __future__ import annotations

import sympy as sp

from verify.papers.hrr2023.sharper_lemma import quantum_square
from verify.papers.hrr2023.symbols import d
from verify.tightness import Attained, Tightness

ROOT_TWO_OVER_PI = sp.sqrt(2 / sp.pi)
THIRD_MOMENT = 2 ** sp.Rational(3, 2) * sp.gamma((d + 3) / 2) / sp.gamma(d / 2)  # E|x|^3 for a standard normal vector
QUANTUM = sp.sqrt(sp.Piecewise(
    (quantum_square(d, sp.Integer(1)), d < 2), (quantum_square(d, sp.Integer(2)), d < 10), (quantum_square(d, sp.Integer(10)), True)
))  # at d = 10 the last two agree
WRITTEN = "q_d: q_1^2 = 5/3; q_d^2 = (d+2)(d^2+31d+4)/54 for d <= 10, d^2-d+2 for d >= 10"
AXIAL, NARROW = "(3 x_1 |x'|^2 - x_1^3)/6", "(x_1^3 + (3/2) x_1 |x'|^2)/6"  # V_b of b = 1 and b = 1/2
RADIAL = "|x|^3/6, approached by smooth potentials"
LEMMA, THEOREM = "V3 L^(3/2)/hbar", "(t/tau_H) sqrt(hbar/s_H) z^(3/2)"
TIGHTNESS = (
    Tightness("D1", "quantum", LEMMA, d, sp.sqrt(sp.Rational(5, 3) * d**3), QUANTUM, WRITTEN, "x/lemma1", (
        Attained(sp.sqrt(d**2 - 2 * d + sp.Rational(8, 3)), AXIAL, "x/quantum-attained-axial"),
        Attained(sp.sqrt(5 + 3 * (d - 1) + sp.Rational(3, 4) * (d**2 - 1)) / sp.sqrt(3), NARROW, "x/quantum-attained-axial"),
        Attained(sp.sqrt(d * (d + 2) * (d + 4) - THIRD_MOMENT**2) / 3, RADIAL, "x/quantum-attained-radial"),
    )),
    Tightness("D2", "classical, exponent corrected", LEMMA, d, sp.sqrt(3 * d**3), ROOT_TWO_OVER_PI * d, "sqrt(2/pi) d",
              "x/classical-sharp", (Attained(ROOT_TWO_OVER_PI * d, RADIAL, "x/classical-attained"),)),
    Tightness("8", "quantum", THEOREM, d, d ** sp.Rational(3, 2), QUANTUM / (2 * sp.sqrt(2)), "q_d/sqrt(8)", "x/theorem1-quantum"),
    Tightness("8", "classical", THEOREM, d, d ** sp.Rational(3, 2), d / (2 * sp.sqrt(sp.pi)), "d/(2 sqrt(pi))", "x/theorem1-classical"),
)
