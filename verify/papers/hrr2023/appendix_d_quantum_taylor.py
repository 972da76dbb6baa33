"""Appendix D, quantum half: the error of the potential by Taylor's theorem, (D4)."""

from __future__ import annotations

import sympy as sp

from derive.taylor import (
    directional,
    integral_remainder,
    multi_indices_up_to,
    polynomial,
    quadratic,
    remainder,
    remainder_weight,
    shifted,
)
from derive.units import ENERGY, LENGTH, MOMENTUM, NONE
from verify.claim import Section
from verify.papers.hrr2023.symbols import V as TABLE
from verify.papers.hrr2023.symbols import m, p, x
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("appendix_d_quantum_taylor", title="Appendix D: the error of the potential", order=112)
V = Variables(TABLE.values())
q0 = V.declare("alpha_x", LENGTH, "mean position", low=-sp.oo)
p0 = V.declare("alpha_p", MOMENTUM, "mean momentum", low=-sp.oo)
bx = V.declare("beta_x", LENGTH, "position relative to the mean", low=-sp.oo)
bp = V.declare("beta_p", MOMENTUM, "momentum relative to the mean", low=-sp.oo)
SEXTIC = [V.declare(f"v_{n}", ENERGY / LENGTH**n, f"coefficient of x^{n} in V", low=-sp.oo) for n in range(7)]
POTENTIAL = sum((v * x**n for n, v in enumerate(SEXTIC)), sp.Integer(0))


@section.claim("p/hamiltonian-remainder", "Remainder of the Hamiltonian", kind="prose", place="Appendix D, after (D3)",
               scope="d = 1, polynomials of degree up to 6",
               uses=["p/step1-harmonic-approximation", "p/local-quadratic-potential"],
               note="The second-order expansion of H in position and momentum about alpha leaves the kinetic energy as it is.")
def hamiltonian_remainder() -> Relation:
    r"""\delta\hat H^{[\alpha,2]} = \hat H - \hat H^{[\alpha,2]} = \delta V^{[\alpha_x,2]}(\hat x) \text{ is
    the operator error from the harmonic approximation}"""
    difference = remainder(p**2 / (2 * m) + POTENTIAL, [x, p], [q0, p0], [bx, bp])
    derivatives = [POTENTIAL.diff(x, n).subs(x, q0) for n in range(3)]
    second = derivatives[0] + bx * derivatives[1] + bx**2 * derivatives[2] / 2
    return Equal(difference, POTENTIAL.subs(x, q0 + bx) - second, V)


@section.claim("D4", "Taylor remainder", kind="identity", place="Appendix D, (D4)",
               scope="polynomials: degree 6 with d = 1, degree 4 with d = 2",
               uses=["p/local-quadratic-potential", "x/taylor"],
               note="With V^[alpha_x,2] as corrected, the factor 1/2 restored. Every potential: x/taylor along the line t -> "
               "V(alpha_x + t Delta x), whose third derivative is (Delta x . grad)^3 V. For polynomials of degree 4, xi = 1/4.")
def taylor_remainder() -> All:
    r"""\delta V^{[\alpha_x,2]}(\alpha_x + \Delta x) = V(\alpha_x + \Delta x) - V^{[\alpha_x,2]}(\alpha_x +
    \Delta x) = \frac{1}{3!} \left[ (\Delta x\cdot\nabla)^3 V \right](\alpha_x + \xi\Delta x)"""
    table = Variables(V.values())
    names = [table.declare(f"w_{i}{j}", ENERGY / LENGTH ** (i + j), "coefficient", low=-sp.oo) for i, j in multi_indices_up_to(2, 4)]
    plane = [table.declare(name, LENGTH, "coordinate", low=-sp.oo) for name in ("y_1", "y_2")]
    centre = [sp.Integer(0)] * 2  # no loss: a shifted polynomial with general coefficients is another one
    step = [table.declare(name, LENGTH, "step", low=-sp.oo) for name in ("h_1", "h_2")]
    quartic = polynomial(plane, names, 4)
    third = shifted(directional(quartic, plane, step), plane, centre, step, sp.Rational(1, 4))
    return conjunction(
        ("as an integral of the third derivative", Equal(remainder(POTENTIAL, [x], [q0], [bx]),
                                                         integral_remainder(POTENTIAL, [x], [q0], [bx]), V)),
        ("with total weight 1/3!", Equal(remainder_weight(), sp.Rational(1, 6), V)),
        ("d = 2, degree 4, xi = 1/4", Equal(remainder(quartic, plane, centre, step), third / 6, table)),
    )


@section.claim("p/taylor-intermediate-point", "Intermediate point of Taylor", kind="prose", place="Appendix D, after (D4)",
               scope="V = (x - alpha_x)^4 + (x - alpha_x)^5 / length", uses=["x/taylor"],
               note="That some xi exists is x/taylor. Here it is exhibited for a family of steps, and depends on the step: Delta x = "
               "(4 xi - 1)/(1 - 10 xi^2) in units of the length; xi = 1/4 would need the step 0.")
def taylor_intermediate_point() -> All:
    r"""\text{By Taylor's theorem we have the classical remainder ... (D4) for some choice of } \xi \in [0,1] \text{ (depending on
    $\alpha_x$ and $\Delta x$)}"""
    table = Variables(V.values())
    xi = table.declare("xi", NONE, "intermediate point", low=sp.Rational(1, 4), high=sp.Rational(3, 10))
    step = (4 * xi - 1) / (1 - 10 * xi**2)
    one, y = sp.Integer(1), sp.Dummy("y", real=True)
    quintic = y**4 + y**5
    third = sp.expand(directional(quintic, [y], [one])).subs(y, xi * step)
    return conjunction(
        ("(D4)", Equal(quintic.subs(y, step) - quadratic(quintic, [y], [sp.Integer(0)], [step]), step**3 * third / 6, table)),
        ("no step is longer than 2", AtMost(step, sp.Integer(2), table)),
    )
