"""The scales of hrr2023 (4) to (10): harmonic time, aspect parameter, anharmonic scales, diffusion strength, error."""

from __future__ import annotations

from derive import scales

from ..planted import Planted
from ..scalars import planted

W = "m>0 V2>0 V3>0 hbar>0 D0>0 Dx>0 Dp>0 d#1 t>0 h>0 tau>0 a>0 b>0 lx>0 lp>0"
ONES = {"m": 1, "V2": 2, "V3": 1}
MANY = {"m": 2, "V2": 3, "V3": 5, "Dx": 1, "Dp": 7, "hbar": 1, "d": 2, "t": 1, "h": 3, "D0": 2, "tau": 2, "a": 2,
"b": 3}

PLANTED: list[Planted] = [
    *planted("anharmonic action by the harmonic time", "hrr2023 below (4)",
             "m**(1/2)*V2**(5/2)/V3**2 == m**3*sqrt(m/V2)**(-5)/V3**2",
             "m**(1/2)*V2**(5/2)/V3**2 == m**3*sqrt(m/V2)**(-4)/V3**2", "exponent -4 for -5", W, ONES,
             derived=lambda s: scales.anharmonic_action(s["m"], s["V2"], s["V3"])),
    *planted("action of a doubled potential", "hrr2023 below (4)",
             "sqrt(m)*(2*V2)**(5/2)/(2*V3)**2 == sqrt(2)*sqrt(m)*V2**(5/2)/V3**2",
             "sqrt(m)*(2*V2)**(5/2)/(2*V3)**2 == 2*sqrt(m)*V2**(5/2)/V3**2", "2 for sqrt(2)", W, ONES,
             derived=lambda s: scales.anharmonic_action(s["m"], 2 * s["V2"], 2 * s["V3"])),
    *planted("aspect by time and curvature", "hrr2023 below (4)", "sqrt(m*V2)**2 == m*V2", "sqrt(m*V2)**2 == m/V2",
             "V2 upside down", W, ONES,
             derived=lambda s: scales.aspect(s["m"], s["V2"]) ** 2, gross=True),
    *planted("energy of the anharmonic length", "hrr2023 below (4)", "V2*(V2/V3)**2 == V2**3/V3**2",
             "V2*(V2/V3)**2 == V2**2/V3**2",
             "the exponent of V2 not raised", W, ONES,
             derived=lambda s: s["V2"] * scales.anharmonic_length(s["m"], s["V2"], s["V3"]) ** 2),
    *planted("kinetic energy of the anharmonic momentum", "hrr2023 below (4)",
             "(sqrt(m)*V2**(3/2)/V3)**2/(2*m) == V2**3/(2*V3**2)",
             "(sqrt(m)*V2**(3/2)/V3)**2/(2*m) == V2**3/V3**2", "a half lost", W, ONES,
             derived=lambda s: scales.anharmonic_momentum(s["m"], s["V2"], s["V3"]) ** 2 / (2 * s["m"])),
    *planted("action from length and aspect", "hrr2023 below (4)",
             "sqrt(m*V2)*(V2/V3)**2 == sqrt(m)*V2**(5/2)*V3**(-2)",
             "sqrt(m*V2)*(V2/V3)**2 == sqrt(m)*V2**(5/2)*V3**(-1)", "exponent -1 for -2", W, {**ONES, "V3": 3},
             derived=lambda s: scales.aspect(s["m"], s["V2"]) * scales.anharmonic_length(s["m"], s["V2"],
             s["V3"]) ** 2),
    *planted("anharmonic speed", "hrr2023 below (4)", "(sqrt(m)*V2**(3/2)/V3)/m == (V2/V3)*sqrt(V2/m)",
             "(sqrt(m)*V2**(3/2)/V3)/m == (V2/V3)*sqrt(m/V2)", "time for frequency", W, ONES,
             derived=lambda s: scales.anharmonic_momentum(s["m"], s["V2"], s["V3"]) / s["m"]),
    *planted("diffusion strength unpacked", "hrr2023 (6)",
             "Min(Dx*sqrt(m/V2)/(V2/V3)**2, Dp*sqrt(m/V2)/(m*V2**3/V3**2)) == V3**2*V2**(-5/2)*m**(-1/2)*Min(m*Dx, Dp/V2)",
             "Min(Dx*sqrt(m/V2)/(V2/V3)**2, Dp*sqrt(m/V2)/(m*V2**3/V3**2)) == V3**2*V2**(-5/2)*m**(-1/2)*Max(m*Dx, Dp/V2)",
             "max for min", W, MANY),
    *planted("diffusion strength of equal noises", "hrr2023 (6)", "Min(a/b**2, a/b**2*m) == a/b**2*Min(1, m)",
             "Min(a/b**2, a/b**2*m) == a/b*Min(1, m)", "square lost", W, MANY,
             derived=lambda s: scales.diffusion_strength(s["a"], s["a"] * s["m"], s["tau"] ** 0, s["b"], s["b"])),
    *planted("squeezing and the error", "hrr2023 (8)",
             "d**(3/2)*t/tau*sqrt(h)*Max(h/D0, 1)**(3/2) == t/tau*sqrt(h)*Max(d*h/D0, d)**(3/2)",
             "d**(3/2)*t/tau*sqrt(h)*Max(h/D0, 1)**(3/2) == t/tau*sqrt(h)*Max(d*h/D0, 1)**(3/2)",
             "d left out of one argument", W,
             {"d": 2, "t": 1, "tau": 1, "h": 1, "D0": 3},
             derived=lambda s: scales.error_bound(s["d"], s["t"], s["tau"], s["h"], s["D0"])),
    *planted("error at the threshold", "hrr2023 (8), (10)",
             "d**(3/2)*t/tau*sqrt(h)*Max(h/h**(4/3), 1)**(3/2) == d**(3/2)*t/tau*Max(1, sqrt(h))",
             "d**(3/2)*t/tau*sqrt(h)*Max(h/h**(4/3), 1)**(3/2) == d**(3/2)*t/tau*Max(1, h)", "exponent 1 for 1/2", W,
             MANY,
             derived=lambda s: scales.error_bound(s["d"], s["t"], s["tau"], s["h"], s["h"] ** (s["h"] ** 0 * 4 / 3))),
    *planted("error in two halves of the time", "hrr2023 (8)",
             "2*(d**(3/2)*(t/2)/tau*sqrt(h)*Max(h/D0, 1)**(3/2)) == d**(3/2)*t/tau*Max(h**(4/3)/D0, h**(1/3))**(3/2)",
             "2*(d**(3/2)*(t/2)/tau*sqrt(h)*Max(h/D0, 1)**(3/2)) == d**(3/2)*t/tau*Max(h**(4/3)/D0, h**(1/2))**(3/2)",
             "exponent 1/2 for 1/3", W, {"d": 1, "t": 1, "tau": 1, "h": 4, "D0": 8},
             derived=lambda s: 2 * scales.error_bound(s["d"], s["t"] / 2, s["tau"], s["h"], s["D0"])),
    *planted("diffusion from the operators", "hrr2023 below (3)", "hbar*lx**2*hbar*lp**2 == (hbar*lx*lp)**2",
             "hbar*lx**2*hbar*lp**2 == hbar*(lx*lp)**2",
             "one power of hbar lost", W, {"hbar": 2, "lx": 1, "lp": 1}),
    *planted("widths of the coherent state", "hrr2023 (5)",
             "sqrt(hbar/(2*sqrt(m*V2)))*sqrt(hbar*sqrt(m*V2)/2) == hbar/2",
             "sqrt(hbar/(2*sqrt(m*V2)))*sqrt(hbar*sqrt(m*V2)/2) == hbar/4", "1/4 for 1/2", W,
             {"hbar": 1, "m": 1, "V2": 1}, gross=True),
]
