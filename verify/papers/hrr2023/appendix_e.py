"""Appendix E: Gaussian derivatives and Gaussian integrals, for every dimension where the proof is."""

from __future__ import annotations

import sympy as sp

from derive import index_rules, pairings
from derive import wick as generating
from derive.determinant import determinant_rate, general_matrices
from derive.gaussian_function import density as gaussian_density
from derive.gaussian_function import gaussian
from derive.index_rules import INVERSES, SYMMETRIC, parse
from derive.matrices import MatrixAlgebra
from derive.sample import sample_general, sample_inverse_derivative, sample_invertible
from derive.trace import Tr
from derive.units import NONE
from derive.wigner import total_mass
from verify.claim import Section
from verify.papers.hrr2023.symbols import V as TABLE
from verify.papers.hrr2023.symbols import d
from verify.statement import All, Leaf, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.matrix import MatrixEqual
from verify.statements.pending import Cited
from verify.statements.scalar import Apart, Equal
from verify.statements.trace import TraceEqual
from verify.variables import Variables

section = Section("appendix_e", title="Appendix E: Gaussian derivatives and integrals", order=130)


@section.claim("E1", "Gaussian density", kind="definition", scope="d = 1, and sigma = l 1 for every d", place="(E1)",
               slip="after it: real-valued for invertible sigma with det sigma > 0, not for any",
               note="Normalised: with the eigenvalues of sigma all equal for every d, and for every covariance with d = 1.")
def density() -> All:
    r"""\tau_{\alpha,\sigma}(\alpha+\beta) = \frac{e^{-\beta^\top\sigma^{-1}\beta/2}}{(2\pi)^d\sqrt{\det\sigma}}"""
    table = Variables(TABLE.values())
    width = table.declare("l", NONE, "eigenvalue of sigma")
    first, second = (table.declare(name, NONE, "coordinate", low=-sp.oo) for name in ("b_1", "b_2"))
    sxx = table.declare("s_xx", NONE, "variance of b_1")
    sxp = table.declare("s_xp", NONE, "covariance", low=-sp.oo)
    det = table.declare("D", NONE, "determinant of sigma")
    covariance = sp.Matrix([[sxx, sxp], [sxp, (det + sxp**2) / sxx]])
    line = total_mass(gaussian(-(first**2) / (2 * width)), [first]).expression()  # one of the 2d integrals
    mass = total_mass(gaussian_density((first, second), (0, 0), covariance), (first, second))
    return conjunction(
        ("sigma = l 1, every d", Equal(line ** (2 * d), (2 * sp.pi) ** d * sp.sqrt(width ** (2 * d)), table)),
        ("every covariance, d = 1", Equal(mass.expression(), sp.Integer(1), table)),
    )


@section.claim("E2", "Gradient of the exponent", kind="identity", place="(E2)", uses=["E1"])
def gradient() -> IndexEqual:
    r"""\partial_d(\beta^a\sigma^{-1}_{ab}\beta^b) = \sigma^{-1}_{db}\beta^b + \beta^a\sigma^{-1}_{ad}"""
    return IndexEqual(index_rules.quadratic_gradient("d"), parse("Si[d,b]*b[b] + b[a]*Si[a,d]"))


@section.claim("E3", "Second derivative of the exponent", kind="identity", place="(E3)", uses=["E2"])
def hessian() -> IndexEqual:
    r"""\partial_c\partial_d(\beta^a\sigma^{-1}_{ab}\beta^b) = \sigma^{-1}_{dc} + \sigma^{-1}_{cd}"""
    return IndexEqual(index_rules.quadratic_hessian("d", "c"), parse("Si[d,c] + Si[c,d]"))


@section.claim("E4", "Derivative of a determinant", kind="identity", scope="sizes 1, 2, 3", place="(E4)",
               note="Proved for matrices of size 1, 2 and 3; for every size it is Jacobi's formula, reference [70] of the paper.")
def determinant() -> All:
    r"""\frac{\partial\det Z}{\partial y} = (\det Z)\,\mathrm{Tr}\Big[Z^{-1}\frac{\partial Z}{\partial y}\Big]"""
    parts = []
    for size in (1, 2, 3):
        Z, W = general_matrices(size)
        table = Variables()
        names = {symbol: table.declare(symbol.name, NONE, "matrix entry", low=-sp.oo) for symbol in [*Z, *W]}
        Z, W = Z.subs(names), W.subs(names)
        printed = Z.det() * (Z.inv("ADJ") * W).trace()
        invertible = Apart(Z.det(), 0, table)
        parts.append((f"size {size}", Equal(determinant_rate(Z, W), printed, table, invertible)))
    return conjunction(*parts)


