"""Appendix D, classical half: (D2) and its proof, (D14) to (D24), and the many-body remark."""

from __future__ import annotations

from verify.claim import Section
from verify.statement import Leaf
from verify.statements.pending import Pending

section = Section(
    "appendix_d_classical", title="Appendix D: harmonic approximation error, classical", order=120
)


@section.claim("D2", "Classical harmonic error", kind="inequality", place="Appendix D, (D2)",
               ambiguous=True, uses=["D24", "p/d24-implies-d2"])
def classical_error() -> Leaf:
    r"""\left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1} \le \sqrt{3d^3}\,
    \|\nabla^3 V\| \frac{\|\sigma^{xx}\|_{op}^{2/3}}{\hbar}
    \text{or, in another reading: } \left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1}
    \le \sqrt{3}\,d^3\, \|\nabla^3 V\| \frac{\|\sigma^{xx}\|_{op}^{2/3}}{\hbar}"""
    return Pending("not yet audited")


@section.claim("D14", "Error as a Poisson bracket", kind="identity", place="Appendix D, (D14)",
               uses=["2", "p/classical-harmonic-approximation"])
def bracket_error() -> Leaf:
    r"""\left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1} = \left\| (\mathcal L -
    \mathcal L^{(\alpha)})[\tau_{\alpha,\sigma}] \right\|_{L^1} = \left\| -\omega^{ab} \partial_a (
    \tau_{\alpha,\sigma}\, \partial_b \delta H^{[\alpha,2]} ) \right\|_{L^1} = \left\| (\nabla_p
    \tau_{\alpha,\sigma})\cdot(\nabla_x \delta V^{[\alpha_x,2]}) \right\|_{L^1}"""
    return Pending("not yet audited")


@section.claim("D15", "Gaussian derivative inserted", kind="identity", place="Appendix D, (D15)",
               uses=["p/d-gaussian-gradient"])
def gradient_inserted() -> Leaf:
    r"""\left\| (\nabla_p \tau_{\alpha,\sigma})\cdot(\nabla_x \delta V^{[\alpha_x,2]}) \right\|_{L^1} =
    \left\| -\tau_{\alpha,\sigma}\, (\sigma^{-1}\beta)_p\cdot(\nabla_x \delta V^{[\alpha_x,2]})
    \right\|_{L^1}"""
    return Pending("not yet audited")


@section.claim("D16", "Cauchy-Schwarz split", kind="identity", place="Appendix D, (D16)", uses=[])
def cauchy_schwarz_split() -> Leaf:
    r"""\left\| -\tau_{\alpha,\sigma}\, (\sigma^{-1}\beta)_p\cdot(\nabla_x \delta V^{[\alpha_x,2]})
    \right\|_{L^1} = \| \tau_{\alpha,\sigma}^{1/2} \|_{L^2}^2\; \| \tau_{\alpha,\sigma}^{1/2}\,
    (\sigma^{-1}\beta)_p\cdot(\nabla_x \delta V^{[\alpha_x,2]}) \|_{L^2}^2"""
    return Pending("not yet audited")


@section.claim("p/d-gaussian-gradient", "Gradient of a Gaussian", kind="prose",
               place="Appendix D, after (D16)", uses=["E1", "E2"])
def gaussian_gradient() -> Leaf:
    r"""\partial_a \tau_{\alpha,\sigma} = -\sigma^{-1}_{ab} \beta^b\, \tau_{\alpha,\sigma} \text{ (recalled
    in Appendix E 1)}"""
    return Pending("not yet audited")


@section.claim("p/cauchy-schwarz-in-d16", "Reason for (D16)", kind="prose", place="Appendix D, after (D16)",
               uses=["D16"])
def cauchy_schwarz_in_d16() -> Leaf:
    r"""\text{in the last line (D16) we have used the Cauchy-Schwartz inequality}"""
    return Pending("not yet audited")


@section.claim("p/d-gaussian-normalized", "The Gaussian is normalised", kind="prose",
               place="Appendix D, before (D17)", uses=["E1"])
def gaussian_normalized() -> Leaf:
    r"""\| \tau_{\alpha,\sigma}^{1/2} \|_{L^2}^2 = \int d\beta\, |\tau_{\alpha,\sigma}(\alpha+\beta)| = 1"""
    return Pending("not yet audited")


@section.claim("D17", "Squared error as an integral", kind="identity", place="Appendix D, (D17)",
               uses=["D14", "D15", "D16", "p/d-gaussian-normalized"])
