"""Section 5 of li2024 and what sharpens it: successive symbols, integrals over the initial layer, and which lines are wrong."""

from __future__ import annotations

from random import Random

import mpmath
import pytest
import sympy as sp

from derive.successive_symbols import exponential, successive
from verify.papers.li2024 import correspondence, sharper, sharper_linear, theorem2, theorem2_statement, theorem3

t = sp.Symbol("t", positive=True)
SECTIONS = (correspondence.section, theorem2.section, theorem2_statement.section, theorem3.section, sharper.section, sharper_linear.section)


def _model(small: sp.Expr) -> tuple[sp.Matrix, sp.Matrix, sp.Matrix]:
    """Q, L = Q + small * perturbation, and a_0, in four dimensions."""
    classical = sp.Matrix([[0, 1, 2, 0], [0, 0, 1, -1], [0, 0, 0, 3], [0, 0, 0, 0]])
    perturbation = sp.Matrix([[0, 2, 0, 1], [0, 0, -1, 1], [0, 0, 0, 2], [0, 0, 0, 0]])
    return classical, classical + small * perturbation, sp.Matrix([1, 2, 3, 4])


@pytest.mark.parametrize("count", [1, 2, 3])
def test_each_symbol_gains_an_order(count: int) -> None:
    small = sp.Symbol("delta")
    classical, quantum, start = _model(small)
    error = (exponential(quantum, t) * start - successive(classical, quantum, start, t, count)[-1]).applyfunc(sp.expand)
    lowest = min(sp.Poly(entry, small).monoms()[-1][0] for entry in error if entry != 0)
    assert lowest == count


def test_all_symbols_begin_with_the_initial_one() -> None:
    classical, quantum, start = _model(sp.Rational(1, 3))
    assert all(symbol.subs(t, 0) == start for symbol in successive(classical, quantum, start, t, 4))


def test_nothing_is_left_after_as_many_orders_as_dimensions() -> None:
    classical, quantum, start = _model(sp.Integer(2))
    assert successive(classical, quantum, start, t, 4)[-1] == (exponential(quantum, t) * start).applyfunc(sp.expand)


@pytest.mark.parametrize(("power", "factor"), [(3, 3), (4, 2)])
def test_integrals_over_the_initial_layer(power: int, factor: int) -> None:
    rng = Random(1)
    for _ in range(20):
        R, eps, s = (rng.uniform(0.02, 1) for _ in range(3))
        meeting = min(max((R / eps) ** 2, 1e-9), s)
        value = mpmath.quad(lambda r, R=R, eps=eps: max(R, eps * mpmath.sqrt(r)) ** -power, [0, meeting, s])
        bound = factor * min(s * R**-power, eps**-2 * R ** (2 - power))
        assert value <= bound * (1 + 1e-9)


def test_bound_of_linear_jumps_follows_from_the_integral() -> None:
    """int_0^t h^2 W^-3 over the later half alone is of the printed size: the first correction cannot be smaller by this argument."""
    for h, gamma, time in ((0.01, 5.0, 0.6), (1e-4, 50.0, 1.0), (0.1, 1.0, 0.2)):
        late = mpmath.quad(lambda s, h=h, g=gamma: h**2 * max(mpmath.sqrt(h), mpmath.sqrt(h * g * s)) ** -3, [time / 2, time])
        bound = time * h**0.5 * max(1, gamma * time) ** -1.5
        assert 0.3 * bound < late < 3 * bound


def test_sharper_bound_is_never_above_the_printed_one() -> None:
    rng = Random(2)
    for _ in range(200):
        h = 10 ** rng.uniform(-6, -0.1)
        gamma, time = h ** -rng.uniform(0, 1), 10 ** rng.uniform(-3, 4)
        growth = h**0.5 * gamma**-1.5 + h / gamma
        printed = time * (h**0.5 + h * gamma) if time <= 1 else h**0.5 + h * gamma + time * growth
        layer = h**0.5 * min(time, 1 / gamma) + h * min(time * gamma, 1)
        ours = layer if time <= 1 else layer + time * growth
        linear = time * h**0.5 * (1 + gamma * min(time, 1)) ** -1.5
        assert ours <= printed * (1 + 1e-12)
        assert linear <= printed * (1 + 1e-12)


def test_all_labels_of_section_5() -> None:
    labels = {claim.label for section in SECTIONS for claim in section.claims}
    assert {f"5.{k}" for k in range(1, 13)} | {"Theorem2", "Theorem3"} <= labels
