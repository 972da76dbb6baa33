"""The star product is associative, for one and two degrees of freedom, with h in the symbols, and up to the order that is asked for."""

from __future__ import annotations

from typing import Any

import sympy as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from derive import weyl
from derive.canonical_pairs import CanonicalPairs

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
x, y, p, q, h, g = sp.symbols("x y p q h g", real=True)
ONE, TWO = CanonicalPairs((x,), (p,), h), CanonicalPairs((x, y), (p, q), h)
V = sp.Function("V")(x)
numbers = st.integers(-3, 3)


def polynomials(letters: tuple[sp.Symbol, ...], degree: int) -> st.SearchStrategy[sp.Expr]:
    """Polynomials of a few terms with coefficients of Gaussian integers."""
    powers = st.lists(st.sampled_from(letters), max_size=degree).map(lambda factors: sp.Mul(*factors))
    term = st.tuples(numbers, numbers, powers).map(lambda t: (t[0] + sp.I * t[1]) * t[2])
    return st.lists(term, min_size=1, max_size=3).map(lambda terms: sp.expand(sp.Add(*terms)))


def star(first: sp.Expr, second: sp.Expr, at: CanonicalPairs) -> sp.Expr:
    return sp.expand(weyl.star(first, second, at).expression)


@QUICK
@given(polynomials((x, p, h, g), 3), polynomials((x, p, h), 3), polynomials((x, p), 3))
def test_the_star_product_is_associative(a: sp.Expr, b: sp.Expr, c: sp.Expr) -> None:
    assert sp.expand(star(star(a, b, ONE), c, ONE) - star(a, star(b, c, ONE), ONE)) == 0


@QUICK
@given(polynomials((x, p, y, q), 3), polynomials((x, p, y, q, h), 3), polynomials((x, p, y, q), 2))
def test_it_is_associative_for_two_degrees_of_freedom(a: sp.Expr, b: sp.Expr, c: sp.Expr) -> None:
    assert sp.expand(star(star(a, b, TWO), c, TWO) - star(a, star(b, c, TWO), TWO)) == 0


@settings(QUICK, max_examples=10)
@given(polynomials((x, p), 2), polynomials((x, p), 2), st.integers(1, 3))
def test_it_is_associative_up_to_the_order_asked_for(a: sp.Expr, b: sp.Expr, order: int) -> None:
    """With an unknown function V between them, and V itself at the right."""
    def cut(first: sp.Expr, second: sp.Expr) -> sp.Expr:
        return weyl.star(first, second, ONE, order).expression

    for middle, right in ((V, b), (b, V)):
        difference = sp.expand(cut(cut(a, middle), right) - cut(a, cut(middle, right)))
        assert all(sp.simplify(difference.coeff(h, k)) == 0 for k in range(order))


@QUICK
@given(polynomials((x, p, h), 3), polynomials((x, p), 3))
def test_adjoints_reverse_the_order_and_one_is_the_unit(a: sp.Expr, b: sp.Expr) -> None:
    def adjoint(f: sp.Expr) -> sp.Expr:
        return sp.expand(sp.conjugate(f))

    assert sp.expand(adjoint(star(a, b, ONE)) - star(adjoint(b), adjoint(a), ONE)) == 0
    assert star(a, sp.S.One, ONE) == star(sp.S.One, a, ONE) == sp.expand(a)


@QUICK
@given(polynomials((x, p), 3), polynomials((x, p), 3), polynomials((x, p), 2))
def test_the_commutator_obeys_jacobi_and_begins_with_the_bracket(a: sp.Expr, b: sp.Expr, c: sp.Expr) -> None:
    def bracket(f: sp.Expr, g_: sp.Expr) -> Any:
        return sp.expand(weyl.commutator(f, g_, ONE).expression)

    assert sp.expand(bracket(a, bracket(b, c)) + bracket(b, bracket(c, a)) + bracket(c, bracket(a, b))) == 0
    classical = sp.diff(a, x) * sp.diff(b, p) - sp.diff(a, p) * sp.diff(b, x)
    assert sp.expand(bracket(a, b).coeff(h, 1) - sp.I * classical) == 0
