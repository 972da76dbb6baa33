"""Systems from what a user types: texts read by `verify.system_input`, numbers exact or in balls; and the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import sympy as sp
from flint import arb, ctx

from derive import potentials
from numerics.ball import ball
from numerics.bounds import as_ball
from numerics.constants import HBAR_SI
from verify.constants.describe import System
from verify.quantity import Quantity, parameter
from verify.system_file import read_system
from verify.system_input import SystemInput, euler, from_options

NUMBERS, FILE = ("mass", "hbar", "Dx", "Dp", "time"), ".toml"
SMALLEST, LARGEST, BITS, MOST_ROWS = "1e-200", "1e200", 128, 200
ROW = re.compile(r"\s*(\w+)\s*=([^:]+):([^:]+):\s*([0-9]{1,6})\s*")
END = re.compile(r"\s*([+-]?(?:[0-9]{1,40}/0*[1-9][0-9]{0,39}|[0-9]{1,40}\.?[0-9]{0,40}(?:[eE][+-]?[0-9]{1,2})?))(?:\s(.*))?")
MEASURED = "u and the masses of particles are measured: CODATA 2022, taken as exact"


class Unusable(ValueError):
    """What the user typed has no constants; the message is the sentence to print."""


@dataclass(frozen=True)
class Typed:
    """A system as typed: a formula, the name of a potential, or FILE.toml. parameters: by name. numbers: those of NUMBERS that are given.

    domain: 'x=LOW:HIGH', each.
    """

    potential: str
    parameters: Mapping[str, str]
    numbers: Mapping[str, str]
    target: str | None = None
    domain: Sequence[str] = ()


def system(typed: Typed) -> System:
    """The system that is meant. Raises: Unusable, with the sentence to print."""
    try:
        return _system(typed, _read(typed))
    except ValueError as error:
        raise Unusable(str(error)) from error


def _read(typed: Typed) -> SystemInput:
    if not typed.potential.endswith(FILE):
        params = [f"{name}={text}" for name, text in typed.parameters.items()]
        return from_options(typed.potential, params=params, domain=typed.domain, **typed.numbers)
    if typed.parameters or typed.numbers or typed.domain:
        raise Unusable(f"`{typed.potential}` must state its own numbers, but there are others beside it; write these into the file")
    return read_system(typed.potential)


def _system(typed: Typed, given: SystemInput) -> System:
    quantities = {name: value for name in NUMBERS if (value := getattr(given, name)) is not None}
    numbers = {name: _number(name, value.expression, value.text) for name, value in quantities.items()}
    if given.si and "mass" not in numbers:
        raise Unusable("`mass` must be given where other numbers have units, but is not; write for instance --mass '1 u'")
    is_short = typed.potential in potentials.names() or typed.potential.endswith(FILE)
    texts = {"V": f"{given.text} ({Path(typed.potential).name})" if is_short else typed.potential}
    texts |= euler(given.text if is_short else typed.potential)
    texts |= {name: value.text for name, value in (*given.parameters.items(), *quantities.items())}
    texts |= {f"domain of {name}": ":".join(text)
              for name, span in given.domain.items() if any(text := ["" if end is None else end.text for end in span])}
    if "mass" not in numbers:
        numbers["mass"], texts["mass"] = Fraction(1), "1"
    if given.si and "hbar" not in numbers:
        numbers["hbar"], texts["hbar"] = _exact(HBAR_SI), "that of the SI"
    texts |= {"target": typed.target or "1/10"} | ({"note": MEASURED} if given.measured else {})
    domain = {name: (_side(low), _side(high)) for name, (low, high) in given.domain.items() if low is not None or high is not None}
    return System(given.potential, numbers, texts, _target(typed.target), domain, given.si)


def _side(end: Quantity | None) -> sp.Expr | None:
    return None if end is None else end.expression


def _number(name: str, value: sp.Expr, text: str) -> Any:
    """A fraction, or a ball where the number is irrational. Raises: Unusable for sizes whose powers no double holds."""
    found = _exact(value)
    if found != 0 and not arb(SMALLEST) <= as_ball(found) <= arb(LARGEST):
        raise Unusable(f"`{name}` must be from {SMALLEST} to {LARGEST}, in SI units where there are any, but is {text[:60]!r}")
    return found


def _exact(value: sp.Expr) -> Any:
    if isinstance(value, sp.Rational):
        return Fraction(int(value.p), int(value.q))
    with ctx.workprec(BITS):
        return ball(value, {})


def _target(text: str | None) -> Fraction:
    if text is None:
        return Fraction(1, 10)
    found = parameter(text, "--target")
    value = _exact(found.expression)
    if found.dimension is not None or not isinstance(value, Fraction) or not 0 < value <= 2:
        raise Unusable(f"`--target` must be a fraction above 0 and at most 2, the largest distance, but is {text[:60]!r}")
    return value


def ranged(typed: Typed, text: str) -> Iterator[tuple[str, Typed]]:
    """The rows of 'NAME=LOW:HIGH:COUNT', labels and systems, at equal steps. Raises: Unusable."""
    found = ROW.fullmatch(text)
    if found is None or not 2 <= int(found[4]) <= MOST_ROWS:
        raise Unusable(f"`--range` must be NAME=LOW:HIGH:COUNT with a count from 2 to {MOST_ROWS}, such as k=1:10:10, but is {text[:60]!r}")
    ends = [END.fullmatch(end) for end in (found[2], found[3])]
    if ends[0] is None or ends[1] is None or len({(end[2] or "").strip() for end in ends if end is not None}) > 1:
        raise Unusable(f"`--range` must have two numbers, with one unit or none, but has {found[2][:40]!r} and {found[3][:40]!r}")
    if found[1] in typed.numbers:
        raise Unusable(f"`--{found[1]}` must stand without a --range over it, but does not: it would have no effect; leave one of them out")
    (first, last), unit, name, steps = (Fraction(ends[0][1]), Fraction(ends[1][1])), (ends[0][2] or "").strip(), found[1], int(found[4])
    for k in range(steps):
        number = _written(first + (last - first) * Fraction(k, steps - 1), unit)
        if name in NUMBERS:
            yield f"{name} = {number}", replace(typed, numbers={**typed.numbers, name: number})
        else:
            yield f"{name} = {number}", replace(typed, parameters={**typed.parameters, name: number})


def _written(value: Fraction, unit: str) -> str:
    """The number as it can be read again: as a short decimal where it is one."""
    short = f"{float(value):.12g}"
    text = short if Fraction(short) == value else f"({value})" if unit else str(value)
    return f"{text} {unit}".rstrip()
