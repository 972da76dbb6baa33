"""Exact proofs about monomials with Max and Min: the paper's scales and error bound, and their mutants."""

from __future__ import annotations

import copy
import itertools
from fractions import Fraction

import pytest
import sympy as sp

from derive.farkas import counterexample, find
from derive.tropical import CertificateError, Monomial, NotMonomial, compare, monomials, multiply, replay

m, V2, V3, hbar, d, t, eps, Dx, Dp, lam, L, w, D, v, s, Lam, D0 = sp.symbols(
    "m V2 V3 hbar d t eps Dx Dp lam L w D v s Lam D0", positive=True)
HALF, HALF_F = sp.Rational(1, 2), Fraction(1, 2)
TAU = sp.sqrt(m / V2)
ETA = sp.sqrt(m * V2)
S_H = ETA**3 / (TAU * V3) ** 2
X_H, P_H = sp.sqrt(S_H / ETA), sp.sqrt(S_H * ETA)
H = hbar / S_H


def measure(dx, dp):
    """D0 of (6)."""
    return sp.Min(dx / (X_H**2 / TAU), dp / (P_H**2 / TAU))


def error(ratio):
    """The right side of (8) with the ratio in place of D0."""
    return d ** (3 * HALF) * (t / TAU) * sp.sqrt(H) * sp.Max(H / ratio, 1) ** (3 * HALF)


THRESHOLD = (d ** (3 * HALF) * t / (eps * TAU)) ** sp.Rational(2, 3) * H ** sp.Rational(4, 3)
FLOOR = d ** (3 * HALF) * (t / TAU) * sp.sqrt(H)
F1 = (t * hbar**2 * d ** (3 * HALF) * V3 / (V2 * m) ** sp.Rational(3, 4)
      * sp.Max(1 / (m * Dx), V2 / Dp, 1 / hbar) ** (3 * HALF))
ENERGY = m * v**2
POTENTIAL = [(V2, "==", ENERGY / s**2), (V3, "==", ENERGY / s**3), (Dp, "==", hbar**2 * Lam), (d, "==", 1)]
LOCALISED = t / hbar * m * (v**7 / Lam**3 / s**9) ** HALF
SMALL = [(H, "<=", 1)]

TRUE = {
    "eta is m/tau": (ETA, "==", m / TAU, []),
    "eta is V2 tau": (ETA, "==", V2 * TAU, []),
    "s_H in closed form": (S_H, "==", sp.sqrt(m) * V2 ** (5 * HALF) / V3**2, []),
    "x_H in closed form": (X_H, "==", V2 / V3, []),
    "p_H in closed form": (P_H, "==", sp.sqrt(m * V2) * V2 / V3, []),
    "x_H p_H is s_H": (X_H * P_H, "==", S_H, []),
    "(5): x_H/p_H is 1/eta": (X_H / P_H, "==", 1 / ETA, []),
    "(6) in words": (measure(Dx, Dp), "==", TAU * sp.Min(Dx / X_H**2, Dp / P_H**2), []),
    "z >= 1": (1, "<=", sp.Max(H / measure(Dx, Dp), 1), []),
    "(9), (10) suffice": (error(D0), "<=", eps, [(THRESHOLD, "<=", D0), (FLOOR, "<=", eps)]),
    "the same with (6)": (error(measure(Dx, Dp)), "<=", eps,
                          [(THRESHOLD, "<=", measure(Dx, Dp)), (FLOOR, "<=", eps)]),
    "(10) is needed": (THRESHOLD, "<=", D0, [(error(D0), "<=", eps)]),
    "(9) is needed": (FLOOR, "<=", eps, [(error(D0), "<=", eps)]),
    "after (10), p = 1/3": (error(D0), "<=", FLOOR, [(H, "<=", D0), *SMALL]),
    "after (10), p = 1/6": (error(D0), "<=", d ** (3 * HALF) * (t / TAU) * H ** sp.Rational(1, 4),
                            [(H ** sp.Rational(7, 6), "<=", D0), *SMALL]),
    "Figure 1": (hbar ** sp.Rational(4, 3) * lam * L ** sp.Rational(-2, 3), "<=", D,
                 [(hbar / w, "<=", sp.sqrt(w * L)), (w, "<=", sp.sqrt(D / lam))]),
    "(F1)": (error(measure(Dx, Dp)), "==", F1, []),
    "(F2) balances (6)": (Dx / (X_H**2 / TAU), "==", Dp / (P_H**2 / TAU), [(Dx, "==", Dp / (V2 * m))]),
    "(F3), first argument ignored": (error(Dp * TAU / P_H**2), "==", LOCALISED,
                                     [*POTENTIAL, (1 / hbar, "<=", V2 / Dp)]),
    "(F4)": (error(Dp * TAU / P_H**2), "<=", 1,
             [*POTENTIAL, (1 / hbar, "<=", V2 / Dp), (t, "<=", t / LOCALISED)]),
    "numbers: 8 <= 9": (2 ** (3 * HALF), "<=", 3, []),
    "numbers: steer the vertex": (1, "<=", w, [(w, "==", v**2), (sp.sqrt(8), "<=", 3 * v), (1, "<=", v)]),
    "a ladder of numbers": (sp.Max(v, 1), "<=", v, [(sp.Rational(5, 4), "<=", v)]),
}


