"""Generators of quantum and classical motion on exponentials: hrr2023 (1) to (3), further potentials and operators.

The truth uses that a function V of x times rho acts as V(x + i hbar k_p/2), and rho V as V(x - i hbar k_p/2), on exp(k_x x + k_p p).
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from derive.phase_space_generator import PhaseSpace, commutator, dissipator, langevin, poisson

from ..planted import Planted
from ..scalars import Derived, planted

W = "x p kx kp hbar>0 m>0 g>0 w>0 a>0 b>0 Dx>0 Dp>0"
AT = {"x": 1, "p": 2, "kx": 1, "kp": 3, "hbar": 1, "m": 1, "g": 1, "w": 2, "a": 1, "b": 2, "Dx": 1, "Dp": 1}
KINETIC = "((p - I*hbar*kx/2)**2 - (p + I*hbar*kx/2)**2)/(2*m)"


def _space(s: Mapping[str, sp.Symbol]) -> PhaseSpace:
    return PhaseSpace(s["x"], s["p"], s["kx"], s["kp"], s["hbar"])


def _unitary(potential: str) -> str:
    """The symbol of -(i/hbar) [H, .] for H = p^2/2m + V, by shifts."""
    up, down = (potential.replace("x", f"(x {sign} I*hbar*kp/2)") for sign in "+-")
    return f"-I/hbar*({up} - ({down}) + {KINETIC})"


def _quantum(power: int) -> Derived:
    return lambda s: commutator(_space(s), s["p"] ** 2 / (2 * s["m"]) + s["g"] * s["x"] ** power)


def _noise(letter: str, strength: str) -> Derived:
    return lambda s: dissipator(_space(s), s[letter], s[strength])


def _double(letter: str, wave: str, signs: str) -> str:
    """The symbol of (a/hbar)(L . L - {L^2, .}/2) for L = x, signs "+-", or L = p, signs "-+"."""
    left, right = (f"({letter} {sign} I*hbar*{wave}/2)" for sign in signs)
    return f"a/hbar*({left}*{right} - {left}**2/2 - {right}**2/2)"


PLANTED: list[Planted] = [
    *planted("quartic potential, quantum", "hrr2023 (1)",
             f"{_unitary('g*x**4')} == 4*g*x**3*kp - g*hbar**2*x*kp**3 - p*kx/m",
             f"{_unitary('g*x**4')} == 4*g*x**3*kp + g*hbar**2*x*kp**3 - p*kx/m", "sign of the quantum term", W, AT,
             derived=_quantum(4)),
    *planted("cubic potential, quantum", "hrr2023 (1)",
             f"{_unitary('g*x**3')} == 3*g*x**2*kp - g*hbar**2*kp**3/4 - p*kx/m",
             f"{_unitary('g*x**3')} == 3*g*x**2*kp - g*hbar**2*kp**3/24 - p*kx/m",
             "1/24 of the third derivative taken of g", W, AT, derived=_quantum(3)),
    *planted("quintic potential, quantum", "hrr2023 (1)",
             f"{_unitary('g*x**5')} == 5*g*x**4*kp - 5*g*hbar**2*x**2*kp**3/2 + g*hbar**4*kp**5/16 - p*kx/m",
             f"{_unitary('g*x**5')} == 5*g*x**4*kp - 5*g*hbar**2*x**2*kp**3/2 - g*hbar**4*kp**5/16 - p*kx/m",
             "i^4 taken for -1", W, AT, derived=_quantum(5)),
    *planted("sextic potential, quantum", "hrr2023 (1)",
             f"{_unitary('g*x**6')} == 6*g*x**5*kp - 5*g*hbar**2*x**3*kp**3 + 3*g*hbar**4*x*kp**5/8 - p*kx/m",
             f"{_unitary('g*x**6')} == 6*g*x**5*kp - 5*g*hbar**2*x**3*kp**3 + 3*g*hbar**3*x*kp**5/8 - p*kx/m",
             "hbar^3 for hbar^4", W,
             {**AT, "hbar": 2}, derived=_quantum(6)),
    *planted("quadratic potential: no hbar", "hrr2023 (1)", f"{_unitary('g*x**2')} == 2*g*x*kp - p*kx/m",
             f"{_unitary('g*x**2')} == g*x*kp - p*kx/m",
             "the derivative of the square", W, AT, derived=_quantum(2), gross=True),
    *planted("quartic potential, classical", "hrr2023 (2)", "-kx*p/m + kp*4*g*x**3 == 4*g*x**3*kp - p*kx/m",
             "-kx*p/m + kp*4*g*x**3 == p*kx/m - 4*g*x**3*kp",
             "the bracket reversed", W, AT,
             derived=lambda s: poisson(_space(s), s["p"] ** 2 / (2 * s["m"]) + s["g"] * s["x"] ** 4)),
    *planted("oscillator, classical", "hrr2023 (2)", "-kx*p/m + kp*m*w**2*x == m*w**2*x*kp - p*kx/m",
             "-kx*p/m + kp*m*w**2*x == m*w*x*kp - p*kx/m",
             "frequency not squared", W, AT,
             derived=lambda s: poisson(_space(s), s["p"] ** 2 / (2 * s["m"]) + s["m"] * s["w"] ** 2 * s["x"] ** 2 / 2)),
    *planted("position operator as noise", "hrr2023 (3)", f"{_double('x', 'kp', '+-')} == a*hbar*kp**2/2",
             f"{_double('x', 'kp', '+-')} == a*hbar*kx**2/2",
             "noise in the wrong variable", W, AT, derived=_noise("x", "a")),
    *planted("momentum operator as noise", "hrr2023 (3)", f"{_double('p', 'kx', '-+')} == a*hbar*kx**2/2",
             f"{_double('p', 'kx', '-+')} == a*hbar**2*kx**2/2",
             "hbar^2 for hbar", W, {**AT, "hbar": 3}, derived=_noise("p", "a")),
    *planted("difference of quantum and classical generator", "hrr2023 step 2",
             f"{_unitary('g*x**4')} - (4*g*x**3*kp - p*kx/m) == -g*hbar**2*x*kp**3",
             f"{_unitary('g*x**4')} - (4*g*x**3*kp - p*kx/m) == -g*hbar**2*x*kp**3/4", "1/4 from the cubic case", W, AT,
             derived=lambda s: _quantum(4)(s) - poisson(_space(s), s["p"] ** 2 / (2 * s["m"]) + s["g"] * s["x"] ** 4)),
    *planted("Langevin noise in both variables", "hrr2023 (2)",
             "-kx*p/m + 2*g*x*kp + (Dx*kx**2 + Dp*kp**2)/2 == (Dx*kx**2 + Dp*kp**2)/2 + 2*g*x*kp - kx*p/m",
             "-kx*p/m + 2*g*x*kp + (Dx*kx**2 + Dp*kp**2)/2 == (Dp*kx**2 + Dx*kp**2)/2 + 2*g*x*kp - kx*p/m",
             "Dx and Dp exchanged", W, {**AT, "Dp": 2},
             derived=lambda s: langevin(_space(s), s["p"] ** 2 / (2 * s["m"]) + s["g"] * s["x"] ** 2, s["Dx"],
             s["Dp"])),
    *planted("Langevin noise with a half", "hrr2023 (2)",
             "-kx*p/m + 3*g*x**2*kp + (Dx*kx**2 + Dp*kp**2)/2 == Dx*kx**2/2 + Dp*kp**2/2 + 3*g*x**2*kp - kx*p/m",
             "-kx*p/m + 3*g*x**2*kp + (Dx*kx**2 + Dp*kp**2)/2 == Dx*kx**2 + Dp*kp**2 + 3*g*x**2*kp - kx*p/m",
             "the half lost", W, AT,
             derived=lambda s: langevin(_space(s), s["p"] ** 2 / (2 * s["m"]) + s["g"] * s["x"] ** 3, s["Dx"],
             s["Dp"])),
]
