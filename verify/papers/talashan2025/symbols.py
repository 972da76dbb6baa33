"""The symbols of the report with their ranges, and the model that it simulates; hbar = 1 in the dynamics, so no units there."""

from __future__ import annotations

import sympy as sp

from derive.classical_quantum_levels import Amplitude, Process, amplitude, bloch
from derive.units import ACTION, LENGTH, MASS, MOMENTUM, TIME
from verify.variables import Variables

V = Variables()
hbar = V.declare("hbar", ACTION, "Planck's constant")
mass = V.declare("m", MASS, "mass of the oscillator")
omega = V.declare("omega", TIME**-1, "its frequency")
gamma = V.declare("gamma", TIME**-1, "a rate of friction")
x = V.declare("x", LENGTH, "its position", low=-sp.oo)
p = V.declare("p", MOMENTUM, "its momentum", low=-sp.oo)

sigma = V.declare("sigma", meaning="strength of the noise, the same in all coordinates")
sigma1 = V.declare("sigma_1", meaning="another strength of the noise")
d0 = V.declare("D_0", meaning="decoherence coefficient")
d1 = V.declare("D_1", meaning="back-reaction coefficient")
d2 = V.declare("D_2", meaning="diffusion coefficient")
w = V.declare("w", meaning="population of |L>", low=0, high=1)
bx = V.declare("<sigma_x>", meaning="mean of sigma_x", low=-sp.oo)
by = V.declare("<sigma_y>", meaning="mean of sigma_y", low=-sp.oo)
t = V.declare("t", meaning="time")
s = V.declare("s", meaning="a factor of the noise, or of a vector")
z = V.declare("z", meaning="a classical coordinate", low=-sp.oo)
EL = V.declare("H_L", meaning="H_I in |L>", low=-sp.oo)
ER = V.declare("H_R", meaning="H_I in |R>", low=-sp.oo)
FL = tuple(V.declare(f"F_L{i}", meaning="force in |L>", low=-sp.oo) for i in "xyz")
FR = tuple(V.declare(f"F_R{i}", meaning="force in |R>", low=-sp.oo) for i in "xyz")
mu = V.declare("mu", meaning="mass of the moving particle")

HALF, EIGHTH = sp.Rational(1, 2), sp.Rational(1, 8)
MEANS = tuple(w * a + (1 - w) * b for a, b in zip(FL, FR, strict=True))
APART = sum(((a - b) ** 2 for a, b in zip(FL, FR, strict=True)), sp.S.Zero)  # |F_L - F_R|^2
SZ = 2 * w - 1  # <sigma_z>


def level(energy: sp.Expr, forces: tuple[sp.Expr, ...], noise: sp.Expr = sigma) -> Amplitude:
    """A level under the printed d|psi>: 1/2 and -1/8, sigma a multiple of the identity, a coordinate for every force."""
    count = len(forces)
    return amplitude(energy, forces, MEANS[:count], sp.eye(count) / noise, kick=HALF, damping=-EIGHTH)


def qubit(noise: sp.Expr = sigma, *, axes: int = 3) -> Process:
    """w, <sigma_x> and <sigma_y> under the printed d|psi>, with the first coordinates."""
    return bloch(w, bx, by, level(EL, FL[:axes], noise), level(ER, FR[:axes], noise))


def position_process(noise: sp.Expr = sigma) -> Process:
    """z and w under the printed dynamics with one coordinate z, whose force is the first one; no H_C."""
    one = qubit(noise, axes=1)
    return Process({z: MEANS[0], w: one.drifts[w]}, {z: (noise,), w: one.noises[w]})


R = sp.symbols("r_x r_y r_z", real=True)
HALF_DISTANCE, START = sp.Integer(1), (sp.S.Zero, -HALF, sp.S.Zero)
STRENGTH, PARTICLE = sp.Rational(1, 10), sp.Rational(1, 100)  # G M m, m


def energies() -> tuple[sp.Expr, sp.Expr]:
    """H_I of the model in |L> and in |R>, as functions of the position R."""
    squares = (R[0] + side * HALF_DISTANCE for side in (1, -1))
    found = [-STRENGTH / sp.sqrt(square**2 + R[1] ** 2 + R[2] ** 2) for square in squares]
    return found[0], found[1]


def at(expression: sp.Expr, place: tuple[sp.Expr, ...] = START) -> sp.Expr:
    """A function of the position at a place."""
    return expression.subs(dict(zip(R, place, strict=True)))


def model(expression: sp.Expr, place: tuple[sp.Expr, ...] = START) -> sp.Expr:
    """An expression in H_L, H_R, F_L, F_R at a place of the model."""
    values = {}
    for energy, symbol, forces in zip(energies(), (EL, ER), (FL, FR), strict=True):
        values[symbol] = at(energy, place)
        values.update({force: -at(sp.diff(energy, r), place) for force, r in zip(forces, R, strict=True)})
    return sp.simplify(expression.subs(values))
