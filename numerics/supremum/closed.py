r"""Closed forms of ||V''|| and ||V'''|| with symbolic parameters: what is exact, what is enclosed, and what samples confirm.

Three ways, the first that applies:
1. V = E v(k x + b) + lower powers: ||V^(j)|| = |E| |k|^j N for all parameters, N = ||v^(j)|| a number that balls enclose.
2. V = a x^2/2 + E v(k x + b) + lower powers: ||V''|| = max |a + E k^2 N_-|, |a + E k^2 N_+| for all parameters, v'' ranging from
   N_- to N_+.
3. SymPy's critical points, their values' maximum compared with enclosures at random exact parameters: confirmed there, and not
   proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

import sympy as sp
from flint import arb, ctx, fmpq

from derive.closed_forms import Scaled, candidates, extreme_values, scaled
from numerics.ball import ball
from numerics.supremum.norm import curvatures, norms
from numerics.supremum.result import Supremum

BITS, SAMPLES = 128, 12


@dataclass(frozen=True)
class ClosedForm:
    """||V^(order)|| as an expression in the parameters.

    proved: the dependence on the parameters is exact for all of them; numbers: (symbol in the expression,
    its exact value if SymPy has one that
    lies in the enclosure, the enclosure).
    samples: how many random parameters confirm the whole where it is not proved.
    """

    expression: sp.Expr
    proved: bool
    numbers: tuple[tuple[sp.Symbol, sp.Expr | None, Supremum], ...]
    samples: int
    how: str

    @property
    def value(self) -> sp.Expr | None:
        """The closed form with exact numbers, or None where a number is known by its enclosure only."""
        if any(exact is None for _, exact, _ in self.numbers):
            return None
        return self.expression.subs({symbol: exact for symbol, exact, _ in self.numbers})


def closed_form(potential: sp.Expr, x: sp.Symbol, order: int) -> ClosedForm | None:
    """The closed form, order 2 or 3; None where none of the three ways finds one.

    Raises: ValueError for another order; what `norms` raises.
    """
    if order not in (2, 3):
        raise ValueError(f"`order` must be 2 or 3, but is {order}")
    shape = scaled(potential, x, order)
    if shape is not None:
        number = norms(shape.shape, [shape.argument])[order - 2]
        N = sp.Symbol("N", nonnegative=True)
        exact = _exact(number, candidates(shape.shape, shape.argument, order))
        return ClosedForm(shape.derivative_norm(order, N), True, ((N, exact, number),), 0, _said("scaling", potential, x, shape, order))
    if order == 2 and (bent := scaled(potential, x, 3)) is not None:
        return _with_curvature(potential, x, bent)
    return _sampled(potential, x, order)


def _said(way: str, potential: sp.Expr, x: sp.Symbol, shape: Scaled, degree: int) -> str:
    """How V is written in terms of one function without parameters."""
    taken = {symbol.name for symbol in potential.free_symbols}
    name = next(each for each in ("f", "g", *(f"f{i}" for i in range(len(taken) + 1))) if each not in taken)
    part = shape.energy * sp.Function(name)(shape.rate * x + shape.shift)
    whole = shape.energy * shape.shape.subs(shape.argument, shape.rate * x + shape.shift)
    rest = "" if sp.simplify(potential - whole) == 0 else f" + a polynomial in x of degree below {degree}"
    argument = next(each for each in ("y", "s", *(f"y{i}" for i in range(len(taken) + 1))) if each not in taken)
    of = shape.shape.subs(shape.argument, sp.Symbol(argument, real=True))
    return f"{way}: V = {sp.sstr(part)}{rest}, {name}({argument}) = {sp.sstr(of)}, for all parameters".replace("**", "^")


def _with_curvature(potential: sp.Expr, x: sp.Symbol, shape: Scaled) -> ClosedForm | None:
    part = shape.energy * shape.shape.subs(shape.argument, shape.rate * x + shape.shift)
    a = sp.simplify(sp.diff(potential - part, x, 2))
    if x in a.free_symbols:
        return None
    most, least = curvatures(shape.shape, [shape.argument])
    upper, lower = sp.symbols("N_+ N_-", real=True)
    values = extreme_values(sp.diff(shape.shape, shape.argument, 2), shape.argument)
    numbers = ((upper, _exact(most, values), most), (lower, _exact(least, tuple(-v for v in values), -1), least))
    scale = shape.energy * shape.rate**2
    greatest = sp.Max(sp.Abs(a + scale * upper), sp.Abs(a + scale * lower))
    return ClosedForm(greatest, True, numbers, 0, _said("scaling and curvature", potential, x, shape, 3))


def _exact(number: Supremum, values: Sequence[sp.Expr], sign: int = 1) -> sp.Expr | None:
    """The candidate in the enclosure; with sign -1, minus it. Infinity is itself."""
    if number.finite is False:
        return sp.oo
    for value in values:
        if number.finite is True and _within(value, number):
            return sign * value
    return None


def _within(value: sp.Expr, number: Supremum) -> bool:
    """Whether balls see the value in the enclosure, which a maximum that is attained at a candidate's point may touch."""
    with ctx.workprec(BITS):
        enclosed = arb(ball(value, {}))
        low, high = (arb(fmpq(*Fraction(end).as_integer_ratio())) for end in (number.exact_low, number.exact_high))
        return bool(enclosed.is_finite() and not enclosed < low and not enclosed > high)


def _sampled(potential: sp.Expr, x: sp.Symbol, order: int) -> ClosedForm | None:
    values = candidates(potential, x, order)
    if not values:
        return None
    expression, rng = sp.Max(*values, evaluate=False), Random(4)
    parameters = sorted(potential.free_symbols - {x}, key=str)
    for _ in range(SAMPLES):
        at = {p: sp.Rational(rng.randint(10, 30), 20) * sp.Integer(4) ** rng.randint(-3, 3) for p in parameters}
        number = norms(potential.subs(at), [x])[order - 2]
        if number.finite is not True:
            return None
        with ctx.workprec(BITS):
            top = max((sp.sympify(v).subs(at) for v in values), key=lambda v: float(arb(ball(v, {})).mid()))
        if not _within(top, number):
            return None
    return ClosedForm(expression, False, (), SAMPLES, f"the largest at SymPy's critical points; confirmed by enclosures at {SAMPLES} "
                      "random exact parameters, not proved for others")
