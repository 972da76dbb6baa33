"""Potentials of many particles: the sum, and enclosures of its norms against closed forms and against the sum itself."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import cos, pi, sqrt

import numpy as np
import pytest
import sympy as sp

from derive.formula import FormulaError
from derive.many_body import ManyBody, Term, term, total
from numerics.supremum import norms
from numerics.supremum.many_body import curvatures_of, norms_of

Given = tuple[str, int, str | Sequence[Sequence[int]]]


def system(particles: int, dimension: int, *given: Given) -> ManyBody:
    terms: list[Term] = []
    for text, bodies, which in given:
        terms.append(term(text, bodies=bodies, which=which, particles=particles, dimension=dimension))
    return ManyBody(particles, dimension, tuple(terms))


def test_the_sum_written_out() -> None:
    assert total(system(2, 2, ("r^2", 2, "all"))).expression == sp.sympify("(x1 - x2)**2 + (y1 - y2)**2", locals={
        name: sp.Symbol(name, real=True) for name in ("x1", "x2", "y1", "y2")})
    assert total(system(3, 1, ("x1*x2^2", 2, "chain"))).text == "x1*x2**2 + x2*x3**2"
    assert total(system(3, 1, ("x1*x2*x3^2", 3, [[3, 1, 2]]))).text == "x1*x2**2*x3"
    assert total(system(3, 1, ("cos(x)", 1, [2]))).text == "cos(x2)"
    with pytest.raises(FormulaError, match="must be few"):
        total(system(200, 1, ("cos(x)", 2, "all")))


def test_tuples() -> None:
    assert system(3, 1, ("x", 2, "ring")).terms[0].tuples == ((1, 2), (2, 3), (3, 1))
    assert system(4, 1, ("x1*x3", 3, "chain")).terms[0].tuples == ((1, 2, 3), (2, 3, 4))
    assert len(system(447, 1, ("x", 2, "all")).terms[0].tuples) == 447 * 446 // 2
    for which in ("rings", [[1, 1]], [[1, 4]], [[1]], [[True, 2]], [], 3, [["1", 2]], [None]):
        with pytest.raises(FormulaError, match=r"^`which` must"):
            system(3, 1, ("x", 2, which))  # type: ignore[arg-type]
    with pytest.raises(FormulaError, match="add a particle"):
        system(2, 1, ("x", 2, "ring"))
    with pytest.raises(FormulaError, match="100000 tuples"):
        system(1000, 1, ("x", 2, "all"))


def test_what_terms_may_not_be() -> None:
    for text, words in (("x*t", "must not depend on t"), ("y", "known names"), ("x1 - x", "known names")):
        with pytest.raises(FormulaError, match=words):
            system(2, 1, (text, 2, "all"))


CLOSED = {  # the exact second norm
    "chain of springs": (system(5, 1, ("x^2/2", 2, "chain")), 4 * cos(pi / 10) ** 2),
    "ring of springs": (system(6, 1, ("x^2/2", 2, "ring")), 4.0),
    "all springs in a trap": (system(7, 3, ("r^2/2", 2, "all"), ("3*r^2/2", 1, "all")), 10.0),
    "chain of cosines": (system(4, 1, ("cos(x)", 2, "chain")), 4 * cos(pi / 8) ** 2),
    "all cosines": (system(5, 1, ("cos(x)", 2, "all")), 5.0),
    "free particles": (system(9, 1, ("sin(2*x)", 1, "all")), 4.0),
}


@pytest.mark.parametrize("name", CLOSED)
def test_second_norms_with_a_closed_form(name: str) -> None:
    given, exact = CLOSED[name]
    found = norms_of(given)[0]
    assert found.low <= exact * (1 + 1e-14)
    assert found.high >= exact * (1 - 1e-14)
    assert found.width < 1e-9


def test_curvatures_have_signs() -> None:
    """The largest eigenvalue of a trap with repelling springs, and minus its least, which is of the relative motion."""
    top, bottom = curvatures_of(system(2, 1, ("3*x^2/2", 1, "all"), ("-x^2", 2, "all")))
    assert top.low <= 3 <= top.high
    assert bottom.low <= 1 <= bottom.high
    assert max(top.high - top.low, bottom.high - bottom.low) < 1e-9


@pytest.mark.parametrize("given", [
    (("cos(x)", 2, "all"),), (("x^2*exp(-x^2) + tanh(x)", 2, "all"),),
])  # fmt: skip
def test_two_particles_agree_with_the_sum_itself(given: tuple[Given, ...]) -> None:
    """The sum is a potential of two coordinates, which the search for one encloses by itself."""
    both = system(2, 1, *given)
    whole = total(both)
    coarse = {"tolerance": Fraction(1, 100), "budget": 400}
    for ours, theirs in zip(norms_of(both, **coarse), norms(whole.expression, whole.coordinates, **coarse), strict=True):  # type: ignore[arg-type]
        assert ours.high >= theirs.low
        assert ours.low <= theirs.high


def test_third_norm_of_pairs_is_reached_at_two_particles() -> None:
    """cos(x1 - x2) has the third norm 2 sqrt 2."""
    found = norms_of(system(2, 1, ("cos(x)", 2, "all")))[1]
    assert found.low <= 2 * sqrt(2) * (1 + 1e-14)
    assert found.high >= 2 * sqrt(2) * (1 - 1e-14)
    assert found.width < 1e-9


def test_random_points_stay_below() -> None:
    """A second method: derivatives of the sum along random directions at random points, in floats."""
    given = system(3, 2, ("1/sqrt(r^2 + 1)", 2, "ring"), ("cos(x)*exp(-y^2)", 1, [1]))
    whole, rng = total(given), np.random.default_rng(1)
    bounds = norms_of(given, tolerance=Fraction(1, 100), budget=400)
    s = sp.Symbol("s", real=True)
    best = [0.0, 0.0]
    for _ in range(12):
        x, u = rng.normal(size=6), rng.normal(size=6)
        u /= np.linalg.norm(u)
        along = whole.expression.subs({c: a + s * b for c, a, b in zip(whole.coordinates, x, u, strict=True)})
        for j in (2, 3):
            best[j - 2] = max(best[j - 2], abs(float(sp.diff(along, s, j).subs(s, 0))))
    for value, bound in zip(best, bounds, strict=True):
        assert 0 < value <= bound.high
        assert bound.low > value / 2  # not far below what chance finds


def test_unbounded_and_unknown() -> None:
    for given in ((("x^4", 1, "all"), ("cos(x)", 2, "all")), (("x^4", 2, "chain"), ("x^4", 1, "all"))):
        found = norms_of(system(3, 1, *given))
        assert [each.finite for each in found] == [False, False]
    cancels = norms_of(system(2, 1, ("x^4", 1, "all"), ("-x^4", 1, "all")))
    assert [each.finite for each in cancels] == [None, None]
    assert "give a box" in cancels[0].how
    boxed = norms_of(system(2, 1, ("x^4", 1, "all")), {"x": (-1, 1)})
    assert boxed[0].low <= 12 * (1 + 1e-12)
    assert boxed[0].high >= 12
    assert boxed[0].width < 1e-9
    assert boxed[1].high >= 24 * (1 - 1e-12)


@pytest.mark.slow
def test_many_particles() -> None:
    """300 particles, 45150 terms: between the number of pairs of one particle, and that of particles."""
    found = norms_of(system(300, 1, ("1/sqrt(x^2 + 1)", 2, "all"), ("x^2/2", 1, "all")))[0]
    assert 297 < found.low <= found.high < 302
