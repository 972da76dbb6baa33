"""The remarks after Theorem 1: time scales, and mixtures of squeezed states (1.12), (1.13)."""

from __future__ import annotations

import sympy as sp

from derive.gaussian_function import density, gaussian, scaled
from derive.matrices import MatrixAlgebra
from derive.oscillatory import derivative_norm
from derive.wigner import pure_state, total_mass, transform
from verify.claim import Section
from verify.papers.li2024.gaussian_equality import same
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import gamma, h, n, x, x0, xi, xi0
from verify.statement import All, Leaf, conjunction
from verify.statements.matrix import MatrixEqual
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

HALF, THREE_HALVES = sp.Rational(1, 2), sp.Rational(3, 2)
V = Variables(TABLE.values())
s11 = V.declare("s_11", meaning="entry of sigma")
s12 = V.declare("s_12", meaning="entry of sigma", low=-sp.oo)
s22 = V.declare("s_22", meaning="entry of sigma")
c = V.declare("c", meaning="lower bound of sigma/h")
w = V.declare("w", meaning="weight of the first packet", high=1)
SQUEEZED = transform(pure_state(x0, xi0, s11 / 2, s12 / 2, h), x, xi, sign=-1, prefactor=sp.S.One, hbar=h)

section = Section("theorem1_remarks", title="Remarks after Theorem 1, (1.12) and (1.13)", order=25)


@section.claim("p/remark1-time", "Remark 1: the time of correspondence", kind="prose", place="Remark 1 after Theorem 1", uses=["1.10"],
               note="From t = 1 on, all terms of (1.10) are at most 1 up to that time, and at that time one of them is 1.")
def remark1_time() -> All:
    r"""\text{the time of classical--quantum correspondence for the constant to large coupling strength } h^0\le\gamma<h^{-1}
    \text{ regime is then } t\sim h^{-\frac12}\gamma^{\frac32}"""
    given = (AtMost(sp.Integer(1), gamma, V), AtMost(gamma, 1 / h, V))
    latest = h**-HALF * gamma**THREE_HALVES
    return conjunction(
        ("first growing term", Equal(latest * h**HALF * gamma**-THREE_HALVES, sp.Integer(1), V)),
        ("the other terms", AtMost(sp.Max(latest * h / gamma, h**HALF, h * gamma), sp.Integer(1), V, *given)),
        ("not before t = 1", AtMost(sp.Integer(1), latest, V, *given)),
    )


@section.claim("p/remark1-longer", "Remark 1: longer than in [HRR23b]", kind="prose", place="Remark 1 after Theorem 1",
               uses=["p/remark1-time"], note="Equal at gamma = 1, longer above.")
def remark1_longer() -> Relation:
    r"""\text{which improves on the time of correspondence found in [HRR23b], where } t\sim h^{-\frac12}"""
    return AtMost(h**-HALF, h**-HALF * gamma**THREE_HALVES, V, AtMost(sp.Integer(1), gamma, V))


@section.claim("p/remark1-assumptions", "Remark 1: slightly stronger symbol bounds", kind="prose", place="Remark 1 after Theorem 1",
               slip="the jump operators of [HRR23a] are linear (hrr2023:Theorem1), and (1.2) allows all of these: its bounds are not "
               "stronger")
def remark1_assumptions() -> Leaf:
    r"""\text{we assume slightly stronger symbol bounds on the jump operators } L_j \text{ than in [HRR23a, GZ24]}"""
    return Cited("[HRR23a], where jump operators are linear, and [GZ24]", needs="a comparison with the assumptions of [GZ24]")


def _squeezed(sign: int) -> All:
    """The symbol of the pure Gaussian state against 2 exp(sign <z - z_0, sigma^-1 (z - z_0)>), det sigma = h^2."""
    sigma = sp.Matrix([[s11, s12], [s12, (h**2 + s12**2) / s11]])
    z = sp.Matrix([x - x0, xi - xi0])
    return same(SQUEEZED, gaussian(sign * (z.T * sigma.inv() * z)[0], coefficient=sp.Integer(2)), V)


@section.claim("1.12", "Pure Gaussian states", kind="definition", place="(1.12)", scope="n = 1",
               note="From the wave function of variance s_11/2 and covariance s_12/2. h^-1 sigma in Sp(2) means det sigma = h^2. That "
               "sigma is symmetric and positive is not printed and is meant.")
def squeezed() -> All:
    r"""h^{-1}\sigma\in\mathrm{Sp}(2n;\mathbb{R}):\quad A_{z_0,\sigma} := a_{z_0,\sigma}^w(x,hD),\quad
    a_{z_0,\sigma}(z) := 2^n\exp(\langle z-z_0,\sigma^{-1}(z-z_0)\rangle),\quad z = (x,\xi)"""
    return _squeezed(1)


