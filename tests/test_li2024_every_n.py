"""What section 3 and 4 of li2024 prove in every dimension, by a second way: jets, Taylor polynomials, matrices; and the false refused."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
import sympy as sp
from independent.parametrix_series import Jet
from independent.parametrix_series import spreading as by_series

from derive import parametrix_index as index
from derive.index import Indexed, Relations
from derive.index_rules import evaluate, parse
from derive.parametrix import Jets
from derive.volterra_algebra import Parametrix, commuted
from verify.papers.li2024 import parametrix_homogeneous as printed
from verify.statements.indexed import IndexEqual
from verify.statements.matrix import MatrixEqual

EPS, T = sp.symbols("epsilon t", positive=True)
FREE = Relations()


def _inverse(a: list[list[Fraction]]) -> list[list[Fraction]]:
    return [[Fraction(int(x.p), int(x.q)) for x in row] for row in sp.Matrix(a).inv().tolist()]


def _tensor(rank: int, size: int, rng: Random) -> Any:
    return [_tensor(rank - 1, size, rng) for _ in range(size)] if rank else Fraction(rng.randint(-4, 4))


def _symmetrised(size: int, rng: Random) -> tuple[Any, Any]:
    """T symmetric in its last two indices, S in its first two and last two."""
    t, s = _tensor(3, size, rng), _tensor(4, size, rng)
    axes = range(size)
    t = [[[t[k][i][j] + t[k][j][i] for j in axes] for i in axes] for k in axes]
    s = [[[[s[k][m][i][j] + s[m][k][i][j] + s[k][m][j][i] + s[m][k][j][i] for j in axes] for i in axes] for m in axes] for k in axes]
    return t, s


def _place(size: int, rng: Random, *, unit: bool = False) -> dict[str, Any]:
    """Numbers for all letters; A = 1 with `unit`."""
    entries = {1: [[3]], 2: [[3, 1], [1, 2]], 3: [[3, 1, 0], [1, 2, 1], [0, 1, 4]]}[size]
    a = [[Fraction(int(i == j) if unit else entries[i][j]) for j in range(size)] for i in range(size)]
    t, s = _symmetrised(size, rng)
    vectors = {name: _tensor(1, size, rng) for name in ("e", "u", "v")}
    inverse = _inverse(a)
    f = [sum(inverse[i][j] * vectors["e"][j] for j in range(size)) for i in range(size)]
    return {"A": a, "B": inverse, "T": t, "S": s, "f": f, "w": Fraction(1, 4 * 4 * 3), "s": Fraction(4), **vectors}  # eps = 2, t = 3


def _value(expression: Indexed, place: dict[str, Any], size: int) -> Fraction:
    return evaluate(expression, place, [], dimension=size, relations=FREE)


def _numbers(ring: Jets, place: dict[str, Any]) -> dict[sp.Symbol, sp.Rational]:
    """The same numbers for the symbols of a jet ring."""
    found: dict[str, Fraction] = {"epsilon": Fraction(2), "t": Fraction(3)}
    a = place["A"]
    found["det_A"] = a[0][0] * a[1][1] - a[0][1] ** 2 if ring.size == 2 else Fraction(0)
    for i in range(ring.size):
        for letter, name in (("eta", "e"), ("v", "v"), ("u", "u")):
            found[f"{letter}_{i + 1}"] = place[name][i]
        for j in range(i, ring.size):
            base = f"A_{i + 1}{j + 1}"
            found[base] = a[i][j]
            for k in range(ring.size):
                found[f"{base}_{k + 1}"] = place["T"][k][i][j]
                for m in range(k, ring.size):
                    found[f"{base}_{k + 1}{m + 1}"] = place["S"][k][m][i][j]
    return {sp.Symbol(name): sp.Rational(value.numerator, value.denominator) for name, value in found.items()}


@pytest.mark.parametrize(("size", "name"), [(1, "time_rate"), (1, "transport"), (1, "spreading"), (2, "time_rate"), (2, "defect")])
def test_index_notation_agrees_with_jets(size: int, name: str) -> None:
    rng = Random(size)
    ring, place = Jets(size, EPS, T), _place(size, rng)
    jets = getattr(ring, name)()
    numbers = {symbol.name: value for symbol, value in _numbers(ring, place).items()}
    value = jets.subs({symbol: numbers[symbol.name] for symbol in jets.free_symbols})
    assert value == _value(getattr(index, name)(), place, size) != 0


def test_three_variables_agree_with_taylor_polynomials() -> None:
    place = _place(3, Random(7), unit=True)
    first = tuple(map(sp.Matrix, place["T"]))
    second = tuple(tuple(map(sp.Matrix, row)) for row in place["S"])
    value = by_series(Jet(sp.Matrix(place["e"]), first, second), EPS, T).subs({EPS: 2, T: 3})
    assert value == _value(index.spreading(), place, 3) != 0


@pytest.mark.parametrize("j", [0, 1, 2, 3, 4])
def test_a_changed_symbol_is_noticed(j: int) -> None:
    """(3.12) with one P_j doubled is refuted by its own grade and by no other."""
    wrong = printed.printed_spreading() + parse(printed.FACTORS[j]) * parse(printed.P[j])
    verdicts = [(part.prove() is not None, part.refute(Random(1)).witness is not None)
                for _, part in printed.term_by_term(index.spreading(), wrong)]
    assert sorted(verdicts) == [(False, True)] + [(True, False)] * 6


def test_a_term_of_another_degree_is_noticed() -> None:
    wrong = printed.printed_spreading() + parse("w*w*f[i]*f[i]*f[j]*f[j]*f[k]*v[k]")
    assert any(part.refute(Random(1)).witness is not None for _, part in printed.term_by_term(index.spreading(), wrong))


def test_second_derivatives_agree_with_jets() -> None:
    ring, place = Jets(1, EPS, T), _place(1, Random(3))
    ratio = ring.next_derivative(ring.gradient()[0], 0)
    numbers = {symbol.name: value for symbol, value in _numbers(ring, place).items()}
    value = ratio.subs({symbol: numbers[symbol.name] for symbol in ratio.free_symbols})
    found = evaluate(index.differentiated(index.gradient(), "p"), place, ["k", "p"], dimension=1, relations=FREE)
    assert found == [[value]]


def test_higher_tensors_are_drawn() -> None:
    """An identity of tensors with three indices is proved, a false one refuted by numbers."""
    right = IndexEqual(parse("T[i,j,k]*f[i]*f[j]*v[k]"), parse("T[j,i,k]*f[i]*f[j]*v[k]"))
    wrong = IndexEqual(parse("T[i,j,k]*f[i]*u[j]*v[k]"), parse("T[j,i,k]*f[i]*u[j]*v[k]"))
    assert right.prove() is not None and right.refute(Random(1)).witness is None
    assert wrong.prove() is None and wrong.refute(Random(1)).witness is not None


def test_the_improved_parametrix_on_any_space() -> None:
    k = Parametrix.new()
    one = k.algebra.one
    assert MatrixEqual(k.operator * k.improved(4), one - k.correction(5)).prove() is not None
    for wrong in (one - k.correction(4), one + k.correction(5), -k.correction(5)):
        statement = MatrixEqual(k.operator * k.improved(4), wrong)
        assert statement.prove() is None and statement.refute(Random(1)).witness is not None


def test_a_commutator_with_the_wrong_factor() -> None:
    right, wrong = MatrixEqual(*commuted("s")), MatrixEqual(*commuted("h"))
    assert right.prove() is not None and wrong.prove() is None
    assert wrong.refute(Random(1)).witness is not None
