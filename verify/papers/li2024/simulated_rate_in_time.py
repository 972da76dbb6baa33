"""Theorem 1 in simulations: how the measured trace norm depends on time."""

from __future__ import annotations

from fractions import Fraction as Q

import sympy as sp

from verify.claim import Section
from verify.papers.li2024.simulated_rates import CENTRE, NOTE, ONE, PENDULUM
from verify.statements.rates import Law, Rates
from verify.statements.simulated import Simulated

section = Section("simulated_rate_in_time", title="Rates in simulations: time", order=70)

R = sp.Rational
WIDTHS = (Q(1, 64), Q(1, 512))


def _times(h: Q, *powers: int) -> tuple[tuple[Q, Q, Q], ...]:
    """t = 2^k at this h and gamma = 1."""
    return tuple((h, ONE, Q(2) ** k) for k in powers)


@section.claim("x/sim/rate-in-t", "The exponent of t at fixed h", kind="theorem", place="(1.10)", uses=["1.10"],
               note=NOTE + " (1.10) has the power 1 up to t = 1, and from then on a constant and a term that grows like t. Measured: the "
               "power 1 at the very beginning, up to t = 1/128; from t = 1 to 4 the distance falls. So the bound "
               "t h^(1/2) for t > 1 is not sharp here.")
def rate_in_time() -> Simulated:
    r"""\gamma=1,\ h=2^{-6},2^{-9}:\ \|A(t)-a(t)^w\|_{\mathrm{tr}}\sim t\text{ for }2^{-10}\le t\le2^{-7},\text{ and it does not grow from
    }t=1\text{ to }t=4"""
    early = tuple(Law(f"h = 1/{1 / h}, t <= 1/128", 1, "t", _times(h, -10, -9, -8, -7), R(4, 5), R(6, 5)) for h in WIDTHS)
    late = tuple(Law(f"h = 1/{1 / h}, t from 1 to 4", 1, "t", _times(h, 0, 1, 2), R(-3, 2), R(0), local=True) for h in WIDTHS)
    others = {"the power 1/2": Law(early[0].name, 1, "t", early[0].places, R(2, 5), R(3, 5)),
              "growth like t": Law(late[0].name, 1, "t", late[0].places, R(9, 10), R(11, 10), local=True)}
    return Simulated("the exponents lie around 1 at first, below 0 later",
                     Rates(PENDULUM, CENTRE, early + late, (((Q(1, 4), ONE, Q(1, 2)), 1),), others=others))
