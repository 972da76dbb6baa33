"""Proof of Theorem 1, Step 1: the Gaussian mixture and its transport equation, (11) to (18)."""

from __future__ import annotations

from verify.claim import Section
from verify.statement import Leaf
from verify.statements.pending import Pending

section = Section("step1", title="Proof, Step 1: constructing the Gaussian mixture", order=40)


@section.claim("11", "Gaussian mixture", kind="definition", place="Step 1, (11)", uses=[])
def mixture() -> Leaf:
    r"""\tilde\rho(t) = \iint d\alpha\,d\sigma\; p_{\alpha,\sigma}(t)\,\hat\tau_{\alpha,\sigma}, \qquad
    p_{\alpha,\sigma}(t) \ge 0, \quad \alpha = (\alpha_x, \alpha_p) \in \mathbb{R}^{2d},\ \sigma \in
    \mathbb{R}^{2d}\times\mathbb{R}^{2d}"""
    return Pending("not yet audited")


@section.claim("p/step1-nts-definition", "Not too squeezed (NTS)", kind="prose", place="Step 1, after (11)",
               uses=["5", "6", "11"])
def nts_definition() -> Leaf:
    r"""\text{$p_{\alpha,\sigma}(t)$ only supports covariance matrices that are not too squeezed (NTS) in
    the sense } \sigma \le z\sigma_*"""
    return Pending("not yet audited")


@section.claim("p/glauber-sudarshan", "Generalised P function", kind="prose", place="Step 1, after (11)",
               uses=["11"])
def glauber_sudarshan() -> Leaf:
    r"""\text{the distribution $p_{\alpha,\sigma}$ is a generalization of the Glauber-Sudarshan $P$
    function, which uses a single fixed $\sigma$}"""
    return Pending("not yet audited")


@section.claim("p/initial-coincidence", "Initial states coincide", kind="prose",
               place="Step 1, before (12)", uses=["11"])
def initial_coincidence() -> Leaf:
    r"""\rho(t{=}0) = \iint d\alpha\,d\sigma\; p_{\alpha,\sigma}(t{=}0)\,\hat\tau_{\alpha,\sigma} \text{ is
    a (possibly trivial) mixture of such states, so that } \tilde\rho(t{=}0) = \rho(t{=}0)"""
    return Pending("not yet audited")


@section.claim("p/lindbladian-under-mixture", "The Lindbladian acts under the mixture", kind="prose",
               place="Step 1, before (12)", uses=["1", "11"])
def lindbladian_under_mixture() -> Leaf:
    r"""\hat{\mathcal L}[\tilde\rho(t)] = \iint d\alpha\,d\sigma\; p_{\alpha,\sigma}(t)\,\hat{\mathcal
    L}[\hat\tau_{\alpha,\sigma}]"""
    return Pending("not yet audited")


@section.claim("p/harmonic-preserves-gaussians", "Harmonic dynamics preserve Gaussians", kind="prose",
               place="Step 1, before (12)", uses=["1"])
def harmonic_preserves_gaussians() -> Leaf:
    r"""\text{harmonic dynamics (quadratic Hamiltonians and linear Lindblad operators) exactly preserve the
    set of Gaussian states}"""
    return Pending("not yet audited")


@section.claim("12", "Evolution of the mixture", kind="identity", place="Step 1, (12)",
               uses=["11", "p/lindbladian-under-mixture", "p/step1-harmonic-approximation",
                     "p/transport-implies-12", "p/parts-sum-to-rate"])
def mixture_evolution() -> Leaf:
    r"""\partial_t\tilde\rho(t) = \iint d\alpha\,d\sigma\; p_{\alpha,\sigma}(t)\,\hat{\mathcal
    L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]"""
    return Pending("not yet audited")


@section.claim("p/step1-harmonic-approximation", "Harmonic approximation of the Lindbladian", kind="prose",
               place="Step 1, after (12)", uses=["1", "p/local-quadratic-potential"])
