"""Section 5, opening: the Lindbladian (5.1), the commutators, and the expansion (5.2)."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp

from derive.matrices import MatrixAlgebra
from derive.plane_waves import PlaneWave, coefficient, commutator, composition_phase, hamilton_field, together
from derive.sample import sample_positive
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import gamma, h, x, xi
from verify.statement import All, conjunction
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("correspondence", title="5. Classical-quantum correspondence", order=58)
HALF = sp.Rational(1, 2)
V = Variables(TABLE.values())
R = V.declare("R", NONE, "h^rho", high=1)
rho = V.declare("rho", NONE, "exponent of the symbol class", low=0, high=HALF, closed=True)
delta = V.declare("delta", NONE, "h^(rho - 1/2), small for rho > 1/2", high=1)
k, l, k1, l1, k2, l2, k3, l3 = (V.declare(name, NONE, "wave "
               "number", low=-sp.oo) for name in ("k_0", "l_0", "k_1", "l_1", "k_2", "l_2", "k_3", "l_3"))
P, A = PlaneWave((k,), (l,)), PlaneWave((k1,), (l1,))
tau = V.declare("tau", NONE, "ordering: 1/2 for Weyl's", low=0, high=1, closed=True)
FIRST, SECOND = PlaneWave((k2,), (l2,)), PlaneWave((k3,), (l3,))
SIGMA = l * k1 - k * l1  # the symplectic form of the two covectors
WAVES = "n = 1; plane waves, of which all symbols are superpositions"


def _lindbladian(hamiltonian: int, dissipator: int) -> All:
    """(1.1) against (i/(hamiltonian h)) [P, A] - (gamma/(dissipator h)) [L, [L, A]], real symmetric L; the first without its i."""
    algebra = MatrixAlgebra()
    p, L, a = (algebra.symmetric(name, sample_positive) for name in "PLA")
    inverse, strength = algebra.scalar("h", -1), algebra.scalar("gamma") * algebra.scalar("h", -1)
    bracket, inner = p * a - a * p, L * a - a * L
    doubled = 2 * (L * a * L) - L * L * a - a * L * L
    return conjunction(
        ("Hamiltonian part", MatrixEqual(hamiltonian * (inverse * bracket), inverse * bracket)),
        ("dissipator", MatrixEqual(dissipator * (strength * doubled), -2 * (strength * (L * inner - inner * L)))),
    )


@section.claim("5.1", "The Lindbladian", kind="identity", place="(5.1)", uses=["1.1"], slip="the assumptions are (1.2), not (1.5)",
               note="For real symmetric P, L, A and, as identities of free algebra, for operators.")
def lindbladian() -> All:
    r"""\mathcal{L}A = \frac{i}{2h}[P, A] - \frac{\gamma}{h} \sum_{j=1}^J [L_j, [L_j, A]]"""
    return _lindbladian(2, 1)


@lindbladian.corrected(
    why="The factor 1/2 stands at the wrong term: (1.1) has i/h, and L A L - (L L A + A L L)/2 = -[L, [L, A]]/2.",
    error="substance",
    consequence="(5.1) contradicts (1.1), (1.3) and (5.2), which has H_p and gamma h/2 as (1.1) gives them; nothing else uses it.",
)
def lindbladian_corrected() -> All:
    r"""\mathcal{L}A = \frac{i}{h}[P, A] - \frac{\gamma}{2h} \sum_{j=1}^J [L_j, [L_j, A]]"""
    return _lindbladian(1, 2)


def _order(power: sp.Rational, derivatives: int) -> sp.Expr:
    """h^power for a term in which so many derivatives fall on a symbol of the class."""
    return h**power * R**-derivatives


@section.claim("p/commutator-expansion", "The commutator with P", kind="identity", place="5, after (5.1)",
               uses=["Lemma2.3", "2.7", "p/convention-commutator"], scope=WAVES,
               note="[P, A] = 2i sin((h/2) sigma) for plane waves: -ih H_p a, nothing at h^2, and at h^3 three derivatives on a, hence h^3 "
               "R^-3 with R = h^rho. p in S_(2) has those derivatives bounded.")
def commutator_expansion() -> All:
    r"""[P, A] = \mathrm{Op}_h^w(-ihH_p a + h^{3-3\rho}e) \quad \text{for some } e \in S_\rho^{L^1}"""
    bracket = commutator(P, A, h)
    values = P.at([x], [xi]), A.at([x], [xi])
    field = sp.expand(sp.simplify(hamilton_field(*values, [x], [xi]) / (values[0] * values[1])))
    return conjunction(
        ("order h", Equal(h * coefficient(bracket, h, 1), sp.expand(-sp.I * h * field), V)),
        ("order h^2", Equal(1 + coefficient(bracket, h, 2), sp.Integer(1), V)),
        ("order h^3", Equal(coefficient(bracket, h, 3), sp.expand(-sp.I * SIGMA**3 / 24), V)),
        ("exponent", Equal(_order(sp.Integer(3), 3).subs(R, h**rho), h ** (3 - 3 * rho), V)),
    )


@section.claim("p/even-orders-cancel", "The even orders cancel", kind="prose", place="5, after (5.1)",
               uses=["p/commutator-expansion"], scope=WAVES + "; among the orderings of Op_tau",
               note="Op_tau has the kernel a(tau x + (1 - tau) y, xi), and of a plane wave it is e^(i h (1/2 - tau) k l) times the Weyl "
               "quantisation: tau = 1 is the standard one. Its commutator has a term of order h^2 for every tau but 1/2.")
def even_orders() -> All:
    r"""\text{this commutator relation is specific to the Weyl quantization; the order } h^{2-2\rho} \text{ terms cancel so that we end up
    with the better } h^{3-3\rho} \text{ remainder}"""
    bracket, product = commutator(P, A, h), sp.exp(sp.I * composition_phase(P, A, h))
    turn = (HALF - tau) * (k * l + k1 * l1 - (k + k1) * (l + l1))  # the factors of both waves over that of their product
    ordered = coefficient(bracket * sp.exp(sp.I * h * turn), h, 2)
    return conjunction(
        ("orders 2 and 4", Equal(1 + coefficient(bracket, h, 2) + coefficient(bracket, h, 4), sp.Integer(1), V)),
        ("what would be left of a product", Equal(coefficient(product, h, 2), sp.expand(-(SIGMA**2) / 8), V)),
        ("order 2 by another ordering", Equal(ordered, sp.expand((HALF - tau) * SIGMA * (k * l1 + k1 * l)), V)),
        ("better", AtMost(_order(sp.Integer(3), 3), _order(sp.Integer(2), 2), V, AtMost(h, R, V))),
    )


@lru_cache(maxsize=8)
def _double(order: int) -> sp.Expr:
    """The coefficient of h^order in [Op(FIRST), [Op(SECOND), Op(A)]] / Op(FIRST SECOND A), from those of both commutators."""
    inner, outer = commutator(SECOND, A, h), commutator(FIRST, together(SECOND, A), h)
    return sp.expand(sum(coefficient(inner, h, i) * coefficient(outer, h, order - i) for i in range(order + 1)))


@section.claim("p/double-commutator-expansion", "The double commutator", kind="identity", place="5, after (5.1)",
               uses=["p/commutator-expansion"], scope=WAVES + ", two different ones for the two factors L_j",
               note="The remainder: the inner h^3 R^-3 with the outer h R^-1, and the other way round; both at once is smaller, since h "
               "<= R. For linear l_j there is none.")
def double_commutator() -> All:
    r"""[L_j, [L_j, A]] = \mathrm{Op}_h^w(-h^2 H_{\ell_j}^2 a) + h^{4-4\rho} \mathrm{Op}_h^w(e) \quad \text{for some } e \in
    S_\rho^{L^1}"""
    values = [wave.at([x], [xi]) for wave in (FIRST, SECOND, A)]
    twice = hamilton_field(values[0], hamilton_field(values[1], values[2], [x], [xi]), [x], [xi])
    field = sp.expand(sp.simplify(twice / sp.prod(values)))
    return conjunction(
        ("order h^2", Equal(h**2 * _double(2), sp.expand(-(h**2) * field), V)),
        ("order h^3", Equal(1 + _double(1) + _double(3), sp.Integer(1), V)),
        ("exponent", Equal((_order(sp.Integer(3), 3) * _order(sp.Integer(1), 1)).subs(R, h**rho), h ** (4 - 4 * rho), V)),
        ("both remainders", AtMost(_order(sp.Integer(6), 6), _order(sp.Integer(4), 4), V, AtMost(h, R, V))),
    )


@section.claim("5.2", "The expansion of the Lindbladian", kind="identity", place="(5.2)",
               uses=["1.1", "1.4", "p/commutator-expansion", "p/double-commutator-expansion"],
               slip="Q is defined in (1.4), not (1.5)", scope="leading symbol on plane waves, the jump functions polarised; exponents",
               note="From (1.1), with (i/h)[P, A] and -(gamma/(2h)) [L, [L, A]].")
def expansion() -> All:
    r"""\mathcal{L}A = \mathrm{Op}_h^w \left( H_p a + \frac{\gamma h}{2} \sum_{j=1}^J H_{\ell_j}^2 a \right) + h^{2-3\rho} (1 + h^{1-\rho}
    \gamma) \mathrm{Op}_h^w(e) = \mathrm{Op}_h^w(Qa) + h^{2-3\rho} (1 + h^{1-\rho} \gamma) \mathrm{Op}_h^w(e)"""
    bracket = sp.I / h * h * coefficient(commutator(P, A, h), h, 1)
    diffusion = sp.expand(-gamma / (2 * h) * h**2 * _double(2))
    p, l_1, l_2, a = (wave.at([x], [xi]) for wave in (P, FIRST, SECOND, A))
    transport = sp.expand(sp.simplify(hamilton_field(p, a, [x], [xi]) / (p * a)))
    twice = sp.expand(sp.simplify(hamilton_field(l_1, hamilton_field(l_2, a, [x], [xi]), [x], [xi]) / (l_1 * l_2 * a)))
    remainder = h**-1 * _order(sp.Integer(3), 3) + gamma / h * _order(sp.Integer(4), 4)
    printed = h ** (2 - 3 * rho) * (1 + h ** (1 - rho) * gamma)
    return conjunction(
        ("Hamilton field", Equal(sp.expand(bracket), transport, V)),
        ("diffusion", Equal(diffusion, sp.factor_terms(gamma * h / 2 * twice), V)),
        ("remainder", Equal(remainder.subs(R, h**rho), printed, V)),
    )


@section.claim("p/range-of-rho", "The range of rho", kind="prose", place="5, after (5.2)", uses=["5.2"],
               slip="'does not' is missing before 'blow up'",
               note="With R = h^rho: the error is bounded for all gamma <= 1/h where R >= h^(1/2), that is rho <= 1/2; at gamma = 1/h "
               "and R = delta h^(1/2) it is at least delta^-4, so that no smaller R would do.")
def range_of_rho() -> All:
    r"""\text{To ensure that the error term in (5.2) blow up with } h \text{ up to the strong coupling regime } \gamma = h^{-1}, \text{ we
    see that it is reasonable to assume } 0 \leq \rho \leq \tfrac12"""
    given = AtMost(h**HALF, R, V), AtMost(gamma, 1 / h, V)
    return conjunction(
        ("rho <= 1/2", AtMost(sp.Max(h**2 * R**-3, h**3 * R**-4 * gamma), sp.Integer(1), V, *given)),
        ("beyond", Equal((h**3 * R**-4 / h).subs(R, delta * h**HALF), delta**-4, V)),
    )


def short_rate(width: sp.Expr) -> sp.Expr:
    """h^2 width^-3 + h^3 width^-4 gamma: the size of e_1 for symbols that vary on the scale `width`, h^rho in the paper."""
    return h**2 * width**-3 + h**3 * width**-4 * gamma


def range_of_gamma() -> tuple[Relation, Relation, Relation]:
    """The hypotheses of Theorem 2 in R = h^rho: rho <= 1/2, h^(2 rho - 1) <= gamma <= 1/h."""
    return AtMost(h**HALF, R, V), AtMost(R**2 / h, gamma, V), AtMost(gamma, 1 / h, V)
