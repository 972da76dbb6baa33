"""The symbols of the paper with their ranges; all are numbers without unit, as in the paper."""

from __future__ import annotations

import sympy as sp

from verify.variables import Variables

V = Variables()
h = V.declare("h", meaning="semiclassical parameter", high=1)
gamma = V.declare("gamma", meaning="coupling strength")
eps = V.declare("epsilon", meaning="square root of the diffusion strength", high=1)
t = V.declare("t", meaning="time")
n = V.declare("n", meaning="degrees of freedom", low=1, closed=True, integer=True)
x = V.declare("x", meaning="position", low=-sp.oo)
xi = V.declare("xi", meaning="momentum", low=-sp.oo)
y = V.declare("y", meaning="another position", low=-sp.oo)
eta = V.declare("eta", meaning="another momentum", low=-sp.oo)
x0 = V.declare("x_0", meaning="position of the centre", low=-sp.oo)
xi0 = V.declare("xi_0", meaning="momentum of the centre", low=-sp.oo)
