"""Two levels under observation: layton2026 (14) to (18) and the laws of its trajectories, the Bloch vector of talashan2025."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from derive.classical_quantum_levels import Process, amplitude, bloch
from derive.monitored_laws import Monitoring, exponent, normalisation
from derive.monitored_qubit import collapse_rate, first_passage_mean, first_passage_side, log_odds

from ..planted import Planted
from ..scalars import planted

W = "l>0 g>0 c>0 q hbar>0 a b u t>0 s y w[0,1] x E F f G>0 k>0 z(-1,1) v(0,1) bx by h"
MODULUS = "2*(-l*(a + b)*u/(4*g) - l**2*(a**2 + b**2)*t/(8*g)) - 2*(c - l**2/(16*g))*(a - b)**2*t"
AT = {"l": 1, "g": 1, "c": 1, "q": 1, "hbar": 1, "a": 2, "b": 1, "u": 1, "t": 1, "y": 1, "s": 1, "w": "1/2", "x": 1,
"F": 2, "f": 1, "E": 1, "h": 0,
      "k": 2, "bx": 1, "by": 1}


def _at(s: Mapping[str, sp.Symbol]) -> Monitoring:
    return Monitoring(s["l"], s["g"], s["c"], s["q"], s["hbar"])


def _process(s: Mapping[str, sp.Symbol]) -> Process:
    """The Bloch vector with H_L, H_R = E, h, forces F, f and noise k."""
    mean, inverse = s["w"] * s["F"] + (1 - s["w"]) * s["f"], sp.eye(1) / s["k"]
    upper, lower = (amplitude(s[e], (s[force],), (mean,), inverse, kick=sp.Rational(1, 2),
    damping=-sp.Rational(1, 8)) for e, force in ("EF", "hf"))
    return bloch(s["w"], s["bx"], s["by"], upper, lower)


# The truth, on 2 x 2 matrices of numbers: d rho = -i [H, rho] dt + (1/4k^2) (F rho F - {F^2, rho}/2) dt + ({F, rho}/2 - <F> rho)/k dW.
Matrix = list[list[Any]]
SX: Matrix = [[0, 1], [1, 0]]
SZ: Matrix = [[1, 0], [0, -1]]


def _times(first: Matrix, second: Matrix) -> Matrix:
    return [[sum(first[i][n] * second[n][j] for n in (0, 1)) for j in (0, 1)] for i in (0, 1)]


def _trace(first: Matrix, second: Matrix) -> Any:
    product = _times(first, second)
    return product[0][0] + product[1][1]


def _rho(w: Any, bx: Any, by: Any) -> Matrix:
    return [[w, (bx - 1j * by) / 2], [(bx + 1j * by) / 2, 1 - w]]


def _drift(observable: Matrix) -> Callable[..., Any]:
    def value(w: Any, bx: Any, by: Any, E: Any, h: Any, F: Any, f: Any, k: Any) -> Any:
        rho, H, force = _rho(w, bx, by), [[E, 0], [0, h]], [[F, 0], [0, f]]
        squared = _times(force, force)
        first, second, left, right = _times(H, rho), _times(rho, H), _times(squared, rho), _times(rho, squared)
        middle = _times(_times(force, rho), force)
        rate = [[-1j * (first[i][j] - second[i][j]) + (middle[i][j] - (left[i][j] + right[i][j]) / 2) / (4 * k**2) for j in (0, 1)]
                for i in (0, 1)]
        return _trace(observable, rate)
    return value


def _noise(observable: Matrix) -> Callable[..., Any]:
    def value(w: Any, bx: Any, by: Any, F: Any, f: Any, k: Any) -> Any:
        rho, force = _rho(w, bx, by), [[F, 0], [0, f]]
        mean, left, right = _trace(force, rho), _times(force, rho), _times(rho, force)
        return _trace(observable,
        [[((left[i][j] + right[i][j]) / 2 - mean * rho[i][j]) / k for j in (0, 1)] for i in (0, 1)])
    return value


TRUTH = {name: (function, function) for name, function in (
    ("driftX", _drift(SX)), ("driftZ", _drift(SZ)), ("noiseX", _noise(SX)), ("noiseZ", _noise(SZ)))}

PLANTED: list[Planted] = [
    *planted("diagonal exponent", "layton2026 laws", "-l*a*u/(2*g) - l**2*a**2*t/(4*g) == -l*a*(2*u + l*a*t)/(4*g)",
             "-l*a*u/(2*g) - l**2*a**2*t/(4*g) == -l*a*(2*u + l*a*t)/(8*g)", "8 for 4", W, AT,
             derived=lambda s: exponent(_at(s), s["a"], s["a"], s["u"], s["t"])),
    *planted("modulus of the off-diagonal exponent", "layton2026 laws",
             f"{MODULUS} == -l*(a + b)*u/(2*g) - l**2*(a + b)**2*t/(8*g) - 2*c*(a - b)**2*t",
             f"{MODULUS} == -l*(a + b)*u/(2*g) - l**2*(a - b)**2*t/(8*g) - 2*c*(a - b)**2*t",
             "(a - b)^2 for (a + b)^2", W, AT,
             derived=lambda s: sp.expand(exponent(_at(s), s["a"], s["b"], s["u"], s["t"]) + exponent(_at(s), s["b"],
             s["a"], s["u"], s["t"]))),
    *planted("phase of the coherence", "layton2026 laws", "-2*I*l*q*(a - b)*t/hbar == -2*I*l*q*(a - b)*t/hbar",
             "-2*I*l*q*(a - b)*t/hbar == 2*I*l*q*(a - b)*t/hbar",
             "conjugate missing", W, AT,
             derived=lambda s: sp.expand(exponent(_at(s), s["a"], s["b"], s["u"], s["t"]) - exponent(_at(s), s["b"],
             s["a"], s["u"], s["t"]))),
    *planted("rate of collapse for opposite levels", "layton2026 laws", "l**2*(2*a)**2/(8*g) == l**2*a**2/(2*g)",
             "l**2*(2*a)**2/(8*g) == l**2*a**2/(4*g)",
             "the 2 not squared", W, AT, derived=lambda s: collapse_rate(_at(s), s["a"], -s["a"])),
    *planted("log odds", "layton2026 laws",
             "y + (-l*(a - b)*u/(2*g) - l**2*(a**2 - b**2)*t/(4*g))/2 == y - l*(a - b)/(8*g)*(2*u + l*(a + b)*t)",
             "y + (-l*(a - b)*u/(2*g) - l**2*(a**2 - b**2)*t/(4*g))/2 == y - l*(a - b)/(8*g)*(2*u + l*(a - b)*t)",
             "a - b for a + b", W, AT,
             derived=lambda s: log_odds(_at(s), s["a"], s["b"], s["y"], s["u"], s["t"])),
    *planted("first passage from the middle", "layton2026 laws",
             "v*log((1 + v)/(1 - v))/(2*G) == v*(log(1 + v) - log(1 - v))/(2*G)",
             "v*log((1 + v)/(1 - v))/(2*G) == v*(log(1 + v) - log(1 - v))/G", "artanh without its half", W,
             {"v": "1/2", "G": 1},
             derived=lambda s: first_passage_mean(sp.S.Zero, s["v"], s["G"]).rewrite(sp.log)),
    *planted("sides of the first passage", "layton2026 laws", "(v + z)/(2*v) + (v - z)/(2*v) == 1",
             "(v + z)/(2*v) + (v - z)/(2*v) == v", "not normalised", W,
             {"v": "1/2", "z": 0},
             derived=lambda s: first_passage_side(s["z"], s["v"]) + first_passage_side(-s["z"], s["v"]), gross=True),
    *planted("mean of the first passage side", "layton2026 laws", "v*((v + z)/(2*v)) - v*((v - z)/(2*v)) == z",
             "v*((v + z)/(2*v)) - v*((v - z)/(2*v)) == v*z",
             "the level twice", W, {"v": "1/2", "z": "1/3"},
             derived=lambda s: s["v"] * (2 * first_passage_side(s["z"], s["v"]) - 1)),
    *planted("norm of the record", "layton2026 laws",
             "w*exp(-l*a*u/(2*g) - l**2*a**2*t/(4*g)) + (1 - w)*exp(l*a*u/(2*g) - l**2*a**2*t/(4*g)) == "
             "exp(-l**2*a**2*t/(4*g))*(w*exp(-l*a*u/(2*g)) + (1 - w)*exp(l*a*u/(2*g)))",
             "w*exp(-l*a*u/(2*g) - l**2*a**2*t/(4*g)) + (1 - w)*exp(l*a*u/(2*g) - l**2*a**2*t/(4*g)) == "
             "exp(-l**2*a**2*t/(4*g))*(w*exp(l*a*u/(2*g)) + (1 - w)*exp(-l*a*u/(2*g)))", "the weights exchanged", W,
             {**AT, "w": "1/3"},
             derived=lambda s: normalisation(_at(s), (s["a"], -s["a"]), (s["w"], 1 - s["w"]), s["u"], s["t"])),
    *planted("noise of the population", "talashan2025 (4)", "noiseZ(w, bx, by, F, f, k)/2 == w*(1 - w)*(F - f)/k",
             "noiseZ(w, bx, by, F, f, k)/2 == w*(1 - w)*(F + f)/k", "F + f for F - f", W, AT, extra=TRUTH,
             derived=lambda s: _process(s).noises[s["w"]][0]),
    *planted("noise of the coherence", "talashan2025 (4)", "noiseX(w, bx, by, F, f, k) == (1 - 2*w)*(F - f)*bx/(2*k)",
             "noiseX(w, bx, by, F, f, k) == (1 - w)*(F - f)*bx/(2*k)", "1 - w for 1 - 2w", W, {**AT, "w": "1/3"},
             extra=TRUTH,
             derived=lambda s: _process(s).noises[s["bx"]][0]),
    *planted("decay of the coherence", "talashan2025 (4)",
             "driftX(w, bx, by, E, h, F, f, k) == -(F - f)**2*bx/(8*k**2) + (h - E)*by",
             "driftX(w, bx, by, E, h, F, f, k) == -(F - f)**2*bx/(8*k**2) + (E - h)*by", "sense of rotation", W,
             {**AT, "E": 3}, extra=TRUTH,
             derived=lambda s: _process(s).drifts[s["bx"]]),
    *planted("rate of the decay", "talashan2025 (4)", "driftX(w, bx, 0, E, h, F, f, k) == -(F - f)**2*bx/(8*k**2)",
             "driftX(w, bx, 0, E, h, F, f, k) == -(F - f)**2*bx/(4*k**2)", "4 for 8", W, AT, extra=TRUTH,
             derived=lambda s: _process(s).drifts[s["bx"]].subs(s["by"], 0)),
    *planted("drift of the squared polarisation", "talashan2025 (4)",
             "noiseZ(w, bx, by, F, f, k)**2 == 4*w**2*(1 - w)**2*(F - f)**2/k**2",
             "noiseZ(w, bx, by, F, f, k)**2 == 2*w**2*(1 - w)**2*(F - f)**2/k**2", "Ito's half", W, AT, extra=TRUTH,
             derived=lambda s: _process(s).drift((2 * s["w"] - 1) ** 2)),
    *planted("the variance of sigma_z shrinks", "talashan2025 (4)",
             "-noiseZ(w, bx, by, F, f, k)**2/4 == -(w*(1 - w)*(F - f)/k)**2",
             "-noiseZ(w, bx, by, F, f, k)**2/4 == -(w*(1 - w)*(F - f))**2/k", "k not squared", W, AT, extra=TRUTH,
             derived=lambda s: _process(s).drift(s["w"] * (1 - s["w"]))),
    *planted("trade-off of a qubit", "layton2026 (14)", "1/(8*g) <= 2*c/l**2", "1/(8*g) < 2*c/l**2",
             "strict where equality is allowed", W,
             {"g": 1, "c": "1/16", "l": 1}, given=("l**2/16 <= g*c",)),
    *planted("trade-off by rates", "layton2026 (14)", "l**2*(a - b)**2/(8*g) <= 2*c*(a - b)**2",
             "l**2*(a - b)**2/(8*g) <= c*(a - b)**2", "2 lost", W,
             {"g": 1, "c": "1/12", "l": 1, "a": 1, "b": 0}, given=("l**2 <= 16*g*c",)),
]
