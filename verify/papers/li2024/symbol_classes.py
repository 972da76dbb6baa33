"""Section 2, first half: Weyl quantisation (2.1), symbol classes (2.2), (2.3), (2.7) to (2.9), and Lemma 2.1 on the trace norm."""

from __future__ import annotations

import sympy as sp

from derive.gaussian_function import gaussian, integrate
from derive.oscillatory import derivative_norm
from derive.plane_waves import PlaneWave, quantised
from verify.claim import Section
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import h, n, x, y
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

HALF = sp.Rational(1, 2)
V = Variables(TABLE.values())
rho = V.declare("rho", meaning="of the symbol class; the end 0 is its limit", high=1)
k1, k2, l1, l2 = (V.declare(name, meaning="wave number", low=-sp.oo) for name in ("k_1", "k_2", "l_1", "l_2"))
q1, q2 = (V.declare(name, meaning="wave number of the function acted on", low=-sp.oo) for name in ("q_1", "q_2"))
u1, u2, w1, w2 = (V.declare(name, meaning="component of a point", low=-sp.oo) for name in ("u_1", "u_2", "w_1", "w_2"))
C0, C1, C2 = (V.declare(name, meaning="bound on the derivatives of one order") for name in ("C_0", "C_1", "C_2"))
radius, bracket = V.declare("r", meaning="|z|"), V.declare("B", meaning="<z>, at least 1")
s, m = V.declare("s", meaning="square of a width"), V.declare("m", meaning="wave number")
j = V.declare("j", meaning="number of derivatives less than 2n", low=0, closed=True, integer=True)
ORDERS = (0, 1, 2)

section = Section("symbol_classes", title="2. Symbols and quantization, (2.1) to (2.9), Lemma 2.1", order=30)


def norm(order: int, width: sp.Expr, others: sp.Expr) -> sp.Expr:
    """||d_x^order e^(-|z|^2/width)||_L1 in 1 + others variables."""
    return derivative_norm(width, order) * derivative_norm(width, 0) ** others


def member(order: int) -> sp.Expr:
    """h^-n ||d_x^order a||_L1 of a = h^(n - 2 n rho) e^(-|z|^2/h^(2 rho)), a member of the class (2.7) that is not negligible."""
    width = sp.Symbol("width", positive=True)
    return h**-n * h ** (n - 2 * n * rho) * norm(order, width, 2 * n - 1).subs(width, h ** (2 * rho))


def exponent(monomial: sp.Expr) -> sp.Expr:
    """The power of h in a multiple of a power of h: its logarithmic derivative times h."""
    return sp.expand(sp.simplify(h * sp.diff(monomial, h) / monomial))


@section.claim("2.1", "Weyl quantisation", kind="definition", place="(2.1)", uses=["p/convention-quantisation", "p/convention-D"],
               scope="n = 1", note="Functions of x act by multiplication and functions of hD as Fourier multipliers. That Op(a) u is a "
               "tempered distribution is [Zwo12, Theorem 4.2].")
def quantisation() -> All:
    r"""\mathrm{Op}_h^w(a)u := a^w(x,hD)u := \frac1{(2\pi h)^n}\int_{\mathbb{R}^n}\int_{\mathbb{R}^n}a\Big(\frac{x+y}2,\xi\Big)
    e^{\frac ih\langle x-y,\xi\rangle}u(y)\,dy\,d\xi"""
    position, momentum = PlaneWave((k1,), (sp.S.Zero,)), PlaneWave((sp.S.Zero,), (l1,))
    u = sp.exp(sp.I * q1 * x)
    return conjunction(
        ("a function of x", Equal(quantised(position, h).applied((q1,), (x,)), sp.exp(sp.I * k1 * x) * u, V)),
        ("a function of xi", Equal(quantised(momentum, h).applied((q1,), (x,)), sp.exp(sp.I * l1 * h * q1) * u, V)),
    )


@section.claim("2.2", "Order functions", kind="definition", place="(2.2)", scope="m = <z>, on R^2",
               note="Peetre's inequality with C = 2/sqrt(3) and N = 1, squared, as a sum of squares; powers of it give m = <z>^k. The "
               "text lets m take values in [0, oo); dividing by m(w) needs m > 0.")
