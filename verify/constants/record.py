"""What `constants` returns: named constants of a system, each with its enclosure, its formula and the claims that justify it.

A paper states its constants as `Definition`s in `constants.py` of its folder; a `Constant` is one of them for one system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from derive.units import Unit

KNOWN, CONDITIONAL, HEURISTIC, INFINITE, UNKNOWN, UNDEFINED = "known", "conditional", "heuristic", "infinite", "unknown", "undefined"
STATUSES = (KNOWN, CONDITIONAL, HEURISTIC, INFINITE, UNKNOWN, UNDEFINED)


@dataclass(frozen=True)
class Definition:
    """A constant of a paper.

    name, tex: plain and TeX symbol. formula: of the degrees of freedom, in symbols whose TeX is in the paper's `TEX`, and their
    plain names in `PLAIN` where these are others; None where the claim's own statement is the formula. claims: the labels that it
    rests on, the first one its definition or theorem.
    """

    name: str
    tex: str
    title: str
    unit: Unit
    claims: tuple[str, ...]
    formula: Callable[[int], sp.Expr] | None = None


@dataclass(frozen=True)
class Value:
    """A ball, or none, its status, and why it is not simply known."""

    ball: Any
    status: str
    why: str = ""


@dataclass(frozen=True)
class Constant:
    """A constant of a system, ready to be shown.

    low, high: decimals certainly at or below, and at or above it; None where it is infinite or not known on that side.
    value: a float near it, None where `low` or `high` is. unit: SI, or "" in natural units. dimension: its unit in base units.
    formula, formula_tex: from `derive`, or the claim's statement. claims: labels with the paper's key. verdict: the weakest inherited
    word of these in the committed ledger; `caveats` says how much of that is cited, and what is corrected.
    status: one of STATUSES; `why` says why it is not simply known. argmax: where a supremum is reached, or approached.
    """

    name: str
    tex: str
    title: str
    low: str | None
    high: str | None
    value: float | None
    unit: str
    dimension: str
    formula: str
    formula_tex: str
    claims: tuple[str, ...]
    verdict: str
    caveats: str
    status: str
    why: str = ""
    argmax: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Constants:
    """All constants of one system, by name: `found["tau_H"].value`.

    system: the inputs as text, by name; "V" is the potential as typed, and missing ones are left out.
    convex: whether the Hessian is nowhere negative; None where that is not decided. remarks: what the theorem says here, in sentences.
    """

    system: Mapping[str, str]
    d: int
    constants: tuple[Constant, ...]
    convex: bool | None
    applies: bool | None
    remarks: tuple[str, ...]

    def __getitem__(self, name: str) -> Constant:
        for constant in self.constants:
            if constant.name == name:
                return constant
        raise KeyError(f"`name` must be one of {', '.join(constant.name for constant in self.constants)}, but is {name!r}")
