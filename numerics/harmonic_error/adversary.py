"""The search for the case with the largest ratio left/right of an inequality about the harmonic error.

Corners and random cases are evaluated once for each (seed, budget) in double precision and shared by all objectives. The best
few are then improved by an adaptive random walk on their rational parameters, and the best of those is measured again to high
precision: only measured numbers leave this file. The result is a function of (objective, seed, budget).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.estimate import Estimate
from numerics.harmonic_error.case import (
    Case,
    classical_features,
    describe,
    numbers,
    plain_features,
    quantum_features,
    quick_features,
    renumbered,
)
from numerics.harmonic_error.draw import corners, random_case, rational

Objective = Callable[[Mapping[str, float]], float | None]
Column = Callable[[str], NDArray[np.float64]]  # from the name of a feature to its values in all cases
RANDOM_CASES = {1: 200, 2: 200, 3: 160, 4: 120}
STARTS, STEPS, MEASURED = 4, 40, 3
RESOLVED = 0.05  # a case whose quick rules disagree by more is not looked at
DIGITS = 30


@dataclass(frozen=True)
class Extreme:
    """The largest ratio found, with its error bar, and where: enough to replay it by `evaluate(description)`.

    potential is a formula; sigma the exact entries, order x_1..x_d, p_1..p_d; cases the number of cases tried, those of the
    random walk included; families those met.
    """

    ratio: float
    error: float
    d: int
    hbar: str
    potential: str
    sigma: tuple[tuple[str, ...], ...]
    description: str
    cases: int
    families: tuple[str, ...]

    def exceeds(self, bound: float) -> bool:
        """True if the ratio is above the bound by more than 5 error bars."""
        return self.ratio - 5 * self.error > bound


@dataclass(frozen=True)
class Found:
    """A case with its quick features."""

    case: Case
    features: Mapping[str, float]


def cases(seed: int, budget: int, pure: bool = True, dimensions: tuple[int, ...] = (1, 2, 3, 4)) -> tuple[Found, ...]:
    """Corners, then random cases, with features (see `quick_features`), d by d; kept once made, whatever the dimensions.

    Raises: ValueError for a budget that is not a positive integer or dimensions other than 1 to 4; ArithmeticError where more
    than a fifth of the draws is unusable.
    """
    if isinstance(budget, bool) or not isinstance(budget, int) or budget < 1:
        raise ValueError(f"`budget` must be a positive integer, but is {budget!r}")
    if not dimensions or not set(dimensions) <= set(RANDOM_CASES):
        raise ValueError(f"`dimensions` must be some of {tuple(RANDOM_CASES)}, but are {dimensions}")
    return tuple(found for d in dimensions for found in _drawn(seed, budget, bool(pure), d))


@lru_cache(maxsize=64)
def _drawn(seed: int, budget: int, pure: bool, d: int) -> tuple[Found, ...]:
    rng = np.random.default_rng([seed, d, int(pure)])
    drawn = list(corners(d, pure=pure))
    wanted, refused = len(drawn) + RANDOM_CASES[d] * budget, 0
    while len(drawn) < wanted:
        try:
            drawn.append(random_case(rng, d, pure=pure))
        except ValueError:
            refused += 1
            if refused > wanted:
                break
    looked = (_looked_at(case) for case in drawn)
    found = tuple(usable for usable in looked if usable is not None)
    if 5 * len(found) < 4 * (len(drawn) + refused):
        raise ArithmeticError(f"at most a fifth of the cases may be unusable, but only {len(found)} of {len(drawn) + refused} are usable")
    return found


def search(
    objective: Objective, *, seed: int, budget: int, dimensions: tuple[int, ...] = (1, 2, 3, 4), pure: bool = True, walk: bool = True,
    together: Callable[[Column], Any] | None = None,
) -> Extreme:
    """The case with the largest value of `objective`, which gets the features by name (index them) and returns left/right.

    None from the objective means that the case is outside its hypotheses.
    walk: whether the best cases are improved. Where a walk leads is a matter of the last bits, and differs between machines;
    without it the same case is found everywhere.
    together: the same objective of all drawn cases at once, where it applies to every case: one call instead of a thousand.
    Raises: ArithmeticError where an objective is not finite, no case is within its hypotheses, or none can be measured.
    """
    table = cases(seed, budget, pure, tuple(dimensions))
    values = (_value(objective, found.features) for found in table) if together is None else _at_once(together, table)
    scored = [(value, n) for n, value in enumerate(values) if value is not None]
    if not scored:
        raise ArithmeticError(f"`objective` must apply to some case, but applies to none of {len(table)}")
    scored.sort(key=lambda pair: (_rank(pair[0]), pair[1]))
    starts: dict[tuple[str, int], tuple[float, Case]] = {}
    for value, n in scored:
        case = table[n].case
        if len(starts) < STARTS:
            starts.setdefault((case.family, case.potential.d), (value, case))
    rng = np.random.default_rng([seed, budget, int(pure)])
    walked = [_walk(objective, value, case, rng, STEPS * budget) for value, case in starts.values()]
    candidates = sorted([*starts.values(), *((value, case) for value, case, _ in walked)], key=lambda pair: _rank(pair[0]))
    best: tuple[Estimate, Case] | None = None
    measured = 0
    for case in dict.fromkeys(case for _, case in candidates):
        ratio = _measured(objective, case)
        if ratio is not None:
            measured += 1
            best = (ratio, case) if best is None or _rank(ratio.value) < _rank(best[0].value) else best
        if measured == MEASURED:
            break
    if best is None:
        raise ArithmeticError("the best cases must be measurable, but no quadrature converged for any of them")
    ratio, case = best
    return Extreme(
        ratio.value, ratio.error, case.potential.d, str(case.covariance.hbar), case.potential.formula, case.covariance.rows(),
        describe(case), len(scored) + sum(looked for _, _, looked in walked),
        tuple(sorted({table[n].case.family for _, n in scored})))


def _looked_at(case: Case) -> Found | None:
    """The case with its features; None where V''' vanishes or the quick rules do not resolve it."""
    try:
        features = quick_features(case)
    except (ArithmeticError, ValueError, np.linalg.LinAlgError):
        return None
    left = ["C", "Q"] if case.covariance.pure else ["C"]
    usable = features["V3"] > 0 and all(isfinite(x) for x in features.values())
    return Found(case, features) if usable and all(features[f"{key}_error"] <= RESOLVED * features[key] for key in left) else None


def _rank(value: float) -> float:
    """Smaller for larger values, equal for those that agree to nine digits: among these the first, a corner, is easiest to read."""
    return -float(f"{value:.9g}")


def _value(objective: Objective, features: Mapping[str, float]) -> float | None:
    value = objective(features)
    if value is None:
        return None
    if not isfinite(value):
        raise ArithmeticError(f"`objective` must be finite, but is {value} for {dict(features)}")
    return float(value)


def _at_once(together: Callable[[Column], Any], table: tuple[Found, ...]) -> list[float]:
    values = np.broadcast_to(together(lambda name: np.array([found.features[name] for found in table])), len(table))
    if not np.isfinite(values).all():
        raise ArithmeticError(f"`together` must be finite, but is not for {dict(table[int(np.isfinite(values).argmin())].features)}")
    return [float(value) for value in values]


def _walk(
    objective: Objective, value: float, case: Case, rng: np.random.Generator, steps: int
) -> tuple[float, Case, int]:
    """An adaptive random walk uphill, with the number of cases looked at.

    A few numbers change at a time; the step grows with success and shrinks with failure.
    """
    size, looked = 0.3, 0
    for _ in range(steps):
        old = numbers(case)
        moved = rng.random(len(old)) < max(0.2, 1 / len(old))
        moves = moved * rng.normal(size=len(old)) * size
        new = [rational(float(x) + step * max(abs(float(x)), 0.1), 6) if step else x for x, step in zip(old, moves, strict=True)]
        size *= 0.9
        try:
            trial = renumbered(case, iter(new))
        except ValueError:
            continue
        found = _looked_at(trial)
        looked += 1
        better = None if found is None else _value(objective, found.features)
        if better is not None and _rank(better) < _rank(value):
            value, case, size = better, trial, min(size * 2, 1.0)
        size = max(size, 1e-3)
    return value, case, looked


class _NotMeasured(Exception):
    """A quadrature did not converge for this case."""


class _Measured(dict[str, float]):
    """The features of a case as measured, each group when it is first asked for."""

    def __init__(self, case: Case, known: Mapping[str, float] | None = None) -> None:
        super().__init__(known or {})
        self.case = case
        self.errors: dict[str, float] = {}

    def __missing__(self, key: str) -> float:
        name = key.removesuffix("_error")
        try:
            if name in ("M1", "M2", "Q"):
                found = quantum_features(self.case, DIGITS)
            else:
                found = classical_features(self.case) if name in ("C", "G2") else plain_features(self.case)
        except ArithmeticError as error:
            raise _NotMeasured from error
        self.errors |= {each: estimate.error for each, estimate in found.items()}
        self.update({each: float(estimate) for each, estimate in found.items()})
        return float(found[key]) if key == name else found[name].error


def _measured(objective: Objective, case: Case) -> Estimate | None:
    """The objective on measured features, its error bar the sum of what each feature's error bar does; None where not measurable."""
    features = _Measured(case)
    try:
        value = _value(objective, features)
    except _NotMeasured:
        return None
    if value is None:
        return None
    error = 1e-14 * abs(value)
    for key, bar in features.errors.items():
        moved = [objective(_Measured(case, {**features, key: features[key] + shift})) for shift in (-bar, bar) if bar]
        error += max((abs(x - value) if x is not None else abs(value) for x in moved), default=0.0)
    return Estimate(value, error, "measured features, error bars added")
