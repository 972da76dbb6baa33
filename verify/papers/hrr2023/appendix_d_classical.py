"""Appendix D, classical half: (D2), and from the generator to the mean square, (D14) to (D17)."""

from __future__ import annotations

import sympy as sp

from derive import classical_error as packet
from derive.blocks import FORM, Block, diagonal
from derive.classical_error import absolute_moment, absolute_moment_by_spreading, cubic_moments, packet_blocks
from derive.free_algebra import ONE, ZERO
from derive.gaussian_function import density as gaussian_density
from derive.gaussian_function import gaussian, product
from derive.index import Relations
from derive.index_rules import SYMMETRIC, parse
from derive.units import LENGTH, MOMENTUM, NONE, TIME
from derive.wick import COVARIANCE
from derive.wigner import total_mass
from verify.claim import Section
from verify.papers.hrr2023.symbols import V3, d, hbar
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.block import BlockEqual
from verify.statements.indexed import IndexEqual
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import AtMost, Equal, Relation
from verify.statements.tested import FEATURES, Tested, tested
from verify.statements.units import HasUnit
from verify.variables import Variables

section = Section("appendix_d_classical", title="Appendix D: harmonic approximation error, classical", order=121)
V = Variables(TABLE.values())
sxx = V.declare("s_xx", LENGTH**2, "norm of sigma^xx; for d = 1 the variance of position")
inv = V.declare("B", MOMENTUM**-2, "for d = 1 the pp entry of sigma^-1")
value = V.declare("Y", TIME**-1, "(sigma^-1 beta)_p . grad delta V at a point", low=-sp.oo)
mass = V.declare("tau", NONE, "value of the density at a point")
ROOT_TWO_OVER_PI = sp.sqrt(2 / sp.pi)
CASE_SCALE = FEATURES["V3"] * FEATURES["L"] ** sp.Rational(3, 2) / FEATURES["hbar"]
MEAN, MEAN_SQUARE = cubic_moments(V3, sxx, inv)  # d = 1, V = V3 x^3/6, packet at 0, every covariance
PURE_MEAN, _ = cubic_moments(V3, sxx, 4 * sxx / hbar**2)  # the same for a pure covariance, with (sigma^-1)_pp = (4/hbar^2) sigma^xx


def _defect_is_squares() -> IndexEqual:
    """|f|^2 |g|^2 - (f . g)^2 is half the sum of all (f_i g_j - g_i f_j)^2."""
    minors = parse("f[i]*g[j]") - parse("g[i]*f[j]")
    return IndexEqual(2 * packet.gram_defect(), minors * minors)


def _cubic() -> tuple[tuple[str, Relation], ...]:
    return (
        ("left side, V = V3 x^3/6 and d = 1", Equal(MEAN**2, inv * (V3 * sxx) ** 2 / (2 * sp.pi), V)),
        ("right side, larger by 3 pi/2", Equal(MEAN_SQUARE, sp.Rational(3, 4) * inv * (V3 * sxx) ** 2, V)),
    )


@section.claim("D2", "Classical harmonic error", kind="inequality", place="Appendix D, (D2)", uses=["D24", "p/d24-implies-d2"],
               note="As in the first half of Lemma 1 and before (D24), sigma is the covariance of a pure quantum state: hbar enters only "
               "there. The left side of the witness is exact: d = 1, V = V3 x^3/6, packet at the origin, with the mean of |(sigma^-1 "
               "beta)_p V'| in closed form.")
def classical_error() -> Relation:
    r"""\left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1} \le \sqrt{3d^3}\,
    \|\nabla^3 V\| \frac{\|\sigma^{xx}\|_{op}^{2/3}}{\hbar}"""
    return AtMost(PURE_MEAN, (sp.sqrt(3 * d**3) * V3 * sxx ** sp.Rational(2, 3) / hbar).subs(d, 1), V)


