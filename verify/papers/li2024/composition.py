"""Section 2, Lemma 2.3: composition of a symbol in S_(k) with one of the L1 class, (2.17) to (2.21)."""

from __future__ import annotations

import sympy as sp

from derive.gaussian_function import fourier, gaussian
from derive.oscillatory import derivative_norm, taylor_remainder
from derive.plane_waves import PlaneWave, composition_phase, product
from verify.claim import Section
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import h, x, xi
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

V = Variables(TABLE.values())
rho = V.declare("rho", meaning="of the symbol class; the end 0 is its limit", high=1)
k1, l1, k2, l2 = (V.declare(name, meaning="wave number", low=-sp.oo) for name in ("k_1", "l_1", "k_2", "l_2"))
zeta, omega = (V.declare(name, meaning="wave number", low=-sp.oo) for name in ("zeta", "omega"))
theta, time = V.declare("theta", meaning="value of hA(D)"), V.declare("s", meaning="the t of (2.20)", high=1)
k, width = V.declare("k", meaning="wave number"), V.declare("l", meaning="width of a Gaussian")
j = V.declare("j", meaning="order of a term", low=1, closed=True, integer=True)
N = V.declare("N", meaning="number of terms", low=1, closed=True, integer=True)
FIRST, SECOND = PlaneWave((k1,), (l1,)), PlaneWave((k2,), (l2,))
SIGMA = l1 * k2 - k1 * l2  # sigma(D_x, D_xi, D_y, D_eta) on the two plane waves
PHASE = composition_phase(FIRST, SECOND, h)

section = Section("composition", title="2. Lemma 2.3, (2.17) to (2.21)", order=36)


def _terms(printed: dict[int, sp.Expr]) -> All:
    """The Taylor coefficients in h of the composition of two plane waves, times h^j, against the printed terms."""
    exact = sp.exp(sp.I * PHASE)
    parts = []
    for order, term in printed.items():
        derived = sp.diff(exact, h, order).subs(h, 0) / sp.factorial(order) * h**order
        parts.append((f"j = {order}", Equal(1 + derived, 1 + term, V)))
    return conjunction(*parts)


@section.claim("2.17", "The expansion of the composition", kind="theorem", place="(2.17)",
               uses=["p/convention-symplectic-form", "Lemma2.2", "2.19", "2.20", "p/remainder-class"], scope="n = 1, the terms j = 0, 1, 2",
               slip="the parenthesis closes after a b: the power j belongs to the whole factor",
               note="On plane waves, where sigma(D) is the number <l_1, k_2> - <k_1, l_2>; with the power j on the whole factor. With D = "
               "d for D = -i d the line would hold, but (2.1), (2.13) and (2.14) have D = -i d, and (2.18) to (2.20) would not hold then.")
def composition() -> All:
    r"""c(x,\xi)-\sum_{j=0}^{N-1}\frac1{j!}\Big(\frac h{2i}\sigma(D_x,D_\xi,D_y,D_\eta)^ja(x,\xi)b(y,\eta)\Big)\Big|_{y=x,\eta=\xi}
    \in h^{N(1-\rho)}S_\rho^{L^1} \text{ for all } N\ge k,\quad \sigma(x,\xi,y,\eta) := \langle\xi,y\rangle-\langle x,\eta\rangle"""
    return _terms({order: (h / (2 * sp.I) * SIGMA) ** order / sp.factorial(order) for order in range(3)})


@composition.corrected(
    why="With D = -i d the composition is e^((ih/2) sigma(D)): the factor is ih/2 and not h/(2i). For a "
    "= x, b = xi the composition is x xi + ih/2, whereas the printed factor gives x xi - ih/2.",
    error="substance",
    consequence="Every term of odd order has the wrong sign, that of the Poisson bracket among them: [P, A] would be +ih H_p a, against "
    "section 5, where it is -ih H_p a.",
)
def composition_corrected() -> All:
    r"""c(x,\xi)-\sum_{j=0}^{N-1}\frac1{j!}\Big(\frac{ih}2\sigma(D_x,D_\xi,D_y,D_\eta)\Big)^ja(x,\xi)b(y,\eta)\Big|_{y=x,\eta=\xi}
    \in h^{N(1-\rho)}S_\rho^{L^1}"""
    terms = _terms({order: (sp.I * h / 2 * SIGMA) ** order / sp.factorial(order) for order in range(3)})
    return conjunction(terms, ("x and xi", Equal(product(x, xi, x, xi, h), x * xi + sp.I * h / 2, V)))


@section.claim("Lemma2.3", "Composition", kind="theorem", place="Lemma 2.3", uses=["2.17"],
               scope="the powers of h; the rest through what it uses",
               note="The term j >= k has j derivatives of a, which are bounded, and j of b: of order h^(j (1 - rho)). Those with j < k "
               "may grow and are only subtracted.")
