"""The pointwise bounds of section 3 sampled: the worst constants found in two examples."""

from __future__ import annotations

import sympy as sp

from derive.explicit_parametrix import LINE, PLANE
from numerics.gaussian_product import Product
from numerics.iterated_constants import CORRECTIONS
from numerics.kernel_constants import BOUNDS
from verify.claim import Section
from verify.statements.iterated_ratio import IteratedRatio
from verify.statements.kernel_ratio import KernelRatio
from verify.statements.simulated import Simulated

section = Section("parametrix_constants", title="The constants of the pointwise bounds (not printed)", order=49)


@section.claim("x/sim/kernel-constants", "The constants of the pointwise bounds, worst found", kind="inequality",
               place="not printed; (3.8), (3.20), (3.21), (3.24), (3.27), (3.41)",
               uses=["3.8", "3.20", "3.21", "3.24", "3.27", "3.41"],
               scope="the example with n = 1; of that with n = 2 only (3.8), and (3.24) and (3.27) with two derivatives by x_1",
               note="Both sides at many points, with c = 1/16, in two examples that satisfy (3.1) to (3.3). The largest ratios are about "
               "1.8 at epsilon = 1 (two derivatives of R_1) and 0.6 at epsilon = 1/256, t down to 1/256. A kernel that stays at y has no "
               "such constant. Not a proof: other A and v have other constants.")
def constants() -> Simulated:
    r"""\text{In two examples the bounds (3.8), (3.20), (3.21), (3.24), (3.27) and (3.41) hold with } C = 2,\ c = \tfrac1{16},\ |\alpha|
    \le 3 \text{ for } K_0,\ |\alpha| \le 2 \text{ for } R_1"""
    return Simulated("the ratio of both sides is at most 2", KernelRatio(BOUNDS, sp.Rational(2)))


@section.claim("x/sim/iterated-kernel-constants", "The constants of the bounds on the corrections, worst found", kind="inequality",
               place="not printed; (3.30), (3.34), (3.42)", uses=["3.17", "3.30", "3.34", "3.42"],
               note="R_2 and R_3 by two quadratures, one in coordinates in which nothing is singular, one of (3.17) as it stands. The "
               "largest ratios are about 0.72 (two derivatives of R_2), 0.30 (one), 0.19 (none, and one by y), 0.11 (one of R_3) and 0.08 "
               "(R_3), at t = 1 and epsilon = 1; for no smaller t or epsilon, down to 1/65536 and 1/256, is one larger. In (3.34) c must "
               "become smaller: with c = 1/4 on both sides the ratio is in the thousands where |x - p| = 8 epsilon t^(1/2), and grows. A "
               "kernel that stays at y has no such constants. Not sampled: k > 3, R_k for n = 2, and K_j in (3.31). Not a proof: other A "
               "and v have other constants.")
def iterated_constants() -> Simulated:
    r"""\text{In an example with } n = 1 \text{ the bounds (3.30) for } k = 2, |\alpha| \le 2 \text{ and (3.42) hold with } C = 1,
    \text{ (3.30) for } k = 3, |\alpha| \le 1 \text{ with } C = \tfrac18, \text{ all with } c = \tfrac1{32}, \text{ and for } n =
    1, 2 \text{ (3.34) with } C = \tfrac54 (4 \pi)^{n/2},\ c = \tfrac14 \text{ in its first line and } c = \tfrac18 \text{ in its last}"""
    return Simulated("every ratio of both sides is at most C", IteratedRatio((*CORRECTIONS, Product(LINE), Product(PLANE))))
