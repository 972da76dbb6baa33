"""Facts of analysis that the proof of Theorem 1 rests on: cited, each with its exact hypotheses; none is printed in the paper."""

from __future__ import annotations

from verify.claim import Section
from verify.statement import Leaf
from verify.statements.pending import Cited

section = Section("analysis", title="Facts of analysis the proof rests on (not printed)", order=145)


@section.claim("x/taylor", "Taylor's theorem with Lagrange's remainder", kind="prose", place="not printed; used for (D4), (D8), (D18)")
def taylor() -> Leaf:
    r"""h\in C^2[0,1],\ h''' \text{ exists in } (0,1):\quad h(1) = h(0)+h'(0)+\tfrac12h''(0)+\tfrac16h'''(\xi)
    \text{ for some } \xi\in(0,1)"""
    return Cited("any textbook of analysis", needs="the mean value theorem, formalised")


@section.claim("x/taylor-second", "Taylor's theorem to second order", kind="prose", place="not printed; used for x/gradient-remainder")
def taylor_second() -> Leaf:
    r"""\varphi\in C^1[0,1],\ \varphi'' \text{ exists in } (0,1),\ \varphi(0)=\varphi'(0)=0:\quad \varphi(1)=\tfrac12\varphi''(\xi)
    \text{ for some } \xi\in(0,1)"""
    return Cited("any textbook of analysis", needs="the mean value theorem, formalised")


@section.claim("x/norm-of-integral", "The norm of an integral is at most the integral of the norm", kind="prose",
               place="not printed; used for (26), (29), (32)")
def norm_of_integral() -> Leaf:
    r"""\Big\|\int g\,d\mu\Big\| \le \int\|g\|\,d\mu \text{ for a Bochner-integrable } g \text{ with values in a Banach space
    (trace class operators, } L^1)"""
    return Cited("Bochner's theorem", needs="integration in Banach spaces, formalised")


@section.claim("x/quantum-semigroup", "The quantum evolution is a contraction semigroup", kind="prose",
               place="not printed; used for (1), (23), (27)",
               note="The second derivative of V is bounded, so |V| grows at most quadratically and the formal generator has a form bound "
               "by x^2 + p^2: no trace escapes to infinity.")
def quantum_semigroup() -> Leaf:
    r"""V \text{ real},\ \|\nabla^2V\|<\infty:\quad (1) \text{ has a unique solution } \rho(t)=e^{t\hat{\mathcal L}}\rho(0),
    \ e^{t\hat{\mathcal L}} \text{ strongly continuous on trace class operators, completely positive and trace preserving}"""
    return Cited("conservativity criterion of Chebotarev and Fagnola",
                 needs="their form inequality for p^2/2m + V and linear Lindblad operators")


@section.claim("x/positive-trace-preserving", "A positive trace-preserving map contracts the trace norm", kind="prose",
               place="not printed; used for (27)")
def contraction() -> Leaf:
    r"""\Phi \text{ positive and trace preserving},\ A=A^\dagger:\quad \|\Phi[A]\|_{Tr}\le\|A\|_{Tr}"""
    return Cited("Jordan decomposition A = A_+ - A_-", needs="spectral theory of trace class operators, formalised")


@section.claim("x/classical-semigroup", "The classical evolution is a Markov semigroup", kind="prose",
               place="not printed; used for (2), (32)",
               note="The drift (p/m, -grad V) is Lipschitz and free of divergence and the noise does not depend on the point, so each "
               "path of the noise gives a flow that keeps the phase-space volume: densities stay densities, also where D is not "
               "invertible.")
def classical_semigroup() -> Leaf:
    r"""\|\nabla^2V\|<\infty,\ D\ge0 \text{ constant}:\quad (2) \text{ has a unique solution } f(t)=e^{t\mathcal L}f(0) \text{ for an
    initial density, } e^{t\mathcal L} \text{ is strongly continuous and positive on } L^1 \text{, keeps the integral, and so
    contracts } L^1"""
    return Cited("stochastic differential equations with Lipschitz drift",
                 needs="existence, uniqueness and continuity of the flow, formalised")


@section.claim("x/duhamel", "Duhamel's formula in the domain of the generator", kind="prose", place="not printed; used for (23) and (32)",
               note="Packets are Schwartz functions with covariances between z^-1 sigma_* and z sigma_*, and the norm of L[packet] grows "
               "at most linearly with the centre: first moments of the centres suffice, and they stay finite where the initial ones "
               "are. An initial mixture without moments needs no other argument: both evolutions and the mixture are linear in the "
               "initial weights, so (31) and (32) for each initial packet give them for the mixture by the triangle inequality.")
def duhamel() -> Leaf:
    r"""e^{t\mathcal L} \text{ a strongly continuous contraction semigroup},\ r\in C^1([0,t]) \text{ with values in the domain of }
    \mathcal L,\ \mathcal L r \text{ continuous}:\quad
    r(t)-e^{t\mathcal L}r(0) = \int_0^tds\,e^{(t-s)\mathcal L}(\partial_s-\mathcal L)r(s)"""
    return Cited("product rule for strongly continuous semigroups", needs="the domain of the generator, and moments of the centres")


