"""Transcendental inequalities on finite boxes, enclosed by balls: barely true, and barely false."""

from __future__ import annotations

from ..planted import Planted
from ..scalars import planted

W = "t[0,1] c[0,1] r[-1,1] s[1/2,2] k[1,3] q[-2,2] b[1/10,9/10] h[1/1000,1/10]"

PLANTED: list[Planted] = [
    *planted("damped coherence", "layton2026 laws", "exp(-2*b) <= 1 - 2*b + 2*b**2",
             "exp(-2*b) <= 1 - 2*b + 2*b**2 - 4*b**3/3",
             "one term too many", W, {"b": "1/2"}),
    *planted("decay below its tangent parabola", "layton2026 laws", "exp(-t) <= 1 - t + t**2/2 + 1/1000",
             "exp(-t) <= 1 - t + t**2/2 - t**3/6 + 1/1000",
             "one term too many", W, {"t": 1}),
    *planted("cosine of the force phase", "li2024 oscillatory expansion", "cos(q) <= 1 - q**2/2 + q**4/24 + 1/100000",
             "cos(q) + 1/100000 <= 1 - q**2/2 + q**4/24 - q**6/720 + 1/100000 + q**8/80640", "the sign of the error", W,
             {"q": 1}),
    *planted("force phase of a pendulum", "hrr2023 dynamics", "sin(s)/s <= 1 - s**2/6 + s**4/120",
             "sin(s)/s <= 1 - s**2/6 + s**4/124", "124 for 120", W,
             {"s": 1}),
    *planted("polarisation", "layton2026 laws", "tanh(q) <= 9641/10000", "tanh(q) <= 964/1000", "tanh 2 rounded down",
             W, {"q": 2}),
    *planted("polarisation grows no faster than its argument", "layton2026 laws", "tanh(b) <= b - b**3/3 + 2*b**5/15",
             "tanh(b) <= b - b**3/3 + 2*b**5/15 - 17*b**7/215",
             "215 for 315", W, {"b": "9/10"}),
    *planted("first passage", "layton2026 laws", "b*atanh(b) <= 132500/100000", "b*atanh(b) <= 132499/100000",
             "a hundred-thousandth less", W, {"b": "9/10"}),
    *planted("entropy of two levels", "layton2026 validity", "-(b*log(b) + (1 - b)*log(1 - b)) <= 693148/1000000",
             "-(b*log(b) + (1 - b)*log(1 - b)) <= 693147/1000000", "log 2 rounded down", W, {"b": "1/2"}),
    *planted("overlap of coherent states", "li2024 trace norm", "cosh(s/2) <= exp(s**2/8)", "cosh(s/2) <= exp(s**2/9)",
             "9 for 8", W, {"s": 1}),
    *planted("squeezed width", "hrr2023 appendix C", "s*exp(-s**2/2) <= 606531/1000000",
             "s*exp(-s**2/2) <= 60653/100000", "exp(-1/2) rounded down", W,
             {"s": 1}),
    *planted("Ehrenfest factor", "hrr2023 introduction", "log(1/h) <= 7", "log(1/h) <= 69/10", "6.9078 rounded down", W,
             {"h": "1/1000"}),
    *planted("Gaussian tail", "li2024 conventions", "1 - erf(k) <= 1573/10000", "1 - erf(k) <= 1572/10000",
             "0.15730 rounded down", W, {"k": 1}),
    *planted("third derivative of a Gaussian bump", "hrr2023 example", "(3*q - q**3)*exp(-q**2/2) <= 138012/100000",
             "(3*q - q**3)*exp(-q**2/2) <= 138011/100000",
             "a hundred-thousandth less", W, {"q": "741964/1000000"}),
    *planted("trade-off with a root", "layton2026 (14)", "sqrt(s)*exp(-s) <= 428882/1000000",
             "sqrt(s)*exp(-s) <= 428881/1000000", "a millionth less", W,
             {"s": "1/2"}),
    *planted("diffusive spread", "hrr2023 step 1", "1 - exp(-2*b) <= 2*b - 2*b**2 + 4*b**3/3",
             "1 - exp(-2*b) <= 2*b - 2*b**2 + b**3", "1 for 4/3", W,
             {"b": "1/2"}),
    *planted("hyperbolic flow", "hrr2023 Figure 1", "exp(t)*cosh(t) <= 41946/10000", "exp(t)*cosh(t) <= 41945/10000",
             "a ten-thousandth less", W, {"t": 1}),
    *planted("two-dimensional maximum", "layton2026 (9)", "sin(q)*exp(-t**2) <= 1 + 1/100",
             "sin(q)*exp(-t**2) <= 1 - 1/1000000", "a millionth less", W,
             {"q": "15708/10000", "t": 0}),
    *planted("pendulum energy", "hrr2023 example", "1 - cos(s) < s**2/2", "1 - cos(t) < t**2/2",
             "strict on a box with 0", W, {"t": 0, "s": 1}),
]