@classical_error.reading()
def classical_error_second() -> Relation:
    r"""\left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1} \le \sqrt{3}\,d^3\,
    \|\nabla^3 V\| \frac{\|\sigma^{xx}\|_{op}^{2/3}}{\hbar}"""
    return AtMost(PURE_MEAN, (sp.sqrt(3) * d**3 * V3 * sxx ** sp.Rational(2, 3) / hbar).subs(d, 1), V)


@classical_error.corrected(
    why="The right side has not the unit 1/time, and the exact error sqrt(2/pi) V3 s^(3/2)/hbar of a cubic potential exceeds it for "
    "large s = sigma^xx (d = 1). The square root of (D24) has the exponent 3/2, as in (D1).",
    error="substance",
    consequence="Read with 2/3 the bound is no rate. (34) and the theorem have the exponent 3/2, with sqrt(3 d^3).",
)
def classical_error_corrected() -> Tested | All:
    r"""\left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1} \le \sqrt{3d^3}\,
    \|\nabla^3 V\| \frac{\|\sigma^{xx}\|_{op}^{3/2}}{\hbar}"""
    printed = sp.sqrt(3 * d**3) * V3 * sxx ** sp.Rational(3, 2) / hbar
    parts = conjunction(
        ("the square root of (D24)", AtMost(V3**2 / hbar**2 * d**2 * (d + 2) * sxx**3, printed**2, V)),
        ("a rate", HasUnit(printed, TIME**-1, V)),
        ("exact for V = V3 x^3/6, d = 1: 2/(3 pi) of the square", Equal(PURE_MEAN**2, 2 / (3 * sp.pi) * (printed**2).subs(d, 1), V)),
    )
    return tested(parts, FEATURES["C"], sp.sqrt(3 * FEATURES["d"] ** 3) * CASE_SCALE)


@section.claim("D14", "Error as a Poisson bracket", kind="identity", place="Appendix D, (D14)",
               uses=["2", "p/liouvillian-difference", "p/classical-harmonic-approximation", "p/hamiltonian-remainder"],
               note="The functions agree point by point, hence their norms. The noise is the same in both generators.")
def bracket_error() -> All:
    r"""\left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1} = \left\| (\mathcal L -
    \mathcal L^{(\alpha)})[\tau_{\alpha,\sigma}] \right\|_{L^1} = \left\| -\omega^{ab} \partial_a (
    \tau_{\alpha,\sigma}\, \partial_b \delta H^{[\alpha,2]} ) \right\|_{L^1} = \left\| (\nabla_p
    \tau_{\alpha,\sigma})\cdot(\nabla_x \delta V^{[\alpha_x,2]}) \right\|_{L^1}"""
    difference, printed = packet.generator_difference(), (-1) * packet.bracket_divergence()
    in_position = diagonal(ONE, ZERO)  # the gradient of a function of position alone
    momentum_by_position = Block(((ZERO, ZERO), (ONE, ZERO)))
    hessians = Relations(symmetric=frozenset({"Hij", "Qij"}))
    return conjunction(
        ("the generators' difference, any antisymmetric form", IndexEqual(difference, printed, hessians)),
        ("omega pairs momentum with position", BlockEqual(-(FORM * in_position), momentum_by_position)),
    )


@section.claim("D15", "Gaussian derivative inserted", kind="identity", place="Appendix D, (D15)", uses=["p/d-gaussian-gradient"],
               note="S is the matrix that pairs the momentum components with those of grad_x. In the norms beta stands for the function "
               "f(alpha + beta) = beta, as the text says after (D16).")
def gradient_inserted() -> IndexEqual:
    r"""\left\| (\nabla_p \tau_{\alpha,\sigma})\cdot(\nabla_x \delta V^{[\alpha_x,2]}) \right\|_{L^1} =
    \left\| -\tau_{\alpha,\sigma}\, (\sigma^{-1}\beta)_p\cdot(\nabla_x \delta V^{[\alpha_x,2]})
    \right\|_{L^1}"""
    printed = parse("-tau*Si[a,e]*b[e]*S[a,c]*g[c]")
    return IndexEqual(packet.gaussian_gradient() * parse("S[a,c]*g[c]"), printed, SYMMETRIC)