def harmonic_approximation() -> Leaf:
    r"""\text{for linear Lindblad operators and $\hat H = \hat p^2/2m + V(\hat x)$, the harmonic
    approximation } \hat{\mathcal L}^{(\alpha)} \text{ to } \hat{\mathcal L} \text{ at $\alpha$ is obtained
    simply by replacing $V(\hat x)$ with its local quadratic approximation } V^{[\alpha_x,2]}(\hat x) \text{
    about } x = \alpha_x"""
    return Pending("not yet audited")


@section.claim("p/local-quadratic-potential", "Local quadratic approximation of V", kind="prose",
               place="Step 1, after (12)", uses=[])
def local_quadratic_potential() -> Leaf:
    r"""V^{[\alpha_x,2]}(x) = V(\alpha_x) + (x-\alpha_x)\cdot\nabla V(\alpha_x) +
    [(x-\alpha_x)\cdot\nabla]^2 V(\alpha_x)"""
    return Pending("not yet audited")


@section.claim("13", "Classical flow vector", kind="definition", place="Step 1, (13)", uses=[])
def flow_vector() -> Leaf:
    r"""U(\alpha) := \begin{pmatrix} \alpha_p/m \\ -\nabla V(\alpha_x) \end{pmatrix}"""
    return Pending("not yet audited")


@section.claim("p/centroid-follows-flow", "The centroid follows the classical flow", kind="prose",
               place="Step 1, at (13)",
               uses=["13", "p/step1-harmonic-approximation", "p/harmonic-preserves-gaussians"])
def centroid_follows_flow() -> Leaf:
    r"""\text{under the harmonic approximation about $\alpha$, the centroid follows the classical
    (diffusionless) flow: } d\alpha(t)/dt = U(\alpha)"""
    return Pending("not yet audited")


@section.claim("14", "Rate of the covariance matrix", kind="definition", place="Step 1, (14)",
               uses=["15", "p/step1-diffusion-matrix"])
def covariance_rate() -> Leaf:
    r"""S(\alpha,\sigma) := F(\alpha)\,\sigma + \sigma F^\top(\alpha) + D"""
    return Pending("not yet audited")


@section.claim("p/covariance-rate", "The covariance evolves by S", kind="prose",
               place="Step 1, before (14)",
               uses=["14", "15", "p/step1-harmonic-approximation", "p/harmonic-preserves-gaussians"])
def covariance_evolution() -> Leaf:
    r"""\text{under the harmonic approximation about $\alpha$, the covariance matrix evolves by }
    d\sigma(t)/dt = S(\alpha,\sigma)"""
    return Pending("not yet audited")


@section.claim("15", "Skewing matrix", kind="definition", place="Step 1, (15)", uses=[])
def flow_matrix() -> Leaf:
    r"""F(\alpha) := \begin{pmatrix} 0 & -1_d/m \\ \nabla^2 V(\alpha_x) & 0 \end{pmatrix}"""
    return Pending("not yet audited")


@section.claim("p/step1-diffusion-matrix", "Diffusion matrix", kind="prose", place="Step 1, after (15)",
               uses=["p/diffusion-constants"])
def diffusion_matrix() -> Leaf:
    r"""D = \mathrm{diag}(D^{(x)} 1_d,\; D^{(p)} 1_d) \text{ is the diffusion matrix}"""
    return Pending("not yet audited")


@section.claim("p/only-broadening-mixes", "Only D increases mixedness", kind="prose",
               place="Step 1, after (15)", uses=["14", "15"])
def only_broadening_mixes() -> Leaf:
    r"""\text{(14) describes the skewing (by $F$) and broadening (by $D$) of the Gaussian; only the latter
    increases mixedness}"""
    return Pending("not yet audited")


@section.claim("16", "Generator on a Gaussian", kind="identity", place="Step 1, (16)",
               uses=["13", "14", "15", "p/centroid-follows-flow", "p/covariance-rate"])
def gaussian_generator() -> Leaf:
    r"""\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] = \left[ U(\alpha)\cdot\partial_\alpha +
    S(\alpha,\sigma)\cdot\partial_\sigma \right] \hat\tau_{\alpha,\sigma}"""
    return Pending("not yet audited")


