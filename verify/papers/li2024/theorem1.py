"""Section 1.2: coherent states (1.7), (1.8) and Theorem 1, (1.9) to (1.11)."""

from __future__ import annotations

import sympy as sp

from derive.gaussian_function import conjugate, gaussian, integrate, product
from derive.plane_waves import PlaneWave, hamilton_field
from derive.wigner import diagonal, pure_state, total_mass, transform
from verify.claim import Section
from verify.papers.li2024.gaussian_equality import same, squared_prefactor
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import gamma, h, n, t, x, x0, xi, xi0, y
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

HALF, THREE_HALVES = sp.Rational(1, 2), sp.Rational(3, 2)
V = Variables(TABLE.values())
delta = V.declare("delta", meaning="an error, at most 1", high=1)
k, l, k1, l1 = (V.declare(name, meaning="wave number", low=-sp.oo) for name in ("k", "l", "k_1", "l_1"))
KERNEL = pure_state(x0, xi0, h / 2, sp.S.Zero, h)  # psi(x) conj(psi(y)) of the normalised coherent state
SYMBOL = transform(KERNEL, x, xi, sign=-1, prefactor=sp.S.One, hbar=h)
LONG = (AtMost(sp.Integer(1), gamma, V), AtMost(gamma, 1 / h, V))

section = Section("theorem1", title="1.2. Propagation of Gaussian states, (1.7) to (1.11), Theorem 1", order=20)


def _normaliser() -> sp.Expr:
    """(int |psi|^2)^(-1/2) for psi without prefactor: a product of n Gaussian integrals, none of which depends on xi_0."""
    line = integrate(gaussian(-((x - x0) ** 2) / h), x).expression()
    return sp.powdenest(line ** (-n / 2), force=False)


@section.claim("1.7", "Coherent states", kind="definition", place="(1.7)",
               note="Without its prefactor |psi|^2 is exp(-|x - x_0|^2/h), a product of n functions of one variable.")
def coherent_states() -> Relation:
    r"""\text{the standard } L^2\text{-normalized coherent states}\quad \psi_{(x_0,\xi_0)} :=
    (2\pi h)^{-\frac n4}\exp\Big(-\frac{|x-x_0|^2}{2h}+i\frac{\langle x-x_0,\xi_0\rangle}h\Big)"""
    return Equal(_normaliser(), (2 * sp.pi * h) ** (-n / 4), V)


@coherent_states.corrected(
    why="The integral of exp(-|x|^2/h) is (pi h)^(n/2), so that the normalising factor is (pi h)^(-n/4).",
    error="substance",
    consequence="With the printed factor the norm squared is 2^(-n/2), and the trace norm of (1.8) is that and not 1. The symbol printed "
    "below (1.8), the unit trace and all that follows are those of the normalised state.",
)
def coherent_states_corrected() -> Relation:
    r"""\psi_{(x_0,\xi_0)} := (\pi h)^{-\frac n4}\exp\Big(-\frac{|x-x_0|^2}{2h}+i\frac{\langle x-x_0,\xi_0\rangle}h\Big)"""
    return Equal(_normaliser(), (sp.pi * h) ** (-n / 4), V)


@section.claim("1.8", "The density operator", kind="definition", place="(1.8)", uses=["1.7"], scope="n = 1; a product for n > 1",
               note="A projection: its kernel psi(x) conj(psi(y)) is Hermitian, and composed with itself it is the same kernel.")
def density_operator() -> All:
    r"""A_{(x_0,\xi_0)}u := \psi_{(x_0,\xi_0)}\langle u,\psi_{(x_0,\xi_0)}\rangle"""
    middle = sp.Dummy("m", real=True)
    squared = integrate(product(KERNEL.at(x, middle), KERNEL.at(middle, y)), middle)
    return conjunction(
        same(squared, KERNEL.at(x, y), V),
        ("Hermitian", Equal(conjugate(KERNEL.at(y, x)).exponent, KERNEL.at(x, y).exponent, V)),
    )


@section.claim("p/unit-trace", "Unit trace norm", kind="prose", place="below (1.8)", uses=["1.8", "p/convention-norms"],
               scope="n = 1; a power for n > 1", note="A is positive, so that its trace norm is its trace: from the kernel, and from the "
                                                 "symbol.")
def unit_trace() -> All:
    r"""\text{Note that } \|A_{(x_0,\xi_0)}\|_{\mathrm{tr}} = 1"""
    from_symbol = squared_prefactor(total_mass(SYMBOL, [x, xi])) / (2 * sp.pi * h) ** 2
    return conjunction(
        ("from the kernel", Equal(squared_prefactor(total_mass(diagonal(KERNEL, y), [y])), sp.Integer(1), V)),
        ("from the symbol", Equal(from_symbol, sp.Integer(1), V)),
    )


@section.claim("p/coherent-symbol", "The symbol of a coherent state", kind="identity", place="below (1.8)", uses=["1.8"],
               scope="n = 1; a product for n > 1")
def coherent_symbol() -> All:
    r"""A_{(x_0,\xi_0)} = a_{(x_0,\xi_0)}^w(x,hD) \text{ where } a_{(x_0,\xi_0)}(x,\xi) =
    2^n\exp\Big(-\frac{|x-x_0|^2+|\xi-\xi_0|^2}h\Big)"""
    printed = gaussian(-((x - x0) ** 2 + (xi - xi0) ** 2) / h, coefficient=sp.Integer(2))
    return same(SYMBOL, printed, V)


@section.claim("1.9", "The quantum initial value problem", kind="definition", place="(1.9)", uses=["1.1", "1.8", "x/quantum-contraction"],
               note="What the definition needs, of the initial state: trace 1 for every n. Existence is x/quantum-contraction.")
