"""The simulation of a model: averages with error bars beside what is known, histograms beside their law, a few trajectories to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.estimate import Estimate
from verify.hybrid import exact, histogram
from verify.hybrid.equation import EquationModel
from verify.hybrid.exact import Known
from verify.hybrid.general import Law, law_of
from verify.hybrid.histogram import Histogram
from verify.hybrid.model import HybridModel
from verify.hybrid.numbers import array, engine, is_plain, number, require_held
from verify.hybrid.observables import Observable, observables, of_variables
from verify.hybrid.positivity import Positivity
from verify.seconds import Late, within
from verify.system_input import UnusableSystem

Array = NDArray[np.float64]
SHOWN, FINE = 4, 400  # trajectories that are shown whole, and at how many times
PATIENCE = 60.0  # seconds for the master equation at one time
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Row:
    """One average at one time; `known`: what it is by another way."""

    time: float
    name: str
    simulated: Estimate
    known: Known | None

    @property
    def agrees(self) -> bool | None:
        """Whether both agree within the sum of their error bars; None where nothing is known."""
        if self.known is None:
            return None
        return bool(
            abs(float(self.simulated.value) - self.known.value) <= self.simulated.error + self.known.error + 1e-12
        )


@dataclass(frozen=True)
class Found:
    """The result. given_up: from which time on the master equation took longer than PATIENCE, None where it did not.
    watched: whether the trade-off was looked after at every step of every trajectory.

    samples: times (FINE,), q and p (FINE, d, SHOWN), bloch or populations (FINE, 3 or n, SHOWN).
    """

    rows: tuple[Row, ...]
    histograms: tuple[Histogram, ...]
    samples: dict[str, Array]
    trajectories: int
    unresolved: int
    first_stop: float | None
    given_up: float | None = None
    watched: bool = False


def simulated(
    model: HybridModel | EquationModel,
    found: Positivity,
    *,
    times: Sequence[float],
    trajectories: int,
    step: float,
    seed: int,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Found:
    """The simulation at those times. Raises: UnusableSystem where the engine cannot do it, ArithmeticError where it fails."""
    from numerics.hybrid import averages

    numeric, start = chosen_engine(model, found)
    chosen = of_variables(model) if isinstance(model, EquationModel) else observables(model)
    hbar = number(model.hbar)

    def told(share: float) -> None:
        if progress is not None:
            progress("trajectories, per cent", round(100 * share), 100)

    options = {"step": step, "trajectories": trajectories, "seed": seed, "progress": told, "executor": executor}
    coarse, fine = _refined(numeric, start, times, hbar, options)
    if fine.unresolved.all() or coarse.unresolved.all():
        raise ArithmeticError(
            "`--time` must end before every trajectory comes too close to a source to be resolved, but all do; "
            "ask for a shorter one, or a shorter --step"
        )
    stopped = float(np.nanmin(fine.stopped_at)) if fine.unresolved.any() else None
    grids, given_up = _grids(model, numeric, start, chosen, times, progress)
    one, other = (each.parts(~each.unresolved) for each in (coarse, fine))
    rows = []
    for observable in chosen:
        for k, estimate in enumerate(averages.averages(one, other, observable.values)):
            known = _known(model, found, numeric, observable, times[k]) or grids[k].get(observable.name)
            rows.append(Row(times[k], observable.name, estimate, known))
    rows.sort(key=lambda row: row.time)
    marked = histogram.histograms(model, found, fine, times)
    return Found(
        tuple(rows),
        marked,
        _samples(model, numeric, start, times[-1], step, seed, hbar),
        trajectories,
        int(np.count_nonzero(fine.unresolved)),
        stopped,
        given_up,
        isinstance(numeric, Law) and not numeric.unravelling.equation.D2.is_zero_matrix,
    )


def chosen_engine(model: HybridModel | EquationModel, found: Positivity) -> tuple[Any, Any]:
    """The model and its start for the engine that does it. Raises: UnusableSystem where none does, with the reason."""
    if isinstance(model, HybridModel) and is_plain(model):
        return engine(model, found)
    require_held(found)
    if isinstance(model, HybridModel) and model.sources:
        raise UnusableSystem("`source` must go with constant noise in every momentum and constant decoherence, but does not; leave it out")
    law, start = law_of(model)
    if isinstance(model, HybridModel):  # of V itself, of which the law knows the slope alone
        from numerics.hybrid.domain import of_particle

        of_particle(law.unravelling.equation.variables, model.potential, model.coupling).require_start(start.z, start.spread)
    return law, start


def _refined(numeric: Any, start: Any, times: Sequence[float], hbar: float, options: dict[str, Any]) -> tuple[Any, Any]:
    from numerics.hybrid import simulate, unravelled

    if isinstance(numeric, Law):
        return unravelled.refined(numeric.unravelling, start, times, split=numeric.split, **options)
    return simulate.refined(numeric, start, times, hbar=hbar, states=True, **options)


def _known(model: HybridModel | EquationModel, found: Positivity, numeric: Any, observable: Observable, time: float) -> Known | None:
    if isinstance(model, HybridModel):
        return exact.known(model, found, observable, time)
    density = array(model.start.density)
    pure = observable.name == "purity" and numeric.keeps_purity and abs((density @ density).trace() - 1) < 1e-12
    return Known(1.0, 0.0, exact.KEPT) if pure else None


def _grids(
    model: HybridModel | EquationModel,
    numeric: Any,
    start: Any,
    chosen: Sequence[Observable],
    times: Sequence[float],
    progress: Progress | None,
) -> tuple[list[dict[str, Known]], float | None]:
    """What the master equation gives at each time, and the first time for which it takes longer than PATIENCE or does not converge."""
    found: list[dict[str, Known]] = [{} for _ in times]
    for k, time in enumerate(times):
        if progress is not None:
            progress("master equation, times", k, len(times))
        try:
            with within(PATIENCE):
                found[k] = exact.on_grid(model, numeric, start, chosen, time)
        except (Late, ArithmeticError):
            return found, time
    return found, None


def _samples(
    model: HybridModel | EquationModel, numeric: Any, start: Any, end: float, step: float, seed: int, hbar: float
) -> dict[str, Array]:
    """SHOWN trajectories at FINE times, by a stream of their own."""
    fine = [end * k / FINE for k in range(FINE + 1)]
    from numerics.hybrid import simulate, unravelled

    options: dict[str, Any] = {"step": min(step, end / FINE), "trajectories": SHOWN, "seed": seed + 10**9}
    run = (
        unravelled.simulate(numeric.unravelling, start, fine, split=numeric.split, **options)
        if isinstance(numeric, Law)
        else simulate.simulate(numeric, start, fine, hbar=hbar, states=True, **options)
    )
    found: dict[str, Array] = {"times": np.array(fine), "q": run.q, "p": run.p, "populations": run.populations}
    if model.levels == 2 and run.states is not None:
        entry = run.states[:, 0, 1]
        found["bloch"] = np.stack(
            [2 * entry.real, -2 * entry.imag, run.populations[:, 0] - run.populations[:, 1]], axis=1
        )
    return found