@squeezed.corrected(
    why="The exponent has the wrong sign: for sigma = h it must be -|z - z_0|^2/h, as below (1.8).",
    error="slip",
    consequence="None: the printed function grows and is the symbol of no state.",
)
def squeezed_corrected() -> All:
    r"""a_{z_0,\sigma}(z) := 2^n\exp(-\langle z-z_0,\sigma^{-1}(z-z_0)\rangle)"""
    det = h ** (2 * n)  # of sigma, for h^-1 sigma in Sp(2n)
    return conjunction(
        _squeezed(-1),
        ("trace, every n", Equal((2 * sp.pi * h) ** -n * sp.pi**n * sp.sqrt(det), sp.Integer(2) ** -n, V)),
    )


@section.claim("p/not-too-squeezed", "States that are not too squeezed", kind="definition", place="below (1.12)", uses=["1.12"],
               note="With S = sigma/h, symmetric, positive and symplectic: S - c S^2 is congruent to S - c, hence positive with it, and "
               "that is S <= 1/c. The lower bound alone makes the set of all S compact.")
def not_too_squeezed() -> MatrixEqual:
    r"""\mathrm{supp}\,\lambda_h\subset\Big\{\sigma : \frac\sigma h\in\mathrm{Sp}(2n;\mathbb{R}),\ \sigma\ge hc\Big\}
    \times\mathbb{R}^{2n} \text{ for some } c>0 \text{ independent of } h"""
    algebra = MatrixAlgebra()
    form, S = algebra.form(), algebra.pure("S")
    least = algebra.scalar("c")
    return MatrixEqual(S - least * S * S, (form * S).T * (S - least) * (form * S))


@section.claim("1.13", "Mixtures", kind="definition", place="(1.13)", uses=["1.12", "p/not-too-squeezed"], scope="two packets, n = 1",
               note="Quantisation is linear, and the trace is the mass of lambda_h. The constant of (1.10) is then a multiple of that "
               "mass.",
               slip="lambda_h is a probability measure, as 'mixture' says, or of bounded mass; its arguments are (sigma, z_0) where its "
               "space is given and (z_0, sigma) here")
def mixtures() -> Relation:
    r"""A(0) = \int A_{z_0,\sigma}\,d\lambda_h(z_0,\sigma) \quad\text{and}\quad a(0) = \int a_{z_0,\sigma}\,d\lambda_h(z_0,\sigma)"""
    first = total_mass(SQUEEZED, [x, xi]).expression() / (2 * sp.pi * h)
    second = total_mass(scaled(density((x, xi), (0, 0), sp.diag(h / 2, h / 2)), 2 * sp.pi * h), [x, xi]).expression() / (2 * sp.pi * h)
    return Equal(w * first + (1 - w) * second, sp.Integer(1), V)


def _derivative(order: int) -> sp.Expr:
    """h^-1 int |d_x^order a| for the symbol of (1.12), over its value at s_22 = h = 1.

    The exponent is -(x + b xi)^2/width - xi^2/s_22 with width = det sigma/s_22 = h^2/s_22.
    """
    width = h**2 / s22
    ratio = sp.simplify(derivative_norm(width, order) / derivative_norm(sp.S.One, order))
    return ratio * sp.sqrt(s22) / h


@section.claim("p/mixtures-in-class", "Mixtures belong to the class", kind="prose", place="Remark 3 after Theorem 1",
               uses=["1.13", "2.7", "p/not-too-squeezed"], scope="n = 1, derivatives of order 0, 1, 2 by x",
               note="h^-1 ||d_x^k a||_L1 of one packet, divided by its value for sigma = h = 1, is (s_22)^(k/2)/h^k, and s_22 <= h/c: "
               "the bound h^(-k/2) of rho = 1/2 with a constant that depends on c and k alone. By convexity it holds for mixtures.")
def mixtures_in_class() -> All:
    r"""\text{we just need that } A(0) \text{ is the quantization of an element of } S_{1/2}^{L^1} \text{ defined in (2.7). Such mixtures
    of not-too-squeezed Gaussians clearly fall into this class}"""
    given = AtMost(s22, h / c, V)
    return conjunction(*((f"order {order}", AtMost(_derivative(order), c ** sp.Rational(-order, 2) * h ** sp.Rational(-order, 2), V, given))
                         for order in (0, 1, 2)))


@section.claim("p/remark3-setting", "Remark 3: the setting of [HRR23a]", kind="prose", place="Remark 3 after Theorem 1")
def remark3_setting() -> Leaf:
    r"""\text{This is the setting of [HRR23a] when } \gamma\ge1.\ \text{in the weakly coupled regime } \gamma<1, \text{ [HRR23a] actually
    allows for mixtures of not-too-squeezed states belonging to more exotic symbol classes}"""
    return Cited("[HRR23a]; its Theorem 1 is hrr2023:Theorem1 here", needs="the dictionary between D_0 of that theorem and gamma")
