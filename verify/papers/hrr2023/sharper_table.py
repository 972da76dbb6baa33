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
ROOT_EIGHT = 2 * sp.sqrt(2)
QUANTUM_ATTAINED = (
    Attained(sp.sqrt(d**2 - 2 * d + sp.Rational(8, 3)), AXIAL, "x/quantum-attained-axial"),
    Attained(sp.sqrt(5 + 3 * (d - 1) + sp.Rational(3, 4) * (d**2 - 1)) / sp.sqrt(3), NARROW, "x/quantum-attained-axial"),
    Attained(sp.sqrt(d * (d + 2) * (d + 4) - THIRD_MOMENT**2) / 3, RADIAL, "x/quantum-attained-radial"),
)
CLASSICAL_ATTAINED = (Attained(ROOT_TWO_OVER_PI * d, RADIAL, "x/classical-attained"),)
QUANTUM_ROW, CLASSICAL_ROW = (QUANTUM, WRITTEN, "x/lemma1", QUANTUM_ATTAINED), (
    ROOT_TWO_OVER_PI * d, "sqrt(2/pi) d", "x/classical-sharp", CLASSICAL_ATTAINED)
PRINTED_8 = d ** sp.Rational(3, 2)
TIGHTNESS = (
    Tightness("D1", "quantum", LEMMA, d, sp.sqrt(sp.Rational(5, 3) * d**3), *QUANTUM_ROW),
    Tightness("D12", "quantum, its root", LEMMA, d, sp.sqrt(d**3 + 6 * d**2 + 8 * d) / 3, *QUANTUM_ROW),
    Tightness("34", "for both errors", LEMMA, d, sp.sqrt(3 * d**3), *QUANTUM_ROW),
    Tightness("D2", "classical, exponent corrected", LEMMA, d, sp.sqrt(3 * d**3), *CLASSICAL_ROW),
    Tightness("D24", "classical, its root", LEMMA, d, d * sp.sqrt(d + 2), *CLASSICAL_ROW),
    Tightness("8", "quantum", THEOREM, d, PRINTED_8, QUANTUM / ROOT_EIGHT, "q_d/sqrt(8)", "x/theorem1-quantum"),
    Tightness("8", "quantum, V convex, z at least 2, squeezed by z/2 at most",
              THEOREM, d, PRINTED_8, QUANTUM / 8, "q_d/8: half of z", "x/convex-z"),
    Tightness("8", "classical", THEOREM, d, PRINTED_8, d / (2 * sp.sqrt(sp.pi)), "d/(2 sqrt(pi))", "x/theorem1-classical"),
)
