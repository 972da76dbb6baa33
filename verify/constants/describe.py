"""`ehrenfest.constants`: every constant of a paper for a potential that a user typed, enclosed, with the claim that justifies it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp

from derive.formula import Formula
from derive.many_body import ManyBody
from derive.units import Unit
from numerics import decimals
from numerics.bounds import as_ball
from numerics.supremum import Supremum
from numerics.supremum.effort import effort
from verify import hypotheses, simulate_norms
from verify.constants.claims import Catalogue, catalogue
from verify.constants.convexity import settled
from verify.constants.record import UNKNOWN, Constant, Constants, Definition, Value
from verify.constants.values import BOX, Given, values

Suprema = tuple[Supremum, Supremum]
PAPER, DIGITS, MOST_DIGITS, MOST_BUDGET = "hrr2023", 14, 15, 1000  # norms are enclosed by doubles
NORMS, ENDS = (20.0, 4.0), (10.0, 2.0)  # seconds of both attempts of the searches, four times those of a simulation's
CONVEX = {True: "V is convex.", False: "V is not convex.", None: "Whether V is convex is not decided: its Hessian is at least -k_-."}
COVERED = ("(8), and the best proved factors beside it, hold for every initial mixture of Gaussian states squeezed by at most z relative "
           "to sigma_*; with the ends of the Hessian, by at most z_k (z_hessian); at the aspect eta_b (eta_best), for mixtures of coherent "
           "states.")
PARTS = ("kg", "m", "s")


@dataclass(frozen=True)
class System:
    """A potential with the numbers around it, exact or in balls, and their texts by name.

    is_si: whether all numbers are in SI base units. domain: exact ends by coordinate, None for infinite; empty for all space.
    """

    potential: Formula | ManyBody
    numbers: Mapping[str, Any]
    texts: Mapping[str, str]
    target: Fraction
    domain: Mapping[str, tuple[Any, Any]]
    is_si: bool = False


def of(system: System, *, digits: int = DIGITS, paper: str = PAPER, budget: int = 1) -> Constants:
    """All constants of the system; the searches for its norms are bounded in time, as in `simulate_norms`: `budget` times the usual."""
    return of_norms(system, *searched(system, budget), digits=digits, paper=paper)


def searched(system: System, budget: int = 1) -> tuple[Suprema, Suprema | None]:
    """The norms, and the ends of the Hessian where they are known."""
    domain = _domain(system)
    return _searched(system.potential, None if domain is None else tuple(domain.items()), budget)


def of_norms(system: System, norms: Suprema, hessian: Suprema | None, *, digits: int = DIGITS, paper: str = PAPER) -> Constants:
    """All constants of the system from what `searched` found."""
    potential = system.potential
    still = isinstance(potential, ManyBody) or potential.time is None
    given = Given(
        len(potential.coordinates), norms=norms, target=system.target, hessian=hessian, is_static=still,
        is_box=bool(system.domain), **system.numbers,
    )
    convex = None if hessian is None else True if hessian[1].high <= 0 else False if hessian[1].low > 0 else None
    return described(given, system.texts, convex=convex, is_si=system.is_si, digits=digits, paper=paper)


@lru_cache(maxsize=64)
def _searched(potential: Formula | ManyBody, sides: tuple[Any, ...] | None, budget: int) -> tuple[Suprema, Suprema | None]:
    """Norms, and ends of the Hessian: once for all the numbers that a table puts beside a potential."""
    domain = None if sides is None else dict(sides)
    norms, ends = ((first * budget, second * budget) for first, second in (NORMS, ENDS))
    with effort(budget):
        found, hessian = simulate_norms.found(potential, domain, norms), simulate_norms.hessian(potential, domain, ends)
    return found, None if hessian is None else settled(potential, domain, hessian)


def _domain(system: System) -> dict[Any, tuple[Any, Any]] | None:
    """The domain as the searches take it, with the time up to its end; None for all space."""
    potential = system.potential
    if isinstance(potential, ManyBody):
        return dict(system.domain) or None
    domain: dict[Any, tuple[Any, Any]] = {x: system.domain[str(x)] for x in potential.coordinates if str(x) in system.domain}
    if potential.time is not None and system.numbers.get("time") is not None:
        domain[potential.time] = (0, _ceiling(system.numbers["time"]))
    return domain or None


def described(
    given: Given, texts: Mapping[str, str], *, convex: bool | None, is_si: bool, digits: int = DIGITS, paper: str = PAPER
) -> Constants:
    """The constants of a system whose norms are known. Raises: ValueError for numbers out of range."""
    if not 2 <= digits <= MOST_DIGITS:
        raise ValueError(f"`digits` must be from 2 to {MOST_DIGITS}, but is {digits}; norms are enclosed by doubles")
    known, table = catalogue(paper), values(given)
    constants = tuple(_constant(item, table[item.name], given, known, is_si, digits) for item in known.definitions)
    applies, said = _said(given, table)
    return Constants(dict(texts), given.d, constants, convex, applies, (CONVEX[convex], *said))


def _constant(item: Definition, value: Value, given: Given, known: Catalogue, is_si: bool, digits: int) -> Constant:
    found = None if value.ball is None else decimals.ends(value.ball, digits)
    low, high = found or (None, None)
    near = None if found is None else float(value.ball.mid())
    norm = {"norm2": 0, "norm3": 1}.get(item.name)
    argmax: tuple[tuple[str, float], ...] = ()
    if norm is not None:
        supremum = given.norms[norm]
        argmax = supremum.argmax
        if value.status == UNKNOWN and 0 < supremum.low < math.inf:
            low = (decimals.ends(as_ball(Fraction(supremum.low)), digits) or (None,))[0]  # a stopped search proves this much
    formula = None if item.formula is None else item.formula(given.d)
    word, caveats = known.verdict(item.claims)
    return Constant(
        item.name, item.tex, item.title, low, high, near if near is not None and math.isfinite(near) else None,
        si_text(item.unit) if is_si else "", str(item.unit), "" if formula is None else known.written(formula),
        known.statement(item.claims[0]) if formula is None else sp.latex(formula, symbol_names=dict(known.tex)),
        tuple(f"{known.paper}:{label}" for label in item.claims), word, caveats, value.status, value.why, argmax,
    )


def _said(given: Given, table: Mapping[str, Value]) -> tuple[bool | None, list[str]]:
    """Whether Theorem 1 covers the system, and in words what follows."""
    bound, second, third = table["until"], *given.norms
    if third.finite is True and third.high == 0 and second.finite is True and second.low > 0:
        return True, [hypotheses.QUADRATIC]
    if not given.is_static:
        return False, [hypotheses.DRIVEN]
    if bound.status == UNKNOWN:
        return None, [f"The bounds are not known: {bound.why}." if bound.why.startswith("give") else bound.why]
    if bound.ball is None:
        return False, [bound.why]
    if not table["z"].ball.is_finite():
        return True, [hypotheses.NO_NOISE]
    return (None, [BOX, COVERED]) if given.is_box else (True, [COVERED])


def si_text(unit: Unit) -> str:
    """A unit in SI base units: 'kg m^2/s'.

    >>> from derive.units import ACTION, NONE, TIME
    >>> si_text(ACTION), si_text(NONE), si_text(TIME**-1)
    ('kg m^2/s', '', '1/s')
    """
    powers = dict(zip(PARTS, unit.dimension(), strict=True))
    above = " ".join(name + (f"^{power}" if power != 1 else "") for name, power in powers.items() if power > 0)
    below = " ".join(name + (f"^{-power}" if power != -1 else "") for name, power in powers.items() if power < 0)
    if not below:
        return above
    return f"{above or '1'}/{below if ' ' not in below else f'({below})'}"


def _ceiling(time: Any) -> Fraction:
    """A rational number at least the time."""
    return time if isinstance(time, Fraction) else decimals.fraction(time.upper())
