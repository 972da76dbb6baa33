"""Every constant of hrr2023 for a potential, enclosed; numbers in natural units or with units."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from derive.formula import Formula
from derive.formula_units import KILOGRAM, METRE, NUMBER, SECOND
from derive.many_body import ManyBody
from numerics import decimals
from numerics.estimate import Estimate
from verify import simulate_norms
from verify.constants.claims import catalogue
from verify.constants.describe import ENDS, NORMS, PAPER, Suprema, System, described
from verify.constants.record import UNKNOWN, Constant
from verify.constants.systems import FILE, Typed, system
from verify.constants.values import Given as Known
from verify.sweep import systems
from verify.sweep.enclosed import between
from verify.sweep.kernel import Given, Kernel, Result, Unfinished
from verify.sweep.parameter import Parameter, quantity
from verify.system_input import UnusableSystem

NUMBERS = ("mass", "hbar", "Dx", "Dp", "time")
HASTE = ("given up after", "stopped after")  # in the reasons of searches that a faster machine would have ended


def run(given: Given) -> Result:
    """The constants; None for what is infinite or not known, and the notes say why. Raises: Unfinished."""
    stated = _system(given)
    potential, time = stated.potential, stated.numbers.get("time")
    if isinstance(potential, ManyBody):
        raise TypeError("a sweep's potential is one formula")
    norms, ends = _searched(potential, time if time is None or isinstance(time, Fraction) else decimals.fraction(time.upper()))
    known = Known(len(potential.coordinates), norms=norms, target=stated.target, hessian=ends, is_static=potential.time is None,
                  **stated.numbers)
    found = described(known, stated.texts, convex=None, is_si=stated.is_si)
    notes = {f"{each.name}: {each.why}" for each in found.constants if each.status == UNKNOWN}
    return Result({each.name: _enclosure(each) for each in found.constants}, notes=tuple(sorted(notes)))


@lru_cache(maxsize=64)
def _searched(potential: Formula, time: Fraction | None) -> tuple[Suprema, Suprema | None]:
    """The norms, and the ends of the Hessian. Raises: Unfinished where time ran out."""
    domain = None if potential.time is None or time is None else {potential.time: (0, time)}
    norms, ends = simulate_norms.found(potential, domain, NORMS), simulate_norms.hessian(potential, domain, ENDS)
    whys = [each.how for each in (*norms, *(ends or ()))]
    if ends is None and all(each.finite is not None for each in norms):  # nothing but time leaves such a search without a result
        whys.append("the search for the ends of the Hessian was given up after its time")
    cut = next((why for why in whys if any(mark in why for mark in HASTE)), None)
    if cut is not None:
        raise Unfinished(f"the suprema of V's derivatives must be found in {sum((*NORMS, *ENDS)):g} s, but are not: {cut}")
    return norms, ends


def _system(given: Given) -> System:
    """The system of the point. Raises: Unusable, UnusableSystem, both ValueErrors."""
    if given["potential"].endswith(FILE):  # its content would not be in the key
        raise UnusableSystem("`potential` must be a formula or a name in a sweep, but is a file; write its formula and its numbers here")
    own = {name: given[name] for name in sorted(systems.own(given)) if name in given}
    return system(Typed(given["potential"], own, {name: given[name] for name in NUMBERS if given[name]}, given["target"]))


def _check(given: Given) -> None:
    _system(given)


def _enclosure(found: Constant) -> Estimate | None:
    if found.low is None or found.high is None:
        return None
    return between(Fraction(found.low), Fraction(found.high), "enclosure")


def _names() -> Mapping[str, str]:
    return {each.name: each.title for each in catalogue(PAPER).definitions}


KERNEL = Kernel(
    name="constants",
    title="every constant of hrr2023, enclosed",
    parameters=(
        systems.POTENTIAL,
        Parameter("mass", "of the particle; an empty one is 1", quantity(KILOGRAM, empty=True), ""),
        Parameter("hbar", "reduced Planck constant; what needs it is unknown without, that of the SI where there are units",
                  quantity(KILOGRAM * METRE**2 / SECOND, empty=True), ""),
        Parameter("Dx", "diffusion of position", quantity(METRE**2 / SECOND, zero=True, empty=True), ""),
        Parameter("Dp", "diffusion of momentum", quantity((KILOGRAM * METRE / SECOND) ** 2 / SECOND, zero=True, empty=True), ""),
        Parameter("time", "how long", quantity(SECOND, zero=True, empty=True), ""),
        Parameter("target", "the error that the bounds are held against", quantity(NUMBER), "1/10")),
    numbers=_names(),
    run=run,
    own=systems.own,
    check=_check,
    data=("verify/papers/hrr2023/*.py",),
)
