"""Expressions as plain text for certificates, in which every name stands for one thing.

SymPy's text is kept. What would be ambiguous is renamed: symbols that share a name, a symbol called like a constant or a
function (I, E, pi, exp, Max, ...), a name that is no identifier. `Names.facts` says what a reader of the text has to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.printing.str import StrPrinter

RESERVED = frozenset({"I", "E", "pi", "sqrt", "exp", "log", "Max", "Min", "oo", "zoo", "nan"})


class Names(StrPrinter):
    """Writes expressions, given together, as text.

    >>> x, y = sp.Symbol("x", positive=True), sp.Symbol("x", real=True)
    >>> names = Names([x * y])
    >>> names.text(x / y), names.facts()
    ('x/x_1', {'positive': 'x', 'real': 'x_1', 'renamed': {'x_1': 'x'}})
    """

    def __init__(self, expressions: Iterable[Any]) -> None:
        super().__init__()
        atoms = {a for e in expressions for a in e.atoms(sp.Symbol, AppliedUndef)}
        things = {atom.func if isinstance(atom, AppliedUndef) else atom for atom in atoms}
        self.known: dict[Any, str] = {}
        for thing in sorted(things, key=_order):
            clean = re.sub(r"\W", "_", _name(thing))
            clean = f"_{clean}" if clean in RESERVED or not clean.isidentifier() else clean
            taken, number = set(self.known.values()), 0
            while (name := f"{clean}_{number}" if number else clean) in taken:
                number += 1
            self.known[thing] = name

    def _print_Symbol(self, symbol: sp.Symbol) -> str:
        return self.known[symbol]

    _print_Dummy = _print_Symbol

    def _print_Function(self, value: sp.Expr) -> str:
        name = self.known.get(value.func, value.func.__name__)
        return f"{name}({', '.join(self.text(argument) for argument in value.args)})"

    def text(self, expression: Any) -> str:
        """The text of an expression made of what was given."""
        return str(self.doprint(expression))

    def facts(self) -> dict[str, Any]:
        """The names of positive and of other real symbols, separated by blanks, and what renamed ones were called."""
        symbols = {thing: name for thing, name in self.known.items() if isinstance(thing, sp.Symbol)}
        positive = [name for thing, name in symbols.items() if thing.is_positive is True]
        real = [name for thing, name in symbols.items() if thing.is_real is True and thing.is_positive is not True]
        renamed = {name: _name(thing) for thing, name in self.known.items() if name != _name(thing)}
        found = {"positive": " ".join(positive), "real": " ".join(real), "renamed": renamed}
        return {key: value for key, value in found.items() if value}


def _name(thing: Any) -> str:
    return thing.name if isinstance(thing, sp.Symbol) else thing.__name__


def _order(thing: Any) -> tuple[str, str, int]:
    facts = str(sorted(thing.assumptions0.items())) if isinstance(thing, sp.Symbol) else "function"
    return _name(thing), facts, getattr(thing, "dummy_index", 0)
