"""Section 2.2, the final dynamics in Hamiltonian language and what the text says of it."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from derive.classical_quantum_generator import Jet, jet, product_rule
from derive.classical_quantum_levels import amplitude, product_drift
from derive.classical_quantum_order import noise
from derive.complex_matrices import complex_algebra
from derive.index import Relations
from derive.index_rules import parse
from verify.claim import Section
from verify.papers.talashan2025.symbols import EIGHTH, EL, FL, FR, HALF, MEANS, level, s, sigma, sigma1, w
from verify.papers.talashan2025.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import AtMost, Equal
from verify.variables import Variables

section = Section("final_dynamics", title="The final dynamics", order=34)
V = Variables(TABLE.values())
shift = V.declare("f", meaning="a force without operator", low=-sp.oo)
energy = V.declare("h", meaning="an energy without operator", low=-sp.oo)
apart = V.declare("DeltaF", meaning="distance of the forces")
at_least_one = V.declare("s_1", meaning="factor by which the noise grows", low=1, closed=True)
INVERSE = Relations(inverse=frozenset({("sig", "isig")}))


@section.claim("p/final-dynamics",
               "The final classical-quantum dynamics", kind="identity", place="final dynamics",
               note="First reading, to the letter: one Wiener process dW_t in all equations. With sigma = diag(sigma, "
               "sigma_1) the noises of two coordinates are then correlated, and D2 is not sigma sigma^T/2. Second "
               "reading, dW_j and dW_i: with A_j = {F_j - <F_j>, rho}, B_jk = (F_j - <F_j>) rho (F_k - <F_k>), the "
               "diffusion is sigma sigma^T/2; Ito's correction of Z and rho is A_i/2, so that the drift of the "
               "average is {F_i, rho}/2; the sandwiches have the coefficients (sigma sigma^T)^-1/4 = D0. Norm, "
               "average and purity: x/norm, x/average, p/pure-stays-pure.",
               scope="every number of coordinates, invertible sigma; a singular one: p/any-sigma")
def one_process() -> All:
    r"""dZ_{t,i} = \{Z_{t,i}, H_C(Z_t)\} dt + \{\{Z_{t,i}, H_j(Z_t)\}\} dt + \sigma_{ij}(Z_t) dW_t,\quad d|\psi_t\rangle = -i H_j(Z_t)
    |\psi_t\rangle dt + \frac{1}{2} \sigma_{ij}^{-1} (\{Z_j, H_1\} - \{\{Z_j, H_1\}\}) |\psi_t\rangle dW_t - \frac{1}{8} \sigma_{ij}^{-1}
    \sigma_{ik}^{-1} (\{Z_j, H_1\} - \{\{Z_j, H_1\}\}) (\{Z_k, H_1\} - \{\{Z_k, H_1\}\}) |\psi_t\rangle dt"""
    matrix = sp.diag(sigma, sigma1)
    noises = matrix * sp.ones(2, 1)
    literal, meant = noises * noises.T / 2, matrix * matrix.T / 2
    entries = ((0, 0), (0, 1), (1, 1))
    return conjunction(*((f"D2_{i + 1}{j + 1}", Equal(literal[i, j], meant[i, j], V)) for i, j in entries))


@one_process.reading()
def many_processes() -> All:
    r"""\sigma_{ij}\,dW_j \text{ and } \frac12\sigma^{-1}_{ij}(\{Z_j, H_I\} - \langle\{Z_j, H_I\}\rangle)|\psi_t\rangle dW_i, \quad H_j, H_1
    = H_I,\ \{\{\cdot\}\} = \langle\{\cdot\}\rangle"""
    return conjunction(
        ("D2", IndexEqual(parse("1/2*sig[i,k]*delta[k,l]*sig[j,l]"), parse("1/2*sig[i,k]*sig[j,k]"))),
        ("Ito's correction", IndexEqual(parse("sig[i,l]*1/2*isig[l,j]*A[j]"), parse("1/2*A[i]"), INVERSE)),
        ("D0 sigma sigma^T",
         IndexEqual(parse("1/2*isig[l,j]*1/2*isig[l,k]*sig[k,a]*sig[b,a]"), parse("1/4*delta[j,b]"), INVERSE)),
    )


@section.claim("p/hamiltonian-form",
               "Comparison with the Poisson bracket", kind="prose", place="above the final dynamics",
               uses=["x/average"],
               note="With L_i = F_i = {Z_i, H_I} and D1 = 1/2 the back-reaction of the average, -d_i{F_i, rho}_+/2, is "
               "the symmetrised Poisson bracket ({H_I, rho} - {rho, H_I})/2; {A, B} = A_q B_p - A_p B_q, F_q = d_p "
               "H, F_p = -d_q H, of which d_q F_q + d_p F_p = 0 is used. D1 = 1/2 - i a with a real a has the same drift of Z, and adds "
               "-i a d_i[F_i, rho] to the average, which no bracket has: it is this comparison of the averages that selects a = 0, not "
               "one of the first terms of the equations of a trajectory.",
               scope="the back-reaction; one canonical pair, any quantum system")
def hamiltonian_form() -> All:
    r"""\text{By comparing the first terms of these dynamics with the usual classical Poisson bracket and Schr\"odinger terms, ... one
    arrives at a compact set of dynamics for } (Z_t, |\psi_t\rangle)"""
    numbers = complex_algebra()
    H, rho = jet(numbers, "H"), jet(numbers, "rho")
    none = H.by() - H.by()
    force = {"u": Jet({"": H.by("v"), "u": H.by("u", "v")}), "v": Jet({"": -H.by("u"), "v": -H.by("u", "v")})}
    total = none
    for name in ("u", "v"):
        total = total - (product_rule(force[name], rho, name) + product_rule(rho, force[name], name)) * Fraction(1, 2)
    left = H.by("u") * rho.by("v") - H.by("v") * rho.by("u")
    right = rho.by("u") * H.by("v") - rho.by("v") * H.by("u")
    return conjunction(("bracket", MatrixEqual(total, (left - right) * Fraction(1, 2))))


@section.claim("p/translated",
               "The coefficients are translated into Hamiltonians and sigma", kind="prose", place="below the final "
               "dynamics", uses=["x/average", "p/saturation"],
               note="L_i = F_i, D1 = 1/2, D2 = sigma sigma^T/2 and D0 = (sigma sigma^T)^-/4 saturate the trade-off. For a "
               "singular sigma D1 = 1/2 violates the second condition; it then holds for D1 times the F_i.",
               scope="invertible sigma; a singular one: p/any-sigma")
def translated() -> All:
    r"""\text{The three matrix coefficients } (D_0, D_1, D_2) \text{ are now translated into Hamiltonians plus the noise kernel } \sigma"""
    n = noise()
    half = n.algebra.one * Fraction(1, 2)
    inverse = 2 * n.inverse.T * n.inverse  # of D2, see p/saturation
    least = half.T * inverse * half * Fraction(1, 2)
    return conjunction(("half of D1^+ D2^- D1", MatrixEqual(least, n.inverse.T * n.inverse * Fraction(1, 4))))


@section.claim("p/split",
               "H_I acts on the quantum sector, the rest is H_C", kind="definition", place="below the final dynamics",
               note="The split is free: H_I + h(z), H_C - h(z) give the same forces on Z and leave rho as it is.",
               scope="branches, one coordinate")
def split() -> All:
    r"""\text{The part of the Hamiltonian that acts on the quantum sector will be called } H_I \text{ ... The rest is then called } H_C"""
    moved = [amplitude(one + energy, [F + shift], [MEANS[0] + shift], sp.eye(1) / sigma, kick=HALF, damping=-EIGHTH)
             for one, F in ((EL, FL[0]), (sp.S.Zero, FR[0]))]
    expected = -sp.I * EL - (FL[0] - FR[0]) ** 2 / (8 * sigma**2)
    total = -shift + w * (FL[0] + shift) + (1 - w) * (FR[0] + shift)
    return conjunction(("coherence", Equal(product_drift(*moved), expected, V)),
                       ("force on Z", Equal(total, w * FL[0] + (1 - w) * FR[0], V)))


@section.claim("p/any-sigma",
               "Any real matrix satisfying the second condition", kind="prose", place="below the final dynamics",
               uses=["x/average", "p/trade-off"],
               note="D2 D2^- = sigma sigma^-: with the Moore-Penrose inverse Ito's correction is sigma sigma^- A/2, "
               "which is A/2 exactly if (1 - sigma sigma^-) F = 0, the second condition for the F_i as Lindblad "
               "operators. A coordinate without force needs no noise; one with a force does.",
               scope="the projector of both conditions; the average with K_j = sigma^-_jk F_k is x/average")
def any_sigma() -> All:
    r"""\sigma \text{ ... can be any real matrix satisfying the second condition}"""
    n = noise()
    diffusion, inverse = n.sigma * n.sigma.T * Fraction(1, 2), 2 * n.inverse.T * n.inverse
    return conjunction(
        ("D2 D2^-", MatrixEqual(diffusion * inverse, n.sigma * n.inverse)),
        ("a projector", MatrixEqual(diffusion * inverse * n.sigma, n.sigma)),
    )


@section.claim("p/scales-with-inverse",
               "The new terms scale with the inverse of sigma", kind="prose", place="below the final dynamics",
               note="For sigma -> s sigma the noise term is divided by s, the other by s^2. Both are made of "
               "sigma^-1; proportional to it is the noise term alone.", scope="branches, one coordinate")
def scales() -> All:
    r"""\text{the new additional terms in } d|\psi_t\rangle \text{ scale with the (pseudo-)inverse } \sigma^{-1}"""
    before, after = level(sp.S.Zero, FL[:1]), level(sp.S.Zero, FL[:1], s * sigma)
    return conjunction(("noise",
                        Equal(after.noises[0], before.noises[0] / s, V)), ("drift",
                                                                           Equal(after.drift, before.drift / s**2, V)))


@section.claim("p/harder-to-back-react",
               "The stronger the noise, the less is passed on", kind="prose", place="below the final dynamics",
               uses=["p/scales-with-inverse", "x/average"],
               note="Of the additional terms: the rate at which a coherence decays falls as sigma^-2. Not of "
               "everything that the classical coordinate does to the quantum state: -i H_I(Z_t) has no sigma, and the "
               "noise that it brings in grows with sigma, x/averaged-coherence. The back-reaction of the quantum on "
               "the classical sector, <F> dt, has no sigma either.",
               scope="the additional terms; two branches")
def harder() -> All:
    r"""\text{the stronger the noise is in the classical sector, the harder it is for the actual dynamics of the classical sector to
    back-react on the quantum one}"""
    rates = [level(sp.S.Zero, forces[:1], at_least_one * sigma) for forces in (FL, FR)]
    rate = -product_drift(*rates).subs({FL[0]: apart, FR[0]: 0})
    return conjunction(("rate at s sigma", AtMost(rate, apart**2 / (8 * sigma**2), V)))
