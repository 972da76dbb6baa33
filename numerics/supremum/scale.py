"""The length on which a potential varies, as a power of two: in units of it, search and tails start where something happens.

A potential with numbers of ordinary size is taken as it is. Else the length is where |x| ||grad^(j+1) V||, the change of ||grad^j V|| by
octave, is largest among points of all magnitudes. Any choice is exact: V(2^k x) has 2^(k j) times the derivative of order j.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import sympy as sp
from flint import ctx

from numerics.supremum.balls import Balls
from numerics.supremum.cell import Span
from numerics.supremum.jets import Jet, Jets
from numerics.supremum.tape import Unsupported, run, tape
from numerics.supremum.tensor import frobenius

ORDINARY, MAGNITUDES, SEEN = 2**16, range(-140, 141), 1e-130  # what is smaller is rounding
RAYS = (1.0, -1.0, 0.6, -0.8)  # multiples of the magnitude, in turn for the coordinates


def exponent(expression: sp.Expr, coordinates: Sequence[sp.Symbol], spans: Mapping[sp.Symbol, Span], order: int) -> int:
    """k, so that 2^k is the length; 0 where nothing calls for another."""
    numbers = [abs(n) for n in expression.atoms(sp.Rational) if n != 0]
    ends = [abs(end) for s in coordinates for end in spans[s] if end]
    if all(Fraction(1, ORDINARY) < n < ORDINARY for n in (*numbers, *ends)) or expression.free_symbols - set(coordinates):
        return 0
    columns = [[2.0**k * RAYS[(side + i) % len(RAYS)] for i in range(len(coordinates))] for k in MAGNITUDES for side in range(len(RAYS))]
    x = np.array(columns).T
    try:
        steps, (place,) = tape([expression], coordinates)
    except Unsupported:
        return 0
    algebra = Jets(len(coordinates), order + 1, x.shape[1])
    with np.errstate(all="ignore"), ctx.workprec(64):
        jet = run(steps, [algebra.variable(i, Balls(x[i : i + 1], 0 * x[i : i + 1])) for i in range(len(coordinates))], algebra)[place]
        centres = Jet(jet.support, Balls(jet.rows.mid, 0 * jet.rows.mid))  # a guide: no bound is taken from it
        size = frobenius(centres, len(coordinates), order + 1)
        change = np.where(size > SEEN, size, 0.0) * np.abs(x).max(axis=0)
    sides = [spans[s] for s in coordinates]
    inside = [all((a is None or v >= a) and (b is None or v <= b) for v, (a, b) in zip(column, sides, strict=True)) for column in columns]
    change = np.where(np.isfinite(change) & np.array(inside), change, -1.0)
    if not change.max() > 0:
        return 0
    return MAGNITUDES[int(np.argmax(change)) // len(RAYS)]
