"""The search: points that refute, the exact simplex, and random implications checked by other means."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from derive.farkas import counterexample, find, holds, log2, minimise
from derive.tropical import replay

pos, w = sp.symbols("pos w", positive=True)


def test_symbols_of_one_name_are_kept_apart():
    """Two symbols printed alike are two quantities: x <= x between them is not provable."""
    x, whole = sp.Symbol("x", positive=True), sp.Symbol("x", positive=True, integer=True)
    dummies = [sp.Dummy("x", positive=True) for _ in range(2)]
    for a, b in itertools.permutations([x, whole, *dummies], 2):
        assert find(a, "<=", b) is None
    assert find(x, "==", sp.Symbol("x", positive=True)) is not None


def test_contradictory_hypotheses_prove_nothing_but_an_empty_case_may_be_skipped():
    assert find(pos, "<=", pos / 2, [(pos, "<=", 1), (2, "<=", pos)]) is None
    assert find(w, "<=", w / 2, [(pos, "<=", 1), (2, "<=", pos)]) is None
    assert prove(sp.Max(1, pos), "==", pos, [(2, "<=", pos)]) is not None


def test_counterexamples_keep_to_the_symbols_assumptions():
    n = sp.Symbol("n", positive=True, integer=True)
    assert counterexample(1, "<=", n) is None  # false only where n is no integer
    point = counterexample(n, "<=", sp.sqrt(n), [(1, "<=", n)])
    assert point[n].denominator == 1 and point[n] > 1
    assert counterexample(pos, "<=", 2, [(pos, "==", 3)]) == {pos: 3}
    x = sp.Symbol("x", positive=True)
    assert counterexample(x, "<=", 2, [(x**2, "==", 9 * pos)]) is not None
    assert counterexample(x, "<=", 1, [(x**2, "==", 3)]) is None  # no rational point


def test_holds_is_exact_at_a_tie():
    x = sp.Symbol("x", positive=True)
    assert holds(sp.sqrt(x), "==", 3, {x: Fraction(9)})
    assert not holds(sp.sqrt(x), "<=", 3, {x: Fraction(9 * 10**40 + 1, 10**40)})
    assert holds(sp.Min(x, 2, 1 / x), "==", sp.Rational(1, 2), {x: Fraction(2)})
    with pytest.raises(ValueError, match="positive"):
        holds(x, "<=", 1, {x: Fraction(0)})


def test_log2_is_close_and_exact_on_powers_of_two():
    assert [log2(2**k) for k in range(5)] == [0, 1, 2, 3, 4]
    for n in (3, 5, 7, 65537, 10**30):
        approximate = mpmath.mpf(log2(n).numerator) / log2(n).denominator
        assert abs(mpmath.log(n, 2) - approximate) < mpmath.mpf(2) ** -46


def test_simplex_agrees_with_vertex_enumeration():
    """Least cost over x >= 0 with A x = b, against all bases solved one by one with SymPy."""
    rng, seen = random.Random(5), {"solved": 0, "none": 0, "falling": 0}
    for _ in range(150):
        rows, columns = rng.choice([(1, 3), (2, 4), (3, 5)])
        a = [[Fraction(rng.randint(-3, 3)) for _ in range(columns)] for _ in range(rows)]
        b = [Fraction(rng.randint(-3, 3)) for _ in range(rows)]
        cost = [Fraction(rng.randint(-2, 3)) for _ in range(columns)]
        best = None
        for basis in itertools.combinations(range(columns), rows):
            square = sp.Matrix([[int(row[k]) for k in basis] for row in a])
            if square.det() == 0:
                continue
            x = square.LUsolve(sp.Matrix([int(q) for q in b]))
            if min(x) >= 0:
                value = sum(int(cost[k]) * q for k, q in zip(basis, x, strict=True))
                best = value if best is None else min(best, value)
        solved = minimise(a, b, cost)
        if solved is None:
            assert best is None
            seen["none"] += 1
            continue
        x, ray = solved
        assert min(x) >= 0 and [sum(p * q for p, q in zip(r, x, strict=True)) for r in a] == b
        if ray is not None:
            assert min(ray) >= 0 and all(sum(p * q for p, q in zip(r, ray, strict=True)) == 0 for r in a)
            assert sum(p * q for p, q in zip(cost, ray, strict=True)) < 0
            seen["falling"] += 1
        elif sp.Matrix([[int(q) for q in r] for r in a]).rank() == rows:
            assert Fraction(int(best.p), int(best.q)) == sum(p * q for p, q in zip(cost, x, strict=True))
            seen["solved"] += 1
    assert min(seen.values()) >= 5, seen


XS = sp.symbols("x1:4", positive=True)
powers = st.sampled_from([Fraction(k, 2) for k in range(-4, 5)])


def rational(q):
    return sp.Rational(q.numerator, q.denominator)


@st.composite
def expressions(draw, constants=True):
    """A random product of powers, at times the Max or Min of two."""
    def term():
        coefficient = draw(st.sampled_from([1, 1, 2, 3, sp.Rational(9, 8)])) if constants else 1
        exponents = [rational(draw(powers)) for _ in XS]
        return coefficient * sp.prod(x**e for x, e in zip(XS, exponents, strict=True))
    kind = draw(st.sampled_from([None, None, sp.Max, sp.Min]))
    power = draw(st.sampled_from([1, -1, sp.Rational(1, 2)]))
    return term() if kind is None else kind(term(), term()) ** power


def value(expression, point):
    """The expression at the point to 50 digits, by recursion over its tree."""
    e = sp.sympify(expression)
    if e.is_Symbol:
        return point[e]
    if e.is_Rational:
        return mpmath.mpf(int(e.p)) / int(e.q)
    parts = [value(a, point) for a in e.args]
    return {sp.Mul: mpmath.fprod, sp.Pow: lambda p: p[0] ** p[1], sp.Max: max, sp.Min: min}[e.func](parts)


def prove(lhs, relation, rhs, assumed):
    certificate = find(lhs, relation, rhs, assumed)
    return None if certificate is None else replay(lhs, relation, rhs, assumed, certificate)


def inequalities(constants=True, kinds=("<=",), most=3):
    side = expressions(constants)
    return st.lists(st.tuples(side, st.sampled_from(kinds), side), max_size=most)


def test_a_proved_implication_is_true_at_random_points():
    proved, reached = [], []

    @settings(max_examples=80, deadline=None, database=None)
    @given(expressions(), expressions(), inequalities(), st.booleans(), st.randoms(use_true_random=False))
    def check(lhs, rhs, assumed, built, rng):
        if built:  # then often provable
            lhs, rhs = (sp.prod(h[side] for h in assumed) for side in (0, 2))
            rhs = rhs * sp.Max(1, XS[0])
        proof, point = prove(lhs, "<=", rhs, assumed), counterexample(lhs, "<=", rhs, assumed)
        assert proof is None or point is None
        if point is not None:
            assert all(holds(*h, point) for h in assumed) and not holds(lhs, "<=", rhs, point)
        if proof is None:
            return
        proved.append(proof)
        for _ in range(40):
            values = {x: mpmath.mpf(2) ** rng.randint(-30, 30) / rng.randint(1, 9) for x in XS}
            if all(value(b, values) >= value(a, values) for a, _, b in assumed):
                reached.append(values)
                assert value(lhs, values) <= value(rhs, values) * (1 + mpmath.mpf(10) ** -40)

    with mpmath.workdps(50):
        check()
    assert len(proved) >= 15 and len(reached) >= 50


@settings(max_examples=80, deadline=None)
@given(expressions(False), expressions(False), inequalities(False, ("<=", "<=", "=="), 2))
def test_without_constants_every_statement_is_proved_or_refuted(lhs, rhs, assumed):
    assert (prove(lhs, "<=", rhs, assumed) is None) == (counterexample(lhs, "<=", rhs, assumed) is not None)


@settings(max_examples=60, deadline=None)
@given(inequalities(), st.lists(powers.map(abs), min_size=3, max_size=3))
def test_products_of_hypotheses_are_found(assumed, weights):
    """Complete where a certificate exists by construction and the hypotheses can hold."""
    assume(counterexample(2, "<=", 1, assumed) is not None)
    lhs, rhs = (sp.prod(h[side] ** rational(e) for h, e in zip(assumed, weights, strict=False))
                for side in (0, 2))
    assert prove(lhs, "<=", rhs, assumed) is not None
