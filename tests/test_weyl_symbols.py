"""Composition of Weyl symbols: conventions, algebra, and four independent ways to compute the same product."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import factorial
from random import Random

import pytest
import sympy as sp
from flint import fmpq_mat
from independent import number_basis
from independent.number_basis import elements
from independent.weyl_integral import star_by_integral, star_by_multiplier, star_of_waves, symplectic_form, trace

from derive.canonical_pairs import CanonicalPairs, poisson_bracket
from derive.gaussian_function import GaussianFunction, equal, gaussian, scaled
from derive.gaussian_function import product as pointwise
from derive.jet_ring import JetRing, MissingJetError, Unknown
from derive.polynomial_symbols import PolynomialSymbols
from derive.smooth_symbols import SmoothSymbols
from derive.weyl import Expansion, anticommutator, commutator, derivative_order, double_commutator, star

X, XI, Y, ETA, K, L, M, N = sp.symbols("x xi y eta k l m n", real=True)
H, S, T = sp.symbols("h s t", positive=True)
AT, TWO = CanonicalPairs((X,), (XI,), H), CanonicalPairs((X, Y), (XI, ETA), H)
V, W = sp.Function("V")(X), sp.Function("W")(X, Y)
F, G, P = (sp.Function(name)(X, XI) for name in "fgp")


def random_symbol(random: Random, at: CanonicalPairs, degree: int, density: float = 0.7) -> sp.Expr:
    """A polynomial with Gaussian rational coefficients."""
    total = sp.S.Zero
    for powers in product(range(degree + 1), repeat=len(at.coordinates)):
        if sum(powers) <= degree and random.random() < density:
            number = sp.Rational(random.randint(-9, 9), random.randint(1, 4)) + sp.I * random.randint(-3, 3)
            total += number * sp.Mul(*[c**p for c, p in zip(at.coordinates, powers, strict=True)])
    return total


def by_definition(a: sp.Expr, b: sp.Expr, at: CanonicalPairs, last: int) -> sp.Expr:
    """exp((ih/2) sigma(D)) a(z) b(w) at w = z, D = -i d, one application of sigma(D) after the other."""
    primed = {c: sp.Dummy() for c in at.coordinates}
    current, total = a * b.subs(primed, simultaneous=True), sp.S.Zero
    for k in range(last + 1):
        total += current * (sp.I * H / 2) ** k / factorial(k)
        pairs = zip(at.x, at.xi, strict=True)
        current = sp.expand(sum((current.diff(q, primed[p]) - current.diff(p, primed[q]) for q, p in pairs), sp.S.Zero))
    return sp.expand(total.subs({new: old for old, new in primed.items()}))


def test_conventions() -> None:
    assert star(X, XI, AT).expression == sp.expand(X * XI + sp.I * H / 2)
    assert star(XI, X, AT).expression == sp.expand(X * XI - sp.I * H / 2)
    assert commutator(X, ETA, TWO).expression == 0
    assert commutator(Y, ETA, TWO).expression == sp.I * H
    assert poisson_bracket(X * XI, F, AT) == X * F.diff(X) - XI * F.diff(XI)
    assert symplectic_form((0, 1), (1, 0)) == 1 and symplectic_form((1, 0), (0, 1)) == -1
    first = commutator(P, F, AT, 3)
    assert sp.expand(first.coefficient(1) + sp.I * poisson_bracket(P, F, AT)) == 0
    assert first == Expansion(first.coefficients, H, 3) and set(first.coefficients) == {1}


@pytest.mark.parametrize(("at", "degree"), [(AT, 3), (TWO, 2)])
def test_polynomials_against_the_definition(at: CanonicalPairs, degree: int) -> None:
    random = Random(5)
    for _ in range(2):
        a, b = (random_symbol(random, at, degree, 0.5) for _ in "ab")
        found = star(a, b, at)
        assert found.remainder is None
        assert found.expression == by_definition(a, b, at, 2 * degree)
        assert star(a, b, at, 2).expression == sp.series(found.expression, H, 0, 2).removeO().expand()


def test_unknown_functions_against_the_definition() -> None:
    for a, b, at in [(V * XI, XI**3 + V**2, AT), (W * XI, ETA**2 + W * X, TWO), (F, G, AT), (M * F, V / N, AT)]:
        found = star(a, b, at, 4)
        expected = sum((c * H**k for k, c in found.coefficients.items()), sp.S.Zero)
        assert sp.expand(expected - by_definition(a, b, at, 3)) == 0


def test_both_implementations_agree() -> None:
    random = Random(7)
    cases = [(V * XI**2 + H * X, F, AT), (W.diff(X) * ETA**2, W + XI**2 * Y, TWO)]
    cases += [(random_symbol(random, TWO, 2), random_symbol(random, TWO, 3, 0.3), TWO)]
    for a, b, at in cases:
        ring, smooth = PolynomialSymbols((a, b), at, 12), SmoothSymbols(at)
        for name in ("star", "commutator", "anticommutator"):
            fast = ring.powers(getattr(ring, name)(*ring.elements, 4))
            slow = smooth.powers(getattr(smooth, name)(a, b, 4))
            assert set(fast) == set(slow) and fast
            assert all(sp.expand(fast[k] - slow[k]) == 0 for k in fast)
        assert ring.truncated == smooth.truncated


def test_smooth_symbols() -> None:
    found = star(sp.exp(X), sp.exp(2 * XI), AT, 5)
    assert all(sp.expand(found.coefficients[k] * factorial(k) - sp.I**k * sp.exp(X + 2 * XI)) == 0 for k in range(5))
    assert found.remainder == 5
    exact = commutator(sp.sqrt(1 + X**2), XI**2, AT)
    assert exact.remainder is None and sp.simplify(exact.expression - 2 * sp.I * H * XI * X / sp.sqrt(1 + X**2)) == 0


def test_associative() -> None:
    random = Random(11)
    for at, degree in ((AT, 3), (TWO, 2)):
        a, b, c = (random_symbol(random, at, degree, 0.5) for _ in "abc")
        left, right = star(star(a, b, at).expression, c, at), star(a, star(b, c, at).expression, at)
        assert left == right and left.remainder is None
    for triple in ((P, F, G), (V * XI, F, XI**2 + V)):
        left = star(star(triple[0], triple[1], AT, 4).expression, triple[2], AT, 4)
        right = star(triple[0], star(triple[1], triple[2], AT, 4).expression, AT, 4)
        assert all(sp.expand(left.coefficient(k) - right.coefficient(k)) == 0 for k in range(4))
        assert left.remainder == right.remainder == 4


def test_jacobi() -> None:
    random = Random(13)
    a, b, c = (random_symbol(random, TWO, 3, 0.3) for _ in "abc")
    parts = [double_commutator(*order, TWO).expression for order in ((a, b, c), (b, c, a), (c, a, b))]
    assert sp.expand(sum(parts)) == 0 and all(parts)


def test_commutators_by_their_parts() -> None:
    random = Random(17)
    a, b = (random_symbol(random, AT, 4) for _ in "ab")
    ab, ba = star(a, b, AT).expression, star(b, a, AT).expression
    assert commutator(a, b, AT).expression == sp.expand(ab - ba)
    assert anticommutator(a, b, AT).expression == sp.expand(ab + ba)
    nested = commutator(a, commutator(a, b, AT).expression, AT)
    assert double_commutator(a, a, b, AT) == nested


def test_quadratic_commutator_is_the_poisson_bracket() -> None:
    random = Random(19)
    for symbol in (random_symbol(random, TWO, 5, 0.4), sp.exp(-(X**2)) / (1 + ETA**2), sp.Function("u")(X, Y, XI, ETA)):
        quadratic = random_symbol(random, TWO, 2)
        found = commutator(quadratic, symbol, TWO)
        assert found.remainder is None
        assert sp.simplify(sp.expand(found.expression + sp.I * H * poisson_bracket(quadratic, symbol, TWO))) == 0
    assert set(commutator(X**3, XI**3, AT).coefficients) == {1, 3}


def test_orders_of_the_double_commutator() -> None:
    l = sp.Function("l")(X, XI)
    for order, remainder in ((2, 2), (3, 4), (4, 4), (5, 6)):
        found = double_commutator(l, l, F, AT, order)
        assert found.remainder == remainder and max(found.coefficients, default=0) < remainder
    twice = poisson_bracket(l, poisson_bracket(l, F, AT), AT)
    assert sp.expand(found.coefficient(2) + twice) == 0
    assert [derivative_order(found.coefficient(k), F) for k in (2, 4)] == [2, 4]
    assert derivative_order(found.coefficient(4), l) == 4
    assert [derivative_order(e, F) for e in (X * F, F.diff(X) + F, G.diff(X), X)] == [0, 1, -1, -1]
    with pytest.raises(ValueError, match="remainder"):
        found.coefficient(6)
    assert double_commutator(H * l, l, F, AT, 3).remainder == 3
    a, b = XI**4 + X**3 * XI, X**4 - X * XI**3
    exact = double_commutator(a, a, b, AT)
    assert set(exact.coefficients) == {2, 4} and exact.remainder is None
    for order in range(8):
        below = {power: value for power, value in exact.coefficients.items() if power < order}
        assert double_commutator(a, a, b, AT, order).coefficients == below


def test_products_of_matrices_in_the_number_basis() -> None:
    random, h = Random(23), Fraction(2, 3)

    def quantised(symbol: sp.Expr) -> fmpq_mat:
        return number_basis.quantised(symbol, AT, 14, h)

    assert elements(quantised(X * XI), 5) != elements(quantised(X) * quantised(XI), 5)
    for _ in range(2):
        a, b = (random_symbol(random, AT, 4) for _ in "ab")
        found = elements(quantised(star(a, b, AT).expression), 6)
        assert found == elements(quantised(a) * quantised(b), 6)
        assert found != elements(quantised(b) * quantised(a), 6)


def test_waves_generate_the_products_of_monomials() -> None:
    wave = star_of_waves((K, L), (M, N), AT).expression()
    for a, b, c, d in [(1, 0, 0, 1), (2, 1, 1, 2), (2, 0, 1, 2), (0, 2, 2, 0)]:
        derivative = wave.diff(K, a, L, b, M, c, N, d).subs({K: 0, L: 0, M: 0, N: 0}) / sp.I ** (a + b + c + d)
        assert sp.expand(derivative - star(X**a * XI**b, X**c * XI**d, AT).expression) == 0


def centred(a: sp.Expr, b: sp.Expr, mixed: sp.Expr = sp.S.Zero) -> GaussianFunction:
    return gaussian(-a * X**2 - b * XI**2 + mixed)


def test_integral_forms_agree_on_gaussians() -> None:
    a, b = centred(S, 2, X), centred(1, S, X / 2 - 3 * XI)
    found = star_by_integral(a, b, AT)
    assert equal(found, star_by_multiplier(a, b, AT)) is True
    assert equal(found, star_by_integral(b, a, AT)) is False
    a, b = centred(1, 2, X * XI), centred(sp.Rational(1, 3), 1, -X * XI / 2 + X)
    assert equal(star_by_integral(a, b, AT), star_by_multiplier(a, b, AT)) is True


def test_trace_of_a_product() -> None:
    a, b = centred(1, 2), gaussian(-(X**2 + XI**2) / 3 + X / 5)
    found = trace(star_by_integral(a, b, AT), AT)
    assert equal(found, trace(star_by_integral(b, a, AT), AT)) is True
    assert equal(found, trace(pointwise(a, b), AT)) is True
    assert equal(found, scaled(trace(pointwise(a, b), AT), 2)) is False


def test_integral_expands_to_the_series() -> None:
    a, b = centred(1, 2, X * XI / 2), centred(sp.Rational(1, 2), 1, X - XI / 3)
    point = {X: sp.Rational(1, 3), XI: sp.Rational(-2, 5)}
    exact, both = star_by_integral(a, b, AT), pointwise(a, b)
    exponent = sp.cancel((exact.exponent - both.exponent).subs(point))
    value = sp.root(sp.cancel(exact.coefficient**4 * exact.radicand), 4) * sp.exp(exponent)
    for k in range(5):
        term = SmoothSymbols(AT).term(a.expression(), b.expression(), k) * (sp.I / 2) ** k / both.expression()
        assert sp.expand(sp.simplify(term.subs(point)) - value.subs(H, 0) / factorial(k)) == 0
        value = value.diff(H)


def test_vacuum_projector() -> None:
    vacuum = gaussian(-(X**2 + XI**2) / H, coefficient=sp.Integer(2))
    assert equal(star_by_integral(vacuum, vacuum, AT), vacuum) is True
    assert equal(trace(vacuum, AT), gaussian(sp.S.Zero)) is True
    assert equal(star_by_integral(scaled(vacuum, 2), vacuum, AT), vacuum) is False
    shifted = gaussian(-((X - S) ** 2 + XI**2) / H, coefficient=sp.Integer(2))
    overlap = trace(star_by_integral(vacuum, shifted, AT), AT)
    assert equal(overlap, gaussian(-(S**2) / (2 * H))) is True


def test_two_degrees_of_freedom_by_integral() -> None:
    a = gaussian(-(X**2 + XI**2 + Y**2 + ETA**2) / H, coefficient=sp.Integer(4))
    assert equal(star_by_integral(a, a, TWO), a) is True


def test_what_cannot_be_multiplied() -> None:
    with pytest.raises(ValueError, match="`order` must be given"):
        star(V, F, AT)
    with pytest.raises(ValueError, match="`order` must be given"):
        star(sp.exp(X), sp.exp(XI), AT)
    with pytest.raises(ValueError, match="polynomials in h"):
        star(sp.exp(-(X**2) / H), XI, AT)
    with pytest.raises(ValueError, match="polynomials in h"):
        star(sp.cos(X) + sp.sqrt(H), XI, AT)
    with pytest.raises(ValueError, match="exact"):
        star(sp.Float("0.5") * X, XI, AT)
    with pytest.raises(ValueError, match="commute"):
        star(sp.Symbol("A", commutative=False) * X, XI, AT)
    with pytest.raises(ValueError, match="order"):
        star(X, XI, AT, -1)
    with pytest.raises(ValueError, match="different"):
        CanonicalPairs((X,), (X,), H)
    with pytest.raises(ValueError, match="as many"):
        CanonicalPairs((X, Y), (XI,), H)
    ring = JetRing(("x", "xi"), (), {"V": Unknown((0,), 2)})
    with pytest.raises(MissingJetError):
        ring.star(ring.generator("xi") ** 3, ring.jet("V", (0,)))
    with pytest.raises(ValueError, match="positions"):
        JetRing(("x",))
    with pytest.raises(ValueError, match="differ"):
        JetRing(("x", "x"))


def test_products_leave_their_factors_as_they_were() -> None:
    """Sums are made in place: nothing that was given, and no term that was returned, may be one of them."""
    ring = JetRing(("x", "y", "xi", "eta"), (), {"V": Unknown((0, 1), 6)})
    x, xi, eta, V = ring.generator("x"), ring.generator("xi"), ring.generator("eta"), ring.jet("V", (0, 0))
    one = ring.context.constant(1)
    for a, b in [(x * xi + V, eta**2 * xi + 3 * V), (one, x * xi), (x * xi, one), (V, V), (ring.zero, V), (x, ring.zero)]:
        before = (a.to_dict(), b.to_dict(), ring.zero.to_dict())
        first = [term.to_dict() for term in ring.terms(a, b, range(4))]
        again = ring.terms(a, b, range(4))
        assert ring.star(a, b, 4) == ring.star(a, b, 4)
        assert (a.to_dict(), b.to_dict(), ring.zero.to_dict()) == before and [term.to_dict() for term in again] == first


def test_long_denominators_against_the_definition() -> None:
    random = Random(29)

    def symbol() -> sp.Expr:
        powers = [(j, k) for j in range(4) for k in range(4 - j)]
        return sp.Add(*(sp.Rational(random.randint(-99, 99), random.randint(80, 99)) * X**j * XI**k for j, k in powers))

    a, b = symbol(), symbol()
    assert star(a, b, AT).expression == by_definition(a, b, AT, 6)


def test_functions_of_parameters_and_composed_arguments() -> None:
    u = sp.Function("u")(X, T)
    assert sp.expand(commutator(XI, u.diff(T), AT).expression + sp.I * H * u.diff(T, X)) == 0
    composed = sp.Function("u")(X - Y)
    found = commutator(XI + ETA, composed, TWO).expression
    assert sp.simplify(found.doit()) == 0
    assert sp.expand(commutator(X / M + 1, XI * sp.sqrt(2), AT).expression - sp.I * sp.sqrt(2) * H / M) == 0
