"""A potential typed as text: `read` gives its SymPy expression, coordinates and time. Nothing is ever run as Python.

The grammar is in `formula_reader`. Coordinates are x, or x, y, z, or x1, ..., x99, or x1, y1, z1, x2, ... of several particles; the
time is t; constants are pi and e, Euler's number; E is none, but may be a parameter. Decimals are exact: 0.1 is 1/10. The size of
numbers and powers is limited in `formula_build`, before SymPy sees them. With units, `formula_units` asks for an energy.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from sympy.printing.str import StrPrinter

from derive.formula_build import FUNCTIONS, built
from derive.formula_reader import DIGITS, LENGTH, SPELLING, plain, tree
from derive.formula_tree import FormulaError, Node, Source, shown
from derive.formula_units import JOULE, METRE, NUMBER, SECOND, Dimension, dimension

__all__ = ["Constant", "Formula", "FormulaError", "read", "typed", "written"]

LETTERS, CLOCK, MOST, NAME = ("x", "y", "z"), "t", 99, 40  # NAME: the most characters of one
INDEXED = tuple(f"x{i}" for i in range(1, MOST + 1))
OF_PARTICLES = tuple(f"{letter}{i}" for i in range(1, MOST + 1) for letter in LETTERS)
CONSTANTS = ("pi", "e")


@dataclass(frozen=True)
class Constant:
    """The exact value of a parameter, in SI base units where `dimension` is not None."""

    expression: sp.Expr
    dimension: Dimension | None = None


@dataclass(frozen=True)
class Formula:
    """V as an exact real expression. `time` is None for a V that does not depend on t; `text` can be read again.

    free: the positive symbols of parameters left open.
    """

    text: str
    expression: sp.Expr
    coordinates: tuple[sp.Symbol, ...]
    time: sp.Symbol | None
    free: tuple[sp.Symbol, ...] = ()


Value = str | int | Fraction | Constant


def read(
    text: str, parameters: Mapping[str, Value] | None = None, *, coordinates: Sequence[str] | None = None, distance: str = "",
    free: Sequence[str] = (), si: bool = False, name: str = "formula",
) -> Formula:
    """The potential that the text states, with parameters replaced by their exact constant values.

    coordinates: their names, all of which the formula then has; what the formula uses when left out.
    distance: a name for the root of the sum of their squares. free: parameters left open, positive.
    si: whether lengths, times and parameters have units, and V is to be an energy. name: what the text is called in errors.
    Raises: FormulaError, a ValueError, with the column, for any text that is not a real formula within the limits.

    >>> read("k*x^2/2 + 0.1*cos(t)", {"k": "3/2"}).expression
    3*x**2/4 + cos(t)/10
    """
    source = _source(text, name)
    require_free([*(parameters or {}), *free], {*(coordinates or ()), distance})
    constants = {key: _constant(key, value) for key, value in (parameters or {}).items()}
    values: dict[str, sp.Expr] = {key: value.expression for key, value in constants.items()}
    values |= {key: sp.Symbol(key, positive=True) for key in free}
    places = {*LETTERS, *OF_PARTICLES} if coordinates is None else set(coordinates)
    found = tree(source, {*CONSTANTS, *values, CLOCK, *places} | ({distance} - {""}), tuple(FUNCTIONS))
    used = {node.name for node in found.walk() if node.kind == "name"}
    idle = sorted(values.keys() - used)
    if idle:
        raise FormulaError(f"`parameters` must occur in the formula, but {', '.join(idle)} does not; leave it out")
    names = _family(found, used & places) if coordinates is None else tuple(coordinates)
    symbols = {key: sp.Symbol(key, real=True) for key in (*names, CLOCK)}
    values |= symbols | ({distance: sp.sqrt(sp.Add(*(symbols[key] ** 2 for key in names)))} if distance else {})
    expression = built(found, values)
    if si:
        _require_energy(found, {key: value.dimension or NUMBER for key, value in constants.items()} | dict.fromkeys(names, METRE)
                        | {CLOCK: SECOND, distance: METRE}, values)
    time = symbols[CLOCK] if symbols[CLOCK] in expression.free_symbols else None
    again = written(expression)
    if len(again) > LENGTH:
        raise found.refusal(f"must have at most {LENGTH} characters with its numbers written out, but has {len(again)}; round it")
    _require_readable(again, found, symbols | {key: values[key] for key in free})
    return Formula(again, expression, tuple(symbols[key] for key in names), time, tuple(values[key] for key in free))


def written(expression: sp.Expr) -> str:
    """The text of an expression made by `read`; read again it is equal (SymPy may distribute a number over a sum).

    >>> x = sp.Symbol("x", real=True)
    >>> written(abs(x) / 2 + sp.E)
    'abs(x)/2 + e'
    """
    return str(_Printer({}).doprint(expression))


class _Printer(StrPrinter):
    """SymPy's text in the names of the grammar; a parameter E stays E."""

    def _print_Exp1(self, expr: sp.Expr) -> str:
        return "e"

    def _print_Abs(self, expr: sp.Expr) -> str:
        return f"abs({self.stringify(expr.args, ', ')})"


