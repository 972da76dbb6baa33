"""Section 1.1: the assumptions (1.2) and (1.6), the double commutator (1.3), and the Fokker-Planck equation (1.4), (1.5)."""

from __future__ import annotations

import sympy as sp

from derive import phase_space_generator as bopp
from derive.matrices import MatrixAlgebra
from derive.plane_waves import PlaneWave, coefficient, commutator, dissipator, hamilton_field, quantised
from derive.sample import sample_positive
from verify.claim import Section
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import gamma, h, x, xi
from verify.statement import All, Leaf, conjunction
from verify.statements.matrix import MatrixEqual
from verify.statements.pending import Cited
from verify.statements.scalar import Equal, Relation
from verify.variables import Variables

HALF = sp.Rational(1, 2)
V = Variables(TABLE.values())
C2 = V.declare("C_2", meaning="a bound on the second derivatives")
k, l, k1, l1 = (V.declare(name, meaning="wave number of p or of the state", low=-sp.oo) for name in ("k", "l", "k_1", "l_1"))
k2, l2, k3, l3 = (V.declare(name, meaning="wave number of a jump function", low=-sp.oo) for name in ("k_2", "l_2", "k_3", "l_3"))
pxx, pxp, ppp = (V.declare(name, meaning="coefficient of p", low=-sp.oo) for name in ("p_11", "p_12", "p_22"))
z1, z2 = (V.declare(name, meaning="component of a covector", low=-sp.oo) for name in ("zeta_1", "zeta_2"))
fields = sp.Matrix(2, 3, lambda i, j: V.declare(f"H_{i + 1}{j + 1}", meaning="component of a Hamilton field", low=-sp.oo))

section = Section("assumptions", title="1.1. Assumptions on the Lindblad evolution, (1.2) to (1.6)", order=15)


@section.claim("x/figure1-assumptions", "The Hamiltonian of Figure 1 is outside (1.2)", kind="figure", place="not printed; Figure 1",
               uses=["1.2"], note="d_x^2 p exceeds C_2 at x = sqrt(C_2 + 1), for every C_2: the figure illustrates the correspondence, "
                             "and Theorem 1 does not cover its Hamiltonian. The jump functions satisfy (1.2) and (1.6).")
def figure_assumptions() -> All:
    r"""p = \xi^2+(x^2-\tfrac12)^2:\quad \partial_x^2p\big(\sqrt{C_2+1},\xi\big) = 12C_2+10 > C_2"""
    second = sp.expand(sp.diff(xi**2 + (x**2 - HALF) ** 2, x, 2)).subs(x, sp.sqrt(C2 + 1))
    return conjunction(("value", Equal(second, 12 * C2 + 10, V)), ("unbounded", Equal(second - C2, 11 * C2 + 10, V)))


@section.claim("1.2", "The assumptions on p and the jump functions", kind="definition", place="(1.2)",
               note="The standard examples satisfy them, with <z>^2 = 1 + |z|^2: a linear jump function is at most <z> and its "
               "derivatives of order 1 are constant, a quadratic p has constant second derivatives. Neither bound is empty: x^2 is no "
               "jump function.")
def assumptions() -> All:
    r"""P = p^w(x,hD),\quad |\partial^\alpha_{x,\xi}p(x,\xi)|\le C_\alpha,\quad |\alpha|\ge2,\quad p = \bar p;\qquad
    L_j = \ell_j^w(x,hD),\quad |\partial^\alpha_{x,\xi}\ell_j(x,\xi)|\le C_\alpha\langle(x,\xi)\rangle^{1-|\alpha|},\quad
    |\alpha|\ge0,\quad \ell_j = \bar\ell_j"""
    quadratic = pxx * x**2 / 2 + pxp * x * xi + ppp * xi**2 / 2
    return conjunction(
        ("x is a jump function", Equal(1 + x**2 + xi**2 - x**2, 1 + xi**2, V)),
        ("a quadratic Hamiltonian", Equal(sp.diff(quadratic, x, xi), pxp, V)),
        ("x^2 is no jump function: x = C_2 + 1", Equal((C2 + 1) ** 4 - C2**2 * (1 + (C2 + 1) ** 2), 2 * C2**3 + 4 * C2**2 + 4 * C2 + 1, V)),
    )


