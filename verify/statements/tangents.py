"""Inequalities that hold by known bounds of elementary functions: exp(v) >= 1 + v, log(v) <= v - 1, sqrt(v) <= (v/m + m)/2 for m > 0, ...

A value T of a function at v is written q(v) + s d with s = 1 or -1 and a letter d = s (T - q(v)), of which the bound says d >= 0. That the
gap in the letters is the gap, times what is positive, is shown by normal form; the rest is a polynomial in d and the symbols.

Source: convexity of exp, -log and -sqrt, and Taylor's theorem with the sign of its remainder (NIST DLMF 4.5, 4.18, 4.32).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

import sympy as sp

from derive import normal_form
from derive.proof import Proof
from verify.statements import substituted
from verify.variables import Range

Quotient = Callable[[sp.Expr], sp.Expr]
Signed = Callable[[sp.Expr], bool]  # whether an expression has a sign on the ranges
MOST_VALUES, MOST_CHOICES = 3, 24
SLACK = Range(sp.S.Zero, sp.oo, True)
FUNCTIONS = (sp.exp, sp.log, sp.sinh, sp.cosh, sp.tanh, sp.sin, sp.cos, sp.atan, sp.erf, sp.Abs)


@dataclass(frozen=True)
class Bound:
    """sign (f(v) - of(v)) >= 0 where f is defined, for v >= 0 alone if `side` is 1, for v <= 0 alone if it is -1.

    under: for v < under alone, where it is given.
    """

    sign: int
    of: Quotient
    side: int = 0
    under: int | None = None


def _taylor(*coefficients: int) -> Quotient:
    """sum v^k/c_k over the non-zero ones."""
    return lambda v: sp.Add(*(v**k / sp.Integer(c) for k, c in enumerate(coefficients) if c))


ZERO, ONE, MINUS, LINE = _taylor(), _taylor(1), _taylor(-1), _taylor(0, 1)
BOUNDS: Mapping[str, Sequence[Bound]] = {
    "exp": (Bound(1, _taylor(1, 1)), Bound(1, _taylor(1, 1, 2), 1), Bound(-1, ONE, -1), Bound(-1, lambda v: 1 / (1 - v), -1),
            Bound(1, ZERO), Bound(-1, _taylor(1, 1, 2), -1), Bound(1, _taylor(1, 1, 2, 6)), Bound(-1, lambda v: (2 + v) / (2 - v), 1, 2)),
    "log": (Bound(-1, _taylor(-1, 1)), Bound(1, lambda v: 1 - 1 / v)),
    "sinh": (Bound(1, LINE, 1), Bound(-1, LINE, -1)),
    "cosh": (Bound(1, _taylor(1, 0, 2)),),
    "tanh": (Bound(-1, LINE, 1), Bound(-1, ONE), Bound(1, ZERO, 1)),
    "sin": (Bound(-1, LINE, 1), Bound(-1, ONE), Bound(1, MINUS), Bound(1, _taylor(0, 1, 0, -6), 1)),
    "cos": (Bound(1, _taylor(1, 0, -2)), Bound(-1, ONE), Bound(1, MINUS)),
    "atan": (Bound(-1, LINE, 1), Bound(1, ZERO, 1)),
    "erf": (Bound(-1, ONE), Bound(1, MINUS), Bound(1, ZERO, 1)),
    "Abs": (Bound(1, LINE), Bound(1, _taylor(0, -1)), Bound(1, _taylor(0, 2)), Bound(1, _taylor(0, -2)), Bound(1, ZERO)),
    "root": (Bound(-1, _taylor(2, 2)), Bound(1, ZERO)),
    "inverse root": (Bound(1, lambda v: 2 / (1 + v)), Bound(-1, lambda v: (1 + 1 / v) / 2)),
}  # fmt: skip


def prove(
    gap: sp.Expr, symbols: Sequence[sp.Symbol], ranges: Mapping[sp.Symbol, Range], *, strict: bool, certify: substituted.Certify,
    nonnegative: Callable[[sp.Expr], bool],
    positive: Callable[[sp.Expr, Mapping[sp.Symbol, Range]], bool],
) -> Proof | None:
    """A proof that gap >= 0 (strict: > 0) on the ranges by bounds of the functions in it, or None.

    certify: as for `substituted.prove`. nonnegative: whether an expression is certified >= 0 on the ranges.
    positive: whether one is certified > 0 on given ranges.
    """
    def above_zero(v: sp.Expr) -> bool:
        return v.is_positive is True or positive(v, ranges)

    values = _values(gap, above_zero)
    if not 0 < len(values) <= MOST_VALUES:
        return None
    any_value = {value: sp.Dummy(f"value {number}", real=True) for number, value in enumerate(values)}
    free = gap.xreplace(any_value)  # an identity in the values: what they are is of no matter to it
    choices = product(*([*_known(value, nonnegative, above_zero), *_scaled(value, any_value[value], free)] for value in values))
    for choice in islice(choices, MOST_CHOICES):
        written, letters = _written(free, list(zip(values, choice, strict=True)), any_value, {symbol.name for symbol in ranges})
        above, below = sp.fraction(sp.together(written))
        table = {**ranges, **dict.fromkeys(letters, SLACK)}
        if not positive(below, table) or normal_form.prove_equal(above.xreplace(letters), below.xreplace(letters) * free) is None:
            continue
        proof = substituted.prove(above, [*symbols, *letters], table, strict=strict, certify=certify)
        if proof is not None:
            return proof
    return None


def _values(gap: sp.Expr, positive: Signed) -> list[sp.Expr]:
    """The values of functions in the gap, at arguments that hold none."""
    found = [node for node in gap.atoms(sp.Function, sp.Pow) if _kind(node, positive)]
    return sorted((node for node in found if not any(_kind(inner, positive) for inner in _inside(node))), key=sp.default_sort_key)


def _inside(node: sp.Expr) -> Iterator[sp.Expr]:
    for argument in node.args:
        yield from sp.preorder_traversal(argument)


def _kind(node: sp.Expr, positive: Signed) -> str:
    """The row of the table for a value, "" where there is none."""
    v = node.args[0] if node.args else node
    if not node.free_symbols or v.is_real is not True:
        return ""
    if isinstance(node, sp.Pow):
        root = isinstance(v, sp.Add) and abs(node.exp) == sp.S.Half and positive(v)
        return "" if not root else "root" if node.exp.is_positive else "inverse root"
    return node.func.__name__ if isinstance(node, FUNCTIONS) and (not isinstance(node, sp.log) or positive(v)) else ""


def _row(value: sp.Expr) -> str:
    """The row of the table for a value that has one."""
    return _kind(value, lambda v: True)


def _known(value: sp.Expr, nonnegative: Signed, positive: Signed) -> list[Bound]:
    """The bounds that hold for the value."""
    v, rows = value.args[0], BOUNDS[_row(value)]
    sides = {side for side in {bound.side for bound in rows} if side == 0 or (side * v).is_nonnegative or nonnegative(side * v)}
    return [bound for bound in rows if bound.side in sides and (bound.under is None or positive(bound.under - v))]


def _scaled(value: sp.Expr, letter: sp.Symbol, gap: sp.Expr) -> list[Bound]:
    """2 v m/(v + m^2) <= sqrt(v) <= (v/m + m)/2 at the m > 0 with which a gap linear in the root would vanish."""
    if _row(value) != "root":
        return []
    rest = gap.xreplace({letter: sp.S.Zero})
    m = rest / (rest - gap.xreplace({letter: sp.S.One}))
    if m.is_positive is not True or m.has(letter):
        return []
    return [Bound(-1, lambda v: (v / m + m) / 2), Bound(1, lambda v: 2 * v * m / (v + m**2))]


def _written(
    free: sp.Expr, choice: Sequence[tuple[sp.Expr, Bound]], any_value: Mapping[sp.Expr, sp.Symbol], taken: set[str]
) -> tuple[sp.Expr, dict[sp.Symbol, sp.Expr]]:
    """The gap in letters, and each letter in terms of its value."""
    letters, new = dict[sp.Symbol, sp.Expr](), dict[sp.Expr, sp.Expr]()
    for value, bound in choice:
        least = bound.of(value.args[0])
        name = str(bound.sign * (value - least))  # of which the verdict says that it is in [0, oo]
        letter = sp.Symbol(substituted.free_name(name, taken | {other.name for other in letters}), nonnegative=True)
        letters[letter], new[any_value[value]] = bound.sign * (any_value[value] - least), least + bound.sign * letter
    return free.xreplace(new), letters
