"""Constants of a potential with parameters left open, positive: closed forms of its norms, and of all that the mass and the norms give.

What is exact for all parameters is told from what enclosures confirm at samples only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from derive import potentials
from derive.formula import read, typed
from numerics import decimals
from numerics.bounds import as_ball
from numerics.supremum import Supremum
from numerics.supremum.closed import ClosedForm, closed_form
from verify.constants.claims import Catalogue, catalogue
from verify.constants.describe import DIGITS, PAPER
from verify.constants.systems import Unusable
from verify.seconds import Late, within

SECONDS = 30.0
ORDERS = {"norm2": 2, "norm3": 3}
MASS_AND_NORMS = {"m", "V2", "V3"}
LEAST = "N_-"  # the one number that is an infimum: what is enclosed is the supremum of minus the function


@dataclass(frozen=True)
class Closed:
    """A constant in closed form.

    numbers: 'N = value in [low, high]', the numbers in it, with the enclosure that picked them among SymPy's candidates; or 'N in
    [low, high]' where none is in there, and N stands in the formula. proved: whether the rest is exact for all parameters.
    """

    name: str
    title: str
    formula: str
    formula_tex: str
    numbers: tuple[str, ...]
    proved: bool
    how: str
    claims: tuple[str, ...]


def closed(
    text: str, free: Sequence[str], paper: str = PAPER, *, parameters: Mapping[str, str] | None = None, digits: int = DIGITS,
) -> list[Closed]:
    """The norms, and the scales that follow, in the parameters `free` and the mass m; digits: of the ends of enclosures.

    parameters: values of the others.

    Raises: Unusable, with the sentence to print.
    """
    known = catalogue(paper)
    try:
        formula = read(potentials.find(text).text if text in potentials.names() else text, parameters, free=free)
        if len(formula.coordinates) > 1 or formula.time is not None:
            raise Unusable("`--free` must come with a potential of x alone, but this has other variables; give the parameters values")
        with within(SECONDS):
            norms = {name: _known(closed_form(formula.expression, formula.coordinates[0], order), name) for name, order in ORDERS.items()}
    except Late:
        raise Unusable(f"`--free` must leave closed forms to be found in {SECONDS:g} s, but does not; give the parameters values") from None
    except (ValueError, TypeError, ArithmeticError) as error:
        raise Unusable(str(error)) from error
    return _scales(known, norms, digits)


def _known(found: ClosedForm | None, name: str) -> ClosedForm:
    if found is None:
        raise Unusable(f"`--free` must leave a closed form of {name}, but none was found; give the parameters values")
    return found


def _scales(known: Catalogue, norms: dict[str, ClosedForm], digits: int) -> list[Closed]:
    """The norms, and the definitions that hold the mass and the norms only, with the closed forms put in."""
    used = {symbol: norms[name] for symbol, name in known.plain.items() if name in norms}
    swap = {symbol: found.expression if found.value is None else found.value for symbol, found in used.items()}
    results = []
    for item in known.definitions:
        formula = None if item.formula is None else item.formula(1)
        if item.name in norms:
            rests, value = [norms[item.name]], next(swap[symbol] for symbol in swap if known.plain[symbol] == item.name)
        elif formula is not None and {symbol.name for symbol in formula.free_symbols} <= MASS_AND_NORMS:
            rests = [used[symbol] for symbol in used if symbol in formula.free_symbols]
            if any(swap[symbol] in (sp.oo, sp.S.Zero) for symbol in used if symbol in formula.free_symbols):
                continue  # infinite, or of a quadratic potential: the constants with numbers say how
            value = formula.xreplace(swap)
        else:
            continue
        numbers = tuple(_number(symbol, exact, found, digits) for each in rests for symbol, exact, found in each.numbers
                        if item.name in norms or each.value is None)
        claims = tuple(f"{known.paper}:{label}" for label in item.claims)
        results.append(Closed(item.name, item.title, typed(value), sp.latex(value, symbol_names=dict(known.tex)),
                              numbers, all(each.proved for each in rests), rests[0].how, claims))
    return results


def _number(symbol: sp.Symbol, exact: sp.Expr | None, found: Supremum, digits: int) -> str:
    """'N = value in [low, high]', the ends rounded outward to so many digits."""
    name = symbol.name + ("" if exact is None else f" = {typed(exact)}")
    if found.finite is not True:
        return name
    low, high = sorted((-1 if symbol.name == LEAST else 1) * Fraction(end) for end in (found.exact_low, found.exact_high))
    below, above = decimals.ends(as_ball(low), digits), decimals.ends(as_ball(high), digits)
    return name if below is None or above is None else f"{name} in [{below[0]}, {above[1]}]"
