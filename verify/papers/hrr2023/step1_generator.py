"""Proof of Theorem 1, Step 1: flow, skewing and broadening of one Gaussian, (13) to (16)."""

from __future__ import annotations

import sympy as sp

from derive import gaussian_generator as harmonic
from derive.gaussian_function import density, product
from derive.gaussian_generator import on_gaussian
from derive.index import normal_form
from derive.index_rules import parse, replaced
from derive.matrices import MatrixAlgebra
from derive.phase_space_generator import commutator_symbol, linear_noise
from derive.sample import sample_general, sample_positive
from derive.units import ACTION, ENERGY, LENGTH, MOMENTUM, NONE, TIME
from derive.wigner import total_mass
from verify.claim import Section
from verify.papers.hrr2023.dynamics import same
from verify.papers.hrr2023.step1 import LOCAL, RATE
from verify.papers.hrr2023.symbols import Dp, Dx, m, p, x
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import Equal
from verify.statements.units import HasUnit
from verify.variables import Variables

section = Section("step1_generator", title="Proof, Step 1: the harmonic generator on a Gaussian", order=41)
V = Variables(TABLE.values())
E0 = V.declare("E", ENERGY, "an energy")
v1 = V.declare("v_1", ENERGY / LENGTH, "V'(0)", low=-sp.oo)
v2 = V.declare("v_2", ENERGY / LENGTH**2, "V''(0)", low=-sp.oo)
v3 = V.declare("v_3", ENERGY / LENGTH**3, "V'''(0)", low=-sp.oo)
sxp = V.declare("s_xp", ACTION, "covariance of position and momentum", low=-sp.oo)


@section.claim("13", "Classical flow vector", kind="definition", place="Step 1, (13)", uses=["2"],
               note="Hamilton's equations for H = p^2/2m + V, every d: mi = 1/m, G = grad V.")
def flow_vector() -> All:
    r"""U(\alpha) := \begin{pmatrix} \alpha_p/m \\ -\nabla V(\alpha_x) \end{pmatrix}"""
    position, momentum = harmonic.hamilton()
    return conjunction(
        ("position", same(position, parse("mi*p[c]"))),
        ("momentum", same(momentum, parse("-G[c]"))),
        ("unit of the position rate", HasUnit(p / m, LENGTH / TIME, V)),
        ("unit of the momentum rate", HasUnit(E0 / x, MOMENTUM / TIME, V)),
    )


@section.claim("p/centroid-follows-flow", "The centroid follows the classical flow", kind="prose",
               place="Step 1, at (13)",
               uses=["13", "p/step1-harmonic-approximation", "p/harmonic-preserves-gaussians"],
               note="The rate of the mean of b = al - alpha is the drift u at the centre; for the local quadratic Hamiltonian the "
               "quantum generator at x = alpha_x, p = alpha_p is -(k, l).U.")
def centroid_follows_flow() -> All:
    r"""\text{Under the harmonic approximation about $\alpha$, a Gaussian evolves such that its centroid $\alpha$ follows the
    classical (diffusionless) flow on phase space with flow vector } U(\alpha) \text{ ... in the sense that } d\alpha(t)/dt =
    U(\alpha)"""
    at_centre = replaced(commutator_symbol(parse(LOCAL)), {"x[i]": "0", "p[i]": "ap[i]"})
    return conjunction(
        ("rate of the mean", same(harmonic.expectation(harmonic.backward(parse("b[c]"))), parse("u[c]"))),
        ("drift at the centre", same(at_centre, parse("-k[i]*mi*ap[i] + l[i]*G[i]"))),
    )


@section.claim("14", "Rate of the covariance matrix", kind="definition", place="Step 1, (14)",
               uses=["15", "p/step1-diffusion-matrix"],
               note="For the F of the corrected (15); that the covariance evolves by it is p/covariance-rate.")
