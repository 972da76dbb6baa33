"""Appendix D, quantum half: Lemma 1, (D1) and its proof, (D3) to (D13)."""

from __future__ import annotations

from verify.claim import Section
from verify.statement import Leaf
from verify.statements.pending import Pending

section = Section(
    "appendix_d_quantum", title="Appendix D: harmonic approximation error, quantum", order=110
)


@section.claim("Lemma1", "Error in harmonic approximation", kind="theorem", place="Appendix D, Lemma 1",
               uses=["D1", "D2"])
def lemma1() -> Leaf:
    r"""\text{For a Lindblad equation (1) with } \hat H = \hat p^2/2m + V(\hat x) \text{ and linear Lindblad
    operators } \hat L_k \text{, the error } \delta\hat{\mathcal L}^{(\alpha)} := \hat{\mathcal L} -
    \hat{\mathcal L}^{(\alpha)} \text{ at $\alpha$ acting on the pure Gaussian quantum state
    $\hat\tau_{\alpha,\sigma}$ satisfies (D1). Likewise for a Fokker-Planck equation (2), the error }
    \delta\mathcal L^{(\alpha)} := \mathcal L - \mathcal L^{(\alpha)} \text{ at $\alpha$ acting on the
    Gaussian classical state $\tau_{\alpha,\sigma}$ satisfies (D2).}"""
    return Pending("not yet audited")


@section.claim("D1", "Quantum harmonic error", kind="inequality", place="Appendix D, (D1)", ambiguous=True,
               uses=["D13", "p/d12-implies-d1"])
def quantum_error() -> Leaf:
    r"""\left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} \le
    \sqrt{\frac{5d^3}{3}}\, \|\nabla^3 V\| \frac{\|\sigma^{xx}\|_{op}^{3/2}}{\hbar}
    \text{or, in another reading: } \left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]
    \right\|_{Tr} \le \frac{\sqrt{5d^3}}{3}\, \|\nabla^3 V\| \frac{\|\sigma^{xx}\|_{op}^{3/2}}{\hbar}"""
    return Pending("not yet audited")


@section.claim("D3", "Error as a commutator", kind="inequality", place="Appendix D, (D3)",
               uses=["1", "p/step1-harmonic-approximation", "p/hamiltonian-remainder"])
def commutator_error() -> Leaf:
    r"""\left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} = \left\|
    (\hat{\mathcal L} - \hat{\mathcal L}^{(\alpha)})[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} = \left\|
    -\frac{i}{\hbar} \left[ \delta\hat H^{[\alpha,2]}, \hat\tau_{\alpha,\sigma} \right] \right\|_{Tr} \le
    \frac{2}{\hbar} \left\| \delta\hat H^{[\alpha,2]} \hat\tau_{\alpha,\sigma} \right\|_{Tr}"""
    return Pending("not yet audited")


@section.claim("p/pure-gaussian-projector", "A pure Gaussian state is a projector", kind="prose",
               place="Appendix D, after (D3)", uses=[])
def pure_gaussian_projector() -> Leaf:
    r"""\hat\tau_{\alpha,\sigma} = |\alpha,\sigma\rangle\langle\alpha,\sigma| \text{ for the Gaussian
    quantum state with covariance matrix $\sigma$ and mean $\alpha$}"""
    return Pending("not yet audited")


@section.claim("p/hamiltonian-remainder", "Remainder of the Hamiltonian", kind="prose",
               place="Appendix D, after (D3)", uses=["p/step1-harmonic-approximation"])
def hamiltonian_remainder() -> Leaf:
    r"""\delta\hat H^{[\alpha,2]} = \hat H - \hat H^{[\alpha,2]} = \delta V^{[\alpha_x,2]}(\hat x) \text{ is
    the operator error from the harmonic approximation}"""
    return Pending("not yet audited")


@section.claim("D4", "Taylor remainder", kind="identity", place="Appendix D, (D4)",
               uses=["p/local-quadratic-potential"])
def taylor_remainder() -> Leaf:
    r"""\delta V^{[\alpha_x,2]}(\alpha_x + \Delta x) = V(\alpha_x + \Delta x) - V^{[\alpha_x,2]}(\alpha_x +
    \Delta x) = \frac{1}{3!} \left[ (\Delta x\cdot\nabla)^3 V \right](\alpha_x + \xi\Delta x)"""
    return Pending("not yet audited")


@section.claim("p/taylor-intermediate-point", "Intermediate point of Taylor", kind="prose",
               place="Appendix D, after (D4)", uses=[])
