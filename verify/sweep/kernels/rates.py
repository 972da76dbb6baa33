r"""||A(t) - Op_h(a_N(t))||_tr between the quantum evolution and the quantised classical symbols of order N = 1, 2 (Li 2024).

The jump functions are x and xi, so that Dx = Dp = h gamma; the initial state is coherent.
"""

from __future__ import annotations

import numpy as np

from numerics.corrections import corrected
from numerics.phase_space.packet import Packet
from numerics.scaling import PRECISE
from verify.sweep import systems
from verify.sweep.kernel import Given, Kernel, Refused, Result
from verify.sweep.parameter import Parameter, number, whole
from verify.system_input import UnusableSystem

FIRST, FINER, ATTEMPTS = 1e-5, 16, 6  # the tolerance to begin with, and how it falls until the distances are known to 1/PRECISE


def run(given: Given) -> Result:
    """The distances, each known to 1/PRECISE. Raises: Refused where they are not."""
    h, gamma, time, mass, x, p = systems.real(given, "h", "gamma", "time", "mass", "x0", "p0")
    packet, orders = Packet(np.array([x, p]), h / 2 * np.eye(2)), int(given["orders"])
    tolerance = FIRST
    for _ in range(ATTEMPTS):
        (found,) = corrected(systems.potential(given), packet, [time], orders=orders, hbar=h, Dx=h * gamma, Dp=h * gamma, mass=mass,
                             tolerance=tolerance)
        if all(PRECISE * each.error <= each.value for each in found.distances):
            distances = [*found.distances, None][:2]
            notes = () if orders > 1 else ("only a_1 was asked for",)
            return Result(dict(zip(("first", "second"), distances, strict=True)), notes=notes)
        tolerance /= FINER
    said = ", ".join(f"{each.value:.3g} +- {each.error:.2g}" for each in found.distances)
    raise Refused(f"the distances must be known to 1/{PRECISE}, but are {said}")


def _check(given: Given) -> None:
    systems.check(given)
    if len(systems.formula(given).coordinates) > 1:
        raise UnusableSystem("`potential` must have one coordinate for this kernel, but has several")


KERNEL = Kernel(
    name="rates",
    title="Li's trace norms: quantum evolution against the quantised classical symbols",
    parameters=(
        systems.POTENTIAL, Parameter("h", "semiclassical parameter", number(systems.SMALL, "1"), unit="action"),
        Parameter("gamma", "coupling", number(systems.SMALL, systems.MOST)), systems.TIME, systems.MASS,
        Parameter("x0", "centre of the packet", number("-1e12", "1e12"), "0"),
        Parameter("p0", "its momentum", number("-1e12", "1e12"), "0"),
        Parameter("orders", "1, or 2 for the corrected symbol as well", whole(1, 2), "1")),
    numbers={"first": "||A(t) - Op_h(a_1(t))||_tr", "second": "||A(t) - Op_h(a_2(t))||_tr"},
    run=run,
    own=systems.own,
    check=_check,
    cost=lambda given: float(given["orders"]) / systems.real(given, "h")[0],
)
