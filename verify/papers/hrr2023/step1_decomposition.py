"""Proof of Theorem 1, Step 1: the choice of S_0 and S_D and what it preserves, (19) to (22)."""

from __future__ import annotations

from verify.claim import Section
from verify.statement import Leaf
from verify.statements.pending import Pending

section = Section(
    "step1_decomposition", title="Proof, Step 1: the decomposition into skewing and broadening", order=45
)


@section.claim("p/decomposition-not-unique", "Freedom of the decomposition", kind="prose",
               place="Step 1, after (18)", uses=["14", "p/any-decomposition"])
def decomposition_not_unique() -> Leaf:
    r"""\text{the decomposition of $S$ into skewing and broadening parts is not unique}"""
    return Pending("not yet audited")


@section.claim("p/rescaled-matrices", "Rescaled matrices", kind="prose", place="Step 1, before (19)",
               uses=["5"])
def rescaled_matrices() -> Leaf:
    r"""\bar X := \sigma_*^{-1/2} X \sigma_*^{-1/2} \text{ for } X = \sigma, S, S_0, S_D, D; \qquad \bar F
    := \sigma_*^{-1/2} F \sigma_*^{1/2}"""
    return Pending("not yet audited")


@section.claim("p/rescaled-rate", "Rescaled rate", kind="prose", place="Step 1, before (19)",
               uses=["14", "p/rescaled-matrices"])
def rescaled_rate() -> Leaf:
    r"""\bar S = \bar F\bar\sigma + \bar\sigma\bar F^\top + \bar D"""
    return Pending("not yet audited")


@section.claim("19", "Choice of the skewing part", kind="definition", place="Step 1, (19)",
               uses=["21", "p/rescaled-matrices"])
def skewing_part() -> Leaf:
    r"""\bar S_0(\alpha,\sigma) := [\bar F(\alpha) - g(\bar\sigma)]\,\bar\sigma + \bar\sigma\,[\bar
    F^\top(\alpha) - g(\bar\sigma)]"""
    return Pending("not yet audited")


@section.claim("20", "Choice of the broadening part", kind="definition", place="Step 1, (20)",
               uses=["21", "p/rescaled-matrices"])
def broadening_part() -> Leaf:
    r"""\bar S_D(\alpha,\sigma) := \bar D + [g(\bar\sigma)\bar\sigma + \bar\sigma g(\bar\sigma)]"""
    return Pending("not yet audited")


@section.claim("p/parts-sum-to-rate", "The parts sum to the rate", kind="prose", place="Step 1, after (20)",
               uses=["19", "20", "p/rescaled-rate"])
def parts_sum_to_rate() -> Leaf:
    r"""\bar S_0 + \bar S_D = \bar S"""
    return Pending("not yet audited")


@section.claim("21", "Squeezing function g", kind="definition", place="Step 1, (21)",
               uses=["6", "p/rescaled-matrices"])
def squeezing_function() -> Leaf:
    r"""g(\bar\sigma) = \left( \frac{D_0 s_H}{\hbar\tau_H} \right) \frac{\bar\sigma - \bar\sigma^{-1}}{1 -
    z^{-2}}"""
    return Pending("not yet audited")


@section.claim("p/skewing-part-symmetric", "Symmetry of the skewing part", kind="prose",
               place="Step 1, after (21)", uses=["19", "21"])
def skewing_part_symmetric() -> Leaf:
    r"""\text{a bit of algebra shows that } \bar S_0 = \bar S_0^\top"""
    return Pending("not yet audited")


@section.claim("p/skewing-part-hamiltonian", "The skewing part is Hamiltonian", kind="prose",
               place="Step 1, after (21)", uses=["15", "19", "21", "p/rescaled-sigma-symplectic"])
def skewing_part_hamiltonian() -> Leaf:
    r"""(\bar\sigma^{-1}\bar S_0)^\top = -\omega^\top \bar\sigma^{-1} \bar S_0\, \omega"""
    return Pending("not yet audited")


