"""Equations (1) to (3): the Lindblad equation, the Fokker-Planck equation, the diffusion matrix."""

from __future__ import annotations

import sympy as sp

from derive.phase_space_generator import PhaseSpace, commutator, dissipator, langevin, poisson
from derive.units import ENERGY, LENGTH, MOMENTUM, TIME
from verify.claim import Section
from verify.papers.hrr2023.symbols import V3, Dp, Dx, hbar, kp, kx, lp2, lx2, m, p, x
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import Equal, Relation
from verify.statements.units import HasUnit
from verify.variables import Variables

section = Section("dynamics", title="The two dynamics, (1) to (3)", order=20)
V = Variables(TABLE.values())
E0 = V.declare("E", ENERGY, "an energy")
v1 = V.declare("v_1", ENERGY / LENGTH, "V'(0)", low=-sp.oo)
v2 = V.declare("v_2", ENERGY / LENGTH**2, "V''(0)", low=-sp.oo)
SPACE = PhaseSpace(x, p, kx, kp, hbar)
QUADRATIC = p**2 / (2 * m) + v1 * x + v2 * x**2 / 2
NOISE = dissipator(SPACE, x, lx2) + dissipator(SPACE, p, lp2)


@section.claim("1", "Lindblad equation", kind="definition", scope="d = 1", place="(1)",
               note="One degree of freedom: each Lindblad operator acts on one, so the sum over k is a sum of such terms.")
def lindblad() -> All:
    r"""\hat{\mathcal L}[\rho] = -\frac{i}{\hbar}[\hat H,\rho] + \frac1\hbar\sum_k\big(\hat L_k\rho\hat L_k^\dagger
    - \tfrac12\{\hat L_k^\dagger\hat L_k,\rho\}\big),\quad \hat L_k = \ell_x\hat x^k,\ \hat L_{k+d} = \ell_p\hat p^k"""
    return conjunction(
        ("unitary part has unit 1/time", HasUnit(E0 / hbar, TIME**-1, V)),
        ("position noise has unit 1/time", HasUnit(lx2 * x**2 / hbar, TIME**-1, V)),
        ("momentum noise has unit 1/time", HasUnit(lp2 * p**2 / hbar, TIME**-1, V)),
        ("the trace is kept: no term without derivative", Equal(NOISE.subs({kx: 0, kp: 0}), sp.Integer(0), V)),
    )


@section.claim("2", "Fokker-Planck equation", kind="definition", scope="d = 1", place="(2)", uses=["1"])
def fokker_planck() -> All:
    r"""\mathcal L[f] = -\omega^{ab}(\partial_a f)(\partial_b H) + \tfrac12 D^{ab}\partial_a\partial_b f,\quad
    H = p^2/2m + V(x)"""
    flow = poisson(SPACE, QUADRATIC)
    return conjunction(
        ("the Hamiltonian flow is the commutator's symbol for quadratic H", Equal(commutator(SPACE, QUADRATIC), flow, V)),
        (
            "printed right side, D = diag(Dx, Dp): Hamilton's equations with noise D",
            Equal(
                langevin(SPACE, QUADRATIC, Dx, Dp),
                -kx * p / m + kp * (v1 + v2 * x) + (Dx * kx**2 + Dp * kp**2) / 2,
                V,
            ),
        ),
    )


@section.claim("3", "Diffusion matrix", kind="definition", scope="d = 1", place="(3)", uses=["1", "2"])
def diffusion_matrix() -> Relation:
    r"""D = \begin{pmatrix} |\ell_p|^2 1_d & 0 \\ 0 & |\ell_x|^2 1_d\end{pmatrix}"""
    return Equal(NOISE, (lp2 * kx**2 + lx2 * kp**2) / 2, V)


