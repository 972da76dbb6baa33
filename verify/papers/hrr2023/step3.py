"""Proof of Theorem 1, Step 3: the harmonic approximation error, equations (33) to (35)."""

from __future__ import annotations

from verify.claim import Section
from verify.statement import Leaf
from verify.statements.pending import Pending

section = Section("step3", title="Proof, Step 3: harmonic approximation error", order=60)


@section.claim("p/error-small-when-narrow", "When the harmonic error is small", kind="prose",
               place="Step 3, before (33)", uses=["33", "34"])
def error_small_when_narrow() -> Leaf:
    r"""\text{the error from the harmonic approximation will be small when the spatial size of the Gaussian
    state is small compared to the anharmonicity of the potential $V$}"""
    return Pending("not yet audited")


@section.claim("p/second-order-taylor", "The only modification is a Taylor approximation", kind="prose",
               place="Step 3, before (33)",
               uses=["p/local-quadratic-potential", "p/step1-harmonic-approximation",
                     "p/classical-harmonic-approximation"])
def second_order_taylor() -> Leaf:
    r"""\text{the only modification necessary to obtain the harmonic approximation to the dynamics involves
    replacing the potential with its second-order Taylor approximation, } V \to V^{[\alpha_x,2]}"""
    return Pending("not yet audited")


@section.claim("p/third-order-correction", "Leading-order correction", kind="prose",
               place="Step 3, before (33)", uses=["4", "D4"])
def third_order_correction() -> Leaf:
    r"""\text{the error is proportional to the max leading-order (i.e., third-order) correction } \Delta x^3
    \|\nabla^3 V\| \text{ at the characteristic spatial width } \Delta x \sim \|\sigma^{xx}\|_{op}^{1/2}
    \text{ of the wavepacket with covariance matrix } \sigma"""
    return Pending("not yet audited")


@section.claim("33", "Harmonic error bounds", kind="inequality", place="Step 3, (33)",
               uses=["34", "Lemma1"])
def harmonic_errors() -> Leaf:
    r"""\left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} \le \mu, \qquad
    \left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1} \le \mu"""
    return Pending("not yet audited")


@section.claim("34", "Harmonic error scale", kind="definition", place="Step 3, (34)", uses=["4"])
def harmonic_error_scale() -> Leaf:
    r"""\mu = \sqrt{3}\; d^{3/2}\, \hbar^{-1}\, \|\sigma^{xx}\|_{op}^{3/2}\, \|\nabla^3 V\|"""
    return Pending("not yet audited")


@section.claim("p/hbar-in-quantum-error", "Origin of 1/hbar, quantum", kind="prose",
               place="Step 3, after (34)", uses=["34", "D3"])
def hbar_in_quantum_error() -> Leaf:
    r"""\text{in the quantum case, the } \hbar^{-1} \text{ factor in (34) can be seen to arise from the }
    \hbar^{-1} \text{ in the Schr\"odinger equation}"""
    return Pending("not yet audited")


@section.claim("p/hbar-in-classical-error", "Origin of 1/hbar, classical", kind="prose",
               place="Step 3, after (34)", uses=["34", "p/pp-block-norm"])
def hbar_in_classical_error() -> Leaf:
    r"""\text{in the classical case, the } \hbar^{-1} \text{ factor in (34) is related to the fact that the
    coherent state has area $\hbar$ in phase space}"""
    return Pending("not yet audited")


@section.claim("p/errors-over-nts-covariances", "Errors are taken over NTS covariances", kind="prose",
               place="Step 3, before (35)", uses=["31", "32", "p/nts-for-all-time"])
def errors_over_nts() -> Leaf:
    r"""\text{because $\tilde\rho(t)$ is a mixture of Gaussian states that are NTS, the harmonic errors
    appearing in (31) and (32) are taken only over covariance matrices satisfying } \sigma \le z\sigma_*"""
    return Pending("not yet audited")


@section.claim("p/position-block-bound", "Bound on the position block", kind="prose",
               place="Step 3, before (35)", uses=["p/step1-nts-definition"])
def position_block_bound() -> Leaf:
    r"""\sigma \le z\sigma_* \text{, so } \|\sigma^{xx}\| \le z\|\sigma_*^{xx}\|"""
    return Pending("not yet audited")


@section.claim("p/coherent-position-block", "Position block of the coherent state", kind="prose",
               place="Step 3, before (35)", uses=["5"])
def coherent_position_block() -> Leaf:
    r"""z\|\sigma_*^{xx}\| = z\hbar/2\eta_H"""
    return Pending("not yet audited")


@section.claim("35", "Final error", kind="inequality", place="Step 3, (35)",
               uses=["31", "32", "33", "34", "p/errors-over-nts-covariances", "p/position-block-bound",
                     "p/coherent-position-block"])
def final_error() -> Leaf:
    r"""\epsilon = t\mu \le \sqrt{3}\; t\, d^{3/2}\, \hbar^{-1} (z\hbar/2\eta_H)^{3/2}\, \|\nabla^3 V\|"""
    return Pending("not yet audited")


@section.claim("p/both-errors-bounded", "(35) bounds both errors", kind="prose",
               place="Step 3, before (35)", uses=["31", "32", "33", "35"])
def both_errors_bounded() -> Leaf:
    r"""\text{applying (33) we get that quantum and classical errors are both upper bounded by (35)}"""
    return Pending("not yet audited")


@section.claim("p/final-error-gives-8", "(35) gives (8)", kind="prose", place="Step 3, end",
               uses=["6", "8", "35"])
def final_error_gives_8() -> Leaf:
    r"""\epsilon = t\mu \le \sqrt{3}\; t\, d^{3/2}\, \hbar^{-1} (z\hbar/2\eta_H)^{3/2}\, \|\nabla^3 V\|
    \text{ giving (8): } \epsilon = d^{3/2}\, \frac{t}{\tau_H} \sqrt{\frac{\hbar}{s_H}}\, \max\left\{
    \frac{\hbar/s_H}{D_0},\, 1 \right\}^{3/2}"""
    return Pending("not yet audited")
