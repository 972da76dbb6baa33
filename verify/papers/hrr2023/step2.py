"""Proof of Theorem 1, Step 2: the Duhamel bounds, equations (23) to (32)."""

from __future__ import annotations

from verify.claim import Section
from verify.statement import Leaf
from verify.statements.pending import Pending

section = Section("step2", title="Proof, Step 2: Duhamel bound", order=50)


@section.claim("23", "Duhamel formula", kind="identity", place="Step 2, (23)",
               uses=["1", "p/initial-coincidence"])
def duhamel() -> Leaf:
    r"""\tilde\rho(t) - \rho(t) = \int_0^t ds\, e^{(t-s)\hat{\mathcal L}} (\partial_s - \hat{\mathcal
    L})[\tilde\rho(s)]"""
    return Pending("not yet audited")


@section.claim("24", "Trace-norm error", kind="definition", place="Step 2, (24)", uses=[])
def trace_distance() -> Leaf:
    r"""\|\tilde\rho(t) - \rho(t)\|_{Tr}"""
    return Pending("not yet audited")


@section.claim("25", "Norm of the Duhamel integral", kind="identity", place="Step 2, (25)",
               uses=["23", "24"])
def duhamel_norm() -> Leaf:
    r"""\|\tilde\rho(t) - \rho(t)\|_{Tr} = \left\| \int_0^t ds\, e^{(t-s)\hat{\mathcal L}} (\partial_s -
    \hat{\mathcal L})[\tilde\rho(s)] \right\|_{Tr}"""
    return Pending("not yet audited")


@section.claim("26", "Triangle inequality in time", kind="inequality", place="Step 2, (26)", uses=[])
def norm_under_integral() -> Leaf:
    r"""\left\| \int_0^t ds\, e^{(t-s)\hat{\mathcal L}} (\partial_s - \hat{\mathcal L})[\tilde\rho(s)]
    \right\|_{Tr} \le \int_0^t ds\, \left\| e^{(t-s)\hat{\mathcal L}} (\partial_s - \hat{\mathcal
    L})[\tilde\rho(s)] \right\|_{Tr}"""
    return Pending("not yet audited")


@section.claim("27", "The propagator does not increase the norm", kind="inequality", place="Step 2, (27)",
               uses=["p/evolution-contracts-trace-norm"])
def propagator_dropped() -> Leaf:
    r"""\int_0^t ds\, \left\| e^{(t-s)\hat{\mathcal L}} (\partial_s - \hat{\mathcal L})[\tilde\rho(s)]
    \right\|_{Tr} \le \int_0^t ds\, \left\| (\partial_s - \hat{\mathcal L})[\tilde\rho(s)] \right\|_{Tr}"""
    return Pending("not yet audited")


@section.claim("28", "Residual of the mixture", kind="identity", place="Step 2, (28)",
               uses=["12", "p/lindbladian-under-mixture"])
def residual() -> Leaf:
    r"""\int_0^t ds\, \left\| (\partial_s - \hat{\mathcal L})[\tilde\rho(s)] \right\|_{Tr} = \int_0^t ds\,
    \left\| \iint d\alpha\,d\sigma\; p_{\alpha,\sigma}(s)\, ( \hat{\mathcal L}^{(\alpha)} - \hat{\mathcal L}
    )[\hat\tau_{\alpha,\sigma}] \right\|_{Tr}"""
    return Pending("not yet audited")


@section.claim("29", "Triangle inequality over the mixture", kind="inequality", place="Step 2, (29)",
               uses=["p/lindbladian-difference", "p/true-mixture"])
def norm_under_mixture() -> Leaf:
    r"""\int_0^t ds\, \left\| \iint d\alpha\,d\sigma\; p_{\alpha,\sigma}(s)\, ( \hat{\mathcal L}^{(\alpha)}
    - \hat{\mathcal L} )[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} \le \int_0^t ds \iint d\alpha\,d\sigma\;
    p_{\alpha,\sigma}(s)\, \left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]
    \right\|_{Tr}"""
    return Pending("not yet audited")


@section.claim("30", "Supremum over the packets", kind="inequality", place="Step 2, (30)",
               uses=["p/nts-for-all-time", "p/true-mixture"])
