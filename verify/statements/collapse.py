"""E <sigma_z>^2 over trajectories of the mass-superposition model, by two methods: how it depends on the noise, and on leaving samples out.

The one method takes exact steps that shorten near the masses (`numerics.hybrid`), the other is Euler's scheme (`numerics.euler_collapse`);
they share no code but the expressions of the energies. From rest at (0, -1/2, 0), in the equal superposition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import numpy as np

from numerics.estimate import Estimate
from numerics.euler_collapse import Typed, euler
from numerics.hybrid import averages
from numerics.hybrid.model import Start, pure
from numerics.hybrid.models import mass_superposition
from numerics.hybrid.simulate import simulate
from verify.budget import budget
from verify.measured import Check, Reading
from verify.statements.simulated import Experiment

MASS, TRAJECTORIES, STEP, EULER = Fraction(1, 100), 4096, 1e-3, Fraction(1, 2000)
SEED = 20250727
METHODS = "exact steps and Euler's scheme"


@lru_cache(maxsize=16)
def stepped(noise: Fraction, times: tuple[Fraction, ...], effort: int) -> tuple[Estimate, ...]:
    """E <sigma_z>^2 at the times with exact steps; noise: sigma/m."""
    start = Start(np.array([0, -0.5, 0]), np.zeros(3), pure([1, 1]))
    run = simulate(
        mass_superposition(sigma=float(noise * MASS)),
        start,
        [float(t) for t in times],
        step=STEP,
        trajectories=TRAJECTORIES * effort,
        seed=SEED,
        hbar=1.0,
    )
    return tuple(averages.mean((w[0] - w[1]) ** 2) for w in run.populations)


@lru_cache(maxsize=16)
def typed(noise: Fraction, times: tuple[Fraction, ...], step: Fraction, effort: int) -> Typed:
    """Euler's scheme."""
    model = mass_superposition(sigma=float(noise * MASS))
    return euler(
        [model.coupling[0, 0], model.coupling[1, 1]],
        model.coordinates,
        mass=float(MASS),
        sigma=float(noise * MASS),
        q=np.array([0, -0.5, 0]),
        p=np.zeros(3),
        amplitudes=[1, 1],
        times=[float(t) for t in times],
        step=float(step),
        trajectories=TRAJECTORIES * effort,
        seed=SEED + 1,
    )


def by_euler(noise: Fraction, times: tuple[Fraction, ...], effort: int) -> tuple[Estimate, ...]:
    """E <sigma_z>^2 at the times by Euler's scheme; a step of twice the length adds to the error bar."""
    fine, coarse = (typed(noise, times, step, effort) for step in (EULER, 2 * EULER))
    return tuple(
        averages.mean(one**2, other**2) for one, other in zip(fine.polarisation, coarse.polarisation, strict=True)
    )


@dataclass(frozen=True)
class Slower:
    """E <sigma_z>^2 at the noise `strong` is below that at `weak`, at each time; noises as sigma/m. second: the noise in Euler's scheme."""

    strong: Fraction
    weak: Fraction
    times: tuple[Fraction, ...]
    second: Fraction | None = None

    def problems(self) -> Sequence[str]:
        """Noises or times that are not positive."""
        return (
            []
            if min(self.strong, self.weak, *self.times) > 0
            else ["noises and times must be positive, but one is not"]
        )

    def readings(self) -> Sequence[Reading]:
        """One at each time."""
        effort = budget()
        left, right = (stepped(noise, self.times, effort) for noise in (self.strong, self.weak))
        again, other = (by_euler(noise, self.times, effort) for noise in (self.second or self.strong, self.weak))
        found = []
        for k, time in enumerate(self.times):
            checks = (
                Check(f"sigma = {self.strong}m, {METHODS}", left[k], again[k]),
                Check(f"sigma = {self.weak}m, {METHODS}", right[k], other[k]),
            )
            ends = right[k].value - right[k].error, right[k].value + right[k].error
            found.append(Reading({"t": str(time), "sigma": f"{self.strong}m and {self.weak}m"}, left[k], ends, checks))
        return found

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """The noises exchanged; Euler's scheme with another noise."""
        yield "the noises exchanged", replace(self, strong=self.weak, weak=self.strong)
        yield "Euler's scheme with the other noise", replace(self, second=self.weak)

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """None."""
        yield from ()

    def domain(self) -> dict[str, str]:
        """What was simulated, in words."""
        return {
            "sigma": f"{self.strong}m and {self.weak}m",
            "t": ", ".join(map(str, self.times)),
            "trajectories": str(TRAJECTORIES * budget()),
        }


@dataclass(frozen=True)
class Discarded:
    """E <sigma_z>^2 over all trajectories is below that over those whose norm, in Euler's scheme with `step`, has not drifted by `drift`.

    drift: None leaves none out.
    """

    noise: Fraction
    time: Fraction
    step: Fraction
    drift: Fraction | None
    exchanged: bool = False

    def problems(self) -> Sequence[str]:
        """Numbers that are not positive."""
        return (
            []
            if min(self.noise, self.time, self.step) > 0
            else ["noise, time and step must be positive, but one is not"]
        )

    def readings(self) -> Sequence[Reading]:
        """One."""
        run = typed(self.noise, (self.time,), self.step, budget())
        z = run.polarisation[-1]
        kept = z if self.drift is None else z[run.drift[-1] <= float(self.drift)]
        (every,), part = stepped(self.noise, (self.time,), budget()), averages.mean(kept**2)
        left, right = (part, every) if self.exchanged else (every, part)
        checks = (Check(f"all trajectories, {METHODS}", every, averages.mean(z**2)),)
        at = {"t": str(self.time), "sigma": f"{self.noise}m", "kept": f"{kept.size} of {z.size}"}
        return [Reading(at, left, (right.value - right.error, right.value + right.error), checks)]

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """The sides exchanged. (Where no sample is left out both sides are one: undecided, which is no flaw.)"""
        yield "the sides exchanged", replace(self, exchanged=True)

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """None."""
        yield from ()

    def domain(self) -> dict[str, str]:
        """What was simulated, in words."""
        return {
            "sigma": f"{self.noise}m",
            "t": str(self.time),
            "Euler's step": str(self.step),
            "drift of <psi|psi>": f"at most {self.drift}",
        }
