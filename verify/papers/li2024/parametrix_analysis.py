"""Facts of analysis that Section 3 rests on: cited, each with its hypotheses; none is printed in the paper."""

from __future__ import annotations

from verify.claim import Section
from verify.statement import Leaf
from verify.statements.pending import Cited

section = Section("parametrix_analysis", title="Facts of analysis that the parametrix rests on (not printed)", order=49)


@section.claim("x/flow-is-lipschitz", "The flow and its inverse are Lipschitz with bounded derivatives", kind="prose",
               place="not printed; used for (3.14), (3.21), (3.34), (3.36)",
               note="C_1 is the supremum of the operator norm of dv. d phi^t solves the variational equation, whose coefficients (3.3) "
               "bounds; higher derivatives by induction.")
def flow_is_lipschitz() -> Leaf:
    r"""|\partial^\alpha v|\le C_\alpha \text{ for } |\alpha|\ge1,\ |t|\le1:\quad e^{-C_1}|x-y| \le |\varphi^t(x)-\varphi^t(y)| \le
    e^{C_1}|x-y|,\quad |\partial^\alpha\varphi^t|\le C'_\alpha \text{ for } |\alpha|\ge1,\quad \det d\varphi^t>0"""
    return Cited("Gronwall's lemma", needs="differentiable dependence on initial values, formalised")


@section.claim("x/powers-against-gaussians", "Powers are absorbed by a Gaussian", kind="prose",
               place="not printed; used wherever eta is traded for (eps^2 t)^(1/2)")
def powers_against_gaussians() -> Leaf:
    r"""r,\ j,\ \delta>0,\ \tau>0:\quad r^je^{-\delta r^2/\tau} \le \Big(\frac{j}{2e\delta}\Big)^{j/2}\tau^{j/2}"""
    return Cited("maximum at r^2 = j tau/(2 delta)", needs="calculus, formalised")


@section.claim("x/differentiation-under-the-integral", "Differentiation under the space-time integral", kind="prose",
               place="not printed; used for (3.19), (3.32), (3.36), (3.46)",
               note="The time integrals are cut at t/2, and derivatives are put on the kernel that is smooth there.")
def differentiation_under_the_integral() -> Leaf:
    r"""(\partial_t-Q)\int_0^t\!\!\int K_0(x,z,t-s)R(z,y,s)\,dz\,ds = R(x,y,t) - \int_0^t\!\!\int R_1(x,z,t-s)R(z,y,s)\,dz\,ds \text{
    for } R
    \text{ with the bounds of Lemma 3.3}"""
    return Cited("E. E. Levi's method for parabolic equations",
                 needs="dominated convergence, and K_0 -> delta with error bounds, formalised")