def supremum() -> Leaf:
    r"""\int_0^t ds \iint d\alpha\,d\sigma\; p_{\alpha,\sigma}(s)\, \left\| \delta\hat{\mathcal
    L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} \le \sup_{\sigma \le z\sigma_*} \sup_\alpha
    \left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} \int_0^t ds"""
    return Pending("not yet audited")


@section.claim("31", "Quantum Duhamel bound", kind="inequality", place="Step 2, (31)",
               uses=["24", "25", "26", "27", "28", "29", "30"])
def quantum_bound() -> Leaf:
    r"""\|\tilde\rho(t) - \rho(t)\|_{Tr} \le \sup_{\sigma \le z\sigma_*} \sup_\alpha \left\|
    \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} \int_0^t ds = t \sup_{\sigma
    \le z\sigma_*} \sup_\alpha \left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]
    \right\|_{Tr}"""
    return Pending("not yet audited")


@section.claim("p/evolution-contracts-trace-norm", "The evolution cannot increase the trace norm",
               kind="prose", place="Step 2, after (31)", uses=["1"])
def evolution_contracts() -> Leaf:
    r"""\text{(27) follows from the fact that } e^{(t-s)\hat{\mathcal L}} \text{ is a completely positive
    map and so cannot increase the trace norm}"""
    return Pending("not yet audited")


@section.claim("p/reasons-for-28", "What (28) follows from", kind="prose", place="Step 2, after (31)",
               uses=["12"])
def reasons_for_28() -> Leaf:
    r"""\text{(28) follows from (12) and the normalization of } p_\alpha(t)"""
    return Pending("not yet audited")


@section.claim("p/lindbladian-difference", "Error of the harmonic Lindbladian", kind="prose",
               place="Step 2, after (31)", uses=["p/step1-harmonic-approximation"])
def lindbladian_difference() -> Leaf:
    r"""\text{in (29) we have defined } \delta\hat{\mathcal L}^{(\alpha)} := \hat{\mathcal L} -
    \hat{\mathcal L}^{(\alpha)}"""
    return Pending("not yet audited")


@section.claim("p/classical-replacements", "Identical classical manipulations", kind="prose",
               place="Step 2, before (32)",
               uses=["2", "23", "31", "A1", "p/classical-harmonic-approximation"])
def classical_replacements() -> Leaf:
    r"""\text{with the replacements } \tilde\rho \to \mathcal W[\tilde\rho],\ \rho \to
    f,\ \hat\tau_{\alpha,\sigma} \to \tau_{\alpha,\sigma},\ \hat{\mathcal L} \to \mathcal L,\ \|\cdot\|_{Tr}
    \to \|\cdot\|_{L^1} \text{ in (23--31), identical manipulations give (32)}"""
    return Pending("not yet audited")


@section.claim("32", "Classical Duhamel bound", kind="inequality", place="Step 2, (32)",
               uses=["p/classical-replacements", "p/liouvillian-difference"])
def classical_bound() -> Leaf:
    r"""\| \mathcal W[\tilde\rho(t)] - f(t) \|_{L^1} \le t \sup_{\sigma \le z\sigma_*} \sup_\alpha \left\|
    \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1}"""
    return Pending("not yet audited")


@section.claim("p/liouvillian-difference", "Error of the harmonic Liouvillian", kind="prose",
               place="Step 2, after (32)", uses=["p/classical-harmonic-approximation"])
def liouvillian_difference() -> Leaf:
    r"""\delta\mathcal L^{(\alpha)} := \mathcal L - \mathcal L^{(\alpha)}"""
    return Pending("not yet audited")


@section.claim("p/classical-harmonic-approximation", "Harmonic approximation of the Liouvillian",
               kind="prose", place="Step 2, after (32)", uses=["2", "p/local-quadratic-potential"])
def classical_harmonic_approximation() -> Leaf:
    r"""\mathcal L^{(\alpha)} \text{ is the harmonic approximation to the classical Liouvillian, obtained by
    replacing } V \to V^{[\alpha_x,2]} \text{ in (2), analogously to } \hat{\mathcal L}^{(\alpha)}"""
    return Pending("not yet audited")