def order_functions() -> Relation:
    r"""m(z)/m(w)\le C\langle z-w\rangle^N,\quad
    a\in S_\delta(m)\iff|\partial_z^\alpha a(z,h)|\le C_\alpha h^{-\delta|\alpha|}m(z) \text{ for all } z = (x,\xi)\in\mathbb{R}^{2n}"""
    far = 1 + (w1 + u1) ** 2 + (w2 + u2) ** 2
    squares = (1 - 2 * (w1 * u1 + w2 * u2)) ** 2 + (w1 - u1) ** 2 + (w2 - u2) ** 2 + 4 * (w1 * u2 - w2 * u1) ** 2
    return Equal(4 * (1 + w1**2 + w2**2) * (1 + u1**2 + u2**2) - 3 * far, squares, V)


@section.claim("p/composition-makes-sense", "Pseudodifferential operators compose", kind="prose", place="below (2.2)",
               note="'Such symbols' are those of S just before it, or all of S_delta(m): then delta must be at most 1/2, which (2.2) does "
               "not say. What is composed later is in S_(k), and has delta = 0.")
def composition_makes_sense() -> Leaf:
    r"""\text{for } a\in S_\delta(m),\ \mathrm{Op}_h^w(a):\mathcal{S}\to\mathcal{S}, \text{ so the composition of } h\text{-pseudors makes
    sense, and is in fact still an } h\text{-pseudor}"""
    return Cited("[Zwo12, Theorems 4.16 to 4.18], for 0 <= delta <= 1/2", needs="oscillatory integrals, formalised")


@section.claim("2.3", "Symbols with bounded derivatives of order k and more", kind="definition", place="(2.3)", scope="k = 1, 2",
               note="The inclusion in S_0(<z>^k) that the text draws from it, by Taylor's formula along a ray, C_i bounding the "
               "derivatives of order i at 0 and those of order k everywhere; squared for k = 1. The differences are sums of positive "
               "terms.")
def bounded_derivatives() -> All:
    r"""a\in S_{(k)}\iff|\partial^\alpha_{x,\xi}a(x,\xi)|\le C_\alpha \text{ for all } |\alpha|\ge k.\quad \text{Clearly, }
    S_{(k)}\subset S_0(\langle z\rangle^k)"""
    square, middle = 1 + radius**2, (radius - HALF) ** 2 + sp.Rational(3, 4)
    return conjunction(
        ("k = 1", Equal((C0 + C1) ** 2 * square - (C0 + C1 * radius) ** 2, (C0 * radius) ** 2 + C1**2 + 2 * C0 * C1 * middle, V)),
        ("k = 2", Equal((C0 + C1 + C2) * square - (C0 + C1 * radius + C2 * radius**2 / 2),
                        C0 * radius**2 + C1 * middle + C2 * (1 + radius**2 / 2), V)),
        ("k = 2, first derivatives", Equal((C1 + C2) * square - (C1 + C2 * radius), C1 * radius**2 + C2 * middle, V)),
    )


@section.claim("p/assumptions-in-classes", "p in S_(2), l_j in S_(1)", kind="prose", place="below (2.3)", uses=["1.2", "2.3"],
               scope="derivatives of order 1, 2, 3", note="For p it is the definition. For l_j: <z>^(1-|alpha|) <= 1 if |alpha| >= 1.")
def assumptions_in_classes() -> All:
    r"""\text{from our assumptions (1.2) on the classical Hamiltonian } p \text{ and the jump functions } \ell_j, \text{ we have }
    p\in S_{(2)} \text{ and } \ell_j\in S_{(1)}"""
    given = AtMost(sp.Integer(1), bracket, V)
    return conjunction(*((f"order {order}", AtMost(C0 * bracket ** (1 - order), C0, V, given)) for order in (1, 2, 3)))


@section.claim("2.5", "Rescaling to h = 1", kind="identity", place="(2.5)", uses=["2.1"], scope="n = 2",
               note="For plane waves: Op_h(a) and the conjugate of Op_1(a-tilde), a-tilde = a(h^(1/2) z), both applied to an "
               "exponential.")
def rescaling() -> Relation:
    r"""\mathrm{Op}_h^w(a) = (M^{-1})^*\mathrm{Op}^w(\tilde a)M^* \text{ where } M^* \text{ is the pullback by } M(x) = h^{\frac12}x,\
    \tilde a(x,\xi) = a(h^{\frac12}x,h^{\frac12}\xi)"""
    root = sp.sqrt(h)
    tilde = PlaneWave((root * k1, root * k2), (root * l1, root * l2))
    derived = quantised(tilde, sp.S.One).rescaled(root).applied((q1, q2), (x, y))
    return Equal(derived, quantised(PlaneWave((k1, k2), (l1, l2)), h).applied((q1, q2), (x, y)), V)


