"""The symbols of the invented paper, with range and unit."""

from __future__ import annotations

from derive.units import ACTION, MASS, NONE, TIME
from verify.variables import Variables

V = Variables()
hbar = V.declare("hbar", ACTION, "reduced Planck constant")
m = V.declare("m", MASS, "mass")
omega = V.declare("omega", TIME**-1, "frequency")
gamma = V.declare("gamma", TIME**-1, "relaxation rate of the energy")
t = V.declare("t", TIME, "time")
n0 = V.declare("n_0", NONE, "mean number of quanta at the start")
nb = V.declare("n_b", NONE, "mean number of quanta in equilibrium with the bath")
s = V.declare("s", NONE, "gamma t", low="1/2", high=4, closed=True)
