"""Scales and bounds as numbers: against the printed formulas in plain floating point, the ledger's factors, and their limits."""

from __future__ import annotations

import math
from fractions import Fraction as F
from random import Random
from typing import Any

import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx

from derive import error_bound, scales
from numerics import bounds
from verify.papers.hrr2023.sharper_lemma import quantum_square
from verify.papers.hrr2023.sharper_table import PRINTED_8, QUANTUM
from verify.papers.hrr2023.symbols import d as DEGREES


def system(
    second: float = 1, third: float = 1, *, d: int = 1, mass: F = F(1), hbar: F = F(1, 10), Dx: F = F(1, 20), Dp: F = F(1, 20),
    softest: float | None = None,
) -> bounds.System:
    V2, V3 = arb(second), arb(third)
    return bounds.System(d, mass, hbar, Dx, Dp, (V2, V3), V2 if softest is None else arb(softest), V2)


def drawn(rng: Random) -> tuple[bounds.System, dict[str, float]]:
    values = {name: F(rng.randint(1, 40), rng.randint(1, 40)) for name in ("mass", "hbar", "Dx", "Dp")}
    second, third, d = rng.uniform(0.1, 9), rng.uniform(0.1, 9), rng.randint(1, 12)
    return system(second, third, d=d, **values), {**{k: float(v) for k, v in values.items()}, "V2": second, "V3": third, "d": d}


def inside(ball: Any, value: float, *, digits: float = 1e-13) -> bool:
    """Whether the value is in the ball, to the digits of a double."""
    low, high = bounds.outward(ball)
    return low - digits * abs(value) <= value <= high + digits * abs(value) and high - low <= 2 * digits * abs(value)


@pytest.mark.parametrize("seed", range(20))
def test_the_paper_s_formulas_in_plain_floating_point(seed: int) -> None:
    given, v = drawn(Random(seed))
    tau, eta = math.sqrt(v["mass"] / v["V2"]), math.sqrt(v["mass"] * v["V2"])
    s = v["mass"] ** 0.5 * v["V2"] ** 2.5 / v["V3"] ** 2
    x, p = v["V2"] / v["V3"], v["mass"] ** 0.5 * v["V2"] ** 1.5 / v["V3"]
    strength = min(v["Dx"] / (x**2 / tau), v["Dp"] / (p**2 / tau))
    z = max(v["hbar"] / s / strength, 1)
    found = bounds.characteristic(given)
    balls = (found.tau, found.eta, found.s, found.x, found.p, found.h, found.D0, found.z)
    for ball, value in zip(balls, (tau, eta, s, x, p, v["hbar"] / s, strength, z), strict=True):
        assert inside(ball, value)
    rate = v["d"] ** 1.5 / tau * math.sqrt(v["hbar"] / s) * z**1.5
    assert inside(bounds.printed(given).quantum, rate) and inside(bounds.printed(given).classical, rate)
    sharp = bounds.sharpened(given, found.eta)
    ratio = math.sqrt(float(quantum_square(sp.Integer(int(v["d"])), sp.Integer(int(v["d"])))) / 8)
    assert inside(sharp.quantum, rate * ratio / v["d"] ** 1.5)
    assert inside(sharp.classical, rate * v["d"] / (2 * math.sqrt(math.pi)) / v["d"] ** 1.5)


@pytest.mark.parametrize("n", [1, 2, 3, 9, 10, 11, 50])
def test_the_factors_are_those_of_the_ledger(n: int) -> None:
    assert sp.simplify(error_bound.quantum_factor(n) - QUANTUM.subs(DEGREES, n)) == 0
    assert error_bound.printed_factor(n) == sp.sqrt(8) * PRINTED_8.subs(DEGREES, n)
    assert error_bound.quantum_factor(n) <= error_bound.printed_factor(n)


def test_written_without_division_by_the_third_derivative_it_is_8() -> None:
    m, V2, V3, hbar, z, t = sp.symbols("m V2 V3 hbar z t", positive=True)
    eta = scales.aspect(m, V2)
    ours = error_bound.distance_bound(error_bound.printed_factor(3), V3, error_bound.widest(hbar, z, eta), t, hbar)
    h = hbar / scales.anharmonic_action(m, V2, V3)
    printed = scales.error_bound(sp.Integer(3), t, scales.harmonic_time(m, V2), h, sp.oo).subs(sp.Max(0, 1), 1) * z ** sp.Rational(3, 2)
    assert sp.simplify(sp.expand_power_base(ours / printed)) == 1


def test_wide_enclosures_hold_narrow_ones() -> None:
    wide = bounds.System(2, F(2), F(1, 7), F(1, 9), F(1, 5), (bounds.enclosure(0.9, 1.1), bounds.enclosure(0.4, 0.6)), arb(1.1), arb(1.1))
    outer = bounds.characteristic(wide), bounds.printed(wide)
    for second, third in ((0.9, 0.4), (1.1, 0.6), (1.0, 0.5), (0.9, 0.6)):
        narrow = system(second, third, d=2, mass=F(2), hbar=F(1, 7), Dx=F(1, 9), Dp=F(1, 5))
        inner = bounds.characteristic(narrow), bounds.printed(narrow)
        for name in ("tau", "eta", "s", "x", "p", "D0", "z"):
            assert getattr(outer[0], name).contains(getattr(inner[0], name)), name
        assert outer[1].quantum.contains(inner[1].quantum)


