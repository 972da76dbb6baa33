"""Appendix D, quantum half: the pure Gaussian state in phase space, (D7)."""

from __future__ import annotations

import sympy as sp

from derive.gaussian_function import GaussianFunction, density, fourier, gaussian, integrate, product
from derive.units import ACTION, LENGTH, MOMENTUM
from derive.wigner import coherent_dyad, diagonal, pure_state, total_mass, transform, weyl_kernel_trace
from verify.claim import Section
from verify.papers.hrr2023.symbols import V as TABLE
from verify.papers.hrr2023.symbols import hbar, p, x
from verify.statement import All, conjunction
from verify.statements.scalar import Equal
from verify.variables import Variables

section = Section("appendix_d_quantum_wigner", title="Appendix D: the quantum error in phase space", order=113)
V = Variables(TABLE.values())
q0 = V.declare("alpha_x", LENGTH, "mean position", low=-sp.oo)
p0 = V.declare("alpha_p", MOMENTUM, "mean momentum", low=-sp.oo)
q1 = V.declare("q_1", LENGTH, "position of another coherent state", low=-sp.oo)
p1 = V.declare("p_1", MOMENTUM, "momentum of another coherent state", low=-sp.oo)
sxx = V.declare("s_xx", LENGTH**2, "position variance")
sxp = V.declare("s_xp", ACTION, "covariance", low=-sp.oo)
bx = V.declare("beta_x", LENGTH, "position relative to the mean", low=-sp.oo)
bp = V.declare("beta_p", MOMENTUM, "momentum relative to the mean", low=-sp.oo)
k = V.declare("k", LENGTH**-1, "wave number of a function of position", low=-sp.oo)
left = V.declare("x_1", LENGTH, "first argument of a kernel", low=-sp.oo)
right = V.declare("x_2", LENGTH, "second argument of a kernel", low=-sp.oo)

STATE = pure_state(q0, p0, sxx, sxp, hbar)
SPP = (hbar**2 / 4 + sxp**2) / sxx
COVARIANCE = sp.Matrix([[sxx, sxp], [sxp, SPP]])
DYAD = coherent_dyad(q0, p0, q1, p1, sxx, hbar)
STANDARD = 1 / (2 * sp.pi * hbar)  # prefactor of the Wigner transform, (B3) corrected


def _same(lhs: GaussianFunction, rhs: GaussianFunction, name: str = "") -> All:
    """Equality of two Gaussian functions with positive prefactors: of exponents, and of prefactors to the fourth."""
    if not (lhs.coefficient.is_positive and rhs.coefficient.is_positive):
        raise ValueError("`lhs` and `rhs` must have positive coefficients: fourth powers do not see a sign")
    return conjunction(
        (f"{name}exponent", Equal(lhs.exponent, rhs.exponent, V)),
        (f"{name}prefactor^4", Equal(lhs.coefficient**4 * lhs.radicand, rhs.coefficient**4 * rhs.radicand, V)),
    )


@section.claim("p/pure-gaussian-projector", "A pure Gaussian state is a projector", kind="prose", scope="d = 1",
               place="Appendix D, after (D3)", uses=["p/pure-covariance"],
               note="The inverse Wigner transform of the Gaussian density with a pure covariance is the kernel psi(x_1) psi(x_2)^*.")
def pure_gaussian_projector() -> All:
    r"""\hat\tau_{\alpha,\sigma} = |\alpha,\sigma\rangle\langle\alpha,\sigma| \text{ for the Gaussian
    quantum state with covariance matrix $\sigma$ and mean $\alpha$}"""
    middle = density(((left + right) / 2, p), (q0, p0), COVARIANCE)
    return conjunction(
        _same(fourier(middle, p, (left - right) / hbar, sign=+1), STATE.at(left, right), "rank one: "),
        _same(total_mass(diagonal(STATE, x), [x]), gaussian(sp.Integer(0)), "unit vector: "),
    )


@section.claim("D7", "Expectation in phase space", kind="identity", place="Appendix D, (D7)", scope="d = 1",
               uses=["p/d-weyl-trace-of-position", "p/d-pure-gaussian-wigner"],
               note="For delta V^2 replaced by every plane wave exp(i k x), from which functions of position are superposed: the two "
               "laws of position agree, with every pure covariance.")
def expectation_in_phase_space() -> All:
    r"""\frac{4}{\hbar^2} \mathrm{Tr}\left[ \hat\tau_{\alpha,\sigma} ( \delta V^{[\alpha_x,2]}(\hat x) )^2
    \right] = \frac{4}{\hbar^2} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left[ \delta
    V^{[\alpha_x,2]}(\alpha_x+\beta_x) \right]^2"""
    wave = gaussian(sp.I * k * (q0 + bx))
    packet = density((bx, bp), (0, 0), COVARIANCE)
    return _same(weyl_kernel_trace(STATE, k, sp.Integer(0), hbar=hbar), total_mass(product(packet, wave), [bp, bx]))


@section.claim("p/d-pure-gaussian-wigner", "Wigner function of a pure Gaussian state", kind="prose", scope="d = 1",
               place="Appendix D, after (D7)", uses=["E1", "B3"],
               note="With the standard transform, to which (B3) is corrected. Positive: the exponential of a real number over a "
               "positive one.")
def pure_gaussian_wigner() -> All:
    r"""\tau_{\alpha,\sigma}(\alpha+\beta) = \mathcal W[\hat\tau_{\alpha,\sigma}](\alpha+\beta) =
    \exp(-\beta^a \sigma^{-1}_{ab} \beta^b / 2) \,/\, [ (2\pi)^d \sqrt{\det\sigma} ] \text{ (a
    positive-valued function on phase space) is the Wigner function of } \hat\tau_{\alpha,\sigma} =
    |\alpha,\sigma\rangle\langle\alpha,\sigma|"""
    found = transform(STATE, x, p, sign=-1, prefactor=STANDARD, hbar=hbar)
    beta, det = sp.Matrix([x - q0, p - p0]), COVARIANCE.det()
    adjugate = sp.Matrix([[SPP, -sxp], [-sxp, sxx]])
    printed = gaussian(-(beta.T * adjugate * beta)[0] / (2 * det), coefficient=1 / (2 * sp.pi), radicand=1 / det**2)
    return _same(found, printed)


@section.claim("p/d-weyl-trace-of-position", "Weyl trace formula for position", kind="prose", scope="d = 1",
               place="Appendix D, after (D7)", uses=["B3"],
               note="rho = |a><b| with coherent states a, b, which span all states. Tr[rho V] is the integral of <x|rho|x> V(x), and "
               "<x|rho|x> that of W over the momentum: for every V at once.")
def weyl_trace_of_position() -> All:
    r"""\text{the Weyl trace formula in the particularly simple case of the expectation value of an operator that is a function of
    position: } \mathrm{Tr}[\rho V(\hat x)] = \int d\alpha\, \mathcal W[\rho](\alpha)\, V(\alpha_x)"""
    wigner = transform(DYAD, x, p, sign=-1, prefactor=STANDARD, hbar=hbar)
    return _same(diagonal(DYAD, x), integrate(wigner, p), "law of position: ")
