"""Abstract and Motivation: the oscillator's ground state, the failure of mean-field dynamics, the noise."""

from __future__ import annotations

import sympy as sp

from derive import wigner
from derive.classical_quantum_levels import product_drift
from derive.gaussian_function import GaussianFunction, gaussian
from verify.claim import Section
from verify.papers.talashan2025.symbols import (
    FL,
    FR,
    V,
    gamma,
    hbar,
    level,
    mass,
    omega,
    p,
    position_process,
    sigma,
    w,
    x,
    z,
)
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import Equal

section = Section("motivation", title="Abstract and Motivation", order=10)
EXPONENT = -mass * omega * x**2 / hbar - p**2 / (mass * omega * hbar)
PRINTED = gaussian(EXPONENT, coefficient=1 / (sp.pi * hbar))


def _wigner() -> GaussianFunction:
    state = wigner.pure_state(sp.S.Zero, sp.S.Zero, hbar / (2 * mass * omega), sp.S.Zero, hbar)
    return wigner.transform(state, x, p, sign=-1, prefactor=1 / (2 * sp.pi * hbar), hbar=hbar)


@section.claim("p/ground-state",
               "The quantum ground-state distribution", kind="identity", place="Motivation, first sentence",
               note="It is the Wigner function of the Gaussian of variance hbar/(2 m omega), whose wavefunction "
               "solves H psi = (hbar omega/2) psi; its integral is 1.")
def ground_state() -> All:
    r"""\rho(x, p) = \frac{1}{\pi\hbar} e^{-m\omega x^2/\hbar - p^2/(m\omega\hbar)}"""
    found, width = _wigner(), hbar / (2 * mass * omega)
    psi = wigner.pure_gaussian(x, sp.S.Zero, sp.S.Zero, width, sp.S.Zero, hbar).exponent
    bent = sp.diff(psi, x, 2) + sp.diff(psi, x) ** 2
    energy = sp.expand(-(hbar**2) / (2 * mass) * bent + mass * omega**2 * x**2 / 2)
    return conjunction(
        ("exponent", Equal(found.exponent, EXPONENT, V)),
        ("prefactor", Equal(found.prefactor, 1 / (sp.pi * hbar), V)),
        ("integral", Equal(wigner.total_mass(PRINTED, (x, p)).expression(), sp.S.One, V)),
        ("energy of psi", Equal(energy, hbar * omega / 2, V)),
    )


@section.claim("p/background-noise",
               "An oscillator in background noise reproduces it", kind="prose", place="Motivation, first "
               "sentence", uses=["p/ground-state"],
               note="A result of another paper of the author, not at hand. In stochastic electrodynamics it holds in "
               "the limit of a narrow line: at a finite width the mean square of p diverges with the cut-off. With "
               "white noise: x/white-noise.")
def background_noise() -> Leaf:
    r"""\text{a classical oscillator driven by background noise reproduces the quantum ground-state distribution}"""
    return Cited("the author's term paper; Boyer, Phys. Rev. D 11, 790 (1975)",
                 needs="the spectrum hbar omega^3 and radiation reaction in the narrow-line limit")


@section.claim("x/white-noise",
               "White noise of one strength reproduces it", kind="identity", place="beyond", uses=["p/ground-state"],
               note="Friction gamma and momentum diffusion D: the Gaussian is stationary under the Fokker-Planck "
               "equation for D = gamma m hbar omega/2, the temperature at which an oscillator has the mean energy "
               "hbar omega/2, and for no other D.")
def white_noise() -> All:
    r"""-\frac pm\partial_x\rho + m\omega^2x\,\partial_p\rho + \gamma\,\partial_p(p\rho) + D\,\partial_p^2\rho = 0,\quad D =
    \tfrac12\gamma m\hbar\omega"""
    by_x, by_p = sp.diff(EXPONENT, x), sp.diff(EXPONENT, p)
    flow = -p / mass * by_x + mass * omega**2 * x * by_p + gamma * (1 + p * by_p)
    strength = sp.cancel(-flow / (sp.diff(by_p, p) + by_p**2))
    return conjunction(("D", Equal(strength, gamma * mass * hbar * omega / 2, V)))


@section.claim("p/large-fluctuations",
               "It cures the failure at large fluctuations", kind="prose", place="Motivation, second sentence",
               note="In the model with one coordinate: E Z = 0 and <F> = 0 at the start. The forces are constant. "
               "Then d E[Z <F>]/dt = E<F^2> and d E[Z^2]/dt = 2 E[Z <F>] + sigma^2: the variance of Z gains t^2 Var "
               "F, as for a mixture of the two branches. Mean-field dynamics moves Z by <F> t and gains nothing. That "
               "this cures semiclassical gravity is not checked.",
               scope="the variance of Z, for two branches with constant forces and one coordinate; not semiclassical "
               "gravity")
def large_fluctuations() -> All:
    r"""\text{it cures the large-fluctuation failure of traditional semiclassical gravity while building decoherence directly into the
    dynamics}"""
    process = position_process()
    mean = w * FL[0] + (1 - w) * FR[0]
    return conjunction(
        ("d E[Z <F>]/dt", Equal(process.drift(z * mean), w * FL[0] ** 2 + (1 - w) * FR[0] ** 2, V)),
        ("d E[Z^2]/dt", Equal(process.drift(z**2), 2 * z * mean + sigma**2, V)),
        ("d E<F^2>/dt", Equal(process.drift(w * FL[0] ** 2 + (1 - w) * FR[0] ** 2), sp.S.Zero, V)),
    )


@section.claim("p/decoherence-from-noise", "Decoherence emerges from the noise kernel", kind="prose", place="Abstract",
               uses=["x/average"],
               note="The averaged coherence between |L> and |R> decays at this rate. sigma fixes it; the stronger the "
               "noise, the slower. Without forces there is no decoherence, whatever sigma.", scope="two coordinates")
def from_noise() -> All:
    r"""\text{the decoherence emerges directly from the classical noise kernel } \sigma"""
    energies = sp.S.Zero
    found = product_drift(level(energies, FL[:2]), level(energies, FR[:2]))
    apart = sum(((a - b) ** 2 for a, b in zip(FL[:2], FR[:2], strict=True)), sp.S.Zero)
    return conjunction(("factor of the coherence", Equal(found, -apart / (8 * sigma**2), V)))
