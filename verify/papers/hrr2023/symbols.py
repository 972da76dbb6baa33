"""The symbols of the paper with range and unit; `V2`, `V3` stand for the norms (4) of the second and third derivative."""

from __future__ import annotations

import sympy as sp

from derive.units import ACTION, ENERGY, LENGTH, MASS, MOMENTUM, NONE, TIME
from verify.variables import Variables

V = Variables()
hbar = V.declare("hbar", ACTION, "reduced Planck constant")
m = V.declare("m", MASS, "mass")
V2 = V.declare("V2", ENERGY / LENGTH**2, "norm of the second derivative of V")
V3 = V.declare("V3", ENERGY / LENGTH**3, "norm of the third derivative of V")
Dx = V.declare("Dx", LENGTH**2 / TIME, "diffusion constant of position")
Dp = V.declare("Dp", MOMENTUM**2 / TIME, "diffusion constant of momentum")
d = V.declare("d", NONE, "degrees of freedom", low=1, closed=True, integer=True)
t = V.declare("t", TIME, "time")
eps = V.declare("epsilon", NONE, "error")
lx2 = V.declare("lx2", MASS / TIME**2, "|l_x|^2")
lp2 = V.declare("lp2", MASS**-1, "|l_p|^2")
x = V.declare("x", LENGTH, "position", low=-sp.oo)
p = V.declare("p", MOMENTUM, "momentum", low=-sp.oo)
kx = V.declare("k_x", LENGTH**-1, "test wave number of position", low=-sp.oo)
kp = V.declare("k_p", MOMENTUM**-1, "test wave number of momentum", low=-sp.oo)
lam = V.declare("lambda_L", TIME**-1, "Lyapunov exponent")
Sc = V.declare("S_c", ACTION, "characteristic action of the classical dynamics")
# The scales as symbols of their own, where a statement is about any values of them
tau = V.declare("tau_H", TIME, "harmonic time")
eta = V.declare("eta_H", MASS / TIME, "aspect parameter")
s = V.declare("s_H", ACTION, "anharmonic action")
xH = V.declare("x_H", LENGTH, "anharmonic length")
pH = V.declare("p_H", MOMENTUM, "anharmonic momentum")
D0 = V.declare("D_0", NONE, "dimensionless diffusion strength")
h = V.declare("h", NONE, "hbar / s_H", high=1, closed=False)
