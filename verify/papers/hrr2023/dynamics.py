"""Equations (1) to (3): the Lindblad equation, the Fokker-Planck equation, the diffusion matrix."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from derive.blocks import FORM
from derive.gaussian_generator import GAUSSIAN, hamilton
from derive.index import Indexed, Relations, normal_form
from derive.index_rules import parse, replaced
from derive.phase_space_generator import (
    PLANCK,
    PhaseSpace,
    commutator,
    commutator_symbol,
    dissipator,
    dissipator_symbol,
    kolmogorov,
    linear_dissipator,
    linear_noise,
    reduced,
)
from derive.trace import Tr
from derive.units import ENERGY, LENGTH, MOMENTUM, TIME
from verify.claim import Section
from verify.papers.hrr2023.symbols import V as TABLE
from verify.papers.hrr2023.symbols import hbar, kp, kx, lp2, lx2, m, p, x
from verify.statement import All, Leaf, conjunction
from verify.statements.block import BlockEqual
from verify.statements.indexed import IndexEqual
from verify.statements.pending import Cited
from verify.statements.scalar import Equal
from verify.statements.trace import TraceEqual
from verify.statements.units import HasUnit
from verify.variables import Variables

section = Section("dynamics", title="The two dynamics, (1) to (3)", order=20)
V = Variables(TABLE.values())
E0 = V.declare("E", ENERGY, "an energy")
v1 = V.declare("v_1", ENERGY / LENGTH, "V'(0)", low=-sp.oo)
v2 = V.declare("v_2", ENERGY / LENGTH**2, "V''(0)", low=-sp.oo)
SPACE = PhaseSpace(x, p, kx, kp, hbar)
NOISE = dissipator(SPACE, x, lx2) + dissipator(SPACE, p, lp2)  # one degree of freedom; every number: linear_noise()
SYMMETRIC = PLANCK.symmetric | GAUSSIAN.symmetric | {"H2"}
INVERSE = PLANCK.inverse | GAUSSIAN.inverse


def same(derived: Indexed, printed: Indexed) -> IndexEqual:
    """derived = printed in every dimension, with what is known of the tensors that occur."""
    names = {name for _, factors in (derived - printed).terms for name, _ in factors}
    inverse = frozenset(pair for pair in INVERSE if names.issuperset(pair))
    known = Relations(symmetric=SYMMETRIC & names, inverse=inverse)
    joined = "~" in str(printed)  # a product of sums, with marked indices
    return IndexEqual(derived, normal_form(printed, known) if joined else printed, known)


@section.claim("1", "Lindblad equation", kind="definition", place="(1)",
               note="The trace is checked for real symmetric L and rho of any size; the phase of l drops out of L rho L† and L†L.")
def lindblad() -> All:
    r"""\hat{\mathcal L}[\rho] = -\frac{i}{\hbar}[\hat H,\rho] + \frac1\hbar\sum_k\big(\hat L_k\rho\hat L_k^\dagger
    - \tfrac12\{\hat L_k^\dagger\hat L_k,\rho\}\big),\quad \hat L_k = \ell_x\hat x^k,\ \hat L_{k+d} = \ell_p\hat p^k"""
    loss = Fraction(1, 2) * Tr("L", "L", "rho") + Fraction(1, 2) * Tr("rho", "L", "L")
    return conjunction(
        ("unitary part has unit 1/time", HasUnit(E0 / hbar, TIME**-1, V)),
        ("position noise has unit 1/time", HasUnit(lx2 * x**2 / hbar, TIME**-1, V)),
        ("momentum noise has unit 1/time", HasUnit(lp2 * p**2 / hbar, TIME**-1, V)),
        ("the trace is kept: gain and loss of each L agree", TraceEqual(Tr("L", "rho", "L"), loss)),
        ("the trace is kept: the commutator", TraceEqual(Tr("H", "rho"), Tr("rho", "H"))),
    )


@section.claim("2", "Fokker-Planck equation", kind="definition", place="(2)", uses=["1"],
               note="Symbols on exp(k.x + l.p), and W = J - J^T for the form omega: every antisymmetric matrix is one. G is the gradient "
               "of V, mi = 1/m. For a quadratic H the first term is also the Wigner transform of the commutator in (1).")
def fokker_planck() -> All:
    r"""\mathcal L[f] = -\omega^{ab}(\partial_a f)(\partial_b H) + \tfrac12 D^{ab}\partial_a\partial_b f,\quad
    H = p^2/2m + V(x)"""
    quadratic = parse("1/2*mi*p[i]*p[i] + v[i]*x[i] + 1/2*K[i,j]*x[i]*x[j]")
    flow = parse("l[i]*v[i] + l[i]*K[i,j]*x[j] - mi*k[i]*p[i]")
    velocity, force = hamilton()
    energy = p**2 / (2 * m) + v1 * x + v2 * x**2 / 2
    omega, wave = sp.Matrix([[0, 1], [-1, 0]]), sp.Matrix([[kx, kp]])
    printed = -(wave * omega * sp.Matrix([sp.diff(energy, x), sp.diff(energy, p)]))[0]
    return conjunction(
        ("d = 1, the commutator's symbol with omega = (0 1; -1 0)", Equal(commutator(SPACE, energy), printed, V)),
        ("the commutator's symbol for quadratic H", same(commutator_symbol(quadratic), flow)),
        ("classical Hamiltonian flow: velocity", same(velocity, parse("mi*p[c]"))),
        ("classical Hamiltonian flow: force", same(force, parse("-G[c]"))),
        ("along the flow of every H, with noise", same(kolmogorov(), _printed_2())),
    )


def _printed_2() -> Indexed:
    """(2) with omega = J - J^T and D = B B^T."""
    form = parse("J[a,b]") - parse("J[b,a]")
    return -1 * form * parse("f1[a]*H1[b]") + parse("1/2*B[a,c]*B[b,c]*f2[a,b]")


@section.claim("3", "Diffusion matrix", kind="definition", place="(3)", uses=["1", "2"],
               note="lx2 = |l_x|^2, lp2 = |l_p|^2, and the symbol of (1/2) D^ab d_a d_b on exp(k.x + l.p).")
def diffusion_matrix() -> All:
    r"""D = \begin{pmatrix} |\ell_p|^2 1_d & 0 \\ 0 & |\ell_x|^2 1_d\end{pmatrix}"""
    printed = parse("1/2*lp2*k[i]*k[i] + 1/2*lx2*l[i]*l[i]")
    return conjunction(
        ("d = 1", Equal(NOISE, (lp2 * kx**2 + lx2 * kp**2) / 2, V)), ("every d", same(linear_noise(), printed))
    )


@diffusion_matrix.corrected(
    why="The Wigner transform of (1/hbar)(L rho L† - ...) with L = l_x x is (hbar |l_x|^2/2) d_p^2: a factor hbar is missing, "
    "as the D^(x) = hbar |l_p|^2, D^(p) = hbar |l_x|^2 of Theorem 1 and of (14) confirm.",
    error="substance",
    consequence="With (3) taken literally the two dynamics of Theorem 1 have different diffusion, and (7) fails already for "
    "quadratic V, where (8) tends to 0 with ||grad^3 V||. The proof uses the right matrix.",
)
def diffusion_matrix_corrected() -> All:
    r"""D = \hbar\begin{pmatrix} |\ell_p|^2 1_d & 0 \\ 0 & |\ell_x|^2 1_d\end{pmatrix}"""
    printed = parse("1/2*hb*lp2*k[i]*k[i] + 1/2*hb*lx2*l[i]*l[i]")
    return conjunction(
        ("d = 1", Equal(NOISE, hbar * (lp2 * kx**2 + lx2 * kp**2) / 2, V)),
        ("every d", same(linear_noise(), printed)),
    )


@section.claim("p/linear-operators-units", "Units of the Lindblad coefficients", kind="prose", place="(1) and Theorem 1",
               uses=["1"])
def coefficient_units() -> All:
    r"""D^{(x)} = \hbar|\ell_p|^2,\quad D^{(p)} = \hbar|\ell_x|^2 \quad(\text{units})"""
    return conjunction(
        ("position", HasUnit(hbar * lp2, LENGTH**2 / TIME, V)),
        ("momentum", HasUnit(hbar * lx2, MOMENTUM**2 / TIME, V)),
    )


@section.claim("p/no-friction", "No friction", kind="prose", place="'with linear Lindblad operators and no friction'", uses=["1"],
               note="L = (cr + i ci) times a real combination n_a al_a of positions and momenta gives second derivatives only; a friction "
               "term would be a first derivative times al. L with a complex combination has one, see p/harmonic-preserves-gaussians.")
def no_friction() -> All:
    r"""\text{linear Lindblad operators and no friction. ... a frictionless Fokker-Planck equation}"""
    first, second = (parse(f"J[a,{i}]*n[a]") - parse(f"J[{i},a]*n[a]") for i in "cd")
    noise = Fraction(1, 2) * parse("hb*cr*cr + hb*ci*ci") * first * second * parse("f2[c,d]")
    return conjunction(
        ("any one-phase L: diffusion only", same(linear_dissipator("cr*n[a]", "ci*n[a]"), reduced(noise))),
        ("position", same(dissipator_symbol("x", "lx2"), parse("1/2*hb*lx2*l[i]*l[i]"))),
        ("momentum", same(dissipator_symbol("p", "lp2"), parse("1/2*hb*lp2*k[i]*k[i]"))),
    )


@section.claim("p/decoherence-and-noise", "Decoherence and noise are one term", kind="prose",
               place="'their effect is to introduce both decoherence and noise'", uses=["1"],
               note="In the position representation the L_j = l_x x_j multiply rho(x, y) by (|l_x|^2/hbar)(x.y - x.x/2 - y.y/2), a decay "
               "with |x - y|^2; the same term is the diffusion (hbar |l_x|^2/2) d_p.d_p, for d_p stands for -(i/hbar)(x - y).")
def decoherence_and_noise() -> IndexEqual:
    r"""\text{their effect is to introduce both decoherence and noise. The noise manifests as diffusion in phase
    space}"""
    chord = parse("-I*hbi*x[i] + I*hbi*y[i]")
    diffusion = replaced(dissipator_symbol("x", "lx2"), {"l[i]": chord})
    printed = parse("lx2*hbi*x[i]*y[i] - 1/2*lx2*hbi*x[i]*x[i] - 1/2*lx2*hbi*y[i]*y[i]")
    return same(reduced(diffusion), printed)


@section.claim("p/langevin", "Fokker-Planck equation from a Langevin equation", kind="prose",
               place="after (3), 'the Fokker-Planck equation in (2) could also be interpreted'", uses=["2"],
               note="Ito's formula for d al_a = W_ab H_b dt + B_ac dW_c, D = B B^T, W = J - J^T, any H and any dimension.")
def langevin_reading() -> IndexEqual:
    r"""\text{the Fokker-Planck equation in (2) could also be interpreted as arising from a Langevin equation}"""
    return same(kolmogorov(), _printed_2())


@section.claim("p/noisy-trajectories", "Noisy trajectories stay near the classical ones", kind="prose", place="after (3)",
               uses=["p/langevin"])
def noisy_trajectories() -> Leaf:
    r"""\text{an ensemble of noisy classical trajectories, each roughly following the classical equation of motion when } D
    \text{ is small}"""
    return Cited("continuity of the stochastic flow in D", needs="an estimate of the distance of paths for small D")


@section.claim("p/omega-antisymmetric", "The symplectic form is antisymmetric", kind="prose", place="after (3)")
def omega_antisymmetric() -> BlockEqual:
    r"""\omega = \begin{pmatrix}0&1_d\\-1_d&0\end{pmatrix} \text{ is the (antisymmetric) symplectic form}"""
    return BlockEqual(FORM.T, -FORM)
