"""The tree of a formula's text, by recursive descent. Nothing is ever run as Python.

    sum      = product (("+" | "-") product)*            power = atom (("^" | "**") sign)?      to the right: 2^3^2 = 2^9
    product  = sign (("*" | "/") sign)*                  atom  = number | name | function "(" sum ")" | "(" sum ")"
    sign     = ("+" | "-") sign | power                  so that -x^2 = -(x^2)

Where units are read, a name may follow without a sign, as in 2 kg m^2/s; not after a division, where 1/2 kg could be meant both ways.
Length, nesting and number of nodes are limited: the time is bounded by construction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from difflib import get_close_matches
from fractions import Fraction

from derive.formula_tree import FormulaError, Node, Source

LENGTH, NODES, NESTING, DIGITS, TEN = 2000, 400, 40, 700, 60  # TEN: the largest exponent in 1e60
TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[^\W\d_]\w*)|(?P<sign>\*\*|[-+*/^()])", re.UNICODE)
SPELLING = {"Abs": "abs", "ln": "log", "arctan": "atan", "arcsinh": "asinh"}  # what SymPy and readers write
SIGNS = {  # what word processors write
    "\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{HYPHEN}": "-", "\N{MULTIPLICATION SIGN}": "*",
    "\N{MIDDLE DOT}": "*", "\N{DOT OPERATOR}": "*", "\N{DIVISION SIGN}": "/", "\N{FRACTION SLASH}": "/", "\N{SUPERSCRIPT TWO}": "^2",
    "\N{SUPERSCRIPT THREE}": "^3", "\N{SQUARE ROOT}": "sqrt(...)", "\N{SUPERSCRIPT MINUS}": "^-", ",": ". in decimals", "[": "(", "]": ")",
    "{": "(", "}": ")", "\N{INFINITY}": "a finite number"}
KINKED, SINGULAR = "has kinks, where there is no derivative; smooth it, as sqrt(x^2 + 1/100) is a smooth |x|", "write it by {}"
OTHERS = {  # what is known elsewhere, and what to do here
    **dict.fromkeys(("min", "max", "sign", "sgn", "floor", "ceil", "heaviside", "theta", "step", "relu", "piecewise"), KINKED),
    "cot": SINGULAR.format("cos and sin"), "sec": SINGULAR.format("1/cos"), "csc": SINGULAR.format("1/sin"),
    "coth": SINGULAR.format("cosh and sinh"), "csch": SINGULAR.format("1/sinh"), "log10": SINGULAR.format("log(x)/log(10)"),
    "log2": SINGULAR.format("log(x)/log(2)"), "cbrt": SINGULAR.format("^(1/3)"), "pow": SINGULAR.format("^"),
}
NOT_NUMBERS = ("nan", "inf", "infinity", "oo", "zoo")


def tree(source: Source, known: Collection[str], functions: Collection[str], units: Collection[str] = ()) -> Node:
    """The tree; `known` are the names that may occur, besides those of `units`, which may follow without a sign.

    Raises: FormulaError, with the column, for any text that the grammar does not have, or beyond the limits.
    """
    if len(source.text) > LENGTH:
        raise source.refusal(f"must have at most {LENGTH} characters, but has {len(source.text)}; shorten it", LENGTH)
    return _Reader(source, known, functions, units).whole()


def names(text: str) -> set[str]:
    """The names in a text, whether it is a formula or not.

    >>> sorted(names("cos(k*x) + 2kg"))
    ['cos', 'k', 'kg', 'x']
    """
    return {found.group() for found in TOKEN.finditer(text) if found.lastgroup == "name"}


def plain(name: str) -> bool:
    """Whether a name looks like no other: ASCII letters, digits and _, or Greek letters that Latin has no twin of.

    >>> plain("omega_1"), plain("ω"), plain("х")
    (True, True, False)
    """
    greek = {chr(c) for c in (*range(0x391, 0x3AA), *range(0x3B1, 0x3CA))} - set("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο")
    return all(c.isascii() or c in greek for c in name) and re.fullmatch(r"[^\W\d_]\w*", name) is not None


def as_given(name: str) -> str:
    """How a parameter is given its value."""
    return f"as {name} = 1 in `[parameters]` of a file or --param {name}=1"


class _Reader:
    """Recursive descent over the tokens; every level of recursion counts as nesting."""

    def __init__(self, source: Source, known: Collection[str], functions: Collection[str], units: Collection[str]) -> None:
        self.source, self.known, self.functions, self.units = source, known, functions, units
        self.next, self.nodes, self.depth = 0, 0, 0
        self.tokens: list[tuple[str, str, int]] = []
        at, text = 0, source.text
        while at < len(text):
            if text[at].isspace():
                at += 1
                continue
            found = TOKEN.match(text, at)
            if found is None:
                raise self.comma(at) if text[at] == "," else self.stranger(text[at], at)
            self.tokens.append((found.lastgroup or "", found.group(), at))
            at = found.end()
        self.tokens.append(("end", "", len(text)))

    def stranger(self, letter: str, at: int) -> FormulaError:
        name = "" if letter.isascii() else f" ({unicodedata.name(letter, 'no character')})"
        remedy = f"; write {SIGNS[letter]}" if letter in SIGNS else ""
        return self.error(f"must be made of numbers, names, + - * / ^ and brackets, but has {letter!r}{name}{remedy}", at)

    def comma(self, at: int) -> FormulaError:
        """The error of a comma: two arguments of what takes one or is not known, or a decimal."""
        opened: list[int] = []
        for i, (_, token, _) in enumerate(self.tokens):
            if token == "(":
                opened.append(i)
            elif token == ")" and opened:
                opened.pop()
        kind, name, place = self.tokens[opened[-1] - 1] if opened and opened[-1] else ("", "", 0)
        if kind != "name" or name in self.known:
            return self.stranger(",", at)
        if SPELLING.get(name, name) in self.functions:
            return self.error(f"must give {name} one argument, but has ','; write . in decimals", at)
        return self.error(f"must use known names, but has {name[:40]!r}; {self.hint(name[:40], called=True)}", place)

    def error(self, sentence: str, at: int) -> FormulaError:
        return self.source.refusal(sentence, at)

    def whole(self) -> Node:
        found = self.sum()
        kind, token, at = self.tokens[self.next]
        if kind in ("number", "name") or token == "(":
            raise self.error(f"must show every product, but {token[:40]!r} follows without a sign; write *{token[:40]}", at)
        if kind != "end":
            raise self.error("must have as many ( as ), but closes one too many", at)
        return found

    def node(self, kind: str, at: int, children: tuple[Node, ...] = (), name: str = "", value: Fraction = Fraction(0)) -> Node:
        self.nodes += 1
        if self.nodes > NODES:
            raise self.error(f"must have at most {NODES} numbers, names and operations, but has more; shorten it", at)
        return Node(kind, at, self.source, children, name, value)

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
        factors, start, divided = [self.sign()], self.tokens[self.next][2], False
        while True:
            if (sign := self.take("*", "/")) is not None:
                factor, divided = self.sign(), sign[0] == "/"
                factors.append(self.node("inverse", sign[1], (factor,)) if divided else factor)
            elif self.units and self.tokens[self.next][0] == "name" and self.tokens[self.next][1] not in self.functions:
                _, token, at = self.tokens[self.next]
                if divided:
                    raise self.error(f"must show what is divided by, but {token[:40]!r} follows without a sign after a division; "
                                     "write brackets, as in (1/2) kg or 1/(2 kg)", at)
                factors.append(self.power())
            else:
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
                raise self.error(f"must show every product, but {token[:40]!r} follows without a sign; write *{token[:40]}", here)
            raise self.error("must close every bracket, but this one stays open; add )", at)
        return inner

    def named(self, name: str, at: int) -> Node:
        opening = self.take("(")
        if name in self.functions:
            if opening is None:
                raise self.error(f"must give {name} its argument in brackets, but has none; write {name}(x)", at)
            return self.node("function", at, (self.closed(opening[1]),), name)
        if name not in self.known and name not in self.units:
            raise self.error(f"must use known names, but has {name[:40]!r}; {self.hint(name[:40], called=opening is not None)}", at)
        if opening is not None:
            raise self.error(f"must show every product, but {name} is no function; write {name}*(...)", opening[1])
        return self.node("name", at, name=name)

    def hint(self, name: str, *, called: bool = False) -> str:
        """What may have been meant by a name that is not known; called: brackets follow it."""
        foreign = [c for c in name if not c.isascii()]
        if name.lower() in NOT_NUMBERS:
            return "only finite numbers can be used"
        if called and name.lower() in OTHERS:
            return f"{name} {OTHERS[name.lower()]}" if OTHERS[name.lower()] == KINKED else OTHERS[name.lower()]
        if name == "E" and not called:  # SymPy's Euler number, readers' energy
            return "write e or exp(1) for Euler's number" + ("" if self.units else f", or give a parameter a value, {as_given(name)}")
        if foreign and foreign[0] in SIGNS:
            return f"write {SIGNS[foreign[0]]}"
        if foreign and not plain(name):
            latin = unicodedata.normalize("NFKC", name)
            return f"it holds {unicodedata.name(foreign[0], 'no character')}" + (f"; write {latin}" if latin.isascii() else "")
        alike = float(Fraction(7 if self.units else 6, 10))
        near = get_close_matches(name, [*sorted({*self.known, *self.units}), *self.functions], n=3, cutoff=alike)
        if self.units:
            return f"did you mean {' or '.join(near)}?" if near else "no unit is called so; there are m, kg, s, K, A, J, eV, u"
        hint = f"did you mean {' or '.join(near)}?" if near else "functions are " + ", ".join(self.functions)
        if called:  # a parameter cannot be meant
            return hint
        stop = "" if near else "."
        return f"{hint}{stop} Coordinates are x, y, z or x1, x2, ... A parameter needs a value, {as_given(name)}"

    def number(self, token: str, at: int) -> Fraction:
        mantissa, _, exponent = token.lower().partition("e")
        if len(mantissa) > DIGITS or len(exponent) > 4 or abs(int(exponent or 0)) > TEN:
            limits = f"{DIGITS} digits, with exponents from 1e-{TEN} to 1e{TEN}"
            raise self.error(f"must have numbers of at most {limits}, but has another", at)
        return Fraction(mantissa) * Fraction(10) ** int(exponent or 0)
