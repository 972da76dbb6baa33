"""Proof of Theorem 1, Step 1: the transport equation of the mixture, (17) and (18)."""

from __future__ import annotations

import sympy as sp

from derive import gaussian_generator as harmonic
from derive import mixed_gaussian
from derive.gaussian_generator import GAUSSIAN, HALF, on_gaussian
from derive.index import normal_form
from derive.index_rules import derivative, gaussian_covariance_gradient, gaussian_hessian, parse, replaced
from derive.units import ACTION, LENGTH, MOMENTUM, NONE
from verify.claim import Section
from verify.papers.hrr2023.dynamics import same
from verify.papers.hrr2023.symbols import Dp, Dx, eta, hbar, m, t, tau
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import Equal
from verify.variables import Variables

section = Section("step1_transport", title="Proof, Step 1: the transport equation of the mixture", order=42)
V = Variables(TABLE.values())
z = V.declare("z", NONE, "squeezing limit", low=1, closed=True)
sxx = V.declare("s_xx", LENGTH**2, "variance of position")
spp = V.declare("s_pp", MOMENTUM**2, "variance of momentum")
sxp = V.declare("s_xp", ACTION, "covariance of position and momentum", low=-sp.oo)

OPERATOR = "f*n[a]*T1[a]*p + g*N[a,b]*Ts[a,b]*p + 1/2*h*M[a,b]*T2[a,b]*p"  # p [U.d_alpha + S_0.d_sigma + (1/2) S_D.d d] T
SKEW_ONLY = {"h": "0", "h1[a]": "0", "h2[a,b]": "0"}
FIELDS = "U = f n, S_0 = g N, S_D = h M with scalar functions f, g, h; sums of such terms are all fields."


@section.claim("17", "Condition (12) with (11) and (16)", kind="identity", place="Step 1, (17)",
               uses=["11", "16"], scope="the integrand, and finite mixtures",
               note="d/dt is at fixed (alpha, sigma). Left: the derivative of (11), whose packets do not depend on time. Right: (12) with "
               "(16).")
def weak_transport() -> All:
    r"""\iint d\alpha\,d\sigma\; \hat\tau_{\alpha,\sigma}\, \frac{d}{dt} p_{\alpha,\sigma}(t) = \iint
    d\alpha\,d\sigma\; p_{\alpha,\sigma}(t) \left[ U(\alpha)\cdot\partial_\alpha +
    S(\alpha,\sigma)\cdot\partial_\sigma \right] \hat\tau_{\alpha,\sigma}"""
    rate = derivative(parse("p[j]*T[j]"), "", {"p[i]": "pd[i]", "T[i]": "0"})
    rhs = on_gaussian("p*u[a]*Ta[a] + p*F[a,c]*s[c,b]*Ts[a,b] + p*s[a,c]*F[b,c]*Ts[a,b] + p*D[a,b]*Ts[a,b]")
    return conjunction(
        ("left side", same(rate, parse("T[j]*pd[j]"))),
        ("right side", same(parse("p") * harmonic.fokker_planck(), rhs)),
    )


@section.claim("p/loses-control-of-covariance", "Plain transport loses control of the covariance",
               kind="prose", place="Step 1, after (17)", uses=["17"], scope="integration by parts: every d; growth: V = 0, d = 1",
               note=f"{FIELDS} Example: where hess V vanishes along the path, as at rest at the origin of V = x - sin x, m = eta_H "
               "tau_H: a packet that starts with sigma_* has (1 + z) times its position variance at t = tau_H sqrt(z), whatever z.")
def loses_control() -> All:
    r"""\text{We could integrate the right-hand side of (17) by parts in $\sigma$ and $\alpha$ to obtain a transport equation for
    $p_{\alpha,\sigma}$, but we would quickly lose control of the covariance matrix $\sigma$, which could be stretched
    arbitrarily long by the evolution}"""
    by_parts = replaced(parse(OPERATOR) + harmonic.divergence(), SKEW_ONLY)
    printed = replaced(harmonic.transport(), SKEW_ONLY)
    free = sp.Matrix([[0, 1 / m], [0, 0]])
    spread = harmonic.covariance_flow(sp.Matrix([[sxx, sxp], [sxp, spp]]), free, sp.diag(Dx, Dp), t)[0, 0]
    star = sp.diag(hbar / (2 * eta), hbar * eta / 2)
    late = harmonic.covariance_flow(star, free, sp.zeros(2), t)[0, 0].subs(t, tau * sp.sqrt(z)).subs(m, eta * tau)
    return conjunction(
        ("by parts", same(by_parts, normal_form(parse("T") * printed, GAUSSIAN))),
        ("free spreading", Equal(spread, sxx + 2 * t * sxp / m + t**2 * spp / m**2 + Dx * t + Dp * t**3 / (3 * m**2), V)),
        ("longer than any z", Equal(late, (1 + z) * (hbar / (2 * eta)), V)),
    )


@section.claim("p/positive-flow-is-diffusion", "Positive flow as diffusion", kind="prose",
               place="Step 1, after (17)", uses=["p/step1-gaussian-derivative", "p/only-broadening-mixes"],
               note="For S_D = R R^T, that is every S_D >= 0. In finite form: a Gaussian of covariance S + R R^T is one of "
               "covariance S with its centre displaced by R v, v standard normal.")
def positive_flow_is_diffusion() -> All:
    r"""\text{any component of the flow in the ``positive'' $\sigma$ direction (which increases mixedness of
    the state) can also be re-interpreted as diffusion in the $\alpha$ direction}"""
    flow = on_gaussian("R[a,c]*R[b,c]*Ts[a,b]")
    diffusion = normal_form(HALF * parse("R[a,c]*R[b,c]") * gaussian_hessian(), GAUSSIAN)
    return conjunction(
        ("rate", same(flow, diffusion)), ("finite step", MatrixEqual(*mixed_gaussian.convolution()))
    )