@section.claim("D16", "Cauchy-Schwarz split", kind="identity", place="Appendix D, (D16)", uses=["x/cauchy-schwarz"],
               note="The witness: d = 1, V = V3 x^3/6, packet at the origin, any covariance.")
def cauchy_schwarz_split() -> Relation:
    r"""\left\| -\tau_{\alpha,\sigma}\, (\sigma^{-1}\beta)_p\cdot(\nabla_x \delta V^{[\alpha_x,2]})
    \right\|_{L^1} = \| \tau_{\alpha,\sigma}^{1/2} \|_{L^2}^2\; \| \tau_{\alpha,\sigma}^{1/2}\,
    (\sigma^{-1}\beta)_p\cdot(\nabla_x \delta V^{[\alpha_x,2]}) \|_{L^2}^2"""
    return Equal(MEAN, 1 * MEAN_SQUARE, V)


@cauchy_schwarz_split.corrected(
    why="The inequality of Cauchy and Schwarz, named as the reason below, gives '<=', and the square of the left side; as printed one side "
    "has the unit 1/time, the other 1/time^2. Equality needs |(sigma^-1 beta)_p . grad delta V| constant, and fails for a cubic potential.",
    error="slip",
    consequence="None: (D17) has the square, and the chain needs an upper bound only.",
)
def cauchy_schwarz_split_corrected() -> Tested | All:
    r"""\left\| -\tau_{\alpha,\sigma}\, (\sigma^{-1}\beta)_p\cdot(\nabla_x \delta V^{[\alpha_x,2]})
    \right\|_{L^1}^2 \le \| \tau_{\alpha,\sigma}^{1/2} \|_{L^2}^2\; \| \tau_{\alpha,\sigma}^{1/2}\,
    (\sigma^{-1}\beta)_p\cdot(\nabla_x \delta V^{[\alpha_x,2]}) \|_{L^2}^2"""
    parts = conjunction(
        ("the two factors multiply to the function", Equal(-sp.sqrt(mass) * (sp.sqrt(mass) * value), -mass * value, V)),
        ("the defect of Cauchy-Schwarz is a sum of squares", _defect_is_squares()),
        *_cubic(),
    )
    return tested(parts, FEATURES["C"] ** 2, FEATURES["G2"])


@section.claim("p/d-gaussian-gradient", "Gradient of a Gaussian", kind="prose", place="Appendix D, after (D16)", uses=["E1", "E2"])
def gaussian_gradient() -> IndexEqual:
    r"""\partial_a \tau_{\alpha,\sigma} = -\sigma^{-1}_{ab} \beta^b\, \tau_{\alpha,\sigma} \text{ (recalled
    in Appendix E 1)}"""
    return IndexEqual(packet.gaussian_gradient(), parse("-Si[a,c]*b[c]*tau"), SYMMETRIC)


@section.claim("p/cauchy-schwarz-in-d16", "Reason for (D16)", kind="prose", place="Appendix D, after (D16)",
               uses=["D16", "x/cauchy-schwarz"],
               note="It is the reason for the corrected (D16), with '<=' and squares. For any number of points: f_i g_j - g_i f_j squared.")
def cauchy_schwarz_in_d16() -> IndexEqual:
    r"""\text{in the last line we have used the Cauchy-Schwartz inequality}"""
    return _defect_is_squares()


@section.claim("p/d-gaussian-normalized", "The Gaussian is normalised", kind="prose", place="Appendix D, before (D17)", uses=["E1"],
               scope="d = 1, and one eigendirection of sigma for every d",
               note="In the eigenvectors of sigma the density is a product of 2d densities of one variable. It is positive: |tau| = tau.")