def prove(lhs, relation, rhs, given):
    certificate = find(lhs, relation, rhs, given)
    return None if certificate is None else replay(lhs, relation, rhs, given, certificate)


def refute(lhs, relation, rhs, given):
    """The point, after a second evaluation by SymPy that shares no code with the search."""
    point = counterexample(lhs, relation, rhs, given)
    if point is not None:
        values = {g: sp.Rational(q.numerator, q.denominator) for g, q in point.items()}
        (a, b), *rest = [[sp.sympify(e).subs(values).evalf(40) for e in (p, q)]
                         for p, _, q in [(lhs, relation, rhs), *given]]
        close = 1 + sp.Float("1e-30", 40)
        assert all(p <= q * close and (kind == "<=" or q <= p * close)
                   for (p, q), (_, kind, _) in zip(rest, given, strict=True))
        assert a > b or (relation == "==" and a < b)
    return point


@pytest.mark.parametrize("name", TRUE)
def test_statement_is_proved_and_has_no_counterexample(name):
    statement = TRUE[name]
    proof = prove(*statement)
    assert proof is not None and proof.certificate["cases"]
    assert counterexample(*statement) is None
    assert counterexample(2, "<=", 1, statement[3]) is not None  # the hypotheses are not vacuous


def mutants(statement):
    """(what, statement) with one exponent, constant, hypothesis, Max or Min changed."""
    lhs, rhs, (_, relation, _, given) = sp.sympify(statement[0]), sp.sympify(statement[2]), statement
    for g in sorted(lhs.free_symbols | rhs.free_symbols, key=str):
        for power in (HALF, -HALF):
            yield f"times {g}**({power})", (lhs, relation, rhs * g**power, given)
    yield "constant 1/2", (lhs, relation, HALF * rhs, given)
    if relation == "==":
        yield "constant 2", (lhs, relation, 2 * rhs, given)
    for k in range(len(given)):
        a, kind, b = given[k]
        others = [*given[:k], *given[k + 1:]]
        yield f"without hypothesis {k}", (lhs, relation, rhs, others)
        yield f"hypothesis {k} with a 2", (lhs, relation, rhs, [*others, (HALF * a, kind, b)])
    for old, new in ((sp.Max, sp.Min), (sp.Min, sp.Max)):
        for side, mutant in (("left", (lhs.replace(old, new), relation, rhs, given)),
                             ("right", (lhs, relation, rhs.replace(old, new), given))):
            if mutant != (lhs, relation, rhs, given):
                yield f"{new.__name__} on the {side}", mutant


# Changes after which the statement is still true, each for a reason: all other mutants must be refuted.
STILL_TRUE = {
    "z >= 1": {"Max on the right"},
    "(9), (10) suffice": {"Min on the left"},  # a smaller left side
    "the same with (6)": {"Min on the left", "Max on the left"},  # the second: more diffusion, less error
    "after (10), p = 1/3": {"without hypothesis 1", "hypothesis 1 with a 2", "Min on the left"},
    "after (10), p = 1/6": {"Min on the left"},
    "(F3), first argument ignored": {"times d**(1/2)", "times d**(-1/2)"},  # d is 1
    "(F4)": {"times d**(1/2)", "times d**(-1/2)", "hypothesis 2 with a 2", "Min on the left"},
    "numbers: steer the vertex": {"times w**(1/2)", "times w**(-1/2)", "hypothesis 0 with a 2",
                                  "without hypothesis 1", "hypothesis 1 with a 2"},  # v >= 1 does it alone
    "a ladder of numbers": {"times v**(1/2)", "Min on the left"},
}


@pytest.mark.parametrize("name", TRUE)
def test_every_mutant_is_proved_or_refuted_and_never_both(name):
    proved = set()
    for what, mutant in mutants(TRUE[name]):
        proof, point = prove(*mutant), refute(*mutant)
        assert (proof is None) == (point is not None), what
        if proof is not None:
            proved.add(what)
    assert proved == STILL_TRUE.get(name, set())


def test_monomials_are_exact():
    x = sp.Symbol("x", positive=True)
    assert monomials(sp.sqrt(12) * x / x) == Monomial(((2, Fraction(1)), (3, HALF_F)))
    assert str(monomials(sp.Rational(18, 5))) == "2^(1)*3^(2)*5^(-1)"
    assert monomials(x ** sp.Rational(-7, 3)).exponents == ((x, Fraction(-7, 3)),)
    assert monomials(sp.Max(x, 2)) == monomials(sp.Max(2, x)) != monomials(sp.Min(2, x))
    assert monomials(1) == multiply([(monomials(x), 2), (monomials(x), Fraction(-2))]) == Monomial(())


