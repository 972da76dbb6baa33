"""What the function of a claim returned: a statement, or the sentence that says what to return instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp
from sympy.logic.boolalg import BooleanAtom

from derive.units import Unit
from verify.statement import All, Leaf, Statement
from verify.statements import exact
from verify.statements.near import Near
from verify.statements.scalar import Relation
from verify.statements.simulated import Simulated
from verify.statements.units import HasUnit
from verify.variables import Variables

STATEMENT = ("problems", "refute", "prove", "certify", "mutants", "implies", "domain")
KINDS: dict[Any, str] = {
    sp.Eq: "Equal({0}, {1}, V)", sp.Ne: "Apart({0}, {1}, V)", sp.Le: "AtMost({0}, {1}, V)", sp.Lt: "Below({0}, {1}, V)",
    sp.Ge: "AtMost({1}, {0}, V)", sp.Gt: "Below({1}, {0}, V)",
}  # fmt: skip
ANY = "a statement, such as `return Equal(left, right, V)` or `return AtMost(left, right, V)`"


def stated(built: Any, label: str) -> Statement | All | Leaf | Simulated:
    """The statement that the function of the claim `label` returned.

    Raises: TypeError for anything else, also as a part or as a hypothesis; it says what to write.
    """
    if isinstance(built, All | Leaf | Simulated) or all(hasattr(built, name) for name in STATEMENT):
        for said in _parts(built):
            raise TypeError(f"{said}; it is in {label}")
        return built
    raise TypeError(f"the function of {label} must return {_instead(built, 'return ')}")


def _parts(built: object) -> Iterator[str]:
    """What is wrong with the parts, with the hypotheses and with the table of symbols."""
    if isinstance(built, All):
        for number, link in enumerate(built.links, 1):
            if all(hasattr(link.statement, name) for name in STATEMENT):
                yield from (f"in part {number}, {said}" for said in _parts(link.statement))
            else:
                yield f"part {number} must be {_instead(link.statement)}"
    elif isinstance(built, Near | HasUnit):
        unit = f"`unit` must be a Unit of derive.units, such as MASS * LENGTH**2 / TIME, but is {built.unit!r}"
        names = ("value", "printed", "within") if isinstance(built, Near) else ("formula",)
        yield from filter(None, [exact.strangers({name: getattr(built, name) for name in names})])
        yield from [unit] * (isinstance(built, HasUnit) and not isinstance(built.unit, Unit))
    elif isinstance(built, Relation):
        yield from filter(None, [exact.strangers({"left side": built.lhs, "right side": built.rhs})])
        if not isinstance(built.where, Variables):
            yield f"the third argument must be the table `V` of declared symbols, but is {built.where}; write it before the hypotheses"
        for number, each in enumerate(built.given, 1):
            if not isinstance(each, Relation):
                yield f"hypothesis {number} must be {_instead(each)}"


def _instead(found: Any, verb: str = "") -> str:
    """What it must be, what it is, and what to write."""
    if type(found) in KINDS:
        return f"a statement, but is the SymPy relation {found}; write `{verb}{KINDS[type(found)].format(found.lhs, found.rhs)}`"
    if isinstance(found, bool | BooleanAtom):
        return f"{ANY}, but is {found}: Python or SymPy has compared two expressions already"
    if isinstance(found, sp.Basic):
        return f"a statement, but is the expression {found}; write `{verb}Equal({found}, right, V)` with its right side"
    if isinstance(found, tuple | list):
        return f"a statement, but is a {type(found).__name__} of {len(found)}; join statements with `{verb}conjunction(first, second)`"
    if found is None:
        return f"{ANY}, but is nothing"
    return f"{ANY}, but is of the type {type(found).__name__}"