def test_a_quadratic_potential_has_the_bound_0_and_no_anharmonic_scale() -> None:
    for noise in (F(0), F(1, 20)):
        given = system(2.0, 0.0, Dx=noise)
        found = bounds.characteristic(given)
        assert found.s == found.x == found.p == arb.pos_inf() and found.h == 0
        assert bounds.printed(given).quantum == 0 and bounds.sharpened(given, found.eta).classical == 0
        assert bounds.error_at(bounds.printed(given).quantum, F(3)) == 0


@pytest.mark.parametrize("seed", range(10))
def test_z_without_roots(seed: int) -> None:
    """The closed form against the general one at eta_H, and the exact decision at equality."""
    given, v = drawn(Random(seed))
    found = bounds.characteristic(given)
    assert bounds.squeezing(given, found.eta).overlaps(found.z)
    assert inside(found.z, max(v["hbar"] / v["mass"] / v["Dx"], v["hbar"] * v["V2"] / v["Dp"], 1))
    z = max(given.hbar / given.mass / given.Dx, given.hbar * F(v["V2"]) / given.Dp, F(1))
    for thermal in (F(1), F(7, 3)):
        for squeeze in (z * thermal, 1 / (z * thermal)):
            assert bounds.is_within(given, squeeze, thermal) is True
            assert bounds.is_within(given, squeeze * (F(1001, 1000) if squeeze > 1 else F(999, 1000)), thermal) is False
    loose = bounds.System(1, F(1), F(1), F(9), F(1), (bounds.enclosure(1.9, 2.1), arb(1)), arb(2.1), arb(2.1))
    assert [bounds.is_within(loose, F(r), F(1)) for r in (1, 2, 3)] == [True, None, False]


def test_numbers_that_are_balls() -> None:
    """As hbar in SI units: the same bounds, decisions where the balls allow them, and no system that may have hbar = 0."""
    third = arb(1) / 3
    balls = bounds.System(1, F(1), third, F(1, 6), F(1, 6), (arb(1), arb(1)), arb(1), arb(1))
    exact = bounds.System(1, F(1), F(1, 3), F(1, 6), F(1, 6), (arb(1), arb(1)), arb(1), arb(1))
    for name in ("tau", "s", "h", "D0", "z"):
        assert getattr(bounds.characteristic(balls), name).overlaps(getattr(bounds.characteristic(exact), name)), name
    assert bounds.printed(balls).quantum.overlaps(bounds.printed(exact).quantum)
    assert [bounds.is_within(balls, r, F(1)) for r in (F(1), F(3, 2), F(2), F(5, 2))] == [True, True, None, False]
    with pytest.raises(ValueError, match="`hbar` must be positive"):
        bounds.System(1, F(1), arb(0, 1), F(1), F(1), (arb(1), arb(1)), arb(1), arb(1))


def test_the_best_factors_with_the_printed_z() -> None:
    given = system()
    found, full = bounds.refined(given), bounds.printed(given)
    assert inside(found.quantum / full.quantum, math.sqrt(5 / 24))
    assert inside(found.classical / full.classical, 1 / (2 * math.sqrt(math.pi)))
    assert found.z.contains(2) and bounds.shape(F(1), (arb(4), arb(2))).s.contains(8)


def test_an_affine_potential_has_no_scales() -> None:
    with pytest.raises(ValueError, match="affine"):
        bounds.characteristic(system(0.0, 0.0))


@pytest.mark.parametrize("missing", ["Dx", "Dp"])
def test_without_diffusion_the_bound_is_infinite(missing: str) -> None:
    given = system(Dx=F(0)) if missing == "Dx" else system(Dp=F(0))
    found = bounds.printed(given)
    assert found.z == found.quantum == arb.pos_inf() and bounds.characteristic(given).D0 == 0
    assert bounds.best(given, (F(1), F(1)), found.eta, found.eta).quantum == arb.pos_inf()
    assert bounds.error_at(found.quantum, F(0)) == 0 and bounds.is_vacuous(bounds.error_at(found.quantum, F(1))) is True


def test_z_is_halved_for_a_convex_potential() -> None:
    full, convex = system(), system(softest=0)
    one = arb(1)
    assert bounds.squeezing(full, one).contains(2) and bounds.squeezing(convex, one).contains(1)
    ratio = bounds.sharpened(full, one).quantum / bounds.sharpened(convex, one).quantum
    assert inside(ratio, 2**1.5)


