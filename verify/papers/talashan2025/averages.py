"""What follows from the final dynamics: the norm, the average over trajectories, its two marginals."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from derive.classical_quantum_generator import Jet, constant, generator
from derive.classical_quantum_trajectories import trajectories
from derive.complex_matrices import commutator
from verify.claim import Section
from verify.papers.talashan2025.dynamics import ket
from verify.papers.talashan2025.symbols import V as TABLE
from verify.papers.talashan2025.symbols import mu, sigma, t
from verify.statement import All, conjunction
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import Equal
from verify.variables import Variables

section = Section("averages", title="What follows from the final dynamics", order=36)
V = Variables(TABLE.values())
apart = V.declare("DeltaF", meaning="distance of the forces")


@section.claim("x/norm", "The norm is kept", kind="identity", place="beyond", uses=["p/final-dynamics"],
               note="a + a^+ + n_j^+ n_j = 0, and <n_j + n_j^+> = 0 in the state: 1/8 is what 1/2 asks for.",
               scope="any quantum system, "
               "two Wiener processes; more add terms alike")
def norm() -> All:
    r"""d\langle\psi_t|\psi_t\rangle = 0"""
    found = trajectories(pure=True)
    drift, noises = ket(found)
    squares = found.deviations[0] * found.deviations[0] + found.deviations[1] * found.deviations[1]
    sandwich = found.state * (noises[0] + found.means[0] * Fraction(1, 2)) * found.state
    return conjunction(
        ("drift", MatrixEqual(found.norm_drift(drift, noises) + squares, squares)),
        ("noise: rho K rho/2", MatrixEqual(sandwich, found.means[0] * found.state * Fraction(1, 2))),
    )


@section.claim("x/average",
               "The average obeys the master equation", kind="theorem", place="beyond", uses=["p/final-dynamics"],
               note="Of E[delta(Z - z) rho]: without derivative -i[H_I, rho] + (K_j rho K_j - {K_j K_j, rho}/2)/4, "
               "K_j = sigma^-1_jk F_k, which is D0 = (sigma sigma^T)^-1/4 with L_j = F_j; with -d_i the back-reaction "
               "{F_i, rho}/2, D1 = 1/2; with d_i d_j D2. No <F> is left: it is linear. The rest, index by index: "
               "p/final-dynamics. Its marginals: x/marginals.",
               scope="any quantum system, two Wiener processes; more add terms alike")
def average() -> All:
    r"""\partial_t\varrho = -\partial_i(c_i\varrho) - \tfrac12\partial_i\{F_i, \varrho\}_+ + \tfrac12\partial_i\partial_j(\sigma
    \sigma^\top)_{ij}\varrho - i[H_I, \varrho] + \tfrac14(\sigma\sigma^\top)^{-1}_{jk}\big(F_j\varrho F_k - \tfrac12\{F_kF_j,
    \varrho\}_+\big)"""
    found = trajectories(pure=False)
    drift, noises = ket(found)
    force, mean, rho = found.forces[0], found.means[0], found.state
    return conjunction(
        ("no derivative", MatrixEqual(found.state_drift(drift, noises), found.lindblad(Fraction(1, 4)))),
        ("first derivative",
         MatrixEqual(mean * rho + found.state_noise(noises[0]), (force * rho + rho * force) * Fraction(1, 2))),
    )


@section.claim("x/marginals", "The two marginals", kind="identity", place="beyond", uses=["x/average"],
               note="Of the dual generator. On observables without z it is that of Lindblad: the quantum state obeys "
               "a Lindblad equation of its own where H, K and the coefficients do not depend on z. On functions f(z): "
               "f_i (c_i + B_i + B_i^+) + D2_ij f_ij, with B_i + B_i^+ = F_i; the density of Z obeys a Fokker-Planck "
               "equation whose drift holds the conditional mean of F_i, and is closed only where the forces are "
               "numbers.",
               scope="two classical coordinates, one Lindblad operator; any quantum system")
def marginals() -> All:
    r"""G(X) = i[H, X] + K^\dagger XK - \tfrac12\{K^\dagger K, X\}_+,\quad G(f) = f_i(c_i + B_i + B_i^\dagger) + D_{2,ij}f_{ij}"""
    made, full, _ = generator()
    one, (jump,) = full.by(), made.jumps
    damping = jump.T * jump
    quantum = Jet({name: part if not name else part - part for name, part in full.parts.items()})
    lindblad = made.numbers.i * commutator(made.hamiltonian, one) + jump.T * one * jump
    lindblad = lindblad - (damping * one + one * damping) * Fraction(1, 2)
    f = Jet({name: constant(made.numbers).by() * made.numbers.algebra.scalar(f"f_{name}") for name in full.parts})
    flow = made.diffusion["uu"] * f.by("u", "u") + 2 * made.diffusion["uv"] * f.by("u", "v")
    flow = flow + made.diffusion["vv"] * f.by("v", "v")
    for name, drift, back in zip("uv", made.drift, made.back, strict=True):
        flow = flow + f.by(name) * (drift + back + back.T)
    return conjunction(("quantum", MatrixEqual(made(quantum), lindblad)), ("classical", MatrixEqual(made(f), flow)))


@section.claim("x/averaged-coherence", "The averaged coherence at strong noise", kind="identity", place="beyond",
               uses=["x/average"],
               note="H_I = -F z, dz = p/mu dt, dp = <F> dt + sigma dW: the averaged coherence of two branches is "
               "exp(-(Delta F)^2 t/(8 sigma^2) - Var theta/2), theta the phase Delta F int z of the noise (Feynman "
               "and Kac). From sigma^4 = 5 mu^2/t^4 on, more noise means more decoherence of the averaged state. The "
               "report's figures are far below: there sigma = 0.997 (99.7 m) at t = 0.15.",
               scope="forces that do not depend on the position")
def averaged_coherence() -> All:
    r"""\mathrm{Var}\,\theta = \frac{(\Delta F)^2\sigma^2t^5}{20\mu^2},\quad \text{least decay at } \sigma^4 = 5\mu^2/t^4"""
    since = sp.Dummy("u", positive=True)
    later = sp.Dummy("v", positive=True)
    response = sp.integrate(later - since, (later, since, t))  # of int z, times mu, to a kick of p at the time u
    variance = apart**2 * sigma**2 / mu**2 * sp.integrate(sp.expand(response**2), (since, 0, t))
    exponent = apart**2 * t / (8 * sigma**2) + variance / 2
    turning = sp.diff(exponent, sigma) * 4 * sigma**3 / (apart**2 * t)
    return conjunction(
        ("variance", Equal(sp.expand(variance), apart**2 * sigma**2 * t**5 / (20 * mu**2), V)),
        ("d/d sigma", Equal(sp.expand(turning), sigma**4 * t**4 / (5 * mu**2) - 1, V)),
    )