def typed(expression: sp.Expr) -> str:
    """The text of an expression as users type it and as every command prints it, with ^ for powers.

    >>> typed(sp.Symbol("x", real=True) ** 3)
    'x^3'
    """
    return written(expression).replace("**", "^")


def _require_readable(again: str, found: Node, values: Mapping[str, sp.Expr]) -> None:
    """None. Raises: FormulaError where what SymPy has made of the formula is beyond the limits when it is read again."""
    try:
        built(tree(Source(again, "again"), {*CONSTANTS, *values}, tuple(FUNCTIONS)), values)
    except FormulaError as error:
        reason = error.sentence.removeprefix("`again` ")
        raise found.refusal(f"must stay within the limits when it is simplified, but becomes {shown(again)}, which {reason}") from error


def _source(text: str, name: str) -> Source:
    if not isinstance(text, str):
        raise FormulaError(f"`{name}` must be text, but is {shown(text)}")
    return Source(text, name)


def _constant(name: str, value: Value) -> Constant:
    """The value of a parameter. Raises: FormulaError for a value that is no constant."""
    if isinstance(value, Constant):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | Fraction):
        raise FormulaError(f"`parameters` must be text or exact numbers, but {name} is {shown(value)}; write it in quotes")
    if not isinstance(value, str) and max(abs(value.numerator), value.denominator).bit_length() > 3 * DIGITS:
        raise FormulaError(f"`parameters` must have at most {DIGITS} digits, but {name} has more; shorten it")
    return Constant(built(tree(Source(str(value), name), CONSTANTS, tuple(FUNCTIONS)), {}))


def require_free(names: Sequence[str], taken: Collection[str] = ()) -> None:
    """None. Raises: FormulaError for names of parameters that are no names, or those of something else."""
    known = {*LETTERS, *OF_PARTICLES, *CONSTANTS, CLOCK, *FUNCTIONS, *SPELLING, *taken}
    for name in names:
        if name in CONSTANTS:
            what = "Euler's number" if name == "e" else "the number pi"
            raise FormulaError(f"`parameters` must have free names, but {name} is {what} in every formula; rename it", name, 0)
        if not isinstance(name, str) or not plain(name) or len(name) > NAME or name in known:
            text = name if isinstance(name, str) else ""
            wrong = (i for i, letter in enumerate(text[:NAME]) if not plain(f"a{letter}"))
            at = next(wrong, NAME if len(text) > NAME else 0) if text else None
            raise FormulaError(f"`parameters` must have free names of letters and digits, but {shown(name)} is none; rename it", text, at)
    if len(set(names)) < len(names):
        raise FormulaError("`parameters` must have a value or be left open, but one is both or twice; leave one out")


def _family(found: Node, used: set[str]) -> tuple[str, ...]:
    """The coordinates of the formula: x, or x, y, z up to the last used, or those of all particles up to the last."""
    letters, others = used & set(LETTERS), used - set(LETTERS)
    if letters and others:
        at = next(node for node in found.walk() if node.name in others)
        raise at.refusal("must use x, y, z or x1, x2, ..., but mixes both")
    if letters or not others:
        return LETTERS[: 1 + max((LETTERS.index(name) for name in letters), default=0)]
    count, kinds = max(int(name[1:]) for name in others), 1 + max(LETTERS.index(name[0]) for name in others)
    return tuple(f"{letter}{i}" for i in range(1, count + 1) for letter in LETTERS[:kinds])


def _require_energy(found: Node, names: Mapping[str, Dimension], values: Mapping[str, sp.Expr]) -> None:
    """None. Raises: FormulaError unless the formula is an energy, x a length and t a time."""
    unit = dimension(found, names, values)
    if unit not in (None, JOULE):
        raise found.refusal(f"must be an energy, kg m^2 s^-2, but has the unit {unit} where x is in m and t in s; give its numbers as "
                            "parameters with units")