@pytest.mark.parametrize("seed", range(3))
def test_the_search_ends_at_the_best_aspect(seed: int) -> None:
    rng = Random(seed)
    given, _ = drawn(rng)
    state = (F(rng.randint(1, 30), rng.randint(1, 30)), F(rng.randint(2, 6), 2))
    start = bounds.characteristic(given).eta
    found = bounds.best(given, state, start, start)
    scanned = []
    for factor in np.exp(np.linspace(-8, 8, 120)):
        aspect = start * arb(float(factor))
        needed = bounds.least_squeezing(*state, aspect / start)
        assert found.quantum.lower() <= bounds.sharpened(given, aspect, at_least=needed).quantum.upper() * (1 + arb(10) ** -9)
        scanned.append(bounds.sharpened(given, aspect, at_least=needed).quantum)
    assert float(min(scanned, key=float)) <= float(found.quantum) * 1.2
    assert found.z >= 1 and found.z.upper() >= bounds.squeezing(given, found.eta).lower()
    assert found.z.upper() >= bounds.least_squeezing(*state, found.eta / start).lower()


@pytest.mark.parametrize(("thermal", "width"), [(F(1), 1.0), (F(100), 1.1 / math.sqrt(10))])
def test_the_best_aspect_by_hand(thermal: F, width: float) -> None:
    """m = V2 = V3 = 1, hbar/Dx = 2, hbar/Dp = 1/5: z/eta is the maximum of 1/eta, 1/eta + eta^-3, (eta + 1/eta)/10 and the state's part.

    A coherent state of aspect 1 needs z = eta, so that z/eta >= 1, which is reached; a hot one needs nothing: best where eta^2 = 10.
    """
    given = system(Dx=F(1, 20), Dp=F(1, 2))
    found = bounds.best(given, (F(1), thermal), arb(1), arb(1))
    assert inside(found.z / found.eta, width, digits=1e-8)
    assert inside(found.quantum, math.sqrt(5 / 24) * math.sqrt(0.1) * width**1.5, digits=1e-8)


@pytest.mark.parametrize("seed", range(12))
def test_the_least_squeezing_by_trying_pure_states(seed: int) -> None:
    """A pure covariance lies below the state and above diag(1, 1)/z just from that z on; rotated ones do no better."""
    rng = np.random.default_rng(seed)
    r, n = F(int(rng.integers(1, 40)), int(rng.integers(1, 40))), F(int(rng.integers(5, 20)), 4)
    state = float(n) * np.diag([float(r), 1 / float(r)])
    z = float(bounds.least_squeezing(r, n, F(1)).mid())
    best = math.inf
    for width in np.exp(np.linspace(-5, 5, 801)):
        for angle in (0.0, *rng.uniform(0, math.pi, 3)):
            turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
            pure = turn @ np.diag([width, 1 / width]) @ turn.T
            if np.linalg.eigvalsh(state - pure)[0] >= -1e-9:
                best = min(best, max(width, 1 / width))
    assert z - 1e-9 <= best <= z * 1.03


@pytest.mark.parametrize("value", [0.1, 1.0, 1e-300, 2.5e17])
def test_outward_ends_hold_the_ball(value: float) -> None:
    ball = arb(value) / 3
    low, high = bounds.outward(ball)
    assert arb(low) <= ball.lower() and ball.upper() <= arb(high) and high - low <= 4 * math.ulp(low)
    assert bounds.outward(arb(value)) == (value, value)
    assert bounds.outward(arb.pos_inf()) == (math.inf, math.inf)
    with pytest.raises(ArithmeticError, match="must be a number"):
        bounds.outward(arb.nan())


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 3), (2, 3), (-1, 3), (-2, 3), (1, 10), (3, 10)])
def test_outward_ends_of_a_ball_narrower_than_doubles(numerator: int, denominator: int) -> None:
    with ctx.workprec(300):
        ball = arb(numerator) / denominator
        low, high = bounds.outward(ball)
        assert arb(low) < ball.lower() and ball.upper() < arb(high) and high == math.nextafter(low, math.inf)


def test_vacuous_is_decided_or_left_open() -> None:
    assert bounds.is_vacuous(arb(2)) is True and bounds.is_vacuous(arb(1.999)) is False
    assert bounds.is_vacuous(arb(2, 0.1)) is None


@pytest.mark.parametrize(("change", "match"), [
    ({"mass": F(0)}, "`mass` must be positive"), ({"hbar": F(-1)}, "`hbar` must be positive"), ({"Dx": F(-1)}, "`Dx` must be at least 0"),
    ({"d": 0}, "`d` must be positive"), ({"third": -1.0}, "`norms`"), ({"second": math.inf}, "`norms`"), ({"third": math.nan}, "`norms`"),
])  # fmt: skip
def test_values_out_of_range_are_refused(change: dict[str, Any], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        system(**change)


def test_a_norm_is_0_or_not() -> None:
    with pytest.raises(ValueError, match="enclose them more tightly"):
        bounds.System(1, F(1), F(1), F(1), F(1), (arb(1), bounds.enclosure(0.0, 1e-9).nonnegative_part()), arb(1), arb(1))


@pytest.mark.parametrize(("low", "high"), [(1.0, 0.5), (0.0, math.inf), (math.nan, 1.0)])
def test_an_enclosure_has_ends_in_order(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="an enclosure must"):
        bounds.enclosure(low, high)
