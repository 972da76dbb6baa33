"""The unravelling (15) in simulations: averages over trajectories against (13), as corrected; as printed it is a flaw that must be seen."""

from __future__ import annotations

from fractions import Fraction as Q

import sympy as sp

from verify.claim import Section
from verify.papers.layton2026.symbols import gammaC, lam
from verify.statements.hybrid_average import HybridAverage, Monitored
from verify.statements.simulated import Simulated

section = Section("simulated", title="The unravelling in simulations", order=80)

PRINTED = sp.sqrt(gammaC), lam / sp.sqrt(8 * gammaC)
CORRECTED = sp.sqrt(2 * gammaC), -lam / sp.sqrt(8 * gammaC)
CASES = (
    Monitored((Q(1), Q(-1)), (Q(1, 2), Q(1, 2)), Q(1), Q(1, 2), Q(1, 2)),
    Monitored((Q(2), Q(0), Q(-1)), (Q(1, 2), Q(1, 4), Q(1, 4)), Q(1), Q(1), Q(1, 4)),
)
SHARE = sp.Rational(1, 8)
FLAWS = {
    "(15) as printed": PRINTED,
    "the noise in p as printed": (PRINTED[0], CORRECTED[1]),
    "the sign of the innovation as printed": (CORRECTED[0], PRINTED[1]),
    "the innovation twice as large": (CORRECTED[0], 2 * CORRECTED[1]),
}


@section.claim("x/sim/average", "Averages over trajectories", kind="prose", place="below (15)", uses=["13", "15"],
               note="E p^2 and E p <A> over at least 10^5 trajectories of (15) as corrected, simulated by two methods, against (13), "
               "solved by two methods. The left side is their difference with its error bar; the right side is an eighth of the value by "
               "(13). The trajectories of (15) as printed miss it: E p^2 is too small by more than half, and E p <A> has the wrong sign. "
               "Not a proof: that is 15 and p/average-recovers.")
def average() -> Simulated:
    r"""\text{Averaging over many trajectories recovers the original bipartite quantum dynamics ... where } dp =
    -\lambda\langle\hat A\rangle dt + \sqrt{2\gamma_C}dW,\ d\hat\rho = -\frac i\hbar[\lambda q\hat A, \hat\rho]dt -
    \gamma_Q[\hat A, [\hat A, \hat\rho]]dt - \frac\lambda{\sqrt{8\gamma_C}}(\hat A\hat\rho + \hat\rho\hat A -
    2\langle\hat A\rangle\hat\rho)dW"""
    return Simulated("E p^2 and E p <A> over trajectories of (15) as corrected are those of (13) to an eighth",
                     HybridAverage(CASES, *CORRECTED, SHARE, FLAWS))
