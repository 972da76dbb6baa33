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

import numpy as np
import sympy as sp

from numerics.phase_space.grid import Array
from numerics.potential import Potential
from numerics.supremum import Supremum, steepest

CELLS = 600
SHARP = Fraction(1, 8)  # relative width of the supremum that will do
TIMES = 3
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


def require_seen(
    potential: Potential, low: float, high: float, time: float, *, curvature: float, force: float,
    remedy: str = "ask for a smaller tolerance",
) -> None:
    """None.

    low, high, time: where and how long the density was. curvature, force: the largest that were sampled there (force: if V is driven).
    remedy: what else to do than to widen the structure.
    Raises: ArithmeticError when the potential has narrower structure in the box, with its place.
    """
    if potential.d > 1:
        return
    x, t = potential.coordinates[0], potential.time
    sampled = curvature if potential.is_static else force
    _require(potential.expression, x, None if potential.is_static else t, (low, high), Fraction(time), sampled, remedy)


def require_seen_at(potential: Potential, points: Array, low: float, high: float, time: float, *, remedy: str) -> None:
    """As `require_seen` by the curvature, for what is seen at these points of one coordinate; of a driven potential at TIMES times."""
    if potential.d > 1:
        return
    clock = potential.time if potential.time is not None else sp.Symbol("t", real=True)
    for t in [Fraction(0)] if potential.is_static else [Fraction(time) * k / (TIMES - 1) for k in range(TIMES)]:
        still = potential.expression.xreplace({clock: sp.Rational(t.numerator, t.denominator)})
        curvature = float(np.abs(potential.hessian([points], float(t))[0][0]).max())
        _require(still, potential.coordinates[0], None, (low, high), Fraction(0), curvature, remedy)


def _require(
    expression: sp.Expr, x: sp.Symbol, t: sp.Symbol | None, ends: tuple[float, float], time: Fraction, sampled: float, remedy: str
) -> None:
    """None. Raises: ArithmeticError; the curvature is compared, of what depends on t the force."""
    order, factor = (2, CURVATURE) if t is None else (1, FORCE)
    found = _steepest(expression, x, t, (Fraction(ends[0]), Fraction(ends[1])), time, order)
    if found is not None and found.low > factor * sampled + 1e-9:
        place = ", ".join(f"{name} = {value:.6g}" for name, value in found.argmax)
        what = "curvature" if order == 2 else "force"
        raise ArithmeticError(
            f"`potential` must have no structure between the points where it is looked at, but at {place} its {what} is {found.low:.3g}, "
            f"where at most {sampled:.3g} was seen; widen the structure, or {remedy}"
        )
