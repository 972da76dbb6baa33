"""Appendix D, classical half: Taylor's theorem for the gradient and pointwise bounds, (D18) to (D21)."""

from __future__ import annotations

import sympy as sp

from derive.classical_error import packet_blocks, taylor_remainder, third_directional
from derive.index_rules import SYMMETRIC, parse, replaced
from derive.spiral_potential import spiral
from derive.units import ENERGY, LENGTH, MOMENTUM, NONE
from verify.claim import Section
from verify.papers.hrr2023.symbols import V3
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import AtMost, Equal, Relation
from verify.statements.tested import FEATURES, Tested, tested
from verify.variables import Variables

section = Section("appendix_d_classical_taylor", title="Appendix D: classical error, Taylor's theorem", order=122)
V = Variables(TABLE.values())
length = V.declare("b", LENGTH, "|beta_x|")
slope = V.declare("w", MOMENTUM**-1, "|(beta sigma^-1)_p|")
third = V.declare("T", ENERGY / LENGTH**3, "size of a third derivative along unit vectors")


@section.claim("D18", "Taylor applied to the gradient", kind="identity", place="Appendix D, (D18)",
               uses=["p/local-quadratic-potential", "x/taylor-second"],
               note="The witness: d = 2, sigma^xx = 1, (sigma^-1)_pp a multiple of 1, V = Re(z^3 |z|^(ik)). Compared are, in units of the "
               "mean of |beta_x|^4, the least value of the right integral for any function xi(beta_x), and the left integral. The third "
               "derivative of V is bounded, and defined off the centre; with a phase that starts slowly from the centre and a larger "
               "amplitude there V becomes smooth, and the integrals change by as little as one likes. For d = 1 the line is right. The "
               "correction is checked on powers; for every V it is x/taylor-second along the line.")
def vector_taylor() -> Relation:
    r"""\int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left| (\sigma^{-1}\beta)_p\cdot[ (\nabla_x \delta
    V^{[\alpha_x,2]})(\alpha_x + \beta_x) ] \right|^2 = \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta)
    \left| (\sigma^{-1}\beta)_p\cdot \frac{1}{2!} [(\beta_x\cdot\nabla_x)^2 \nabla_x V](\alpha_x +
    \xi(\beta_x)\beta_x) \right|^2"""
    table = Variables()
    found = spiral(table.declare("k", NONE, "turns of the third derivative"))
    return AtMost(found.smallest, found.mean, table)


@vector_taylor.corrected(
    why="Taylor's theorem with an intermediate point holds for functions, not for vectors: one xi(beta_x) for all d components of the "
    "gradient does not exist in general. It holds for the function w . grad V along the line, w = (sigma^-1 beta)_p, with xi in [0,1] "
    "that depends on w as well.",
    error="substance",
    consequence="A gap that closes: with xi = xi(beta) the lines (D19) and (D20) follow as they stand, so the bound survives.",
)
def vector_taylor_corrected() -> All:
    r"""\int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left| (\sigma^{-1}\beta)_p\cdot[ (\nabla_x \delta
    V^{[\alpha_x,2]})(\alpha_x + \beta_x) ] \right|^2 = \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta)
    \left| (\sigma^{-1}\beta)_p\cdot \frac{1}{2!} [(\beta_x\cdot\nabla_x)^2 \nabla_x V](\alpha_x +
    \xi(\beta)\beta_x) \right|^2"""
    table = Variables()
    n = table.declare("n", NONE, "power of the distance along the line", low=2, closed=True, integer=True)
    s = sp.Symbol("s", positive=True)
    weight = sp.integrate(2 * (1 - s), (s, 0, 1))
    return conjunction(
        ("h(1) - h(0) - h'(0) is the mean of h''/2 for the weight 2(1-s)", Equal(taylor_remainder(n), sp.Integer(1), table)),
        ("the weight has mass 1, so that h'' takes its mean at some xi", Equal(weight, sp.Integer(1), table)),
    )


@section.claim("D19", "Directional form", kind="identity", place="Appendix D, (D19)",
               note="Point by point: sigma^-1 is symmetric, and derivatives along constant vectors commute (checked on plane waves).")
def directional_form() -> All:
    r"""\int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left| (\sigma^{-1}\beta)_p\cdot \frac{1}{2!}
    [(\beta_x\cdot\nabla_x)^2 \nabla_x V](\alpha_x + \xi(\beta_x)\beta_x) \right|^2 = \int d\beta\,
    \tau_{\alpha,\sigma}(\alpha+\beta) \left| \frac{1}{2!} [(\beta_x\cdot\nabla_x)^2
    ((\beta\sigma^{-1})_p\cdot\nabla_x) V](\alpha_x + \xi(\beta_x)\beta_x) \right|^2"""
    return conjunction(
        ("(sigma^-1 beta)_p = (beta sigma^-1)_p", IndexEqual(parse("Si[a,e]*b[e]"), parse("b[e]*Si[e,a]"), SYMMETRIC)),
        ("the derivatives commute", IndexEqual(third_directional("f", "b", "b"), third_directional("b", "b", "f"))),
    )


@section.claim("D20", "Third derivative bounded", kind="inequality", place="Appendix D, (D20)", uses=["4"],
               note="Point by point, by linearity in each direction and the definition (4), whose unit vectors are independent.")
def third_derivative_bounded() -> Tested | All:
    r"""\int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left| \frac{1}{2!} [(\beta_x\cdot\nabla_x)^2
    ((\beta\sigma^{-1})_p\cdot\nabla_x) V](\alpha_x + \xi(\beta_x)\beta_x) \right|^2 \le \frac{\|\nabla^3
    V\|^2}{4} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left[ |\beta_x|^2\, |(\beta\sigma^{-1})_p|
    \right]^2"""
    lengths = replaced(third_directional("b", "b", "f"), {"b[i]": "r*u[i]", "f[i]": "l*v1[i]"})
    units = parse("r*r*l*u[a]*u[c]*v1[e]*k[a]*k[c]*k[e]*v")
    parts = conjunction(
        ("lengths come out", IndexEqual(lengths, units)),
        ("(4) along unit vectors", AtMost((length**2 * slope * third / 2) ** 2, V3**2 / 4 * (length**2 * slope) ** 2, V,
                                          AtMost(third, V3, V))),
    )
    return tested(parts, FEATURES["G2"], FEATURES["V3"] ** 2 / 4 * (FEATURES["T1"] ** 2 + 2 * FEATURES["T2"]) * FEATURES["B1"])


@section.claim("D21", "Squares as quadratic forms", kind="inequality", place="Appendix D, (D21)", uses=["p/position-projector"],
               note="It holds with equality, point by point. P_p, which the text does not define, projects on the p block.")
def squares_as_forms() -> All:
    r"""\frac{\|\nabla^3 V\|^2}{4} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left[ |\beta_x|^2\,
    |(\beta\sigma^{-1})_p| \right]^2 \le \frac{\|\nabla^3 V\|^2}{4} \int d\beta\,
    \tau_{\alpha,\sigma}(\alpha+\beta)\, (\beta^\top P_x \beta)^2 (\beta^\top \sigma^{-1} P_p \sigma^{-1}
    \beta)"""
    blocks = packet_blocks()
    momentum = blocks.P * blocks.inverse
    return conjunction(
        ("|beta_x|^2", MatrixEqual(blocks.X.T * blocks.X, blocks.X)),
        ("|(beta sigma^-1)_p|^2", MatrixEqual(momentum.T * momentum, blocks.inverse * blocks.P * blocks.inverse)),
    )