def lemma() -> Relation:
    r"""\text{Let } a\in S_{(k)} \text{ and } b\in S_\rho^{L^1} \text{ for } k\in\mathbb{N} \text{ and } 0\le\rho<1. \text{ Then there
    exists } c\in\mathcal{S}' \text{ such that } \mathrm{Op}_h^w(a)\mathrm{Op}_h^w(b) = \mathrm{Op}_h^w(c), \text{ and (2.17)}"""
    return Equal(h**j * (h**-rho) ** j, h ** (j * (1 - rho)), V)


@section.claim("p/other-order", "The other order", kind="prose", place="below (2.17)", uses=["2.17"], scope="n = 1",
               note="b # a is a # b with -sigma.")
def other_order() -> Relation:
    r"""\text{the analogous result holds for } \mathrm{Op}_h^w(b)\mathrm{Op}_h^w(a)"""
    return Equal(composition_phase(SECOND, FIRST, h), -h / 2 * SIGMA, V)


@section.claim("x/composition-theorem", "The composition formula on symbol classes", kind="prose", place="not printed; used for (2.18)")
def composition_theorem() -> Leaf:
    r"""\mathrm{Op}(a)\mathrm{Op}(b) = \mathrm{Op}\big(e^{\frac{ih}2\sigma(D)}a(z)b(w)|_{w=z}\big) \text{ for }
    a\in S_0(\langle z\rangle^k),\ b\in h^{-m}S_\rho(1)"""
    return Cited("[Zwo12, Theorems 4.11 to 4.18]; for rho > 1/2 by density, b being integrable with its derivatives",
                 needs="oscillatory integrals, formalised")


@section.claim("2.18", "The composition as oscillatory integral", kind="identity", place="(2.18)",
               uses=["p/convention-symplectic-form", "x/composition-theorem"], scope="plane waves, n = 1",
               note="The operators of two plane waves composed, against the exponent ihA(D) on them.")
def exact_composition() -> Relation:
    r"""\mathrm{Op}_h^w(a)\mathrm{Op}_h^w(b) = \mathrm{Op}_h^w(c),\quad c(z) := e^{ihA(D_{z,w})}a(z)b(w)\big|_{z=w},\quad
    A(D_{z,w}) := \sigma(D_x,D_\xi,D_y,D_\eta)"""
    return Equal(sp.I * PHASE, sp.I * h * SIGMA, V)


@exact_composition.corrected(
    why="A(D) is half of the symplectic form: x # xi = x xi + ih/2, whereas e^(ih sigma(D)) gives x xi + ih.",
    error="substance",
    consequence="(2.19) and (2.20) are right as they stand once A(D) = sigma(D)/2. (2.18) contradicts (2.17) by a factor of -2.",
)
def exact_composition_corrected() -> Relation:
    r"""c(z) := e^{ihA(D_{z,w})}a(z)b(w)\big|_{z=w},\quad A(D_{z,w}) := \tfrac12\sigma(D_x,D_\xi,D_y,D_\eta)"""
    return Equal(sp.I * PHASE, sp.I * h * (SIGMA / 2), V)


def _sum(count: int) -> sp.Expr:
    return sp.Add(*((sp.I * theta) ** order / sp.factorial(order) for order in range(count)))


@section.claim("2.19", "The expansion with remainder", kind="identity", place="(2.19)", uses=["2.18", "2.20"], scope="N = 1, 2, 3, 4",
               note="Taylor's formula in hA(D) = theta, whatever A is.")
def expansion() -> All:
    r"""c(z) = \sum_{\ell=0}^{N-1}\frac1{\ell!}(ihA(D))^\ell(a(z)b(w))\big|_{z=w}+r_N(z)"""
    return conjunction(*((f"N = {count}", Equal(1 + sp.exp(sp.I * theta) - taylor_remainder(theta, count), 1 + _sum(count), V))
                         for count in (1, 2, 3, 4)))


@section.claim("2.20", "The remainder", kind="identity", place="(2.20)", uses=["2.18"], scope="N = 1, 2, 3",
               note="The derivative by t of the sum of (1 - t)^l (i theta)^l e^(it theta)/l! over l < N is the integrand, and between t "
               "= 0 and t = 1 that sum grows by e^(i theta) minus the Taylor sum.")