@section.claim("2.6", "The trace norm for h = 1", kind="inequality", place="(2.6)")
def trace_norm_one() -> Leaf:
    r"""\|\mathrm{Op}^w(\tilde a)\|_{\mathrm{tr}}\le C\sum_{|\alpha|\le2n+1}\|\partial^\alpha_{x,\xi}\tilde a\|_{L^1}"""
    return Cited("[DS99, Theorem 9.3]", needs="a partition of unity, and trace norms of operators with Schwartz kernels")


@section.claim("p/conjugation-keeps-trace-norm", "Conjugation by M^*", kind="prose", place="below (2.6)", uses=["2.5"],
               scope="the norm of one Gaussian", note="M^* is h^(-n/4) times a unitary operator, here on a Gaussian; the factors cancel "
               "in (M^-1)^* T M^*, so that "
               "singular values stay. [Zwo12, (C.3.1)] is cited for it.")
def conjugation() -> Relation:
    r"""\|\mathrm{Op}_h^w(a)\|_{\mathrm{tr}} = \|\mathrm{Op}^w(\tilde a)\|_{\mathrm{tr}}"""
    pulled, plain = (integrate(gaussian(-2 * (scale * x) ** 2 / s), x).expression() for scale in (sp.sqrt(h), sp.S.One))
    return Equal(sp.powdenest(pulled**n), h ** (-n / 2) * plain**n, V)


@section.claim("2.4", "The trace norm in terms of the symbol", kind="inequality", place="(2.4)",
               slip="h^(alpha/2) stands for h^(|alpha|/2)", uses=["2.5", "2.6", "p/conjugation-keeps-trace-norm"],
               scope="from (2.6); the scaling, for derivatives of order 0 to 2 by one of 2n variables",
               note="||d^alpha a-tilde||_L1 = h^(|alpha|/2 - n) ||d^alpha a||_L1 for Gaussians of any width.")
def trace_norm() -> All:
    r"""\|\mathrm{Op}_h^w(a)\|_{\mathrm{tr}}\le Ch^{-n}\sum_{|\alpha|\le2n+1}h^{\frac\alpha2}\|\partial^\alpha_{x,\xi}a\|_{L^1}"""
    return conjunction(*(
        (f"order {order}", Equal(norm(order, s / h, 2 * n - 1), h**-n * h ** sp.Rational(order, 2) * norm(order, s, 2 * n - 1), V))
        for order in ORDERS
    ))


@section.claim("Lemma2.1", "The trace norm in terms of the symbol", kind="theorem", place="Lemma 2.1", uses=["2.4", "2.5", "2.6"],
               scope="the exponents of h; the rest through what it uses",
               note="In terms of the class (2.7): a in S_rho^L1 with rho <= 1/2 has trace norm O(1), each term being h^((1/2 - "
               "rho)|alpha|).")
def trace_lemma() -> Relation:
    r"""\text{Assume that } a\in\mathcal{S}'(\mathbb{R}^{2n}) \text{ is such that } \sum_{|\alpha|\le2n+1}\|\partial^\alpha_{x,\xi}a\|_{L^1}
    <\infty. \text{ Then } \mathrm{Op}^w(a) \text{ is in trace class and (2.4)}"""
    return Equal(h ** (j / 2) * h ** (-rho * j), h ** ((HALF - rho) * j), V)


@section.claim("2.7", "The L1-based symbol class", kind="definition", place="(2.7)", scope="derivatives of order 0 to 2 by one variable",
               note="h^(n - 2 n rho) e^(-|z|^2/h^(2 rho)) belongs to it for every n and rho, and attains every power of h.")
def integrable_symbols() -> All:
    r"""a\in S_\rho^{L^1}\iff h^{-n}\|\partial^\alpha a\|_{L^1}\le C_\alpha h^{-\rho|\alpha|}"""
    return conjunction(*((f"order {order}", Equal(exponent(member(order)), -rho * order, V)) for order in ORDERS[1:]),
                       ("order 0", Equal(h * member(0), h * member(0).subs(h, 1), V)))


