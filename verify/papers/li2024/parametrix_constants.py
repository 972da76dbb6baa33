"""The pointwise bounds of section 3 sampled: the worst constants found in two examples."""

from __future__ import annotations

import sympy as sp

from numerics.kernel_constants import BOUNDS
from verify.claim import Section
from verify.statements.kernel_ratio import KernelRatio
from verify.statements.simulated import Simulated

section = Section("parametrix_constants", title="The constants of the pointwise bounds (not printed)", order=49)


@section.claim("x/sim/kernel-constants", "The constants of the pointwise bounds, worst found", kind="inequality",
               place="not printed; (3.8), (3.20), (3.21), (3.24), (3.27), (3.41)",
               uses=["3.8", "3.20", "3.21", "3.24", "3.27", "3.41"],
               note="Both sides at many points, with c = 1/16, in two examples that satisfy (3.1) to (3.3). The largest ratios are about "
               "1.8 at epsilon = 1 (two derivatives of R_1) and 0.6 at epsilon = 1/256, t down to 1/256. A kernel that stays at y has no "
               "such constant. Not a proof: other A and v have other constants.")
def constants() -> Simulated:
    r"""\text{In two examples the bounds (3.8), (3.20), (3.21), (3.24), (3.27) and (3.41) hold with } C = 2,\ c = \tfrac1{16},\ |\alpha|
    \le 3 \text{ for } K_0,\ |\alpha| \le 2 \text{ for } R_1"""
    return Simulated("the ratio of both sides is at most 2", KernelRatio(BOUNDS, sp.Rational(2)))