@section.claim("p/step1-gaussian-derivative", "Gaussian derivative identity", kind="prose",
               place="Step 1, before (18)", uses=["E8", "p/heat-identity-quantum"],
               note="d_alpha d_alpha acts as d_b d_b, for tau depends on b = al - alpha. In d_sigma the entries of sigma count as "
               "independent: with each pair sigma_ab = sigma_ba counted once the identity has another factor off the diagonal.")
def gaussian_derivative_identity() -> IndexEqual:
    r"""\partial_\sigma \hat\tau_{\alpha,\sigma} = \tfrac12\, \partial_\alpha\partial_\alpha
    \hat\tau_{\alpha,\sigma}"""
    return same(HALF * gaussian_covariance_gradient(), normal_form(HALF * gaussian_hessian(), GAUSSIAN))


@section.claim("p/any-decomposition", "Any decomposition of S", kind="prose", place="Step 1, before (18)",
               uses=["p/step1-gaussian-derivative"],
               note="S_D symmetric or not: only its symmetric part enters.")
def any_decomposition() -> IndexEqual:
    r"""\text{for any choice of decomposition } S = S_D + S_0: \quad S\cdot\partial_\sigma
    \hat\tau_{\alpha,\sigma} = \left[ S_0\cdot\partial_\sigma + \tfrac12
    S_D\cdot\partial_\alpha\partial_\alpha \right] \hat\tau_{\alpha,\sigma}"""
    derived = parse("SD[a,b] + S0[a,b]") * (HALF * gaussian_covariance_gradient())
    printed = on_gaussian("S0[a,b]*Ts[a,b] + 1/2*SD[a,b]*Taa[a,b]")
    return same(derived, printed)


@section.claim("p/transport-implies-12", "The transport equation solves (12)", kind="prose",
               place="Step 1, before (18)", uses=["17", "18", "p/any-decomposition", "x/transport-solution"], scope="the integrand",
               note="p [U.d_alpha + S.d_sigma] tau and tau times (18) differ by a divergence over (alpha, sigma), S = S_0 + S_D. "
               f"{FIELDS} That the divergence integrates to 0 is the weak form of x/transport-solution: tau and its derivatives "
               "are bounded.")
def transport_implies_12() -> IndexEqual:
    r"""\text{(12) is satisfied ... so long as $p_{\alpha,\sigma}(t)$ solves } \partial_t p_{\alpha,\sigma}(t) =
    \overset{\frown}{\mathcal L}{}^{(\alpha)}[p_{\alpha,\sigma}(t)]"""
    derived = on_gaussian("p*f*n[a]*Ta[a] + p*g*N[a,b]*Ts[a,b] + p*h*M[a,b]*Ts[a,b]")
    currents = harmonic.with_gaussian(harmonic.divergence())
    return same(derived + currents, parse("tau") * harmonic.transport())


@section.claim("p/nonnegative-if-diffusion-nonnegative", "Non-negativity of p", kind="prose",
               place="Step 1, before (18)", uses=["18", "x/transport-solution"], scope="the rate where p = 0",
               note="Where a non-negative p vanishes its first derivatives do, and its Hessian p2 is >= 0: there the rate (18) is "
               "(1/2) Tr S_D p2 >= 0, with S_D = R R^T and p2 = C C^T half a sum of squares. That p stays >= 0 is "
               "x/transport-solution: it is the law of a process.")
def nonnegative_if_diffusion() -> All:
    r"""\text{with } p_{\alpha,\sigma} \text{ guaranteed to be non-negative when } S_D \ge 0"""
    at_zero = replaced(harmonic.transport(), {"p": "0", "p1[a]": "0", "ps[a,b]": "0"})
    rate = parse("1/2*h*M[a,b]*p2[a,b]")
    squares = parse("R[a,c]*C[a,d]*R[b,c]*C[b,d]")
    return conjunction(
        ("rate where p = 0", same(at_zero, rate)),
        ("twice the rate is a sum of squares", same(
            replaced(2 * rate, {"h": "1", "M[a,b]": "R[a,c]*R[b,c]", "p2[a,b]": "C[a,c]*C[b,c]"}), squares)),
    )


@section.claim("18", "Transport operator", kind="definition", place="Step 1, (18)", uses=["13"],
               note=f"{FIELDS} The operator is the adjoint of U.d_alpha + S_0.d_sigma + (1/2) S_D.d_alpha d_alpha, any weight T; with "
               "T = 1 it is a divergence: the mass of p is kept.")
def transport_operator() -> All:
    r"""\overset{\frown}{\mathcal L}{}^{(\alpha)}[p_{\alpha,\sigma}] := \left[ -\partial_\alpha\cdot
    U(\alpha) - \partial_\sigma\cdot S_0(\alpha,\sigma) + \tfrac12 \partial_\alpha\partial_\alpha\cdot
    S_D(\alpha,\sigma) \right] p_{\alpha,\sigma}, \quad \text{where the partial derivatives in (18) are understood to act also on }
    p_{\alpha,\sigma}"""
    constant = {"T": "1", "T1[a]": "0", "T2[a,b]": "0", "Ts[a,b]": "0"}
    adjoint = parse(OPERATOR) + harmonic.divergence()
    return conjunction(
        ("adjoint", same(adjoint, parse("T") * harmonic.transport())),
        ("mass", same(replaced(harmonic.divergence(), constant), harmonic.transport())),
    )
