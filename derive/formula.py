"""A potential typed as text: `read` gives its SymPy expression, coordinates and time. Nothing is ever run as Python.

    sum      = product (("+" | "-") product)*            power = atom (("^" | "**") sign)?      to the right: 2^3^2 = 2^9
    product  = sign (("*" | "/") sign)*                  atom  = number | name | function "(" sum ")" | "(" sum ")"
    sign     = ("+" | "-") sign | power                  so that -x^2 = -(x^2)

Coordinates are x, or x, y, z, or x1, ..., x9; the time is t; constants are pi and e. Decimals are exact: 0.1 is 1/10.
Length, nesting and number of nodes are limited here, the size of numbers and powers in `formula_build`, before SymPy
sees them: the time is bounded by construction.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

import sympy as sp

from derive.formula_build import FUNCTIONS, FormulaError, Node, built, constant

__all__ = ["Formula", "FormulaError", "read", "written"]

LENGTH, NODES, NESTING, DIGITS, TEN = 2000, 400, 40, 700, 60  # TEN: the largest exponent in 1e60
TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[^\W\d_]\w*)|(?P<sign>\*\*|[-+*/^()])", re.UNICODE)
LETTERS, CLOCK = ("x", "y", "z"), "t"
INDEXED = tuple(f"x{i}" for i in range(1, 10))
CONSTANTS = ("pi", "e")
SPELLING = {"Abs": "abs", "E": "e", "ln": "log", "arctan": "atan", "arcsinh": "asinh"}  # what SymPy and readers write


@dataclass(frozen=True)
class Formula:
    """V as an exact real expression. `time` is None for a V that does not depend on t; `text` can be read again."""

    text: str
    expression: sp.Expr
    coordinates: tuple[sp.Symbol, ...]
    time: sp.Symbol | None


def read(text: str, parameters: Mapping[str, str | int | Fraction] | None = None) -> Formula:
    """The potential that the text states, with parameters replaced by their exact constant values.

    Raises: FormulaError, a ValueError, with the column, for any text that is not a real formula within the limits.

    >>> read("k*x^2/2 + 0.1*cos(t)", {"k": "3/2"}).expression
    3*x**2/4 + cos(t)/10
    """
    values: dict[str, sp.Expr] = {}
    for name, value in (parameters or {}).items():
        if not isinstance(name, str) or not re.fullmatch(r"[^\W\d_]\w*", name) or _reserved(name):
            raise FormulaError(f"`parameters` must have free names of letters and digits, but {name!r} is none; rename it")
        if isinstance(value, bool) or not isinstance(value, str | int | Fraction):
            raise FormulaError(f"`parameters` must be text or exact numbers, but {name} is {value!r}; write it in quotes")
        values[name] = constant(_tree(_text_of(value, name), {}, coordinates=False))
    tree = _tree(text, values, coordinates=True)
    used = {node.name for node in tree.walk() if node.kind == "name"}
    idle = sorted(values.keys() - used)
    if idle:
        raise FormulaError(f"`parameters` must occur in the formula, but {', '.join(idle)} does not; leave it out")
    family = INDEXED if used & set(INDEXED) else LETTERS
    if used & set(LETTERS) and family is INDEXED:
        raise FormulaError("`formula` must use x, y, z or x1, x2, ..., but mixes both", text, 0)
    d = max((family.index(name) + 1 for name in used & set(family)), default=1)
    symbols = {name: sp.Symbol(name, real=True) for name in (*family[:d], CLOCK)}
    expression = built(tree, {**values, **symbols})
    time = symbols[CLOCK] if symbols[CLOCK] in expression.free_symbols else None
    again = written(expression)
    if len(again) > LENGTH:
        raise FormulaError(f"`formula` must have at most {LENGTH} characters with its numbers written out, but has {len(again)}; round it")
    return Formula(again, expression, tuple(symbols[name] for name in family[:d]), time)


def written(expression: sp.Expr) -> str:
    """The text of an expression made by `read`; read again it is equal (SymPy may distribute a number over a sum).

    >>> x = sp.Symbol("x", real=True)
    >>> written(abs(x) / 2 + sp.E)
    'abs(x)/2 + e'
    """
    names = {old: new for old, new in SPELLING.items() if old in ("Abs", "E")}
    return re.sub(r"\b(Abs|E)\b", lambda found: names[found.group()], sp.sstr(expression))


def _text_of(value: str | int | Fraction, name: str) -> str:
    if isinstance(value, str):
        return value
    if max(abs(value.numerator), value.denominator).bit_length() > 3 * DIGITS:
        raise FormulaError(f"`parameters` must have at most {DIGITS} digits, but {name} has more; shorten it")
    return str(value)


def _reserved(name: str) -> bool:
    return name in {*LETTERS, *INDEXED, *CONSTANTS, CLOCK, *FUNCTIONS, *SPELLING}


def _tree(text: str, parameters: Mapping[str, sp.Expr], *, coordinates: bool) -> Node:
    if not isinstance(text, str):
        raise FormulaError(f"`formula` must be text, but is {text!r}")
    if len(text) > LENGTH:
        raise FormulaError(f"`formula` must have at most {LENGTH} characters, but has {len(text)}; shorten it")
    known = {*CONSTANTS, *parameters}
    if coordinates:
        known |= {*LETTERS, *INDEXED, CLOCK}
    return _Reader(text, known).whole()


class _Reader:
    """Recursive descent over the tokens; every level of recursion counts as nesting."""

    def __init__(self, text: str, known: set[str]) -> None:
        self.text, self.known, self.next, self.nodes, self.depth = text, known, 0, 0, 0
        self.tokens: list[tuple[str, str, int]] = []
        at = 0
        while at < len(text):
            if text[at].isspace():
                at += 1
                continue
            found = TOKEN.match(text, at)
            if found is None:
                raise self.error(f"must be made of numbers, names, + - * / ^ and brackets, but has {text[at]!r}", at)
            self.tokens.append((found.lastgroup or "", found.group(), at))
            at = found.end()
        self.tokens.append(("end", "", len(text)))

    def error(self, sentence: str, at: int) -> FormulaError:
        return FormulaError(f"`formula` {sentence}", self.text, at)

    def whole(self) -> Node:
        tree = self.sum()
        kind, token, at = self.tokens[self.next]
        if kind in ("number", "name") or token == "(":
            raise self.error(f"must show every product, but {token!r} follows without a sign; write *{token}", at)
        if kind != "end":
            raise self.error("must have as many ( as ), but closes one too many", at)
        return tree

    def node(self, kind: str, at: int, children: tuple[Node, ...] = (), name: str = "", value: Fraction = Fraction(0)) -> Node:
        self.nodes += 1
        if self.nodes > NODES:
            raise self.error(f"must have at most {NODES} numbers, names and operations, but has more; shorten it", at)
        return Node(kind, at, self.text, children, name, value)

    def take(self, *wanted: str) -> tuple[str, int] | None:
        kind, token, at = self.tokens[self.next]
        if kind != "sign" or token not in wanted:
            return None
        self.next += 1
        return token, at

    def sum(self) -> Node:
        terms, start = [self.product()], self.tokens[self.next][2]
        while (sign := self.take("+", "-")) is not None:
            term = self.product()
            terms.append(term if sign[0] == "+" else self.node("minus", sign[1], (term,)))
        return terms[0] if len(terms) == 1 else self.node("sum", start, tuple(terms))

    def product(self) -> Node:
        factors, start = [self.sign()], self.tokens[self.next][2]
        while (sign := self.take("*", "/")) is not None:
            factor = self.sign()
            factors.append(factor if sign[0] == "*" else self.node("inverse", sign[1], (factor,)))
        return factors[0] if len(factors) == 1 else self.node("product", start, tuple(factors))

    def sign(self) -> Node:
        self.depth += 1
        if self.depth > NESTING:
            raise self.error(f"must be nested at most {NESTING} deep, but is deeper; simplify it", self.tokens[self.next][2])
        sign = self.take("+", "-")
        found = self.power() if sign is None else self.sign()
        if sign is not None and sign[0] == "-":
            found = self.node("minus", sign[1], (found,))
        self.depth -= 1
        return found

    def power(self) -> Node:
        base = self.atom()
        sign = self.take("^", "**")
        return base if sign is None else self.node("power", sign[1], (base, self.sign()))

    def atom(self) -> Node:
        kind, token, at = self.tokens[self.next]
        self.next += 1
        if kind == "number":
            return self.node("number", at, value=self.number(token, at))
        if kind == "name":
            return self.named(SPELLING.get(token, token) if token not in self.known else token, at)
        if token == "(":
            return self.closed(at)
        what = "ends" if kind == "end" else f"has {token!r}"
        raise self.error(f"must have a number, a name or a bracket here, but {what}", at)

    def closed(self, at: int) -> Node:
        inner = self.sum()
        if self.take(")") is None:
            _, token, here = self.tokens[self.next]
            if token:
                raise self.error(f"must show every product, but {token!r} follows without a sign; write *{token}", here)
            raise self.error("must close every bracket, but this one stays open; add )", at)
        return inner

    def named(self, name: str, at: int) -> Node:
        opening = self.take("(")
        if name in FUNCTIONS:
            if opening is None:
                raise self.error(f"must give {name} its argument in brackets, but has none; write {name}(x)", at)
            return self.node("function", at, (self.closed(opening[1]),), name)
        if name not in self.known:
            near = get_close_matches(name, [*sorted(self.known), *FUNCTIONS], n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else "functions are " + ", ".join(FUNCTIONS) + "."
            raise self.error(f"must use known names, but has {name[:40]!r}; {hint} A parameter needs a value", at)
        if opening is not None:
            raise self.error(f"must show every product, but {name} is no function; write {name}*(...)", opening[1])
        return self.node("name", at, name=name)

    def number(self, token: str, at: int) -> Fraction:
        mantissa, _, exponent = token.lower().partition("e")
        if len(mantissa) > DIGITS or len(exponent) > 4 or abs(int(exponent or 0)) > TEN:
            raise self.error(f"must have numbers of at most {DIGITS} digits, up to 1e{TEN}, but has a longer one", at)
        return Fraction(mantissa) * Fraction(10) ** int(exponent or 0)