@section.claim("E5", "Derivative of an inverse", kind="identity", place="(E5)")
def inverse() -> MatrixEqual:
    r"""\frac{\partial Z^{-1}}{\partial y} = -Z^{-1}\frac{\partial Z}{\partial y}Z^{-1}"""
    algebra = MatrixAlgebra()
    Z = algebra.general("Z", sample_invertible)
    Zi = Z.inverse
    W = algebra.general("W", sample_general)
    derivative = algebra.general("Y", sample_inverse_derivative("Z", "W"))
    algebra.assume(W * Zi + Z * derivative, text="the derivative of Z Z^-1 = 1, with W = dZ/dy and Y = d(Z^-1)/dy")
    return MatrixEqual(derivative, -(Zi * W * Zi))


@section.claim("E6", "Determinant, entry by entry", kind="identity", place="(E6)", uses=["E4"])
def determinant_entries() -> IndexEqual:
    r"""\frac{\partial\det Z}{\partial Z_{ab}} = (\det Z)Z^{-1}_{ba}"""
    return IndexEqual(index_rules.determinant_gradient(), parse("det*Zi[b,a]"), INVERSES)


@section.claim("E7", "Inverse, entry by entry", kind="identity", place="(E7)", uses=["E5"])
def inverse_entries() -> IndexEqual:
    r"""\frac{\partial Z^{-1}_{cd}}{\partial Z_{ab}} = -Z^{-1}_{ca}Z^{-1}_{bd}"""
    return IndexEqual(index_rules.inverse_gradient(), parse("-Zi[c,a]*Zi[b,d]"), INVERSES)


@section.claim("E8", "Second derivative and covariance derivative of a Gaussian", kind="identity", place="(E8)",
               uses=["E1", "E2", "E3", "E6", "E7"], note="Entries of sigma independent while differentiating, symmetric afterwards.")
def heat_identity() -> All:
    r"""\partial_a\partial_b\tau_{\alpha,\sigma}(\alpha+\beta) = (\sigma^{-1}_{ac}\beta^c\sigma^{-1}_{bd}\beta^d -
    \sigma^{-1}_{ab})\tau_{\alpha,\sigma}(\alpha+\beta) = 2\frac{\partial}{\partial\sigma_{ab}}\tau_{\alpha,\sigma}(\alpha+\beta)"""
    printed = parse("Si[a,c]*b[c]*Si[b,d]*b[d]*tau - Si[a,b]*tau")
    return conjunction(
        ("by the mean", IndexEqual(index_rules.gaussian_hessian(), printed, SYMMETRIC)),
        ("by the covariance", IndexEqual(index_rules.gaussian_covariance_gradient(), printed, SYMMETRIC)),
    )


@section.claim("p/singular-covariance", "Singular for a covariance that is not invertible", kind="prose", place="after (E8)", uses=["E8"],
               scope="d = 1, at the centre",
               note="At beta = 0 with sigma = diag(s, v): -s^(-1) (s v)^(-1/2)/(2 pi) for a = b = x, which grows "
               "as s^(-3/2) for s -> 0.")
def singular() -> All:
    r"""\text{(As expected, this is singular when } \sigma \text{ is non-invertible.)}"""
    table = Variables()
    narrow, wide = (table.declare(name, NONE, "a variance") for name in ("s", "v"))
    beta = sp.Dummy("beta", real=True)
    size = 1 / (narrow * 2 * sp.pi * sp.sqrt(narrow * wide))
    derived = -sp.diff(sp.exp(-(beta**2) / (2 * narrow)) / (2 * sp.pi * sp.sqrt(narrow * wide)), beta, 2).subs(beta, 0)
    return conjunction(("at the centre", Equal(derived, size, table)),
                       ("the power -3/2 of s", Equal(narrow * sp.diff(size, narrow), -sp.Rational(3, 2) * size, table)))


@section.claim("p/heat-identity-quantum", "The same for Gaussian states", kind="prose", place="after (E8)",
               uses=["E8", "p/wigner-gaussian"],
               slip="W^-1 is (2 pi hbar)^d Op_hbar, with fact 1 of Appendix B; the identity is linear. That W has an inverse which "
               "commutes with the derivatives is not among the three facts of Appendix B",
               note="Weyl quantisation is linear and commutes with derivatives by the mean and by sigma.")
def heat_identity_quantum() -> Leaf:
    r"""\text{Weyl quantizing both sides with } \mathrm{Op}_\hbar = \mathcal W^{-1}:\quad
    \partial_a\partial_b\hat\tau_{\alpha,\sigma} = 2\frac{\partial}{\partial\sigma_{ab}}\hat\tau_{\alpha,\sigma}"""
    return Cited("linearity and continuity of Weyl quantisation", needs="the Weyl calculus on Schwartz functions")


