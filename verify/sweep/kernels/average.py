"""An average over the trajectories of a classical-quantum model at its time, with sampling and step in the error bar."""

from __future__ import annotations

import numpy as np

from numerics.hybrid import averages, simulate
from verify.hybrid.numbers import engine, number
from verify.hybrid.observables import Observable, observables
from verify.hybrid.positivity import positivity
from verify.sweep import models, systems
from verify.sweep.kernel import Given, Kernel, Refused, Result
from verify.sweep.parameter import Parameter, whole, words
from verify.system_input import UnusableSystem


def run(given: Given) -> Result:
    """The average. Raises: Refused where a trajectory comes too close to a source to be resolved: an average must not drop it."""
    model = models.model(given)
    found = positivity(model, model.point)
    numeric, start = engine(model, found)
    end = number(model.time)
    coarse, fine = simulate.refined(
        numeric, start, [end], step=end / int(given["steps"]), trajectories=int(given["trajectories"]), seed=int(given["seed"]),
        hbar=number(model.hbar), states=True)
    lost = int(np.count_nonzero(fine.unresolved | coarse.unresolved))
    if lost:
        raise Refused(f"every trajectory must be resolved to the end, but {lost} of {given['trajectories']} are not; take more steps")
    (estimate,) = averages.averages(coarse, fine, _observable(given).values)
    return Result({"average": estimate})


def _observable(given: Given) -> Observable:
    known = {each.name: each for each in observables(models.model(given))}
    if given["observable"] not in known:
        raise UnusableSystem(f"`observable` must be one of the model's, but is {given['observable'][:40]!r}; there are {', '.join(known)}")
    return known[given["observable"]]


def _check(given: Given) -> None:
    models.check(given)
    _observable(given)


KERNEL = Kernel(
    name="average",
    title="an average over the trajectories of a classical-quantum model",
    parameters=(
        models.MODEL, Parameter("observable", "as `ehrenfest hybrid` calls it, such as energy or <sigma_x>", words(), numeric=False),
        Parameter("trajectories", "how many", whole(2, 10**7), "2000"), Parameter("steps", "to the model's time", whole(1, 10**6), "100"),
        systems.SEED),
    numbers={"average": "over all trajectories, at the model's time"},
    run=run,
    own=models.own,
    check=_check,
    cost=lambda given: float(given["trajectories"]) * float(given["steps"]),
)
