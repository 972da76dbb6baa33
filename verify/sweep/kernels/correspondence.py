"""Quantum, classical and mixture evolutions of one Gaussian state, their distances with error bars beside the bounds of Theorem 1."""

from __future__ import annotations

from fractions import Fraction

from numerics import bounds
from numerics.correspondence import compare
from numerics.estimate import Estimate
from verify.sweep import enclosed, systems
from verify.sweep.kernel import Given, Kernel, Result
from verify.sweep.parameter import Parameter, choice, whole

DISTANCES = {
    "quantum_mixture": "|| rho~ - rho ||_Tr", "mixture_classical": "|| W[rho~] - f ||_L1", "quantum_classical": "|| W[rho] - f ||_L1",
    "certificate_quantum": "a-posteriori bound on the first", "certificate_classical": "a-posteriori bound on the second",
}


def run(given: Given) -> Result:
    """The distances at the time, and the bounds there; a bound is None where it is not proved, and a note says why."""
    hbar, mass, Dx, Dp, time, tolerance = systems.real(given, "hbar", "mass", "Dx", "Dp", "time", "tolerance")
    known = enclosed.theory(given)
    found = compare(
        systems.potential(given), systems.packet(given, enclosed.eta(given, known)),
        hbar=hbar, Dx=Dx, Dp=Dp, mass=mass, times=[time], tolerance=tolerance,
        packets=int(given["packets"]), seed=int(given["seed"]),
    )
    numbers: dict[str, Estimate | None] = {name: getattr(found.rows[-1], name) for name in DISTANCES}
    for name, bound in (("printed", known.printed), ("sharpened", known.sharpened)):
        for kind in ("quantum", "classical"):
            rate = None if bound is None else bounds.error_at(getattr(bound, kind), Fraction(given["time"]))
            numbers[f"{name}_{kind}"] = enclosed.estimate(rate, f"enclosure of the {name} bound")
    densities = {name: getattr(found, name) for name in ("quantum", "classical", "mixture")}
    return Result(numbers, densities if given["arrays"] == "yes" else {}, known.why)


KERNEL = Kernel(
    name="correspondence",
    title="quantum, classical and mixture evolutions of a packet, beside the bounds",
    parameters=(
        systems.POTENTIAL, systems.HBAR, *systems.DIFFUSIONS, systems.TIME, systems.MASS, *systems.STATE[:-1],
        enclosed.ASPECT, systems.TOLERANCE,
        Parameter("packets", "of the mixture", whole(20, 10**8, even=True), "400"), systems.SEED,
        Parameter("arrays", "whether the three densities are kept", choice("no", "yes"), "no", numeric=False)),
    numbers={**DISTANCES, **{f"{name}_{kind}": f"{text}, {kind} distance" for name, text in
                             (("printed", "bound (8)"), ("sharpened", "best proved bound")) for kind in ("quantum", "classical")}},
    run=run,
    own=systems.own,
    check=systems.check,
    cost=lambda given: 1 / systems.real(given, "hbar")[0],
)