@section.claim("p/coherent-class", "Coherent states belong to the class with rho = 1/2", kind="prose", place="below (2.7)",
               uses=["2.7", "p/coherent-symbol"], scope="derivatives of order 0 to 2 by one variable", note="For every n.")
def coherent_class() -> All:
    r"""\text{the density matrices associated with standard coherent states defined in (1.8) are quantizations of symbols in the class }
    S_{1/2}^{L^1}"""
    derived = [h**-n * 2**n * norm(order, h, 2 * n - 1) for order in ORDERS]
    return conjunction(*(
        (f"order {order}", Equal(each, each.subs(h, 1) * h ** (-HALF * order) if order else (2 * sp.pi) ** n, V))
        for order, each in zip(ORDERS, derived, strict=True)
    ))


@section.claim("p/optimal-in-h", "Lemma 2.1 is optimal in h for rho = 1/2", kind="prose", place="below (2.7)",
               uses=["2.4", "p/coherent-class", "p/unit-trace"], scope="derivatives of order 0 to 2 by one variable",
               note="For a coherent state, of trace norm 1, every term on the right of (2.4) is a constant.")
def optimal() -> All:
    r"""\text{the coherent states have unit trace, so Lemma 2.1 gives optimal dependence on } h \text{ for } S_{1/2}^{L^1}
    \text{ symbols}"""
    terms = [h**-n * h ** sp.Rational(order, 2) * 2**n * norm(order, h, 2 * n - 1) for order in ORDERS]
    return conjunction(*((f"order {order}", Equal(h * each, h * each.subs(h, 1), V)) for order, each in enumerate(terms)))


@section.claim("x/sobolev", "Sobolev's embedding of W^(d,1)", kind="prose", place="not printed; used for (2.8) and (2.16)",
               note="A smooth integrable function of d variables is the integral of its mixed derivative d_1 ... d_d over an orthant.")
def sobolev() -> Leaf:
    r"""W^{d,1}(\mathbb{R}^d)\hookrightarrow L^\infty(\mathbb{R}^d),\quad \sup|f|\le\|\partial_1\cdots\partial_df\|_{L^1}"""
    return Cited("the fundamental theorem of calculus in each variable", needs="integration, formalised")


@section.claim("2.8", "Symbols of the class are bounded", kind="inequality", place="(2.8)", uses=["2.7", "x/sobolev"],
               scope="the powers of h", note="The supremum of the member h^(n - 2 n rho) e^(-|z|^2/h^(2 rho)) is its value at 0; h^a <= C "
               "h^b for small h needs a >= b.")
def bounded() -> Relation:
    r"""\text{By the Sobolev embedding } W^{n,1}(\mathbb{R}^n)\hookrightarrow L^\infty(\mathbb{R}^n),\quad
    S_\rho^{L^1}\subset h^{n(1-\rho)}S_\rho(1)"""
    return AtMost(n * (1 - rho), exponent(h ** (n - 2 * n * rho)), V)


@bounded.corrected(
    why="Phase space has 2n dimensions: the embedding is that of W^(2n,1)(R^(2n)), and 2n derivatives cost h^(-2 n rho).",
    error="substance",
    consequence="A coherent state has the supremum 2^n, and (2.8) would make it O(h^(n/2)). Only boundedness for each h is used, for "
    "(2.12) to make sense; so nothing else changes.",
)
def bounded_corrected() -> All:
    r"""S_\rho^{L^1}\subset h^{n(1-2\rho)}S_\rho(1)"""
    return conjunction(
        ("2n - j derivatives cost no more", Equal(n - rho * (2 * n - j) - n * (1 - 2 * rho), rho * j, V)),
        ("attained", Equal(exponent(h ** (n - 2 * n * rho)), n * (1 - 2 * rho), V)),
    )


@section.claim("2.9", "The tensor product of classes", kind="definition", place="(2.9)", uses=["2.7"], scope="c = e^(imz) b(w)",
               note="The derivative by z does not enter the power of h: for b the member of (2.7), one derivative by w and one by z.")
def tensor_product() -> Relation:
    r"""c(z,w)\in S\otimes S_\rho^{L^1}\iff h^{-n}\Big\|\sup_z|\partial_z^\alpha\partial_w^\beta c(z,\bullet)|\Big\|_{L^1}\le
    C_{\alpha\beta}h^{-\rho|\beta|},\quad z,w\in\mathbb{R}^{2n}"""
    return Equal(exponent(m * member(1)), -rho, V)