def gaussian_normalized() -> All:
    r"""\| \tau_{\alpha,\sigma}^{1/2} \|_{L^2}^2 = \int d\beta\, |\tau_{\alpha,\sigma}(\alpha+\beta)| = 1"""
    table = Variables()
    x, p, cross = (table.declare(name, NONE, "real number", low=-sp.oo) for name in ("b_x", "b_p", "s_xp"))
    first, det = (table.declare(name, NONE, "positive number") for name in ("l", "D"))
    covariance = sp.Matrix([[first, cross], [cross, (det + cross**2) / first]])
    exponent = gaussian_density((x, p), (0, 0), covariance).exponent
    root = gaussian(exponent / 2, radicand=1 / (4 * sp.pi**2 * det))
    line = gaussian(-(x**2) / (4 * first), radicand=1 / (2 * sp.pi * first))
    return conjunction(
        ("d = 1, every covariance", Equal(total_mass(product(root, root), (x, p)).expression(), sp.Integer(1), table)),
        ("one eigendirection", Equal(total_mass(product(line, line), [x]).expression(), sp.Integer(1), table)),
    )


@section.claim("D17", "Squared error as an integral", kind="identity", place="Appendix D, (D17)",
               uses=["D14", "D15", "D16", "p/d-gaussian-normalized"],
               note="For d = 1 and a cubic potential the left side is 1/(2 pi) and the right side 3/4 of B (V3 sigma^xx)^2.")
def squared_error_integral() -> Relation:
    r"""\left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1}^2 = \int d\beta\,
    \tau_{\alpha,\sigma}(\alpha+\beta) \left| (\sigma^{-1}\beta)_p\cdot[ (\nabla_x \delta
    V^{[\alpha_x,2]})(\alpha_x + \beta_x) ] \right|^2"""
    return Equal(MEAN**2, MEAN_SQUARE, V)


@squared_error_integral.corrected(
    why="The inequality of Cauchy and Schwarz behind (D16) gives '<='; a cubic potential with d = 1 has 1/(2 pi) on the left and 3/4 on "
    "the right.",
    error="slip",
    consequence="None: the chain needs an upper bound only.",
)
def squared_error_integral_corrected() -> Tested | All:
    r"""\left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1}^2 \le \int d\beta\,
    \tau_{\alpha,\sigma}(\alpha+\beta) \left| (\sigma^{-1}\beta)_p\cdot[ (\nabla_x \delta
    V^{[\alpha_x,2]})(\alpha_x + \beta_x) ] \right|^2"""
    parts = conjunction(
        ("the defect of Cauchy-Schwarz is a sum of squares", _defect_is_squares()),
        *_cubic(),
    )
    return tested(parts, FEATURES["C"] ** 2, FEATURES["G2"])


@section.claim("x/classical-left-side", "The left side of (D17) without Cauchy-Schwarz", kind="identity",
               place="not printed; sharper than (D17)", uses=["D14", "D15", "E1", "E9"],
               note="q = (sigma^-1 beta)_p and beta_x are jointly Gaussian and uncorrelated, hence independent; given beta_x, the product "
               "q . grad delta V is normal with the variance under the root.")
def classical_left_side() -> All:
    r"""\left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1} = \sqrt{2/\pi}\; \Big\langle \big[
    (\nabla\delta V)^\top\, \sigma^{-1}_{pp}\, (\nabla\delta V) \big]^{1/2} \Big\rangle_{\sigma^{xx}}"""
    blocks = packet_blocks()
    q, one = blocks.P * blocks.inverse, blocks.algebra.one
    table = Variables()
    v = table.declare("v", TIME**-2, "variance of q . grad delta V at a given beta_x")
    return conjunction(
        ("q and beta_x are uncorrelated", MatrixEqual(blocks.covariance(q, blocks.X) + one, one)),
        ("the covariance of q", MatrixEqual(blocks.covariance(q, q), blocks.P * blocks.inverse * blocks.P)),
        ("the variance of q . f", IndexEqual(packet.conditional_variance(), parse("g*f[a]*Si[a,c]*f[c]"), COVARIANCE)),
        ("the mean of |y|, by the half line", Equal(absolute_moment(v), ROOT_TWO_OVER_PI * sp.sqrt(v), table)),
        ("the mean of |y|, by spreading", Equal(absolute_moment_by_spreading(v), ROOT_TWO_OVER_PI * sp.sqrt(v), table)),
    )
