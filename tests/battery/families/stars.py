"""The star product: li2024's composition of symbols, the Moyal bracket of hrr2023 (1) and layton2026's partial Wigner transform."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from derive import weyl
from derive.canonical_pairs import CanonicalPairs
from verify.statement import Statement
from verify.statements.scalar import Equal
from verify.variables import Variables

from ..language import exact, split
from ..operators import StarTruth
from ..planted import Planted, pair

CALLS: dict[str, Callable[..., Any]] = {
    "star": weyl.star, "commutator": weyl.commutator, "anticommutator": weyl.anticommutator,
    "twice": weyl.double_commutator,
}


def _build(text: str) -> Statement:
    where = Variables()
    x, p, h = where.declare("x", low=-sp.oo), where.declare("p", low=-sp.oo), where.declare("h")
    at = CanonicalPairs((x,), (p,), h)
    known: dict[str, Any] = {"x": x, "p": p, "h": h}
    calls = {name: (lambda *parts, call=call: call(*parts, at).expression) for name, call in CALLS.items()}
    left, _, right = split(text)
    return Equal(exact(left, {**known, **calls}), exact(right, known), where)


def star(name: str, source: str, left: str, true: str, false: str, slip: str, *, gross: bool = False) -> list[Planted]:
    """A pair of statements with one left side."""
    texts = [f"{left} == {right}" for right in (true, false)]
    first, second = (StarTruth(text) for text in texts)
    return pair(name, source, slip, (lambda: _build(texts[0]), first), (lambda: _build(texts[1]), second), 1,
    gross=gross)


PLANTED: list[Planted] = [
    *star("momentum before position", "li2024 composition", "star(p, x)", "x*p - I*h/2", "x*p + I*h/2", "sign of i"),
    *star("squares", "li2024 composition", "star(x**2, p**2)", "x**2*p**2 + 2*I*h*x*p - h**2/2",
          "x**2*p**2 + 2*I*h*x*p + h**2/2", "sign of the second order"),
    *star("squares reversed", "li2024 composition", "star(p**2, x**2)", "x**2*p**2 - 2*I*h*x*p - h**2/2",
          "x**2*p**2 + 2*I*h*x*p - h**2/2", "order of factors"),
    *star("oscillator squared", "li2024 composition", "star(x**2 + p**2, x**2 + p**2)", "(x**2 + p**2)**2 - h**2",
          "(x**2 + p**2)**2 - h**2/4", "1/4 for 1"),
    *star("commutator of cubes", "hrr2023 (1)", "commutator(x**3, p**3)", "9*I*h*x**2*p**2 - 3*I*h**3/2",
          "9*I*h*x**2*p**2 + 3*I*h**3/2", "sign of the third order"),
    *star("commutator of a square and a cube", "hrr2023 (1)", "commutator(p**2, x**3)", "-6*I*h*x**2*p",
          "-6*I*h*x**2*p - 2*h**2*x", "ordering term"),
    *star("commutator with the energy", "hrr2023 (1)", "commutator(p**2/2 + x**4/4, x)", "-I*h*p", "I*h*p",
          "sign of a commutator"),
    *star("anticommutator of squares", "layton2026 (9)", "anticommutator(x**2, p**2)", "2*x**2*p**2 - h**2",
          "2*x**2*p**2 - 2*h**2", "2 for 1"),
    *star("anticommutator of a product", "layton2026 (9)", "anticommutator(x*p, x*p)", "2*x**2*p**2 + h**2/2",
          "2*x**2*p**2 - h**2/2", "sign"),
    *star("double commutator", "li2024 Lindblad", "twice(x, x, p**3)", "-6*h**2*p", "-3*h**2*p",
          "the second derivative of a cube"),
    *star("double commutator of momenta", "li2024 Lindblad", "twice(p, p, x**2*p)", "-2*h**2*p", "2*h**2*p",
          "i squared"),
    *star("quartic force", "hrr2023 (1)", "commutator(x**4, p**3)", "12*I*h*x**3*p**2 - 6*I*h**3*x",
          "12*I*h*x**3*p**2 - 24*I*h**3*x", "1/4 lost"),
    *star("cubic with a linear term", "li2024 composition", "star(x + p, x**2)", "x**3 + x**2*p - I*h*x",
          "x**3 + x**2*p - I*h*x/2", "1/2 of the bracket"),
]
