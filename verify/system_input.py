"""A system as a user states it, by options or by a file: the potential, its parameters and the numbers beside it, units checked.

Natural units: no unit anywhere. As soon as one number has a unit, all that have a dimension must have theirs, coordinates are lengths,
the potential is an energy, and hbar is that of the SI unless given. One mass serves all particles: the theorem has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from derive import potentials
from derive.formula import LETTERS, Constant, Formula, FormulaError, read, require_free
from derive.formula_reader import names, plain
from derive.formula_tree import shown
from derive.formula_units import JOULE, KILOGRAM, METRE, SECOND, Dimension
from derive.many_body import ManyBody, require_count, term
from verify.quantity import Quantity, QuantityError, mechanical, parameter, quantity

NUMBERS: Mapping[str, tuple[Dimension, bool]] = MappingProxyType({  # the dimension, and whether 0 may be given
    "mass": (KILOGRAM, False), "hbar": (JOULE * SECOND, False), "Dx": (METRE**2 / SECOND, True),
    "Dp": ((KILOGRAM * METRE / SECOND) ** 2 / SECOND, True), "time": (SECOND, True)})
INFINITE = ("", "inf", "+inf", "-inf", "oo", "+oo", "-oo")
TERMS, PARAMETERS = 20, 50
KNOWN = 8  # names that a sentence lists
Span = tuple[Quantity | None, Quantity | None]


class UnusableSystem(ValueError):
    """A system that cannot be used; the message is the sentence to print."""


@dataclass(frozen=True)
class SystemInput:
    """A system: SI base units everywhere if `si`, else natural units. Numbers that were not given are None.

    The numbers are exact `expression`s, irrational where hbar is used, as in hbar^2*(1e25 m^-2 s^-1); ends of the domain are rational.
    hbar: None in SI stands for numerics.constants.HBAR_SI. domain: by coordinate, for several particles by that of each; an end
    that is None is infinite.
    """

    potential: Formula | ManyBody
    parameters: Mapping[str, Quantity]
    mass: Quantity | None
    hbar: Quantity | None
    Dx: Quantity | None
    Dp: Quantity | None
    time: Quantity | None
    domain: Mapping[str, Span]
    si: bool
    text: str

    @property
    def measured(self) -> bool:
        """Whether a number was given in a unit that is measured, as the dalton is."""
        given = [*self.parameters.values(), *(end for span in self.domain.values() for end in span)]
        return any(each is not None and each.measured for each in (*given, self.mass, self.hbar, self.Dx, self.Dp, self.time))


def from_options(
    potential: str, *, params: Sequence[str] = (), mass: str | None = None, hbar: str | None = None, Dx: str | None = None,
    Dp: str | None = None, time: str | None = None, domain: Sequence[str] = (),
) -> SystemInput:
    """The system of the texts of a command line; params: NAME=VALUE; domain: LOW:HIGH of x, or NAME=LOW:HIGH.

    Raises: UnusableSystem, or FormulaError with the column.

    >>> from_options("k*x^2/2", params=["k=2 eV/nm^2"], mass="1 u").si
    True
    """
    given = _assignments(params, "--param")
    spans: dict[str, tuple[str, str]] = {}
    for name, text in _assignments([each if "=" in each else f"x={each}" for each in domain], "--domain").items():
        low, colon, high = text.partition(":")
        if not colon or ":" in high:
            at = len(low) + 1 + high.find(":") if colon else len(text)
            raise FormulaError(f"`--domain` must be NAME=LOW:HIGH, as x=-1:1, or x=0: for a half line, but is {shown(text)}", text, at)
        spans[name] = (low.strip(), high.strip())
    numbers = {"mass": mass, "hbar": hbar, "Dx": Dx, "Dp": Dp, "time": time}
    return system({"potential": potential}, given, {k: v for k, v in numbers.items() if v is not None}, spans, option="--")


def system(
    stated: Mapping[str, Any], parameters: Mapping[str, str], numbers: Mapping[str, str], domain: Mapping[str, tuple[str, str]],
    *, option: str = "",
) -> SystemInput:
    """The system; stated: `potential`, or `particles`, `dimension` and `terms`. option: what stands before names in sentences.

    Raises: UnusableSystem, or FormulaError with the column.
    """
    if len(parameters) > PARAMETERS:
        raise UnusableSystem(f"`parameters` must be at most {PARAMETERS}, but are {len(parameters)}")
    require_free(list(parameters))
    given = {name: parameter(text, name) for name, text in parameters.items()}
    found = {name: mechanical(text, f"{option}{name}") for name, text in numbers.items()}
    spans = {name: (_end(low, name), _end(high, name)) for name, (low, high) in domain.items()}
    every = [*given.values(), *found.values(), *(end for span in spans.values() for end in span if end is not None)]
    si = any(each.unit is not None or each.dimension is not None for each in every)
    for name, each in found.items():
        _require_dimension(each, f"{option}{name}", NUMBERS[name][0], si)
        if each.expression.is_nonnegative is not True or (each.expression == 0 and not NUMBERS[name][1]):
            least = "at least 0" if NUMBERS[name][1] else "positive"
            raise QuantityError(f"`{option}{name}` must be {least}, but is {each.text[:80]}", each.text, 0)
    constants = {name: each.constant for name, each in given.items()}
    potential = _formula(stated, constants, si) if "potential" in stated else _many_body(stated, constants, si)
    coordinates = potential.coordinates if isinstance(potential, Formula) else LETTERS[: potential.dimension]
    for name, span in spans.items():
        _require_span(name, span, [str(x) for x in coordinates], si)
    text = potential.text if isinstance(potential, Formula) else "; ".join(each.formula.text for each in potential.terms)
    mass, hbar, Dx, Dp, time = (found.get(name) for name in NUMBERS)
    return SystemInput(potential, MappingProxyType(given), mass, hbar, Dx, Dp, time, MappingProxyType(spans), si, text)


def euler(formula: str) -> dict[str, str]:
    """What e is, for a formula that has it: who typed it may have meant a charge."""
    return {"e": "exp(1)"} if "e" in names(formula) else {}


def require_known(names: Sequence[str], known: Sequence[str], where: str) -> None:
    """None. Raises: UnusableSystem for a name that is not known, with near ones, or else with some that are."""
    for name in names:
        if name not in known:
            near = get_close_matches(str(name)[:40], known, n=3)
            more = ", ..." if len(known) > KNOWN else ""
            remedy = (f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known[:KNOWN])}{more}" if known
                      else "there are none here; leave it out")
            raise UnusableSystem(f"`{where}` must have known names, but has {shown(name)}; {remedy}")


def _assignments(items: Sequence[str], option: str) -> dict[str, str]:
    given: dict[str, str] = {}
    for item in items:
        name, equals, value = item.partition("=")
        if not equals or not name.strip() or name.strip() in given:
            raise FormulaError(f"`{option}` must be NAME=VALUE, each name once, but is {shown(item)}", item, 0 if equals else len(item))
        given[name.strip()] = value.strip()
    return given


def _end(text: str, name: str) -> Quantity | None:
    if not plain(name) or len(name) > 3:
        raise FormulaError(f"`domain` must have names of coordinates, but has {shown(name)}", name, 0)
    return None if isinstance(text, str) and text.strip() in INFINITE else quantity(text, f"domain of {name}")


def _require_dimension(each: Quantity, name: str, wanted: Dimension, si: bool) -> None:
    """None. Raises: QuantityError in SI for a number that is not 0 and has another unit, or none."""
    if si and each.expression != 0 and each.dimension != wanted:
        held = "none" if each.dimension is None else str(each.dimension)
        raise QuantityError(f"`{name}` must have a unit that is {wanted} in SI, as other numbers have units, but has {held}: "
                            f"{each.text[:80]}; give all numbers units, or none", each.text, 0)


def _require_span(name: str, span: Span, coordinates: Sequence[str], si: bool) -> None:
    require_known([name], coordinates, "domain")
    for end in span:
        if end is not None:
            _require_dimension(end, f"domain of {name}", METRE, si)
    low, high = span
    if low is not None and high is not None and not low.value < high.value:
        raise UnusableSystem(f"`domain` must have low < high, but {name} has {low.text[:40]} and {high.text[:40]}; swap the ends")


def _formula(stated: Mapping[str, Any], constants: Mapping[str, Constant], si: bool) -> Formula:
    """The potential of a formula or a name."""
    text = stated["potential"]
    if not isinstance(text, str) or text not in potentials.names():
        near = get_close_matches(text, potentials.names(), n=1, cutoff=0.8) if isinstance(text, str) and plain(text[:40]) else []
        if near:
            raise UnusableSystem(f"`potential` must be a formula or a known name, but is {shown(text)}; did you mean {near[0]}? "
                                 "`ehrenfest constants --list` has all names")
        return read(text, constants, si=si)
    named = potentials.find(text)
    require_known(list(constants), sorted(named.parameters), "parameters")
    return read(named.text, {**named.parameters, **constants}, si=si, name=text)


def _many_body(stated: Mapping[str, Any], constants: Mapping[str, Constant], si: bool) -> ManyBody:
    """The potential of terms over tuples of particles."""
    particles, dimension = stated["particles"], stated["dimension"]
    require_count("particles", particles, 10**3)
    if not 0 < len(stated["terms"]) <= TERMS:
        raise UnusableSystem(f"`term` must occur from 1 to {TERMS} times, but there are {len(stated['terms'])}")
    found = tuple(
        term(each["formula"], bodies=each["bodies"], which=each["which"], particles=particles, dimension=dimension, parameters=constants,
             si=si, name=f"formula of term {i}") for i, each in enumerate(stated["terms"], 1))
    idle = sorted(constants.keys() - {name for each in stated["terms"] for name in names(each["formula"])})
    if idle:
        raise FormulaError(f"`parameters` must occur in a formula, but {', '.join(idle)} does not; leave it out")
    return ManyBody(particles, dimension, found)
