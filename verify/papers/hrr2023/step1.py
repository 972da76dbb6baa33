"""Proof of Theorem 1, Step 1: the Gaussian mixture and the harmonic approximation, (11) and (12)."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from derive import gaussian_generator as harmonic
from derive import mixed_gaussian
from derive.gaussian_function import density, product
from derive.gaussian_generator import HALF, on_gaussian
from derive.index import Indexed
from derive.index_rules import parse, replaced
from derive.matrices import Abstract, MatrixAlgebra
from derive.phase_space_generator import commutator_symbol, linear_dissipator, linear_noise, quadratic_unitary, reduced
from derive.pure_covariance import pure_pair
from derive.sample import sample_general, sample_positive
from derive.units import ENERGY, LENGTH, NONE
from derive.wigner import total_mass
from verify.claim import Section
from verify.papers.hrr2023.dynamics import same
from verify.papers.hrr2023.symbols import V as TABLE
from verify.papers.hrr2023.symbols import x
from verify.statement import All, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.matrix import MatrixEqual, Positive
from verify.statements.scalar import Equal
from verify.variables import Variables

section = Section("step1", title="Proof, Step 1: constructing the Gaussian mixture", order=40)
V = Variables(TABLE.values())
centre = V.declare("a", LENGTH, "alpha_x", low=-sp.oo)
v1 = V.declare("v_1", ENERGY / LENGTH, "V'(0)", low=-sp.oo)
v2 = V.declare("v_2", ENERGY / LENGTH**2, "V''(0)", low=-sp.oo)

LOCAL = "1/2*mi*p[i]*p[i] + G[i]*x[i] + 1/2*K[i,j]*x[i]*x[j]"  # H^(alpha), x measured from alpha_x, without a constant
RATE = "F[a,c]*s[c,b]*Ts[a,b] + s[a,c]*F[b,c]*Ts[a,b] + D[a,b]*Ts[a,b]"  # S . d_sigma tau with (14)


@section.claim("11", "Gaussian mixture", kind="definition", place="Step 1, (11)", uses=["E1"], scope="two packets",
               slip="sigma in R^{2d} x R^{2d} is printed for R^{2d x 2d}",
               note="With weights p >= 0 a mixture is positive for matrices of any size, and has their sum as trace (here for d = 1 "
               "and two packets of any centre and covariance).")
def mixture() -> All:
    r"""\tilde\rho(t) = \iint d\alpha\,d\sigma\; p_{\alpha,\sigma}(t)\,\hat\tau_{\alpha,\sigma}, \qquad
    p_{\alpha,\sigma}(t) \ge 0, \quad \alpha = (\alpha_x, \alpha_p) \in \mathbb{R}^{2d},\ \sigma \in
    \mathbb{R}^{2d}\times\mathbb{R}^{2d}"""
    table = Variables()
    points = [table.declare(name, NONE, "coordinate", low=-sp.oo) for name in ("b_1", "b_2")]
    first, second = (table.declare(name, NONE, "weight") for name in ("p_1", "p_2"))
    masses = []
    for k in "12":
        q, w, sxp = (table.declare(f"{name}_{k}", NONE, "centre or covariance", low=-sp.oo) for name in ("q", "w", "s_xp"))
        sxx, det = table.declare(f"s_xx_{k}", NONE, "variance"), table.declare(f"det_{k}", NONE, "determinant of sigma")
        covariance = sp.Matrix([[sxx, sxp], [sxp, (det + sxp**2) / sxx]])
        masses.append(total_mass(density(points, (q, w), covariance), points).expression())
    algebra = MatrixAlgebra()
    A, B = (algebra.symmetric(name, sample_positive) for name in "AB")
    algebra.positive |= {"A", "B"}
    u, v = algebra.scalar("p_1"), algebra.scalar("p_2")
    squares = ((u, algebra.one, 0), (v, algebra.one, 1))
    return conjunction(
        ("trace", Equal(first * masses[0] + second * masses[1], first + second, table)),
        ("positive", Positive(u * A + v * B, (A, B), squares)),
    )


@section.claim("p/step1-nts-definition", "Not too squeezed (NTS)", kind="prose", place="Step 1, after (11)",
               uses=["5", "6", "11", "C9", "p/z-at-least-one"], scope="sigma_* meets it",
               note="The condition can be met for every z >= 1: by sigma_*, with room (z - 1) sigma_*, written y sigma_*.")
def nts_definition() -> Positive:
    r"""\text{$p_{\alpha,\sigma}(t)$ only supports covariance matrices that are not too squeezed (NTS) in
    the sense } \sigma \le z\sigma_*"""
    pair = pure_pair()
    room = pair.algebra.scalar("y")
    return Positive((pair.algebra.one + room) * pair.star - pair.star, (pair.star,), ((room, pair.algebra.one, 0),))


@section.claim("p/glauber-sudarshan", "Generalised P function", kind="prose", place="Step 1, after (11)",
               uses=["11"], scope="fixed sigma: every Gaussian P; thermal states",
               note="The single fixed sigma is that of the coherent states. Example, one coordinate: the thermal state of mean "
               "number n has the P function of variance hbar n, and the Wigner function of variance hbar (n + 1/2).")
def glauber_sudarshan() -> All:
    r"""\text{the distribution $p_{\alpha,\sigma}$ is a generalization of the Glauber-Sudarshan $P$
    function, which uses a single fixed $\sigma$}"""
    table = Variables()
    q, y = (table.declare(name, NONE, "coordinate", low=-sp.oo) for name in "qy")
    h, n = table.declare("hbar", NONE, "reduced Planck constant"), table.declare("n", NONE, "mean number")
    P = density([q], [sp.Integer(0)], sp.Matrix([[h * n]]))
    coherent = density([y], [q], sp.Matrix([[h / 2]]))
    thermal = total_mass(product(P, coherent), [q])
    return conjunction(
        ("centres spread by R R^T about one covariance S", MatrixEqual(*mixed_gaussian.convolution())),
        ("thermal state: exponent", Equal(thermal.exponent, -(y**2) / (2 * h * (n + HALF)), table)),
        ("thermal state: normalisation^4", Equal(thermal.radicand, (2 * sp.pi * h * (n + HALF)) ** -2, table)),
    )


@section.claim("x/mixed-initial-states", "Mixed Gaussians are mixtures of pure ones", kind="prose",
               place="not printed; used where Theorem 1 starts from mixed Gaussians", uses=["x/williamson", "C15"],
               note="Theorem 1 admits mixed Gaussians, the proof needs pure ones in (11). By Williamson sigma = A diag(nu, nu) A^T "
               "with diag(nu, nu) - hbar/2 = G G; sigma_0 = (hbar/2) A A^T is pure and below sigma, hence below z sigma_*, and "
               "A G spreads the centres. The lower bound on sigma_0 is (C15); none on sigma itself is needed.")
def mixed_initial_states() -> All:
    r"""\sigma\le z\sigma_* \text{ covariance of a state}:\quad \hat\tau_{\alpha,\sigma} = \int d\xi\,
    \tau_{0,\sigma-\sigma_0}(\xi)\,\hat\tau_{\alpha+\xi,\sigma_0} \text{ with a pure } \sigma_0,\ z^{-1}\sigma_*\le\sigma_0\le z\sigma_*"""
    state, below = mixed_gaussian.williamson_form(), mixed_gaussian.bounded()
    one = below.algebra.one
    hypotheses = (below.bound - below.pure - below.rest, below.rest)
    return conjunction(
        ("sigma_0 is pure", MatrixEqual(state.pure * state.form * state.pure, state.half * state.half * state.form)),
        ("sigma_0 <= sigma", Positive(
            state.covariance - state.pure, (state.algebra.one,), ((state.algebra.one, state.rest.T, 0),))),
        ("sigma_0 <= z sigma_*", Positive(below.bound - below.pure, hypotheses, ((one, one, 0), (one, one, 1)))),
        ("centres spread by sigma - sigma_0", MatrixEqual(*mixed_gaussian.convolution())),
    )


@section.claim("p/initial-coincidence", "Initial states coincide", kind="prose", scope="one packet",
               place="Step 1, before (12)", uses=["11", "x/mixed-initial-states"],
               note="The hypothesis of Theorem 1, with p(t=0) as the weights. A trivial mixture is one packet; a mixed Gaussian is a "
               "mixture of pure ones.")
def initial_coincidence() -> All:
    r"""\rho(t{=}0) = \iint d\alpha\,d\sigma\; p_{\alpha,\sigma}(t{=}0)\,\hat\tau_{\alpha,\sigma} \text{ is
    a (possibly trivial) mixture of such states, so that } \tilde\rho(t{=}0) = \rho(t{=}0)"""
    trivial = replaced(parse("w[j]*T[j]"), {"w[j]": "delta[j,k]"}, "k")
    return conjunction(
        ("the trivial mixture", same(trivial, parse("T[k]"))),
        ("mixed Gaussians", MatrixEqual(*mixed_gaussian.convolution())),
    )


def _lindblad(rho: Abstract, H: Abstract, L: Abstract) -> Abstract:
    return H * rho - rho * H + L * rho * L.T - HALF * (L.T * L * rho) - HALF * (rho * L.T * L)


@section.claim("p/lindbladian-under-mixture", "The Lindbladian acts under the mixture", kind="prose",
               place="Step 1, before (12)", uses=["1", "11"], scope="two packets, matrices of any size",
               note="Linearity of (1); -i H/hbar is written H, the rates are absorbed in L. Under an integral it is Hille's theorem "
               "for the closed operator of (1).")
def lindbladian_under_mixture() -> MatrixEqual:
    r"""\hat{\mathcal L}[\tilde\rho(t)] = \iint d\alpha\,d\sigma\; p_{\alpha,\sigma}(t)\,\hat{\mathcal
    L}[\hat\tau_{\alpha,\sigma}]"""
    algebra = MatrixAlgebra()
    H, L, X, Y = (algebra.general(name, sample_general) for name in "HLXY")
    u, v = algebra.scalar("p_1"), algebra.scalar("p_2")
    printed = u * (H * X - X * H + L * X * L.T - HALF * (L.T * L * X + X * L.T * L))
    printed += v * (H * Y - Y * H + L * Y * L.T - HALF * (L.T * L * Y + Y * L.T * L))
    return MatrixEqual(_lindblad(u * X + v * Y, H, L), printed)


def _general_generator() -> tuple[Indexed, Indexed]:
    """Drift W(Q al + h) of every quadratic H; friction and noise of every linear L; on a function f, W = J - J^T."""

    def form(i: str, j: str) -> Indexed:
        return parse(f"J[{i},{j}]") - parse(f"J[{j},{i}]")

    unitary = -1 * form("a", "b") * parse("f1[a]*Q[b,c]*al[c] + f1[a]*h[b]")
    friction = parse("cr[a]*ci[b]") - parse("ci[a]*cr[b]")
    drift = friction * (form("a", "c") * parse("al[b]*f1[c]") + form("a", "b") * parse("f"))
    noise = Fraction(1, 2) * parse("hb*cr[a]*cr[b] + hb*ci[a]*ci[b]") * form("a", "c") * form("b", "d") * parse("f2[c,d]")
    return reduced(unitary), reduced(drift + noise)


@section.claim("p/harmonic-preserves-gaussians", "Harmonic dynamics preserve Gaussians", kind="prose",
               place="Step 1, before (12)", uses=["1", "E8", "x/quantum-semigroup"], scope="the generators",
               note="Every quadratic H = (1/2) Q al al + h al and every L = (cr + i ci) al, friction included: the generator is a "
               "drift linear in al with constant diffusion; on a Gaussian it is a derivative by centre and covariance, which "
               "flow by d alpha/dt = u, d sigma/dt = F sigma + sigma F^T + D. A Gaussian along that flow solves the equation, "
               "and solutions are unique (for (1), by x/quantum-semigroup).")
def harmonic_preserves_gaussians() -> All:
    r"""\text{harmonic dynamics are characterized by a quadratic Hamiltonians and linear Lindblad operators. The benefit of using
    this approximation is that harmonic dynamics exactly preserve the set of Gaussian states}"""
    unitary, dissipative = _general_generator()
    return conjunction(
        ("quadratic Hamiltonians: linear drift", same(quadratic_unitary(), unitary)),
        ("linear Lindblad operators: linear drift, constant diffusion", same(linear_dissipator(), dissipative)),
        ("on a Gaussian", same(harmonic.fokker_planck(), on_gaussian(f"u[a]*Ta[a] + {RATE}"))),
    )


@section.claim("12", "Evolution of the mixture", kind="identity", place="Step 1, (12)",
               uses=["11", "16", "18", "p/lindbladian-under-mixture", "p/step1-harmonic-approximation",
                     "p/transport-implies-12", "p/parts-sum-to-rate", "x/transport-solution"], scope="the integrand",
               note="The integrand: p L^(alpha)[tau] and tau times (18) differ by a divergence over (alpha, sigma), for every drift "
               "u = U = f n, every F, and every decomposition S = S_0 + S_D = g N + h M. That p exists is x/transport-solution.")
def mixture_evolution() -> IndexEqual:
    r"""\partial_t\tilde\rho(t) = \iint d\alpha\,d\sigma\; p_{\alpha,\sigma}(t)\,\hat{\mathcal
    L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]"""
    generator = parse("p") * harmonic.decomposed(harmonic.fokker_planck())
    currents = harmonic.with_gaussian(harmonic.divergence())
    return same(generator + currents, parse("tau") * harmonic.transport())


@section.claim("p/step1-harmonic-approximation", "Harmonic approximation of the Lindbladian", kind="prose",
               place="Step 1, after (12)", uses=["1", "p/local-quadratic-potential"],
               note="The kinetic energy is its own second-order Taylor polynomial, and linear Lindblad operators need no "
               "approximation; what is left is V, whose second-order polynomial (G = grad V, K = Hessian, at alpha_x) gives a "
               "generator with linear force.")
def harmonic_approximation() -> All:
    r"""\text{In the present case of linear Lindblad operators and Hamiltonian $\hat H = \hat p^2/2m + V(\hat x)$, the harmonic
    approximation } \hat{\mathcal L}^{(\alpha)} \text{ to } \hat{\mathcal L} \text{ at $\alpha$ is obtained
    simply by replacing the potential with its local quadratic approximation about $x = \alpha_x$, i.e., by replacing
    $V(\hat x)$ with } V^{[\alpha_x,2]}(\hat x)"""
    kinetic = harmonic.taylor(parse("1/2*mi*p[i]*p[i]"), {"p[i]": "w[i]", "w[i]": "0", "mi": "0"})
    moved = replaced(parse("1/2*mi*p[i]*p[i]"), {"p[i]": "p[i] + w[i]"})
    drift = parse("l[i]*G[i] + l[i]*K[i,j]*x[j] - mi*k[i]*p[i]")
    return conjunction(
        ("the kinetic energy is quadratic", same(kinetic, moved)),
        ("linear Lindblad operators: no dependence on alpha", same(
            linear_noise(), parse("1/2*hb*lp2*k[i]*k[i] + 1/2*hb*lx2*l[i]*l[i]"))),
        ("the generator with the quadratic potential", same(commutator_symbol(parse(LOCAL)), drift)),
    )


def _own_polynomial(weight: Fraction) -> All:
    """Whether a quadratic V is V(a) + (x - a).grad V(a) + weight [(x - a).grad]^2 V(a)."""
    potential, step = v1 * x + v2 * x**2 / 2, x - centre
    value, slope, bend = (sp.diff(potential, x, order).subs(x, centre) for order in range(3))
    line = value + step * slope + sp.Rational(weight.numerator, weight.denominator) * step**2 * bend
    distance = parse("x[i]") - parse("a[i]")
    below = parse("v + v1[i]*a[i] + 1/2*K[i,j]*a[i]*a[j]") + distance * parse("v1[i] + K[i,j]*a[j]")
    polynomial = below + weight * parse("K[i,j]") * distance * (parse("x[j]") - parse("a[j]"))
    quadratic = parse("v + v1[i]*x[i] + 1/2*K[i,j]*x[i]*x[j]")
    return conjunction(("d = 1", Equal(potential, line, V)), ("every d", same(quadratic, polynomial)))


@section.claim("p/local-quadratic-potential", "Local quadratic approximation of V", kind="prose",
               place="Step 1, after (12)", uses=[],
               note="The approximation depends on the value, gradient and Hessian of V at alpha_x only, so V may be taken quadratic: "
               "then it must be V itself.")
def local_quadratic_potential() -> All:
    r"""V^{[\alpha_x,2]}(x) = V(\alpha_x) + (x-\alpha_x)\cdot\nabla V(\alpha_x) +
    [(x-\alpha_x)\cdot\nabla]^2 V(\alpha_x)"""
    return _own_polynomial(Fraction(1))


@local_quadratic_potential.corrected(
    why="The second-order term of Taylor's formula has the factor 1/2; without it V = v_2 x^2/2 is not its own quadratic approximation.",
    error="substance",
    consequence="With the printed line the harmonic force would be twice too steep, and the error V - V^[2] would be of second order. "
    "(D4), (D8) and (15) use the right one.",
)
def local_quadratic_potential_corrected() -> All:
    r"""V^{[\alpha_x,2]}(x) = V(\alpha_x) + (x-\alpha_x)\cdot\nabla V(\alpha_x) +
    \tfrac12[(x-\alpha_x)\cdot\nabla]^2 V(\alpha_x)"""
    return _own_polynomial(HALF)