def quantum_problem() -> Relation:
    r"""\partial_tA(t) = \mathcal{L}A(t),\quad A(0) = A_{(x_0,\xi_0)}"""
    each = total_mass(diagonal(KERNEL, y), [y]).expression()
    return Equal(2 * each**n, sp.Integer(2), V)


@section.claim("x/quantum-contraction", "The quantum evolution is a contraction semigroup", kind="prose",
               place="5.1, after (5.8), and at the end of the proof of Theorem 3; used for (1.9)")
def contraction() -> Leaf:
    r"""e^{(t-s)\mathcal{L}} \text{ is a well-defined completely positive contraction on the space of trace class operators}"""
    return Cited("[Dav77], [GZ24]", needs="conservativity for p in S_(2) and unbounded jump operators, with a core for the generator")


@section.claim("1.11", "The classical initial value problem", kind="definition", place="(1.11)", uses=["1.4", "p/coherent-symbol"],
               scope="n = 1", note="H_p a is the divergence of a (d_xi p, -d_x p), for plane waves p and a and so for all: Q keeps the "
               "integral. The integral of the initial value is (2 pi h)^n, as unit trace needs.")
def classical_problem() -> All:
    r"""(\partial_t-Q)a(t) = 0,\quad a(0) = a_{(x_0,\xi_0)}"""
    p, a = (PlaneWave((q,), (s,)).at([x], [xi]) for q, s in ((k, l), (k1, l1)))
    divergence = sp.diff(sp.diff(p, xi) * a, x) - sp.diff(sp.diff(p, x) * a, xi)
    mass = total_mass(SYMBOL, [x, xi])
    return conjunction(
        ("a divergence", Equal(sp.simplify(hamilton_field(p, a, [x], [xi]) / (p * a)), sp.expand(sp.simplify(divergence / (p * a))), V)),
        ("initial mass", Equal(squared_prefactor(mass), (2 * sp.pi * h) ** 2, V)),
    )


def short_time(rho: sp.Expr) -> sp.Expr:
    """The factor of C t in the first case of (5.3)."""
    return h ** (2 - 3 * rho) + h ** (3 - 4 * rho) * gamma


@section.claim("1.10", "The trace-norm error", kind="inequality", place="(1.10)", uses=["5.3", "p/coherent-class"],
               scope="from (5.3) at rho = 1/2",
               note="The right side of (5.3) at rho = 1/2, in each case, and that the two cases agree at t = 1 up to a factor 2, so that "
               "one constant serves both.")
def trace_norm_error() -> All:
    r"""\|A(t)-a(t)^w(x,hD)\|_{\mathrm{tr}}\le\begin{cases}Ct(h^{\frac12}+h\gamma)&0\le t\le1\\
    C\big(h^{\frac12}+h\gamma+t(h^{\frac12}\gamma^{-\frac32}+h\gamma^{-1})\big)&t>1\end{cases}"""
    growth = h**HALF * gamma**-THREE_HALVES + h / gamma
    long = h**HALF + h * gamma + t * growth
    theirs = short_time(HALF) + t * (h**HALF * gamma**-THREE_HALVES + h * gamma**-1)
    return conjunction(
        ("t <= 1", Equal(t * short_time(HALF), t * (h**HALF + h * gamma), V)),
        ("t > 1", Equal(theirs, long, V)),
        ("at t = 1, first terms", AtMost(h**HALF * gamma**-THREE_HALVES, h**HALF, V, *LONG)),
        ("at t = 1, second terms", AtMost(h / gamma, h * gamma, V, *LONG)),
    )


@section.claim("Theorem1", "Correspondence for coherent states", kind="theorem", place="Theorem 1",
               uses=["Theorem2", "1.1", "1.2", "1.6", "1.9", "1.10", "1.11", "p/coherent-class", "x/quantum-contraction"],
               scope="Theorem 2 at rho = 1/2; the rest through what it uses",
               note="Checked here: that the range of gamma is that of Theorem 2 at rho = 1/2, where its lower end h^(2 rho - 1) is 1. "
               "For a quadratic p and linear jump functions the left side is 0 (1.5). At gamma = 1/h the right side is of order 1.")
def theorem() -> All:
    r"""\text{Let } \mathcal{L} \text{ be the Lindbladian defined in (1.1) and suppose that assumptions (1.2) and (1.6) hold. If } A(t)
    \text{ satisfies (1.9), then for } h^0\le\gamma\le h^{-1}, \text{ (1.10), where } a(t) \text{ satisfies (1.11)}"""
    rho = HALF
    return conjunction(
        ("lower end", Equal(h ** (2 * rho - 1), h**0 * h / h, V)),
        ("diffusion at most 1/2", AtMost(gamma * h / 2, HALF, V, *LONG)),
        ("diffusion at least h/2", AtMost(h / 2, gamma * h / 2, V, *LONG)),
    )


@section.claim("x/small-error", "Where the error of Theorem 1 is small", kind="inequality", place="not printed; Remark 1", uses=["1.10"],
               note="Each of the four terms of (1.10) is at most delta: besides t, both h and h gamma must be small.")
def small_error() -> Relation:
    r"""h\le\delta^2,\ 1\le\gamma\le\delta/h,\ t\le\delta h^{-1/2}\gamma^{3/2}:\quad
    \max\{h^{1/2},\ h\gamma,\ th^{1/2}\gamma^{-3/2},\ th\gamma^{-1}\}\le\delta"""
    given = (AtMost(h, delta**2, V), LONG[0], AtMost(gamma, delta / h, V), AtMost(t, delta * h**-HALF * gamma**THREE_HALVES, V))
    return AtMost(sp.Max(h**HALF, h * gamma, t * h**HALF * gamma**-THREE_HALVES, t * h / gamma), delta, V, *given)