@section.claim("p/real-symbols", "Real symbols have formally self-adjoint quantisations", kind="prose", place="below (1.2)",
               uses=["p/convention-quantisation"],
               scope="n = 1", note="The adjoint of the operator of a plane wave is that of the complex conjugate: both act alike on every "
               "exponential.")
def real_symbols() -> Relation:
    r"""\text{A consequence of the Weyl quantization is that the quantization of real symbols is formally self-adjoint}"""
    derived = quantised(PlaneWave((k,), (l,)), h).adjoint.applied((k1,), (x,))
    printed = quantised(PlaneWave((-k,), (-l,)), h).applied((k1,), (x,))
    return Equal(derived, printed, V)


@section.claim("1.3", "The Lindbladian with self-adjoint jump operators", kind="identity", place="(1.3)", uses=["1.1"],
               note="For real symmetric matrices, and, as an identity of free algebra, for operators; i[P, A]/h is the same on both "
               "sides.")
def double_commutator() -> MatrixEqual:
    r"""\mathcal{L}A = \frac{i}{h}[P,A]-\frac\gamma h\sum_{j=1}^J[L_j,[L_j,A]]"""
    return _dissipators(sp.Integer(1))


def _dissipators(factor: sp.Rational) -> MatrixEqual:
    """(gamma/h)(L A L - (L L A + A L L)/2) against -factor (gamma/h) [L, [L, A]]."""
    algebra = MatrixAlgebra()
    L, A = algebra.symmetric("L", sample_positive), algebra.symmetric("A", sample_positive)
    strength = algebra.scalar("gamma") * algebra.scalar("h", -1)
    doubled = strength * (2 * (L * A * L) - L * L * A - A * L * L)
    inner = L * A - A * L
    numerator, denominator = int(factor.p), int(factor.q)
    return MatrixEqual(denominator * doubled, -2 * numerator * (strength * (L * inner - inner * L)))


@double_commutator.corrected(
    why="L A L - (L L A + A L L)/2 = -[L, [L, A]]/2: the factor 1/2 is missing.",
    error="substance",
    consequence="With (1.3) the diffusion in (1.4) would be h gamma instead of h gamma/2. (1.4) and (5.2) have the factor 1/2 that "
    "belongs to (1.1); the constants of the theorems do not depend on it.",
)
def double_commutator_corrected() -> MatrixEqual:
    r"""\mathcal{L}A = \frac{i}{h}[P,A]-\frac\gamma{2h}\sum_{j=1}^J[L_j,[L_j,A]]"""
    return _dissipators(HALF)


@section.claim("p/identity-is-steady", "The identity is a steady state", kind="prose", place="below (1.3)", uses=["1.1"],
               note="The dissipator of the identity is L L^T - L^T L, written with real matrices: zero where L is self-adjoint. The "
               "identity is no state here: it is not of trace class.")
def identity_is_steady() -> MatrixEqual:
    r"""\text{in this case, } A(t) = \mathrm{Id} \text{ is a solution to the evolution equation } (\partial_t-\mathcal{L})A(t) = 0"""
    algebra = MatrixAlgebra()
    L = algebra.symmetric("L", sample_positive)
    one = algebra.one
    return MatrixEqual(2 * (L * one * L.T), L.T * L * one + one * L.T * L)


@section.claim("1.4", "The Fokker-Planck operator", kind="definition", place="(1.4)", uses=["1.1", "p/convention-hamilton-field"],
               scope="n = 1", note="The leading parts of (1.1), not of (1.3), for plane waves p, l_j and a, with two different ones in "
               "the place of the two factors L_j: the form is bilinear in them, and superpositions follow.")
