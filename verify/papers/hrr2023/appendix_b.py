"""Appendix B: Wigner functions.

The transforms are computed for one degree of freedom. Products of d coherent states turn each prefactor into its d-th power.
"""

from __future__ import annotations

import sympy as sp

from derive import wigner
from derive.gaussian_function import GaussianFunction, conjugate, density, integrate
from derive.units import ACTION, LENGTH, MOMENTUM
from verify.claim import Section
from verify.papers.hrr2023.symbols import V as TABLE
from verify.papers.hrr2023.symbols import hbar, p, x
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import Below, Equal
from verify.variables import Variables

section = Section("appendix_b", title="Appendix B: Wigner functions", order=80)
V = Variables([TABLE[hbar], TABLE[x], TABLE[p]])
q0 = V.declare("q_0", LENGTH, "mean position", low=-sp.oo)
p0 = V.declare("p_0", MOMENTUM, "mean momentum", low=-sp.oo)
q1 = V.declare("q_1", LENGTH, "position of another coherent state", low=-sp.oo)
p1 = V.declare("p_1", MOMENTUM, "momentum of another coherent state", low=-sp.oo)
sxx = V.declare("s_xx", LENGTH**2, "position variance")
sxp = V.declare("s_xp", ACTION, "covariance", low=-sp.oo)

STATE = wigner.pure_state(q0, p0, sxx, sxp, hbar)
SPP = (hbar**2 / 4 + sxp**2) / sxx
GAUSSIAN = density((x, p), (q0, p0), sp.Matrix([[sxx, sxp], [sxp, SPP]]))
DYAD = wigner.coherent_dyad(q0, p0, q1, p1, sxx, hbar)


def _same(lhs: GaussianFunction, rhs: GaussianFunction) -> All:
    """Equality of two Gaussian functions with positive prefactors: of exponents, and of prefactors to the fourth."""
    if not (lhs.coefficient.is_positive and rhs.coefficient.is_positive):
        raise ValueError("`lhs` and `rhs` must have positive coefficients: fourth powers do not see a sign")
    return conjunction(
        ("exponent", Equal(lhs.exponent, rhs.exponent, V)),
        ("prefactor^4", Equal(lhs.coefficient**4 * lhs.radicand, rhs.coefficient**4 * rhs.radicand, V)),
    )


def _chord(kernel: wigner.Kernel, sign: int, prefactor: sp.Expr) -> GaussianFunction:
    return wigner.transform(kernel, x, p, sign=sign, prefactor=prefactor, hbar=hbar)


def _characteristic(kernel: wigner.Kernel, prefactor: sp.Expr) -> GaussianFunction:
    return wigner.characteristic_transform(kernel, x, p, prefactor=prefactor, hbar=hbar)


@section.claim("p/three-facts", "What is needed of the Wigner function", kind="prose", place="App. B, first paragraph",
               uses=["p/wigner-gaussian", "p/wigner-linear", "B1"],
               slip="a fourth is used after (E8): W has an inverse, applied to derivatives of Gaussians, which are no mixtures",
               note="(32) uses the first two, (D7) the third. The identity after (E8) may be had from the kernels of the states as well.")
def three_facts() -> Leaf:
    r"""\text{In this paper, we will only discuss the Wigner function of mixtures of Gaussian states ... we only need to know three facts
    about the Wigner function}"""
    return Cited("the proof, as the uses of its claims list it", needs="a formal proof, of which the facts used can be read off")


@section.claim("p/wigner-gaussian", "Wigner function of a Gaussian state", kind="prose", scope="d = 1", place="App. B, fact 1",
               uses=["B3", "E1"], note="Proved for d = 1 and every pure Gaussian state, with the standard transform, to which (B3) is "
               "corrected; mixed Gaussian states are mixtures of these.")
def gaussian_state() -> All:
    r"""W[\hat\tau_{\alpha,\sigma}] = \tau_{\alpha,\sigma}"""
    return _same(_chord(STATE, -1, 1 / (2 * sp.pi * hbar)), GAUSSIAN)


@section.claim("p/wigner-linear", "The Wigner transform is linear", kind="prose", place="App. B, fact 2", uses=["B3"])
def linear() -> Leaf:
    r"""\text{When } \rho \text{ is a mixture of Gaussian states, } W[\rho] \text{ is a mixture of the respective Gaussian
    distributions, because } W[\cdot] \text{ is a linear mapping}"""
    return Cited("linearity of the integral (B3)", needs="nothing beyond it")


@section.claim("B1", "Expectation of a function of position", kind="identity", scope="d = 1", place="(B1)", uses=["p/wigner-gaussian"],
               slip="alpha is the mean and the variable of integration",
               note="Both sides integrate V against a density of position; the densities agree. Proved for d = 1 and every pure "
               "Gaussian state.")
def position_expectation() -> All:
    r"""\mathrm{Tr}[\hat\tau_{\alpha,\sigma}V(\hat x)] = \int d\alpha\,\tau_{\alpha,\sigma}(\alpha)V(\alpha_x)"""
    return _same(wigner.diagonal(STATE, x), integrate(GAUSSIAN, p))


@section.claim("B2", "Wigner function from the characteristic function", kind="definition", scope="d = 1", place="(B2)", uses=["E1"],
               note="Tested on a pure Gaussian state, d = 1, where fact 1 says what must come out.")
