"""Numbers with units: their values against independent sources, what is refused and where."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest
import scipy.constants
import sympy as sp

from derive.units import ACTION, ENERGY, LENGTH, MASS, TIME
from numerics.constants import HBAR_SI, JULIAN_YEAR
from verify.quantity import (
    AMBIGUOUS,
    MEASURED,
    PREFIXES,
    UNITS,
    WITH_PREFIX,
    QuantityError,
    parameter,
    quantity,
    temperature,
)

POWERS = {"q": -30, "r": -27, "y": -24, "z": -21, "a": -18, "f": -15, "p": -12, "n": -9, "u": -6, "µ": -6, "μ": -6, "m": -3, "c": -2,
          "d": -1, "da": 1, "h": 2, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18, "Z": 21, "Y": 24, "R": 27, "Q": 30}

VALUES = {  # text: SI value, SI unit; from the definitions of the SI
    "9.1e-31 kg": (Fraction(91, 10**32), "kg"), "10 um": (Fraction(1, 10**5), "m"), "10 µm": (Fraction(1, 10**5), "m"),
    "10 μm": (Fraction(1, 10**5), "m"), "2 eV": (2 * Fraction(1602176634, 10**28), "kg m^2 s^-2"), "-3 ps": (Fraction(-3, 10**12), "s"),
    "kg m^2/s": (Fraction(1), "kg m^2 s^-1"), "um^-1": (Fraction(10**6), "m^-1"), "3/(2 nm)^2": (Fraction(3 * 10**18, 4), "m^-2"),
    "2 eV/nm^2": (2 * Fraction(1602176634, 10**10), "kg s^-2"), "10eV": (Fraction(1602176634, 10**27), "kg m^2 s^-2"),
    "2 m m": (Fraction(2), "m^2"), "(1/2) kg": (Fraction(1, 2), "kg"), "2^3 kg": (Fraction(8), "kg"),
    "1 kg + 1 g": (Fraction(1001, 1000), "kg"),
    "1 u": (Fraction(166053906892, 10**38), "kg"), "elementary_charge*(2 V)": (2 * Fraction(1602176634, 10**28), "kg m^2 s^-2"),
    "k_B*(300 K)": (300 * Fraction(1380649, 10**29), "kg m^2 s^-2"), "1 Å": (Fraction(1, 10**10), "m"), "2 hour": (Fraction(7200), "s"),
    "1 year": (Fraction(int(JULIAN_YEAR)), "s"), "c^2": (Fraction(299792458**2), "m^2 s^-2"), "sqrt(4 m^2)": (Fraction(2), "m"),
    "12 g/(N_A*(1 mol))": (Fraction(12, 1000) / (602214076 * 10**15), "kg"), "1 rad": (Fraction(1), "1"),
}  # fmt: skip

REFUSALS = {  # text: (words of the sentence, column from 0)
    "": ("ends", 0), "1/2 kg": ("follows without a sign after a division", 4), "kg/m s": ("after a division", 5),
    "k_B 300 K": ("must show every product", 4), "5 h": ("hour or planck_constant", 2), "5 seconds": ("write s", 2),
    "2 e eV": ("e beside a unit", 2), "nan": ("finite", 0), "inf kg": ("finite", 0), "３ kg": ("FULLWIDTH DIGIT THREE", 0),
    "−3 kg": ("write -", 0), "5 kg\u200b": ("ZERO WIDTH SPACE", 4), "5 ｋｇ": ("write kg", 2), "5 кг": ("CYRILLIC SMALL LETTER KA", 2),
    "5 m²": ("write ^2", 2), "2 kg + 3 m": ("one unit", 9), "exp(1 m)": ("give exp a number", 0), "2^(1 m)": ("numbers as exponents", 5),
    "1/(0 kg)": ("finite", 1), "5 hm2": ("did you mean hm", 2), "3 K": ("multiply a temperature by k_B", 0), "2 pi m": ("rational", 0),
    "5 parsecs": ("no unit is called so", 2), "x": ("known names", 0), "1e400 kg": ("1e60", 0), "5 EeVV": ("known names", 2),
    "(2 m)^(64^2)": ("at most 1024 bits", 5), "__import__('os')": ("has '_'", 0), "5 exabyte": ("known names", 2),
}  # fmt: skip


@pytest.mark.parametrize("text", VALUES)
def test_values_are_exact(text: str) -> None:
    value, unit = VALUES[text]
    found = quantity(text, "--mass")
    assert found.value == value
    assert str(found.dimension) == unit
    assert found.text == text


@pytest.mark.parametrize("text", REFUSALS)
def test_refusals_name_the_reason_and_the_place(text: str) -> None:
    words, at = REFUSALS[text]
    with pytest.raises(QuantityError, match=r"^`--mass` must") as caught:
        quantity(text, "--mass")
    assert words in caught.value.sentence
    assert caught.value.at == at


def test_numbers_without_units_have_none() -> None:
    for text, value in (("1/10", Fraction(1, 10)), ("0.1", Fraction(1, 10)), ("1e-3", Fraction(1, 1000)), ("-2^2", Fraction(-4))):
        found = quantity(text, "--hbar")
        assert (found.value, found.unit, found.dimension) == (value, None, None)
    assert parameter("2 pi/(10 um)", "k").expression == 200000 * sp.pi
    assert parameter("e", "k").expression == sp.E


def test_units_are_those_of_mechanics() -> None:
    for text, unit in (("1 kg", MASS), ("1 m", LENGTH), ("1 s", TIME), ("1 J", ENERGY), ("1 J s", ACTION)):
        found = quantity(text, "k").unit
        assert found is not None
        assert found.same_dimension(unit)
    assert parameter("3 K", "k").unit is None
    with pytest.raises(QuantityError, match="must be a rational number"):
        _ = parameter("pi", "k").value


def test_hbar_is_exact_and_no_hectobar() -> None:
    found = parameter("hbar", "k")
    assert found.expression == HBAR_SI
    assert str(found.dimension) == "kg m^2 s^-1"


def test_every_prefix_makes_its_power_of_ten() -> None:
    assert set(POWERS) == set(PREFIXES)
    for unit in WITH_PREFIX:
        one = parameter(unit, "k")
        for prefix, power in POWERS.items():
            found = parameter(prefix + unit, "k")
            assert found.expression == one.expression * sp.Integer(10) ** power, prefix + unit
            assert found.dimension == one.dimension, prefix + unit


def test_measured_units_are_said_to_be_and_agree_with_another_table() -> None:
    table = {"u": "atomic mass constant", "Da": "atomic mass constant", "electron_mass": "electron mass", "proton_mass": "proton mass",
             "neutron_mass": "neutron mass"}
    for name in MEASURED:
        assert parameter(f"3 {name}", "k").measured
    for name, other in table.items():
        assert float(parameter(name, "k").value) == pytest.approx(scipy.constants.physical_constants[other][0], rel=1e-12)
    assert not parameter("3 kg*c^2/(1 eV)", "k").measured


def test_a_temperature_is_an_energy() -> None:
    found = temperature("300 K", "--temperature")
    assert found.value == 300 * Fraction(1380649, 10**29)
    assert temperature("2 eV", "--temperature").value == quantity("2 eV", "k").value
    for text in ("300", "3 kg", "-1 K"):
        with pytest.raises(QuantityError, match="temperature in K from 0 on"):
            temperature(text, "--temperature")


def test_names_mean_one_thing() -> None:
    assert not UNITS & AMBIGUOUS.keys()
    for name in AMBIGUOUS:
        with pytest.raises(QuantityError, match="one meaning"):
            parameter(f"2 {name}", "k")


def test_only_who_types_a_unit_waits_for_the_library() -> None:
    code = ("import sys; from verify.quantity import quantity; quantity('1/10', 'k'); assert 'pint' not in sys.modules; "
            "quantity('1 m', 'k'); assert 'pint' in sys.modules")
    subprocess.run([sys.executable, "-c", code], check=True)