@section.claim("x/transport-solution", "The transport equation has a solution that is a probability", kind="prose",
               place="not printed; used for (18)",
               note="A path (alpha, sigma): d alpha = U dt + S_D^{1/2} dW, d sigma = S_0 dt. The second and third derivative of V are "
               "bounded, so U has linear growth, and F(alpha), hence S_0, is bounded and Lipschitz on the allowed covariances, a "
               "compact set. The law of such a path solves (18) in the weak sense, which is what (12) uses; it may be a measure "
               "without density.")
def transport_solution() -> Leaf:
    r"""S_D\ge0;\ U,S_0,S_D \text{ continuous, of linear growth in } \alpha \text{ and bounded in } \sigma;\ S_0 \text{ leaves the set of
    allowed } \sigma \text{ invariant}:\quad (18) \text{ has a solution } p\ge0 \text{ on that set, of total mass } 1"""
    return Cited("martingale problem with continuous coefficients (Stroock and Varadhan)",
                 needs="existence for degenerate diffusions, formalised")


@section.claim("x/smallest-eigenvalue", "Invariance of a lower bound on a matrix that flows", kind="prose",
               place="not printed; used for the criterion before (22)",
               note="The lower right Dini derivative of the smallest eigenvalue is the least <v|d sigma/dt|v> over its unit eigenvectors "
               "(Danskin). From the last time at which it is lambda_0 on, it could not fall.")
def smallest_eigenvalue() -> Leaf:
    r"""\sigma(t) \text{ symmetric and } C^1,\ \langle v|\dot\sigma|v\rangle\ge0 \text{ for every unit eigenvector } v \text{ of the
    smallest eigenvalue } \lambda \text{ whenever } \lambda\le\lambda_0:\quad \lambda(0)\ge\lambda_0 \Rightarrow
    \lambda(t)\ge\lambda_0 \text{ for all } t\ge0"""
    return Cited("Danskin's theorem and the comparison lemma for Dini derivatives", needs="both, formalised")


@section.claim("x/williamson", "Williamson's theorem", kind="prose", place="not printed; used for mixed initial Gaussians",
               note="A pure state that is not Gaussian has some nu > hbar/2.")
def williamson() -> Leaf:
    r"""\sigma>0:\quad \sigma = A\,\mathrm{diag}(\nu,\nu)A^\top,\ A\in Sp(2d,\mathbb R);\quad \sigma \text{ is the covariance of a
    state iff all } \nu_i\ge\hbar/2, \text{ and the Gaussian state with covariance } \sigma \text{ is pure iff all } \nu_i=\hbar/2"""
    return Cited("Williamson's theorem", needs="normal forms of quadratic Hamiltonians, formalised")


@section.claim("x/hermite-expansion", "Hermite expansion in Gaussian L2", kind="prose", place="not printed; used for x/second-poincare",
               note="With c_k the norm of the part of degree k: Var f is the sum of c_k^2 over k >= 1, E|grad f|^2 that of k c_k^2, and "
               "|E grad f|^2 = c_1^2.")
def hermite_expansion() -> Leaf:
    r"""f,\nabla f\in L^2(N(0,1_d)):\quad \mathrm{Var}f = \sum_{k\ge1}c_k^2,\quad E|\nabla f|^2 = \sum_{k\ge1}k\,c_k^2,\quad
    |E\nabla f|^2 = c_1^2"""
    return Cited("completeness of the Hermite polynomials", needs="L2 of a Gaussian measure, formalised")


@section.claim("x/heat-flow", "Gaussian interpolation", kind="prose", place="not printed; used for x/mean-gradient",
               note="For exponentials g = e^(k.xi) both sides are |k|^2 e^(t |k|^2/2)/2 after differentiation in t.")
def heat_flow() -> Leaf:
    r"""g\in C^2 \text{ of polynomial growth with its derivatives},\ \xi\sim N(0,1_d):\quad E\,g(\xi) = g(0) +
    \tfrac12\int_0^1E\,(\Delta g)(\sqrt t\,\xi)\,dt"""
    return Cited("the heat equation, or integration by parts", needs="differentiation under the integral, formalised")


@section.claim("x/cauchy-schwarz", "Cauchy-Schwarz inequality for integrals", kind="prose", place="not printed; used for (D16)")
def cauchy_schwarz() -> Leaf:
    r"""f,g\in L^2(\mu):\quad \Big(\int|fg|\,d\mu\Big)^2 \le \int f^2d\mu\int g^2d\mu"""
    return Cited("any textbook of analysis", needs="integration, formalised")


@section.claim("x/injective-norm", "The norm of a symmetric tensor is attained on the diagonal", kind="prose",
               place="not printed; used where (4) is evaluated")
def injective_norm() -> Leaf:
    r"""T \text{ symmetric}:\quad \sup_{\|w_i\|=1}|T(w_1,w_2,w_3)| = \sup_{\|w\|=1}|T(w,w,w)|"""
    return Cited("Banach, Studia Math. 7 (1938) 36", needs="the theorem for forms of degree 3, formalised")
