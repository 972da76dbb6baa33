"""Section 2, Lemma 2.2 and its proof: e^(ihQ(D)) on symbols, (2.10) to (2.16)."""

from __future__ import annotations

import sympy as sp

from derive.gaussian_function import gaussian, scaled
from derive.oscillatory import Pair
from verify.claim import Section
from verify.papers.li2024.gaussian_equality import same
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import h, n
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import Equal, Relation
from verify.variables import Variables

V = Variables(TABLE.values())
rho = V.declare("rho", meaning="of the symbol class; the end 0 is its limit", high=1)
beta = V.declare("beta", meaning="coefficient of Q = beta zeta omega")
z, w, z1, w1 = (V.declare(name, meaning="variable", low=-sp.oo) for name in ("z", "w", "z_1", "w_1"))
zeta, omega, zeta2, omega2 = (V.declare(name, meaning="dual variable", low=-sp.oo) for name in ("zeta", "omega", "zeta_2", "omega_2"))
m = V.declare("m", meaning="wave number", low=-sp.oo)
q = V.declare("q", meaning="value of Q", low=-sp.oo)
r, s, delta = (V.declare(name, meaning="a width, or its square") for name in ("r", "s", "delta"))
b11, b12, b21, b22 = (V.declare(name, meaning="entry of the block of B", low=-sp.oo) for name in ("b_11", "b_12", "b_21", "b_22"))
lam = V.declare("lambda", meaning="argument of the characteristic polynomial", low=-sp.oo)
det = V.declare("b", meaning="|det B|")
N, j = (V.declare(name, meaning=text, low=1, closed=True, integer=True) for name, text in (("N", "terms"), ("j", "a surplus")))
a2, b2, g2 = (V.declare(name, meaning="derivatives by w", low=0, closed=True, integer=True) for name in ("a_2", "b_2", "g_2"))
BLOCK = sp.Matrix([[b11, b12], [b21, b22]])
B = sp.Matrix(sp.BlockMatrix([[sp.zeros(2), BLOCK], [BLOCK.T, sp.zeros(2)]]))
ONE = sp.Matrix([[0, beta], [beta, 0]])
TERMS = (0, 1, 2, 3)

section = Section("oscillatory_expansion", title="2. Lemma 2.2, (2.10) to (2.16)", order=33)


@section.claim("x/stationary-phase", "Stationary phase with remainder", kind="prose", place="not printed; used for Lemma 2.2",
               note="With compact support in R^d and a non-degenerate quadratic phase: N terms, the remainder bounded by h^N and 2N + d "
               "+ 1 derivatives; without critical point on the support, any power of h.")
def stationary_phase() -> Leaf:
    r"""\Big|(2\pi h)^{-d/2}|\det B|^{-1/2}\int e^{i\varphi/h}u - \sum_{k<N}\cdots\Big| \le
    C_Nh^N\sum_{|\alpha|\le2N+d+1}\sup|\partial^\alpha u|"""
    return Cited("[Zwo12, Theorems 3.13 and 3.14]", needs="oscillatory integrals, formalised")


@section.claim("2.10", "e^(ihQ(D)) keeps the class", kind="theorem", place="(2.10)",
               uses=["2.9", "x/stationary-phase", "p/c2-is-negligible", "p/c1-remainder"], scope="functions e^(imz) b(w)",
               note="There it moves b by h beta m: the supremum over z and the L1 norm over w stay, whatever h, m and b. The rest is the "
               "proof of Lemma 2.2.")
def keeps_the_class() -> Relation:
    r"""e^{ihQ(D_z,D_w)} : S\otimes S_\rho^{L^1}\to S\otimes S_\rho^{L^1}"""
    multiplier = sp.exp(sp.I * h * (beta * m * omega))
    return Equal(multiplier * sp.exp(sp.I * (m * z + omega * w)), sp.exp(sp.I * m * z) * sp.exp(sp.I * omega * (w + h * beta * m)), V)


@section.claim("p/signature-zero", "The signature of a bilinear form in z and w", kind="prose", place="not printed; (2.11), (2.15)",
               scope="z and w in R^2", note="B has zero diagonal blocks, so its eigenvalues come in pairs +-mu, half of them positive "
                                       "where B is not degenerate: sgn Q = 0, and e^(i pi sgn Q/4) = 1. The same for every n by B -> -B "
                                       "under (z, w) -> (z, -w).")
def signature() -> All:
    r"""\mathrm{sgn}\,Q = 0"""
    flip = sp.diag(1, 1, -1, -1)
    return conjunction(
        ("eigenvalues in pairs", Equal((lam * sp.eye(4) - B).det(), (-lam * sp.eye(4) - B).det(), V)),
        ("B -> -B", Equal((flip * B * flip)[0, 2], -b11, V)),
        ("determinant", Equal(B.det(), BLOCK.det() ** 2, V)),
    )