def taylor_intermediate_point() -> Leaf:
    r"""\text{(D4) holds for some choice of } \xi \in [0,1] \text{ (depending on $\alpha_x$ and $\Delta
    x$)}"""
    return Pending("not yet audited")


@section.claim("p/d-rank-one-trace-norm", "Trace norm of rank one", kind="prose",
               place="Appendix D, before (D5)", uses=[])
def rank_one_trace_norm() -> Leaf:
    r"""\left\| |\psi\rangle\langle\phi| \right\|_{Tr}^2 = \|\psi\|^2 \|\phi\|^2"""
    return Pending("not yet audited")


@section.claim("D5", "Error as a vector norm", kind="inequality", place="Appendix D, (D5)",
               uses=["D3", "p/pure-gaussian-projector", "p/d-rank-one-trace-norm"])
def vector_bound() -> Leaf:
    r"""\left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr}^2 \le
    \frac{4}{\hbar^2} \left\| \delta\hat H^{[\alpha,2]} |\alpha,\sigma\rangle \right\|^2"""
    return Pending("not yet audited")


@section.claim("D6", "Vector norm as an expectation", kind="identity", place="Appendix D, (D6)",
               uses=["p/hamiltonian-remainder", "p/pure-gaussian-projector"])
def vector_norm_as_trace() -> Leaf:
    r"""\frac{4}{\hbar^2} \left\| \delta\hat H^{[\alpha,2]} |\alpha,\sigma\rangle \right\|^2 =
    \frac{4}{\hbar^2} \mathrm{Tr}\left[ \hat\tau_{\alpha,\sigma} ( \delta V^{[\alpha_x,2]}(\hat x) )^2
    \right]"""
    return Pending("not yet audited")


@section.claim("D7", "Expectation in phase space", kind="identity", place="Appendix D, (D7)",
               uses=["p/d-weyl-trace-of-position", "p/d-pure-gaussian-wigner"])
def expectation_in_phase_space() -> Leaf:
    r"""\frac{4}{\hbar^2} \mathrm{Tr}\left[ \hat\tau_{\alpha,\sigma} ( \delta V^{[\alpha_x,2]}(\hat x) )^2
    \right] = \frac{4}{\hbar^2} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left[ \delta
    V^{[\alpha_x,2]}(\alpha+\beta_x) \right]^2"""
    return Pending("not yet audited")


@section.claim("p/d-pure-gaussian-wigner", "Wigner function of a pure Gaussian state", kind="prose",
               place="Appendix D, after (D7)", uses=["E1"])
def pure_gaussian_wigner() -> Leaf:
    r"""\tau_{\alpha,\sigma}(\alpha+\beta) = \mathcal W[\hat\tau_{\alpha,\sigma}](\alpha+\beta) =
    \exp(-\beta^a \sigma^{-1}_{ab} \beta^b / 2) \,/\, [ (2\pi)^d \sqrt{\det\sigma} ] \text{ (a
    positive-valued function on phase space) is the Wigner function of } \hat\tau_{\alpha,\sigma} =
    |\alpha,\sigma\rangle\langle\alpha,\sigma|"""
    return Pending("not yet audited")


@section.claim("p/d-weyl-trace-of-position", "Weyl trace formula for position", kind="prose",
               place="Appendix D, after (D7)", uses=["B1"])
def weyl_trace_of_position() -> Leaf:
    r"""\text{for an operator that is a function of position: } \mathrm{Tr}[\rho V(\hat x)] = \int d\alpha\,
    \mathcal W[\rho](\alpha)\, V(\alpha_x)"""
    return Pending("not yet audited")


@section.claim("D8", "Taylor applied", kind="inequality", place="Appendix D, (D8)",
               uses=["D4", "D5", "D6", "D7", "p/taylor-intermediate-point"])
def taylor_applied() -> Leaf:
    r"""\left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr}^2 \le
    \frac{4}{\hbar^2} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left[ \frac{1}{3!}
    [(\beta_x\cdot\nabla)^3 V](\alpha_x + \xi(\beta_x)\beta_x) \right]^2"""
    return Pending("not yet audited")


@section.claim("D9", "Third derivative bounded", kind="inequality", place="Appendix D, (D9)", uses=["4"])
def third_derivative_bounded() -> Leaf:
    r"""\frac{4}{\hbar^2} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left[ \frac{1}{3!}
    [(\beta_x\cdot\nabla)^3 V](\alpha_x + \xi(\beta_x)\beta_x) \right]^2 \le \frac{\|\nabla^3
    V\|^2}{9\hbar^2} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta)\, |\beta_x|^6"""
    return Pending("not yet audited")