def fokker_planck() -> All:
    r"""Q := H_p+\frac{h\gamma}2\sum_{j=1}^JH_{\ell_j}^2"""
    p, a, first, second = (PlaneWave((q,), (s,)) for q, s in ((k, l), (k1, l1), (k2, l2), (k3, l3)))
    values = [wave.at([x], [xi]) for wave in (p, a, first, second)]
    origin = {x: 0, xi: 0}  # where plane waves are 1; the quotient by their product is the same everywhere
    transport = hamilton_field(values[0], values[1], [x], [xi]).subs(origin)
    twice = [hamilton_field(one, hamilton_field(other, values[1], [x], [xi]), [x], [xi]).subs(origin)
             for one, other in (values[2:], values[:1:-1])]
    squared = (sp.factor(twice[0]) + sp.factor(twice[1])) / 2
    noise = dissipator(first, second, a, h)
    return conjunction(
        ("Hamilton field", Equal(coefficient(sp.I * commutator(p, a, h), h, 1), transport, V)),
        ("no diffusion of lower order", Equal(coefficient(noise, h, 0) + coefficient(noise, h, 1), sp.S.Zero, V)),
        ("diffusion", Equal(gamma / h * coefficient(noise, h, 2) * h**2, h * gamma / 2 * squared, V)),
    )


@section.claim("1.5", "The Fokker-Planck equation", kind="definition", place="(1.5)", uses=["1.4"], scope="n = 1",
               note="The classical counterpart is exact for a quadratic p and l_1 = x, l_2 = xi: by Bopp's operators the symbol obeys "
               "(1.5) with no remainder. On exponentials e^(kx + l xi).")
def classical_dynamics() -> All:
    r"""(\partial_t-Q)a(x,\xi,t) = 0,\quad a(x,\xi,0) = a_0(x,\xi)"""
    space = bopp.PhaseSpace(x, xi, k, l, h)
    a = sp.exp(k * x + l * xi)
    p = pxx * x**2 / 2 + ppp * xi**2 / 2
    closed = -bopp.commutator(space, p)  # Bopp's has the sign of a density matrix's equation
    noise = sum((bopp.dissipator(space, letter, gamma) for letter in (x, xi)), sp.S.Zero)
    printed = sum((h * gamma / 2 * hamilton_field(f, hamilton_field(f, a, [x], [xi]), [x], [xi]) for f in (x, xi)), sp.S.Zero)
    return conjunction(
        ("transport", Equal(closed, sp.simplify(hamilton_field(p, a, [x], [xi]) / a), V)),
        ("diffusion", Equal(noise, sp.simplify(printed / a), V)),
    )


@section.claim("1.6", "Non-degeneracy", kind="definition", place="(1.6)", uses=["1.4"], scope="n = 1, J = 3; and l_1 = x, l_2 = xi",
               note="The principal symbol of sum H_l^2 at a covector zeta is -sum <H_l, zeta>^2 = -<H H^* zeta, zeta>, so that (1.6) is "
               "uniform ellipticity itself. For l_1 = x, l_2 = xi the matrix H H^* is the identity.")
def nondegeneracy() -> All:
    r"""\mathbf{H}\mathbf{H}^*\ge cI_{\mathbb{R}^{2n}},\quad \mathbf{H} := [H_{\ell_1},\dots,H_{\ell_J}]\in
    \mathrm{Mat}_{2n\times J}(\mathbb{R}).\quad \text{This simply guarantees that } \textstyle\sum_{j=1}^JH_{\ell_j}^2
    \text{ is uniformly elliptic}"""
    zeta = sp.Matrix([z1, z2])
    symbol = sum(((fields[0, j] * z1 + fields[1, j] * z2) ** 2 for j in range(3)), sp.S.Zero)
    coordinates = sp.Matrix([[hamilton_field(f, q, [x], [xi]) for f in (x, xi)] for q in (x, xi)])
    return conjunction(
        ("principal symbol", Equal(symbol, sp.expand((zeta.T * fields * fields.T * zeta)[0]), V)),
        ("l = x, xi", Equal((zeta.T * coordinates * coordinates.T * zeta)[0], z1**2 + z2**2, V)),
    )


@section.claim("p/same-assumption", "The same assumption as in earlier work", kind="prose", place="above (1.6)")
def same_assumption() -> Leaf:
    r"""\text{We further make the same strong non-degeneracy assumption as in [HRR23a, HRR23b, GZ24]}"""
    return Cited("[HRR23a], where the jump operators are the 2n coordinates; [HRR23b], [GZ24]", needs="a comparison of the texts")
