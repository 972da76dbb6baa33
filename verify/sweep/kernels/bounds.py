"""The bounds of Theorem 1 without a simulation: as printed in (8), and the best that is proved, enclosed."""

from __future__ import annotations

from fractions import Fraction

from numerics import bounds
from verify.sweep import enclosed, systems
from verify.sweep.kernel import Given, Kernel, Refused, Result

SCALES = {"tau_H": "tau", "s_H": "s", "hbar_over_s_H": "h", "D_0": "D0", "z": "z"}


def run(given: Given) -> Result:
    """Enclosures. Raises: Refused where no bound is proved."""
    known = enclosed.theory(given)
    if known.sharpened is None and known.printed is None:
        raise Refused(" ".join(known.why))
    numbers = {}
    for name, bound in (("printed", known.printed), ("sharpened", known.sharpened)):
        for kind in ("quantum", "classical"):
            rate = None if bound is None else bounds.error_at(getattr(bound, kind), Fraction(given["time"]))
            numbers[f"{name}_{kind}"] = enclosed.estimate(rate, "enclosure")
    for name, field in SCALES.items():
        numbers[name] = None if known.scales is None else enclosed.estimate(getattr(known.scales, field), "enclosure")
    return Result(numbers, notes=known.why)


KERNEL = Kernel(
    name="bounds",
    title="the bounds of Theorem 1, printed and sharpened, without a simulation",
    parameters=(systems.POTENTIAL, systems.HBAR, *systems.DIFFUSIONS, systems.TIME, systems.MASS, *systems.STATE[2:-1], enclosed.ASPECT),
    numbers={
        "printed_quantum": "(8)", "printed_classical": "(8)", "sharpened_quantum": "best proved bound on the quantum distance",
        "sharpened_classical": "best proved bound on the classical distance", "tau_H": "harmonic time", "s_H": "anharmonic action",
        "hbar_over_s_H": "hbar/s_H", "D_0": "relative diffusion", "z": "squeezing"},
    run=run,
    own=systems.own,
    check=systems.check,
)
