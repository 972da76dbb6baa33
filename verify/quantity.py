"""Numbers with units as users type them: 9.1e-31 kg, 10 um, 2 pi/(10 um), k_B*(300 K), 1/10.

A quantity is a constant of the formula grammar (`derive.formula_reader`) in which names of units are numbers and may follow without a
sign. The names are listed here, so that a prefix makes no other unit of one (hbar is no hectobar); the units library, which nothing
else imports, says what each is in SI base units, exactly. hbar is h/(2 pi). The dalton and the particles' masses are measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import sympy as sp

from derive.formula import CONSTANTS, Constant
from derive.formula_build import FUNCTIONS, built
from derive.formula_reader import tree
from derive.formula_tree import FormulaError, Node, Source, shown
from derive.formula_units import JOULE, KELVIN, NUMBER, SYMBOLS, Dimension, dimension
from derive.units import Unit
from numerics.constants import HBAR_SI

PREFIXES = ("q", "r", "y", "z", "a", "f", "p", "n", "u", "\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}", "m", "c", "d",
            "da", "h", "k", "M", "G", "T", "P", "E", "Z", "Y", "R", "Q")
WITH_PREFIX = ("m", "g", "s", "K", "A", "mol", "Hz", "N", "Pa", "J", "W", "C", "V", "T", "eV")
MEASURED = ("u", "Da", "kDa", "amu", "electron_mass", "proton_mass", "neutron_mass")  # CODATA 2022, not exact
EXACT = ("min", "hour", "day", "year", "angstrom", "\N{LATIN CAPITAL LETTER A WITH RING ABOVE}", "\N{ANGSTROM SIGN}", "micron", "erg",
         "dyn", "bar", "mbar", "rad", "k_B", "c", "N_A", "elementary_charge", "planck_constant")
UNITS = frozenset({*WITH_PREFIX, *(p + u for p in PREFIXES for u in WITH_PREFIX), *MEASURED, *EXACT, "hbar"})
AMBIGUOUS = {  # and names that are spelled out
    "h": "hour or planck_constant", "d": "day", "a": "year", "au": "a length in m", "deg": "pi/180", "degC": "a temperature in K",
    "F": "a temperature in K, or C/V", "sec": "s", "seconds": "s", "second": "s", "meter": "m", "metre": "m", "kilogram": "kg", "gram": "g",
    "joule": "J", "kelvin": "K", "newton": "N", "volt": "V", "coulomb": "C", "hours": "hour", "kilometer": "km", "kilometre": "km",
    "dalton": "u", "micrometer": "um", "nanometer": "nm"}
BASES = {"kilogram": "kg", "meter": "m", "second": "s", "kelvin": "K", "ampere": "A", "mole": "mol"}


class QuantityError(FormulaError):
    """A quantity that cannot be used: a sentence and the place."""


@dataclass(frozen=True)
class Quantity:
    """An exact constant, in SI base units where `dimension` is not None; `text` as typed; `measured`: a measured unit was used."""

    expression: sp.Expr
    dimension: Dimension | None
    text: str
    measured: bool = False

    @property
    def value(self) -> Fraction:
        """The number as a fraction. Raises: QuantityError if it is irrational."""
        if not isinstance(self.expression, sp.Rational):
            raise QuantityError(f"`quantity` must be a rational number of units, but is {self.expression}; use a parameter of the formula")
        return Fraction(int(self.expression.p), int(self.expression.q))

    @property
    def unit(self) -> Unit | None:
        """The unit; None for a plain number."""
        return None if self.dimension is None else self.dimension.unit

    @property
    def constant(self) -> Constant:
        """The same as a parameter of a formula."""
        return Constant(self.expression, self.dimension)


def quantity(text: str, name: str) -> Quantity:
    """The rational number with a unit of mechanics, or without, that the text states; `name` is what it is called in errors.

    Raises: QuantityError with the column.

    >>> quantity("10 um", "--time").value
    Fraction(1, 100000)
    >>> quantity("1/10", "--time").unit is None
    True
    """
    found = mechanical(text, name)
    if not isinstance(found.expression, sp.Rational):
        raise QuantityError(f"`{name}` must be a rational number of units, but is {text[:80]!r}; write decimals", text, 0)
    return found


def mechanical(text: str, name: str) -> Quantity:
    """As `quantity`, but a number that may be irrational, as hbar^2*(1e25 m^-2 s^-1) is: its `expression` is exact."""
    found = parameter(text, name)
    if found.dimension is not None and found.dimension.unit is None:
        raise QuantityError(f"`{name}` must be made of mass, length and time, but has the unit {found.dimension}; "
                            "multiply a temperature by k_B, a charge by a voltage", text, 0)
    return found


def parameter(text: str, name: str) -> Quantity:
    """The constant that the text states, which may be irrational and have any unit. Raises: QuantityError with the column."""
    if not isinstance(text, str):
        raise QuantityError(f"`{name}` must be text, but is {shown(text)}; write it in quotes")
    try:
        found = tree(Source(text, name), CONSTANTS, tuple(FUNCTIONS), UNITS | AMBIGUOUS.keys())
        used = {node.name for node in found.walk() if node.kind == "name"} - {"pi"}
        _require_clear(found, used)
        values, names = _units(used - {"e"})
        expression = built(found, values)  # first: it limits the exponents
        unit = dimension(found, names, values)
    except QuantityError:
        raise
    except FormulaError as error:
        raise QuantityError(error.sentence, text, error.at) from error
    return Quantity(expression, (unit or NUMBER) if names else None, text, bool(used & set(MEASURED)))


def temperature(text: str, name: str) -> Quantity:
    """k_B T, an energy, for a temperature in K or an energy. Raises: QuantityError with the column.

    >>> temperature("300 K", "--temperature").value == quantity("k_B*(300 K)", "energy").value
    True
    """
    found = parameter(text, name)
    if found.dimension == KELVIN:
        boltzmann = parameter("k_B", name)
        found = Quantity(found.expression * boltzmann.expression, JOULE, text, found.measured)
    if found.dimension != JOULE or not isinstance(found.expression, sp.Rational) or found.expression < 0:
        raise QuantityError(f"`{name}` must be a temperature in K from 0 on, or an energy, but is {text[:80]!r}; write for instance 300 K",
                            text, 0)
    return found


def _require_clear(found: Node, used: set[str]) -> None:
    """None. Raises: FormulaError for names that mean several things."""
    for node in found.walk():
        if node.name in AMBIGUOUS:
            raise node.refusal(f"must use symbols with one meaning, but has {node.name}; write {AMBIGUOUS[node.name]}")
        if node.name == "e" and used - {"e"}:
            raise node.refusal("must use symbols with one meaning, but has e beside a unit; write elementary_charge or exp(1)")


def _units(used: set[str]) -> tuple[Mapping[str, sp.Expr], Mapping[str, Dimension]]:
    """Values and dimensions of the units, in SI base units."""
    values, names = {}, {}
    for name in used:
        if name == "hbar":
            values[name], names[name] = HBAR_SI, _unit("planck_constant")[1]
        else:
            number, names[name] = _unit(name)
            values[name] = sp.Rational(number.numerator, number.denominator)
    return values, names


@cache
def _unit(name: str) -> tuple[Fraction, Dimension]:
    """What one unit is in SI base units."""
    registry = _registry()
    factor, base = registry.get_base_units(registry.Unit(name))
    powers = {BASES[key]: Fraction(power) for key, power in dict(base._units).items() if key != "radian"}
    return Fraction(factor), Dimension(tuple(powers.get(symbol, Fraction(0)) for symbol in SYMBOLS))


@cache
def _registry() -> Any:
    import pint  # late: only who types a unit waits for it

    return pint.UnitRegistry(non_int_type=Fraction, cache_folder=None)