@section.claim("17", "Condition (12) with (11) and (16)", kind="identity", place="Step 1, (17)",
               uses=["11", "16"])
def weak_transport() -> Leaf:
    r"""\iint d\alpha\,d\sigma\; \hat\tau_{\alpha,\sigma}\, \frac{d}{dt} p_{\alpha,\sigma}(t) = \iint
    d\alpha\,d\sigma\; p_{\alpha,\sigma}(t) \left[ U(\alpha)\cdot\partial_\alpha +
    S(\alpha,\sigma)\cdot\partial_\sigma \right] \hat\tau_{\alpha,\sigma}"""
    return Pending("not yet audited")


@section.claim("p/loses-control-of-covariance", "Plain transport loses control of the covariance",
               kind="prose", place="Step 1, after (17)", uses=["17"])
def loses_control() -> Leaf:
    r"""\text{integrating (17) by parts in $\sigma$ and $\alpha$ gives a transport equation for
    $p_{\alpha,\sigma}$, but $\sigma$ could then be stretched arbitrarily long by the evolution}"""
    return Pending("not yet audited")


@section.claim("p/positive-flow-is-diffusion", "Positive flow as diffusion", kind="prose",
               place="Step 1, after (17)", uses=["p/step1-gaussian-derivative"])
def positive_flow_is_diffusion() -> Leaf:
    r"""\text{any component of the flow in the ``positive'' $\sigma$ direction (which increases mixedness of
    the state) can also be re-interpreted as diffusion in the $\alpha$ direction}"""
    return Pending("not yet audited")


@section.claim("p/step1-gaussian-derivative", "Gaussian derivative identity", kind="prose",
               place="Step 1, before (18)", uses=["E8"])
def gaussian_derivative_identity() -> Leaf:
    r"""\partial_\sigma \hat\tau_{\alpha,\sigma} = \tfrac12\, \partial_\alpha\partial_\alpha
    \hat\tau_{\alpha,\sigma}"""
    return Pending("not yet audited")


@section.claim("p/any-decomposition", "Any decomposition of S", kind="prose", place="Step 1, before (18)",
               uses=["p/step1-gaussian-derivative"])
def any_decomposition() -> Leaf:
    r"""\text{for any choice of decomposition } S = S_D + S_0: \quad S\cdot\partial_\sigma
    \hat\tau_{\alpha,\sigma} = \left[ S_0\cdot\partial_\sigma + \tfrac12
    S_D\cdot\partial_\alpha\partial_\alpha \right] \hat\tau_{\alpha,\sigma}"""
    return Pending("not yet audited")


@section.claim("p/transport-implies-12", "The transport equation solves (12)", kind="prose",
               place="Step 1, before (18)", uses=["17", "18", "p/any-decomposition"])
def transport_implies_12() -> Leaf:
    r"""\text{(12) is satisfied so long as $p_{\alpha,\sigma}(t)$ solves } \partial_t p_{\alpha,\sigma}(t) =
    \overset{\frown}{\mathcal L}{}^{(\alpha)}[p_{\alpha,\sigma}(t)]"""
    return Pending("not yet audited")


@section.claim("p/nonnegative-if-diffusion-nonnegative", "Non-negativity of p", kind="prose",
               place="Step 1, before (18)", uses=["18"])
def nonnegative_if_diffusion() -> Leaf:
    r"""p_{\alpha,\sigma} \text{ is guaranteed to be non-negative when } S_D \ge 0"""
    return Pending("not yet audited")


@section.claim("18", "Transport operator", kind="definition", place="Step 1, (18)", uses=["13"])
def transport_operator() -> Leaf:
    r"""\overset{\frown}{\mathcal L}{}^{(\alpha)}[p_{\alpha,\sigma}] := \left[ -\partial_\alpha\cdot
    U(\alpha) - \partial_\sigma\cdot S_0(\alpha,\sigma) + \tfrac12 \partial_\alpha\partial_\alpha\cdot
    S_D(\alpha,\sigma) \right] p_{\alpha,\sigma}, \quad \text{the partial derivatives acting also on }
    p_{\alpha,\sigma}"""
    return Pending("not yet audited")
