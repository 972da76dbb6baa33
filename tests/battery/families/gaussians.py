"""Gaussian integrals: kernels and Wigner functions of li2024 and hrr2023, moments of hrr2023 (E9) to (E11).

The truth sums over a fine grid, and integrates by mpmath.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mpmath as mp
import numpy as np
import sympy as sp

from derive import wigner
from derive.gaussian_function import density, fourier, gaussian, integrate, product
from derive.normal_moments import mean, variance

from ..planted import Planted
from ..scalars import Derived
from ..scalars import planted as relation

W = "b(-1,1) s(1/5,2) k(-2,2) x(-2,2) p(-2,2) q(-1,1) hbar(1/2,2) r(1/5,2) u(-1,1) e(-1,1)"
NODES = np.linspace(-32, 32, 1281)
Integrand = Callable[..., Any]


def _line(integrand: Integrand, *, exponential: Callable[..., Any] = np.exp) -> tuple[Callable[..., Any],
Callable[..., Any]]:
    """The integral over y of integrand(exp, y, *values): by a fine grid for many values, and by quadrature for one."""

    def fast(*values: Any) -> Any:
        columns = [np.asarray(value, dtype=float)[..., None] for value in values]
        return integrand(exponential, NODES, *columns).sum(axis=-1) * (NODES[1] - NODES[0])

    def precise(*values: Any) -> Any:
        return mp.quad(lambda y: integrand(mp.exp, y, *values), list(range(-32, 33, 4)))

    return fast, precise


def _state(exponential: Any, x: Any, q: Any, k: Any, s: Any, hbar: Any) -> Any:
    """The wave function without (2 pi s)^(-1/4)."""
    return exponential(-((x - q) ** 2) / (4 * s) + 1j * k * (x - q) / hbar)


def _wigner(e: Any, y: Any, x: Any, p: Any, q: Any, k: Any, s: Any, hbar: Any) -> Any:
    return e(-1j * p * y / hbar) * _state(e, x + y / 2, q, k, s, hbar) * _state(e, x - y / 2, q, -k, s, hbar)


def _characteristic(e: Any, y: Any, u: Any, v: Any, q: Any, s: Any, hbar: Any) -> Any:
    return e(1j * u * (y + hbar * v / 2)) * _state(e, y + hbar * v, q, 0, s, hbar) * _state(e, y, q, 0, s, hbar)


TRUTH = {
    "integral": _line(lambda e, y, s, b: e(-(y**2) / (2 * s) + b * y)),
    "wave": _line(lambda e, y, s, k: e(-(y**2) / (2 * s) - 1j * k * y)),
    "convolved": _line(lambda e, y, s, r, x: e(-((x - y) ** 2) / (2 * s) - y**2 / (2 * r))),
    "wigner": _line(_wigner),
    "characteristic": _line(_characteristic),
    "moment4": _line(lambda e, y, s: y**4 * e(-(y**2) / (2 * s))),
    "moment6": _line(lambda e, y, s: y**6 * e(-(y**2) / (2 * s))),
    "moment8": _line(lambda e, y, s: y**8 * e(-(y**2) / (2 * s))),
    "shifted": _line(lambda e, y, s, b: (y + b) ** 4 * e(-(y**2) / (2 * s))),
    "sine": _line(lambda e, y, s, k: (e(1j * k * y) + e(-1j * k * y)) / 2 * y**2 * e(-(y**2) / (2 * s))),
}
y_ = sp.Dummy("y", real=True)


def _density(s: Mapping[str, sp.Symbol], name: str = "s") -> Any:
    return density((y_,), (sp.S.Zero,), sp.Matrix([[s[name]]]))


def _coherent(s: Mapping[str, sp.Symbol]) -> sp.Expr:
    kernel = wigner.pure_state(s["q"], s["k"], s["s"], sp.S.Zero, s["hbar"])
    return wigner.transform(kernel, s["x"], s["p"], sign=-1, prefactor=1 / (2 * sp.pi * s["hbar"]),
    hbar=s["hbar"]).expression()


def _moment(power: int) -> Callable[[Mapping[str, sp.Symbol]], sp.Expr]:
    return lambda s: mean(y_**power, [y_], sp.Matrix([[s["s"]]]))


AT = {"b": "1/2", "s": 1, "k": 1, "x": 1, "p": 0, "q": 0, "hbar": 1, "r": 1, "u": "1/2", "e": "1/2"}
NORM, WIGNER = "sqrt(2*pi*s)", "wigner(x, p, q, k, s, hbar)/(2*pi*hbar*sqrt(2*pi*s))"


def planted(name: str, source: str, true: str, false: str, slip: str, at: Mapping[str, Any],
derived: Derived) -> list[Planted]:
    """A pair about an integral; 24 digits, for the quadrature has no more."""
    return relation(name, source, true, false, slip, W, at, extra=TRUTH, derived=derived, digits=24, always=2,
    absolute=1e-11)


PLANTED: list[Planted] = [
    *planted("Gaussian with a slope", "hrr2023 (E1)", f"integral(s, b) == {NORM}*exp(s*b**2/2)",
             f"integral(s, b) == {NORM}*exp(s*b**2/4)", "4 for 2", AT,
             lambda s: integrate(gaussian(-(y_**2) / (2 * s["s"]) + s["b"] * y_), y_).expression()),
    *planted("Fourier transform", "li2024 conventions", f"wave(s, k) == {NORM}*exp(-s*k**2/2)",
             f"wave(s, k) == {NORM}*exp(-k**2/(2*s))", "width upside down",
             {**AT, "s": "3/2"}, lambda s: fourier(gaussian(-(y_**2) / (2 * s["s"])), y_, s["k"],
             sign=-1).expression()),
    *planted("heat kernels add", "li2024 parametrix",
             "convolved(s, r, x)/(2*pi*sqrt(s*r)) == exp(-x**2/(2*(s + r)))/sqrt(2*pi*(s + r))",
             "convolved(s, r, x)/(2*pi*sqrt(s*r)) == exp(-x**2/(2*(s + r)))/(2*pi*sqrt(s + r))", "sqrt(2 pi) lost", AT,
             lambda s: integrate(product(_density(s, "r"), density((y_,), (s["x"],), sp.Matrix([[s["s"]]]))),
             y_).expression()),
    *planted("Wigner function of a coherent state", "hrr2023 appendix D",
             f"{WIGNER} == exp(-(x - q)**2/(2*s) - 2*s*(p - k)**2/hbar**2)/(pi*hbar)",
             f"{WIGNER} == exp(-(x - q)**2/(2*s) - 2*s*(p + k)**2/hbar**2)/(pi*hbar)", "sign of the momentum",
             {**AT, "p": 1}, _coherent),
    *planted("its width in momentum", "hrr2023 (5)",
             f"{WIGNER} == exp(-(x - q)**2/(2*s))*exp(-2*s*(p - k)**2/hbar**2)/(pi*hbar)",
             f"{WIGNER} == exp(-(x - q)**2/(2*s))*exp(-s*(p - k)**2/(2*hbar**2))/(pi*hbar)", "1/2 for 2", AT,
             _coherent),
    *planted("characteristic function", "hrr2023 appendix D",
             "characteristic(u, e, q, s, hbar)/sqrt(2*pi*s) == exp(I*u*q - s*u**2/2 - hbar**2*e**2/(8*s))",
             "characteristic(u, e, q, s, hbar)/sqrt(2*pi*s) == exp(I*u*q - s*u**2/2 - hbar**2*e**2/(4*s))", "4 for 8",
             AT,
             lambda s: wigner.weyl_kernel_trace(wigner.pure_state(s["q"], sp.S.Zero, s["s"], sp.S.Zero, s["hbar"]),
             s["u"], s["e"],
                                                        hbar=s["hbar"]).expression()),
    *planted("fourth moment", "hrr2023 (E10)", f"moment4(s)/{NORM} == 3*s**2", f"moment4(s)/{NORM} == 4*s**2",
             "4 pairings for 3", AT, _moment(4)),
    *planted("sixth moment", "hrr2023 (E11)", f"moment6(s)/{NORM} == 15*s**3", f"moment6(s)/{NORM} == 18*s**3",
             "18 for 15", AT, _moment(6)),
    *planted("eighth moment", "hrr2023 (E11)", f"moment8(s)/{NORM} == 105*s**4", f"moment8(s)/{NORM} == 105*s**3",
             "power of the variance", {**AT, "s": "3/2"},
             _moment(8)),
    *planted("variance of a cube", "hrr2023 (D)", f"moment6(s)/{NORM} == 15*s*s*s",
             f"moment6(s)/{NORM} == 15*s*s*s - 9*s*s", "the mean's square subtracted", AT,
             lambda s: variance(y_**3, [y_], sp.Matrix([[s["s"]]]))),
    *planted("shifted fourth moment", "hrr2023 (D)", f"shifted(s, b)/{NORM} == b**4 + 6*b**2*s + 3*s**2",
             f"shifted(s, b)/{NORM} == b**4 + 4*b**2*s + 3*s**2",
             "4 for 6", AT, lambda s: mean((y_ + s["b"]) ** 4, [y_], sp.Matrix([[s["s"]]]))),
    *planted("second moment of a phase", "layton2026 laws", f"sine(s, k)/{NORM} == s*(1 - s*k**2)*exp(-s*k**2/2)",
             f"sine(s, k)/{NORM} == s*(1 - s**2*k**2)*exp(-s*k**2/2)",
             "s squared", {**AT, "s": "3/2"},
             lambda s: -sp.diff(fourier(_density(s), y_, s["k"], sign=-1).expression(), s["k"], 2)),
]
