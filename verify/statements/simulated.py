"""A statement about what is simulated: every measured left side lies below its right side. The only kind that can be *supported*.

An experiment supplies the readings and the same experiment with a flaw: a wrong law of motion in one of the methods, or a right side that
is too small. A flaw must be refuted, or stopped because two methods disagree; one that passes makes the statement vacuous.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from verify import machine, measured, verdict
from verify.measured import Check, Reading
from verify.statements import plain
from verify.verdict import Evidence, Verdict, Witness

MARGIN = 0.9


class Experiment(Protocol):
    """What is measured; a frozen record, equal for equal measurements."""

    def problems(self) -> Sequence[str]:
        """Why nothing can be measured; empty when it can."""

    def readings(self) -> Sequence[Reading]:
        """The left sides with their error bars beside the right sides. Deterministic; computed once."""

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """Experiments that the check must not let pass, at least one, and what is wrong with each."""

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """Experiments with another right side, which may be true as well."""

    def domain(self) -> dict[str, str]:
        """What was simulated, in words."""


@runtime_checkable
class Pointed(Protocol):
    """An experiment that has more to say of each reading: the points a slope goes through, another bound."""

    def points(self) -> Sequence[Mapping[str, Any]]:
        """Plain JSON for each reading, in their order. Computed from the same simulations."""


@dataclass(frozen=True)
class Lowered:
    """An experiment with all right sides at MARGIN times the largest left/right ratio that is certain, by BARS error bars."""

    experiment: Experiment

    def problems(self) -> Sequence[str]:
        """Those of the experiment."""
        return self.experiment.problems()

    def readings(self) -> Sequence[Reading]:
        """Its readings with the lowered right sides."""
        found = self.experiment.readings()
        factor = MARGIN * largest_certain_ratio(found)
        return [
            Reading(r.at, r.left, (factor * r.right[0], factor * r.right[1]), r.checks, r.ceiling, r.silent) for r in found
        ]

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """None."""
        yield from ()

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """None."""
        yield from ()

    def domain(self) -> dict[str, str]:
        """That of the experiment."""
        return self.experiment.domain()


def largest_certain_ratio(readings: Sequence[Reading]) -> float:
    """The largest (left - BARS error bars)/right among the cases that say anything; 0 where none does."""
    return max(((r.left.value - measured.BARS * r.left.error) / r.right[1] for r in readings if not r.silent), default=0.0)


@dataclass(frozen=True)
class Trial:
    """What the check says of a changed experiment. stopped: how two of its methods contradict each other; empty when none do."""

    verdict: Verdict
    stopped: str = ""

    @property
    def reason(self) -> str:
        """The first reason, in words."""
        return self.stopped or self.verdict.evidence[0].text


@dataclass(frozen=True)
class Simulated:
    """The readings of `experiment`, each left side below its right side, as `text` says it."""

    text: str
    experiment: Experiment

    def __str__(self) -> str:
        return self.text

    def domain(self) -> dict[str, str]:
        """That of the experiment."""
        return self.experiment.domain()

    def slack(self) -> dict[str, Any] | None:
        """The largest left/right ratio among the cases that say anything, and where."""
        telling = [reading for reading in self.experiment.readings() if not reading.silent]
        if not telling:
            return None
        worst = max(telling, key=lambda reading: reading.left.value / reading.right[1])
        return {"largest_ratio": f"{worst.left.value / worst.right[1]:.3g}", "at": dict(worst.at)}

    def mutants(self) -> Iterator[tuple[str, bool, Trial]]:
        """What was changed, whether the check must notice it, and what it says. Nothing where no flaw is tried: a lowered right side
        alone tells nothing of the methods."""
        flawed = list(self.experiment.flaws())
        if not flawed:
            return
        for change, changed in flawed:
            yield change, True, trial(changed)
        if largest_certain_ratio(self.experiment.readings()) > 0:  # not where a difference vanishes within its error bar
            yield "right side at 9/10 of the largest ratio that is certain by five error bars", True, trial(Lowered(self.experiment))
        for change, changed in self.experiment.bounds():
            yield change, False, trial(changed)


def trial(experiment: Experiment) -> Trial:
    """The verdict on an experiment; what goes wrong in it leaves it undecided and is quoted, unless the machine is at fault."""
    try:
        problems = tuple(experiment.problems())
        if problems:
            return Trial(verdict.undecided("not well formed: " + "; ".join(problems)))
        readings = tuple(experiment.readings())
        repeated = tuple(dict.fromkeys(check.name for reading in readings for check in reading.checks if check.one == check.other))
        if repeated:
            return Trial(verdict.undecided("not well formed: " + "; ".join(map(_again, repeated))))
        return Trial(_decided(experiment, readings), next(iter(measured.contradictions(readings)), ""))
    except Exception as error:  # a simulation that fails must end as a recorded verdict
        if machine.fault(error):
            raise
        return Trial(verdict.undecided(f"the simulation stopped with {type(error).__name__}: {error}"))


def _again(name: str) -> str:
    """Why a check whose two estimates are equal in value, error bar and words is none."""
    return (f"the second estimate of a check must come from another method, but that of {name!r} is the first one again; measure the "
            "quantity by code that shares no step with the first, and say in `how` by which")


def _decided(experiment: Experiment, readings: tuple[Reading, ...]) -> Verdict:
    for number, reading in enumerate(readings):
        if reading.is_violation():
            text = f"{_line(reading)}: above by more than {measured.BARS} error bars"
            found = plain.reading(reading, reading.checks, _more(experiment, readings)[number])
            return verdict.refuted(Witness(text, {"kind": "simulation", **reading.at, "measured": found}, exact=False, measured=True))
    given = measured.support(readings)
    if given is None:
        return verdict.undecided("; ".join(measured.doubts(readings)))
    shown: set[Check] = set()
    evidence = []
    for reading, more in zip(readings, _more(experiment, readings), strict=True):
        fresh = [check for check in reading.checks if check not in shown]
        evidence.append(Evidence("simulation", _line(reading, shown), plain.reading(reading, fresh, more)))
        shown.update(reading.checks)
    return verdict.supported(given, tuple(evidence))


def _more(experiment: Experiment, readings: tuple[Reading, ...]) -> Sequence[Mapping[str, Any]]:
    """What the experiment says of each reading beside its numbers."""
    return tuple(experiment.points()) if isinstance(experiment, Pointed) else ({},) * len(readings)


def _line(reading: Reading, known: AbstractSet[Check] = frozenset()) -> str:
    """A reading in words, without the checks that are `known`: numbers to three digits, so that they are the same on every machine."""
    parts = [f"{measured.shown(reading.left)} against {reading.right[0]:.3g}"]
    if reading.ceiling is not None:
        parts.append(f"a-posteriori bound {measured.shown(reading.ceiling)}")
    fresh = [check for check in reading.checks if check not in known]
    parts += [f"{check.name}: {measured.shown(check.one)} and {measured.shown(check.other)}" for check in fresh]
    if reading.checks and not fresh:
        parts.append("other methods as above")
    if reading.silent:
        parts.append(f"no information: {reading.silent}")
    return f"{measured.place(reading)}: " + "; ".join(parts)