real = sp.Symbol("real", real=True)
pos = sp.Symbol("pos", positive=True)


@pytest.mark.parametrize("bad", [
    real, sp.Symbol("free"), sp.Symbol("zero", nonnegative=True), sp.Symbol("far", extended_positive=True),
    pos + 1, pos - 1, -pos, sp.Integer(0), sp.Integer(-2), sp.Float(2), 0.5, pos**sp.Float(0.5), pos**pos,
    pos**sp.pi, sp.pi, sp.E, sp.oo, sp.nan, sp.zoo, sp.I, sp.exp(pos), sp.log(pos), abs(real), sp.true,
    sp.Max(pos, real), sp.Min(pos, 0), sp.Function("f", positive=True)(pos), sp.sqrt(1 + pos), pos <= 1,
    (-8) ** sp.Rational(1, 3), sp.MatrixSymbol("A", 1, 1), sp.Mul(-1, -1, pos, evaluate=False)], ids=str)
def test_anything_else_is_refused(bad):
    with pytest.raises(NotMonomial):
        monomials(bad)
    with pytest.raises(NotMonomial):
        replay(pos, "<=", bad, [], {"cases": [{"active": [], "multipliers": []}]})


@pytest.mark.parametrize(("number", "sign"), [
    ("2**(3/2)/3", -1), ("3/2**(3/2)", 1), ("4/2**2", 0), ("sqrt(6)/(sqrt(2)*sqrt(3))", 0),
    ("3**12/2**19", 1), ("3**306/2**485", -1), ("(5/4)**(1/3)/(14/13)", 1), ("2**(1/1000)", 1)])
def test_numbers_are_compared_exactly(number, sign):
    assert compare(monomials(sp.sympify(number, rational=True))) == sign


def test_numbers_too_large_to_compare_prove_nothing():
    assert find(1, "<=", pos ** (10**8), [(3, "<=", 2 * pos)]) is None
    with pytest.raises(CertificateError, match="bits"):
        compare(Monomial(((2, Fraction(10**9)),)))


def test_relation_must_be_known():
    for relation in ("<", ">=", "=", "!="):
        with pytest.raises(ValueError, match="must be"):
            replay(pos, "<=", pos, [(pos, relation, 1)], {"cases": [{"active": [], "multipliers": ["0"]}]})


def tampered(certificate):
    """Certificates that differ from a valid one in a single respect."""
    first = certificate["cases"][0]

    def variant(change):
        new = copy.deepcopy(certificate)
        change(new)
        return new

    yield {}
    yield None
    yield {"cases": []}
    yield variant(lambda c: c["cases"].pop())
    yield variant(lambda c: c["cases"].append(copy.deepcopy(first)))
    yield variant(lambda c: c["cases"].reverse())
    yield variant(lambda c: c["cases"][0]["active"].append(0))
    yield variant(lambda c: c["cases"][1].update(active=c["cases"][0]["active"]))
    yield variant(lambda c: c["cases"][0].pop("multipliers"))
    yield variant(lambda c: c["cases"][0]["multipliers"].pop())
    yield variant(lambda c: c["cases"][0]["multipliers"].append("0"))
    for k, text in enumerate(first["multipliers"]):
        for wrong in (str(Fraction(text) + 1), str(-Fraction(text) - 1), "1/0", "x", "", 1.5, None, "1e3"):
            yield variant(lambda c, k=k, wrong=wrong: c["cases"][0]["multipliers"].__setitem__(k, wrong))


def test_a_changed_certificate_is_refused():
    statement = TRUE["the same with (6)"]
    good = find(*statement)
    assert replay(*statement, good).certificate["cases"] == good["cases"]
    assert len(good["cases"]) == 4
    assert len(list(tampered(good))) > 40
    for bad in tampered(good):
        with pytest.raises(CertificateError):
            replay(*statement, bad)


def test_a_certificate_proves_its_own_statement_only():
    found = [(statement, find(*statement)) for statement in TRUE.values()]
    for (_, mine), (other, its) in itertools.product(found, repeat=2):
        if mine != its:
            with pytest.raises(CertificateError):
                replay(*other, mine)


def test_negative_multipliers_are_for_equalities_only():
    entry = {"cases": [{"active": [], "multipliers": ["-1"]}]}
    assert replay(1, "<=", pos, [(pos, "==", 1)], entry)
    with pytest.raises(CertificateError, match=">= 0"):
        replay(1, "<=", pos, [(pos, "<=", 1)], entry)


def test_proof_names_statement_and_hypotheses():
    given = [(t, "<=", w**2)]
    proof = replay(sp.sqrt(t), "<=", w, iter(given), find(sp.sqrt(t), "<=", w, given))
    assert "t <= w**2" in proof.scope and proof.certificate["statement"] == "sqrt(t) <= w"