@section.claim("D10", "Sixth power as a quadratic form", kind="identity", place="Appendix D, (D10)",
               uses=["p/position-projector"])
def sixth_power_as_form() -> Leaf:
    r"""\frac{\|\nabla^3 V\|^2}{9\hbar^2} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta)\, |\beta_x|^6 =
    \frac{\|\nabla^3 V\|^2}{9\hbar^2} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta)\, (\beta^\top P_x
    \beta)^3"""
    return Pending("not yet audited")


@section.claim("D11", "Sixth moment", kind="identity", place="Appendix D, (D11)",
               uses=["E11", "p/position-projector"])
def sixth_moment() -> Leaf:
    r"""\frac{\|\nabla^3 V\|^2}{9\hbar^2} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta)\, (\beta^\top P_x
    \beta)^3 = \frac{\|\nabla^3 V\|^2}{9\hbar^2} \left[ (\mathrm{Tr}\,\sigma^{xx})^3 + 6
    (\mathrm{Tr}\,\sigma^{xx})\,\mathrm{Tr}((\sigma^{xx})^2) + 8\, \mathrm{Tr}((\sigma^{xx})^3) \right]"""
    return Pending("not yet audited")


@section.claim("D12", "Traces bounded", kind="inequality", place="Appendix D, (D12)",
               uses=["p/trace-of-power"])
def traces_bounded() -> Leaf:
    r"""\frac{\|\nabla^3 V\|^2}{9\hbar^2} \left[ (\mathrm{Tr}\,\sigma^{xx})^3 + 6
    (\mathrm{Tr}\,\sigma^{xx})\,\mathrm{Tr}((\sigma^{xx})^2) + 8\, \mathrm{Tr}((\sigma^{xx})^3) \right] \le
    \frac{\|\nabla^3 V\|^2}{9\hbar^2} \|\sigma^{xx}\|_{op}^3 \left( d^3 + 6d^2 + 8d \right)"""
    return Pending("not yet audited")


@section.claim("D13", "Bound on the squared quantum error", kind="inequality", place="Appendix D, (D13)",
               uses=["D8", "D9", "D10", "D11", "D12"])
def quantum_square_bound() -> Leaf:
    r"""\left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr}^2 \le
    \frac{\|\nabla^3 V\|^2}{9\hbar^2} \|\sigma^{xx}\|_{op}^3 \left( d^3 + 6d^2 + 8d \right) \le
    \frac{5\|\nabla^3 V\|^2}{3\hbar^2} \|\sigma^{xx}\|_{op}^3 d^3"""
    return Pending("not yet audited")


@section.claim("p/position-projector", "Projector on the x block", kind="prose",
               place="Appendix D, after (D13)", uses=[])
def position_projector() -> Leaf:
    r"""P_x := \begin{pmatrix} 1_d & 0 \\ 0 & 0 \end{pmatrix} \text{ projects onto the $x$ block}"""
    return Pending("not yet audited")


@section.claim("p/cauchy-schwarz-in-d9", "Reason for (D9)", kind="prose", place="Appendix D, after (D13)",
               uses=["4"])
def cauchy_schwarz_in_d9() -> Leaf:
    r"""\text{in (D9) we have used the Cauchy-Schwartz inequality}"""
    return Pending("not yet audited")


@section.claim("p/gaussian-integral-in-d11", "Reason for (D11)", kind="prose",
               place="Appendix D, after (D13)", uses=["E11"])
def gaussian_integral_in_d11() -> Leaf:
    r"""\text{in (D11) we have performed the Gaussian integral (as recalled in Appendix E 2)}"""
    return Pending("not yet audited")


@section.claim("p/trace-of-power", "Trace of a power", kind="prose", place="Appendix D, after (D13)",
               uses=[])
def trace_of_power() -> Leaf:
    r"""\text{in (D12) we have used } \mathrm{Tr}[A^n] \le \|A\|_{op}^n\, d^n \text{ for a $d\times d$
    positive semidefinite matrix $A$}"""
    return Pending("not yet audited")


@section.claim("p/d12-implies-d1", "(D12) implies (D1)", kind="prose", place="Appendix D, after (D13)",
               uses=["D12", "D13"])
def d12_implies_d1() -> Leaf:
    r"""\text{(D12) implies (D1) because } d \ge 1"""
    return Pending("not yet audited")
