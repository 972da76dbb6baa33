"""Certificates of nonnegativity: true statements get one, tampered and forged ones are refused."""

from __future__ import annotations

import copy
import itertools
from fractions import Fraction
from itertools import pairwise

import flint
import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import RR, Integer, Poly, Rational, Symbol, expand, nan, oo, sin, sqrt, symbols

from derive import sos
from derive.certificate import CertificateError, replay
from derive.nonnegative import find
from derive.proof import Proof
from numerics import gram
from replay.records import REPLAYED, Step
from replay.records import examine as repeated

x, y, z, d = symbols("x y z d")
ZERO, ONE, HALF = Integer(0), Integer(1), Rational(1, 2)
LINE, UNIT, UP, DOWN = (-oo, oo), (ZERO, ONE), (ZERO, oo), (-oo, ZERO)
MOTZKIN = x**4 * y**2 + x**2 * y**4 - 3 * x**2 * y**2 + 1
TRUE = [
    (x**2 - 2 * x * y + y**2, {x: LINE, y: LINE}, False, "sos"),
    (x**2 - 2 * x + 1, {x: LINE}, False, "sturm"),
    (x**4 - x + 1, {x: LINE}, True, "sturm"),
    (15 * d**3 - (d**3 + 6 * d**2 + 8 * d), {d: (ONE, oo)}, False, "shift"),
    (d**2 - 1, {d: (-oo, -ONE)}, False, "shift"),
    (x * (1 - x) ** 3 * (x - HALF) ** 2, {x: UNIT}, False, "sturm"),
    (x**3 * (x - 3) ** 2, {x: UP}, False, "sturm"),
    (1 - x + Rational(1, 10**12), {x: UNIT}, True, "shift"),
    ((x - HALF) ** 2 + Rational(1, 10**12), {x: UNIT}, True, "sturm"),
    (2 - x**2, {x: (-ONE, ONE)}, True, "shift"),
    (x * y * (1 - x) * (1 - y), {x: UNIT, y: UNIT}, False, "shift"),
    (x * (1 - x) + y * (1 - y) + Rational(1, 100), {x: UNIT, y: UNIT}, True, "shift"),
    (2 + 2 * x**2 + 2 * y**2 - x - y - x * y, {x: UP, y: UP}, True, "shift"),  # needs a multiplier
    (x**2 + y**2 + z**2 - x * y - y * z - z * x, {x: LINE, y: LINE, z: LINE}, False, "sos"),
    (x**2 - x * y + y**2 + Rational(1, 10**6), {x: LINE, y: LINE}, True, "sos"),
    (x**4 + y**4 + 1 - Rational(3, 2) * x * y, {x: LINE, y: LINE}, True, "split"),
    (x - y, {x: (ONE, ONE), y: UNIT}, False, "shift"),
    (x * y - 1, {x: (Integer(2), Integer(2)), y: (HALF, oo)}, False, "shift"),
    (expand(0 * x), {x: LINE}, False, "shift"),
    (Integer(3), {x: LINE, y: UNIT}, True, "shift"),
    (x**3 + y**3 + z**3 - 3 * x * y * z, {x: UP, y: UP, z: UP}, False, "sos"),  # x + y + z is a factor
]
NEEDS_GRAM = [
    (MOTZKIN, {x: LINE, y: LINE}, False),
    (MOTZKIN + Rational(1, 100), {x: LINE, y: LINE}, True),
    (2 * x**4 + 2 * x**3 * y - x**2 * y**2 + 5 * y**4, {x: LINE, y: LINE}, False),
    (x**4 + y**4 + z**4 - x * y * z * (x + y + z), {x: LINE, y: LINE, z: LINE}, False),
    (x**2 + (x * y - 1) ** 2, {x: LINE, y: LINE}, True),  # infimum 0, not attained
    (x**3 + y**3 + 2 * z**3 - 3 * x * y * z, {x: UP, y: UP, z: UP}, False),
]


@pytest.mark.parametrize(("p", "box", "strict", "kind"), TRUE)
def test_true_statement_is_proved(p, box, strict, kind):
    p = Poly(p, *box)
    found = find(p, box, strict=strict)
    assert found is not None and found["kind"] == kind
    proof = replay(p, box, found, strict=strict)
    assert isinstance(proof, Proof) and proof.method == kind and proof.certificate["certificate"] == found
    for symbol, (lo, hi) in box.items():
        assert f"{symbol} in [{lo}, {hi}]" in proof.scope
    assert proof.certificate["statement"].endswith(" > 0" if strict else " >= 0")


