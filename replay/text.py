"""The grammar of expressions in certificates, and its parser.

    sum     = ["-"] product {("+" | "-") product}
    product = power {("*" | "/") power}
    power   = atom ["**" power]
    atom    = integer | name | name "(" sum {"," sum} ")" | "(" sum {"," sum} ")"

A tree is a tuple: ("sum", ((sign, tree), ...)), ("product", ((1 or -1, tree), ...)), ("power", base, exponent),
("integer", n), ("name", text), ("call", name, (tree, ...)), ("tuple", (tree, ...)). Size and depth are bounded.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from replay.outcome import NotReplayable

Tree = tuple[Any, ...]
MOST_CHARACTERS, MOST_DEPTH, MOST_DIGITS, MOST_BITS = 200_000, 250, 1000, 1 << 20  # a level of parentheses is 4 deep
_TOKEN = re.compile(r"\s*(?:([0-9]+)|([^\W\d]\w*)|(\*\*|[-+*/(),]))")


def tokens(text: str) -> list[tuple[str, str]]:
    """(kind, characters) of every token; the kinds are integer, name and sign. Raises: NotReplayable."""
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        raise NotReplayable(f"an expression must be text of at most {MOST_CHARACTERS} characters")
    found, place, text = list[tuple[str, str]](), 0, text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise NotReplayable(f"an expression must follow the grammar, but holds {text[place:place + 12]!r}")
        kind = ("integer", "name", "sign")[match.lastindex - 1] if match.lastindex else ""
        if kind == "integer" and len(match[1]) > MOST_DIGITS:
            raise NotReplayable(f"an integer must have at most {MOST_DIGITS} digits, but one has {len(match[1])}")
        found.append((kind, match[match.lastindex or 0]))
        place = match.end()
    return found


def parse(text: str) -> Tree:
    """The tree of an expression. Raises: NotReplayable.

    >>> parse("-x**2/3")
    ('sum', ((-1, ('product', ((1, ('power', ('name', 'x'), ('integer', 2))), (-1, ('integer', 3))))),))
    """
    reader = _Parser(tokens(text))
    tree = reader.sum(0)
    if reader.left:
        raise NotReplayable(f"an expression must end, but {reader.left[-1][1]!r} follows")
    return tree


class _Parser:
    """Recursive descent over the tokens; `left` holds those still to be read, the next one last."""

    def __init__(self, found: list[tuple[str, str]]) -> None:
        self.left = found[::-1]

    def _next(self, *signs: str) -> str:
        """The next token, consumed, if it is one of the signs; else the empty text."""
        if self.left and self.left[-1][0] == "sign" and self.left[-1][1] in signs:
            return self.left.pop()[1]
        return ""

    def sum(self, depth: int) -> Tree:
        if depth > MOST_DEPTH:
            raise NotReplayable(f"an expression must be nested at most {MOST_DEPTH} deep")
        terms = [(-1 if self._next("-") else 1, self.product(depth + 1))]
        while sign := self._next("+", "-"):
            terms.append((1 if sign == "+" else -1, self.product(depth + 1)))
        return terms[0][1] if terms[0][0] == 1 and len(terms) == 1 else ("sum", tuple(terms))

    def product(self, depth: int) -> Tree:
        factors = [(1, self.power(depth + 1))]
        while sign := self._next("*", "/"):
            factors.append((1 if sign == "*" else -1, self.power(depth + 1)))
        return factors[0][1] if len(factors) == 1 else ("product", tuple(factors))

    def power(self, depth: int) -> Tree:
        if depth > MOST_DEPTH:
            raise NotReplayable(f"an expression must be nested at most {MOST_DEPTH} deep")
        base = self.atom(depth + 1)
        return ("power", base, self.power(depth + 1)) if self._next("**") else base

    def atom(self, depth: int) -> Tree:
        if self._next("("):
            inner = self._arguments(depth)
            return inner[0] if len(inner) == 1 else ("tuple", inner)
        kind, characters = self.left.pop() if self.left else ("sign", "the end")
        if kind == "integer":
            return ("integer", int(characters))
        if kind != "name":
            raise NotReplayable(f"a number, a name or a parenthesis must come next, but {characters!r} does")
        return ("call", characters, self._arguments(depth)) if self._next("(") else ("name", characters)

    def _arguments(self, depth: int) -> tuple[Tree, ...]:
        found = [self.sum(depth + 1)]
        while self._next(","):
            found.append(self.sum(depth + 1))
        if not self._next(")"):
            raise NotReplayable("a parenthesis must be closed, but is not")
        return tuple(found)


def written(tree: Tree) -> str:
    """One text for each tree, fully parenthesised: equal texts are equal trees."""
    match tree:
        case ("integer" | "name", value):
            return str(value)
        case ("call", name, arguments):
            return f"{name}({', '.join(map(written, arguments))})"
        case ("tuple", arguments):
            return f"({', '.join(map(written, arguments))})"
        case ("power", base, exponent):
            return f"({written(base)})**({written(exponent)})"
        case (kind, parts):
            plus, minus = ("+", "-") if kind == "sum" else ("*", "/")
            return "".join(f"{plus if sign == 1 else minus}({written(part)})" for sign, part in parts)
    raise NotReplayable(f"a tree must have a known kind, but is {tree!r}")


def rational(tree: Tree) -> Fraction | None:
    """The value of a tree of integers under + - * / and integer powers; None where it is no such tree."""
    match tree:
        case ("integer", n):
            return Fraction(n)
        case ("sum", terms):
            values = [(sign, rational(term)) for sign, term in terms]
            known = [sign * value for sign, value in values if value is not None]
            return sum(known, Fraction(0)) if len(known) == len(values) else None
        case ("product", factors):
            product = Fraction(1)
            for sign, factor in factors:
                value = rational(factor)
                if value is None or (sign == -1 and value == 0):
                    return None
                product *= value**sign
            return product
        case ("power", base, exponent):
            low, high = rational(base), rational(exponent)
            if low is None or high is None or high.denominator != 1 or (low == 0 and high <= 0):
                return None
            if (low.numerator.bit_length() + low.denominator.bit_length()) * abs(high) > MOST_BITS:
                raise NotReplayable(f"a power of integers must have at most {MOST_BITS} bits")
            return low ** int(high)
    return None


def sides(text: str, *relations: str) -> tuple[str, str, str]:
    """(left, relation, right) of a statement with exactly one of the relations, set off by spaces. Raises: NotReplayable."""
    found = [(relation, text.split(f" {relation} ")) for relation in relations if f" {relation} " in text]
    if len(found) != 1 or len(found[0][1]) != 2:
        raise NotReplayable(f"a statement must be two sides with one of {', '.join(relations)}, but is {text[:80]!r}")
    relation, (left, right) = found[0]
    return left, relation, right