def squared_error_integral() -> Leaf:
    r"""\left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1}^2 = \int d\beta\,
    \tau_{\alpha,\sigma}(\alpha+\beta) \left| (\sigma^{-1}\beta)_p\cdot[ (\nabla_x \delta
    V^{[\alpha_x,2]})(\alpha_x + \beta_x) ] \right|^2"""
    return Pending("not yet audited")


@section.claim("D18", "Taylor applied to the gradient", kind="identity", place="Appendix D, (D18)",
               uses=["p/local-quadratic-potential", "p/taylor-intermediate-point"])
def vector_taylor() -> Leaf:
    r"""\int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left| (\sigma^{-1}\beta)_p\cdot[ (\nabla_x \delta
    V^{[\alpha_x,2]})(\alpha_x + \beta_x) ] \right|^2 = \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta)
    \left| (\sigma^{-1}\beta)_p\cdot \frac{1}{2!} [(\beta_x\cdot\nabla_x)^2 \nabla_x V](\alpha_x +
    \xi(\beta_x)\beta_x) \right|^2"""
    return Pending("not yet audited")


@section.claim("D19", "Directional form", kind="identity", place="Appendix D, (D19)", uses=[])
def directional_form() -> Leaf:
    r"""\int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left| (\sigma^{-1}\beta)_p\cdot \frac{1}{2!}
    [(\beta_x\cdot\nabla_x)^2 \nabla_x V](\alpha_x + \xi(\beta_x)\beta_x) \right|^2 = \int d\beta\,
    \tau_{\alpha,\sigma}(\alpha+\beta) \left| \frac{1}{2!} [(\beta_x\cdot\nabla_x)^2
    ((\beta\sigma^{-1})_p\cdot\nabla_x) V](\alpha_x + \xi(\beta_x)\beta_x) \right|^2"""
    return Pending("not yet audited")


@section.claim("D20", "Third derivative bounded", kind="inequality", place="Appendix D, (D20)", uses=["4"])
def third_derivative_bounded() -> Leaf:
    r"""\int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left| \frac{1}{2!} [(\beta_x\cdot\nabla_x)^2
    ((\beta\sigma^{-1})_p\cdot\nabla_x) V](\alpha_x + \xi(\beta_x)\beta_x) \right|^2 \le \frac{\|\nabla^3
    V\|^2}{4} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left[ |\beta_x|^2\, |(\beta\sigma^{-1})_p|
    \right]^2"""
    return Pending("not yet audited")


@section.claim("D21", "Squares as quadratic forms", kind="inequality", place="Appendix D, (D21)",
               uses=["p/position-projector"])
def squares_as_forms() -> Leaf:
    r"""\frac{\|\nabla^3 V\|^2}{4} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left[ |\beta_x|^2\,
    |(\beta\sigma^{-1})_p| \right]^2 \le \frac{\|\nabla^3 V\|^2}{4} \int d\beta\,
    \tau_{\alpha,\sigma}(\alpha+\beta)\, (\beta^\top P_x \beta)^2 (\beta^\top \sigma^{-1} P_p \sigma^{-1}
    \beta)"""
    return Pending("not yet audited")


@section.claim("D22", "Mixed moment", kind="inequality", place="Appendix D, (D22)",
               uses=["E11", "p/trace-of-momentum-block", "p/trace-of-cross-term"])
def mixed_moment() -> Leaf:
    r"""\frac{\|\nabla^3 V\|^2}{4} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta)\, (\beta^\top P_x
    \beta)^2 (\beta^\top \sigma^{-1} P_p \sigma^{-1} \beta) \le \frac{\|\nabla^3 V\|^2}{4} \left[
    (\mathrm{Tr}\,\sigma^{xx})^2\, \mathrm{Tr}(\sigma^{-1}_{pp}) + 2\, \mathrm{Tr}(\sigma^{-1}_{pp})\,
    \mathrm{Tr}[(\sigma^{xx})^2] \right]"""
    return Pending("not yet audited")


@section.claim("D23", "Traces bounded", kind="identity", place="Appendix D, (D23)", uses=[])
def mixed_traces_bounded() -> Leaf:
    r"""\frac{\|\nabla^3 V\|^2}{4} \left[ (\mathrm{Tr}\,\sigma^{xx})^2\, \mathrm{Tr}(\sigma^{-1}_{pp}) + 2\,
    \mathrm{Tr}(\sigma^{-1}_{pp})\, \mathrm{Tr}[(\sigma^{xx})^2] \right] = \frac{\|\nabla^3 V\|^2}{4}
    d^2(d+2)\, \|\sigma^{-1}_{pp}\|_{op}\, \|\sigma^{xx}\|_{op}^2"""
    return Pending("not yet audited")


