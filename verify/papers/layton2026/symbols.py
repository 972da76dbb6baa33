"""The symbols of the paper with their ranges and units; A has no unit."""

from __future__ import annotations

import sympy as sp

from derive.canonical_pairs import CanonicalPairs
from derive.units import ACTION, LENGTH, MASS, MOMENTUM, TIME
from verify.variables import Variables

V = Variables()
hbar = V.declare("hbar", ACTION, "Planck's constant")
lam = V.declare("lambda", MOMENTUM / TIME, "coupling strength", low=-sp.oo)
gammaC = V.declare("gamma_C", MOMENTUM**2 / TIME, "decoherence rate of the particle")
gammaQ = V.declare("gamma_Q", TIME**-1, "decoherence rate of the system with A")
t = V.declare("t", TIME, "time")
q = V.declare("q", LENGTH, "position", low=-sp.oo)
p = V.declare("p", MOMENTUM, "momentum", low=-sp.oo)
a = V.declare("a", meaning="eigenvalue of A, on the left", low=-sp.oo)
b = V.declare("b", meaning="eigenvalue of A, on the right", low=-sp.oo)
mA = V.declare("<A>", meaning="mean of A", low=-sp.oo)
r = V.declare("r", meaning="population of the level a", low=0, high=1)
mass = V.declare("m", MASS, "mass")
q0 = V.declare("q_0", LENGTH, "mean position", low=-sp.oo)
p0 = V.declare("p_0", MOMENTUM, "mean momentum", low=-sp.oo)
q1 = V.declare("q_1", LENGTH, "position of another coherent state", low=-sp.oo)
p1 = V.declare("p_1", MOMENTUM, "momentum of another coherent state", low=-sp.oo)
s = V.declare("s", LENGTH**2, "position variance")
AT = CanonicalPairs((q,), (p,), hbar)