def remainder() -> All:
    r"""r_N(z) := \frac1{(N-1)!}\int_0^1(1-t)^{N-1}e^{ihtA(D)}(ihA(D))^N(a(z)b(w))|_{z=w}dt"""
    parts = []
    for count in (1, 2, 3):
        primitive = sp.Add(*(((1 - time) * sp.I * theta) ** order / sp.factorial(order) for order in range(count)))
        derived = sp.diff(primitive * sp.exp(sp.I * time * theta), time) * sp.exp(-sp.I * time * theta)
        printed = (1 - time) ** (count - 1) * (sp.I * theta) ** count / sp.factorial(count - 1)
        parts.append((f"N = {count}, integrand", Equal(sp.expand(derived), printed, V)))
        parts.append((f"N = {count}, ends", Equal(sp.exp(sp.I * theta) - primitive.subs(time, 0), taylor_remainder(theta, count), V)))
    return conjunction(*parts)


@section.claim("p/remainder-class", "The class of the remainder", kind="prose", place="below (2.20)",
               uses=["2.10", "2.20", "2.21"], scope="the powers of h; the parameter for rho = 1/2",
               note="N derivatives of b, and bounded ones of a for N >= k. Uniformly in t: e^(ihtA(D)) has the parameter t h^(1 - rho) "
               "<= 1 once w is measured in h^rho.")
def remainder_class() -> All:
    r"""\text{for } N\ge k,\ A(D)^N(a(z)b(w))\in h^{-N\rho}S\otimes S_\rho^{L^1}.\
    e^{ihtA(D)} : S\otimes S_\rho^{L^1}\to S\otimes S_\rho^{L^1} \text{ is uniformly bounded for } t\in(0,1).
    \text{ ... Therefore, ... } r_N\in h^{N(1-\rho)}S_\rho^{L^1}"""
    return conjunction(
        ("class", Equal(h**N * h ** (-N * rho), h ** (N * (1 - rho)), V)),
        ("uniform in t", Equal(time * h * h**-rho, time * h ** (1 - rho), V)),
        ("parameter at most 1", AtMost(time * sp.sqrt(h), sp.Integer(1), V)),
    )


@section.claim("2.21", "The diagonal", kind="inequality", place="(2.21)", uses=["2.9"],
               scope="as corrected: one variable, up to 4 derivatives",
               note="As printed: put e = e^(ik(z + w)) e^(-w^2/l^2). The left side with alpha = 2 is at least 4 k^2 ||g||, g the "
               "Gaussian: test with e^(-2ikw). The right side is at most the sum of the six norms with the product rule, k^i (k^j ||g|| "
               "+ ...). In the other variables e is a Gaussian so wide that its derivatives do not count.")
def diagonal() -> Relation:
    r"""\|\partial_w^\alpha e(w,w)\|_{L^1}\le\sum_{|\beta|\le|\alpha|}\Big\|\sup_z|\partial_{(z,w)}^\beta e(z,\bullet)|\Big\|_{L^1}"""
    w = sp.Symbol("w", real=True)
    spectrum = fourier(gaussian(-(w**2) / width**2), w, sp.Integer(0), sign=-1)  # of g at frequency 0, where e^(2ikw) has been undone
    tested = sp.Abs((2 * sp.I * k) ** 2) * spectrum.expression()
    norms = [derivative_norm(width**2, order) for order in (0, 1)]
    second = 4 * sp.sqrt(2) / width  # 4 sqrt(2) e^(-1/2)/l is less
    by_w = [norms[0], k * norms[0] + norms[1], k**2 * norms[0] + 2 * k * norms[1] + second]
    right = sp.Add(*(k**i * by_w[j] for i in range(3) for j in range(3 - i)))
    return AtMost(tested, sp.expand(right), V)


@diagonal.corrected(
    why="By the chain rule d_w (e(w, w)) = ((d_z + d_w) e)(w, w), and the binomial coefficients of (d_z + d_w)^alpha exceed 1 where "
    "a component of alpha is 2 or more. A constant C_alpha = 2^|alpha| suffices.",
    error="slip",
    consequence="None: constants depend on alpha everywhere.",
)
def diagonal_corrected() -> All:
    r"""\|\partial_w^\alpha e(w,w)\|_{L^1}\le\sum_{\beta\le\alpha}\binom\alpha\beta\Big\|\sup_z|\partial_z^\beta\partial_w^{\alpha-\beta}
    e(z,\bullet)|\Big\|_{L^1}"""
    parts = []
    for order in (1, 2, 3, 4):
        w = sp.Symbol("w", real=True)
        wave = sp.exp(sp.I * (zeta + omega) * w)
        derived = sp.expand(sp.simplify(sp.diff(wave, w, order) / wave) / sp.I**order)
        printed = sp.Add(*(sp.binomial(order, b) * zeta**b * omega ** (order - b) for b in range(order + 1)))
        parts.append((f"|alpha| = {order}", Equal(derived, printed, V)))
        parts.append((f"|alpha| = {order}, the constant", Equal(1 + printed.subs({zeta: 1, omega: 1}), 1 + sp.Integer(2) ** order, V)))
    return conjunction(*parts)