@diffusion_matrix.corrected(
    why="The Wigner transform of (1/hbar)(L rho L† - ...) with L = l_x x is (hbar |l_x|^2/2) d_p^2: a factor hbar is missing, "
    "as the D^(x) = hbar |l_p|^2, D^(p) = hbar |l_x|^2 of Theorem 1 and of (14) confirm.",
    error="substance",
    consequence="With (3) taken literally the two dynamics of Theorem 1 have different diffusion, and (7) fails already for "
    "quadratic V, where (8) gives 0. The proof uses the right matrix.",
)
def diffusion_matrix_corrected() -> Relation:
    r"""D = \hbar\begin{pmatrix} |\ell_p|^2 1_d & 0 \\ 0 & |\ell_x|^2 1_d\end{pmatrix}"""
    return Equal(NOISE, hbar * (lp2 * kx**2 + lx2 * kp**2) / 2, V)


@section.claim("p/linear-operators-units", "Units of the Lindblad coefficients", kind="prose", place="(1) and Theorem 1",
               uses=["1"])
def coefficient_units() -> All:
    r"""D^{(x)} = \hbar|\ell_p|^2,\quad D^{(p)} = \hbar|\ell_x|^2 \quad(\text{units})"""
    return conjunction(
        ("position", HasUnit(hbar * lp2, LENGTH**2 / TIME, V)),
        ("momentum", HasUnit(hbar * lx2, MOMENTUM**2 / TIME, V)),
    )


@section.claim("p/no-friction", "No friction", kind="prose", scope="d = 1", place="'with linear Lindblad operators and no friction'",
               uses=["1"], note="A friction term would make the symbol depend on p (or x) times a wave number.")
def no_friction() -> All:
    r"""\text{linear Lindblad operators and no friction; a frictionless Fokker-Planck equation}"""
    return conjunction(
        ("independent of p", Equal(sp.diff(NOISE, p), sp.Integer(0), V)),
        ("independent of x", Equal(sp.diff(NOISE, x), sp.Integer(0), V)),
        ("no first-order term", Equal(NOISE.subs({kx: -kx, kp: -kp}, simultaneous=True), NOISE, V)),
    )


@section.claim("p/decoherence-and-noise", "Decoherence and noise are one term", kind="prose",
               scope="d = 1", place="'their effect is to introduce both decoherence and noise'", uses=["1"],
               note="In the position representation L = l_x x multiplies rho(x, y) by -(|l_x|^2/2 hbar)(x - y)^2; its Wigner "
               "transform is the diffusion (hbar |l_x|^2/2) d_p^2, since d_p stands for -(i/hbar)(x - y).")
def decoherence_and_noise() -> Relation:
    r"""\text{their effect is to introduce both decoherence and noise. The noise manifests as diffusion in phase
    space}"""
    distance = x  # x - y, the chord
    decay = -lx2 / (2 * hbar) * distance**2
    return Equal(dissipator(SPACE, x, lx2).subs(kp, -sp.I * distance / hbar), decay, V)


@section.claim("p/langevin", "Fokker-Planck equation from a Langevin equation", kind="prose",
               scope="d = 1", place="after (3), 'the Fokker-Planck equation in (2) could also be interpreted'", uses=["2"])
def langevin_reading() -> Relation:
    r"""\text{the Fokker-Planck equation in (2) could also be interpreted as arising from a Langevin equation}"""
    hamiltonian = QUADRATIC + V3 * x**3 / 6
    printed = poisson(SPACE, hamiltonian) + (Dx * kx**2 + Dp * kp**2) / 2
    return Equal(langevin(SPACE, hamiltonian, Dx, Dp), printed, V)


@section.claim("p/noisy-trajectories", "Noisy trajectories stay near the classical ones", kind="prose", place="after (3)",
               uses=["p/langevin"])
def noisy_trajectories() -> Leaf:
    r"""\text{an ensemble of noisy classical trajectories, each roughly following the classical equation of motion when } D
    \text{ is small}"""
    return Cited("continuity of the stochastic flow in D", needs="an estimate of the distance of paths for small D")


@section.claim("p/omega-antisymmetric", "The symplectic form is antisymmetric", kind="prose", place="after (3)")
def omega_antisymmetric() -> All:
    r"""\omega = \begin{pmatrix}0&1_d\\-1_d&0\end{pmatrix} \text{ is the (antisymmetric) symplectic form}"""
    from derive.blocks import FORM
    from verify.statements.block import BlockEqual

    return conjunction(BlockEqual(FORM.T, -FORM))