@section.claim("p/rescaled-sigma-symplectic", "The rescaled covariance is symplectic", kind="prose",
               place="Step 1, after (21)", uses=["5", "C8", "C11", "p/rescaled-matrices"])
def rescaled_sigma_symplectic() -> Leaf:
    r"""\omega^\top \bar\sigma\, \omega = \bar\sigma^{-1}"""
    return Pending("not yet audited")


@section.claim("p/purity-preserved", "Purity is preserved", kind="prose", place="Step 1, after (21)",
               uses=["C5", "C6", "C7", "18", "p/skewing-part-symmetric", "p/skewing-part-hamiltonian"])
def purity_preserved() -> Leaf:
    r"""\text{this ensures that a covariance matrix evolving by $S_0$ remains a legal covariance matrix for
    a pure Gaussian state under the dynamics (18)}"""
    return Pending("not yet audited")


@section.claim("p/nts-rescaled", "The NTS condition, rescaled", kind="prose", place="Step 1, after (21)",
               uses=["p/step1-nts-definition", "p/rescaled-matrices"])
def nts_rescaled() -> Leaf:
    r"""\sigma \le z\sigma_* \text{, i.e., } \bar\sigma = \sigma_*^{-1/2}\sigma\sigma_*^{-1/2} \le z 1_d"""
    return Pending("not yet audited")


@section.claim("p/step1-nts-equivalent", "Equivalent NTS condition", kind="prose",
               place="Step 1, before (22)", uses=["C15", "p/step1-nts-definition"])
def nts_equivalent() -> Leaf:
    r"""\text{an equivalent NTS condition is } \sigma \ge z^{-1}\sigma_* \text{ because $\sigma/(\hbar/2)$
    and $\sigma_*/(\hbar/2)$ are symplectic matrices}"""
    return Pending("not yet audited")


@section.claim("p/preservation-criterion", "Criterion for preservation of the lower bound", kind="prose",
               place="Step 1, before (22)",
               uses=["p/step1-nts-equivalent", "p/nts-rescaled", "p/skewing-part-symmetric"])
def preservation_criterion() -> Leaf:
    r"""\text{the condition $\sigma \ge z^{-1}\sigma_*$ will be preserved if } \langle v|\bar
    S_0(\alpha,\sigma)|v\rangle \ge 0 \text{ whenever $v$ is an eigenvector of $\bar\sigma$ with eigenvalue
    } \lambda \le z^{-1}\ (\bar\sigma v = \lambda v)"""
    return Pending("not yet audited")


@section.claim("p/lower-bound-from-20", "(22) is computed from (20)", kind="prose",
               place="Step 1, before (22)", uses=["20", "21"])
def lower_bound_from_20() -> Leaf:
    r"""\text{from (20) we compute } \langle v|\bar S_0(\alpha,\sigma)|v\rangle \ge -2\|\bar
    F(\alpha)\|_{op} z^{-1} + 2 D_0 s_H \tau_H^{-1} \ge 0"""
    return Pending("not yet audited")


@section.claim("22", "No flow out of the NTS set", kind="inequality", place="Step 1, (22)",
               uses=["19", "21", "p/z-lower-bound", "p/rescaled-flow-norm"])
def lower_bound() -> Leaf:
    r"""\langle v|\bar S_0(\alpha,\sigma)|v\rangle \ge -2\|\bar F(\alpha)\|_{op}\, z^{-1} + 2 D_0 s_H
    \tau_H^{-1} \ge 0"""
    return Pending("not yet audited")


@section.claim("p/z-lower-bound", "Lower bound on z", kind="prose", place="Step 1, after (22)", uses=["6"])
def z_lower_bound() -> Leaf:
    r"""z := \max\{\hbar/s_H D_0,\; 1\} \ge \hbar/s_H D_0"""
    return Pending("not yet audited")


@section.claim("p/rescaled-flow-norm", "Norm of the rescaled skewing matrix", kind="prose",
               place="Step 1, after (22)", ambiguous=True,
               uses=["4", "5", "15", "p/tau-H", "p/eta-H", "p/rescaled-matrices"])