def from_characteristic() -> All:
    r"""W[\rho](\alpha) := (2\pi\hbar)^d\int_{\mathbb R^{2d}}d\chi\,\mathrm{Tr}\big[e^{i\chi\cdot(\hat r-\alpha)}\rho\big]"""
    return _same(GAUSSIAN, _characteristic(STATE, 2 * sp.pi * hbar))


@from_characteristic.corrected(
    why="Tr[exp(i chi.r) rho] is the Fourier transform of W; inverting it on R^2d takes (2 pi)^-2d, without hbar. As printed the "
    "function integrates to (2 pi hbar)^d (2 pi)^2d, against fact 1, (B1) and the normalisation used after (D7).",
    error="substance",
    consequence="None for the proof, which uses only facts 1 to 3, with the normalisation W[tau] = tau.",
)
def from_characteristic_corrected() -> All:
    r"""W[\rho](\alpha) := (2\pi)^{-2d}\int_{\mathbb R^{2d}}d\chi\,\mathrm{Tr}\big[e^{i\chi\cdot(\hat r-\alpha)}\rho\big]"""
    return _same(GAUSSIAN, _characteristic(STATE, (2 * sp.pi) ** -2))


@section.claim("B3", "Wigner function from the kernel", kind="definition", scope="d = 1", place="(B3)", uses=["E1"],
               note="Tested on a pure Gaussian state, d = 1, where fact 1 says what must come out.")
def from_kernel() -> All:
    r"""W[\rho](\alpha) = \int_{\mathbb R^d}dy\,e^{iy\cdot p/\hbar}\langle x+y/2|\rho|x-y/2\rangle"""
    return _same(GAUSSIAN, _chord(STATE, +1, sp.Integer(1)))


@from_kernel.corrected(
    why="With the printed sign a state of mean momentum p_0 gets a Wigner function centred at -p_0 (e^{ikx} peaks at -hbar k); without "
    "(2 pi hbar)^-d it integrates to (2 pi hbar)^d.",
    error="substance",
    consequence="None for the proof. Taken literally it turns momenta round: f(0) = W[rho(0)] would start the classical evolution "
    "with the opposite momentum.",
)
def from_kernel_corrected() -> All:
    r"""W[\rho](\alpha) = (2\pi\hbar)^{-d}\int_{\mathbb R^d}dy\,e^{-iy\cdot p/\hbar}\langle x+y/2|\rho|x-y/2\rangle"""
    return _same(GAUSSIAN, _chord(STATE, -1, 1 / (2 * sp.pi * hbar)))


@section.claim("p/B2-equals-B3", "Both forms of the Wigner function agree", kind="identity", scope="d = 1", place="(B2) = (B3)",
               uses=["B2", "B3"], note="Tested on all dyads |a><b| of coherent states, d = 1; they span all operators.")
def forms_agree() -> All:
    r"""(2\pi\hbar)^d\int d\chi\,\mathrm{Tr}\big[e^{i\chi\cdot(\hat r-\alpha)}\rho\big] =
    \int dy\,e^{iy\cdot p/\hbar}\langle x+y/2|\rho|x-y/2\rangle"""
    return _same(_characteristic(DYAD, 2 * sp.pi * hbar), _chord(DYAD, +1, sp.Integer(1)))


@forms_agree.corrected(
    why="The forms differ by p -> -p and by (2 pi)^2d: no single convention makes both right.", error="substance",
    consequence="As for (B2) and (B3).",
)
def forms_agree_corrected() -> All:
    r"""(2\pi)^{-2d}\int d\chi\,\mathrm{Tr}\big[e^{i\chi\cdot(\hat r-\alpha)}\rho\big] =
    (2\pi\hbar)^{-d}\int dy\,e^{-iy\cdot p/\hbar}\langle x+y/2|\rho|x-y/2\rangle"""
    return _same(_characteristic(DYAD, (2 * sp.pi) ** -2), _chord(DYAD, -1, 1 / (2 * sp.pi * hbar)))


@section.claim("p/wigner-real", "The Wigner function is real", kind="prose", scope="d = 1", place="App. B", uses=["B3"],
               note="The transform of |a><b| is the complex conjugate of that of |b><a|, for all coherent states a, b, which span: "
               "so it is real for every Hermitian rho.")
def real() -> All:
    r"""\text{The Wigner function } W[\rho] \text{ of a density matrix } \rho \text{ is a real-valued function on phase space}"""
    swapped = wigner.coherent_dyad(q1, p1, q0, p0, sxx, hbar)
    return _same(conjugate(_chord(DYAD, -1, 1 / (2 * sp.pi * hbar))), _chord(swapped, -1, 1 / (2 * sp.pi * hbar)))


@section.claim("p/wigner-signs", "The Wigner function takes both signs", kind="prose", place="App. B, after (B3)",
               uses=["B3"], note="The first excited oscillator state, with mass and frequency 1: negative at the origin, positive at "
               "x = hbar^(1/2) (hbar = 1).")
def both_signs() -> All:
    r"""\text{In general it takes both positive and negative values}"""
    excited = wigner.fock_wigner(1, x, p, hbar)
    at = {hbar: sp.Integer(1), p: sp.Integer(0)}
    return conjunction(
        ("negative at the origin", Below(excited.subs({**at, x: 0}), sp.Integer(0), V)),
        ("positive outside", Below(sp.Integer(0), excited.subs({**at, x: 1}), V)),
    )
