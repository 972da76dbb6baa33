"""The trade-off between decoherence and diffusion of a classical-quantum model, exact at its initial position."""

from __future__ import annotations

from numerics.estimate import Estimate
from verify.hybrid.positivity import positivity
from verify.sweep import models
from verify.sweep.enclosed import between
from verify.sweep.kernel import Given, Kernel, Result

HOW = "enclosure in ball arithmetic"


def run(given: Given) -> Result:
    """Enclosures; None where there is none, or where it is not decided, and the note says why."""
    model = models.model(given)
    found = positivity(model, model.point)
    holds = None if found.holds is None else Estimate(float(found.holds), 0.0, found.why)
    numbers = {
        "holds": holds, "surplus": None if found.least is None else between(*found.least, HOW),
        "factor": None if found.factor is None else between(*found.factor, HOW)}
    return Result(numbers, notes=(found.why,))


KERNEL = Kernel(
    name="trade_off",
    title="whether the trade-off of a classical-quantum model holds, and by how much",
    parameters=(models.MODEL,),
    numbers={
        "holds": "1 where it holds, 0 where not", "surplus": "least eigenvalue of D_0 - D_1^+ D_2^- D_1/2, a rate",
        "factor": "what D_0 or D_2 must be multiplied with for equality: 1 and less where it holds"},
    run=run,
    own=models.own,
    check=models.check,
)