def _terms(factor: sp.Expr, h_power: sp.Expr = h) -> All:
    """Taylor coefficients of e^(ihq) in q against factor^k/k!; the prefactor e^(i pi sgn Q/4) is 1."""
    whole = sp.exp(sp.I * h_power * q)
    parts = []
    for k in TERMS:
        derived = sp.diff(whole, q, k).subs(q, 0) / sp.factorial(k) * q**k
        parts.append((f"k = {k}", Equal(derived + 1, 1 + factor**k * q**k / sp.factorial(k), V)))
    return conjunction(*parts)


@section.claim("2.11", "The expansion", kind="theorem", place="(2.11)",
               uses=["2.10", "p/signature-zero", "p/c1-remainder", "p/c2-is-negligible"], scope="the terms k = 0 to 3",
               note="On an exponential Q(D) is a number q, and e^(ihQ(D)) is e^(ihq). The prefactor e^(i pi sgn Q/4) is 1, Q being "
               "bilinear.")
def expansion() -> All:
    r"""e^{ihQ(D_z,D_w)}a-e^{\frac{i\pi}4\mathrm{sgn}\,Q}\sum_{k=0}^{N-1}\Big(\frac hi\Big)^k\frac1{k!}Q(D_z,D_w)^ka(z,w)\in
    h^{N(1-\rho)}S\otimes S_\rho^{L^1}"""
    return _terms(h / sp.I)


@expansion.corrected(
    why="The sign of i is wrong: on an exponential with Q(D) = q the expansion of e^(ihq) has the terms (ihq)^k/k!. That D is -i d is "
    "said by (2.1), and (2.13) and (2.14) have its sign.",
    error="substance",
    consequence="Every term of odd k changes its sign; (2.17) has the same wrong sign. (2.19) has the right one.",
)
def expansion_corrected() -> All:
    r"""e^{ihQ(D_z,D_w)}a-\sum_{k=0}^{N-1}(ih)^k\frac1{k!}Q(D_z,D_w)^ka(z,w)\in h^{N(1-\rho)}S\otimes S_\rho^{L^1}"""
    return _terms(sp.I * h)


@section.claim("Lemma2.2", "e^(ihQ(D)) on the tensor product of classes", kind="theorem", place="Lemma 2.2", uses=["2.10", "2.11"],
               slip="Q : R^(2n) x R^(2n) -> R; the range 0 <= rho < 1 of Lemma 2.3 is not printed; for rho > 1 the powers "
               "h^(N (1 - rho)) grow", scope="the power of h; "
               "the rest through what it uses",
               note="The k-th term is h^k Q(D)^k a with k derivatives by w, of order h^(k - k rho).")
def lemma() -> Relation:
    r"""\text{Let } Q : \mathbb{R}^{2n}\times\mathbb{R}^{2n} \text{ be a non-degenerate bilinear quadratic form. Then (2.10) is
    continuous. Furthermore, we have the asymptotic expansion (2.11) for every } N"""
    return Equal(h**N * h ** (-rho * N), h ** (N * (1 - rho)), V)


@section.claim("2.12", "The quadratic form", kind="definition", place="(2.12)", uses=["2.8"], scope="z and w in R^2",
               note="For B with zero diagonal blocks, Q is bilinear in zeta and omega. By (2.8), corrected, a is a bounded symbol, for "
               "which the multiplier is defined.")
def quadratic_form() -> Relation:
    r"""c(z,w) := e^{ihQ(D_z,D_w)}a(z,w),\quad Q(\zeta,\omega) := \tfrac12\langle B(\zeta,\omega),(\zeta,\omega)\rangle"""
    vector = sp.Matrix([zeta, zeta2, omega, omega2])
    bilinear = (sp.Matrix([zeta, zeta2]).T * BLOCK * sp.Matrix([omega, omega2]))[0]
    return Equal((vector.T * B * vector)[0] / 2, sp.expand(bilinear), V)


@section.claim("2.13", "The oscillatory integral", kind="identity", place="(2.13)", uses=["2.12", "2.14", "p/signature-zero"],
               scope="one pair of variables; products of pairs, and a linear change of w, give the rest",
               note="The Fourier multiplier and the integral, both of every centred Gaussian in z and w. Here |det B|^(1/2) = beta and "
               "(2 pi h)^(2n) becomes 2 pi h. Both commute with translations, so they agree on all Gaussians of these widths.")