def covariance_rate() -> All:
    r"""S(\alpha,\sigma) := F(\alpha)\,\sigma + \sigma F^\top(\alpha) + D"""
    algebra = MatrixAlgebra()
    F = algebra.general("F", sample_general)
    sigma, D = (algebra.symmetric(name, sample_positive) for name in ("σ", "D"))
    return conjunction(
        ("symmetric", MatrixEqual((F * sigma + sigma * F.T + D).T, F * sigma + sigma * F.T + D)),
        ("unit of the position block", HasUnit(sxp / m, LENGTH**2 / TIME, V)),
        ("unit of the momentum block", HasUnit(E0 / x**2 * sxp, MOMENTUM**2 / TIME, V)),
        ("unit of the mixed block", HasUnit(E0 / x**2 * x**2, ACTION / TIME, V)),
        ("unit of D in the position block", HasUnit(Dx, LENGTH**2 / TIME, V)),
        ("unit of D in the momentum block", HasUnit(Dp, MOMENTUM**2 / TIME, V)),
    )


@section.claim("p/covariance-rate", "The covariance evolves by S", kind="prose",
               place="Step 1, before (14)",
               uses=["14", "15", "p/step1-harmonic-approximation", "p/harmonic-preserves-gaussians"],
               note="The rate of the mean of b b^T, for the adjoint of a generator with drift u + F b and diffusion D; the motion of "
               "the centre adds nothing, for the mean of b is 0.")
def covariance_evolution() -> IndexEqual:
    r"""\text{Under the harmonic approximation about $\alpha$, a Gaussian evolves such that ... the covariance matrix $\sigma$
    evolves by } d\sigma(t)/dt = S(\alpha,\sigma)"""
    rate = harmonic.expectation(harmonic.backward(parse("b[c]*b[d]")))
    return same(rate, parse("F[c,e]*s[e,d] + s[c,e]*F[d,e] + D[c,d]"))


def _jacobian() -> sp.Matrix:
    """The derivative of Hamilton's equations by (x, p), for d = 1 and a cubic V."""
    energy = p**2 / (2 * m) + v1 * x + v2 * x**2 / 2 + v3 * x**3 / 6
    return sp.Matrix([sp.diff(energy, p), -sp.diff(energy, x)]).jacobian([x, p])


@section.claim("15", "Skewing matrix", kind="definition", place="Step 1, (15)", uses=["13"],
               note="What (14) needs: a displacement (xi, eta) of a point moves with F (xi, eta), the derivative of the flow (13). "
               "Also p/covariance-rate and (16) hold with that F and no other.")
def flow_matrix() -> All:
    r"""F(\alpha) := \begin{pmatrix} 0 & -1_d/m \\ \nabla^2 V(\alpha_x) & 0 \end{pmatrix}"""
    jacobian = _jacobian()
    position, momentum = harmonic.flow_differential()
    return conjunction(
        ("d = 1: upper right", Equal(jacobian[0, 1], -1 / m, V)),
        ("d = 1: lower left", Equal(jacobian[1, 0], v2 + v3 * x, V)),
        ("every d: upper row", same(position, parse("-mi*eta[c]"))),
        ("every d: lower row", same(momentum, parse("K[c,i]*xi[i]"))),
    )


@flow_matrix.corrected(
    why="F is the derivative of U of (13), as (14) and (16) need: dx/dt = p/m gives +1/m, dp/dt = -grad V gives minus the Hessian. The "
    "printed matrix is the negative of it.",
    error="substance",
    consequence="With the printed sign packets would be skewed backwards in time: a free one with sigma_xp > 0 would shrink at first where "
    "2 sigma_xp/m exceeds D^(x). The "
    "proof survives: (19) to (22) use only that F is Hamiltonian and the norm of F.",
)
def flow_matrix_corrected() -> All:
    r"""F(\alpha) := \begin{pmatrix} 0 & 1_d/m \\ -\nabla^2 V(\alpha_x) & 0 \end{pmatrix}"""
    jacobian = _jacobian()
    position, momentum = harmonic.flow_differential()
    return conjunction(
        ("d = 1: upper right", Equal(jacobian[0, 1], 1 / m, V)),
        ("d = 1: lower left", Equal(jacobian[1, 0], -(v2 + v3 * x), V)),
        ("every d: upper row", same(position, parse("mi*eta[c]"))),
        ("every d: lower row", same(momentum, parse("-K[c,i]*xi[i]"))),
    )


@section.claim("p/step1-diffusion-matrix", "Diffusion matrix", kind="prose", place="Step 1, after (15)",
               uses=["1", "p/diffusion-constants"],
               note="The symbol of (1/2) D^ab d_a d_b on exp(k.x + l.p), with D^(x) = hbar |l_p|^2 and D^(p) = hbar |l_x|^2.")
