"""Section 4: what is left free, what drives decoherence, and the non-linearity."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import flint
import sympy as sp

from derive.classical_quantum_levels import Process
from derive.classical_quantum_order import noise
from derive.sample import Matrix, identity
from verify.claim import Section
from verify.papers.talashan2025.symbols import FL, FR, V, level, position_process, s, sigma, w
from verify.statement import All, Leaf, conjunction
from verify.statements.matrix import MatrixEqual
from verify.statements.pending import Cited
from verify.statements.scalar import Equal

section = Section("discussion", title="Conclusion and Discussion", order=50)


def _orthogonal(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """The product of two reflections, which is not symmetric."""
    product = identity(d)
    for _ in range(2):
        vector = flint.fmpq_mat(2 * d, 1, [rng.randint(1, 4) for _ in range(2 * d)])
        square = (vector.transpose() * vector)[0, 0]
        product = product * (identity(d) - vector * vector.transpose() * (flint.fmpq(2) / square))
    return product


@section.claim("p/only-free-parameter",
               "Only sigma remains free", kind="prose", place="first paragraph", uses=["p/translated", ""
               "p/saturation"],
               scope="of the final dynamics, where L_i = F_i and D1 = 1/2",
               note="Given H_C and H_I, with L_i = F_i and D1 = 1/2, saturation leaves D0 = (sigma sigma^T)^-/4 "
               "without choice. Saturation alone leaves more: with D1 = 1/2 - i a, a real, Z has the same drift and the same noise, and "
               "D0 = (1/4 + a^2) (sigma sigma^T)^- saturates; p/hamiltonian-form says what selects a = 0. What is free is sigma sigma^T: "
               "sigma O with an orthogonal O has the same D0, D1, D2 and the same law. (sigma O)^- = O^T sigma^-.")
def only_free() -> All:
    r"""\text{By saturating the decoherence--diffusion trade-off, the only free parameter that remains is the noise kernel } \sigma"""
    n = noise()
    turn = n.algebra.general("O", _orthogonal)
    n.algebra.assume(turn * turn.T - n.algebra.one, turn.T * turn - n.algebra.one, text="orthogonal")
    turned, inverse = n.sigma * turn, turn.T * n.inverse
    other = sp.Rational(1, 2) - sp.I * s
    return conjunction(
        ("D2", MatrixEqual(turned * turned.T, n.sigma * n.sigma.T)),
        ("D0", MatrixEqual(inverse.T * inverse, n.inverse.T * n.inverse)),
        ("an inverse of sigma O", MatrixEqual(turned * inverse * turned, n.sigma * turn)),
        ("with D1 = 1/2 - i s, one coordinate: the D0 that saturates",
         Equal(sp.expand(other * sp.conjugate(other)) / (2 * (sigma**2 / 2)), (sp.Rational(1, 4) + s**2) / sigma**2, V)),
    )


@section.claim("p/fluctuations-drive",
               "Classical fluctuations drive decoherence", kind="prose", place="first paragraph",
               uses=["p/decoherence-from-noise", "p/slower"],
               note="The Wiener process in dZ is the one in d|psi>: that is how. The covariance of dZ and d<sigma_z> "
               "is (F_L - F_R)(1 - <sigma_z>^2)/2 dt, whatever sigma; the decoherence is D0, larger for smaller "
               "fluctuations.", scope="branches, first coordinate")
def drive() -> All:
    r"""\text{one can vividly see how classical fluctuations drive quantum decoherence}"""
    one = level(sp.S.Zero, FL[:1]).noises[0]
    population = 2 * w * one  # of d w, twice the factor of the amplitude
    return conjunction(("dZ d<sigma_z>/dt",
                        Equal(sigma * 2 * population, (FL[0] - FR[0]) * (1 - (2 * w - 1) ** 2) / 2, V)))


@section.claim("p/nonlinearity",
               "The stochastic Schroedinger equation is not linear", kind="prose", place="last paragraph",
               note="The factor of an amplitude depends on the population, through <F>. The average over trajectories "
               "is linear (p/linearity-required), and so is the equation before normalisation (x/linear-form): the "
               "non-linearity comes of the norm.",
               scope="branches, first coordinate")
def nonlinearity() -> All:
    r"""\text{The built-in nonlinearity of the stochastic Schr\"odinger evolution}"""
    factor = level(sp.S.Zero, FL[:1]).noises[0]
    return conjunction(("factor of dW", Equal(factor, (1 - w) * (FL[0] - FR[0]) / (2 * sigma), V)),
                       ("its slope in w", Equal(sp.diff(factor, w), -(FL[0] - FR[0]) / (2 * sigma), V)))


@section.claim("x/linear-form",
               "A linear equation with the same trajectories",
               kind="theorem", place="beyond", uses=["p/final-dynamics"],
               note="d phi = (-i H - F^2/(8 sigma^2)) phi dt + F phi dY/(2 sigma), dY = dW + <F> dt/sigma, which is "
               "dZ/sigma (no H_C); psi = phi/|phi| obeys the printed equation. log|c_L| compared: drift and noise.",
               scope="branches, one coordinate")
def linear_form() -> All:
    r"""d\phi = -iH_I\phi\,dt - \frac1{8\sigma^2}F^2\phi\,dt + \frac1{2\sigma}F\phi\,dY,\quad \psi = \phi/\|\phi\|,\ dY = dW +
    \langle F\rangle dt/\sigma"""
    a, b = (sp.Symbol(name, positive=True) for name in ("alpha", "beta"))  # |phi_L|^2 and |phi_R|^2
    mean = (a * FL[0] + b * FR[0]) / (a + b)
    drifts, noises = {}, {}
    for square, force in ((a, FL[0]), (b, FR[0])):
        noises[square] = (square * force / sigma,)
        linear = -(force**2) / (8 * sigma**2) * 2 + (force / (2 * sigma)) ** 2
        drifts[square] = square * linear + noises[square][0] * mean / sigma
    process = Process(drifts, noises)
    logarithm = sp.log(a) - sp.log(a + b)  # of |c_L|^2
    at = {a: w, b: 1 - w}
    found = process.noise(logarithm)[0].subs(at, simultaneous=True)
    drift = process.drift(logarithm).subs(at, simultaneous=True)
    normal = position_process()
    kick, damping = (1 - w) * (FL[0] - FR[0]) / sigma, -((1 - w) ** 2) * (FL[0] - FR[0]) ** 2 / (2 * sigma**2)
    return conjunction(
        ("noise", Equal(sp.cancel(found), kick, V)),
        ("noise of the printed equation", Equal(normal.noise(sp.log(w))[0], kick, V)),
        ("drift", Equal(sp.cancel(drift), damping, V)),
        ("drift of the printed equation", Equal(normal.drift(sp.log(w)), damping, V)),
    )


@section.claim("p/applied-to-gravity", "Applied to the Einstein equation", kind="prose", place="first paragraph",
               note="A reference.")
def gravity() -> Leaf:
    r"""\text{This idea has been applied to Einstein equation in Appendix G of the original paper and in ... arXiv:1811.03116}"""
    return Cited("Appendix G of arXiv:2208.11722; arXiv:1811.03116",
                 needs="those texts; nothing in the report rests on it")


@section.claim("p/non-markovian",
               "Non-Markovian theories reproduce quantum theory", kind="prose", place="last paragraph",
               note="Said of another paper.")
def non_markovian() -> Leaf:
    r"""\text{non-divisible non-Markovian generalized probabilistic theories (e.g. in arXiv:2302.10778) already reproduce quantum theory}"""
    return Cited("arXiv:2302.10778", needs="that paper; nothing in the report rests on it")
