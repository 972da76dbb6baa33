"""Constants of the bounds on iterated remainders and on a product of Gaussians: the quadratures, the search, and what must not pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import sympy as sp
from scipy.integrate import quad

from derive.explicit_parametrix import LINE, PLANE, Example, S
from numerics import gaussian_product, iterated_constants, iterated_directly
from numerics.gaussian_product import LEFT, Product
from numerics.iterated_constants import CORRECTIONS, Correction, by_definition, by_formula, largest, profile
from numerics.iterated_kernel import COARSE, FINE, Interpolant, Rule, scaled
from verify.statements.iterated_ratio import TIMES, IteratedRatio
from verify.statements.simulated import Simulated, trial

ONE, SIXTEENTH, SMALL, SHORT = sp.Integer(1), sp.Rational(1, 16), sp.Rational(1, 256), sp.Rational(1, 65536)
PLAIN = CORRECTIONS[0]
FINER = Rule(18, 0.4, 16.0, 0.14, 0.3)
BY_Y = next(case for case in CORRECTIONS if case.direction == "y")
_X = LINE.point[0]
LINEAR = Example((_X,), sp.ImmutableMatrix([[1]]), (_X,), (_X * sp.exp(S),))
"""A = 1, v = x: R_1 is a polynomial times a Gaussian, and so is the integral over z."""


@pytest.fixture
def afresh() -> Iterator[None]:
    """No search of another test is reused, and none of this one is left."""
    for search in (iterated_constants.worst, gaussian_product.worst):
        search.cache_clear()
    yield
    for search in (iterated_constants.worst, gaussian_product.worst):
        search.cache_clear()


def linear_second(x: float, q: float, eps: float, t: float) -> float:
    """R_2 for LINEAR, phi^(-s)(y) = q e^(t - s): R_1 = (x - p)^2/(2 eps^2 t) K_0, moments of the Gaussian in z by hand, one quad in s."""
    def over_z(s: float) -> float:
        d, stretch = t - s, np.exp(s - t)
        late, early, eta = 2 * eps**2 * d, 2 * eps**2 * s, x - q
        total = late + stretch**2 * early  # variance of x - stretch z + stretch (z - phi^(-s)(y)) = eta
        one, other = late * eta / total, stretch * early * eta / total
        spread, its, both = late * stretch**2 * early / total, late * early / total, -stretch * late * early / total
        moment = (one**2 + spread) * (other**2 + its) + 4 * one * other * both + 2 * both**2
        return float(moment / (late * early) * np.exp(-(eta**2) / (2 * total)) / np.sqrt(2 * np.pi * total))

    return float(quad(over_z, 0, t, epsabs=0, epsrel=1e-11)[0])


@pytest.mark.parametrize(("eps", "t"), [(1.0, 1.0), (1 / 256, 1.0), (1.0, 1 / 256), (1 / 256, 1 / 65536)])
@pytest.mark.parametrize("zeta", [-3.0, 0.2, 2.5])
def test_the_second_remainder_of_a_linear_flow_in_closed_form(eps: float, t: float, zeta: float) -> None:
    p = 0.7
    exact = linear_second(p + eps * t**0.5 * zeta, p, eps, t)
    for rule, error in ((COARSE, 1e-3), (FINE, 1e-5), (Rule(24, 0.4, 16.0, 0.18, 0.4), 1e-9)):
        assert abs(scaled(LINEAR, 2, p, eps, t, rule=rule)(np.array([zeta]))[0] / (eps * t**0.5) - exact) < error * exact
    found = iterated_directly.derivative(LINEAR, 2, (zeta, p), eps, t, order=0)
    assert abs(found.value - exact) <= found.error < 1e-4 * exact


def test_the_interpolant_and_its_derivatives() -> None:
    nodes, places = np.arange(-45, 46) * 0.4, np.array([-7.1, -0.4, 0.0, 0.3, 2.0])
    found, shape = Interpolant(nodes, nodes * np.exp(-(nodes**2) / 4)), np.exp(-(places**2) / 4)
    assert abs(found(places) - places * shape).max() < 1e-12
    assert abs(found.derivative()(places) - (1 - places**2 / 2) * shape).max() < 1e-12
    assert abs(found.derivative().derivative()(places) - (places**3 / 4 - 3 * places / 2) * shape).max() < 1e-12


@pytest.mark.parametrize("case", CORRECTIONS, ids=Correction.name)
@pytest.mark.parametrize(("eps", "t"), [(ONE, ONE), (SMALL, ONE), (ONE, SMALL), (SMALL, SHORT)])
def test_both_methods_agree_anywhere(case: Correction, eps: sp.Rational, t: sp.Rational) -> None:
    place = (-1.7, 1.3)
    one, other = (float(profile(case, place[1], float(eps), float(t), np.array(place[:1]), rule)[0]) for rule in (FINE, FINER))
    defined = by_definition(case, place, eps, t)
    assert abs(other - defined.value) <= defined.error + 1e-4 * other and defined.error < 0.02 * other
    assert abs(one - other) < 0.01 * other


@pytest.mark.parametrize("example", [LINE, PLANE])
@pytest.mark.parametrize(("eps", "t"), [(ONE, ONE), (SMALL, ONE), (ONE, SHORT)])
@pytest.mark.parametrize("theta", [0.05, 0.9, 1.5])
def test_both_methods_agree_for_the_product(example: Example, eps: sp.Rational, t: sp.Rational, theta: float) -> None:
    place = (*(1.1, -0.6)[: example.size], *(0.4, 1.5)[: example.size], theta)
    one = gaussian_product.by_formula(Product(example), place, eps, t)
    other = gaussian_product.by_definition(Product(example), place, eps, t)
    assert abs(one - other.value) <= other.error < 1e-4 * one


def test_the_product_without_a_flow_in_closed_form() -> None:
    still = Example((_X,), LINE.matrix, (sp.Integer(0),), (_X,))
    found = gaussian_product.by_formula(Product(still), (3.0, 1.0, 0.6), ONE, ONE)
    assert abs(found - float(sp.sqrt(sp.pi / LEFT)) * np.exp(-9 * float(LEFT / 2))) < 1e-9


def test_a_worst_point_is_worse_than_others() -> None:
    found = PLAIN.worst(SIXTEENTH, TIMES)
    assert found.inside and found.one.agrees(found.other) and found.one.error < 0.01
    assert all(by_formula(PLAIN, (z, p), SIXTEENTH, t) <= found.one.value + found.one.error
               for z in (-6, 0.5, 2) for p in (-40, 0, 1, 7) for t in TIMES)


@pytest.mark.parametrize("case", [CORRECTIONS[0], CORRECTIONS[1], CORRECTIONS[2], BY_Y], ids=Correction.name)
def test_nothing_larger_lies_far_out_or_between_the_sampled_scales(case: Correction) -> None:
    top = case.worst(ONE, TIMES).one
    few = [(p, eps, t) for p in (-600.0, 600.0) for eps in (1.0, 1 / 256) for t in (1.0, 1 / 256)]
    few += [(p, eps, t) for p in (-3.0, 0.0, 3.5) for eps in (0.7, 1 / 4) for t in (1.0, 1 / 4, 2.0**-20)]
    assert max(largest(case, *place, COARSE)[0] for place in few) < 1.01 * top.value + top.error


def test_no_constant_serves_a_kernel_that_stays() -> None:
    """(3.30) over its bound for k = 2 at a point, t = 1: like 1/eps^2 for a kernel that stays, and constant for one that follows."""
    few = [sp.Rational(1, 4**k) for k in (2, 4)]
    following = [by_formula(PLAIN, (2.0, 1.0), eps, ONE) for eps in few]
    staying = [by_formula(replace(PLAIN, follows=False), (2.0, 1.0), eps, ONE) for eps in few]
    defined = [by_definition(replace(PLAIN, follows=False), (2.0, 1.0), eps, ONE) for eps in few]
    assert abs(following[1] / following[0] - 1) < 0.2 and 200 < staying[1] / staying[0] < 300
    assert all(abs(one - other.value) <= other.error for one, other in zip(staying, defined, strict=True))


def test_support_and_refutation() -> None:
    given = IteratedRatio((PLAIN, CORRECTIONS[1], Product(LINE)))
    assert trial(given).verdict.word == "supported"
    assert trial(replace(given, factor=sp.Rational(1, 6))).verdict.word == "refuted"
    mutants = [(change, outcome) for change, must, outcome in Simulated("", given).mutants() if must]
    assert len(mutants) == 7 and all(outcome.verdict.word == "refuted" for _, outcome in mutants)


def test_wrong_powers_are_refuted_where_it_is_small() -> None:
    """t^(1/2) too much is noticed at the smallest t only, and eps at the smallest eps: both ends of the ranges do work."""
    wide = replace(CORRECTIONS[1], wide=1)
    for case in PLAIN, CORRECTIONS[3]:
        early = replace(case, early=1)
        assert early.worst(ONE, TIMES[:2]).one.value < case.constant < early.worst(ONE, TIMES).one.value
    assert wide.worst(ONE, TIMES[:1]).one.value < 1 < wide.worst(SMALL, TIMES[:1]).one.value


@pytest.mark.usefixtures("afresh")
@pytest.mark.parametrize(("slip", "case"), [
    ("a hundredth more", PLAIN), ("the other sign of the drift", CORRECTIONS[2]), ("a later time", PLAIN),
])
def test_methods_that_do_not_agree_stop_the_check(slip: str, case: Correction, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sign where x is near 0: far out R_2 is the same for both signs."""
    right = iterated_directly.remainder

    def wrong(example: Example, x: Any, y: Any, eps: float, t: float, follows: bool) -> Any:
        if slip == "a hundredth more":
            return 1.01 * right(example, x, y, eps, t, follows)
        if slip == "the other sign of the drift":
            return right(replace(example, drift=(-example.drift[0],)), x, y, eps, t, follows)
        return right(example, x, y, eps, 1.01 * t, follows)

    monkeypatch.setattr(iterated_directly, "remainder", wrong)
    found = trial(IteratedRatio((case,), scales=(ONE,)))
    assert found.stopped and found.verdict.word != "supported"


@pytest.mark.usefixtures("afresh")
def test_a_ratio_that_grows_beyond_the_range_is_no_support(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iterated_constants, "NEAR", 1.0)
    found = trial(IteratedRatio((PLAIN,), scales=(ONE,)))
    assert found.verdict.word == "undecided" and "must lie inside" in found.reason


def test_other_iterates_are_refused() -> None:
    with pytest.raises(ValueError, match="`k` must be 2 or 3, but is 4"):
        scaled(LINE, 4, 0.0, 1.0, 1.0, rule=FINE)
