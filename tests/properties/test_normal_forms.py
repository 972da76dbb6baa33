"""Normal forms agree with random evaluation: scalars in mpmath, matrices of random size in Fractions, by code of this file alone.

Enclosures against 80 digits: tests/test_enclosure.py. Indexed expressions: tests/test_index.py.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint
import mpmath as mp
import numpy as np
import sympy as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from derive import free_algebra, rewriting, trace
from derive.free_algebra import Element, letter
from derive.index_rules import parse
from derive.matrices import MatrixAlgebra
from derive.normal_form import NotNormalisable, prove_equal

QUICK = settings(max_examples=40, deadline=None,
suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
a, b = sp.symbols("a b", positive=True)
r = sp.Symbol("r", real=True)
small = st.integers(-3, 3)
leaves = st.one_of(st.sampled_from([a, b, r, sp.pi, sp.I, sp.sqrt(2)]), small.map(sp.Integer))


def grow(inner: st.SearchStrategy[sp.Expr]) -> st.SearchStrategy[sp.Expr]:
    """Sums, products and the powers that the normal form admits: of monomials in positive letters, and exponentials."""
    monomial = st.tuples(small, small,
    st.integers(1, 3)).map(lambda t: a ** sp.Rational(t[0], t[2]) * b ** sp.Rational(t[1], 2))
    return st.one_of(
        st.tuples(inner, inner).map(lambda t: t[0] + t[1]), st.tuples(inner, inner).map(lambda t: t[0] * t[1]),
        st.tuples(inner, st.integers(2, 3)).map(lambda t: t[0] ** t[1]), monomial,
        inner.map(lambda e: sp.exp(e) if e.is_Symbol else e + 1))


expressions = st.recursive(leaves, grow, max_leaves=5)


def value(expression: sp.Expr, point: tuple[int, int, int]) -> Any:
    """The value in mpmath at 60 digits, by a walk over the tree."""
    known = dict(zip((a, b, r), (mp.mpf(point[0]) / 7, mp.mpf(point[1]) / 5, mp.mpf(point[2]) / 3), strict=True))

    def walk(e: sp.Expr) -> Any:
        if e in known:
            return known[e]
        if isinstance(e, sp.Rational):
            return mp.mpf(int(e.p)) / int(e.q)
        if e == sp.I:
            return mp.mpc(0, 1)
        if e == sp.pi:
            return +mp.pi
        if e == sp.E:
            return mp.exp(1)
        parts = [walk(part) for part in e.args]
        if isinstance(e, sp.Add):
            return mp.fsum(parts)
        if isinstance(e, sp.Mul):
            return mp.fprod(parts)
        return mp.exp(parts[0]) if isinstance(e, sp.exp) else parts[0] ** parts[1]

    with mp.workdps(60):
        return walk(expression)


@QUICK
@given(expressions, expressions, st.tuples(st.integers(1, 30), st.integers(1, 30), small))
def test_a_normal_form_agrees_with_random_evaluation(first: sp.Expr, second: sp.Expr,
point: tuple[int, int, int]) -> None:
    """(f + g)^2 is proved to be its expansion, and the two have one value; with a millionth more it is not proved, and has another."""
    squared, expanded = (first + second) ** 2, sp.expand(first**2) + 2 * first * second + sp.expand(second * second)
    assert prove_equal(squared, expanded) is not None
    here, there = value(squared, point), value(expanded, point)
    with mp.workdps(60):
        assert abs(here - there) <= mp.mpf(10) ** -45 * (1 + abs(value(first, point)) + abs(value(second, point))) ** 2
    assert prove_equal(squared, expanded + sp.Rational(1, 10**6)) is None
    if prove_equal(first, second) is not None:
        with mp.workdps(60):
            assert abs(value(first, point) - value(second, point)) <= mp.mpf(10) ** -45 * (1 + abs(value(first, point)))


def matrix(rng: np.random.Generator, size: int) -> Any:
    """A matrix of small Fractions."""
    entries = [[Fraction(int(rng.integers(-4, 5)), int(rng.integers(1, 4))) for _ in range(size)] for _ in range(size)]
    return np.array(entries, dtype=object)


def unit(size: int) -> Any:
    """The identity, of Fractions."""
    return np.array([[Fraction(i == j) for j in range(size)] for i in range(size)], dtype=object)


words = st.lists(st.sampled_from(["X", "Y", "X^T", "Y^T"]), max_size=3)
elements = st.lists(st.tuples(small, words), min_size=1, max_size=3)


def built(terms: list[tuple[int, list[str]]]) -> Element:
    """The element of the free algebra."""
    total = free_algebra.ZERO
    for coefficient, word in terms:
        single = free_algebra.ONE * coefficient
        for name in word:
            single = single * letter(name)
        total = total + single
    return total


def evaluated(element: Element, known: dict[str, Any], size: int) -> Any:
    """The matrix of an element, by a loop over its terms."""
    total = 0 * unit(size)
    for (scalars, word), coefficient in element.terms.items():
        assert not scalars
        product = unit(size)
        for name in word:
            product = product @ known[name]
        total = total + coefficient * product
    return total


@QUICK
@given(elements, elements, st.integers(1, 4), st.integers(0, 10**6))
def test_the_free_algebra_agrees_with_matrices_of_any_size(one: Any, two: Any, size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    X, Y = matrix(rng, size), matrix(rng, size)
    known = {"X": X, "Y": Y, "X^T": X.T, "Y^T": Y.T}
    f, g = built(one), built(two)
    assert (evaluated(f * g, known, size) == evaluated(f, known, size) @ evaluated(g, known, size)).all()
    assert (evaluated(f + g, known, size) == evaluated(f, known, size) + evaluated(g, known, size)).all()
    assert (evaluated(free_algebra.transpose(f * g), known, size) == evaluated(f * g, known, size).T).all()


def _symplectic() -> tuple[MatrixAlgebra, Any, Any]:
    algebra = MatrixAlgebra()
    form, A = algebra.form(), algebra.symplectic("A")
    return algebra, form, A


ALGEBRA, FORM, SYMPLECTIC = _symplectic()
RULES = ALGEBRA.rules()


def symplectic(rng: np.random.Generator, d: int) -> tuple[Any, Any]:
    """The form and a symplectic matrix of size 2d, of Fractions: two shears and a diagonal."""
    zero, one = 0 * unit(d), unit(d)
    form = np.block([[zero, one], [-one, zero]])
    S, T = matrix(rng, d), matrix(rng, d)
    scale = np.diag([Fraction(int(rng.integers(1, 5))) for _ in range(d)]).astype(object) + 0 * one
    inverse = np.diag([1 / Fraction(scale[i, i]) for i in range(d)]).astype(object) + 0 * one
    product = np.block([[one, S + S.T], [zero, one]]) @ np.block([[scale, zero],
    [zero, inverse]]) @ np.block([[one, zero], [T + T.T, one]])
    return form, product


@QUICK
@given(st.lists(st.tuples(small, st.lists(st.sampled_from(["A", "A^T", "A^-1", "A^-1^T", "ω", "ω^T"]), max_size=5)),
min_size=1, max_size=2),
       st.integers(1, 2), st.integers(0, 10**6))
def test_rewriting_keeps_the_value_at_symplectic_matrices(terms: Any, d: int, seed: int) -> None:
    form, A = symplectic(np.random.default_rng(seed), d)
    assert (A.T @ form @ A == form).all()
    inverse = -form @ A.T @ form
    known = {"A": A, "A^T": A.T, "A^-1": inverse, "A^-1^T": inverse.T, "ω": form, "ω^T": form.T}
    element = built(terms)
    rest, cofactors = rewriting.reduce(element, RULES)
    assert (evaluated(rest, known, 2 * d) == evaluated(element, known, 2 * d)).all()
    assert (free_algebra.expand(ALGEBRA.relations, cofactors) - (element - rest)).is_zero()


@QUICK
@given(st.lists(st.tuples(small, st.lists(st.lists(st.sampled_from("AB"), min_size=1, max_size=3), max_size=2)),
max_size=3),
       st.integers(1, 3), st.integers(0, 10**6))
def test_trace_polynomials_agree_with_matrices_of_any_size(terms: Any, size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    known = {name: (m := matrix(rng, size)) + m.T for name in "AB"}
    polynomial, wanted = trace.TracePolynomial(), Fraction(0)
    for coefficient, cycles in terms:
        part, number = trace.TracePolynomial((((), Fraction(coefficient)),)), Fraction(coefficient)
        for cycle in cycles:
            product = unit(size)
            for name in cycle:
                product = product @ known[name]
            part, number = part * trace.Tr(*cycle), number * np.trace(product)
        polynomial, wanted = polynomial + part, wanted + number
    exact = {name: flint.fmpq_mat(size, size, [flint.fmpq(x.numerator, x.denominator) for x in m.ravel()]) for name,
    m in known.items()}
    found = trace.evaluate(polynomial, exact)
    assert Fraction(int(flint.fmpq(found).p), int(flint.fmpq(found).q)) == wanted
    assert (trace.prove_equal(polynomial, polynomial + trace.Tr("A") * 0) is not None)


INDEXED = (
    ("A[a,i]*B[i,b] - 2*B[b,j]*A[j,a]", "ai,ib->ab", "bj,ja->ab"),
    ("A[i,a]*B[i,b] - 2*A[b,j]*B[a,j]", "ia,ib->ab", "bj,aj->ab"),
    ("A[a,i]*B[b,i] - 2*A[i,b]*B[i,a]", "ai,bi->ab", "ib,ia->ab"),
)


@QUICK
@given(st.sampled_from(INDEXED), st.integers(1, 3), st.integers(0, 10**6))
def test_indexed_expressions_agree_with_sums_over_arrays(case: tuple[str, str, str], size: int, seed: int) -> None:
    from derive.index import Relations, normal_form
    from derive.index_rules import evaluate

    text, first, second = case
    rng = np.random.default_rng(seed)
    A, B = matrix(rng, size), matrix(rng, size)
    known = {"A": A, "B": B}

    def summed(subscripts: str, term: str) -> Any:
        names = [factor[0] for factor in term.removeprefix("2*").split("*")]
        return np.einsum(subscripts, *(known[name] for name in names), optimize=False)

    left, right = text.split(" - ")
    wanted = summed(first, left) - 2 * summed(second, right)
    tensors = {name: m.tolist() for name, m in known.items()}
    for expression in (parse(text), normal_form(parse(text))):
        found = evaluate(expression, tensors, ["a", "b"], dimension=size,
        relations=Relations()) if expression.terms else (0 * wanted).tolist()
        assert (np.array(found, dtype=object) == wanted).all()


def test_what_the_normal_form_refuses_is_said() -> None:
    try:
        prove_equal(sp.sqrt(a + b), sp.sqrt(b + a + 1))
    except NotNormalisable:
        return
    assert prove_equal(sp.sqrt(a + b), sp.sqrt(a + b + 1)) is None
