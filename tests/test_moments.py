"""Gaussian moments of quadratic forms: three separate methods, the paper's lines, and the float table."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from math import comb, prod
from typing import Any

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from derive.moments import expectation, multi_indices, multiplied, quadratic_form, table
from derive.pairings import (
    averaged,
    by_cycles,
    by_pairings,
    contract,
    index_pairings,
    pairing,
    quadratic_moment,
)
from derive.trace import Tr, TracePolynomial, evaluate, prove_equal
from numerics.moment_table import moment_table, plan

Terms = list[tuple[Any, Any]]  # coefficient, and what it multiplies

E10_INDICES: Terms = [(1, "ab cd"), (2, "ad bc")]
E11_INDICES: Terms = [
    (1, "ab cd ef"),
    *((2, p) for p in ("ab cf de", "af cd be", "ad bc ef")),
    *((4, p) for p in ("ad be cf", "af bc de")),
]
E11_TRACES: Terms = [
    (1, [("s", "A"), ("s", "B"), ("s", "C")]),
    (2, [("s", "A"), ("s", "B", "s", "C")]),
    (2, [("s", "B"), ("s", "C", "s", "A")]),
    (2, [("s", "C"), ("s", "B", "s", "A")]),
    (8, [("s", "A", "s", "B", "s", "C")]),
]


def traces(terms: Terms) -> TracePolynomial:
    one = Tr("A") * 0 + 1
    return sum((c * prod((Tr(*w) for w in words), start=one) for c, words in terms), 0 * one)


def symmetric(n: int, rng: random.Random) -> fmpq_mat:
    """A random symmetric matrix without zeros, so that no value vanishes by accident for n = 1."""
    entry = {
        (i, j): fmpq(rng.choice([-1, 1]) * rng.randint(1, 9), rng.randint(1, 5))
        for i in range(n)
        for j in range(i, n)
    }
    return fmpq_mat(n, n, [entry[min(i, j), max(i, j)] for i in range(n) for j in range(n)])


@pytest.mark.parametrize("letters", ["", "A", "AB", "ABC", "ABCD", "ABCDE", "AAAA", "AABBA", "A1B", "1111"])
def test_pairings_and_cycles_agree(letters: str) -> None:
    assert by_pairings(*letters) == by_cycles(*letters) == quadratic_moment(*letters)
    assert by_pairings(*letters, covariance="1") == by_cycles(*letters, covariance="1")


@pytest.mark.parametrize("k", range(6))
def test_number_of_pairings(k: int) -> None:
    pairings = index_pairings(k)
    assert len(set(pairings)) == len(pairings) == prod(range(1, 2 * k, 2))
    assert sum(c for _, c in by_cycles(*"ABCDE"[:k]).terms) == prod(range(1, 2 * k, 2))


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("letters", ["A", "AB", "ABC", "ABCD", "AAB", "A1B"])
def test_against_integration_of_the_expanded_polynomial(n: int, letters: str) -> None:
    rng = random.Random(f"{n} {letters}")
    identity = fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])
    at = {x: symmetric(n, rng) for x in "sABCD"}
    polynomial = {(0,) * n: fmpq(1)}
    for x in letters:
        polynomial = multiplied(polynomial, quadratic_form(at.get(x, identity)))
    expected = expectation(polynomial, table(at["s"], 2 * len(letters)))
    assert expected != 0
    assert evaluate(quadratic_moment(*letters), at) == expected


def test_e10_and_e11_as_printed() -> None:
    e10 = Tr("s", "A") * Tr("s", "B") + 2 * Tr("s", "A", "s", "B")
    assert prove_equal(quadratic_moment("A", "B"), e10) is not None
    assert prove_equal(contract(E10_INDICES, "AB"), e10) is not None
    assert prove_equal(quadratic_moment("A", "B", "C"), traces(E11_TRACES)) is not None
    assert prove_equal(contract(E11_INDICES, "ABC"), traces(E11_TRACES)) is not None


def test_index_forms_agree_under_the_symmetries_of_the_forms() -> None:
    for terms, k in ((E10_INDICES, 2), (E11_INDICES, 3)):
        assert averaged(terms, k) == dict.fromkeys(index_pairings(k), Fraction(1))
        # Without the symmetries they are not the Wick sum.
        assert {pairing(p, k): c for c, p in terms} != dict.fromkeys(index_pairings(k), 1)


def coefficient_mutants(terms: Terms) -> Iterator[Terms]:
    for i, (c, what) in enumerate(terms):
        for new in {-c, 0, c + 1, c - 1, 2 * c, Fraction(c, 2)} - {c}:
            yield [*terms[:i], (new, what), *terms[i + 1 :]]


def test_every_mutant_of_e11_differs() -> None:
    rng = random.Random(3)
    at = {x: symmetric(3, rng) for x in "sABC"}
    truth = quadratic_moment(*"ABC")
    value = evaluate(truth, at)
    seen = 0
    for mutant in coefficient_mutants(E11_TRACES):
        assert prove_equal(truth, traces(mutant)) is None
        assert evaluate(traces(mutant), at) != value
        seen += 1
    for mutant in coefficient_mutants(E11_INDICES):
        assert prove_equal(truth, contract(mutant, "ABC")) is None
        assert averaged(mutant, 3) != dict.fromkeys(index_pairings(3), Fraction(1))
        seen += 1
    # Each index term with one pair of indices exchanged across two of its pairs.
    for i, (c, text) in enumerate(E11_INDICES):
        for p in range(6):
            for q in range(p + 1, 6):
                names = list(text.replace(" ", ""))
                names[p], names[q] = names[q], names[p]
                moved = pairing(" ".join("".join(names[j : j + 2]) for j in (0, 2, 4)), 3)
                mutant = [*E11_INDICES[:i], (c, moved), *E11_INDICES[i + 1 :]]
                same_loops = contract([(1, moved)], "ABC") == contract([(1, text)], "ABC")
                assert (prove_equal(truth, contract(mutant, "ABC")) is not None) is same_loops
                seen += 1
    assert seen >= 110


def test_e10_mutants_differ() -> None:
    for mutant in coefficient_mutants(E10_INDICES):
        assert prove_equal(quadratic_moment("A", "B"), contract(mutant, "AB")) is None


def test_one_variable() -> None:
    moments = table(fmpq_mat(1, 1, [3]), 12)
    for m in range(13):
        assert moments[(m,)] == (0 if m % 2 else prod(range(1, m, 2)) * 3 ** (m // 2))
    shifted = table(fmpq_mat(1, 1, [3]), 3, [2])
    assert [shifted[(m,)] for m in range(4)] == [1, 2, 4 + 3, 8 + 3 * 2 * 3]


@pytest.mark.parametrize("bad", ["ab", "ab cc", "ab ce", "abc d", "ab dx"])
def test_malformed_pairings_are_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="must pair"):
        contract([(1, bad)], "AB")
    with pytest.raises(ValueError, match="must pair"):
        contract([(1, frozenset(frozenset(p) for p in bad.split()))], "AB")
    with pytest.raises(ValueError, match="must pair"):
        averaged([(1, frozenset(frozenset(p) for p in bad.split()))], 2)


def test_inexact_index_coefficients_are_refused() -> None:
    with pytest.raises(TypeError, match="coefficient must"):
        contract([(0.5, "ab cd")], "AB")  # type: ignore[list-item]
    with pytest.raises(ValueError, match="`k` must"):
        index_pairings(14)


@pytest.mark.parametrize(
    ("n", "order", "centred"), [(1, 9, True), (2, 8, False), (3, 7, False), (4, 6, True)]
)
def test_float_table_equals_exact_table(n: int, order: int, centred: bool) -> None:
    rng = random.Random(n)
    covariance = symmetric(n, rng)
    # Dyadic entries are floats exactly, so the only error left is the recursion's own.
    covariance = fmpq_mat(n, n, [fmpq(int(x * 8), 8) for x in covariance.entries()])
    mean = None if centred else [fmpq(rng.randint(-9, 9), 4) for _ in range(n)]
    positive = fmpq_mat(n, n, [abs(x) for x in covariance.entries()])
    size = table(positive, order, [abs(x) for x in mean or [0] * n])
    exact = table(covariance, order, mean)
    got = moment_table(
        [[float(Fraction(str(covariance[i, j]))) for j in range(n)] for i in range(n)],
        order,
        mean=None if mean is None else [float(Fraction(str(x))) for x in mean],
    )
    assert len(got.values) == len(exact) == comb(order + n, n)
    g = Fraction((n + 3) * order, 2**53)
    nonzero = 0
    for m, value in exact.items():
        error = abs(Fraction(float(got[m])) - Fraction(str(value)))
        assert error <= g / (1 - g) * Fraction(str(size[m]))
        nonzero += value != 0
    assert nonzero > len(exact) // 3


@pytest.mark.parametrize(("n", "order"), [(1, 0), (1, 5), (2, 0), (3, 4), (5, 3)])
def test_rows_and_index_are_inverse(n: int, order: int) -> None:
    got = moment_table(np.eye(n), order)
    assert [got.index(m) for m in got.multi_indices] == list(range(comb(order + n, n)))
    rows = {tuple(map(int, m)) for m in got.multi_indices}
    assert rows == {m for d in range(order + 1) for m in multi_indices(n, d)}
    steps = plan(n, order)
    assert not steps.lowered[steps.weight == 0].any()
    for bad in ([0] * (n + 1), [order + 1] + [0] * (n - 1), [-1] + [0] * (n - 1)):
        with pytest.raises(KeyError, match="must be"):
            got.index(bad)


def test_batches_and_plans() -> None:
    rng = np.random.default_rng(5)
    a = rng.normal(size=(4, 3, 3))
    covariances, means = a + np.swapaxes(a, 1, 2), rng.normal(size=(4, 3))
    steps = plan(3, 5)
    together = moment_table(covariances, 5, mean=means, using=steps)
    assert together.values.shape == (4, comb(8, 3))
    for i in range(4):
        alone = moment_table(covariances[i], 5, mean=means[i])
        np.testing.assert_allclose(together.values[i], alone.values, rtol=1e-12, atol=1e-12)
    assert together[(1, 0, 0)].tolist() == means[:, 0].tolist()


@pytest.mark.parametrize(
    ("covariance", "options", "message"),
    [
        ([[1.0, 2.0], [2.5, 1.0]], {}, "symmetric"),
        ([1.0, 2.0], {}, "symmetric"),
        ([[1.0, 2.0]], {}, "symmetric"),
        ([[float("nan")]], {}, "finite"),
        ([[1j]], {}, "finite real"),
        ([[1.0]], {"mean": [1.0, 2.0]}, "shape"),
        ([[1.0]], {"using": plan(1, 7)}, "plan"),
        ([[1e200]], {}, "overflows"),
    ],
)
def test_float_table_refuses(covariance: object, options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        moment_table(covariance, 4, **options)  # type: ignore[arg-type]


def test_exact_table_refuses() -> None:
    with pytest.raises(ValueError, match="symmetric"):
        table(fmpq_mat(2, 2, [1, 2, 3, 4]), 2)
    with pytest.raises(ValueError, match="`order` must"):
        table(fmpq_mat(1, 1, [1]), -1)
    with pytest.raises(ValueError, match="`mean` must"):
        table(fmpq_mat(1, 1, [1]), 1, [1, 2])
    with pytest.raises(ValueError, match="at least"):
        plan(0, 2)