def rescaled_flow_norm() -> Leaf:
    r"""\|\bar F(\alpha)\|_{op} \le \sqrt{\|\nabla^2 V\|/m} = \tau_H^{-1} \text{ by (15)}
    \text{or, in another reading: } \|\bar F(\alpha)\|_{op} \le \sqrt{\|\nabla^2 V\|}/m = \tau_H^{-1} \text{
    by (15)}"""
    return Pending("not yet audited")


@section.claim("p/nts-for-all-time", "The support stays not too squeezed", kind="prose",
               place="Step 1, after (22)",
               uses=["22", "p/preservation-criterion", "p/purity-preserved", "p/step1-nts-equivalent",
                     "p/initial-coincidence"])
def nts_for_all_time() -> Leaf:
    r"""p_{\alpha,\sigma}(t) \text{ is only supported on NTS covariance matrices } (z^{-1}\sigma_* \le
    \sigma \le z\sigma_*) \text{ for all time}"""
    return Pending("not yet audited")


@section.claim("p/rescaled-diffusion-norm", "Norm of the rescaled diffusion matrix", kind="prose",
               place="Step 1, after (22)", uses=["5", "p/step1-diffusion-matrix", "p/rescaled-matrices"])
def rescaled_diffusion_norm() -> Leaf:
    r"""\|\bar D\|_{op} = \|\sigma_*^{-1/2} D \sigma_*^{-1/2}\|_{op} = \min\{ D^{(x)}\eta_H,\;
    D^{(p)}/\eta_H \} / (\hbar/2)"""
    return Pending("not yet audited")


@section.claim("p/diffusion-strength", "Diffusion strength in rescaled form", kind="prose",
               place="Step 1, after (22)", uses=["6"])
def diffusion_strength() -> Leaf:
    r"""\min\{ D^{(x)}\eta_H,\; D^{(p)}/\eta_H \} / (\hbar/2) = 2 D_0 s_H / \hbar\tau_H"""
    return Pending("not yet audited")


@section.claim("p/broadening-part-nonnegative", "The broadening part is non-negative", kind="prose",
               place="Step 1, after (22)",
               uses=["20", "21", "p/rescaled-diffusion-norm", "p/diffusion-strength",
                     "p/step1-nts-equivalent"])
def broadening_part_nonnegative() -> Leaf:
    r"""\text{by (20) } S_D(\alpha,\sigma) = \sigma_*^{1/2} \bar S_D(\alpha,\sigma)\, \sigma_*^{1/2} \ge 0
    \text{ for all allowed } \sigma"""
    return Pending("not yet audited")


@section.claim("p/true-mixture", "The mixture stays a true mixture", kind="prose",
               place="Step 1, after (22)",
               uses=["p/broadening-part-nonnegative", "p/nonnegative-if-diffusion-nonnegative",
                     "p/nts-for-all-time"])
def true_mixture() -> Leaf:
    r"""\text{the diffusion term in (18) ensures that $p_{\alpha,\sigma}(t) \ge 0$ for all $t \ge 0$, i.e.,
    $\tilde\rho(t)$ is always a true mixture of squeezed Gaussians}"""
    return Pending("not yet audited")


@section.claim("p/trajectory-constructed", "Summary of Step 1", kind="prose", place="Step 1, end",
               uses=["12", "18", "19", "20", "p/parts-sum-to-rate", "p/true-mixture", "p/nts-for-all-time"])
def trajectory_constructed() -> Leaf:
    r"""\text{we have constructed the trajectory $\tilde\rho(t)$ defined through (12) with
    $p_{\alpha,\sigma}(t)$ over covariance matrices satisfying } \sigma \le z\sigma_* \text{, defined
    through the dynamics } \partial_t p_{\alpha,\sigma}(t) = \overset{\frown}{\mathcal
    L}{}^{(\alpha)}[p_{\alpha,\sigma}(t)] \text{ of (18) using choices (19) and (20)}"""
    return Pending("not yet audited")