@section.claim("p/wick", "Wick's theorem", kind="prose", place="before (E9)", uses=["E1"],
               note="Completing the square gives the generating function for every dimension (a shift does not change the integral "
               "of (E1)); its  derivatives at 0 give the pairings, checked for 2, 4 and 6 factors, which is what (E9) to (E11) use.")
def wick() -> All:
    r"""\text{the evaluation of some Gaussian integrals, as can be done with Wick's theorem}"""
    return conjunction(
        ("completing the square", IndexEqual(*generating.completed_square(), generating.COVARIANCE)),
        *(
            (f"{len(names)} factors", IndexEqual(generating.moment(names), generating.pairings(names), generating.COVARIANCE))
            for names in ("ab", "abcd", "abcdef")
        ),
    )


@section.claim("E9", "Second Gaussian moment", kind="identity", place="(E9)", uses=["E1", "p/wick"])
def second_moment() -> TraceEqual:
    r"""\langle\beta^\top A\beta\rangle_\sigma := \int d\beta\,\tau_{0,\sigma}(\beta)(\beta^\top A\beta) =
    \int d\beta\,\tau_{\alpha,\sigma}(\alpha+\beta)(\beta^\top A\beta) = A_{ab}\int d\beta\,\tau_{\alpha,\sigma}(\alpha+\beta)
    \beta^a\beta^b = A_{ab}\sigma^{ab} = \mathrm{Tr}[\sigma A]"""
    return TraceEqual(pairings.by_pairings("A"), Tr("s", "A"))


@section.claim("E10", "Fourth Gaussian moment", kind="identity", place="(E10)", uses=["E1", "p/wick"],
               note="For symmetric A and B of any size; positivity is not needed.")
def fourth_moment() -> All:
    r"""\langle(\beta^\top A\beta)(\beta^\top B\beta)\rangle_\sigma = A_{ab}B_{cd}[\sigma^{ab}\sigma^{cd} +
    2\sigma^{ad}\sigma^{bc}] = \mathrm{Tr}[\sigma A]\mathrm{Tr}[\sigma B] + 2\,\mathrm{Tr}[\sigma A\sigma B]"""
    derived = pairings.by_pairings("A", "B")
    indexed = pairings.contract([(1, "ab cd"), (2, "ad bc")], ("A", "B"))
    return conjunction(
        ("index form", TraceEqual(derived, indexed)),
        ("trace form", TraceEqual(derived, Tr("s", "A") * Tr("s", "B") + 2 * Tr("s", "A", "s", "B"))),
        ("second derivation, by cycles", TraceEqual(pairings.by_cycles("A", "B"), indexed)),
    )


@section.claim("E11", "Sixth Gaussian moment", kind="identity", place="(E11)", uses=["E1", "p/wick"],
               note="For symmetric A, B and C of any size; positivity is not needed.")
def sixth_moment() -> All:
    r"""\langle(\beta^\top A\beta)(\beta^\top B\beta)(\beta^\top C\beta)\rangle_\sigma = A_{ab}B_{cd}C_{ef}\big[
    \sigma^{ab}\sigma^{cd}\sigma^{ef} + 2(\sigma^{ab}\sigma^{cf}\sigma^{de} + \sigma^{af}\sigma^{cd}\sigma^{be} +
    \sigma^{ad}\sigma^{bc}\sigma^{ef}) + 4(\sigma^{ad}\sigma^{be}\sigma^{cf} + \sigma^{af}\sigma^{bc}\sigma^{de})\big] =
    \mathrm{Tr}[\sigma A]\mathrm{Tr}[\sigma B]\mathrm{Tr}[\sigma C] + 2\mathrm{Tr}[\sigma A]\mathrm{Tr}[\sigma B\sigma C] +
    2\mathrm{Tr}[\sigma B]\mathrm{Tr}[\sigma C\sigma A] + 2\mathrm{Tr}[\sigma C]\mathrm{Tr}[\sigma B\sigma A] +
    8\mathrm{Tr}[\sigma A\sigma B\sigma C]"""
    derived = pairings.by_pairings("A", "B", "C")
    indexed = pairings.contract(
        [(1, "ab cd ef"), (2, "ab cf de"), (2, "af cd be"), (2, "ad bc ef"), (4, "ad be cf"), (4, "af bc de")],
        ("A", "B", "C"),
    )
    a, b, c = Tr("s", "A"), Tr("s", "B"), Tr("s", "C")
    printed = (
        a * b * c + 2 * a * Tr("s", "B", "s", "C") + 2 * b * Tr("s", "C", "s", "A") + 2 * c * Tr("s", "B", "s", "A")
        + 8 * Tr("s", "A", "s", "B", "s", "C")
    )
    return conjunction(
        ("index form", TraceEqual(derived, indexed)),
        ("trace form", TraceEqual(derived, printed)),
        ("second derivation, by cycles", TraceEqual(pairings.by_cycles("A", "B", "C"), printed)),
    )
