"""Structure of a potential that lies between all points that were looked at, found by ball arithmetic.

Steps and grids look at a potential at points. What is narrower than the distance of the points is seen by no number of runs, but a
certified supremum sees it: where the curvature (of a driven potential: the force) in the box is certainly larger than anything that was
sampled, the potential has structure that the evolution has missed.

Restricted to d = 1 and to potentials without jumps or kinks; the branch and bound stops after CELLS cells, so that a spike may still
be missed in a potential that is costly to bound.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import sympy as sp

from numerics.potential import Potential
from numerics.supremum import Supremum, steepest

CELLS = 600
SHARP = Fraction(1, 8)  # relative width of the supremum that will do
CURVATURE, FORCE = 2.0, 3.0  # times what was sampled: more is structure that was missed


@lru_cache(maxsize=256)
def _steepest(
    expression: sp.Expr, x: sp.Symbol, t: sp.Symbol | None, ends: tuple[Fraction, Fraction], time: Fraction, order: int
) -> Supremum | None:
    domain: dict[sp.Symbol, tuple[Fraction, Fraction]] = {x: ends} if t is None else {x: ends, t: (Fraction(0), time)}
    try:
        return steepest(expression, [x], t, domain, order=order, tolerance=SHARP, budget=CELLS)
    except TypeError:  # a jump or a kink has no derivatives to bound
        return None


def require_seen(potential: Potential, low: float, high: float, time: float, *, curvature: float, force: float) -> None:
    """None.

    low, high, time: where and how long the density was. curvature, force: the largest that were sampled there (force: if V is driven).
    Raises: ArithmeticError when the potential has narrower structure in the box, with its place.
    """
    if potential.d > 1:
        return
    order, sampled, factor = (2, curvature, CURVATURE) if potential.is_static else (1, force, FORCE)
    x, t = potential.coordinates[0], potential.time
    ends = Fraction(low), Fraction(high)
    found = _steepest(potential.expression, x, None if potential.is_static else t, ends, Fraction(time), order)
    if found is not None and found.low > factor * sampled + 1e-9:
        place = ", ".join(f"{name} = {value:.6g}" for name, value in found.argmax)
        what = "curvature" if order == 2 else "force"
        raise ArithmeticError(
            f"`potential` must have no structure between the points where it is looked at, but at {place} its {what} is {found.low:.3g}, "
            f"where at most {sampled:.3g} was seen; widen the structure, or ask for a smaller tolerance"
        )

