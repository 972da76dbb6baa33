"""Every constant of hrr2023 for a potential, enclosed; numbers in natural units or with units."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from derive.formula_units import KILOGRAM, METRE, NUMBER, SECOND
from numerics.estimate import Estimate
from verify.constants.claims import catalogue
from verify.constants.describe import ENDS, NORMS, PAPER, Suprema, System, of_norms, searched
from verify.constants.record import UNKNOWN, Constant
from verify.constants.systems import FILE, Typed, system
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
    norms, ends = searched(stated)
    _require_finished(norms, ends)
    found = of_norms(stated, norms, ends)
    notes = {f"{each.name}: {each.why}" for each in found.constants if each.status == UNKNOWN}
    return Result({each.name: _enclosure(each) for each in found.constants}, notes=tuple(sorted(notes)))


def _require_finished(norms: Suprema, ends: Suprema | None) -> None:
    """None. Raises: Unfinished where the searches ended because time ran out."""
    whys = [each.how for each in (*norms, *(ends or ()))]
    if ends is None and all(each.finite is not None for each in norms):  # nothing but time leaves such a search without a result
        whys.append("the search for the ends of the Hessian was given up after its time")
    cut = next((why for why in whys if any(mark in why for mark in HASTE)), None)
    if cut is not None:
        raise Unfinished(f"the suprema of V's derivatives must be found in {sum((*NORMS, *ENDS)):g} s, but are not: {cut}")


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
        Parameter("mass", "of the particle; 1 when left out", quantity(KILOGRAM, empty=True), ""),
        Parameter("hbar", "reduced Planck constant; when left out, that of the SI where there are units, else what needs it is unknown",
                  quantity(KILOGRAM * METRE**2 / SECOND, empty=True), ""),
        Parameter("Dx", "diffusion of position; when left out, what needs it is unknown",
                  quantity(METRE**2 / SECOND, zero=True, empty=True), ""),
        Parameter("Dp", "diffusion of momentum; as Dx", quantity((KILOGRAM * METRE / SECOND) ** 2 / SECOND, zero=True, empty=True), ""),
        Parameter("time", "how long; as Dx", quantity(SECOND, zero=True, empty=True), ""),
        Parameter("target", "the error that the bounds are held against", quantity(NUMBER), "1/10")),
    numbers=_names(),
    run=run,
    own=systems.own,
    check=_check,
    data=("verify/papers/hrr2023/*.py",),
)
