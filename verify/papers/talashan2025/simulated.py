"""What the histograms of Figure 2 say, in simulations with error bars; and what leaving out ill-conditioned samples does to them."""

from __future__ import annotations

from fractions import Fraction as Q

from verify.claim import Section
from verify.statements.collapse import Discarded, Slower
from verify.statements.simulated import Simulated

section = Section("simulated", title="The histograms in simulations", order=44)

TIMES = (Q(3, 80), Q(3, 40), Q(9, 80), Q(3, 20))


@section.claim("x/sim/slower", "Larger sigma, slower decoherence, simulated", kind="figure", place="Figure 2(b)", uses=["p/slower"],
               note="E <sigma_z>^2 is the width of the histogram: 0 at first, 1 where all have decohered. The moving particle by exact "
               "steps and by Euler's scheme; the right side is the width at the smaller noise. p/slower proves it at a given position.")
def slower() -> Simulated:
    r"""\text{The difference in decoherence rate between the two noise strengths is clearly visible}"""
    return Simulated("E <sigma_z>^2 at sigma = 2m is below that at sigma = 1.5m at four times up to 0.15",
                     Slower(Q(2), Q(3, 2), TIMES))


@section.claim("x/sim/discarding", "Leaving out samples makes decoherence look faster", kind="figure", place="Figure 2",
               uses=["x/discarding"],
               note="One rule of several that 'ill-conditioned' may mean, and the text does not say which was used: <psi|psi>, "
               "which Euler's scheme with the report's step does not keep, has drifted by more than 1/50, the norm itself by about 1/100. "
               "Another rule keeps another share. Those that stay undecided drift "
               "most. The right side is the width over the samples that are kept.")
def discarding() -> Simulated:
    r"""\mathbb E\langle\sigma_z\rangle^2 < \mathbb E[\langle\sigma_z\rangle^2\,|\,\text{kept}] \text{ after discarding ill-conditioned
    samples}"""
    return Simulated("E <sigma_z>^2 over all trajectories is below that over those whose <psi|psi> has not drifted by 1/50",
                     Discarded(Q(3, 2), Q(3, 40), Q(1, 10**4), Q(1, 50)))
