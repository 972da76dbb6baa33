"""Branch and bound cell by cell: which cells are asked for, in which order, and what is said of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from flint import arb, fmpq

from numerics.cover import HALVINGS, Cover, Violation, interval, search

X, Y = sp.symbols("X Y", real=True)
P = sp.Symbol("P", positive=True)
HALF = Fraction(1, 2)
UNIT = (Fraction(0), Fraction(1))


def test_an_interval_is_its_hull() -> None:
    assert interval(HALF, HALF) == fmpq(1, 2) and isinstance(interval(HALF, HALF), fmpq)
    wide = interval(Fraction(-1), Fraction(2))
    assert wide.contains(-1) and wide.contains(2) and wide > -2 and wide < 3 and not wide >= 0
    third = interval(Fraction(0), Fraction(1, 3))
    assert third >= 0 and third.contains(0) and third.contains(fmpq(1, 3)) and interval(Fraction(1, 3), Fraction(1)) > 0


class Asked:
    """Made-up enclosures; `cells` are the wide cells that were asked for, in order."""

    def __init__(self, bounds: Any, slopes: Any = None, differentiable: bool = False) -> None:
        self.bounds, self.gradient, self.differentiable = bounds, slopes, differentiable
        self.cells: list[Any] = []
        self.sloped = 0

    def natural(self, cell: Any) -> tuple[Any, bool]:
        if any(low < high for low, high in cell.values()):
            self.cells.append(tuple(cell.values()))
        return self.bounds(cell), self.differentiable

    def slopes(self, cell: Any) -> Any:
        self.sloped += 1
        return None if self.gradient is None else self.gradient(cell)

    def run(self, box: Any, *, strict: bool = False, budget: int = 100) -> Any:
        return search(self.natural, self.slopes, box, strict=strict, budget=budget)


def width(cell: Any) -> Fraction:
    return max(high - low for low, high in cell.values())


def test_cells_are_halved_in_turn_until_each_is_accepted() -> None:
    asked = Asked(lambda cell: arb(3) if width(cell) <= HALF / 2 else arb(0, 1) if width(cell) else arb(5))
    assert asked.run({X: UNIT}) == Cover(4, 2, "3")
    F = Fraction
    assert asked.cells == [((F(0), F(1)),), ((F(0), HALF),), ((HALF, F(1)),), ((F(0), HALF / 2),), ((HALF / 2, HALF),),
                           ((HALF, F(3, 4)),), ((F(3, 4), F(1)),)]  # fmt: skip
    assert asked.run({X: UNIT}, budget=7) == Cover(4, 2, "3") and asked.run({X: UNIT}, budget=6) is None


def test_the_side_that_is_widest_beside_the_box_is_cut() -> None:
    asked = Asked(lambda cell: arb(0, 1) if width(cell) > 3 else arb(1))
    F = Fraction
    assert asked.run({X: (F(0), F(4)), Y: (F(-1), F(1))}) == Cover(2, 1, "1")
    assert asked.cells[1:] == [((F(0), F(2)), (F(-1), F(1))), ((F(2), F(4)), (F(-1), F(1)))]
    tall = Asked(lambda cell: arb(0, 1) if cell[Y][1] - cell[Y][0] > F(1, 2) else arb(1))
    assert tall.run({X: (F(1), F(5)), Y: (F(1), F(2))}) == Cover(4, 2, "1")
    assert tall.cells[3:5] == [((F(1), F(3)), (F(1), F(3, 2))), ((F(1), F(3)), (F(3, 2), F(2)))]


def test_a_single_point_is_never_cut() -> None:
    undecided = Asked(lambda cell: arb(0, 1))
    assert undecided.run({X: (HALF, HALF)}, budget=5) is None
    assert undecided.run({X: (HALF, HALF), Y: UNIT}, budget=3) is None and len(undecided.cells) == 3 * 1
    assert all(cell[0] == (HALF, HALF) for cell in undecided.cells)


def test_the_depth_ends_the_search() -> None:
    corner = Asked(lambda cell: arb(0, 1) if cell[X][0] == 0 else arb(1))
    assert corner.run({X: UNIT}, budget=10**6) is None and len(corner.cells) == 2 * HALVINGS
    deep = Asked(lambda cell: arb(0, 1) if cell[X][0] == 0 and width(cell) > Fraction(1, 2**HALVINGS) else arb(1))
    assert deep.run({X: UNIT}, budget=10**6) == Cover(HALVINGS + 1, HALVINGS, "1")


def test_zero_is_enough_unless_strict() -> None:
    zero = Asked(lambda cell: arb(0))
    assert zero.run({X: UNIT}) == Cover(1, 0, "0")
    assert zero.run({X: UNIT}, strict=True) == Violation({X: HALF}, "0")
    below = Asked(lambda cell: arb(-1))
    assert below.run({X: UNIT}) == Violation({X: HALF}, "-1.00000000000000") == below.run({X: UNIT}, strict=True)
    touching = Asked(lambda cell: arb(1, 1).nonnegative_part() if width(cell) else arb(1))
    assert isinstance(touching.run({X: UNIT}), Cover) and touching.run({X: UNIT}, strict=True, budget=9) is None
    blurred = Asked(lambda cell: arb(1) if width(cell) else arb(0, 1))
    assert blurred.run({X: UNIT}) == Cover(1, 0, "1")
    shifted = Asked(lambda cell: fmpq(-1, 3) if width(cell) == 0 else arb(0, 9))
    with pytest.raises(TypeError):
        shifted.run({X: UNIT})  # a centre is a ball


def test_the_margin_is_the_least_lower_bound_rounded_down() -> None:
    two = Asked(lambda cell: arb(0, 1) if width(cell) == 1 else arb(fmpq(2, 3)) if cell[X][0] == 0 else arb(7))
    assert two.run({X: UNIT}) == Cover(2, 1, "0.666666")
    assert Asked(lambda cell: arb(2000001) / 2).run({X: UNIT}).margin == "1.00000E+6"
    assert Asked(lambda cell: arb(fmpq(1, 2), fmpq(1, 4)) if width(cell) else arb(1)).run({X: UNIT}).margin[:8] in ("0.249999", "0.25")
    other = Asked(lambda cell: arb(0, 1) if width(cell) == 1 else arb(fmpq(2, 3)) if cell[X][0] else arb(7))
    assert other.run({X: UNIT}) == Cover(2, 1, "0.666666")


def test_a_cell_without_an_enclosure_is_cut() -> None:
    hole = Asked(lambda cell: None if width(cell) > HALF else arb(1))
    assert hole.run({X: UNIT}) == Cover(2, 1, "1")
    nowhere = Asked(lambda cell: None)
    assert nowhere.run({X: UNIT}, budget=4) is None


def test_the_mean_value_form_where_it_holds() -> None:
    def bounds(cell: Any) -> Any:
        return arb(0, 9) if width(cell) else arb(2)

    steep = Asked(bounds, lambda cell: [arb(3)], differentiable=True)
    assert steep.run({X: UNIT}) == Cover(1, 0, "0.499999") or steep.run({X: UNIT}).margin == "0.5"
    assert Asked(bounds, lambda cell: [arb(3)], differentiable=False).run({X: UNIT}, budget=3) is None
    assert Asked(bounds, lambda cell: [arb(5)], differentiable=True).run({X: UNIT}, budget=1) is None
    both = Asked(bounds, lambda cell: [arb(1), arb(2)], differentiable=True)
    F = Fraction
    assert both.run({X: UNIT, Y: (F(0), F(1, 2))}).margin in ("1", "0.999999")
    assert both.run({X: UNIT, Y: (F(-1), F(1))}, budget=1) is None  # 2 - 1/2 - 2
    unused = Asked(lambda cell: arb(1), lambda cell: [arb(3)], differentiable=True)
    assert unused.run({X: UNIT}) == Cover(1, 0, "1") and unused.sloped == 0  # the natural enclosure was enough
    centreless = Asked(lambda cell: arb(0, 9) if width(cell) else None, lambda cell: [arb(0)], differentiable=True)
    assert centreless.run({X: UNIT}, budget=2) is None and centreless.sloped == 0
    with pytest.raises(ValueError, match="zip"):
        Asked(bounds, lambda cell: [arb(1), arb(1)], differentiable=True).run({X: UNIT})