def diffusion_matrix() -> IndexEqual:
    r"""D = \mathrm{diag}(D^{(x)} 1_d,\; D^{(p)} 1_d) \text{ is the diffusion matrix}"""
    printed = replaced(parse("1/2*Dx*k[i]*k[i] + 1/2*Dp*l[i]*l[i]"), {"Dx": "hb*lp2", "Dp": "hb*lx2"})
    return same(linear_noise(), printed)


@section.claim("p/only-broadening-mixes", "Only D increases mixedness", kind="prose",
               place="Step 1, after (15)", uses=["14", "15", "E4"], scope="the purity for d = 1, its rate for every d",
               note="The purity is (hbar/2)^d/sqrt(det sigma) (checked for d = 1). d(det sigma)/dt is det sigma times 2 Tr F + Tr "
               "sigma^-1 D, and Tr F = 0 for F = W Q, W = J - J^T antisymmetric and Q symmetric, as in (15). Tr sigma^-1 D is a "
               "sum of squares, with sigma^-1 = R R^T and D = C C^T.")
def only_broadening_mixes() -> All:
    r"""\text{This describes the skewing (by $F$) and broadening (by $D$) of the Gaussian; only the latter
    increases mixedness}"""
    table = Variables()
    points = [table.declare(name, NONE, "coordinate", low=-sp.oo) for name in ("b_1", "b_2")]
    sxx, det, h = (table.declare(name, NONE, "positive") for name in ("s_xx", "det", "hbar"))
    cov = table.declare("s_xp", NONE, "covariance", low=-sp.oo)
    wigner = density(points, (sp.Integer(0),) * 2, sp.Matrix([[sxx, cov], [cov, (det + cov**2) / sxx]]))
    purity = 2 * sp.pi * h * total_mass(product(wigner, wigner), points).expression()
    hamiltonian = parse("J[a,c]*Q[c,b]") - parse("J[c,a]*Q[c,b]")
    growth = replaced(parse("Si[a,b]*D[a,b]"), {"Si[a,b]": "R[a,c]*R[b,c]", "D[a,b]": "C[a,c]*C[b,c]"})
    return conjunction(
        ("purity, d = 1", Equal(purity, h / 2 / sp.sqrt(det), table)),
        ("any F", same(harmonic.determinant_rate(), parse("2*det*F[a,a] + det*Si[a,b]*D[a,b]"))),
        ("F of (15)", same(harmonic.determinant_rate(hamiltonian), parse("det*Si[a,b]*D[a,b]"))),
        ("D >= 0 lets it grow: a sum of squares", same(growth, parse("R[a,c]*C[a,d]*R[b,c]*C[b,d]"))),
    )


@section.claim("16", "Generator on a Gaussian", kind="identity", place="Step 1, (16)",
               uses=["13", "14", "15", "E8", "p/wigner-gaussian", "p/heat-identity-quantum", "p/centroid-follows-flow",
                     "p/covariance-rate", "p/step1-diffusion-matrix"],
               note="First the Wigner transform of the quantum generator with the quadratic potential (x measured from alpha_x, p = "
               "alpha_p + w): the symbol -(k, l).(U + F b) + (1/2) D, with the F of the corrected (15). Then that drift and "
               "noise on a Gaussian, for every u, F and D.")
def gaussian_generator() -> All:
    r"""\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] = \left[ U(\alpha)\cdot\partial_\alpha +
    S(\alpha,\sigma)\cdot\partial_\sigma \right] \hat\tau_{\alpha,\sigma}"""
    quantum = replaced(commutator_symbol(parse(LOCAL)) + linear_noise(), {"p[i]": "ap[i] + w[i]"})
    flow = parse("-k[i]*mi*ap[i] + l[i]*G[i]")  # -(k, l).U
    skewing = parse("-k[i]*mi*w[i] + l[i]*K[i,j]*x[j]")  # -(k, l).F b
    noise = parse("1/2*hb*lp2*k[i]*k[i] + 1/2*hb*lx2*l[i]*l[i]")
    printed = on_gaussian(f"u[a]*Ta[a] + {RATE}")
    return conjunction(
        ("the quantum generator is linear drift and noise", same(quantum, normal_form(flow + skewing + noise))),
        ("on a Gaussian", same(harmonic.fokker_planck(), printed)),
    )