def oscillatory_integral() -> All:
    r"""c(z,w) = \frac{|\det B|^{-\frac12}}{(2\pi h)^{2n}}\iint e^{\frac ih\varphi(z_1,w_1)}a(z+z_1,w+w_1)\,dz_1\,dw_1"""
    pair = Pair(z, w, beta, h)
    a = gaussian(-(z**2) / (2 * s) - w**2 / (2 * r))
    size = sp.Abs(ONE.det())
    printed = scaled(pair.integrated(a, _phase(sp.Matrix([z1, w1])), z1, w1), size ** sp.Rational(-1, 2) / (2 * sp.pi * h))
    return same(pair.multiplied(a), printed, V)


def _phase(vector: sp.Matrix) -> sp.Expr:
    """(2.14) as printed, for one pair."""
    return sp.expand(-(vector.T * ONE.inv() * vector)[0] / 2)


@section.claim("2.14", "The phase", kind="definition", place="(2.14)", uses=["2.12"], scope="one pair of variables",
               note="At the critical point v = B k of phi(v) + <v, k> the value must be Q(k), for e^(i<v, k>/h) to be multiplied by "
               "e^(iQ(k)/h); and it is critical.")
def phase() -> All:
    r"""\varphi(z_1,w_1) := -\tfrac12\langle B^{-1}(z_1,w_1),(z_1,w_1)\rangle"""
    dual = sp.Matrix([zeta, omega])
    point = ONE * dual
    slope = sp.diff(_phase(sp.Matrix([z1, w1])), z1).subs({z1: point[0], w1: point[1]})
    return conjunction(
        ("value", Equal(beta * zeta * omega - sp.expand((point.T * dual)[0]), _phase(point), V)),
        ("critical", Equal(-zeta, slope, V)),
    )


def _rescaled(power: sp.Rational) -> Relation:
    """The prefactor of (2.13) times dw_1 = h^(2 n rho) dv_1 against det^power/(2 pi h^(1-rho))^(2n)."""
    derived = det ** sp.Rational(-1, 2) / (2 * sp.pi * h) ** (2 * n) * h ** (2 * n * rho)
    return Equal(derived, det**power * (2 * sp.pi * h ** (1 - rho)) ** (-2 * n), V)


@section.claim("p/rescaled-integral", "The rescaled integral", kind="identity", place="below (2.14)", uses=["2.13"])
def rescaled_integral() -> Relation:
    r"""v_1 = h^{-\rho}w_1:\quad c(z,w) = \frac{|\det B|^{\frac12}}{(2\pi h^{1-\rho})^{2n}}\iint e^{\frac i{h^{1-\rho}}\varphi(z_1,v_1)}
    a(z+z_1,w+h^\rho v_1)\,dz_1\,dv_1"""
    return _rescaled(sp.Rational(1, 2))


@rescaled_integral.corrected(
    why="The factor |det B|^(-1/2) of (2.13) has become |det B|^(1/2), in all three integrals of the display.",
    error="slip",
    consequence="None: a constant, and 1 for the symplectic form itself.",
)
def rescaled_integral_corrected() -> All:
    r"""c(z,w) = \frac{|\det B|^{-\frac12}}{(2\pi h^{1-\rho})^{2n}}\iint e^{\frac i{h^{1-\rho}}\varphi(z_1,v_1)}
    a(z+z_1,w+h^\rho v_1)\,dz_1\,dv_1"""
    phases = _phase(sp.Matrix([z1, h**rho * w1])) / h
    return conjunction(("prefactor", _rescaled(sp.Rational(-1, 2))), ("phase", Equal(phases, -z1 * w1 / (beta * h ** (1 - rho)), V)))


@section.claim("2.15", "The terms of stationary phase", kind="identity", place="(2.15)", uses=["p/rescaled-integral", "p/signature-zero",
               "x/stationary-phase"], scope="the terms k = 0 to 3", note="On an exponential, with q = Q(D_(z_1), D_(v_1)).")
def stationary_terms() -> All:
    r"""c_1(z,w)\sim e^{\frac{i\pi}4\mathrm{sgn}\,B}\sum_{k=0}^\infty\Big(\frac{h^{1-\rho}}i\Big)^k\frac1{k!}Q(D_{z_1},D_{v_1})^k
    a(z+z_1,w+h^\rho v_1)\big|_{z_1=v_1=0}"""
    return _terms(h ** (1 - rho) / sp.I, h ** (1 - rho))


@stationary_terms.corrected(
    why="As in (2.11): on an exponential the terms are those of e^(iq h^(1 - rho)), with (i h^(1 - rho))^k; the phase (2.14) has a "
    "minus.",
    error="substance",
    consequence="As for (2.11).",
)
def stationary_terms_corrected() -> All:
    r"""c_1(z,w)\sim\sum_{k=0}^\infty(ih^{1-\rho})^k\frac1{k!}Q(D_{z_1},D_{v_1})^ka(z+z_1,w+h^\rho v_1)\big|_{z_1=v_1=0}"""
    return _terms(sp.I * h ** (1 - rho), h ** (1 - rho))