@pytest.mark.parametrize(("p", "box", "strict"), NEEDS_GRAM)
def test_gram_matrix_gives_the_proof(p, box, strict):
    p = Poly(p, *box)
    assert find(p, box, strict=strict) is None
    found = find(p, box, strict=strict, gram=gram.candidates)
    assert found is not None and found["kind"] == "sos"
    replay(p, box, found, strict=strict)


def test_motzkin_needs_a_multiplier():
    found = find(Poly(MOTZKIN, x, y), {x: LINE, y: LINE}, gram=gram.candidates)
    assert len(found["multiplier"]) > 1


def _paths(data, path=()):
    """Every place of a number, or of a monomial's key, in a certificate."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key[0].isdigit():
                yield (*path, ("key", key))
            yield from _paths(value, (*path, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from _paths(value, (*path, i))
    elif isinstance(data, int) or data.lstrip("-")[:1].isdigit():
        yield path


def _mutant(data, path, change):
    data = copy.deepcopy(data)
    place = data
    for step in path[:-1]:
        place = place[step]
    last = path[-1]
    if isinstance(last, tuple):
        first, *others = last[1].split(",")
        place[",".join([str(int(first) + 1), *others])] = place.pop(last[1])
    else:
        value = change(Fraction(place[last]))
        place[last] = int(value) if isinstance(place[last], int) else str(value)
    return data


@pytest.mark.parametrize(("p", "box", "strict"), [case[:3] for case in TRUE] + NEEDS_GRAM[:3])
def test_every_changed_number_is_refused(p, box, strict):
    p = Poly(p, *box)
    found = find(p, box, strict=strict, gram=gram.candidates)
    paths = list(_paths(found))
    assert paths
    for path in paths:
        for change in (lambda a: a + 1, lambda a: a - Fraction(1, 10**20), lambda a: 2 * a + 1):
            changed = _mutant(found, path, change)
            # a constant has no variable to multiply by, so that the power means nothing there
            if changed != found and not (p.is_ground and path == ("power",)):
                with pytest.raises(CertificateError):
                    replay(p, box, changed, strict=strict)


@pytest.mark.parametrize("p", [
    Poly(x**2, x, domain="EX"), Poly(x**2, x, domain=RR), Poly(x**2 + 0.5, x), Poly(x**2 + y, x), x**2,
    None, Poly(sqrt(2) * x**2, x, extension=True), Poly(x**2, x, modulus=7), Poly(sin(x) ** 2),
    Poly(x**2, x, domain="ZZ_I"),
])
@pytest.mark.parametrize("ask", [find, lambda p, box: replay(p, box, {})])
def test_inexact_polynomial_is_refused(p, ask):
    with pytest.raises(ValueError, match="must"):
        ask(p, {x: LINE, y: LINE})


@pytest.mark.parametrize("box", [
    {}, {y: LINE}, {x: (ONE, ZERO)}, {x: (oo, oo)}, {x: (-oo, -oo)}, {x: (oo, -oo)}, {x: (0.0, 1.0)},
    {x: (0, 1)}, {x: (sqrt(2), oo)}, {x: LINE, y: (ONE, ZERO)}, {Symbol("x", positive=True): LINE},
    {x: LINE, Symbol("x", real=True): UNIT}, {x: LINE, sin(y): UNIT}, {x: (ZERO, ONE.evalf())}, {"x": LINE},
    {x: (nan, ONE)},
])
@pytest.mark.parametrize("ask", [find, lambda p, box: replay(p, box, {})])
def test_unsuitable_box_is_refused(box, ask):
    with pytest.raises(ValueError, match="must") as caught:
        ask(Poly(x**2, x), box)
    assert not isinstance(caught.value, CertificateError)


@pytest.mark.parametrize("symbol", [Symbol("x", imaginary=True), Symbol("x", commutative=False)])
def test_symbol_that_is_not_real_is_refused(symbol):
    with pytest.raises(ValueError, match="real Symbols"):
        find(Poly(y**2, y), {y: LINE, symbol: LINE})


def test_certificate_of_another_statement_is_refused():
    p, box = Poly(x - HALF, x), {x: (HALF, oo)}
    found = find(p, box)
    replay(p, box, found)
    others = ((p, box, True), (p - 1, box, False), (p, {x: UP}, False), (-p, box, False))
    for other, where, strict in others:
        with pytest.raises(CertificateError):
            replay(other, where, found, strict=strict)


def test_a_certificate_is_written_with_the_names_of_its_statement():
    """A symbol that is called like a constant, or by no identifier, is renamed in the text; the second opinion reads both."""
    action, level = symbols("I n_{b}", real=True)
    line, cell = {"kind": "shift", "power": 0, "coefficients": {"0,0": "1"}}, {action: UNIT, level: (-ONE, ONE)}
    squares = [["1", {"0,0": "1"}, [["I", "lo"], ["I", "hi"]]], ["1/2", {"0,0": "1"}, [["n_{b}", "lo"], ["n_{b}", "hi"]]]]
    sos_ = {"kind": "sos", "multiplier": [["1", {"0,0": "1"}, []]], "squares": squares}
    p = Poly(action * (1 - action) + (1 - level**2) / 2, action, level)
    cut = {"kind": "split", "variable": "I", "at": "1/2", "below": sos_, "above": {"kind": "split", "variable": "n_{b}", "at": "0"}}
    kept = copy.deepcopy(sos_)
    proof = replay(p, cell, sos_)
    assert sos_ == kept and proof.certificate["renamed"] == {"_I": "I", "n__b_": "n_{b}"}
    names = [name for _, _, factors in proof.certificate["certificate"]["squares"] for name, _ in factors]
    assert names == ["_I", "_I", "n__b_", "n__b_"] and proof.certificate["certificate"]["multiplier"] == sos_["multiplier"]
    printed, domain = "0 <= I*(1 - I) + (1 - n_{b}**2)/2", {"I": "[0, 1] [1]", "n_{b}": "[-1, 1] [1]"}
    again = repeated(Step("", proof.method, proof.certificate, printed, domain))
    assert again.status == REPLAYED and again.tied
    more = [*squares[:1], ["1", {"1,0": "1"}, [["I", "hi"]]], squares[1], ["1/2", {"0,0": "1"}, [["I", "lo"], *squares[1][2]]]]
    multiplied = replay(p, cell, {**sos_, "multiplier": [*sos_["multiplier"], ["1", {"0,0": "1"}, [["I", "lo"]]]], "squares": more})
    assert multiplied.certificate["certificate"]["multiplier"][1][2] == [["_I", "lo"]]
    assert repeated(Step("", multiplied.method, multiplied.certificate, printed, domain)).status == REPLAYED
    one = Poly(ONE, action, level)
    cut["below"], cut["above"] = line, {**cut["above"], "below": line, "above": line}
    written = replay(one, cell, cut).certificate["certificate"]
    assert written == {**cut, "variable": "_I", "above": {**cut["above"], "variable": "n__b_"}}


THIRDS = st.sampled_from([Fraction(k, 3) for k in range(-6, 7)])
ROOTS = st.lists(st.tuples(THIRDS, st.integers(1, 3)), max_size=3)
ENDS = st.sampled_from([None, *[Fraction(k, 3) for k in range(-5, 6)]])


@settings(max_examples=150, deadline=None)
@given(ROOTS, st.sampled_from([1, -1]), st.booleans(), ENDS, ENDS, st.booleans())
def test_sturm_decides_products_of_known_roots(roots, sign, quadratic, lo, hi, strict):
    if lo is not None and hi is not None and lo > hi:
        lo, hi = hi, lo
    p = sign * (x**2 + x + 1 if quadratic else 1)
    for root, times in roots:
        p *= (x - Rational(root.numerator, root.denominator)) ** times
    # the sign can change only at a root: the roots, the ends and points between them decide
    marks = sorted({r for r, _ in roots} | {lo, hi, Fraction(-9), Fraction(9)} - {None})
    marks += [(a + b) / 2 for a, b in itertools.pairwise(marks)]
    inside = [t for t in marks if (lo is None or lo <= t) and (hi is None or t <= hi)]
    p = Poly(p, x)
    values = [p.eval(Rational(t.numerator, t.denominator)) for t in inside]
    truth = all(v.is_positive or (v.is_zero and not strict) for v in values)
    ends = ((lo, -oo), (hi, oo))
    box = {x: tuple(inf if e is None else Rational(e.numerator, e.denominator) for e, inf in ends)}
    found = find(p, box, strict=strict)
    assert (found is not None) == truth
    if found is not None:
        replay(p, box, found, strict=strict)


EXPONENTS = st.tuples(st.integers(0, 3), st.integers(0, 3))
COEFFICIENTS = st.dictionaries(EXPONENTS, st.integers(-3, 6), max_size=6)
INTERVALS = st.sampled_from([LINE, UNIT, UP, DOWN, (-ONE, ONE), (HALF, HALF), (-oo, ONE), (-ONE, oo)])


def test_what_is_certified_holds_on_a_grid():
    reached = []
    settings(max_examples=120, deadline=None)(given(
        COEFFICIENTS, INTERVALS, INTERVALS, st.booleans(), st.booleans())(_holds_on_a_grid(reached)))()
    assert len(reached) >= 15  # it is not empty


def _holds_on_a_grid(reached):
    def check(terms, first, second, strict, square):
        p, box = _plane_polynomial(terms, strict, square), {x: first, y: second}
        found = find(p, box, strict=strict, pieces=16)
        if found is None:
            return
        replay(p, box, found, strict=strict)
        reached.append(p)
        quarters = [Rational(i, 4) for i in range(-12, 13)]
        grids = [[k for k in quarters if lo <= k <= hi] for lo, hi in (first, second)]
        for a, b in itertools.product(*grids):
            value = p.eval({x: a, y: b})
            assert value > 0 or (value == 0 and not strict)
    return check


def _plane_polynomial(terms, strict, square):
    p = Poly(terms or {(0, 0): 0}, x, y, domain="ZZ")
    return p * p + (1 if strict else 0) if square and p.total_degree() <= 3 else p


def test_ldl_is_the_matrix_or_refuses():
    a = [[fmpq(2), fmpq(1), fmpq(0)], [fmpq(1), fmpq(1), fmpq(1)], [fmpq(0), fmpq(1), fmpq(2)]]
    pivots, rows = sos.ldl(a)  # singular
    for i, j in itertools.product(range(3), repeat=2):
        assert sum((p * r[i] * r[j] for p, r in zip(pivots, rows, strict=True)), start=fmpq(0)) == a[i][j]
    assert min(pivots) == 0
    a[2][2] -= fmpq(1, 10**30)
    assert sos.ldl(a) is None


def test_gram_proposals_satisfy_their_equations():
    none, one = Fraction(0), Fraction(1)
    system = sos.GramSystem((2,), ((one, none, none), (none, none, one)), (Fraction(2), Fraction(3)))
    found = list(gram.candidates(system))
    assert found
    for a, _, b in found:
        assert abs(a - 2) < Fraction(1, 10**6) and abs(b - 3) < Fraction(1, 10**6)


def test_a_quadratic_form_of_many_symbols_is_a_sum_of_squares() -> None:
    """A chain of 16: monomials of low degree are few, however many products of single powers there are."""
    chain = symbols("c0:16", real=True)
    form = 2 * sum(c**2 for c in chain) - 2 * sum(a * b for a, b in pairwise(chain))
    box = dict.fromkeys(chain, LINE)
    found = find(Poly(form, *chain), box, strict=False)
    assert found is not None and replay(Poly(form, *chain), box, found, strict=False).method
    assert find(Poly(form - chain[0] ** 2 * Rational(101, 100) - chain[-1] ** 2, *chain), box, strict=False) is None


def test_monomials_that_are_too_many_are_not_listed() -> None:
    context = flint.fmpq_mpoly_ctx.get([f"c{k}" for k in range(12)])
    assert len(sos.monomials(sum((c**4 for c in context.gens()), context.constant(0)), prune=True)) == 78
    assert sos.monomials(sum((c**12 for c in context.gens()), context.constant(0)), prune=False) == []
    assert sos.monomials(sum((c**8 for c in context.gens()), context.constant(0)), prune=True) == []
