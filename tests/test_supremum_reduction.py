"""Shortcuts of the reduction against the longer ways that they stand for."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

from numerics.supremum import outside, reduction
from numerics.supremum.outside import Outside
from numerics.supremum.ray import Ray

X, Y, Z, T = sp.symbols("x y z t", real=True)
TERMS = (
    sp.cos(X + 2 * Y), sp.exp(-((X - 3 * Y) ** 2)), 1 / sp.sqrt(1 + (X + Y + Z) ** 2), sp.sin(X) * sp.cos(3 * Y), sp.exp(-(X**2) - Y**2),
    sp.sin(X + Y) * sp.exp(X + Y), X * Y, sp.exp(X) * sp.exp(2 * Y), sp.cos(X - T), sp.cosh(X / 2 - Y), sp.log(X + Y), X + Y**2,
)
POTENTIALS = (
    sp.sin(X) * sp.cos(3 * Y) + sp.exp(-(X**2) - Y**2), sp.cos(X) * sp.cos(Y), sp.cos(X) * sp.cos(Y) + (X + Y) * (X - Y) * 3,
    sp.cos(X) * sp.sin(Y) + sp.exp(-((X + Y) ** 2)), sp.cos(X) * sp.cos(Y) + sp.cos(Z) + sp.exp(-((X - Y) ** 2)),
    sp.cos(X) + sp.exp(-X * Y), sp.cos(X) * sp.cos(Y) + sp.sqrt(2) * (sp.cosh(X + Y) + sp.cosh(X - Y)),
)


@pytest.mark.parametrize("term", TERMS)
def test_two_points_say_no_direction_only_where_there_is_none(monkeypatch: pytest.MonkeyPatch, term: sp.Expr) -> None:
    found = reduction.direction(term, (X, Y, Z))
    assert reduction._bends(term, tuple(s for s in (X, Y, Z) if s in term.free_symbols)) <= (found is None)
    monkeypatch.setattr(reduction, "_bends", lambda *_: False)
    assert found == reduction.direction(term, (X, Y, Z))


def test_two_points_say_no_for_what_has_none() -> None:
    for term in (sp.sin(X) * sp.cos(3 * Y), sp.exp(-(X**2) - Y**2), X * Y):
        assert reduction._bends(term, (X, Y))


@pytest.mark.parametrize("V", POTENTIALS)
def test_pieces_are_those_without_the_shortcut(monkeypatch: pytest.MonkeyPatch, V: sp.Expr) -> None:
    found = reduction.pieces(V, (X, Y, Z), free=True)
    monkeypatch.setattr(reduction, "_is_mixed", lambda *_: False)
    assert found == reduction.pieces(V, (X, Y, Z), free=True)


@pytest.mark.parametrize(("factor", "sides"), [(1, 2), (X, 3), (1 + X * Y / 9, 4)])
def test_one_side_of_an_even_potential_is_enough(monkeypatch: pytest.MonkeyPatch, factor: sp.Expr, sides: int) -> None:
    V, line = factor * sp.exp(-(X**2) - Y**2), (None, None)
    rest, asked = Outside(V, (X, Y), {X: line, Y: line}, 3), []
    plain = outside.enclosures
    monkeypatch.setattr(outside, "enclosures", lambda entries, env: asked.append(env) or plain(entries, env))
    found = rest.bound(Fraction(4))
    assert len(asked) == sides
    monkeypatch.setattr(Outside, "rays", lambda _, x, radius: [Ray(radius, None), Ray(None, -radius)])
    assert found == rest.bound(Fraction(4)) < 1