@section.claim("p/cauchy-schwarz-again", "Cauchy-Schwarz used again", kind="prose",
               place="Appendix D, after (D23)", uses=["4"])
def cauchy_schwarz_again() -> Leaf:
    r"""\text{in (D18) to (D23) we have again used the Cauchy-Schwartz inequality}"""
    return Pending("not yet audited")


@section.claim("p/gaussian-integrals-again", "Gaussian integrals used again", kind="prose",
               place="Appendix D, after (D23)", uses=["E9", "E10", "E11"])
def gaussian_integrals_again() -> Leaf:
    r"""\text{in (D18) to (D23) we have again used the Gaussian integrals reviewed in Appendix E 2}"""
    return Pending("not yet audited")


@section.claim("p/trace-of-momentum-block", "Trace of the momentum block", kind="prose",
               place="Appendix D, after (D23)", uses=[])
def trace_of_momentum_block() -> Leaf:
    r"""\mathrm{Tr}[\sigma\sigma^{-1} P_p \sigma^{-1}] = \mathrm{Tr}[\sigma^{-1}_{pp}]"""
    return Pending("not yet audited")


@section.claim("p/trace-of-cross-term", "The cross term vanishes", kind="prose",
               place="Appendix D, after (D23)", uses=["p/position-projector"])
def trace_of_cross_term() -> Leaf:
    r"""\mathrm{Tr}[\sigma P_x \sigma \sigma^{-1} P_p \sigma^{-1}] = \mathrm{Tr}[P_x P_p] = 0"""
    return Pending("not yet audited")


@section.claim("p/d-conjugate-eigenvalue-pairs", "Eigenvalues in conjugate pairs", kind="prose",
               place="Appendix D, before (D24)", uses=["C11"])
def conjugate_eigenvalue_pairs() -> Leaf:
    r"""\text{when $\sigma$ is the covariance of a pure Gaussian quantum state, its eigenvalues come in
    pairs } \lambda,\ \hbar^2/(4\lambda) \text{ that are associated with symplectically conjugate
    directions}"""
    return Pending("not yet audited")


@section.claim("p/pp-block-norm", "Norm of the momentum block of the inverse", kind="prose",
               place="Appendix D, before (D24)", uses=["C11", "p/d-conjugate-eigenvalue-pairs"])
def pp_block_norm() -> Leaf:
    r"""\|\sigma^{-1}_{pp}\|_{op} = (4/\hbar^2)\, \|\sigma^{xx}\|_{op}"""
    return Pending("not yet audited")


@section.claim("D24", "Bound on the squared classical error", kind="inequality", place="Appendix D, (D24)",
               uses=["D17", "D18", "D19", "D20", "D21", "D22", "D23", "p/pp-block-norm"])
def classical_square_bound() -> Leaf:
    r"""\left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1}^2 \le \frac{\|\nabla^3
    V\|^2}{\hbar^2}\, d^2(d+2)\, \|\sigma^{xx}\|_{op}^3"""
    return Pending("not yet audited")


@section.claim("p/d24-implies-d2", "(D24) implies (D2)", kind="prose", place="Appendix D, after (D24)",
               uses=["D24"])
def d24_implies_d2() -> Leaf:
    r"""\text{(D24) implies (D2) because } d \ge 1"""
    return Pending("not yet audited")


@section.claim("p/many-body-factor", "Dimensional factor for k-wise interactions", kind="prose",
               place="Appendix D, end", uses=["Lemma1"])
def many_body_factor() -> Leaf:
    r"""\text{for $N$ particles in $n$ spatial dimensions with $k$-wise interactions, the dimension is $d =
    Nn$ but the } d^{3/2} \text{ dimensional factor in Lemma 1 can be replaced with a factor of only }
    k^{3/2} n^{3/2} \text{, a more favorable scaling}"""
    return Pending("not yet audited")


@section.claim("p/extensive-error", "Extensive error", kind="prose", place="Appendix D, end",
               uses=["p/many-body-factor"])
def extensive_error() -> Leaf:
    r"""\text{one therefore expects extensive error for many-body systems, analogous to the growth of the
    orthogonality catastrophe, and a more local notion of error seems to be needed to study the
    quantum-classical correspondence in many-body systems}"""
    return Pending("not yet audited")
